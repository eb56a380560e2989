// The scheduler panel: who runs, who waits for which disk, who may not run, and what each has of what it needs.
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/scheduler_picture.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::dec;
using base::grouped;
using lessons::tr;

constexpr std::size_t most_job_actions = 64;

void draw(const PanelContext& context, Selection&, std::vector<PanelRequest>& requests) {
    const SchedulerState& state = scheduler_state(context);
    if (!state.jobs.empty()) return draw_scheduler(context, state, requests);
    draw_nothing(tr("scheduler.none"));
}

PanelHeight wanted_height(const PanelContext& context, const Selection&, float width) {
    const SchedulerState& state = scheduler_state(context);
    return state.jobs.empty() ? PanelHeight{40, 40, 0} : scheduler_height(context, state, width);
}

// --- text twins -----------------------------------------------------------------------------------

// "A, B and 3 more"
std::string names_text(const PanelContext& context, const std::vector<std::uint32_t>& processes) {
    constexpr std::size_t most = 8;
    std::string text;
    for (std::size_t i = 0; i < processes.size() && i < most; ++i) text += (i == 0 ? "" : ", ") + context.timeline.machine().kernel.processes[processes[i]].name;
    return processes.size() > most ? tr("scheduler.say_more", {text, dec(processes.size() - most)}) : text;
}

std::string say_place(const PanelContext& context, const char* part, const char* id, const std::vector<std::uint32_t>& processes) {
    if (is_hidden(context, part)) return " " + tr(id, {"?", ""});
    return " " + tr(id, {dec(processes.size()), processes.empty() ? "" : " (" + names_text(context, processes) + ")"});
}

std::string say(const PanelContext& context, const Selection&) {
    const SchedulerState& s = scheduler_state(context);
    if (s.jobs.empty()) return tr("scheduler.none");
    const auto share = [&](const char* part, std::uint64_t permille) { return is_hidden(context, part) ? std::string("?") : dec((permille + 5) / 10); };
    std::string text = s.samples.empty() ? tr("scheduler.say_not_run")
                                         : tr("scheduler.say_use", {s.recent_time, share("cpu", s.recent.cpu), share("disk", s.recent.disk)});
    std::vector<std::uint32_t> running, blocked;
    for (const std::uint32_t process : s.running)
        if (process != base::no_process) running.push_back(process);
    for (const SchedulerJob& job : s.jobs)
        if (job.state == sim::JobState::blocked) blocked.push_back(job.process);
    text += say_place(context, "cores", "scheduler.say_running", running) + say_place(context, "queue", "scheduler.say_queue", s.queue);
    text += say_place(context, "waiting", "scheduler.say_disk", blocked) + say_place(context, "outside", "scheduler.say_outside", s.outside);
    text += " " + tr("scheduler.say_over", {dec(s.over), dec(s.jobs.size())});
    const std::string needed = is_hidden(context, "working_set") ? "?" : grouped(s.needed);
    return text + " " + tr("scheduler.say_sum", {needed, grouped(s.frames), load_text(s)});
}

// Where it stands in the disk's line, "1" being served.
std::string disk_place_text(const PanelContext& context, const SchedulerState& s, const SchedulerJob& job) {
    if (job.state != sim::JobState::blocked || is_hidden(context, "waiting")) return {};
    for (const DiskPlace& place : s.disk)
        if (place.process == job.process && !place.write) return place.served ? tr("scheduler.served") : tr("scheduler.behind", {dec(place.before)});
    return {};
}

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    const SchedulerState& s = scheduler_state(context);
    TableData data;
    data.columns = {tr("scheduler.column_process"), tr("scheduler.column_state"), tr("scheduler.column_disk"), tr("scheduler.column_resident"),
                    tr("scheduler.column_set"),     tr("scheduler.column_done")};
    data.total_rows = s.jobs.size();
    for (std::uint64_t i = first; i < s.jobs.size() && i - first < count; ++i) {
        const SchedulerJob& job = s.jobs[static_cast<std::size_t>(i)];
        const auto pages = [&](const char* part, std::uint64_t value) { return is_hidden(context, part) ? std::string("?") : grouped(value); };
        data.rows.push_back({job.name, job_state_text(job), disk_place_text(context, s, job), pages("resident", job.resident), pages("working_set", job.working_set),
                             is_hidden(context, "progress") ? "?" : progress_text(job)});
    }
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    const SchedulerState& s = scheduler_state(context);
    std::vector<PanelAction> list;
    if (s.jobs.empty()) return list;
    const auto add = [&](std::string label, std::string line) { list.push_back({std::move(label), {PanelRequest::Kind::command, std::move(line), false}, true}); };
    for (const char* goal : {"1", "10"}) add(tr("scheduler.run", {goal}), run_command(goal));
    bool ends = false;
    for (const SchedulerJob& job : s.jobs) ends |= job.total > 0 && !job.is_over();
    if (ends) add(tr("scheduler.run_done"), "run until done");
    if (s.degree() > 1) add(tr("scheduler.fewer"), load_command(s, s.degree() - 1));
    if (s.counted() && s.degree() < s.alive()) add(tr("scheduler.more_active"), load_command(s, s.degree() + 1));
    add(tr("scheduler.load_none"), "set load none");
    add(tr("scheduler.sets"), "set load working-set");
    add(tr("scheduler.pff"), "set load pff");
    for (std::size_t i = 0; i < s.jobs.size() && i < most_job_actions; ++i)
        if (const std::string line = job_command(s.jobs[i]); !line.empty()) add(tr(s.jobs[i].held ? "scheduler.resume" : "scheduler.suspend", {s.jobs[i].name}), line);
    return list;
}

std::string hint(const PanelContext& context, const Selection&) {
    const SchedulerState& s = scheduler_state(context);
    return s.jobs.empty() ? std::string() : load_text(s);
}

}  // namespace

const Panel scheduler_panel{"scheduler", "panel.scheduler", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
