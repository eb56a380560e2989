#include "web/view_json.h"

#include <algorithm>
#include <string_view>

#include "core/base/json.h"
#include "core/hw/format.h"
#include "core/hw/presets.h"
#include "core/script/command.h"
#include "lessons/engine/html.h"
#include "lessons/engine/strings.h"
#include "ui/panel.h"

namespace web {
namespace {

using base::JsonWriter;

constexpr std::size_t console_lines_shown = 200;

void write_error(JsonWriter& json, const base::Error& error) {
    json.key("error").begin_object();
    json.field("message", error.message).field("hint", error.hint);
    json.field_number("line", static_cast<unsigned>(std::max(error.line, 0)));
    json.field_number("column", static_cast<unsigned>(std::max(error.column, 0)));
    json.end_object();
}

void write_blocks(JsonWriter& json, const lessons::LessonView& view) {
    json.key("blocks").begin_array();
    for (const lessons::Block& block : view.blocks) {
        json.begin_object().field("key", block.key).field("html", lessons::html_of(block));
        json.end_object();
    }
    json.end_array();
}

void write_buttons(JsonWriter& json, const lessons::LessonView& view) {
    json.key("buttons").begin_array();
    for (const lessons::Button& button : view.buttons) {
        json.begin_object().field("action", button.action).field("label", button.label);
        json.field("primary", button.primary).field("enabled", button.enabled).end_object();
    }
    json.end_array();
}

void write_map(JsonWriter& json, const lessons::LessonView& view) {
    json.key("map").begin_array();
    for (const auto& step : view.map) {
        json.begin_object().field("title", step.title);
        json.field("visited", step.visited).field("done", step.done).end_object();
    }
    json.end_array();
}

void write_panels(JsonWriter& json, const lessons::LessonView& view, ui::App& app) {
    json.key("panels").begin_array();
    for (const std::string& id : app.panel_ids(view)) {
        const ui::Panel* panel = ui::find_panel(id);
        json.begin_object().field("id", id);
        json.field("title", panel ? lessons::tr(panel->title_id) : id);
        const auto shown = std::find_if(view.panels.begin(), view.panels.end(), [&](const auto& show) { return show.id == id; });
        json.field("needed", shown != view.panels.end() && shown->front).end_object();
    }
    json.end_array().field("front", app.front());
    json.key("choices").begin_array();
    for (const ui::App::Choice& choice : app.choices(view)) {
        json.begin_object().field("id", choice.id).field("title", lessons::tr(ui::find_panel(choice.id)->title_id));
        json.field("open", choice.open).field("of_step", choice.of_step).end_object();
    }
    json.end_array().field("moved", app.panels_moved(view));
}

void write_console(JsonWriter& json, const lessons::Player& player) {
    using Kind = lessons::Player::ConsoleLine::Kind;
    const auto& lines = player.console();
    const std::size_t first = lines.size() > console_lines_shown ? lines.size() - console_lines_shown : 0;
    json.key("console").begin_array();
    for (std::size_t i = first; i < lines.size(); ++i) {
        const Kind kind = lines[i].kind;
        json.begin_object();
        json.field("kind", kind == Kind::command ? "command" : kind == Kind::output ? "output" : "error");
        json.field("text", lines[i].text).end_object();
    }
    json.end_array();
}

void write_strings(JsonWriter& json, const std::vector<std::string>& texts) {
    json.begin_array();
    for (const std::string& text : texts) json.string(text);
    json.end_array();
}

}  // namespace

std::string error_json(const base::Error& error) {
    JsonWriter json;
    json.begin_object();
    write_error(json, error);
    return json.end_object().text();
}

std::string view_json(Session& session, const base::Status& outcome) {
    lessons::Player& player = session.player();
    const lessons::LessonView view = player.view();
    JsonWriter json;
    json.begin_object();
    if (!outcome) write_error(json, outcome.error());
    json.field("lesson", view.id).field("title", view.title).field("step_title", view.step_title);
    json.field_number("step", view.step).field_number("steps", view.steps);
    write_blocks(json, view);
    write_buttons(json, view);
    write_map(json, view);
    write_panels(json, view, session.app());
    json.field("status", view.status).field("pending_pick", view.pending_pick);
    json.field("complete", view.complete);
    json.key("score").begin_object().field_number("right", view.score_right);
    json.field("passed", player.score().passed).field_number("items", view.score_items).field_number("attempt", view.attempt).end_object();
    json.field("say", session.app().say());
    json.field("command", player.last_command()).field("output", player.last_output());
    json.field_number("position", player.timeline().position());
    json.field_number("size", player.timeline().size());
    write_console(json, player);
    return json.end_object().text();
}

std::string deck_json(const lessons::ReviewDeck& deck) {
    JsonWriter json;
    return json.begin_object().field("deck", lessons::to_text(deck)).end_object().text();
}

std::string machines_json() {
    std::vector<std::string> formats, presets;
    for (const hw::PagingFormat& format : hw::builtin_formats()) formats.push_back(format.name);
    for (const hw::Preset& preset : hw::presets()) presets.emplace_back(preset.name);
    JsonWriter json;
    json.begin_object().key("formats");
    write_strings(json, formats);
    json.key("presets");
    write_strings(json, presets);
    return json.end_object().text();
}

std::string needed_json(const std::vector<std::string>& lessons) {
    JsonWriter json;
    json.begin_object().key("lessons");
    write_strings(json, lessons);
    return json.end_object().text();
}

std::string completions_json(Session& session, const std::string& line) {
    JsonWriter json;
    write_strings(json, script::complete(session.player().timeline().latest(), line));
    return json.text();
}

}  // namespace web
