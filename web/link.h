// Links, as the page's scripts hand them in.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "web/session.h"

namespace web {

/// What pw_link_unpack says; `inflated` is empty until the code has been inflated.
std::string unpacked_json(std::string_view code, std::string_view inflated);

/// Opens a link's text at `step`, from 0; below 0 at its own. REQUIRES: session.playing()
base::Status open_link(Session& session, std::string_view text, int step);

}  // namespace web
