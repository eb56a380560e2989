#include "ui/app.h"

#include <algorithm>

#include "core/base/json.h"
#include "lessons/engine/panel_ids.h"
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/narrate.h"
#include "ui/layout.h"
#include "ui/widgets.h"

namespace ui {

using lessons::LessonView;
using lessons::PanelView;
using lessons::tr;

// What one draw or one twin looks at; made anew each time, because the player computes its view.
struct App::Frame {
    Frame(const lessons::Player& player, PlaybackView playback) : view(player.view()), plays(playback) {
        for (const auto& line : player.console()) {
            using Kind = lessons::Player::ConsoleLine::Kind;
            console.push_back((line.kind == Kind::command ? "> " : line.kind == Kind::error ? "! " : "") + line.text);
        }
        for (const lessons::Block& block : view.blocks)
            if (block.kind == lessons::Block::Kind::question && block.question.kind == lessons::QuestionView::Kind::pick &&
                block.question.state == lessons::QuestionView::State::open && pick_question.empty())
                pick_question = block.question.id;
    }
    LessonView view;
    std::vector<std::string> console;
    std::string pick_question;
    std::vector<PanelRequest> requests;
    bool tabs = false;
    PlaybackView plays;

    PanelContext context(const lessons::Player& player, const PanelView& show) const {
        return {player.timeline(), show, view.pending_pick, console, tabs, player.bookmarks(), plays};
    }
};

namespace {

// "let va" of "let va = 0x10", "bit va pt frame" of "bit va pt frame 0x10", "string at" of "string at=7": what a drag goes on changing.
std::string_view dragged_part(std::string_view line) {
    if (line.substr(0, 4) == "let ") return line.substr(0, line.find('='));
    if (line.substr(0, 14) == "string frames=" || line.substr(0, 10) == "string at=") return line.substr(0, line.find('='));
    const std::size_t frame = line.find(" frame ");
    return line.substr(0, 4) == "bit " && frame != std::string_view::npos ? line.substr(0, frame) : std::string_view{};
}

bool opens(const std::vector<PanelView>& shows, std::string_view panel_id) {
    return std::any_of(shows.begin(), shows.end(), [panel_id](const PanelView& show) { return show.id == panel_id; });
}

float card_top(bool tabs) { return tabs ? px(6) : px(35); }
float card_side(bool tabs) { return tabs ? px(8) : px(16); }
float card_bottom(bool tabs) { return tabs ? px(6) : px(10); }
float input_height() { return px(60); }

}  // namespace

void App::set_player(lessons::Player& player) {
    player_ = &player;
    selection_ = {};
    front_.clear();
    focus_.clear();
    notice_.clear();
    fields_.clear();
    seen_position_ = seen_size_ = 0;
    seen_step_ = 0;
    put_panels_back();
    lit_.clear();
    pointed_.clear();
    playback_.pause();
    changed_ = true;
}

// What the step says about a panel. All panels of a step speak of one address and of one walk:
// what one of them does not say it takes from the others.
PanelView App::show_of(const LessonView& view, std::string_view panel_id) const {
    PanelView shown;
    shown.id = panel_id;
    for (const PanelView& show : view.panels)
        if (show.id == panel_id) shown = show;
    const auto kind_of = [](std::string_view id) {
        const lessons::PanelId* panel = lessons::find_panel_id(id);
        return panel ? panel->argument : lessons::PanelArgument::address;
    };
    for (const PanelView& show : view.panels) {
        if (shown.argument.empty() && kind_of(show.id) == kind_of(panel_id)) shown.argument = show.argument;
        if (shown.reads < 0) shown.reads = show.reads;
    }
    // A panel that the reader opened does not tell what the step's own panels keep to themselves.
    if (!opens(view.panels, panel_id))
        for (const PanelView& show : view.panels) shown.hidden.insert(shown.hidden.end(), show.hidden.begin(), show.hidden.end());
    return shown;
}

std::vector<App::Choice> App::choices(const LessonView& view) const {
    const std::vector<std::string> open = panel_ids(view);
    std::vector<Choice> all;
    for (const Panel* panel : panels())
        if (panel != &timeline_panel && panel != &console_panel)
            all.push_back({panel->id, std::find(open.begin(), open.end(), panel->id) != open.end(), opens(view.panels, panel->id)});
    return all;
}

base::Status App::toggle_panel(std::string_view id) {
    const LessonView view = player_->view();
    const std::vector<Choice> all = choices(view);
    const auto choice = std::find_if(all.begin(), all.end(), [id](const Choice& c) { return c.id == id; });
    if (choice == all.end()) return base::Error{tr("app.no_panel", {std::string(id)})};
    if (choice->open && std::count_if(all.begin(), all.end(), [](const Choice& c) { return c.open; }) == 1) return base::Error{tr("app.last_panel")};
    if (moved_step_ != view.step) put_panels_back();
    moved_step_ = view.step;
    std::vector<std::string>& list = choice->of_step ? closed_ : opened_;
    const auto found = std::find(list.begin(), list.end(), id);
    if (found != list.end()) list.erase(found);
    else list.emplace_back(id);
    if (!choice->open) front_ = std::string(id);
    return base::Done{};
}

void App::put_panels_back() {
    opened_.clear();
    closed_.clear();
}

bool App::panels_moved(const LessonView& view) const { return moved_step_ == view.step && (!opened_.empty() || !closed_.empty()); }

base::Status App::bring(std::string_view target) {
    const std::string_view panel = target.substr(0, target.find('.'));
    const std::vector<std::string> open = panel_ids();
    if (std::find(open.begin(), open.end(), panel) == open.end())
        if (const base::Status status = toggle_panel(panel); !status) return status;
    front_ = std::string(panel);
    light(std::string(target));
    return base::Done{};
}

// "pgd" of "address.pgd" is the same level in every panel; "frame" is not the same frame.
std::string_view App::lit_part(std::string_view panel_id) const {
    const std::string_view lit = lit_;
    const std::size_t dot = lit.find('.');
    if (dot == std::string_view::npos) return {};
    const std::string_view part = lit.substr(dot + 1);
    const lessons::PanelId* panel = lessons::find_panel_id(panel_id);
    return panel && lessons::has_part(*panel, part) && (lessons::is_level(part) || lit.substr(0, dot) == panel_id) ? part : std::string_view{};
}

bool App::light(std::string part) {
    if (part == lit_) return false;
    lit_ = std::move(part);
    return true;
}

std::vector<std::string> App::panel_ids(const LessonView& view) const {
    std::vector<std::string> ids;
    const bool moved = moved_step_ == view.step;
    for (const PanelView& show : view.panels)
        if (show.id != "timeline" && find_panel(show.id) && !(moved && std::find(closed_.begin(), closed_.end(), show.id) != closed_.end()))
            ids.push_back(show.id);
    if (moved) ids.insert(ids.end(), opened_.begin(), opened_.end());
    if (settings_.show_console && std::find(ids.begin(), ids.end(), "console") == ids.end()) ids.emplace_back("console");
    if (settings_.show_timeline) ids.emplace_back("timeline");
    return ids;
}

bool App::draw(float x, float y, float width, float height) {
    const lessons::Drawing drawing;
    const script::Timeline& timeline = player_->timeline();
    if (timeline.position() != seen_position_ || timeline.size() != seen_size_) {
        // Another moment: RAM follows the walk again.
        selection_.frame.reset();
        selection_.word.reset();
        selection_.page.reset();
        seen_position_ = timeline.position();
        seen_size_ = timeline.size();
    }
    Frame frame(*player_, playback_.view());
    if (frame.view.step != seen_step_) {
        // What was chosen there was chosen in another machine; and the step's panels open as it wants them.
        selection_.guest.reset();
        selection_.page.reset();
        selection_.entry_level = 0;
        selection_.compared.reset();
        selection_.entry_open = selection_.timeline_open = false;
        selection_.since = 0;
    }
    seen_step_ = frame.view.step;
    const Selection selected = selection_;
    frame.tabs = settings_.tabs;
    pointed_.clear();
    press_keys(frame.requests);

    ImGui::SetNextWindowPos({x, y});
    ImGui::SetNextWindowSize({width, height});
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ink(settings_.tabs ? "surface" : "sunken"));
    ImGui::Begin("##panels", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse);
    std::vector<std::string> ids = panel_ids(frame.view);
    Box area{x, y, width, height};
    if (settings_.show_timeline && !ids.empty()) {
        const PanelView show = show_of(frame.view, "timeline");
        const float bar = std::min(px(timeline_panel.height(frame.context(*player_, show), selection_, width / look().scale).wanted), height / 2);
        draw_panel(frame, show, x, y + height - bar, width, bar);
        area.height -= bar;
        ids.pop_back();
    }
    if (std::find(ids.begin(), ids.end(), front_) == ids.end()) {
        front_.clear();
        for (const PanelView& show : frame.view.panels)
            if (show.front && std::find(ids.begin(), ids.end(), show.id) != ids.end()) front_ = show.id;
        if (front_.empty() && !ids.empty()) front_ = ids.front();
    }
    if (settings_.tabs) {
        if (!front_.empty()) draw_panel(frame, show_of(frame.view, front_), area.x, area.y, area.width, area.height);
    } else {
        const float margin = width < px(520) ? px(8) : height < px(800) ? px(10) : px(16), gap = height < px(800) ? px(8) : px(12);
        area = {area.x + margin, area.y + margin, area.width - 2 * margin, area.height - 2 * margin};
        std::vector<PanelHeight> heights;
        std::vector<PanelView> shows;
        for (const std::string& id : ids) {
            shows.push_back(show_of(frame.view, id));
            const Panel& panel = *find_panel(id);
            const PanelContext context = frame.context(*player_, shows.back());
            const PanelHeight content = panel.height(context, selection_, (area.width - 2 * card_side(false)) / look().scale);
            const bool has_field = settings_.text_inputs && panel.input && panel.input(context);
            const float around = card_top(false) + card_bottom(false) + (has_field ? input_height() : 0);
            heights.push_back({content.wanted > 0 ? px(content.wanted) + around : 0, px(content.least) + around,
                               content.most > 0 ? px(content.most) + around : 0});
        }
        const std::vector<Box> boxes = arrange(heights, area, gap, look().scale);
        for (std::size_t i = 0; i < boxes.size(); ++i)
            draw_panel(frame, shows[i], boxes[i].x, boxes[i].y, boxes[i].width, boxes[i].height);
    }
    ImGui::End();
    ImGui::PopStyleColor();

