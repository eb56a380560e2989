// A question as HTML: a section that holds a form while it can be answered, and the reveal.
#include "lessons/engine/html_parts.h"
#include "lessons/engine/strings.h"

namespace lessons {
namespace {

using Kind = QuestionView::Kind;
using State = QuestionView::State;

std::string_view kind_name(Kind kind) {
    static constexpr std::string_view names[] = {"number", "options", "order", "pick", "why"};
    return names[static_cast<std::size_t>(kind)];
}
std::string_view state_name(State state) {
    static constexpr std::string_view names[] = {"open", "right", "wrong", "skipped"};
    return names[static_cast<std::size_t>(state)];
}

std::string attribute(std::string_view name, std::string_view value) {
    return " " + std::string(name) + "=\"" + html_escaped(value) + "\"";
}

std::string choices_html(const QuestionView& q) {
    std::string html = "<div class=\"choices\">";
    for (const Choice& choice : q.choices) {
        std::string classes = "choice";
        if (choice.chosen) classes += " is-chosen";
        if (choice.right) classes += " is-answer";
        html += "<label" + attribute("class", classes) + "><input type=\"radio\" name=\"answer\"" + attribute("value", choice.id);
        if (choice.chosen) html += " checked";
        if (q.state != State::open) html += " disabled";
        html += "><span>" + html_of(choice.text);
        // Colour is never the only sign: words for what is_answer and is_chosen paint.
        if (choice.right) html += " " + html_tag("span", "mark", html_escaped(tr("engine.mark.answer")));
        else if (choice.chosen && q.state == State::wrong) html += " " + html_tag("span", "mark", html_escaped(tr("engine.mark.yours")));
        html += "</span></label>";
    }
    return html + "</div>";
}

std::string number_html(const QuestionView& q, const std::string& error_id) {
    std::string html = "<input type=\"text\" class=\"answer-input\" name=\"answer\"" + attribute("id", "a-" + q.id) + attribute("aria-label", tr("engine.answer-label"));
    html += " inputmode=\"text\" autocomplete=\"off\" autocapitalize=\"off\" autocorrect=\"off\" spellcheck=\"false\"";
    html += attribute("value", q.input);
    if (!q.input_error.empty()) html += " aria-invalid=\"true\"" + attribute("aria-describedby", error_id);
    if (q.state != State::open) html += " disabled";
    return html + ">";
}

std::string pick_html(const QuestionView& q) {
    if (q.state != State::open) return {};
    std::string html = html_tag("p", "pick-note", html_escaped(tr("engine.pick-note")));
    html += "<label class=\"pick-twin\"><span>" + html_escaped(tr("engine.pick-label")) + "</span><select name=\"answer\"" + attribute("id", "a-" + q.id) + ">";
    html += "<option value=\"\">" + html_escaped(tr("engine.pick-none")) + "</option>";
    for (const Choice& choice : q.choices) {
        html += "<option" + attribute("value", choice.id) + (choice.chosen ? " selected" : "") + ">";
        for (const Span& span : choice.text) html += html_escaped(span.text);
        html += "</option>";
    }
    return html + "</select></label>";
}

std::string order_html(const QuestionView& q) {
    std::string html = "<ol class=\"order\">";
    const bool open = q.state == State::open;
    for (const Choice& choice : q.choices) {
        std::string text;
        for (const Span& span : choice.text) text += span.text;
        html += "<li" + attribute("data-choice", choice.id) + "><span>" + html_of(choice.text) + "</span>";
        for (const char* direction : {"up", "down"}) {
            if (!open) break;
            const bool up = direction[0] == 'u';
            html += "<button type=\"button\"" + attribute("data-move", direction) + attribute("aria-label", tr(up ? "engine.move-up" : "engine.move-down", {text})) +
                    ">" + (up ? "↑" : "↓") + "</button>";
        }
        html += "</li>";
    }
    return html + "</ol>";
}

std::string input_html(const QuestionView& q, const std::string& error_id) {
    switch (q.kind) {
        case Kind::number: return number_html(q, error_id);
        case Kind::pick: return pick_html(q);
        case Kind::order: return order_html(q);
        default: return choices_html(q);
    }
}

// What a screen reader is told first and an eye sees first: right, not quite, or skipped.
std::string verdict_html(const QuestionView& q) {
    const bool right = q.state == State::right, wrong = q.state == State::wrong;
    const std::string mark = right ? "✓" : wrong ? "✗" : "–";
    const std::string id = "engine.verdict." + std::string(state_name(q.state));
    return "<p" + attribute("class", "verdict " + std::string(state_name(q.state))) + "><span class=\"mark\" aria-hidden=\"true\">" + mark + "</span> " +
           html_tag("strong", {}, html_escaped(tr(id))) + "</p>";
}

std::string reveal_html(const QuestionView& q) {
    if (q.state == State::open) return {};
    std::string html = verdict_html(q);
    if (q.kind == Kind::number && !q.input.empty() && q.state == State::wrong)
        html += html_tag("p", "given", html_escaped(tr("engine.given", {q.input})));
    if (!q.reply.empty()) html += html_tag("p", "reply", html_of(q.reply));
    if (!q.contradiction.empty())
        html += html_tag("div", "contradiction", html_tag("p", {}, html_escaped(tr("engine.contradiction"))) + "<pre><code>" + html_escaped(q.contradiction) + "</code></pre>");
    const bool choices = q.kind == Kind::options || q.kind == Kind::why;
    if (!q.answer.empty() && q.state != State::right && !choices)
        html += html_tag("p", "answer", html_escaped(tr("engine.answer")) + " " + html_tag("strong", {}, html_escaped(q.answer)));
    if (!q.why.empty()) html += html_tag("p", "why", html_of(q.why));
    return "<div class=\"reveal\">" + html + "</div>";
}

}  // namespace

std::string question_html(const Block& block) {
    const QuestionView& q = block.question;
    const std::string kind(kind_name(q.kind)), state(state_name(q.state)), error_id = "e-" + block.key;
    std::string html = html_open(block, "section", "question kind-" + kind + " is-" + state) + attribute("data-question", q.id) + ">";
    if (q.items > 0) html += html_tag("p", "item", html_escaped(tr("engine.item", {std::to_string(q.item), std::to_string(q.items)})));
    html += "<form" + attribute("data-question", q.id) + "><fieldset><legend class=\"ask\">" + html_of(q.ask) + "</legend>";
    html += input_html(q, error_id);
    if (!q.input_error.empty()) html += "<p class=\"input-error\" role=\"alert\"" + attribute("id", error_id) + ">" + html_escaped(q.input_error) + "</p>";
    html += "</fieldset>";
    for (const Spans& hint : q.hints) html += html_tag("p", "hint", html_of(hint));
    html += reveal_html(q);
    return html + html_buttons(q.buttons, "commit " + q.id) + "</form></section>";
}

}  // namespace lessons
