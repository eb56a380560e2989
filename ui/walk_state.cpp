#include "ui/walk_state.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/text.h"
#include "core/script/expression.h"
#include "lessons/engine/panel_ids.h"
#include "lessons/engine/strings.h"

namespace ui {

using base::EventKind;
using Phase = WalkState::Phase;

namespace {

// A walk of which nothing is known but the root.
WalkState blank(const sim::Machine& machine, base::VirtAddr va, base::PhysAddr root) {
    const hw::PagingFormat& format = machine.hw.format;
    WalkState state;
    state.va = va;
    state.phase = Phase::before;
    for (unsigned level = format.level_count; level >= 1; --level) {
        WalkTable row;
        row.level = level;
        row.index = format.index(va, level);
        state.tables.push_back(row);
    }
    WalkTable& top = state.tables.front();
    top.known = true;
    top.table = root;
    top.entry = hw::entry_address(format, root, va, top.level);
    return state;
}

WalkTable& row_of(WalkState& state, unsigned level) { return state.tables[state.tables.size() - level]; }

// The entry of `level` was read and holds `word`: what follows from it.
void note_read(WalkState& state, const sim::Machine& machine, unsigned level, std::uint64_t word) {
    const hw::PagingFormat& format = machine.hw.format;
    WalkTable& row = row_of(state, level);
    row.read = true;
    row.word = word;
    state.phase = Phase::reading;
    ++state.reads;
    const hw::Entry entry = hw::decode(format, level, word);
    if (!entry.present) return;
    const std::uint64_t base = entry.pfn.value << format.page_bits;
    if (entry.leaf) {
        state.leaf = level;
        state.pa = {base + (state.va.value & base::low_mask(format.level(level).shift))};
        return;
    }
    WalkTable& below = row_of(state, level - 1);
    below.known = true;
    below.table = {base};
    below.entry = hw::entry_address(format, below.table, state.va, level - 1);
}

WalkState told_walk(const sim::Machine& machine, base::VirtAddr va, int reads) {
    const os::Process* process = machine.current();
    if (!process) return {};
    WalkState state = blank(machine, va, process->root);
    state.process = machine.process;
    if (!machine.hw.format.is_canonical(va)) {
        if (reads > 0) state.phase = Phase::general_protection;
        return state;
    }
    int left = reads;
    for (const hw::WalkStep& step : hw::peek_walk(machine.hw, process->root, va)) {
        if (left-- <= 0) break;
        note_read(state, machine, step.level, step.word);
        const hw::Entry entry = hw::decode(machine.hw.format, step.level, step.word);
        if (entry.present && entry.leaf) state.phase = Phase::translated;
        if (!entry.present) {
            state.phase = Phase::page_fault;
            state.fault_level = step.level;
            state.error_code = hw::fault_bit::user;
        }
    }
    state.ns = std::uint64_t{state.reads} * machine.hw.costs.mem_ns;
    return state;
}

// One event of the access, in order.
void follow(WalkState& state, const sim::Machine& machine, const base::Event& event) {
    switch (event.kind) {
        case EventKind::tlb_hit:
            state.phase = Phase::tlb_hit;
            state.ns = event.duration_ns;
            state.leaf = event.level;
            state.pa = event.pa;
            break;
        case EventKind::entry_read:
            note_read(state, machine, event.level, event.after);
            state.ns += event.duration_ns;
            break;
        case EventKind::entry_updated: row_of(state, event.level).word = event.after; break;
        case EventKind::tlb_fill:
        case EventKind::access_done:
            if (state.phase == Phase::reading) state.phase = Phase::translated;
            break;
        case EventKind::page_fault:
            state.phase = Phase::page_fault;
            state.fault_level = event.level;
            state.error_code = event.detail;
            break;
        case EventKind::general_protection: state.phase = Phase::general_protection; break;
        case EventKind::fault_resolved:
        case EventKind::fault_failed: state.outcome = static_cast<os::FaultOutcome>(event.detail); break;
        default: break;
    }
}

WalkState made_walk(const script::Timeline& timeline, std::uint64_t start) {
    const sim::Machine& machine = timeline.machine();
    const base::Event& first = timeline.event(start);
    WalkState state = blank(machine, first.va, machine.kernel.processes[first.process].root);
    state.process = first.process;
    state.made = true;
    for (std::uint64_t i = start + 1; i < timeline.position(); ++i) {
        const base::Event& event = timeline.event(i);
        if (event.kind == EventKind::access_start || event.process != first.process) break;
        // Another command's events speak of the same page but are no part of this access.
        if (event.kind > EventKind::fault_failed && timeline.command_of(i) != timeline.command_of(start)) break;
        follow(state, machine, event);
    }
    return state;
}

// The argument was given its value after the access: then it is about an address not walked yet.
bool named_since(const script::Timeline& timeline, std::uint64_t start, base::VirtAddr va) {
    const base::KindSet named = base::kind_set({EventKind::setting_changed});
    for (auto i = timeline.last_of(named, timeline.position()); i && *i > start; i = timeline.last_of(named, *i))
        if (timeline.event(*i).after == va.value) return true;
    return false;
}

}  // namespace

const WalkTable* WalkState::next() const {
    if (phase != Phase::before && phase != Phase::reading) return nullptr;
    for (const WalkTable& row : tables)
        if (row.known && !row.read) return &row;
    return nullptr;
}

const WalkTable* WalkState::last_read() const {
    const WalkTable* last = nullptr;
    for (const WalkTable& row : tables)
        if (row.read) last = &row;
    return last;
}

std::optional<std::uint64_t> access_start(const script::Timeline& timeline) { return access_start(timeline, timeline.position()); }

std::optional<std::uint64_t> access_start(const script::Timeline& timeline, std::uint64_t before) {
    // An access that came before the present machine was made (`machine`) is another machine's.
    const std::size_t processes = timeline.machine().kernel.processes.size();
    const base::KindSet kinds = base::kind_set({EventKind::access_start, EventKind::process_created});
    for (auto i = timeline.last_of(kinds, before); i; i = timeline.last_of(kinds, *i)) {
        const base::Event event = timeline.event(*i);
        if (event.kind == EventKind::access_start) return event.process < processes ? i : std::nullopt;
        if (event.process == 0) return std::nullopt;
    }
    return std::nullopt;
}

std::optional<base::VirtAddr> address_of(const sim::Machine& machine, const std::string& text) {
    if (text.empty()) return std::nullopt;
    const auto expression = script::parse_expression(text);
    if (!expression) return std::nullopt;
    const auto value = script::evaluate(*expression, script::Scope{machine});
    if (!value || *value > ~std::uint64_t{0}) return std::nullopt;
    return base::VirtAddr{static_cast<std::uint64_t>(*value)};
}

Subject subject_of(const PanelContext& context) {
    const sim::Machine& machine = context.timeline.machine();
    Subject subject;
    std::string text = context.show.argument;
    if (text.empty() && machine.find_name("va")) text = "va";
    if (machine.find_name(text)) subject.name = text;
    subject.va = address_of(machine, text);
    if (!subject.va)
        if (const auto start = access_start(context.timeline)) subject.va = context.timeline.event(*start).va;
    return subject;
}

std::vector<LabelledLine> access_lines(const Subject& subject) {
    std::vector<LabelledLine> lines;
    for (const char* verb : {"read", "write", "fetch"})
        lines.push_back({lessons::tr(std::string("address.") + verb) + " " + subject_text(subject), std::string(verb) + " " + subject_text(subject)});
    return lines;
}

std::string subject_text(const Subject& subject) { return subject.name.empty() ? base::hex(subject.va->value) : subject.name; }

WalkState walk_state(const PanelContext& context) {
    const script::Timeline& timeline = context.timeline;
    const Subject subject = subject_of(context);
    if (context.show.reads >= 0 && subject.va) return told_walk(timeline.machine(), *subject.va, context.show.reads);
    const auto start = access_start(timeline);
    if (start) {
        const bool other = subject.va && !context.show.argument.empty() && timeline.event(*start).va != *subject.va;
        if (!other || !named_since(timeline, *start, *subject.va)) return made_walk(timeline, *start);
    }
    return subject.va ? told_walk(timeline.machine(), *subject.va, 0) : WalkState{};
}

std::string part_of(const hw::PagingFormat& format, unsigned level) {
    std::string part = hw::level_name(format, level, hw::LevelNames::linux_names);
    for (char& c : part) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return part;
}

std::string_view level_role(const hw::PagingFormat& format, unsigned level) {
    const std::string_view role = lessons::role_of_part(part_of(format, level));
    if (role != "accent") return role;
    constexpr std::array<std::string_view, 5> by_number{"l1", "l2", "l3", "l4", "l5"};
    return by_number[std::min<std::size_t>(level == 0 ? 0 : level - 1, by_number.size() - 1)];
}

bool is_highlighted(const PanelContext& context, std::string_view part) {
    const auto& parts = context.show.highlights;
    return std::find(parts.begin(), parts.end(), part) != parts.end();
}

bool is_hidden(const PanelContext& context, std::string_view part) {
    const auto& parts = context.show.hidden;
    return std::find(parts.begin(), parts.end(), part) != parts.end();
}

}  // namespace ui
