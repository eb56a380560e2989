// The player as one line of ASCII text and back.
//
//     pw1;id=walk;seed=7;step=3;seen=0123;know;item=2
//     ;open=4                           a link led to this step, past the gates before it
//     ;q=offset,c,1,4,0x678,0x679,r     a question: state, hints, commands before, first, now, verdicts
//     ;t=task-2-5,d                     a task: d done, s skipped, + shown
//     ;a=rrw---                         an attempt at the final check
//     ;c=2,read%20A%20va,...            the reader's own commands in a step
//     ;p=2,levels,4                     a slider
//     ;at=2,17                          the timeline's position, where it is not the end
//     ;d=2,7,6,4                        a practice step: draws, answered before this one, right
//     ;b=2,3,17                         bookmarks on a step's timeline
//
// Fields are separated by ',' and entries by ';'; other characters than letters, digits and a
// few marks are written %XX.
#include <algorithm>
#include <cctype>
#include <utility>

#include "core/base/text.h"
#include "lessons/engine/player_state.h"
#include "lessons/engine/review.h"
#include "lessons/engine/strings.h"

namespace lessons {

using base::Done;
using base::Error;
using base::Status;

namespace {

constexpr std::size_t max_saved_bytes = 64 * 1024;   // more is no save of ours
constexpr std::size_t comfortable_bytes = 3500;      // SCORM 1.2 keeps 4,096 characters
constexpr std::size_t max_commands = 2000;
constexpr std::size_t most_draws = 1'000'000;

std::string encoded(std::string_view text) {
    static constexpr std::string_view plain = "._:@+*()<>!&|^~/[]=-";
    static constexpr char digits[] = "0123456789abcdef";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || plain.find(c) != std::string_view::npos) result += c;
        else result += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return result;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool decode(std::string_view text, std::string& result) {
    result.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return false;
        const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return false;
        result += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return true;
}

template <class State>
std::string commands_of(const State& s, std::size_t step) {
    const auto& progress = s.steps[step];
    std::vector<std::string> lines = progress.pending;
    std::string text;
    if (progress.timeline) {
        for (const auto& entry : progress.timeline->history()) text += "," + encoded(entry.line);
    } else {
        for (const std::string& line : lines) text += "," + encoded(line);
    }
    return text.empty() ? text : ";c=" + std::to_string(step) + text;
}

std::string saved_answer(const std::string& id, const Answer& a) {
    const char state = a.committed ? 'c' : a.skipped ? 's' : 'o';
    const std::string verdicts{a.first_right ? 'r' : 'w', a.right ? 'r' : 'w', a.retrying ? 't' : '-'};
    return ";q=" + encoded(id) + "," + state + "," + std::to_string(a.hints) + "," + std::to_string(a.at) + "," + encoded(a.first) + "," +
           encoded(a.now == a.first ? "" : a.now) + "," + encoded(a.committed ? "" : a.chosen) + "," + verdicts;
}

template <class State>
std::string saved_progress(const State& s) {
    std::string text;
    for (std::size_t i = 0; i < s.steps.size(); ++i) {
        const Names start = initial_params(s.lesson.steps[i]);
        for (std::size_t p = 0; p < s.steps[i].params.size(); ++p)
            if (s.steps[i].params[p].value != start[p].value)
                text += ";p=" + std::to_string(i) + "," + encoded(s.steps[i].params[p].name) + "," + base::dec(s.steps[i].params[p].value);
        const auto& timeline = s.steps[i].timeline;
        if (!timeline && s.steps[i].position) text += ";at=" + std::to_string(i) + "," + std::to_string(*s.steps[i].position);
        if (timeline && timeline->position() != timeline->size()) text += ";at=" + std::to_string(i) + "," + std::to_string(timeline->position());
        if (s.steps[i].draw > 0)
            text += ";d=" + std::to_string(i) + "," + std::to_string(s.steps[i].draw) + "," + std::to_string(s.steps[i].answered) + "," + std::to_string(s.steps[i].right);
        if (!s.steps[i].bookmarks.empty()) text += ";b=" + std::to_string(i);
        for (const std::uint64_t position : s.steps[i].bookmarks) text += "," + std::to_string(position);
    }
    return text;
}

}  // namespace

std::string Player::save() const {
    const State& s = *state_;
    std::string text = "pw1;id=" + s.lesson.id + ";seed=" + std::to_string(s.options.seed) + ";step=" + std::to_string(s.step) + ";seen=";
    bool first = true;
    for (std::size_t i = 0; i < s.steps.size(); ++i)
        if (s.steps[i].visited) text += (std::exchange(first, false) ? "" : ",") + std::to_string(i);
    if (s.known) text += ";know";
    if (s.opened_at > 0) text += ";open=" + std::to_string(s.opened_at);
    if (s.item > 0) text += ";item=" + std::to_string(s.item);
    for (const auto& [id, answer] : s.answers)
        if (answer.closed() || answer.hints > 0 || !answer.chosen.empty()) text += saved_answer(id, answer);
    for (const auto& [id, task] : s.tasks)
        if (task.closed() || task.shown) text += ";t=" + encoded(id) + "," + (task.done ? "d" : task.skipped ? "s" : "o") + (task.shown ? "+" : "");
    for (const Attempt& attempt : s.attempts) {
        text += ";a=";
        for (const ItemResult item : attempt) text += static_cast<char>(item);
    }
    text += saved_progress(s);
    // The reader's own commands, the present step's first to be kept.
    std::size_t dropped = 0;
    for (std::size_t n = 0; n < s.steps.size(); ++n) {
        const std::size_t step = (s.step + s.steps.size() - n) % s.steps.size();
        const std::string commands = commands_of(s, step);
        if (text.size() + commands.size() <= comfortable_bytes) text += commands;
        else ++dropped;
    }
    if (dropped > 0) s.status = tr("engine.save-shortened");
    return text;
}

std::vector<SavedAnswer> saved_answers(std::string_view saved) {
    std::vector<SavedAnswer> answers;
    std::string lesson;
    const auto entries = base::split(saved.substr(0, max_saved_bytes), ';');
    if (entries[0] != "pw1") return answers;
    for (const std::string& entry : entries) {
        if (entry.substr(0, 3) == "id=") lesson = entry.substr(3);
        if (entry.substr(0, 2) != "q=") continue;
        const auto fields = base::split(entry.substr(2), ',');  // as saved_answer() wrote them
        if (fields.size() != 8 || (fields[1] != "c" && fields[1] != "s")) continue;
        const bool recalled = fields[0].find('/') != std::string::npos;
        answers.push_back({recalled ? fields[0] : lesson + "/" + fields[0], fields[1] == "c" && fields[7][0] == 'r'});
    }
    return answers;
}

// --- restoring ----------------------------------------------------------------------------------

namespace {

Error broken(std::string_view entry) { return Error{tr("engine.error.save", {entry.substr(0, 40)})}; }

bool parse_index(const std::string& text, std::size_t limit, std::size_t& value) {
    if (text.empty() || text.size() > 9 || !std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); })) return false;
    value = std::stoul(text);
    return value < limit;
}

