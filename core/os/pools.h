// The pools that reclaim chooses from: coming in, leaving, and what a policy may see of a page.
#pragma once

#include "core/os/pages.h"

namespace os {

/// The page, whose record is complete, can be reclaimed from now on; it is charged to its process's pool.
void admit(const Work&, Pfn pfn);
/// The page is gone or about to go.
void leave_pool(const Work&, Pfn pfn);

/// The pool of a process that is being made.
std::uint32_t pool_for_new_process(Kernel&);

/// What a policy sees: the A and D bits of every entry that maps the page.
class KernelSight final : public Sight {
public:
    KernelSight(const Work& work, std::uint32_t pool) : w_(work), pool_(pool) {}
    bool accessed(PageId page) override;
    void clear_accessed(PageId page) override;
    bool dirty(PageId page) override;
    void write_back(PageId page) override;
    std::uint64_t now() override { return w_.now(); }

private:
    Pfn frame(PageId page) const { return w_.kernel.reclaim.pools.all()[pool_].frames.get(page); }
    void clear_accessed(const PageUser& user);

    Work w_;
    std::uint32_t pool_;
    Pfn seen_ = no_frame;  // what accessed() looked at last, when only user_ maps it: policies clear what they saw set
    PageUser user_;
};

/// True when eviction would have to write the page to disk first.
bool must_write(const Work&, Pfn pfn);

/// Makes `count` frames free for a page or table of the process, and lets a page be charged to its
/// pool when `page`; kills when nothing else helps and `may_kill`. False: there is no way, or the
/// process itself was killed. Entries may have changed meanwhile: look again.
bool make_room(const Work&, std::uint64_t count, bool page, bool may_kill);
/// True when make_room would have nothing to do.
bool has_room(const Work&, std::uint64_t count, bool page);

/// Frees one page's frame or frames; false when it cannot leave now. (eviction.cpp)
bool evict_page(const Work&, Pfn pfn, Shortage shortage);
/// Writes the page to its slot or file and leaves it in place, clean; false when it has no place there.
bool clean_page(const Work&, Pfn pfn);

/// Kills the process that holds most, among those of the pool or all (no_index). False: there is none.
bool kill_biggest(const Work&, std::uint32_t pool, Shortage shortage);

}  // namespace os
