// The functions of the expression language.
#include <algorithm>

#include "core/base/phrase.h"
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

constexpr std::string_view calls[] = {
    "index(va, LEVEL)",
    "offset(va)",
    "vpn(va)",
    "canonical(va)",
    "entry([PROCESS,] va, LEVEL)",
    "entry_at([PROCESS,] va, LEVEL)",
    "table([PROCESS,] va, LEVEL)",
    "pfn([PROCESS,] va)",
    "translate([PROCESS,] va)",
    "tables([PROCESS,] LEVEL)",
    "tree_tables(START, BYTES)",
    "cheapest_tables(PAGES)",
    "dearest_tables(PAGES)",
    "flag(WORD, NAME)",
    "word(PHYSICAL)",
    "tlb_has(CORE, [PROCESS,] va)",
    "tlb_set(va)",
    "tlb_entries(LEVEL, SIZE[, read|write|fetch])",
    "tlb_ways(LEVEL, SIZE[, read|write|fetch])",
    "tlb_sets(LEVEL, SIZE[, read|write|fetch])",
    "core_time(CORE)",
    "probe(read|write|fetch, [PROCESS[.N][@CORE],] va).FIELD",
    "working_set(PROCESS, tau)",
    "string_page(N)",
    "string_faults(POLICY, FRAMES[, N])",
    "string_victim(POLICY, FRAMES, N)",
    "base([PROCESS,] text|data|heap|libc|vdso|stack)",
    "aslr_bits(text|data|heap|libc|vdso|stack[, FORMAT])",
    "tries_fixed(bits)",
    "tries_random(bits)",
    "count(EVENT)",
    "delta(FIELD)",
    "log2(x)",
    "max(a, b, ...)",
    "min(a, b, ...)",
    "mean(a, b, ...)",
    "sum(a, b, ...)",
    "percent(a, b)",
    "ratio(a, b)",
    "pick(a..b)",
};

std::string_view bare_name(std::string_view call) { return call.substr(0, call.find('(')); }

}  // namespace

Error Evaluator::wrong_arguments(const Node& node) {
    for (const std::string_view call : calls)
        if (bare_name(call) == node.text)
            return error_at(node, base::phrase("script.wrong-arguments", {node.text}), base::phrase("script.write", {call}));
    return error_at(node, base::phrase("script.wrong-arguments", {node.text}));
}

bool is_pure_function(std::string_view name) {
    return is_one_of(name, {"tries_fixed", "tries_random", "log2", "max", "min", "sum", "mean", "percent", "ratio"});
}

Result<u128> Evaluator::call(const Node& node) {
    const std::string& f = node.text;
    if (f == "pick") return pick(node);
    if (f == "count") return count(node);
    if (f == "delta") return delta(node);
    if (f == "flag") return flag(node);
    if (f == "log2") return log2(node);
    if (f == "working_set") return working_set(node);
    if (f == "probe") return error_at(node, base::phrase("script.probe-needs-field"), base::phrase("script.write-probe-read-va-kind"));
    if (f == "tlb_has") return tlb_has(node);
    if (f == "tlb_set") return tlb_set(node);
    if (is_one_of(f, {"tlb_entries", "tlb_ways", "tlb_sets"})) return tlb_shape(node);
    if (f == "word") return word(node);
    if (f == "core_time") {
        if (node.args.size() != 1) return wrong_arguments(node);
        auto number = core(node.args[0]);
        return number ? Value(u128{scope_.machine.hw.cores[*number].clock_ns}) : Value(number.error());
    }
    if (is_one_of(f, {"max", "min", "sum", "mean"})) return over_all(node);
    if (is_one_of(f, {"percent", "ratio"})) return quotient(node);
    if (f == "tables") return tables(node);
    if (f == "tree_tables") return tree_tables(node);
    if (is_one_of(f, {"cheapest_tables", "dearest_tables"})) return table_bound(node);
    if (is_one_of(f, {"index", "offset", "vpn", "canonical", "entry", "entry_at", "table", "pfn", "translate"}))
        return address_function(node);
    if (is_one_of(f, {"base", "aslr_bits"})) return layout_function(node);
    if (is_one_of(f, {"tries_fixed", "tries_random"})) return tries(node);
    if (is_one_of(f, {"string_page", "string_faults", "string_victim"})) return string_function(node);
    return error_at(node, base::phrase("script.no-function", {f}), base::did_you_mean(f, function_names()));
}

// --- numbers ------------------------------------------------------------------------------------

Result<u128> Evaluator::pick(const Node& node) {
    if (!scope_.rng) return error_at(node, base::phrase("script.pick-draws-only-in-command"), base::phrase("script.write-let-x-pick-0"));
    if (node.args.empty()) return wrong_arguments(node);
    if (node.args.size() > 1 || node.args[0].kind != NodeKind::range)
        return value(node.args[scope_.rng->below(node.args.size())]);
    const Node& range = node.args[0];
    auto from = value(range.args[0]), to = value(range.args[1]);
    if (!from) return from;
    if (!to) return to;
    if (*from > *to) return error_at(range, base::phrase("script.range-empty-start-above-end"));
    if (*to - *from >= (u128{1} << 64) - 1) return error_at(range, base::phrase("script.range-too-wide-to-draw"));
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
    if (*v == 0 || (*v & (*v - 1)) != 0) return error_at(node, base::phrase("script.not-power-of-two", {base::dec(*v)}));
    u128 exponent = 0;
    for (u128 x = *v; x > 1; x >>= 1) ++exponent;
    return exponent;
}

