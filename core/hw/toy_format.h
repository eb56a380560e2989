// A textbook's machine, described in one line (private to hw/; callers use find_format).
#pragma once

#include "core/hw/format.h"

namespace hw {

/// The grammar is at find_format.
base::Result<PagingFormat> parse_toy_format(std::string_view text);

}  // namespace hw
