// Node to value: fields, functions, operators.
#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/script/expression.h"
#include "core/script/node.h"

namespace script {
namespace {

using base::Error;
using base::EventKind;
using base::Result;
using sim::Machine;

constexpr u128 max_u128 = ~u128{0};

Error error_at(const Node& node, std::string message, std::string hint = {}) {
    return Error{std::move(message), std::move(hint), 0, node.column};
}

// --- fields ---------------------------------------------------------------------------------

struct MachineField {
    std::string_view name;
    std::string_view help;
    u128 (*get)(const Machine&);
};
template <class T>
struct OwnedField {
    std::string_view name;
    std::string_view help;
    u128 (*get)(const Machine&, const T&);
};

const hw::Core& core_of(const Machine& m) { return m.hw.cores[m.core]; }

constexpr std::array machine_fields{
    MachineField{"page_size", "bytes of a page", [](const Machine& m) -> u128 { return m.hw.format.page_bytes(); }},
    MachineField{"page_bits", "bits of the page offset", [](const Machine& m) -> u128 { return m.hw.format.page_bits; }},
    MachineField{"pte_size", "bytes of a table entry", [](const Machine& m) -> u128 { return m.hw.format.entry.bytes; }},
    MachineField{"va_bits", "bits of a virtual address that are translated or offset",
                 [](const Machine& m) -> u128 { return m.hw.format.va_bits(); }},
    MachineField{"phys_bits", "bits of a physical address", [](const Machine& m) -> u128 { return m.hw.format.phys_bits; }},
    MachineField{"levels", "tables a full walk reads", [](const Machine& m) -> u128 { return m.hw.format.level_count; }},
    MachineField{"user_size", "bytes of the address space that programs use",
                 [](const Machine& m) -> u128 { return m.hw.format.user_end(); }},
    MachineField{"time", "ns since the machine started, on the current core",
                 [](const Machine& m) -> u128 { return core_of(m).clock_ns; }},
    MachineField{"root", "physical address of the top table (CR3)", [](const Machine& m) -> u128 { return core_of(m).root.value; }},
    MachineField{"fault_address", "address of the last page fault (CR2)",
                 [](const Machine& m) -> u128 { return core_of(m).fault_address.value; }},
    MachineField{"ram.size", "bytes of RAM", [](const Machine& m) -> u128 { return m.hw.ram.bytes(); }},
    MachineField{"frames.total", "page frames of RAM", [](const Machine& m) -> u128 { return m.kernel.frames.total(); }},
    MachineField{"frames.free", "page frames nobody uses", [](const Machine& m) -> u128 { return m.kernel.frames.free(); }},
    MachineField{"frames.used", "page frames in use (reserved ones not counted)",
                 [](const Machine& m) -> u128 { return m.kernel.frames.total() - m.kernel.frames.free() - m.kernel.frames.reserved(); }},
    MachineField{"frames.tables", "page frames that hold page tables",
                 [](const Machine& m) -> u128 { return m.kernel.frames.used(os::FrameUse::table); }},
    MachineField{"tlb.hits", "accesses answered by the TLB", [](const Machine& m) -> u128 { return m.count(EventKind::tlb_hit); }},
    MachineField{"tlb.misses", "accesses that needed a walk", [](const Machine& m) -> u128 { return m.count(EventKind::tlb_miss); }},
    MachineField{"tlb.entries", "entries of the TLB; 0 when it is off",
                 [](const Machine& m) -> u128 { return core_of(m).tlb.config().entries; }},
    MachineField{"tlb.ways", "ways of a TLB set", [](const Machine& m) -> u128 { return core_of(m).tlb.config().ways; }},
    MachineField{"tlb.reach", "bytes the TLB covers with base pages",
                 [](const Machine& m) -> u128 { return u128{core_of(m).tlb.config().entries} * m.hw.format.page_bytes(); }},
    MachineField{"cost.tlb", "ns of a TLB lookup", [](const Machine& m) -> u128 { return m.hw.costs.tlb_ns; }},
    MachineField{"cost.memory", "ns of one memory access", [](const Machine& m) -> u128 { return m.hw.costs.mem_ns; }},
    MachineField{"cost.minor", "ns of a fault without I/O", [](const Machine& m) -> u128 { return m.hw.costs.minor_ns; }},
    MachineField{"cost.major", "ns of a fault that reads a disk", [](const Machine& m) -> u128 { return m.hw.costs.major_ns; }},
};

constexpr std::array last_fields{
    OwnedField<sim::LastAccess>{"kind", "ok, page_fault or general_protection",
                                [](const Machine&, const sim::LastAccess& a) -> u128 { return static_cast<unsigned>(a.outcome); }},
    OwnedField<sim::LastAccess>{"reads", "table entries read by its last walk",
                                [](const Machine&, const sim::LastAccess& a) -> u128 { return a.reads; }},
    OwnedField<sim::LastAccess>{"all_reads", "table entries read, retries included",
                                [](const Machine&, const sim::LastAccess& a) -> u128 { return a.all_reads; }},
    OwnedField<sim::LastAccess>{"faults", "page faults taken on the way",
                                [](const Machine&, const sim::LastAccess& a) -> u128 { return a.faults; }},
    OwnedField<sim::LastAccess>{"tlb_hit", "1 when the TLB answered",
                                [](const Machine&, const sim::LastAccess& a) -> u128 { return a.tlb_hit; }},
    OwnedField<sim::LastAccess>{"ns", "time from start to end", [](const Machine&, const sim::LastAccess& a) -> u128 { return a.ns; }},
    OwnedField<sim::LastAccess>{"walk_ns", "time of the walk's reads",
                                [](const Machine&, const sim::LastAccess& a) -> u128 { return a.walk_ns; }},
    OwnedField<sim::LastAccess>{"va", "the virtual address", [](const Machine&, const sim::LastAccess& a) -> u128 { return a.va.value; }},
    OwnedField<sim::LastAccess>{"pa", "the physical address", [](const Machine&, const sim::LastAccess& a) -> u128 { return a.pa.value; }},
    OwnedField<sim::LastAccess>{"pfn", "the page frame number",
                                [](const Machine& m, const sim::LastAccess& a) -> u128 { return a.pa.value >> m.hw.format.page_bits; }},
    OwnedField<sim::LastAccess>{"code", "x86 error code of its last page fault",
                                [](const Machine&, const sim::LastAccess& a) -> u128 { return a.error_code; }},
    OwnedField<sim::LastAccess>{"level", "level of the leaf, or of the entry that faulted",
                                [](const Machine&, const sim::LastAccess& a) -> u128 { return a.level; }},
    OwnedField<sim::LastAccess>{"cause", "what the kernel made of its last fault: segv_maperr, segv_accerr, frame_mapped, ...",
                                [](const Machine&, const sim::LastAccess& a) -> u128 { return static_cast<unsigned>(a.fault_outcome); }},
};

constexpr std::array process_fields{
    OwnedField<os::Process>{"minor", "page faults repaired without I/O", [](const Machine&, const os::Process& p) -> u128 { return p.minor; }},
    OwnedField<os::Process>{"major", "page faults that waited for a disk", [](const Machine&, const os::Process& p) -> u128 { return p.major; }},
    OwnedField<os::Process>{"resident", "pages present", [](const Machine&, const os::Process& p) -> u128 { return p.resident; }},
    OwnedField<os::Process>{"tables", "page tables, all levels", [](const Machine&, const os::Process& p) -> u128 { return p.tables; }},
    OwnedField<os::Process>{"root", "physical address of its top table", [](const Machine&, const os::Process& p) -> u128 { return p.root.value; }},
    OwnedField<os::Process>{"areas", "virtual memory areas", [](const Machine&, const os::Process& p) -> u128 { return p.areas.size(); }},
    OwnedField<os::Process>{"mapped", "bytes of all areas together",
                            [](const Machine&, const os::Process& p) -> u128 {
                                u128 sum = 0;
                                for (const os::Vma& area : p.areas) sum += area.bytes;
                                return sum;
                            }},
};

template <class Fields>
auto find_named(const Fields& fields, std::string_view name) -> decltype(&fields[0]) {
    for (const auto& field : fields)
        if (field.name == name) return &field;
    return nullptr;
}

template <class Fields>
std::vector<std::string> names_in(const Fields& fields) {
    std::vector<std::string> names;
    for (const auto& field : fields) names.emplace_back(field.name);
    return names;
}

// --- enumerators ----------------------------------------------------------------------------

struct Enumerator {
    std::string_view name;
    unsigned value;
};
constexpr std::array enumerators{
    Enumerator{"ok", static_cast<unsigned>(hw::Outcome::ok)},
    Enumerator{"page_fault", static_cast<unsigned>(hw::Outcome::page_fault)},
    Enumerator{"general_protection", static_cast<unsigned>(hw::Outcome::general_protection)},
    Enumerator{"true", 1},
    Enumerator{"false", 0},
};
constexpr unsigned fault_outcome_count = static_cast<unsigned>(os::FaultOutcome::bad_table) + 1;

// The level whose Linux, Intel or Arm name is `name`, in any case; 0 when none.
unsigned level_called(const hw::PagingFormat& format, std::string_view name) {
    const auto same = [&](const std::string& known) {
        return known.size() == name.size() && std::equal(known.begin(), known.end(), name.begin(), [](char a, char b) {
                   return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
               });
    };
    // Linux names first: "PT" and "PD" never clash, "L1" may.
    for (std::size_t vocabulary = 0; vocabulary < 3; ++vocabulary)
        for (unsigned n = 1; n <= format.level_count; ++n)
            if (same(format.level(n).names[vocabulary])) return n;
    return 0;
}

// --- evaluation -----------------------------------------------------------------------------

class Evaluator {
public:
    explicit Evaluator(const Scope& scope) : scope_(scope) {}

