// One area in words and pages: a cell a page while they fit; a long area as a strip of all of it and,
// below, the few pages that are looked at.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/space_picture.h"
#include "ui/process_fill.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::hex;
using base::VirtAddr;
using lessons::tr;

constexpr float title_line = 20, address_line = 18, strip_height = 14, strip_text = 19, frames_text = 18;
constexpr std::uint64_t most_words = 1 << 16;  // of page tables that one strip reads

bool covered(const SpaceView& view) { return is_hidden(view.context, "frame"); }

Fill page_fill(std::uint32_t process, bool kernel, const Page& page) {
    if (kernel) return {"kernel", Hatch::solid};
    return page.shared ? shared_fill : process_fill(process);
}

}  // namespace

void draw_page_shape(const SpaceView& view, std::uint32_t process, bool kernel, const Page& page, ImVec2 min, ImVec2 max) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 middle{(min.x + max.x) / 2, (min.y + max.y) / 2};
    const float round = px(4), letter = std::clamp((max.y - min.y) / look().scale * 0.46f, 12.0f, 18.0f);
    switch (page.state) {
        case PageState::present: {
            const Fill fill = page_fill(process, kernel, page);
            fill_rect(min, max, fill, round);
            text_on(middle, kernel ? "K" : page.shared ? "=" : process_letter(view.process(process)), fill, letter);
            return;
        }
        case PageState::zero:
            list.AddRectFilled(min, max, mixed("ink", "surface", 0.06f), round);
            list.AddRect(min, max, ink("ink"), round, 0, px(1.5f));
            return (void)draw_text_middle(middle, "0", {Face::mono, letter + 1, true}, ink("ink"), 0.5f);
        case PageState::swap:
        case PageState::file: {
            // A disk from the side: three lines in a box.
            list.AddRectFilled(min, max, mixed("swap", "surface", 0.10f), round);
            list.AddRect(min, max, ink("swap"), round, 0, px(1.5f));
            const float w = std::min(px(7), (max.x - min.x) / 2 - px(4));
            for (const float dy : {-4.0f, 0.0f, 4.0f})
                list.AddLine({middle.x - w, middle.y + px(dy)}, {middle.x + w, middle.y + px(dy)}, ink("swap"), px(page.state == PageState::swap ? 2.0f : 1.2f));
            return;
        }
        case PageState::reserved: return dashed_rect(min, max, ink("ink-3"), px(1.2f));
    }
}