    for (const PanelRequest& request : frame.requests) (void)send(request, frame.pick_question);
    // What changed after a panel was drawn shows in one more frame.
    return !frame.requests.empty() || !(selected == selection_);
}

void App::draw_panel(Frame& frame, const PanelView& show, float x, float y, float width, float height) {
    const Panel* panel = find_panel(show.id);
    if (!panel) return;
    const bool bar = panel == &timeline_panel, bare = bar || frame.tabs;
    const PanelContext context = frame.context(*player_, show);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 min{x, y}, max{x + width, y + height};
    if (bar) {
        list.AddRectFilled(min, max, ink("surface"));
        list.AddLine(min, {max.x, min.y}, ink("line"), px(1));
    } else if (!bare) {
        list.AddRectFilled(min, max, ink("surface"), px(8));
        list.AddRect(min, max, ink("line"), px(8), 0, px(1));
        const float side = card_side(false);
        const float used = draw_text({x + side, y + px(11)}, tr(panel->title_id), title_style, ink("ink-2"));
        if (panel->hint) {
            const std::string hint = panel->hint(context, selection_);
            draw_text({max.x - side, y + px(11)}, elided(hint, small_style, width - used - side * 3), small_style, ink("ink-3"), 1);
        }
    }
    const float side = bar ? px(frame.tabs || width < px(620) ? 8 : 20) : card_side(bare);
    const float top = bar ? 0 : card_top(bare), bottom = bar ? 0 : card_bottom(bare);
    ImGui::SetCursorScreenPos({x + side - px(4), y + top});
    ImGui::PushID(panel->id.data(), panel->id.data() + panel->id.size());
    if (focus_ == show.id) ImGui::SetNextWindowFocus();
    // Four units more on each side than the content, so that focus rings are not cut.
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(4), 0});
    const bool visible = ImGui::BeginChild("body", {std::max(width - side * 2 + px(8), 1.0f), std::max(height - top - bottom, 1.0f)},
                                           ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding,
                                           ImGuiWindowFlags_NoSavedSettings | (bar ? ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse : 0));
    ImGui::PopStyleVar();
    if (visible) {
        if (settings_.text_inputs && panel->input)
            if (const auto input = panel->input(context)) draw_input(frame, *panel, *input);
        if (focus_ == show.id) {
            ImGui::SetKeyboardFocusHere();
            ImGui::SetNavCursorVisible(true);
            focus_.clear();
        }
        begin_parts(lit_part(show.id));
        panel->draw(context, selection_, frame.requests);
        if (const std::string_view part = pointed_out(); !part.empty()) pointed_ = show.id + "." + std::string(part);
    }
    ImGui::EndChild();
    ImGui::PopID();
}

