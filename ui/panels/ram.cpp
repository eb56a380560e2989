// RAM: the words of one frame. The word that was just read or written is marked; where the frame
// is a page table each word is decoded.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/ram_glance.h"
#include "ui/panels/ram_rows.h"
#include "ui/panels/tables_picture.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::hex;
using base::PhysAddr;
using lessons::tr;

constexpr float chooser = 40, row_height = 25, finger_row = 40, side_from = 600, side_width = 148;

bool picking(const PanelContext& context) { return context.pending_pick == "entry" || context.pending_pick == "frame"; }

unsigned words_for(const PanelContext& context, float width) {
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    const auto bytes = static_cast<unsigned>(std::min<std::uint64_t>(8, format.page_bytes()));
    const float word = text_size(hex(0, bytes * 2), mono_small).x + px(14), room = width - text_size("0x0000_0000", mono_small).x - px(30);
    unsigned words = 1;
    while (words < 8 && word * static_cast<float>(words * 2) <= room) words *= 2;
    return words;
}

std::string pick_value(const PanelContext& context, PhysAddr at) {
    return hex(context.pending_pick == "frame" ? at.value >> context.timeline.machine().hw.format.page_bits : at.value);
}

void go_to(const RamFrame& frame, const sim::Machine& machine, Selection& selection, bool forward) {
    if (const auto pfn = next_used_frame(machine.kernel.frames, frame.pfn, forward)) {
        selection.frame = pfn;
        selection.word.reset();
    }
}

ImU32 frame_ink(const RamFrame& frame, const sim::Machine& machine) {
    return ink(frame.level ? level_role(machine.hw.format, frame.level) : std::string_view("off"));
}

// Above the rows: which frame it is, between the buttons that lead to others.
void draw_chooser(const sim::Machine& machine, const RamFrame& frame, Selection& selection, ImVec2 at, float width) {
    const ImVec2 size{px(chooser), px(chooser)};
    if (button_at("before", at, size, tr("ram.before"), Icon::back)) go_to(frame, machine, selection, false);
    if (button_at("after", {at.x + width - size.x, at.y}, size, tr("ram.after"), Icon::forward)) go_to(frame, machine, selection, true);
    if (button_at("to_glance", {at.x + width - size.x * 2 - px(6), at.y}, size, tr("ram.to_glance"), Icon::cells)) selection.ram_view = Selection::RamView::glance;
    const float left = at.x + px(chooser + 12), room = width - px(chooser * 3 + 30), middle = at.y + px(chooser) / 2;
    const float used = draw_text_middle({left, middle}, tr("tables.frame", {hex(frame.pfn.value)}), label_style, frame_ink(frame, machine));
    const std::string title = elided(frame_title(machine, frame.pfn), small_style, room - used - px(12));
    draw_text_middle({left + used + px(12), middle}, title, small_style, ink("ink-2"));
}

// The same at the left of the rows, where width is easier to spare than height.
void draw_side_chooser(const sim::Machine& machine, const RamFrame& frame, Selection& selection, ImVec2 at) {
    const ImVec2 size{px(chooser), px(chooser)};
    float y = at.y + px(3);
    draw_text({at.x, y}, elided(tr("tables.frame", {hex(frame.pfn.value)}), label_style, px(side_width - 12)), label_style, frame_ink(frame, machine));
    y += px(19);
    y += draw_wrapped({at.x, y}, frame_title(machine, frame.pfn), small_style, ink("ink-2"), px(side_width - 12)) + px(9);
    if (button_at("before", {at.x, y}, size, tr("ram.before"), Icon::back)) go_to(frame, machine, selection, false);
    if (button_at("after", {at.x + px(chooser + 6), y}, size, tr("ram.after"), Icon::forward)) go_to(frame, machine, selection, true);
    if (button_at("to_glance", {at.x + px(chooser + 6) * 2, y}, size, tr("ram.to_glance"), Icon::cells)) selection.ram_view = Selection::RamView::glance;
}

struct RowLook {
    const PanelContext& context;
    const RamFrame& frame;
    Selection& selection;
    std::vector<PanelRequest>& requests;
    float width;
};

bool is_marked(const RamFrame& frame, const RamRow& row) {
    return frame.marked && row.folded == 0 && frame.marked->value >= row.at.value && frame.marked->value < row.at.value + row.words * frame.word_bytes;
}

