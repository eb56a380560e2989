// The book around the lessons: glossary, claim check, cheat sheet. Each is a Markdown file in the lesson
// format (`book` in its lesson fence) whose numbers are computed by the machine; `pagewalk render` makes
// pages of them.
//
//     glossary.md     ## Term, and its definition; the heading without what stands in brackets is the term's id
//     claims.md       ## Claim, run: its machine, claim: what is said, tested and found
//     cheat-sheet.md  sections of one printed page; a listing that begins with "formats:" becomes their table
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lessons/engine/checker.h"
#include "lessons/engine/view.h"

namespace lessons {

/// A place in the course.
struct StepRef {
    const Lesson* lesson = nullptr;
    std::size_t step = 0;
    /// "walk.html?step=3&predict=open#step-2": with script and without, and no gate holds up who looks something up.
    std::string address() const;
};

/// Where the course introduces a term: a step of each lesson that has it in its `terms` line.
std::vector<StepRef> taught_at(std::string_view term, std::span<const Lesson> course);
/// Where the course goes into a claim: `see: LESSON` is the lesson's first step with a claim of its own (or its
/// first), `see: LESSON/Title` that step. No lesson when there is no such place.
StepRef claim_step(const Claim& claim, std::span<const Lesson> course);

/// The id of the term under a heading: "page-table-entry" of "Page table entry (PTE)".
std::string term_id(std::string_view heading);

/// A claim as the machine found it.
struct TestedClaim {
    const Claim* claim = nullptr;
    std::string title;                  ///< of its step
    std::vector<std::string> commands;  ///< that make its machine
    Spans text, computed, verdict, origin;
    bool holds = false;
    bool holds_after = false;           ///< after the `except` commands; without any, as before
};
/// REQUIRES: check_lesson finds no error in `page`.
std::vector<TestedClaim> tested_claims(const Lesson& page);

/// The names behind "formats:", when the listing is one of formats.
std::vector<std::string> listed_formats(const std::string& listing);

/// What makes a page part of the book: every term of the course is defined, every definition taught,
/// every claim complete, every link to a step leads somewhere.
void check_book(const Lesson& page, std::span<const Lesson> course, CheckReport& report);

}  // namespace lessons
