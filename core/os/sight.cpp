#include "core/os/sight.h"

#include <array>

#include "core/os/pools.h"

namespace os {

namespace {

// Which table of level 1 maps an address, counted from the first one's.
std::uint64_t table_number(const hw::PagingFormat& format, VirtAddr va) { return va.value >> format.level(1).shift >> format.level(1).bits; }

}  // namespace

bool KernelSight::accessed(PageId page) {
    if (!looks_on_) return false;
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

// Through a long list reclaim waits for memory, our own: what is read together is waited for once.
void KernelSight::expect(std::span<const PageId> pages) {
    std::array<Pfn, most_expected> frames;
    std::array<const FrameInfo*, most_expected> records;
    std::uint64_t read = 0;
    for (std::size_t i = 0; i < pages.size(); ++i) frames[i] = frame(pages[i]);
    for (std::size_t i = 0; i < pages.size(); ++i) read += (records[i] = &w_.kernel.frames.info(frames[i]))->vpn;
    const hw::PagingFormat& format = w_.format();
    for (std::size_t i = 0; i < pages.size() && !known_.empty(); ++i) {
        const VirtAddr va{records[i]->vpn << format.page_bits};
        const KnownTable& known = place_of_table(records[i]->process, table_number(format, va));
        if (known.process == records[i]->process && known.number == table_number(format, va)) read += w_.hw.ram.read(hw::entry_address(format, known.table, va, 1), format.entry.bytes);
    }
    [[maybe_unused]] const volatile std::uint64_t sum = read;
}

// The only entry that maps the page, where that is one of level 1 of the process that it was made for; entry_ is what it
// means. nullopt: look everywhere.
std::optional<PageUser> KernelSight::only_user(Pfn pfn, const FrameInfo& info) {
    constexpr unsigned few = 8;
    if (++looks_ <= few || info.use != FrameUse::anonymous || info.references != 1) return std::nullopt;
    if (known_.empty()) known_.resize(tables);
    const hw::PagingFormat& format = w_.format();
    const VirtAddr va{info.vpn << format.page_bits};
    const std::uint64_t number = table_number(format, va);
    KnownTable& known = place_of_table(info.process, number);
    if (known.process != info.process || known.number != number) {
        if (info.process >= w_.kernel.processes.size() || !w_.kernel.processes[info.process].alive) return std::nullopt;
        const auto at = page_entry(w_.kernel, w_.hw, info.process, va);
        if (!at || at->level != 1) return std::nullopt;
        known = {info.process, number, {at->at.value - hw::entry_address(format, {}, va, 1).value}};
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
