// The entry panel: one table entry as its bits (entry_word.cpp), and the same in words, rows and commands.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/entry_picture.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::hex;
using hw::EntryField;
using hw::FieldKind;
using lessons::tr;

bool hides_frame(const PanelContext& context, const EntryState& state) {
    return std::any_of(state.fields.begin(), state.fields.end(), [&](const EntryField& f) { return f.kind == FieldKind::frame && is_hidden_field(context, f); });
}

// Why there is nothing to show.
std::string nothing(const PanelContext& context) {
    const sim::Machine& machine = context.timeline.machine();
    const Subject subject = subject_of(context);
    if (!machine.current() || !machine.current()->alive) return tr("entry.no_process");
    if (!subject.va) return tr("address.none");
    return tr("entry.no_walk", {hex(subject.va->value)});
}

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    if (const auto state = entry_state(context, selection)) {
        if (selection.word && *selection.word == state->step().entry) selection.entry_level = state->level();  // stays when the word is let go
        return draw_entry_panel(context, *state, selection, requests);
    }
    draw_nothing(nothing(context));
}

PanelHeight wanted_height(const PanelContext& context, const Selection& selection, float width) {
    const auto state = entry_state(context, selection);
    return state ? entry_height(context, *state, selection, width) : PanelHeight{40, 40, 0};
}

// --- text twins -----------------------------------------------------------------------------------

std::string level_text(const PanelContext& context, unsigned level) {
    const sim::Machine& machine = context.timeline.machine();
    return hw::level_name(machine.hw.format, level, machine.level_names);
}

std::string value_text(const PanelContext& context, const EntryState& state, const EntryField& field) {
    if (is_hidden_field(context, field)) return "?";
    const std::uint64_t value = base::extract(state.step().word, field.hi, field.lo);
    if (field.kind == FieldKind::frame) return hex(field.name == "low" ? state.entry.pfn.value : value);
    return field.bits() == 1 ? base::dec(value) : hex(value);
}

std::string say(const PanelContext& context, const Selection& selection) {
    const auto state = entry_state(context, selection);
    if (!state) return nothing(context);
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    std::string flags;
    for (auto field = state->fields.rbegin(); field != state->fields.rend(); ++field)
        if (field->kind == FieldKind::flag) flags += (flags.empty() ? "" : ", ") + field_letters(format, *field) + " " + value_text(context, *state, *field);
    std::string frame;
    for (const EntryField& field : state->fields)
        if (field.kind == FieldKind::frame && field.name == "low") frame = value_text(context, *state, field);
    std::string text = tr("entry.say", {level_text(context, state->level()), base::dec(format.index(*state->subject.va, state->level())),
                                        hex(state->step().entry.value), flags, frame});
    if (const std::string last = access_text(context, *state); !last.empty()) text += " " + last;
    return text + " " + tlb_text(context, *state) + ".";
}

TableData table(const PanelContext& context, const Selection& selection, std::uint64_t first, std::uint64_t count) {
    TableData data;
    data.columns = {tr("entry.column_bits"), tr("entry.column_name"), tr("entry.column_value"), tr("entry.column_meaning"), tr("entry.column_origin")};
    const auto state = entry_state(context, selection);
    if (!state) return data;
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    data.total_rows = state->fields.size();
    for (std::uint64_t i = first; i < state->fields.size() && i - first < count; ++i) {
        const EntryField& field = state->fields[i];
        const bool named = field.kind == FieldKind::flag || field.kind == FieldKind::frame;
        const bool hidden = is_hidden_field(context, field);
        data.rows.push_back({field.hi == field.lo ? base::dec(field.lo) : base::dec(field.hi) + ".." + base::dec(field.lo),
                             named ? field_name(format, field) : "", value_text(context, *state, field), field_meaning(context, *state, field),
                             hidden ? "" : origin_text(context.timeline, bit_origins(context.timeline, state->step().entry)[field.lo])});
    }
    return data;
}

struct Actions {
    const PanelContext& context;
    const EntryState& state;
    std::vector<PanelAction> list;

