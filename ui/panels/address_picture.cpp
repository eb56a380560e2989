// A click flips a bit; a field's number is dragged, scrolled or moved with the arrow keys, and
// changes that one index while the others hold.
#include "ui/panels/address_picture.h"

#include <algorithm>

#include "core/base/text.h"
#include "imgui_internal.h"
#include "lessons/engine/strings.h"
#include "ui/panels/address_compare.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::VirtAddr;
using lessons::tr;

constexpr float least_bit = 11.5f, touch_bit = 24, most_bit = 56, side_label = 58;
constexpr float least_pitch = 28, usual_pitch = 39, most_pitch = 64, foot_height = 40, second_line = 42;

struct View {
    const PanelContext& context;
    Selection& selection;
    std::vector<PanelRequest>& requests;
    Subject subject;
    VirtAddr va;
    const hw::PagingFormat& format;
    std::vector<AddressField> fields;
    std::optional<Comparison> other;

    bool editable() const { return !subject.name.empty(); }
    void set(VirtAddr value, bool replaces = false) const {
        requests.push_back({PanelRequest::Kind::command, "let " + subject.name + " = " + base::hex(value.value), replaces});
    }
};

bool shows_sign_bits(const PanelContext& context, const Selection& selection, const hw::PagingFormat& format, VirtAddr va) {
    return has_sign(format) && (selection.sign_bits || is_highlighted(context, "sign") || !format.is_canonical(va));
}

// --- how large things are ---------------------------------------------------------------------

// Width of one bit when all fields stand in one line; below least_bit they are stacked.
float bit_width(const std::vector<AddressField>& fields, float width) {
    float bits = 0, gaps = -1;
    for (const AddressField& field : fields)
        if (field.level != sign_field) bits += static_cast<float>(field.bits()), ++gaps;
    return std::min(width / (bits + 0.9f * gaps), px(most_bit));
}

// On a phone's width a bit must be wide enough for a finger.
bool in_line(const std::vector<AddressField>& fields, float width) {
    return bit_width(fields, width) >= px(width < px(560) ? touch_bit : least_bit);
}

// The parts of the line, from above; in the lengths of the mock.
struct LineSizes {
    float hex = 0, number = 20, bit = 30, join = 5, label = 28, below = 8, sign_bit = 30;
    bool cards = false;  // numbers are large, on cards; else a line of labels

    float sign(bool shown) const { return shown ? number + sign_bit + (cards ? 22 : 8) : 0; }
    float total(bool shown) const { return sign(shown) + hex + number + bit + join + label + below + foot_height; }
};

constexpr float cards_from = 84, cards_over = 150;
constexpr float one_bit_name = 40;  // goes beyond a card of one bit, into the gaps beside it

// What `height` (of the mock) makes of them.
LineSizes line_sizes(float height, bool sign, float bit) {
    LineSizes sizes;
    const float spare = height - sizes.total(sign) - (sign ? 14 : 0);
    if (spare < cards_from) {
        sizes.bit += std::clamp(spare / 4, 0.0f, 12.0f);
        return sizes;
    }
    const float t = std::min((spare - cards_from) / cards_over, bit < 19 ? 1.4f : 1.8f);
    sizes = {26 + 8 * t, 20 + 2 * t, 34 + 26 * t, 20 + 18 * t, 66 + 54 * t, 12 + 26 * t, 30 + 6 * t, true};
    return sizes;
}

// Lines of bits a stacked field takes, and whether its label fits beside them.
struct StackedField {
    bool label_beside;
    unsigned per_line, lines;
};
StackedField stacked(const AddressField& field, float width) {
    const float bits = static_cast<float>(field.bits()), room = width - px(side_label);
    if (bits * px(touch_bit) <= room) return {true, field.bits(), 1};
    if (bits * px(touch_bit) <= width) return {false, field.bits(), 1};
    const unsigned most = std::max(1u, static_cast<unsigned>(room / px(touch_bit))), lines = (field.bits() + most - 1) / most;
    return {true, (field.bits() + lines - 1) / lines, lines};
}

