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
    kinds_.resize(std::min<std::uint64_t>(kinds_.size(), size));
    blocks_.erase(blocks_.lower_bound((size + block_size - 1) / block_size), blocks_.end());
    const auto last = blocks_.find(size / block_size);
    if (last != blocks_.end() && last->second.events.size() > size % block_size) last->second.events.resize(size % block_size);
}

const base::Event* EventLog::find(std::uint64_t i) {
    const auto found = blocks_.find(i / block_size);
    if (found == blocks_.end() || found->second.events.size() <= i % block_size) return nullptr;
    found->second.used = ++clock_;
    return &found->second.events[i % block_size];
}

void EventLog::keep(std::uint64_t first, std::vector<base::Event> events) { fresh(first / block_size).events = std::move(events); }

}  // namespace script
