// The picture of address spaces (private to the panel): columns with a bar to scale and the areas
// beside it, drawn from the layout.
#pragma once

#include "ui/panels/space_layout.h"

namespace ui {

struct SpaceView {
    const PanelContext& context;
    Selection& selection;
    std::vector<PanelRequest>& requests;
    const sim::Machine& machine;
    const hw::PagingFormat& format;
    SpaceHalves halves;
    std::optional<RecentAccess> recent;
    bool picking;  ///< the lesson waits for a page

    const os::Process& process(std::uint32_t index) const { return machine.kernel.processes[index]; }
    bool is_recent(std::uint32_t process, base::VirtAddr page) const {
        return recent && recent->process == process && (recent->va.value & ~base::low_mask(format.page_bits)) == page.value;
    }
    /// Sends the access that a click means, or the page that was asked for.
    void touch(std::uint32_t process, base::VirtAddr va) const;
};

/// "read A 0x40_0000", or "write ...".
std::string access_command(const sim::Machine&, std::uint32_t process, base::VirtAddr va, bool writes);

/// The area's card: its name, its address, its pages. (space_card.cpp)
void draw_card(const SpaceView&, const SpaceColumn&, const SpaceRow&, const CardLook&, ImVec2 at);
/// A page of 26 by 26: state by shape and colour. `width` may be more. (space_card.cpp)
void draw_page_shape(const SpaceView&, std::uint32_t process, bool kernel, const Page&, ImVec2 min, ImVec2 max);

/// The whole space in one scale at the left of a column; `at_y` gives where on it an address lies. (space_bar.cpp)
struct SpaceBar {
    ImVec2 min{}, max{};
    float hole = 0;  ///< height of the break between the halves
};
float bar_y(const SpaceBar&, const SpaceHalves&, base::u128 address);
void draw_bar(const SpaceView&, const SpaceColumn&, const SpaceBar&);

void draw_space(const PanelContext&, Selection&, std::vector<PanelRequest>&);
/// "1.1 TiB": addresses that one line of the bar stands for. `height` in ImGui units.
base::u128 bytes_per_line(const SpaceHalves&, float height);

}  // namespace ui
