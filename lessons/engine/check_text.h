// The checker's rules about words and about coming back (private to the engine).
#pragma once

#include <functional>
#include <span>

#include "lessons/engine/checker.h"

namespace lessons {

/// Every text of the lesson, in order.
void for_each_inlines(const Lesson& lesson, const std::function<void(const Inlines&)>& visit);

/// Terms: linked ones are taught here or earlier; ones that a later lesson teaches are noted.
void check_terms(const Lesson& lesson, std::span<const Lesson> course, CheckReport& report);

/// Plays the lesson through a Player, then goes back: each step must give the machine it gave.
void check_return(const Lesson& lesson, std::span<const Lesson> course, CheckReport& report);

}  // namespace lessons
