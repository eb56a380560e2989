#include "core/os/pools.h"

#include <algorithm>
#include <array>

#include "core/os/sight.h"

namespace os {

using base::Event;
using base::EventKind;
using base::EventSink;

std::string_view to_text(Shortage shortage) {
    static constexpr std::array<std::string_view, 5> names{"no_free_frame", "below_low", "group_limit", "asked", "own_limit"};
    return names[static_cast<std::size_t>(shortage)];
}

namespace {

std::uint64_t frames_of(const Kernel& kernel, Pfn pfn) { return kernel.frames.frames_of(pfn); }

std::uint32_t pool_of(const Kernel& kernel, const Process& process) {
    return process.group == no_group ? process.pool : kernel.reclaim.groups[process.group].pool;
}

std::vector<Pool>& pools(Kernel& kernel) {
    std::vector<Pool>& all = kernel.reclaim.pools.edit();
    if (all.empty()) {
        all.emplace_back();
        all[0].policy = *make_policy(kernel.reclaim.policy, kernel.reclaim.options);
    }
    return all;
}

std::uint32_t add_pool(Kernel& kernel) {
    auto& all = pools(kernel);
    all.emplace_back();
    all.back().policy = *make_policy(kernel.reclaim.policy, kernel.reclaim.options);
    return static_cast<std::uint32_t>(all.size() - 1);
}

void admit_to(const Work& w, Pfn pfn, std::uint32_t number) {
    Pool& pool = pools(w.kernel)[number];
    PageId page = pool.ids;
    if (pool.spare.empty()) {
        ++pool.ids;
    } else {
        page = pool.spare.back();
        pool.spare.pop_back();
    }
    pool.frames.mut(page) = pfn;
    pool.policy.grow(pool.ids);
    pool.charged += frames_of(w.kernel, pfn);
    FrameInfo& info = w.kernel.frames.edit(pfn);
    info.pool = number;
    info.page = page;
    KernelSight sight(w, number);
    pools(w.kernel)[number].policy.admit(page, sight);
    w.kernel.reclaim.just_loaded = pfn;
}

}  // namespace

void admit(const Work& w, Pfn pfn) {
    pools(w.kernel);
    admit_to(w, pfn, pool_of(w.kernel, w.owner()));
}

void leave_pool(const Work& w, Pfn pfn) {
    FrameInfo& info = w.kernel.frames.edit(pfn);
    if (info.pool == no_index) return;
    Pool& pool = pools(w.kernel)[info.pool];
    pool.policy.forget(info.page);
    pool.frames.mut(info.page) = no_frame;
    pool.spare.push_back(info.page);
    pool.charged -= frames_of(w.kernel, pfn);
    info.pool = info.page = no_index;
    if (w.kernel.reclaim.just_loaded == pfn) w.kernel.reclaim.just_loaded = no_frame;
}

bool must_write(const Work& w, Pfn pfn) {
    const FrameInfo& info = w.kernel.frames.info(pfn);
    if (info.dirty) return true;
    return any_user(w.kernel, w.hw, pfn, [&](const PageUser& user) {
        // A private mapping never writes to the file's page; its D, copied by fork, means nothing.
        return is_dirty(w.format(), hw::decode(w.format(), user.entry.level, user.entry.word)) &&
               (info.use == FrameUse::anonymous || w.kernel.processes[user.process].area_of(user.va)->is_shared());
    });
}

void note_access(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, base::PhysAddr pa) {
    const Pfn loaded = kernel.reclaim.just_loaded;
    const auto& all = kernel.reclaim.pools.all();
    if (all.empty()) return;
    const PolicyRow& row = all[0].policy.row();
    if (loaded == no_frame && row.sees != Sees::every_access) return;
    base::NullSink nobody;
    const Work w{kernel, hardware, process, nobody};
    if (loaded != no_frame) {
        kernel.reclaim.just_loaded = no_frame;
        const FrameInfo& info = kernel.frames.info(loaded);
        if (!row.marks_loaded && info.page != no_index) KernelSight(w, info.pool).clear_accessed(info.page);
    }
    const Pfn pfn{pa.value >> hardware.format.page_bits};
    const Pfn page = kernel.frames.large_head(pfn);
    if (row.sees != Sees::every_access || page == loaded || page.value >= kernel.frames.total()) return;
    const FrameInfo& info = kernel.frames.info(page);
    if (info.pool != no_index) kernel.reclaim.pools.edit()[info.pool].policy.touch(info.page);
}

bool sees_every_access(const Kernel& kernel) {
    const auto& all = kernel.reclaim.pools.all();
    return !all.empty() && all[0].policy.row().sees == Sees::every_access;
}

// --- making room --------------------------------------------------------------------------------

namespace {

bool within_limit(const Kernel& kernel, const Process& process) {
    if (process.group == no_group) return true;
    const Group& group = kernel.reclaim.groups[process.group];
    return group.limit == 0 || kernel.reclaim.pools.all()[group.pool].charged < group.limit;
}

// The limit of one process, which holds only while its pages are a pool of their own.
bool within_own_limit(const Kernel& kernel, const Process& process) {
    if (process.frame_limit == 0 || process.group != no_group || !kernel.reclaim.local) return true;
    return kernel.reclaim.pools.all()[process.pool].charged < process.frame_limit;
}

// A page stays while a disk fills its frame, and until the access that it was brought in for is made:
// else two processes could take each other's pages for ever and neither get on.
bool is_awaited(const Work& w, Pfn pfn) {
    if (w.kernel.frames.info(pfn).ready_ns > w.now()) return true;
    return std::any_of(w.kernel.processes.begin(), w.kernel.processes.end(),
                       [&](const Process& p) { return p.alive && p.awaited == pfn; });
}

// The pools to try, the first first: the process's own when it may only lose its own pages or its
// group is at its limit, then the others, the largest first.
std::vector<std::uint32_t> pool_order(const Work& w, Shortage shortage) {
    const std::uint32_t own = pool_of(w.kernel, w.owner());
    if (shortage == Shortage::group_limit || shortage == Shortage::own_limit) return {own};
    const auto& all = pools(w.kernel);
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < all.size(); ++i) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (w.kernel.reclaim.local && (a == own) != (b == own)) return a == own;
        return all[a].charged > all[b].charged;
    });
    return order;
}

