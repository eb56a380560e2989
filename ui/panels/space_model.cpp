#include "ui/panels/space_model.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/base/text.h"
#include "core/os/pages.h"
#include "lessons/engine/strings.h"
#include "ui/remembered.h"

namespace ui {

using base::EventKind;
using base::Pfn;
using base::PhysAddr;
using base::u128;
using base::VirtAddr;
using lessons::tr;
using sim::Machine;

std::string page_state_text(PageState state) {
    static constexpr const char* ids[page_state_count] = {"space.state_present", "space.state_zero", "space.state_swap", "space.state_file",
                                                          "space.state_reserved"};
    return tr(ids[static_cast<std::size_t>(state)]);
}

// --- pages ----------------------------------------------------------------------------------------

namespace {

// What an entry that maps a page, or does not, says of the page. `inside`: page of a large one.
Page page_of_word(const Machine& machine, const os::Vma& area, unsigned level, std::uint64_t word, std::uint64_t inside) {
    Page page;
    page.state = area.is_file() ? PageState::file : PageState::reserved;
    if (word == 0) return page;
    const hw::PagingFormat& format = machine.hw.format;
    if (level == 1)
        if (const auto slot = os::slot_of(format, word); slot && machine.kernel.swap.holds(*slot)) {
            page.state = PageState::swap;
            page.slot = *slot;
            return page;
        }
    const hw::Entry entry = hw::decode(format, level, word);
    if (!entry.present && area.permissions.any()) return page;  // a hand cleared P
    const os::Frames& frames = machine.kernel.frames;
    page.state = PageState::present;
    page.frame = {entry.pfn.value + inside};
    if (page.frame.value >= frames.total()) return page;
    const os::FrameInfo& info = frames.info(page.frame);
    if (info.use == os::FrameUse::zero_page) page.state = PageState::zero;
    page.shared = info.references > 1 && page.state == PageState::present;
    return page;
}

struct Place {
    unsigned level = 1;
    PhysAddr table{};
    std::uint64_t word = 0;
};

// Where the walk for `va` ends. Tables lie below each other, so it is bounded.
Place descend(const Machine& machine, PhysAddr root, VirtAddr va) {
    const hw::PagingFormat& format = machine.hw.format;
    PhysAddr table = root;
    for (unsigned level = format.level_count;; --level) {
        const std::uint64_t word = machine.hw.ram.read(hw::entry_address(format, table, va, level), format.entry.bytes);
        if (level == 1) return {level, table, word};
        const hw::Entry entry = hw::decode(format, level, word);
        if (!entry.present || entry.leaf) return {level, table, entry.present || entry.leaf ? word : 0};
        table = {entry.pfn.value << format.page_bits};
    }
}

bool is_kernels(const Machine& machine, VirtAddr va) {
    const SpaceHalves halves = halves_of(machine.hw.format);
    return halves.high_start != 0 && va.value >= halves.high_start;
}

// Puts runs of one state together.
class RunWriter {
public:
    explicit RunWriter(const std::function<void(const PageRun&)>& visit) : visit_(visit) {}
    ~RunWriter() {
        if (run_.pages) visit_(run_);
    }
    RunWriter(const RunWriter&) = delete;
    RunWriter& operator=(const RunWriter&) = delete;

