#include "ui/panels/scheduler_picture.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/process_fill.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::dec;
using base::grouped;
using lessons::tr;

constexpr float chip = 22, chip_gap = 4, button = 40, row_height = 22, head_line = 20, caption = 16;
constexpr TextStyle name_style{Face::bold, 12}, number_style{Face::mono, 12}, large_style{Face::mono, 16, true};

/// Lengths of the mock that differ with the room.
struct Measure {
    bool narrow = false, low = false;
    float gutter() const { return narrow ? 92 : 104; }
    float strip() const { return low ? 26 : 44; }
    float lane() const { return low ? 28 : 34; }
    float controls() const { return narrow ? 2 * button + 6 : button; }
    bool halves = false;  ///< many jobs stand in two columns
    unsigned lanes = 4;   ///< the last one, for those not let in, is left out where it is empty and there is little height
};
Measure measure(const PanelContext& context, const SchedulerState& state, float width) {
    return {width < px(520), context.tabs, width >= px(560) && state.jobs.size() > 8, context.tabs && state.outside.empty() ? 3u : 4u};
}
std::size_t rows_of(const Measure& m, std::size_t jobs) { return m.halves ? (jobs + 1) / 2 : jobs; }

struct View {
    const PanelContext& context;
    const SchedulerState& state;
    std::vector<PanelRequest>& requests;
    Measure m;
    float left, right;

    float inner() const { return left + px(m.gutter()); }
    void command(std::string line) const { requests.push_back({PanelRequest::Kind::command, std::move(line), false}); }
    bool shows_outside() const { return m.lanes == 4; }
    bool hides(std::string_view part) const { return is_hidden(context, part); }
    const os::Process& process(std::uint32_t number) const { return context.timeline.machine().kernel.processes[number]; }
};

ImDrawList& painter() { return *ImGui::GetWindowDrawList(); }

// A name in the gutter, and what belongs to it right of it.
void draw_name(const View& v, std::string_view part, float y, float height, const std::string& name, const std::string& number, std::string_view role) {
    const float room = px(v.m.gutter() - 12) - text_size(number, number_style).x;
    const bool lit = is_highlighted(v.context, part);
    draw_text_middle({v.left, y + height / 2}, elided(name, name_style, room), name_style, ink(lit ? "accent" : "ink-2"));
    draw_text_middle({v.inner() - px(8), y + height / 2}, number, number_style, ink(role), 1);
    if (lit) ring({v.inner(), y}, {v.right, y + height}, "accent", 1, 6);
    point_out(part, {v.left, y}, {v.right, y + height});
}

// --- use over time --------------------------------------------------------------------------------

struct Layer {
    std::uint64_t sim::UsageSample::* what;
    std::string_view role;
    float alpha;
};

// One column an interval, its layers on top of each other; full height is all the time there was.
void draw_columns(const View& v, float y, float height, bool disk) {
    const auto& samples = v.state.samples;
    const float width = (v.right - v.inner()) / static_cast<float>(std::max<std::size_t>(samples.size(), 24));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const sim::UsageSample& sample = samples[i];
        const sim::Use use = sim::use_of({&sample, 1}, v.state.running.size(), v.state.channels);
        const float x = v.inner() + width * static_cast<float>(i), end = y + height;
        const auto part = [&](std::uint64_t from, std::uint64_t to, ImU32 colour) {
            const float scale = height / 1000;
            if (to > from) painter().AddRectFilled({x, end - scale * static_cast<float>(to)}, {x + width, end - scale * static_cast<float>(from)}, colour);
        };
        if (disk) {
            part(0, use.disk, ink("fault", 0.75f));
            continue;
        }
        part(0, use.cpu, ink("hit"));
        part(use.cpu, use.cpu + use.io_wait, ink("fault", 0.16f));
    }
}