App::Field& App::field_of(std::string_view panel_id) {
    for (Field& field : fields_)
        if (field.panel == panel_id) return field;
    fields_.push_back({std::string(panel_id), {}, {}, {}, -1});
    return fields_.back();
}

// Lets the text grow, and brings back what was sent before with the arrow keys.
int App::recall(ImGuiInputTextCallbackData* data) {
    Field& field = *static_cast<Field*>(data->UserData);
    if (data->EventFlag == ImGuiInputTextFlags_CallbackResize) {
        field.text.resize(static_cast<std::size_t>(data->BufTextLen));
        data->Buf = field.text.data();
        return 0;
    }
    if (data->EventFlag != ImGuiInputTextFlags_CallbackHistory || field.sent.empty()) return 0;
    const int last = static_cast<int>(field.sent.size()) - 1;
    if (data->EventKey == ImGuiKey_UpArrow) field.recalled = field.recalled < 0 ? last : std::max(field.recalled - 1, 0);
    else if (field.recalled >= 0) field.recalled = field.recalled == last ? -1 : field.recalled + 1;
    data->DeleteChars(0, data->BufTextLen);
    if (field.recalled >= 0) data->InsertChars(0, field.sent[static_cast<std::size_t>(field.recalled)].c_str());
    return 0;
}

