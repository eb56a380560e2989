#include "ui/panels/cores_story.h"

#include <algorithm>

#include "ui/remembered.h"

namespace ui {

using base::Event;
using base::EventKind;
using Part = StoryCore::Part;
using Kind = CoresStory::Kind;

unsigned CoresStory::told_cores() const {
    return static_cast<unsigned>(std::count_if(cores.begin(), cores.end(), [](const StoryCore& c) { return c.part == Part::asked || c.part == Part::reached; }));
}

std::uint64_t CoresStory::total_ns() const {
    std::uint64_t last = 0;
    for (const auto* mark : {&cleared, &told, &told_all, &answered, &freed, &done})
        if (*mark) last = std::max(last, (*mark)->ns);
    return last;
}

bool has_come(const PanelContext& context, const std::optional<StoryMark>& mark) { return mark && mark->event < context.timeline.position(); }

namespace {

// A story reads no more events than this: it is made while a frame is drawn.
constexpr std::uint64_t most_events = 8192;

// --- which commands -------------------------------------------------------------------------------

struct Range {
    std::uint64_t first = 0, end = 0;
    std::size_t command = 0;
};

bool begins(const std::string& line, std::string_view verb) { return line.compare(0, verb.size(), verb) == 0 && (line.size() == verb.size() || line[verb.size()] == ' '); }

// What is told of: a change that took something away; a mapping or a switch that was asked for by name.
bool tells(const script::Timeline& timeline, std::size_t command) {
    static const base::KindSet changes = base::kind_set({EventKind::ipi_sent, EventKind::tlb_broadcast, EventKind::tlb_shootdown, EventKind::shootdown_stopped,
                                                         EventKind::area_unmapped, EventKind::area_protected});
    static const base::KindSet maps = base::kind_set({EventKind::area_mapped}), switches = base::kind_set({EventKind::switched});
    const script::HistoryEntry& entry = timeline.history()[command];
    const base::KindSet kinds = timeline.kinds(entry.first_event, entry.end_event);
    return (kinds & changes).any() || (begins(entry.line, "map") && (kinds & maps).any()) || (begins(entry.line, "switch") && (kinds & switches).any());
}

std::optional<std::size_t> last_telling(const script::Timeline& timeline) {
    if (timeline.position() == 0) return std::nullopt;
    constexpr std::size_t most_commands = 200;
    std::size_t command = timeline.command_of(timeline.position() - 1);
    for (std::size_t looked = 0; looked < most_commands; ++looked, --command) {
        const script::HistoryEntry& entry = timeline.history()[command];
        if (tells(timeline, command)) return command;
        // `machine` makes another machine: what came before is none of its story.
        if (begins(entry.line, "machine") || command == 0) break;
    }
    return std::nullopt;
}

// The process whose stopped shootdown this command began or let go on.
std::optional<std::uint32_t> stopped_process(const script::Timeline& timeline, const Range& range) {
    for (std::uint64_t i = range.end; i-- > range.first && range.end - i < most_events;)
        if (timeline.kind(i) == EventKind::shootdown_stopped) return timeline.event(i).process;
    return std::nullopt;
}

// The commands of the story, the first first: an unmap that was stopped, and what let it go on.
std::vector<Range> ranges_of(const script::Timeline& timeline, std::size_t command) {
    const auto range = [&](std::size_t c) {
        const script::HistoryEntry& entry = timeline.history()[c];
        return Range{entry.first_event, entry.end_event, c};
    };
    std::vector<Range> ranges{range(command)};
    while (begins(timeline.history()[ranges.front().command].line, "continue") && ranges.size() < 4) {
        std::optional<std::size_t> before;
        for (std::size_t c = ranges.front().command; c-- > 0 && !before;)
            if (stopped_process(timeline, range(c))) before = c;
        if (!before) break;
        ranges.insert(ranges.begin(), range(*before));
    }
    return ranges;
}

// --- reading the events ---------------------------------------------------------------------------

class Reader {
public:
    Reader(const script::Timeline& timeline, std::vector<Range> ranges) : timeline_(timeline), ranges_(std::move(ranges)) {}

