// One plain sentence per event: what a screen reader hears, the timeline shows and the terminal
// prints.
#pragma once

#include <optional>
#include <string>

#include "core/sim/machine.h"

namespace ui {

/// `machine` gives names to processes and levels; the sentence ends with a full stop.
std::string narrate(const sim::Machine& machine, const base::Event& event);

/// The same in the words of the hotel; nullopt for what the hotel has no words for.
std::optional<std::string> narrate_hotel(const sim::Machine& machine, const base::Event& event);

/// "entry not present", "write not allowed", ...: an x86 page-fault error code in words.
std::string fault_reason(std::uint32_t error_code);
/// What is wrong and, in brackets, what to do about it.
std::string error_text(const base::Error& error);
/// What the kernel did about a fault, as a sentence without its full stop.
std::string outcome_text(os::FaultOutcome outcome);

}  // namespace ui
