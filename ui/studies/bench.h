// The desktop's pages beside the course: a trace of a real program, a RAM image of a real machine, the computer it runs on.
// Each takes the whole window, under a bar with the names of all; Escape leads back to the lesson.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ui/studies/host_view.h"
#include "ui/studies/image_view.h"
#include "ui/studies/trace_view.h"

namespace ui::studies {

class Bench {
public:
    /// `tell` may be called by any thread: it wakes the window.
    explicit Bench(std::function<void()> tell) : tell_(std::move(tell)) {}

    enum class Page : unsigned char { none, trace, image, host };

    void show(Page page) { page_ = page; }
    Page page() const { return page_; }
    bool is_open() const { return page_ != Page::none; }
    /// A file that was dropped or named: a RAM image by its ending, else a trace.
    void open(const std::string& file);
    void open_image(const ImageRequest& request);
    void show_host(Host host) { page_ = Page::host, host_.show(std::move(host)); }
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

    bool reading() const { return trace_.reading() || image_.reading() || host_.measuring(); }
    const TraceView& trace() const { return trace_; }
    const ImageView& image() const { return image_; }
    const HostView& host() const { return host_; }
    const std::vector<NamedArea>& areas() const { return areas_; }  ///< what can be pressed, as drawn last

private:
    Choice draw_bar(ImVec2 size);
    void draw_page(ImVec2 at, ImVec2 size);
    std::size_t section() const { return page_ == Page::host ? host_.section() : page_ == Page::image ? image_.section() : trace_.section(); }

    std::function<void()> tell_;
    Page page_ = Page::none;
    TraceView trace_;
    ImageView image_;
    HostView host_;
    std::vector<NamedArea> areas_;
    float scroll_ = 0, most_scroll_ = 0, screen_ = 0, scroll_to_ = -1;
    std::size_t drawn_section_ = 0;
    Page drawn_page_ = Page::none;
};

}  // namespace ui::studies
