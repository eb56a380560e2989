#include "core/sim/workloads.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

#include "core/base/phrase.h"
#include "core/base/text.h"

namespace sim {
namespace {

constexpr std::array<std::string_view, workload_kind_count> kind_names{
    "loop", "sequential", "random", "zipf", "stack_heap", "matrix_rows", "matrix_columns", "hash_join"};

// Steps as wide as a cache line, an element, a tuple: or as the page, where that is smaller.
std::uint64_t step_of(const WorkloadConfig& config, std::uint64_t wanted) { return std::min(wanted, config.page_bytes); }

// A page number spread over the range so that ranks that are neighbours are not: times a number near
// the golden section of n that shares no factor with n.
std::uint64_t scattered(std::uint64_t rank, std::uint64_t n) {
    std::uint64_t stride = n - static_cast<std::uint64_t>(static_cast<base::u128>(n) * 0x61c8864680b583ebu >> 64);
    stride = std::max<std::uint64_t>(stride, 1);
    while (std::gcd(stride, n) != 1) ++stride;
    return static_cast<std::uint64_t>(static_cast<base::u128>(rank) * stride % n);
}

}  // namespace

std::string_view to_text(WorkloadKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

base::Result<WorkloadKind> find_workload(std::string_view name) {
    for (std::size_t i = 0; i < kind_names.size(); ++i)
        if (kind_names[i] == name) return static_cast<WorkloadKind>(i);
    const std::vector<std::string> known(kind_names.begin(), kind_names.end());
    const std::string all = base::phrase("sim.workloads-are", {base::joined(known, " ")});
    return base::Error{base::phrase("sim.no-workload-called", {name}), base::did_you_mean(name, known, all)};
}

std::uint64_t LoopWork::next(const WorkloadConfig& config, base::Rng&) {
    const std::uint64_t now = page;
    page = (page + 1) % config.pages();
    return now * config.page_bytes;
}

std::uint64_t SequentialWork::next(const WorkloadConfig& config, base::Rng&) {
    const std::uint64_t now = offset;
    offset = (offset + step_of(config, 64)) % config.bytes;
    return now;
}

std::uint64_t RandomWork::next(const WorkloadConfig& config, base::Rng& rng) { return rng.below(config.pages()) * config.page_bytes; }

std::uint64_t ZipfWork::next(const WorkloadConfig& config, base::Rng& rng) {
    const std::uint64_t n = config.pages();
    unsigned octaves = 0;
    while (octaves < 64 && (n >> octaves) != 0) ++octaves;
    for (;;) {
        const std::uint64_t first = std::uint64_t{1} << rng.below(octaves);
        const std::uint64_t rank = first + rng.below(first);
        if (rank <= n && rng.below(rank) < first) return scattered(rank - 1, n) * config.page_bytes;
    }
}

Reference StackHeapWork::next(const WorkloadConfig& config, base::Rng& rng) {
    const std::uint64_t stack_bytes = std::max(config.bytes / 4 / config.page_bytes, std::uint64_t{1}) * config.page_bytes;
    const std::uint64_t heap_bytes = config.bytes - std::min(stack_bytes, config.bytes);
    const std::uint64_t frame = step_of(config, 64);
    if (heap_bytes == 0 || rng.below(2) == 0) {  // a call or a return, and a use of its frame
        const bool call = rng.below(2) == 0;
        if (call && depth + frame < stack_bytes) depth += frame;
        else if (!call && depth >= frame) depth -= frame;
        return {config.bytes - frame - depth, call};
    }
    if (rng.below(8) == 0) used = used + frame > heap_bytes ? frame : used + frame;
    // The distance from the young end, small ones most likely: an octave first.
    const std::uint64_t reach = std::uint64_t{1} << rng.below(40);
    const std::uint64_t back = rng.below(std::min(reach, std::max<std::uint64_t>(used, 1)));
    const std::uint64_t at = used > back ? used - 1 - back : 0;
    return {at / frame * frame, rng.below(4) == 0};
}

std::uint64_t MatrixWork::next(const WorkloadConfig& config, base::Rng&) {
    const std::uint64_t row_bytes = config.row_bytes ? std::min(config.row_bytes, config.bytes) : config.page_bytes;
    const std::uint64_t element = std::min<std::uint64_t>(8, row_bytes);
    const std::uint64_t rows = config.bytes / row_bytes, columns = row_bytes / element;
    const std::uint64_t now = row * row_bytes + column * element;
    const bool by_row = config.kind == WorkloadKind::matrix_rows;
    std::uint64_t& fast = by_row ? column : row;
    std::uint64_t& slow = by_row ? row : column;
    if (++fast == (by_row ? columns : rows)) {
        fast = 0;
        slow = (slow + 1) % (by_row ? rows : columns);
    }
    return now;
}

Reference HashJoinWork::next(const WorkloadConfig& config, base::Rng& rng) {
    const std::uint64_t width = step_of(config, 16);
    const auto aligned = [&](std::uint64_t bytes) { return std::max(bytes / width, std::uint64_t{1}) * width; };
    const std::uint64_t small = aligned(config.bytes / 4), table = aligned(config.bytes / 4);
    const std::uint64_t large_start = std::min(small + table, config.bytes - width);
    if (!hashed) {
        hashed = true;
        const bool builds = !probing;
        if (tuple == 0) probing = !probing;  // that was the table's last tuple
        const std::uint64_t start = std::min(small, config.bytes - width);
        const std::uint64_t places = std::max(std::min(table, config.bytes - start) / width, std::uint64_t{1});
        return {start + rng.below(places) * width, builds};
    }
    hashed = false;
    const std::uint64_t start = probing ? large_start : 0;
    const std::uint64_t length = probing ? config.bytes - large_start : small;
    const std::uint64_t now = start + tuple * width;
    if ((++tuple + 1) * width > length) tuple = 0;
    return {now, false};
}

Workload::Workload(const WorkloadConfig& config) : config_(config), rng_{config.seed} {
    switch (config.kind) {
        case WorkloadKind::loop: work_ = LoopWork{}; break;
        case WorkloadKind::sequential: work_ = SequentialWork{}; break;
        case WorkloadKind::random: work_ = RandomWork{}; break;
        case WorkloadKind::zipf: work_ = ZipfWork{}; break;
        case WorkloadKind::stack_heap: work_ = StackHeapWork{}; break;
        case WorkloadKind::matrix_rows:
        case WorkloadKind::matrix_columns: work_ = MatrixWork{}; break;
        case WorkloadKind::hash_join: work_ = HashJoinWork{}; break;
    }
}

namespace {

// Kinds that only say where; whether it writes is drawn.
template <class Work>
Reference reference_of(Work& work, const WorkloadConfig& config, base::Rng& rng) {
    const std::uint64_t offset = work.next(config, rng);
    const bool write = config.write_percent >= 100 || (config.write_percent > 0 && rng.below(100) < config.write_percent);
    return {offset, write};
}
Reference reference_of(StackHeapWork& work, const WorkloadConfig& config, base::Rng& rng) { return work.next(config, rng); }
Reference reference_of(HashJoinWork& work, const WorkloadConfig& config, base::Rng& rng) { return work.next(config, rng); }

}  // namespace

Reference Workload::next() {
    return std::visit([&](auto& work) { return reference_of(work, config_, rng_); }, work_);
}

std::vector<std::uint64_t> page_trace(Workload& workload, std::size_t count) {
    std::vector<std::uint64_t> pages(count);
    for (std::uint64_t& page : pages) page = workload.next().offset / workload.config().page_bytes;
    return pages;
}

}  // namespace sim