    Result<u128> value(const Node& node) {
        switch (node.kind) {
            case NodeKind::number: return node.number;
            case NodeKind::name: return name(node);
            case NodeKind::field: return field(node);
            case NodeKind::call: return call(node);
            case NodeKind::unary: return unary(node);
            case NodeKind::binary: return binary(node);
            case NodeKind::range: return error_at(node, "a range a..b is a value only in pick(...)");
        }
        return error_at(node, "this is not a value");
    }

    // percent(a, b) and ratio(a, b) as fractions; anything else has the denominator 1.
    Result<std::string> fraction_text(const Node& node) {
        auto a = value(node.args[0]), b = value(node.args[1]);
        if (!a) return a.error();
        if (!b) return b.error();
        if (*b == 0) return error_at(node.args[1], "division by zero");
        if (node.text == "ratio") return base::fraction(*a, *b, 2);
        return base::fraction(*a * 100, *b, 1) + "%";
    }

private:
    Result<u128> name(const Node& node) {
        if (scope_.extra)
            for (const sim::Binding& binding : *scope_.extra)
                if (binding.name == node.text) return binding.value;
        const Machine& m = scope_.machine;
        for (const sim::Binding& binding : m.names)
            if (binding.name == node.text) return binding.value;
        if (const auto* field = find_named(machine_fields, node.text)) return field->get(m);
        if (const auto* known = find_named(enumerators, node.text)) return u128{known->value};
        for (unsigned i = 0; i < fault_outcome_count; ++i)
            if (to_text(static_cast<os::FaultOutcome>(i)) == node.text) return u128{i};
        if (const unsigned level = level_called(m.hw.format, node.text)) return u128{level};
        std::vector<std::string> known = names_in(machine_fields);
        for (const sim::Binding& binding : m.names) known.push_back(binding.name);
        for (const auto& e : enumerators) known.emplace_back(e.name);
        for (unsigned n = 1; n <= m.hw.format.level_count; ++n) known.push_back(m.hw.format.level(n).names[0]);
        return error_at(node, "'" + node.text + "' is not known here", base::did_you_mean(node.text, known));
    }

