#include "core/sim/machine.h"

#include <algorithm>

#include "core/base/phrase.h"
#include "core/base/text.h"

namespace sim {

using base::Error;

namespace {

// A fault can be followed by another (zero page, then a write); more than this many on one access
// means that the tables were altered so that the kernel's repair does not help.
constexpr unsigned max_tries = 8;

// The first MiB stays unused, as on a PC; in a toy machine only frame 0, so that a frame number
// of 0 never means a page. Pages of one byte are guests: every room is to let, 0 too.
std::uint64_t reserved_frames(const hw::PagingFormat& format, std::uint64_t frames) {
    return format.page_bits == 0 ? 0 : frames >= 1024 ? 256 : 1;
}

}  // namespace

std::uint32_t Machine::find_process(const std::string& name) const {
    for (std::uint32_t i = 0; i < kernel.processes.size(); ++i)
        if (kernel.processes[i].alive && kernel.processes[i].name == name) return i;
    return base::no_process;
}

const Binding* Machine::find_name(std::string_view name) const {
    const auto found = std::find_if(names.begin(), names.end(), [&](const Binding& b) { return b.name == name; });
    return found == names.end() ? nullptr : &*found;
}

void Machine::bind(std::string_view name, u128 value) {
    if (const Binding* known = find_name(name)) names[static_cast<std::size_t>(known - names.data())].value = value;
    else names.push_back({std::string(name), value});
}

base::Status check_ram(const hw::PagingFormat& format, std::uint64_t bytes) {
    const std::uint64_t page = format.page_bytes(), addressable = std::uint64_t{1} << format.phys_bits;
    if (bytes % page != 0)
        return Error{base::phrase("sim.of-ram-not-whole-number", {base::size(bytes)}), base::phrase("sim.frame-has", {base::size(page)})};
    if (bytes > addressable)
        return Error{base::phrase("sim.of-ram-more-than-bit", {base::size(bytes), std::to_string(format.phys_bits)}),
                     base::phrase("base.most", {base::size(addressable)})};
    if (bytes > max_ram_bytes) return Error{base::phrase("sim.of-ram-too-much", {base::size(bytes)}), base::phrase("base.most", {base::size(max_ram_bytes)})};
    const std::uint64_t least = reserved_frames(format, bytes / page) + format.table_frames(format.level_count) + 1;
    if (bytes / page < least)
        return Error{base::phrase("sim.of-ram-too-little-process", {base::size(bytes)}),
                     base::phrase("sim.give-at-least", {base::size(least * page)})};
    return base::Done{};
}

base::Status check_cores(u128 cores) {
    if (cores < 1 || cores > 64) return Error{base::phrase("sim.machine-1-to-64-cores"), base::phrase("sim.for-instance-cores-4")};
    return base::Done{};
}

base::Result<Machine> make_machine(const MachineConfig& config) {
    const hw::PagingFormat& format = config.format;
    const std::uint64_t bytes = config.ram_bytes.value_or(format.default_ram), page = format.page_bytes();
    const hw::TlbPlan tlb = config.tlb.value_or(config.preset.tlb);
    if (auto status = check_ram(format, bytes); !status) return status.error();
    if (auto status = check_cores(config.cores); !status) return status.error();
    if (auto status = hw::check_tlb(tlb, config.cores); !status) return status.error();

    Machine machine;
    machine.hw.format = format;
    machine.hw.costs = config.preset;
    machine.hw.ram = hw::Ram(bytes);
    machine.hw.cores.resize(config.cores);
    for (hw::Core& core : machine.hw.cores) core.tlb = hw::Tlb(tlb);
    machine.kernel.frames = os::Frames(bytes / page, reserved_frames(format, bytes / page), os::large_page_bits(format), os::large_page_bits(format, 3));
    if (format.name == "hotel") machine.words = Words::hotel;
    set_disk_times(machine);
    return machine;
}

void set_disk_times(Machine& machine) {
    // The kernel works while the disk does, so that a fault that reads it costs major_ns in all.
    machine.kernel.disk.read_ns = machine.kernel.disk.write_ns = machine.hw.costs.major_ns;
}

namespace {

// What every copy holds for itself.
std::size_t own_bytes(const Machine& machine) {
    std::size_t bytes = sizeof(Machine) + machine.names.size() * sizeof(Binding);
    for (const hw::Core& core : machine.hw.cores) bytes += sizeof(hw::Core) + core.tlb.bytes();
    for (const os::Process& process : machine.kernel.processes) bytes += sizeof(os::Process) + process.areas.size() * sizeof(os::Vma);
    for (const os::StoppedShootdown& stopped : machine.kernel.shootdown.stopped)
        bytes += sizeof(os::StoppedShootdown) + stopped.gather.pages.size() * sizeof(VirtAddr) + stopped.gather.frames.size() * sizeof(base::Pfn);
    bytes += machine.kernel.threads.size() * sizeof(os::Thread);
    return bytes + machine.string.pages.size() * sizeof(std::uint32_t) + machine.scheduler.own_bytes();
}

}  // namespace

std::size_t approximate_bytes(const Machine& machine) {
    return own_bytes(machine) + machine.hw.ram.bytes_beyond(hw::Ram()) + machine.kernel.frames.bytes_beyond(os::Frames()) +
           machine.kernel.swap.device.bytes_beyond(hw::Ram()) + machine.kernel.reclaim.pools.bytes_beyond(os::Pools()) +
           machine.scheduler.bytes_beyond(Scheduler());
}

std::size_t bytes_beyond(const Machine& machine, const Machine& other) {
    return own_bytes(machine) + machine.hw.ram.bytes_beyond(other.hw.ram) + machine.kernel.frames.bytes_beyond(other.kernel.frames) +
           machine.kernel.swap.device.bytes_beyond(other.kernel.swap.device) + machine.kernel.reclaim.pools.bytes_beyond(other.kernel.reclaim.pools) +
           machine.scheduler.bytes_beyond(other.scheduler);
}

Machine default_machine() {
    return *make_machine({.format = hw::builtin_formats()[0], .preset = hw::presets()[0]});
}

void wait_for_disk(Machine& machine, std::uint32_t process, unsigned core, Observer& observer) {
    const std::uint64_t until = machine.kernel.processes[process].blocked_until_ns;
    std::uint64_t& clock = machine.hw.cores[core].clock_ns;
    if (until <= clock) return;
    base::Event event;
    event.kind = base::EventKind::io_waited;
    event.core = static_cast<std::uint16_t>(core);
    event.process = process;
    event.start_ns = clock;
    event.duration_ns = until - clock;
    clock = until;
    CountingSink(machine, observer).on_event(event);
}

os::StaleReach tell_if_stale(const Machine& machine, std::uint32_t process, unsigned core, const hw::AccessRequest& request, base::PhysAddr pa,
                             base::EventSink& sink) {
    const os::StaleReach reach = os::stale_reach(machine.kernel, machine.hw, process, request, pa);
    if (reach == os::StaleReach::none) return reach;
    const std::uint64_t pfn = pa.value >> machine.hw.format.page_bits;
    base::Event event;
    event.kind = base::EventKind::stale_access;
    event.core = static_cast<std::uint16_t>(core);
    event.process = process;
    event.detail = static_cast<std::uint32_t>(reach);
    event.start_ns = machine.hw.cores[core].clock_ns;
    event.va = request.va;
    event.pa = pa;
    event.before = pfn < machine.kernel.frames.total() ? machine.kernel.frames.info({pfn}).process : base::no_process;
    sink.on_event(event);
    return reach;
}

void access(Machine& machine, std::uint32_t process, unsigned core, const hw::AccessRequest& request, Observer& observer) {
    CountingSink sink(machine, observer);
    machine.hw.executing = core;
    os::switch_to(machine.kernel, machine.hw, core, process, sink);
    const std::uint64_t began = machine.hw.cores[core].clock_ns;
    LastAccess last{.any = true, .type = request.type, .process = process, .core = core, .va = request.va};
    for (unsigned tries = 0; tries < max_tries; ++tries) {
        const hw::Translation t = hw::access(machine.hw, core, request, hw::RecordEvents{sink});
        last.outcome = t.outcome;
        last.pa = t.pa;
        last.level = t.level;
        last.reads = t.reads;
        last.all_reads += t.reads;
        last.tlb_hit = t.tlb_hit;
        last.tlb_level = t.tlb_level;
        last.walk_ns = t.walk_ns;
        if (t.outcome == hw::Outcome::general_protection) last.fault_outcome = os::FaultOutcome::segv_kernel;
        if (t.outcome == hw::Outcome::ok) {
            last.reach = tell_if_stale(machine, process, core, request, t.pa, sink);
            os::note_access(machine.kernel, machine.hw, process, t.pa);
        }
        if (t.outcome != hw::Outcome::page_fault) break;
        ++last.faults;
        last.error_code = t.error_code;
        last.fault_outcome = os::handle_fault(machine.kernel, machine.hw, core, request, t.error_code, sink);
        wait_for_disk(machine, process, core, observer);
        if (!os::is_resolved(last.fault_outcome)) break;
    }
    last.ns = machine.hw.cores[core].clock_ns - began;
    machine.last = last;
}

}  // namespace sim
