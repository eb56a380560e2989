#include "core/script/fields.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace script {
namespace {

using base::EventKind;
using os::Process;
using sim::LastAccess;
using sim::Machine;

const hw::Core& core_of(const Machine& m) { return m.hw.cores[m.core]; }

u128 cpu_use(const Machine& m) {
    const u128 busy = sim::sum_of(m.scheduler, &sim::CoreRun::busy_ns), all = busy + sim::sum_of(m.scheduler, &sim::CoreRun::idle_ns);
    return all == 0 ? 0 : busy * 100 / all;
}

u128 faults(const Machine& m, std::uint64_t Process::* what) {
    u128 sum = 0;
    for (const Process& process : m.kernel.processes) sum += process.*what;
    return sum;
}

// The first frame from `from` on that is in use; the number of frames where none is.
std::uint64_t next_used(const os::Frames& frames, std::uint64_t from) {
    auto booked = frames.next_booked({from});
    while (booked && frames.info(*booked).use == os::FrameUse::free) booked = frames.next_booked({booked->value + 1});
    return booked ? booked->value : frames.total();
}

// Free frames side by side, from a multiple of a large page on, that such a page fits: how many pieces.
u128 free_large(const Machine& m) {
    const os::Frames& frames = m.kernel.frames;
    const unsigned bits = frames.large_bits();
    if (bits == 0) return 0;
    std::uint64_t count = 0;
    const std::uint64_t size = frames.large_frames();
    for (std::uint64_t from = (frames.reserved() + size - 1) >> bits << bits; from < frames.total();) {
        const std::uint64_t used = next_used(frames, from);
        count += (used - from) >> bits;
        from = (used >> bits << bits) + size;
    }
    return count;
}

std::uint32_t index_of(const Machine& m, const Process& p) { return static_cast<std::uint32_t>(&p - m.kernel.processes.data()); }

u128 l2_hits(const Machine& m) {
    u128 sum = 0;
    for (const hw::Core& core : m.hw.cores) sum += core.l2_hits;
    return sum;
}

u128 jobs_failed(const Machine& m) {
    u128 sum = 0;
    for (const sim::Job& job : m.scheduler.jobs) sum += sim::state_of(m, job.process) == sim::JobState::failed;
    return sum;
}

constexpr std::array machine_rows{
    MachineField{"page_size", [](const Machine& m) -> u128 { return m.hw.format.page_bytes(); }},
    MachineField{"page_bits", [](const Machine& m) -> u128 { return m.hw.format.page_bits; }},
    MachineField{"pte_size", [](const Machine& m) -> u128 { return m.hw.format.entry.bytes; }},
    MachineField{"va_bits", [](const Machine& m) -> u128 { return m.hw.format.va_bits(); }},
    MachineField{"phys_bits", [](const Machine& m) -> u128 { return m.hw.format.phys_bits; }},
    MachineField{"levels", [](const Machine& m) -> u128 { return m.hw.format.level_count; }},
    MachineField{"user_size", [](const Machine& m) -> u128 { return m.hw.format.user_end(); }},
    MachineField{"time", [](const Machine& m) -> u128 { return core_of(m).clock_ns; }},
    MachineField{"cores", [](const Machine& m) -> u128 { return m.hw.cores.size(); }},
    MachineField{"root", [](const Machine& m) -> u128 { return core_of(m).root.value; }},
    MachineField{"fault_address", [](const Machine& m) -> u128 { return core_of(m).fault_address.value; }},
    MachineField{"stack_pointer",
                 [](const Machine& m) -> u128 { return m.current() && m.current()->layout ? m.current()->layout->stack_pointer.value : 0; }},
    MachineField{"ram.size", [](const Machine& m) -> u128 { return m.hw.ram.bytes(); }},
    MachineField{"frames.total", [](const Machine& m) -> u128 { return m.kernel.frames.total(); }},
    MachineField{"frames.free", [](const Machine& m) -> u128 { return m.kernel.frames.free(); }},
    MachineField{"frames.large", free_large},
    MachineField{"frames.used",
                 [](const Machine& m) -> u128 { return m.kernel.frames.total() - m.kernel.frames.free() - m.kernel.frames.reserved(); }},
    MachineField{"frames.tables", [](const Machine& m) -> u128 { return m.kernel.frames.used(os::FrameUse::table); }},
    MachineField{"kernel.mapped", [](const Machine& m) -> u128 { return u128{m.kernel.space.pages} * m.hw.format.page_bytes(); }},
    MachineField{"cache.pages", [](const Machine& m) -> u128 { return m.kernel.frames.used(os::FrameUse::page_cache); }},
    MachineField{"swap.slots", [](const Machine& m) -> u128 { return m.kernel.swap.slots(); }},
    MachineField{"swap.used", [](const Machine& m) -> u128 { return m.kernel.swap.used(); }},
    MachineField{"disk.reads", [](const Machine& m) -> u128 { return m.kernel.disk.reads; }},
    MachineField{"disk.writes", [](const Machine& m) -> u128 { return m.kernel.disk.writes; }},
    MachineField{"disk.busy", [](const Machine& m) -> u128 { return m.kernel.disk.busy_ns - m.kernel.disk.backlog_ns(sim::latest_ns(m)); }},
    MachineField{"disk.queue", [](const Machine& m) -> u128 { return m.kernel.disk.pending(sim::latest_ns(m)).size(); }},
    MachineField{"cpu.busy", [](const Machine& m) -> u128 { return sim::sum_of(m.scheduler, &sim::CoreRun::busy_ns); }},
    MachineField{"cpu.idle", [](const Machine& m) -> u128 { return sim::sum_of(m.scheduler, &sim::CoreRun::idle_ns); }},
    MachineField{"cpu.io_wait", [](const Machine& m) -> u128 { return sim::sum_of(m.scheduler, &sim::CoreRun::io_wait_ns); }},
    MachineField{"cpu.use", cpu_use},
    MachineField{"load.active", [](const Machine& m) -> u128 { return m.scheduler.active(); }},
    MachineField{"load.suspended",
                 [](const Machine& m) -> u128 { return m.scheduler.count(sim::JobState::suspended) + m.scheduler.count(sim::JobState::waiting); }},
    MachineField{"load.suspensions", [](const Machine& m) -> u128 { return m.scheduler.load.suspensions; }},
    MachineField{"load.tau", [](const Machine& m) -> u128 { return m.scheduler.load.tau; }},
    MachineField{"load.frames", [](const Machine& m) -> u128 { return sim::frames_for_pages(m); }},
    MachineField{"jobs.total", [](const Machine& m) -> u128 { return m.scheduler.jobs.size(); }},
    MachineField{"jobs.done", [](const Machine& m) -> u128 { return m.scheduler.count(sim::JobState::finished); }},
    MachineField{"jobs.failed", jobs_failed},
    MachineField{"jobs.refs", [](const Machine& m) -> u128 { return m.scheduler.references; }},
    MachineField{"faults.minor", [](const Machine& m) -> u128 { return faults(m, &Process::minor); }},
    MachineField{"faults.major", [](const Machine& m) -> u128 { return faults(m, &Process::major); }},
    MachineField{"faults.total", [](const Machine& m) -> u128 { return faults(m, &Process::minor) + faults(m, &Process::major); }},
    MachineField{"string.length", [](const Machine& m) -> u128 { return m.string.pages.size(); }},
    MachineField{"string.pages", [](const Machine& m) -> u128 { return m.string.distinct(); }},
    MachineField{"string.frames", [](const Machine& m) -> u128 { return m.string.frames; }},
    MachineField{"string.at", [](const Machine& m) -> u128 { return m.string.at; }},
    MachineField{"reclaim.frames", [](const Machine& m) -> u128 { return m.kernel.reclaim.reclaimed; }},
    MachineField{"reclaim.page", [](const Machine& m) -> u128 { return m.kernel.reclaim.last_page; }},
    MachineField{"reclaim.kills", [](const Machine& m) -> u128 { return m.kernel.reclaim.kills; }},
    MachineField{"words.hotel", [](const Machine& m) -> u128 { return m.words == sim::Words::hotel; }},
    MachineField{"tlb.hits", [](const Machine& m) -> u128 { return m.count(EventKind::tlb_hit); }},
    MachineField{"tlb.l2_hits", l2_hits},
    MachineField{"tlb.misses", [](const Machine& m) -> u128 { return m.count(EventKind::tlb_miss); }},
    MachineField{"tlb.entries", [](const Machine& m) -> u128 { return core_of(m).tlb.config().entries; }},
    MachineField{"tlb.ways", [](const Machine& m) -> u128 { return core_of(m).tlb.config().ways; }},
    MachineField{"tlb.reach", [](const Machine& m) -> u128 { return u128{core_of(m).tlb.config().entries} * m.hw.format.page_bytes(); }},
    MachineField{"shootdown.count", [](const Machine& m) -> u128 { return m.kernel.shootdown.shootdowns; }},
    MachineField{"shootdown.pages", [](const Machine& m) -> u128 { return m.kernel.shootdown.pages; }},
    MachineField{"shootdown.full", [](const Machine& m) -> u128 { return m.kernel.shootdown.full_flushes; }},
    MachineField{"shootdown.wait_ns", [](const Machine& m) -> u128 { return m.kernel.shootdown.wait_ns; }},
    MachineField{"shootdown.skipped", [](const Machine& m) -> u128 { return m.kernel.shootdown.lazy_skipped; }},
    MachineField{"shootdown.late", [](const Machine& m) -> u128 { return m.kernel.shootdown.late_flushes; }},
    MachineField{"tags.limit", [](const Machine& m) -> u128 { return m.kernel.tags.limit; }},
    MachineField{"tags.recycled", [](const Machine& m) -> u128 { return m.kernel.tags.recycled; }},
    MachineField{"tags.flushes", [](const Machine& m) -> u128 { return m.kernel.tags.flushes; }},
    MachineField{"cost.tlb", [](const Machine& m) -> u128 { return m.hw.costs.tlb_ns; }},
    MachineField{"cost.memory", [](const Machine& m) -> u128 { return m.hw.costs.mem_ns; }},
    MachineField{"cost.minor", [](const Machine& m) -> u128 { return m.hw.costs.minor_ns; }},
    MachineField{"cost.major", [](const Machine& m) -> u128 { return m.hw.costs.major_ns; }},
};

constexpr std::array last_rows{
    LastField{"last.kind", [](const Machine&, const LastAccess& a) -> u128 { return static_cast<unsigned>(a.outcome); }},
    LastField{"last.reads", [](const Machine&, const LastAccess& a) -> u128 { return a.reads; }},
    LastField{"last.all_reads", [](const Machine&, const LastAccess& a) -> u128 { return a.all_reads; }},
    LastField{"last.faults", [](const Machine&, const LastAccess& a) -> u128 { return a.faults; }},
    LastField{"last.tlb_hit", [](const Machine&, const LastAccess& a) -> u128 { return a.tlb_hit; }},
    LastField{"last.tlb_level", [](const Machine&, const LastAccess& a) -> u128 { return a.tlb_level; }},
    LastField{"last.ns", [](const Machine&, const LastAccess& a) -> u128 { return a.ns; }},
    LastField{"last.walk_ns", [](const Machine&, const LastAccess& a) -> u128 { return a.walk_ns; }},
    LastField{"last.va", [](const Machine&, const LastAccess& a) -> u128 { return a.va.value; }},
    LastField{"last.pa", [](const Machine&, const LastAccess& a) -> u128 { return a.pa.value; }},
    LastField{"last.pfn", [](const Machine& m, const LastAccess& a) -> u128 { return a.pa.value >> m.hw.format.page_bits; }},
    LastField{"last.code", [](const Machine&, const LastAccess& a) -> u128 { return a.error_code; }},
    LastField{"last.level", [](const Machine&, const LastAccess& a) -> u128 { return a.level; }},
    LastField{"last.core", [](const Machine&, const LastAccess& a) -> u128 { return a.core; }},
    LastField{"last.stale", [](const Machine&, const LastAccess& a) -> u128 { return a.reach != os::StaleReach::none; }},
    LastField{"last.reach", [](const Machine&, const LastAccess& a) -> u128 { return static_cast<unsigned>(a.reach); }},
    LastField{"last.cause", [](const Machine&, const LastAccess& a) -> u128 { return static_cast<unsigned>(a.fault_outcome); }},
};

constexpr std::array process_rows{
    ProcessField{"PROCESS.minor", [](const Machine&, const Process& p) -> u128 { return p.minor; }},
    ProcessField{"PROCESS.major", [](const Machine&, const Process& p) -> u128 { return p.major; }},
    ProcessField{"PROCESS.resident", [](const Machine&, const Process& p) -> u128 { return p.resident; }},
    ProcessField{"PROCESS.resident_file", [](const Machine&, const Process& p) -> u128 { return p.resident_file; }},
    ProcessField{"PROCESS.rss", [](const Machine& m, const Process& p) -> u128 { return u128{p.resident} * m.hw.format.page_bytes(); }},
    ProcessField{"PROCESS.swapped", [](const Machine&, const Process& p) -> u128 { return p.swapped; }},
    ProcessField{"PROCESS.huge", [](const Machine&, const Process& p) -> u128 { return p.huge; }},
    ProcessField{"PROCESS.tables", [](const Machine&, const Process& p) -> u128 { return p.tables; }},
    ProcessField{"PROCESS.root", [](const Machine&, const Process& p) -> u128 { return p.root.value; }},
    ProcessField{"PROCESS.threads",
                 [](const Machine& m, const Process& p) -> u128 { return os::count_threads(m.kernel, static_cast<std::uint32_t>(&p - m.kernel.processes.data())); }},
    ProcessField{"PROCESS.cores", [](const Machine&, const Process& p) -> u128 { return p.tlb.cores; }},
    ProcessField{"PROCESS.generation", [](const Machine&, const Process& p) -> u128 { return p.tlb.generation; }},
    ProcessField{"PROCESS.refs", [](const Machine& m, const Process& p) -> u128 {
                     const sim::Job* job = m.scheduler.job_of(index_of(m, p));
                     return job ? job->done : 0;
                 }},
    ProcessField{"PROCESS.done",
                 [](const Machine& m, const Process& p) -> u128 { return sim::state_of(m, index_of(m, p)) == sim::JobState::finished; }},
    ProcessField{"PROCESS.state",
                 [](const Machine& m, const Process& p) -> u128 { return static_cast<unsigned>(sim::state_of(m, index_of(m, p))); }},
    ProcessField{"PROCESS.working_set", [](const Machine& m, const Process& p) -> u128 {
                     const sim::Job* job = m.scheduler.job_of(index_of(m, p));
                     return job ? job->working_set(m.scheduler.load.tau) : 0;
                 }},
    ProcessField{"PROCESS.cpu", [](const Machine& m, const Process& p) -> u128 {
                     const sim::Job* job = m.scheduler.job_of(index_of(m, p));
                     return job ? job->cpu_ns : 0;
                 }},
    ProcessField{"PROCESS.stack_pointer",
                 [](const Machine&, const Process& p) -> u128 { return p.layout ? p.layout->stack_pointer.value : 0; }},
    ProcessField{"PROCESS.areas", [](const Machine&, const Process& p) -> u128 { return p.areas.size(); }},
    ProcessField{"PROCESS.mapped", [](const Machine&, const Process& p) -> u128 {
                                u128 sum = 0;
                                for (const os::Vma& area : p.areas) sum += area.bytes;
                                return sum;
                            }},
};

template <class Fields>
auto find_member(const Fields& fields, std::string_view member) -> decltype(&fields[0]) {
    for (const auto& field : fields)
        if (field.member() == member) return &field;
    return nullptr;
}

template <class Fields>
std::vector<std::string> members_of(const Fields& fields) {
    std::vector<std::string> names;
    for (const auto& field : fields) names.emplace_back(field.member());
    return names;
}

}  // namespace