    Result<u128> field(const Node& node) {
        if (!node.args.empty()) return probe_field(node);
        const Machine& m = scope_.machine;
        if (node.text == "last") {
            const auto* field = find_named(last_fields, node.member);
            if (!field) return unknown_member(node, names_in(last_fields));
            if (!m.last.any) return error_at(node, "the machine has made no access yet", "read or write first");
            return field->get(m, m.last);
        }
        const std::uint32_t process = m.find_process(node.text);
        if (process != base::no_process) {
            const auto* field = find_named(process_fields, node.member);
            if (!field) return unknown_member(node, names_in(process_fields));
            return field->get(m, m.kernel.processes[process]);
        }
        if (const auto* field = find_named(machine_fields, node.text + "." + node.member)) return field->get(m);
        std::vector<std::string> known = names_in(machine_fields);
        for (const auto& field : last_fields) known.push_back("last." + std::string(field.name));
        for (const os::Process& p : m.kernel.processes)
            for (const auto& f : process_fields) known.push_back(p.name + "." + std::string(f.name));
        const std::string full = node.text + "." + node.member;
        return error_at(node, "'" + full + "' is not known here", base::did_you_mean(full, known));
    }

    static Error unknown_member(const Node& node, const std::vector<std::string>& known) {
        std::string hint = base::did_you_mean(node.member, known);
        if (hint.empty()) {
            hint = node.text + " has";
            for (const std::string& name : known) hint += " " + name;
        }
        return error_at(node, "'" + node.text + "' has no '" + node.member + "'", hint);
    }

