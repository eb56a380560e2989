// The cost panel: what the last access cost, part by part, on one ruler from 1 ns to 10 ms
// (cost_picture.cpp), and the same in words, rows and commands.
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/cost_picture.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::duration;
using lessons::tr;

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    draw_cost(context, cost_state(context.timeline), selection, requests);
}

PanelHeight wanted_height(const PanelContext& context, const Selection&, float width) {
    return cost_height(context, cost_state(context.timeline), width);
}

// --- text twins -----------------------------------------------------------------------------------

std::string shown(const PanelContext& context, std::string_view part, std::string text) { return is_hidden(context, part) ? "?" : std::move(text); }

std::string access_name(const AccessCost& cost) { return tr("cost.access", {std::string(to_text(cost.type)), base::hex(cost.va.value)}); }

std::string say(const PanelContext& context, const Selection&) {
    const CostState& state = cost_state(context.timeline);
    if (!state.last) return tr("cost.none");
    const sim::Machine& machine = context.timeline.machine();
    const AccessCost& cost = *state.last;
    std::string parts;
    for (const CostPart& part : cost.parts) {
        if (part.times == 0) continue;
        const std::string paid = shown(context, part_of(machine.hw.format, part), paid_text(part));
        parts += (parts.empty() ? "" : ", ") + tr("cost.say_part", {name_of(machine, part), paid});
    }
    const char* const id = !cost.over ? "cost.say_so_far" : cost.killed ? "cost.say_killed" : cost.hit && cost.faults == 0 ? "cost.say_hit" : "cost.say";
    std::string text = tr(id, {access_name(cost), parts.empty() ? tr("cost.nothing_yet") : parts, shown(context, "sum", duration(cost.ns))});
    if (state.hit_ns && !(cost.hit && cost.faults == 0)) text += " " + tr("cost.say_with_hit", {shown(context, "hit", duration(*state.hit_ns))});
    if (state.before) text += " " + tr("cost.say_before", {shown(context, "before", duration(state.before->ns))});
    return text;
}

// Where the preset has a part's price from.
std::string source_of(const sim::Machine& machine, CostKind kind) {
    const std::string_view figure = kind == CostKind::lookup  ? "tlb_ns"
                                    : kind == CostKind::fault ? "minor_ns"
                                    : kind == CostKind::disk  ? "major_ns"
                                    : kind == CostKind::others ? std::string_view()
                                                               : "mem_ns";
    for (const hw::FigureSource& row : hw::figure_sources(machine.hw.costs.name))
        if (row.figure == figure) return tr(row.source);
    return {};
}

std::vector<std::string> part_row(const PanelContext& context, const CostState& state, std::size_t i) {
    const sim::Machine& machine = context.timeline.machine();
    const CostPart& part = state.last ? state.last->parts[i] : state.prices[i];
    const std::string id = part_of(machine.hw.format, part);
    const std::string paid = part.times > 0 ? shown(context, id, paid_text(part)) : tr(part.remembered ? "cost.remembered" : "cost.not_paid");
    std::string earlier;
    if (state.before)
        for (const CostPart& p : state.before->parts)
            if (p.kind == part.kind && p.level == part.level) earlier = p.times > 0 ? paid_text(p) : tr(p.remembered ? "cost.remembered" : "cost.not_paid");
    return {name_of(machine, part), part.price > 0 || part.kind != CostKind::others ? duration(part.price) : "", paid, shown(context, "before", earlier), source_of(machine, part.kind)};
}

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    const CostState& state = cost_state(context.timeline);
    TableData data;
    data.columns = {tr("cost.column_part"), tr("cost.column_price"), tr("cost.column_paid"), tr("cost.column_before"), tr("cost.column_source")};
    const std::size_t parts = state.last ? state.last->parts.size() : state.prices.size();
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < parts; ++i) rows.push_back(part_row(context, state, i));
    const std::string hit = state.hit_ns ? duration(*state.hit_ns) : "";
    rows.push_back({tr("cost.sum"), "", state.last ? shown(context, "sum", duration(state.last->ns)) : "", state.before ? shown(context, "before", duration(state.before->ns)) : "", ""});
    if (state.hit_ns) rows.push_back({tr("cost.hit"), shown(context, "hit", hit), "", "", ""});
    for (const CostMark& mark : cost_marks(context.timeline.machine())) rows.push_back({mark.name, duration(mark.ns), "", "", ""});
    data.total_rows = rows.size();
    for (std::uint64_t i = first; i < rows.size() && i - first < count; ++i) data.rows.push_back(rows[i]);
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    std::vector<PanelAction> list;
    const sim::Machine& machine = context.timeline.machine();
    const CostState& state = cost_state(context.timeline);
    const auto add = [&](std::string label, std::string text, PanelRequest::Kind kind = PanelRequest::Kind::command) {
        list.push_back({std::move(label), {kind, std::move(text), false}, true});
    };
    const Subject subject = subject_of(context);
    if (subject.va && machine.current())
        for (LabelledLine& access : access_lines(subject)) add(std::move(access.label), std::move(access.line));
    if (state.hit_ns) add(tr("tables.flush"), "flush");
    if (state.before) add(tr("cost.go_before"), "seek " + std::to_string(state.before->end), PanelRequest::Kind::act);
    for (const hw::Preset& preset : hw::presets())
        if (preset.name != machine.hw.costs.name && preset.name != "hotel") add(tr("cost.set_preset", {std::string(preset.name)}), "set preset " + std::string(preset.name));
    return list;
}

std::string hint(const PanelContext& context, const Selection&) { return tr("cost.hint", {std::string(context.timeline.machine().hw.costs.name)}); }

}  // namespace

const Panel cost_panel{"cost", "panel.cost", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
