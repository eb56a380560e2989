// Two addresses compared: the second one's fields below the first's, and which agree. As long as the
// indexes from the top agree, the walks to both use the same entries; from the first that differs on
// each has tables of its own, whatever the indexes there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "imgui.h"
#include "ui/panels/address_fields.h"

namespace ui {

struct ComparedField {
    bool agrees = false;
    bool shared = false;     ///< ... and so do all above it: the same entry of the same table
    std::string value = {};  ///< the second address's; "?" while hidden
};

struct Comparison {
    std::string name;        ///< what the second address was called by
    base::VirtAddr va{};
    std::vector<ComparedField> fields;  ///< one for each of address_fields()
    bool told = true;        ///< false: a question asks for a part of it
};

/// The comparison that the step or the reader asks for; nullopt: none.
std::optional<Comparison> comparison_of(const PanelContext& context, const Selection& selection, base::VirtAddr va, const std::vector<AddressField>& fields);

/// "vb agrees in PGD and PUD: the walks part at the PMD." Empty while hidden.
std::string comparison_text(const Comparison& comparison, const std::vector<AddressField>& fields);

/// What the reader can compare with: names of the machine, the last access; and the way back.
std::vector<PanelAction> comparison_actions(const PanelContext& context, const Selection& selection, const Subject& subject);

/// Height of the second address's part of the picture; `in_line`: with its bits, each below the first's.
float compared_height(const Comparison& comparison, const std::vector<AddressField>& fields, float width, bool in_line);
/// Paints it; `bit` is the width of one bit where the fields stand in one line, else 0. Returns where it ends.
float draw_compared(base::VirtAddr va, const Comparison& comparison, const std::vector<AddressField>& fields, ImVec2 at, float width, float bit);

}  // namespace ui
