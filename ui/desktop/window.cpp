#include "ui/desktop/window.h"

#include <GLFW/glfw3.h>

#include <algorithm>

#include "imgui.h"
#include "imgui_impl_glfw.h"
#include "imgui_impl_opengl3.h"
#include "imgui_internal.h"
#include "lessons/engine/strings.h"

namespace ui::desktop {

using base::Error;
using base::Status;
using lessons::tr;

namespace {

constexpr int title_height = 30;  // of a window's frame: what it is taken by must be in sight

Error glfw_error(const char* id) {
    const char* detail = nullptr;
    glfwGetError(&detail);
    return Error{tr(id), detail ? detail : ""};
}

Window& window_of(GLFWwindow* window) { return *static_cast<Window*>(glfwGetWindowUserPointer(window)); }

void key_callback(GLFWwindow* window, int key, int scancode, int action, int mods) {
    Window& self = window_of(window);
    self.wake();
    static int taken = GLFW_KEY_UNKNOWN;  // held down: its repeats are not ImGui's either
    if (action == GLFW_PRESS && self.on_key) {
        const char* const name = glfwGetKeyName(key, scancode);
        if (self.on_key({key, mods, name ? name : ""})) {
            taken = key;
            return;
        }
    }
    if (action == GLFW_REPEAT && key == taken) return;
    if (key == taken) taken = GLFW_KEY_UNKNOWN;
    ImGui_ImplGlfw_KeyCallback(window, key, scancode, action, mods);
}

// The monitor that most of the window is on.
GLFWmonitor* monitor_of(GLFWwindow* window) {
    int x = 0, y = 0, width = 0, height = 0, count = 0;
    glfwGetWindowPos(window, &x, &y);
    glfwGetWindowSize(window, &width, &height);
    GLFWmonitor** const monitors = glfwGetMonitors(&count);
    GLFWmonitor* best = glfwGetPrimaryMonitor();
    long long most = 0;
    for (int i = 0; i < count; ++i) {
        int left = 0, top = 0;
        glfwGetMonitorPos(monitors[i], &left, &top);
        const GLFWvidmode* const mode = glfwGetVideoMode(monitors[i]);
        const long long across = std::max(0, std::min(x + width, left + mode->width) - std::max(x, left));
        const long long down = std::max(0, std::min(y + height, top + mode->height) - std::max(y, top));
        if (across * down > most) most = across * down, best = monitors[i];
    }
    return best;
}

}  // namespace

std::string to_text(const Placement& p) { return std::to_string(p.x) + " " + std::to_string(p.y) + " " + std::to_string(p.width) + " " + std::to_string(p.height); }

Window::~Window() {
    if (imgui_ready_) {
        ImGui_ImplOpenGL3_Shutdown();
        ImGui_ImplGlfw_Shutdown();
        ImGui::DestroyContext();
    }
    if (window_) glfwDestroyWindow(window_);
    if (started_) glfwTerminate();
}

Status Window::open(int width, int height, const char* title, const std::optional<Placement>& last) {
    if (!glfwInit()) return glfw_error("desktop.error.display");
    started_ = true;
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    glfwWindowHintString(GLFW_X11_CLASS_NAME, "pagewalk");
    if (last) glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);  // until it is where it was
    title_ = title;
    window_ = glfwCreateWindow(width, height, title, nullptr, nullptr);
    if (!window_) return glfw_error("desktop.error.opengl");
    glfwSetWindowSizeLimits(window_, 480, 360, GLFW_DONT_CARE, GLFW_DONT_CARE);
    if (last) put_back(*last);
    glfwMakeContextCurrent(window_);
    glfwSwapInterval(1);

    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    connect_callbacks();
    if (!ImGui_ImplGlfw_InitForOpenGL(window_, false)) return Error{tr("desktop.error.opengl")};
    if (!ImGui_ImplOpenGL3_Init("#version 150")) return Error{tr("desktop.error.opengl")};
    imgui_ready_ = true;
    ImGui::GetIO().ConfigInputTextCursorBlink = false;  // blinking would take frames
    return base::Done{};
}