// Fills a fresh state from the entries of a save.
template <class State>
class Restorer {
public:
    explicit Restorer(State& s) : s_(s) {}
    Status entry(const std::string& text);
    Status finish();

private:
    bool question(const std::vector<std::string>& fields);
    bool task(const std::vector<std::string>& fields);
    bool attempt(const std::string& items);
    bool commands(const std::vector<std::string>& fields);
    bool seen(const std::vector<std::string>& fields);
    bool param(const std::vector<std::string>& fields);
    bool position(const std::vector<std::string>& fields);
    bool bookmarks(const std::vector<std::string>& fields);
    bool draw(const std::vector<std::string>& fields);

    State& s_;
    std::size_t step_ = 0, item_ = 0, command_count_ = 0;
};

template <class State>
bool Restorer<State>::question(const std::vector<std::string>& f) {
    Answer a;
    std::size_t hints = 0;
    if (f.size() != 8 || f[7].size() != 3 || !parse_index(f[2], 4, hints) || !parse_index(f[3], max_commands + 1, a.at)) return false;
    if (f[1] != "c" && f[1] != "s" && f[1] != "o") return false;
    a.committed = f[1] == "c";
    a.skipped = f[1] == "s";
    a.hints = static_cast<unsigned>(hints);
    a.first = f[4];
    a.now = f[5].empty() ? f[4] : f[5];
    a.chosen = f[6];
    a.first_right = f[7][0] == 'r';
    a.right = f[7][1] == 'r';
    a.retrying = f[7][2] == 't';
    if (a.first.size() > 200 || a.now.size() > 200 || a.chosen.size() > 200) return false;
    if (a.committed && a.first.empty()) return false;
    const auto at = s_.find_question(f[0]);
    if (!at) return true;  // the lesson has lost this question since: nothing to keep
    const Question* question = s_.question_of(s_.lesson.steps[at->step].blocks[at->block]);
    // Choices must be ones the question has: a later view indexes by them.
    const bool choices = question && question->kind != Question::Kind::number && question->kind != Question::Kind::pick;
    const std::size_t count = !choices ? 0 : question->kind == Question::Kind::why ? question->answers.size() : question->options.size();
    for (const std::string* text : {&a.first, &a.now, &a.chosen})
        for (const char c : choices ? *text : std::string())
            if (c != ' ' && (c < 'a' || static_cast<std::size_t>(c - 'a') >= count)) return false;
    s_.answers[f[0]] = std::move(a);
    return true;
}

