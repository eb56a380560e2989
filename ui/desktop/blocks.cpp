// Prose: paragraphs, headings, lists, tables, quotations, claims and the summary.
#include "ui/desktop/blocks.h"

#include <algorithm>
#include <vector>

#include "lessons/engine/strings.h"

namespace ui::desktop {

using lessons::Block;
using lessons::Spans;
using lessons::tr;

namespace {

void draw_list(Column& column, const Block& block) {
    const bool numbered = block.kind == Block::Kind::numbered_list;
    const float indent = px(numbered ? 28 : 20);
    for (std::size_t i = 0; i < block.items.size(); ++i) {
        ImGui::PushID(static_cast<int>(i));
        const Flow flow(block.items[i], column.body(), column.width - indent);
        const float middle = column.at.y + flow.line_height() / 2;
        if (numbered) draw_text_middle({column.at.x + indent - px(8), middle}, std::to_string(i + 1) + ".", {Face::text, column.sizes.text}, ink("ink-2"), 1);
        else ImGui::GetWindowDrawList()->AddCircleFilled({column.at.x + px(7), middle + px(1)}, px(2.6f), ink("ink-2"));
        flow.draw({column.at.x + indent, column.at.y}, column.intents);
        column.at.y += flow.height() + px(4);
        ImGui::PopID();
    }
    column.at.y -= px(4);
}

void draw_summary(Column& column, const Block& block) {
    Card card(column, "hit");
    card.inner.text(block.spans, card.inner.body());
    for (std::size_t i = 0; i < block.items.size(); ++i) {
        ImGui::PushID(static_cast<int>(i));
        card.inner.skip(6);
        const float indent = px(30);
        const Flow flow(block.items[i], card.inner.body(), card.inner.width - indent);
        draw_text_middle({card.inner.at.x + px(18), card.inner.at.y + flow.line_height() / 2}, std::to_string(i + 1), {Face::mono, column.sizes.small},
                         ink("ink-3"), 1);
        flow.draw({card.inner.at.x + indent, card.inner.at.y}, column.intents);
        card.inner.at.y += flow.height();
        ImGui::PopID();
    }
    card.finish();
}

// Widths of the columns: what their cells need; where that is too much, in proportion.
std::vector<float> column_widths(const Block& block, FlowStyle style, float room) {
    std::vector<float> widths(block.columns, px(24));
    for (std::size_t i = 0; i < block.items.size(); ++i)
        widths[i % block.columns] = std::max(widths[i % block.columns], Flow(block.items[i], style, 1e6f).width() + px(2));
    float total = 0;
    for (const float width : widths) total += width;
    if (total <= room) return widths;
    // Narrow columns keep what they need, the wide ones share the rest.
    const float fair = room / static_cast<float>(widths.size());
    float kept = 0, wide = 0;
    for (const float width : widths) (width <= fair ? kept : wide) += width;
    for (float& width : widths)
        if (width > fair) width *= (room - kept) / wide;
    return widths;
}

}  // namespace

void draw_table(Column& column, const Block& block) {
    if (block.columns == 0) return;
    const FlowStyle cell{column.sizes.small + 1, Face::text, "ink", 1.45f}, head{column.sizes.small, Face::bold, "ink-2", 1.45f};
    const float gap = px(16), rule = px(5);
    const std::vector<float> widths = column_widths(block, cell, column.width - gap * static_cast<float>(block.columns - 1));
    for (std::size_t row = 0; row * block.columns < block.items.size(); ++row) {
        float x = column.at.x, height = 0;
        for (unsigned c = 0; c < block.columns && row * block.columns + c < block.items.size(); ++c) {
            ImGui::PushID(static_cast<int>(row * block.columns + c));
            const Flow flow(block.items[row * block.columns + c], row == 0 ? head : cell, widths[c] + px(1));
            flow.draw({x, column.at.y + rule}, column.intents);
            height = std::max(height, flow.height());
            x += widths[c] + gap;
            ImGui::PopID();
        }
        column.at.y += height + rule * 2;
        ImGui::GetWindowDrawList()->AddLine(column.at, {std::min(x - gap, column.at.x + column.width), column.at.y}, ink("line"), px(1));
    }
}

void draw_claim(Column& column, const lessons::ClaimView& claim) {
    Card card(column, claim.holds ? "hit" : "miss");
    ImGui::PushID("claim");
    barred_text(card.inner, claim.claim, {column.sizes.text, Face::text, "ink-2"}, "line");
    ImGui::PopID();
    card.inner.skip(8);
    Spans verdict{{lessons::Span::Kind::strong, tr(claim.holds ? "engine.claim-holds" : "engine.claim-fails") + " ", {}}};
    verdict.insert(verdict.end(), claim.verdict.begin(), claim.verdict.end());
    const Flow flow(verdict, column.body(), card.inner.width - px(24));
    draw_text_middle({card.inner.at.x + px(8), card.inner.at.y + flow.line_height() / 2}, claim.holds ? "✓" : "✗", {Face::bold, column.sizes.text},
                     ink(claim.holds ? "hit" : "miss"), 0.5f);
    flow.draw({card.inner.at.x + px(24), card.inner.at.y}, column.intents);
    card.inner.at.y += flow.height();
    card.finish();
}

void draw_block(Column& column, const Block& block, Drafts& drafts) {
    ImGui::PushID(block.key.c_str());
    switch (block.kind) {
        case Block::Kind::paragraph: column.text(block.spans, column.body()); break;
        case Block::Kind::subheading:
            column.skip(block.step_title ? 10 : 6);
            column.text(block.spans, block.step_title ? FlowStyle{column.sizes.title, Face::bold, "ink", 1.25f} : FlowStyle{column.sizes.subheading, Face::bold, "ink", 1.3f});
            break;
        case Block::Kind::bullet_list:
        case Block::Kind::numbered_list: draw_list(column, block); break;
        case Block::Kind::table: draw_table(column, block); break;
        case Block::Kind::listing: listing(column, block.listing); break;
        case Block::Kind::quote: barred_text(column, block.spans, {column.sizes.text, Face::text, "ink-2"}, "edge"); break;
        case Block::Kind::question: draw_question(column, block.question, drafts); break;
        case Block::Kind::task: draw_task(column, block.task); break;
        case Block::Kind::slider: draw_slider(column, block.slider); break;
        case Block::Kind::plot: draw_plot(column, block.plot); break;
        case Block::Kind::claim: draw_claim(column, block.claim); break;
        case Block::Kind::summary: draw_summary(column, block); break;
    }
    ImGui::PopID();
    column.skip(column.sizes.gap);
}

}  // namespace ui::desktop
