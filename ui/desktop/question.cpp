// A question: what is asked, the control to answer with, and after the commit the verdict with
// what the lesson says to it.
#include <algorithm>

#include "lessons/engine/strings.h"
#include "ui/desktop/blocks.h"

namespace ui::desktop {

using lessons::Choice;
using lessons::QuestionView;
using lessons::Span;
using lessons::Spans;
using lessons::tr;
using Kind = QuestionView::Kind;
using State = QuestionView::State;

namespace {

std::string plain(const Spans& spans) {
    std::string text;
    for (const Span& span : spans) text += span.text;
    return text;
}

bool is_open(const QuestionView& question) { return question.state == State::open; }

// --- the control of each kind -------------------------------------------------------------------

int grow(ImGuiInputTextCallbackData* data) {
    auto& text = *static_cast<std::string*>(data->UserData);
    text.resize(static_cast<std::size_t>(data->BufTextLen));
    data->Buf = text.data();
    return 0;
}

void number_input(Column& column, const QuestionView& question, Drafts& drafts) {
    Drafts::Draft& draft = drafts.by_question[question.id];
    if (!is_open(question)) {
        draft = {};
        return;
    }
    if (!draft.started) draft = {question.input, true};
    const float height = px(column.sizes.control), width = std::min(column.width, px(300));
    ImGui::SetCursorScreenPos(column.at);
    ImGui::PushFont(font(Face::mono), 20);
    ImGui::SetNextItemWidth(width);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {px(12), (height - ImGui::GetFontSize()) / 2});
    ImGui::PushStyleColor(ImGuiCol_Border, ink(question.input_error.empty() ? "edge" : "fault"));
    const bool entered = ImGui::InputTextWithHint("##answer", tr("desktop.answer_hint").c_str(), draft.text.data(), draft.text.capacity() + 1,
                                                  ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackResize, grow, &draft.text);
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
    ImGui::PopFont();
    const bool typing = ImGui::IsItemActive();
    if (typing || ImGui::IsItemFocused())
        ImGui::GetWindowDrawList()->AddRect(ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), ink("accent"), px(8), 0, px(2));
    column.intents.controls.push_back({"answer " + question.id, {column.at.x + width / 2, column.at.y + height / 2}});
    if (entered) column.intents.actions.push_back("commit " + question.id + " " + draft.text);
    column.at.y += height;
}

std::string_view outline_of(const QuestionView& question, const Choice& choice, bool hovered) {
    if (!is_open(question)) return choice.right ? "hit" : choice.chosen ? "miss" : "line";
    return choice.chosen ? "accent" : hovered ? "ink-2" : "edge";
}

void radio_mark(ImVec2 centre, const QuestionView& question, const Choice& choice) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (!is_open(question) && (choice.right || choice.chosen)) {
        draw_text_middle(centre, choice.right ? "✓" : "✗", {Face::bold, 17}, ink(choice.right ? "hit" : "miss"), 0.5f);
        return;
    }
    if (choice.chosen) {
        list.AddCircleFilled(centre, px(8), ink("accent"));
        list.AddCircleFilled(centre, px(3), ink("on-accent"));
    } else {
        list.AddCircle(centre, px(7.5f), ink(is_open(question) ? "edge" : "line"), 0, px(1.6f));
    }
}

// A choice is one line of text after the commit: which was the answer, which was the reader's.
void choice_note(Column& column, const QuestionView& question, const Choice& choice, float x) {
    if (is_open(question) || (!choice.right && !choice.chosen)) return;
    const std::string& words = tr(choice.right ? "desktop.the_answer" : "desktop.your_choice");
    draw_text({x, column.at.y}, words, {Face::text, column.sizes.small - 1}, ink(choice.right ? "hit" : "miss"));
}