constexpr std::size_t looks_between_pauses = 2048;

// The policy's choice. At a pause the machine can be replaced (see EventSink::on_pause): all that is kept over one is
// where tables lie, and that is the same at every pause of a search.
PageId choose_page(const Work& w, std::uint32_t pool) {
    KernelSight sight(w, pool);
    for (bool first = true;; first = false) {
        const PageId page = pools(w.kernel)[pool].policy.evict(sight, looks_between_pauses);
        if (page != no_page) return page;
        if (!w.sink.on_pause(first)) sight.stop_looking();
    }
}

// The policy's choice, or the one after it when that page cannot leave now.
bool evict_from(const Work& w, std::uint32_t number, Shortage shortage, bool awaited_too) {
    std::vector<Pfn> stay;
    bool done = false;
    for (std::size_t left = pools(w.kernel)[number].policy.size(); left > 0 && !done; --left) {
        const PageId page = choose_page(w, number);
        const Pfn pfn = pools(w.kernel)[number].frames.get(page);
        leave_pool(w, pfn);
        done = (awaited_too || !is_awaited(w, pfn)) && evict_page(w, pfn, shortage);
        if (!done) stay.push_back(pfn);
    }
    const Pfn loaded = w.kernel.reclaim.just_loaded;
    for (const Pfn pfn : stay) admit_to(w, pfn, number);
    w.kernel.reclaim.just_loaded = loaded;
    return done;
}

bool evict_one(const Work& w, Shortage shortage) {
    for (const bool awaited_too : {false, true})
        for (const std::uint32_t pool : pool_order(w, shortage))
            if (evict_from(w, pool, shortage, awaited_too)) return true;
    return false;
}

void tell_start(const Work& w, Shortage shortage, std::uint64_t wanted) {
    Event event = w.event(EventKind::reclaim_started);
    event.detail = static_cast<std::uint32_t>(shortage);
    event.before = w.kernel.frames.free();
    event.after = wanted;
    w.sink.on_event(event);
}