void draw_strip(const View& v, float y, std::string_view part, const std::string& name, std::uint64_t permille, bool disk) {
    const float height = px(v.m.strip());
    painter().AddRectFilled({v.inner(), y}, {v.right, y + height}, ink("sunken"), px(4));
    if (!v.hides(part)) draw_columns(v, y, height, disk);
    painter().AddRect({v.inner(), y}, {v.right, y + height}, ink("line"), px(4));
    const std::string text = v.hides(part) ? "?" : tr("scheduler.percent", {dec((permille + 5) / 10)});
    const TextStyle style = v.m.low ? TextStyle{Face::mono, 13, true} : large_style;
    if (v.m.low) {
        draw_name(v, part, y, height, name, {}, "ink");
        draw_text_middle({v.inner() - px(8), y + height / 2}, text, style, ink(disk ? "fault" : "hit"), 1);
        return;
    }
    draw_name(v, part, y, height * 0.42f, name, {}, "ink");
    draw_text_middle({v.left, y + height * 0.7f}, text, style, ink(disk ? "fault" : "hit"));
}

float draw_use(const View& v, float y) {
    draw_strip(v, y, "cpu", tr("scheduler.cpu"), v.state.recent.cpu, false);
    y += px(v.m.strip() + 4);
    draw_strip(v, y, "disk", tr("scheduler.disk"), v.state.recent.disk, true);
    y += px(v.m.strip() + 2);
    draw_text({v.inner(), y}, elided(tr("scheduler.since"), small_style, px(120)), {Face::text, 12}, ink("ink-3"));
    draw_text({v.right, y}, base::duration(v.state.ns), {Face::mono, 12}, ink("ink-3"), 1);
    return y + px(caption + 4);
}

// --- places ---------------------------------------------------------------------------------------

void draw_chip(const View& v, ImVec2 at, std::uint32_t process) {
    const Fill fill = process_fill(process);
    fill_rect(at, {at.x + px(chip), at.y + px(chip)}, fill, px(5));
    text_on({at.x + px(chip / 2), at.y + px(chip / 2)}, process_letter(v.process(process)), fill, 13);
}

/// Things in a row, until there is no room left.
class Row {
public:
    Row(const View& v, float y, float height, std::size_t things) : v_(v), x_(v.inner() + px(6)), y_(y), height_(height), left_(things) {}

    /// Where the next one goes; false: no room, which is told once.
    bool place(float width, ImVec2& at) {
        const float more = left_ > 1 ? px(40) : px(4);
        if (full_ || x_ + width > v_.right - more) return end();
        at = {x_, y_ + (height_ - px(chip)) / 2};
        x_ += width + px(chip_gap);
        --left_;
        return true;
    }
    void gap(float width) { x_ += width; }
    float x() const { return x_; }
    float middle() const { return y_ + height_ / 2; }

private:
    bool end() {
        if (!full_) draw_text_middle({x_, middle()}, tr("scheduler.more", {dec(left_)}), number_style, ink("ink-2"));
        full_ = true;
        return false;
    }
    const View& v_;
    float x_, y_, height_;
    std::size_t left_;
    bool full_ = false;
};

float begin_lane(const View& v, float y, std::string_view part, const std::string& name, const std::string& count, std::string_view role = "ink") {
    const float height = px(v.m.lane());
    painter().AddRectFilled({v.inner(), y}, {v.right, y + height}, ink("sunken"), px(6));
    draw_name(v, part, y, height, name, v.hides(part) ? "?" : count, role);
    return height;
}

float draw_processes(const View& v, float y, std::string_view part, const std::string& name, const std::vector<std::uint32_t>& list) {
    const float height = begin_lane(v, y, part, name, dec(list.size()));
    Row row(v, y, height, list.size());
    ImVec2 at;
    if (!v.hides(part))
        for (const std::uint32_t process : list) {
            if (!row.place(px(chip), at)) break;
            draw_chip(v, at, process);
        }
    return y + height + px(4);
}

// A place where one can be served: a core, a channel of the disk.
void draw_slot(ImVec2 at, bool taken) {
    const ImVec2 min{at.x - px(2), at.y - px(2)}, max{at.x + px(chip + 2), at.y + px(chip + 2)};
    if (taken) painter().AddRect(min, max, ink("ink-2"), px(7), 0, px(1.5f));
    else dashed_rect(min, max, ink("edge"));
}