void App::draw_input(Frame&, const Panel& panel, const PanelInput& input) {
    Field& field = field_of(panel.id);
    ImGui::PushFont(font(Face::mono), 17);  // ImGui counts from ascender to descender: 13 of an em
    ImGui::SetNextItemWidth(-1);
    const bool sent = ImGui::InputTextWithHint(
        "##input", input.placeholder.c_str(), field.text.data(), field.text.capacity() + 1,
        ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackResize | ImGuiInputTextFlags_CallbackHistory, recall, &field);
    ImGui::PopFont();
    if (ImGui::IsItemHovered() && !ImGui::IsItemActive()) ImGui::SetItemTooltip("%s", input.label.c_str());
    if (sent && !field.text.empty()) {
        const std::string text = field.text;
        const base::Status status = submit_input(panel.id, text);
        field.error = status ? std::string() : error_text(status.error());
        field.recalled = -1;
        if (status) {
            field.sent.push_back(text);
            field.text.clear();
        }
        ImGui::SetKeyboardFocusHere(-1);
    }
    if (!field.error.empty()) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const float height = draw_wrapped(at, field.error, small_style, ink("fault"), ImGui::GetContentRegionAvail().x);
        ImGui::Dummy({1, height});
    }
}

bool App::take_changed() { return std::exchange(changed_, false); }

