// Memory management: processes that fork and end, files, swap, advice, reclaim.
#include <algorithm>
#include <array>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/script/fields.h"
#include "core/script/verbs.h"

namespace script {

using base::Done;
using base::EventKind;
using base::Result;
using base::Status;
using base::u128;

namespace {

/// A name for something new, that expressions and commands can tell from everything else.
Result<std::string> new_process_name(Context& c, const std::string& example) {
    const int column = c.args.next_column();
    const std::string name = c.args.word();
    if (!is_name(name)) return c.args.error_at(column, base::phrase("script.not-name-for-process", {name}), base::phrase("script.write", {example}));
    if (is_field_owner(name)) return c.args.error_at(column, base::phrase("script.already-means-something-in-expressions", {name}), base::phrase("script.write", {example}));
    if (c.machine.find_process(name) != base::no_process) return c.args.error_at(column, base::phrase("script.process-exists-already", {name}), base::phrase("script.choose-another-name-or-end", {name}));
    return name;
}

Result<std::uint32_t> known_file(Context& c, const std::string& name, int column) {
    const auto& files = c.machine.kernel.files;
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < files.size(); ++i) {
        if (files[i].name == name) return i;
        names.push_back(files[i].name);
    }
    const std::string make = base::phrase("script.make-one-file-64k", {name.empty() ? "data" : name});
    return c.args.error_at(column, base::phrase("script.no-file", {name}), base::did_you_mean(name, names, make));
}

/// A size in bytes that is a whole number of pages, in pages.
Result<std::uint64_t> pages_of_size(Context& c, const std::string& text, int column) {
    const auto bytes = base::parse_number(text);
    if (!bytes) return c.args.error_at(column, base::phrase("script.not-size", {text}), base::phrase("script.for-instance-64k"));
    const std::uint64_t page = c.machine.hw.format.page_bytes();
    if (*bytes % page != 0) return c.args.error_at(column, base::phrase("os.not-whole-pages", {base::size(*bytes)}), base::phrase("os.page-has", {base::size(page)}));
    if (*bytes / page > ~std::uint32_t{0}) return c.args.error_at(column, base::phrase("script.too-much", {base::size(*bytes)}));
    return static_cast<std::uint64_t>(*bytes / page);
}

}  // namespace

// --- processes ----------------------------------------------------------------------------------

Status run_fork(Context& c) {
    // One name is the child's; the parent is then the current process.
    Arguments ahead = c.args;
    const bool named = ahead.peek_thread().has_value();
    ahead.word();
    const bool two = named && !ahead.at_end();
    Arguments none(" ", 0, c.machine);
    auto where = two ? c.args.where() : none.where();
    if (!where) return where.error();
    const int column = c.args.next_column();
    auto name = new_process_name(c, "fork A B");
    if (!name) return name.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (auto status = enter_kernel(c, *where); !status) return status;
    auto sink = c.sink();
    auto child = os::fork(c.machine.kernel, c.machine.hw, where->process, *name, sink);
    if (!child) return at_column(child.error(), column);
    return Done{};
}

Status run_exec(Context& c) {
    const int column = c.args.next_column();
    auto where = c.args.where();
    if (!where) return where.error();
    const int program_column = c.args.next_column();
    const bool program = c.args.option("program");
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (auto status = enter_kernel(c, *where); !status) return status;
    auto sink = c.sink();
    if (program) return at_column(os::exec_program(c.machine.kernel, c.machine.hw, where->process, c.machine.rng, sink), program_column);
    return at_column(os::exec(c.machine.kernel, c.machine.hw, where->process, sink), column);
}

Status run_exit(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.machine.hw.executing = where->core;
    auto sink = c.sink();
    os::exit(c.machine.kernel, c.machine.hw, where->process, false, sink);
    return Done{};
}

// --- areas --------------------------------------------------------------------------------------

