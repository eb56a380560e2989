#include "ui/panels/aslr_picture.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/space_model.h"
#include "ui/process_fill.h"
#include "ui/walk_state.h"

namespace ui {
namespace {

using base::VirtAddr;
using lessons::tr;
using os::Region;

constexpr float button_height = 40, button_gap = 8, label_width = 104, narrow_label = 82, line = 15, track = 12, least_lane = 36, most_lane = 74, scale_height = 40;
constexpr float longest_bits = 28;

bool narrow(float width) { return width < px(520); }

// What stands where; lengths of the mock.
struct Sizes {
    float lane = least_lane;
    float address_lines = 1;  // above a track
    float text = 13, mono = 12;
    bool scale = false;       // the whole space, above the lanes
    float guess = 0, buttons = 0;

    float all(std::size_t lanes) const { return (scale ? scale_height : 0) + lane * static_cast<float>(lanes) + guess + buttons; }
};

float addresses_width(const AslrState& state, float mono) {
    const float one = text_size("A 0x7fff_ffff_f000", {Face::mono, mono}).x + px(12);
    return one * static_cast<float>(std::max<std::size_t>(std::min<std::size_t>(state.now.size(), 2), 1));
}

Sizes sizes_for(const PanelContext& context, const AslrState& state, float width, float height) {
    Sizes sizes;
    const float lanes = static_cast<float>(state.lanes.size());
    sizes.address_lines = addresses_width(state, 12) > width - px(narrow(width) ? narrow_label : label_width) ? 2 : 1;
    sizes.buttons = flow_buttons(context, nullptr, {}, width) / look().scale + 8;
    const std::string guesses = guesses_text(context, state);
    sizes.guess = guesses.empty() ? 0 : wrapped_height(guesses, small_style, width) / look().scale + 6;
    const float least = sizes.address_lines * line + track + 10;
    sizes.lane = least;
    sizes.scale = height > sizes.all(state.lanes.size()) + scale_height;
    sizes.lane = std::clamp((height - sizes.all(state.lanes.size())) / lanes + least, least, most_lane);
    if (sizes.lane > 54 && !narrow(width)) sizes.text = 15, sizes.mono = 14;
    return sizes;
}

// --- the whole space, to scale --------------------------------------------------------------------

void draw_scale(const AslrView& view, ImVec2 at, float width) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const double end = static_cast<double>(halves_of(view.machine().hw.format).user_end);
    const float top = at.y + px(15), bottom = top + px(14);
    draw_text(at, "0", mono_small, ink("ink-2"));
    draw_text({at.x + width, at.y}, base::size(halves_of(view.machine().hw.format).user_end), mono_small, ink("ink-2"), 1);
    if (!narrow(width)) draw_text({at.x + width / 2, at.y}, tr("aslr.to_scale"), {Face::text, 12}, ink("ink-2"), 0.5f);
    list.AddRectFilled({at.x, top}, {at.x + width, bottom}, ink("sunken"), px(3));
    list.AddRect({at.x, top}, {at.x + width, bottom}, ink("edge"), px(3), 0, px(1));
    const auto mark = [&](const AslrRun& run, ImU32 colour) {
        for (const AslrLane& lane : view.state.lanes) {
            if (is_hidden(view.context, to_text(lane.region))) continue;
            const float x = at.x + static_cast<float>(static_cast<double>(run[lane.region].value) / end) * width;
            list.AddRectFilled({x - px(1), top}, {x + px(1), bottom}, colour);
        }
    };
    for (const AslrRun& run : view.state.earlier) mark(run, ink("ink-3", 0.35f));
    for (const AslrRun& run : view.state.now) mark(run, ink(process_fill(run.process).role));
}

// --- lanes ----------------------------------------------------------------------------------------

struct Lane {
    const AslrLane& what;
    float left, right, y;  // of the track: its middle

    // A setting's place beyond the lane is a little beyond its end.
    float x_of(double share) const {
        if (what.full_bits == 0) return left + px(4) + (share < 0 ? -px(4) : 0);
        return left + (right - left) * static_cast<float>(std::clamp(share, 0.0, 1.0)) + (share > 1.0 ? px(8) : share < 0 ? -px(4) : 0);
    }
};

struct Painter {
    const AslrView& view;
    Sizes sizes;
    ImVec2 at;
    float width, left;
    std::vector<Lane> lanes = {};

    ImDrawList& list() const { return *ImGui::GetWindowDrawList(); }
    bool hidden(const Lane& lane) const { return is_hidden(view.context, to_text(lane.what.region)); }

    void place(float top) {
        const float room = at.x + width - left - px(12);
        for (const AslrLane& what : view.state.lanes) {
            const float share = std::clamp(static_cast<float>(what.full_bits) / longest_bits, 0.02f, 1.0f);
            lanes.push_back({what, left, left + room * share, top + px(sizes.address_lines * (sizes.mono + 3) + 4 + track / 2)});
            top += px(sizes.lane);
        }
    }

