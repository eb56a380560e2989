#include "ui/desktop/shell.h"

#include <algorithm>
#include <cmath>

#include "imgui_internal.h"
#include "lessons/engine/strings.h"
#include "ui/desktop/page_link.h"
#include "ui/widgets.h"

namespace ui::desktop {

using lessons::LessonView;
using lessons::tr;

namespace {

constexpr float header_height = 52, big_header_height = 44, strip_height = 34;
constexpr float big_height = 360;  // of the window in big type, in lengths of the mock

// Of the window's width: about a third, in the bounds where lines read well.
float pane_width(float width) {
    return std::round(std::min(std::clamp(width * 0.34f, px(380), px(width >= px(1500) ? 500 : 440)), width * 0.55f));
}

std::string text_of(const base::Error& error) { return error.hint.empty() ? error.message + "." : error.message + ": " + error.hint + "."; }

}  // namespace

Shell::Shell(Session& session, Window& window, Kept& kept, const Settings& settings) : session_(session), window_(window), kept_(kept), settings_(settings) {
    session_.app().settings().text_inputs = true;
    GImGui->ConfigNavWindowingKeyNext = GImGui->ConfigNavWindowingKeyPrev = 0;  // Ctrl Tab would list our windows
    window_.on_key = [this](const KeyPress& press) { return on_key(press); };
    window_.on_character = [this](unsigned character) { return on_character(character); };
    window_.on_press = [this] { return lift_curtain(); };
    window_.on_drop = [this](const std::string& file) { open_file(file); };
}

void Shell::complain(const base::Error& error) {
    pane_.notice = text_of(error);
    window_.wake();
}

void Shell::open_file(const std::string& file) {
    lift_curtain();
    bench_.open(file);
    window_.wake();
}

void Shell::open_image(const studies::ImageRequest& request) {
    bench_.open_image(request);
    window_.wake();
}

void Shell::tick() {
    if (bench_.tick()) window_.wake(2);
    else if (bench_.reading()) window_.wake(1);  // for each time that the thread tells how far it is
    if (curtain_ == Curtain::none && clock_.is_due(window_.now())) window_.wake(1);
}

void Shell::keep() {
    settings_.window = window_.placement();
    if (presenting_) settings_.window->fullscreen = was_fullscreen_;  // the next start does not present
    keep_settings(settings_, kept_);
    if (progress_moved_) session_.keep(kept_);
    progress_moved_ = false;
    if (const base::Status written = kept_.write(); !written) complain(written.error());
}

// --- what the reader did ------------------------------------------------------------------------

void Shell::act(const std::string& action) {
    const LessonView before = session_.player().view();
    if (session_.in_class()) {
        const std::string question = HeldAnswers::question_of(action, before), back = "take-back ";
        if (!question.empty() && session_.closes(question, action)) return held_.hold(question, action), window_.wake();
        if (action.starts_with(back)) return held_.take_back(action.substr(back.size())), window_.wake();
        if (action == "reveal" || (action == "next" && !held_.empty())) return reveal();
    }
    const base::Status status = session_.player().act(action);
    pane_.notice = status ? std::string() : text_of(status.error());
    progress_moved_ = true;
    const LessonView after = session_.player().view();
    const auto first_key = [](const LessonView& view) { return view.blocks.empty() ? std::string() : view.blocks.back().key; };
    // Another step; or in the final check another question, which is another screen.
    const bool item = (action == "next" || action == "back") && first_key(before) != first_key(after);
    if (before.step != after.step || before.attempt != after.attempt || item) pane_.show_top(), (void)held_.release();
    window_.wake();
}

void Shell::carry_out(const Header::Choice& choice) {
    for (const std::string& action : intents_.actions) act(action);
    if (!intents_.part.empty()) show_part(intents_.part);
    if (!intents_.link.empty()) follow_link(intents_.link);
    for (const std::string& action : choice.panels) (void)session_.app().perform({PanelRequest::Kind::act, action, false});
    if (choice.theme) settings_.scheme = next_scheme(settings_.scheme), window_.wake();
    if (choice.trace) bench_.show(studies::Bench::Page::trace), window_.wake();
    if (choice.lesson) open_lesson(*choice.lesson);
}

void Shell::open_lesson(std::size_t index) {
    session_.keep(kept_);
    leave_page();
    if (const base::Status opened = session_.open(index, kept_); !opened) complain(opened.error());
    window_.wake();
}

// Another player is on show: nothing of what was typed, said and held for the one before.
void Shell::leave_page() {
    (void)held_.release();
    pane_.forget_drafts();
    pane_.notice.clear();
    pane_.show_top();
}

// "address.pgd": the panel comes to the front and gets the keyboard.
void Shell::show_part(const std::string& target) {
    App& app = session_.app();
    if (const base::Status status = app.perform({PanelRequest::Kind::act, "bring " + target, false}); !status) pane_.notice = text_of(status.error());
    else app.focus_panel(app.front());
    window_.wake();
}

// To another lesson of the course, or out into the browser; nothing else is opened.
void Shell::follow_link(const std::string& target) {
    const std::size_t lesson = session_.find(target);
    if (lesson < session_.entries().size()) return open_lesson(lesson);
    ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    if (is_web_address(target) && platform.Platform_OpenInShellFn) platform.Platform_OpenInShellFn(ImGui::GetCurrentContext(), target.c_str());
}

// --- drawing ------------------------------------------------------------------------------------

// On a large window everything is a little larger, as on the page. Big type grows with the window instead, which a
// projector throws on the same wall whatever its pixels: a line of prose is 1/30 of the height, a letter x half that.
void Shell::apply_look() {
    const float density = window_.scale(), width = ImGui::GetIO().DisplaySize.x / density;
    const float big = std::max(ImGui::GetIO().DisplaySize.y / big_height, density);
    const float scale = settings_.text_scale * (settings_.big ? big : density * (width >= 1800 ? 1.12f : 1.0f));
    if (scale == applied_scale_ && settings_.scheme == applied_scheme_) return;
    applied_scale_ = scale;
    applied_scheme_ = settings_.scheme;
    apply_theme(settings_.scheme, scale);
    ImGuiStyle& style = ImGui::GetStyle();
    style.HoverStationaryDelay = style.HoverDelayShort = style.HoverDelayNormal = 0;  // waiting would take frames
    AppSettings& settings = session_.app().settings();
    settings.text_scale = scale;
    window_.wake();
}

// What is on and cannot be seen otherwise.
std::string Shell::signs() const {
    std::string signs;
    const auto add = [&signs](const std::string& sign) { signs += (signs.empty() ? "" : "  ·  ") + sign; };
    if (presenting_) add(tr("desktop.presenting"));
    if (session_.in_class()) add(tr("desktop.hidden"));
    if (clock_.on) add(tr("desktop.clock", {clock_.step_time(window_.now()), clock_.lesson_time(window_.now())}));
    return signs;
}

void Shell::draw_strip(ImVec2 at, ImVec2 size) {
    ImGui::SetNextWindowPos(at);
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ink("surface"));
    ImGui::Begin("##strip", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                                         ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoNav);
    ImGui::GetWindowDrawList()->AddLine(at, {at.x + size.x, at.y}, ink("line"), px(1));
    const float middle = at.y + size.y / 2, side = px(settings_.big ? 10 : 20);
    const float right = draw_text_middle({at.x + size.x - side, middle}, signs(), {Face::bold, 14}, ink("ink-2"), 1);
    const float room = size.x - side * 2 - (right > 0 ? right + px(24) : 0);
    if (room > px(80)) draw_text_middle({at.x + side, middle}, elided(session_.app().say(), {Face::text, 14}, room), {Face::text, 14}, ink("ink-2"));
    ImGui::End();
    ImGui::PopStyleColor();
}

