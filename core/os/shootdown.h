// TLB shootdown: what the kernel does before a frame that was mapped can be used for something else.
//
//     core 0 (munmap)        core 1 (runs the same address space)
//     clear the entries       |  its TLB still translates: stale, but the frame is still held
//     send  ---- IPI ------>  |  interrupted: drops the translations
//     wait  <--- ack -------  |
//     free the frames         |
//
// Only the cores in the address space's mask are told: those where it runs, or is still loaded while
// they idle (lazily: an idle core is not woken, it flushes when it comes back). A core that has
// switched away is not told either: it compares generations when it switches back. Adding a mapping
// tells nobody, and neither does a context switch. `set shootdown off` is a broken kernel: it clears
// its own TLB and frees at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/events.h"
#include "core/base/result.h"
#include "core/hw/hardware.h"
#include "core/hw/mmu.h"

namespace os {

using base::Pfn;
using base::VirtAddr;
struct Kernel;

/// One bit a core.
using CoreMask = std::uint64_t;

/// How the other cores are told.
enum class ShootdownMethod : std::uint8_t {
    ipi,      ///< an interrupt to each core in the mask; each drops the pages and answers
    invlpgb,  ///< AMD: one instruction reaches the TLBs of all cores; TLBSYNC waits for them
    tlbi,     ///< ARM: TLBI ...IS reaches the TLBs of all cores; DSB waits for them
};
std::string_view to_text(ShootdownMethod method);

/// What the method costs, ns.
struct ShootdownCosts {
    std::uint64_t base_ns;        ///< from sending to the start of the handler, or of one broadcast and its wait
    std::uint64_t per_target_ns;  ///< sending to each further core
    std::uint64_t handler_ns;     ///< the interrupt on a target, besides the flush
    std::uint64_t page_ns;        ///< dropping one page
    std::string_view source;
};
const ShootdownCosts& costs_of(ShootdownMethod method);
/// What the hardware offers: ARM broadcasts, a Zen 4 server broadcasts, everything else interrupts.
ShootdownMethod default_method(const hw::Hardware& hardware);

/// More pages than this in one shootdown: the targets drop the whole address space (Linux's
/// tlb_single_page_flush_ceiling).
constexpr std::uint64_t max_single_flushes = 33;

/// Where `unmap ... stop=` pauses: after the entries are cleared, after the cores are told, after
/// they have answered.
enum class ShootdownStop : std::uint8_t { none, clear, send, ack };
std::string_view to_text(ShootdownStop stop);

/// Where an address space may have translations (a part of Process).
struct CoreUse {
    CoreMask cores = 0;            ///< its root is loaded there: running, or lazily
    std::uint64_t generation = 0;  ///< shootdowns so far
    std::vector<std::uint64_t> seen;  ///< by core: the generation up to which its TLB is clean

    friend bool operator==(const CoreUse&, const CoreUse&) = default;
};

/// Frames of one page table.
struct TableFrames {
    Pfn first{};
    std::uint64_t run = 1;
    VirtAddr va{};  ///< the first address it covered
    friend bool operator==(const TableFrames&, const TableFrames&) = default;
};

/// What one kernel operation took out of an address space: translations that must go everywhere, and
/// frames that may be freed only then. One gather, one shootdown, however many pages (batching).
struct TlbGather {
    std::uint32_t process = base::no_process;
    std::vector<VirtAddr> pages = {};      ///< whose entries were cleared or narrowed
    std::vector<Pfn> frames = {};          ///< pages' frames that lose one reference
    std::vector<TableFrames> tables = {};  ///< page tables that nothing names any more

    bool empty() const { return pages.empty() && frames.empty() && tables.empty(); }
    friend bool operator==(const TlbGather&, const TlbGather&) = default;
};

/// A shootdown that `stop=` holds between two stages.
struct StoppedShootdown {
    TlbGather gather;
    ShootdownStop stage = ShootdownStop::clear;  ///< the last stage that is done
    unsigned core = 0;                           ///< that unmaps
    CoreMask targets = 0;                        ///< told, valid from stage send on
    std::uint64_t generation = 0;                ///< its number, valid from stage send on
    std::uint64_t began_ns = 0;
    std::uint64_t sent_ns = 0;
    VirtAddr start{};                            ///< the range being unmapped
    std::uint64_t bytes = 0;

