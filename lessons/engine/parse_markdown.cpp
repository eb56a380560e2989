// md4c's events -> steps and blocks.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/parse.h"
#include "lessons/engine/strings.h"

namespace lessons {
namespace {

constexpr std::size_t max_lesson_bytes = 1u << 20;
constexpr std::size_t max_blocks = 2000;

// The open containers around the present text.
struct Nesting {
    unsigned list = 0, item = 0, quote = 0;
    unsigned depth() const { return list + quote; }
};

class Reader {
public:
    explicit Reader(ParseState& state) : state_(state), builder_(state.source, state.problems) {}

    void enter(MD_BLOCKTYPE type, void* detail);
    void leave(MD_BLOCKTYPE type, void* detail);
    void enter_span(MD_SPANTYPE type, void* detail) { builder_.enter(type, detail); }
    void leave_span(MD_SPANTYPE type) { builder_.leave(type); }
    void text(MD_TEXTTYPE type, std::string_view text);
    void finish();

private:
    Place here() const { return {std::max(line_, 1), 1}; }
    std::vector<LessonBlock>& blocks() { return in_opening_ ? opening_ : state_.lesson.steps.back().blocks; }
    void begin_block(LessonBlock::Kind kind);
    void end_block();
    void heading(unsigned level);
    void begin_fence(const MD_BLOCK_CODE_DETAIL& code);
    void end_fence();
    void check_score();

