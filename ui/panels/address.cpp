// The address, drawn as bits where the hardware cuts it. A click flips a bit; a field's label is
// dragged, scrolled or moved with the arrow keys, and changes that one index while the others hold.
#include <algorithm>

#include "core/base/text.h"
#include "imgui_internal.h"
#include "lessons/engine/strings.h"
#include "ui/address_text.h"
#include "ui/panels/address_fields.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::VirtAddr;
using lessons::tr;

constexpr float bit_height = 30, least_bit = 11.5f, touch_bit = 24, number_height = 20, label_height = 32, foot_height = 40;
constexpr float side_label = 58, stacked_pitch = 39;

struct View {
    const PanelContext& context;
    Selection& selection;
    std::vector<PanelRequest>& requests;
    Subject subject;
    VirtAddr va;
    const hw::PagingFormat& format;
    std::vector<AddressField> fields;

    bool editable() const { return !subject.name.empty(); }
    void set(VirtAddr value, bool replaces = false) const {
        requests.push_back({PanelRequest::Kind::command, "let " + subject.name + " = " + base::hex(value.value), replaces});
    }
};

bool shows_sign_bits(const PanelContext& context, const Selection& selection, const hw::PagingFormat& format, VirtAddr va) {
    return has_sign(format) && (selection.sign_bits || is_highlighted(context, "sign") || !format.is_canonical(va));
}

// Width of one bit when all fields stand in one line; below least_bit they are stacked.
float bit_width(const std::vector<AddressField>& fields, float width) {
    float bits = 0, gaps = -1;
    for (const AddressField& field : fields)
        if (field.level != sign_field) bits += static_cast<float>(field.bits()), ++gaps;
    return std::min(width / (bits + 0.9f * gaps), px(34));
}

// Lines of bits a stacked field takes, and whether its label fits beside them.
struct StackedField {
    bool label_beside;
    unsigned per_line, lines;
    float bit;
};
StackedField stacked(const AddressField& field, float width) {
    const float room = width - px(side_label);
    if (static_cast<float>(field.bits()) * px(touch_bit) <= room)
        return {true, field.bits(), 1, std::clamp(room / static_cast<float>(std::max(field.bits(), 12u)), px(touch_bit), px(34))};
    const unsigned per_line = std::max(1u, std::min(field.bits(), static_cast<unsigned>(width / px(touch_bit))));
    return {false, per_line, (field.bits() + per_line - 1) / per_line, std::min(width / static_cast<float>(per_line), px(34))};
}

void draw_bit(const View& view, const AddressField& field, unsigned bit, ImVec2 at, ImVec2 size) {
    const bool set = base::test_bit(view.va.value, bit);
    Hit hit;
    if (view.editable()) {
        const std::string id = "bit" + std::to_string(bit);
        hit = hit_area(id.c_str(), at, size, 3);
        if (hit.pressed) {
            view.set(with_flipped(view.va, bit));
            view.selection.field = field.level;
        }
    }
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float gap = std::min(px(1), size.x * 0.08f);
    const ImVec2 min{at.x + gap, at.y}, max{at.x + size.x - gap, at.y + size.y};
    const float strong = field.dimmed ? 0.34f : 1.0f, weak = field.dimmed ? 0.09f : 0.17f;
    list.AddRectFilled(min, max, mixed(field.role, "surface", set ? strong : weak), px(3));
    if (hit.hovered) list.AddRect(min, max, ink("ink"), px(3), 0, px(1.5f));
    const ImU32 text = set && !field.dimmed ? ink("on-accent") : ink(set ? "ink" : "ink-2");
    draw_text_middle({at.x + size.x / 2, at.y + size.y / 2}, set ? "1" : "0", {Face::mono, std::min(12.5f, size.x / look().scale)}, text, 0.5f);
}

void frame_field(const AddressField& field, ImVec2 min, ImVec2 max) {
    if (!field.highlighted) return;
    const float out = px(3);
    ImGui::GetWindowDrawList()->AddRect({min.x - out, min.y - out}, {max.x + out, max.y + out}, ink(field.role), px(6), 0, px(2));
}

