#include "ui/panels/compare_state.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/base/text.h"
#include "core/script/expression.h"
#include "lessons/engine/strings.h"
#include "ui/remembered.h"

namespace ui {
namespace {

using base::u128;
using lessons::tr;
using script::Timeline;

// --- machine A ----------------------------------------------------------------------------------

bool is_verb(const std::string& word) {
    const std::vector<std::string> verbs = script::verb_names();
    return std::find(verbs.begin(), verbs.end(), word) != verbs.end();
}

struct Wanted {
    std::vector<std::string> verbs, fields;
};

// What stands behind the panel's name: verbs that A leaves out, and what is compared.
Wanted wanted_of(const std::string& argument) {
    Wanted wanted;
    for (const std::string& word : base::split(argument, ' '))
        if (!word.empty()) (is_verb(word) ? wanted.verbs : wanted.fields).push_back(word);
    if (wanted.verbs.empty()) wanted.verbs = {"set"};
    return wanted;
}

bool begins_with_one_of(const std::string& line, const std::vector<std::string>& verbs) {
    const std::size_t from = std::min(line.find_first_not_of(" \t"), line.size());
    const std::string verb = line.substr(from, line.find_first_of(" \t", from) - from);
    return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

// Plays the lines of one history after another on copies of its start. Most histories are the one before and a line
// more, or fewer: from there it goes on.
class Replayed {
public:
    struct Moment {
        std::size_t lines = 0;
        std::uint64_t refused = 0;
        sim::Machine machine;
    };

    const Moment& at(const sim::Machine& start, const std::vector<std::string>& lines) {
        if (!start_ || !(*start_ == start)) {
            start_ = start;
            moments_.clear();
        }
        std::size_t same = 0;
        while (same < std::min(lines.size(), lines_.size()) && lines[same] == lines_[same]) ++same;
        while (!moments_.empty() && moments_.back().lines > same) moments_.pop_back();
        lines_ = lines;
        if (moments_.empty()) moments_.push_back({0, 0, start});
        while (moments_.back().lines < lines.size()) add(lines[moments_.back().lines]);
        return moments_.back();
    }

private:
    void add(const std::string& line) {
        Moment next = moments_.back();
        sim::NullObserver nobody;
        if (!script::execute(next.machine, line, nobody)) ++next.refused;
        ++next.lines;
        if (moments_.size() == most) moments_.erase(moments_.begin() + 1);
        moments_.push_back(std::move(next));
    }

    static constexpr std::size_t most = 8;  // machines kept
    std::optional<sim::Machine> start_;
    std::vector<std::string> lines_;
    std::vector<Moment> moments_;
};

// --- what is compared ---------------------------------------------------------------------------

enum class Unit : unsigned char { count, ns, percent };

struct Field {
    std::string_view name;  ///< an expression; of a process, what stands behind the dot
    const char* label;
    Unit unit = Unit::count;
};

constexpr std::array machine_fields{
    Field{"time", "compare.time", Unit::ns},
    Field{"faults.major", "compare.major"},
    Field{"faults.minor", "compare.minor"},
    Field{"disk.reads", "compare.disk_reads"},
    Field{"disk.writes", "compare.disk_writes"},
    Field{"tlb.misses", "compare.tlb_misses"},
    Field{"tlb.hits", "compare.tlb_hits"},
    Field{"frames.used", "compare.frames_used"},
    Field{"cpu.use", "compare.cpu_use", Unit::percent},
    Field{"jobs.done", "compare.jobs_done"},
    Field{"jobs.refs", "compare.jobs_refs"},
    Field{"last.ns", "compare.last_ns", Unit::ns},
    Field{"last.faults", "compare.last_faults"},
};
constexpr std::array process_fields{
    Field{"resident", "compare.resident"},
    Field{"major", "compare.major_of"},
    Field{"minor", "compare.minor_of"},
    Field{"swapped", "compare.swapped"},
};
constexpr std::size_t most_processes = 4;

std::string shown(u128 value, Unit unit) {
    switch (unit) {
        case Unit::ns: return base::duration(value);
        case Unit::percent: return tr("compare.percent", {base::dec(value)});
        case Unit::count: break;
    }
    return base::grouped(value);
}

// "3.8× less", "12% more".
std::string difference_text(u128 a, u128 b) {
    if (a == b) return tr("compare.same");
    const u128 least = std::min(a, b), most = std::max(a, b);
    if (least == 0) return tr(a == 0 ? "compare.only_b" : "compare.only_a");
    if (most < least * 2) return tr(b < a ? "compare.percent_less" : "compare.percent_more", {base::fraction((most - least) * 100, a, (most - least) * 20 < a ? 1 : 0)});
    return tr(b < a ? "compare.times_less" : "compare.times_more", {most < least * 100 ? base::fraction(most, least, 1) : base::grouped(most / least)});
}

struct Comparison {
    const sim::Machine &a, &b;
    std::vector<CompareRow> different, same;

    std::optional<u128> value(const sim::Machine& machine, const std::string& name) const {
        const auto expression = script::parse_expression(name);
        if (!expression) return std::nullopt;
        const auto result = script::evaluate(*expression, {machine});
        return result ? std::optional(*result) : std::nullopt;
    }
    // Where the step does not name it, what is nothing on both is not worth a row.
    void add(const std::string& name, std::string label, Unit unit, bool named) {
        const auto in_a = value(a, name), in_b = value(b, name);
        if (!in_a || !in_b || (!named && *in_a == 0 && *in_b == 0)) return;
        const double most = std::max(1.0, static_cast<double>(std::max(*in_a, *in_b)));
        CompareRow row{std::move(label), shown(*in_a, unit), shown(*in_b, unit), static_cast<double>(*in_a) / most, static_cast<double>(*in_b) / most,
                       *in_b > *in_a ? 1 : *in_b < *in_a ? -1 : 0, difference_text(*in_a, *in_b)};
        (row.sign != 0 ? different : same).push_back(std::move(row));
    }
    void add_named(const std::string& name) {
        for (const Field& field : machine_fields)
            if (field.name == name) return add(name, tr(field.label), field.unit, true);
        const std::size_t dot = name.find('.');
        if (dot != std::string::npos && b.find_process(name.substr(0, dot)) != base::no_process)
            for (const Field& field : process_fields)
                if (field.name == name.substr(dot + 1)) return add(name, tr(field.label, {name.substr(0, dot)}), field.unit, true);
        add(name, name, Unit::count, true);
    }
    void add_usual() {
        for (const Field& field : machine_fields) add(std::string(field.name), tr(field.label), field.unit, false);
        std::size_t processes = 0;
        for (const os::Process& process : b.kernel.processes) {
            if (!process.alive || processes++ == most_processes) continue;
            for (const Field& field : process_fields) add(process.name + "." + std::string(field.name), tr(field.label, {process.name}), field.unit, false);
        }
    }
};

CompareState found_state(const PanelContext& context) {
    static Replayed replayed;
    const Timeline& timeline = context.timeline;
    const Wanted wanted = wanted_of(context.show.argument);
    CompareState state;
    std::vector<std::string> shared;
    for (std::string& line : timeline.lines()) (begins_with_one_of(line, wanted.verbs) ? state.left_out : shared).push_back(std::move(line));
    const Replayed::Moment& without = replayed.at(timeline.start(), shared);
    state.shared = shared.size();
    state.refused = without.refused;
    Comparison comparison{without.machine, timeline.machine(), {}, {}};
    if (wanted.fields.empty()) comparison.add_usual();
    for (const std::string& name : wanted.fields) comparison.add_named(name);
    state.different = comparison.different.size();
    state.rows = std::move(comparison.different);
    for (CompareRow& row : comparison.same) state.rows.push_back(std::move(row));
    return state;
}

}  // namespace

const CompareState& compare_state(const PanelContext& context) {
    static Remembered<CompareState, std::string> found;
    return found.at(context.timeline, context.show.argument, [&](CompareState& state) { state = found_state(context); });
}

std::string left_out_text(const CompareState& state) {
    std::string text;
    for (const std::string& line : state.left_out) text += (text.empty() ? "" : " · ") + line;
    return text;
}

}  // namespace ui