// The names of the step's panels, where only one has room.
void Shell::draw_tabs(ImVec2 at, ImVec2 size, const LessonView& view) {
    ImGui::SetNextWindowPos(at);
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ink("bg"));
    ImGui::Begin("##tabs", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                                        ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse);
    std::vector<std::string> ids = session_.app().panel_ids(view);
    std::erase(ids, "timeline");
    const float width = size.x / static_cast<float>(std::max<std::size_t>(ids.size(), 1));
    float x = at.x;
    for (const std::string& id : ids) {
        const bool now = id == session_.app().front();
        const TextStyle style = shrunk(tr(find_panel(id)->title_id), {now ? Face::bold : Face::text, 14}, width - px(8));
        const Hit hit = hit_area(id.c_str(), {x, at.y}, {width, size.y}, 4);
        draw_text_middle({x + width / 2, at.y + size.y / 2}, elided(tr(find_panel(id)->title_id), style, width - px(8)), style, ink(now || hit.hovered ? "ink" : "ink-2"), 0.5f);
        if (now) ImGui::GetWindowDrawList()->AddRectFilled({x + px(6), at.y + size.y - px(3)}, {x + width - px(6), at.y + size.y}, ink("accent"), px(2));
        intents_.controls.push_back({"tab " + id, {x + width / 2, at.y + size.y / 2}});
        if (hit.pressed) session_.app().set_front(id), window_.wake();
        x += width;
    }
    ImGui::End();
    ImGui::PopStyleColor();
}

