// The memory management unit: from a virtual address to a physical one, or to a fault.
//
//     read A 0x7f3a_4000_0010
//       canonical? -- no --> general protection (x86) or a page fault, nothing read
//       TLB        -- hit, and its permissions allow the access --> physical address
//       walk:  table = root
//              for level = top .. 1:
//                  read the word at table + index(va, level) * entry size
//                  absent --> page fault;  reserved bit --> page fault;  set A
//                  maps a page --> permissions (ANDed over the levels), set A and D, fill the TLB
//                  names a table --> table = its frame
//
// Where A and D are software's work (RISC-V Svade, ARM without HAFDBS) the walk faults instead of setting
// them. A TLB entry that forbids the access, or lacks D for a write, makes the MMU walk again: the
// tables in RAM decide.
#pragma once

#include <array>

#include "core/base/events.h"
#include "core/hw/entry.h"
#include "core/hw/hardware.h"

namespace hw {

enum class Outcome : std::uint8_t { ok, page_fault, general_protection };
std::string_view to_text(Outcome outcome);

enum class MissReason : std::uint32_t { absent, forbidden, not_dirty };

/// Why a page fault was raised.
enum class FaultCause : std::uint8_t {
    none,
    absent,       ///< an entry is not valid
    bad_address,  ///< the address is none the format translates
    reserved,     ///< an entry has a bit set that must be zero (on ARM: names an address that is too wide)
    permission,   ///< the entries forbid the access
    mark,         ///< A, or D for a write, is clear, and software sets it
};
std::string_view to_text(FaultCause cause);

/// Bits of the x86 page-fault error code (SDM 3A section 4.7). Every format's faults carry them, for
/// the kernel; fault_code() is what the architecture itself reports.
namespace fault_bit {
constexpr std::uint32_t protection = 1;   ///< 0: an entry was absent; 1: all present, access forbidden
constexpr std::uint32_t write = 2;
constexpr std::uint32_t user = 4;
constexpr std::uint32_t reserved = 8;
constexpr std::uint32_t fetch = 16;
}  // namespace fault_bit

struct AccessRequest {
    VirtAddr va{};
    AccessType type = AccessType::read;
    bool user = true;  ///< false: the kernel accesses
};

struct Translation {
    Outcome outcome = Outcome::ok;
    PhysAddr pa{};              ///< valid when ok
    std::uint32_t error_code = 0;  ///< fault_bit's, valid on a page fault
    FaultCause cause = FaultCause::none;  ///< of a page fault
    unsigned level = 0;         ///< of the leaf, or of the entry that faulted
    unsigned reads = 0;         ///< table entries read by the walk
    bool tlb_hit = false;
    unsigned tlb_level = 0;     ///< of the TLB that answered, 1 or 2; 0: none
    std::uint64_t walk_ns = 0;  ///< time of the walk's reads
};

/// What the architecture reports of a page fault: the x86 error code; the fault status code of ARM's
/// ESR (translation 4, access flag 8, permission 12, address size 0, plus the level); RISC-V's scause.
std::uint32_t fault_code(const PagingFormat& format, const Translation& fault, AccessType type);

/// Records every step: the machine that the reader looks at.
struct RecordEvents {
    base::EventSink& sink;
    void operator()(const base::Event& event) const { sink.on_event(event); }
};
/// Records nothing: long simulations.
struct RecordNothing {
    void operator()(const base::Event&) const {}
};

/// Records nothing, but counts what it would have recorded: long runs of a machine whose counts go on.
struct RecordCounts {
    std::array<std::uint64_t, base::event_kind_count>& counts;
    void operator()(const base::Event& event) const { ++counts[static_cast<std::size_t>(event.kind)]; }
};
/// True when nobody looks at the events: then they need no details, and pages used lately are remembered
/// (Tlb::find_again).
template <class Recorder>
constexpr bool records_events = false;
template <>
inline constexpr bool records_events<RecordEvents> = true;

/// One access by the process that runs on `core`, without the kernel: translates, updates A and D,
/// fills the TLB, advances the core's clock and, when ok, performs the data access.
/// REQUIRES: core < hardware.cores.size()
template <class Recorder>
Translation access(Hardware& hardware, unsigned core, const AccessRequest& request, const Recorder& record);
extern template Translation access(Hardware&, unsigned, const AccessRequest&, const RecordEvents&);
extern template Translation access(Hardware&, unsigned, const AccessRequest&, const RecordNothing&);
extern template Translation access(Hardware&, unsigned, const AccessRequest&, const RecordCounts&);

/// The bit of TlbEntry::allowed that speaks of this access.
constexpr unsigned access_bit(bool write_protect, bool no_execute, AccessType type, bool user) {
    return 12u * write_protect + 6u * no_execute + 2 * static_cast<unsigned>(type) + user;
}

/// Where the page of a TLB entry holds `va`.
inline PhysAddr address_in(const TlbEntry& entry, VirtAddr va, unsigned page_bits) {
    const unsigned offset_bits = page_bits + entry.span_shift;
    return {(entry.pfn.value << page_bits) + (va.value ^ (va.value >> offset_bits << offset_bits))};
}

/// access() without a recorder.
Translation unrecorded_access(Hardware& hardware, unsigned core, AccessRequest request);

/// unrecorded_access() over and over by one core: a page used lately is answered on the spot. While it lives nothing else
/// may use the core, whose clock is put right when it ends.
class QuickAccess {
public:
    QuickAccess(Hardware& hardware, unsigned core) : hw_(hardware), core_(core) { begin(); }
    QuickAccess(const QuickAccess&) = delete;
    QuickAccess& operator=(const QuickAccess&) = delete;
    ~QuickAccess() { end(); }

