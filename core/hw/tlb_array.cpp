#include "core/hw/tlb_array.h"

#include "core/base/bits.h"

namespace hw {

static std::size_t stamps_of(const TlbConfig& config) { return config.policy == TlbPolicy::lru ? config.entries : 0; }

TlbArray::TlbArray(TlbConfig config, std::uint64_t seed, std::uint64_t banked)
    : config_(config), banked_(banked), sets_(config.ways ? config.entries / config.ways : 0), set_mask_(base::is_power_of_two(sets_)),
      keys_(config.entries), slots_(config.entries), used_(stamps_of(config)), rng_{seed} {
    while (tree_leaves_ < config.ways) tree_leaves_ *= 2;
    if (config.policy == TlbPolicy::tree_plru) tree_.resize(std::size_t{sets_} * (tree_leaves_ - 1));
}

std::uint32_t TlbArray::held() const {
    std::uint32_t held = 0;
    for (std::uint64_t spans = spans_; spans != 0; spans &= spans - 1) held += count_[static_cast<unsigned>(__builtin_ctzll(spans))];
    return held;
}

std::uint32_t TlbArray::slot_of(Vpn vpn, Asid asid, unsigned span_shift) const {
    if (slots_.empty()) return none;
    const std::uint64_t page = vpn.value >> span_shift, tag = page << span_shift;
    const std::uint64_t own = space_of(asid.value, span_shift), all = space_of(global_asid, span_shift);
    const std::size_t first = first_slot(page, span_shift);
    const Key* set = &keys_[first];
    for (unsigned way = 0; way < config_.ways; ++way)
        if (set[way].vpn == tag && (set[way].space == own || set[way].space == all)) return static_cast<std::uint32_t>(first + way);
    return none;
}

std::uint32_t TlbArray::slot_of(Vpn vpn, Asid asid) const {
    for (std::uint64_t spans = spans_; spans != 0; spans &= spans - 1) {
        const std::uint32_t slot = slot_of(vpn, asid, static_cast<unsigned>(__builtin_ctzll(spans)));
        if (slot != none) return slot;
    }
    return none;
}

const TlbEntry* TlbArray::peek(Vpn vpn, Asid asid, unsigned span_shift) const {
    const std::uint32_t slot = slot_of(vpn, asid, span_shift);
    return slot == none ? nullptr : &slots_[slot];
}

const TlbEntry* TlbArray::find(Vpn vpn, Asid asid, unsigned span_shift) {
    const std::uint32_t slot = slot_of(vpn, asid, span_shift);
    if (slot == none) return nullptr;
    touch(slot);
    return &slots_[slot];
}

// An empty slot has the stamp 0. The least stamp is held apart from where it is, so that no load waits for another.
static unsigned oldest_of(const std::uint64_t* used, unsigned ways) {
    std::uint64_t least = used[0];
    unsigned oldest = 0;
    for (unsigned way = 1; way < ways; ++way) {
        const bool older = used[way] < least;
        least = older ? used[way] : least;
        oldest = older ? way : oldest;
    }
    return oldest;
}

// From the root to the way, every node on the path points to the other side.
void TlbArray::touch_tree(std::uint32_t slot) {
    const unsigned set = slot / config_.ways, way = slot % config_.ways;
    std::uint8_t* tree = tree_.data() + std::size_t{set} * (tree_leaves_ - 1);
    unsigned node = 0, first = 0;
    for (unsigned half = tree_leaves_ / 2; half > 0; half /= 2) {
        const bool right = way >= first + half;
        tree[node] = !right;
        node = 2 * node + (right ? 2 : 1);
        if (right) first += half;
    }
}

std::uint32_t TlbArray::tree_victim(std::size_t slot) const {
    const std::uint8_t* tree = tree_.data() + slot / config_.ways * (tree_leaves_ - 1);
    unsigned node = 0, first = 0;
    for (unsigned half = tree_leaves_ / 2; half > 0; half /= 2) {
        // Where the ways are no power of two, the right side may be empty.
        const bool right = tree[node] && first + half < config_.ways;
        node = 2 * node + (right ? 2 : 1);
        if (right) first += half;
    }
    return static_cast<std::uint32_t>(slot + first);
}

std::uint32_t TlbArray::victim_in(std::size_t first) {
    if (config_.policy == TlbPolicy::lru) return static_cast<std::uint32_t>(first + oldest_of(&used_[first], config_.ways));
    for (unsigned way = 0; way < config_.ways; ++way)
        if (keys_[first + way].space == 0) return static_cast<std::uint32_t>(first + way);
    if (config_.policy == TlbPolicy::random) return static_cast<std::uint32_t>(first + rng_.below(config_.ways));
    return tree_victim(first);
}

std::optional<TlbEntry> TlbArray::insert(const TlbEntry& entry, unsigned span_shift) {
    const std::uint32_t slot = slot_of(entry.vpn, entry.asid, span_shift);
    if (slot == none) return insert_missed(entry, span_shift);
    put(slot, entry, span_shift);
    return std::nullopt;
}

std::optional<TlbEntry> TlbArray::insert_missed(const TlbEntry& entry, unsigned span_shift) {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t slot = victim_in(first_slot(entry.vpn.value >> span_shift, span_shift));
    std::optional<TlbEntry> evicted;
    if (slots_[slot].valid) evicted = slots_[slot];
    put(slot, entry, span_shift);
    return evicted;
}

void TlbArray::put(std::uint32_t slot, const TlbEntry& entry, unsigned span_shift) {
    TlbEntry& place = slots_[slot];
    if (place.valid) uncount(place);
    place = entry;
    place.valid = true;
    place.fill = ++fills_;
    place.span_shift = span_shift;
    if (place.mapped_shift < span_shift) place.mapped_shift = span_shift;
    place.vpn = {entry.vpn.value >> span_shift << span_shift};
    keys_[slot] = key_of(place);
    ++count_[span_shift];
    spans_ |= std::uint64_t{1} << span_shift;
    pieces_ += place.mapped_shift > span_shift;
    touch(slot);
}

void TlbArray::uncount(const TlbEntry& entry) {
    if (--count_[entry.span_shift] == 0) spans_ &= ~(std::uint64_t{1} << entry.span_shift);
    pieces_ -= entry.mapped_shift > entry.span_shift;
}

void TlbArray::clear(std::size_t slot) {
    uncount(slots_[slot]);
    slots_[slot] = {};
    keys_[slot] = {};
    if (!used_.empty()) used_[slot] = 0;
}

bool TlbArray::invalidate(Vpn vpn, Asid asid, unsigned span_shift) {
    // A global entry and one of the address space may both answer for the page.
    bool any = false;
    for (std::uint32_t slot; (slot = slot_of(vpn, asid, span_shift)) != none; any = true) clear(slot);
    return any;
}

bool TlbArray::invalidate_any(Vpn vpn, Asid asid) {
    bool any = false;
    for (std::uint32_t slot; (slot = slot_of(vpn, asid)) != none; any = true) clear(slot);
    // The pieces of a large page lie in many sets.
    for (std::size_t slot = 0; pieces_ > 0 && slot < slots_.size(); ++slot) {
        const TlbEntry& e = slots_[slot];
        if (!e.valid || !(e.global || e.asid == asid) || (e.vpn.value ^ vpn.value) >> e.mapped_shift != 0) continue;
        clear(slot);
        any = true;
    }
    return any;
}

void TlbArray::flush_all(bool keep_global) {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot)
        if (slots_[slot].valid && !(keep_global && slots_[slot].global)) clear(slot);
}

void TlbArray::flush_asid(Asid asid) {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot)
        if (slots_[slot].valid && slots_[slot].asid == asid && !slots_[slot].global) clear(slot);
}

void TlbArray::take_contents(std::vector<TlbEntry>& slots, std::vector<std::uint64_t>& used) {
    slots.insert(slots.end(), slots_.begin(), slots_.end());
    used.insert(used.end(), used_.begin(), used_.end());
    slots_ = std::vector<TlbEntry>();  // `= {}` would keep the memory
    used_ = std::vector<std::uint64_t>();
    keys_ = std::vector<Key>();
}

void TlbArray::put_back(std::span<const TlbEntry>& slots, std::span<const std::uint64_t>& used) {
    const std::size_t stamps = stamps_of(config_);
    slots_.assign(slots.begin(), slots.begin() + config_.entries);
    used_.assign(used.begin(), used.begin() + static_cast<std::ptrdiff_t>(stamps));
    slots = slots.subspan(config_.entries);
    used = used.subspan(stamps);
    for (const TlbEntry& entry : slots_) keys_.push_back(key_of(entry));
}

}  // namespace hw
