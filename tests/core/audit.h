// Counts again, from the words in RAM alone, what the kernel keeps counters of.
#pragma once

#include <map>
#include <string>

#include "core/base/text.h"
#include "core/hw/entry.h"
#include "core/os/pages.h"
#include "core/sim/machine.h"

namespace test {

/// What the kernel's books say wrong; empty when they agree with the page tables. Holds on every
/// machine whose entries no command altered by hand.
class Audit {
public:
    explicit Audit(const sim::Machine& machine, bool sound) : m_(machine), sound_(sound), k_(machine.kernel), f_(machine.hw.format) {}

    std::string run() {
        for (std::uint32_t p = 0; p < k_.processes.size() && wrong_.empty(); ++p)
            if (k_.processes[p].alive) check_process(p);
        check_threads();
        check_tlbs();
        check_kernel_half();
        check_frames();
        check_slots();
        check_files();
        check_pools();
        return wrong_;
    }

private:
    void check_process(std::uint32_t index) {
        const os::Process& process = k_.processes[index];
        index_ = index;
        counted_ = {};
        table({process.root.value >> f_.page_bits}, f_.level_count, 0);
        if (const os::StoppedShootdown* stopped = os::stopped_shootdown(k_, index)) gathered(stopped->gather);
        expect_equal(process.name + ": resident", process.resident, counted_.resident);
        expect_equal(process.name + ": resident_file", process.resident_file, counted_.resident_file);
        expect_equal(process.name + ": swapped", process.swapped, counted_.swapped);
        expect_equal(process.name + ": huge", process.huge, counted_.huge);
        expect_equal(process.name + ": tables", process.tables, counted_.tables);
        for (std::size_t i = 0; i < process.areas.size(); ++i) {
            const os::Vma& area = process.areas[i];
            expect(area.bytes > 0 && area.bytes % f_.page_bytes() == 0 && area.start.value % f_.page_bytes() == 0, "an area is not made of pages");
            if (i > 0) expect(process.areas[i - 1].last() < area.start.value, "areas overlap or are out of order");
        }
    }

    void table(base::Pfn pfn, unsigned level, std::uint64_t base_va) {
        ++counted_.tables;
        for (std::uint64_t k = 0; k < f_.table_frames(level); ++k) {
            const os::FrameInfo& info = k_.frames.info({pfn.value + k});
            expect(++uses_[pfn.value + k] == 1, "a table is named twice");
            expect(info.use == os::FrameUse::table && info.process == index_ && info.level == level, "a table's frame is booked as something else");
            expect(info.vpn == base_va >> f_.page_bits, "a table is booked for another address");
        }
        bool empty = true;
        for (std::uint64_t i = 0; i < f_.entries(level) && wrong_.empty(); ++i) {
            const std::uint64_t word = m_.hw.ram.read({(pfn.value << f_.page_bits) + i * f_.entry.bytes}, f_.entry.bytes);
            if (level == f_.level_count && in_kernel_half(i)) {
                expect(word == model_word(i), "a root's upper half is not the kernel's");
                continue;
            }
            if (word == 0) continue;
            empty = false;
            const std::uint64_t va = base_va + i * f_.entry_span(level);
            if (level == 1) last_word(word, va);
            else upper_word(word, level, va);
        }
        // Reclaim takes file pages out and leaves the table; the next unmap finds it.
        expect(!empty || level == f_.level_count || k_.reclaim.reclaimed > 0, "an empty table was kept");
    }

    bool in_kernel_half(std::uint64_t index) const { return !k_.space.areas.empty() && index >= f_.entries(f_.level_count) / 2; }
    std::uint64_t model_word(std::uint64_t index) const { return m_.hw.ram.read(k_.space.root + index * f_.entry.bytes, f_.entry.bytes); }

    void check_kernel_half() {
        if (k_.space.areas.empty()) return;
        kernel_tables_ = kernel_pages_ = 0;
        kernel_table({k_.space.root.value >> f_.page_bits}, f_.level_count, 0);
        expect_equal("the kernel's tables", k_.space.tables, kernel_tables_);
        expect_equal("the kernel's pages", k_.space.pages, kernel_pages_);
    }

