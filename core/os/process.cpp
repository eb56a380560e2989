#include "core/os/process.h"

#include <algorithm>
#include <array>
#include <utility>

namespace os {

std::string to_text(Permissions p) {
    return {p.read ? 'r' : '-', p.write ? 'w' : '-', p.execute ? 'x' : '-'};
}

std::string_view to_text(AreaKind kind) {
    static constexpr std::array<std::string_view, 4> names{"anonymous", "stack", "private_file", "shared_file"};
    return names[static_cast<std::size_t>(kind)];
}

const Vma* Process::area_of(VirtAddr va) const {
    const auto after = std::upper_bound(areas.begin(), areas.end(), va,
                                        [](VirtAddr address, const Vma& area) { return address < area.start; });
    if (after == areas.begin()) return nullptr;
    return (after - 1)->contains(va) ? &*(after - 1) : nullptr;
}

Vma* Process::area_of(VirtAddr va) { return const_cast<Vma*>(std::as_const(*this).area_of(va)); }

}  // namespace os
