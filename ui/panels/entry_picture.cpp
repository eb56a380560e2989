#include "ui/panels/entry_picture.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui {

using base::hex;
using hw::EntryField;
using hw::FieldKind;
using lessons::tr;

namespace {

constexpr float chip_height = 40, chips_room = 48, word_line = 24, button_height = 40, access_room = 50, legend_room = 26;
constexpr float row_pitch = 34, narrow_pitch = 52, wide_from = 560;

bool wide(float width) { return width >= px(wide_from); }

bool opens(const PanelContext& context, const EntryState& state, const Selection& selection) {
    if (selection.entry_open) return true;
    // What the lesson points at must not be folded away.
    return !state.fields.empty() && std::any_of(state.fields.begin(), state.fields.end(), [&](const EntryField& field) {
        return field.kind == FieldKind::flag && field.lo > 31 && is_pointed_at(context, field);
    });
}

// --- which entry ----------------------------------------------------------------------------------

// One chip a level, from the root to where the walk ends.
void draw_chip(const EntryView& view, unsigned level, ImVec2 at, ImVec2 size) {
    const auto step = std::find_if(view.state.steps.begin(), view.state.steps.end(), [&](const hw::WalkStep& s) { return s.level == level; });
    const bool reached = step != view.state.steps.end(), chosen = level == view.state.level();
    const std::string_view role = level_role(view.format, level);
    const ImVec2 end{at.x + size.x, at.y + size.y};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::string name = hw::level_name(view.format, level, view.context.timeline.machine().level_names);
    const std::string full = name + " " + base::dec(view.format.index(*view.state.subject.va, level));
    const std::string text = text_size(full, label_style).x + px(10) <= size.x ? full : name;
    if (!reached) {
        dashed_rect(at, end, ink("line"));
        draw_text_middle({(at.x + end.x) / 2, (at.y + end.y) / 2}, elided(text, label_style, size.x - px(6)), mono_style, ink("ink-3"), 0.5f);
        return;
    }
    const std::string id = "entry-level" + std::to_string(level);
    const Hit hit = hit_area(id.c_str(), at, size, 8);
    if (hit.pressed) {
        view.selection.entry_level = level;
        view.selection.word.reset();
    }
    list.AddRectFilled(at, end, chosen ? ink(role) : mixed(role, "surface", hit.hovered ? 0.2f : 0.08f), px(8));
    if (!chosen) list.AddRect(at, end, mixed(role, "surface", 0.6f), px(8), 0, px(1));
    draw_text_middle({(at.x + end.x) / 2, (at.y + end.y) / 2}, elided(text, label_style, size.x - px(6)), label_style, ink(chosen ? "on-accent" : role), 0.5f);
}

// Where the lesson is about one level, the others wait behind a button.
bool folds_levels(const PanelContext& context, const Selection& selection) { return context.show.level != 0 && selection.entry_level == 0; }

float draw_folded_chips(const EntryView& view, ImVec2 at, float width) {
    const std::string above = tr("entry.folded", {base::dec(view.format.level_count - view.state.level())});
    const float chip = std::min(width * 0.3f, px(120)), room = width - chip - px(22);
    const float across = std::min(text_size(above, small_style).x + px(34), room);
    const Hit hit = hit_area("entry-levels", at, {across, px(chip_height)}, 8);
    if (hit.pressed) view.selection.entry_level = view.state.level();
    tooltip(hit, tr("entry.unfold_levels"));
    ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + across, at.y + px(chip_height)}, ink(hit.hovered ? "line" : "sunken"), px(8));
    draw_icon({at.x + px(14), at.y + px(chip_height) / 2}, Icon::forward, px(4), ink("ink-2"));
    draw_text_middle({at.x + px(26), at.y + px(chip_height) / 2}, elided(above, small_style, across - px(30)), small_style, ink("ink-2"));
    draw_icon({at.x + across + px(11), at.y + px(chip_height) / 2}, Icon::forward, px(3.5f), ink("ink-3"));
    draw_chip(view, view.state.level(), {at.x + across + px(22), at.y}, {chip, px(chip_height)});
    return at.y + px(chips_room);
}

float draw_chips(const EntryView& view, ImVec2 at, float width) {
    const unsigned count = view.format.level_count;
    if (count < 2) return at.y;
    if (folds_levels(view.context, view.selection) && view.state.level() < count) return draw_folded_chips(view, at, width);
    const float apart = px(18), each = std::min((width - apart * static_cast<float>(count - 1)) / static_cast<float>(count), px(120));
    for (unsigned i = 0; i < count; ++i) {
        const float x = at.x + (each + apart) * static_cast<float>(i);
        draw_chip(view, count - i, {x, at.y}, {each, px(chip_height)});
        if (i + 1 < count) draw_icon({x + each + apart / 2, at.y + px(chip_height) / 2}, Icon::forward, px(3.5f), ink("ink-3"));
    }
    return at.y + px(chips_room);
}

