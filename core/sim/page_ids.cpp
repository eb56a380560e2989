#include "core/sim/page_ids.h"

#include <utility>

namespace sim {

PageId PageIds::add(std::uint64_t page, std::size_t place) {
    const auto id = static_cast<PageId>(pages_.size());
    pages_.push_back(page);
    slots_[place] = {page, id};
    if (pages_.size() * 2 <= slots_.size()) return id;
    const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    --shift_;
    for (const Slot& slot : old)
        if (slot.id != os::no_page) slots_[place_of(slot.page)] = slot;
    return id;
}

}  // namespace sim
