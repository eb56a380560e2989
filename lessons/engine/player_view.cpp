// The lesson as it looks now.
#include <algorithm>

#include "core/base/text.h"
#include "core/script/verbs.h"
#include "lessons/engine/player_state.h"
#include "lessons/engine/strings.h"

namespace lessons {

double PlotView::along(std::size_t i) const {
    const std::uint64_t first = points.front().first, span = points.back().first - first;
    return span == 0 ? 0 : static_cast<double>(points[i].first - first) / static_cast<double>(span);
}

std::string PlotView::top() const {
    if (points.empty()) return {};
    return points[static_cast<std::size_t>(std::max_element(heights.begin(), heights.end()) - heights.begin())].second;
}

namespace {

using Kind = LessonBlock::Kind;
constexpr std::uint64_t plot_points = 33;  // more would not be told apart at the width of the prose

QuestionView::Kind view_kind(Question::Kind kind) {
    switch (kind) {
        case Question::Kind::options: return QuestionView::Kind::options;
        case Question::Kind::order: return QuestionView::Kind::order;
        case Question::Kind::pick: return QuestionView::Kind::pick;
        case Question::Kind::why: return QuestionView::Kind::why;
        default: return QuestionView::Kind::number;
    }
}

std::string_view kind_name(QuestionView::Kind kind) {
    static constexpr std::string_view names[] = {"number", "options", "order", "pick", "why"};
    return names[static_cast<std::size_t>(kind)];
}

// Turns the blocks of one step into view blocks; a friend in all but name of Player::State.
template <class State>
class Viewer {
public:
    explicit Viewer(const State& s) : s_(s) {}

    LessonView view();

private:
    std::vector<std::size_t> shown_blocks() const;
    void add_block(std::size_t index);
    void add_prose(const LessonBlock& block, std::size_t index);
    void add_question(const LessonBlock& block, std::size_t index);
    void add_choices(QuestionView& view, const Question& question, const LessonBlock& block, const Answer& answer, bool revealed,
                     const ValueScope& now, const ValueScope& after);
    void add_reveal(QuestionView& view, const Question& question, const LessonBlock& block, const Answer& answer, const ValueScope& after);
    void add_question_buttons(QuestionView& view, const Question& question, const Answer& answer);
    void add_task(std::size_t index);
    void add_param(const LessonBlock& block, std::size_t index);
    PlotView plot_of(const Param& param) const;
    void add_claim(const LessonBlock& block, std::size_t index);
    void add_summary();
    void add_title();
    void add_tally();
    void add_panels();
    void choose_front();
    void add_buttons();
    Block& push(Block::Kind kind, std::size_t index, std::string_view suffix = {});
    ValueScope here(std::size_t index) const {
        const sim::Machine* canonical = s_.options.static_page ? s_.canonical(s_.step, index) : nullptr;
        return s_.scope_of(canonical ? *canonical : s_.timeline().latest(), {s_.step, index});
    }
    bool one_item() const { return s_.current().final_check && !s_.options.static_page; }