void one_choice(Column& column, const QuestionView& question, const Choice& choice) {
    const bool open = is_open(question), noted = !open && (choice.right || choice.chosen);
    const float lead = px(40), side = px(12), note = noted ? px(column.sizes.small + 3) : 0;
    FlowStyle style = column.body();
    style.leading = 1.4f;
    const Flow flow(choice.text, style, column.width - lead - side);
    const float height = std::max(flow.height() + note + px(18), px(column.sizes.control));
    const ImVec2 min = column.at, max{min.x + column.width, min.y + height};
    Hit hit;
    if (open) {
        hit = hit_area("choice", min, {column.width, height}, 8);
        column.intents.controls.push_back({"choose " + question.id + " " + choice.id, {min.x + column.width / 2, min.y + height / 2}});
    }
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (hit.hovered && !choice.chosen) list.AddRectFilled(min, max, ink("sunken", 0.6f), px(8));
    const bool strong = choice.chosen || (choice.right && !open);
    list.AddRect(min, max, ink(outline_of(question, choice, hit.hovered)), px(8), 0, px(strong ? 2.0f : 1.0f));
    radio_mark({min.x + px(21), min.y + height / 2}, question, choice);
    const float top = min.y + (height - flow.height() - note) / 2;
    flow.draw({min.x + lead, top}, column.intents);
    column.at.y = top + flow.height();
    choice_note(column, question, choice, min.x + lead);
    column.at.y = max.y;
    if (hit.pressed) column.intents.actions.push_back("choose " + question.id + " " + choice.id);
}

void choices(Column& column, const QuestionView& question) {
    for (const Choice& choice : question.choices) {
        ImGui::PushID(choice.id.c_str());
        one_choice(column, question, choice);
        column.skip(6);
        ImGui::PopID();
    }
    column.skip(-6);
}

void order_item(Column& column, const QuestionView& question, std::size_t index) {
    const Choice& choice = question.choices[index];
    const bool open = is_open(question);
    const float button = px(column.sizes.control - 8), lead = px(38), buttons = open ? button * 2 + px(14) : px(12);
    FlowStyle style = column.body();
    style.leading = 1.4f;
    const Flow flow(choice.text, style, column.width - lead - buttons);
    const float height = std::max(flow.height() + px(14), px(column.sizes.control));
    const ImVec2 min = column.at, max{min.x + column.width, min.y + height};
    ImGui::GetWindowDrawList()->AddRect(min, max, ink(open ? "edge" : "line"), px(8), 0, px(1));
    draw_text_middle({min.x + px(24), min.y + height / 2}, std::to_string(index + 1), {Face::mono, 14}, ink("ink-3"), 1);
    flow.draw({min.x + lead, min.y + (height - flow.height()) / 2}, column.intents);
    for (const bool up : {true, false}) {
        if (!open) break;
        const char* const direction = up ? "up" : "down";
        const ImVec2 at{max.x - px(5) - button * (up ? 2.0f : 1.0f) - (up ? px(4) : 0), min.y + (height - button) / 2};
        const bool possible = up ? index > 0 : index + 1 < question.choices.size();
        const std::string label = tr(up ? "engine.move-up" : "engine.move-down", {plain(choice.text)});
        const std::string action = "move " + question.id + " " + choice.id + " " + direction;
        if (button_at(direction, at, {button, button}, label, up ? Icon::up : Icon::down, ButtonKind::plain, possible)) column.intents.actions.push_back(action);
        column.intents.controls.push_back({action, {at.x + button / 2, at.y + button / 2}});
    }
    column.at.y = max.y;
}

void order(Column& column, const QuestionView& question) {
    for (std::size_t i = 0; i < question.choices.size(); ++i) {
        ImGui::PushID(question.choices[i].id.c_str());
        order_item(column, question, i);
        column.skip(6);
        ImGui::PopID();
    }
    column.skip(-6);
}

// A click in a panel answers; the list below it does the same.
void pick(Column& column, const QuestionView& question) {
    const Choice* chosen = nullptr;
    for (const Choice& choice : question.choices)
        if (choice.chosen) chosen = &choice;
    if (!is_open(question)) return;
    column.text(tr("engine.pick-note"), {column.sizes.small + 1, Face::text, "ink-2"});
    column.skip(6);
    ImGui::SetCursorScreenPos(column.at);
    ImGui::SetNextItemWidth(column.width);
    ImGui::PushStyleColor(ImGuiCol_Border, ink("edge"));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(6), px(6)});
    ImGui::PushFont(font(Face::text), column.sizes.text * 1.15f);
    const std::string shown = chosen ? plain(chosen->text) : tr("engine.pick-none");
    if (ImGui::BeginCombo("##pick", shown.c_str(), ImGuiComboFlags_HeightLarge)) {
        for (const Choice& choice : question.choices)
            if (ImGui::Selectable(plain(choice.text).c_str(), choice.chosen, 0, {0, px(30)})) column.intents.actions.push_back("choose " + question.id + " " + choice.id);
        ImGui::EndCombo();
    }
    ImGui::PopFont();
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
    const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
    column.intents.controls.push_back({"pick " + question.id, {(min.x + max.x) / 2, (min.y + max.y) / 2}});
    column.at.y = max.y;
}

