#include "ui/desktop/state_log.h"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "core/base/json.h"
#include "lessons/engine/strings.h"

namespace ui::desktop {

using base::JsonWriter;
using lessons::Block;
using lessons::LessonView;
using lessons::QuestionView;

namespace {

std::string plain(const lessons::Spans& spans) {
    std::string text;
    for (const lessons::Span& span : spans) text += span.text;
    return text;
}

void write_question(JsonWriter& json, const QuestionView& question) {
    constexpr std::array<const char*, 5> kinds{"number", "options", "order", "pick", "why"};
    constexpr std::array<const char*, 4> states{"open", "right", "wrong", "skipped"};
    json.begin_object().field("id", question.id).field("kind", kinds[static_cast<std::size_t>(question.kind)]);
    json.field("state", states[static_cast<std::size_t>(question.state)]).field("ask", plain(question.ask));
    json.field("input", question.input).field("error", question.input_error).field("answer", question.answer).end_object();
}

void write_blocks(JsonWriter& json, const LessonView& view) {
    json.key("questions").begin_array();
    for (const Block& block : view.blocks)
        if (block.kind == Block::Kind::question) write_question(json, block.question);
    json.end_array().key("tasks").begin_array();
    for (const Block& block : view.blocks)
        if (block.kind == Block::Kind::task) json.begin_object().field("id", block.task.id).field("done", block.task.done).end_object();
    json.end_array();
}

void write_controls(JsonWriter& json, const Intents& intents) {
    const auto pixel = [](float at) { return static_cast<unsigned>(std::max(std::lround(at), 0L)); };
    json.key("controls").begin_array();
    for (const Intents::Control& control : intents.controls) {
        json.begin_object().field("name", control.name);
        json.field_number("x", pixel(control.at.x)).field_number("y", pixel(control.at.y)).end_object();
    }
    json.end_array();
}

void write_presenter(JsonWriter& json, const Session& session, const Shell& shell, const Window& window) {
    constexpr std::array<const char*, 3> curtains{"none", "black", "code"};
    json.field("notice", shell.notice()).field("presenting", shell.presenting());
    json.field("curtain", curtains[static_cast<std::size_t>(shell.curtain())]).field("code", shell.code());
    json.field("answers_hidden", session.in_class()).field_number("held", shell.held().size());
    json.field("laser", shell.laser()).field("clock", shell.clock().on ? shell.clock().step_time(window.now()) : std::string());
    json.field("big", shell.settings().big).key("scale").number(static_cast<double>(look().scale)).field("site", shell.settings().site);
    const Placement at = window.placement();
    json.field("window", to_text(at));
    json.field("fullscreen", at.fullscreen).field("theme", scheme_name(shell.settings().scheme));
}

void write_bench(JsonWriter& json, const studies::Bench& bench) {
    if (!bench.is_open()) return;
    const studies::TraceView& trace = bench.trace();
    json.key("trace").begin_object().field("reading", trace.reading()).field("said", trace.said()).field("wrong", trace.wrong());
    json.field_number("section", trace.section()).field_number("frames", trace.frames()).end_object();
    const studies::HostView& host = bench.host();
    if (bench.page() == studies::Bench::Page::host) {
        json.key("host").begin_object().field("measuring", host.measuring()).field("report", host.report().has_value()).field_number("section", host.section());
        json.field("preset", host.preset().name).field_number("points", host.model().size()).end_object();
    }
    const studies::ImageView& image = bench.image();
    if (bench.page() != studies::Bench::Page::image) return;
    json.key("image").begin_object().field("reading", image.reading()).field("said", image.said()).field("wrong", image.wrong());
    json.field_number("section", image.section()).field_number("depth", image.depth()).field("address", image.address()).end_object();
}

}  // namespace

base::Status StateLog::open(const std::string& path) {
    file_.reset(std::fopen(path.c_str(), "a"));
    if (!file_) return base::Error{lessons::tr("desktop.error.log", {path})};
    return base::Done{};
}

void StateLog::write(const Session& session, const Shell& shell, const Window& window) {
    const unsigned long long frames = window.frames();
    if (!file_ || frames == logged_frames_) return;
    logged_frames_ = frames;
    const lessons::Player& player = session.player();
    const LessonView view = player.view();
    JsonWriter json;
    json.begin_object().field("lesson", view.id);
    json.field_number("step", view.step + 1).field_number("steps", view.steps);
    json.field_number("position", player.timeline().position()).field_number("events", player.timeline().size());
    write_blocks(json, view);
    json.field("command", player.last_command());
    write_controls(json, shell.intents());
    write_presenter(json, session, shell, window);
    write_bench(json, shell.bench());
    json.field("typing", ImGui::GetIO().WantTextInput).field_number("frames", frames).end_object();
    std::fputs((json.text() + "\n").c_str(), file_.get());
    std::fflush(file_.get());
}

}  // namespace ui::desktop