    const State& s_;
    LessonView view_;
    std::vector<std::size_t> shown_;
    bool open_question_ = false;
};

// In the final check: the text before the first question, and the item's own blocks.
template <class State>
std::vector<std::size_t> Viewer<State>::shown_blocks() const {
    const auto& blocks = s_.current().blocks;
    std::vector<std::size_t> shown;
    if (!one_item()) {
        for (std::size_t i = 0; i < std::min(s_.visible_end(), blocks.size()); ++i) shown.push_back(i);
        return shown;
    }
    const bool summary = s_.item >= s_.lesson.score.size();
    const std::size_t wanted = summary ? blocks.size() : s_.find_question(s_.lesson.score[s_.item])->block;
    std::size_t begin = 0;  // of the segment that ends with a question
    bool first = true;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (blocks[i].kind != Kind::question) continue;
        for (std::size_t j = begin; j <= i; ++j)
            if ((j == i && i == wanted) || (j < i && (first || i == wanted))) shown.push_back(j);
        begin = i + 1;
        first = false;
    }
    for (std::size_t j = begin; j < blocks.size() && summary; ++j) shown.push_back(j);
    return shown;
}

template <class State>
Block& Viewer<State>::push(Block::Kind kind, std::size_t index, std::string_view suffix) {
    Block block;
    block.kind = kind;
    block.key = std::to_string(s_.step) + "-" + std::to_string(index) + std::string(suffix);
    view_.blocks.push_back(std::move(block));
    return view_.blocks.back();
}

template <class State>
void Viewer<State>::add_prose(const LessonBlock& block, std::size_t index) {
    static constexpr Block::Kind kinds[] = {Block::Kind::paragraph, Block::Kind::subheading, Block::Kind::bullet_list,
        Block::Kind::numbered_list, Block::Kind::table, Block::Kind::listing, Block::Kind::quote};
    Block& shown = push(kinds[static_cast<std::size_t>(block.kind)], index);
    const ValueScope scope = here(index);
    shown.spans = spans_of(block.inlines, scope);
    for (const Inlines& item : block.items) shown.items.push_back(spans_of(item, scope));
    shown.columns = block.columns;
    shown.listing = block.listing;
    shown.language = block.language;
}

template <class State>
void Viewer<State>::add_block(std::size_t index) {
    const LessonBlock& block = s_.current().blocks[index];
    switch (block.kind) {
        case Kind::run:
        case Kind::show: break;
        case Kind::try_:
        case Kind::check:
            if (s_.is_task(s_.current(), index)) add_task(index);
            break;
        case Kind::question: add_question(block, index); break;
        case Kind::param: add_param(block, index); break;
        case Kind::claim: add_claim(block, index); break;
        default: add_prose(block, index); break;
    }
}

// --- questions ----------------------------------------------------------------------------------

template <class State>
void Viewer<State>::add_question(const LessonBlock& block, std::size_t index) {
    const Question* question = s_.question_of(block);
    if (!question) return;  // a recall of a lesson that is not at hand
    const BlockPlace at{s_.step, index};
    static const Answer nothing;
    const Answer* known = s_.answer_of(block.question.id);
    const Answer& answer = known ? *known : nothing;
    const QuestionMachines machines = s_.machines_of(block, at);
    const ValueScope now = s_.scope_of(machines.now, at), after = s_.scope_of(machines.after, at);
    const bool revealed = answer.closed() && !answer.retrying;

    QuestionView view;
    view.id = block.question.id;
    view.kind = view_kind(question->kind);
    view.pick_what = question->pick_what;
    view.ask = spans_of(question->ask, now);
    view.input = revealed ? answer.now : answer.chosen;
    view.input_error = answer.input_error;
    if (revealed) view.state = !answer.committed && answer.now.empty() ? QuestionView::State::skipped : answer.right ? QuestionView::State::right : QuestionView::State::wrong;
    for (std::size_t i = 0; i < std::min<std::size_t>(answer.hints, question->hints.size()); ++i) view.hints.push_back(spans_of(question->hints[i], now));
    if (one_item() || s_.current().final_check) {
        const auto& score = s_.lesson.score;
        view.item = static_cast<unsigned>(std::find(score.begin(), score.end(), view.id) - score.begin()) + 1;
        view.items = static_cast<unsigned>(score.size());
    }
    add_choices(view, *question, block, answer, revealed, now, after);
    if (revealed) add_reveal(view, *question, block, answer, after);
    add_question_buttons(view, *question, answer);
    if (!revealed) open_question_ = true;
    if (!revealed && view.kind == QuestionView::Kind::pick && view_.pending_pick.empty()) view_.pending_pick = question->pick_what;
    push(Block::Kind::question, index).question = std::move(view);
}

template <class State>
void Viewer<State>::add_choices(QuestionView& view, const Question& question, const LessonBlock& block, const Answer& answer, bool revealed,
                                const ValueScope& now, const ValueScope& after) {
    const std::string& marked = revealed ? answer.now : answer.chosen;
    if (question.kind == Question::Kind::pick) {
        const auto right = value_of(question.answer, after);
        const auto chosen = base::parse_number(marked);
        for (const base::u128 value : pick_values(question, after)) {
            const std::string text = pick_text(question.pick_what, value, *after.machine);
            view.choices.push_back({base::hex(value), {{Span::Kind::text, text, {}}}, chosen && *chosen == value, revealed && right && *right == value});
        }
        return;
    }
    if (question.kind == Question::Kind::number) return;
    const std::vector<std::size_t> order = shuffled(question, s_.order_seed(block));
    std::vector<std::size_t> shown(order.size());  // positions among the shuffled, in the order to show
    for (std::size_t i = 0; i < shown.size(); ++i) shown[i] = i;
    if (question.kind == Question::Kind::order && marked.size() >= 2 * order.size() - 1)
        for (std::size_t i = 0; i < shown.size(); ++i) shown[i] = std::min<std::size_t>(static_cast<std::size_t>(marked[2 * i] - 'a'), order.size() - 1);
    const bool why = question.kind == Question::Kind::why;
    for (const std::size_t position : shown) {
        const std::size_t index = order[position];
        Choice choice;
        choice.id = choice_id(position);
        choice.text = spans_of(why ? question.answers[index].text : question.options[index].text, now);
        choice.chosen = question.kind != Question::Kind::order && marked == choice.id;
        choice.right = revealed && is_right_choice(question, index, after);
        view.choices.push_back(std::move(choice));
    }
}

template <class State>
void Viewer<State>::add_reveal(QuestionView& view, const Question& question, const LessonBlock& block, const Answer& answer, const ValueScope& after) {
    view.answer = answer_text(question, after);
    view.why = spans_of(question.why, after);
    if (view.state != QuestionView::State::wrong) return;
    const Verdict verdict = judge(question, answer.now, after, shuffled(question, s_.order_seed(block)));
    if (verdict.reply) view.reply = spans_of(*verdict.reply, after);
    else view.reply = {{Span::Kind::text, tr("engine.reply." + std::string(kind_name(view.kind))), {}}};
    if (question.kind == Question::Kind::why && verdict.choice < question.answers.size())
        view.contradiction = contradiction_of(question.answers[verdict.choice], *after.machine);
}

template <class State>
void Viewer<State>::add_question_buttons(QuestionView& view, const Question& question, const Answer& answer) {
    const bool final = s_.current().final_check;
    if (view.state == QuestionView::State::open) {
        view.buttons.push_back({"commit " + view.id, tr("engine.commit"), true, true});
        if (answer.hints < question.hints.size()) view.buttons.push_back({"hint " + view.id, tr("engine.hint"), false, true});
        if (!answer.closed()) view.buttons.push_back({"skip " + view.id, tr("engine.skip"), false, true});
    } else if (s_.lesson.practice) {
        view.buttons.push_back({"another", tr("engine.another"), true, true});
    } else if (!final && view.state != QuestionView::State::right) {
        view.buttons.push_back({"retry " + view.id, tr("engine.retry"), false, true});
    }
}

// --- tasks, sliders, claims ---------------------------------------------------------------------

template <class State>
void Viewer<State>::add_task(std::size_t index) {
    const Step& step = s_.current();
    TaskView view;
    view.id = s_.task_id(s_.step, index);
    const auto found = s_.tasks.find(view.id);
    const Task task = found == s_.tasks.end() ? Task{} : found->second;
    const bool lone = step.blocks[index].kind == Kind::try_;
    view.done = task.done;
    const ValueScope plain{&s_.timeline().latest(), &s_.timeline().start(), {}};
    for (const Condition& condition : step.blocks[index].conditions)
        view.conditions.push_back({task.done || holds(condition.expression, plain), spans_of(condition.hint, here(index))});
    if (task.shown || lone) view.solution = s_.solution(step, index);
    if (!task.done) view.buttons.push_back({"solve " + view.id, tr(lone ? "engine.play" : "engine.solve"), lone, true});
    if (!task.closed() && index + 1 < step.blocks.size()) view.buttons.push_back({"skip " + view.id, tr("engine.skip-task"), false, true});
    push(Block::Kind::task, index).task = std::move(view);
}

// "second_round_misses as dec" as a reader reads it.
std::string label_of(const std::string& source) {
    std::string label = source.substr(0, source.rfind(" as "));
    if (script::is_name(label)) std::replace(label.begin(), label.end(), '_', ' ');
    return label;
}

std::optional<PlotView::Mark> mark_of(const PlotView& plot, std::uint64_t x) {
    for (std::size_t i = 0; i < plot.points.size(); ++i) {
        const std::uint64_t here = plot.points[i].first;
        if (here == x) return PlotView::Mark{plot.along(i), plot.heights[i]};
        if (i == 0 || here < x || plot.points[i - 1].first > x) continue;
        const std::uint64_t before = plot.points[i - 1].first;
        const double share = static_cast<double>(x - before) / static_cast<double>(here - before);
        const auto between = [share](double low, double high) { return low + share * (high - low); };
        return PlotView::Mark{between(plot.along(i - 1), plot.along(i)), between(plot.heights[i - 1], plot.heights[i])};
    }
    return std::nullopt;
}

template <class State>
void Viewer<State>::add_param(const LessonBlock& block, std::size_t index) {
    const Param& param = block.param;
    std::uint64_t value = param.initial;
    for (const sim::Binding& binding : s_.steps[s_.step].params)
        if (binding.name == param.name) value = static_cast<std::uint64_t>(binding.value);
    push(Block::Kind::slider, index).slider = {param.name, param.label, param.low, param.high, value};
    if (param.plot_source.empty()) return;
    PlotView plot = plot_of(param);
    plot.now = mark_of(plot, value);
    push(Block::Kind::plot, index, "-plot").plot = std::move(plot);
}

// The step's start, built anew for every x.
template <class State>
PlotView Viewer<State>::plot_of(const Param& param) const {
    std::string key = std::to_string(s_.step) + " " + param.name;
    for (const sim::Binding& binding : s_.steps[s_.step].params)
        if (binding.name != param.name) key += " " + base::dec(binding.value);
    if (const auto known = s_.plots.find(key); known != s_.plots.end()) return known->second;
    const InOriginal language(s_.is_translated());
    PlotView plot;
    plot.x_label = param.label;
    plot.y_label = label_of(param.plot_source);
    sim::Machine before = first_machine(s_.machine_seed(s_.step));
    for (std::size_t i = 0; i < s_.step; ++i) {
        (void)play_runs(before, s_.lesson.steps[i], initial_params(s_.lesson.steps[i]));
        (void)play_tries(before, s_.lesson.steps[i], s_.lesson.steps[i].blocks.size());
    }
    const std::uint64_t span = param.plot_high - param.plot_low, count = std::min(span + 1, plot_points);
    const auto formatted = script::parse_formatted(param.plot_source);
    double most = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t x = count == 1 ? param.plot_low : param.plot_low + static_cast<std::uint64_t>(base::u128{span} * i / (count - 1));
        Names params = s_.steps[s_.step].params;
        for (sim::Binding& binding : params)
            if (binding.name == param.name) binding.value = x;
        sim::Machine machine = before;
        if (!play_runs(machine, s_.current(), params)) continue;
        const auto y = script::evaluate(formatted->expression, {machine});
        const auto text = script::evaluate_text(param.plot_source, {machine});
        if (!y || !text) continue;
        plot.points.emplace_back(x, *text);
        plot.heights.push_back(static_cast<double>(*y));
        most = std::max(most, plot.heights.back());
    }
    for (double& height : plot.heights) height = most > 0 ? height / most : 0;
    return s_.plots[key] = plot;
}

