#include "core/sim/trace_study.h"

#include <algorithm>

#include "core/base/phrase.h"
#include "core/base/text.h"

namespace sim {

TraceStudy::TraceStudy() {
    for (const std::uint64_t tau : windows) windows_.push_back({WorkingSet(tau), 0, 0, {}});
    for (const hw::Preset& preset : hw::presets())
        if (hw::Tlb tlb(preset.tlb); !tlb.off()) tlbs_.push_back({&preset, std::move(tlb)});
}

// As the MMU does it (core/hw/mmu.cpp), without what the entry says.
void TraceStudy::Translation::access(std::uint64_t page) {
    constexpr auto type = hw::AccessType::read;
    const hw::Vpn vpn{page};
    const hw::Tlb::Hit hit = tlb.find(vpn, {}, type);
    if (hit.level == 1) return;
    ++first_level;
    walks += hit.level == 0;
    hw::TlbEntry entry;
    if (hit.entry) entry = *hit.entry;
    entry.valid = entry.read = entry.write = true;
    entry.vpn = vpn;
    tlb.fill(entry, vpn, type, true, hit.level == 2 ? 1 : 2, [](unsigned, const hw::TlbEntry*) {});
}

void TraceStudy::note_working_sets(PageId page) {
    for (Window& window : windows_) {
        const std::uint64_t size = window.set.access_id(page, counts_.size());
        window.most = std::max(window.most, size);
        window.sum += size;
    }
    if (++in_point_ < every_) return;
    in_point_ = 0;
    for (Window& window : windows_) {
        window.sums.push_back(window.sum);
        window.sum = 0;
    }
    if (windows_[0].sums.size() < max_points) return;
    every_ *= 2;  // two points become one
    for (Window& window : windows_) {
        for (std::size_t i = 0; i < max_points / 2; ++i) window.sums[i] = window.sums[2 * i] + window.sums[2 * i + 1];
        window.sums.resize(max_points / 2);
    }
}

base::Status TraceStudy::run(const PageBatch& batch) {
    curve_.run(batch.pages);
    if (curve_.pages() > max_pages) return base::Error{base::phrase("sim.too-many-distinct-pages", {base::grouped(max_pages)}), base::phrase("sim.count-misses-of-one-policy")};
    knows_writes_ = knows_writes_ || !batch.writes.empty();
    for (const std::uint8_t write : batch.writes) writes_ += write != 0;
    turns_.clear();
    for (const std::uint64_t page : batch.pages) {
        const PageId id = ids_.id_of(page);
        if (id == counts_.size()) counts_.push_back(0);
        note_working_sets(id);
        // The page that was used last is in every first level, and the newest there.
        if (++counts_[id] == 1 || page != last_page_) turns_.push_back(page);
        last_page_ = page;
    }
    for (Translation& each : tlbs_)
        for (const std::uint64_t page : turns_) each.access(page);
    return base::Done{};
}

WorkingSetOverTime TraceStudy::working_set(std::size_t window) const {
    const Window& from = windows_[window];
    WorkingSetOverTime result{windows[window], every_, from.most, 0, {}};
    double whole = static_cast<double>(from.sum);
    for (const std::uint64_t sum : from.sums) {
        result.means.push_back(static_cast<double>(sum) / static_cast<double>(every_));
        whole += static_cast<double>(sum);
    }
    if (in_point_ > 0) result.means.push_back(static_cast<double>(from.sum) / static_cast<double>(in_point_));
    if (accesses() > 0) result.mean = whole / static_cast<double>(accesses());
    return result;
}

std::vector<PresetMisses> TraceStudy::tlbs() const {
    std::vector<PresetMisses> list;
    for (const Translation& each : tlbs_) list.push_back({each.preset, each.first_level, each.walks});
    return list;
}

std::vector<HotPage> TraceStudy::hottest(std::size_t most) const {
    std::vector<HotPage> pages;
    for (PageId id = 0; id < counts_.size(); ++id) pages.push_back({ids_.page(id), counts_[id]});
    const auto hotter = [](const HotPage& a, const HotPage& b) { return a.accesses != b.accesses ? a.accesses > b.accesses : a.page < b.page; };
    most = std::min(most, pages.size());
    std::partial_sort(pages.begin(), pages.begin() + static_cast<std::ptrdiff_t>(most), pages.end(), hotter);
    pages.resize(most);
    return pages;
}

}  // namespace sim