std::span<const MachineField> machine_fields() { return machine_rows; }
std::span<const LastField> last_fields() { return last_rows; }
std::span<const ProcessField> process_fields() { return process_rows; }

const MachineField* find_machine_field(std::string_view name) {
    for (const MachineField& field : machine_rows)
        if (field.name == name) return &field;
    return nullptr;
}
const LastField* find_last_field(std::string_view member) { return find_member(last_rows, member); }
const ProcessField* find_process_field(std::string_view member) { return find_member(process_rows, member); }
std::vector<std::string> last_members() { return members_of(last_rows); }
std::vector<std::string> process_members() { return members_of(process_rows); }

std::span<const Enumerator> enumerators() {
    static const std::vector<Enumerator> rows = [] {
        std::vector<Enumerator> all{{"true", 1}, {"false", 0}};
        for (const hw::Outcome o : {hw::Outcome::ok, hw::Outcome::page_fault, hw::Outcome::general_protection})
            all.push_back({to_text(o), static_cast<unsigned>(o)});
        for (unsigned i = 0; i <= static_cast<unsigned>(os::FaultOutcome::bad_table); ++i)
            all.push_back({to_text(static_cast<os::FaultOutcome>(i)), i});
        for (unsigned i = 0; i <= static_cast<unsigned>(os::StaleReach::narrowed); ++i)
            all.push_back({to_text(static_cast<os::StaleReach>(i)), i});
        all.push_back({"unlimited", os::unlimited_tags});
        for (unsigned i = 0; i < sim::job_state_count; ++i) all.push_back({to_text(static_cast<sim::JobState>(i)), i});
        return all;
    }();
    return rows;
}

const Enumerator* find_enumerator(std::string_view name) {
    for (const Enumerator& row : enumerators())
        if (row.name == name) return &row;
    return nullptr;
}

unsigned level_called(const hw::PagingFormat& format, std::string_view name) {
    const auto same = [&](const std::string& known) {
        return known.size() == name.size() && std::equal(known.begin(), known.end(), name.begin(), [](char a, char b) {
                   return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
               });
    };
    // Linux names first: "PT" and "PD" never clash, "L1" may.
    for (std::size_t vocabulary = 0; vocabulary < 3; ++vocabulary)
        for (unsigned n = 1; n <= format.level_count; ++n)
            if (same(format.level(n).names[vocabulary])) return n;
    return 0;
}

bool is_field_owner(std::string_view name) {
    if (name == "last" || name == "PROCESS") return true;
    return std::any_of(machine_rows.begin(), machine_rows.end(),
                       [&](const MachineField& field) { return field.name.find('.') == name.size() && field.name.substr(0, name.size()) == name; });
}

}  // namespace script