// Height of all stacked fields is `fixed` + `lines` times the pitch of a line.
struct StackedSizes {
    float fixed = 6 + foot_height + second_line, lines = 0;
    float pitch(float height) const { return std::clamp((height - fixed) / std::max(lines, 1.0f), least_pitch, most_pitch); }
};
StackedSizes stacked_sizes(const std::vector<AddressField>& fields, float width, bool sign) {
    StackedSizes sizes;
    for (const AddressField& field : fields) {
        if (field.level == sign_field && !sign) continue;
        const StackedField layout = stacked(field, width);
        sizes.fixed += layout.label_beside ? 0 : 24;
        sizes.lines += static_cast<float>(layout.lines);
    }
    return sizes;
}

// --- bits and numbers, wherever they stand -----------------------------------------------------

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
    draw_text_middle({at.x + size.x / 2, at.y + size.y / 2}, set ? "1" : "0", {Face::mono, std::clamp(std::min(size.x * 0.84f, size.y * 0.42f) / look().scale, 12.0f, 26.0f)}, text, 0.5f);
}

void frame_field(const AddressField& field, ImVec2 min, ImVec2 max) {
    point_out(field.part, min, max);
    if (field.highlighted) ring(min, max, field.role, 3, 6);
}

// While a label is held, ImGui's storage keeps where the drag began.
void drag_field(const View& view, const AddressField& field, const Hit& hit) {
    ImGuiStorage& storage = *ImGui::GetStateStorage();
    DragChanges changes;
    const ImGuiID began = ImGui::GetItemID() ^ 0x5eed;
    if (ImGui::IsItemActivated()) storage.SetInt(began, static_cast<int>(field_value(view.va, field)));
    if (!hit.active || !ImGui::IsMouseDragging(ImGuiMouseButton_Left, px(4))) return;
    const int steps = static_cast<int>(-ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 0).y / px(9));
    const auto most = static_cast<std::int64_t>(base::low_mask(field.bits()));
    const std::int64_t value = std::clamp<std::int64_t>(std::int64_t{storage.GetInt(began)} + steps, 0, most);
    if (static_cast<std::uint64_t>(value) == field_value(view.va, field)) return;
    view.set(with_field(view.format, view.va, field, static_cast<std::uint64_t>(value)), changes.replaces());
}

void step_field(const View& view, const AddressField& field, int steps) {
    const std::uint64_t mask = base::low_mask(field.bits());
    view.set(with_field(view.format, view.va, field, (field_value(view.va, field) + static_cast<std::uint64_t>(steps)) & mask));
}

