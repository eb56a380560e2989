// The word itself: a box a bit, which a click flips; the frame number as a number, which is dragged,
// scrolled, moved with the arrow keys or typed.
#include <algorithm>

#include "core/base/text.h"
#include "imgui_internal.h"
#include "lessons/engine/strings.h"
#include "ui/panels/entry_picture.h"

namespace ui {

using hw::EntryField;
using hw::FieldKind;
using lessons::tr;

namespace {

constexpr float least_bit = 24, most_bit = 44, least_frame = 118, most_frame = 280, fold_width = 96, gap = 7;
constexpr float number_height = 15, letters_height = 17, box_height = 36, line_gap = 8;

float least_width(const EntryPiece& piece) {
    return piece.folded ? fold_width : piece.frame ? least_frame : least_bit * static_cast<float>(piece.bits());
}

std::string_view role_of(const EntryView& view, const EntryField& field, bool set) {
    switch (field.kind) {
        case FieldKind::reserved: return set ? "fault" : "swap";
        case FieldKind::ignored: return "swap";
        case FieldKind::frame: return "data";
        case FieldKind::flag: break;
    }
    return owner_of(view.format, field) == BitOwner::mmu ? "hit" : "kernel";
}

std::string box_tip(const EntryView& view, const EntryField& field) {
    return field_name(view.format, field) + ": " + field_meaning(view.context, view.state, field);
}

}  // namespace

const EntryField& field_at(const EntryState& state, unsigned bit) {
    for (const EntryField& field : state.fields)
        if (field.has(bit)) return field;
    return state.fields.back();
}

// --- lines --------------------------------------------------------------------------------------

EntryLines entry_lines(const EntryState& state, float width, bool open) {
    std::vector<EntryPiece> pieces;
    for (const EntryField& field : state.fields) {
        const bool frame = field.kind == FieldKind::frame;
        if (frame || pieces.empty() || pieces.back().frame) pieces.push_back({field.hi, field.lo, frame, false});
        else pieces.back().lo = field.lo;
    }
    // Where the width is short the bits above the frame number, of which most mean nothing here, stand back.
    float wanted = 0;
    for (const EntryPiece& piece : pieces) wanted += least_width(piece) + gap;
    if (!open && wanted - gap > width && pieces.size() > 1 && pieces[1].frame && pieces[0].bits() > 4) pieces[0].folded = true;
    EntryLines lines(1);
    float used = 0;
    for (EntryPiece piece : pieces) {
        while (!piece.frame && !piece.folded && least_width(piece) > width) {  // more than a line of bits
            const unsigned most = std::max(1u, static_cast<unsigned>(width / least_bit)), count = (piece.bits() + most - 1) / most;
            const unsigned here = (piece.bits() + count - 1) / count;
            if (!lines.back().empty()) lines.emplace_back();
            lines.back().push_back({piece.hi, piece.hi - here + 1, false, false});
            piece.hi -= here;
            used = width;
        }
        if (!lines.back().empty() && used + gap + least_width(piece) > width) {
            lines.emplace_back();
            used = 0;
        }
        used += (lines.back().empty() ? 0 : gap) + least_width(piece);
        lines.back().push_back(piece);
    }
    return lines;
}

namespace {
// A line without bits needs no room for their numbers and letters.
bool has_bits(const std::vector<EntryPiece>& line) {
    return std::any_of(line.begin(), line.end(), [](const EntryPiece& piece) { return !piece.frame && !piece.folded; });
}
float line_height(const std::vector<EntryPiece>& line) { return number_height + (has_bits(line) ? letters_height : 0) + box_height + line_gap; }
}  // namespace

float word_height(const EntryLines& lines) {
    float height = 0;
    for (const auto& line : lines) height += line_height(line);
    return height;
}

// --- boxes --------------------------------------------------------------------------------------

void draw_flip_box(const EntryView& view, const EntryField& field, unsigned bit, const char* id, ImVec2 at, ImVec2 size) {
    const bool hidden = is_hidden_field(view.context, field), set = view.state.bit(bit);
    const bool round = owner_of(view.format, field) == BitOwner::mmu;
    Hit hit;
    if (!hidden) {
        hit = hit_area(id, at, size, 4);
        if (hit.pressed) view.command(flip_command(view.context, view.state, field, bit));
        tooltip(hit, box_tip(view, field));
    }
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 min{at.x + px(1), at.y}, max{at.x + size.x - px(1), at.y + size.y};
    const std::string_view role = role_of(view, field, set);
    const bool weak = field.kind == FieldKind::ignored || field.kind == FieldKind::reserved;
    const float radius = round ? std::min(max.x - min.x, max.y - min.y) / 2 : px(4);
    const bool full = set && !hidden && !(field.kind == FieldKind::ignored);
    list.AddRectFilled(min, max, mixed(role, "surface", full ? 1.0f : weak ? 0.1f : 0.18f), radius);
    if (!full && !weak) list.AddRect(min, max, mixed(role, "surface", 0.55f), radius, 0, px(1));
    if (hit.hovered) list.AddRect(min, max, ink("ink"), radius, 0, px(1.5f));
    const float text = std::clamp(std::min(size.x * 0.8f, size.y * 0.45f) / look().scale, 12.0f, 20.0f);
    draw_text_middle({(min.x + max.x) / 2, (min.y + max.y) / 2}, hidden ? "?" : set ? "1" : "0", {Face::mono, text, set && !hidden},
                     full ? ink("on-accent") : ink(weak && !set ? "ink-3" : "ink"), 0.5f);
    point_out(round ? "mmu" : "kernel", min, max);
    point_out(field.name == "user" ? "user_bit" : field.name, min, max);
    if (is_pointed_at(view.context, field)) ring(min, max, role, 2.5f, round ? 14.5f : 6.5f);
}

namespace {

void draw_bits(const EntryView& view, const EntryPiece& piece, ImVec2 at, float bit_width) {
    for (unsigned i = 0; i < piece.bits(); ++i) {
        const unsigned bit = piece.hi - i;
        const EntryField& field = field_at(view.state, bit);
        const float x = at.x + bit_width * static_cast<float>(i), middle = x + bit_width / 2;
        draw_text({middle, at.y}, base::dec(bit), {Face::mono, 12}, ink("ink-3"), 0.5f);
        if (field.kind == FieldKind::flag) {
            const std::string letters = field_letters(view.format, field);
            draw_text({middle, at.y + px(number_height)}, letters, {Face::mono, 12, text_size(letters, {Face::mono, 12}).x < bit_width - px(1)},
                      ink(role_of(view, field, true)), 0.5f);
        }
        const std::string id = "entry-bit" + std::to_string(bit);
        draw_flip_box(view, field, bit, id.c_str(), {x, at.y + px(number_height + letters_height)}, {bit_width, px(box_height)});
    }
}

void draw_fold(const EntryView& view, const EntryPiece& piece, ImVec2 at, float width) {
    const std::string bits = tr("entry.bits", {base::dec(piece.hi), base::dec(piece.lo)});
    draw_text({at.x, at.y}, bits, {Face::mono, 12}, ink("ink-3"));
    at.y += px(number_height);
    const Hit hit = hit_area("entry-fold", at, {width, px(box_height)}, 6);
    if (hit.pressed) view.selection.entry_open = true;
    tooltip(hit, tr("entry.unfold"));
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, {at.x + width, at.y + px(box_height)}, ink("sunken"), px(6));
    if (hit.hovered) list.AddRect(at, {at.x + width, at.y + px(box_height)}, ink("edge"), px(6), 0, px(1));
    draw_icon({at.x + px(12), at.y + px(box_height) / 2}, Icon::forward, px(4), ink("ink-2"));
    draw_text_middle({at.x + px(24), at.y + px(box_height) / 2}, base::hex(base::extract(view.state.step().word, piece.hi, piece.lo)), mono_small, ink("ink-2"));
}

// A drag counts from where it began. ImGui keeps an int: the lower and the upper half of the number.
void drag_frame(const EntryView& view, const Hit& hit, std::uint64_t pfn, std::uint64_t step, std::uint64_t most) {
    ImGuiStorage& storage = *ImGui::GetStateStorage();
    DragChanges changes;
    const ImGuiID low = ImGui::GetItemID() ^ 0x5eed, high = low + 1;
    if (ImGui::IsItemActivated()) {
        storage.SetInt(low, static_cast<int>(static_cast<std::uint32_t>(pfn)));
        storage.SetInt(high, static_cast<int>(static_cast<std::uint32_t>(pfn >> 32)));
    }
    if (!hit.active || !ImGui::IsMouseDragging(ImGuiMouseButton_Left, px(4))) return;
    const auto began = static_cast<std::int64_t>(std::uint64_t{static_cast<std::uint32_t>(storage.GetInt(high))} << 32 | static_cast<std::uint32_t>(storage.GetInt(low)));
    const auto steps = static_cast<std::int64_t>(-ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 0).y / px(9));
    const auto wanted = static_cast<std::uint64_t>(std::clamp<std::int64_t>(began + steps * static_cast<std::int64_t>(step), 0, static_cast<std::int64_t>(most)));
    if (wanted == pfn) return;
    view.command(frame_command(view.context, view.state, wanted), changes.replaces());
}

