#include "ui/desktop/flow.h"

#include <algorithm>
#include <cmath>

#include "lessons/engine/panel_ids.h"
#include "ui/widgets.h"

namespace ui::desktop {

using lessons::Span;
using Kind = lessons::Span::Kind;

namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t'; }
float code_padding() { return px(5); }

// ImGui counts a face's size from ascender to descender; these are what that is of an em.
constexpr float text_extent = 1.21f, mono_extent = 1.32f;
float text_face_size(FlowStyle style) { return px(style.size * (style.face == Face::mono ? mono_extent : text_extent)); }

std::size_t next_character(std::string_view text, std::size_t at) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) ++at;
    return at;
}

// "address.pgd" -> the colour of the PGD everywhere
std::string_view role_of(std::string_view target) { return lessons::role_of_part(target.substr(target.find('.') + 1)); }

void dotted_line(float from, float to, float y, ImU32 colour) {
    for (float x = from; x < to; x += px(4))
        ImGui::GetWindowDrawList()->AddLine({x, y}, {std::min(x + px(1.5f), to), y}, colour, px(1));
}

// No italic is embedded: what was just drawn leans to the right around its baseline.
void lean(ImDrawList& list, int first_vertex, float baseline) {
    for (int i = first_vertex; i < list.VtxBuffer.Size; ++i) list.VtxBuffer[i].pos.x += (baseline - list.VtxBuffer[i].pos.y) * 0.2f;
}

}  // namespace

Flow::Flow(const lessons::Spans& spans, FlowStyle style, float width)
    : spans_(spans), style_(style), line_height_(std::round(px(style.size * style.leading))) {
    const std::vector<Atom> all = atoms();
    for (std::size_t first = 0; first < all.size();) {
        if (spans_[all[first].span].kind == Kind::line_break) {
            ++lines_, x_ = 0;
            ++first;
            continue;
        }
        std::size_t end = first + 1;
        while (end < all.size() && !all[end].blank_before && spans_[all[end].span].kind != Kind::line_break) ++end;
        place_word(&all[first], &all[first] + (end - first), std::max(width, px(30)));
        first = end;
    }
}

Flow::Ink Flow::ink_of(const Span& span) const {
    const auto mono_size = std::round(px(style_.size * 0.92f * mono_extent));
    const float size = px(style_.size * text_extent);
    switch (span.kind) {
        case Kind::strong: return {font(Face::bold), size, ink("ink")};
        case Kind::code: return {font(Face::mono), mono_size, ink(style_.boxed_code ? "ink" : style_.ink)};
        case Kind::value: return {font(Face::mono), mono_size, ink("ink")};
        case Kind::part: return {font(Face::bold), size, ink(role_of(span.target))};
        case Kind::link: return {font(style_.face), size, ink("accent")};
        default: return {font(style_.face), text_face_size(style_), ink(style_.ink)};
    }
}

float Flow::text_width(const Span& span, std::string_view text) const {
    const Ink with = ink_of(span);
    return with.font->CalcTextSizeA(with.size, 1e9f, 0, text.data(), text.data() + text.size()).x;
}

std::vector<Flow::Atom> Flow::atoms() const {
    std::vector<Atom> all;
    bool blank = false;
    for (std::size_t s = 0; s < spans_.size(); ++s) {
        const Span& span = spans_[s];
        if (span.kind == Kind::line_break) {
            all.push_back({s, {}, false});
            blank = false;
            continue;
        }
        const std::string_view text = span.text;
        const std::size_t before = all.size();
        for (std::size_t at = 0; at < text.size();) {
            if (is_blank(text[at])) {
                blank = true;
                ++at;
                continue;
            }
            std::size_t end = at;
            while (end < text.size() && !is_blank(text[end])) ++end;
            all.push_back({s, text.substr(at, end - at), blank, text_width(span, text.substr(at, end - at))});
            blank = false;
            at = end;
        }
        if (span.kind != Kind::code || !style_.boxed_code || all.size() == before) continue;
        all[before].lead = code_padding();
        all[before].width += code_padding();
        all.back().width += code_padding();
    }
    return all;
}

void Flow::put(const Atom& atom, std::string_view text, float x, float text_x, float end) {
    const unsigned line = lines_ - 1;
    if (runs_.empty() || runs_.back().span != atom.span || runs_.back().line != line) runs_.push_back({atom.span, line, pieces_.size(), 0, x, end});
    ++runs_.back().pieces;
    runs_.back().to = end;
    pieces_.push_back({text, text_x});
    x_ = end;
    used_ = std::max(used_, end);
}