// Makes the label's area live; returns it so that the caller draws the text.
Hit label_area(const View& view, const AddressField& field, ImVec2 at, ImVec2 size) {
    point_out(field.part, at, {at.x + size.x, at.y + size.y});
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

float draw_sign_row(const View& view, const LineSizes& sizes, const AddressField& field, ImVec2 at, float width) {
    const float bit = std::min(px(sizes.cards ? touch_bit + 6 : touch_bit), width / static_cast<float>(field.bits()));
    float used = draw_text(at, base::dec(field.hi), mono_small, ink("ink-3"));
    used += draw_text({at.x + used + px(10), at.y}, tr("address.sign_row", {base::dec(view.format.va_bits() - 1)}), {Face::text, sizes.cards ? 13.0f : 12.0f},
                      ink("ink-2"));
    const float top = at.y + px(sizes.number);
    for (unsigned i = 0; i < field.bits(); ++i)
        draw_bit(view, field, field.hi - i, {at.x + bit * static_cast<float>(i), top}, {bit, px(sizes.sign_bit)});
    frame_field(field, {at.x, top}, {at.x + bit * static_cast<float>(field.bits()), top + px(sizes.sign_bit)});
    return at.y + px(sizes.sign(true));
}

// Each hex digit above its four bits: most cuts fall inside a digit. Not while a lesson asks for the
// offset, which are three of them.
void draw_digits(const View& view, ImVec2 at, float bit, float height) {
    if (is_hidden(view.context, "offset")) return;
    const auto x_of = [&](unsigned wanted) {
        float x = at.x;
        for (const AddressField& field : view.fields) {
            if (field.level == sign_field) continue;
            if (wanted >= field.lo) return x + bit * static_cast<float>(field.hi - wanted);
            x += bit * (static_cast<float>(field.bits()) + 0.9f);
        }
        return x;
    };
    const unsigned bits = view.format.va_bits();
    const TextStyle style{Face::mono, std::clamp(bit / look().scale * 1.1f, 14.0f, 20.0f)};
    for (unsigned lo = 0; lo < bits; lo += 4) {
        const unsigned hi = std::min(lo + 3, bits - 1);
        const float left = x_of(hi) + px(2), right = x_of(lo) + bit - px(2), line = at.y + height - px(7);
        const std::uint64_t digit = base::extract(view.va.value, hi, lo);
        draw_text({(left + right) / 2, line - px(style.size + 5)}, std::string(1, "0123456789abcdef"[digit]), style, ink("ink-2"), 0.5f);
        ImGui::GetWindowDrawList()->AddLine({left, line}, {right, line}, ink("edge"), px(1));
    }
}

// A field's name and number below its bits.
void draw_label(const View& view, const AddressField& field, ImVec2 at, float span, float height, ImVec2 bounds) {
    const std::string label = field.name + " " + field.value;
    const float width = std::max(text_size(label, label_style).x + px(30), px(64));
    const float left = std::clamp(at.x + span / 2 - width / 2, bounds.x, std::max(bounds.x, bounds.y - width));
    const Hit hit = label_area(view, field, {left, at.y}, {width, height});
    const ImVec2 middle{left + width / 2, at.y + height / 2};
    draw_text_middle(middle, label, label_style, ink(field.role), 0.5f);
    if (hit.hovered || hit.focused || hit.active) draw_grip({left + width - px(9), middle.y}, ink(field.role));
}

// The same on a card that a bracket joins to the bits.
void draw_card(const View& view, const AddressField& field, ImVec2 at, ImVec2 size, float join) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 line = mixed(field.role, "surface", field.dimmed ? 0.4f : 0.8f);
    const float bracket = at.y - join + px(6), middle = at.x + size.x / 2;
    const ImVec2 points[4] = {{at.x + px(1), bracket - px(4)}, {at.x + px(1), bracket}, {at.x + size.x - px(1), bracket}, {at.x + size.x - px(1), bracket - px(4)}};
    list.AddPolyline(points, 4, line, 0, px(1.5f));
    list.AddLine({middle, bracket}, {middle, at.y}, line, px(1.5f));
    const ImVec2 end{at.x + size.x, at.y + size.y};
    list.AddRectFilled(at, end, mixed(field.role, "surface", field.dimmed ? 0.04f : 0.09f), px(8));
    const Hit hit = label_area(view, field, at, size);
    list.AddRect(at, end, line, px(8), 0, px(field.highlighted ? 2.5f : 1.5f));
    const float name = std::clamp(size.y / look().scale * 0.15f, 13.0f, 17.0f);
    const float fits = (size.x - px(20)) / look().scale / (0.62f * static_cast<float>(std::max<std::size_t>(field.value.size(), 2)));
    const float value = std::clamp(std::min(size.y / look().scale * 0.38f, fits), 12.0f, 60.0f);
    const float top = at.y + (size.y - px(name + value * 1.28f)) / 2;
    draw_text({middle, top}, elided(field.name, {Face::bold, name}, std::max(size.x - px(8), px(one_bit_name))), {Face::bold, name}, ink(field.role), 0.5f);
    draw_text({middle, top + px(name + value * 0.34f)}, field.value, {Face::mono, value, true}, ink(field.role), 0.5f);
    if (view.editable() && size.x >= px(72))
        draw_grip({end.x - px(12), at.y + px(15)}, ink(hit.hovered || hit.focused || hit.active ? field.role : std::string_view("ink-3")));
}

