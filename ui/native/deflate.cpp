#include "ui/native/deflate.h"

#include <zlib.h>

namespace ui {

std::string deflated(std::string_view text) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    std::string bytes(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    bytes.resize(done ? bytes.size() - stream.avail_out : 0);
    deflateEnd(&stream);
    return bytes;
}

}  // namespace ui
