// What `trace`, `replay`, `mrc` and `tlb` share: a trace read from a file or from standard input, batch by batch.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/sim/replay.h"
#include "ui/cli/cli.h"

namespace cli {

/// Distinct pages a study may meet: with more, its tables would take more than about 8 GB.
constexpr std::size_t max_trace_pages = std::size_t{1} << 27;

/// Hands every batch of the trace to `take`, which returns an error to stop. Complains, and says what to return to the
/// shell: exit_ok or exit_bad_input. A terminal sees the progress.
int read_trace(const TraceOptions& options, const std::function<base::Status(const sim::PageBatch&)>& take);

/// A number of 64 bits as a reader types it; `name` is the option, for the error.
base::Result<std::uint64_t> parse_option(const std::string& name, const std::string& text);
/// An error when a study met too many distinct pages to go on.
base::Status check_pages(std::size_t pages);

}  // namespace cli
