#include "core/script/event_log.h"

#include <algorithm>

namespace script {

EventLog::Block& EventLog::fresh(std::uint64_t number) {
    if (blocks_.size() >= most_blocks)
        blocks_.erase(std::min_element(blocks_.begin(), blocks_.end(), [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
    Block& block = blocks_[number];
    block.events.clear();
    block.used = ++clock_;
    return block;
}

void EventLog::append(const base::Event& event) {
    const std::uint64_t number = size() / block_size, within = size() % block_size;
    if (size() % stretch == 0) stretches_.emplace_back();
    stretches_.back().set(base::index_of(event.kind));
    kinds_.push_back(event.kind);
    auto found = blocks_.find(number);
    if (found == blocks_.end()) {
        if (within != 0) return;  // its beginning is gone
        fresh(number).events.push_back(event);
    } else if (found->second.events.size() == within) {
        found->second.events.push_back(event);
    }
}

void EventLog::truncate(std::uint64_t size) {
    size = std::min(size, this->size());
    kinds_.resize(size);
    stretches_.resize((size + stretch - 1) / stretch);
    if (size % stretch != 0) {
        stretches_.back().reset();
        for (std::uint64_t i = size / stretch * stretch; i < size; ++i) stretches_.back().set(base::index_of(kinds_[i]));
    }
    blocks_.erase(blocks_.lower_bound((size + block_size - 1) / block_size), blocks_.end());
    const auto last = blocks_.find(size / block_size);
    if (last != blocks_.end() && last->second.events.size() > size % block_size) last->second.events.resize(size % block_size);
}

base::KindSet EventLog::kinds(std::uint64_t first, std::uint64_t end) const {
    base::KindSet set;
    for (std::uint64_t i = first; i < end;) {
        if (i % stretch == 0 && end - i >= stretch) {
            set |= stretches_[i / stretch];
            i += stretch;
        } else {
            set.set(base::index_of(kinds_[i++]));
        }
    }
    return set;
}

std::optional<std::uint64_t> EventLog::last_of(const base::KindSet& kinds, std::uint64_t before) const {
    for (std::uint64_t i = std::min(before, size()); i > 0;) {
        if (i % stretch == 0 && (stretches_[i / stretch - 1] & kinds).none()) {
            i -= stretch;
            continue;
        }
        --i;
        if (kinds.test(base::index_of(kinds_[i]))) return i;
    }
    return std::nullopt;
}

bool EventLog::holds(std::uint64_t i) const {
    const auto found = blocks_.find(i / block_size);
    return found != blocks_.end() && found->second.events.size() > i % block_size;
}

const base::Event* EventLog::find(std::uint64_t i) {
    const auto found = blocks_.find(i / block_size);
    if (found == blocks_.end() || found->second.events.size() <= i % block_size) return nullptr;
    found->second.used = ++clock_;
    return &found->second.events[i % block_size];
}

void EventLog::keep(std::uint64_t first, std::vector<base::Event> events) { fresh(first / block_size).events = std::move(events); }

}  // namespace script
