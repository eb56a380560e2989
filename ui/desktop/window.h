// One window with an OpenGL 3.2 core context and Dear ImGui in it. It sleeps until something
// happens: an idle window draws nothing.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/base/result.h"

struct GLFWwindow;

namespace ui::desktop {

struct KeyPress {
    int key = 0;        ///< GLFW_KEY_...
    int mods = 0;       ///< GLFW_MOD_...
    std::string name;   ///< the character it types, in the reader's layout; empty for F1 and such
};

/// Where a window is, outside of full screen, in the screen's units.
struct Placement {
    int x = 0, y = 0, width = 0, height = 0;
    bool fullscreen = false;
    friend bool operator==(const Placement&, const Placement&) = default;
};

/// "60 40 1280 800": all but whether it fills the screen.
std::string to_text(const Placement& placement);

class Window {
public:
    Window() = default;
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    /// Opens the window, `width` x `height` at a content scale of 1; or where it was the last time, where a
    /// monitor still shows that place. The error says what is missing.
    base::Status open(int width, int height, const char* title, const std::optional<Placement>& last = {});

    /// Asked for every key pressed before ImGui sees it; true: it was taken.
    std::function<bool(const KeyPress&)> on_key;
    /// Asked for every character typed that no key taken brought; true: it was taken.
    std::function<bool(unsigned)> on_character;
    /// Asked for every press of a mouse button; true: it was taken.
    std::function<bool()> on_press;

    /// Told of a file that is dropped on the window, the first of several.
    std::function<void(const std::string&)> on_drop;

    /// Sleeps until the next frame is wanted, or for `seconds` where that is not below zero; false when the
    /// window was closed.
    bool wait(double seconds = -1);
    double now() const;  ///< seconds since the window opened
    /// True when the next wait() would sleep.
    bool at_rest() const { return wanted_frames_ == 0; }
    /// Ends the sleep without asking for a frame; any thread may call it.
    static void stir();
    /// Asks for frames: ImGui spreads its reaction to one event over several.
    void wake(int frames = 4);
    void begin_frame();
    /// Shows the frame on a ground of this colour (0xRRGGBB).
    void end_frame(unsigned background);
    void close();

    /// ImGui units per unit of the mock: 2 on a display of twice the density, where the system
    /// counts in pixels; 1 where it counts in points.
    float scale() const;
    bool fullscreen() const;
    void toggle_fullscreen();
    Placement placement() const;
    void set_title(const std::string& title);
    unsigned long long frames() const { return frames_; }

private:
    void connect_callbacks();
    void put_back(const Placement& last);

    GLFWwindow* window_ = nullptr;
    bool started_ = false, imgui_ready_ = false;
    int wanted_frames_ = 8;
    unsigned long long frames_ = 0;
    int old_x_ = 0, old_y_ = 0, old_width_ = 0, old_height_ = 0;  // before fullscreen
    std::string title_;
};

}  // namespace ui::desktop