namespace {

// NAME or NAME@OFFSET, the offset in bytes.
Status take_file(Context& c, const Arguments::Keyed& text, os::Mapping& mapping) {
    const auto at = text.value.find('@');
    auto file = known_file(c, text.value.substr(0, at), text.column);
    if (!file) return file.error();
    mapping.file = *file;
    if (mapping.kind != os::AreaKind::shared_file) mapping.kind = os::AreaKind::private_file;
    if (at == std::string::npos) return Done{};
    auto pages = pages_of_size(c, text.value.substr(at + 1), text.column + static_cast<int>(at) + 1);
    if (!pages) return pages.error();
    mapping.file_page = *pages;
    return Done{};
}

// huge=SIZE
Result<bool> take_page_size(Context& c, const Arguments::Keyed& text, os::Mapping& mapping) {
    const auto bytes = base::parse_number(text.value);
    if (!bytes) return c.args.error_at(text.column, base::phrase("script.not-size", {text.value}), base::phrase("script.for-instance-huge-2m"));
    const auto level = os::page_level_of(c.machine.kernel, c.machine.hw.format, *bytes);
    if (!level) return c.args.error_at(text.column, level.error().message, level.error().hint);
    mapping.page_level = *level;
    return true;
}

// One word of `map` after the range; false when it is none.
Result<bool> take_map_word(Context& c, os::Mapping& mapping) {
    if (c.args.looks_like_permissions()) mapping.permissions = c.args.permissions(mapping.permissions);
    else if (c.args.option("now")) mapping.populate = true;
    else if (c.args.option("huge")) mapping.huge = os::HugeAdvice::wanted;
    else if (auto size = c.args.keyed("huge")) return take_page_size(c, *size, mapping);
    else if (c.args.option("shared")) mapping.kind = os::AreaKind::shared_file;
    else if (c.args.option("private")) mapping.kind = os::AreaKind::private_file;
    else if (c.args.option("stack")) mapping.kind = os::AreaKind::stack;
    else if (auto text = c.args.keyed("name")) mapping.name = text->value;
    else if (auto file = c.args.keyed("file")) {
        if (auto status = take_file(c, *file, mapping); !status) return status.error();
    } else if (auto limit = c.args.keyed("limit")) {
        auto pages = pages_of_size(c, limit->value, limit->column);
        if (!pages) return pages.error();
        mapping.stack_limit = *pages << c.machine.hw.format.page_bits;
    } else return false;
    return true;
}

}  // namespace

Status run_map(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    auto at = c.args.range();
    if (!at) return at.error();
    os::Mapping mapping{.range = at->range};
    const int words_column = c.args.next_column();
    while (!c.args.at_end()) {
        auto taken = take_map_word(c, mapping);
        if (!taken) return taken.error();
        if (!*taken) return c.args.finish(c.usage);
    }
    const bool wants_file = mapping.kind == os::AreaKind::private_file || mapping.kind == os::AreaKind::shared_file;
    if (wants_file != (mapping.file != os::no_file))
        return c.args.error_at(words_column, wants_file ? base::phrase("script.which-file-to-mapped") : base::phrase("script.stack-not-made-of-file"), base::phrase("script.name-one-file-name"));
    // 8 MiB, as Linux gives a stack; less where there is less.
    if (mapping.stack_limit == 0) mapping.stack_limit = static_cast<std::uint64_t>(std::min<u128>(os::default_stack_limit, c.machine.hw.format.user_end()));
    if (mapping.populate) {
        const hw::PagingFormat& format = c.machine.hw.format;
        const os::Frames& frames = c.machine.kernel.frames;
        const unsigned bits = frames.large_bits(mapping.huge == os::HugeAdvice::wanted ? 2 : mapping.page_level);
        if (auto status = c.take_steps(mapping.range.bytes >> format.page_bits >> bits, at->size_column); !status) return status;
    }
    if (auto status = enter_kernel(c, *where); !status) return status;
    auto sink = c.sink();
    auto status = os::map(c.machine.kernel, c.machine.hw, where->process, mapping, sink);
    if (status) sim::wait_for_disk(c.machine, where->process, where->core, c.execution.observer);
    return at_column(status, at->column);
}

Status run_advise(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    auto at = c.args.range();
    if (!at) return at.error();
    const int column = c.args.next_column();
    const std::string word = c.args.word();
    std::optional<os::Advice> advice;
    std::vector<std::string> names{"populate"};
    for (const os::Advice each : {os::Advice::dontneed, os::Advice::populate_read, os::Advice::populate_write, os::Advice::hugepage, os::Advice::nohugepage}) {
        names.emplace_back(to_text(each));
        if (word == to_text(each)) advice = each;
    }
    if (word == "populate") {  // as MAP_POPULATE: for writing where a write would get a page of its own
        const os::Vma* area = c.machine.kernel.processes[where->process].area_of(at->range.start);
        advice = area && area->permissions.write && !area->is_shared() ? os::Advice::populate_write : os::Advice::populate_read;
    }
    if (!advice) {
        return c.args.error_at(column, word.empty() ? base::phrase("script.advice-missing") : base::phrase("script.no-advice", {word}),
                               base::did_you_mean(word, names, base::phrase("script.write-dontneed-populate-hugepage-or")));
    }
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (*advice == os::Advice::populate_read || *advice == os::Advice::populate_write)
        if (auto status = c.take_steps(at->range.bytes >> c.machine.hw.format.page_bits, at->size_column); !status) return status;
    if (auto status = enter_kernel(c, *where); !status) return status;
    auto sink = c.sink();
    auto status = os::advise(c.machine.kernel, c.machine.hw, where->process, at->range, *advice, sink);
    if (status) sim::wait_for_disk(c.machine, where->process, where->core, c.execution.observer);
    return at_column(status, at->column);
}

