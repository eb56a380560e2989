#include "core/script/changes.h"

#include <algorithm>
#include <tuple>

#include "core/script/fields.h"

namespace script {
namespace {

using base::Pfn;
using base::PhysAddr;
using sim::Machine;

template <class List, class Item>
void keep(List& list, std::uint64_t& count, Item item) {
    if (++count <= Changes::most) list.push_back(std::move(item));
}

// Where the word at `at` stands: in whose table, as which entry.
void place_entry(EntryChange& change, const Machine& machine) {
    const hw::PagingFormat& format = machine.hw.format;
    const os::FrameInfo& info = machine.kernel.frames.info(Pfn{change.at.value >> format.page_bits});
    if (info.use != os::FrameUse::table) return;
    change.level = info.level;
    change.process = info.process;
    change.index = (change.at.value & base::low_mask(format.page_bits)) / format.entry.bytes;
    // A root may take several frames; then the frame alone does not say how far in the entry lies.
    for (const os::Process& process : machine.kernel.processes)
        if (process.alive && change.level == format.level_count && change.at.value - process.root.value < format.table_bytes(change.level))
            change.index = (change.at.value - process.root.value) / format.entry.bytes;
}

void compare_words(Changes& changes, const Machine& before, const Machine& after) {
    const unsigned bytes = before.hw.format.entry.bytes;
    before.hw.ram.for_each_difference(after.hw.ram, [&](PhysAddr at, std::uint64_t old_word, std::uint64_t new_word) {
        for (unsigned within = 0; within < 8; within += bytes) {
            const auto part = [&](std::uint64_t word) { return word >> (8 * within) & base::low_mask(8 * bytes); };
            if (part(old_word) == part(new_word)) continue;
            EntryChange change{at + within, 0, base::no_process, 0, part(old_word), part(new_word)};
            place_entry(change, after);
            if (change.level == 0) place_entry(change, before);  // a table that was given back
            keep(changes.entries, changes.entry_count, change);
        }
    });
}

void compare_frames(Changes& changes, const Machine& before, const Machine& after) {
    before.kernel.frames.for_each_difference(after.kernel.frames, [&](Pfn pfn, const os::FrameInfo& ours, const os::FrameInfo& theirs) {
        const auto key = [](const os::FrameInfo& info) {
            return info.use == os::FrameUse::free ? std::tuple(info.use, std::uint8_t{0}, std::uint32_t{0}, std::uint32_t{0}, std::uint64_t{0})
                                                  : std::tuple(info.use, info.level, info.process, info.file, info.vpn);
        };
        if (key(ours) != key(theirs)) keep(changes.frames, changes.frame_count, FrameChange{pfn, ours, theirs});
    });
}

using TlbKey = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, unsigned, bool>;

TlbKey key_of(const hw::TlbEntry& entry) { return {entry.asid.value, entry.vpn.value, entry.pfn.value, entry.span_shift, entry.global}; }
bool comes_before(const hw::TlbEntry& a, const hw::TlbEntry& b) { return key_of(a) < key_of(b); }
bool same_key(const hw::TlbEntry& a, const hw::TlbEntry& b) { return key_of(a) == key_of(b); }

// What any array of the core holds, each translation once.
std::vector<hw::TlbEntry> held_by(const hw::Tlb& tlb) {
    std::vector<hw::TlbEntry> held;
    for (const hw::TlbArray& array : tlb.arrays())
        for (const hw::TlbEntry& entry : array.slots())
            if (entry.valid) held.push_back(entry);
    std::sort(held.begin(), held.end(), comes_before);
    held.erase(std::unique(held.begin(), held.end(), same_key), held.end());
    return held;
}

void compare_tlbs(Changes& changes, const Machine& before, const Machine& after) {
    for (unsigned core = 0; core < std::min(before.hw.cores.size(), after.hw.cores.size()); ++core) {
        const auto old_ones = held_by(before.hw.cores[core].tlb), new_ones = held_by(after.hw.cores[core].tlb);
        const auto add = [&](const auto& list, const auto& other, bool gone) {
            for (const hw::TlbEntry& entry : list)
                if (!std::binary_search(other.begin(), other.end(), entry, comes_before)) keep(changes.tlb, changes.tlb_count, TlbChange{core, entry, gone});
        };
        add(old_ones, new_ones, true);
        add(new_ones, old_ones, false);
    }
}

void compare_processes(Changes& changes, const Machine& before, const Machine& after) {
    static const os::Process nobody;
    for (std::size_t i = 0; i < after.kernel.processes.size(); ++i) {
        const os::Process& now = after.kernel.processes[i];
        const os::Process& then = i < before.kernel.processes.size() ? before.kernel.processes[i] : nobody;
        for (const ProcessField& field : process_fields()) {
            const u128 old_value = field.get(before, then), new_value = field.get(after, now);
            if (old_value != new_value) changes.values.push_back({now.name + "." + std::string(field.member()), old_value, new_value, false});
        }
    }
}

void compare_values(Changes& changes, const Machine& before, const Machine& after) {
    for (const MachineField& field : machine_fields())
        if (const u128 then = field.get(before), now = field.get(after); then != now) changes.values.push_back({std::string(field.name), then, now, false});
    compare_processes(changes, before, after);
    for (const sim::Binding& name : after.names) {
        const sim::Binding* known = before.find_name(name.name);
        if (!known) changes.values.push_back({name.name, 0, name.value, true});
        else if (known->value != name.value) changes.values.push_back({name.name, known->value, name.value, false});
    }
}

}  // namespace

Changes changes_between(const Machine& before, const Machine& after) {
    Changes changes;
    changes.other_format = !(before.hw.format == after.hw.format) || before.hw.ram.bytes() != after.hw.ram.bytes();
    if (changes.other_format) return changes;
    compare_words(changes, before, after);
    compare_frames(changes, before, after);
    compare_tlbs(changes, before, after);
    compare_values(changes, before, after);
    if (changes.values.size() > Changes::most) changes.values.resize(Changes::most);
    return changes;
}

}  // namespace script