template <class State>
void Viewer<State>::add_claim(const LessonBlock& block, std::size_t index) {
    const ValueScope scope = here(index);
    push(Block::Kind::claim, index).claim = {spans_of(block.claim.text, scope), holds(block.claim.expression, scope), spans_of(block.claim.verdict, scope)};
}

template <class State>
void Viewer<State>::add_summary() {
    const Attempt& attempt = s_.attempts.back();
    const Score best = best_score(s_.lesson, s_.attempts);
    const auto right = std::count(attempt.begin(), attempt.end(), ItemResult::right);
    Block block;
    block.kind = Block::Kind::summary;
    block.key = std::to_string(s_.step) + "-summary";
    std::string text = tr("engine.summary", {std::to_string(right), std::to_string(attempt.size())}) + " ";
    text += best.passed ? tr("engine.summary.passed") : tr("engine.summary.not-passed", {std::to_string(s_.lesson.mastery)});
    if (s_.attempt() > 1) text += " " + tr("engine.summary.best", {std::to_string(best.right), std::to_string(best.items), std::to_string(s_.attempt())});
    block.spans = {{Span::Kind::text, text, {}}};
    for (std::size_t i = 0; i < attempt.size(); ++i) {
        const char* const id = attempt[i] == ItemResult::right ? "engine.item.right" : attempt[i] == ItemResult::wrong ? "engine.item.wrong" : "engine.item.skipped";
        block.items.push_back({{Span::Kind::text, tr(id, {std::to_string(i + 1)}), {}}});
    }
    view_.blocks.push_back(std::move(block));
}