    void add(VirtAddr va, std::uint64_t pages, const Page& page, bool sampled) {
        if (run_.pages && run_.state == page.state && run_.shared == page.shared) {
            run_.pages += pages;
            run_.sampled |= sampled;
            return;
        }
        if (run_.pages) visit_(run_);
        run_ = {va, pages, page.state, page.shared, sampled};
    }

private:
    const std::function<void(const PageRun&)>& visit_;
    PageRun run_;
};

}  // namespace

Page page_at(const Machine& machine, std::uint32_t process, const os::Vma& area, VirtAddr va) {
    const hw::PagingFormat& format = machine.hw.format;
    const Place place = descend(machine, machine.kernel.processes[process].root, va);
    const std::uint64_t inside = place.level == 1 ? 0 : (va.value & (format.entry_span(place.level) - 1)) >> format.page_bits;
    Page page = page_of_word(machine, area, place.level, place.word, inside);
    if (page.state == PageState::present && is_kernels(machine, va)) page.shared = true;
    return page;
}

void for_each_run(const Machine& machine, std::uint32_t process, const os::Vma& area, std::uint64_t most_words,
                  const std::function<void(const PageRun&)>& visit) {
    const hw::PagingFormat& format = machine.hw.format;
    const PhysAddr root = machine.kernel.processes[process].root;
    const std::uint64_t page = format.page_bytes(), last = area.last();
    const bool kernels = is_kernels(machine, area.start);
    RunWriter runs(visit);
    std::uint64_t words = 0;
    for (std::uint64_t va = area.start.value;;) {
        if (words > 4 * most_words) {  // more tables than a picture can show: the rest is not looked at
            const PageState rest = area.is_file() ? PageState::file : PageState::reserved;
            return runs.add({va}, (last - va) / page + 1, Page{.state = rest}, true);
        }
        const Place place = descend(machine, root, {va});
        const std::uint64_t span = format.entry_span(place.level);
        if (place.level > 1) {
            ++words;
            const std::uint64_t end = std::min(va | (span - 1), last);
            Page all = page_of_word(machine, area, place.level, place.word, (va & (span - 1)) >> format.page_bits);
            all.shared |= kernels && all.state == PageState::present;
            runs.add({va}, (end - va) / page + 1, all, false);
            if (end == last) return;
            va = end + 1;
            continue;
        }
        // All entries of this table that the area has; from a certain number on only some of them.
        const std::uint64_t table_last = std::min(va | (format.entry_span(1) * format.entries(1) - 1), last);
        const std::uint64_t stride = words < most_words / 2 ? 1 : words < most_words ? 16 : format.entries(1);
        for (; va <= table_last; va += stride * page) {
            const std::uint64_t word = machine.hw.ram.read(hw::entry_address(format, place.table, {va}, 1), format.entry.bytes);
            Page one = page_of_word(machine, area, 1, word, 0);
            one.shared |= kernels && one.state == PageState::present;
            runs.add({va}, std::min(stride, (table_last - va) / page + 1), one, stride > 1);
            ++words;
            if (table_last - va < stride * page) break;
        }
        if (table_last == last) return;
        va = table_last + 1;
    }
}

const std::vector<PageRun>& runs_of(const script::Timeline& timeline, std::uint32_t process, const os::Vma& area, std::uint64_t most_words) {
    using Key = std::array<std::uint64_t, 3>;
    using Known = std::map<Key, std::vector<PageRun>>;
    static Remembered<Known> known;
    const auto [found, is_new] = known.at(timeline, [](Known& old) { old.clear(); }).try_emplace(Key{process, area.start.value, most_words});
    if (is_new) for_each_run(timeline.machine(), process, area, most_words, [&list = found->second](const PageRun& run) { list.push_back(run); });
    return found->second;
}

// --- the space ------------------------------------------------------------------------------------

SpaceHalves halves_of(const hw::PagingFormat& format) {
    SpaceHalves halves;
    halves.user_end = format.user_end();
    if (format.canonical == hw::CanonicalRule::sign_extended)
        halves.high_start = format.canonicalised({static_cast<std::uint64_t>(halves.user_end)}).value;
    if (format.canonical == hw::CanonicalRule::bit_55) halves.high_start = ~base::low_mask(format.va_bits());
    halves.hole = halves.high_start != 0 && halves.user_end < halves.high_start;
    return halves;
}

namespace {

// Areas of one half and the gaps between them, the lowest first.
void add_rows(std::vector<SpaceRow>& rows, const std::vector<os::Vma>& areas, u128 from, u128 end, bool kernel) {
    u128 at = from;
    for (const os::Vma& area : areas) {
        if (area.start.value > at) rows.push_back({SpaceRow::Kind::gap, nullptr, at, area.start.value - at, kernel});
        rows.push_back({SpaceRow::Kind::area, &area, area.start.value, area.bytes, kernel});
        at = u128{area.start.value} + area.bytes;
    }
    if (at < end) rows.push_back({SpaceRow::Kind::gap, nullptr, at, end - at, kernel});
}

}  // namespace

std::vector<SpaceRow> rows_of(const Machine& machine, std::uint32_t process) {
    const SpaceHalves halves = halves_of(machine.hw.format);
    std::vector<SpaceRow> rows;
    add_rows(rows, machine.kernel.processes[process].areas, 0, halves.user_end, false);
    if (halves.hole) rows.push_back({SpaceRow::Kind::hole, nullptr, halves.user_end, halves.high_start - halves.user_end, false});
    if (halves.high_start) add_rows(rows, machine.kernel.space.areas, halves.high_start, u128{1} << 64, true);
    std::reverse(rows.begin(), rows.end());
    return rows;
}

std::vector<std::uint32_t> space_processes(const PanelContext& context) {
    const Machine& machine = context.timeline.machine();
    std::vector<std::uint32_t> list;
    for (const std::string& name : base::split(context.show.argument, ' ')) {
        const std::uint32_t process = machine.find_process(name);
        if (process != base::no_process && std::find(list.begin(), list.end(), process) == list.end()) list.push_back(process);
    }
    for (std::uint32_t p = 0; p < machine.kernel.processes.size() && context.show.argument.empty(); ++p)
        if (machine.kernel.processes[p].alive) list.push_back(p);
    return list;
}

std::optional<RecentAccess> recent_access(const script::Timeline& timeline) {
    constexpr std::uint64_t look_back = 256;  // an access takes fewer events
    const std::size_t processes = timeline.machine().kernel.processes.size();
    bool failed = false;
    for (std::uint64_t i = timeline.position(); i-- > 0 && timeline.position() - i <= look_back;) {
        const base::Event& event = timeline.event(i);
        if (event.kind == EventKind::fault_failed || event.kind == EventKind::general_protection) failed = true;
        if (event.kind == EventKind::area_unmapped || (event.kind == EventKind::process_created && event.process == 0)) return std::nullopt;
        if (event.kind != EventKind::access_start) continue;
        if (event.process >= processes) return std::nullopt;
        const char* const labels[] = {"space.was_read", "space.was_written", "space.was_fetched"};
        return RecentAccess{event.process, event.va, failed ? "space.was_fault" : labels[event.detail < 3 ? event.detail : 0], failed};
    }
    return std::nullopt;
}

}  // namespace ui
