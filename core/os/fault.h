// One page fault in the address space of one process: what to do about it, then doing it.
//
// plan() looks and names the outcome together with the frames it takes; nothing has changed yet. When
// frames are missing, reclaim makes room, which may take the very page in question: so plan again. act()
// then does what was planned and cannot fail.
#pragma once

#include "core/os/pages.h"

namespace os {

class Repair {
public:
    /// `writes`, `fetches`: what the access wants, as the error code says.
    Repair(const Work& work, VirtAddr va, bool writes, bool fetches)
        : w_(work), page_(work.page_of(va)), writes_(writes), fetches_(fetches) {}

    /// Repairs the fault. may_kill: when no page can leave, a process may be killed for its frames.
    FaultOutcome run(bool may_kill);
    /// Brings the page in for `populate`, whatever the permissions are: they are checked at the access.
    FaultOutcome populate();

private:
    struct Plan {
        FaultOutcome outcome = FaultOutcome::spurious;
        std::uint64_t frames = 0;  ///< that must be free
        bool page = false;         ///< one of them is charged to the process
    };
    FaultOutcome carry_out(bool may_kill);

    bool allowed(Permissions) const;
    const Vma& area() const { return *w_.owner().area_of(page_); }
    std::uint64_t file_page() const { return area().file_page + ((page_.value - area().start.value) >> w_.format().page_bits); }
    Pfn cached() const { return w_.kernel.files[area().file].cached_frame(file_page()); }
    bool copies_file() const { return !area().is_shared() && (writes_ || !can_protect(w_.format())); }

    Plan plan() const;
    Plan plan_first_touch(std::uint64_t missing_tables) const;
    Plan plan_large(std::uint64_t missing_tables) const;
    Plan plan_sized(std::uint64_t missing_tables) const;
    Plan plan_present(const PageEntry&, const hw::Entry&) const;
    Plan plan_large_present(const PageEntry&, const hw::Entry&) const;
    Plan plan_sized_present(const PageEntry&, const hw::Entry&) const;
    Plan plan_slot(std::uint32_t slot) const;

    bool make_tables(const Plan&);
    void act(const Plan&);
    PageEntry entry_to_fill();
    void map_zero_page();
    void map_fresh_frame();
    void map_large(bool zero);
    void copy_sized(const PageEntry&);
    void copy_or_reuse(const PageEntry&);
    void replace(const PageEntry&, Pfn by);
    void allow_writing(const PageEntry&);
    void mark(const PageEntry&);
    void swap_in(const PageEntry&, std::uint32_t slot);
    // fault_file.cpp
    void map_file_page();
    void map_cached(const PageEntry&, VirtAddr va, Pfn pfn, bool writable);
    void map_around();
    void copy_file_page();

    Work w_;
    VirtAddr page_;
    bool writes_;
    bool fetches_;
    bool populates_ = false;
};

/// The process's stack grows down to `va`, when it may. False: no stack can hold the address.
bool grow_stack(const Work&, VirtAddr va);
/// The frame with a page of a file; read from disk when the page cache lacks it. REQUIRES: a frame is
/// free, or the page is cached.
Pfn frame_of_file(const Work&, std::uint32_t file, std::uint64_t page, VirtAddr va);

}  // namespace os