template <class State>
bool Restorer<State>::task(const std::vector<std::string>& f) {
    if (f.size() != 2 || f[1].empty() || f[0].size() > 64 || s_.tasks.size() > 500) return false;
    Task task;
    task.done = f[1][0] == 'd';
    task.skipped = f[1][0] == 's';
    task.shown = f[1].back() == '+';
    s_.tasks[f[0]] = task;
    return true;
}

template <class State>
bool Restorer<State>::attempt(const std::string& items) {
    if (items.size() != s_.lesson.score.size() || items.find_first_not_of("-rws") != std::string::npos || s_.attempts.size() >= s_.lesson.attempts) return false;
    Attempt attempt;
    for (const char c : items) attempt.push_back(static_cast<ItemResult>(c));
    s_.attempts.push_back(std::move(attempt));
    return !items.empty();
}

template <class State>
bool Restorer<State>::commands(const std::vector<std::string>& f) {
    std::size_t step = 0;
    if (f.empty() || !parse_index(f[0], s_.steps.size(), step)) return false;
    command_count_ += f.size();
    if (command_count_ > max_commands) return false;
    s_.steps[step].pending.assign(f.begin() + 1, f.end());
    return true;
}

template <class State>
bool Restorer<State>::seen(const std::vector<std::string>& f) {
    for (const std::string& text : f) {
        std::size_t step = 0;
        if (!parse_index(text, s_.steps.size(), step)) return false;
        s_.steps[step].visited = true;
    }
    return true;
}

template <class State>
bool Restorer<State>::param(const std::vector<std::string>& f) {
    std::size_t step = 0;
    if (f.size() != 3 || !parse_index(f[0], s_.steps.size(), step)) return false;
    const auto value = base::parse_number(f[2]);
    if (!value) return false;
    for (const LessonBlock& block : s_.lesson.steps[step].blocks)
        if (block.kind == LessonBlock::Kind::param && block.param.name == f[1] && *value >= block.param.low && *value <= block.param.high)
            for (sim::Binding& binding : s_.steps[step].params)
                if (binding.name == f[1]) binding.value = *value;
    return true;
}

template <class State>
bool Restorer<State>::position(const std::vector<std::string>& f) {
    std::size_t step = 0;
    if (f.size() != 2 || !parse_index(f[0], s_.steps.size(), step)) return false;
    const auto position = base::parse_number(f[1]);
    if (!position || *position >> 40 != 0) return false;
    s_.steps[step].position = static_cast<std::uint64_t>(*position);
    return true;
}

template <class State>
bool Restorer<State>::draw(const std::vector<std::string>& f) {
    std::size_t step = 0;
    if (!s_.lesson.practice || f.size() != 4 || !parse_index(f[0], s_.steps.size(), step)) return false;
    std::size_t counts[3];
    for (std::size_t i = 0; i < 3; ++i)
        if (!parse_index(f[i + 1], most_draws, counts[i])) return false;
    if (counts[2] > counts[1] || counts[1] > counts[0]) return false;
    Progress& progress = s_.steps[step];
    progress.draw = static_cast<unsigned>(counts[0]), progress.answered = static_cast<unsigned>(counts[1]), progress.right = static_cast<unsigned>(counts[2]);
    return true;
}

