// The compare panel: the reader's machine beside one that did the same, but for some commands; and the same in
// words, rows and commands.
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/compare_picture.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::grouped;
using lessons::tr;

void draw(const PanelContext& context, Selection&, std::vector<PanelRequest>& requests) { draw_compare(context, compare_state(context), requests); }

PanelHeight wanted_height(const PanelContext& context, const Selection&, float width) { return compare_height(context, compare_state(context), width); }

std::string b_text(const PanelContext& context, const CompareRow& row) { return is_hidden(context, "b") ? "?" : row.b; }

std::string difference_text(const PanelContext& context, const CompareRow& row) {
    return is_hidden(context, "b") || is_hidden(context, "difference") ? "?" : row.difference;
}

// --- text twins -----------------------------------------------------------------------------------

std::string say(const PanelContext& context, const Selection&) {
    const CompareState& state = compare_state(context);
    if (state.left_out.empty()) return tr("compare.equal");
    std::string text = tr("compare.say", {grouped(state.shared), left_out_text(state)});
    for (std::size_t i = 0; i < state.different; ++i) {
        const CompareRow& row = state.rows[i];
        text += " " + tr("compare.say_row", {row.label, row.a, b_text(context, row), difference_text(context, row)});
    }
    std::string same;
    for (std::size_t i = state.different; i < state.rows.size(); ++i) same += (same.empty() ? "" : ", ") + state.rows[i].label;
    if (!same.empty() && !is_hidden(context, "b") && !is_hidden(context, "difference")) text += " " + tr("compare.say_same", {same});
    return text;
}

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    const CompareState& state = compare_state(context);
    TableData data;
    data.columns = {tr("compare.column_what"), "A", "B", tr("compare.column_difference")};
    data.total_rows = state.rows.size();
    for (std::uint64_t i = first; i < state.rows.size() && i - first < count; ++i) {
        const CompareRow& row = state.rows[i];
        data.rows.push_back({row.label, row.a, b_text(context, row), difference_text(context, row)});
    }
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    if (context.timeline.size() == 0) return {};
    return {{tr("compare.again"), {PanelRequest::Kind::act, "reset", false}, true}};
}

std::optional<PanelInput> input(const PanelContext&) {
    PanelInput field;
    field.label = tr("compare.input");
    field.placeholder = "set policy lru";
    field.commands = [](const std::string& text) -> base::Result<std::vector<std::string>> {
        const std::string line = base::trimmed(text);
        if (line.empty()) return base::Error{tr("compare.nothing_typed"), "set policy lru"};
        return std::vector<std::string>{line};
    };
    return field;
}

std::string hint(const PanelContext& context, const Selection&) {
    const CompareState& state = compare_state(context);
    return state.left_out.empty() ? std::string() : tr("compare.hint", {grouped(state.different), grouped(state.rows.size())});
}

}  // namespace

const Panel compare_panel{"compare", "panel.compare", draw, say, table, actions, input, wanted_height, hint};

}  // namespace ui
