#include "ui/cli/trace_input.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/native/trace_file.h"

namespace cli {
namespace {

using Clock = std::chrono::steady_clock;

// A line on standard error that a terminal sees change.
class Progress {
public:
    void show(const ui::TraceProgress& now) {
        if (!wanted_ || Clock::now() < next_) return;
        next_ = Clock::now() + std::chrono::milliseconds(500);
        shown_ = true;
        std::fprintf(stderr, "\r\033[K%s", lessons::tr("cli.trace-progress", {base::size(now.bytes), base::grouped(now.accesses)}).c_str());
    }
    ~Progress() {
        if (shown_) std::fprintf(stderr, "\r\033[K");
    }

private:
    bool wanted_ = isatty(STDERR_FILENO), shown_ = false;
    Clock::time_point next_ = Clock::now() + std::chrono::seconds(1);
};

}  // namespace

int read_trace(const TraceOptions& options, const std::function<base::Status(const sim::PageBatch&)>& take) {
    const std::string shown = options.file == "-" ? lessons::tr("cli.standard-input") : options.file;
    const auto bytes = base::parse_number(options.page);
    if (!bytes) return complain(bytes.error(), "--page"), exit_bad_input;
    const auto page_bits = sim::page_bits_of(*bytes);
    if (!page_bits) return complain(page_bits.error(), "--page"), exit_bad_input;
    ui::TraceInput input{options.file, {}, *page_bits};
    if (!options.format.empty()) {
        const auto named = sim::find_trace_format(options.format);
        if (!named) return complain(named.error(), "--format"), exit_bad_input;
        input.format = *named;
    }
    auto source = ui::ByteSource::open(options.file);
    if (!source) return complain(source.error()), exit_bad_input;
    Progress progress;
    const auto told = [&](const ui::TraceProgress& now) { return progress.show(now), true; };
    const auto status = ui::read_trace(*source, input, take, told);
    if (!status) return complain(status.error(), shown), exit_bad_input;
    return exit_ok;
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