    CoresStory read() {
        std::uint64_t read = 0;
        for (const Range& range : ranges_)
            for (std::uint64_t i = range.first; i < range.end && read < most_events; ++i, ++read) {
                const Event event = timeline_.event(i);
                if (begins_anew(event)) {
                    if (i >= timeline_.position()) return finish();
                    restart();
                }
                take(event, i, timeline_.history()[range.command].line);
            }
        return finish();
    }

private:
    // One command may change many mappings, one after the other.
    bool begins_anew(const Event& event) const {
        const bool over = story_.answered || story_.done;
        return over && !stopped_ && (event.kind == EventKind::entry_written || event.kind == EventKind::ipi_sent || event.kind == EventKind::tlb_broadcast);
    }
    void restart() {
        story_ = CoresStory{};
        began_.reset();
    }

    StoryMark mark(std::uint64_t ns, std::uint64_t number) {
        if (!began_) began_ = ns;
        return {ns > *began_ ? ns - *began_ : 0, number};
    }

    StoryCore& core(unsigned number) {
        if (story_.cores.size() <= number) story_.cores.resize(std::max<std::size_t>(number + 1, timeline_.machine().hw.cores.size()));
        return story_.cores[number];
    }

    void begin(const Event& event, std::uint64_t number, const std::string& line) {
        if (story_.line.empty()) story_.line = line;
        if (story_.kind != Kind::none) return;
        story_.kind = Kind::alone;
        story_.process = event.process;
        story_.core = event.core;
        begin_event_ = number;
    }

    void take(const Event& event, std::uint64_t number, const std::string& line) {
        switch (event.kind) {
            case EventKind::entry_written: return take_entry(event, number, line);
            case EventKind::ipi_sent: return take_sent(event, number, line);
            case EventKind::ipi_acknowledged: return take_answer(event, number);
            case EventKind::tlb_broadcast: return take_broadcast(event, number, line);
            case EventKind::tlb_invalidated:
            case EventKind::tlb_flushed: return take_drop(event, number);
            case EventKind::tlb_shootdown:
                story_.answered = mark(event.start_ns + event.duration_ns, number);
                if (story_.broadcasts())
                    for (StoryCore& c : story_.cores)
                        if (c.part == Part::reached) c.done = story_.answered;
                return;
            case EventKind::frame_freed:
                if (story_.kind == Kind::none) return;
                if (!story_.freed) story_.freed = mark(event.start_ns, number), story_.frame = {event.pa.value >> timeline_.machine().hw.format.page_bits};
                ++story_.frames;
                return;
            case EventKind::shootdown_stopped:
                begin(event, number, line);
                stopped_ = true;
                return;
            case EventKind::area_unmapped:
            case EventKind::area_protected:
                begin(event, number, line);
                stopped_ = false;
                story_.done = mark(event.start_ns, number);
                return;
            case EventKind::area_mapped:
                if (begins(line, "map")) take_simple(Kind::added, event, number, line);
                return;
            case EventKind::switched:
                if (begins(line, "switch")) take_simple(Kind::switched, event, number, line);
                return;
            default: return;
        }
    }

    void take_simple(Kind kind, const Event& event, std::uint64_t number, const std::string& line) {
        begin(event, number, line);
        story_.kind = kind;
        story_.core = event.core;
        story_.process = event.process;
        story_.root = event.pa;
        story_.cleared = mark(event.start_ns, number);
    }

    // Only what was present before can be in a TLB.
    void take_entry(const Event& event, std::uint64_t number, const std::string& line) {
        const hw::PagingFormat& format = timeline_.machine().hw.format;
        if (event.level == 0 || event.level > format.level_count) return;
        if (!hw::decode(format, event.level, event.before).present || story_.kind == Kind::added) return;
        begin(event, number, line);
        if (event.process != story_.process) return;
        if (!story_.cleared) story_.cleared = mark(event.start_ns, number);
        story_.cleared_entry = !hw::decode(format, event.level, event.after).present;
        ++story_.entries;
    }