    Result<u128> unary(const Node& node) {
        auto operand = value(node.args[0]);
        if (!operand) return operand;
        return node.text == "!" ? u128{*operand == 0} : ~*operand;
    }

    Result<u128> binary(const Node& node) {
        auto left = value(node.args[0]);
        if (!left) return left;
        const std::string& op = node.text;
        if (op == "&&" && *left == 0) return u128{0};
        if (op == "||" && *left != 0) return u128{1};
        auto right = value(node.args[1]);
        if (!right) return right;
        const u128 a = *left, b = *right;
        if (op == "&&" || op == "||") return u128{b != 0};
        if (op == "==") return u128{a == b};
        if (op == "!=") return u128{a != b};
        if (op == "<") return u128{a < b};
        if (op == "<=") return u128{a <= b};
        if (op == ">") return u128{a > b};
        if (op == ">=") return u128{a >= b};
        if (op == "|") return a | b;
        if (op == "^") return a ^ b;
        if (op == "&") return a & b;
        if (op == ">>") return b >= 128 ? u128{0} : a >> static_cast<unsigned>(b);
        if (op == "<<") {
            if (a != 0 && (b >= 128 || (a << static_cast<unsigned>(b)) >> static_cast<unsigned>(b) != a)) return overflow(node);
            return a == 0 ? u128{0} : a << static_cast<unsigned>(b);
        }
        if (op == "+") return a > max_u128 - b ? Result<u128>(overflow(node)) : a + b;
        if (op == "-") {
            if (a < b)
                return error_at(node, "the result is below zero: " + base::dec(a) + " - " + base::dec(b), "values are 0 or more");
            return a - b;
        }
        if (op == "*") return a != 0 && b > max_u128 / a ? Result<u128>(overflow(node)) : a * b;
        if (b == 0) return error_at(node, "division by zero");
        return op == "/" ? a / b : a % b;
    }

    static Error overflow(const Node& node) {
        return error_at(node, "the result of '" + node.text + "' does not fit 128 bits");
    }

    // --- functions

