// The functions of the expression language.
#include <algorithm>

#include "core/base/text.h"
#include "core/hw/entry.h"
#include "core/script/evaluator.h"
#include "core/script/fields.h"

namespace script {

using base::Error;
using base::EventKind;
using base::Result;
using sim::Machine;

namespace {

constexpr u128 max_u128 = ~u128{0};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view bare_name(const NameHelp& help) { return help.name.substr(0, help.name.find('(')); }

}  // namespace

Error Evaluator::wrong_arguments(const Node& node) {
    for (const NameHelp& help : function_help())
        if (bare_name(help) == node.text) return error_at(node, node.text + "(...) has the wrong arguments", "write " + std::string(help.name));
    return error_at(node, node.text + "(...) has the wrong arguments");
}

bool is_pure_function(std::string_view name) {
    return is_one_of(name, {"log2", "max", "min", "sum", "mean", "percent", "ratio"});
}

Result<u128> Evaluator::call(const Node& node) {
    const std::string& f = node.text;
    if (f == "pick") return pick(node);
    if (f == "count") return count(node);
    if (f == "delta") return delta(node);
    if (f == "flag") return flag(node);
    if (f == "log2") return log2(node);
    if (f == "probe") return error_at(node, "probe(...) needs a field", "write probe(read, A, va).kind");
    if (is_one_of(f, {"max", "min", "sum", "mean"})) return over_all(node);
    if (is_one_of(f, {"percent", "ratio"})) return quotient(node);
    if (f == "tables") return tables(node);
    if (f == "tree_tables") return tree_tables(node);
    if (is_one_of(f, {"cheapest_tables", "dearest_tables"})) return table_bound(node);
    if (is_one_of(f, {"index", "offset", "vpn", "canonical", "entry", "entry_at", "table", "pfn", "translate"}))
        return address_function(node);
    std::vector<std::string> known;
    for (const NameHelp& help : function_help()) known.emplace_back(bare_name(help));
    return error_at(node, "there is no function '" + f + "'", base::did_you_mean(f, known));
}

// --- numbers ------------------------------------------------------------------------------------

Result<u128> Evaluator::pick(const Node& node) {
    if (!scope_.rng) return error_at(node, "pick(...) draws only in a command, such as let", "write: let x = pick(0..9)");
    if (node.args.empty()) return wrong_arguments(node);
    if (node.args.size() > 1 || node.args[0].kind != NodeKind::range)
        return value(node.args[scope_.rng->below(node.args.size())]);
    const Node& range = node.args[0];
    auto from = value(range.args[0]), to = value(range.args[1]);
    if (!from) return from;
    if (!to) return to;
    if (*from > *to) return error_at(range, "the range is empty: its start is above its end");
    if (*to - *from >= (u128{1} << 64) - 1) return error_at(range, "the range is too wide to draw from");
    return *from + scope_.rng->below(static_cast<std::uint64_t>(*to - *from) + 1);
}

Result<u128> Evaluator::over_all(const Node& node) {
    if (node.args.empty()) return wrong_arguments(node);
    u128 least = max_u128, most = 0, sum = 0;
    for (const Node& arg : node.args) {
        auto v = value(arg);
        if (!v) return v;
        least = std::min(least, *v);
        most = std::max(most, *v);
        if (node.text != "max" && node.text != "min" && sum > max_u128 - *v) return overflow(node);
        sum += *v;
    }
    if (node.text == "max") return most;
    if (node.text == "min") return least;
    return node.text == "sum" ? sum : sum / node.args.size();
}

Result<u128> Evaluator::log2(const Node& node) {
    if (node.args.size() != 1) return wrong_arguments(node);
    auto v = value(node.args[0]);
    if (!v) return v;
    if (*v == 0 || (*v & (*v - 1)) != 0) return error_at(node, base::dec(*v) + " is not a power of two");
    u128 exponent = 0;
    for (u128 x = *v; x > 1; x >>= 1) ++exponent;
    return exponent;
}

Result<u128> Evaluator::quotient(const Node& node) {
    if (node.args.size() != 2) return wrong_arguments(node);
    auto a = value(node.args[0]), b = value(node.args[1]);
    if (!a) return a;
    if (!b) return b;
    if (*b == 0) return error_at(node.args[1], "division by zero");
    if (node.text == "ratio") return *a / *b;
    return *a > max_u128 / 100 ? Value(overflow(node)) : *a * 100 / *b;
}

Result<std::string> Evaluator::fraction_text(const Node& node) {
    if (auto whole = quotient(node); !whole) return whole.error();
    const u128 a = *value(node.args[0]), b = *value(node.args[1]);
    return node.text == "ratio" ? base::fraction(a, b, 2) : base::fraction(a * 100, b, 1) + "%";
}

// --- events -------------------------------------------------------------------------------------

Result<u128> Evaluator::count(const Node& node) {
    if (node.args.size() != 1 || node.args[0].kind != NodeKind::name) return wrong_arguments(node);
    std::vector<std::string> known;
    for (std::size_t i = 0; i < base::event_kind_count; ++i) {
        known.emplace_back(to_text(static_cast<EventKind>(i)));
        if (known.back() == node.args[0].text) return u128{scope_.machine.counts[i]};
    }
    return error_at(node.args[0], "there is no event '" + node.args[0].text + "'", base::did_you_mean(node.args[0].text, known));
}

Result<u128> Evaluator::delta(const Node& node) {
    if (node.args.size() != 1) return wrong_arguments(node);
    if (!scope_.before) return error_at(node, "delta(...) has nothing to compare with here");
    auto now = value(node.args[0]);
    if (!now) return now;
    const Scope past{*scope_.before, nullptr, nullptr, scope_.extra};
    auto then = Evaluator(past).value(node.args[0]);
    if (!then) return then;
    if (*now < *then) return error_at(node, "the value fell from " + base::dec(*then) + " to " + base::dec(*now), "values are 0 or more");
    return *now - *then;
}

// --- addresses ----------------------------------------------------------------------------------

const os::Process* Evaluator::process_named(const Node& node) const {
    if (node.kind != NodeKind::name) return nullptr;
    const std::uint32_t index = scope_.machine.find_process(node.text);
    return index == base::no_process ? nullptr : &scope_.machine.kernel.processes[index];
}

Result<base::VirtAddr> Evaluator::address(const Node& node) {
    auto v = value(node);
    if (!v) return v.error();
    const unsigned width = scope_.machine.hw.format.register_bits;
    if ((*v >> width) != 0)
        return error_at(node, base::hex(*v) + " is wider than a " + std::to_string(width) + "-bit address",
                        "the highest is " + base::hex((u128{1} << width) - 1));
    return base::VirtAddr{static_cast<std::uint64_t>(*v)};
}

Result<unsigned> Evaluator::level(const Node& node) {
    const unsigned most = scope_.machine.hw.format.level_count;
    auto v = value(node);
    if (!v) return v.error();
    if (*v < 1 || *v > most)
        return error_at(node, "there is no level " + base::dec(*v), "levels run from 1, the last table, to " + std::to_string(most));
    return static_cast<unsigned>(*v);
}

// index offset vpn canonical entry entry_at table pfn translate: ([PROCESS,] va [, LEVEL])
Result<u128> Evaluator::address_function(const Node& node) {
    const std::string& f = node.text;
    const hw::PagingFormat& format = scope_.machine.hw.format;
    const bool needs_level = is_one_of(f, {"index", "entry", "entry_at", "table"});
    const std::size_t wanted = needs_level ? 2 : 1;
    const os::Process* process = scope_.machine.current();
    std::size_t at = 0;
    if (node.args.size() == wanted + 1) {
        process = process_named(node.args[at++]);
        if (!process) return error_at(node.args[0], "no process is called '" + node.args[0].text + "'");
    }
    if (node.args.size() - at != wanted) return wrong_arguments(node);
    auto va = address(node.args[at]);
    if (!va) return va.error();
    if (f == "offset") return u128{format.offset(*va)};
    if (f == "vpn") return u128{format.vpn(*va).value};
    if (f == "canonical") return u128{format.is_canonical(*va)};
    unsigned number = 1;
    if (needs_level) {
        auto n = level(node.args[at + 1]);
        if (!n) return n.error();
        number = *n;
    }
    if (f == "index") return u128{format.index(*va, number)};
    if (!process) return error_at(node, "there is no process whose tables to look at", "make one: process A");
    return walk_function(node, *process, *va, number);
}

// What the tables in RAM hold for an address.
Result<u128> Evaluator::walk_function(const Node& node, const os::Process& process, base::VirtAddr va, unsigned number) {
    const hw::PagingFormat& format = scope_.machine.hw.format;
    const auto steps = hw::peek_walk(scope_.machine.hw, process.root, va);
    if (node.text == "pfn" || node.text == "translate") {
        const hw::WalkStep& last = steps.back();
        const hw::Entry entry = hw::decode(format, last.level, last.word);
        if (!entry.present) return error_at(node, base::hex(va.value) + " is not mapped to a frame");
        const std::uint64_t inside = va.value & base::low_mask(format.level(last.level).shift);
        const u128 pa = (u128{entry.pfn.value} << format.page_bits) + inside;
        return node.text == "translate" ? pa : pa >> format.page_bits;
    }
    for (const hw::WalkStep& step : steps) {
        if (step.level != number) continue;
        if (node.text == "entry") return u128{step.word};
        return u128{node.text == "entry_at" ? step.entry.value : step.table.value >> format.page_bits};
    }
    return error_at(node, "the walk for " + base::hex(va.value) + " does not reach the " +
                              level_name(format, number, scope_.machine.level_names));
}

Result<u128> Evaluator::flag(const Node& node) {
    if (node.args.size() != 2 || node.args[1].kind != NodeKind::name) return wrong_arguments(node);
    auto word = value(node.args[0]);
    if (!word) return word;
    const auto bit = hw::find_flag(scope_.machine.hw.format.entry, node.args[1].text);
    if (!bit) return error_at(node.args[1], bit.error().message, bit.error().hint);
    return (*word >> *bit) & 1;
}

// --- probe --------------------------------------------------------------------------------------

Result<unsigned> Evaluator::core_named(const Node& node) {
    if (node.args.empty()) return scope_.machine.core;
    auto wanted = value(node.args[0]);
    if (!wanted) return wanted.error();
    if (*wanted >= scope_.machine.hw.cores.size()) return error_at(node, "the machine has no core " + base::dec(*wanted));
    return static_cast<unsigned>(*wanted);
}

// probe(read|write|fetch, [PROCESS[@core],] va).FIELD: the access happens on a copy.
Result<u128> Evaluator::probe_field(const Node& node) {
    const Node& call = node.args[0];
    const LastField* field = find_last_field(node.member);
    if (!field || call.kind != NodeKind::call || call.text != "probe")
        return error_at(node, "only probe(...) has fields", "write probe(read, A, va).kind");
    if (call.args.size() < 2 || call.args.size() > 3 || call.args[0].kind != NodeKind::name) return wrong_arguments(call);
    hw::AccessRequest request;
    const std::string& type = call.args[0].text;
    if (type == "write") request.type = hw::AccessType::write;
    else if (type == "fetch") request.type = hw::AccessType::fetch;
    else if (type != "read") return error_at(call.args[0], "'" + type + "' is not an access", "use read, write or fetch");
    std::uint32_t process = scope_.machine.process;
    unsigned core = scope_.machine.core;
    if (call.args.size() == 3) {
        const Node& owner = call.args[1];
        if (!process_named(owner)) return error_at(owner, "no process is called '" + owner.text + "'");
        process = scope_.machine.find_process(owner.text);
        auto named = core_named(owner);
        if (!named) return named.error();
        core = *named;
    }
    if (process >= scope_.machine.kernel.processes.size()) return error_at(call, "there is no process to probe", "make one: process A");
    auto va = address(call.args.back());
    if (!va) return va.error();
    request.va = *va;
    Machine copy = scope_.machine;
    sim::NullObserver nobody;
    sim::access(copy, process, core, request, nobody);
    return field->get(copy, copy.last);
}

std::vector<NameHelp> function_help() {
    return {
        {"index(va, LEVEL)", "index of the entry that va selects; LEVEL is pgd..pt, or 1 for the last table"},
        {"offset(va)", "the bits that are not translated"},
        {"vpn(va)", "virtual page number"},
        {"canonical(va)", "1 when the bits above the top index are as they must be"},
        {"entry([PROCESS,] va, LEVEL)", "word of the entry that a walk for va meets"},
        {"entry_at([PROCESS,] va, LEVEL)", "physical address of that entry"},
        {"table([PROCESS,] va, LEVEL)", "frame number of the table it lies in"},
        {"pfn([PROCESS,] va)", "frame number of the page"},
        {"translate([PROCESS,] va)", "physical address, by the tables in RAM"},
        {"tables([PROCESS,] LEVEL)", "how many tables of that level there are"},
        {"tree_tables(START, BYTES)", "tables, all levels, that mapping this range takes"},
        {"cheapest_tables(PAGES)", "the fewest tables, all levels, that so many pages can take"},
        {"dearest_tables(PAGES)", "the most tables, all levels, that so many pages can take"},
        {"flag(WORD, NAME)", "a bit of an entry: present write user nx accessed dirty global page_size"},
        {"probe(read|write|fetch, [PROCESS,] va).FIELD", "what the access would do, tried on a copy"},
        {"count(EVENT)", "events of that kind since the machine started"},
        {"delta(FIELD)", "how much a field grew since the step began"},
        {"log2(x)", "exponent of a power of two"},
        {"max(a, b, ...)", "the largest"},
        {"min(a, b, ...)", "the smallest"},
        {"mean(a, b, ...)", "the mean, rounded down"},
        {"sum(a, b, ...)", "the sum"},
        {"percent(a, b)", "a in percent of b"},
        {"ratio(a, b)", "a over b"},
        {"pick(a..b)", "a number drawn from the reader's seed; pick(x, y, z) draws one of them"},
    };
}

}  // namespace script
