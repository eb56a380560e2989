#include "lessons/engine/html.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "lessons/engine/html_parts.h"
#include "lessons/engine/panel_ids.h"
#include "lessons/engine/strings.h"

namespace lessons {

std::string html_escaped(std::string_view text) {
    std::string result;
    for (char c : text) {
        switch (c) {
            case '&': result += "&amp;"; break;
            case '<': result += "&lt;"; break;
            case '>': result += "&gt;"; break;
            case '"': result += "&quot;"; break;
            case '\'': result += "&#39;"; break;
            default: result += c;
        }
    }
    return result;
}

namespace {

std::string attribute(std::string_view name, std::string_view value) {
    return " " + std::string(name) + "=\"" + html_escaped(value) + "\"";
}

std::string part_link(const Span& span) {
    const auto dot = span.target.find('.');
    const std::string_view part = dot == std::string::npos ? std::string_view(span.target) : std::string_view(span.target).substr(dot + 1);
    return "<a class=\"part role-" + std::string(role_of_part(part)) + "\"" + attribute("href", "#" + span.target) +
           attribute("data-part", span.target) + ">" + html_escaped(span.text) + "</a>";
}

std::string html_of(const Span& span) {
    const std::string text = html_escaped(span.text);
    switch (span.kind) {
        case Span::Kind::text: return text;
        case Span::Kind::strong: return "<strong>" + text + "</strong>";
        case Span::Kind::emphasis: return "<em>" + text + "</em>";
        case Span::Kind::code: return "<code>" + text + "</code>";
        case Span::Kind::value: return "<span class=\"value\">" + text + "</span>";
        case Span::Kind::part: return part_link(span);
        case Span::Kind::term: return "<a class=\"term\"" + attribute("href", "glossary.html#term-" + span.target) + ">" + text + "</a>";
        case Span::Kind::link: return "<a rel=\"noopener\"" + attribute("href", span.target) + ">" + text + "</a>";
        case Span::Kind::image: return "<img loading=\"lazy\"" + attribute("src", span.target) + attribute("alt", span.text) + ">";
        case Span::Kind::line_break: return "<br>";
    }
    return text;
}

}  // namespace

std::string html_of(const Spans& spans) {
    std::string html;
    for (const Span& span : spans) html += html_of(span);
    return html;
}

std::string html_tag(std::string_view name, std::string_view classes, const std::string& inner) {
    return "<" + std::string(name) + (classes.empty() ? std::string() : attribute("class", classes)) + ">" + inner + "</" + std::string(name) + ">";
}

std::string html_open(const Block& block, std::string_view name, std::string_view classes) {
    return "<" + std::string(name) + attribute("class", "block " + std::string(classes)) + attribute("id", "b-" + block.key) +
           attribute("data-key", block.key);
}

std::string html_buttons(const std::vector<Button>& buttons, std::string_view submit) {
    if (buttons.empty()) return {};
    std::string html;
    for (const Button& button : buttons) {
        const bool submits = !submit.empty() && button.action == submit;
        html += "<button" + attribute("type", submits ? "submit" : "button");
        if (button.primary) html += " class=\"primary\"";
        html += attribute("data-action", button.action);
        if (!button.enabled) html += " disabled";
        html += ">" + html_escaped(button.label) + "</button>";
    }
    return html_tag("div", "buttons", html);
}

namespace {

std::string list_html(const Block& block, std::string_view name, std::string_view classes) {
    std::string html = html_open(block, name, classes) + ">";
    for (const Spans& item : block.items) html += html_tag("li", {}, html_of(item));
    return html + "</" + std::string(name) + ">";
}

std::string table_html(const Block& block) {
    std::string html = html_open(block, "div", "table") + " tabindex=\"0\"><table>";
    const std::size_t columns = block.columns ? block.columns : 1;
    for (std::size_t i = 0; i < block.items.size(); ++i) {
        const bool head = i < columns;
        if (i == 0) html += "<thead>";
        if (i == columns) html += "<tbody>";
        if (i % columns == 0) html += "<tr>";
        html += head && !block.items[i].empty() ? "<th scope=\"col\">" + html_of(block.items[i]) + "</th>" : html_tag("td", {}, html_of(block.items[i]));
        if ((i + 1) % columns == 0) html += "</tr>";
        if (i + 1 == columns) html += "</thead>";
    }
    if (block.items.size() > columns) html += "</tbody>";
    return html + "</table></div>";
}

// Each line is a box of its own: one that is too long for the column goes on below, indented.
std::string lines_html(std::string_view text) {
    std::string html = "<code>";
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        html += html_tag("span", "line", html_escaped(text.substr(at, end - at)) + (end < text.size() ? "\n" : ""));
        at = end + 1;
    }
    return html + "</code></pre>";
}

std::string listing_html(const Block& block) {
    return html_open(block, "pre", "listing") + attribute("data-language", block.language) + ">" + lines_html(block.listing);
}

std::string task_html(const Block& block) {
    const TaskView& task = block.task;
    std::string html = html_open(block, "section", task.done ? "task is-done" : "task") + attribute("data-task", task.id) + ">";
    html += html_tag("h3", "task-title", html_escaped(tr(task.done ? "engine.task-done" : "engine.task")));
    if (!task.conditions.empty()) html += "<ul class=\"conditions\">";
    for (const TaskView::Condition& condition : task.conditions) {
        html += condition.met ? "<li class=\"is-met\"><span class=\"mark\" aria-hidden=\"true\">✓</span> " : "<li><span class=\"mark\" aria-hidden=\"true\">○</span> ";
        html += html_tag("span", "hidden", html_escaped(tr(condition.met ? "engine.met" : "engine.unmet")) + " ") + html_of(condition.hint) + "</li>";
    }
    if (!task.conditions.empty()) html += "</ul>";
    if (!task.solution.empty()) {
        std::string lines;
        for (const std::string& line : task.solution) lines += (lines.empty() ? "" : "\n") + line;
        html += "<pre class=\"solution\"" + attribute("aria-label", tr("engine.solution")) + ">" + lines_html(lines);
    }
    return html + html_buttons(task.buttons) + "</section>";
}

std::string slider_html(const Block& block) {
    const SliderView& slider = block.slider;
    const std::string id = "s-" + block.key, value = std::to_string(slider.value);
    return html_open(block, "div", "slider") + "><label" + attribute("for", id) + ">" + html_escaped(slider.label) + "</label><input type=\"range\"" +
           attribute("id", id) + attribute("data-param", slider.name) + attribute("min", std::to_string(slider.low)) +
           attribute("max", std::to_string(slider.high)) + attribute("step", "1") + attribute("value", value) + "><output" + attribute("for", id) + ">" +
           value + "</output></div>";
}

// With one decimal. (What printf needs for that is 1.5 KB of the first lesson.) REQUIRES: value >= 0
std::string decimal(double value) {
    const auto tenths = static_cast<unsigned long>(std::lround(value * 10));
    return std::to_string(tenths / 10) + '.' + static_cast<char>('0' + tenths % 10);
}

std::string plot_html(const Block& block) {
    const PlotView& plot = block.plot;
    constexpr double width = 320, height = 120, margin = 6;
    const auto x = [&](double along) { return decimal(margin + along * (width - 2 * margin)); };
    const auto y = [&](double share) { return decimal(height - margin - share * (height - 2 * margin)); };
    std::string line, rows;
    for (std::size_t i = 0; i < plot.points.size(); ++i) {
        line += (i ? " " : "") + x(plot.along(i)) + "," + y(plot.heights[i]);
        rows += html_tag("tr", {}, html_tag("td", {}, std::to_string(plot.points[i].first)) + html_tag("td", {}, html_escaped(plot.points[i].second)));
    }
    const std::string head = html_tag("tr", {}, "<th scope=\"col\">" + html_escaped(plot.x_label) + "</th><th scope=\"col\">" + html_escaped(plot.y_label) + "</th>");
    const std::string caption = tr("engine.plot", {plot.y_label, plot.x_label});
    const std::string mark = !plot.now ? "" : "<circle class=\"now\" r=\"5\"" + attribute("cx", x(plot.now->along)) + attribute("cy", y(plot.now->height)) + "/>";
    const auto end_of = [&](std::size_t i) { return html_tag("span", {}, plot.points.empty() ? "" : std::to_string(plot.points[i].first)); };
    return html_open(block, "figure", "plot") + "><div class=\"plot-y\">" + html_tag("span", {}, html_escaped(plot.y_label)) + html_tag("span", {}, html_escaped(plot.top())) +
           "</div><svg viewBox=\"0 0 320 120\" role=\"img\"" + attribute("aria-label", caption) +
           "><line class=\"axis\" stroke=\"currentColor\" x1=\"0\" y1=\"119\" x2=\"320\" y2=\"119\"/><polyline class=\"curve\" fill=\"none\" stroke=\"currentColor\"" + attribute("points", line) + "/>" + mark +
           "</svg><figcaption class=\"plot-x\">" + end_of(0) + html_tag("span", {}, html_escaped(plot.x_label)) + end_of(plot.points.empty() ? 0 : plot.points.size() - 1) +
           "</figcaption><details><summary>" + html_escaped(tr("engine.plot-table")) + "</summary><table><thead>" + head + "</thead><tbody>" + rows + "</tbody></table></details></figure>";
}

std::string claim_html(const Block& block) {
    const ClaimView& claim = block.claim;
    return html_open(block, "section", claim.holds ? "claim is-true" : "claim is-false") + "><blockquote>" + html_of(claim.claim) + "</blockquote>" +
           html_tag("p", "verdict", html_tag("strong", {}, html_escaped(tr(claim.holds ? "engine.claim-holds" : "engine.claim-fails"))) + " " + html_of(claim.verdict)) +
           "</section>";
}

std::string summary_html(const Block& block) {
    std::string html = html_open(block, "section", "summary") + " role=\"status\">" + html_tag("p", {}, html_of(block.spans)) + "<ol>";
    for (const Spans& item : block.items) html += html_tag("li", {}, html_of(item));
    return html + "</ol></section>";
}

}  // namespace

std::string html_of(const Block& block) {
    switch (block.kind) {
        case Block::Kind::paragraph: return html_open(block, "p", "paragraph") + ">" + html_of(block.spans) + "</p>";
        case Block::Kind::subheading:
            if (block.step_title) return html_open(block, "h2", "step-title") + ">" + html_of(block.spans) + "</h2>";
            return html_open(block, "h3", "subheading") + ">" + html_of(block.spans) + "</h3>";
        case Block::Kind::quote: return html_open(block, "blockquote", "quote") + "><p>" + html_of(block.spans) + "</p></blockquote>";
        case Block::Kind::bullet_list: return list_html(block, "ul", "list");
        case Block::Kind::numbered_list: return list_html(block, "ol", "list");
        case Block::Kind::table: return table_html(block);
        case Block::Kind::listing: return listing_html(block);
        case Block::Kind::question: return question_html(block);
        case Block::Kind::task: return task_html(block);
        case Block::Kind::slider: return slider_html(block);
        case Block::Kind::plot: return plot_html(block);
        case Block::Kind::claim: return claim_html(block);
        case Block::Kind::summary: return summary_html(block);
    }
    return {};
}

}  // namespace lessons
