// Processes, mappings, accesses.
#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/script/fields.h"
#include "core/script/verbs.h"

namespace script {

using base::Done;
using base::Result;
using base::Status;
using base::u128;
using base::VirtAddr;

// --- processes and mappings ---------------------------------------------------------------------

Status run_process(Context& c) {
    const int column = c.args.next_column();
    const std::string name = c.args.word();
    if (!is_name(name)) return c.args.error_at(column, base::phrase("script.not-name-for-process", {name}), base::phrase("script.write-process"));
    if (is_field_owner(name)) return c.args.error_at(column, base::phrase("script.already-means-something-in-expressions", {name}), base::phrase("script.write-process"));
    if (c.machine.find_process(name) != base::no_process) return c.args.error_at(column, base::phrase("script.process-exists-already", {name}), base::phrase("script.choose-another-name-or-end", {name}));
    if (auto status = c.args.finish(c.usage); !status) return status;
    auto sink = c.sink();
    auto index = os::create_process(c.machine.kernel, c.machine.hw, name, sink);
    if (!index) return at_column(index.error(), column);
    c.machine.process = *index;
    c.machine.thread = 0;
    if (c.machine.hw.cores[c.machine.core].process == base::no_process)
        os::move_thread(c.machine.kernel, c.machine.hw, *index, 0, c.machine.core, sink);
    return Done{};
}

Status run_switch(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    if (!where->named) {
        if (c.args.at_end()) return c.args.error(base::phrase("script.name-of-process-missing"), base::phrase("script.usage", {c.usage}));
        return c.args.no_such_process(c.args.peek());
    }
    if (auto status = c.args.finish(c.usage); !status) return status;
    return run_there(c, *where);
}

Status run_kernel(Context& c) {
    const int column = c.args.next_column();
    auto start = c.args.address();
    if (!start) return start.error();
    const int size_column = c.args.next_column();
    auto bytes = c.args.value("script.size");
    if (!bytes) return bytes.error();
    if (*bytes > ~std::uint64_t{0}) return c.args.error_at(size_column, base::phrase("script.size-does-not-fit-64"));
    os::Permissions permissions{true, true, false};
    std::string name;
    while (!c.args.at_end()) {
        if (c.args.looks_like_permissions()) permissions = c.args.permissions(permissions);
        else if (auto text = c.args.keyed("name")) name = text->value;
        else return c.args.finish(c.usage);
    }
    if (!permissions.any()) return c.args.error_at(size_column, base::phrase("script.pages-nobody-may-use-of"), base::phrase("script.write-r-rw-rx-or"));
    const os::Range range{*start, static_cast<std::uint64_t>(*bytes)};
    // One page at the start is wrong already, or the size is.
    const hw::PagingFormat& format = c.machine.hw.format;
    if (auto status = os::check_kernel_range(c.machine.kernel, format, {*start, format.page_bytes()}); !status) return at_column(status, column);
    if (auto status = os::check_kernel_range(c.machine.kernel, format, range); !status) return at_column(status, size_column);
    auto sink = c.sink();
    return at_column(os::map_kernel(c.machine.kernel, c.machine.hw, range, permissions, std::move(name), sink), column);
}

Status run_unmap(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    auto at = c.args.range();
    if (!at) return at.error();
    const auto stop = take_stage(c, "stop", os::ShootdownStop::none);
    if (!stop) return stop.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (auto status = enter_kernel(c, *where); !status) return status;
    auto sink = c.sink();
    return at_column(os::unmap(c.machine.kernel, c.machine.hw, where->process, at->range, sink, *stop), at->column);
}

Status run_protect(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    auto at = c.args.range();
    if (!at) return at.error();
    if (!c.args.looks_like_permissions()) return c.args.error(base::phrase("script.permissions-missing"), base::phrase("script.write-r-rw-rx-rwx"));
    const os::Permissions permissions = c.args.permissions({});
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (auto status = enter_kernel(c, *where); !status) return status;
    auto sink = c.sink();
    return at_column(os::protect(c.machine.kernel, c.machine.hw, where->process, at->range, permissions, sink), at->column);
}

// --- accesses -----------------------------------------------------------------------------------

namespace {

// "= WORD" behind a write's address: what is written there.
Result<std::optional<std::uint64_t>> take_written(Context& c, VirtAddr va, int address_column) {
    if (!c.args.option("=")) return std::optional<std::uint64_t>();
    auto word = take_word(c, "script.word-to-write");
    if (!word) return word.error();
    if (auto status = check_word_address(c, va.value, address_column); !status) return status.error();
    return std::optional(*word);
}

Status run_access(Context& c, hw::AccessType type) {
    auto where = c.args.where();
    if (!where) return where.error();
    const int column = c.args.next_column();
    auto va = c.args.address();
    if (!va) return va.error();
    const bool user = !c.args.option("super");
    std::optional<std::uint64_t> word;
    if (type == hw::AccessType::write) {
        auto taken = take_written(c, *va, column);
        if (!taken) return taken.error();
        word = *taken;
    }
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (auto status = run_there(c, *where); !status) return status;
    sim::access(c.machine, where->process, where->core, {*va, type, user}, c.execution.observer);
    // What a write that went through leaves in RAM.
    const sim::LastAccess& last = c.machine.last;
    if (word && last.outcome == hw::Outcome::ok && last.pa.value + c.machine.hw.format.entry.bytes <= c.machine.hw.ram.bytes())
        store_word(c, {.detail = 1, .va = *va, .pa = last.pa, .after = *word}, where->core);
    return Done{};
}

}  // namespace

Status run_read(Context& c) { return run_access(c, hw::AccessType::read); }
Status run_write(Context& c) { return run_access(c, hw::AccessType::write); }
Status run_fetch(Context& c) { return run_access(c, hw::AccessType::fetch); }

namespace {

Status touch(Context& c, Loop fresh) {
    Execution& e = c.execution;
    e.enter_loop(std::move(fresh));
    while (e.begin_round()) {
        Loop& loop = e.loop();
        const VirtAddr va = loop.start + loop.next++ * loop.stride;
        sim::access(c.machine, loop.process, loop.core, {va, loop.type, true}, e.observer);
    }
    e.leave_loop();
    return Done{};
}

}  // namespace

Status run_touch(Context& c) {
    if (c.execution.is_resumed()) return touch(c, {});
    auto where = c.args.where();
    if (!where) return where.error();
    auto start = c.args.address();
    if (!start) return start.error();
    const int size_column = c.args.next_column();
    auto bytes = c.args.value("script.size");
    if (!bytes) return bytes.error();
    u128 stride = c.machine.hw.format.page_bytes();
    hw::AccessType type = hw::AccessType::read;
    while (!c.args.at_end()) {
        if (c.args.option("write")) type = hw::AccessType::write;
        else if (c.args.option("read")) type = hw::AccessType::read;
        else if (auto text = c.args.keyed("stride")) {
            const auto number = base::parse_number(text->value);
            if (!number || *number == 0) return c.args.error_at(text->column, base::phrase("script.not-stride", {text->value}), base::phrase("script.write-stride-4k"));
            stride = *number;
        } else return c.args.finish(c.usage);
    }
    const u128 room = u128{base::low_mask(c.machine.hw.format.register_bits)} - start->value + 1;
    const u128 accesses = *bytes == 0 ? 0 : (*bytes - 1) / stride + 1;
    if (auto status = c.take_steps(accesses, size_column); !status) return status;
    if (*bytes > room) return c.args.error_at(size_column, base::phrase("os.range-ends-above-highest-address"));
    if (auto status = run_there(c, *where); !status) return status;
    Loop loop;
    loop.end = static_cast<std::uint64_t>(accesses);
    loop.start = *start;
    loop.stride = static_cast<std::uint64_t>(stride);
    loop.type = type;
    loop.process = where->process;
    loop.core = where->core;
    return touch(c, std::move(loop));
}

}  // namespace script