template <class State>
bool Restorer<State>::bookmarks(const std::vector<std::string>& f) {
    std::size_t step = 0;
    if (f.size() < 2 || f.size() > 40 || !parse_index(f[0], s_.steps.size(), step)) return false;
    std::vector<std::uint64_t>& marks = s_.steps[step].bookmarks;
    for (std::size_t i = 1; i < f.size(); ++i) {
        const auto position = base::parse_number(f[i]);
        if (!position || *position >> 40 != 0 || (!marks.empty() && *position <= marks.back())) return false;
        marks.push_back(static_cast<std::uint64_t>(*position));
    }
    return true;
}

template <class State>
Status Restorer<State>::entry(const std::string& text) {
    const auto equals = text.find('=');
    const std::string key = text.substr(0, equals), value = equals == std::string::npos ? "" : text.substr(equals + 1);
    std::vector<std::string> fields;
    for (const std::string& field : base::split(value, ',')) {
        fields.emplace_back();
        if (!decode(field, fields.back())) return broken(text);
    }
    bool good = true;
    if (key == "id") {
        if (value != s_.lesson.id) return Error{tr("engine.error.other-lesson", {value.substr(0, 40), s_.lesson.id})};
    } else if (key == "seed") {
        const auto seed = base::parse_number(value);
        good = seed && *seed >> 64 == 0;
        if (good) s_.options.seed = static_cast<std::uint64_t>(*seed);
    } else if (key == "step") good = parse_index(value, s_.steps.size(), step_);
    else if (key == "seen") good = seen(fields);
    else if (key == "know") s_.known = s_.final_step().has_value();
    else if (key == "open") good = parse_index(value, s_.steps.size(), s_.opened_at);
    else if (key == "item") good = parse_index(value, s_.lesson.score.size() + 1, item_);
    else if (key == "q") good = question(fields);
    else if (key == "t") good = task(fields);
    else if (key == "a") good = attempt(value);
    else if (key == "c") good = commands(fields);
    else if (key == "p") good = param(fields);
    else if (key == "at") good = position(fields);
    else if (key == "b") good = bookmarks(fields);
    else if (key == "d") good = draw(fields);
    else good = false;
    return good ? Status(Done{}) : Status(broken(text));
}

// Brings the machines back on which questions were answered, so that their reveals stay true.
template <class State>
Status Restorer<State>::finish() {
    for (auto& [id, answer] : s_.answers) {
        const auto at = s_.find_question(id);
        if (!at || !answer.closed()) continue;
        const LessonBlock& block = s_.lesson.steps[at->step].blocks[at->block];
        if (block.question.kind == Question::Kind::recall) continue;
        if (block.question.kind != Question::Kind::recall && s_.lesson.steps[at->step].final_check && s_.attempts.empty()) return broken(id);
        if (!s_.steps[at->step].timeline) s_.rebuild(at->step);
        const script::Timeline& timeline = *s_.steps[at->step].timeline;
        answer.machine = timeline.machine_before(answer.at);
    }
    s_.enter(step_);
    s_.item = s_.current().final_check || !s_.attempts.empty() ? item_ : 0;
    return Done{};
}

}  // namespace

Status Player::restore(std::string_view saved) {
    const PlayerOptions options = state_->options;
    const Lesson& lesson = state_->lesson;
    const auto fresh = [&] {
        auto state = std::make_shared<State>(lesson, options);
        state->steps.resize(lesson.steps.size());
        for (std::size_t i = 0; i < lesson.steps.size(); ++i) state->steps[i].params = initial_params(lesson.steps[i]);
        return state;
    };
    auto state = fresh();
    Status status = Done{};
    if (saved.size() > max_saved_bytes) status = Error{tr("engine.error.save-long")};
    const auto entries = base::split(saved.substr(0, max_saved_bytes), ';');
    if (status && (entries.size() < 2 || entries[0] != "pw1")) status = Error{tr("engine.error.save-version")};
    Restorer restorer(*state);
    for (std::size_t i = 1; i < entries.size() && status; ++i) status = restorer.entry(entries[i]);
    if (status) status = restorer.finish();
    if (!status) {
        state = fresh();
        state->enter(0);
    }
    state_ = std::move(state);
    return status;
}

}  // namespace lessons
