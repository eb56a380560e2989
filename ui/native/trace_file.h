// A trace file from its first byte to its last: what the command line and the desktop program read it with.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/sim/trace_reader.h"
#include "ui/native/byte_source.h"

namespace ui {

struct TraceInput {
    std::string name;                             ///< of the file: it may say the format
    std::optional<sim::TraceFormat> format = {};  ///< nothing: guessed from the name and the first bytes
    unsigned page_bits = 12;                      ///< for formats that hold addresses
};

struct TraceProgress {
    std::uint64_t bytes = 0, accesses = 0;  ///< of the trace, unpacked
    std::uint64_t taken = 0, whole = 0;     ///< bytes of the file; whole is 0 where that is not known
};

/// Hands every batch to `take`, which returns an error to stop, and asks `go_on` after each: where it says no, the
/// result is good and the trace not read to its end. An error has the line or says the byte.
base::Status read_trace(ByteSource& source, const TraceInput& input, const std::function<base::Status(const sim::PageBatch&)>& take,
                        const std::function<bool(const TraceProgress&)>& go_on);

}  // namespace ui