    // What one run drew, joined from lane to lane.
    void thread(const AslrRun& run, ImU32 colour, float thickness, bool dashed) const {
        for (std::size_t i = 0; i + 1 < lanes.size(); ++i) {
            if (hidden(lanes[i]) || hidden(lanes[i + 1])) continue;
            const ImVec2 from{lanes[i].x_of(view.state.share(lanes[i].what, run)), lanes[i].y + px(track / 2)};
            const ImVec2 to{lanes[i + 1].x_of(view.state.share(lanes[i + 1].what, run)), lanes[i + 1].y - px(track / 2)};
            if (dashed) dashed_line(from, to, colour, thickness);
            else list().AddLine(from, to, colour, thickness);
        }
    }

    void ticks(const AslrRun& run, ImU32 colour, float thickness) const {
        for (const Lane& lane : lanes) {
            if (hidden(lane)) continue;
            const float x = lane.x_of(view.state.share(lane.what, run));
            list().AddLine({x, lane.y - px(track / 2)}, {x, lane.y + px(track / 2)}, colour, thickness);
        }
    }

    // The letter of a process stands on its place; where two share it, both letters.
    void letters(const Lane& lane) const {
        if (hidden(lane)) return;
        std::vector<std::pair<float, std::size_t>> taken;
        for (std::size_t i = view.state.now.size(); i-- > 0;) {
            const AslrRun& run = view.state.now[i];
            float x = lane.x_of(view.state.share(lane.what, run));
            const auto near = std::count_if(taken.begin(), taken.end(), [&](const auto& t) { return std::abs(t.first - x) < px(3); });
            taken.push_back({x, i});
            x += px(15) * static_cast<float>(near);
            const Fill fill = process_fill(run.process);
            const ImVec2 min{x - px(7.5f), lane.y - px(8)}, max{x + px(7.5f), lane.y + px(8)};
            fill_rect(min, max, fill, px(4));
            text_on({x, lane.y}, process_letter(view.machine().kernel.processes[run.process]), fill, 12);
        }
    }

    void name(const Lane& lane, float top) const {
        const std::string part(to_text(lane.what.region));
        const bool strong = is_highlighted(view.context, part);
        const TextStyle style{Face::bold, sizes.text};
        draw_text({at.x, top}, elided(region_text(lane.what.region), style, left - at.x - px(8)), style, ink(strong ? "accent" : "ink"));
        const bool bits = is_highlighted(view.context, "bits");
        draw_text({at.x, top + px(sizes.text + 4)}, bits_text(view.context, lane.what), {Face::mono, sizes.mono, bits}, ink(bits ? "accent" : "ink-2"));
        point_out(part, {at.x - px(3), top - px(2)}, {at.x + width, top + px(sizes.lane - 3)});
    }

    // The places of the programs that run, above the track at the right.
    void addresses(const Lane& lane, float top) const {
        if (width < px(240)) return;  // the text twin has them
        float x = at.x + width, y = top;
        const std::size_t count = std::min<std::size_t>(view.state.now.size(), 2);
        for (std::size_t i = count; i-- > 0;) {
            const AslrRun& run = view.state.now[i];
            const std::string text = view.machine().kernel.processes[run.process].name + " " + place_text(view.context, run, lane.what.region);
            const TextStyle style{Face::mono, sizes.mono, i == 0};
            const ImVec2 size = text_size(text, style);  // on a ground of its own: a line may pass below
            list().AddRectFilled({x - size.x - px(2), y}, {x + px(2), y + size.y}, ink("surface"));
            const float w = draw_text({x, y}, text, style, ink(process_fill(run.process).role), 1);
            if (sizes.address_lines > 1) y += px(sizes.mono + 3);
            else x -= w + px(12);
        }
    }

    void guess_marks(const Lane& lane) const {
        const auto& guesses = view.state.guesses;
        for (std::size_t i = guesses.size(); i-- > 0;) {
            const AslrGuess& guess = guesses[i];
            if (guess.region != lane.what.region) continue;
            AslrRun run;
            run.start[static_cast<std::size_t>(lane.what.region)] = guess.va;
            const double share = view.state.share(lane.what, run);
            if (share < -0.01 || share > 1.01) continue;
            const float x = lane.x_of(share), r = px(i == 0 ? 5 : 3);
            const ImU32 colour = guess.right ? ink("hit") : ink("fault", i == 0 ? 1.0f : 0.6f);
            if (guess.right) {
                list().AddCircle({x, lane.y}, px(11), colour, 0, px(2.5f));
                continue;
            }
            list().AddLine({x - r, lane.y - r}, {x + r, lane.y + r}, colour, px(i == 0 ? 2.2f : 1.2f));
            list().AddLine({x - r, lane.y + r}, {x + r, lane.y - r}, colour, px(i == 0 ? 2.2f : 1.2f));
        }
    }

