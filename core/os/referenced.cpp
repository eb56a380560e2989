// Which pages are in use: the accessed bits, cleared to see which of them come back.
#include "core/os/pages.h"

namespace os {

using base::Done;
using base::Status;

Status clear_referenced(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, base::EventSink& sink) {
    if (auto status = check_not_stopped(kernel, process); !status) return status;
    const Work w{kernel, hardware, process, sink};
    TlbGather gather;
    gather.process = process;
    for (const Vma& area : w.owner().areas)
        for_each_page(kernel, hardware, process, {area.start, area.bytes}, [&](VirtAddr va, const PageEntry& at) {
            if (at.level == 1 && slot_of(w.format(), at.word)) return;
            hw::Entry entry = hw::decode(w.format(), at.level, at.word);
            if (!entry.present || !entry.accessed) return;
            entry.accessed = false;
            set_entry(w, va, at, hw::encode(w.format(), at.level, entry));
            gather.pages.push_back(va);
        });
    shoot_down(kernel, hardware, gather, sink);
    return Done{};
}

}  // namespace os
