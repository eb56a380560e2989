// Workloads: programs reduced to the addresses they touch. Each is a small generator over a range of
// bytes: deterministic from its seed, with constant state, so that a machine that carries one stays
// cheap to copy. The scheduler feeds them to processes; page_trace() feeds them to replay.
//
//     loop            page 0, 1, .. n-1, 0, ..            one page more than memory: LRU's worst case
//     sequential      every 64 bytes, once through, again  a scan
//     random          pages, all alike
//     zipf            page of rank r, 1/r as often as the first one
//     stack_heap      a stack that grows and shrinks above a heap that is used near its young end
//     matrix_rows     8-byte elements of a matrix, row by row: neighbours in memory
//     matrix_columns  the same, column by column: each row's next one is a row length away
//     hash_join       build: scan one table into a hash table; probe: scan the other against it
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"

namespace sim {

enum class WorkloadKind : std::uint8_t { loop, sequential, random, zipf, stack_heap, matrix_rows, matrix_columns, hash_join };
constexpr std::size_t workload_kind_count = static_cast<std::size_t>(WorkloadKind::hash_join) + 1;
std::string_view to_text(WorkloadKind kind);
base::Result<WorkloadKind> find_workload(std::string_view name);

/// One access: how many bytes behind the start of the range, and whether it writes.
struct Reference {
    std::uint64_t offset = 0;
    bool write = false;
    friend bool operator==(const Reference&, const Reference&) = default;
};

struct WorkloadConfig {
    WorkloadKind kind = WorkloadKind::loop;
    std::uint64_t bytes = 0;        ///< of the range, a multiple of page_bytes, not 0
    std::uint64_t page_bytes = 4096;
    unsigned write_percent = 0;     ///< of the accesses, where the kind does not say itself
    std::uint64_t seed = 0;
    std::uint64_t row_bytes = 0;    ///< of a matrix; 0: a page

    std::uint64_t pages() const { return bytes / page_bytes; }
    friend bool operator==(const WorkloadConfig&, const WorkloadConfig&) = default;
};

/// Pages 0, 1, 2, ... and again.
struct LoopWork {
    std::uint64_t page = 0;
    std::uint64_t next(const WorkloadConfig&, base::Rng&);
    friend bool operator==(const LoopWork&, const LoopWork&) = default;
};
/// Lines of 64 bytes (or pages, where those are smaller), once through and again.
struct SequentialWork {
    std::uint64_t offset = 0;
    std::uint64_t next(const WorkloadConfig&, base::Rng&);
    friend bool operator==(const SequentialWork&, const SequentialWork&) = default;
};
struct RandomWork {
    std::uint64_t next(const WorkloadConfig&, base::Rng&);
    friend bool operator==(const RandomWork&, const RandomWork&) = default;
};
/// Rank r is drawn 1/r as often as rank 1, exactly: an octave [2^k, 2^(k+1)) of ranks first, all alike,
/// then a rank in it, kept with probability 2^k / r. Whole numbers only, so every platform draws alike.
struct ZipfWork {
    std::uint64_t next(const WorkloadConfig&, base::Rng&);
    friend bool operator==(const ZipfWork&, const ZipfWork&) = default;
};
/// The upper quarter is a stack that grows down by calls and shrinks by returns; the rest a heap whose
/// used part grows, restarts when full, and is mostly used near its end.
struct StackHeapWork {
    std::uint64_t depth = 0;  ///< bytes of stack in use
    std::uint64_t used = 0;   ///< bytes of heap in use
    Reference next(const WorkloadConfig&, base::Rng&);
    friend bool operator==(const StackHeapWork&, const StackHeapWork&) = default;
};
/// A matrix of 8-byte elements (or of the row, where that is shorter), stored row behind row.
struct MatrixWork {
    std::uint64_t row = 0;
    std::uint64_t column = 0;
    std::uint64_t next(const WorkloadConfig&, base::Rng&);
    friend bool operator==(const MatrixWork&, const MatrixWork&) = default;
};
/// The first quarter is the smaller table, the second the hash table, the upper half the larger table.
/// Each tuple read from a table is followed by one access to a random place of the hash table: a write
/// while it is built, a read while it is probed.
struct HashJoinWork {
    std::uint64_t tuple = 0;
    bool probing = false;
    bool hashed = true;  ///< the last tuple's place in the hash table was touched
    Reference next(const WorkloadConfig&, base::Rng&);
    friend bool operator==(const HashJoinWork&, const HashJoinWork&) = default;
};

/// A generator of any kind. REQUIRES of the config: bytes is a positive multiple of page_bytes.
class Workload {
public:
    explicit Workload(const WorkloadConfig& config = {.bytes = 4096});

    const WorkloadConfig& config() const { return config_; }
    Reference next();

    friend bool operator==(const Workload&, const Workload&) = default;

private:
    WorkloadConfig config_;
    base::Rng rng_;
    std::variant<LoopWork, SequentialWork, RandomWork, ZipfWork, StackHeapWork, MatrixWork, HashJoinWork> work_;
};

/// The page numbers of the next `count` references, for replay. The workload goes on from there.
std::vector<std::uint64_t> page_trace(Workload& workload, std::size_t count);

}  // namespace sim