    void add(std::string label, std::string text, bool enabled = true, PanelRequest::Kind kind = PanelRequest::Kind::command) {
        list.push_back({std::move(label), {kind, std::move(text), false}, enabled});
    }
    void flips(bool flags) {
        const hw::PagingFormat& format = context.timeline.machine().hw.format;
        for (auto field = state.fields.rbegin(); field != state.fields.rend(); ++field) {
            if ((field->kind == FieldKind::flag) != flags || field->kind == FieldKind::frame || is_hidden_field(context, *field)) continue;
            for (unsigned bit = field->lo; bit <= field->hi; ++bit) {
                const std::string name = flags ? field_letters(format, *field) : tr("entry.bit", {base::dec(bit)});
                add(tr(state.bit(bit) ? "entry.clear" : "entry.set", {name}), flip_command(context, state, *field, bit));
            }
        }
    }
    void origins() {
        const hw::PagingFormat& format = context.timeline.machine().hw.format;
        const auto& found = bit_origins(context.timeline, state.step().entry);
        for (auto field = state.fields.rbegin(); field != state.fields.rend(); ++field) {
            const BitOrigin& origin = found[field->lo];
            if (field->kind != FieldKind::flag || is_hidden_field(context, *field) || origin.kind == BitOrigin::Kind::before || origin.kind == BitOrigin::Kind::long_ago) continue;
            add(tr("entry.go_to", {base::grouped(origin.event + 1), field_letters(format, *field)}), "seek " + std::to_string(origin.event + 1), true, PanelRequest::Kind::act);
        }
    }
    void frames() {
        if (hides_frame(context, state)) return;  // a command would name it
        const hw::PagingFormat& format = context.timeline.machine().hw.format;
        const std::uint64_t pfn = state.entry.pfn.value, step = hw::frame_step(format, state.level(), state.step().word);
        const std::uint64_t most = base::low_mask(hw::frame_number_bits(format)) / step * step;
        add(tr("entry.frame_up"), frame_command(context, state, std::min(pfn + step, most)), pfn < most);
        add(tr("entry.frame_down"), frame_command(context, state, pfn - std::min(pfn, step)), pfn > 0);
    }
};

std::vector<PanelAction> actions(const PanelContext& context, const Selection& selection) {
    const auto state = entry_state(context, selection);
    if (!state) return {};
    Actions all{context, *state, {}};
    const std::string target = subject_text(state->subject);
    for (LabelledLine& access : access_lines(state->subject)) all.add(std::move(access.label), std::move(access.line));
    all.add(tr("entry.read_super", {target}), "read " + target + " super");
    all.flips(true);
    for (const hw::WalkStep& step : state->steps)
        if (step.level != state->level())
            all.add(tr("entry.show_level", {level_text(context, step.level)}), "entry-level " + std::to_string(step.level), true, PanelRequest::Kind::act);
    all.origins();
    all.frames();
    all.flips(false);
    return std::move(all.list);
}

std::optional<PanelInput> input(const PanelContext& context) {
    // A field has no selection: the frame of the entry that the step is about.
    const auto state = entry_state(context, Selection{});
    if (!state) return std::nullopt;
    PanelInput field;
    field.label = tr("entry.input", {level_text(context, state->level()), subject_text(state->subject)});
    field.placeholder = hides_frame(context, *state) ? tr("entry.placeholder_hidden") : tr("entry.placeholder", {hex(state->entry.pfn.value)});
    const std::string command = frame_command(context, *state, 0);
    field.commands = [prefix = command.substr(0, command.rfind(' ') + 1)](const std::string& text) -> base::Result<std::vector<std::string>> {
        const auto number = base::parse_number(text);
        if (!number) return number.error();
        return std::vector<std::string>{prefix + hex(*number)};
    };
    return field;
}

std::string hint(const PanelContext& context, const Selection& selection) {
    const auto state = entry_state(context, selection);
    return state ? tlb_text(context, *state) : std::string();
}

}  // namespace

const Panel entry_panel{"entry", "panel.entry", draw, say, table, actions, input, wanted_height, hint};

}  // namespace ui
