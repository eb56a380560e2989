// The address panel: the address drawn as bits where the hardware cuts it (address_picture.cpp), and
// the same in words, rows and commands.
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/address_text.h"
#include "ui/panels/address_compare.h"
#include "ui/panels/address_fields.h"
#include "ui/panels/address_picture.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::VirtAddr;
using lessons::tr;

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    const Subject subject = subject_of(context);
    if (subject.va) return draw_address(context, subject, selection, requests);
    draw_nothing(tr("address.none"));
}

PanelHeight wanted_height(const PanelContext& context, const Selection& selection, float width) {
    const Subject subject = subject_of(context);
    return subject.va ? address_height(context, subject, selection, width) : PanelHeight{40, 40, 0};
}

// --- text twins -------------------------------------------------------------------------------

std::string say(const PanelContext& context, const Selection& selection) {
    const Subject subject = subject_of(context);
    if (!subject.va) return tr("address.none");
    const auto fields = address_fields(context, *subject.va);
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    std::string parts;
    for (const AddressField& field : fields)
        if (field.level != sign_field) parts += (parts.empty() ? "" : ", ") + field.name + " " + field.value;
    const std::string name = subject.name.empty() ? tr("address.the_address") : subject.name;
    const std::string rule = canonical_text(format, *subject.va);
    std::string text = tr("address.say", {name, base::hex(subject.va->value), parts}) + (rule.empty() ? "" : " " + tr("address.say_rule", {rule}));
    if (const auto comparison = comparison_of(context, selection, *subject.va, fields))
        text += " " + tr("address.say_compared", {comparison->name, base::hex(comparison->va.value)}) + " " + comparison_text(*comparison, fields);
    return text;
}

TableData table(const PanelContext& context, const Selection& selection, std::uint64_t first, std::uint64_t count) {
    TableData data;
    data.columns = {tr("address.field"), tr("address.bits"), tr("address.binary"), tr("address.value")};
    const Subject subject = subject_of(context);
    if (!subject.va) return data;
    const auto fields = address_fields(context, *subject.va);
    const auto comparison = comparison_of(context, selection, *subject.va, fields);
    if (comparison) data.columns.insert(data.columns.end(), {comparison->name, tr("address.column_agrees")});
    data.total_rows = fields.size();
    for (std::uint64_t i = first; i < fields.size() && i - first < count; ++i) {
        const AddressField& field = fields[i];
        data.rows.push_back({field.name, base::dec(field.hi) + ".." + base::dec(field.lo),
                             base::bin(field_value(*subject.va, field), field.bits()), field.value});
        if (!comparison) continue;
        const ComparedField& other = comparison->fields[i];
        const char* const verdict = other.agrees && fields[i].level == offset_field ? "address.agrees_offset"
                                    : other.shared ? "address.agrees"
                                    : other.agrees ? "address.agrees_apart" : "address.differs";
        data.rows.back().insert(data.rows.back().end(), {other.value, other.value == "?" ? "?" : tr(verdict)});
    }
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection& selection) {
    std::vector<PanelAction> list;
    const Subject subject = subject_of(context);
    if (!subject.va) return list;
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    const bool process = context.timeline.machine().current() != nullptr;
    const auto command = [&](std::string label, std::string text, bool enabled) {
        list.push_back({std::move(label), {PanelRequest::Kind::command, std::move(text), false}, enabled});
    };
    for (LabelledLine& access : access_lines(subject)) command(std::move(access.label), std::move(access.line), process);
    for (PanelAction& action : comparison_actions(context, selection, subject)) list.push_back(std::move(action));
    if (subject.name.empty()) return list;
    const auto let = [&](std::string label, VirtAddr va) { command(std::move(label), "let " + subject.name + " = " + base::hex(va.value), true); };
    for (const AddressField& field : address_fields(context, *subject.va)) {
        if (field.level == sign_field) continue;
        const std::uint64_t mask = base::low_mask(field.bits()), value = field_value(*subject.va, field);
        let(tr("address.more", {field.name}), with_field(format, *subject.va, field, (value + 1) & mask));
        let(tr("address.less", {field.name}), with_field(format, *subject.va, field, (value - 1) & mask));
    }
    for (unsigned bit = format.register_bits; bit-- > 0;) let(tr("address.flip", {base::dec(bit)}), with_flipped(*subject.va, bit));
    return list;
}

std::optional<PanelInput> input(const PanelContext& context) {
    const Subject subject = subject_of(context);
    if (subject.name.empty()) return std::nullopt;
    PanelInput field;
    field.label = tr("address.input", {subject.name});
    field.placeholder = tr("address.placeholder");
    field.commands = [&timeline = context.timeline, name = subject.name](const std::string& text) {
        return pasted_commands(text, timeline.machine(), name);
    };
    return field;
}

std::string hint(const PanelContext& context, const Selection&) {
    return subject_of(context).name.empty() ? std::string() : tr("address.hint");
}

}  // namespace

const Panel address_panel{"address", "panel.address", draw, say, table, actions, input, wanted_height, hint};

}  // namespace ui