// --- the rest of the view -----------------------------------------------------------------------

// The lesson's opening stands above the title of its first step.
template <class State>
void Viewer<State>::add_title() {
    Block block;
    block.kind = Block::Kind::subheading;
    block.key = std::to_string(s_.step) + "-title";
    block.step_title = true;
    block.spans = {{Span::Kind::text, s_.current().title, {}}};
    view_.blocks.push_back(std::move(block));
    view_.step_title.clear();
}

template <class State>
void Viewer<State>::add_panels() {
    const LessonBlock* last = nullptr;
    std::size_t answered = 0;  // questions closed behind the last show
    for (std::size_t i = 0; i < s_.step; ++i)
        for (const LessonBlock& block : s_.lesson.steps[i].blocks)
            if (block.kind == Kind::show) last = &block;
    std::size_t from = 0;
    for (const std::size_t i : shown_)
        if (s_.current().blocks[i].kind == Kind::show) last = &s_.current().blocks[i], from = i;
    for (std::size_t i = from; i < s_.current().blocks.size(); ++i) {
        const LessonBlock& block = s_.current().blocks[i];
        answered += s_.question_of(block) && !s_.is_open(block);
    }
    if (!last) return;
    for (const ShowItem& item : last->show) {
        PanelView panel{item.panel, item.argument, item.highlights, false};
        if (open_question_) panel.hidden = item.hidden;
        panel.view = item.view;
        if (item.reads >= 0) panel.reads = item.reads + static_cast<int>(answered);
        panel.level = item.level;
        panel.other = item.other;
        view_.panels.push_back(std::move(panel));
    }
    choose_front();
}