    Translation operator()(const AccessRequest& request) {
        const unsigned bit = switches_ + access_bit(false, false, request.type, request.user);
        const TlbEntry* entry = lookups_->find_again(request.va.value >> page_bits_, request.type, bit);
        if (!entry) {
            end();
            const Translation answer = unrecorded_access(hw_, core_, request);
            begin();
            return answer;
        }
        ns_ += hit_ns_;
        Translation hit;
        hit.pa = address_in(*entry, request.va, page_bits_);
        hit.level = entry->level;
        hit.tlb_hit = true;
        hit.tlb_level = 1;
        return hit;
    }

private:
    void begin() {
        Core& core = hw_.cores[core_];
        lookups_.emplace(core.tlb, core.asid);
        switches_ = access_bit(hw_.write_protect, hw_.no_execute, AccessType{}, false);
        page_bits_ = hw_.format.page_bits;
        hit_ns_ = hw_.costs.tlb_ns + hw_.costs.mem_ns;
        ns_ = 0;
    }
    void end() {
        hw_.cores[core_].clock_ns += ns_;
        lookups_.reset();
    }

    Hardware& hw_;
    unsigned core_;
    std::optional<Tlb::Run> lookups_;
    unsigned switches_ = 0, page_bits_ = 0;
    std::uint64_t hit_ns_ = 0, ns_ = 0;
};

/// What the tables in RAM say of an access, without TLB, walk caches or side effects.
struct TableAnswer {
    bool mapped = false;   ///< every entry is present and the last names a frame
    bool allowed = false;  ///< valid when mapped
    PhysAddr pa{};         ///< valid when mapped
};
TableAnswer ask_tables(const Hardware& hardware, PhysAddr root, const AccessRequest& request);

/// The same for all accesses at once.
struct TableRights {
    bool mapped = false;
    PhysAddr pa{};              ///< valid when mapped
    std::uint32_t allowed = 0;  ///< as TlbEntry::allowed, but for D
};
TableRights ask_table_rights(const Hardware& hardware, PhysAddr root, VirtAddr va);

/// INVLPG: drops what the core's TLB holds for `va` and `asid`, whatever the page's size; true when
/// there was something.
bool invalidate_page(Hardware& hardware, std::size_t core, VirtAddr va, Asid asid);

/// The entry words that a walk for `va` would meet, without side effects, from the top down;
/// stops after an absent entry or a leaf.
struct WalkStep {
    unsigned level = 0;
    PhysAddr table{};
    PhysAddr entry{};
    std::uint64_t word = 0;
};
/// What a walk meets, from the root down: at most one entry a level. It needs no memory of the heap: reclaim asks for
/// one at every look at a page.
class WalkSteps {
public:
    /// REQUIRES: size() < max_levels
    void push_back(const WalkStep& step) { steps_[size_++] = step; }
    /// Leaves the first ones. REQUIRES: size <= size()
    void shorten(std::size_t size) { size_ = size; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const WalkStep& operator[](std::size_t i) const { return steps_[i]; }
    const WalkStep& back() const { return steps_[size_ - 1]; }
    const WalkStep* begin() const { return steps_.data(); }
    const WalkStep* end() const { return steps_.data() + size_; }

private:
    std::array<WalkStep, max_levels> steps_;
    std::size_t size_ = 0;
};
WalkSteps peek_walk(const Hardware& hardware, PhysAddr root, VirtAddr va);

}  // namespace hw