// "PT entry 0 at 0x12_3000: 0x0000_0000_0012_4067"
float draw_word_line(const EntryView& view, ImVec2 at, float width) {
    const unsigned digits = view.format.entry.bytes * 2;
    const bool hides = std::any_of(view.state.fields.begin(), view.state.fields.end(), [&](const EntryField& f) { return is_hidden_field(view.context, f); });
    const std::string word = hides ? "?" : hex(view.state.step().word, digits);
    const float word_width = text_size(word, label_style).x;
    const float room = width - word_width - px(12);
    const std::string where = tr("entry.at", {hw::level_name(view.format, view.state.level(), view.context.timeline.machine().level_names),
                                              base::dec(view.format.index(*view.state.subject.va, view.state.level())), hex(view.state.step().entry.value)});
    const std::string fitted = text_size(where, small_style).x <= room ? where : hex(view.state.step().entry.value) + ":";
    const float used = draw_text({at.x, at.y + px(2)}, elided(fitted, small_style, room), small_style, ink("ink-2"));
    draw_text({at.x + used + px(10), at.y + px(2)}, word, label_style, ink("ink"));
    return at.y + px(word_line);
}

// --- an access ------------------------------------------------------------------------------------

std::string_view access_role(const sim::LastAccess& last) {
    return last.outcome != hw::Outcome::ok ? "fault" : last.faults > 0 ? "miss" : "hit";
}

struct AccessSizes {
    float buttons = 0, text = 0, height = 0;
    bool beside = false;  // the words stand right of the buttons
};

AccessSizes access_sizes(const PanelContext& context, const EntryState& state, float width) {
    AccessSizes sizes;
    for (const char* id : {"address.read", "address.write"}) sizes.buttons += button_width(tr(id)) + px(8);
    const std::string text = access_text(context, state);
    sizes.beside = width - sizes.buttons >= px(300);
    sizes.text = sizes.beside ? width - sizes.buttons - px(8) : width;
    const float lines = text.empty() ? 0 : wrapped_height(text, small_style, sizes.text);
    sizes.height = sizes.beside ? std::max(px(button_height), lines) : px(button_height) + (text.empty() ? 0 : lines + px(6));
    return sizes;
}

float draw_access(const EntryView& view, ImVec2 at, float width) {
    const AccessSizes sizes = access_sizes(view.context, view.state, width);
    float x = at.x;
    for (const auto& [id, verb] : {std::pair{"address.read", "read "}, std::pair{"address.write", "write "}}) {
        const float across = button_width(tr(id));
        if (button_at(id, {x, at.y}, {across, px(button_height)}, tr(id))) view.command(verb + subject_text(view.state.subject));
        x += across + px(8);
    }
    const std::string text = access_text(view.context, view.state);
    const sim::Machine& machine = view.context.timeline.machine();
    if (!text.empty()) {
        const float lines = wrapped_height(text, small_style, sizes.text);
        const ImVec2 where = sizes.beside ? ImVec2{x + px(8), at.y + (sizes.height - lines) / 2} : ImVec2{at.x, at.y + px(button_height + 6)};
        draw_wrapped(where, text, small_style, ink(access_role(machine.last)), sizes.text);
    } else if (sizes.beside) {
        draw_text_middle({x + px(8), at.y + sizes.height / 2}, tr("entry.no_access"), small_style, ink("ink-3"));
    }
    return at.y + sizes.height + px(access_room - button_height);
}

// --- rows -----------------------------------------------------------------------------------------

// The flags from the lowest bit up, then the frame number.
std::vector<const EntryField*> row_fields(const EntryState& state) {
    std::vector<const EntryField*> rows;
    for (auto field = state.fields.rbegin(); field != state.fields.rend(); ++field)
        if (field->kind == FieldKind::flag) rows.push_back(&*field);
    for (const EntryField& field : state.fields)
        if (field.kind == FieldKind::frame && field.name == "low") rows.push_back(&field);
    return rows;
}

bool can_seek(const BitOrigin& origin) { return origin.kind != BitOrigin::Kind::before && origin.kind != BitOrigin::Kind::long_ago; }

// Where the bit comes from; a click goes to that moment. Right-aligned at `right` where wide.
void draw_origin(const EntryView& view, const EntryField& field, ImVec2 at, float room, float height, bool right) {
    const BitOrigin& origin = bit_origins(view.context.timeline, view.state.step().entry)[field.lo];
    if (is_hidden_field(view.context, field)) return;
    const std::string text = elided(origin_text(view.context.timeline, origin), small_style, room - px(20));
    const float width = text_size(text, small_style).x + px(20);
    const ImVec2 from{right ? at.x + room - width : at.x, at.y};
    if (!can_seek(origin)) {
        draw_text_middle({right ? at.x + room : at.x, at.y + height / 2}, text, small_style, ink("ink-3"), right ? 1 : 0);
        return;
    }
    const std::string id = "entry-origin" + std::to_string(field.lo);
    const Hit hit = hit_area(id.c_str(), from, {width, height}, 5);
    if (hit.pressed) view.requests.push_back({PanelRequest::Kind::act, "seek " + std::to_string(origin.event + 1), false});
    tooltip(hit, tr("entry.go_there"));
    const ImU32 colour = ink(hit.hovered ? "ink" : "ink-2");
    draw_text_middle({from.x + px(16), at.y + height / 2}, text, small_style, colour);
    draw_icon({from.x + px(6), at.y + height / 2}, Icon::back, px(3.5f), colour);
    ImGui::GetWindowDrawList()->AddLine({from.x + px(16), at.y + height / 2 + px(8)}, {from.x + width - px(4), at.y + height / 2 + px(8)}, ink("edge"), px(1));
}