    // Tables that no process owns, pages in reserved frames, and no right for programs at any level.
    void kernel_table(base::Pfn pfn, unsigned level, std::uint64_t base_va) {
        ++kernel_tables_;
        const os::FrameInfo& info = k_.frames.info(pfn);
        expect(++uses_[pfn.value] == 1 && info.use == os::FrameUse::table && info.process == base::no_process, "a table of the kernel's is not its own");
        for (std::uint64_t i = 0; i < f_.entries(level) && wrong_.empty(); ++i) {
            const std::uint64_t word = m_.hw.ram.read({(pfn.value << f_.page_bits) + i * f_.entry.bytes}, f_.entry.bytes);
            if (word == 0) continue;
            const base::VirtAddr va = f_.canonicalised({base_va + i * f_.entry_span(level)});
            const hw::Entry entry = hw::decode(f_, level, word);
            expect(va.value >= os::kernel_start(f_) && entry.present && !entry.reserved && !(entry.leaf && entry.user), "an entry of the kernel's half is wrong");
            if (f_.level(level).table.user != hw::no_bit || entry.leaf) expect(!entry.user, "a program may enter the kernel's half");
            if (!entry.leaf) kernel_table(entry.pfn, level - 1, va.value);
            else kernel_leaf(entry, va);
        }
    }

    void kernel_leaf(const hw::Entry& entry, base::VirtAddr va) {
        ++kernel_pages_;
        const os::Vma* area = k_.space.area_of(va);
        expect(area && entry.write == area->permissions.write && entry.pfn.value < k_.frames.reserved(), "a page of the kernel's is wrong");
    }

    void upper_word(std::uint64_t word, unsigned level, std::uint64_t va) {
        const hw::Entry entry = hw::decode(f_, level, word);
        if (!entry.leaf) {
            expect(entry.present && !entry.reserved, "an upper entry is broken");
            return table(entry.pfn, level - 1, va);
        }
        const os::Vma* area = k_.processes[index_].area_of({va});
        const bool sized = area && area->page_level > 1;
        expect(!entry.reserved && k_.frames.large_bits(level) > 0, "a large page where none may be");
        expect(sized ? level == area->page_level : level == os::large_level, "a large page of another size than its area's");
        if (sized) {
            expect(k_.frames.frames_of(entry.pfn) == k_.frames.large_frames(level), "a page that was asked for by size was split");
            expect(k_.frames.info(entry.pfn).pool == os::no_index, "reclaim sees a page that was asked for by size");
            if (uses_.count(entry.pfn.value) == 0) sized_ += k_.frames.large_frames(level);
        }
        counted_.huge += entry.pfn != k_.large_zero;
        leaf(entry, va, os::pages_of_entry(f_, level));
    }

    void last_word(std::uint64_t word, std::uint64_t va) {
        const auto slot = os::slot_of(f_, word);
        if (!slot) return leaf(hw::decode(f_, 1, word), va, 1);
        expect(k_.swap.holds(*slot), "an entry names a slot that is free");
        expect(k_.processes[index_].area_of({va}) != nullptr, "a page outside all areas is in swap");
        ++slots_[*slot];
        ++counted_.swapped;
    }

    void leaf(const hw::Entry& entry, std::uint64_t va, std::uint64_t pages) {
        const os::Vma* area = k_.processes[index_].area_of({va});
        expect(area != nullptr && area->last() - va >= pages * f_.page_bytes() - 1, "a page outside all areas is mapped");
        if (!wrong_.empty()) return;
        expect(area->page_level == 1 || pages > 1, "a small page in an area of large ones");
        const os::FrameInfo& info = k_.frames.info(entry.pfn);
        const bool zero = info.use == os::FrameUse::zero_page, file = info.use == os::FrameUse::page_cache;
        expect(zero || file || info.use == os::FrameUse::anonymous, "a page's frame is booked as something else");
        // A large page that is one record is one reference; split for someone else it is many.
        if (k_.frames.is_large(entry.pfn)) ++uses_[entry.pfn.value];
        else for (std::uint64_t i = 0; i < pages; ++i) ++uses_[entry.pfn.value + i];
        counted_.resident += zero ? 0 : pages;
        counted_.resident_file += file;
        if (file) {
            expect(area->is_file() && info.file == area->file, "a file's page lies in another area");
            expect(info.vpn == area->file_page + ((va - area->start.value) >> f_.page_bits), "another page of the file is mapped");
        }
        if (info.use == os::FrameUse::anonymous) {
            expect(!area->is_shared(), "a shared mapping holds a page of the process's own");
            expect(area->has_anonymous, "an area does not know that it holds pages of its own");
            expect(info.vpn == va >> f_.page_bits, "an anonymous page lies at another address");
        }
        check_rights(entry, info, *area);
    }

