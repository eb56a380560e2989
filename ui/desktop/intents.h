// What the reader did while a frame was drawn. Drawing collects, the shell carries out afterwards,
// so that nothing changes under a drawing function's feet.
#pragma once

#include <string>
#include <vector>

#include "imgui.h"

namespace ui::desktop {

struct Intents {
    std::vector<std::string> actions;  ///< for Player::act
    std::string part;                  ///< a part of a panel that was pressed: "address.pgd"
    std::string link;                  ///< a link that was pressed
    std::string word;                  ///< the part whose word the pointer or the focus is on
    std::string pointed;               ///< in: the part of a panel that the pointer is on; its words are marked
    bool turned_pages = false;         ///< a step or lesson was chosen: read from its top

    /// What can be pressed, and where its middle is: for the state log, which tests drive by.
    struct Control {
        std::string name;
        ImVec2 at;
    };
    std::vector<Control> controls;
};

}  // namespace ui::desktop
