#include "ui/panels/cores_state.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.h"
#include "ui/panels/tlb_state.h"
#include "ui/remembered.h"

namespace ui {

using base::Pfn;
using base::VirtAddr;
using sim::Machine;

bool PageRow::is_stale() const {
    return std::any_of(copies.begin(), copies.end(), [](const PageCopy& copy) { return copy.stale; });
}

namespace {

// --- whose is an entry ----------------------------------------------------------------------------

// The process of each tag that was met in a core's TLB.
using Owners = std::map<std::uint64_t, std::uint32_t>;

PageCopy copy_in_tables(const Machine& machine, const hw::TableRights& now) {
    PageCopy copy;
    if (!now.mapped) return copy;
    const auto allows = [&](hw::AccessType type, bool user) {
        return base::test_bit(now.allowed, hw::access_bit(machine.hw.write_protect, machine.hw.no_execute, type, user));
    };
    copy.held = true;
    copy.pfn = {now.pa.value >> machine.hw.format.page_bits};
    copy.user = allows(hw::AccessType::read, true);
    copy.write = allows(hw::AccessType::write, copy.user);
    return copy;
}

// --- rows -----------------------------------------------------------------------------------------

struct Key {
    std::uint32_t process;
    std::uint64_t page;  // of the base size, the first of the entry's
    friend bool operator<(const Key& a, const Key& b) { return a.process != b.process ? a.process < b.process : a.page < b.page; }
};

class Rows {
public:
    Rows(const Machine& machine, CoresState& state, bool all) : machine_(machine), state_(state), most_own_(all ? 6 : 4), most_others_(all ? 4 : 1) {}

    void gather() {
        for (const CoreColumn& column : state_.cores) gather_core(column);
        if (const auto subject = subject_key()) {
            state_.has_subject = true;
            row_of(*subject);
        }
    }
    // The subject's first; then what is stale, and who has by now what a stale copy leads to; then pages of the
    // same number; then a few others, those of the process of interest before the rest.
    void choose() {
        std::vector<std::pair<unsigned, Key>> order;
        const auto subject = subject_key();
        const std::set<std::uint64_t> lost = stale_frames();
        const std::size_t all = rows_.size();
        std::size_t own = 0, others = 0;
        for (const auto& [key, row] : rows_) {
            const unsigned rank = rank_of(key, row, subject, lost);
            if (rank == 4 && ++own > most_own_) continue;
            if (rank == 5 && ++others > most_others_) continue;
            order.emplace_back(rank, key);
        }
        const auto before = [](const auto& a, const auto& b) { return a.first != b.first ? a.first < b.first : a.second < b.second; };
        const std::size_t shown = std::min(order.size(), most_page_rows);
        std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(), before);
        for (std::size_t i = 0; i < shown; ++i) state_.rows.push_back(std::move(rows_[order[i].second]));
        state_.more_rows = all - shown;
    }

private:
    struct Row : PageRow {
        hw::TableRights now;     // what the tables say
        std::uint64_t span = 1;  // pages of its largest entry
    };

    unsigned rank_of(const Key& key, const PageRow& row, const std::optional<Key>& subject, const std::set<std::uint64_t>& lost) const {
        if (subject && !(key < *subject) && !(*subject < key)) return 0;
        if (row.is_stale()) return 1;
        if (row.tables.held && lost.count(row.tables.pfn.value)) return 2;
        if (key.process == base::no_process || (subject && key.page == subject->page)) return 3;
        return key.process == state_.process ? 4 : 5;
    }
    std::set<std::uint64_t> stale_frames() const {
        std::set<std::uint64_t> frames;
        for (const auto& [key, row] : rows_)
            for (const PageCopy& copy : row.copies)
                if (copy.stale) frames.insert(copy.pfn.value);
        return frames;
    }

    std::optional<Key> subject_key() const {
        const hw::PagingFormat& format = machine_.hw.format;
        if (!state_.subject.va || state_.process == base::no_process || !format.is_canonical(*state_.subject.va)) return std::nullopt;
        Key key{state_.process, format.vpn(*state_.subject.va).value};
        // The page may be large, and its entries begin below.
        for (const auto& [known, row] : rows_)
            if (known.process == key.process && known.page <= key.page && key.page - known.page < row.span) return known;
        return key;
    }

    base::PhysAddr root_of(std::uint32_t process) const {
        return process == base::no_process ? machine_.hw.cores[0].root : machine_.kernel.processes[process].root;
    }

    Row& row_of(Key key) {
        const auto found = rows_.find(key);
        if (found != rows_.end()) return found->second;
        Row row;
        row.process = key.process;
        row.va = machine_.hw.format.page_start({key.page});
        row.copies.resize(state_.cores.size());
        row.now = hw::ask_table_rights(machine_.hw, root_of(key.process), row.va);
        row.tables = copy_in_tables(machine_, row.now);
        return rows_.emplace(key, std::move(row)).first->second;
    }