// Evicts until `enough` says so. False when nothing can leave any more.
template <class Enough>
bool reclaim_until(const Work& w, Shortage shortage, std::uint64_t wanted, Enough&& enough) {
    if (enough()) return true;
    tell_start(w, shortage, wanted);
    while (!enough())
        if (!evict_one(w, shortage)) return false;
    return true;
}

}  // namespace

bool has_room(const Work& w, std::uint64_t count, bool page) {
    const Reclaim& reclaim = w.kernel.reclaim;
    const std::uint64_t floor = page ? reclaim.min : 0;
    if (w.kernel.frames.free() < count + floor) return false;
    if (reclaim.low > 0 && w.kernel.frames.free() < count + reclaim.low) return false;
    return !page || (within_limit(w.kernel, w.owner()) && within_own_limit(w.kernel, w.owner()));
}

bool make_room(const Work& w, std::uint64_t count, bool page, bool may_kill) {
    Kernel& kernel = w.kernel;
    const Reclaim& settings = kernel.reclaim;
    const auto free = [&kernel] { return kernel.frames.free(); };
    while (page && !reclaim_until(w, Shortage::group_limit, 1, [&] { return within_limit(kernel, w.owner()); }))
        if (!may_kill || !settings.kill || !kill_biggest(w, pool_of(kernel, w.owner()), Shortage::group_limit) || !w.owner().alive) return false;
    // A limit of its own is no wall: where nothing of the process can leave, it gets the frame all the same.
    if (page) reclaim_until(w, Shortage::own_limit, 1, [&] { return within_own_limit(kernel, w.owner()); });
    if (settings.low > 0 && free() < count + settings.low)
        reclaim_until(w, Shortage::below_low, settings.high, [&] { return free() >= count + settings.high; });
    // Below min only what the kernel itself needs may go, unless nothing else is left.
    if (settings.min > 0 && page) reclaim_until(w, Shortage::no_free_frame, count + settings.min, [&] { return free() >= count + settings.min; });
    while (!reclaim_until(w, Shortage::no_free_frame, count, [&] { return free() >= count; }))
        if (!may_kill || !settings.kill || !kill_biggest(w, no_index, Shortage::no_free_frame) || !w.owner().alive) return false;
    return true;
}

bool kill_biggest(const Work& w, std::uint32_t pool, Shortage shortage) {
    std::uint32_t victim = no_index;
    const auto badness = [](const Process& p) { return p.resident + p.swapped + p.tables; };
    const auto& processes = w.kernel.processes;
    for (std::uint32_t i = 0; i < processes.size(); ++i) {
        if (!processes[i].alive || processes[i].resident == 0) continue;
        if (pool != no_index && pool_of(w.kernel, processes[i]) != pool) continue;
        if (victim == no_index || badness(processes[i]) > badness(processes[victim])) victim = i;
    }
    if (victim == no_index) return false;
    Event event = w.as(victim).event(EventKind::out_of_memory_kill);
    event.detail = static_cast<std::uint32_t>(shortage);
    event.before = badness(processes[victim]);
    event.after = processes[victim].resident;
    w.sink.on_event(event);
    ++w.kernel.reclaim.kills;
    exit(w.kernel, w.hw, victim, true, w.sink);
    return true;
}

std::uint64_t reclaim(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, std::uint64_t count, EventSink& sink) {
    const Work w{kernel, hardware, process, sink};
    const std::uint64_t before = kernel.reclaim.reclaimed;
    tell_start(w, Shortage::asked, count);
    while (kernel.reclaim.reclaimed - before < count)
        if (!evict_one(w, Shortage::asked)) break;
    return kernel.reclaim.reclaimed - before;
}

// --- settings -----------------------------------------------------------------------------------

