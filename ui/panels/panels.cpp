#include <algorithm>
#include <array>

#include "ui/panel.h"

namespace ui {

std::span<const Panel* const> panels() {
    static constexpr std::array all{
        &address_panel,
        &tables_panel,
        &ram_panel,
        &sizing_panel,
        &hotel_panel,
        &entry_panel,
        &cost_panel,
        &timeline_panel,
        &console_panel,
        &space_panel,
        &tlb_panel,
        &cores_panel,
        &fault_panel,
        &aslr_panel,
        &replacement_panel,
        &curves_panel,
        &compare_panel,
        &scheduler_panel,
    };
    return all;
}

const Panel* find_panel(std::string_view id) {
    const auto all = panels();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Panel* panel) { return panel->id == id; });
    return found == all.end() ? nullptr : *found;
}

}  // namespace ui