// ImGui's own callbacks, each behind one that wakes the loop. GLFW also returns from waiting for
// events that concern nobody; those draw nothing.
void Window::connect_callbacks() {
    glfwSetWindowUserPointer(window_, this);
    glfwSetKeyCallback(window_, key_callback);
    glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned c) {
        window_of(w).wake();
        if (!window_of(w).on_character || !window_of(w).on_character(c)) ImGui_ImplGlfw_CharCallback(w, c);
    });
    glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double x, double y) { window_of(w).wake(), ImGui_ImplGlfw_CursorPosCallback(w, x, y); });
    glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int b, int a, int m) {
        window_of(w).wake();
        if (a != GLFW_PRESS || !window_of(w).on_press || !window_of(w).on_press()) ImGui_ImplGlfw_MouseButtonCallback(w, b, a, m);
    });
    glfwSetScrollCallback(window_, [](GLFWwindow* w, double x, double y) { window_of(w).wake(), ImGui_ImplGlfw_ScrollCallback(w, x, y); });
    glfwSetWindowFocusCallback(window_, [](GLFWwindow* w, int f) { window_of(w).wake(), ImGui_ImplGlfw_WindowFocusCallback(w, f); });
    glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int e) { window_of(w).wake(), ImGui_ImplGlfw_CursorEnterCallback(w, e); });
    glfwSetDropCallback(window_, [](GLFWwindow* w, int count, const char** paths) {
        window_of(w).wake();
        if (count > 0 && window_of(w).on_drop) window_of(w).on_drop(paths[0]);
    });
    glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) { window_of(w).wake(); });
    glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int, int) { window_of(w).wake(); });
    glfwSetWindowContentScaleCallback(window_, [](GLFWwindow* w, float, float) { window_of(w).wake(); });
    glfwSetMonitorCallback(ImGui_ImplGlfw_MonitorCallback);
}

bool Window::wait(double seconds) {
    // A minimised window has nothing to show, whatever it wants.
    if (!at_rest() && !glfwGetWindowAttrib(window_, GLFW_ICONIFIED)) glfwPollEvents();
    else if (seconds < 0) glfwWaitEvents();
    else glfwWaitEventsTimeout(std::max(seconds, 0.001));
    return !glfwWindowShouldClose(window_);
}

void Window::stir() { glfwPostEmptyEvent(); }

double Window::now() const { return glfwGetTime(); }

void Window::wake(int frames) { wanted_frames_ = std::max(wanted_frames_, frames); }

void Window::begin_frame() {
    wanted_frames_ = std::max(wanted_frames_ - 1, 0);
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGui::NewFrame();
}

void Window::end_frame(unsigned background) {
    ImGui::Render();
    int width = 0, height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    glViewport(0, 0, width, height);
    const auto channel = [&](unsigned shift) { return static_cast<float>(background >> shift & 255) / 255; };
    glClearColor(channel(16), channel(8), channel(0), 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    glfwSwapBuffers(window_);
    ++frames_;
    if (ImGui::GetCurrentContext()->InputEventsQueue.Size > 0) wake(1);  // ImGui takes one change a frame
}

void Window::close() { glfwSetWindowShouldClose(window_, GLFW_TRUE); }

float Window::scale() const {
    float across = 1, down = 1;
    int width = 0, height = 0, pixels = 0, rows = 0;
    glfwGetWindowContentScale(window_, &across, &down);
    glfwGetWindowSize(window_, &width, &height);
    glfwGetFramebufferSize(window_, &pixels, &rows);
    const float density = width > 0 && pixels > 0 ? static_cast<float>(pixels) / static_cast<float>(width) : 1;
    return std::clamp(across / density, 0.5f, 8.0f);
}

// A window that would lie where no monitor is any more opens where the system puts it.
void Window::put_back(const Placement& last) {
    int count = 0;
    bool seen = false;
    GLFWmonitor** const monitors = glfwGetMonitors(&count);
    for (int i = 0; i < count; ++i) {
        int left = 0, top = 0, width = 0, height = 0;
        glfwGetMonitorWorkarea(monitors[i], &left, &top, &width, &height);
        const int middle = last.x + last.width / 2;
        seen |= middle >= left && middle < left + width && last.y >= top && last.y < top + height - title_height;
    }
    glfwSetWindowSize(window_, last.width, last.height);
    if (seen) glfwSetWindowPos(window_, last.x, last.y);
    glfwShowWindow(window_);
    if (!last.fullscreen) return;
    toggle_fullscreen();
    old_x_ = last.x, old_y_ = last.y, old_width_ = last.width, old_height_ = last.height;  // the server may not have moved it yet
}

Placement Window::placement() const {
    Placement now{old_x_, old_y_, old_width_, old_height_, fullscreen()};
    if (now.fullscreen) return now;
    glfwGetWindowPos(window_, &now.x, &now.y);
    glfwGetWindowSize(window_, &now.width, &now.height);
    return now;
}

bool Window::fullscreen() const { return glfwGetWindowMonitor(window_) != nullptr; }

void Window::toggle_fullscreen() {
    wake(8);
    if (fullscreen()) return glfwSetWindowMonitor(window_, nullptr, old_x_, old_y_, old_width_, old_height_, GLFW_DONT_CARE);
    GLFWmonitor* const monitor = monitor_of(window_);
    if (!monitor) return;
    glfwGetWindowPos(window_, &old_x_, &old_y_);
    glfwGetWindowSize(window_, &old_width_, &old_height_);
    const GLFWvidmode* const mode = glfwGetVideoMode(monitor);
    glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
}

void Window::set_title(const std::string& title) {
    if (title == title_) return;
    title_ = title;
    glfwSetWindowTitle(window_, title.c_str());
}

}  // namespace ui::desktop
