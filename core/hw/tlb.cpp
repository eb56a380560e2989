#include "core/hw/tlb.h"

#include "core/base/phrase.h"
#include "core/base/text.h"

namespace hw {
namespace {

base::Error unreadable(std::string_view text) {
    return base::Error{base::phrase("hw.does-not-describe-tlb", {text}), base::phrase("hw.write-64x4-entries-x-ways")};
}

base::Result<TlbConfig> parse_shape(std::string_view text) {
    TlbConfig shape;
    const auto dash = std::min(text.find('-'), text.size());
    const std::string_view policy = text.substr(dash);
    if (policy == "-plru") shape.policy = TlbPolicy::tree_plru;
    else if (policy == "-random") shape.policy = TlbPolicy::random;
    else if (!policy.empty() && policy != "-lru")
        return base::Error{base::phrase("hw.not-replacement-policy-of-tlb", {policy.substr(1)}), base::phrase("hw.use-lru-plru-or-random")};
    const auto parts = base::split(text.substr(0, dash), 'x');
    const auto entries = base::parse_number(parts.front()), ways = base::parse_number(parts.back());
    if (!entries || !ways || parts.size() > 2) return unreadable(text);
    // What does not fit is too large in any case; check_tlb says so.
    const auto narrow = [](base::u128 n) { return n > ~0u ? ~0u : static_cast<unsigned>(n); };
    shape.entries = narrow(*entries);
    shape.ways = narrow(*ways);
    return shape;
}

}  // namespace

base::Result<TlbPlan> parse_tlb(std::string_view text) {
    if (text == "off") return TlbPlan(TlbConfig{0, 1});
    const auto levels = base::split(text, '+');
    if (levels.size() > 2) return unreadable(text);
    const auto first = parse_shape(levels[0]);
    if (!first) return first.error();
    TlbPlan plan(*first);
    if (levels.size() == 1) return plan;
    const auto second = parse_shape(levels[1]);
    if (!second) return second.error();
    if (plan.count == 0 || second->entries == 0) return unreadable(text);
    plan.arrays[0].name = "L1";
    plan.add({.name = "L2", .shape = *second, .level = 2});
    return plan;
}

base::Status check_tlb(const TlbPlan& plan, std::size_t cores) {
    std::uint64_t entries = 0;
    for (unsigned i = 0; i < plan.count; ++i) entries += plan.arrays[i].shape.entries;
    for (const unsigned cache : plan.walk_caches) entries += cache;
    if (entries > max_tlb_entries / cores)
        return base::Error{base::phrase(cores > 1 ? "hw.tlb-too-large-on-each-core" : "hw.tlb-too-large", {base::grouped(entries)}),
                           base::phrase("base.most", {base::grouped(max_tlb_entries / cores)})};
    for (unsigned i = 0; i < plan.count; ++i) {
        const TlbConfig& shape = plan.arrays[i].shape;
        if (shape.entries > 0 && (shape.ways == 0 || shape.entries % shape.ways != 0))
            return base::Error{base::phrase("hw.ways-of-tlb-must-divide"), base::phrase("hw.write-64x4-64-entries-in")};
    }
    return base::Done{};
}

Tlb::Tlb(const TlbPlan& plan) : plan_(plan) {
    // Each array draws its own random numbers.
    for (unsigned i = 0; i < plan.count; ++i) {
        arrays_.emplace_back(plan.arrays[i].shape, i + 1, plan.arrays[i].banked);
        second_level_ = second_level_ || plan.arrays[i].level == 2;
        for (unsigned type = 0; type < 3; ++type) asked_[plan.arrays[i].level - 1][type] |= static_cast<unsigned>(base_bit(plan.arrays[i].serves, type)) << i;
    }
    for (const unsigned level : {1u, 2u})
        for (const AccessType type : {AccessType::read, AccessType::write, AccessType::fetch})
            base_arrays_[level - 1][static_cast<std::size_t>(type)] = find_taking(level, type, 0);
    for (const unsigned entries : plan.walk_caches) walk_caches_.emplace_back(TlbConfig{entries, entries > 0 ? entries : 1});
}

const std::vector<TlbEntry>& Tlb::slots() const {
    static const std::vector<TlbEntry> nothing;
    return arrays_.empty() ? nothing : arrays_[0].slots();
}

Tlb::Hit Tlb::find(Vpn vpn, Asid asid, AccessType type) {
    for (unsigned level = 1; level <= (second_level_ ? 2u : 1u); ++level)
        for (unsigned arrays = asked_[level - 1][static_cast<std::size_t>(type)]; arrays != 0; arrays &= arrays - 1) {
            const auto i = static_cast<unsigned>(__builtin_ctz(arrays));
            const std::uint32_t slot = arrays_[i].slot_of(vpn, asid);
            if (slot == TlbArray::none) continue;
            arrays_[i].touch(slot);
            return {&arrays_[i].slots()[slot], level, i};
        }
    return {};
}

void Tlb::forget() {
    if (!recent_.table || recent_.empty) return;
    recent_.empty = true;
    static const TlbEntry nothing;  // its fill, 0, is no entry's
    for (auto& pages : *recent_.table) pages.fill({0, &nothing, nullptr, 1, 0});
}

void Tlb::remember(const Hit& hit, std::uint64_t page, Asid asid, AccessType type) {
    if (hit.level != 1) return;
    if (!recent_.table || recent_.asid != asid) {
        if (!recent_.table) recent_.table = std::make_unique<RecentPages>(), recent_.empty = false;
        recent_.asid = asid;
        forget();
    }
    recent_.empty = false;
    const auto slot = static_cast<std::uint32_t>(hit.entry - arrays_[hit.array].slots().data());
    (*recent_.table)[static_cast<std::size_t>(type)][page % recent_pages] = {page, hit.entry, &arrays_[hit.array], hit.entry->fill, slot};
}

const TlbEntry* Tlb::peek(Vpn vpn, Asid asid) const {
    for (const TlbArray& array : arrays_) {
        const std::uint32_t slot = array.slot_of(vpn, asid);
        if (slot != TlbArray::none) return &array.slots()[slot];
    }
    return nullptr;
}

unsigned Tlb::find_taking(unsigned level, AccessType type, unsigned span) const {
    unsigned arrays = 0;
    for (unsigned i = 0; i < arrays_.size(); ++i)
        if (plan_.arrays[i].level == level && takes(i, type, span)) arrays |= 1u << i;
    return arrays;
}

bool Tlb::invalidate(Vpn vpn, Asid asid) {
    forget();
    bool any = false;
    for (TlbArray& array : arrays_) any = array.invalidate_any(vpn, asid) || any;
    for (TlbArray& cache : walk_caches_) cache.flush_asid(asid);
    return any;
}

std::size_t Tlb::bytes() const {
    std::size_t bytes = 0;
    for (const auto* group : {&arrays_, &walk_caches_})
        for (const TlbArray& array : *group) bytes += array.bytes();
    return bytes;
}

Tlb::Packed Tlb::take_contents() {
    forget();
    std::vector<TlbEntry> slots;
    std::vector<std::uint64_t> used;
    for (auto* group : {&arrays_, &walk_caches_})
        for (TlbArray& array : *group) array.take_contents(slots, used);
    return {base::PackedItems<TlbEntry>(slots), base::PackedItems<std::uint64_t>(used)};
}

void Tlb::put_back(const Packed& packed) {
    const std::vector<TlbEntry> slots = packed.slots.unpacked();
    const std::vector<std::uint64_t> used = packed.used.unpacked();
    std::span<const TlbEntry> slots_left(slots);
    std::span<const std::uint64_t> used_left(used);
    for (auto* group : {&arrays_, &walk_caches_})
        for (TlbArray& array : *group) array.put_back(slots_left, used_left);
}

void Tlb::flush_all(bool keep_global) {
    forget();
    for (TlbArray& array : arrays_) array.flush_all(keep_global);
    for (TlbArray& cache : walk_caches_) cache.flush_all(false);
}

void Tlb::flush_asid(Asid asid) {
    forget();
    for (TlbArray& array : arrays_) array.flush_asid(asid);
    for (TlbArray& cache : walk_caches_) cache.flush_asid(asid);
}

}  // namespace hw
