#include "core/base/crc32.h"

namespace base {

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t sum = ~0u;
    for (const char c : bytes) {
        sum ^= static_cast<unsigned char>(c);
        for (int i = 0; i < 8; ++i) sum = sum >> 1 ^ (sum & 1 ? 0xedb8'8320u : 0);
    }
    return ~sum;
}

}  // namespace base