// In big type only what says something has a place: no field that nobody types into, no timeline without events.
void Shell::choose_parts() {
    App& app = session_.app();
    AppSettings& settings = app.settings();
    settings.tabs = settings_.big;
    settings.text_inputs = !settings_.big || app.front() == "console";
    settings.show_timeline = !settings_.big || session_.player().timeline().size() > 0;
}

void Shell::draw_lesson() {
    choose_parts();
    intents_.pointed = session_.app().pointed();
    LessonView view = session_.player().view();
    held_.show_in(view);
    window_.set_title(tr("desktop.title", {view.title}));
    clock_.at(session_.current(), view.step, window_.now());
    clock_.note_shown(window_.now());
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const float top = px(settings_.big ? big_header_height : header_height), left = settings_.big ? std::round(size.x * 0.45f) : pane_width(size.x);
    const float strip = settings_.big && !session_.app().settings().show_timeline && signs().empty() ? 0 : px(strip_height);
    const float tabs = settings_.big ? px(strip_height) : 0;
    const Header::Choice choice = header_.draw(session_, view, {0, 0}, {size.x, top}, intents_);
    pane_.draw(view, {0, top}, {left, size.y - top}, intents_);
    if (session_.app().light(intents_.word)) window_.wake(1);
    if (settings_.big) draw_tabs({left, top}, {size.x - left, tabs}, view);
    if (session_.app().draw(left, top + tabs, size.x - left, size.y - top - tabs - strip)) window_.wake(1);
    if (session_.app().pointed() != intents_.pointed) window_.wake(1);
    if (strip > 0) draw_strip({left, size.y - strip}, {size.x - left, strip});
    if (laser_) draw_laser();
    if (to_prose_) ImGui::SetWindowFocus("##lesson");
    to_prose_ = false;
    popup_open_ = ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup);
    window_.end_frame(colour("bg", settings_.scheme));
    if (session_.app().take_changed()) progress_moved_ = true, window_.wake();
    carry_out(choice);
}

void Shell::draw_covered() {
    if (curtain_ == Curtain::black) ImGui::SetMouseCursor(ImGuiMouseCursor_None);
    else code_ = draw_code_page(session_, settings_.site, ImGui::GetIO().DisplaySize, intents_);
    if (laser_ && curtain_ == Curtain::code) draw_laser();
    popup_open_ = false;
    window_.end_frame(curtain_ == Curtain::black ? 0 : colour("bg", settings_.scheme));
}

// A page beside the course has the whole window.
void Shell::draw_bench() {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const studies::Bench::Choice choice = bench_.draw(size, px(settings_.big ? big_header_height : header_height));
    for (const NamedArea& area : bench_.areas()) intents_.controls.push_back({area.id, {(area.min.x + area.max.x) / 2, (area.min.y + area.max.y) / 2}});
    if (laser_) draw_laser();
    popup_open_ = false;
    window_.end_frame(colour("bg", settings_.scheme));
    if (choice.theme) settings_.scheme = next_scheme(settings_.scheme), window_.wake();
    if (!bench_.is_open()) to_prose_ = true, window_.wake();
}

void Shell::frame() {
    apply_look();
    window_.begin_frame();
    intents_ = {};
    code_.clear();
    if (curtain_ == Curtain::none && bench_.is_open()) draw_bench();
    else if (curtain_ == Curtain::none) draw_lesson();
    else draw_covered();
}

}  // namespace ui::desktop