    Result<u128> call(const Node& node) {
        const std::string& f = node.text;
        if (f == "pick") return pick(node);
        if (f == "count") return count(node);
        if (f == "delta") return delta(node);
        if (f == "probe") return error_at(node, "probe(...) needs a field", "write probe(read, A, va).kind");
        if (f == "max" || f == "min" || f == "sum" || f == "mean") return over_all(node);
        if (f == "log2") return log2(node);
        if (f == "percent" || f == "ratio") return quotient(node);
        if (f == "index" || f == "entry" || f == "entry_at" || f == "table" || f == "pfn" || f == "offset" || f == "vpn" || f == "flag" ||
            f == "canonical" || f == "translate")
            return address_function(node);
        std::vector<std::string> known;
        for (const NameHelp& help : function_help()) known.emplace_back(help.name.substr(0, help.name.find('(')));
        return error_at(node, "there is no function '" + f + "'", base::did_you_mean(f, known));
    }

    static Error wrong_arguments(const Node& node) {
        for (const NameHelp& help : function_help())
            if (help.name.substr(0, help.name.find('(')) == node.text)
                return error_at(node, node.text + "(...) has the wrong arguments", "write " + std::string(help.name));
        return error_at(node, node.text + "(...) has the wrong arguments");
    }

    Result<u128> pick(const Node& node) {
        if (!scope_.rng) return error_at(node, "pick(...) draws only in a command, such as let", "write: let x = pick(0..9)");
        if (node.args.empty()) return wrong_arguments(node);
        if (node.args.size() == 1 && node.args[0].kind == NodeKind::range) {
            auto from = value(node.args[0].args[0]), to = value(node.args[0].args[1]);
            if (!from) return from;
            if (!to) return to;
            if (*from > *to) return error_at(node.args[0], "the range is empty: its start is above its end");
            if (*to - *from >= (u128{1} << 64) - 1) return error_at(node.args[0], "the range is too wide to draw from");
            return *from + scope_.rng->below(static_cast<std::uint64_t>(*to - *from) + 1);
        }
        return value(node.args[scope_.rng->below(node.args.size())]);
    }

    Result<u128> count(const Node& node) {
        if (node.args.size() != 1 || node.args[0].kind != NodeKind::name) return wrong_arguments(node);
        std::vector<std::string> known;
        for (std::size_t i = 0; i < base::event_kind_count; ++i) {
            known.emplace_back(to_text(static_cast<EventKind>(i)));
            if (known.back() == node.args[0].text) return u128{scope_.machine.counts[i]};
        }
        return error_at(node.args[0], "there is no event '" + node.args[0].text + "'", base::did_you_mean(node.args[0].text, known));
    }