// Address, index, word and what it means, as far as the width allows; meaning before word.
void draw_entry(const RowLook& r, const RamRow& row, ImVec2 at, float height, bool marked) {
    const sim::Machine& machine = r.context.timeline.machine();
    const hw::PagingFormat& format = machine.hw.format;
    const std::uint64_t word = machine.hw.ram.read(row.at, r.frame.word_bytes);
    const float middle = at.y + height / 2, right = at.x + r.width - px(10);
    const ImU32 strong = ink("ink"), weak = ink("ink-2");
    float x = at.x + px(marked ? 22 : 10);
    x += std::max(draw_text_middle({x, middle}, hex(row.at.value), mono_small, marked ? strong : weak), px(60)) + px(14);
    draw_text_middle({x, middle}, base::dec(entry_index(r.context, r.frame, row.at)), mono_small, ink(level_role(format, r.frame.level)));
    x += text_size("0000", mono_small).x + px(12);
    const std::string meaning = entry_text(format, r.frame.level, word), text = hex(word, r.frame.word_bytes * 2);
    const float meaning_width = text_size(meaning, mono_small).x, word_width = text_size(text, mono_small).x;
    const std::string tag = marked ? tr(r.frame.written ? "ram.just_written" : "ram.just_read") : std::string();
    const float tag_width = tag.empty() ? 0 : text_size(tag, {Face::bold, 12}).x + px(12);
    if (x + word_width + px(16) + meaning_width + tag_width <= right) {
        draw_text_middle({x, middle}, text, mono_small, word ? strong : weak);
        x += word_width + px(16);
    }
    draw_text_middle({x, middle}, elided(meaning, mono_small, right - x), mono_small, word ? strong : weak);
    if (!tag.empty() && x + meaning_width + tag_width <= right) draw_text_middle({right, middle}, tag, {Face::bold, 12}, ink(r.frame.written ? "kernel" : "accent"), 1);
}

void draw_words(const RowLook& r, const RamRow& row, ImVec2 at, float height) {
    const float middle = at.y + height / 2;
    float x = at.x + px(10);
    x += draw_text_middle({x, middle}, hex(row.at.value), mono_small, ink("ink-2")) + px(16);
    for (unsigned w = 0; w < row.words; ++w) {
        const std::uint64_t word = r.context.timeline.machine().hw.ram.read(row.at + std::uint64_t{w} * r.frame.word_bytes, r.frame.word_bytes);
        x += draw_text_middle({x, middle}, hex(word, r.frame.word_bytes * 2), mono_small, word ? ink("ink") : ink("ink-3")) + px(14);
    }
}

void draw_row(const RowLook& r, const RamRow& row, ImVec2 at, float height) {
    if (row.folded > 0) {
        draw_ellipsis({at.x + px(14), at.y + height / 2}, ink("ink-3"));
        draw_text_middle({at.x + px(28), at.y + height / 2}, tr(r.frame.level ? "ram.empty_entries" : "ram.empty_rows", {base::grouped(row.folded)}), small_style,
                         ink("ink-3"));
        return;
    }
    const std::string id = "row" + std::to_string(row.at.value);
    const Hit hit = hit_area(id.c_str(), at, {r.width, height - px(1)}, 4);
    point_out("word", at, {at.x + r.width, at.y + height - px(1)});
    if (hit.pressed) {
        r.selection.word = row.at;
        r.selection.frame = r.frame.pfn;
        if (picking(r.context)) r.requests.push_back({PanelRequest::Kind::pick, pick_value(r.context, row.at), false});
    }
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end{at.x + r.width, at.y + height - px(1)};
    const bool marked = is_marked(r.frame, row), chosen = r.selection.word == row.at;
    const std::string_view role = r.frame.written ? "kernel" : "accent";
    if (marked) {
        list.AddRectFilled(at, end, mixed(role, "surface", 0.12f), px(4));
        list.AddRect(at, end, ink(role), px(4), 0, px(1.5f));
        const float y = (at.y + end.y) / 2;
        list.AddTriangleFilled({at.x + px(8), y - px(4.5f)}, {at.x + px(15), y}, {at.x + px(8), y + px(4.5f)}, ink(role));
    } else if (hit.hovered || picking(r.context)) {
        list.AddRectFilled(at, end, ink("sunken"), px(4));
    }
    if (chosen) list.AddRect(at, end, ink("accent"), px(4), 0, px(2));
    if (r.frame.level) draw_entry(r, row, at, height, marked);
    else draw_words(r, row, at, height);
}

// An entry that is to be picked with a finger needs a higher row.
float row_pitch(const PanelContext& context) { return px(context.tabs && picking(context) ? finger_row : row_height); }

