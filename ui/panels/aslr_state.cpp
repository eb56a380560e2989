#include "ui/panels/aslr_state.h"

#include <algorithm>

#include "core/base/bits.h"
#include "core/base/text.h"
#include "core/os/aslr_places.h"
#include "core/script/guess.h"
#include "lessons/engine/strings.h"
#include "ui/panels/space_model.h"
#include "ui/remembered.h"
#include "ui/walk_state.h"

namespace ui {

using base::Event;
using base::EventKind;
using base::VirtAddr;
using os::Region;
using script::Timeline;

namespace {

constexpr std::size_t most_runs = 64, most_guesses = 256, most_living = 4;

// exec tells of the areas it maps in the order of their addresses, which is that of Region.
std::optional<AslrRun> run_of(const Timeline& timeline, std::uint64_t executed) {
    AslrRun run;
    run.process = timeline.event(executed).process;
    std::size_t found = 0;
    for (std::uint64_t i = executed + 1; i < timeline.position() && found < os::region_count; ++i) {
        const EventKind kind = timeline.kind(i);
        if (kind == EventKind::process_executed || kind == EventKind::access_start) break;
        if (kind == EventKind::area_mapped) run.start[found++] = timeline.event(i).va;
    }
    return found == os::region_count ? std::optional(run) : std::nullopt;
}

void find_runs(const Timeline& timeline, AslrState& state) {
    static const base::KindSet kinds = base::kind_set({EventKind::process_executed});
    const sim::Machine& machine = timeline.machine();
    for (std::uint32_t p = 0; p < machine.kernel.processes.size(); ++p) {
        const os::Process& process = machine.kernel.processes[p];
        if (process.alive && process.layout && (state.now.size() < most_living || p == machine.process))
            state.now.insert(p == machine.process ? state.now.begin() : state.now.end(), {process.layout->start, p});
    }
    if (state.now.size() > most_living) state.now.pop_back();
    // The newest of a living process is what it has now.
    std::vector<std::uint32_t> living;
    for (const AslrRun& run : state.now) living.push_back(run.process);
    for (auto at = timeline.last_of(kinds, timeline.position()); at && state.earlier.size() < most_runs; at = timeline.last_of(kinds, *at)) {
        const auto run = run_of(timeline, *at);
        if (!run) continue;
        const auto own = std::find(living.begin(), living.end(), run->process);
        if (own != living.end()) living.erase(own);
        else state.earlier.push_back(*run);
    }
    const auto before = timeline.start().count(EventKind::process_executed), all = machine.count(EventKind::process_executed);
    state.runs = all - std::min(all, before);
}

// What a name that the guesses count up stands for.
std::uint64_t counted(const sim::Machine& machine, const char* name) {
    const sim::Binding* binding = machine.find_name(name);
    return binding ? static_cast<std::uint64_t>(binding->value) : 0;
}

void find_guesses(const Timeline& timeline, AslrState& state) {
    static const base::KindSet kinds = base::kind_set({EventKind::setting_changed});
    const auto since = [&](const char* name) {
        const auto all = counted(timeline.machine(), name), before = counted(timeline.start(), name);
        return all - std::min(all, before);
    };
    state.right = since("hits");
    state.wrong = since("guesses") - std::min(since("guesses"), state.right);
    // Those that are drawn; and on, to the last two that were right.
    constexpr int most_looked_at = 200'000;
    std::uint64_t rights[2] = {0, counted(timeline.start(), "guesses")};
    std::size_t found = 0;
    auto at = timeline.last_of(kinds, timeline.position());
    for (int i = 0; i < most_looked_at && at && (state.guesses.size() < most_guesses || found < std::min<std::uint64_t>(state.right, 2)); ++i, at = timeline.last_of(kinds, *at)) {
        const Event event = timeline.event(*at);
        const auto region = script::guessed(event);
        if (!region) continue;
        const bool right = event.before == static_cast<std::uint64_t>(script::GuessOutcome::right);
        if (right && found < 2) rights[found++] = event.after;
        if (state.guesses.size() < most_guesses) state.guesses.push_back({event.va, *region, right, event.before == static_cast<std::uint64_t>(script::GuessOutcome::crashed)});
    }
    if (found > 0) state.tries = rights[0] - std::min(rights[0], rights[1]);
}

AslrState found_state(const Timeline& timeline) {
    AslrState state;
    const sim::Machine& machine = timeline.machine();
    state.rules = os::aslr_rules(machine.hw.format);
    if (!state.rules) return state;
    state.shape = os::default_program(*state.rules);
    const os::AslrMode mode = machine.kernel.aslr, full = mode == os::AslrMode::off ? os::AslrMode::on : mode;
    for (const Region region : {Region::stack, Region::vdso, Region::libc, Region::heap, Region::text})
        state.lanes.push_back({region, os::entropy_bits(*state.rules, mode, region), os::entropy_bits(*state.rules, full, region),
                               os::lowest_place(*state.rules, full, state.shape, region)});
    find_runs(timeline, state);
    find_guesses(timeline, state);
    return state;
}

}  // namespace

double AslrState::share(const AslrLane& lane, const AslrRun& run) const {
    const std::uint64_t from = lane.region == Region::heap ? run[Region::data].value + shape[Region::data] : lane.lowest.value;
    const double pages = (static_cast<double>(run[lane.region].value) - static_cast<double>(from)) / static_cast<double>(rules->page);
    const double most = static_cast<double>(base::low_mask(lane.full_bits));
    return most > 0 ? pages / most : 0;
}

VirtAddr AslrState::place(const AslrLane& lane, double share) const {
    const std::uint64_t most = base::low_mask(lane.full_bits);
    const auto pages = static_cast<std::uint64_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(most) + 0.5);
    return lane.lowest + std::min(pages, most) * rules->page;
}

