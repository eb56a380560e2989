#include "core/os/tags.h"

#include <algorithm>

#include "core/os/kernel.h"

namespace os {

using base::Asid;
using base::Event;
using base::EventKind;
using base::EventSink;

std::uint32_t most_tags(const hw::PagingFormat& format) {
    // PCIDs have 12 bits, ASIDs up to 16.
    return format.architecture == hw::Architecture::x86 ? 1u << 12 : 1u << 16;
}

namespace {

std::vector<TagSlot>& slots_on(Kernel& kernel, unsigned core) {
    if (kernel.tags.cores.size() <= core) kernel.tags.cores.resize(core + 1);
    return kernel.tags.cores[core];
}

bool is_limited(const Kernel& kernel) { return kernel.tags.limit != unlimited_tags && kernel.tags.limit > 0; }

// The slot of the address space; else a free one; else that used longest ago.
std::size_t choose_slot(std::vector<TagSlot>& slots, std::uint64_t space, std::uint32_t limit) {
    const auto find = [&](std::uint64_t wanted) {
        return static_cast<std::size_t>(std::find_if(slots.begin(), slots.end(), [&](const TagSlot& s) { return s.space == wanted; }) - slots.begin());
    };
    std::size_t slot = find(space);
    if (slot == slots.size()) slot = find(0);
    if (slot == slots.size() && slots.size() < limit) slots.emplace_back();
    if (slot < slots.size()) return slot;
    return static_cast<std::size_t>(
        std::min_element(slots.begin(), slots.end(), [](const TagSlot& a, const TagSlot& b) { return a.used < b.used; }) - slots.begin());
}

}  // namespace

Asid tag_on(const Kernel& kernel, const hw::Hardware& hardware, unsigned core, std::uint32_t process) {
    const Asid space = kernel.processes[process].asid;
    if (kernel.tags.limit == unlimited_tags) return space;
    if (hardware.cores[core].process == process) return hardware.cores[core].asid;
    if (!is_limited(kernel) || core >= kernel.tags.cores.size()) return no_tag;
    const auto& slots = kernel.tags.cores[core];
    for (std::size_t i = 0; i < slots.size(); ++i)
        if (slots[i].space == space.value) return {i + 1};
    return no_tag;
}

TagChange load_tag(Kernel& kernel, hw::Hardware& hardware, unsigned core, std::uint32_t process) {
    hw::Core& target = hardware.cores[core];
    const std::uint64_t space = kernel.processes[process].asid.value;
    if (!is_limited(kernel)) {
        const bool off = kernel.tags.limit == 0;
        target.asid = off ? Asid{0} : Asid{space};
        return off ? TagChange::all : TagChange::none;
    }
    auto& slots = slots_on(kernel, core);
    const std::size_t number = choose_slot(slots, space, kernel.tags.limit);
    TagSlot& slot = slots[number];
    const std::uint64_t before = slot.space;
    slot = {space, ++kernel.tags.stamp};
    target.asid = {number + 1};
    return before == space ? TagChange::none : before == 0 ? TagChange::fresh : TagChange::recycled;
}

void flush_for_tag(Kernel& kernel, hw::Hardware& hardware, unsigned core, TagChange change, EventSink& sink) {
    if (change != TagChange::recycled && change != TagChange::all) return;
    hw::Core& target = hardware.cores[core];
    if (change == TagChange::all) target.tlb.flush_all(true);
    else target.tlb.flush_asid(target.asid);
    ++kernel.tags.flushes;
    kernel.tags.recycled += change == TagChange::recycled;
    Event event;
    event.kind = EventKind::tlb_flushed;
    event.core = static_cast<std::uint16_t>(core);
    event.process = target.process;
    event.start_ns = target.clock_ns;
    event.detail = change == TagChange::all ? 2 : 3;
    sink.on_event(event);
}

void drop_tag(Kernel& kernel, hw::Hardware& hardware, unsigned core) {
    hw::Core& target = hardware.cores[core];
    target.tlb.flush_asid(target.asid);
    if (is_limited(kernel) && core < kernel.tags.cores.size() && target.asid.value >= 1 && target.asid.value <= kernel.tags.cores[core].size())
        kernel.tags.cores[core][target.asid.value - 1] = {};
}

void set_tags(Kernel& kernel, hw::Hardware& hardware, std::uint32_t limit, EventSink& sink) {
    kernel.tags.limit = limit;
    kernel.tags.cores.clear();
    for (unsigned core = 0; core < hardware.cores.size(); ++core) {
        hw::Core& target = hardware.cores[core];
        target.tlb.flush_all(false);
        if (target.process != base::no_process) load_tag(kernel, hardware, core, target.process);
        Event event;
        event.kind = EventKind::tlb_flushed;
        event.core = static_cast<std::uint16_t>(core);
        event.process = target.process;
        event.start_ns = target.clock_ns;
        sink.on_event(event);
    }
    for (Process& process : kernel.processes)
        std::fill(process.tlb.seen.begin(), process.tlb.seen.end(), process.tlb.generation);
}

}  // namespace os
