#include "ui/panels/tlb_picture.h"

#include <algorithm>
#include <cmath>

#include "core/base/bits.h"
#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui {

using base::dec;
using base::hex;
using lessons::tr;

namespace {

constexpr TextStyle caption{Face::text, 12};
constexpr float cut_height = 48, cut_box = 26, count_line = 22, reach_line = 22, cache_line = 22, buttons = 40;

// --- how the address is cut -----------------------------------------------------------------------

struct Piece {
    std::string title, brief, value;  // brief: the title where there is little room
    std::string_view role, part;
    float share;
    bool lit;
};

std::vector<Piece> pieces_of(const TlbView& view, unsigned array) {
    const hw::PagingFormat& format = view.state.machine->hw.format;
    const hw::TlbArray& cache = view.state.array(array);
    const base::Vpn vpn = format.vpn(*view.state.va);
    const bool hides = is_hidden(view.context, "set") || is_hidden(view.context, "index"), even = base::is_power_of_two(cache.sets());
    unsigned bits = 0;
    while (even && 1u << bits < cache.sets()) ++bits;
    std::vector<Piece> pieces;
    const bool tag_lit = is_highlighted(view.context, "tag");
    if (cache.sets() == 1) {
        pieces.push_back({tr("tlb.cut_page"), tr("tlb.cut_page_brief"), hex(vpn.value), "ink", "tag", 0.66f, tag_lit});
    } else if (even) {
        const unsigned low = format.page_bits, high = low + bits - 1;
        pieces.push_back({tr("tlb.cut_tag"), tr("tlb.cut_tag_brief"), hex(vpn.value >> bits), "ink", "tag", 0.4f, tag_lit});
        const std::string set = hides ? "?" : base::bin(vpn.value & base::low_mask(bits), bits) + " = " + dec(cache.set_of(vpn));
        pieces.push_back({tr("tlb.cut_index", {dec(high), dec(low)}), tr("tlb.cut_index_brief", {dec(high), dec(low)}), set, "accent", "index", 0.32f, true});
    } else {
        pieces.push_back({tr("tlb.cut_page"), tr("tlb.cut_page_brief"), hex(vpn.value), "ink", "tag", 0.4f, tag_lit});
        pieces.push_back({tr("tlb.cut_modulo", {dec(cache.sets())}), tr("tlb.cut_modulo_brief", {dec(cache.sets())}), hides ? "?" : dec(cache.set_of(vpn)), "accent", "index", 0.32f, true});
    }
    const std::uint64_t offset = format.offset(*view.state.va);
    if (format.page_bits > 0) pieces.push_back({tr("tlb.cut_offset"), tr("tlb.cut_offset_brief"), hex(offset, (format.page_bits + 3) / 4), "off", {}, 1, false});
    return pieces;
}

float draw_cut(const TlbView& view, float y) {
    const auto array = view.state.main_array(1);
    if (!view.state.va || !array) return y;
    if (!view.paints()) return y + px(cut_height);
    const auto pieces = pieces_of(view, *array);
    float x = view.at.x;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece& piece = pieces[i];
        const float rest = view.at.x + view.width - x, across = i + 1 == pieces.size() ? rest : view.width * piece.share;
        const ImVec2 min{x, y + px(18)}, max{x + across - px(4), min.y + px(cut_box)};
        draw_text({x + px(2), y}, elided(text_size(piece.title, caption).x <= across - px(6) ? piece.title : piece.brief, caption, across - px(6)), caption, ink(piece.lit ? "accent" : "ink-3"));
        if (!piece.part.empty()) point_out(piece.part, min, max);
        list.AddRectFilled(min, max, mixed(piece.role, "surface", piece.lit ? 0.16f : 0.08f), px(5));
        list.AddRect(min, max, mixed(piece.role, "surface", piece.lit ? 1.0f : 0.35f), px(5), 0, px(piece.lit ? 2 : 1));
        draw_text_middle({(min.x + max.x) / 2, (min.y + max.y) / 2}, elided(piece.value, mono_style, across - px(12)), mono_style, ink(piece.role == "ink" ? "ink" : piece.role), 0.5f);
        x += across;
    }
    return y + px(cut_height);
}

// --- what happened, and how often -----------------------------------------------------------------

float draw_outcome(const TlbView& view, float y) {
    std::string text = lookup_text(view.context, view.state);
    const bool any = !text.empty();
    if (!any) text = tr("tlb.no_access");
    const TextStyle style{Face::text, 13, any};
    // Two lines are kept free, so that nothing below moves from access to access.
    const float height = std::max(wrapped_height(text, style, view.width), wrapped_height("x", style, view.width) * 2);
    if (!view.paints()) return y + height + px(2);
    draw_wrapped({view.at.x, y}, text, style, any ? ink(view.state.hit_level > 0 ? "hit" : "miss") : ink("ink-3"), view.width);
    return y + height + px(2);
}