void control(Column& column, const QuestionView& question, Drafts& drafts) {
    switch (question.kind) {
        case Kind::number: number_input(column, question, drafts); break;
        case Kind::pick: pick(column, question); break;
        case Kind::order: order(column, question); break;
        case Kind::options:
        case Kind::why: choices(column, question); break;
    }
}

// --- after the commit ---------------------------------------------------------------------------

struct Mood {
    const char *words, *mark, *role;
};
Mood mood_of(State state) {
    switch (state) {
        case State::right: return {"engine.verdict.right", "✓", "hit"};
        case State::wrong: return {"engine.verdict.wrong", "✗", "miss"};
        case State::skipped: return {"engine.verdict.skipped", "–", "ink-3"};
        case State::open: break;
    }
    return {"", "", "accent"};
}

void verdict(Column& column, const QuestionView& question) {
    const Mood mood = mood_of(question.state);
    const float line = px(column.sizes.text * 1.52f);
    draw_text_middle({column.at.x + px(8), column.at.y + line / 2}, mood.mark, {Face::bold, column.sizes.text}, ink(mood.role), 0.5f);
    const float words = draw_text_middle({column.at.x + px(24), column.at.y + line / 2}, tr(mood.words), {Face::bold, column.sizes.text}, ink(mood.role));
    if (question.kind == Kind::number && !question.input.empty() && question.state != State::skipped)
        draw_text_middle({column.at.x + px(34) + words, column.at.y + line / 2}, tr("engine.given", {question.input}), {Face::text, column.sizes.text - 1}, ink("ink-2"));
    column.at.y += line;
}

void part(Column& column, const char* id, const Spans& spans, FlowStyle style, std::string_view bar) {
    if (spans.empty()) return;
    column.skip(8);
    ImGui::PushID(id);
    if (bar.empty()) column.text(spans, style);
    else barred_text(column, spans, style, bar);
    ImGui::PopID();
}

void reveal(Column& column, const QuestionView& question) {
    verdict(column, question);
    part(column, "reply", question.reply, column.body(), mood_of(question.state).role);
    if (!question.contradiction.empty()) {
        column.skip(8);
        column.text(tr("engine.contradiction"), {column.sizes.small + 1, Face::text, "ink-2"});
        column.skip(4);
        listing(column, question.contradiction);
    }
    const bool has_marks = question.kind == Kind::options || question.kind == Kind::why;
    if (!question.answer.empty() && question.state != State::right && !has_marks) {
        const Spans answer{{Span::Kind::text, tr("engine.answer") + " ", {}}, {Span::Kind::value, question.answer, {}}};
        part(column, "answer", answer, column.body(), {});
    }
    part(column, "why", question.why, column.body(), {});
}

}  // namespace

void draw_question(Column& column, const QuestionView& question, Drafts& drafts) {
    Card card(column, mood_of(question.state).role);
    Column& inner = card.inner;
    if (question.items > 0) inner.text(tr("engine.item", {std::to_string(question.item), std::to_string(question.items)}), inner.note());
    FlowStyle ask = inner.strong();
    ask.leading = 1.42f;
    ImGui::PushID("ask");
    inner.text(question.ask, ask);
    ImGui::PopID();
    inner.skip(10);
    const float before = inner.at.y;
    control(inner, question, drafts);
    if (!question.input_error.empty() && is_open(question)) {
        inner.skip(6);
        inner.text(question.input_error, {inner.sizes.small + 1, Face::text, "fault", 1.4f});
    }
    for (std::size_t i = 0; i < question.hints.size(); ++i) {
        ImGui::PushID(static_cast<int>(i));
        part(inner, "hint", question.hints[i], {inner.sizes.text - 0.5f, Face::text, "ink-2"}, "accent");
        ImGui::PopID();
    }
    if (!is_open(question)) {
        if (inner.at.y > before) inner.skip(10);
        reveal(inner, question);
    }
    if (!question.buttons.empty()) inner.skip(12);
    const auto draft = drafts.by_question.find(question.id);
    button_row(inner, question.buttons, question.kind == Kind::number && draft != drafts.by_question.end() ? std::string_view(draft->second.text) : std::string_view());
    card.finish();
}

}  // namespace ui::desktop
