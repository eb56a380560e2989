// CRC-32 as zip, gzip and PNG have it (polynomial 0xedb88320, reflected): finds slips, not forgers.
#pragma once

#include <cstdint>
#include <string_view>

namespace base {

std::uint32_t crc32(std::string_view bytes);

}  // namespace base