namespace {

// Every page takes its place again, in fresh pools, in the order of the frames.
void rebuild_pools(const Work& w) {
    Kernel& kernel = w.kernel;
    std::vector<Pfn> pages;
    for (Pool& pool : pools(kernel)) {
        pool.for_each_page([&](Pfn pfn) { pages.push_back(pfn); });
        pool = {};
        pool.policy = *make_policy(kernel.reclaim.policy, kernel.reclaim.options);
    }
    std::sort(pages.begin(), pages.end());
    for (const Pfn pfn : pages) {
        const Process& owner = kernel.processes[kernel.frames.info(pfn).process];
        admit_to(w, pfn, owner.alive ? pool_of(kernel, owner) : 0);
    }
    kernel.reclaim.just_loaded = no_frame;
}

}  // namespace

base::Status set_policy(Kernel& kernel, hw::Hardware& hardware, std::string_view name, const PolicyOptions& options, EventSink& sink) {
    const auto policy = make_policy(name, options);
    if (!policy) return policy.error();
    kernel.reclaim.policy = name;
    kernel.reclaim.options = options;
    rebuild_pools({kernel, hardware, 0, sink});
    return base::Done{};
}

void set_local_reclaim(Kernel& kernel, hw::Hardware& hardware, bool local, EventSink& sink) {
    if (kernel.reclaim.local == local) return;
    kernel.reclaim.local = local;
    for (Process& process : kernel.processes) process.pool = local ? add_pool(kernel) : 0;
    rebuild_pools({kernel, hardware, 0, sink});
}

void set_frame_limit(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, std::uint64_t limit, EventSink& sink) {
    const Work w{kernel, hardware, process, sink};
    w.owner().frame_limit = limit;
    if (limit == 0 || !kernel.reclaim.local || w.owner().group != no_group) return;
    reclaim_until(w, Shortage::own_limit, limit, [&] { return kernel.reclaim.pools.all()[w.owner().pool].charged <= limit; });
}

std::uint64_t frames_charged(const Kernel& kernel, std::uint32_t process) {
    const auto& all = kernel.reclaim.pools.all();
    const Process& p = kernel.processes[process];
    return kernel.reclaim.local && p.group == no_group && p.pool < all.size() ? all[p.pool].charged : p.resident;
}

std::uint64_t swap_out(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, EventSink& sink) {
    const Work w{kernel, hardware, process, sink};
    const std::uint32_t number = pool_of(kernel, w.owner());
    if (number >= kernel.reclaim.pools.all().size()) return 0;
    std::vector<Pfn> pages;
    kernel.reclaim.pools.all()[number].for_each_page([&](Pfn pfn) {
        if (kernel.frames.info(pfn).process == process && !is_awaited(w, pfn)) pages.push_back(pfn);
    });
    const std::uint64_t before = kernel.reclaim.reclaimed;
    if (!pages.empty()) tell_start(w, Shortage::asked, pages.size());
    for (const Pfn pfn : pages) {
        if (kernel.frames.info(pfn).pool != number) continue;  // it went with another one
        leave_pool(w, pfn);
        if (!evict_page(w, pfn, Shortage::asked)) admit_to(w, pfn, number);
    }
    kernel.reclaim.just_loaded = no_frame;
    return kernel.reclaim.reclaimed - before;
}

std::uint32_t set_group(Kernel& kernel, hw::Hardware& hardware, const std::string& name, std::uint64_t limit, EventSink& sink) {
    auto& groups = kernel.reclaim.groups;
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.name == name; });
    if (group == groups.end()) {
        const std::uint32_t pool = add_pool(kernel);
        groups.push_back({name, 0, pool});
        group = groups.end() - 1;
    }
    group->limit = limit;
    const auto index = static_cast<std::uint32_t>(group - groups.begin());
    for (std::uint32_t p = 0; p < kernel.processes.size() && limit > 0; ++p) {
        if (kernel.processes[p].group != index || !kernel.processes[p].alive) continue;
        const Work w{kernel, hardware, p, sink};
        reclaim_until(w, Shortage::group_limit, limit, [&] { return kernel.reclaim.pools.all()[groups[index].pool].charged <= limit; });
    }
    return index;
}

void join_group(Kernel& kernel, std::uint32_t process, std::uint32_t group) {
    kernel.processes[process].group = group;
}

std::uint32_t pool_for_new_process(Kernel& kernel) { return kernel.reclaim.local ? add_pool(kernel) : 0; }

}  // namespace os