void draw_frame(const EntryView& view, const EntryPiece& piece, ImVec2 at, ImVec2 size, float label) {
    const EntryField& field = field_at(view.state, piece.hi);
    const bool hidden = is_hidden_field(view.context, field), whole = field.name == "low";
    draw_text({at.x, at.y}, tr("entry.bits", {base::dec(piece.hi), base::dec(piece.lo)}), {Face::mono, 12}, ink("ink-3"));
    at.y += label;
    const ImVec2 end{at.x + size.x, at.y + size.y}, middle{at.x + size.x / 2, at.y + size.y / 2};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, end, mixed("data", "surface", 0.14f), px(6));
    list.AddRect(at, end, mixed("data", "surface", 0.7f), px(6), 0, px(1));
    point_out("frame", at, end);
    if (!whole) {
        draw_text_middle(middle, hidden ? "?" : base::hex(base::extract(view.state.step().word, piece.hi, piece.lo)), mono_style, ink("data"), 0.5f);
        return;
    }
    const std::uint64_t pfn = view.state.entry.pfn.value, step = hw::frame_step(view.format, view.state.level(), view.state.step().word);
    const std::uint64_t most = base::low_mask(hw::frame_number_bits(view.format)) / step * step;
    Hit hit;
    if (!hidden) {
        hit = hit_area("entry-frame", at, size, 6);
        drag_frame(view, hit, pfn, step, most);
        int steps = takes_wheel(hit);
        steps += takes_key(hit, ImGuiKey_UpArrow) ? 1 : 0;
        steps -= takes_key(hit, ImGuiKey_DownArrow) ? 1 : 0;
        steps += takes_key(hit, ImGuiKey_PageUp) ? 16 : 0;
        steps -= takes_key(hit, ImGuiKey_PageDown) ? 16 : 0;
        const std::uint64_t by = static_cast<std::uint64_t>(steps < 0 ? -steps : steps) * step;
        if (steps > 0 && pfn < most) view.command(frame_command(view.context, view.state, std::min(most, pfn + by)));
        if (steps < 0 && pfn > 0) view.command(frame_command(view.context, view.state, pfn - std::min(pfn, by)));
        if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
        tooltip(hit, box_tip(view, field));
    }
    const bool live = hit.hovered || hit.focused || hit.active;
    const auto slot = slot_in(view.context, view.state);
    std::string text = hidden ? "?" : slot ? tr("entry.slot_number", {base::dec(*slot)}) : tr("entry.frame_number", {base::hex(pfn)});
    if (!hidden && text_size(text, label_style).x > size.x - px(34)) text = base::hex(pfn);  // the number says more than the word
    draw_text_middle(middle, elided(text, label_style, size.x - px(34)), label_style, ink("data"), 0.5f);
    draw_icon({end.x - px(12), middle.y - px(5)}, Icon::up, px(3), ink(live ? "data" : "ink-3"));
    draw_icon({end.x - px(12), middle.y + px(5)}, Icon::down, px(3), ink(live ? "data" : "ink-3"));
    if (is_pointed_at(view.context, field)) ring(at, end, "data", 2.5f, 8.5f);
}