// While a label is held, ImGui's storage keeps where the drag began and whether it has changed
// anything: from its second change on it replaces its own command.
void drag_field(const View& view, const AddressField& field, const Hit& hit) {
    ImGuiStorage& storage = *ImGui::GetStateStorage();
    const ImGuiID began = ImGui::GetItemID() ^ 0x5eed, changed = began + 1;
    if (ImGui::IsItemActivated()) {
        storage.SetInt(began, static_cast<int>(field_value(view.va, field)));
        storage.SetBool(changed, false);
    }
    if (!hit.active || !ImGui::IsMouseDragging(ImGuiMouseButton_Left, px(4))) return;
    const int steps = static_cast<int>(-ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 0).y / px(9));
    const auto most = static_cast<std::int64_t>(base::low_mask(field.bits()));
    const std::int64_t value = std::clamp<std::int64_t>(std::int64_t{storage.GetInt(began)} + steps, 0, most);
    if (static_cast<std::uint64_t>(value) == field_value(view.va, field)) return;
    view.set(with_field(view.format, view.va, field, static_cast<std::uint64_t>(value)), storage.GetBool(changed));
    storage.SetBool(changed, true);
}

void step_field(const View& view, const AddressField& field, int steps) {
    const std::uint64_t mask = base::low_mask(field.bits());
    view.set(with_field(view.format, view.va, field, (field_value(view.va, field) + static_cast<std::uint64_t>(steps)) & mask));
}

// Makes the label's area live; returns it so that the caller draws the text.
Hit label_area(const View& view, const AddressField& field, ImVec2 at, ImVec2 size) {
    if (!view.editable()) return {};
    const std::string id = "field" + std::to_string(field.level);
    const Hit hit = hit_area(id.c_str(), at, size, 5);
    drag_field(view, field, hit);
    if (hit.pressed) view.selection.field = field.level;
    int steps = takes_wheel(hit);
    steps += takes_key(hit, ImGuiKey_UpArrow) ? 1 : 0;
    steps -= takes_key(hit, ImGuiKey_DownArrow) ? 1 : 0;
    steps += takes_key(hit, ImGuiKey_PageUp) ? 16 : 0;
    steps -= takes_key(hit, ImGuiKey_PageDown) ? 16 : 0;
    if (steps != 0) {
        view.selection.field = field.level;
        step_field(view, field, steps);
    }
    if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (hit.hovered || hit.active || view.selection.field == field.level)
        list.AddRectFilled(at, {at.x + size.x, at.y + size.y}, mixed(field.role, "surface", hit.active ? 0.2f : 0.1f), px(5));
    return hit;
}

void draw_grip(ImVec2 centre, ImU32 colour) {
    draw_icon({centre.x, centre.y - px(4)}, Icon::up, px(3), colour);
    draw_icon({centre.x, centre.y + px(4)}, Icon::down, px(3), colour);
}

// --- one line ---------------------------------------------------------------------------------

float draw_sign_row(const View& view, const AddressField& field, ImVec2 at, float width) {
    const float bit = std::min(px(touch_bit), width / static_cast<float>(field.bits()));
    float used = draw_text(at, base::dec(field.hi), mono_small, ink("ink-3"));
    used += draw_text({at.x + used + px(10), at.y}, tr("address.sign_row", {base::dec(view.format.va_bits() - 1)}), {Face::text, 12}, ink("ink-3"));
    at.y += px(number_height);
    const ImVec2 min = at;
    for (unsigned i = 0; i < field.bits(); ++i)
        draw_bit(view, field, field.hi - i, {at.x + bit * static_cast<float>(i), at.y}, {bit, px(bit_height)});
    frame_field(field, min, {min.x + bit * static_cast<float>(field.bits()), min.y + px(bit_height)});
    return at.y + px(bit_height + 8);
}

float draw_in_line(const View& view, ImVec2 at, float width) {
    const float bit = bit_width(view.fields, width);
    float x = at.x;
    for (const AddressField& field : view.fields) {
        if (field.level == sign_field) continue;
        const float span = bit * static_cast<float>(field.bits());
        float y = at.y;
        draw_text({x + px(1), y}, base::dec(field.hi), mono_small, ink("ink-3"));
        y += px(number_height);
        for (unsigned i = 0; i < field.bits(); ++i)
            draw_bit(view, field, field.hi - i, {x + bit * static_cast<float>(i), y}, {bit, px(bit_height)});
        frame_field(field, {x, y}, {x + span, y + px(bit_height)});
        y += px(bit_height + 5);
        const std::string label = field.name + " " + field.value;
        const float label_width = std::max(text_size(label, label_style).x + px(30), px(64));
        const float left = std::clamp(x + span / 2 - label_width / 2, at.x, std::max(at.x, at.x + width - label_width));
        const Hit hit = label_area(view, field, {left, y}, {label_width, px(label_height - 4)});
        const ImVec2 middle{left + label_width / 2, y + px(label_height - 4) / 2};
        draw_text_middle(middle, label, label_style, ink(field.role), 0.5f);
        if (hit.hovered || hit.focused || hit.active) draw_grip({left + label_width - px(9), middle.y}, ink(field.role));
        x += span + bit * 0.9f;
    }
    return at.y + px(number_height + bit_height + 5 + label_height);
}