// The panel that the open question needs: the one to click in, else the first with a highlight.
template <class State>
void Viewer<State>::choose_front() {
    static const std::vector<std::pair<std::string_view, std::vector<std::string_view>>> wanted{
        {"entry", {"tables", "ram"}}, {"frame", {"tables", "ram"}}, {"page", {"hotel", "space", "address", "tables"}}, {"outcome", {"fault"}}};
    if (view_.panels.empty()) return;
    const auto front = [&](std::string_view id) {
        for (PanelView& panel : view_.panels)
            if (panel.id == id) return panel.front = true;
        return false;
    };
    for (const auto& pair : wanted)
        for (std::string_view id : pair.second)
            if (pair.first == view_.pending_pick && front(id)) return;
    for (PanelView& panel : view_.panels)
        if (!panel.highlights.empty()) {
            panel.front = true;
            return;
        }
    view_.panels[0].front = true;
}

// How many problems of this kind the reader had right so far.
template <class State>
void Viewer<State>::add_tally() {
    const auto [answered, right] = s_.tally();
    if (answered == 0) return;
    push(Block::Kind::paragraph, s_.current().blocks.size(), "tally").spans = {
        {Span::Kind::text, tr("engine.tally", {std::to_string(right), std::to_string(answered)}), {}}};
}

template <class State>
void Viewer<State>::add_buttons() {
    const std::size_t items = s_.lesson.score.size();
    const bool final = one_item(), summary = final && s_.item >= items;
    if (s_.step > 0 || (final && s_.item > 0)) view_.buttons.push_back({"back", tr("engine.back"), false, true});
    if (s_.step == 0 && s_.final_step() && s_.attempts.empty()) view_.buttons.push_back({"know-this", tr("engine.know-this"), false, true});
    if (s_.lesson.another_go && s_.step + 1 == s_.lesson.steps.size()) view_.buttons.push_back({"another", tr("review.another"), true, true});
    if (summary && s_.attempt() < s_.lesson.attempts) view_.buttons.push_back({"attempt", tr("engine.attempt"), false, true});
    if (final && !summary) {
        const Answer* answer = s_.answer_of(s_.lesson.score[s_.item]);
        const bool enabled = s_.options.predict_open || (answer && answer->closed());
        view_.buttons.push_back({"next", tr(s_.item + 1 < items ? "engine.next-item" : "engine.to-summary"), enabled, enabled});
    } else if (s_.step + 1 < s_.lesson.steps.size()) {
        const bool enabled = !s_.has_open_gate(s_.step);
        view_.buttons.push_back({"next", tr(s_.lesson.steps[s_.step + 1].final_check ? "engine.to-final" : "engine.next"), enabled && !open_question_, enabled});
    }
}

template <class State>
LessonView Viewer<State>::view() {
    const Lesson& lesson = s_.lesson;
    view_.id = lesson.id;
    view_.title = lesson.title;
    view_.minutes = lesson.minutes;
    view_.step = static_cast<unsigned>(s_.step);
    view_.steps = static_cast<unsigned>(lesson.steps.size());
    view_.step_title = s_.current().title;
    shown_ = shown_blocks();
    bool opening = false;
    for (const std::size_t i : shown_) {
        const bool opens = s_.current().blocks[i].opening;
        if (opening && !opens) add_title();
        opening = opens && (opening || s_.current().blocks[i].kind <= Kind::quote);
        add_block(i);
    }
    if (opening) add_title();
    if (lesson.practice) add_tally();
    if (one_item() && s_.item >= lesson.score.size()) add_summary();
    add_panels();
    add_buttons();
    view_.status = s_.status;
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) view_.map.push_back({lesson.steps[i].title, s_.steps[i].visited, s_.is_done(i)});
    view_.complete = s_.is_complete();
    const Score best = best_score(lesson, s_.attempts);
    view_.score_right = best.right;
    view_.score_items = best.items;
    view_.attempt = s_.attempt();
    return view_;
}

}  // namespace

LessonView Player::State::view() const { return Viewer<State>(*this).view(); }

}  // namespace lessons
