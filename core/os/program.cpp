// exec with a program: the parts of a small C program, placed as ASLR says.
#include <algorithm>
#include <utility>

#include "core/base/phrase.h"
#include "core/os/kernel.h"

namespace os {

using base::Done;
using base::Error;
using base::EventSink;
using base::Status;

namespace {

// The file of this name, made when it is missing.
base::Result<std::uint32_t> file_of(Kernel& kernel, const hw::Hardware& hardware, std::string_view name, std::uint64_t bytes) {
    for (std::uint32_t i = 0; i < kernel.files.size(); ++i) {
        if (kernel.files[i].name != name) continue;
        if (kernel.files[i].bytes >= bytes) return i;
        return Error{base::phrase("os.file-shorter-than-what-exec", {name}), base::phrase("os.leave-name-to-exec-makes")};
    }
    return create_file(kernel, hardware, std::string(name), bytes);
}

}  // namespace

Status exec_program(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, base::Rng& rng, EventSink& sink) {
    const auto rules = aslr_rules(hardware.format);
    if (!rules) {
        Error error = no_aslr_rules(hardware.format);
        error.hint = base::phrase("os.exec-without-program-starts-empty", {error.hint});
        return error;
    }
    const ProgramShape shape = default_program(*rules);
    const auto program = file_of(kernel, hardware, "program", shape[Region::text] + shape[Region::data]);
    if (!program) return program.error();
    const auto libc = file_of(kernel, hardware, "libc", shape[Region::libc]);
    if (!libc) return libc.error();
    if (auto status = exec(kernel, hardware, process, sink); !status) return status;

    const Layout layout = draw_layout(*rules, kernel.aslr, shape, rng);
    for (Vma& area : layout_areas(layout, shape)) {
        Mapping wanted{.range = {area.start, area.bytes}, .permissions = area.permissions, .name = area.name, .kind = area.kind,
                       .stack_limit = area.stack_limit};
        const Region region = *find_region(area.name);
        if (region == Region::text || region == Region::data || region == Region::libc) {
            wanted.kind = AreaKind::private_file;
            wanted.file = region == Region::libc ? *libc : *program;
            wanted.file_page = region == Region::data ? shape[Region::text] / rules->page : 0;
        }
        if (auto status = map(kernel, hardware, process, wanted, sink); !status) return status;
    }
    kernel.processes[process].layout = layout;
    return Done{};
}

}  // namespace os
