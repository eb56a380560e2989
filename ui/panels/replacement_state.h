// What the replacement panel shows: the machine's reference string, and the way of each policy through it.
// Worked out once per moment of the timeline.
#pragma once

#include <string>
#include <vector>

#include "core/os/policies/policy.h"
#include "ui/panel.h"

namespace ui {

struct PolicyBlock {
    std::string policy;  ///< "lru"
    std::string label;   ///< "LRU"
    os::Sees sees{};
    sim::StringRun run;

    bool has_bits() const { return !run.accessed.empty(); }
    bool accessed(std::size_t step, std::uint32_t slot) const { return run.accessed[step * run.frames + slot] != 0; }
};

struct ReplacementState {
    sim::ReferenceString string;
    std::vector<PolicyBlock> blocks;

    std::uint32_t length() const { return static_cast<std::uint32_t>(string.pages.size()); }
};

/// The policies that the step names, or the usual ones. Names that are none are left out.
std::vector<std::string> shown_policies(const PanelContext& context);
/// "second-chance" as people write it.
std::string policy_label(const std::string& policy);

const ReplacementState& replacement_state(const PanelContext& context);

/// The page in a frame after `count` references; nullopt: empty. Walks back to when the frame was last filled.
std::optional<std::uint32_t> page_in(const ReplacementState& state, const PolicyBlock& block, std::size_t count, std::uint32_t slot);

/// "string at=5", "string frames=4".
std::string string_command(const char* option, std::uint32_t value);
/// The whole string with another page at reference `index`.
std::string changed_string(const sim::ReferenceString& string, std::size_t index, std::uint32_t page);

/// "FIFO: a fault, 3 leaves": what a reference did under a policy.
std::string step_text(const PanelContext& context, const PolicyBlock& block, std::size_t step);

}  // namespace ui