    bool covers(VirtAddr va) const { return va.value - start.value < bytes; }
    friend bool operator==(const StoppedShootdown&, const StoppedShootdown&) = default;
};

/// The kernel's settings and counts (a part of Kernel).
struct ShootdownState {
    bool on = true;                         ///< false: a broken kernel, see above
    std::optional<ShootdownMethod> method;  ///< empty: default_method()
    CoreMask lazy = 0;                      ///< cores that idle with an address space still loaded
    std::vector<StoppedShootdown> stopped;  ///< at most one a process

    std::uint64_t shootdowns = 0;  ///< that had to tell another core
    std::uint64_t pages = 0;       ///< dropped by them
    std::uint64_t full_flushes = 0;  ///< that dropped the whole address space instead
    std::uint64_t lazy_skipped = 0;  ///< idle cores left alone
    std::uint64_t late_flushes = 0;  ///< address spaces flushed on a core's return, for shootdowns it missed
    std::uint64_t wait_ns = 0;       ///< initiators waited

    friend bool operator==(const ShootdownState&, const ShootdownState&) = default;
};

/// Drops the gathered translations everywhere and waits until that is done; with shootdown off,
/// only on the core that executes. The gather keeps its frames.
void shoot_down(Kernel&, hw::Hardware&, const TlbGather&, base::EventSink&);
/// shoot_down, and then frees what the gather holds. This is the end of every unmap.
void finish_gather(Kernel&, hw::Hardware&, const TlbGather&, base::EventSink&);
/// The same for one page whose entry changed and whose frame is still in use.
void shoot_down_page(Kernel&, hw::Hardware&, std::uint32_t process, VirtAddr va, base::EventSink&);

/// Does the next stages of a shootdown that is stopped until `until` is done; none: to its end, and
/// it is stopped no more. REQUIRES: index < kernel.shootdown.stopped.size()
void continue_shootdown(Kernel&, hw::Hardware&, std::size_t index, ShootdownStop until, base::EventSink&);
/// Starts one at the stage clear (the entries are cleared). `start`, `bytes`: the range unmapped.
void stop_shootdown(Kernel&, const hw::Hardware&, TlbGather, VirtAddr start, std::uint64_t bytes);
/// The stopped shootdown of `process`; nullptr when there is none.
const StoppedShootdown* stopped_shootdown(const Kernel&, std::uint32_t process);
/// Error while a shootdown of `process` is stopped: its address space is locked.
base::Status check_not_stopped(const Kernel&, std::uint32_t process);
/// Error while `core` is inside an unmap that is stopped: it runs nothing else.
base::Status check_core_not_stopped(const Kernel&, unsigned core);

/// The address space of `process` is being loaded on `core`, or its idle core comes back: moves the
/// mask's bits and flushes when shootdowns happened meanwhile. `before`: what was loaded there.
/// `clean`: the core's TLB holds nothing of the address space.
void enter_address_space(Kernel&, hw::Hardware&, unsigned core, std::uint32_t process, std::uint32_t before, bool clean, base::EventSink&);
/// `core` has nothing to run: it keeps its address space loaded, and shootdowns leave it alone.
void go_idle(Kernel&, unsigned core);

/// What an access reached whose translation the tables do not back (Event::detail of stale_access).
enum class StaleReach : std::uint32_t {
    none,       ///< nothing is stale: the tables say the same
    held,       ///< the frame is not given back yet: the kernel still waits
    free,       ///< nobody owns the frame
    other,      ///< the frame holds something else now
    narrowed,   ///< the frame is still the page's, but the tables forbid this access
};
std::string_view to_text(StaleReach reach);
/// After an access of `process` that reached `pa`: how that differs from its tables.
StaleReach stale_reach(const Kernel&, const hw::Hardware&, std::uint32_t process, const hw::AccessRequest&, base::PhysAddr pa);

}  // namespace os
