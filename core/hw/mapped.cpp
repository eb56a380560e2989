#include "core/hw/mapped.h"

#include "core/hw/rights.h"

namespace hw {
namespace {

class Survey {
public:
    Survey(const Hardware& hardware, std::size_t most_ranges, std::uint64_t most_reads)
        : hw_(hardware), most_ranges_(most_ranges), reads_left_(most_reads) {}

    // The table at `table` covers the addresses from `first` on. False: enough was seen.
    bool look(PhysAddr table, unsigned level, std::uint64_t first, const Rights& above) {
        const PagingFormat& format = hw_.format;
        for (std::uint64_t i = 0; i < format.entries(level); ++i) {
            if (reads_left_-- == 0) return found.complete = false;
            const std::uint64_t word = hw_.ram.read(table + i * format.entry.bytes, format.entry.bytes);
            if (word == 0) continue;
            const Entry entry = decode(format, level, word);
            if (!entry.present || entry.reserved) continue;
            const std::uint64_t start = first + i * format.entry_span(level);
            Rights rights = above;
            rights.narrow(entry);
            if (entry.leaf) {
                if (!add(start, format.entry_span(level), rights)) return false;
                continue;
            }
            const PhysAddr below{entry.pfn.value << format.page_bits};
            if (!hw_.ram.contains(below, format.entry.bytes)) ++found.outside;
            else if (!look(below, level - 1, start, rights)) return false;
        }
        return true;
    }

    Mapped found;

private:
    bool add(std::uint64_t start, std::uint64_t bytes, const Rights& rights) {
        const Switches on{hw_.write_protect, hw_.no_execute, hw_.format.architecture};
        const bool user = rights.user;
        MappedRange range{hw_.format.canonicalised({start}), bytes, allows(rights, on, AccessType::read, user), allows(rights, on, AccessType::write, user),
                          allows(rights, on, AccessType::fetch, user), user, 1};
        found.bytes += bytes;
        if (!found.ranges.empty()) {
            MappedRange& last = found.ranges.back();
            const bool alike = last.read == range.read && last.write == range.write && last.execute == range.execute && last.user == user;
            if (alike && base::u128{last.start.value} + last.bytes == range.start.value) {
                last.bytes += bytes;
                ++last.entries;
                return true;
            }
        }
        if (found.ranges.size() == most_ranges_) return found.complete = false;
        found.ranges.push_back(range);
        return true;
    }

    const Hardware& hw_;
    std::size_t most_ranges_;
    std::uint64_t reads_left_;
};

}  // namespace

Mapped mapped_ranges(const Hardware& hardware, PhysAddr root, std::size_t most_ranges, std::uint64_t most_reads) {
    Survey survey(hardware, most_ranges, most_reads);
    (void)survey.look(root, hardware.format.level_count, 0, Rights{});
    return survey.found;
}

}  // namespace hw
