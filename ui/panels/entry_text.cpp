// The words of the entry panel.
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/narrate.h"
#include "ui/panels/entry_state.h"

namespace ui {

using base::hex;
using hw::FieldKind;
using lessons::tr;

std::string field_letters(const hw::PagingFormat& format, const hw::EntryField& field) {
    // Intel's and AMD's manuals name these two by both their values.
    if (format.architecture == hw::Architecture::x86 && format.entry.bytes >= 4) {
        if (field.name == "write") return "R/W";
        if (field.name == "user") return "U/S";
    }
    return std::string(field.letters);
}

std::string field_name(const hw::PagingFormat& format, const hw::EntryField& field) {
    if (field.kind == FieldKind::flag) return field_letters(format, field);
    if (field.kind == FieldKind::frame) return tr("entry.frame");
    if (field.hi == field.lo) return tr("entry.bit", {base::dec(field.lo)});
    return tr("entry.bits", {base::dec(field.hi), base::dec(field.lo)});
}

namespace {

bool is_part(const std::vector<std::string>& parts, const hw::PagingFormat& format, const hw::EntryField& field) {
    for (const std::string& part : parts) {
        if (field.kind == FieldKind::frame ? part == "frame" : part == field.name || (part == "user_bit" && field.name == "user")) return true;
        if (field.kind == FieldKind::flag && part == (owner_of(format, field) == BitOwner::mmu ? "mmu" : "kernel")) return true;
    }
    return false;
}

// What P clear leaves to be said of everything else.
std::string absent_meaning(const PanelContext& context, const EntryState& state) {
    const auto slot = slot_in(context, state);
    return slot ? tr("entry.swap_slot", {base::dec(*slot)}) : tr("entry.ignored_absent");
}

}  // namespace

std::optional<std::uint64_t> slot_in(const PanelContext& context, const EntryState& state) {
    const sim::Machine& machine = context.timeline.machine();
    if (state.level() != 1) return std::nullopt;
    const auto slot = os::slot_of(machine.hw.format, state.step().word);
    return slot && machine.kernel.swap.holds(*slot) ? slot : std::nullopt;
}

bool is_hidden_field(const PanelContext& context, const hw::EntryField& field) {
    return is_part(context.show.hidden, context.timeline.machine().hw.format, field);
}
bool is_pointed_at(const PanelContext& context, const hw::EntryField& field) {
    return is_part(context.show.highlights, context.timeline.machine().hw.format, field);
}

std::string field_meaning(const PanelContext& context, const EntryState& state, const hw::EntryField& field) {
    const sim::Machine& machine = context.timeline.machine();
    const hw::PagingFormat& format = machine.hw.format;
    if (is_hidden_field(context, field)) return tr("entry.hidden");
    const bool set = field.kind == FieldKind::flag && state.bit(field.lo);
    if (field.name == "present")
        return set ? tr(state.entry.leaf ? "entry.present.1" : "entry.present.table") : tr("entry.present.0");
    if (!base::test_bit(state.step().word, format.entry.present)) return absent_meaning(context, state);
    switch (field.kind) {
        case FieldKind::flag: break;
        case FieldKind::frame:
            if (!state.entry.leaf) return tr("entry.frame.table", {hw::level_name(format, state.level() - 1, machine.level_names)});
            return tr("entry.frame.page", {base::size(format.entry_span(state.level()))});
        case FieldKind::reserved: return tr("entry.reserved");
        case FieldKind::ignored: return tr(field.name.empty() ? "entry.ignored" : "entry.ignored." + std::string(field.name));
    }
    if (field.name == "accessed" || field.name == "dirty")
        if (format.marks_by_fault && !set) return tr("entry." + std::string(field.name) + ".fault");
    return tr("entry." + std::string(field.name) + (set ? ".1" : ".0"));
}

std::string origin_text(const script::Timeline& timeline, const BitOrigin& origin) {
    using Kind = BitOrigin::Kind;
    if (origin.kind == Kind::before) return tr("entry.by.before");
    if (origin.kind == Kind::long_ago) return tr("entry.by.long_ago", {base::grouped(origin.event)});
    const char* const id = origin.kind == Kind::mmu ? "entry.by.mmu" : origin.kind == Kind::kernel ? "entry.by.kernel" : origin.kind == Kind::hand ? "entry.by.hand" : "entry.by.new_table";
    return tr(id, {base::grouped(origin.event + 1), timeline.history()[timeline.command_of(origin.event)].line});
}

std::string access_text(const PanelContext& context, const EntryState& state) {
    const sim::Machine& machine = context.timeline.machine();
    const hw::PagingFormat& format = machine.hw.format;
    const sim::LastAccess& last = machine.last;
    if (!last.any || format.vpn(last.va) != format.vpn(*state.subject.va)) return {};
    const std::string verb = tr(last.type == hw::AccessType::read ? "entry.read" : last.type == hw::AccessType::write ? "entry.write" : "entry.fetch");
    if (last.outcome == hw::Outcome::general_protection) return tr("entry.out.protection", {verb});
    if (last.faults == 0)
        return last.tlb_hit ? tr("entry.out.hit", {verb, hex(last.pa.value), base::duration(last.ns)})
                            : tr("entry.out.ok", {verb, hex(last.pa.value), base::dec(last.reads), base::duration(last.ns)});
    const std::string fault = tr("entry.out.fault", {verb, fault_reason(last.error_code), hex(last.error_code)}) + " ";
    const std::string outcome = outcome_text(last.fault_outcome);
    if (last.outcome != hw::Outcome::ok && last.fault_outcome == os::FaultOutcome::spurious) return fault + tr("entry.out.stuck", {base::dec(last.faults)});
    return fault + (last.outcome == hw::Outcome::ok ? tr("entry.out.repaired", {outcome}) : tr("entry.out.killed", {outcome}));
}

std::string tlb_text(const PanelContext& context, const EntryState& state) {
    const sim::Machine& machine = context.timeline.machine();
    const hw::Tlb& tlb = machine.hw.cores[machine.core].tlb;
    if (tlb.off()) return tr("entry.tlb_off");
    const bool copy = tlb.peek(machine.hw.format.vpn(*state.subject.va), machine.current()->asid) != nullptr;
    return tr(copy ? "entry.tlb_copy" : "entry.tlb_none");
}

}  // namespace ui
