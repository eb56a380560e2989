#include "core/os/process.h"

namespace os {

std::string to_text(Permissions p) {
    return {p.read ? 'r' : '-', p.write ? 'w' : '-', p.execute ? 'x' : '-'};
}

const Vma* Process::area_of(VirtAddr va) const {
    for (const Vma& area : areas)
        if (area.contains(va)) return &area;
    return nullptr;
}

}  // namespace os
