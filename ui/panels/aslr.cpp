// The ASLR panel: where the parts of a program lie, in this run and in earlier ones, and how guessing at them
// goes (aslr_picture.cpp); with view=words, the stack frame that is written over (aslr_words.cpp). Here is the
// same in words, rows and commands.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/aslr_picture.h"
#include "ui/walk_state.h"

namespace ui {

using base::dec;
using base::hex;
using lessons::tr;
using os::Region;

std::string region_text(Region region) { return tr("aslr." + std::string(to_text(region))); }

std::string place_text(const PanelContext& context, const AslrRun& run, Region region) {
    const Region part = region == Region::data ? Region::text : region;
    return is_hidden(context, to_text(part)) ? "?" : hex(run[region].value);
}

std::string bits_text(const PanelContext& context, const AslrLane& lane) {
    return is_hidden(context, "bits") ? "?" : tr(lane.bits == 1 ? "aslr.one_bit" : "aslr.bits", {dec(lane.bits)});
}

std::string guesses_text(const PanelContext& context, const AslrState& state) {
    if (state.right + state.wrong == 0) return context.show.view == "guess" && !state.now.empty() ? tr("aslr.no_guess") : std::string();
    if (is_hidden(context, "guesses")) return tr("aslr.guesses_hidden");
    std::string text = tr("aslr.guesses", {base::grouped(state.right + state.wrong), base::grouped(state.wrong), base::grouped(state.right)});
    if (state.right == 1) text += " " + tr("aslr.tries", {base::grouped(state.tries)});
    if (state.right > 1) text += " " + tr("aslr.mean_tries", {base::grouped(state.tries), base::grouped((state.right + state.wrong) / state.right)});
    return text;
}

namespace {

std::string write_words(const PanelContext& context, std::size_t words, const std::string& name) {
    const std::string ones = context.timeline.machine().hw.format.entry.bytes == 8 ? "0x4141_4141_4141_4141" : "0x4141_4141";
    return "repeat " + dec(words) + " as i write " + name + " buffer + i * " + dec(context.timeline.machine().hw.format.entry.bytes) + " = " + ones;
}

std::vector<AslrButton> word_buttons(const PanelContext& context, const std::string& name) {
    const auto words = stack_words(context);
    if (words.size() < 3) return {};
    const std::size_t buffer = words.size() - 2;
    const bool named = address_of(context.timeline.machine(), "buffer").has_value();
    const std::string ret = subject_text(subject_of(context));
    return {{"aslr.write_fitting", named ? write_words(context, buffer, name) : std::string()},
            {"aslr.write_too_long", named ? write_words(context, buffer + 1, name) : std::string()},
            {"aslr.return", words[1].value ? "fetch " + name + " word(translate(" + name + ", " + ret + "))" : std::string()}};
}

std::string free_name(const sim::Machine& machine) {
    for (char letter = 'B'; letter <= 'Z'; ++letter)
        if (machine.find_process(std::string(1, letter)) == base::no_process) return std::string(1, letter);
    return {};
}

}  // namespace

std::vector<AslrButton> aslr_buttons(const PanelContext& context) {
    const sim::Machine& machine = context.timeline.machine();
    const os::Process* process = machine.current();
    const AslrState& state = aslr_state(context.timeline);
    if (!process || !process->alive || !state.rules) return {};
    const std::string& name = process->name;
    if (context.show.view == "words") return word_buttons(context, name);
    if (context.show.view == "guess") {
        const Region region = guessed_region(state);
        const AslrLane* lane = state.lane(region);
        const std::string search = "guess " + name + " " + std::string(to_text(region)) + " search=";
        const bool feasible = lane && lane->bits <= 18 && process->layout;
        return {{"aslr.guess", process->layout && lane ? guess_command(context, region, state.next_place(*lane)) : std::string()},
                {"aslr.search_fork", feasible ? search + "fork" : std::string()},
                {"aslr.search_exec", feasible && lane->bits <= 14 ? search + "exec" : std::string()},
                {"aslr.again", "exec " + name + " program"}};
    }
    const std::string child = free_name(machine);
    return {{"aslr.again", "exec " + name + " program"},
            {"aslr.many", "repeat 50 exec " + name + " program"},
            {"aslr.fork", child.empty() || !process->layout ? std::string() : "fork " + name + " " + child},
            {machine.kernel.aslr == os::AslrMode::off ? "aslr.turn_on" : "aslr.turn_off", machine.kernel.aslr == os::AslrMode::off ? "set aslr on" : "set aslr off"}};
}

namespace {

void draw(const PanelContext& context, Selection&, std::vector<PanelRequest>& requests) {
    if (context.show.view == "words") return draw_words(context, requests);
    draw_aslr({context, aslr_state(context.timeline), requests});
}

PanelHeight wanted_height(const PanelContext& context, const Selection&, float width) {
    return context.show.view == "words" ? words_height(context, width) : aslr_height(context, aslr_state(context.timeline), width);
}

std::string hint(const PanelContext& context, const Selection&) {
    const AslrState& state = aslr_state(context.timeline);
    if (context.show.view == "words" || !state.rules) return {};
    const std::string mode(to_text(context.timeline.machine().kernel.aslr));
    return tr("aslr.hint_" + mode, {std::string(state.rules->name)});
}

// --- text twins -----------------------------------------------------------------------------------

std::string say_words(const PanelContext& context) {
    const auto words = stack_words(context);
    std::string text;
    std::size_t changed = 0;
    for (const StackWord& word : words) changed += word.changed;
    if (!words.empty()) text = tr("aslr.say_words", {dec(words.size() - 2), dec(changed)}) + " ";
    return text + return_text(context);
}

std::string say(const PanelContext& context, const Selection&) {
    if (context.show.view == "words") return say_words(context);
    const AslrState& state = aslr_state(context.timeline);
    if (!state.rules) return tr("aslr.no_rules");
    std::string text;
    for (const AslrLane& lane : state.lanes) text += (text.empty() ? "" : ", ") + region_text(lane.region) + " " + bits_text(context, lane);
    text = tr("aslr.say_bits", {std::string(state.rules->name), text});
    for (const AslrRun& run : state.now) {
        std::string places;
        for (const AslrLane& lane : state.lanes) places += (places.empty() ? "" : ", ") + region_text(lane.region) + " " + place_text(context, run, lane.region);
        text += " " + tr("aslr.say_run", {context.timeline.machine().kernel.processes[run.process].name, places});
    }
    if (state.now.empty()) text += " " + tr("aslr.none");
    if (state.runs > 0) text += " " + tr("aslr.say_runs", {base::grouped(state.runs), base::grouped(state.earlier.size())});
    const std::string guesses = guesses_text(context, state);
    return guesses.empty() ? text : text + " " + guesses;
}

TableData words_table(const PanelContext& context) {
    TableData data;
    data.columns = {tr("aslr.column_word"), tr("aslr.column_address"), tr("aslr.column_value"), tr("aslr.column_meaning")};
    const auto words = stack_words(context);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const StackWord& word = words[i];
        const bool returns = word.use == StackWord::Use::return_address && word.value;
        data.rows.push_back({use_text(word, words.size() - 1 - i), hex(word.va.value), word.value ? hex(*word.value) : tr("aslr.not_in_ram"), (returns ? address_meaning(context, {*word.value}) : std::string()) + (word.changed ? (returns ? ", " : "") + tr("aslr.changed") : "")});
    }
    return data;
}

// The bits, then a row a run: those that live, and earlier ones, the newest first.
TableData runs_table(const PanelContext& context) {
    const AslrState& state = aslr_state(context.timeline);
    TableData data;
    data.columns = {tr("aslr.column_run")};
    for (const AslrLane& lane : state.lanes) data.columns.push_back(region_text(lane.region));
    if (!state.rules) return data;
    std::vector<std::string> bits{tr("aslr.row_bits")};
    for (const AslrLane& lane : state.lanes) bits.push_back(bits_text(context, lane));
    data.rows.push_back(std::move(bits));
    const auto add = [&](const AslrRun& run, std::string name) {
        std::vector<std::string> cells{std::move(name)};
        for (const AslrLane& lane : state.lanes) cells.push_back(place_text(context, run, lane.region));
        data.rows.push_back(std::move(cells));
    };
    for (const AslrRun& run : state.now) add(run, context.timeline.machine().kernel.processes[run.process].name);
    for (const AslrRun& run : state.earlier) add(run, tr("aslr.earlier"));
    return data;
}

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    TableData data = context.show.view == "words" ? words_table(context) : runs_table(context);
    data.total_rows = data.rows.size();
    if (first > 0) data.rows.erase(data.rows.begin(), data.rows.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(first, data.rows.size())));
    if (data.rows.size() > count) data.rows.resize(static_cast<std::size_t>(count));
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    std::vector<PanelAction> list;
    for (const AslrButton& button : aslr_buttons(context))
        list.push_back({tr(button.id) + (button.command.empty() ? "" : ": " + button.command), {PanelRequest::Kind::command, button.command, false}, !button.command.empty()});
    const AslrState& state = aslr_state(context.timeline);
    const os::Process* process = context.timeline.machine().current();
    if (context.show.view != "guess" || !process || !process->layout) return list;
    for (const AslrLane& lane : state.lanes) {
        if (lane.region == Region::stack || lane.region == Region::heap) continue;
        for (const double share : {0.0, 0.5, 1.0}) {
            const base::VirtAddr va = state.place(lane, share);
            list.push_back({tr("aslr.guess_here", {region_text(lane.region), hex(va.value)}), {PanelRequest::Kind::command, guess_command(context, lane.region, va), false}, true});
        }
    }
    return list;
}

}  // namespace

const Panel aslr_panel{"aslr", "panel.aslr", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
