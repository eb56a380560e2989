#include "ui/panels/entry_state.h"

#include <algorithm>

#include "core/base/text.h"
#include "ui/remembered.h"

namespace ui {

using base::EventKind;
using hw::FieldKind;

std::optional<EntryState> entry_state(const PanelContext& context, const Selection& selection) {
    const sim::Machine& machine = context.timeline.machine();
    const os::Process* process = machine.current();
    EntryState state;
    state.subject = subject_of(context);
    if (!process || !process->alive || !state.subject.va || !machine.hw.format.is_canonical(*state.subject.va)) return std::nullopt;
    state.steps = hw::peek_walk(machine.hw, process->root, *state.subject.va);
    if (state.steps.empty()) return std::nullopt;
    const unsigned wanted = selection.entry_level ? selection.entry_level : context.show.level;
    state.chosen = state.steps.size() - 1;
    for (std::size_t i = 0; i < state.steps.size(); ++i)
        if (state.steps[i].level == wanted) state.chosen = i;
    // An entry of this walk that was clicked in another panel.
    for (std::size_t i = 0; i < state.steps.size(); ++i)
        if (selection.word && state.steps[i].entry == *selection.word) state.chosen = i;
    state.entry = hw::decode(machine.hw.format, state.level(), state.step().word);
    state.fields = hw::entry_fields(machine.hw.format, state.level(), state.step().word);
    return state;
}

BitOwner owner_of(const hw::PagingFormat& format, const hw::EntryField& field) {
    if (field.kind == FieldKind::reserved || field.kind == FieldKind::ignored) return BitOwner::nobody;
    const bool mark = field.name == "accessed" || field.name == "dirty";
    return mark && !format.marks_by_fault ? BitOwner::mmu : BitOwner::kernel;
}

// --- where bits come from -----------------------------------------------------------------------

namespace {

// A search reads no more events than this, and has no more blocks of them made again: it is done while
// a frame is drawn.
constexpr unsigned most_events = 4096, most_remade = 2;

BitOrigin::Kind origin_kind(EventKind kind) {
    return kind == EventKind::entry_updated ? BitOrigin::Kind::mmu : kind == EventKind::entry_written ? BitOrigin::Kind::kernel : BitOrigin::Kind::hand;
}

using Origins = std::array<BitOrigin, 64>;

// The table in whose frames the word lies was made by this event.
bool makes_table(const base::Event& event, const hw::PagingFormat& format, base::PhysAddr at) {
    return event.kind == EventKind::frame_allocated && event.detail == static_cast<std::uint32_t>(os::FrameUse::table) &&
           at.value >> format.page_bits == event.pa.value >> format.page_bits;
}

Origins search(const script::Timeline& timeline, base::PhysAddr at) {
    static const base::KindSet kinds = base::kind_set({EventKind::entry_updated, EventKind::entry_written, EventKind::word_poked, EventKind::frame_allocated});
    Origins origins{};
    std::uint64_t open = base::low_mask(8 * timeline.machine().hw.format.entry.bytes);
    const auto settle = [&](std::uint64_t bits, BitOrigin origin) {
        for (unsigned bit = 0; bit < 64; ++bit)
            if (base::test_bit(bits & open, bit)) origins[bit] = origin;
        open &= ~bits;
    };
    unsigned read = 0, remade = 0;
    for (std::uint64_t before = timeline.position(); open != 0;) {
        const auto found = timeline.last_of(kinds, before);
        if (!found) break;
        before = *found;
        remade += !timeline.has_event(*found);
        if (++read > most_events || remade > most_remade) {
            settle(open, {BitOrigin::Kind::long_ago, *found + 1});
            break;
        }
        const base::Event event = timeline.event(*found);
        if (makes_table(event, timeline.machine().hw.format, at)) {
            settle(open, {BitOrigin::Kind::new_table, *found});
            break;
        }
        if (event.kind != EventKind::frame_allocated && event.pa == at) settle(event.before ^ event.after, {origin_kind(event.kind), *found});
    }
    return origins;
}

}  // namespace

const Origins& bit_origins(const script::Timeline& timeline, base::PhysAddr at) {
    static Remembered<Origins, base::PhysAddr> found;
    return found.at(timeline, at, [&](Origins& origins) { origins = search(timeline, at); });
}

// --- commands -----------------------------------------------------------------------------------

namespace {

std::string bit_command(const PanelContext& context, const EntryState& state) {
    return "bit " + subject_text(state.subject) + " " + part_of(context.timeline.machine().hw.format, state.level()) + " ";
}

}  // namespace

std::string flip_command(const PanelContext& context, const EntryState& state, const hw::EntryField& field, unsigned bit) {
    const auto named = hw::find_flag(context.timeline.machine().hw.format.entry, field.name);
    const std::string name = field.kind == FieldKind::flag && named && *named == bit ? std::string(field.name) : base::dec(bit);
    return bit_command(context, state) + name + (state.bit(bit) ? " off" : " on");
}

std::string frame_command(const PanelContext& context, const EntryState& state, std::uint64_t pfn) {
    return bit_command(context, state) + "frame " + base::hex(pfn);
}

}  // namespace ui