namespace {

// Below a cell: the frame, or where else the page is.
std::string under_page(const Page& page) {
    switch (page.state) {
        case PageState::present:
        case PageState::zero: return hex(page.frame.value);
        case PageState::swap: return tr("space.slot", {base::dec(page.slot)});
        case PageState::file: return tr("space.in_file");
        case PageState::reserved: return "–";
    }
    return {};
}

std::string page_story(const SpaceView& view, std::uint32_t process, VirtAddr va, const Page& page) {
    std::string text = tr("space.page_story", {hex(va.value), view.process(process).name, page_state_text(page.state)});
    if (!covered(view) && (page.state == PageState::present || page.state == PageState::zero)) text += " " + tr(page.shared ? "space.frame_shared" : "space.frame", {hex(page.frame.value)});
    return text;
}

struct Cells {
    const SpaceView& view;
    const SpaceColumn& column;
    const SpaceRow& row;
    const CardLook& look;
};

void draw_cell(const Cells& c, VirtAddr va, ImVec2 at) {
    const SpaceView& view = c.view;
    const bool framed = c.look.pages != CardLook::Pages::small;
    Page page = page_at(view.machine, c.column.process, *c.row.area, va);
    if (covered(view)) page.shared = false;
    const std::string& name = view.process(c.column.process).name;
    const ImVec2 max{at.x + c.look.pitch - c.look.px(framed ? 8 : 4), at.y + c.look.cell() - c.look.px(framed ? 0 : 4)};
    const Hit hit = hit_area(("page" + name + "." + hex(va.value)).c_str(), at, {max.x - at.x, max.y - at.y}, 4);
    if (hit.pressed) view.touch(c.column.process, va);
    draw_page_shape(view, c.column.process, c.row.kernel, page, at, max);
    const bool recent = view.is_recent(c.column.process, va);
    if (recent || hit.hovered) ring(at, max, !recent ? "edge" : view.recent->failed ? "fault" : "accent", 2.5f, 6, 2.2f);
    tooltip(hit, page_story(view, c.column.process, va, page));
    point_out("page", at, max);
    if (!framed) return;
    // An arrow down to the frame.
    const float x = (at.x + max.x) / 2, top = max.y + px(1), tip = max.y + c.look.px(8);
    const bool has_frame = page.state == PageState::present || page.state == PageState::zero;
    const bool lit = has_frame && (view.selection.frame == page.frame || is_highlighted(view.context, "frame"));
    const ImU32 colour = ink(!has_frame ? "ink-3" : lit ? "accent" : c.row.kernel ? "kernel" : page.shared ? "l5" : "ink-2");
    if (has_frame) {
        ImGui::GetWindowDrawList()->AddLine({x, top}, {x, tip - px(2)}, colour, px(1.2f));
        ImGui::GetWindowDrawList()->AddTriangleFilled({x - px(3), tip - px(3)}, {x + px(3), tip - px(3)}, {x, tip + px(1)}, colour);
    }
    const TextStyle style{Face::mono, c.look.text(12), lit};
    std::string text = has_frame && covered(view) ? "?" : under_page(page);
    if (page.state == PageState::swap && text_size(text, style).x > c.look.pitch - c.look.px(4)) text = tr("space.slot_brief", {base::dec(page.slot)});
    const ImVec2 label{at.x, tip + px(1)};
    if (has_frame && !covered(view)) {
        const Hit frame = hit_area(("frame" + name + "." + hex(va.value)).c_str(), label, {max.x - at.x, c.look.frame_line() - c.look.px(9)}, 3);
        if (frame.pressed) view.selection.frame = page.frame;
        point_out("frame", label, {max.x, label.y + c.look.frame_line() - c.look.px(9)});
        tooltip(frame, tr(page.shared ? "space.frame_shared" : "space.frame", {hex(page.frame.value)}));
    }
    draw_text_middle({x, label.y + c.look.px(8)}, text, style, colour, 0.5f);
}

// --- a long area --------------------------------------------------------------------------------

// What part of a strip's line is what; lines are merged into rectangles of one shade.
class Strip {
public:
    Strip(float width, std::uint64_t pages) : pages_(pages), lines_(static_cast<std::size_t>(std::clamp(width, 1.0f, 2048.0f))) {}

    void add(std::uint64_t first, const PageRun& run) {
        const auto rank = static_cast<std::uint8_t>(run.state == PageState::present ? run.shared ? 5 : 4 : run.state == PageState::swap ? 3 : run.state == PageState::zero ? 2 : 1);
        if (rank == 1) return;
        const double scale = static_cast<double>(lines_.size()) / static_cast<double>(pages_);
        const double from = static_cast<double>(first) * scale, to = static_cast<double>(first + run.pages) * scale;
        for (std::size_t i = static_cast<std::size_t>(from); i < lines_.size() && static_cast<double>(i) < to; ++i) {
            Line& line = lines_[i];
            line.rank = std::max(line.rank, rank);
            line.share += static_cast<float>(std::min(to, static_cast<double>(i + 1)) - std::max(from, static_cast<double>(i)));
        }
    }

