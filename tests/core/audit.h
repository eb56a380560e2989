// Counts again, from the words in RAM alone, what the kernel keeps counters of.
#pragma once

#include <map>
#include <string>

#include "core/hw/entry.h"
#include "core/sim/machine.h"

namespace test {

/// What the kernel's books say wrong; empty when they agree with the page tables. Holds on every
/// machine whose entries no command altered by hand.
class Audit {
public:
    explicit Audit(const sim::Machine& machine) : m_(machine), f_(machine.hw.format) {}

    std::string run() {
        for (std::uint32_t p = 0; p < m_.kernel.processes.size() && wrong_.empty(); ++p) check_process(p);
        check_frames();
        return wrong_;
    }

private:
    void check_process(std::uint32_t index) {
        const os::Process& process = m_.kernel.processes[index];
        index_ = index;
        resident_ = tables_ = 0;
        table({process.root.value >> f_.page_bits}, f_.level_count, 0);
        expect(process.resident == resident_, process.name + ": resident " + std::to_string(process.resident) + ", counted " + std::to_string(resident_));
        expect(process.tables == tables_, process.name + ": tables " + std::to_string(process.tables) + ", counted " + std::to_string(tables_));
        for (std::size_t i = 0; i < process.areas.size(); ++i) {
            const os::Vma& area = process.areas[i];
            expect(area.bytes > 0 && area.bytes % f_.page_bytes() == 0 && area.start.value % f_.page_bytes() == 0, "an area is not made of pages");
            if (i > 0) expect(process.areas[i - 1].last() < area.start.value, "areas overlap or are out of order");
        }
    }

    void table(base::Pfn pfn, unsigned level, std::uint64_t base_va) {
        ++tables_;
        for (std::uint64_t k = 0; k < f_.table_frames(level); ++k) {
            const os::FrameInfo& info = m_.kernel.frames.info({pfn.value + k});
            expect(++uses_[pfn.value + k] == 1, "a table is named twice");
            expect(info.use == os::FrameUse::table && info.process == index_ && info.level == level, "a table's frame is booked as something else");
            expect(info.vpn == base_va >> f_.page_bits, "a table is booked for another address");
        }
        bool empty = true;
        for (std::uint64_t i = 0; i < f_.entries(level); ++i) {
            const std::uint64_t word = m_.hw.ram.read({(pfn.value << f_.page_bits) + i * f_.entry.bytes}, f_.entry.bytes);
            if (word == 0) continue;
            empty = false;
            const hw::Entry entry = hw::decode(f_, level, word);
            const std::uint64_t va = base_va + i * f_.entry_span(level);
            if (level > 1) {
                expect(entry.present && !entry.leaf && !entry.reserved, "an upper entry is broken");
                table(entry.pfn, level - 1, va);
            } else {
                leaf(entry, va);
            }
        }
        expect(!empty || level == f_.level_count, "an empty table was kept");
    }

    void leaf(const hw::Entry& entry, std::uint64_t va) {
        const os::Vma* area = m_.kernel.processes[index_].area_of({va});
        expect(area != nullptr, "a page outside all areas is mapped");
        if (!area) return;
        const os::FrameInfo& info = m_.kernel.frames.info(entry.pfn);
        const bool zero = info.use == os::FrameUse::zero_page;
        expect(zero || info.use == os::FrameUse::anonymous, "a page's frame is booked as something else");
        ++uses_[entry.pfn.value];
        resident_ += !zero;
        if (zero && f_.entry.write != hw::no_bit) expect(!entry.write, "the zero page is writable");
        const os::Permissions may = area->permissions;
        expect(entry.present == (may.read || may.write || may.execute), "presence and permissions differ");
        if (entry.present && f_.entry.write != hw::no_bit && !zero) expect(entry.write == may.write, "W differs from the area");
        if (entry.present && f_.entry.no_execute != hw::no_bit) expect(entry.no_execute == !may.execute, "NX differs from the area");
    }

    void check_frames() {
        const os::Frames& frames = m_.kernel.frames;
        std::map<os::FrameUse, std::uint64_t> count;
        for (std::uint64_t pfn = 0; pfn < frames.total(); ++pfn) {
            const os::FrameInfo& info = frames.info({pfn});
            const os::FrameUse use = pfn < frames.reserved() ? os::FrameUse::reserved : info.use;
            ++count[use];
            const std::uint64_t used = uses_.count(pfn) ? uses_[pfn] : 0;
            if (use == os::FrameUse::free || use == os::FrameUse::reserved) expect(used == 0, "a free frame is in use");
            else if (use == os::FrameUse::table) expect(used == 1, "a table frame belongs to no tree");
            else expect(info.references == used, "frame " + std::to_string(pfn) + ": " + std::to_string(info.references) + " references, counted " + std::to_string(used));
        }
        for (const os::FrameUse use : {os::FrameUse::free, os::FrameUse::reserved, os::FrameUse::table, os::FrameUse::anonymous, os::FrameUse::zero_page})
            expect(frames.used(use) == count[use], "the count of " + std::string(to_text(use)) + " frames is wrong");
        expect(frames.free() == count[os::FrameUse::free], "the count of free frames is wrong");
        expect(count[os::FrameUse::zero_page] <= 1, "there are two zero pages");
    }

    void expect(bool ok, const std::string& what) {
        if (!ok && wrong_.empty()) wrong_ = what;
    }

    const sim::Machine& m_;
    const hw::PagingFormat& f_;
    std::uint32_t index_ = 0;
    std::uint64_t resident_ = 0;
    std::uint64_t tables_ = 0;
    std::map<std::uint64_t, std::uint64_t> uses_; // entries and roots that name a frame
    std::string wrong_;

};

inline std::string audit(const sim::Machine& machine) { return Audit(machine).run(); }

}  // namespace test
