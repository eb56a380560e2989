#include "core/script/command.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/text.h"
#include "core/hw/entry.h"
#include "core/script/arguments.h"

namespace script {
namespace {

using base::Done;
using base::Error;
using base::Event;
using base::EventKind;
using base::Result;
using base::Status;
using base::u128;
using sim::Machine;

struct Context {
    Machine& machine;
    sim::Observer& observer;
    Arguments args;
    std::string_view usage;
    std::string text = {};       // the command's answer
    unsigned depth = 0;          // of nested repeats
};

struct Verb {
    std::string_view name;
    std::string_view usage;
    std::string_view help;
    bool changes;
    Status (*run)(Context&);
};
std::span<const Verb> verbs();
Status dispatch(Machine& machine, std::string_view line, std::size_t at, sim::Observer& observer, unsigned depth,
                std::string& text, bool* changes);

// An event of a command itself, for changes that neither hardware nor kernel made.
void emit(Context& c, Event event) {
    event.core = static_cast<std::uint16_t>(c.machine.core);
    event.process = c.machine.process;
    event.start_ns = c.machine.hw.cores[c.machine.core].clock_ns;
    sim::CountingSink(c.machine, c.observer).on_event(event);
}

Status at_column(Status status, int column) {
    if (!status && status.error().column == 0) status.error().column = column;
    return status;
}

// --- machine and settings ---------------------------------------------------------------------

Result<hw::TlbConfig> parse_tlb(const std::string& text) {
    if (text == "off") return hw::TlbConfig{0, 1};
    const auto parts = base::split(text, 'x');
    const auto entries = base::parse_number(parts[0]);
    const auto ways = parts.size() == 2 ? base::parse_number(parts[1]) : entries;
    if (!entries || !ways || parts.size() > 2 || *entries > ~0u || *ways > ~0u)
        return Error{"'" + text + "' does not describe a TLB", "write tlb=64x4 (entries x ways) or tlb=off"};
    return hw::TlbConfig{static_cast<unsigned>(*entries), static_cast<unsigned>(*ways)};
}

Status run_machine(Context& c) {
    // The format may be one word or a line of key=value words; options are blanked out so that
    // the columns of the remaining words stay true.
    const std::size_t from = (c.args.peek(), c.args.position());
    std::string format_text(c.args.rest());
    const auto column_of = [&](std::size_t at) { return static_cast<int>(from + at) + 1; };
    sim::MachineConfig config;
    config.preset = hw::presets()[0];
    for (std::size_t at = 0; at < format_text.size();) {
        const std::size_t begin = format_text.find_first_not_of(" \t", at);
        if (begin == std::string::npos) break;
        const std::size_t end = std::min(format_text.find_first_of(" \t", begin), format_text.size());
        const std::string word = format_text.substr(begin, end - begin);
        const auto equals = word.find('=');
        const std::string key = word.substr(0, equals), text = equals == std::string::npos ? "" : word.substr(equals + 1);
        const auto fail = [&](const Error& error) { return Error{error.message, error.hint, 0, column_of(begin)}; };
        bool option = true;
        if (key == "ram" || key == "cores") {
            const auto number = base::parse_number(text);
            if (!number) return fail(number.error());
            if (key == "ram") {
                if (*number > sim::max_ram_bytes) return fail({base::size(*number) + " of RAM is too much", "the most is " + base::size(sim::max_ram_bytes)});
                config.ram_bytes = static_cast<std::uint64_t>(*number);
            } else {
                if (*number < 1 || *number > 64) return fail({"a machine has 1 to 64 cores", ""});
                config.cores = static_cast<unsigned>(*number);
            }
        } else if (key == "preset") {
            const auto preset = hw::find_preset(text);
            if (!preset) return fail(preset.error());
            config.preset = *preset;
        } else if (key == "tlb") {
            const auto tlb = parse_tlb(text);
            if (!tlb) return fail(tlb.error());
            config.tlb = *tlb;
        } else {
            option = false;
        }
        if (option) std::fill(format_text.begin() + static_cast<std::ptrdiff_t>(begin), format_text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
        at = end;
    }
    while (!format_text.empty() && format_text.back() == ' ') format_text.pop_back();
    const bool toy = format_text.find('=') != std::string::npos;
    auto format = hw::find_format(toy ? format_text : base::trimmed(format_text));
    if (!format) {
        Error error = format.error();
        error.column += static_cast<int>(from);
        return error;
    }
    format->name = base::trimmed(format->name);
    config.format = *format;
    if (format->name == "classroom" && config.preset.name == "course-text") config.preset = *hw::find_preset("classroom");
    auto machine = sim::make_machine(config);
    if (!machine) return Error{machine.error().message, machine.error().hint, 0, column_of(0)};
    machine->rng = c.machine.rng;
    machine->level_names = c.machine.level_names;
    c.machine = std::move(*machine);
    emit(c, {.kind = EventKind::setting_changed});
    return Done{};
}

Result<bool> on_or_off(Context& c) {
    const int column = c.args.column();
    if (c.args.option("on")) return true;
    if (c.args.option("off")) return false;
    return c.args.error_at(column, "'" + std::string(c.args.peek()) + "' is neither on nor off");
}

Status run_set(Context& c) {
    c.args.peek();
    const int column = c.args.column();
    const std::string name = c.args.word();
    hw::Hardware& hardware = c.machine.hw;
    if (name == "tlb") {
        c.args.peek();
        const int at = c.args.column();
        hw::TlbConfig config = hardware.costs.tlb;
        if (!c.args.option("on")) {
            const auto parsed = parse_tlb(c.args.word());
            if (!parsed) return c.args.error_at(at, parsed.error().message, parsed.error().hint);
            config = *parsed;
        }
        if (config.entries > (1u << 20) || (config.entries > 0 && (config.ways == 0 || config.entries % config.ways != 0)))
            return c.args.error_at(at, "the ways of a TLB must divide its entries, 1,048,576 at most", "write tlb 64x4: 64 entries in 4 ways");
        for (hw::Core& core : hardware.cores) core.tlb = hw::Tlb(config);
    } else if (name == "preset") {
        c.args.peek();
        const int at = c.args.column();
        const auto preset = hw::find_preset(c.args.word());
        if (!preset) return c.args.error_at(at, preset.error().message, preset.error().hint);
        hardware.costs = *preset;
        for (hw::Core& core : hardware.cores) core.tlb = hw::Tlb(preset->tlb);
    } else if (name == "names") {
        if (c.args.option("linux")) c.machine.level_names = hw::LevelNames::linux_names;
        else if (c.args.option("intel")) c.machine.level_names = hw::LevelNames::intel_names;
        else if (c.args.option("arm")) c.machine.level_names = hw::LevelNames::arm_names;
        else return c.args.error("'" + std::string(c.args.peek()) + "' is not a vocabulary", "use linux, intel or arm");
    } else if (name == "nx" || name == "wp") {
        auto on = on_or_off(c);
        if (!on) return on.error();
        (name == "nx" ? hardware.no_execute : hardware.write_protect) = *on;
    } else {
        return c.args.error_at(column, name.empty() ? "the name of a setting is missing" : "there is no setting '" + name + "'",
                               [&] {
                                   const std::string hint = base::did_you_mean(name, {"tlb", "preset", "names", "nx", "wp"});
                                   return hint.empty() ? std::string("settings: tlb preset names nx wp") : hint;
                               }());
    }
    if (auto status = c.args.finish(c.usage); !status) return status;
    emit(c, {.kind = EventKind::setting_changed});
    return Done{};
}

bool is_name(std::string_view text) {
    return !text.empty() && !std::isdigit(static_cast<unsigned char>(text[0])) &&
           std::all_of(text.begin(), text.end(), [](char ch) { return std::isalnum(static_cast<unsigned char>(ch)) || ch == '_'; });
}

Status run_let(Context& c) {
    c.args.peek();
    const int column = c.args.column();
    std::string name = c.args.word();
    if (!is_name(name)) return c.args.error_at(column, "'" + name + "' is not a name", "write let x = 4K");
    if (c.machine.find_process(name) != base::no_process) return c.args.error_at(column, "'" + name + "' is a process");
    if (!c.args.option("=")) return c.args.error("a '=' is missing", "write let " + name + " = VALUE, with blanks around the '='");
    auto value = c.args.value("a value");
    if (!value) return value.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    auto& names = c.machine.names;
    const auto known = std::find_if(names.begin(), names.end(), [&](const sim::Binding& b) { return b.name == name; });
    if (known != names.end()) known->value = *value;
    else names.push_back({name, *value});
    emit(c, {.kind = EventKind::setting_changed, .after = static_cast<std::uint64_t>(*value)});
    return Done{};
}

Status run_seed(Context& c) {
    auto value = c.args.value("a seed");
    if (!value) return value.error();
    c.machine.rng.state = static_cast<std::uint64_t>(*value);
    emit(c, {.kind = EventKind::setting_changed});
    return c.args.finish(c.usage);
}

// --- processes and mappings -------------------------------------------------------------------

Status run_process(Context& c) {
    c.args.peek();
    const int column = c.args.column();
    const std::string name = c.args.word();
    if (!is_name(name)) return c.args.error_at(column, "'" + name + "' is not a name for a process", "write process A");
    if (c.machine.find_process(name) != base::no_process) return c.args.error_at(column, "process " + name + " exists already");
    if (auto status = c.args.finish(c.usage); !status) return status;
    sim::CountingSink sink(c.machine, c.observer);
    auto index = os::create_process(c.machine.kernel, c.machine.hw, name, sink);
    if (!index) return at_column(index.error(), column);
    c.machine.process = *index;
    if (c.machine.hw.cores[c.machine.core].process == base::no_process)
        os::switch_to(c.machine.kernel, c.machine.hw, c.machine.core, *index, sink);
    return Done{};
}

Status run_switch(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.machine.process = where->process;
    c.machine.core = where->core;
    sim::CountingSink sink(c.machine, c.observer);
    os::switch_to(c.machine.kernel, c.machine.hw, where->core, where->process, sink);
    return Done{};
}

Status run_map(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    c.args.peek();
    const int column = c.args.column();
    auto range = c.args.range();
    if (!range) return range.error();
    os::Permissions permissions{true, true, false};
    std::string name;
    bool populate = false;
    while (!c.args.at_end()) {
        if (c.args.looks_like_permissions()) permissions = c.args.permissions(permissions);
        else if (c.args.option("now")) populate = true;
        else if (auto text = c.args.keyed("name")) name = *text;
        else return c.args.finish(c.usage);
    }
    if (populate && (range->bytes >> c.machine.hw.format.page_bits) > max_steps)
        return c.args.error_at(column, "more than 1,000,000 pages cannot be populated at once", "leave out 'now', or map less");
    sim::CountingSink sink(c.machine, c.observer);
    return at_column(os::map(c.machine.kernel, c.machine.hw, where->process, *range, permissions, name, populate, sink), column);
}

Status run_unmap(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    c.args.peek();
    const int column = c.args.column();
    auto range = c.args.range();
    if (!range) return range.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    sim::CountingSink sink(c.machine, c.observer);
    return at_column(os::unmap(c.machine.kernel, c.machine.hw, where->process, *range, sink), column);
}

Status run_protect(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    c.args.peek();
    const int column = c.args.column();
    auto range = c.args.range();
    if (!range) return range.error();
    if (!c.args.looks_like_permissions()) return c.args.error("permissions are missing", "write r, rw, rx, rwx or none");
    const os::Permissions permissions = c.args.permissions({});
    if (auto status = c.args.finish(c.usage); !status) return status;
    sim::CountingSink sink(c.machine, c.observer);
    return at_column(os::protect(c.machine.kernel, c.machine.hw, where->process, *range, permissions, sink), column);
}

// --- accesses ---------------------------------------------------------------------------------

Status run_access(Context& c, hw::AccessType type) {
    auto where = c.args.where();
    if (!where) return where.error();
    auto va = c.args.address();
    if (!va) return va.error();
    const bool user = !c.args.option("super");
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.machine.process = where->process;
    c.machine.core = where->core;
    sim::access(c.machine, where->process, where->core, {*va, type, user}, c.observer);
    return Done{};
}
Status run_read(Context& c) { return run_access(c, hw::AccessType::read); }
Status run_write(Context& c) { return run_access(c, hw::AccessType::write); }
Status run_fetch(Context& c) { return run_access(c, hw::AccessType::fetch); }

Status run_touch(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    auto start = c.args.address();
    if (!start) return start.error();
    auto bytes = c.args.value("a size");
    if (!bytes) return bytes.error();
    u128 stride = c.machine.hw.format.page_bytes();
    hw::AccessType type = hw::AccessType::read;
    while (!c.args.at_end()) {
        const int column = c.args.column();
        if (c.args.option("write")) type = hw::AccessType::write;
        else if (c.args.option("read")) type = hw::AccessType::read;
        else if (auto text = c.args.keyed("stride")) {
            const auto number = base::parse_number(*text);
            if (!number || *number == 0) return c.args.error_at(column, "'" + *text + "' is not a stride", "write stride=4K");
            stride = *number;
        } else return c.args.finish(c.usage);
    }
    if ((*bytes + stride - 1) / stride > max_steps) return c.args.error("more than 1,000,000 accesses at once", "touch less, or use a larger stride");
    if (*bytes > 0 && u128{start->value} + *bytes - 1 > base::low_mask(c.machine.hw.format.register_bits))
        return c.args.error("the range ends above the highest address");
    c.machine.process = where->process;
    for (u128 done = 0; done < *bytes; done += stride)
        sim::access(c.machine, where->process, where->core, {*start + static_cast<std::uint64_t>(done), type, true}, c.observer);
    return Done{};
}

// --- by hand ----------------------------------------------------------------------------------

Status run_poke(Context& c) {
    c.args.peek();
    const int column = c.args.column();
    const unsigned bytes = c.machine.hw.format.entry.bytes;
    auto pa = c.args.value("a physical address");
    if (!pa) return pa.error();
    if (*pa % bytes != 0)
        return c.args.error_at(column, base::hex(*pa) + " is not aligned to a word of " + std::to_string(bytes) + " bytes",
                               "the word that holds it is at " + base::hex(*pa / bytes * bytes));
    if (*pa >= c.machine.hw.ram.bytes())
        return c.args.error_at(column, base::hex(*pa) + " lies outside RAM", "RAM ends at " + base::hex(c.machine.hw.ram.bytes() - 1));
    c.args.peek();
    const int value_column = c.args.column();
    auto value = c.args.value("a value");
    if (!value) return value.error();
    if (*value > base::low_mask(8 * bytes)) return c.args.error_at(value_column, base::hex(*value) + " does not fit a word of " + std::to_string(bytes) + " bytes");
    if (auto status = c.args.finish(c.usage); !status) return status;
    const base::PhysAddr at{static_cast<std::uint64_t>(*pa)};
    const std::uint64_t before = c.machine.hw.ram.read(at, bytes);
    c.machine.hw.ram.write(at, bytes, static_cast<std::uint64_t>(*value));
    emit(c, {.kind = EventKind::word_poked, .pa = at, .before = before, .after = static_cast<std::uint64_t>(*value)});
    return Done{};
}

Status run_bit(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    auto va = c.args.address();
    if (!va) return va.error();
    c.args.peek();
    const int level_column = c.args.column();
    auto level = c.args.value("a level");
    if (!level) return level.error();
    const auto steps = hw::peek_walk(c.machine.hw, c.machine.kernel.processes[where->process].root, *va);
    const auto step = std::find_if(steps.begin(), steps.end(), [&](const hw::WalkStep& s) { return s.level == *level; });
    if (step == steps.end())
        return c.args.error_at(level_column, "the walk for " + base::hex(va->value) + " reads no entry of level " + base::dec(*level),
                               "levels run from 1, the last table, to " + std::to_string(c.machine.hw.format.level_count));
    const hw::EntryLayout& at = c.machine.hw.format.entry;
    const std::array<std::pair<std::string_view, unsigned>, 8> flags{{{"present", at.present}, {"write", at.write}, {"user", at.user},
        {"nx", at.no_execute}, {"accessed", at.accessed}, {"dirty", at.dirty}, {"global", at.global}, {"page_size", at.page_size}}};
    c.args.peek();
    const int flag_column = c.args.column();
    const std::string name = c.args.word();
    const auto flag = std::find_if(flags.begin(), flags.end(), [&](const auto& f) { return f.first == name; });
    if (flag == flags.end() || flag->second == hw::no_bit) {
        std::vector<std::string> known;
        for (const auto& [text, bit] : flags)
            if (bit != hw::no_bit) known.emplace_back(text);
        std::string hint = base::did_you_mean(name, known);
        if (hint.empty()) {
            hint = "flags:";
            for (const std::string& text : known) hint += " " + text;
        }
        return c.args.error_at(flag_column, "an entry of this format has no flag '" + name + "'", hint);
    }
    auto on = on_or_off(c);
    if (!on) return on.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    const std::uint64_t changed = base::insert(step->word, flag->second, flag->second, *on);
    c.machine.hw.ram.write(step->entry, at.bytes, changed);
    emit(c, {.kind = EventKind::word_poked, .level = static_cast<std::uint8_t>(step->level), .va = *va, .pa = step->entry,
             .before = step->word, .after = changed});
    return Done{};
}

Status run_flush(Context& c) {
    hw::Core& core = c.machine.hw.cores[c.machine.core];
    if (c.args.at_end()) {
        core.tlb.flush_all(false);
        emit(c, {.kind = EventKind::tlb_flushed});
        return Done{};
    }
    auto where = c.args.where();
    if (!where) return where.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.machine.hw.cores[where->core].tlb.flush_asid(c.machine.kernel.processes[where->process].asid);
    emit(c, {.kind = EventKind::tlb_flushed, .detail = 1});
    return Done{};
}

Status run_invlpg(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    auto va = c.args.address();
    if (!va) return va.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    const hw::PagingFormat& format = c.machine.hw.format;
    for (unsigned level = 1; level <= format.level_count; ++level)
        if (format.level(level).leaf_allowed)
            c.machine.hw.cores[where->core].tlb.invalidate(format.vpn(*va), c.machine.kernel.processes[where->process].asid,
                                                           format.level(level).shift - format.page_bits);
    emit(c, {.kind = EventKind::tlb_invalidated, .va = *va});
    return Done{};
}

// --- control ----------------------------------------------------------------------------------

Status run_repeat(Context& c) {
    if (c.depth >= 3) return c.args.error("repeats are nested too deeply", "three deep at most");
    c.args.peek();
    const int column = c.args.column();
    auto times = c.args.value("a number of times");
    if (!times) return times.error();
    if (*times > max_steps) return c.args.error_at(column, "more than 1,000,000 times", "repeat less often");
    std::string name;
    if (c.args.option("as")) {
        name = c.args.word();
        if (!is_name(name)) return c.args.error("'" + name + "' is not a name");
    }
    if (c.args.at_end()) return c.args.error("the command to repeat is missing", "for instance: repeat 4 as i read A va + i * 4K");
    const std::size_t at = c.args.position();
    const std::string line(c.args.rest());
    const std::string padded = std::string(at, ' ') + line;  // keeps columns true
    auto& names = c.machine.names;
    const auto before = names;
    for (u128 i = 0; i < *times; ++i) {
        if (!name.empty()) {
            std::erase_if(c.machine.names, [&](const sim::Binding& b) { return b.name == name; });
            c.machine.names.push_back({name, i});
        }
        if (auto status = dispatch(c.machine, padded, at, c.observer, c.depth + 1, c.text, nullptr); !status) return status;
    }
    if (!name.empty()) {
        // The counter is the repeat's own: what was called so before is back afterwards.
        std::erase_if(c.machine.names, [&](const sim::Binding& b) { return b.name == name; });
        for (const sim::Binding& b : before)
            if (b.name == name) c.machine.names.push_back(b);
    }
    return Done{};
}

Status run_expect(Context& c) {
    c.args.peek();
    const int column = c.args.column();
    const std::string text(base::trimmed(c.args.rest()));
    auto expression = parse_expression(text);
    if (!expression) return c.args.error_at(column + expression.error().column - 1, expression.error().message, expression.error().hint);
    auto value = evaluate(*expression, Scope{c.machine});
    if (!value) return c.args.error_at(column + std::max(1, value.error().column) - 1, value.error().message, value.error().hint);
    if (*value == 0) return c.args.error_at(column, "expected " + text + ", but it does not hold");
    return Done{};
}

Status run_print(Context& c) {
    c.args.peek();
    const int column = c.args.column();
    const std::string text(base::trimmed(c.args.rest()));
    auto value = evaluate_text(text, Scope{c.machine});
    if (!value) return c.args.error_at(column + std::max(1, value.error().column) - 1, value.error().message, value.error().hint);
    c.text += (c.text.empty() ? "" : "\n") + *value;
    return Done{};
}

Status run_help(Context& c) {
    const auto line = [](std::string_view name, std::string_view help) {
        std::string text = "  " + std::string(name);
        text += std::string(text.size() < 42 ? 42 - text.size() : 1, ' ');
        return text + std::string(help) + "\n";
    };
    const std::string topic = c.args.word();
    for (const Verb& verb : verbs())
        if (verb.name == topic) {
            c.text = std::string(verb.name) + " " + std::string(verb.usage) + "\n  " + std::string(verb.help) + "\n";
            return Done{};
        }
    if (!topic.empty() && topic != "values") {
        std::vector<std::string> names{"values"};
        for (const Verb& verb : verbs()) names.emplace_back(verb.name);
        return c.args.error("there is no command '" + topic + "'", base::did_you_mean(topic, names));
    }
    if (topic.empty()) {
        for (const Verb& verb : verbs()) c.text += line(std::string(verb.name) + " " + std::string(verb.usage), verb.help);
        c.text += line("help values", "what expressions can name");
    } else {
        for (const NameHelp& field : field_help()) c.text += line(field.name, field.help);
        for (const NameHelp& function : function_help()) c.text += line(function.name, function.help);
    }
    return Done{};
}

// The one table of verbs: help, completion and dispatch all read it.
constexpr std::array verb_table{
    Verb{"machine", "FORMAT [ram=SIZE] [preset=NAME] [tlb=ENTRIESxWAYS] [cores=N]", "start over with another machine", true, run_machine},
    Verb{"set", "tlb|preset|names|nx|wp VALUE", "change a setting of this machine", true, run_set},
    Verb{"process", "NAME", "make a process; it becomes the current one", true, run_process},
    Verb{"switch", "PROCESS[@CORE]", "let a process run on a core", true, run_switch},
    Verb{"map", "[PROCESS] ADDRESS SIZE [rwx] [now] [name=TEXT]", "make a mapping; frames come at the first touch, or now", true, run_map},
    Verb{"unmap", "[PROCESS] ADDRESS SIZE", "remove mappings and free their frames", true, run_unmap},
    Verb{"protect", "[PROCESS] ADDRESS SIZE rwx|none", "change the permissions of a mapping", true, run_protect},
    Verb{"read", "[PROCESS[@CORE]] ADDRESS [super]", "read memory", true, run_read},
    Verb{"write", "[PROCESS[@CORE]] ADDRESS [super]", "write memory", true, run_write},
    Verb{"fetch", "[PROCESS[@CORE]] ADDRESS [super]", "fetch an instruction", true, run_fetch},
    Verb{"touch", "[PROCESS] ADDRESS SIZE [write] [stride=SIZE]", "access a range, once a page or once a stride", true, run_touch},
    Verb{"poke", "PHYSICAL VALUE", "write a word of RAM by hand", true, run_poke},
    Verb{"bit", "[PROCESS] ADDRESS LEVEL FLAG on|off", "set or clear a bit of a table entry", true, run_bit},
    Verb{"flush", "[PROCESS]", "empty the TLB, or drop one process's entries", true, run_flush},
    Verb{"invlpg", "[PROCESS] ADDRESS", "drop one page's translation from the TLB", true, run_invlpg},
    Verb{"seed", "NUMBER", "start the numbers that pick(...) draws", true, run_seed},
    Verb{"let", "NAME = VALUE", "give a value a name", true, run_let},
    Verb{"repeat", "TIMES [as NAME] COMMAND", "do a command several times; NAME counts from 0", true, run_repeat},
    Verb{"expect", "CONDITION", "fail unless the condition holds", false, run_expect},
    Verb{"print", "VALUE [as hex|dec|bin|size|bits|magnitude|time]", "show a value", false, run_print},
    Verb{"help", "[COMMAND]", "list the commands, or explain one", false, run_help},
};
std::span<const Verb> verbs() { return verb_table; }

Status dispatch(Machine& machine, std::string_view line, std::size_t at, sim::Observer& observer, unsigned depth,
                std::string& text, bool* changes) {
    Context context{machine, observer, Arguments(line, at, machine), {}, {}, depth};
    context.args.peek();
    const int column = context.args.column();
    const std::string name = context.args.word();
    for (const Verb& verb : verbs()) {
        if (verb.name != name) continue;
        const std::string usage = std::string(verb.name) + " " + std::string(verb.usage);
        context.usage = usage;
        if (changes) *changes = verb.changes;
        auto status = verb.run(context);
        if (!context.text.empty()) text += (text.empty() ? "" : "\n") + context.text;
        return status;
    }
    std::vector<std::string> names;
    for (const Verb& verb : verbs()) names.emplace_back(verb.name);
    const std::string hint = base::did_you_mean(name, names);
    return Error{"there is no command '" + name + "'", hint.empty() ? "help lists the commands" : hint, 0, column};
}

}  // namespace

Result<CommandResult> execute(Machine& machine, std::string_view line, sim::Observer& observer) {
    line = line.substr(0, line.find('#'));
    CommandResult result;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return result;
    Machine work = machine;
    auto status = dispatch(work, line, 0, observer, 0, result.text, &result.changes);
    if (!status) return status.error();
    if (result.changes) machine = std::move(work);
    return result;
}

Status execute_all(Machine& machine, std::string_view text, sim::Observer& observer) {
    int number = 0;
    for (const std::string& line : base::split(text, '\n')) {
        ++number;
        auto result = execute(machine, line, observer);
        if (result) continue;
        Error error = result.error();
        error.line = number;
        return error;
    }
    return Done{};
}

std::vector<VerbHelp> verb_help() {
    std::vector<VerbHelp> rows;
    for (const Verb& verb : verbs()) rows.push_back({verb.name, verb.usage, verb.help});
    return rows;
}

std::vector<std::string> complete(const Machine& machine, std::string_view line) {
    const auto blank = line.find_last_of(" \t(,");
    const std::string_view word = blank == std::string_view::npos ? line : line.substr(blank + 1);
    std::vector<std::string> candidates;
    if (blank == std::string_view::npos || line.find_first_not_of(" \t") > blank) {
        for (const Verb& verb : verbs()) candidates.emplace_back(verb.name);
    } else {
        for (const os::Process& p : machine.kernel.processes) candidates.push_back(p.name);
        for (const sim::Binding& b : machine.names) candidates.push_back(b.name);
        for (const NameHelp& f : field_help()) candidates.emplace_back(f.name);
        for (const NameHelp& f : function_help()) candidates.emplace_back(f.name.substr(0, f.name.find('(') + 1));
        const std::string verb = base::trimmed(line.substr(0, line.find_first_of(" \t", line.find_first_not_of(" \t"))));
        if (verb == "machine")
            for (const hw::PagingFormat& f : hw::builtin_formats()) candidates.push_back(f.name);
        if (verb == "set") candidates.insert(candidates.end(), {"tlb", "preset", "names", "nx", "wp", "on", "off"});
        if (verb == "map" || verb == "protect") candidates.insert(candidates.end(), {"rw", "r", "rx", "now", "name="});
    }
    std::erase_if(candidates, [&](const std::string& c) { return c.substr(0, word.size()) != word || c == word; });
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    return candidates;
}

}  // namespace script
