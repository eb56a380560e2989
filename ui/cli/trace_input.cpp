#include "ui/cli/trace_input.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <vector>

#include "core/base/text.h"
#include "core/sim/trace_reader.h"
#include "lessons/engine/strings.h"
#include "ui/cli/byte_source.h"

namespace cli {
namespace {

using Clock = std::chrono::steady_clock;

// A line on standard error that a terminal sees change.
class Progress {
public:
    void show(const sim::TraceReader& reader) {
        if (!wanted_ || Clock::now() < next_) return;
        next_ = Clock::now() + std::chrono::milliseconds(500);
        shown_ = true;
        std::fprintf(stderr, "\r\033[K%s", lessons::tr("cli.trace-progress", {base::size(reader.bytes()), base::grouped(reader.accesses())}).c_str());
    }
    ~Progress() {
        if (shown_) std::fprintf(stderr, "\r\033[K");
    }

private:
    bool wanted_ = isatty(STDERR_FILENO), shown_ = false;
    Clock::time_point next_ = Clock::now() + std::chrono::seconds(1);
};

base::Error after_byte(base::Error error, std::uint64_t byte) {
    error.message += lessons::tr("cli.after-byte", {base::grouped(byte)});
    return error;
}

int read(ByteSource& source, sim::TraceReader& reader, std::vector<char>& chunk, std::size_t size, const std::string& shown,
         const std::function<base::Status(const sim::PageBatch&)>& take) {
    Progress progress;
    for (;;) {
        // What a broken trace holds before its fault counts for nothing: no batch is taken with an error.
        base::Status status = size > 0 ? reader.feed({chunk.data(), size}) : reader.finish();
        if (!status) return complain(status.error(), shown), exit_bad_input;
        status = take(reader.batch());
        if (!status) return complain(status.error(), shown), exit_bad_input;
        if (size == 0) break;
        progress.show(reader);
        size = source.read(chunk.data(), chunk.size());
        // A damaged file ends early: that is what is wrong with it, not the line that it ends in.
        if (size > 0) continue;
        if (status = source.status(); !status) return complain(after_byte(status.error(), reader.bytes()), shown), exit_bad_input;
    }
    return exit_ok;
}

}  // namespace

int read_trace(const TraceOptions& options, const std::function<base::Status(const sim::PageBatch&)>& take) {
    const std::string shown = options.file == "-" ? lessons::tr("cli.standard-input") : options.file;
    const auto bytes = base::parse_number(options.page);
    if (!bytes) return complain(bytes.error(), "--page"), exit_bad_input;
    const auto page_bits = sim::page_bits_of(*bytes);
    if (!page_bits) return complain(page_bits.error(), "--page"), exit_bad_input;
    auto source = ByteSource::open(options.file);
    if (!source) return complain(source.error()), exit_bad_input;
    std::vector<char> chunk(std::size_t{1} << 18);
    const std::size_t size = source->read(chunk.data(), chunk.size());
    if (size == 0)
        if (const auto status = source->status(); !status) return complain(after_byte(status.error(), 0), shown), exit_bad_input;
    sim::TraceFormat format = sim::guess_trace_format(ByteSource::plain_name(options.file), {chunk.data(), size});
    if (!options.format.empty()) {
        const auto named = sim::find_trace_format(options.format);
        if (!named) return complain(named.error(), "--format"), exit_bad_input;
        format = *named;
    }
    sim::TraceReader reader(format, *page_bits);
    return read(*source, reader, chunk, size, shown, take);
}

base::Result<std::uint64_t> parse_option(const std::string& name, const std::string& text) {
    const auto value = base::parse_number(text);
    if (!value) return base::Error{name + ": " + value.error().message, value.error().hint};
    if (*value >> 64) return base::Error{name + ": " + lessons::tr("cli.too-large", {text})};
    return static_cast<std::uint64_t>(*value);
}

base::Status check_pages(std::size_t pages) {
    if (pages <= max_trace_pages) return base::Done{};
    return base::Error{lessons::tr("cli.too-many-pages", {base::grouped(max_trace_pages)})};
}

}  // namespace cli
