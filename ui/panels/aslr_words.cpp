// view=words: the words of a stack frame, from the caller's down to the buffer; a write that is too long runs
// upwards, out of the buffer and over the return address.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/aslr_picture.h"
#include "ui/walk_state.h"

namespace ui {

using lessons::tr;
using Use = StackWord::Use;

namespace {

constexpr float least_row = 26, usual_row = 34, most_row = 54;

float line_height(const PanelContext& context, float width) { return wrapped_height(return_text(context), small_style, width) + px(10); }

struct Row {
    const PanelContext& context;
    const StackWord& word;
    std::size_t index;  // in the buffer
    float height;

    void draw(ImVec2 at, float width) const {
        ImDrawList& list = *ImGui::GetWindowDrawList();
        const bool returns = word.use == Use::return_address, buffer = word.use == Use::buffer;
        const ImVec2 max{at.x + width, at.y + height - px(3)};
        const char* role = word.changed ? "fault" : returns ? "accent" : buffer ? "data" : "ink-3";
        list.AddRectFilled(at, max, mixed(role, "surface", returns || word.changed ? 0.16f : 0.08f), px(4));
        if (word.changed) hatch({at.x, at.y}, {at.x + px(10), max.y}, ink("fault"), 4, 1.2f);
        list.AddRect(at, max, ink(role), px(4), 0, px(returns ? 2 : 1));
        point_out(returns ? "return" : "buffer", at, max);
        if (is_highlighted(context, returns ? "return" : buffer ? "buffer" : "")) ring(at, max, "accent", 2, 5);
        const float middle = (at.y + max.y) / 2, size = height > px(40) ? 15.0f : 13.0f;
        const bool wide = width > px(520);
        const TextStyle text{returns ? Face::bold : Face::text, size}, mono{Face::mono, size, true};
        const std::string value = word.value ? base::hex(*word.value) : tr("aslr.not_in_ram");
        const float value_width = text_size("0x4141_4141_4141_4141", mono).x;
        const float value_x = max.x - px(10) - value_width;
        draw_text_middle({at.x + px(18), middle}, elided(use_text(word, index), text, value_x - at.x - px(24)), text, ink(returns ? "accent" : "ink"));
        if (wide) draw_text_middle({value_x - px(20), middle}, base::hex(word.va.value), {Face::mono, 12}, ink("ink-2"), 1);
        draw_text_middle({value_x, middle}, value, shrunk(value, mono, value_width), ink(word.changed ? "fault" : "ink"));
    }
};

}  // namespace

std::string use_text(const StackWord& word, std::size_t index) {
    if (word.use == Use::caller) return tr("aslr.caller");
    if (word.use == Use::return_address) return tr("aslr.return_address");
    return tr("aslr.buffer_word", {base::dec(index)});
}

std::string return_text(const PanelContext& context) {
    const auto words = stack_words(context);
    const auto found = std::find_if(words.begin(), words.end(), [](const StackWord& w) { return w.use == Use::return_address; });
    if (found == words.end()) return tr("aslr.no_frame");
    if (!found->value) return tr("aslr.frame_absent");
    const sim::LastAccess& last = context.timeline.machine().last;
    const std::string there = address_meaning(context, {*found->value});
    if (last.any && last.type == hw::AccessType::fetch && last.va.value == *found->value && context.timeline.machine().count(base::EventKind::access_start) > context.timeline.start().count(base::EventKind::access_start)) {
        if (last.outcome == hw::Outcome::ok) return tr("aslr.returned", {there});
        const bool forbidden = last.fault_outcome == os::FaultOutcome::segv_accerr && last.outcome == hw::Outcome::page_fault;
        return tr(forbidden ? "aslr.return_forbidden" : "aslr.return_crashed", {base::hex(*found->value), there});
    }
    return tr(found->changed ? "aslr.will_return_changed" : "aslr.will_return", {there});
}

void draw_words(const PanelContext& context, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const auto words = stack_words(context);
    const float lines = line_height(context, room.x), buttons = flow_buttons(context, nullptr, {}, room.x);
    float y = at.y;
    if (!words.empty()) {
        const float row = std::clamp((room.y - lines - buttons - px(8)) / static_cast<float>(words.size()), px(least_row), px(most_row));
        for (std::size_t i = 0; i < words.size(); ++i) {
            Row{context, words[i], words.size() - 1 - i, row}.draw({at.x + px(2), y}, room.x - px(4));
            y += row;
        }
    }
    draw_wrapped({at.x, y + px(4)}, return_text(context), small_style, ink("ink"), room.x);
    y += lines;
    end_at(y + flow_buttons(context, &requests, {at.x, y}, room.x) + px(4));
}

PanelHeight words_height(const PanelContext& context, float width) {
    const float rows = static_cast<float>(stack_words(context).size());
    const float rest = (line_height(context, px(width)) + flow_buttons(context, nullptr, {}, px(width))) / look().scale + 8;
    return {rest + rows * usual_row, rest + rows * least_row, rest + rows * most_row};
}

}  // namespace ui
