// What reclaim's policies may see of the kernel's pages.
#pragma once

#include <optional>
#include <vector>

#include "core/os/pages.h"

namespace os {

/// What a policy sees: the A and D bits of every entry that maps the page.
class KernelSight final : public Sight {
public:
    KernelSight(const Work& work, std::uint32_t pool) : w_(work), pool_(pool) {}
    bool accessed(PageId page) override;
    void clear_accessed(PageId page) override;
    void expect(std::span<const PageId> pages) override;
    bool dirty(PageId page) override;
    void write_back(PageId page) override;
    std::uint64_t now() override { return w_.now(); }
    /// No page looks accessed from now on, so that any policy is done at once.
    void stop_looking() { looks_on_ = false; }

private:
    Pfn frame(PageId page) const { return w_.kernel.reclaim.pools.all()[pool_].frames.get(page); }
    std::optional<PageUser> only_user(Pfn pfn, const FrameInfo& info);
    void clear_accessed(const PageUser& user, hw::Entry entry);

    Work w_;
    std::uint32_t pool_;
    Pfn seen_ = no_frame;  // what accessed() looked at last, when only user_ maps it: policies clear what they saw set
    PageUser user_;
    hw::Entry entry_;      // what its word means

    // A long look through the pages asks for a few tables over and over. Nobody writes an entry that names a table
    // while a policy looks, so what a walk found holds until it is done.
    struct KnownTable {
        std::uint32_t process = base::no_process;
        std::uint64_t number = 0;  // of the table, by the addresses that it maps
        PhysAddr table{};
    };
    static constexpr std::size_t tables = 256;  // a power of two
    KnownTable& place_of_table(std::uint32_t process, std::uint64_t number) { return known_[(number ^ process) % tables]; }
    std::vector<KnownTable> known_;  // by a hash of both; empty until it is worth it
    unsigned looks_ = 0;
    bool looks_on_ = true;
};

}  // namespace os
