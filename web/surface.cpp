#include "web/surface.h"

#include <GLES3/gl3.h>
#include <GLFW/glfw3.h>
#include <emscripten.h>

#include <algorithm>
#include <array>
#include <cfloat>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "imgui.h"
#include "imgui_impl_opengl3.h"
#include "imgui_internal.h"
#include "ui/app.h"
#include "ui/fonts.h"
#include "ui/theme.h"
#include "ui/widgets.h"

// glfwInit() listens to the keys of the whole page (Tab and Backspace would be dead in every text
// field) and to mouse, touch and wheel in screen pixels. The page tells the panels about these
// itself, so GLFW's listeners are taken off again; window and context stay its own.
EM_JS(void, leave_input_to_the_page, (), {
    var of_page = ["keydown", GLFW.onKeydown, "keypress", GLFW.onKeyPress, "keyup", GLFW.onKeyup];
    var of_canvas = [
        "touchmove", GLFW.onMousemove, "touchstart", GLFW.onMouseButtonDown, "touchcancel", GLFW.onMouseButtonUp,
        "touchend", GLFW.onMouseButtonUp, "mousemove", GLFW.onMousemove, "mousedown", GLFW.onMouseButtonDown,
        "mouseup", GLFW.onMouseButtonUp, "wheel", GLFW.onMouseWheel, "mousewheel", GLFW.onMouseWheel
    ];
    for (var i = 0; i < of_page.length; i += 2) window.removeEventListener(of_page[i], of_page[i + 1], true);
    for (var j = 0; j < of_canvas.length; j += 2) Module["canvas"].removeEventListener(of_canvas[j], of_canvas[j + 1], true);
});

