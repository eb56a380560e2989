// The checker's rules about words and about coming back (private to the engine).
#pragma once

#include <functional>
#include <span>

#include "lessons/engine/checker.h"

namespace lessons {

/// Every text of the lesson or of one step, in order.
void for_each_inlines(const Lesson& lesson, const std::function<void(const Inlines&)>& visit);
void for_each_inlines(const Step& step, const std::function<void(const Inlines&)>& visit);

/// nullptr when there is none of that id.
const Lesson* find_lesson(std::span<const Lesson> course, std::string_view id);

/// Looks for a whole word, in any case; '-' in the term stands for a blank, too.
bool contains_word(std::string_view text, std::string_view term);

/// Terms: linked ones are taught here or earlier; ones that a later lesson teaches are noted.
void check_terms(const Lesson& lesson, std::span<const Lesson> course, CheckReport& report);

/// Plays the lesson through a Player, then goes back: each step must give the machine it gave.
void check_return(const Lesson& lesson, std::span<const Lesson> course, CheckReport& report);

}  // namespace lessons
