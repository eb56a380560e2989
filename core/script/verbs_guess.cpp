// Guessing where a part of a program lies, as whoever wants to send it astray has to: what ASLR is there
// for. A wrong guess ends in a crash, most of the time; what is left of the program is then a new child of
// the same parent, whose layout is the same, or a program started anew, with another.
#include <algorithm>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/os/aslr_places.h"
#include "core/script/guess.h"
#include "core/script/verbs.h"

namespace script {

using base::Done;
using base::EventKind;
using base::Result;
using base::Status;
using base::u128;
using base::VirtAddr;
using os::Region;

namespace {

// The part guessed at: one that holds code.
Result<Region> take_region(Context& c) {
    const int column = c.args.next_column();
    const std::string word = c.args.word();
    const auto region = os::find_region(word);
    if (region == Region::text || region == Region::libc || region == Region::vdso) return *region;
    if (region) return c.args.error_at(column, base::phrase("script.no-program-goes-on-in", {word}), base::phrase("script.guess-at-text-libc-or"));
    return c.args.error_at(column, word.empty() ? base::phrase("script.which-part-guessed-at") : base::phrase("script.no-part-of-program-holds", {word}), base::phrase("script.write-text-libc-or-vdso"));
}

// One more of what the names `guesses` and `hits` count.
std::uint64_t count_up(sim::Machine& m, const char* name) {
    const sim::Binding* known = m.find_name(name);
    const u128 count = known ? known->value + 1 : 1;
    m.bind(name, count);
    return static_cast<std::uint64_t>(count);
}

// The program goes on at va. True when that is where the part begins. The event that tells of it has the part
// and how it went in `detail` and `before`, and in `after` the number of the guess.
bool guess(Context& c, std::uint32_t process, unsigned core, Region region, VirtAddr va) {
    sim::Machine& m = c.machine;
    sim::access(m, process, core, {va, hw::AccessType::fetch, true}, c.execution.observer);
    const auto& layout = m.kernel.processes[process].layout;
    const bool ran = m.last.outcome == hw::Outcome::ok, right = ran && layout && (*layout)[region] == va;
    const GuessOutcome outcome = right ? GuessOutcome::right : ran ? GuessOutcome::elsewhere : GuessOutcome::crashed;
    const std::uint64_t number = count_up(m, "guesses");
    if (right) count_up(m, "hits");
    c.emit({.kind = EventKind::setting_changed, .process = process, .detail = guess_detail(region), .va = va,
            .before = static_cast<std::uint64_t>(outcome), .after = number}, core);
    return right;
}

Status exec_again(Context& c, std::uint32_t process) {
    auto sink = c.sink();
    return os::exec_program(c.machine.kernel, c.machine.hw, process, c.machine.rng, sink);
}

Status search(Context& c, Loop fresh) {
    Execution& e = c.execution;
    e.enter_loop(std::move(fresh));
    while (e.begin_round()) {
        const Loop now = e.loop();
        ++e.loop().next;
        // Of a layout that stays every place is tried once; where it changes (no stride), one is as good as another.
        const VirtAddr va = now.start + now.next * now.stride;
        if (now.stride == 0)
            if (auto status = exec_again(c, now.process); !status) return status;
        if (guess(c, now.process, now.core, static_cast<Region>(now.body), va)) break;
    }
    e.leave_loop();
    return Done{};
}

// What a search goes through: the places that the rules allow. Errors at `column`, that of its kind.
Result<Loop> places(Context& c, Region region, const Arguments::Keyed& kind) {
    const bool renews = kind.value == "exec";
    if (!renews && kind.value != "fork")
        return c.args.error_at(kind.column, base::phrase("script.no-way-to-guess-again", {kind.value}), base::phrase("script.fork-layout-stays-exec-program"));
    const hw::PagingFormat& format = c.machine.hw.format;
    const auto rules = os::aslr_rules(format);
    if (!rules) {
        const base::Error missing = os::no_aslr_rules(format);
        return c.args.error_at(kind.column, missing.message, missing.hint);
    }
    const os::AslrMode mode = c.machine.kernel.aslr;
    const u128 count = u128{1} << os::entropy_bits(*rules, mode, region);
    constexpr unsigned patience = 16;  // so many times the mean: hardly ever reached
    const u128 rounds = count * (renews ? patience : 1);
    if (auto status = c.take_steps(rounds, kind.column); !status) return status.error();
    Loop loop;
    loop.body = static_cast<std::size_t>(region);
    loop.stride = renews ? 0 : rules->page;
    loop.start = os::lowest_place(*rules, mode, os::default_program(*rules), region);
    loop.end = static_cast<std::uint64_t>(rounds);
    if (renews) loop.start.value += static_cast<std::uint64_t>(count) / 2 * rules->page;
    return loop;
}

}  // namespace

Status run_guess(Context& c) {
    if (c.execution.is_resumed()) return search(c, {});
    auto where = c.args.where();
    if (!where) return where.error();
    const int region_column = c.args.next_column();
    auto region = take_region(c);
    if (!region) return region.error();
    const std::string& name = c.machine.kernel.processes[where->process].name;
    if (!c.machine.kernel.processes[where->process].layout)
        return c.args.error_at(region_column, base::phrase("script.process-has-no", {name, to_text(*region)}), base::phrase("script.lay-out-program-exec-program", {name}));
    if (const auto kind = c.args.keyed("search")) {
        auto loop = places(c, *region, *kind);
        if (!loop) return loop.error();
        const bool fresh = c.args.option("fresh");
        if (auto status = c.args.finish(c.usage); !status) return status;
        if (auto status = run_there(c, *where); !status) return status;
        if (fresh)
            if (auto status = exec_again(c, where->process); !status) return at_column(status, c.column);
        loop->process = where->process;
        loop->core = where->core;
        return search(c, std::move(*loop));
    }
    auto va = c.args.address();
    if (!va) return va.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (auto status = run_there(c, *where); !status) return status;
    guess(c, where->process, where->core, *region, *va);
    return Done{};
}

}  // namespace script