    void check_rights(const hw::Entry& entry, const os::FrameInfo& info, const os::Vma& area) {
        const os::Permissions may = area.permissions;
        expect(entry.present == may.any(), "presence and permissions differ");
        if (entry.present && f_.entry.no_execute != hw::no_bit) expect(entry.no_execute == (!may.execute && hw::knows_no_execute(m_.hw)), "NX differs from the area");
        if (!os::can_protect(f_)) return;
        const bool zero = info.use == os::FrameUse::zero_page;
        if (zero) expect(!entry.write, "the zero page is writable");
        if (entry.write) expect(may.write, "W, and the area forbids writing");
        if (entry.write && info.use == os::FrameUse::page_cache) expect(area.is_shared() && (info.dirty || entry.dirty), "a clean page of a file is writable");
        if (info.use == os::FrameUse::anonymous && entry.present) expect(entry.write == (may.write && info.exclusive), "W differs from what the page's owners allow");
    }

    // What a stopped unmap has taken out and not given back yet is still the process's.
    void gathered(const os::TlbGather& gather) {
        for (const base::Pfn pfn : gather.frames) {
            const os::FrameInfo& info = k_.frames.info(pfn);
            ++uses_[pfn.value];
            if (info.use == os::FrameUse::zero_page) continue;
            counted_.resident += k_.frames.is_large(pfn) ? k_.frames.large_frames() : 1;
            counted_.resident_file += info.use == os::FrameUse::page_cache;
        }
        for (const os::TableFrames& t : gather.tables) {
            ++counted_.tables;
            for (std::uint64_t k = 0; k < t.run; ++k) {
                expect(++uses_[t.first.value + k] == 1, "a table taken out is still named");
                expect(k_.frames.info({t.first.value + k}).use == os::FrameUse::table, "a table was freed before the cores answered");
            }
        }
    }

    void check_threads() {
        for (const os::Thread& t : k_.threads) {
            expect(t.process < k_.processes.size() && k_.processes[t.process].alive, "a thread of a process that has ended");
            expect(t.core < m_.hw.cores.size(), "a thread on no core");
        }
        for (std::uint32_t p = 0; p < k_.processes.size(); ++p)
            expect((os::find_thread(k_, p, 0) != nullptr) == k_.processes[p].alive, "a process without a main thread");
        for (unsigned core = 0; core < m_.hw.cores.size(); ++core) {
            const std::uint32_t loaded = m_.hw.cores[core].process;
            for (std::uint32_t p = 0; p < k_.processes.size(); ++p)
                expect((k_.processes[p].tlb.cores >> core & 1) == (p == loaded), "the mask of cores differs from what they have loaded");
            if (loaded == base::no_process) expect((k_.shootdown.lazy >> core & 1) == 0, "an empty core idles with an address space");
            else expect(m_.hw.cores[core].root == k_.processes[loaded].root, "a core's root is not its process's");
        }
    }

    // As long as the kernel shoots down, a core that runs, or has missed nothing, holds only translations
    // that the tables back, or whose frames a stopped unmap still holds.
    void check_tlbs() {
        if (!sound_ || !k_.shootdown.on) return;
        for (unsigned core = 0; core < m_.hw.cores.size() && wrong_.empty(); ++core)
            for (std::uint32_t p = 0; p < k_.processes.size() && wrong_.empty(); ++p) {
                const os::Process& process = k_.processes[p];
                if (!process.alive || process.tlb.seen.size() <= core || process.tlb.seen[core] != process.tlb.generation) continue;
                const base::Asid tag = os::tag_on(k_, m_.hw, core, p);
                for (const hw::TlbArray& array : m_.hw.cores[core].tlb.arrays())
                    for (const hw::TlbEntry& entry : array.slots())
                        if (entry.valid && !entry.global && entry.asid == tag) check_translation(entry, p);
            }
    }
    void check_translation(const hw::TlbEntry& entry, std::uint32_t process) {
        for (std::uint64_t i = 0; i < std::uint64_t{1} << entry.span_shift; ++i) {
            const hw::AccessRequest request{f_.canonicalised({(entry.vpn.value + i) << f_.page_bits}), hw::AccessType::read, true};
            const base::PhysAddr pa{(entry.pfn.value + i) << f_.page_bits};
            const os::StaleReach reach = os::stale_reach(k_, m_.hw, process, request, pa);
            expect(reach == os::StaleReach::none || reach == os::StaleReach::held,
                   "a TLB knows page " + base::hex(entry.vpn.value + i) + " of " + k_.processes[process].name + ", which is stale: " + std::string(to_text(reach)));
        }
    }