    void draw(const Cells& c, ImVec2 at, float width, float height) const {
        const float one = width / static_cast<float>(lines_.size());
        for (std::size_t i = 0; i < lines_.size();) {
            std::size_t end = i + 1;
            while (end < lines_.size() && shade(end) == shade(i) && lines_[end].rank == lines_[i].rank) ++end;
            if (lines_[i].rank > 1) {
                const float left = at.x + one * static_cast<float>(i), right = std::max(at.x + one * static_cast<float>(end), left + px(2));
                const std::string_view role = role_of(c, lines_[i].rank);
                const ImVec2 max{std::min(right, at.x + width), at.y + height};
                ImGui::GetWindowDrawList()->AddRectFilled({left, at.y}, max, mixed(role, "surface", 0.4f + 0.2f * static_cast<float>(shade(i))));
                // The lower half tells pages on disk by shape, too.
                if (lines_[i].rank == 3) ImGui::GetWindowDrawList()->AddRectFilled({left, at.y + height / 2}, max, ink("surface"));
            }
            i = end;
        }
    }

private:
    struct Line {
        std::uint8_t rank = 0;
        float share = 0;  // of its pages
    };
    int shade(std::size_t i) const { return static_cast<int>(std::min(lines_[i].share, 1.0f) * 3); }
    static std::string_view role_of(const Cells& c, std::uint8_t rank) {
        static constexpr std::array<std::string_view, 6> roles{"line", "line", "ink", "swap", "", "l5"};
        return c.row.kernel ? "kernel" : rank == 4 ? process_fill(c.column.process).role : roles[rank];
    }
    std::uint64_t pages_;
    std::vector<Line> lines_;
};

// The first page of those shown one by one: round the page chosen, else the one just used, else the first
// that has a frame. Blocks have fixed places, so that a click in one does not move it.
std::uint64_t window_start(const Cells& c, std::uint64_t pages, std::uint64_t first_in_frame) {
    const SpaceView& view = c.view;
    const os::Vma& area = *c.row.area;
    const auto room = static_cast<std::uint64_t>(c.look.per_line);
    std::uint64_t page = first_in_frame;
    const auto number = [&](VirtAddr va) { return (va.value - area.start.value) >> view.format.page_bits; };
    if (view.recent && view.recent->process == c.column.process && area.contains(view.recent->va)) page = number(view.recent->va);
    if (view.selection.page && area.contains(*view.selection.page)) page = number(*view.selection.page);
    return std::min(page / room * room, pages - std::min(pages, room));
}

void draw_strip(const Cells& c, ImVec2 at, float width) {
    const SpaceView& view = c.view;
    const os::Vma& area = *c.row.area;
    const std::uint64_t pages = area.bytes >> view.format.page_bits;
    std::uint64_t in_frames = 0, first_in_frame = 0;
    bool about = false;
    Strip strip(width, pages);
    for (PageRun run : runs_of(view.context.timeline, c.column.process, area, most_words)) {
        run.shared &= !covered(view);
        strip.add((run.start.value - area.start.value) >> view.format.page_bits, run);
        if (run.state == PageState::present && in_frames == 0) first_in_frame = (run.start.value - area.start.value) >> view.format.page_bits;
        if (run.state == PageState::present) in_frames += run.pages;
        about |= run.sampled;
    }
    const std::string text = tr(about ? "space.strip_about" : "space.strip", {base::grouped(in_frames), base::grouped(pages)});
    const TextStyle style{Face::text, c.look.text(13)};
    draw_text({at.x, at.y + px(2)}, elided(text, style, width), style, ink("ink-2"));
    const float top = at.y + c.look.px(strip_text), height = c.look.px(strip_height);
    const Hit hit = hit_area(("strip" + view.process(c.column.process).name + "." + hex(area.start.value)).c_str(), {at.x, top}, {width, height}, 3);
    const ImVec2 max{at.x + width, top + height};
    ImGui::GetWindowDrawList()->AddRectFilled({at.x, top}, max, ink("sunken"), px(2));
    strip.draw(c, {at.x, top}, width, height);
    dashed_rect({at.x, top}, max, ink("ink-3"), px(1));
    const std::uint64_t first = window_start(c, pages, first_in_frame), room = std::min<std::uint64_t>(static_cast<std::uint64_t>(c.look.per_line), pages);
    if (hit.pressed && hit.hovered) {
        const double place = std::clamp((ImGui::GetIO().MousePos.x - at.x) / width, 0.0f, 0.9999999f);
        view.selection.page = area.start + (static_cast<std::uint64_t>(place * static_cast<double>(pages)) << view.format.page_bits);
    }
    // What of the strip the cells below are.
    const float per_page = width / static_cast<float>(pages);
    const float left = at.x + per_page * static_cast<float>(first), right = std::max(left + px(3), at.x + per_page * static_cast<float>(first + room));
    const float cells_right = at.x + c.look.pitch * static_cast<float>(room) - px(8), below = max.y + c.look.px(6);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRect({left - px(1), top - px(2)}, {right + px(1), max.y + px(2)}, ink("ink-2"), px(2), 0, px(1.5f));
    list.AddLine({left, max.y + px(2)}, {at.x, below}, ink("line"), px(1));
    list.AddLine({right, max.y + px(2)}, {cells_right, below}, ink("line"), px(1));
    if (takes_key(hit, ImGuiKey_LeftArrow)) view.selection.page = area.start + ((first - std::min(first, room)) << view.format.page_bits);
    if (takes_key(hit, ImGuiKey_RightArrow)) view.selection.page = area.start + (std::min(first + room, pages - 1) << view.format.page_bits);
    tooltip(hit, tr("space.strip_hint"));
    for (std::uint64_t i = 0; i < room; ++i)
        draw_cell(c, area.start + ((first + i) << view.format.page_bits), {at.x + c.look.pitch * static_cast<float>(i), below});
}

// --- the head -------------------------------------------------------------------------------------

// The address, without its underscores where it would not fit.
std::string fitting_address(std::uint64_t address, TextStyle style, float width) {
    std::string text = hex(address);
    if (text_size(text, style).x > width) text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
    return elided(text, style, width);
}

// Cells too small for their frames' numbers: as many of them in a line as fit.
void draw_frames(const Cells& c, ImVec2 at, float width) {
    const SpaceView& view = c.view;
    if (covered(view)) return;
    const TextStyle style{Face::mono, c.look.text(12)};
    const float room = width - text_size("…", style).x;
    float x = at.x;
    for (std::uint64_t done = 0; done < c.row.area->bytes; done += view.format.page_bytes()) {
        const Page page = page_at(view.machine, c.column.process, *c.row.area, c.row.area->start + done);
        if (page.state != PageState::present && page.state != PageState::zero) continue;
        const std::string text = hex(page.frame.value);
        const bool lit = view.selection.frame == page.frame || is_highlighted(view.context, "frame");
        const ImVec2 middle{x, at.y + c.look.px(frames_text) / 2 - px(2)};
        if (x + text_size(text, style).x > at.x + room) return (void)draw_text_middle(middle, "…", style, ink("ink-3"));
        x += draw_text_middle(middle, text, style, ink(lit ? "accent" : c.row.kernel ? "kernel" : page.shared ? "l5" : "ink-2")) + px(8);
    }
}

// "just read", at the right of the first line that has room for it.
void draw_tag(const SpaceView& view, const SpaceColumn& column, const SpaceRow& row, float right, ImVec2 first_end, ImVec2 second_end) {
    if (!view.recent || view.recent->process != column.process || !row.area->contains(view.recent->va)) return;
    const std::string text = tr(view.recent->label);
    const TextStyle style{Face::bold, 12};
    const float used = text_size(text, style).x + px(10);
    for (const ImVec2 end : {first_end, second_end})
        if (end.x + used <= right) return (void)draw_text_middle({right, end.y}, text, style, ink(view.recent->failed ? "fault" : "accent"), 1);
}

}  // namespace

