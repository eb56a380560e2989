// The page's engine. Its scripts call these functions (web/exports.txt); texts go in as UTF-8 and
// come back as JSON. Each returned text is valid until the next call.
#include <emscripten.h>

#include <cstdlib>
#include <span>
#include <string>

#include "core/base/json.h"
#include "core/script/expression.h"
#include "core/script/link.h"
#include "lessons/engine/strings.h"
#include "ui/theme.h"
#include "web/link.h"
#include "web/session.h"
#include "web/surface.h"
#include "web/view_json.h"

// The strings that the first lesson does without, while the page waits (web/engine_parts.js).
EM_JS(void, load_more_strings, (const char* id), { Module["more_strings"](UTF8ToString(id)); });

namespace {

web::Session session;
bool surface_ready = false;

const char* answer(std::string text) {
    static std::string kept;
    kept = std::move(text);
    return kept.c_str();
}

const char* view(const base::Status& outcome) {
    if (!session.playing()) return answer(outcome ? "{}" : web::error_json(outcome.error()));
    return answer(web::view_json(session, outcome));
}

// A call that came before a lesson was loaded, or after loading failed.
base::Error no_lesson() { return {lessons::tr("engine.error.no-lesson")}; }

}  // namespace

extern "C" {

// The language: the strings that are not built in, and a translation over all of them. {} or {"error"}.

const char* pw_load_strings(const char* text) {
    const base::Status loaded = lessons::load_strings(text);
    return answer(loaded ? "{}" : web::error_json(loaded.error()));
}

const char* pw_translate(const char* text) {
    const base::Status translated = lessons::translate(text);
    return answer(translated ? "{}" : web::error_json(translated.error()));
}

// Lesson and player.

const char* pw_add_lesson(const char* text) {
    const base::Status added = session.add_lesson(text);
    return answer(added ? "{}" : web::error_json(added.error()));
}

const char* pw_load(const char* text, const char* file, const char* seed, int predict_open, const char* saved) {
    web::SessionOptions options;
    options.file = file;
    options.seed = std::strtoull(seed, nullptr, 10);
    options.predict_open = predict_open != 0;
    options.saved = saved;
    return view(session.load(text, options));
}

// The review deck, as a text that the page keeps. `day` counts days, one more each midnight.

/// The deck with the answers of a lesson's saved text added: {"deck"} or {"error"}.
const char* pw_review_answers(const char* deck, const char* saved, int day) {
    auto parsed = lessons::parse_deck(deck);
    if (!parsed) return answer(web::error_json(parsed.error()));
    lessons::take_answers(*parsed, saved, static_cast<unsigned>(day));
    return answer(web::deck_json(*parsed));
}

/// The deck without a lesson's questions: {"deck"} or {"error"}.
const char* pw_review_forget(const char* deck, const char* lesson) {
    auto parsed = lessons::parse_deck(deck);
    if (!parsed) return answer(web::error_json(parsed.error()));
    lessons::forget_answers(*parsed, lesson);
    return answer(web::deck_json(*parsed));
}

/// Opens a go of review, `again` another one of the same day: {"lessons"} that it asks questions of, or {"error"}.
const char* pw_review_open(const char* deck, int day, int kept, int again) {
    auto parsed = lessons::parse_deck(deck);
    if (!parsed) return answer(web::error_json(parsed.error()));
    if (again != 0) parsed->asked = 0;
    session.open_review(std::move(*parsed), static_cast<unsigned>(day), kept != 0);
    return answer(web::needed_json(session.review()->needed()));
}

/// The deck with what was answered in the review that is open: {"deck"}.
const char* pw_review_deck() {
    if (!session.playing() || !session.review()) return answer(web::error_json(no_lesson()));
    session.review()->note(session.player().save());
    return answer(web::deck_json(session.review()->deck()));
}

/// Empty unless the answers of an earlier visit could not be used.
const char* pw_restore_error() { return answer(session.restore_error()); }

const char* pw_view() { return view(base::Done{}); }

const char* pw_act(const char* action) {
    if (!session.playing()) return view(no_lesson());
    return view(session.player().act(action));
}

const char* pw_save() { return answer(session.playing() ? session.player().save() : std::string()); }

const char* pw_complete(const char* line) {
    return answer(session.playing() ? web::completions_json(session, line) : "[]");
}

const char* pw_machines() { return answer(web::machines_json()); }

// Links. Deflating is the browser's work, so a link goes through here twice: core/script/link.h.

/// The present step, its commands and how it is looked at: a link's text.
const char* pw_link_text() {
    if (!session.playing()) return answer(std::string());
    script::Link link = session.player().link();
    link.looks = session.app().looks();
    return answer(script::link_text(link));
}

/// `deflated`: base64url of the text's raw deflate, or empty. What stands behind "#c=".
const char* pw_link_pack(const char* text, const char* deflated) {
    return answer(script::pack_link(text, script::from_base64url(deflated).value_or(std::string())));
}

/// {"text"}, or {"deflated"} to be inflated and handed in again with its code, or {"fault"}: damaged, newer, too_long.
const char* pw_link_unpack(const char* code, const char* inflated) { return answer(web::unpacked_json(code, inflated)); }

/// Opens a link's text at a step from 0, or with -1 at the link's own. The view's error says what was left out.
const char* pw_link_open(const char* text, int step) {
    if (!session.playing()) return view(no_lesson());
    return view(web::open_link(session, text, step));
}

/// The lines that make the machine of the present step.
const char* pw_commands() { return answer(session.playing() ? session.player().commands() : std::string()); }

/// An expression's value over the machine shown, as text: {"value"} or {"error"}.
const char* pw_evaluate(const char* expression) {
    if (!session.playing()) return answer(web::error_json(no_lesson()));
    const auto value = script::evaluate_text(expression, {session.player().machine()});
    if (!value) return answer(web::error_json(value.error()));
    base::JsonWriter json;
    return answer(json.begin_object().field("value", *value).end_object().text());
}

// Panels as text.

const char* pw_twin(const char* panel, int first, int count) {
    if (!session.playing()) return answer("null");
    return answer(session.app().twin_json(panel, static_cast<unsigned>(first), static_cast<unsigned>(count)));
}

const char* pw_input(const char* panel, const char* text) {
    if (!session.playing()) return view(no_lesson());
    return view(session.app().submit_input(panel, text));
}

/// kind: "command", "act" or "pick", as in a twin's actions.
const char* pw_perform(const char* kind, const char* text) {
    if (!session.playing()) return view(no_lesson());
    using Kind = ui::PanelRequest::Kind;
    const std::string name = kind;
    const Kind request = name == "pick" ? Kind::pick : name == "act" ? Kind::act : Kind::command;
    return view(session.app().perform({request, text}));
}

// The canvas.

int pw_open_surface() {
    surface_ready = web::open_surface();
    return surface_ready ? 1 : 0;
}

void pw_add_font(const char* name, const unsigned char* bytes, int size) {
    web::add_font(name, std::span(bytes, static_cast<std::size_t>(size)));
}

void pw_settings(int dark, int high_contrast, int tabs, int reduced_motion, int show_timeline, double text_scale) {
    if (surface_ready) ui::apply_theme({dark != 0, high_contrast != 0}, static_cast<float>(text_scale));
    if (!session.playing()) return;
    ui::AppSettings& settings = session.app().settings();
    settings.tabs = tabs != 0;
    settings.reduced_motion = reduced_motion != 0;
    settings.show_timeline = show_timeline != 0;
    settings.text_scale = static_cast<float>(text_scale);
}

void pw_set_front(const char* panel) {
    if (session.playing()) session.app().set_front(panel);
}

/// Moves the keyboard to a panel; an empty id means the one in front.
void pw_focus_panel(const char* panel) {
    if (session.playing()) session.app().focus_panel(*panel == '\0' ? session.app().front() : std::string(panel));
}
void pw_focus_next_panel() {
    if (session.playing()) session.app().focus_next_panel();
}

void pw_resize(double width, double height, int pixel_width, int pixel_height) {
    web::resize_surface(static_cast<float>(width), static_cast<float>(height), pixel_width, pixel_height);
}

void pw_restore_surface() { web::restore_surface(); }

/// Lights what a word of the prose names ("address.pgd") in the panels; empty: nothing. 1: draw again.
int pw_light(const char* part) { return session.playing() && session.app().light(part) ? 1 : 0; }
/// What the pointer is on in a panel, named as the prose names it; or empty.
const char* pw_pointed() { return answer(session.playing() ? session.app().pointed() : std::string()); }

/// Bit 0: draw again soon; bit 1: the view changed; bit 2: the pointer is on another part (pw_pointed);
/// bits 8 and up: mouse cursor + 1.
int pw_frame(double seconds) {
    if (!session.playing()) return 0;
    const std::string before = session.app().pointed();
    const web::FrameResult result = web::draw_frame(session.app(), seconds);
    const bool other = before != session.app().pointed();
    return (result.again ? 1 : 0) | (result.changed ? 2 : 0) | (other ? 4 : 0) | (result.cursor + 1) << 8;
}

/// Lets the timeline play: 1 when the view changed.
int pw_tick(double seconds) { return session.playing() && session.app().tick(seconds) ? 1 : 0; }
/// Milliseconds until pw_tick has something to do; -1: not before the reader does something.
int pw_tick_wait(double seconds) {
    const double wait = session.playing() ? session.app().tick_wait(seconds) : -1;
    return wait < 0 ? -1 : static_cast<int>(wait * 1000 + 0.999);
}

int pw_hit(double x, double y) {
    if (!session.playing()) return 0;
    return web::hit_test(session.app(), static_cast<float>(x), static_cast<float>(y));
}

/// What can be pressed on the canvas and where: [{"id","x","y","width","height"}].
const char* pw_areas() { return answer(session.playing() ? web::areas_json(session.app()) : "[]"); }

void pw_pointer(double x, double y, int touch) {
    web::pointer_moved(static_cast<float>(x), static_cast<float>(y), touch != 0);
}
void pw_pointer_left() { web::pointer_left(); }
void pw_button(int button, int down) { web::pointer_button(button, down != 0); }
void pw_wheel(double dx, double dy) { web::wheel_turned(static_cast<float>(dx), static_cast<float>(dy)); }
int pw_key(const char* code, int down, int shift, int control) {
    return web::key_changed(code, down != 0, shift != 0, control != 0) ? 1 : 0;
}
void pw_focus(int focused) { web::focus_changed(focused != 0); }

}  // extern "C"

// The page calls; nothing runs by itself.
int main() {
    lessons::when_missing([](const std::string& id) { load_more_strings(id.c_str()); });
    return 0;
}
