#include "core/os/kernel.h"

#include <utility>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/os/page_tables.h"
#include "core/os/pools.h"

namespace os {

using base::Done;
using base::Error;
using base::Event;
using base::EventKind;
using base::EventSink;
using base::Status;

Status check_range(const hw::PagingFormat& format, Range range) {
    const std::uint64_t page = format.page_bytes();
    if (range.bytes == 0) return Error{base::phrase("os.range-empty"), base::phrase("os.name-at-least-one-page", {base::size(page)})};
    if (range.start.value % page != 0)
        return Error{base::phrase("os.not-start-of-page", {base::hex(range.start.value)}),
                     base::phrase("os.page-holds-starts-at", {base::hex(range.start.value / page * page)})};
    if (range.bytes % page != 0)
        return Error{base::phrase("os.not-whole-pages", {base::size(range.bytes)}),
                     base::phrase("os.page-round-up-to", {base::size(page), base::dec((base::u128{range.bytes} / page + 1) * page)})};
    if (base::u128{range.start.value} + range.bytes > format.user_end())
        return Error{base::phrase("os.range-ends-above-addresses-program"),
                     base::phrase("os.first-address-above-them", {base::hex(format.user_end())})};
    return Done{};
}

base::Result<unsigned> page_level_of(const Kernel& kernel, const hw::PagingFormat& format, base::u128 bytes) {
    std::vector<std::string> sizes;
    for (const unsigned level : {2u, 3u}) {
        if (kernel.frames.large_bits(level) == 0) continue;
        if (format.entry_span(level) == bytes) return level;
        sizes.push_back(base::size(format.entry_span(level)));
    }
    if (sizes.empty()) return Error{base::phrase("os.format-no-large-pages"), base::phrase("os.leave-out-any-huge")};
    return Error{base::phrase("os.no-large-pages-of", {base::size(bytes)}), base::phrase(sizes.size() == 1 ? "os.large-pages-are" : "os.two-large-pages-are", {sizes.front(), sizes.back()})};
}

base::Result<std::uint32_t> create_process(Kernel& kernel, hw::Hardware& hardware, std::string name, EventSink& sink) {
    const auto index = static_cast<std::uint32_t>(kernel.processes.size());
    if (kernel.frames.free() < hardware.format.table_frames(hardware.format.level_count))
        return Error{base::phrase("os.no-free-frame-for-root", {name}), base::phrase("os.give-machine-more-ram-machine")};
    const auto root =
        allocate_frame(kernel, hardware, index, FrameUse::table, {}, hardware.format.level_count, sink);
    if (!root) return Error{base::phrase("os.no-run-of-frames", {name}), base::phrase("os.unmap-something-first")};
    Process process;
    process.name = std::move(name);
    process.asid = {kernel.next_asid++};
    process.root = {root->value << hardware.format.page_bits};
    process.tables = 1;
    process.pool = pool_for_new_process(kernel);
    kernel.processes.push_back(std::move(process));
    add_main_thread(kernel, index);
    Event event = kernel_event(hardware, index, EventKind::process_created);
    event.pa = kernel.processes[index].root;
    sink.on_event(event);
    share_kernel_half(kernel, hardware, index, sink);
    return index;
}

void switch_to(Kernel& kernel, hw::Hardware& hardware, unsigned core, std::uint32_t process, EventSink& sink) {
    hw::Core& target = hardware.cores[core];
    const std::uint32_t before = target.process;
    if (before == process) {
        if (kernel.shootdown.lazy >> core & 1) enter_address_space(kernel, hardware, core, process, before, false, sink);
        return;
    }
    target.process = process;
    target.root = kernel.processes[process].root;
    const TagChange change = load_tag(kernel, hardware, core, process);
    Event event = kernel_event(hardware, process, EventKind::switched);
    event.core = static_cast<std::uint16_t>(core);
    event.start_ns = target.clock_ns;
    event.pa = target.root;
    sink.on_event(event);
    flush_for_tag(kernel, hardware, core, change, sink);
    enter_address_space(kernel, hardware, core, process, before, change != TagChange::none, sink);
}

void leave_address_space(Kernel& kernel, hw::Hardware& hardware, unsigned core) {
    hw::Core& target = hardware.cores[core];
    const CoreMask bit = CoreMask{1} << core;
    if (target.process < kernel.processes.size()) {
        kernel.processes[target.process].tlb.cores &= ~bit;
        drop_tag(kernel, hardware, core);
    }
    kernel.shootdown.lazy &= ~bit;
    target.process = base::no_process;
    target.root = {};
}

}  // namespace os
