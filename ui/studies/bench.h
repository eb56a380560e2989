// The desktop's pages beside the course: a trace of a real program, ... Each takes the whole window, under a bar with the
// names of all; Escape leads back to the lesson.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ui/studies/trace_view.h"

namespace ui::studies {

class Bench {
public:
    /// `tell` may be called by any thread: it wakes the window.
    explicit Bench(std::function<void()> tell) : tell_(std::move(tell)) {}

    enum class Page : unsigned char { none, trace };

    void show(Page page) { page_ = page; }
    Page page() const { return page_; }
    bool is_open() const { return page_ != Page::none; }
    /// A file that was dropped or named, by what is in it.
    void open(const std::string& file);
    void close() { page_ = Page::none; }
    /// Takes what threads have found; true when something changed.
    bool tick();
    /// Down the page by most of a screen, then to the next thing it tells; and back.
    void turn(bool on);

    /// What was pressed in the bar.
    struct Choice {
        bool theme = false;
    };
    /// The whole window; `bar` is the height of the bar.
    Choice draw(ImVec2 size, float bar);

    const TraceView& trace() const { return trace_; }
    const std::vector<NamedArea>& areas() const { return areas_; }  ///< what can be pressed, as drawn last

private:
    Choice draw_bar(ImVec2 size);
    void draw_page(ImVec2 at, ImVec2 size);

    std::function<void()> tell_;
    Page page_ = Page::none;
    TraceView trace_;
    std::vector<NamedArea> areas_;
    float scroll_ = 0, most_scroll_ = 0, screen_ = 0, scroll_to_ = -1;
    std::size_t drawn_section_ = 0;
};

}  // namespace ui::studies
