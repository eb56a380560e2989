// The fences of a lesson: which is which, and all but the questions.
#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/script/command.h"
#include "lessons/engine/panel_ids.h"
#include "lessons/engine/parse.h"
#include "lessons/engine/strings.h"

namespace lessons {

// --- pieces of lines ----------------------------------------------------------------------------

Piece trimmed(Piece piece) {
    const auto begin = piece.text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {{}, piece.place};
    const auto end = piece.text.find_last_not_of(" \t\r");
    return {piece.text.substr(begin, end - begin + 1), {piece.place.line, piece.place.column + static_cast<int>(begin)}};
}

namespace {

std::pair<Piece, Piece> split_at(Piece piece, std::size_t at, std::size_t width) {
    if (at == std::string_view::npos)
        return {piece, {{}, {piece.place.line, piece.place.column + static_cast<int>(piece.text.size())}}};
    const Place behind{piece.place.line, piece.place.column + static_cast<int>(at + width)};
    return {{piece.text.substr(0, at), piece.place}, {piece.text.substr(at + width), behind}};
}

}  // namespace

std::pair<Piece, Piece> split_first(Piece piece, std::string_view separator) {
    return split_at(piece, piece.text.find(separator), separator.size());
}

std::pair<Piece, Piece> split_last(Piece piece, std::string_view separator) {
    return split_at(piece, piece.text.rfind(separator), separator.size());
}

std::vector<Piece> words(Piece piece) {
    std::vector<Piece> result;
    for (piece = trimmed(piece); !piece.empty(); piece = trimmed(piece)) {
        const std::size_t end = std::min(piece.text.find_first_of(" \t"), piece.text.size());
        auto parts = split_at(piece, end, 0);
        result.push_back(parts.first);
        piece = parts.second;
    }
    return result;
}

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text[0] != '-' && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

std::vector<KeyLine> key_lines(ParseState& state, const Fence& fence, const std::vector<std::string>& keys) {
    std::vector<KeyLine> lines;
    for (const Piece& raw : fence.body) {
        const Piece line = trimmed(raw);
        if (line.empty()) continue;
        auto [key, value] = split_first(line, ":");
        key = trimmed(key);
        value = trimmed(value);
        const std::string name(key.text);
        std::string all;
        for (const std::string& known : keys) all += (all.empty() ? "" : " ") + known + ":";
        if (key.text.size() == line.text.size() || name.find(' ') != std::string::npos) {
            state.problems.add(line.place, tr("author.line-has-no-key"), tr("author.begins-with-one-of", {all}));
        } else if (std::find(keys.begin(), keys.end(), name) == keys.end()) {
            state.problems.add(line.place, tr("author.fence-has-no-key", {words(fence.info)[0].text, name}), base::did_you_mean(name, keys, tr("author.keys-are", {all})));
        } else if (value.empty()) {
            state.problems.add(value.place, tr("author.nothing-behind-key", {name}));
        } else {
            lines.push_back({key, value});
        }
    }
    return lines;
}

script::Expression parse_expression_at(ParseState& state, Piece piece) {
    piece = trimmed(piece);
    auto parsed = script::parse_expression(piece.text);
    if (parsed) return *parsed;
    state.problems.add(piece.place, parsed.error());
    return {};
}

Replied split_reply(ParseState& state, Piece piece) {
    auto [left, reply] = split_first(piece, " -- ");
    Replied result{trimmed(left), {}, {}};
    reply = trimmed(reply);
    const auto open = reply.text.rfind('[');
    if (!reply.empty() && reply.text.back() == ']' && open != std::string_view::npos) {
        const std::string_view name = reply.text.substr(open + 1, reply.text.size() - open - 2);
        if (is_id(name)) {
            result.misconception = std::string(name);
            reply = trimmed(split_at(reply, open, 0).first);
        }
    }
    result.reply = parse_inlines(state.source, state.problems, reply.text, reply.place);
    return result;
}

namespace {

// --- the lesson fence ---------------------------------------------------------------------------

void set_number(ParseState& state, Piece value, unsigned low, unsigned high, unsigned& target) {
    const auto number = base::parse_number(value.text);
    if (number && *number >= low && *number <= high) target = static_cast<unsigned>(*number);
    else state.problems.add(value.place, tr("author.not-number-from-to", {value.text, std::to_string(low), std::to_string(high)}));
}

void set_words(ParseState& state, const std::vector<Piece>& parts, std::vector<std::string>& target) {
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (is_id(parts[i].text)) target.emplace_back(parts[i].text);
        else state.problems.add(parts[i].place, tr("author.not-id", {parts[i].text}), tr("author.ids-are-between-blanks"));
    }
}

void parse_lesson_line(ParseState& state, const std::vector<Piece>& parts) {
    static const std::vector<std::string> keys{"id", "minutes", "core", "deeper", "practice", "review", "sandbox", "book", "needs", "mastery", "attempts", "terms", "score"};
    Lesson& lesson = state.lesson;
    const std::string key(parts[0].text);
    const bool known = std::find(keys.begin(), keys.end(), key) != keys.end();
    if (!known) return state.problems.add(parts[0].place, tr("author.lesson-has-no", {key}), base::did_you_mean(key, keys, tr("author.lesson-keys-are", {base::joined(keys, " ")})));
    if (key == "core" || key == "deeper" || key == "practice" || key == "review" || key == "sandbox" || key == "book") {
        lesson.deeper = key == "deeper";
        lesson.practice = key == "practice";
        lesson.review = key == "review";
        lesson.sandbox = key == "sandbox";
        lesson.book = key == "book";
        if (parts.size() > 1) state.problems.add(parts[1].place, tr("author.too-much-behind-word", {key}));
        return;
    }
    if (parts.size() < 2) return state.problems.add(parts[0].place, tr("author.too-little-behind-word", {key}));
    if (key == "id") {
        if (is_id(parts[1].text)) lesson.id = std::string(parts[1].text);
        else state.problems.add(parts[1].place, tr("author.not-id", {parts[1].text}), tr("author.ids-are"));
    }
    if (key == "minutes") set_number(state, parts[1], 1, 240, lesson.minutes);
    if (key == "mastery") set_number(state, parts[1], 1, 100, lesson.mastery);
    if (key == "attempts") set_number(state, parts[1], 1, 20, lesson.attempts);
    if (key == "needs") set_words(state, parts, lesson.needs);
    if (key == "terms") set_words(state, parts, lesson.terms);
    if (key == "score") {
        set_words(state, parts, lesson.score);
        lesson.score_line = parts[0].place.line;
        state.score.assign(parts.begin() + 1, parts.end());
    }
}

void parse_lesson_fence(ParseState& state, const Fence& fence) {
    if (state.has_lesson_fence) return state.problems.add(fence.place, tr("author.lesson-one-lesson-fence"), tr("author.first-in-line", {std::to_string(state.lesson_place.line)}));
    const std::size_t problems = state.problems.errors.size();
    state.has_lesson_fence = true;
    state.lesson_place = fence.place;
    for (const Piece& line : fence.body)
        if (const auto parts = words(line); !parts.empty()) parse_lesson_line(state, parts);
    if (state.problems.errors.size() > problems) return;
    if (state.lesson.id.empty()) state.problems.add(fence.place, tr("author.lesson-no-id"), tr("author.write-line-id-address-split"));
    if (state.lesson.minutes == 0 && !state.lesson.book) state.problems.add(fence.place, tr("author.lesson-does-not-say-how"), tr("author.write-line-minutes-10"));
}

// --- the other fences ---------------------------------------------------------------------------

void parse_commands(ParseState& state, const Fence& fence, LessonBlock& block) {
    for (const Piece& raw : fence.body) {
        const Piece line = trimmed(raw);
        if (line.empty() || line.text[0] == '#') continue;
        const std::string verb(words(line)[0].text);
        std::vector<std::string> known;
        for (std::string& name : script::verb_names()) known.push_back(std::move(name));
        if (std::find(known.begin(), known.end(), verb) == known.end())
            state.problems.add(line.place, tr("script.no-command", {verb}), base::did_you_mean(verb, known));
        block.commands.push_back({std::string(line.text), line.place.line, line.place.column});
    }
    if (block.commands.empty()) state.problems.add(fence.place, tr("author.fence-holds-no-command"), tr("author.write-one-command-line"));
}

void parse_run(ParseState& state, const Fence& fence, LessonBlock& block) {
    block.kind = LessonBlock::Kind::run;
    const auto parts = words(fence.info);
    const std::string_view how = parts.size() > 1 ? parts[1].text : std::string_view();
    block.carry = how == "carry";
    if (how == "again") {
        block.commands = state.first_run;
        if (block.commands.empty()) state.problems.add(parts[1].place, tr("author.no-run-before-one-to"), tr("author.write-commands-here"));
    } else if (!how.empty() && !block.carry) {
        state.problems.add(parts[1].place, tr("author.means-nothing-here", {how}), tr("author.write-run-run-carry-or"));
    }
    if (how.empty() || !fence.body.empty()) parse_commands(state, fence, block);
    if (state.first_run.empty()) state.first_run = block.commands;
}

void parse_try(ParseState& state, const Fence& fence, LessonBlock& block) {
    block.kind = LessonBlock::Kind::try_;
    parse_commands(state, fence, block);
}

void parse_check(ParseState& state, const Fence& fence, LessonBlock& block) {
    block.kind = LessonBlock::Kind::check;
    for (const Piece& raw : fence.body) {
        const Piece line = trimmed(raw);
        if (line.empty()) continue;
        Replied parts = split_reply(state, line);
        if (parts.reply.empty()) state.problems.add(line.place, tr("author.condition-no-hint"), tr("author.write-expr-what-reader-to"));
        block.conditions.push_back({parse_expression_at(state, parts.left), std::string(parts.left.text), std::move(parts.reply), line.place.line, parts.left.place.column});
    }
    if (block.conditions.empty()) state.problems.add(fence.place, tr("author.check-no-condition"), tr("author.write-expr-hint"));
}

Claim::Verdict said_by(std::string_view key) {
    using Verdict = Claim::Verdict;
    return key == "holds" ? Verdict::holds : key == "holds-if" ? Verdict::holds_if : key == "partly" ? Verdict::partly : key == "wrong" ? Verdict::wrong : Verdict::open;
}

void parse_claim(ParseState& state, const Fence& fence, LessonBlock& block) {
    block.kind = LessonBlock::Kind::claim;
    Claim& claim = block.claim;
    claim.line = fence.place.line;
    const std::size_t problems = state.problems.errors.size();
    const std::vector<std::string> keys{"claim", "test", "verdict", "holds", "holds-if", "partly", "wrong", "computed", "except", "source", "see"};
    for (const KeyLine& line : key_lines(state, fence, keys)) {
        const Piece& value = line.value;
        const std::string_view key = line.key.text;
        if (key == "test") {
            claim.expression = parse_expression_at(state, value);
            claim.source = std::string(value.text);
            claim.line = value.place.line;
            claim.column = value.place.column;
        } else if (key == "except") {
            claim.except.push_back({std::string(value.text), value.place.line, value.place.column});
        } else if (key == "see") {
            claim.see = std::string(value.text);
        } else {
            Inlines& text = key == "claim" ? claim.text : key == "computed" ? claim.computed : key == "source" ? claim.origin : claim.verdict;
            text = parse_inlines(state.source, state.problems, value.text, value.place);
            if (&text == &claim.verdict) claim.says = said_by(key);
        }
    }
    if (state.problems.errors.size() > problems) return;
    if (claim.text.empty()) state.problems.add(fence.place, tr("author.claim-missing"));
    if (claim.source.empty()) state.problems.add(fence.place, tr("author.claim-no-test"), tr("author.write-test-expr"));
    if (claim.verdict.empty()) state.problems.add(fence.place, tr("author.claim-no-verdict"));
}

bool parse_range(Piece piece, std::uint64_t& low, std::uint64_t& high) {
    const auto [from, to] = split_first(piece, "..");
    const auto a = base::parse_number(from.text), b = base::parse_number(to.text);
    if (!a || !b || *a > *b || (*b >> 63) != 0) return false;
    low = static_cast<std::uint64_t>(*a);
    high = static_cast<std::uint64_t>(*b);
    return true;
}

// "plot x: NAME=A..B y: EXPR"
void parse_plot(ParseState& state, Piece line, Param& param) {
    const auto [left, y] = split_first(line, " y:");
    const auto x = trimmed(split_first(left, "x:").second);
    const auto [name, range] = split_first(x, "=");
    if (trimmed(y).empty() || !parse_range(trimmed(range), param.plot_low, param.plot_high))
        return state.problems.add(line.place, tr("author.not-plot"), tr("author.write-plot-x-name-b"));
    if (trimmed(name).text != param.name)
        state.problems.add(name.place, tr("author.plot-over-name-of-param", {param.name}), tr("author.write-x-b", {param.name}));
    const Piece expression = trimmed(y);
    if (const auto parsed = script::parse_formatted(expression.text); !parsed) state.problems.add(expression.place, parsed.error());
    param.plot_source = std::string(expression.text);
}

// NAME A..B = V -- label
void parse_param_line(ParseState& state, Piece line, Param& param) {
    const std::string& usage = tr("author.write-param-name-b-v");
    const auto [left, label] = split_first(line, " -- ");
    const auto [front, initial] = split_first(left, "=");
    const auto parts = words(front);
    if (parts.size() != 2 || !parse_range(parts[1], param.low, param.high))
        return state.problems.add(line.place, tr("author.param-no-range"), usage);
    param.name = std::string(parts[0].text);
    param.label = std::string(trimmed(label).text);
    const Piece start = trimmed(initial);
    const auto value = base::parse_number(start.text);
    if (!value || *value < param.low || *value > param.high)
        state.problems.add(start.place, tr("author.param-begins-at-no-value"), usage);
    else param.initial = static_cast<std::uint64_t>(*value);
    if (param.label.empty()) state.problems.add(line.place, tr("author.param-no-label"), usage);
}

void parse_param(ParseState& state, const Fence& fence, LessonBlock& block) {
    block.kind = LessonBlock::Kind::param;
    block.param.line = fence.place.line;
    Piece line = trimmed(split_first(fence.info, "param").second);
    for (const Piece& raw : fence.body) {
        const Piece body = trimmed(raw);
        if (body.empty()) continue;
        if (body.text.substr(0, 5) == "plot ") {
            if (!line.empty()) parse_param_line(state, line, block.param);
            line = {};
            parse_plot(state, body, block.param);
        } else if (line.empty() && block.param.name.empty()) {
            line = body;
        } else {
            state.problems.add(body.place, tr("author.param-one-line-and-plot"), tr("author.write-plot-x-name-b-y"));
        }
    }
    if (!line.empty()) parse_param_line(state, line, block.param);
    if (block.param.name.empty() && line.empty()) state.problems.add(fence.place, tr("author.param-no-name"), tr("author.write-param-name-b-v"));
}

std::vector<std::string> part_list(ParseState& state, const PanelId& panel, Piece list) {
    std::vector<std::string> parts, known;
    for (std::string_view part : panel.parts) known.emplace_back(part);
    for (const std::string& part : base::split(list.text, ',')) {
        parts.push_back(part);
        if (!has_part(panel, part))
            state.problems.add(list.place, tr("author.panel-no-part", {panel.id, part}), base::did_you_mean(part, known));
    }
    return parts;
}

std::string parse_view(ParseState& state, const PanelId& panel, Piece name) {
    std::string known;
    for (std::string_view view : panel.views) known += " view=" + std::string(view);
    if (!has_view(panel, name.text))
        state.problems.add(name.place, tr("author.panel-no-view", {panel.id, name.text}), known.empty() ? known : tr("author.keys-are", {known.substr(1)}));
    return std::string(name.text);
}

void parse_show_word(ParseState& state, const PanelId& panel, Piece word, ShowItem& item) {
    const auto [key, value] = split_first(word, "=");
    if (value.empty()) {
        const bool several = panel.argument != PanelArgument::address;
        if (!item.argument.empty() && !several) state.problems.add(word.place, tr("author.panel-about-one-name"), tr("author.one-panel-line"));
        item.argument = several && !item.argument.empty() ? item.argument + " " + std::string(word.text) : std::string(word.text);
        return;
    }
    const auto number = base::parse_number(value.text);
    if (key.text == "highlight") item.highlights = part_list(state, panel, value);
    else if (key.text == "hide") item.hidden = part_list(state, panel, value);
    else if (key.text == "view") item.view = parse_view(state, panel, value);
    else if (key.text == "reads" && number && *number < 16) item.reads = static_cast<int>(*number);
    else if (key.text == "reads") state.problems.add(value.place, tr("author.not-number-of-reads", {value.text}));
    else if (key.text == "level" && number && *number >= 1 && *number <= hw::max_levels) item.level = static_cast<unsigned>(*number);
    else if (key.text == "level") state.problems.add(value.place, tr("author.not-level", {value.text}), tr("author.level-1-is-last-table"));
    else if (key.text == "other" && panel.id == "address") item.other = std::string(value.text);
    else if (key.text == "other") state.problems.add(word.place, tr("author.only-address-panel-compares-with"));
    else state.problems.add(word.place, tr("author.panel-has-no", {key.text}), base::did_you_mean(key.text, {"highlight", "hide", "reads", "view", "level", "other"}));
}

void parse_show(ParseState& state, const Fence& fence, LessonBlock& block) {
    block.kind = LessonBlock::Kind::show;
    for (const Piece& raw : fence.body) {
        const auto parts = words(raw);
        if (parts.empty()) continue;
        ShowItem item;
        item.panel = std::string(parts[0].text);
        item.line = parts[0].place.line;
        const PanelId* panel = find_panel_id(item.panel);
        if (!panel) {
            std::vector<std::string> known;
            for (const PanelId& id : panel_ids()) known.emplace_back(id.id);
            state.problems.add(parts[0].place, tr("author.no-panel", {item.panel}), base::did_you_mean(item.panel, known));
            continue;
        }
        for (std::size_t i = 1; i < parts.size(); ++i) parse_show_word(state, *panel, parts[i], item);
        block.show.push_back(std::move(item));
    }
    if (block.show.empty() && fence.body.empty()) state.problems.add(fence.place, tr("author.fence-shows-no-panel"), tr("author.write-one-panel-line"));
}

void parse_listing(ParseState&, const Fence& fence, LessonBlock& block) {
    block.kind = LessonBlock::Kind::listing;
    block.language = std::string(words(fence.info)[0].text);
    for (const Piece& line : fence.body) block.listing += std::string(line.text) + "\n";
    if (!block.listing.empty()) block.listing.pop_back();
}

struct FenceWord {
    std::string_view word;
    void (*parse)(ParseState&, const Fence&, LessonBlock&);
};
constexpr std::array<FenceWord, 13> fence_words{{
    {"run", parse_run}, {"try", parse_try}, {"check", parse_check}, {"predict", parse_predict}, {"why", parse_why},
    {"recall", parse_recall}, {"param", parse_param}, {"show", parse_show}, {"claim", parse_claim},
    {"c", parse_listing}, {"asm", parse_listing}, {"text", parse_listing}, {"python", parse_listing},
}};

}  // namespace

void parse_fence(ParseState& state, const Fence& fence, std::vector<LessonBlock>& blocks) {
    const auto parts = words(fence.info);
    if (parts.empty()) return state.problems.add(fence.place, tr("author.fence-no-word"), tr("author.for-listing-write-text"));
    if (parts[0].text == "lesson") return parse_lesson_fence(state, fence);
    for (const FenceWord& known : fence_words) {
        if (known.word != parts[0].text) continue;
        LessonBlock block;
        block.line = fence.place.line;
        known.parse(state, fence, block);
        blocks.push_back(std::move(block));
        return;
    }
    std::vector<std::string> names{"lesson"};
    for (const FenceWord& known : fence_words) names.emplace_back(known.word);
    const std::string all = tr("author.fences-are", {base::joined(names, " ")});
    state.problems.add(parts[0].place, tr("author.no-fence", {parts[0].text}), base::did_you_mean(parts[0].text, names, all));
}

}  // namespace lessons