float draw_cores(const View& v, float y) {
    const SchedulerState& s = v.state;
    const auto busy = static_cast<std::size_t>(std::count_if(s.running.begin(), s.running.end(), [](std::uint32_t p) { return p != base::no_process; }));
    const float height = begin_lane(v, y, "cores", tr(s.running.size() == 1 ? "scheduler.core" : "scheduler.cores"), dec(busy), busy == 0 ? "fault" : "ink");
    Row row(v, y, height, s.running.size());
    row.gap(px(2));
    ImVec2 at;
    if (v.hides("cores")) return y + height + px(4);
    for (const std::uint32_t process : s.running) {
        if (!row.place(px(chip + 4), at)) break;
        draw_slot(at, process != base::no_process);
        if (process != base::no_process) draw_chip(v, at, process);
    }
    if (s.runs()) return y + height + px(4);
    const std::string text = s.blocked > 0 ? tr(v.m.narrow ? "scheduler.idle_short" : "scheduler.idle_disk", {dec(s.blocked)}) : tr("scheduler.idle");
    const float room = v.right - row.x() - px(10);
    draw_text_middle({row.x() + px(6), row.middle()}, elided(text, small_style, room), small_style, ink(s.blocked > 0 ? "fault" : "ink-3"));
    return y + height + px(4);
}

void draw_request(const View& v, ImVec2 at, const DiskPlace& place, const std::string& text) {
    if (!place.write && place.process != base::no_process) return draw_chip(v, at, place.process);
    const ImVec2 end{at.x + std::max(px(chip), text_size(text, number_style).x + px(8)), at.y + px(chip)};
    painter().AddRectFilled(at, end, ink("surface"), px(5));
    painter().AddRect(at, end, ink("swap"), px(5), 0, px(1));
    draw_text_middle({(at.x + end.x) / 2, (at.y + end.y) / 2}, text, number_style, ink("swap"), 0.5f);
}

float draw_disk(const View& v, float y) {
    const SchedulerState& s = v.state;
    const float height = begin_lane(v, y, "waiting", tr("scheduler.at_disk"), dec(s.blocked), s.blocked > 0 ? "fault" : "ink");
    if (v.hides("waiting")) return y + height + px(4);
    Row row(v, y, height, s.disk.size() + s.channels);
    row.gap(px(2));
    ImVec2 at;
    std::size_t next = 0;
    for (unsigned channel = 0; channel < s.channels; ++channel) {
        const bool taken = next < s.disk.size() && s.disk[next].served;
        if (!row.place(px(chip + 4), at)) break;
        draw_slot(at, taken);
        if (taken) draw_request(v, at, s.disk[next], tr("scheduler.write")), ++next;
    }
    row.gap(px(8));
    for (; next < s.disk.size(); ++next) {
        const DiskPlace& place = s.disk[next];
        const std::string text = place.count > 1 ? tr("scheduler.writes", {dec(place.count)}) : tr("scheduler.write");
        const float width = place.write ? std::max(px(chip), text_size(text, number_style).x + px(8)) : px(chip);
        if (!row.place(width, at)) break;
        draw_request(v, at, place, text);
    }
    return y + height + px(4);
}

float draw_places(const View& v, float y) {
    y = draw_processes(v, y, "queue", tr("scheduler.queue"), v.state.queue);
    y = draw_cores(v, y);
    y = draw_disk(v, y);
    if (v.shows_outside()) y = draw_processes(v, y, "outside", tr("scheduler.outside"), v.state.outside);
    return y + px(4);
}

// --- what the reader can do -----------------------------------------------------------------------

float draw_run_buttons(const View& v, float x, float y) {
    const bool any = !v.state.jobs.empty();
    for (const char* goal : {"1", "10"}) {
        const std::string label = tr("scheduler.run", {goal});
        const float width = button_width(label);
        if (button_at((std::string("run") + goal + "ms").c_str(), {x, y}, {width, px(button)}, label, Icon::none, ButtonKind::plain, any)) v.command(run_command(goal));
        x += width + px(6);
    }
    return x;
}

