// RAM saved to a file, as QEMU's `pmemsave 0 SIZE FILE` does it, and the page tables in it: what `pagewalk translate` and
// the desktop program open.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/result.h"
#include "core/hw/hardware.h"

namespace ui {

/// So many bytes of so many are read. False: stop.
using ImageProgress = std::function<bool(std::uint64_t done, std::uint64_t whole)>;

/// The file's bytes from physical address 0 on: little-endian words; memory that holds zeros takes no room. The error
/// names the file. What was stopped is as far as it came.
base::Result<hw::Ram> read_ram_image(const std::string& path, const ImageProgress& go_on);

/// The format of that name on a processor of 52 physical address bits, or more where the format has more: who saved the
/// image had one that is not known here.
base::Result<hw::PagingFormat> image_format(const std::string& name);

/// Where the top table lies; `name` is what an error calls the value: "--root 0x1000". In RAM, and aligned as a table is.
base::Result<base::PhysAddr> parse_root(const std::string& name, const std::string& text, const hw::PagingFormat& format, const hw::Ram& ram);

/// A processor with these tables and no TLB.
hw::Hardware machine_of_image(const hw::PagingFormat& format, hw::Ram ram, base::PhysAddr root);

}  // namespace ui
