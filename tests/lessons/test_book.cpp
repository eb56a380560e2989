// The pages around the lessons: what the checker asks of them, and where their links lead.
#include <catch_amalgamated.hpp>

#include <algorithm>
#include <filesystem>

#include "lessons/engine/book.h"
#include "tests/lessons/lesson_text.h"

namespace {

using lessons::Lesson;

// A course of one lesson that teaches swap and TLB reach.
std::vector<Lesson> small_course() {
    return {test::parsed(test::lesson_with("## First\nNothing of it.\n## Second\nPages go to swap, the TLB reach is small.\n## Third\nWhat is **swap**? See [reach](#term-tlb-reach).\n"
                                           "```claim\nclaim: c\ntest: page_size == 4K\nverdict: v\n```\n", "terms swap tlb-reach"), "01-small.md")};
}

std::string page_text(const std::string& id, const std::string& steps) { return "# Page\nOpening.\n```lesson\nid " + id + "\nbook\n```\n" + steps; }

// The errors of a page of the book beside the small course, one line each.
std::string errors_of(const std::string& id, const std::string& steps) {
    std::vector<Lesson> course = small_course();
    course.push_back(test::parsed(page_text(id, steps), id + ".md"));
    std::string all;
    for (const base::Error& error : lessons::check_lesson(course.back(), course).errors) all += std::to_string(error.line) + ": " + error.message + "\n";
    return all;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::string reach = "## TLB reach\nEntries times page size.\n", swap = "## Swap (on disk)\nWhere pages go.\n";

std::string claim(const std::string& lines) {
    return "## A claim\n```run\nmachine x86-64\nprocess A\nmap A 0x400000 8K rw\n```\n```claim\nclaim: Said.\n" + lines + "\n```\n";
}
const std::string complete = "\ncomputed: `=page_size`\nsource: arithmetic\nsee: small";

}  // namespace

TEST_CASE("a page of the book needs no minutes, and asks nothing") {
    const Lesson page = test::parsed(page_text("glossary", reach));
    CHECK(page.book);
    CHECK(page.minutes == 0);
    CHECK(has(errors_of("other", "## S\n```predict q\nask: What?\nanswer: page_size\nwhy: So.\n```\n"), "asks nothing"));
}

TEST_CASE("a heading names its term") {
    CHECK(lessons::term_id("Page table entry (PTE)") == "page-table-entry");
    CHECK(lessons::term_id("Copy-on-write") == "copy-on-write");
    CHECK(lessons::term_id("A flat table of “32 TB”") == "a-flat-table-of-32-tb");
}

TEST_CASE("every term has one definition, and every definition a lesson") {
    CHECK(errors_of("glossary", reach + swap) == "");
    CHECK(has(errors_of("glossary", reach), "'swap', a term of the lesson 'small', has no definition"));
    CHECK(has(errors_of("glossary", reach + swap + "## Paging\nText.\n"), "no lesson teaches 'paging'"));
    CHECK(has(errors_of("glossary", reach + swap + swap), "'swap' is defined twice"));
    CHECK(has(errors_of("glossary", reach + "## Swap\n"), "'Swap' has no definition"));
}

TEST_CASE("a term leads to the step that introduces it: linked before stressed before used") {
    const std::vector<Lesson> course = small_course();
    const auto of_swap = lessons::taught_at("swap", course), of_reach = lessons::taught_at("tlb-reach", course);
    REQUIRE(of_swap.size() == 1);
    REQUIRE(of_reach.size() == 1);
    CHECK(of_swap[0].step == 2);
    CHECK(of_reach[0].step == 2);
    CHECK(of_swap[0].address() == "small.html?step=3&predict=open#step-2");
    CHECK(lessons::taught_at("walk", course).empty());
}

TEST_CASE("a claim says what its test gives, and is complete") {
    CHECK(errors_of("claims", claim("test: page_size == 4K\nholds: Yes." + complete)) == "");
    CHECK(errors_of("claims", claim("test: page_size == 8K\nwrong: No." + complete)) == "");
    CHECK(has(errors_of("claims", claim("test: page_size == 4K\nwrong: No." + complete)), "said to be wrong, but its test holds"));
    CHECK(has(errors_of("claims", claim("test: page_size == 8K\nholds: Yes." + complete)), "said to hold, but its test does not"));
    CHECK(has(errors_of("claims", claim("test: page_size == 4K\nverdict: Yes." + complete)), "has no holds:"));
    CHECK(has(errors_of("claims", claim("test: page_size == 4K\nholds: Yes.\ncomputed: x\nsee: small")), "has no source:"));
    CHECK(has(errors_of("claims", claim("test: page_size == 4K\nholds: Yes.\ncomputed: x\nsource: y\nsee: nix")), "there is no lesson or step 'nix'"));
    CHECK(has(errors_of("claims", claim("test: page_size == 4K\nholds: Yes.\ncomputed: `=nix`\nsource: y\nsee: small")), "'nix' is not known here"));
}

TEST_CASE("the exception of a claim makes it otherwise") {
    const std::string test = "test: A.resident == 0\nholds-if: Nobody touched it.";
    CHECK(errors_of("claims", claim(test + "\nexcept: write A 0x400000" + complete)) == "");
    CHECK(has(errors_of("claims", claim(test + "\nexcept: process B" + complete)), "gives what it gave before"));
    CHECK(has(errors_of("claims", claim(test + "\nexcept: write B 0x400000" + complete)), "'B'"));
    const Lesson page = test::parsed(page_text("claims", claim(test + "\nexcept: write A 0x400000" + complete)));
    const auto tested = lessons::tested_claims(page);
    REQUIRE(tested.size() == 1);
    CHECK(tested[0].holds);
    CHECK_FALSE(tested[0].holds_after);
    CHECK(tested[0].title == "A claim");
    CHECK(tested[0].commands.size() == 3);
    CHECK(test::text_of(tested[0].computed) == "4096");
}

TEST_CASE("a claim leads to the step that is named, else to one with a claim of its own") {
    const std::vector<Lesson> course = small_course();
    const auto step_of = [&](const std::string& see) {
        lessons::Claim claim;
        claim.see = see;
        const lessons::StepRef place = lessons::claim_step(claim, course);
        return place.lesson ? static_cast<int>(place.step) : -1;
    };
    CHECK(step_of("small") == 2);
    CHECK(step_of("small/Second") == 1);
    CHECK(step_of("small/Nowhere") == -1);
    CHECK(step_of("nix") == -1);
}

TEST_CASE("links of the book lead to steps that exist") {
    CHECK(errors_of("other", "## S\n[a](small.html) and [b](small.html?step=3&predict=open#step-2), [c](https://example.org/x.html).\n") == "");
    CHECK(has(errors_of("other", "## S\n[a](small.html?step=4)\n"), "leads nowhere"));
    CHECK(has(errors_of("other", "## S\n[a](large.html)\n"), "leads nowhere"));
}

TEST_CASE("a listing of formats names formats") {
    CHECK(lessons::listed_formats("formats: i386 pae\nsv39") == std::vector<std::string>{"i386", "pae", "sv39"});
    CHECK(lessons::listed_formats("int main()").empty());
    CHECK(has(errors_of("cheat-sheet", "## S\n```text\nformats: i386 sv93\n```\n"), "sv93"));
}

TEST_CASE("the book of the course is sound") {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator("lessons/course/en"))
        if (entry.path().extension() == ".md") files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    std::vector<Lesson> course;
    for (const std::string& file : files) course.push_back(test::parsed(test::read_file(file), file));
    std::size_t pages = 0;
    for (const Lesson& page : course) {
        if (!page.book) continue;
        ++pages;
        for (const base::Error& error : lessons::check_lesson(page, course).errors) FAIL_CHECK(base::to_text(error, page.file));
    }
    CHECK(pages >= 3);
}