    void check_frames() {
        const os::Frames& frames = k_.frames;
        std::map<os::FrameUse, std::uint64_t> count;
        for (std::uint64_t pfn = 0; pfn < frames.total() && wrong_.empty(); ++pfn) {
            const os::FrameInfo& info = frames.info({pfn});
            const os::FrameUse use = pfn < frames.reserved() ? os::FrameUse::reserved : info.use;
            count[use] += frames.frames_of({pfn});
            expect(frames.large_head({pfn}).value == pfn, "a large page does not begin at its first frame");
            const std::uint64_t used = uses_.count(pfn) ? uses_[pfn] : 0;
            if (use == os::FrameUse::free || use == os::FrameUse::reserved) expect(used == 0, "a free frame is in use");
            else if (use == os::FrameUse::table) expect(used == 1, "a table frame belongs to no tree");
            else expect_equal("frame " + std::to_string(pfn) + ": references", info.references, used);
            if (use == os::FrameUse::anonymous) check_anonymous(pfn, info);
            if (use == os::FrameUse::page_cache) expect(k_.files[info.file].cached_frame(info.vpn).value == pfn, "a file does not know its page");
            pfn += frames.frames_of({pfn}) - 1;
        }
        for (std::size_t i = 0; i < os::frame_use_count; ++i) {
            const auto use = static_cast<os::FrameUse>(i);
            expect_equal(std::string(to_text(use)) + " frames", frames.used(use), count[use]);
        }
        expect_equal("free frames", frames.free(), count[os::FrameUse::free]);
    }

    void check_anonymous(std::uint64_t pfn, const os::FrameInfo& info) {
        expect(info.references > 0 || info.slot != 0, "a page that nobody can reach was kept");
        if (info.slot != 0) expect(k_.swap.holds(info.slot) && k_.swap.slot(info.slot).frame.value == pfn, "a slot does not know its frame");
        if (info.exclusive) expect(info.references <= 1, "a page of one owner has two");
    }

    void check_slots() {
        std::uint64_t taken = 0;
        for (std::uint64_t number = 1; number <= k_.swap.slots() && wrong_.empty(); ++number) {
            const os::Slot& slot = k_.swap.slot(static_cast<std::uint32_t>(number));
            taken += slot.taken;
            expect_equal("slot " + std::to_string(number) + ": entries", slot.entries, slots_.count(number) ? slots_[number] : 0);
            if (slot.taken) expect(slot.entries > 0 || slot.frame != os::no_frame, "a slot that nobody needs was kept");
            if (slot.frame != os::no_frame) expect(k_.frames.info(slot.frame).slot == number, "a frame does not know its slot");
        }
        expect_equal("slots used", k_.swap.used(), taken);
    }

    void check_files() {
        std::uint64_t all = 0;
        for (const os::File& file : k_.files) {
            std::uint64_t cached = 0;
            file.frames.for_each_leaf([&](std::uint64_t, const auto& items) {
                for (const std::uint64_t plus_one : items) cached += plus_one != 0;
            });
            expect_equal(file.name + ": cached pages", file.cached, cached);
            all += cached;
        }
        expect_equal("cached pages", k_.frames.used(os::FrameUse::page_cache), all);
    }

    void check_pools() {
        std::uint64_t charged = 0;
        const auto& pools = k_.reclaim.pools.all();
        for (std::size_t p = 0; p < pools.size(); ++p) {
            std::uint64_t pages = 0;
            for (std::size_t id = 0; id < pools[p].ids; ++id) {
                if (pools[p].frames.get(id) == os::no_frame) continue;
                ++pages;
                const os::FrameInfo& info = k_.frames.info(pools[p].frames.get(id));
                expect(info.pool == p && info.page == id, "a page and its pool disagree");
            }
            expect_equal("pages of the policy", pools[p].policy.size(), pages);
            charged += pools[p].charged;
        }
        expect_equal("charged frames", charged, k_.frames.used(os::FrameUse::anonymous) + k_.frames.used(os::FrameUse::page_cache) - sized_);
    }

    void expect(bool ok, const std::string& what) {
        if (!ok && wrong_.empty()) wrong_ = what;
    }
    void expect_equal(const std::string& what, std::uint64_t booked, std::uint64_t counted) {
        expect(booked == counted, what + " " + std::to_string(booked) + ", counted " + std::to_string(counted));
    }

    struct Counted {
        std::uint64_t resident = 0, resident_file = 0, swapped = 0, huge = 0, tables = 0;
    };

    const sim::Machine& m_;
    bool sound_ = true;
    const os::Kernel& k_;
    const hw::PagingFormat& f_;
    std::uint32_t index_ = 0;
    std::uint64_t sized_ = 0;  // frames of pages that were asked for by size
    std::uint64_t kernel_tables_ = 0, kernel_pages_ = 0;
    Counted counted_;
    std::map<std::uint64_t, std::uint64_t> uses_;   // entries and roots that name a frame
    std::map<std::uint64_t, std::uint64_t> slots_;  // entries that name a slot
    std::string wrong_;
};

/// `sound`: the kernel shot down all the time, so that no TLB may know what the tables do not back.
inline std::string audit(const sim::Machine& machine, bool sound = true) { return Audit(machine, sound).run(); }

}  // namespace test