void draw_load_buttons(const View& v, float x, float y) {
    const SchedulerState& s = v.state;
    const bool counted = s.counted();
    const std::uint64_t degree = s.degree();
    const auto press = [&](const char* id, const std::string& label, Icon icon, bool chosen, bool enabled, const std::string& line) {
        const float width = icon == Icon::none ? button_width(label) : px(button);
        if (button_at(id, {x, y}, {width, px(button)}, label, icon, chosen ? ButtonKind::primary : ButtonKind::plain, enabled)) v.command(line);
        x += width + px(4);
    };
    press("load.less", tr("scheduler.fewer"), Icon::minus, false, degree > 1, load_command(s, degree - 1));
    const std::string now = s.load.policy == sim::LoadPolicy::fixed ? dec(degree) : tr("scheduler.all");
    press("load.none", now, Icon::none, counted, !s.jobs.empty(), "set load none");
    press("load.more", tr("scheduler.more_active"), Icon::plus, false, counted && degree < s.alive(), load_command(s, degree + 1));
    press("load.sets", tr(v.m.narrow ? "scheduler.sets_short" : "scheduler.sets"), Icon::none, s.load.policy == sim::LoadPolicy::working_set, !s.jobs.empty(), "set load working-set");
    press("load.pff", tr(v.m.narrow ? "scheduler.pff_short" : "scheduler.pff"), Icon::none, s.load.policy == sim::LoadPolicy::pff, !s.jobs.empty(), "set load pff");
}

float draw_controls(const View& v, float y) {
    const float after = draw_run_buttons(v, v.left, y);
    if (v.m.narrow) draw_load_buttons(v, v.left, y + px(button + 6));
    else draw_load_buttons(v, after + px(14), y);
    point_out("load", {v.left, y}, {v.right, y + px(v.m.controls())});
    return y + px(v.m.controls() + 8);
}

// --- what each has of what it needs ----------------------------------------------------------------

struct Columns {
    float state, bar, bar_end, pages, progress;
};
Columns columns_of(const View& v) {
    const float state = v.left + px(chip + 6), pages = v.right - px(v.m.narrow ? 40 : 50), bar_end = pages - px(v.m.narrow ? 76 : 96);
    return {state, state + px(v.m.narrow ? 64 : 84), bar_end, pages, v.right};
}

float draw_head(const View& v, float y) {
    const SchedulerState& s = v.state;
    const std::string tau = tr(v.m.narrow ? "scheduler.have_short" : "scheduler.have", {grouped(s.load.tau)});
    const bool over = s.needed > s.frames && !v.hides("working_set");
    const std::string sum = tr(v.m.narrow ? "scheduler.sum_short" : "scheduler.sum", {v.hides("working_set") ? "?" : grouped(s.needed), grouped(s.frames)});
    const float width = text_size(sum, small_style).x;
    draw_text_middle({v.left, y + px(head_line / 2)}, elided(tau, name_style, v.right - v.left - width - px(12)), name_style, ink("ink-2"));
    draw_text_middle({v.right, y + px(head_line / 2)}, sum, small_style, ink(over ? "fault" : "ink-2"), 1);
    point_out("sum", {v.right - width, y}, {v.right, y + px(head_line)});
    return y + px(head_line + 2);
}

// Filled: the pages it has. Hatched: what of its working set it has not. The upright line: its working set.
void draw_bar(const View& v, const SchedulerJob& job, const Columns& c, float y, std::uint64_t most) {
    const float top = y + px(4), end = y + px(row_height - 4), scale = (c.bar_end - c.bar) / static_cast<float>(std::max<std::uint64_t>(most, 1));
    const auto x = [&](std::uint64_t pages) { return c.bar + scale * static_cast<float>(pages); };
    painter().AddLine({c.bar, end}, {c.bar_end, end}, ink("line"), px(1));
    if (job.is_over()) return;
    const bool shows_set = !v.hides("working_set"), shows_pages = !v.hides("resident");
    if (shows_pages && job.resident > 0) fill_rect({c.bar, top}, {x(job.resident), end}, process_fill(job.process), px(2));
    if (!shows_set || job.working_set == 0) return;
    if (shows_pages && job.working_set > job.resident) hatch({x(job.resident), top}, {x(job.working_set), end}, ink("fault", 0.7f), 5);
    painter().AddLine({x(job.working_set), top - px(2)}, {x(job.working_set), end + px(2)}, ink("ink"), px(2));
    point_out("working_set", {x(job.working_set) - px(3), top}, {x(job.working_set) + px(3), end});
    point_out("resident", {c.bar, top}, {x(job.resident), end});
}

