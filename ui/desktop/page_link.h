// The address under which the site shows what the window shows, and its QR code (libqrencode's).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "lessons/engine/player.h"
#include "ui/app.h"

namespace ui::desktop {

bool is_web_address(std::string_view text);

/// A site's address as it is kept: "https://uni.example/pagewalk/", or one that ends in .html, the course in one
/// file. The error says what is wrong with it.
base::Result<std::string> site_address(const std::string& text);

struct PageLink {
    std::string address;
    bool whole = true;  ///< false: the commands done here did not fit; it leads to the step as it begins
};
/// "SITE/walk.html?step=3&seed=7#c=..." of the player's present step. REQUIRES: site came from site_address()
PageLink page_link(const std::string& site, const lessons::Player& player, const App& app);

struct QrCode {
    unsigned side = 0;        ///< modules; 0: the text did not fit
    std::vector<bool> dark;   ///< row by row
};
QrCode qr_code(const std::string& text);

}  // namespace ui::desktop