// The rows scroll by themselves, and to the marked one when it is another than before.
void draw_rows(const RowLook& r, float height) {
    const float pitch = row_pitch(r.context);
    ImGui::BeginChild("rows", {r.width + px(4), height}, ImGuiChildFlags_NavFlattened, ImGuiWindowFlags_NoSavedSettings);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    float marked_y = -1;
    for (std::size_t i = 0; i < r.frame.rows.size(); ++i)
        if (is_marked(r.frame, r.frame.rows[i])) marked_y = static_cast<float>(i) * pitch;
    if (scrolls_for(r.frame.marked ? r.frame.marked->value * 2 + 1 : r.frame.pfn.value * 2))
        ImGui::SetScrollY(marked_y < 0 ? 0 : std::max(marked_y - height / 2 + pitch / 2, 0.0f));
    RowLook inner = r;
    inner.width = std::min(r.width, ImGui::GetContentRegionAvail().x) - px(2);
    const float top = ImGui::GetWindowPos().y, bottom = top + height;
    for (std::size_t i = 0; i < r.frame.rows.size(); ++i) {
        const float y = at.y + static_cast<float>(i) * pitch;
        // One row beyond the edges stays live, so that the keyboard can move on to it.
        if (y + pitch * 2 < top || y - pitch > bottom) continue;
        draw_row(inner, r.frame.rows[i], {at.x + px(1), y}, pitch);
    }
    end_at(at.y + pitch * static_cast<float>(r.frame.rows.size()));
    ImGui::EndChild();
}

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    if (shows_glance(context, selection)) return draw_glance(context, selection, requests);
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const auto frame = ram_frame(context, selection, words_for(context, room.x - (room.x >= px(side_from) ? px(side_width) : 0)));
    if (!frame) return draw_nothing(tr("ram.none"));
    const sim::Machine& machine = context.timeline.machine();
    const bool beside = room.x >= px(side_from);
    const ImVec2 taken{beside ? px(side_width) : 0, beside ? 0 : px(chooser + 6)};
    if (beside) draw_side_chooser(machine, *frame, selection, at);
    else draw_chooser(machine, *frame, selection, at, room.x);
    ImGui::SetCursorScreenPos({at.x + taken.x, at.y + taken.y});
    draw_rows({context, *frame, selection, requests, room.x - taken.x}, std::max(room.y - taken.y, px(40)));
}

// Five rows: the entry that was just read, with two on each side.
PanelHeight wanted_height(const PanelContext& context, const Selection& selection, float width) {
    if (shows_glance(context, selection)) return {208, 180, 4000};
    return {0, width >= side_from ? 5.2f * row_height : chooser + 6 + 4 * row_height, 0};
}

std::string say(const PanelContext& context, const Selection& selection) {
    if (shows_glance(context, selection)) return glance_say(context, selection);
    const sim::Machine& machine = context.timeline.machine();
    const auto frame = ram_frame(context, selection, 4);
    if (!frame) return tr("ram.none");
    std::string text = tr("ram.say", {hex(frame->pfn.value), frame_title(machine, frame->pfn)});
    if (frame->marked)
        text += " " + tr(frame->written ? "ram.say_written" : "ram.say_read",
                         {hex(frame->marked->value), hex(machine.hw.ram.read(*frame->marked, frame->word_bytes), frame->word_bytes * 2)});
    return text;
}

TableData table(const PanelContext& context, const Selection& selection, std::uint64_t first, std::uint64_t count) {
    if (shows_glance(context, selection)) return glance_table(context, first, count);
    TableData data;
    data.columns = {tr("ram.column_address"), tr("ram.column_index"), tr("ram.column_word"), tr("ram.column_meaning")};
    const sim::Machine& machine = context.timeline.machine();
    const auto frame = ram_frame(context, selection, 1);
    if (!frame) return data;
    data.total_rows = frame->rows.size();
    for (std::uint64_t i = first; i < frame->rows.size() && i - first < count; ++i) {
        const RamRow& row = frame->rows[i];
        if (row.folded) {
            data.rows.push_back({hex(row.at.value), "", "", tr("ram.empty_entries", {base::grouped(row.folded)})});
            continue;
        }
        const std::uint64_t word = machine.hw.ram.read(row.at, frame->word_bytes);
        const std::string mark = is_marked(*frame, row) ? " · " + tr(frame->written ? "ram.just_written" : "ram.just_read") : "";
        data.rows.push_back({hex(row.at.value), base::dec(entry_index(context, *frame, row.at)), hex(word, frame->word_bytes * 2),
                             (frame->level ? entry_text(machine.hw.format, frame->level, word) : "") + mark});
    }
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection& selection) {
    if (shows_glance(context, selection)) return glance_actions(context);
    std::vector<PanelAction> list;
    const auto frame = ram_frame(context, selection, 1);
    if (!frame || !picking(context)) return list;
    for (const RamRow& row : frame->rows)
        if (row.folded == 0)
            list.push_back({tr("ram.pick", {hex(row.at.value)}), {PanelRequest::Kind::pick, pick_value(context, row.at), false}, true});
    return list;
}

std::string hint(const PanelContext& context, const Selection&) {
    const hw::Ram& ram = context.timeline.machine().hw.ram;
    return picking(context) ? tr("tables.hint_pick") : tr("ram.hint", {base::size(ram.bytes())});
}

}  // namespace

const Panel ram_panel{"ram", "panel.ram", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