void draw_job(const View& v, const SchedulerJob& job, std::size_t number, float y, std::uint64_t most) {
    const Columns c = columns_of(v);
    const std::string line = job_command(job);
    const Hit hit = hit_area(("job" + dec(number)).c_str(), {v.left, y}, {v.right - v.left, px(row_height)}, 4);
    if (hit.pressed && !line.empty()) v.command(line);
    tooltip(hit, line.empty() ? tr("scheduler.over", {job.name}) : line);
    if (hit.hovered) painter().AddRectFilled({v.left, y}, {v.right, y + px(row_height)}, ink("sunken"), px(4));
    const float middle = y + px(row_height / 2), side = px(18);
    const Fill fill = process_fill(job.process);
    fill_rect({v.left, middle - side / 2}, {v.left + side, middle + side / 2}, fill, px(4));
    text_on({v.left + side / 2, middle}, process_letter(v.process(job.process)), fill, 12);
    const bool stands = job.state == sim::JobState::blocked || job.state == sim::JobState::failed;
    const TextStyle state{Face::text, 12};
    draw_text_middle({c.state, middle}, elided(job_state_text(job), state, c.bar - c.state - px(4)), state, ink(stands ? "fault" : job.is_over() ? "hit" : "ink-2"));
    draw_bar(v, job, c, y, most);
    const std::string pages = job.is_over() ? "–" : pages_text(v.context, job);
    draw_text_middle({c.pages - px(6), middle}, elided(pages, number_style, c.pages - c.bar_end - px(10)), number_style, ink("ink"), 1);
    const std::string progress = v.hides("progress") ? "?" : progress_text(job);
    draw_text_middle({c.progress, middle}, elided(progress, number_style, c.progress - c.pages), number_style, ink("ink-2"), 1);
}

float draw_jobs(const View& v, float y) {
    y = draw_head(v, y);
    std::uint64_t most = 1;
    for (const SchedulerJob& job : v.state.jobs)
        if (!job.is_over()) most = std::max({most, v.hides("resident") ? 0 : job.resident, v.hides("working_set") ? 0 : job.working_set});
    const std::size_t rows = rows_of(v.m, v.state.jobs.size());
    for (std::size_t i = 0; i < v.state.jobs.size(); ++i) {
        const bool second = i >= rows;
        View half = v;
        if (v.m.halves) half.m.narrow = true, half.left = second ? (v.left + v.right) / 2 + px(10) : v.left, half.right = second ? v.right : (v.left + v.right) / 2 - px(10);
        const float at = y + px(row_height) * static_cast<float>(second ? i - rows : i);
        if (ImGui::IsRectVisible({half.left, at}, {half.right, at + px(row_height)})) draw_job(half, v.state.jobs[i], i, at, most);
    }
    return y + px(row_height) * static_cast<float>(rows);
}

float top_height(const Measure& m) { return 2 * m.strip() + 6 + caption + 4 + static_cast<float>(m.lanes) * (m.lane() + 4) + 4 + m.controls() + 8; }

}  // namespace

void draw_scheduler(const PanelContext& context, const SchedulerState& state, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const View view{context, state, requests, measure(context, state, room.x), at.x, at.x + room.x};
    float y = draw_use(view, at.y);
    y = draw_places(view, y);
    y = draw_controls(view, y);
    end_at(draw_jobs(view, y));
}

PanelHeight scheduler_height(const PanelContext& context, const SchedulerState& state, float width) {
    const Measure m = measure(context, state, px(width));
    const float top = top_height(m), jobs = head_line + 2 + row_height * static_cast<float>(rows_of(m, state.jobs.size()));
    return {top + jobs, top + std::min(jobs, head_line + 2 + 4 * row_height), 0};
}

}  // namespace ui
