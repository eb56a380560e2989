// The console: every command that was sent, by whatever means, and what it answered.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/widgets.h"
#include "ui/panel.h"

namespace ui {
namespace {

using lessons::tr;

// App marks commands with "> " and errors with "! ".
bool is_command(const std::string& line) { return line.compare(0, 2, "> ") == 0; }
bool is_error(const std::string& line) { return line.compare(0, 2, "! ") == 0; }

void draw(const PanelContext& context, Selection&, std::vector<PanelRequest>&) {
    const ImVec2 room = ImGui::GetContentRegionAvail();
    ImGui::BeginChild("log", {room.x, std::max(room.y, px(40))}, ImGuiChildFlags_NavFlattened, ImGuiWindowFlags_NoSavedSettings);
    ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    if (context.console.empty()) at.y += draw_wrapped(at, tr("console.empty"), small_style, ink("ink-2"), width);
    for (const std::string& line : context.console)
        at.y += draw_wrapped(at, line, mono_style, ink(is_error(line) ? "fault" : is_command(line) ? "ink" : "ink-2"), width) + px(3);
    end_at(at.y);
    ImGuiStorage& storage = *ImGui::GetStateStorage();
    const ImGuiID seen = ImGui::GetID("seen");
    const int lines = static_cast<int>(context.console.size());
    if (storage.GetInt(seen) != lines) {
        storage.SetInt(seen, lines);
        ImGui::SetScrollHereY(1);
    }
    ImGui::EndChild();
}

PanelHeight wanted_height(const PanelContext&, const Selection&, float) { return {0, 80, 0}; }

std::string say(const PanelContext& context, const Selection&) {
    return context.console.empty() ? tr("console.empty") : tr("console.say", {base::dec(context.console.size()), context.console.back()});
}

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    TableData data;
    data.columns = {tr("console.line")};
    data.total_rows = context.console.size();
    for (std::uint64_t i = first; i < context.console.size() && i - first < count; ++i) data.rows.push_back({context.console[i]});
    return data;
}

std::vector<PanelAction> actions(const PanelContext&, const Selection&) {
    return {{tr("console.help"), {PanelRequest::Kind::command, "help", false}, true}};
}

std::optional<PanelInput> input(const PanelContext&) {
    PanelInput field;
    field.label = tr("console.input");
    field.placeholder = tr("console.placeholder");
    field.commands = [](const std::string& text) { return base::Result<std::vector<std::string>>(std::vector<std::string>{text}); };
    return field;
}

}  // namespace

const Panel console_panel{"console", "panel.console", draw, say, table, actions, input, wanted_height, nullptr};

}  // namespace ui