void App::focus_next_panel() {
    const std::vector<std::string> ids = panel_ids();
    if (ids.empty()) return;
    const auto now = std::find(ids.begin(), ids.end(), front_);
    front_ = focus_ = now == ids.end() || now + 1 == ids.end() ? ids.front() : *(now + 1);
}

// Actions that change how one looks, and nothing of the player's.
bool App::act_on_view(std::string_view text, base::Status& status) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, blank), rest = text.substr(std::min(blank + 1, text.size()));
    const auto number = base::parse_number(rest);
    const std::uint64_t value = number && *number >> 40 == 0 ? static_cast<std::uint64_t>(*number) : 0;
    if (word == "play") playback_.play(*player_);
    else if (word == "pause") playback_.pause();
    else if (word == "pace") playback_.set_pace(std::min<std::size_t>(value, Playback::paces.size() - 1));
    else if (word == "changes") selection_.timeline_open = rest == "on";
    else if (word == "since") selection_.since = value, selection_.timeline_open = true;
    else if (word == "compare") selection_.compared = std::string(rest);
    else if (word == "entry-level") selection_.entry_level = static_cast<unsigned>(value), selection_.word.reset();
    else if (word == "panel") status = toggle_panel(rest);
    else if (word == "panels") put_panels_back();
    else if (word == "bring") status = bring(rest);
    else return false;
    return true;
}

std::vector<std::string> App::looks() const {
    std::vector<std::string> all;
    if (panels_moved()) {
        for (const std::string& id : opened_) all.push_back("panel " + id);
        for (const std::string& id : closed_) all.push_back("panel " + id);
    }
    if (selection_.timeline_open) all.push_back(selection_.since > 0 ? "since " + std::to_string(selection_.since) : "changes on");
    if (selection_.compared) all.push_back("compare " + *selection_.compared);
    if (!front_.empty()) all.push_back("bring " + front_);
    return all;
}

base::Status App::take_look(std::string_view look) {
    static constexpr std::string_view known[] = {"panel", "bring", "changes", "since", "compare"};
    seen_step_ = player_->view().step;  // it is for this step: the next frame must not forget it
    base::Status status = base::Done{};
    if (std::find(std::begin(known), std::end(known), look.substr(0, look.find(' '))) == std::end(known) || !act_on_view(look, status))
        return base::Error{tr("app.no_look", {std::string(look.substr(0, 40))})};
    return status;
}

// Letters that work wherever nothing is being typed.
void App::press_keys(std::vector<PanelRequest>& requests) const {
    const ImGuiIO& io = ImGui::GetIO();
    if (io.WantTextInput || io.KeyCtrl || io.KeyAlt || io.KeySuper) return;
    const auto act = [&](std::string text) { requests.push_back({PanelRequest::Kind::act, std::move(text), false}); };
    if (ImGui::IsKeyPressed(ImGuiKey_0, false)) act("panels");
    if (!settings_.show_timeline) return;
    const std::vector<std::uint64_t>& marks = player_->bookmarks();
    const std::uint64_t position = player_->timeline().position();
    if (ImGui::IsKeyPressed(ImGuiKey_P, false)) act(playback_.view().on ? "pause" : "play");
    if (ImGui::IsKeyPressed(ImGuiKey_B, false)) act(std::find(marks.begin(), marks.end(), position) == marks.end() ? "bookmark" : "unbookmark");
    if (ImGui::IsKeyPressed(ImGuiKey_D, false)) act(selection_.timeline_open ? "changes off" : "changes on");
    if (!ImGui::IsKeyPressed(ImGuiKey_N, false) || marks.empty()) return;
    // Round the end, as a search goes.
    const auto after = std::upper_bound(marks.begin(), marks.end(), position), from = std::lower_bound(marks.begin(), marks.end(), position);
    const std::uint64_t to = io.KeyShift ? (from == marks.begin() ? marks.back() : *(from - 1)) : after == marks.end() ? marks.front() : *after;
    act("seek " + std::to_string(to));
}