    ParseState& state_;
    InlineBuilder builder_;
    Nesting nesting_;
    bool in_opening_ = true, in_code_ = false, text_seen_ = false;
    std::vector<LessonBlock> opening_;
    LessonBlock block_;
    Fence fence_;
    int fence_lines_ = 0;
    int line_ = 0;  ///< of the last text seen
};

void Reader::begin_block(LessonBlock::Kind kind) {
    block_ = {};
    block_.kind = kind;
    text_seen_ = false;
}

void Reader::end_block() { blocks().push_back(std::move(block_)); }

void Reader::enter(MD_BLOCKTYPE type, void* detail) {
    using Kind = LessonBlock::Kind;
    switch (type) {
        case MD_BLOCK_UL:
        case MD_BLOCK_OL:
            if (nesting_.depth() > 0) state_.problems.add(here(), tr("author.lists-and-quotes-do-not"), tr("author.make-it-one-list"));
            else begin_block(type == MD_BLOCK_UL ? Kind::bullet_list : Kind::numbered_list);
            ++nesting_.list;
            break;
        case MD_BLOCK_QUOTE:
            if (nesting_.depth() > 0) state_.problems.add(here(), tr("author.lists-and-quotes-do-not"));
            else begin_block(Kind::quote);
            ++nesting_.quote;
            break;
        case MD_BLOCK_P:
            if (nesting_.depth() == 0) begin_block(Kind::paragraph);
            else if (!builder_.empty()) builder_.line_break();
            break;
        case MD_BLOCK_H: begin_block(Kind::subheading); break;
        case MD_BLOCK_TABLE:
            begin_block(Kind::table);
            block_.columns = static_cast<MD_BLOCK_TABLE_DETAIL*>(detail)->col_count;
            break;
        case MD_BLOCK_CODE: begin_fence(*static_cast<MD_BLOCK_CODE_DETAIL*>(detail)); break;
        case MD_BLOCK_HR: state_.problems.add({line_ + 1, 1}, tr("author.rule-means-nothing-here"), tr("author.write-for-new-step")); break;
        default: break;
    }
}

void Reader::leave(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
        case MD_BLOCK_LI: block_.items.push_back(builder_.take()); break;
        case MD_BLOCK_UL:
        case MD_BLOCK_OL:
            if (--nesting_.list == 0) end_block();
            break;
        case MD_BLOCK_QUOTE:
            if (--nesting_.quote > 0) break;
            block_.inlines = builder_.take();
            end_block();
            break;
        case MD_BLOCK_P:
            if (nesting_.depth() > 0) break;
            block_.inlines = builder_.take();
            end_block();
            break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD: block_.items.push_back(builder_.take()); break;
        case MD_BLOCK_TABLE: end_block(); break;
        case MD_BLOCK_H: heading(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level); break;
        case MD_BLOCK_CODE: end_fence(); break;
        default: break;
    }
}

void Reader::text(MD_TEXTTYPE type, std::string_view text) {
    const Place at = state_.source.place(text.data());
    if (at.line > 0) line_ = std::max(line_, at.line);
    if (in_code_) {
        fence_lines_ += text == "\n";
        return;
    }
    if (!text_seen_ && at.line > 0) {
        block_.line = at.line;
        text_seen_ = true;
    }
    builder_.text(type, text);
}

void Reader::heading(unsigned level) {
    Lesson& lesson = state_.lesson;
    const Place at{std::max(block_.line, 1), 1};
    const Inlines inlines = builder_.take();
    if (level >= 3) {
        block_.inlines = inlines;
        return end_block();
    }
    const std::string title = plain_text(inlines, state_.problems);
    if (title.empty()) state_.problems.add({line_ + 1, 1}, tr("author.heading-empty"));
    if (level == 1) {
        if (!lesson.title.empty()) state_.problems.add(at, tr("author.lesson-one-title"), tr("author.write-for-step"));
        lesson.title = title;
        return;
    }
    if (lesson.title.empty() && lesson.steps.empty()) state_.problems.add(at, tr("author.title-missing"), tr("author.begin-file-with-and-lessons"));
    lesson.steps.push_back({title, {}, false, at.line});
    in_opening_ = false;
}

// The fence's lines are taken from the source: md4c has no position for an empty body.
void Reader::begin_fence(const MD_BLOCK_CODE_DETAIL& code) {
    const Source& source = state_.source;
    in_code_ = true;
    fence_ = {};
    fence_lines_ = 0;
    Place info = source.place(code.info.text);
    if (code.info.size == 0 || info.line == 0) {
        int line = line_ + 1;
        const auto is_fence = [&](int n) {
            const std::string_view text = trimmed(Piece{source.line(n), {n, 1}}).text;
            return text.substr(0, 3) == "```" || text.substr(0, 3) == "~~~";
        };
        while (line < source.line_count() && !is_fence(line)) ++line;
        const Piece whole{source.line(line), {line, 1}};
        const Piece rest = trimmed(Piece{whole.text.substr(std::min(whole.text.find_first_not_of(" `~"), whole.text.size())), {line, 4}});
        fence_.info = rest;
        info = {line, 4};
    } else {
        fence_.info = {{code.info.text, code.info.size}, info};
    }
    fence_.place = {info.line, 1};
    line_ = info.line;
    if (nesting_.depth() > 0) state_.problems.add(fence_.place, tr("author.fence-stands-outside-of-lists"), tr("author.begin-at-left-margin-behind"));
}

void Reader::end_fence() {
    in_code_ = false;
    const int first = fence_.place.line + 1, behind = first + fence_lines_;
    for (int n = first; n < behind; ++n) fence_.body.push_back({state_.source.line(n), {n, 1}});
    const std::string_view closing = trimmed(Piece{state_.source.line(behind), {}}).text;
    if (closing.substr(0, 3) != "```" && closing.substr(0, 3) != "~~~")
        state_.problems.add(fence_.place, tr("author.fence-never-closed"), tr("author.write-on-line-of-own"));
    line_ = behind;
    if (nesting_.depth() == 0) parse_fence(state_, fence_, blocks());
}

// The final check: the step that holds the questions of the score line, and nothing else.
void Reader::check_score() {
    Lesson& lesson = state_.lesson;
    if (lesson.score.empty()) return;
    const Place at{lesson.score_line, 1};
    if (lesson.score.size() < 4 || lesson.score.size() > 6) state_.problems.add(at, tr("author.final-check-questions", {std::to_string(lesson.score.size())}), tr("author.name-four-to-six"));
    Step* home = nullptr;
    for (std::size_t i = 0; i < state_.score.size(); ++i) {
        const Piece& id = state_.score[i];
        std::vector<std::string> known;
        Step* step = nullptr;
        for (Step& candidate : lesson.steps)
            for (const LessonBlock& block : candidate.blocks)
                if (block.kind == LessonBlock::Kind::question && block.question.kind != Question::Kind::recall) {
                    known.push_back(block.question.id);
                    if (block.question.id == id.text) step = &candidate;
                }
        if (!step) state_.problems.add(id.place, tr("author.no-question", {id.text}), base::did_you_mean(id.text, known));
        else if (home && step != home) state_.problems.add(id.place, tr("author.questions-of-final-check-stand"), tr("author.move-to", {id.text, home->title}));
        else home = step;
        for (std::size_t j = 0; j < i; ++j)
            if (state_.score[j].text == id.text) state_.problems.add(id.place, tr("author.named-twice", {id.text}));
    }
    if (!home) return;
    home->final_check = true;
    for (const LessonBlock& block : home->blocks) {
        const auto& ids = lesson.score;
        if (block.kind == LessonBlock::Kind::question && std::find(ids.begin(), ids.end(), block.question.id) == ids.end())
            state_.problems.add({block.line, 1}, tr("author.stands-in-final-check-but", {block.question.id}));
        if (block.kind == LessonBlock::Kind::try_ || block.kind == LessonBlock::Kind::check || block.carry)
            state_.problems.add({block.line, 1}, tr("author.final-check-holds-questions-only"), tr("author.put-tasks-into-step-of"));
    }
}

void Reader::finish() {
    Lesson& lesson = state_.lesson;
    if (lesson.title.empty() && !lesson.steps.empty()) return;  // reported at the first step
    if (lesson.title.empty()) state_.problems.add({1, 1}, tr("author.title-missing"), tr("author.begin-file-with-and-lessons"));
    if (!state_.has_lesson_fence) state_.problems.add({1, 1}, tr("author.lesson-fence-missing"), tr("author.write-lesson-with-line-for"));
    if (lesson.steps.empty()) return state_.problems.add({1, 1}, tr("author.lesson-no-step"), tr("author.write-and-heading-for-each"));
    std::size_t count = opening_.size();
    for (LessonBlock& block : opening_) block.opening = true;
    auto& first = lesson.steps[0].blocks;
    first.insert(first.begin(), std::make_move_iterator(opening_.begin()), std::make_move_iterator(opening_.end()));
    for (const Step& step : lesson.steps) count += step.blocks.size();
    if (count > max_blocks) state_.problems.add({1, 1}, tr("author.too-many-blocks"));
    check_score();
}

Lesson read(std::string_view text, Problems& problems) {
    Lesson lesson;
    if (text.size() > max_lesson_bytes) {
        problems.add({1, 1}, tr("author.lesson-too-long"));
        return lesson;
    }
    const Source source(text);
    ParseState state{source, problems, lesson};
    Reader reader(state);
    MD_PARSER parser{};
    parser.flags = markdown_flags;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* to) { return static_cast<Reader*>(to)->enter(type, detail), 0; };
    parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* to) { return static_cast<Reader*>(to)->leave(type, detail), 0; };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* to) { return static_cast<Reader*>(to)->enter_span(type, detail), 0; };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* to) { return static_cast<Reader*>(to)->leave_span(type), 0; };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* at, MD_SIZE size, void* to) { return static_cast<Reader*>(to)->text(type, {at, size}), 0; };
    if (md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &reader) != 0) problems.add({1, 1}, tr("author.file-cannot-read-as-markdown"));
    else reader.finish();
    // stable: of two messages about one line the first written is the first found
    std::stable_sort(problems.errors.begin(), problems.errors.end(), [](const base::Error& a, const base::Error& b) {
        return a.line != b.line ? a.line < b.line : a.column < b.column;
    });
    return lesson;
}

}  // namespace

base::Result<Lesson> parse_lesson(std::string_view text, std::string file) {
    Problems problems;
    Lesson lesson = read(text, problems);
    if (!problems.errors.empty()) return problems.errors.front();
    lesson.file = std::move(file);
    return lesson;
}

std::vector<base::Error> lesson_errors(std::string_view text) {
    Problems problems;
    (void)read(text, problems);
    return problems.errors;
}

}  // namespace lessons
