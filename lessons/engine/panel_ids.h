// The panels a lesson can show, and the parts of each that prose can colour and link to
// (`[PGD index](#address.pgd)`). Lessons and panels both read this one list.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace lessons {

/// What stands behind a panel's name in `show`.
enum class PanelArgument : std::uint8_t {
    address,    ///< an address: one name or expression, shared with the step's other panels of this kind
    processes,  ///< names of processes; none: all
    policies,   ///< names of replacement policies; none: the usual ones
    compared,   ///< verbs that machine A leaves out, none: `set`; and fields to compare, none: the usual ones
};

struct PanelId {
    std::string_view id;
    std::span<const std::string_view> parts;
    std::span<const std::string_view> views = {};  ///< other pictures it can show instead (`view=tree`)
    PanelArgument argument = PanelArgument::address;
};

std::span<const PanelId> panel_ids();
/// nullptr when no panel is called so.
const PanelId* find_panel_id(std::string_view id);
bool has_part(const PanelId& panel, std::string_view part);
bool has_view(const PanelId& panel, std::string_view view);

/// The colour role of a part: "l4" "l3" "l2" "l1" "l5" (levels by number), "off", "miss" and "hit" (sizing's two
/// contestants), or "accent".
/// Level names are looked up as roles so that one level has one colour everywhere.
std::string_view role_of_part(std::string_view part);
/// True for a level of the tables: the same thing in every panel that has it.
bool is_level(std::string_view part);

}  // namespace lessons
