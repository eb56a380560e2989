// The last change of a mapping as a story on several cores: who cleared the entry, who was told and how,
// who dropped what and answered, and when the frame was free. Read from the events of the commands it
// belongs to; a shootdown that `stop=` holds spans several.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/panel.h"

namespace ui {

/// A moment of the story. It has happened when the timeline's position lies behind its event.
struct StoryMark {
    std::uint64_t ns = 0;     ///< since the story began
    std::uint64_t event = 0;  ///< number of the event
};

/// What one core has to do with it.
struct StoryCore {
    enum class Part : unsigned char {
        initiator,  ///< changes the mapping
        asked,      ///< in the mask: interrupted
        reached,    ///< by a broadcast, asked for or not
        lazy,       ///< idle with the address space loaded: flushes when it goes on
        elsewhere,  ///< not in the mask
        untold,     ///< in the mask, and the broken kernel tells nobody
    } part = Part::elsewhere;
    std::optional<StoryMark> sent;       ///< the interrupt has left
    std::optional<StoryMark> began;      ///< its handler runs; or a broadcast arrives
    std::optional<StoryMark> done;       ///< and answers
    bool dropped = false;                ///< it held a translation
    bool has_stale = false;              ///< its TLB held one when the entry was cleared
};

struct CoresStory {
    enum class Kind : unsigned char {
        none,
        shootdown,  ///< other cores are told
        alone,      ///< nobody else may hold it
        broken,     ///< set shootdown off
        added,      ///< a mapping was made: nobody has to know
        switched,   ///< another address space was loaded
    } kind = Kind::none;
    std::string line;                    ///< the command
    std::uint32_t process = base::no_process;
    unsigned core = 0;                   ///< where the kernel works
    os::ShootdownMethod method = os::ShootdownMethod::ipi;
    bool cleared_entry = true;           ///< false: narrowed or pointed elsewhere
    std::uint64_t entries = 0;           ///< changed
    std::uint64_t pages = 0;             ///< to drop; 0: all of the address space
    base::PhysAddr root{};               ///< of Kind::switched
    bool flushed = false;                ///< Kind::switched emptied the TLB, or a tag of it
    std::optional<StoryMark> cleared, told, told_all, answered, freed, done;
    std::uint64_t frames = 0;            ///< given back
    base::Pfn frame{};                   ///< the first of them
    std::vector<StoryCore> cores;
    std::optional<os::ShootdownStop> stopped;  ///< at the timeline's position

    unsigned told_cores() const;
    std::uint64_t total_ns() const;
    bool broadcasts() const { return method != os::ShootdownMethod::ipi; }
};

/// The story at the timeline's position; made once for a history and a position.
const CoresStory& cores_story(const PanelContext& context);
/// True when the moment has come.
bool has_come(const PanelContext& context, const std::optional<StoryMark>& mark);

}  // namespace ui