float draw_line(const EntryView& view, const std::vector<EntryPiece>& line, ImVec2 at, float width) {
    float bits = 0, frames = 0, rest = width - px(gap) * static_cast<float>(line.size() - 1);
    for (const EntryPiece& piece : line) {
        if (piece.folded) rest -= px(fold_width);
        else if (piece.frame) ++frames;
        else bits += static_cast<float>(piece.bits());
    }
    const float bit = bits > 0 ? std::clamp((rest - frames * px(least_frame)) / bits, px(least_bit), px(most_bit)) : 0;
    const float frame = frames > 0 ? std::min((rest - bits * bit) / frames, px(most_frame)) : 0;
    const bool tall = has_bits(line);
    float x = at.x;
    for (const EntryPiece& piece : line) {
        const float across = piece.folded ? px(fold_width) : piece.frame ? frame : bit * static_cast<float>(piece.bits());
        if (piece.folded) draw_fold(view, piece, {x, at.y + (tall ? px(letters_height) : 0)}, across);
        else if (piece.frame) draw_frame(view, piece, {x, at.y}, {across, px(box_height)}, px(number_height + (tall ? letters_height : 0)));
        else draw_bits(view, piece, {x, at.y}, bit);
        x += across + px(gap);
    }
    return at.y + px(line_height(line));
}

}  // namespace

float draw_word(const EntryView& view, const EntryLines& lines, ImVec2 at, float width) {
    for (const auto& line : lines) at.y = draw_line(view, line, at, width);
    return at.y;
}

}  // namespace ui