float draw_counts(const TlbView& view, float y) {
    if (!view.paints()) return y + px(count_line);
    const bool lit = is_highlighted(view.context, "hits") || is_highlighted(view.context, "misses");
    TextStyle style{Face::mono, 13, lit};
    std::string text = count_text(view.context, view.state, true);
    if (text_size(text, style).x > view.width) {
        text = count_text(view.context, view.state, false);
        style.size = 12;
    }
    for (const char* part : {"misses", "hits"}) point_out(part, {view.at.x, y - px(2)}, {view.at.x + view.width, y + px(count_line - 4)});
    draw_text({view.at.x, y}, elided(text, style, view.width), style, ink(lit ? "accent" : "ink"));
    return y + px(count_line);
}

// --- reach ----------------------------------------------------------------------------------------

// Bars on one logarithmic scale, with a mark where the process's pages end.
float draw_reach(const TlbView& view, float y) {
    const bool lit = is_highlighted(view.context, "reach"), hidden = is_hidden(view.context, "reach");
    const auto list = reaches(view.state, lit && view.state.tlb->has_second_level());
    if (!view.paints() || list.empty()) return y + px(reach_line) * static_cast<float>(list.size()) + px(list.empty() ? 0 : 22);
    const sim::Machine& machine = *view.state.machine;
    const base::u128 page = machine.hw.format.page_bytes(), resident = machine.current() ? base::u128{machine.current()->resident} * page : 0;
    base::u128 most = std::max(resident, page * 2);
    for (const Reach& reach : list) most = std::max(most, reach.bytes());
    float text_width = 0;
    for (const Reach& reach : list) text_width = std::max(text_width, text_size(reach_text(view.context, reach), mono_small).x);
    const bool beside = text_width + px(150) <= view.width;
    const float left = view.at.x + (beside ? text_width + px(14) : 0), room = view.width - (left - view.at.x);
    // A mark that a linear scale would press against the edge needs a logarithmic one.
    base::u128 least = resident > 0 ? resident : most;
    for (const Reach& reach : list) least = std::min(least, reach.bytes());
    const bool linear = most / least <= 40;
    const auto at = [&](base::u128 bytes) {
        if (linear) return static_cast<float>(static_cast<double>(bytes) / static_cast<double>(most)) * room * 0.96f;
        const double low = std::log2(static_cast<double>(page)) - 1, high = std::log2(static_cast<double>(most)) + 0.4;
        return static_cast<float>(std::clamp((std::log2(static_cast<double>(std::max(bytes, base::u128{1}))) - low) / (high - low), 0.0, 1.0)) * room;
    };
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const float top = y;
    point_out("reach", {view.at.x, y}, {view.at.x + view.width, y + px(reach_line) * static_cast<float>(list.size())});
    for (const Reach& reach : list) {
        const float middle = y + px(reach_line) / 2, length = hidden ? 0 : at(reach.bytes());
        draw.AddRectFilled({left, middle - px(8)}, {left + room, middle + px(8)}, ink("sunken"), px(4));
        draw.AddRectFilled({left, middle - px(8)}, {left + length, middle + px(8)}, mixed(lit ? "accent" : "hit", "surface", reach.level == 1 ? 0.55f : 0.3f), px(4));
        const ImVec2 text{beside ? view.at.x : left + px(6), middle};
        draw_text_middle(text, elided(reach_text(view.context, reach), mono_small, beside ? text_width + 1 : view.width - px(8)), mono_small, ink("ink"));
        y += px(reach_line);
    }
    if (resident > 0) {
        const float x = left + at(resident);
        dashed_line({x, top + px(1)}, {x, y + px(2)}, ink("ink-2"), px(1.5f));
        const std::string text = tr("tlb.resident", {machine.current()->name, base::size(resident)});
        const float half = text_size(text, caption).x / 2;
        if (!linear && !hidden) draw_text({view.at.x, y + px(2)}, tr("tlb.log_scale"), caption, ink("ink-3"));
        draw_text({std::clamp(x - half, view.at.x, std::max(view.at.x, view.at.x + view.width - half * 2)), y + px(2)}, elided(text, caption, view.width), caption, ink("ink-2"));
    }
    return y + px(22);
}

// --- the caches that shorten a walk ---------------------------------------------------------------

bool has_walk_caches(const TlbView& view) {
    const auto& caches = view.state.tlb->walk_caches();
    return std::any_of(caches.begin(), caches.end(), [](const hw::TlbArray& cache) { return !cache.slots().empty(); });
}

