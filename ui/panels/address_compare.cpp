#include "ui/panels/address_compare.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/widgets.h"

namespace ui {

using base::VirtAddr;
using lessons::tr;

std::optional<Comparison> comparison_of(const PanelContext& context, const Selection& selection, VirtAddr va, const std::vector<AddressField>& fields) {
    Comparison comparison;
    comparison.name = selection.compared ? *selection.compared : context.show.other;
    const auto other = address_of(context.timeline.machine(), comparison.name);
    if (!other) return std::nullopt;
    comparison.va = *other;
    bool shared = true;
    for (const AddressField& field : fields) {
        ComparedField compared;
        const std::uint64_t value = field_value(*other, field);
        compared.agrees = value == field_value(va, field);
        shared = shared && compared.agrees;
        compared.shared = shared;
        compared.value = field.value == "?" ? "?" : is_number_field(field) ? base::dec(value) : base::hex(value, (field.bits() + 3) / 4);
        comparison.told = comparison.told && field.value != "?";
        comparison.fields.push_back(std::move(compared));
    }
    return comparison;
}

std::string comparison_text(const Comparison& comparison, const std::vector<AddressField>& fields) {
    if (!comparison.told) return {};
    std::vector<std::string> same;
    const AddressField* parting = nullptr;
    for (std::size_t i = 0; i < fields.size() && !parting; ++i) {
        if (!comparison.fields[i].agrees) parting = &fields[i];
        else if (fields[i].level != sign_field) same.push_back(fields[i].name);
    }
    if (!parting) return tr("address.compare_equal", {comparison.name});
    if (parting->level == offset_field) return tr("address.compare_page", {comparison.name});
    if (parting->level == sign_field || same.empty()) return tr("address.compare_none", {comparison.name, parting->name});
    std::string names;
    for (std::size_t i = 0; i < same.size(); ++i) names += (i == 0 ? "" : i + 1 == same.size() ? " " + tr("address.compare_and") + " " : ", ") + same[i];
    return tr("address.compare_parts", {comparison.name, names, parting->name});
}

std::vector<PanelAction> comparison_actions(const PanelContext& context, const Selection& selection, const Subject& subject) {
    std::vector<PanelAction> list;
    const sim::Machine& machine = context.timeline.machine();
    const std::string now = selection.compared ? *selection.compared : context.show.other;
    const auto add = [&](std::string label, const std::string& with) {
        if (with != now) list.push_back({std::move(label), {PanelRequest::Kind::act, "compare " + with, false}, true});
    };
    constexpr std::size_t most = 8;
    for (const sim::Binding& binding : machine.names) {
        const bool address = binding.value >= machine.hw.format.page_bytes() && binding.value <= ~std::uint64_t{0} &&
                             machine.hw.format.is_canonical({static_cast<std::uint64_t>(binding.value)});
        if (address && binding.name != subject.name && list.size() < most) add(tr("address.compare_with", {binding.name}), binding.name);
    }
    if (machine.last.any && machine.last.va != *subject.va) add(tr("address.compare_last", {base::hex(machine.last.va.value)}), base::hex(machine.last.va.value));
    if (!now.empty()) list.push_back({tr("address.compare_off"), {PanelRequest::Kind::act, "compare", false}, true});
    return list;
}

// --- the picture ----------------------------------------------------------------------------------

namespace {

constexpr float bits_room = 24, fields_room = 28, columns_room = 44, gap = 10;

std::string line_of(const Comparison& comparison, const std::vector<AddressField>& fields) {
    const std::string verdict = comparison_text(comparison, fields), value = base::hex(comparison.va.value);
    return (value == comparison.name ? value : comparison.name + " = " + value) + (verdict.empty() ? "" : ". " + verdict);
}

// "= 254" or "≠ 3".
void draw_field(const AddressField& field, const ComparedField& compared, ImVec2 at, ImVec2 size) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end{at.x + size.x, at.y + size.y};
    const bool hidden = compared.value == "?";
    if (!hidden && !compared.agrees) {
        list.AddRectFilled(at, end, mixed(field.role, "surface", 0.14f), px(6));
        list.AddRect(at, end, ink(field.role), px(6), 0, px(1.8f));
    } else if (!hidden && compared.shared) {
        list.AddLine({at.x + px(2), end.y - px(1)}, {end.x - px(2), end.y - px(1)}, mixed(field.role, "surface", 0.6f), px(2));
    }
    const std::string text = hidden ? "?" : (compared.agrees ? "= " : "≠ ") + compared.value;
    const float room = size.x - px(4);
    const TextStyle style = shrunk(text, {Face::mono, 13, !compared.agrees}, room);
    draw_text_middle({at.x + size.x / 2, at.y + size.y / 2}, elided(text, style, room), style, ink(hidden || compared.agrees ? std::string_view(compared.shared ? "ink-2" : "ink-3") : field.role),
                     0.5f);
}

// Bits that differ are as strong as those of the first; the others stand back.
void draw_bits(VirtAddr va, VirtAddr other, const AddressField& field, ImVec2 at, float bit) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (unsigned i = 0; i < field.bits(); ++i) {
        const unsigned number = field.hi - i;
        const bool set = base::test_bit(other.value, number), differs = set != base::test_bit(va.value, number);
        const ImVec2 min{at.x + bit * static_cast<float>(i) + px(1), at.y}, max{min.x + bit - px(2), at.y + px(bits_room - 3)};
        list.AddRectFilled(min, max, differs ? ink(field.role) : mixed(field.role, "surface", 0.07f), px(3));
        draw_text_middle({(min.x + max.x) / 2, (min.y + max.y) / 2}, set ? "1" : "0", {Face::mono, std::clamp(bit / look().scale * 0.8f, 12.0f, 14.0f)},
                         ink(differs ? "on-accent" : "ink-3"), 0.5f);
    }
}