namespace web {
namespace {

struct LoadedFont {
    std::string name;
    std::vector<unsigned char> bytes;
};
std::vector<LoadedFont> fonts;  // ImGui reads the bytes as long as it lives

bool open = false;
bool fonts_changed = false;  // since the last frame
int pixel_width = 0, pixel_height = 0;
double last_seconds = 0;

// After a pause the time that passed is no animation's: a frame never counts for more than this.
constexpr double longest_frame = 1.0 / 20;

struct Key {
    std::string_view code;
    ImGuiKey key;
};
constexpr std::array<Key, 19> keys{{
    {"ArrowLeft", ImGuiKey_LeftArrow},   {"ArrowRight", ImGuiKey_RightArrow},
    {"ArrowUp", ImGuiKey_UpArrow},       {"ArrowDown", ImGuiKey_DownArrow},
    {"PageUp", ImGuiKey_PageUp},         {"PageDown", ImGuiKey_PageDown},
    {"Home", ImGuiKey_Home},             {"End", ImGuiKey_End},
    {"Enter", ImGuiKey_Enter},           {"NumpadEnter", ImGuiKey_KeypadEnter},
    {"Space", ImGuiKey_Space},           {"Minus", ImGuiKey_Minus},
    {"Equal", ImGuiKey_Equal},           {"NumpadAdd", ImGuiKey_KeypadAdd},
    {"NumpadSubtract", ImGuiKey_KeypadSubtract},
    {"KeyB", ImGuiKey_B},                {"KeyD", ImGuiKey_D},
    {"KeyN", ImGuiKey_N},                {"KeyP", ImGuiKey_P},
}};

void use_fonts() {
    std::vector<ui::FontFile> files;
    for (const LoadedFont& font : fonts) files.push_back({font.name, font.bytes});
    ui::load_fonts(files);
}

void begin_frame(double elapsed) {
    if (fonts_changed) use_fonts();
    fonts_changed = false;
    ImGui::GetIO().DeltaTime = static_cast<float>(std::clamp(elapsed, 0.001, longest_frame));
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    // A font learns the pixel ratio when it is pushed; the panels also draw with fonts that never are.
    for (ImFont* font : ImGui::GetIO().Fonts->Fonts) {
        ImGui::PushFont(font, 0);
        ImGui::PopFont();
    }
}

bool draw_app(ui::App& app) {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    return app.draw(0, 0, size.x, size.y);
}

void clear_to_background() {
    const std::uint32_t rgb = ui::colour("sunken", ui::look().scheme);
    const auto part = [rgb](unsigned shift) { return static_cast<float>(rgb >> shift & 255) / 255; };
    glViewport(0, 0, pixel_width, pixel_height);
    glClearColor(part(16), part(8), part(0), 1);
    glClear(GL_COLOR_BUFFER_BIT);
}

}  // namespace

bool open_surface() {
    if (!glfwInit()) return false;
    glfwWindowHint(GLFW_ALPHA_BITS, 0);
    glfwWindowHint(GLFW_DEPTH_BITS, 0);
    glfwWindowHint(GLFW_STENCIL_BITS, 0);
    glfwWindowHint(GLFW_SAMPLES, 0);  // ImGui smooths its own edges
    GLFWwindow* window = glfwCreateWindow(1, 1, "Pagewalk", nullptr, nullptr);  // the page sets the real size
    leave_input_to_the_page();
    if (!window) return false;
    glfwMakeContextCurrent(window);

    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.BackendPlatformName = "pagewalk-web";
    io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
    if (!ImGui_ImplOpenGL3_Init("#version 300 es")) return false;
    use_fonts();
    open = true;
    return true;
}

void add_font(std::string_view name, std::span<const unsigned char> bytes) {
    fonts.push_back({std::string(name), {bytes.begin(), bytes.end()}});
    fonts_changed = open;
}

void resize_surface(float width, float height, int new_pixel_width, int new_pixel_height) {
    if (!open || width <= 0 || height <= 0) return;
    pixel_width = new_pixel_width;
    pixel_height = new_pixel_height;
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {width, height};
    io.DisplayFramebufferScale = {static_cast<float>(pixel_width) / width, static_cast<float>(pixel_height) / height};
}

void restore_surface() {
    if (!open) return;
    ImGui_ImplOpenGL3_DestroyDeviceObjects();
    ImGui_ImplOpenGL3_CreateDeviceObjects();
}

FrameResult draw_frame(ui::App& app, double seconds) {
    FrameResult result;
    if (!open || pixel_width == 0) return result;
    begin_frame(seconds - last_seconds);
    last_seconds = seconds;
    result.again = draw_app(app);
    result.cursor = ImGui::GetMouseCursor();
    ImGui::Render();
    clear_to_background();
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    result.again |= ImGui::GetCurrentContext()->InputEventsQueue.Size > 0;  // ImGui takes one change a frame
    result.changed = app.take_changed();
    return result;
}

int hit_test(ui::App& app, float x, float y) {
    if (!open || pixel_width == 0) return hit_nothing;
    pointer_moved(x, y, true);
    begin_frame(0);
    draw_app(app);
    int hits = hit_nothing;
    const ImGuiMouseCursor cursor = ImGui::GetMouseCursor();
    if (cursor == ImGuiMouseCursor_ResizeEW || cursor == ImGuiMouseCursor_ResizeNS || cursor == ImGuiMouseCursor_ResizeAll)
        hits |= hit_drag;
    if (cursor == ImGuiMouseCursor_Hand) hits |= hit_press;
    for (const ImGuiWindow* window = ImGui::GetCurrentContext()->HoveredWindow; window; window = window->ParentWindow) {
        if (window->Scroll.y > 0) hits |= hit_scroll_up;
        if (window->Scroll.y < window->ScrollMax.y) hits |= hit_scroll_down;
    }
    ImGui::EndFrame();
    return hits;
}

std::string areas_json(ui::App& app) {
    std::vector<ui::NamedArea> areas;
    if (open && pixel_width > 0) {
        begin_frame(0);
        ui::record_areas(&areas);
        draw_app(app);
        ui::record_areas(nullptr);
        ImGui::EndFrame();
    }
    base::JsonWriter json;
    json.begin_array();
    for (const ui::NamedArea& area : areas) {
        json.begin_object().field("id", area.id);
        json.field_number("x", static_cast<unsigned>(area.min.x)).field_number("y", static_cast<unsigned>(area.min.y));
        json.field_number("width", static_cast<unsigned>(area.max.x - area.min.x));
        json.field_number("height", static_cast<unsigned>(area.max.y - area.min.y)).end_object();
    }
    return json.end_array().text();
}

void pointer_moved(float x, float y, bool touch) {
    if (!open) return;
    ImGuiIO& io = ImGui::GetIO();
    io.AddMouseSourceEvent(touch ? ImGuiMouseSource_TouchScreen : ImGuiMouseSource_Mouse);
    io.AddMousePosEvent(x, y);
}

void pointer_left() {
    if (open) ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
}

void pointer_button(int button, bool down) {
    if (open && button >= 0 && button < ImGuiMouseButton_COUNT) ImGui::GetIO().AddMouseButtonEvent(button, down);
}

void wheel_turned(float dx, float dy) {
    if (open) ImGui::GetIO().AddMouseWheelEvent(dx, dy);
}

bool key_changed(std::string_view code, bool down, bool shift, bool control) {
    if (!open) return false;
    const auto known = std::find_if(keys.begin(), keys.end(), [code](const Key& key) { return key.code == code; });
    if (known == keys.end() || (control && code.substr(0, 3) == "Key")) return false;  // Ctrl P prints
    ImGuiIO& io = ImGui::GetIO();
    io.AddKeyEvent(ImGuiMod_Shift, shift);
    io.AddKeyEvent(ImGuiMod_Ctrl, control);
    io.AddKeyEvent(known->key, down);
    return true;
}

void focus_changed(bool focused) {
    if (open) ImGui::GetIO().AddFocusEvent(focused);
}

}  // namespace web
