// What differs between two moments of one machine: table entries, frames, TLBs, counters, names.
#pragma once

#include <string>
#include <vector>

#include "core/sim/machine.h"

namespace script {

struct EntryChange {
    base::PhysAddr at{};
    unsigned level = 0;                       ///< of the table it lies in; 0: the word is no table's
    std::uint32_t process = base::no_process; ///< whose table
    std::uint64_t index = 0;
    std::uint64_t before = 0, after = 0;
};

/// A frame that has another use, or another owner.
struct FrameChange {
    base::Pfn pfn{};
    os::FrameInfo before, after;
};

struct TlbChange {
    unsigned core = 0;
    hw::TlbEntry entry;
    bool gone = false;  ///< else it is new
};

/// A field of the expression language, or a name: "A.minor", "frames.free", "va".
struct ValueChange {
    std::string name;
    base::u128 before = 0, after = 0;
    bool new_name = false;  ///< `before` means nothing
};

/// The first of each, as many as fit; and how many there are.
struct Changes {
    static constexpr std::size_t most = 200;
    bool other_format = false;  ///< the machine was made anew with another format: nothing can be compared
    std::vector<EntryChange> entries;
    std::vector<FrameChange> frames;
    std::vector<TlbChange> tlb;
    std::vector<ValueChange> values;
    std::uint64_t entry_count = 0, frame_count = 0, tlb_count = 0;

    bool none() const { return !other_format && entry_count + frame_count + tlb_count == 0 && values.empty(); }
};

Changes changes_between(const sim::Machine& before, const sim::Machine& after);

}  // namespace script