// --- one row a field --------------------------------------------------------------------------

float draw_stacked(const View& view, ImVec2 at, float width, bool sign) {
    for (const AddressField& field : view.fields) {
        if (field.level == sign_field && !sign) continue;
        const StackedField layout = stacked(field, width);
        const float label_w = layout.label_beside ? px(side_label - 6) : width;
        const float label_h = layout.label_beside ? px(34) : px(24);
        label_area(view, field, at, {layout.label_beside ? label_w : px(150), label_h});
        if (layout.label_beside) {
            draw_text({at.x + px(2), at.y + px(1)}, elided(field.name, {Face::mono, 12}, label_w), {Face::mono, 12}, ink(field.role));
            draw_text({at.x + px(2), at.y + px(17)}, elided(field.value, label_style, label_w), label_style, ink(field.role));
        } else {
            draw_text({at.x + px(2), at.y + px(4)}, field.name + " " + field.value, label_style, ink(field.role));
            draw_text({at.x + width, at.y + px(5)}, base::dec(field.hi) + ".." + base::dec(field.lo), mono_small, ink("ink-3"), 1);
            at.y += label_h;
        }
        const float left = at.x + (layout.label_beside ? px(side_label) : 0);
        for (unsigned i = 0; i < field.bits(); ++i) {
            const ImVec2 cell{left + layout.bit * static_cast<float>(i % layout.per_line), at.y + px(34) * static_cast<float>(i / layout.per_line)};
            draw_bit(view, field, field.hi - i, cell, {layout.bit, px(32)});
        }
        const float lines = static_cast<float>(layout.lines);
        frame_field(field, {left, at.y}, {left + layout.bit * static_cast<float>(layout.per_line), at.y + px(34) * lines - px(2)});
        at.y += px(34) * lines + px(stacked_pitch - 34);
    }
    return at.y;
}

// --- the foot: the whole address, the canonical rule, what to do with it -----------------------

void draw_stepper(const View& view, const AddressField& field, ImVec2 at) {
    if (button_at("less", at, {px(foot_height), px(foot_height)}, tr("address.less", {field.name}), Icon::minus)) step_field(view, field, -1);
    if (button_at("more", {at.x + px(foot_height + 4), at.y}, {px(foot_height), px(foot_height)}, tr("address.more", {field.name}), Icon::plus))
        step_field(view, field, 1);
}

void draw_rule(const View& view, ImVec2 at, float width, float height) {
    const std::string text = canonical_text(view.format, view.va);
    if (text.empty()) return;
    const bool good = view.format.is_canonical(view.va);
    const std::string fitted = elided(text, small_style, width - px(16));
    const float used = text_size(fitted, small_style).x;
    const Hit hit = hit_area("rule", at, {used + px(20), height}, 5);
    if (hit.pressed) view.selection.sign_bits = !view.selection.sign_bits;
    const ImU32 colour = good ? ink(hit.hovered ? "ink" : "ink-2") : ink("fault");
    draw_icon({at.x + px(6), at.y + height / 2}, view.selection.sign_bits ? Icon::down : Icon::forward, px(3.5f), colour);
    draw_text_middle({at.x + px(16), at.y + height / 2}, fitted, {good ? Face::text : Face::bold, 13}, colour);
    tooltip(hit, tr("address.toggle_sign"));
}

// Read and Write at the right; returns the left end of what it used.
float draw_access_buttons(const View& view, float right, float y) {
    if (!view.context.timeline.machine().current()) return right;
    const std::string target = view.subject.name.empty() ? base::hex(view.va.value) : view.subject.name;
    float x = right;
    for (const auto& [id, verb] : {std::pair{"address.write", "write "}, std::pair{"address.read", "read "}}) {
        const float width = button_width(tr(id));
        x -= width;
        if (button_at(id, {x, y}, {width, px(foot_height)}, tr(id))) view.requests.push_back({PanelRequest::Kind::command, verb + target, false});
        x -= px(8);
    }
    return x;
}