void draw_card(const SpaceView& view, const SpaceColumn& column, const SpaceRow& row, const CardLook& look, ImVec2 at) {
    const os::Vma& area = *row.area;
    const float width = column.cards_width(), right = at.x + width;
    const float first = at.y + look.px(title_line) / 2, second = at.y + look.px(title_line + address_line / 2);
    const TextStyle title{Face::bold, look.text(13)}, mono{Face::mono, look.text(12)}, small{Face::text, look.text(13)};
    const std::string name = area.name.empty() ? tr(row.kernel ? "space.kernel_area" : "space.area") : area.name;
    std::string rights = to_text(area.permissions);
    const std::string closed = rights + " " + tr("space.supervisor");
    if (row.kernel && text_size(name, title).x + px(8) + text_size(closed, mono).x <= width) rights = closed;
    const float name_room = width - text_size(rights, mono).x - px(8);
    float x = at.x + draw_text_middle({at.x, first}, elided(name, title, name_room), title, ink(row.kernel ? "kernel" : "ink")) + px(8);
    x += draw_text_middle({x, first}, rights, mono, ink("ink-3"));
    float second_x = at.x + draw_text_middle({at.x, second}, fitting_address(area.start.value, mono, width), mono, ink("ink-2"));
    const std::string bytes = base::size(area.bytes);
    if (second_x + px(12) + text_size(bytes, small).x <= right) second_x += px(12) + draw_text_middle({second_x + px(12), second}, bytes, small, ink("ink-3"));
    draw_tag(view, column, row, right, {x, first}, {second_x, second});
    const ImVec2 cells_at{at.x, at.y + look.px(title_line + address_line + 2)};
    const Cells cells{view, column, row, look};
    if (look.pages == CardLook::Pages::strip) return draw_strip(cells, cells_at, width);
    const std::uint64_t pages = area.bytes >> view.format.page_bits;
    const auto per_line = static_cast<std::uint64_t>(look.per_line);
    for (std::uint64_t i = 0; i < pages; ++i)
        draw_cell(cells, area.start + (i << view.format.page_bits),
                  {cells_at.x + look.pitch * static_cast<float>(i % per_line), cells_at.y + look.pitch * static_cast<float>(i / per_line)});
    if (look.pages == CardLook::Pages::small) draw_frames(cells, {cells_at.x, cells_at.y + look.pitch * static_cast<float>(look.lines)}, width);
}

}  // namespace ui
