#include "ui/native/trace_file.h"

#include <vector>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui {
namespace {

base::Error after_byte(base::Error error, std::uint64_t byte) {
    error.message += lessons::tr("cli.after-byte", {base::grouped(byte)});
    return error;
}

}  // namespace

base::Status read_trace(ByteSource& source, const TraceInput& input, const std::function<base::Status(const sim::PageBatch&)>& take,
                        const std::function<bool(const TraceProgress&)>& go_on) {
    std::vector<char> chunk(std::size_t{1} << 18);
    std::size_t size = source.read(chunk.data(), chunk.size());
    if (size == 0)
        if (const auto status = source.status(); !status) return after_byte(status.error(), 0);
    sim::TraceReader reader(input.format.value_or(sim::guess_trace_format(ByteSource::plain_name(input.name), {chunk.data(), size})), input.page_bits);
    for (;;) {
        // What a broken trace holds before its fault counts for nothing: no batch is taken with an error.
        base::Status status = size > 0 ? reader.feed({chunk.data(), size}) : reader.finish();
        if (!status) return status;
        status = take(reader.batch());
        if (!status || size == 0) return status;
        if (!go_on({reader.bytes(), reader.accesses(), source.taken(), source.whole()})) return base::Done{};
        size = source.read(chunk.data(), chunk.size());
        // A damaged file ends early: that is what is wrong with it, not the line that it ends in.
        if (size > 0) continue;
        if (status = source.status(); !status) return after_byte(status.error(), reader.bytes());
    }
}

}  // namespace ui
