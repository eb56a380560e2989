// What every panel draws with: text in a face and size, colours by token, and areas that mouse,
// touch and keyboard reach alike. Lengths are those of the mock; px() scales them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"
#include "ui/fonts.h"
#include "ui/theme.h"

namespace ui {

/// A length of the mock in ImGui units.
inline float px(float length) { return length * look().scale; }

/// A token's colour in the present theme.
ImU32 ink(std::string_view token, float alpha = 1);
/// `share` of one token over another: opaque, so that overlapping shapes stay calm.
ImU32 mixed(std::string_view token, std::string_view over, float share);

struct TextStyle {
    Face face = Face::text;
    float size = 13;      ///< before scaling
    bool heavy = false;   ///< a little bolder than its face: drawn twice
};
constexpr TextStyle title_style{Face::bold, 13}, small_style{Face::text, 13}, mono_style{Face::mono, 13},
    mono_small{Face::mono, 12}, label_style{Face::mono, 13, true};

ImVec2 text_size(std::string_view text, TextStyle style);
/// `align`: 0 starts at `at`, 0.5 is centred on it, 1 ends there. Returns the width.
float draw_text(ImVec2 at, std::string_view text, TextStyle style, ImU32 colour, float align = 0);
/// Vertically centred on at.y.
float draw_text_middle(ImVec2 at, std::string_view text, TextStyle style, ImU32 colour, float align = 0);
/// What draw_wrapped() will use.
float wrapped_height(std::string_view text, TextStyle style, float width);
/// Breaks at blanks; returns the height used.
float draw_wrapped(ImVec2 at, std::string_view text, TextStyle style, ImU32 colour, float width);
/// The style, as much smaller as the width asks for, down to the smallest type there is: 12 CSS pixels.
TextStyle shrunk(std::string_view text, TextStyle style, float width);
/// The text, or as much of its beginning as fits, with "…".
std::string elided(std::string_view text, TextStyle style, float width);

/// What the reader does with an area this frame.
struct Hit {
    bool pressed = false;  ///< click, tap, Enter or Space
    bool hovered = false;
    bool focused = false;  ///< has the keyboard, and shows it
    bool active = false;   ///< held down
};
/// An area that can be pressed, with a focus ring; draw its content after it. `radius` of the ring.
Hit hit_area(const char* id, ImVec2 at, ImVec2 size, float radius = 4);
/// An area by the id it was made with, and the part of it that can be seen.
struct NamedArea {
    std::string id;
    ImVec2 min, max;
};
/// From now on hit_area() adds what it makes to the list; nullptr ends that. Tests click there.
void record_areas(std::vector<NamedArea>* list);
/// The same for an area that Dear ImGui makes itself, a text field.
void name_area(const char* id, ImVec2 at, ImVec2 size);
/// The smallest type that was drawn since record_areas() began, in units (CSS pixels while the scale is 1).
float smallest_text();
/// Says which part of a panel ("pgd", as prose names it) is painted in a rectangle: it gets a ring while the
/// reader is on its word, and the last one that the pointer is on is pointed_out().
void point_out(std::string_view part, ImVec2 min, ImVec2 max);
std::string_view pointed_out();
/// Before a panel is drawn: nothing is pointed out yet, and `lit` is the part whose word the reader is on.
void begin_parts(std::string_view lit);
/// A drag of the area just made, which is asked in every frame: its first change is a command of its own, those
/// after it take that one's place.
class DragChanges {
public:
    DragChanges();
    /// True for all changes of a drag but the first. To be asked once a change.
    bool replaces();

private:
    ImGuiID id_;
};
/// For the area just made: takes the key from navigation and scrolling while it has the focus, and
/// says whether it was pressed.
bool takes_key(const Hit& hit, ImGuiKey key);
/// Steps of the wheel over the area just made; the panel does not scroll meanwhile.
int takes_wheel(const Hit& hit);

enum class Icon : unsigned char { none, back, forward, first, last, play, up, down, plus, minus, cells, pause, flag, far_back, far_forward };
void draw_icon(ImVec2 centre, Icon icon, float size, ImU32 colour);

enum class ButtonKind : unsigned char { plain, primary, quiet };
/// A button at a place. Its label is also what a tooltip says when only the icon is drawn.
bool button_at(const char* id, ImVec2 at, ImVec2 size, std::string_view label, Icon icon = Icon::none,
               ButtonKind kind = ButtonKind::plain, bool enabled = true);
/// Width of a button with this label.
float button_width(std::string_view label);

/// Slanted lines every `pitch`, inside a rectangle: up to the right, or down. Lengths of the mock.
void hatch(ImVec2 min, ImVec2 max, ImU32 colour, float pitch, float thickness = 1, bool rising = true);
/// A ring `out` round a rectangle, with corners of `radius`. Lengths of the mock.
void ring(ImVec2 min, ImVec2 max, std::string_view role, float out, float radius, float thickness = 2);
/// True when the current window should scroll for `news`, which may be any number: once, but a window that has just
/// appeared does not know its height yet and is told again a frame later.
bool scrolls_for(std::uint64_t news);
void dashed_rect(ImVec2 min, ImVec2 max, ImU32 colour, float thickness = 1);
void dashed_line(ImVec2 from, ImVec2 to, ImU32 colour, float thickness = 1);
/// A line in right angles from a to b with an arrow head at b; turns at x = `turn`.
void elbow(ImVec2 from, ImVec2 to, float turn, ImU32 colour, float thickness, bool dashed);
/// Three dots, one above the other.
void draw_ellipsis(ImVec2 centre, ImU32 colour);

/// Ends a hand-drawn panel: its content reaches down to `y`.
void end_at(float y);
/// What a panel says in place of its picture when there is nothing to draw.
void draw_nothing(std::string_view text);
/// Says `text` near the pointer while the area just made is hovered or focused.
void tooltip(const Hit& hit, std::string_view text);

}  // namespace ui
