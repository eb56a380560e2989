#include "ui/desktop/presenter.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "lessons/engine/strings.h"
#include "ui/desktop/column.h"
#include "ui/desktop/page_link.h"

namespace ui::desktop {

using lessons::tr;

namespace {

std::string minutes(double seconds) {
    const auto whole = static_cast<long long>(std::max(seconds, 0.0));
    char text[32];
    if (whole >= 3600) std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
    else std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
    return text;
}

}  // namespace

// --- the clock ------------------------------------------------------------------------------------

// One tick for both times: a step begins on a whole second of its lesson.
void StepClock::at(std::size_t lesson, unsigned step, double now) {
    if (lesson != lesson_) lesson_since_ = step_since_ = now;
    else if (step != step_) step_since_ = lesson_since_ + std::floor(now - lesson_since_);
    lesson_ = lesson;
    step_ = step;
}

std::string StepClock::step_time(double now) const { return minutes(now - step_since_); }
std::string StepClock::lesson_time(double now) const { return minutes(now - lesson_since_); }

long long StepClock::second_of(double now) const { return static_cast<long long>(std::floor(now - lesson_since_)); }

double StepClock::wait(double now) const {
    if (!on) return -1;
    return std::max(lesson_since_ + static_cast<double>(second_of(now) + 1) - now, 0.001);
}

// --- the page with the code -----------------------------------------------------------------------

namespace {

constexpr unsigned quiet = 4;  // modules

// The side of what draw_code() paints: modules are whole pixels.
float code_side(const QrCode& code, float room) {
    const auto modules = static_cast<float>(code.side + 2 * quiet);
    return std::floor(room / modules) * modules;
}

// Dark on white whatever the colours are, with the four modules of white around it that readers look for.
void draw_code(const QrCode& code, ImVec2 at, float side) {
    const float module = side / static_cast<float>(code.side + 2 * quiet);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, {at.x + side, at.y + side}, IM_COL32_WHITE);
    const ImVec2 first{at.x + module * quiet, at.y + module * quiet};
    for (unsigned y = 0; y < code.side; ++y)
        for (unsigned x = 0; x < code.side;) {
            unsigned end = x;
            while (end < code.side && code.dark[y * code.side + end]) ++end;
            const ImVec2 min{first.x + module * static_cast<float>(x), first.y + module * static_cast<float>(y)};
            if (end > x) list.AddRectFilled(min, {min.x + module * static_cast<float>(end - x), min.y + module}, IM_COL32_BLACK);
            x = std::max(end, x + 1);
        }
}

// What a student may type, without the commands: broken where one pauses.
std::vector<std::string> typed(const std::string& address) {
    const std::string head = address.substr(0, address.find('#'));
    const std::size_t query = head.find('?'), file = head.rfind('/', query) + 1;
    return {head.substr(0, file), head.substr(file, query - file), head.substr(query)};
}

// A class reads this page whatever the size of the lesson's type is: its own grows with the window.
float wall_size(float size) { return size * ImGui::GetIO().DisplaySize.y / 600 / look().scale; }

void draw_words(Column& words, const Session& session, const std::string& address, bool whole) {
    const lessons::LessonView view = session.player().view();
    const float text = wall_size(20), gap = wall_size(18);
    words.text(tr("desktop.code_title"), {text * 1.5f, Face::bold, "ink", 1.25f});
    words.skip(gap);
    words.text(view.title + " · " + tr("desktop.step_of", {std::to_string(view.step + 1), std::to_string(view.steps)}), {text, Face::text, "ink-2"});
    words.skip(gap);
    for (const std::string& part : typed(address)) words.text(part, {text, Face::mono, "ink", 1.4f});
    words.skip(gap);
    if (!whole) words.text(tr("desktop.code_not_whole"), {text, Face::text, "ink-2"}), words.skip(gap);
    words.text(tr("desktop.any_key"), {text * 0.75f, Face::text, "ink-3"});
}

void draw_reason(Column& words, bool own_file) {
    const float text = wall_size(18), gap = wall_size(16);
    words.text(tr(own_file ? "desktop.code_own_file" : "desktop.code_no_site"), {text * 1.33f, Face::bold, "ink", 1.3f});
    words.skip(gap);
    if (!own_file) {
        words.text(tr("desktop.code_how"), {text});
        words.skip(gap);
        words.text("pagewalk-desktop --site https://www.example.org/pagewalk/", {text, Face::mono, "ink", 1.4f});
        words.skip(gap);
    }
    words.text(tr("desktop.any_key"), {text * 0.83f, Face::text, "ink-3"});
}

}  // namespace

std::string draw_code_page(const Session& session, const std::string& site, ImVec2 size, Intents& intents) {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ink("bg"));
    ImGui::Begin("##code", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoInputs);
    const float margin = std::min(size.x, size.y) * 0.05f;
    const bool own_file = session.entries()[session.current()].own_file, possible = !site.empty() && !own_file;
    std::string address;
    if (possible) {
        const PageLink link = page_link(site, session.player(), session.app());
        address = link.address;
        const QrCode code = qr_code(address);
        const float side = code_side(code, std::min(size.y - 2 * margin, size.x * 0.58f)), top = std::round((size.y - side) / 2);
        draw_code(code, {std::round(margin), top}, side);
        Column words{{2 * margin + side, top + side / 6}, size.x - 3 * margin - side, {}, intents};
        draw_words(words, session, address, link.whole);
    } else {
        const float width = std::min(size.x - 2 * margin, px(wall_size(720)));
        Column words{{(size.x - width) / 2, size.y * 0.3f}, width, {}, intents};
        draw_reason(words, own_file);
    }
    ImGui::End();
    ImGui::PopStyleColor();
    return address;
}

// --- the laser pointer ----------------------------------------------------------------------------

void draw_laser() {
    const ImVec2 at = ImGui::GetIO().MousePos;
    if (!ImGui::IsMousePosValid(&at)) return;
    ImGui::SetMouseCursor(ImGuiMouseCursor_None);
    ImDrawList& list = *ImGui::GetForegroundDrawList();
    const float dot = px(7);
    constexpr unsigned rings = 10;
    for (unsigned i = 0; i < rings; ++i)  // each a little smaller over the one before: soft towards the edge
        list.AddCircleFilled(at, dot * (1 + 2.2f * static_cast<float>(rings - i) / rings), IM_COL32(255, 30, 20, 16));
    list.AddCircleFilled(at, dot + px(1.5f), IM_COL32(255, 255, 255, 200));  // red is not seen on red
    list.AddCircleFilled(at, dot, IM_COL32(232, 12, 12, 255));
}

}  // namespace ui::desktop
