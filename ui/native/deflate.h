// zlib's raw deflate, for the programs that have zlib: archives and links. (The page has the browser's.)
#pragma once

#include <string>
#include <string_view>

namespace ui {

/// Raw deflate (RFC 1951) in one go; empty where zlib cannot.
std::string deflated(std::string_view bytes);

}  // namespace ui