base::Status App::send(const PanelRequest& request, const std::string& pick_question) {
    base::Status status = base::Done{};
    const script::Timeline& timeline = player_->timeline();
    if (request.kind == PanelRequest::Kind::command) {
        const auto& history = timeline.history();
        const std::string_view part = dragged_part(request.text);
        if (request.replaces && !part.empty() && !history.empty() && timeline.position() == timeline.size() &&
            dragged_part(history.back().line) == part)
            (void)player_->act("seek " + std::to_string(history.back().first_event));
        status = player_->act("command " + request.text);
    } else if (request.kind == PanelRequest::Kind::pick) {
        if (!pick_question.empty()) status = player_->act("choose " + pick_question + " " + request.text);
    } else if (act_on_view(request.text, status)) {
        notice_ = status ? std::string() : error_text(status.error());
        changed_ = true;
        return status;
    } else {
        status = player_->act(request.text);
    }
    playback_.pause();
    notice_ = status ? std::string() : error_text(status.error());
    changed_ = true;
    return status;
}

base::Status App::perform(const PanelRequest& request) { return send(request, Frame(*player_, playback_.view()).pick_question); }

base::Status App::submit_input(std::string_view panel_id, const std::string& text) {
    const Panel* panel = find_panel(panel_id);
    const Frame frame(*player_, playback_.view());
    const PanelView show = show_of(frame.view, panel_id);
    const auto input = panel && panel->input ? panel->input(frame.context(*player_, show)) : std::nullopt;
    if (!input) return base::Error{tr("app.no_input")};
    const auto commands = input->commands(text);
    if (!commands) {
        notice_ = error_text(commands.error());
        return commands.error();
    }
    for (const std::string& line : *commands)
        if (const base::Status status = send({PanelRequest::Kind::command, line, false}, {}); !status) return status;
    return base::Done{};
}

std::string App::say() const {
    if (!notice_.empty()) return notice_;
    const script::Timeline& timeline = player_->timeline();
    if (timeline.position() == 0) return tr("app.at_start");
    return narrate(timeline.machine(), timeline.event(timeline.position() - 1));
}

std::string App::twin_json(std::string_view panel_id, std::uint64_t first_row, std::uint64_t row_count) const {
    const Panel* panel = find_panel(panel_id);
    if (!panel) return "{}";
    const Frame frame(*player_, playback_.view());
    const PanelView show = show_of(frame.view, panel_id);
    const PanelContext context = frame.context(*player_, show);
    const TableData data = panel->table(context, selection_, first_row, row_count);
    base::JsonWriter json;
    json.begin_object().field("id", panel->id).field("title", tr(panel->title_id)).field("say", panel->say(context, selection_));
    json.key("columns").begin_array();
    for (const std::string& column : data.columns) json.string(column);
    json.end_array().field_number("total", data.total_rows).key("rows").begin_array();
    for (const auto& row : data.rows) {
        json.begin_array();
        for (const std::string& cell : row) json.string(cell);
        json.end_array();
    }
    json.end_array().key("actions").begin_array();
    for (const PanelAction& action : panel->actions(context, selection_)) {
        using Kind = PanelRequest::Kind;
        const Kind kind = action.request.kind;
        json.begin_object().field("label", action.label).field("kind", kind == Kind::command ? "command" : kind == Kind::act ? "act" : "pick");
        json.field("text", action.request.text).field("enabled", action.enabled).end_object();
    }
    json.end_array().key("input");
    const auto input = panel->input ? panel->input(context) : std::nullopt;
    if (input) json.begin_object().field("label", input->label).field("placeholder", input->placeholder).end_object();
    else json.null();
    return json.end_object().text();
}

}  // namespace ui