Result<u128> Evaluator::quotient(const Node& node) {
    if (node.args.size() != 2) return wrong_arguments(node);
    auto a = value(node.args[0]), b = value(node.args[1]);
    if (!a) return a;
    if (!b) return b;
    if (*b == 0) return error_at(node.args[1], base::phrase("script.division-by-zero"));
    if (node.text == "ratio") return *a / *b;
    return *a > max_u128 / 100 ? Value(overflow(node)) : *a * 100 / *b;
}

bool Evaluator::is_fraction(const Node& node) {
    if (node.kind != NodeKind::call) return false;
    return node.args.size() == 2 ? is_one_of(node.text, {"percent", "ratio"}) : node.args.size() == 1 && node.text == "tries_fixed";
}

Result<std::string> Evaluator::fraction_text(const Node& node) {
    if (node.text == "tries_fixed") return tries_text(node);
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
    return error_at(node.args[0], base::phrase("script.no-event", {node.args[0].text}), base::did_you_mean(node.args[0].text, known));
}

Result<u128> Evaluator::delta(const Node& node) {
    if (node.args.size() != 1) return wrong_arguments(node);
    if (!scope_.before) return error_at(node, base::phrase("script.delta-nothing-to-compare-with"));
    auto now = value(node.args[0]);
    if (!now) return now;
    const Scope past{*scope_.before, nullptr, nullptr, scope_.extra};
    auto then = Evaluator(past).value(node.args[0]);
    if (!then) return then;
    if (*now < *then) return error_at(node, base::phrase("script.value-fell-from-to", {base::dec(*then), base::dec(*now)}), base::phrase("script.values-0-or-more"));
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
        return error_at(node, base::phrase("script.wider-than-bit-address", {base::hex(*v), std::to_string(width)}),
                        base::phrase("script.highest", {base::hex((u128{1} << width) - 1)}));
    return base::VirtAddr{static_cast<std::uint64_t>(*v)};
}

Result<unsigned> Evaluator::level(const Node& node) {
    const unsigned most = scope_.machine.hw.format.level_count;
    auto v = value(node);
    if (!v) return v.error();
    if (*v < 1 || *v > most)
        return error_at(node, base::phrase("script.no-level", {base::dec(*v)}), base::phrase("script.levels-run-from-1-last", {std::to_string(most)}));
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
        if (!process) return error_at(node.args[0], base::phrase("script.no-process-called", {node.args[0].text}));
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
    if (!process) return error_at(node, base::phrase("script.no-process-whose-tables-to"), base::phrase("script.make-one-process"));
    return walk_function(node, *process, *va, number);
}

// What the tables in RAM hold for an address.
Result<u128> Evaluator::walk_function(const Node& node, const os::Process& process, base::VirtAddr va, unsigned number) {
    const hw::PagingFormat& format = scope_.machine.hw.format;
    const auto steps = hw::peek_walk(scope_.machine.hw, process.root, va);
    if (node.text == "pfn" || node.text == "translate") {
        const hw::WalkStep& last = steps.back();
        const hw::Entry entry = hw::decode(format, last.level, last.word);
        if (!entry.present) return error_at(node, base::phrase("script.not-mapped-to-frame", {base::hex(va.value)}));
        const std::uint64_t inside = va.value & base::low_mask(format.level(last.level).shift);
        const u128 pa = (u128{entry.pfn.value} << format.page_bits) + inside;
        return node.text == "translate" ? pa : pa >> format.page_bits;
    }
    for (const hw::WalkStep& step : steps) {
        if (step.level != number) continue;
        if (node.text == "entry") return u128{step.word};
        return u128{node.text == "entry_at" ? step.entry.value : step.table.value >> format.page_bits};
    }
    return error_at(node, base::phrase("script.walk-for-does-not-reach", {base::hex(va.value), level_name(format, number, scope_.machine.level_names)}));
}

Result<u128> Evaluator::flag(const Node& node) {
    if (node.args.size() != 2 || node.args[1].kind != NodeKind::name) return wrong_arguments(node);
    auto word = value(node.args[0]);
    if (!word) return word;
    const auto bit = hw::find_flag(scope_.machine.hw.format.entry, node.args[1].text);
    if (!bit) return error_at(node.args[1], bit.error().message, bit.error().hint);
    return (*word >> *bit) & 1;
}

// --- the scheduler ------------------------------------------------------------------------------

