// Every kind of practice problem, over a thousand seeds, against answers computed here from the numbers drawn and the
// words of RAM alone; and a reader who asks for one problem after another.
#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include <catch_amalgamated.hpp>

#include "core/base/text.h"
#include "lessons/engine/player.h"
#include "lessons/engine/questions.h"
#include "tests/lessons/lesson_text.h"

namespace {

using base::u128;

const lessons::Lesson& practice() {
    static const lessons::Lesson lesson = test::parsed(test::read_file("lessons/course/en/90-practice.md"), "90-practice.md");
    return lesson;
}

/// The numbers that a problem was made of.
struct Drawn {
    const sim::Machine& machine;

    std::uint64_t operator[](const std::string& name) const {
        const sim::Binding* binding = machine.find_name(name);
        INFO("number " << name);
        REQUIRE(binding);
        return static_cast<std::uint64_t>(binding->value);
    }
    /// Where the walk for va finds the entry of that level (4: the PGD), four tables of 512 words of 8 bytes.
    std::uint64_t entry_address(std::uint64_t va, unsigned level) const {
        std::uint64_t table = machine.current()->root.value;
        for (unsigned at = 4;; --at) {
            const std::uint64_t entry = table + (va >> (3 + 9 * at) & 511) * 8;
            if (at == level) return entry;
            table = machine.hw.ram.read({entry}, 8) & 0x000f'ffff'ffff'f000;
        }
    }
};

u128 translate(const Drawn& d) {
    const std::uint64_t entry = d.machine.hw.ram.read({d.entry_address(d["va"], 1)}, 8);
    return (entry & 0x000f'ffff'ffff'f000) + (d["va"] & 0xfff);
}

// The tables that two pages need, named by level and what stands above it in the address.
u128 tables_of_two(const Drawn& d) {
    std::set<std::pair<unsigned, std::uint64_t>> tables;
    for (const std::uint64_t va : {d["va"], d["va"] + d["far"]})
        for (unsigned level = 1; level <= 4; ++level) tables.insert({level, va >> (12 + 9 * level)});
    return tables.size();
}

bool hits(const Drawn& d) {
    std::map<std::uint64_t, std::deque<std::uint64_t>> sets;  // of two ways, used last in front
    for (const char* name : {"p1", "p2", "p3", "p4", "p5"}) {
        auto& set = sets[d[name] % 4];
        const auto held = std::find(set.begin(), set.end(), d[name]);
        if (held != set.end()) set.erase(held);
        set.push_front(d[name]);
        if (set.size() > 2) set.pop_back();
    }
    const auto& set = sets[d["q"] % 4];
    return std::find(set.begin(), set.end(), d["q"]) != set.end();
}

// 0: none, 1: minor, 2: major, 3: not mapped.
std::size_t fault_kind(const Drawn& d) {
    const std::uint64_t page = (d["vq"] - d["heap"]) / 4096;
    return page == 0 ? 2 : page == 1 ? 0 : page < 4 ? 1 : 3;
}

u128 least_recent(const Drawn& d) {
    std::vector<std::uint64_t> order;  // used longest ago in front
    for (const char* name : {"a", "b", "c", "h1", "h2"}) {
        std::erase(order, d[name]);
        order.push_back(d[name]);
    }
    return order.front();
}

u128 working_set(const Drawn& d) {
    static const int pages[] = {1, 2, 1, 3, 1, 2, 2, 4, 5, 4, 4, 5, 1, 6, 6, 1};
    std::set<int> seen;
    for (std::uint64_t i = d["n"] - std::min(d["n"], d["tau"]); i < d["n"]; ++i) seen.insert(pages[i]);
    return seen.size();
}

/// The right answer: a number, or the number of the option in the file.
u128 expected(const std::string& kind, const Drawn& d) {
    if (kind == "p-translate") return translate(d);
    if (kind == "p-index") return d["va"] / (2u << 20) % 512;
    if (kind == "p-entry") return d.entry_address(d["va"], 1);
    if (kind == "p-flat") return (u128{1} << d["bits"]) * d["esize"] / d["psize"];
    if (kind == "p-tree") return tables_of_two(d);
    if (kind == "p-hit") return hits(d) ? 0 : 1;
    if (kind == "p-reach") return u128{d["n"]} * d["psize"];
    if (kind == "p-eat") return d["hits"] * (1 + d["mem"]) + (100 - d["hits"]) * (1 + 5 * d["mem"]);
    if (kind == "p-fault") return fault_kind(d);
    if (kind == "p-code") return d["code"] == 4 ? 0 : d["code"] == 6 ? 1 : d["code"] == 5 ? 2 : d["code"] == 7 ? 3 : 4;
    if (kind == "p-cow") return std::max(d["k"], d["m"]);
    if (kind == "p-fifo") return d["a"];
    if (kind == "p-lru") return least_recent(d);
    if (kind == "p-set") return working_set(d);
    if (kind == "p-guess") return u128{1} << d["bits"];
    FAIL("no independent computation for " << kind);
    return 0;
}

}  // namespace

TEST_CASE("practice: every kind of problem, a thousand seeds, against an independent computation") {
    const lessons::Lesson& lesson = practice();
    REQUIRE(lesson.practice);
    REQUIRE(lesson.steps.size() >= 12);
    for (const lessons::Step& step : lesson.steps) {
        std::set<u128> answers;
        for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
            sim::Machine machine = lessons::first_machine(seed);
            REQUIRE(lessons::play_runs(machine, step, lessons::initial_params(step)));
            for (const lessons::LessonBlock& block : step.blocks) {
                if (block.kind != lessons::LessonBlock::Kind::question) continue;
                const lessons::Question& question = block.question;
                CAPTURE(question.id, seed);
                const auto machines = lessons::question_machines(question, machine);
                REQUIRE(machines);
                const lessons::ValueScope scope{&machines->after, &machine, {}};
                const u128 right = expected(question.id, Drawn{machine});
                answers.insert(right);
                if (question.kind == lessons::Question::Kind::number) {
                    const auto answer = lessons::value_of(question.answer, scope);
                    REQUIRE(answer);
                    REQUIRE((*answer == right));
                }
                for (std::size_t i = 0; i < question.options.size(); ++i) REQUIRE(lessons::holds(question.options[i].condition, scope) == (i == right));
            }
        }
        CAPTURE(step.title);
        CHECK(answers.size() > 1);
    }
}

