// Reports beside the figures: nothing in them passes or fails by itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/bench/cases.h"

namespace bench {

/// Time and memory as accesses, pages and mapped memory grow: in proportion, and whatever the address space.
void growth_report(const Trace& trace);

/// How long going back takes in a history of a million events: the worst of many places sought at random and of many
/// steps back, in ms, with what its snapshots hold. `only`: of histories whose name holds it.
void timeline_report(const std::string& only);
/// `only` of an argument --timeline or --timeline=ONLY; nullopt for any other.
std::optional<std::string> timeline_asked(std::string_view argument);

}  // namespace bench
