#include "tests/differential/qemu/cases.h"

namespace qemu {

using base::VirtAddr;

std::uint64_t CaseMaker::new_table(Case& made, std::uint64_t& next_frame) {
    made.frames.push_back(next_frame);
    next_frame += 0x1000;
    return made.frames.back();
}

// Everything but the frame. Rights are mostly granted, or nothing would get through four levels.
std::uint64_t CaseMaker::random_flags(unsigned level, bool leaf) {
    const auto rarely = [&](unsigned times) { return rng_.below(times) == 0; };
    std::uint64_t word = rng_.next() & 0x7ff0000000000e18;  // what the processor ignores: OS bits, PWT, PCD, key
    if (!rarely(leaf ? 12 : 25)) word |= 1;
    if (!rarely(leaf ? 4 : 9)) word |= 2;
    if (!rarely(leaf ? 4 : 9)) word |= 4;
    if (rarely(3)) word |= 0x20;
    if (rarely(3)) word |= 0x40;
    if (rarely(4)) word |= 0x100;
    if (rarely(leaf ? 4 : 12)) word |= std::uint64_t{1} << 63;
    if (rarely(30)) word |= std::uint64_t{1} << (40 + rng_.below(12));  // reserved: above 40 physical bits
    if (level == 1 && rarely(2)) word |= 0x80;                          // PAT, no size
    if (level >= 4 && rarely(40)) word |= 0x80;                         // reserved there
    if (leaf && level > 1) {
        word |= 0x80;
        if (rarely(2)) word |= 0x1000;  // PAT
        if (rarely(12)) word |= std::uint64_t{1} << (13 + rng_.below(level == 2 ? 8 : 17));
    }
    return word;
}

std::uint64_t CaseMaker::random_leaf(unsigned level) {
    const std::uint64_t pages = (zone_end - zone) >> (level == 2 ? 21 : 12);
    const std::uint64_t frame = level == 3 ? 0 : zone + (rng_.below(pages) << (level == 2 ? 21 : 12));
    return frame | random_flags(level, true);
}

void CaseMaker::add_path(Case& made, std::uint64_t va, std::uint64_t& next_frame) {
    const hw::PagingFormat& format = machine_.format;
    std::uint64_t table = made.root;
    for (unsigned level = format.level_count; level >= 1; --level) {
        const std::uint64_t at = hw::entry_address(format, {table}, {va}, level).value;
        std::uint64_t word = machine_.ram.read({at}, 8);
        if (word == 0) {
            if (level == 1 || (level <= 3 && rng_.below(5) == 0)) word = random_leaf(level);
            else if (rng_.below(60) == 0) word = made.frames[rng_.below(made.frames.size())] | random_flags(level, false);  // any table, itself too
            else if (rng_.below(80) == 0) word = std::uint64_t{1} << (30 + rng_.below(10)) | random_flags(level, false);    // where no RAM is
            else word = new_table(made, next_frame) | random_flags(level, false);
            machine_.ram.write({at}, 8, word);
        }
        const hw::Entry entry = hw::decode(format, level, word);
        if (entry.leaf || entry.pfn.value << 12 >= zone) return;
        table = entry.pfn.value << 12;
    }
}

std::uint64_t CaseMaker::random_address() {
    const hw::PagingFormat& format = machine_.format;
    std::uint64_t va = addresses_[rng_.below(addresses_.size())];
    switch (rng_.below(8)) {
        case 0: va ^= rng_.below(512) << format.level(1 + static_cast<unsigned>(rng_.below(format.level_count))).shift; break;
        case 1: va ^= std::uint64_t{1} << rng_.below(format.va_bits()); break;
        default: va ^= rng_.below(4) << 12; break;
    }
    va = format.canonicalised({va}).value;
    if (rng_.below(20) == 0) va ^= std::uint64_t{1} << (format.va_bits() - 1 + rng_.below(65 - format.va_bits()));  // mostly not canonical
    return (va & ~std::uint64_t{0xfff}) | rng_.below(512) * 8;
}

// Whether the guest survives the probe: writes and fetches stay in the zone, and its own slot is left alone.
bool CaseMaker::fits(const Probe& probe) {
    const VirtAddr va = probe.request.va;
    if (machine_.format.is_canonical(va) && machine_.format.index(va, machine_.format.level_count) == 511) return false;
    hw::Hardware copy = machine_;
    const hw::Translation t = hw::access(copy, 0, probe.request, hw::RecordNothing{});
    if (t.outcome != hw::Outcome::ok) return true;
    const bool in_zone = t.pa.value >= zone && t.pa.value < zone_end;
    return in_zone || (probe.request.type == hw::AccessType::read && t.pa.value >= tables && t.pa.value < zone);
}

Case CaseMaker::make(unsigned probe_count, std::uint64_t& next_frame) {
    Case made;
    made.root = new_table(made, next_frame);
    machine_.cores[0].root = {made.root};
    machine_.ram.write({made.root + 511 * 8}, 8, harness_entry_);
    addresses_.clear();
    for (int i = 0; i < 5; ++i) {
        // The lower 30 bits lie in the zone for the sake of 1 GiB pages, which begin at 0.
        std::uint64_t va = rng_.next() << 30 | (zone + rng_.below(zone_end - zone));
        va = machine_.format.canonicalised({va}).value;
        if (machine_.format.index({va}, machine_.format.level_count) == 511) continue;
        addresses_.push_back(va);
        for (unsigned page = 0; page < 4; ++page) add_path(made, va ^ page << 12, next_frame);
        if (rng_.below(2) == 0) add_path(made, va ^ std::uint64_t{1} << 21, next_frame);
    }
    while (!addresses_.empty() && made.probes.size() < probe_count) {
        Probe probe;
        probe.request = {{random_address()}, static_cast<hw::AccessType>(rng_.below(3)), rng_.below(2) == 1};
        if (probe.request.type == hw::AccessType::write) probe.request.va.value += 7;  // the byte of the 8 that is no instruction
        probe.value = static_cast<std::uint8_t>(rng_.below(256));
        if (!fits(probe)) continue;
        if (machine_.format.is_canonical(probe.request.va))
            for (const hw::WalkStep& step : hw::peek_walk(machine_, {made.root}, probe.request.va))
                if (machine_.ram.contains(step.entry, 8)) probe.entries.push_back(step.entry.value);
        made.probes.push_back(std::move(probe));
    }
    return made;
}

}  // namespace qemu
