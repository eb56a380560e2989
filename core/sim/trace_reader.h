// Trace files as page numbers, read piece by piece in constant memory.
//
//     lackey   valgrind --tool=lackey --trace-mem=yes:  "I  0400d7d4,8", " L 1ffeffe7e,8", " S ...", " M ..."
//     din      Dinero:  "0 7fff5a8", label 0 read, 1 write, 2 fetch, 3 other; address in hexadecimal
//     text     one page number a line, decimal or 0x...
//     u32 u64  page numbers, little-endian
//
// lackey and din hold addresses, which are cut to pages; each line is one access, of the page of its first byte. The
// reader knows no files: the caller hands it bytes as they come.
//
//     TraceReader reader(TraceFormat::din, 12);
//     while (bytes) { reader.feed(bytes); use(reader.batch()); }
//     reader.finish();  use(reader.batch());
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/types.h"
#include "core/sim/replay.h"

namespace sim {

enum class TraceFormat : std::uint8_t { lackey, din, text, u32, u64 };
std::string_view to_text(TraceFormat format);
/// The error suggests the closest.
base::Result<TraceFormat> find_trace_format(std::string_view name);
/// From a file's name and its first bytes; text when neither says more.
TraceFormat guess_trace_format(std::string_view name, std::string_view start);

/// Of pages of `bytes` bytes each: a power of two from 1 to 2^63; the error says so.
base::Result<unsigned> page_bits_of(base::u128 bytes);

class TraceReader {
public:
    explicit TraceReader(TraceFormat format, unsigned page_bits = 12) : format_(format), page_bits_(page_bits) {}

    /// Decodes what is complete in the bytes so far; batch() has the accesses of this call. An error has the line
    /// and says the byte; nothing can be fed after it.
    base::Status feed(std::string_view bytes);
    /// The end of the file: decodes a last line without a line feed. Error when an item is cut off.
    base::Status finish();
    /// Valid until the next call.
    PageBatch batch() const { return {pages_, writes_}; }

    // Progress.
    std::uint64_t bytes() const { return bytes_; }
    std::uint64_t lines() const { return line_; }
    std::uint64_t accesses() const { return accesses_; }

    static constexpr std::size_t max_line = 4096;

private:
    base::Status feed_lines(std::string_view bytes);
    base::Status take_line(std::string_view line);
    base::Status take_lackey(std::string_view line);
    base::Status take_din(std::string_view line);
    base::Status take_text(std::string_view line);
    base::Error wrong(std::string message, std::string_view line, std::size_t column, std::string hint = {}) const;
    void feed_words(std::string_view bytes, std::size_t width);
    void add(std::uint64_t address, bool write);

    TraceFormat format_;
    unsigned page_bits_;
    std::vector<std::uint64_t> pages_;
    std::vector<std::uint8_t> writes_;  ///< empty where the format does not tell
    std::string rest_;                  ///< the beginning of an item whose end was not fed yet
    std::uint64_t bytes_ = 0, line_ = 0, accesses_ = 0, empty_line_ = 0;
    std::uint64_t line_start_ = 0, empty_start_ = 0;  ///< byte at which the present line begins, and the first empty one
};

}  // namespace sim