    void take_sent(const Event& event, std::uint64_t number, const std::string& line) {
        begin(event, number, line);
        story_.kind = Kind::shootdown;
        story_.method = os::ShootdownMethod::ipi;
        story_.core = event.core;
        story_.pages = event.after;
        if (!story_.told) story_.told = mark(event.start_ns, number);
        story_.told_all = mark(event.start_ns + event.duration_ns, number);
        StoryCore& c = core(event.detail);
        c.part = Part::asked;
        c.sent = story_.told_all;
    }

    void take_broadcast(const Event& event, std::uint64_t number, const std::string& line) {
        begin(event, number, line);
        story_.kind = Kind::shootdown;
        story_.method = static_cast<os::ShootdownMethod>(event.detail);
        story_.core = event.core;
        story_.pages = event.after;
        story_.told = mark(event.start_ns, number);
        story_.told_all = mark(event.start_ns + event.duration_ns, number);
        for (unsigned c = 0; c < timeline_.machine().hw.cores.size(); ++c) {
            if (c == event.core || !(event.before >> c & 1)) continue;
            core(c).part = Part::reached;
            core(c).began = story_.told_all;
        }
    }

    void take_answer(const Event& event, std::uint64_t number) {
        StoryCore& c = core(event.core);
        c.began = mark(event.start_ns, number);
        c.done = mark(event.start_ns + event.duration_ns, number);
    }

    void take_drop(const Event& event, std::uint64_t number) {
        if (story_.kind == Kind::switched && event.core == story_.core) {
            story_.flushed = true;
            story_.done = mark(event.start_ns, number);
        }
        if (story_.kind == Kind::none) return;
        core(event.core).dropped = true;
    }

    // Who was in the mask when they were told, and who held something that goes on being used.
    CoresStory finish() {
        if (story_.kind == Kind::none) return std::move(story_);
        core(story_.core).part = Part::initiator;
        const sim::Machine then = timeline_.machine_at(begin_event_);
        const sim::Machine& now = timeline_.machine();
        if (story_.process >= then.kernel.processes.size()) return std::move(story_);
        const bool changes = story_.kind != Kind::added && story_.kind != Kind::switched;
        const os::CoreMask mask = then.kernel.processes[story_.process].tlb.cores;
        if (changes && story_.kind == Kind::alone && !then.kernel.shootdown.on) story_.kind = Kind::broken;
        if (story_.kind == Kind::alone && stopped_) story_.method = now.kernel.shootdown.method.value_or(os::default_method(now.hw));
        for (unsigned c = 0; c < now.hw.cores.size(); ++c) {
            StoryCore& one = core(c);
            if (one.part != Part::elsewhere || !(mask >> c & 1)) continue;
            one.part = (then.kernel.shootdown.lazy >> c & 1) ? Part::lazy : story_.kind == Kind::broken ? Part::untold : stopped_ ? Part::asked : Part::elsewhere;
        }
        return std::move(story_);
    }

    const script::Timeline& timeline_;
    std::vector<Range> ranges_;
    CoresStory story_;
    std::optional<std::uint64_t> began_;
    std::uint64_t begin_event_ = 0;
    bool stopped_ = false;
};

CoresStory make(const script::Timeline& timeline) {
    const auto command = last_telling(timeline);
    if (!command) return {};
    CoresStory story = Reader(timeline, ranges_of(timeline, *command)).read();
    if (story.process < timeline.machine().kernel.processes.size())
        if (const os::StoppedShootdown* stopped = os::stopped_shootdown(timeline.machine().kernel, story.process)) story.stopped = stopped->stage;
    return story;
}

}  // namespace

const CoresStory& cores_story(const PanelContext& context) {
    static Remembered<CoresStory> made;
    return made.at(context.timeline, [&](CoresStory& story) { story = make(context.timeline); });
}

}  // namespace ui