    void gather_core(const CoreColumn& column) {
        Owners owners;
        for (const hw::TlbArray& array : machine_.hw.cores[column.core].tlb.arrays())
            for (const hw::TlbEntry& entry : array.slots())
                if (entry.valid) add(column, entry, owners);
    }

    void add(const CoreColumn& column, const hw::TlbEntry& entry, Owners& owners) {
        std::uint32_t process = base::no_process;
        if (!entry.global) {
            auto owner = owners.find(entry.asid.value);
            if (owner == owners.end()) owner = owners.emplace(entry.asid.value, process_of_tag(machine_, column.core, entry.asid)).first;
            process = owner->second;
            if (process == base::no_process) return;  // of an address space that is gone
        }
        Row& row = row_of({process, entry.vpn.value});
        row.span = std::max(row.span, std::uint64_t{1} << entry.span_shift);
        PageCopy copy{true, false, entry.pfn, entry.write, entry.user, entry.asid.value, column.tag.has_value() && !entry.global};
        copy.stale = staleness_of(machine_, entry, row.now) != Staleness::none;
        PageCopy& held = row.copies[column.core];
        if (!held.held || copy.stale) held = copy;
    }

    const Machine& machine_;
    CoresState& state_;
    std::size_t most_own_, most_others_;  // rows that are only there for completeness
    std::map<Key, Row> rows_;
};

CoreColumn column_of(const Machine& machine, unsigned core) {
    const hw::Core& silicon = machine.hw.cores[core];
    CoreColumn column;
    column.core = core;
    column.process = silicon.process;
    column.idle = os::is_idle(machine.kernel, machine.hw, core);
    column.root = silicon.root;
    if (machine.kernel.tags.limit != 0 && silicon.process != base::no_process) column.tag = silicon.asid.value;
    for (const os::Thread& thread : machine.kernel.threads)
        if (!column.thread && thread.ran && thread.core == core && thread.process == silicon.process) column.thread = thread.number;
    for (const os::StoppedShootdown& stopped : machine.kernel.shootdown.stopped) column.stopped |= stopped.core == core;
    for (const hw::TlbArray& array : silicon.tlb.arrays()) column.entries += array.held();
    return column;
}

CoresState make(const PanelContext& context) {
    const Machine& machine = context.timeline.machine();
    CoresState state;
    state.subject = subject_of(context);
    if (machine.current() && machine.current()->alive) state.process = machine.process;
    if (machine.kernel.processes.empty()) return state;
    for (unsigned core = 0; core < machine.hw.cores.size(); ++core) state.cores.push_back(column_of(machine, core));
    state.tlb_off = machine.hw.cores[0].tlb.off();
    Rows rows(machine, state, context.show.view == "tlbs");
    rows.gather();
    rows.choose();
    return state;
}

}  // namespace

const CoresState& cores_state(const PanelContext& context) {
    static Remembered<CoresState, std::string, std::string> made;
    return made.at(context.timeline, context.show.argument, context.show.view, [&](CoresState& state) { state = make(context); });
}

// --- commands -------------------------------------------------------------------------------------

std::string thread_text(const Machine& machine, std::uint32_t process, std::uint32_t number) {
    const std::string& name = machine.kernel.processes[process].name;
    return number == 0 ? name : name + "." + base::dec(number);
}

std::string core_access(const PanelContext& context, const CoresState& state, unsigned core, std::string_view verb) {
    const CoreColumn& column = state.cores[core];
    if (!state.subject.va || !column.thread || column.stopped) return {};
    return std::string(verb) + " " + thread_text(context.timeline.machine(), column.process, *column.thread) + " " + subject_text(state.subject);
}

std::string next_on_core(const Machine& machine, const CoresState& state, unsigned core) {
    const CoreColumn& column = state.cores[core];
    if (column.stopped) return {};
    // Threads that run on another core stay there.
    std::vector<std::string> waiting;
    std::size_t after = 0;
    for (const os::Thread& thread : machine.kernel.threads) {
        const bool here = thread.ran && thread.core == core && thread.process == column.process;
        const bool runs = thread.ran && thread.core != core && !state.cores[thread.core].idle && state.cores[thread.core].process == thread.process;
        if (runs || (thread.pinned && thread.core != core) || (here && !column.idle)) {
            if (here) after = waiting.size();
            continue;
        }
        waiting.push_back("switch " + thread_text(machine, thread.process, thread.number) + "@" + base::dec(core));
    }
    if (!column.idle && after == waiting.size()) return "idle " + base::dec(core);
    if (waiting.empty()) return {};
    return waiting[column.idle ? 0 : after];
}

std::string subject_range(const PanelContext& context, const CoresState& state) {
    const Machine& machine = context.timeline.machine();
    if (!state.subject.va || state.process == base::no_process) return {};
    if (!machine.kernel.processes[state.process].area_of(*state.subject.va)) return {};
    const std::uint64_t page = machine.hw.format.page_bytes();
    return thread_text(machine, state.process, machine.thread) + " " + base::hex(state.subject.va->value / page * page) + " " + base::hex(page);
}

}  // namespace ui