const AslrLane* AslrState::lane(Region region) const {
    const auto found = std::find_if(lanes.begin(), lanes.end(), [&](const AslrLane& l) { return l.region == region; });
    return found == lanes.end() ? nullptr : &*found;
}

VirtAddr AslrState::next_place(const AslrLane& lane) const {
    const auto last = std::find_if(guesses.begin(), guesses.end(), [&](const AslrGuess& g) { return g.region == lane.region; });
    const VirtAddr end = lane.lowest + base::low_mask(lane.full_bits) * rules->page;
    if (last == guesses.end() || last->va.value < lane.lowest.value || last->va.value >= end.value) return lane.lowest;
    return last->va + rules->page;
}

const AslrState& aslr_state(const Timeline& timeline) {
    static Remembered<AslrState> found;
    return found.at(timeline, [&](AslrState& state) { state = found_state(timeline); });
}

Region guessed_region(const AslrState& state) { return state.guesses.empty() ? Region::libc : state.guesses.front().region; }

std::string guess_command(const PanelContext& context, Region region, VirtAddr va) {
    const os::Process* process = context.timeline.machine().current();
    return process ? "guess " + process->name + " " + std::string(to_text(region)) + " " + base::hex(va.value) : std::string();
}

// --- the words of a stack frame -------------------------------------------------------------------

namespace {

std::optional<std::uint64_t> word_at(const sim::Machine& machine, const os::Process& process, std::uint32_t index, VirtAddr va, base::PhysAddr& pa) {
    const os::Vma* area = process.area_of(va);
    if (!area) return std::nullopt;
    const Page page = page_at(machine, index, *area, va);
    if (page.state != PageState::present) return std::nullopt;
    const hw::PagingFormat& format = machine.hw.format;
    pa = {(page.frame.value << format.page_bits) | (va.value & base::low_mask(format.page_bits))};
    if (pa.value + format.entry.bytes > machine.hw.ram.bytes()) return std::nullopt;
    return machine.hw.ram.read(pa, format.entry.bytes);
}

}  // namespace

std::vector<StackWord> stack_words(const PanelContext& context) {
    const sim::Machine& machine = context.timeline.machine();
    const os::Process* process = machine.current();
    const Subject subject = subject_of(context);
    std::vector<StackWord> words;
    if (!process || !subject.va) return words;
    constexpr std::uint64_t most = 8;
    const std::uint64_t bytes = machine.hw.format.entry.bytes, at = subject.va->value;
    const auto buffer = address_of(machine, "buffer");
    std::uint64_t count = buffer && buffer->value < at ? (at - buffer->value) / bytes : 4;
    count = std::min(count, most);
    const sim::Machine& start = context.timeline.start();
    const bool same = start.hw.ram.bytes() == machine.hw.ram.bytes() && start.hw.format.entry.bytes == bytes;
    for (std::uint64_t i = 0; i < count + 2; ++i) {
        StackWord word;
        word.va = {at + bytes - i * bytes};
        word.use = i == 0 ? StackWord::Use::caller : i == 1 ? StackWord::Use::return_address : StackWord::Use::buffer;
        base::PhysAddr pa{};
        word.value = word_at(machine, *process, machine.process, word.va, pa);
        word.changed = word.value && same && start.hw.ram.read(pa, static_cast<unsigned>(bytes)) != *word.value;
        words.push_back(word);
    }
    return words;
}

std::string address_meaning(const PanelContext& context, VirtAddr va) {
    const sim::Machine& machine = context.timeline.machine();
    for (const sim::Binding& name : machine.names)
        if (name.value == va.value && name.name != "va") return name.name;
    const os::Process* process = machine.current();
    const os::Vma* area = process ? process->area_of(va) : nullptr;
    if (!area) return lessons::tr(machine.hw.format.is_canonical(va) ? "aslr.nothing" : "aslr.not_canonical");
    const std::string name = area->name.empty() ? lessons::tr("space.area") : area->name;
    return va == area->start ? name : name + " + " + base::hex(va.value - area->start.value);
}

}  // namespace ui