// working_set(PROCESS, tau): pages used by its last tau references.
Result<u128> Evaluator::working_set(const Node& node) {
    if (node.args.size() != 2) return wrong_arguments(node);
    if (!process_named(node.args[0])) return error_at(node.args[0], base::phrase("script.no-process-called", {node.args[0].text}));
    auto tau = value(node.args[1]);
    if (!tau) return tau;
    const sim::Job* job = scope_.machine.scheduler.job_of(scope_.machine.find_process(node.args[0].text));
    return job ? u128{job->working_set(static_cast<std::uint64_t>(std::min(*tau, u128{~std::uint64_t{0}})))} : 0;
}

// --- RAM and cores ------------------------------------------------------------------------------

Result<u128> Evaluator::word(const Node& node) {
    if (node.args.size() != 1) return wrong_arguments(node);
    auto pa = value(node.args[0]);
    if (!pa) return pa;
    const unsigned bytes = scope_.machine.hw.format.entry.bytes;
    const std::uint64_t end = scope_.machine.hw.ram.bytes();
    if (*pa % bytes != 0) return error_at(node.args[0], base::phrase("script.not-aligned-to-word-of", {base::hex(*pa), std::to_string(bytes)}));
    if (*pa >= end || end - *pa < bytes) return error_at(node.args[0], base::phrase("script.lies-outside-ram", {base::hex(*pa)}), base::phrase("script.ram-ends-at", {base::hex(end - 1)}));
    return u128{scope_.machine.hw.ram.read({static_cast<std::uint64_t>(*pa)}, bytes)};
}

Result<unsigned> Evaluator::core(const Node& node) {
    auto wanted = value(node);
    if (!wanted) return wanted.error();
    const std::size_t cores = scope_.machine.hw.cores.size();
    if (*wanted >= cores) return error_at(node, base::phrase("script.machine-no-core", {base::dec(*wanted)}), base::phrase("script.cores-0-to", {std::to_string(cores - 1)}));
    return static_cast<unsigned>(*wanted);
}

// --- probe --------------------------------------------------------------------------------------

Result<Evaluator::ThreadPlace> Evaluator::thread_named(const Node& node) {
    const Machine& m = scope_.machine;
    if (!process_named(node)) return error_at(node, base::phrase("script.no-process-called", {node.text}));
    ThreadPlace place{.process = m.find_process(node.text)};
    const auto number = base::parse_number(node.member.empty() ? "0" : node.member);
    const os::Thread* thread = number && *number <= ~std::uint32_t{0} ? os::find_thread(m.kernel, place.process, static_cast<std::uint32_t>(*number)) : nullptr;
    if (!thread) return error_at(node, base::phrase("script.process-no-thread", {node.text, node.member}), base::phrase("script.make-thread", {node.text, node.member}));
    place.thread = thread->number;
    place.core = thread->ran ? thread->core : m.core;
    if (node.args.empty()) return place;
    auto wanted = core(node.args[0]);
    if (!wanted) return wanted.error();
    if (thread->pinned && *wanted != thread->core) return error_at(node, base::phrase("script.thread-pinned-to-core", {std::to_string(thread->core)}));
    place.core = *wanted;
    return place;
}

// probe(read|write|fetch, [PROCESS[.N][@core],] va).FIELD: the access happens on a copy.
Result<u128> Evaluator::probe_field(const Node& node) {
    const Node& call = node.args[0];
    const LastField* field = find_last_field(node.member);
    if (!field || call.kind != NodeKind::call || call.text != "probe")
        return error_at(node, base::phrase("script.only-probe-fields"), base::phrase("script.write-probe-read-va-kind"));
    if (call.args.size() < 2 || call.args.size() > 3 || call.args[0].kind != NodeKind::name) return wrong_arguments(call);
    hw::AccessRequest request;
    auto type = access_type(call.args[0]);
    if (!type) return type.error();
    request.type = *type;
    const Machine& m = scope_.machine;
    ThreadPlace place{m.process, m.thread, m.core};
    if (call.args.size() == 3) {
        auto named = thread_named(call.args[1]);
        if (!named) return named.error();
        place = *named;
    }
    if (place.process >= m.kernel.processes.size()) return error_at(call, base::phrase("script.no-process-to-probe"), base::phrase("script.make-one-process"));
    auto va = address(call.args.back());
    if (!va) return va.error();
    request.va = *va;
    Machine copy = m;
    sim::NullObserver nobody;
    sim::CountingSink sink(copy, nobody);
    if (os::find_thread(copy.kernel, place.process, place.thread))
        os::move_thread(copy.kernel, copy.hw, place.process, place.thread, place.core, sink);
    sim::access(copy, place.process, place.core, request, nobody);
    return field->get(copy, copy.last);
}

std::vector<std::string> function_names() {
    std::vector<std::string> names;
    for (const std::string_view call : calls) names.emplace_back(bare_name(call));
    return names;
}

std::vector<NameHelp> function_help() {
    std::vector<NameHelp> all;
    for (const std::string_view call : calls) all.push_back({call, base::phrase("function." + std::string(bare_name(call)))});
    return all;
}

}  // namespace script
