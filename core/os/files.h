// Files and the page cache: which pages of which file are in RAM.
//
// A file's content is made up but always the same: every 8 bytes follow from the file's name and
// their place. What was written to a shared mapping and has reached the disk is kept beside it.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/cow_array.h"
#include "core/base/types.h"
#include "core/hw/ram.h"
#include "core/os/frames.h"

namespace os {

using base::PhysAddr;

/// The largest file, bytes.
constexpr std::uint64_t max_file_bytes = std::uint64_t{1} << 40;

struct File {
    std::string name;
    std::uint64_t bytes = 0;
    std::uint64_t seed = 0;       ///< of its content
    std::uint64_t cached = 0;     ///< pages in the page cache
    base::CowArray<std::uint64_t, 6> frames;  ///< by page: frame number + 1; 0: not cached
    base::CowArray<std::uint8_t, 6> rewritten;  ///< by page: 1 when `changes` holds it
    hw::Ram changes;                          ///< pages that were written back, at their place in the file

    std::uint64_t pages(std::uint64_t page_bytes) const { return bytes / page_bytes + (bytes % page_bytes != 0); }
    /// The frame that holds the page; no_frame when none does.
    Pfn cached_frame(std::uint64_t page) const {
        const std::uint64_t plus_one = frames.get(page);
        return plus_one ? Pfn{plus_one - 1} : no_frame;
    }

    friend bool operator==(const File&, const File&) = default;
};

/// A file of this size with its content. REQUIRES: bytes > 0
File make_file(std::string name, std::uint64_t bytes, std::uint64_t page_bytes);
/// The word of `count` bytes (1, 2, 4 or 8) at `offset` of the file on disk; zeros behind its end.
std::uint64_t file_word(const File& file, std::uint64_t offset, unsigned count, std::uint64_t page_bytes);

/// Copies a page between memories; only words that differ are written.
void copy_page(const hw::Ram& from, PhysAddr source, hw::Ram& to, PhysAddr target, std::uint64_t page_bytes);
/// Fills a frame with the page of the file, as it is on disk.
void load_page(const File& file, std::uint64_t page, hw::Ram& ram, PhysAddr target, std::uint64_t page_bytes);
/// Writes a frame to the file on disk.
void store_page(File& file, std::uint64_t page, const hw::Ram& ram, PhysAddr source, std::uint64_t page_bytes);

}  // namespace os
