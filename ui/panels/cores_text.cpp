// The words of the cores panel, for its picture and its text twin.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/cores_picture.h"

namespace ui {

using base::dec;
using base::hex;
using lessons::tr;
using Part = StoryCore::Part;
using Kind = CoresStory::Kind;

namespace {

std::string_view architecture_key(const hw::PagingFormat& format) {
    switch (format.architecture) {
        case hw::Architecture::arm: return "arm";
        case hw::Architecture::riscv: return "riscv";
        default: return "x86";
    }
}

std::string frames_text(const CoresStory& story) {
    return story.frames == 1 ? tr("cores.frame", {hex(story.frame.value)}) : tr("cores.frames", {base::grouped(story.frames)});
}

std::string cores_count(unsigned count) { return tr(count == 1 ? "cores.count_one" : "cores.count", {dec(count)}); }

std::string method_text(os::ShootdownMethod method, const char* what) {
    return tr("cores." + std::string(what) + "_" + std::string(os::to_text(method)));
}

}  // namespace

std::string root_register(const hw::PagingFormat& format) { return tr("cores.root_" + std::string(architecture_key(format))); }
std::string tag_name(const hw::PagingFormat& format) { return tr("cores.tag_" + std::string(architecture_key(format))); }

std::string runs_text(const sim::Machine& machine, const CoreColumn& column) {
    if (column.process >= machine.kernel.processes.size()) return tr("cores.nothing");
    const std::string name = thread_text(machine, column.process, column.thread.value_or(0));
    return column.idle ? tr("cores.idle", {machine.kernel.processes[column.process].name}) : name;
}

std::string copy_text(const PageCopy& copy) {
    return hex(copy.pfn.value) + " " + tr(copy.write ? "cores.read_write" : "cores.read_only") + (copy.user ? "" : " " + tr("cores.kernel_only"));
}

std::string part_text(const PanelContext& context, const CoresStory& story, unsigned core) {
    if (core >= story.cores.size()) return {};
    const StoryCore& one = story.cores[core];
    const bool simple = story.kind == Kind::added || story.kind == Kind::switched;
    switch (one.part) {
        case Part::initiator: return {};
        case Part::lazy: return tr(simple ? "cores.part_not_told" : "cores.part_lazy");
        case Part::elsewhere: return tr(simple ? "cores.part_not_told" : "cores.part_elsewhere");
        case Part::untold: return tr("cores.part_untold");
        case Part::asked:
            if (simple) return tr("cores.part_not_told");
            if (!has_come(context, one.sent)) return tr("cores.part_waits");
            if (!has_come(context, one.done)) return tr("cores.part_pending");
            return tr(one.dropped ? "cores.part_drops" : "cores.part_held_nothing");
        case Part::reached:
            if (!has_come(context, one.began)) return tr("cores.part_waits");
            if (!has_come(context, one.done)) return tr("cores.part_hears");
            return tr(one.dropped ? "cores.part_drops" : "cores.part_held_nothing");
    }
    return {};
}

std::string next_stage_text(os::ShootdownStop stage, os::ShootdownMethod method) {
    if (stage == os::ShootdownStop::clear) return method_text(method, "go_tell");
    if (stage == os::ShootdownStop::send) return tr("cores.go_wait");
    return tr("cores.go_free");
}

std::string next_stage_command(const sim::Machine& machine, const CoresStory& story) {
    if (!story.stopped) return {};
    const std::string line = "continue " + machine.kernel.processes[story.process].name;
    if (*story.stopped == os::ShootdownStop::clear) return line + " to=send";
    if (*story.stopped == os::ShootdownStop::send) return line + " to=ack";
    return line;
}

// --- stages ---------------------------------------------------------------------------------------

namespace {

void add_tell(std::vector<Stage>& stages, const CoresStory& story) {
    if (story.broadcasts()) {
        stages.push_back({"tell", method_text(story.method, "stage_tell"), *story.told, false});
        if (story.told_all) stages.push_back({"wait", method_text(story.method, "stage_wait"), *story.told_all, false});
        if (story.answered) stages.push_back({"ack", tr("cores.stage_all_done"), *story.answered, false});
        return;
    }
    stages.push_back({"tell", tr("cores.stage_ipi", {cores_count(story.told_cores())}), *story.told, false});
    std::optional<StoryMark> first;
    for (const StoryCore& core : story.cores)
        if (core.part == Part::asked && core.began && (!first || core.began->ns < first->ns)) first = StoryMark{core.began->ns, core.done->event};
    if (first) stages.push_back({"wait", tr("cores.stage_drop"), *first, false});
    if (story.answered) stages.push_back({"ack", tr("cores.stage_answered"), *story.answered, false});
}

}  // namespace

std::vector<Stage> story_stages(const sim::Machine& machine, const CoresStory& story) {
    std::vector<Stage> stages;
    const StoryMark begin = story.cleared.value_or(story.told.value_or(story.done.value_or(StoryMark{})));
    switch (story.kind) {
        case Kind::none: return stages;
        case Kind::added:
            stages.push_back({"clear", tr("cores.stage_map"), begin, false});
            stages.push_back({"tell", tr("cores.stage_nobody"), begin, false});
            return stages;
        case Kind::switched:
            stages.push_back({"clear", tr("cores.stage_load", {root_register(machine.hw.format), hex(story.root.value)}), begin, false});
            if (story.flushed) stages.push_back({"wait", tr("cores.stage_flush"), *story.done, false});
            stages.push_back({"tell", tr("cores.stage_nobody"), story.done.value_or(begin), false});
            return stages;
        default: break;
    }
    if (story.cleared) {
        const bool several = story.entries > 1;
        stages.push_back({"clear", story.cleared_entry ? (several ? tr("cores.stage_clear_all", {base::grouped(story.entries)}) : tr("cores.stage_clear"))
                                                       : (several ? tr("cores.stage_change_all", {base::grouped(story.entries)}) : tr("cores.stage_change")),
                          begin, false});
    }
    if (story.told) add_tell(stages, story);
    else if (story.kind == Kind::broken && !story.stopped) stages.push_back({"tell", tr("cores.stage_broken"), story.freed.value_or(story.done.value_or(begin)), true});
    else if (!story.stopped && story.done) stages.push_back({"tell", tr("cores.stage_nobody"), story.freed.value_or(*story.done), false});
    if (story.freed) stages.push_back({"free", tr("cores.stage_free", {frames_text(story)}), *story.freed, story.kind == Kind::broken && !story.stopped});
    else if (story.done) stages.push_back({"free", tr("cores.stage_go_on"), *story.done, false});
    return stages;
}

std::string mask_text(os::CoreMask mask) {
    std::string text;
    for (unsigned core = 0; core < 64; ++core)
        if (mask >> core & 1) text += (text.empty() ? "" : ", ") + dec(core);
    return text;
}

std::string story_text(const PanelContext& context, const CoresStory& story) {
    const sim::Machine& machine = context.timeline.machine();
    if (story.kind == Kind::none) return tr("cores.no_story");
    std::string text = tr("cores.say_story", {story.line, dec(story.core)});
    bool first = true;
    for (const Stage& stage : story_stages(machine, story)) {
        if (!has_come(context, stage.mark)) break;
        text += (first ? " " : ", ") + stage.name + " (" + base::duration(stage.mark.ns) + ")";
        first = false;
    }
    text += ".";
    for (unsigned core = 0; core < story.cores.size(); ++core)
        if (const std::string part = part_text(context, story, core); !part.empty()) text += " " + tr("cores.say_part", {dec(core), part});
    if (story.stopped) text += " " + tr("cores.say_stopped", {next_stage_text(*story.stopped, story.method)});
    return text;
}

}  // namespace ui
