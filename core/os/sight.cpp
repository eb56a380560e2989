#include "core/os/sight.h"

#include "core/os/pools.h"

namespace os {

bool KernelSight::accessed(PageId page) {
    const Pfn pfn = frame(page);
    ++w_.kernel.reclaim.scanned;
    seen_ = no_frame;
    const FrameInfo& info = w_.kernel.frames.info(pfn);
    if (info.accessed) return true;
    const auto look = [&](const PageUser& user, const hw::Entry& entry) {
        if (!entry.present || !entry.accessed) return false;
        if (info.references == 1) {
            seen_ = pfn;
            user_ = user;
            entry_ = entry;
        }
        return true;
    };
    if (const auto user = only_user(pfn, info)) return look(*user, entry_);
    return any_user(w_.kernel, w_.hw, pfn, [&](const PageUser& user) { return look(user, hw::decode(w_.format(), user.entry.level, user.entry.word)); });
}

// Through a long list reclaim waits for memory, our own: a record that is read early is there when it is its turn.
void KernelSight::expect(PageId page) {
    const Pfn pfn = frame(page);
    if (pfn.value >= w_.kernel.frames.total()) return;
    [[maybe_unused]] const FrameUse read = const_cast<const volatile FrameUse&>(w_.kernel.frames.info(pfn).use);
}

// The only entry that maps the page, where that is one of level 1 of the process that it was made for; entry_ is what it
// means. nullopt: look everywhere.
std::optional<PageUser> KernelSight::only_user(Pfn pfn, const FrameInfo& info) {
    constexpr unsigned few = 8;
    constexpr std::size_t tables = 256;  // a power of two
    if (++looks_ <= few || info.use != FrameUse::anonymous || info.references != 1) return std::nullopt;
    if (known_.empty()) known_.resize(tables);
    const hw::PagingFormat& format = w_.format();
    const VirtAddr va{info.vpn << format.page_bits};
    const std::uint64_t above = va.value >> format.level(1).shift >> format.level(1).bits;
    const std::uint64_t first = above << format.level(1).bits << format.level(1).shift;
    KnownTable& known = known_[(above ^ info.process) % tables];
    if (known.process != info.process || known.first != first) {
        if (info.process >= w_.kernel.processes.size() || !w_.kernel.processes[info.process].alive) return std::nullopt;
        const auto at = page_entry(w_.kernel, w_.hw, info.process, va);
        if (!at || at->level != 1) return std::nullopt;
        known = {info.process, first, {at->at.value - hw::entry_address(format, {}, va, 1).value}};
    }
    const PhysAddr at = hw::entry_address(format, known.table, va, 1);
    const std::uint64_t word = w_.hw.ram.read(at, format.entry.bytes);
    if (word == 0 || slot_of(format, word)) return std::nullopt;
    entry_ = hw::decode(format, 1, word);
    if (entry_.pfn != pfn) return std::nullopt;
    return PageUser{info.process, va, {at, 1, word}};
}

// No TLB is told: an entry there goes on working, and the bit stays clear until it is gone. (So does
// Linux on x86: a flush would cost more than the error.)
void KernelSight::clear_accessed(PageId page) {
    const Pfn pfn = frame(page);
    const FrameInfo& info = w_.kernel.frames.info(pfn);
    if (info.accessed) w_.kernel.frames.edit(pfn).accessed = false;
    const bool known = seen_ == pfn;
    w_.kernel.reclaim.scanned += !known;
    if (const auto user = known ? std::optional(user_) : only_user(pfn, info)) clear_accessed(*user, entry_);
    else
        any_user(w_.kernel, w_.hw, pfn, [&](const PageUser& user) {
            clear_accessed(user, hw::decode(w_.format(), user.entry.level, user.entry.word));
            return false;
        });
    seen_ = no_frame;
}

void KernelSight::clear_accessed(const PageUser& user, hw::Entry entry) {
    if (!entry.present || !entry.accessed) return;
    entry.accessed = false;
    set_entry(w_.as(user.process), user.va, user.entry, hw::encode(w_.format(), user.entry.level, entry));
}

bool KernelSight::dirty(PageId page) { return must_write(w_, frame(page)); }
void KernelSight::write_back(PageId page) {
    seen_ = no_frame;
    clean_page(w_, frame(page));
}

}  // namespace os
