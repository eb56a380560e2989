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