// --- files and swap -----------------------------------------------------------------------------

Status run_file(Context& c) {
    const int column = c.args.next_column();
    const std::string name = c.args.word();
    if (!is_name(name)) return c.args.error_at(column, base::phrase("script.not-name-for-file", {name}), base::phrase("script.write-file-data-64k"));
    const int size_column = c.args.next_column();
    auto bytes = c.args.value("script.size");
    if (!bytes) return bytes.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (*bytes > os::max_file_bytes)
        return c.args.error_at(size_column, base::phrase("os.too-much-for-file", {base::size(*bytes)}), base::phrase("base.most", {base::size(os::max_file_bytes)}));
    auto file = os::create_file(c.machine.kernel, c.machine.hw, name, static_cast<std::uint64_t>(*bytes));
    const auto& files = c.machine.kernel.files;
    const bool taken = std::any_of(files.begin(), files.end(), [&](const os::File& known) { return known.name == name; });
    if (!file) return at_column(file.error(), taken ? column : size_column);
    c.emit({.kind = EventKind::setting_changed});
    return Done{};
}

Status run_cache(Context& c) {
    const int column = c.args.next_column();
    auto file = known_file(c, c.args.word(), column);
    if (!file) return file.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (!c.machine.current()) return c.args.error_at(column, base::phrase("script.no-process-yet-could-read"), base::phrase("script.make-one-process"));
    const std::uint64_t pages = c.machine.kernel.files[*file].pages(c.machine.hw.format.page_bytes());
    if (auto status = c.take_steps(pages, column); !status) return status;
    c.machine.hw.executing = c.machine.core;
    auto sink = c.sink();
    auto status = os::cache_file(c.machine.kernel, c.machine.hw, c.machine.process, *file, sink);
    if (status) sim::wait_for_disk(c.machine, c.machine.process, c.machine.core, c.execution.observer);
    return at_column(status, column);
}

Status run_sync(Context& c) {
    std::uint32_t file = os::no_file;
    if (!c.args.at_end()) {
        const int column = c.args.next_column();
        auto known = known_file(c, c.args.word(), column);
        if (!known) return known.error();
        file = *known;
    }
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.machine.hw.executing = c.machine.core;
    auto sink = c.sink();
    os::sync_files(c.machine.kernel, c.machine.hw, file, sink);
    return Done{};
}

Status run_dropcaches(Context& c) {
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.machine.hw.executing = c.machine.core;
    auto sink = c.sink();
    os::drop_caches(c.machine.kernel, c.machine.hw, sink);
    return Done{};
}

Status run_clearrefs(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.machine.hw.executing = where->core;
    auto sink = c.sink();
    return at_column(os::clear_referenced(c.machine.kernel, c.machine.hw, where->process, sink), c.column);
}

Status run_swap(Context& c) {
    const int column = c.args.next_column();
    auto bytes = c.args.value("script.size");
    if (!bytes) return bytes.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    auto pages = pages_of_size(c, base::dec(*bytes), column);
    if (!pages) return pages.error();
    if (auto status = os::swap_on(c.machine.kernel, c.machine.hw, *pages); !status) return at_column(status, column);
    c.emit({.kind = EventKind::setting_changed});
    return Done{};
}

Status run_swapoff(Context& c) {
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.machine.hw.executing = c.machine.core;
    auto sink = c.sink();
    if (auto status = os::swap_off(c.machine.kernel, c.machine.hw, sink); !status) return at_column(status, c.column);
    for (std::uint32_t p = 0; p < c.machine.kernel.processes.size(); ++p)
        if (c.machine.kernel.processes[p].alive) sim::wait_for_disk(c.machine, p, c.machine.core, c.execution.observer);
    return Done{};
}

// --- reclaim ------------------------------------------------------------------------------------

