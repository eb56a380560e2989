// The built-in rows of the table of formats, family by family (private to hw/; callers use
// builtin_formats).
#pragma once

#include <vector>

#include "core/hw/format.h"

namespace hw {

std::vector<PagingFormat> x86_rows();
std::vector<PagingFormat> arm_rows();
std::vector<PagingFormat> riscv_rows();
std::vector<PagingFormat> teaching_rows();  ///< classroom, hotel

/// Adds the levels of these index widths, from the last up, above the page offset, with their names.
void add_levels(PagingFormat& format, const std::vector<unsigned>& widths);

/// `name` without the options behind '+', which change what the processor sets itself; the error
/// names an option that the row does not have.
base::Status apply_options(PagingFormat& format, std::string_view options);

}  // namespace hw
