#include "ui/cli/terminal_view.h"

#include <algorithm>

#include "lessons/engine/strings.h"

namespace cli {

using lessons::Block;
using lessons::QuestionView;
using lessons::Span;
using lessons::Spans;
using lessons::tr;

std::size_t columns_of(const std::string& text) {
    std::size_t columns = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\x1b') {
            while (i < text.size() && text[i] != 'm') ++i;
        } else if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) {
            ++columns;
        }
    }
    return columns;
}

namespace {

class Writer {
public:
    explicit Writer(const TerminalStyle& style) : style_(style) {}

    std::string view(const lessons::LessonView& view);

private:
    std::string styled(const char* code, const std::string& text) const {
        return style_.colour ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
    }
    std::string inline_text(const Spans& spans) const;
    void paragraph(const std::string& text, const std::string& indent = {}) { out_ += wrapped(text, style_.width, indent) + "\n"; }
    void block(const Block& block);
    void list(const Block& block);
    void table(const Block& block);
    void question(const QuestionView& question);
    void reveal(const QuestionView& question);
    void task(const lessons::TaskView& task);
    void plot(const lessons::PlotView& plot);

    TerminalStyle style_;
    std::string out_;
};

std::string Writer::inline_text(const Spans& spans) const {
    std::string text;
    for (const Span& span : spans) switch (span.kind) {
            case Span::Kind::strong: text += styled("1", span.text); break;
            case Span::Kind::emphasis: text += styled("3", span.text); break;
            case Span::Kind::code: text += styled("36", span.text); break;
            case Span::Kind::value: text += styled("1;33", span.text); break;
            case Span::Kind::part: text += styled("4", span.text); break;
            case Span::Kind::link: text += span.text + " <" + span.target + ">"; break;
            case Span::Kind::image: text += "[" + span.text + "]"; break;
            case Span::Kind::line_break: text += "\n"; break;
            default: text += span.text;
        }
    return text;
}

void Writer::list(const Block& block) {
    std::size_t number = 0;
    for (const Spans& item : block.items) {
        const std::string mark = block.kind == Block::Kind::numbered_list ? std::to_string(++number) + ". " : "- ";
        const std::string indent(mark.size(), ' ');
        std::string text = wrapped(inline_text(item), style_.width, indent);
        text.replace(0, indent.size(), mark);
        out_ += text;
    }
    out_ += "\n";
}

void Writer::table(const Block& block) {
    const std::size_t columns = std::max(block.columns, 1u);
    std::vector<std::size_t> widths(columns, 0);
    for (std::size_t i = 0; i < block.items.size(); ++i) widths[i % columns] = std::max(widths[i % columns], columns_of(inline_text(block.items[i])));
    for (std::size_t i = 0; i < block.items.size(); ++i) {
        const std::string cell = inline_text(block.items[i]);
        const bool last = (i + 1) % columns == 0;
        out_ += (i < columns ? styled("1", cell) : cell);
        if (!last) out_ += std::string(widths[i % columns] - columns_of(cell) + 2, ' ');
        else out_ += "\n";
    }
    out_ += "\n";
}

void Writer::reveal(const QuestionView& q) {
    using State = QuestionView::State;
    if (q.state == State::open) return;
    const bool right = q.state == State::right, wrong = q.state == State::wrong;
    const char* const id = right ? "engine.verdict.right" : wrong ? "engine.verdict.wrong" : "engine.verdict.skipped";
    paragraph(styled(right ? "1;32" : wrong ? "1;31" : "1", (right ? "✓ " : wrong ? "✗ " : "– ") + tr(id)) + (q.reply.empty() ? "" : " " + inline_text(q.reply)), "  ");
    if (!q.contradiction.empty()) paragraph(tr("engine.contradiction") + "\n" + q.contradiction, "  ");
    if (!right && !q.answer.empty()) paragraph(tr("engine.answer") + " " + styled("1", q.answer), "  ");
    if (!q.why.empty()) paragraph(inline_text(q.why), "  ");
}

void Writer::question(const QuestionView& q) {
    const std::string item = q.items > 0 ? tr("engine.item", {std::to_string(q.item), std::to_string(q.items)}) + ": " : "";
    paragraph(styled("1", "? ") + item + inline_text(q.ask));
    const bool open = q.state == QuestionView::State::open;
    for (const lessons::Choice& choice : q.choices) {
        if (q.kind == QuestionView::Kind::pick && !open) break;
        const std::string mark = choice.right ? "✓ " : choice.chosen ? "• " : "  ";
        out_ += wrapped(choice.id + ") " + inline_text(choice.text), style_.width, "  " + mark);
    }
    if (!q.choices.empty()) out_ += "\n";
    if (!q.input_error.empty()) paragraph(q.input_error, "  ");
    for (const Spans& hint : q.hints) paragraph(tr("engine.hint") + ": " + inline_text(hint), "  ");
    reveal(q);
    if (open) paragraph(tr("cli.how." + std::string(q.kind == QuestionView::Kind::number ? "number" : q.kind == QuestionView::Kind::order ? "order" : q.kind == QuestionView::Kind::pick ? "pick" : "choice")), "  ");
}

void Writer::task(const lessons::TaskView& task) {
    out_ += styled("1", task.done ? "✓ " + tr("engine.task-done") : tr("engine.task")) + "\n";
    for (const auto& condition : task.conditions) out_ += wrapped((condition.met ? "✓ " : "○ ") + inline_text(condition.hint), style_.width, "  ");
    for (const std::string& line : task.solution) out_ += "    " + styled("36", line) + "\n";
    if (!task.done) out_ += wrapped(tr("cli.how.task"), style_.width, "  ");
    out_ += "\n";
}

// Bars, because a terminal has no pixels: one row a point.
void Writer::plot(const lessons::PlotView& plot) {
    out_ += plot.y_label + "\n";
    for (std::size_t i = 0; i < plot.points.size(); ++i) {
        const auto bar = static_cast<std::size_t>(plot.heights[i] * 40 + 0.5);
        const std::string x = std::to_string(plot.points[i].first);
        out_ += std::string(x.size() < 8 ? 8 - x.size() : 0, ' ') + x + " |" + std::string(bar, '#') + " " + plot.points[i].second + "\n";
    }
    out_ += "\n";
}

void Writer::block(const Block& block) {
    switch (block.kind) {
        case Block::Kind::paragraph: paragraph(inline_text(block.spans)); break;
        case Block::Kind::subheading: paragraph(styled("1", inline_text(block.spans))); break;
        case Block::Kind::quote: paragraph(inline_text(block.spans), "  | "); break;
        case Block::Kind::bullet_list:
        case Block::Kind::numbered_list: list(block); break;
        case Block::Kind::table: table(block); break;
        case Block::Kind::listing: paragraph(block.listing, "    "); break;
        case Block::Kind::question: question(block.question); break;
        case Block::Kind::task: task(block.task); break;
        case Block::Kind::slider:
            paragraph(block.slider.label + ": " + styled("1", std::to_string(block.slider.value)) + "  " +
                      tr("cli.how.slider", {block.slider.name, std::to_string(block.slider.low), std::to_string(block.slider.high)}));
            break;
        case Block::Kind::plot: plot(block.plot); break;
        case Block::Kind::claim:
            paragraph(inline_text(block.claim.claim), "  | ");
            paragraph(styled("1", tr(block.claim.holds ? "engine.claim-holds" : "engine.claim-fails")) + " " + inline_text(block.claim.verdict), "  ");
            break;
        case Block::Kind::summary:
            paragraph(inline_text(block.spans));
            list(block);
            break;
    }
}

std::string Writer::view(const lessons::LessonView& view) {
    out_ = "\n" + styled("2", view.title + "  " + std::to_string(view.step + 1) + "/" + std::to_string(view.steps)) + "\n\n";
    if (!view.step_title.empty()) out_ += styled("1;4", view.step_title) + "\n\n";
    for (const Block& shown : view.blocks) block(shown);
    std::string buttons;
    for (const lessons::Button& button : view.buttons)
        if (button.enabled) buttons += (buttons.empty() ? "" : " · ") + button.action + ": " + button.label;
    if (!buttons.empty()) out_ += styled("2", buttons) + "\n";
    return out_;
}

}  // namespace

std::string wrapped(const std::string& text, unsigned width, const std::string& indent) {
    std::string out, line = indent, word;
    bool empty_line = true;
    const auto put_word = [&] {
        if (word.empty()) return;
        if (!empty_line && columns_of(line) + 1 + columns_of(word) > width) {
            out += line + "\n";
            line = indent;
            empty_line = true;
        }
        line += (empty_line ? "" : " ") + word;
        empty_line = false;
        word.clear();
    };
    for (const char c : text) {
        if (c == ' ') {
            put_word();
        } else if (c == '\n') {
            put_word();
            out += line + "\n";
            line = indent;
            empty_line = true;
        } else {
            word += c;
        }
    }
    put_word();
    return out + line + "\n";
}

std::string to_terminal(const lessons::LessonView& view, const TerminalStyle& style) { return Writer(style).view(view); }

}  // namespace cli