float draw_in_line(const View& view, const LineSizes& sizes, ImVec2 at, float width) {
    const float bit = bit_width(view.fields, width);
    if (sizes.hex > 0) draw_digits(view, at, bit, px(sizes.hex));
    const float numbers = at.y + px(sizes.hex), top = numbers + px(sizes.number), label = top + px(sizes.bit + sizes.join);
    float x = at.x;
    for (const AddressField& field : view.fields) {
        if (field.level == sign_field) continue;
        const float span = bit * static_cast<float>(field.bits());
        const float used = draw_text({x + px(1), numbers}, base::dec(field.hi), mono_small, ink("ink-3"));
        if (sizes.cards && used * 2 + px(12) < span) draw_text({x + span - px(1), numbers}, base::dec(field.lo), mono_small, ink("ink-3"), 1);
        for (unsigned i = 0; i < field.bits(); ++i)
            draw_bit(view, field, field.hi - i, {x + bit * static_cast<float>(i), top}, {bit, px(sizes.bit)});
        frame_field(field, {x, top}, {x + span, top + px(sizes.bit)});
        if (sizes.cards) draw_card(view, field, {x, label}, {span, px(sizes.label)}, px(sizes.join));
        else draw_label(view, field, {x, label}, span, px(sizes.label), {at.x, at.x + width});
        x += span + bit * 0.9f;
    }
    return label + px(sizes.label + sizes.below);
}

// --- one row a field --------------------------------------------------------------------------

float draw_stacked(const View& view, ImVec2 at, float width, bool sign, float pitch) {
    const float cell = px(pitch - 5), size = pitch >= 48 ? 14.0f : 13.0f;
    const TextStyle name{Face::mono, size - 1}, value{Face::mono, size, true};
    for (const AddressField& field : view.fields) {
        if (field.level == sign_field && !sign) continue;
        const StackedField layout = stacked(field, width);
        const float height = layout.label_beside ? px(pitch - 5) : px(24), room = layout.label_beside ? px(side_label - 6) : width;
        label_area(view, field, at, {layout.label_beside ? room : px(150), height});
        if (layout.label_beside) {
            const float top = at.y + (height - px(size * 2 + 1)) / 2;
            draw_text({at.x + px(2), top}, elided(field.name, name, room), name, ink(field.role));
            draw_text({at.x + px(2), top + px(size + 2)}, elided(field.value, value, room), value, ink(field.role));
        } else {
            draw_text({at.x + px(2), at.y + px(4)}, field.name + " " + field.value, label_style, ink(field.role));
            draw_text({at.x + width, at.y + px(5)}, base::dec(field.hi) + ".." + base::dec(field.lo), mono_small, ink("ink-3"), 1);
            at.y += height;
        }
        const float left = at.x + (layout.label_beside ? px(side_label) : 0), across = layout.label_beside ? width - px(side_label) : width;
        const float bit = std::clamp(across / static_cast<float>(std::max(layout.per_line, 12u)), px(touch_bit), px(most_bit));
        for (unsigned i = 0; i < field.bits(); ++i)
            draw_bit(view, field, field.hi - i,
                     {left + bit * static_cast<float>(i % layout.per_line), at.y + px(pitch) * static_cast<float>(i / layout.per_line)}, {bit, cell});
        const float lines = static_cast<float>(layout.lines);
        frame_field(field, {left, at.y}, {left + bit * static_cast<float>(layout.per_line), at.y + px(pitch) * lines - px(5)});
        at.y += px(pitch) * lines;
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
    if (text.empty() || view.context.show.view == "page") return;
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
    const std::string target = subject_text(view.subject);
    float x = right;
    for (const auto& [id, verb] : {std::pair{"address.write", "write "}, std::pair{"address.read", "read "}}) {
        const float width = button_width(tr(id));
        x -= width;
        if (button_at(id, {x, y}, {width, px(foot_height)}, tr(id))) view.requests.push_back({PanelRequest::Kind::command, verb + target, false});
        x -= px(8);
    }
    return x;
}

float draw_foot(const View& view, ImVec2 at, float width, bool wide, float size) {
    const std::string whole = base::hex(view.va.value, (view.format.register_bits + 3) / 4);
    const float right = draw_access_buttons(view, at.x + width, at.y);
    const TextStyle style = shrunk(whole, {Face::mono, size}, right - at.x);
    const float used = draw_text_middle({at.x, at.y + px(foot_height) / 2}, elided(whole, style, right - at.x), style, ink("ink"));
    const float left = at.x + used + px(20), stepper = px(foot_height * 2 + 12);
    const AddressField* chosen = nullptr;
    for (const AddressField& field : view.fields)
        if (field.level == view.selection.field && view.editable()) chosen = &field;
    if (!wide) {
        const float y = at.y + px(foot_height + 2);
        draw_rule(view, {at.x, y}, width - (chosen ? stepper : 0), px(foot_height));
        if (chosen) draw_stepper(view, *chosen, {at.x + width - stepper + px(8), y});
        return y + px(foot_height);
    }
    const bool fits = chosen && right - stepper > left;
    if (fits) draw_stepper(view, *chosen, {right - stepper, at.y});
    draw_rule(view, {left, at.y}, (fits ? right - stepper : right) - left, px(foot_height));
    return at.y + px(foot_height);
}

bool wide_foot(float width) { return width >= px(640); }

}  // namespace

