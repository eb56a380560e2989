// What a reader pastes into the address panel: an address in hexadecimal, or a whole line of
// /proc/self/maps:
//
//     7f3a40000000-7f3a40022000 r-xp 00000000 08:01 1234   /usr/lib/libc.so.6
//     start        end          perms  offset   dev inode  path
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/sim/machine.h"

namespace ui {

struct PastedArea {
    std::uint64_t end = 0;       ///< first address after the area
    os::Permissions permissions;
    std::string name;            ///< last part of the path, fit for `map name=`; may be empty
    friend bool operator==(const PastedArea&, const PastedArea&) = default;
};

struct PastedAddress {
    base::VirtAddr va{};               ///< the address, or the start of the area
    std::optional<PastedArea> area = {};
    friend bool operator==(const PastedAddress&, const PastedAddress&) = default;
};

/// Reads an address (with or without 0x, `_` between digits) or a line of a memory map. The error
/// says which part is wrong, at which column, and what would be right.
base::Result<PastedAddress> parse_pasted(std::string_view text, const hw::PagingFormat& format);

/// The commands that give `name` this address and, where no process has mapped it and a program
/// may use it, map its page so that it can be walked (the whole area when it is small).
base::Result<std::vector<std::string>> pasted_commands(std::string_view text, const sim::Machine& machine, const std::string& name);

}  // namespace ui