    Result<u128> delta(const Node& node) {
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

    Result<u128> over_all(const Node& node) {
        if (node.args.empty()) return wrong_arguments(node);
        u128 least = max_u128, most = 0, sum = 0;
        for (const Node& arg : node.args) {
            auto v = value(arg);
            if (!v) return v;
            least = std::min(least, *v);
            most = std::max(most, *v);
            if (sum > max_u128 - *v) return overflow(node);
            sum += *v;
        }
        if (node.text == "max") return most;
        if (node.text == "min") return least;
        return node.text == "sum" ? sum : sum / node.args.size();
    }

    Result<u128> log2(const Node& node) {
        if (node.args.size() != 1) return wrong_arguments(node);
        auto v = value(node.args[0]);
        if (!v) return v;
        if (*v == 0 || (*v & (*v - 1)) != 0) return error_at(node, base::dec(*v) + " is not a power of two");
        u128 exponent = 0;
        for (u128 x = *v; x > 1; x >>= 1) ++exponent;
        return exponent;
    }

    Result<u128> quotient(const Node& node) {
        if (node.args.size() != 2) return wrong_arguments(node);
        auto a = value(node.args[0]), b = value(node.args[1]);
        if (!a) return a;
        if (!b) return b;
        if (*b == 0) return error_at(node.args[1], "division by zero");
        return node.text == "ratio" ? *a / *b : *a * 100 / *b;
    }

    // The process an argument names; nullptr when it names none.
    const os::Process* process_named(const Node& node) const {
        if (node.kind != NodeKind::name) return nullptr;
        const std::uint32_t index = scope_.machine.find_process(node.text);
        return index == base::no_process ? nullptr : &scope_.machine.kernel.processes[index];
    }

    Result<base::VirtAddr> address(const Node& node) {
        auto v = value(node);
        if (!v) return v.error();
        const unsigned width = scope_.machine.hw.format.register_bits;
        if (width < 128 && (*v >> width) != 0)
            return error_at(node, base::hex(*v) + " is wider than a " + std::to_string(width) + "-bit address", "the highest is " + base::hex((u128{1} << width) - 1));
        return base::VirtAddr{static_cast<std::uint64_t>(*v)};
    }

    Result<unsigned> level(const Node& node) {
        const hw::PagingFormat& format = scope_.machine.hw.format;
        auto v = value(node);
        if (!v) return v.error();
        if (*v < 1 || *v > format.level_count)
            return error_at(node, "there is no level " + base::dec(*v), "levels run from 1, the last table, to " + std::to_string(format.level_count));
        return static_cast<unsigned>(*v);
    }

    // index offset vpn entry entry_at table pfn translate flag canonical: [process,] va [, level]
    Result<u128> address_function(const Node& node) {
        const std::string& f = node.text;
        const hw::PagingFormat& format = scope_.machine.hw.format;
        if (f == "flag") return flag(node);
        std::size_t at = 0;
        const os::Process* process = scope_.machine.current();
        const bool needs_level = f == "index" || f == "entry" || f == "entry_at" || f == "table";
        const std::size_t most = needs_level ? 2 : 1;
        if (node.args.size() == most + 1) {
            process = process_named(node.args[0]);
            if (!process) return error_at(node.args[0], "no process is called '" + node.args[0].text + "'");
            ++at;
        }
        if (node.args.size() - at != most) return wrong_arguments(node);
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
        const auto steps = hw::peek_walk(scope_.machine.hw, process->root, *va);
        if (f == "pfn" || f == "translate") {
            const hw::WalkStep& last = steps.back();
            const hw::Entry entry = hw::decode(format, last.level, last.word);
            if (!entry.present) return error_at(node, base::hex(va->value) + " is not mapped to a frame");
            const base::u128 pa = (u128{entry.pfn.value} << format.page_bits) + (va->value & base::low_mask(format.level(last.level).shift));
            return f == "translate" ? pa : pa >> format.page_bits;
        }
        for (const hw::WalkStep& step : steps) {
            if (step.level != number) continue;
            if (f == "entry") return u128{step.word};
            return f == "entry_at" ? u128{step.entry.value} : u128{step.table.value >> format.page_bits};
        }
        return error_at(node, "the walk for " + base::hex(va->value) + " does not reach the " +
                                  level_name(format, number, scope_.machine.level_names));
    }

    Result<u128> flag(const Node& node) {
        if (node.args.size() != 2 || node.args[1].kind != NodeKind::name) return wrong_arguments(node);
        auto word = value(node.args[0]);
        if (!word) return word;
        const hw::EntryLayout& at = scope_.machine.hw.format.entry;
        const std::array<std::pair<std::string_view, unsigned>, 8> flags{{{"present", at.present}, {"write", at.write},
            {"user", at.user}, {"nx", at.no_execute}, {"accessed", at.accessed}, {"dirty", at.dirty}, {"global", at.global},
            {"page_size", at.page_size}}};
        std::vector<std::string> known;
        for (const auto& [name, bit] : flags) {
            known.emplace_back(name);
            if (name != node.args[1].text) continue;
            if (bit == hw::no_bit) return error_at(node.args[1], "this format's entries have no " + std::string(name) + " bit");
            return (*word >> bit) & 1;
        }
        return error_at(node.args[1], "an entry has no flag '" + node.args[1].text + "'", base::did_you_mean(node.args[1].text, known));
    }

    // probe(read|write|fetch, PROCESS[@core], va).FIELD: the access happens on a copy.
    Result<u128> probe_field(const Node& node) {
        const Node& call = node.args[0];
        if (call.kind != NodeKind::call || call.text != "probe")
            return error_at(node, "only probe(...) has fields", "write probe(read, A, va).kind");
        if (call.args.size() < 2 || call.args.size() > 3 || call.args[0].kind != NodeKind::name) return wrong_arguments(call);
        const auto* field = find_named(last_fields, node.member);
        if (!field) {
            Node owner = node;
            owner.text = "probe(...)";
            return unknown_member(owner, names_in(last_fields));
        }
        hw::AccessRequest request;
        const std::string& type = call.args[0].text;
        if (type == "write") request.type = hw::AccessType::write;
        else if (type == "fetch") request.type = hw::AccessType::fetch;
        else if (type != "read") return error_at(call.args[0], "'" + type + "' is not an access", "use read, write or fetch");
        std::uint32_t process = scope_.machine.process;
        unsigned core = scope_.machine.core;
        if (call.args.size() == 3) {
            process = call.args[1].kind == NodeKind::name ? scope_.machine.find_process(call.args[1].text) : base::no_process;
            if (process == base::no_process) return error_at(call.args[1], "no process is called '" + call.args[1].text + "'");
            if (!call.args[1].args.empty()) {
                auto wanted = value(call.args[1].args[0]);
                if (!wanted) return wanted;
                if (*wanted >= scope_.machine.hw.cores.size()) return error_at(call.args[1], "the machine has no core " + base::dec(*wanted));
                core = static_cast<unsigned>(*wanted);
            }
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

    const Scope& scope_;
};

bool depends(const Node& node) {
    if (node.kind == NodeKind::name)
        return !find_named(enumerators, node.text);
    if (node.kind == NodeKind::field) return true;
    if (node.kind == NodeKind::call && node.text != "log2" && node.text != "max" && node.text != "min" &&
        node.text != "sum" && node.text != "mean" && node.text != "percent" && node.text != "ratio")
        return true;
    return std::any_of(node.args.begin(), node.args.end(), depends);
}

void collect_names(const Node& node, std::vector<std::string>& names) {
    if (node.kind == NodeKind::name || (node.kind == NodeKind::field && node.args.empty())) names.push_back(node.text);
    for (const Node& arg : node.args) collect_names(arg, names);
}

}  // namespace

bool Expression::depends_on_machine() const { return root_ && depends(*root_); }

std::vector<std::string> Expression::names() const {
    std::vector<std::string> names;
    if (root_) collect_names(*root_, names);
    return names;
}

Result<u128> evaluate(const Expression& expression, const Scope& scope) {
    if (!expression) return Error{"the expression is empty"};
    return Evaluator(scope).value(*expression.root());
}

Result<std::string> evaluate_text(std::string_view text, const Scope& scope) {
    auto parsed = parse_formatted(text);
    if (!parsed) return parsed.error();
    const Node& root = *parsed->expression.root();
    if (parsed->format == Format::plain && root.kind == NodeKind::call && root.args.size() == 2 &&
        (root.text == "percent" || root.text == "ratio"))
        return Evaluator(scope).fraction_text(root);
    auto value = evaluate(parsed->expression, scope);
    if (!value) return value.error();
    return parsed->format == Format::plain ? base::grouped(*value) : format_value(*value, parsed->format);
}

std::vector<NameHelp> field_help() {
    std::vector<NameHelp> all;
    for (const auto& field : machine_fields) all.push_back({field.name, field.help});
    for (const auto& field : last_fields) all.push_back({field.name, field.help});
    for (const auto& field : process_fields) all.push_back({field.name, field.help});
    return all;
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