void draw_row(const EntryView& view, const EntryField& field, ImVec2 at, float width, float pitch) {
    const bool roomy = wide(width), flag = field.kind == FieldKind::flag;
    const float box = roomy ? px(row_pitch - 8) : px(40), letters = px(roomy ? 46 : 40);
    const float top = at.y + (pitch - px(roomy ? row_pitch - 8 : 40)) / 2;
    if (flag) {
        const std::string id = "entry-row" + std::to_string(field.lo);
        draw_flip_box(view, field, field.lo, id.c_str(), {at.x, top}, {box, px(roomy ? row_pitch - 8 : 40)});
    }
    const float left = at.x + box + px(12), middle = at.y + pitch / 2;
    const std::string name = flag ? field_letters(view.format, field) : tr("entry.frame");
    const std::string_view role = !flag ? "data" : owner_of(view.format, field) == BitOwner::mmu ? "hit" : "kernel";
    const float name_width = std::max(text_size(name, label_style).x + px(10), letters);
    const std::string meaning = field_meaning(view.context, view.state, field);
    const float words = left + name_width, room = at.x + width - words;
    if (roomy) {
        draw_text_middle({left, middle}, name, label_style, ink(role));
        const float said = draw_text_middle({words, middle}, elided(meaning, small_style, room * 0.62f), small_style, ink("ink"));
        draw_origin(view, field, {words + said + px(12), at.y}, room - said - px(12), pitch, true);
        return;
    }
    draw_text_middle({left, middle - px(11)}, name, label_style, ink(role));
    draw_text_middle({words, middle - px(11)}, elided(meaning, small_style, room), small_style, ink("ink"));
    draw_origin(view, field, {left, middle + px(1)}, at.x + width - left, px(24), false);
}

// Square and round: who writes the bit.
float draw_legend(const EntryView& view, ImVec2 at, float width) {
    const bool marks = std::any_of(view.state.fields.begin(), view.state.fields.end(), [&](const EntryField& f) { return owner_of(view.format, f) == BitOwner::mmu; });
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float middle = at.y + px(legend_room) / 2;
    list.AddRectFilled({at.x, middle - px(5)}, {at.x + px(10), middle + px(5)}, ink("kernel"), px(2));
    float x = at.x + px(16);
    const bool room = width >= px(460);
    x += draw_text_middle({x, middle}, tr(room ? "entry.legend_kernel" : "entry.legend_kernel_short"), {Face::text, 12}, ink("ink-2")) + px(18);
    if (marks) {
        list.AddCircleFilled({x + px(5), middle}, px(5.5f), ink("hit"));
        draw_text_middle({x + px(16), middle}, tr(room ? "entry.legend_mmu" : "entry.legend_mmu_short"), {Face::text, 12}, ink("ink-2"));
    }
    return at.y + px(legend_room);
}

float pitch_of(float width) { return px(wide(width) ? row_pitch : narrow_pitch); }

}  // namespace

void draw_entry_panel(const PanelContext& context, const EntryState& state, Selection& selection, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const EntryView view{context, state, selection, requests, context.timeline.machine().hw.format};
    float y = draw_chips(view, {at.x, at.y + px(2)}, width);
    y = draw_word_line(view, {at.x, y}, width);
    y = draw_word(view, entry_lines(state, width / look().scale, opens(context, state, selection)), {at.x, y + px(2)}, width);
    y = draw_access(view, {at.x, y}, width);
    ImGui::GetWindowDrawList()->AddLine({at.x, y - px(5)}, {at.x + width, y - px(5)}, ink("line"), px(1));
    y = draw_legend(view, {at.x, y}, width);
    for (const EntryField* field : row_fields(state)) {
        draw_row(view, *field, {at.x, y}, width, pitch_of(width));
        y += pitch_of(width);
    }
    end_at(y);
}

PanelHeight entry_height(const PanelContext& context, const EntryState& state, const Selection& selection, float mock_width) {
    const float width = px(mock_width);
    const float word = word_height(entry_lines(state, mock_width, opens(context, state, selection)));
    const float access = access_sizes(context, state, width).height / look().scale + access_room - button_height;
    const float head = (context.timeline.machine().hw.format.level_count > 1 ? chips_room : 0) + word_line + 4 + word + access;
    const float rows = legend_room + static_cast<float>(row_fields(state).size()) * (wide(width) ? row_pitch : narrow_pitch);
    return {head + rows + 4, head + legend_room + 2 * row_pitch, 0};
}

}  // namespace ui