float draw_in_line(VirtAddr va, const Comparison& other, const std::vector<AddressField>& fields, ImVec2 at, float bit) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].level == sign_field) continue;
        const float span = bit * static_cast<float>(fields[i].bits());
        if (other.told) draw_bits(va, other.va, fields[i], at, bit);
        draw_field(fields[i], other.fields[i], {at.x, at.y + px(bits_room)}, {span, px(fields_room - 4)});
        at.x += span + bit * 0.9f;
    }
    return at.y + px(bits_room + fields_room);
}

float draw_columns(const Comparison& other, const std::vector<AddressField>& fields, ImVec2 at, float width) {
    const auto columns = std::count_if(fields.begin(), fields.end(), [](const AddressField& field) { return field.level != sign_field; });
    const float each = width / static_cast<float>(std::max<std::ptrdiff_t>(columns, 1));
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].level == sign_field) continue;
        draw_text({at.x + each / 2, at.y + px(2)}, fields[i].name, {Face::mono, 12}, ink(fields[i].role), 0.5f);
        draw_field(fields[i], other.fields[i], {at.x + px(2), at.y + px(18)}, {each - px(4), px(columns_room - 22)});
        at.x += each;
    }
    return at.y + px(columns_room);
}

}  // namespace

float compared_height(const Comparison& comparison, const std::vector<AddressField>& fields, float width, bool in_line) {
    const float line = wrapped_height(line_of(comparison, fields), small_style, width) / look().scale + 6;
    return line + gap + (in_line ? bits_room + fields_room : columns_room);
}

float draw_compared(VirtAddr va, const Comparison& comparison, const std::vector<AddressField>& fields, ImVec2 at, float width, float bit) {
    const float bottom = at.y + px(compared_height(comparison, fields, width, bit > 0));
    at.y += px(gap) / 2;
    at.y = bit > 0 ? draw_in_line(va, comparison, fields, at, bit) : draw_columns(comparison, fields, at, width);
    draw_wrapped({at.x, at.y + px(2)}, line_of(comparison, fields), small_style, ink("ink-2"), width);
    return bottom;
}

}  // namespace ui
