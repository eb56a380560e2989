// The canvas: a WebGL2 context, Dear ImGui on it, and the input that the page reports.
//
// GLFW (Emscripten's) opens the window and its context. Its input is left out: it knows neither
// pixel ratios nor pinches, and takes the keys of the whole page (see web/surface.js for what the
// page does instead). Every text field is an HTML input anyway; what the page passes on here is
// pointer, wheel and a few keys.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ui {
class App;
}

namespace web {

/// Creates the context on the element "#canvas". False: this browser has no WebGL2.
bool open_surface();
/// A font file arrived ("text.ttf"); the bytes are copied.
void add_font(std::string_view name, std::span<const unsigned char> bytes);
/// Canvas size in CSS pixels and in those of the screen.
void resize_surface(float width, float height, int pixel_width, int pixel_height);
/// A lost WebGL context came back: everything on the graphics card is made again.
void restore_surface();

/// What a frame tells the page.
struct FrameResult {
    bool again = false;     ///< input still queued, or an animation runs: draw once more
    bool changed = false;   ///< a click changed the lesson or its machine: render the prose again
    int cursor = 0;         ///< an ImGuiMouseCursor
};
FrameResult draw_frame(ui::App& app, double seconds);

/// What lies under a point; may be combined. Asked when a finger comes down, before the page
/// decides whether the touch scrolls it.
enum Hit : int { hit_nothing = 0, hit_drag = 1, hit_scroll_up = 2, hit_scroll_down = 4, hit_press = 8 };
int hit_test(ui::App& app, float x, float y);

/// What can be pressed and where it is, as JSON: [{"id","x","y","width","height"}].
std::string areas_json(ui::App& app);

void pointer_moved(float x, float y, bool touch);
void pointer_left();
void pointer_button(int button, bool down);
void wheel_turned(float dx, float dy);
/// `code` is a DOM KeyboardEvent.code; false when no panel can use such a key.
bool key_changed(std::string_view code, bool down, bool shift, bool control);
void focus_changed(bool focused);

}  // namespace web
