// Page faults in mappings of files, and the page cache behind them.
#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/os/fault.h"
#include "core/os/pools.h"

namespace os {

using base::Done;
using base::Error;
using base::Event;
using base::EventKind;
using base::EventSink;

// Pages mapped around a read fault when they are cached: 64 KiB, aligned (Linux: fault_around_bytes).
static std::uint64_t around_pages(const hw::PagingFormat& format) {
    constexpr unsigned around_bits = 16;
    return format.page_bits >= around_bits ? 1 : std::min(std::uint64_t{16}, std::uint64_t{1} << (around_bits - format.page_bits));
}

Pfn frame_of_file(const Work& w, std::uint32_t number, std::uint64_t page, VirtAddr va) {
    File& file = w.kernel.files[number];
    if (const Pfn cached = file.cached_frame(page); cached != no_frame) return cached;
    const Pfn pfn = take_page(w, FrameUse::page_cache, va);
    FrameInfo& info = w.kernel.frames.edit(pfn);
    info.references = 0;
    info.file = number;
    info.vpn = page;
    file.frames.mut(page) = pfn.value + 1;
    ++file.cached;
    load_page(file, page, w.hw.ram, w.address(pfn), w.page_bytes());
    read_disk(w, pfn, number, page);
    admit(w, pfn);
    return pfn;
}

void Repair::map_cached(const PageEntry& at, VirtAddr va, Pfn pfn, bool writable) {
    FrameInfo& info = w_.kernel.frames.edit(pfn);
    ++info.references;
    // A shared page is mapped read-only until it is written, so that the kernel learns of the write.
    if (writable) info.dirty = true;
    set_entry(w_, va, at, leaf_word(w_.hw, area().permissions, pfn, writable));
    count_mapped(w_, pfn, 1);
}

void Repair::map_file_page() {
    const PageEntry at = entry_to_fill();
    const bool writable = area().is_shared() && (writes_ || !can_protect(w_.format()));
    if (!writes_) map_around();
    const Pfn pfn = frame_of_file(w_, area().file, file_page(), page_);
    map_cached(at, page_, pfn, writable);
}

// The cached neighbours of the page, inside its area, its table and the file: a read fault maps them
// too, and saves the faults they would take. (Linux: do_fault_around)
void Repair::map_around() {
    const std::uint64_t bytes = w_.page_bytes(), window = around_pages(w_.format()) * bytes;
    const File& file = w_.kernel.files[area().file];
    VirtAddr va{page_.value / window * window};
    for (const VirtAddr end = va + window; va < end; va = va + bytes) {
        if (va == page_ || !area().contains(va)) continue;
        const std::uint64_t number = area().file_page + ((va.value - area().start.value) >> w_.format().page_bits);
        const Pfn pfn = number < file.pages(bytes) ? file.cached_frame(number) : no_frame;
        const auto at = page_entry(w_.kernel, w_.hw, w_.process, va);
        if (pfn == no_frame || !at || at->level != 1 || at->word != 0) continue;
        if (w_.kernel.frames.info(pfn).ready_ns > w_.now()) continue;  // not there yet
        map_cached(*at, va, pfn, area().is_shared() && !can_protect(w_.format()));
    }
}

// A private mapping never writes to the file's page: it gets its own.
void Repair::copy_file_page() {
    const auto before = page_entry(w_.kernel, w_.hw, w_.process, page_);
    const bool mapped = before && before->level == 1 && before->word != 0 && hw::decode(w_.format(), 1, before->word).present;
    w_.owner().area_of(page_)->has_anonymous = true;
    if (mapped) return replace(*before, take_copy(w_, hw::decode(w_.format(), 1, before->word).pfn, page_));
    const PageEntry at = entry_to_fill();
    const Pfn source = frame_of_file(w_, area().file, file_page(), page_);
    const Pfn copy = take_copy(w_, source, page_);
    set_entry(w_, page_, at, leaf_word(w_.hw, area().permissions, copy, true));
    count_mapped(w_, copy, 1);
}

// --- the page cache -----------------------------------------------------------------------------

base::Result<std::uint32_t> create_file(Kernel& kernel, const hw::Hardware& hardware, std::string name, std::uint64_t bytes) {
    if (bytes == 0) return Error{base::phrase("os.empty-file-no-page-to"), base::phrase("os.give-at-least-one-byte")};
    if (bytes > max_file_bytes) return Error{base::phrase("os.too-much-for-file", {base::size(bytes)}), base::phrase("base.most", {base::size(max_file_bytes)})};
    for (const File& file : kernel.files)
        if (file.name == name) return Error{base::phrase("os.file-already", {name})};
    kernel.files.push_back(make_file(std::move(name), bytes, hardware.format.page_bytes()));
    return static_cast<std::uint32_t>(kernel.files.size() - 1);
}

namespace {

template <class Visit>
void for_each_cached(const Kernel& kernel, std::uint32_t which, Visit&& visit) {
    for (std::uint32_t f = 0; f < kernel.files.size(); ++f) {
        if (which != no_file && which != f) continue;
        std::vector<Pfn> frames;
        kernel.files[f].frames.for_each_leaf([&](std::uint64_t, const auto& items) {
            for (const std::uint64_t plus_one : items)
                if (plus_one) frames.push_back({plus_one - 1});
        });
        for (const Pfn pfn : frames) visit(f, pfn);
    }
}

}  // namespace

void sync_files(Kernel& kernel, hw::Hardware& hardware, std::uint32_t file, EventSink& sink) {
    for_each_cached(kernel, file, [&](std::uint32_t, Pfn pfn) {
        const Work w{kernel, hardware, kernel.frames.info(pfn).process, sink};
        if (must_write(w, pfn)) clean_page(w, pfn);
    });
}

base::Status cache_file(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, std::uint32_t file, EventSink& sink) {
    const Work w{kernel, hardware, process, sink};
    const std::uint64_t pages = kernel.files[file].pages(w.page_bytes());
    if (pages > kernel.frames.total()) return Error{base::phrase("os.file-does-not-fit-ram", {base::grouped(pages)})};
    const auto saved = std::pair(kernel, hardware);
    for (std::uint64_t page = 0; page < pages; ++page) {
        if (kernel.files[file].cached_frame(page) != no_frame) continue;
        if (!make_room(w, 1, true, false)) {
            kernel = saved.first;
            hardware = saved.second;
            return Error{base::phrase("os.ram-cannot-hold-file-of", {base::grouped(page), base::grouped(pages)})};
        }
        frame_of_file(w, file, page, {});
    }
    return Done{};
}

void drop_caches(Kernel& kernel, hw::Hardware& hardware, EventSink& sink) {
    for_each_cached(kernel, no_file, [&](std::uint32_t, Pfn pfn) {
        const FrameInfo& info = kernel.frames.info(pfn);
        if (info.references == 0 && !info.dirty) free_page({kernel, hardware, info.process, sink}, pfn);
    });
}

}  // namespace os
