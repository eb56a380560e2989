// What every panel is: a picture of one idea over a machine it does not own, with a text twin.
//
// draw() paints it with Dear ImGui; say() tells it in one sentence; table() gives its data by
// rows; actions() lists what a reader can do here, each as the command it sends. The screen reader,
// the keyboard and the text view use the last three. A panel keeps no copy of the machine.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/script/timeline.h"
#include "lessons/engine/view.h"

namespace ui {

/// What the reader has pointed at; shared by all panels, no part of the machine.
struct Selection {
    std::optional<base::Pfn> frame;         ///< chosen in tables or RAM
    std::optional<base::PhysAddr> word;     ///< an entry chosen in tables or RAM
    std::optional<std::uint64_t> guest;     ///< virtual page number chosen in the hotel
    unsigned field = 0;                     ///< level whose address field has the focus; 0 none, 255 offset
    enum class RamView : std::uint8_t { step, words, glance } ram_view = RamView::step;  ///< step: as the step wants it
    std::optional<base::VirtAddr> page;     ///< of the address space: where a long area is looked at
    bool space_writes = false;              ///< a click on a page writes to it
    unsigned space_first = 0;               ///< the first process shown where not all fit
    bool sign_bits = false;                 ///< the bits above the top index are shown one by one
    std::optional<std::string> compared;    ///< address panel: the second address; empty: none; nullopt: as the step says
    /// A table in the tree of tables that is open, or folded, other than the picture has it by itself.
    struct Table {
        base::VirtAddr first{};             ///< the lowest address it covers
        unsigned level = 0;
        friend bool operator==(const Table&, const Table&) = default;
    };
    std::vector<Table> toggled;
    unsigned entry_level = 0;               ///< entry panel: level of the entry; 0: the step's choice
    bool entry_open = false;                ///< ... its highest bits are shown one by one
    /// An entry of the TLB: number of its array, and its slot there.
    struct TlbSlot {
        unsigned array = 0;
        std::uint32_t slot = 0;
        friend bool operator==(const TlbSlot&, const TlbSlot&) = default;
    };
    std::optional<TlbSlot> tlb;
    unsigned cores_first = 0;               ///< the first core shown where not all fit
    bool timeline_open = false;             ///< timeline: what changed since `since` is listed
    std::uint64_t since = 0;                ///< a position; 0: the beginning of the step
    friend bool operator==(const Selection&, const Selection&) = default;
};

/// How the timeline plays (ui/playback.h).
struct PlaybackView {
    bool on = false;
    std::size_t pace = 0;  ///< index into Playback::paces
};

/// What a panel sees. All references outlive the call.
struct PanelContext {
    const script::Timeline& timeline;      ///< machine(), events, position
    const lessons::PanelView& show;        ///< argument ("va") and highlights of this step
    std::string_view pending_pick;         ///< "entry", "frame", ... while the lesson waits for a click
    const std::vector<std::string>& console;  ///< lines of the console, oldest first
    bool tabs = false;                     ///< narrow screen: one panel at a time, in little height
    std::span<const std::uint64_t> bookmarks = {};  ///< positions on the timeline
    PlaybackView playback = {};
};

/// What a panel wants done, in order. Handed to the player by the app; shown to the reader.
struct PanelRequest {
    enum class Kind : std::uint8_t { command, act, pick } kind = Kind::command;
    std::string text;   ///< command line; action of the player or of App ("seek 12", "play"); or the picked value in hex
    bool replaces = false;  ///< goes on with a drag: takes the place of the command sent before
};

struct TableData {
    std::vector<std::string> columns;
    std::uint64_t total_rows = 0;
    std::vector<std::vector<std::string>> rows;  ///< those of the range asked for
};

struct PanelAction {
    std::string label;
    PanelRequest request;
    bool enabled = true;
};

/// A text field that belongs to the panel (on the web a DOM input, on the desktop ImGui's).
struct PanelInput {
    std::string label;
    std::string placeholder;
    /// The commands for what was typed, or why it cannot be read.
    std::function<base::Result<std::vector<std::string>>(const std::string& text)> commands;
};

/// Heights in the lengths of the mock (ui/widgets.h scales them).
struct PanelHeight {
    float wanted = 0;  ///< 0: as much as there is
    float least = 0;   ///< below it the panel scrolls
    float most = 0;    ///< up to this it makes use of more; 0: it does not
};

struct Panel {
    std::string_view id;        ///< as in lessons::panel_ids()
    std::string_view title_id;  ///< for tr()
    /// Paints into the current ImGui child window (its content region is the panel). Appends what
    /// the reader did to `requests`.
    void (*draw)(const PanelContext&, Selection&, std::vector<PanelRequest>& requests);
    std::string (*say)(const PanelContext&, const Selection&);
    TableData (*table)(const PanelContext&, const Selection&, std::uint64_t first_row, std::uint64_t row_count);
    std::vector<PanelAction> (*actions)(const PanelContext&, const Selection&);
    std::optional<PanelInput> (*input)(const PanelContext&);  ///< nullptr: has none
    /// Height of its content for a width.
    PanelHeight (*height)(const PanelContext&, const Selection&, float width);
    /// A few words at the right of the title; nullptr: none.
    std::string (*hint)(const PanelContext&, const Selection&);
};

// The panels, each in its own file below ui/panels/.
extern const Panel address_panel, tables_panel, ram_panel, sizing_panel, entry_panel, space_panel, hotel_panel, tlb_panel,
    cost_panel, cores_panel, fault_panel, aslr_panel, replacement_panel, curves_panel, compare_panel, scheduler_panel;
extern const Panel timeline_panel, console_panel;

/// All panels, in the order of lessons::panel_ids().
std::span<const Panel* const> panels();
const Panel* find_panel(std::string_view id);

}  // namespace ui