// A word is what must not be torn apart: "(`0x10`)," is one.
void Flow::place_word(const Atom* first, const Atom* last, float width) {
    float length = 0;
    for (const Atom* atom = first; atom != last; ++atom) length += atom->width;
    float blank = 0;
    if (first->blank_before && x_ > 0) {
        const bool inside = !runs_.empty() && runs_.back().span == first->span;
        blank = inside ? text_width(spans_[first->span], " ") : font(style_.face)->CalcTextSizeA(text_face_size(style_), 1e9f, 0, " ").x;
    }
    if (x_ > 0 && x_ + blank + length > width) {
        ++lines_;
        x_ = blank = 0;
    }
    x_ += blank;
    for (const Atom* atom = first; atom != last; ++atom) {
        if (x_ + atom->width <= width) put(*atom, atom->text, x_, x_ + atom->lead, x_ + atom->width);
        else place_in_parts(*atom, width);
    }
}

// Wider than a line, or at the end of a word that is: broken wherever the line ends.
void Flow::place_in_parts(const Atom& atom, float width) {
    std::string_view rest = atom.text;
    float lead = atom.lead;
    while (!rest.empty()) {
        std::size_t fits = 0;
        for (std::size_t at = next_character(rest, 0); at <= rest.size(); at = next_character(rest, at)) {
            if (x_ + lead + text_width(spans_[atom.span], rest.substr(0, at)) > width && (fits > 0 || x_ > 0)) break;
            fits = at;
            if (at == rest.size()) break;
        }
        if (fits > 0) {
            const std::string_view part = rest.substr(0, fits);
            put(atom, part, x_, x_ + lead, x_ + lead + text_width(spans_[atom.span], part));
            rest.remove_prefix(fits);
            lead = 0;
        }
        if (!rest.empty()) ++lines_, x_ = 0;
    }
}

void Flow::draw(ImVec2 at, Intents& intents) const {
    ImGui::PushID("flow");
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        ImGui::PushID(static_cast<int>(i));
        draw_run(runs_[i], at, intents);
        ImGui::PopID();
    }
    ImGui::PopID();
}

void Flow::draw_run(const Run& run, ImVec2 at, Intents& intents) const {
    const Span& span = spans_[run.span];
    const Ink with = ink_of(span);
    ImFontBaked* text_face = font(style_.face)->GetFontBaked(text_face_size(style_));
    ImFontBaked* face = with.font->GetFontBaked(with.size);
    const float top = at.y + static_cast<float>(run.line) * line_height_;
    const float baseline = std::round(top + (line_height_ + text_face->Ascent + text_face->Descent) / 2);
    const float from = at.x + run.from, to = at.x + run.to;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    ImU32 colour = with.colour;

    if (span.kind == Kind::code && style_.boxed_code)
        list.AddRectFilled({from, baseline - face->Ascent - px(1)}, {to, baseline - face->Descent + px(1)}, ink("sunken"), px(4));
    if (span.kind == Kind::part || span.kind == Kind::link) {
        const Hit hit = hit_area("press", {from, top}, {to - from, line_height_});
        if (span.kind == Kind::part && (hit.hovered || hit.focused)) intents.word = span.target;
        if (span.kind == Kind::part && intents.pointed == span.target)
            list.AddRect({from - px(3), baseline - face->Ascent - px(2)}, {to + px(3), baseline - face->Descent + px(2)}, colour, px(4), 0, px(2));
        if (hit.pressed) (span.kind == Kind::part ? intents.part : intents.link) = span.target;
        const float y = baseline + px(3.5f);
        if (hit.hovered || span.kind == Kind::link) list.AddLine({from, y}, {to, y}, colour, px(1));
        else dotted_line(from, to, y, colour);
    }
    if (span.kind == Kind::value) list.AddRectFilled({from, baseline + px(3)}, {to, baseline + px(5)}, ink("accent"));
    if (span.kind == Kind::term) dotted_line(from, to, baseline + px(3.5f), colour);

    const int first_vertex = list.VtxBuffer.Size;
    for (std::size_t i = run.first_piece; i < run.first_piece + run.pieces; ++i) {
        const std::string_view text = pieces_[i].text;
        list.AddText(with.font, with.size, {std::round(at.x + pieces_[i].x), baseline - face->Ascent}, colour, text.data(), text.data() + text.size());
    }
    if (span.kind == Kind::emphasis) lean(list, first_vertex, baseline);
}

}  // namespace ui::desktop
