// Replacement: several policies side by side on the machine's reference string.
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/replacement_picture.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::dec;
using lessons::tr;

void draw(const PanelContext& context, Selection&, std::vector<PanelRequest>& requests) {
    const ReplacementState& state = replacement_state(context);
    if (state.length() > 0) return draw_replacement(context, state, requests);
    draw_nothing(tr("replacement.none"));
}

PanelHeight wanted_height(const PanelContext& context, const Selection&, float width) {
    const ReplacementState& state = replacement_state(context);
    return state.length() > 0 ? replacement_height(state, width) : PanelHeight{40, 40, 0};
}

std::string faults_text(const PanelContext& context, const ReplacementState& state, const PolicyBlock& block) {
    if (is_hidden(context, block.policy)) return tr("replacement.faults", {"?"});
    const std::uint64_t faults = block.run.faults(state.string.at);
    return faults == 1 ? tr("replacement.one_fault", {"1"}) : tr("replacement.faults", {dec(faults)});
}

// --- text twins -------------------------------------------------------------------------------

std::string say(const PanelContext& context, const Selection&) {
    const ReplacementState& state = replacement_state(context);
    if (state.length() == 0) return tr("replacement.none");
    const std::uint32_t at = state.string.at;
    const std::string frames = tr(state.string.frames == 1 ? "replacement.one_frame" : "replacement.frames", {dec(state.string.frames)});
    std::string text = at == 0 ? tr("replacement.say_start", {dec(state.length()), frames})
                               : tr("replacement.say", {dec(at), dec(state.length()), dec(state.string.pages[at - 1]), frames});
    for (const PolicyBlock& block : state.blocks) {
        if (at == 0) continue;
        text += " " + tr("replacement.say_policy", {block.label, step_text(context, block, at - 1), faults_text(context, state, block)});
    }
    return text;
}

std::string frames_text(const ReplacementState& state, const PolicyBlock& block, std::size_t count) {
    std::string text;
    for (std::uint32_t slot = 0; slot < block.run.frames; ++slot) {
        const auto page = page_in(state, block, count, slot);
        if (!page) break;  // frames fill in order
        text += (slot == 0 ? "" : " ") + dec(*page);
    }
    return text;
}

// A row a reference; those that come later keep what they do to themselves.
TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    const ReplacementState& state = replacement_state(context);
    TableData data;
    data.columns = {tr("replacement.column_reference"), tr("replacement.column_page")};
    for (const PolicyBlock& block : state.blocks) {
        data.columns.push_back(block.label);
        data.columns.push_back(tr("replacement.column_frames", {block.label}));
    }
    data.total_rows = state.length();
    for (std::uint64_t i = first; i < state.length() && i - first < count; ++i) {
        std::vector<std::string> cells{dec(i + 1), dec(state.string.pages[i])};
        for (const PolicyBlock& block : state.blocks) {
            const bool known = i < state.string.at && !is_hidden(context, block.policy);
            cells.push_back(known ? step_text(context, block, i) : "?");
            cells.push_back(known ? frames_text(state, block, i + 1) : "?");
        }
        data.rows.push_back(std::move(cells));
    }
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    const ReplacementState& state = replacement_state(context);
    const sim::ReferenceString& string = state.string;
    std::vector<PanelAction> list;
    if (state.length() == 0) return list;
    const auto add = [&](std::string label, std::string line, bool enabled) {
        list.push_back({std::move(label), {PanelRequest::Kind::command, std::move(line), false}, enabled});
    };
    const std::uint32_t at = string.at;
    add(tr("replacement.forward"), string_command("at", std::min(at + 1, state.length())), at < state.length());
    add(tr("replacement.back"), string_command("at", at > 0 ? at - 1 : 0), at > 0);
    add(tr("replacement.to_start"), string_command("at", 0), at > 0);
    add(tr("replacement.to_end"), string_command("at", state.length()), at < state.length());
    add(tr("replacement.more_frames"), string_command("frames", std::min(string.frames + 1, sim::most_string_frames)), string.frames < sim::most_string_frames);
    add(tr("replacement.fewer_frames"), string_command("frames", std::max(string.frames, 2u) - 1), string.frames > 1);
    if (at == 0) return list;
    const std::uint32_t page = string.pages[at - 1];
    add(tr("replacement.change_page", {dec(at), dec(page + 1)}), changed_string(string, at - 1, std::min(page + 1, sim::highest_string_page)), page < sim::highest_string_page);
    add(tr("replacement.change_page", {dec(at), dec(page > 0 ? page - 1 : 0)}), changed_string(string, at - 1, page > 0 ? page - 1 : 0), page > 0);
    return list;
}

std::optional<PanelInput> input(const PanelContext& context) {
    PanelInput field;
    field.label = tr("replacement.input");
    const std::vector<std::uint32_t>& pages = context.timeline.machine().string.pages;
    field.placeholder = pages.empty() || pages.size() > 40 ? tr("replacement.placeholder") : changed_string(context.timeline.machine().string, 0, pages[0]).substr(7);
    field.commands = [](const std::string& text) -> base::Result<std::vector<std::string>> {
        const std::string pages_typed = base::trimmed(text);
        if (pages_typed.empty()) return base::Error{tr("replacement.nothing_typed"), tr("replacement.placeholder")};
        return std::vector<std::string>{"string " + pages_typed};
    };
    return field;
}

std::string hint(const PanelContext& context, const Selection&) { return replacement_state(context).length() > 0 ? tr("replacement.hint") : std::string(); }

}  // namespace

const Panel replacement_panel{"replacement", "panel.replacement", draw, say, table, actions, input, wanted_height, hint};

}  // namespace ui