TEST_CASE("practice: another problem has other numbers, a tally, and comes back after a reload") {
    const lessons::Lesson& lesson = practice();
    lessons::PlayerOptions options;
    options.seed = 7;
    lessons::Player player(lesson, options);
    REQUIRE(player.act("goto 3"));  // no gate holds the reader up
    const auto ask = [&] { return test::text_of(test::question_in(player.view(), "p-flat")->ask); };
    const lessons::Question* flat = nullptr;
    for (const lessons::LessonBlock& block : lesson.steps[3].blocks)
        if (block.kind == lessons::LessonBlock::Kind::question) flat = &block.question;
    REQUIRE(flat);
    const auto answer_right = [&] {
        const lessons::ValueScope scope{&player.machine(), nullptr, {}};
        return player.act("commit p-flat " + base::dec(*lessons::value_of(flat->answer, scope)));
    };
    std::set<std::string> asked{ask()};
    REQUIRE(answer_right());
    CHECK(test::question_in(player.view(), "p-flat")->state == lessons::QuestionView::State::right);
    CHECK(player.act("another"));
    CHECK(test::question_in(player.view(), "p-flat")->state == lessons::QuestionView::State::open);
    asked.insert(ask());
    REQUIRE(player.act("commit p-flat 1"));
    for (int i = 0; i < 3; ++i) {
        REQUIRE(player.act("another"));
        asked.insert(ask());
    }
    CHECK(asked.size() >= 4);
    REQUIRE(answer_right());
    const auto tally = [](const lessons::LessonView& view) { return test::text_of(view.blocks.back().spans); };
    CHECK(tally(player.view()) == "2 of 3 right so far.");

    lessons::Player again(lesson, options);
    REQUIRE(again.restore(player.save()));
    CHECK(test::text_of(test::question_in(again.view(), "p-flat")->ask) == ask());
    CHECK(tally(again.view()) == tally(player.view()));
    // Numbers that cannot be are refused, and the reader begins anew.
    CHECK_FALSE(again.restore("pw1;id=practice;seed=7;step=3;seen=3;d=3,2,5,1"));
    CHECK_FALSE(again.restore("pw1;id=practice;seed=7;step=3;seen=3;d=99,2,1,1"));
}

TEST_CASE("practice: other lessons draw no other numbers") {
    const lessons::Lesson lesson = test::parsed(test::lesson_with("## One\n"));
    lessons::Player player(lesson, {});
    CHECK_FALSE(player.act("another"));
}