    // A press on a lane guesses there; with a key, at the place after the last.
    void press(const Lane& lane) const {
        if (!view.guesses() || view.state.now.empty() || lane.what.region == Region::stack || lane.what.region == Region::heap) return;
        const std::string id = "aslr." + std::string(to_text(lane.what.region));
        const Hit hit = hit_area(id.c_str(), {lane.left, lane.y - px(sizes.lane / 2 - 2)}, {lane.right - lane.left, px(sizes.lane - 4)}, 5);
        const double share = static_cast<double>(ImGui::GetIO().MousePos.x - lane.left) / std::max(lane.right - lane.left, 1.0f);
        const VirtAddr va = hit.hovered ? view.state.place(lane.what, share) : view.state.next_place(lane.what);
        tooltip(hit, tr("aslr.guess_here", {region_text(lane.what.region), base::hex(va.value)}));
        if (hit.pressed) view.requests.push_back({PanelRequest::Kind::command, guess_command(view.context, lane.what.region, va), false});
    }

    void draw(float top) {
        place(top);
        for (const Lane& lane : lanes) {
            list().AddRectFilled({lane.left, lane.y - px(track / 2)}, {lane.right, lane.y + px(track / 2)}, ink("sunken"), px(3));
            list().AddRect({lane.left, lane.y - px(track / 2)}, {lane.right, lane.y + px(track / 2)}, ink("line"), px(3), 0, px(1));
        }
        const float faint = view.state.earlier.size() > 12 ? 0.22f : 0.4f;
        for (const AslrRun& run : view.state.earlier) {
            thread(run, ink("ink-3", faint), px(1), false);
            ticks(run, ink("ink-3", 0.6f), px(1));
        }
        for (std::size_t i = view.state.now.size(); i-- > 0;) thread(view.state.now[i], ink(process_fill(view.state.now[i].process).role), px(2), i > 0);
        for (std::size_t i = 0; i < lanes.size(); ++i) {
            const float y = top + px(sizes.lane) * static_cast<float>(i);
            press(lanes[i]);
            name(lanes[i], y);
            addresses(lanes[i], y);
            guess_marks(lanes[i]);
            letters(lanes[i]);
        }
    }
};

}  // namespace

float flow_buttons(const PanelContext& context, std::vector<PanelRequest>* requests, ImVec2 at, float width) {
    float x = 0, y = 0;
    bool first = true;
    for (const AslrButton& button : aslr_buttons(context)) {
        const std::string label = tr(button.id);
        const float across = std::min(button_width(label), width);
        if (x > 0 && x + across > width) x = 0, y += px(button_height + button_gap);
        if (requests && button_at(button.id, {at.x + x, at.y + y}, {across, px(button_height)}, label, Icon::none, first ? ButtonKind::primary : ButtonKind::plain, !button.command.empty()))
            requests->push_back({PanelRequest::Kind::command, button.command, false});
        x += across + px(button_gap);
        first = false;
    }
    return first ? 0 : y + px(button_height);
}

void draw_aslr(const AslrView& view) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    if (!view.state.rules) return draw_nothing(tr("aslr.no_rules"));
    const Sizes sizes = sizes_for(view.context, view.state, room.x, room.y / look().scale);
    float y = at.y;
    if (sizes.scale) {
        draw_scale(view, {at.x, y}, room.x);
        y += px(scale_height);
    }
    Painter painter{view, sizes, at, room.x, at.x + px(narrow(room.x) ? narrow_label : label_width + (sizes.text > 13 ? 16 : 0))};
    painter.draw(y);
    y += px(sizes.lane) * static_cast<float>(view.state.lanes.size());
    if (sizes.guess > 0) {
        const float height = draw_wrapped({at.x, y}, guesses_text(view.context, view.state), small_style, ink("ink"), room.x);
        point_out("guesses", {at.x, y}, {at.x + room.x, y + height});
        y += px(sizes.guess);
    }
    end_at(y + flow_buttons(view.context, &view.requests, {at.x, y + px(4)}, room.x) + px(4));
}

PanelHeight aslr_height(const PanelContext& context, const AslrState& state, float width) {
    if (!state.rules) return {40, 40, 0};
    const Sizes least = sizes_for(context, state, px(width), 0);
    const float lanes = static_cast<float>(state.lanes.size());
    return {least.all(state.lanes.size()) + scale_height + 8 * lanes, least.all(state.lanes.size()), least.all(state.lanes.size()) + scale_height + lanes * (most_lane - least.lane)};
}

}  // namespace ui