void draw_address(const PanelContext& context, const Subject& subject, Selection& selection, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const auto fields = address_fields(context, *subject.va);
    const View view{context, selection, requests, subject, *subject.va, context.timeline.machine().hw.format, fields, comparison_of(context, selection, *subject.va, fields)};
    const float other = view.other ? compared_height(*view.other, fields, room.x, in_line(fields, room.x)) : 0;
    const bool sign = shows_sign_bits(context, selection, view.format, view.va);
    float height = room.y / look().scale - other, y = at.y + px(1);
    if (!in_line(view.fields, room.x)) {
        const StackedSizes sizes = stacked_sizes(view.fields, room.x, sign);
        const float pitch = sizes.pitch(height);
        y += px(3 + std::max(height - sizes.fixed - sizes.lines * pitch, 0.0f) / 2);  // three for the frame of what is highlighted
        y = draw_stacked(view, {at.x, y}, room.x, sign, pitch);
        if (view.other) y = draw_compared(view.va, *view.other, fields, {at.x, y}, room.x, 0);
        return end_at(draw_foot(view, {at.x, y}, room.x, false, 13));
    }
    const bool wide = wide_foot(room.x);
    height -= wide ? 2 : second_line;
    const LineSizes sizes = line_sizes(height, sign, bit_width(view.fields, room.x) / look().scale);
    // In ample room the picture stands a little above the middle.
    y += px(std::max(height - sizes.total(sign), 0.0f)) * 0.45f;
    if (sign) y = draw_sign_row(view, sizes, view.fields.front(), {at.x, y}, room.x);
    y = draw_in_line(view, sizes, {at.x, y}, room.x);
    if (view.other) y = draw_compared(view.va, *view.other, fields, {at.x, y}, room.x, bit_width(fields, room.x));
    end_at(draw_foot(view, {at.x, y}, room.x, wide, sizes.cards ? 18 : wide ? 15 : 13));
}

PanelHeight address_height(const PanelContext& context, const Subject& subject, const Selection& selection, float mock_width) {
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    const auto fields = address_fields(context, *subject.va);
    const bool sign = shows_sign_bits(context, selection, format, *subject.va);
    const float width = px(mock_width), all = 4000;  // alone in the stage it takes all of it
    const auto compared = comparison_of(context, selection, *subject.va, fields);
    const float other = compared ? compared_height(*compared, fields, width, in_line(fields, width)) : 0;
    if (in_line(fields, width)) {
        const float height = other + LineSizes{}.total(sign) + (wide_foot(width) ? 4 : second_line + 2);
        return {height, height, all};
    }
    const StackedSizes sizes = stacked_sizes(fields, width, sign);
    return {other + sizes.fixed + sizes.lines * usual_pitch, other + sizes.fixed + sizes.lines * least_pitch, all};
}

}  // namespace ui