// Drawn from `left` on.
void draw_walk_caches(const TlbView& view, float left, float middle) {
    const hw::PagingFormat& format = view.state.machine->hw.format;
    const auto& caches = view.state.tlb->walk_caches();
    const float right = view.at.x + view.width;
    const std::string name = tr(right - left >= px(460) ? "tlb.walk_caches" : "tlb.walk_caches_short");
    float x = left + draw_text_middle({left, middle}, name, caption, ink("ink-2")) + px(10);
    for (std::size_t i = 0; i < caches.size() && i + 2 <= format.level_count; ++i) {
        const std::size_t slots = caches[i].slots().size();
        if (slots == 0) continue;
        const auto level = static_cast<unsigned>(i + 2);
        const std::uint32_t used = caches[i].held();
        const std::string text = hw::level_name(format, level, view.state.machine->level_names) + " " + dec(used) + "/" + dec(slots);
        if (x + text_size(text, mono_small).x > right) break;
        x += draw_text_middle({x, middle}, text, mono_small, ink(used ? level_role(format, level) : "ink-3")) + px(14);
    }
}

// --- buttons --------------------------------------------------------------------------------------

const hw::TlbEntry* chosen_entry(const TlbView& view) {
    if (!view.selection.tlb || view.selection.tlb->array >= view.state.tlb->arrays().size()) return nullptr;
    const auto& slots = view.state.array(view.selection.tlb->array).slots();
    return view.selection.tlb->slot < slots.size() && slots[view.selection.tlb->slot].valid ? &slots[view.selection.tlb->slot] : nullptr;
}

// Flush, and what can be done with the chosen entry; the walk caches beside them, or below where it is narrow.
float draw_foot(const TlbView& view, float y) {
    const bool caches = has_walk_caches(view), beside = caches && view.width >= px(600);
    const float end = y + px(buttons + 4) + (caches && !beside ? px(cache_line) : 0);
    if (!view.paints()) return end;
    float x = view.at.x;
    const float flush = button_width(tr("tlb.flush")), middle = y + px(buttons) / 2;
    if (button_at("tlb-flush", {x, y}, {flush, px(buttons)}, tr("tlb.flush"))) view.requests->push_back({PanelRequest::Kind::command, "flush", false});
    x += flush + px(8);
    const float room = view.at.x + (beside ? view.width * 0.45f : view.width) - x;
    if (const hw::TlbEntry* entry = chosen_entry(view)) {
        const std::string command = invlpg_command(view.state, *entry), label = button_width(command) <= room ? command : "invlpg";
        if (button_at("tlb-invlpg", {x, y}, {std::min(button_width(label), room), px(buttons)}, label)) view.requests->push_back({PanelRequest::Kind::command, command, false});
    } else {
        const std::string text = tr(text_size(tr("tlb.choose"), caption).x <= room - px(4) ? "tlb.choose" : "tlb.choose_brief");
        draw_text_middle({x + px(4), middle}, elided(text, caption, room - px(4)), caption, ink("ink-3"));
    }
    if (caches) draw_walk_caches(view, beside ? view.at.x + view.width * 0.5f : view.at.x, beside ? middle : y + px(buttons + 4) + px(cache_line) / 2);
    return end;
}

}  // namespace

Staleness TlbView::stale(unsigned array, std::uint32_t slot) const {
    if (is_hidden(context, "stale")) return Staleness::none;
    const auto& all = staleness(context.timeline, state.core);
    return array < all.size() && slot < all[array].size() ? all[array][slot] : Staleness::none;
}

void TlbView::choose(unsigned array, std::uint32_t slot) const {
    const hw::TlbEntry& entry = state.array(array).slots()[slot];
    if (context.pending_pick == "frame") requests->push_back({PanelRequest::Kind::pick, hex(entry.pfn.value), false});
    if (context.pending_pick == "page") requests->push_back({PanelRequest::Kind::pick, hex(entry.vpn.value), false});
    if (chosen(array, slot)) {
        selection.tlb.reset();
        return;
    }
    selection.tlb = Selection::TlbSlot{array, slot};
    selection.frame = entry.pfn;
    selection.word.reset();
}

namespace {

// The height of a table's rows with which all fits the room; 0: none.
float fitting_pitch(const TlbView& view, float room) {
    if (!fits_tables(view)) return 0;
    TlbView measure{view.context, view.state, view.selection, nullptr, {0, 0}, view.width};
    const float around = draw_foot(measure, draw_reach(measure, draw_counts(measure, draw_outcome(measure, draw_cut(measure, px(4))))));
    for (measure.pitch = 26; measure.pitch >= 19; --measure.pitch)
        if (around + draw_tables(measure, 0) <= room) return measure.pitch;
    return 0;
}

}  // namespace

float draw_tlb(const TlbView& all, float room) {
    TlbView view = all;
    view.pitch = fitting_pitch(all, room);
    float y = draw_cut(view, view.at.y);
    y = draw_outcome(view, y);
    y = draw_counts(view, y);
    y = view.pitch > 0 ? draw_tables(view, y) : draw_sets(view, draw_maps(view, y + px(2)));
    y = draw_reach(view, y + px(2));
    return draw_foot(view, y + px(2)) - view.at.y;
}

}  // namespace ui