float draw_foot(const View& view, ImVec2 at, float width, bool wide) {
    const std::string whole = base::hex(view.va.value, (view.format.register_bits + 3) / 4);
    const TextStyle style{Face::mono, wide ? 15.0f : 13.0f};
    const float right = draw_access_buttons(view, at.x + width, at.y);
    const float used = draw_text_middle({at.x, at.y + px(foot_height) / 2}, elided(whole, style, right - at.x), style, ink("ink"));
    float left = at.x + used + px(20);
    const AddressField* chosen = nullptr;
    for (const AddressField& field : view.fields)
        if (field.level == view.selection.field && view.editable()) chosen = &field;
    const float stepper = px(foot_height * 2 + 12);
    if (chosen && right - stepper > left) {
        draw_stepper(view, *chosen, {right - stepper, at.y});
        chosen = nullptr;
        if (wide) draw_rule(view, {left, at.y}, right - stepper - left, px(foot_height));
    } else if (wide) {
        draw_rule(view, {left, at.y}, right - left, px(foot_height));
    }
    float y = at.y + px(foot_height);
    if (!wide) {
        draw_rule(view, {at.x, y + px(2)}, width - (chosen ? stepper : 0), px(28));
        if (chosen) draw_stepper(view, *chosen, {at.x + width - stepper + px(8), y + px(4)});
        y += chosen ? px(48) : px(30);
    }
    return y;
}

// On a phone's width a bit must be wide enough for a finger.
bool in_line(const std::vector<AddressField>& fields, float width) {
    return bit_width(fields, width) >= px(width < px(560) ? touch_bit : least_bit);
}

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    const Subject subject = subject_of(context);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    if (!subject.va) {
        end_at(at.y + draw_wrapped(at, tr("address.none"), small_style, ink("ink-2"), width));
        return;
    }
    const View view{context, selection, requests, subject, *subject.va, context.timeline.machine().hw.format, address_fields(context, *subject.va)};
    const bool sign = shows_sign_bits(context, selection, view.format, view.va);
    const bool wide = in_line(view.fields, width);
    float y = at.y + px(1);
    if (wide) {
        if (sign) y = draw_sign_row(view, view.fields.front(), {at.x, y}, width);
        y = draw_in_line(view, {at.x, y}, width) + px(4);
    } else {
        y = draw_stacked(view, {at.x, y}, width, sign);
    }
    end_at(draw_foot(view, {at.x, y}, width, wide && width >= px(640)));
}

PanelHeight wanted_height(const PanelContext& context, const Selection& selection, float mock_width) {
    const Subject subject = subject_of(context);
    if (!subject.va) return {40, 40, 0};
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    const auto fields = address_fields(context, *subject.va);
    const bool sign = shows_sign_bits(context, selection, format, *subject.va);
    const float width = px(mock_width);
    const bool wide = in_line(fields, width);
    float height = 5 + foot_height + (wide && width >= px(640) ? 0 : 48);
    if (wide) {
        height += number_height + bit_height + 9 + label_height + (sign ? number_height + bit_height + 8 : 0);
    } else {
        for (const AddressField& field : fields) {
            if (field.level == sign_field && !sign) continue;
            const StackedField layout = stacked(field, width);
            height += (layout.label_beside ? 0 : 24) + 34 * static_cast<float>(layout.lines) + stacked_pitch - 34;
        }
    }
    return {height, height, 0};
}

// --- text twins -------------------------------------------------------------------------------

std::string say(const PanelContext& context, const Selection&) {
    const Subject subject = subject_of(context);
    if (!subject.va) return tr("address.none");
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    std::string parts;
    for (const AddressField& field : address_fields(context, *subject.va))
        if (field.level != sign_field) parts += (parts.empty() ? "" : ", ") + field.name + " " + field.value;
    const std::string name = subject.name.empty() ? tr("address.the_address") : subject.name;
    const std::string rule = canonical_text(format, *subject.va);
    return tr("address.say", {name, base::hex(subject.va->value), parts}) + (rule.empty() ? "" : " " + tr("address.say_rule", {rule}));
}

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    TableData data;
    data.columns = {tr("address.field"), tr("address.bits"), tr("address.binary"), tr("address.value")};
    const Subject subject = subject_of(context);
    if (!subject.va) return data;
    const auto fields = address_fields(context, *subject.va);
    data.total_rows = fields.size();
    for (std::uint64_t i = first; i < fields.size() && i - first < count; ++i) {
        const AddressField& field = fields[i];
        data.rows.push_back({field.name, base::dec(field.hi) + ".." + base::dec(field.lo),
                             base::bin(field_value(*subject.va, field), field.bits()), field.value});
    }
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    std::vector<PanelAction> list;
    const Subject subject = subject_of(context);
    if (!subject.va) return list;
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    const std::string target = subject.name.empty() ? base::hex(subject.va->value) : subject.name;
    const bool process = context.timeline.machine().current() != nullptr;
    const auto command = [&](std::string label, std::string text, bool enabled) {
        list.push_back({std::move(label), {PanelRequest::Kind::command, std::move(text), false}, enabled});
    };
    for (const char* verb : {"read", "write", "fetch"})
        command(tr(std::string("address.") + verb) + " " + target, std::string(verb) + " " + target, process);
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