Status run_reclaim(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    const int column = c.args.next_column();
    auto frames = c.args.value("script.number-of-frames");
    if (!frames) return frames.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (*frames == 0 || *frames > c.machine.kernel.frames.total())
        return c.args.error_at(column, base::phrase("script.ram-frames", {base::grouped(c.machine.kernel.frames.total())}), base::phrase("script.ask-for-1-or-more"));
    if (auto status = c.take_steps(*frames, column); !status) return status;
    if (auto status = enter_kernel(c, *where); !status) return status;
    auto sink = c.sink();
    os::reclaim(c.machine.kernel, c.machine.hw, where->process, static_cast<std::uint64_t>(*frames), sink);
    return Done{};
}

Status run_group(Context& c) {
    const int column = c.args.next_column();
    const std::string name = c.args.word();
    if (!is_name(name)) return c.args.error_at(column, base::phrase("script.not-name-for-group", {name}), base::phrase("script.write-group-g-limit-64k"));
    const auto& groups = c.machine.kernel.reclaim.groups;
    const auto known = std::find_if(groups.begin(), groups.end(), [&](const os::Group& g) { return g.name == name; });
    std::uint64_t limit = known == groups.end() ? 0 : known->limit;
    std::vector<std::uint32_t> members;
    while (!c.args.at_end()) {
        if (auto text = c.args.keyed("limit")) {
            auto pages = pages_of_size(c, text->value, text->column);
            if (!pages) return pages.error();
            limit = *pages;
            continue;
        }
        const std::uint32_t process = c.machine.find_process(std::string(c.args.peek()));
        if (process == base::no_process) return c.args.no_such_process(c.args.peek());
        c.args.word();
        members.push_back(process);
    }
    auto sink = c.sink();
    const std::uint32_t group = os::set_group(c.machine.kernel, c.machine.hw, name, limit, sink);
    for (const std::uint32_t process : members) os::join_group(c.machine.kernel, process, group);
    c.emit({.kind = EventKind::setting_changed});
    return Done{};
}

namespace {

Status set_policy(Context& c) {
    const int column = c.args.next_column();
    const std::string name = c.args.word();
    os::PolicyOptions options;
    while (!c.args.at_end()) {
        const bool tau = c.args.peek().substr(0, 4) == "tau=";
        const auto text = c.args.keyed(tau ? "tau" : "seed");
        if (!text) break;
        const auto number = base::parse_number(text->value);
        if (!number || *number > ~std::uint64_t{0}) return c.args.error_at(text->column, base::phrase("script.not-number", {text->value}));
        (tau ? options.tau : options.seed) = static_cast<std::uint64_t>(*number);
    }
    auto sink = c.sink();
    return at_column(os::set_policy(c.machine.kernel, c.machine.hw, name, options, sink), column);
}

Status set_reclaim(Context& c) {
    const bool local = c.args.option("local");
    if (!local && !c.args.option("global"))
        return c.args.error(base::phrase("script.no-way-to-reclaim", {c.args.peek()}), base::phrase("script.write-global-from-all-processes"));
    auto sink = c.sink();
    os::set_local_reclaim(c.machine.kernel, c.machine.hw, local, sink);
    return Done{};
}

Status set_watermarks(Context& c) {
    std::array<std::uint64_t, 3> marks{};
    for (std::uint64_t& mark : marks) {
        const int column = c.args.next_column();
        auto value = c.args.value("script.number-of-frames");
        if (!value) return value.error();
        if (*value > c.machine.kernel.frames.total())
            return c.args.error_at(column, base::phrase("script.ram-frames", {base::grouped(c.machine.kernel.frames.total())}), base::phrase("script.name-fewer"));
        mark = static_cast<std::uint64_t>(*value);
    }
    if (marks[0] > marks[1] || marks[1] > marks[2])
        return c.args.error_at(c.column, base::phrase("script.watermarks-must-rise-min-low"), base::phrase("script.for-instance-set-watermarks-2"));
    os::Reclaim& reclaim = c.machine.kernel.reclaim;
    reclaim.min = marks[0];
    reclaim.low = marks[1];
    reclaim.high = marks[2];
    return Done{};
}

Status set_kill(Context& c) {
    auto on = on_or_off(c);
    if (!on) return on.error();
    c.machine.kernel.reclaim.kill = *on;
    return Done{};
}

}  // namespace

Status (*find_kernel_setting(std::string_view name))(Context&) {
    if (name == "policy") return set_policy;
    if (name == "reclaim") return set_reclaim;
    if (name == "watermarks") return set_watermarks;
    if (name == "oom") return set_kill;
    return nullptr;
}

}  // namespace script
