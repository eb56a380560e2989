// How far the TLB reaches: a chain of pointers that visits each page once a round, in random order. The same number of
// cache lines packed together needs as much of the data caches and next to nothing of the TLB: what the first chain
// takes beyond the second is translation.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "core/sim/chase.h"
#include "ui/native/host.h"

namespace ui {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t line = 64;
constexpr std::uint64_t least_steps = 1 << 18;

// The least time of a step, over all passes. place(i) is where the i-th pointer lies.
template <class Place>
double chase(std::uint64_t count, Place place) {
    const std::vector<std::uint32_t> order = sim::chase_order(count);
    for (std::uint64_t i = 0; i < count; ++i) *reinterpret_cast<void**>(place(order[i])) = place(order[(i + 1) % count]);
    const std::uint64_t steps = std::max(least_steps, count * 2);
    double least = 1e300;
    void* at = place(0);
    for (unsigned pass = 0; pass <= chase_passes; ++pass) {  // the first only warms up
        const auto start = Clock::now();
        for (std::uint64_t i = 0; i < steps; ++i) at = *static_cast<void* volatile*>(at);
        const double ns = std::chrono::duration<double, std::nano>(Clock::now() - start).count() / static_cast<double>(steps);
        if (pass > 0) least = std::min(least, ns);
    }
    return least;
}

}  // namespace

std::vector<std::uint64_t> chase_lengths(std::uint64_t most_pages) {
    std::vector<std::uint64_t> lengths;
    for (std::uint64_t pages = 8; pages <= most_pages; pages *= 2)
        for (const std::uint64_t count : {pages, pages + pages / 2})
            if (count <= most_pages) lengths.push_back(count);
    return lengths;
}

std::vector<ChasePoint> pointer_chase(std::uint64_t most_pages, const std::function<bool()>& go_on) {
    const std::size_t page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void* got = ::mmap(nullptr, most_pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (got == MAP_FAILED) return {};
    char* memory = static_cast<char*>(got);
    ::madvise(memory, most_pages * page, MADV_NOHUGEPAGE);
    std::vector<ChasePoint> points;
    for (const std::uint64_t count : chase_lengths(most_pages)) {
        if (!go_on()) break;
        // Another line in each page, or all pointers would fall into a few sets of the cache.
        const double sparse = chase(count, [&](std::uint64_t i) { return memory + i * page + i * line % page; });
        const double dense = chase(count, [&](std::uint64_t i) { return memory + i * line; });
        points.push_back({count, sparse, dense});
    }
    ::munmap(got, most_pages * page);
    return points;
}

std::optional<std::uint64_t> chase_knee(const std::vector<ChasePoint>& points) {
    constexpr double noticeable = 1.5;
    // It counts only when it stays so: one disturbed point is no knee.
    for (std::size_t i = 1; i + 1 < points.size(); ++i)
        if (points[i].ns > noticeable * points[i].dense_ns && points[i + 1].ns > noticeable * points[i + 1].dense_ns) return points[i - 1].pages;
    return std::nullopt;
}

}  // namespace ui
