#include "ui/desktop/session.h"

#include <algorithm>
#include <cstdlib>

#include "lessons/engine/course.h"
#include "lessons/engine/strings.h"

namespace ui::desktop {

base::Status Session::add_lesson(std::string_view text, const std::string& file, bool own_file) {
    auto parsed = lessons::parse_lesson(text, file);
    if (!parsed) return base::Error{base::to_text(parsed.error(), file)};
    const auto number = static_cast<unsigned>(std::strtoul(file.substr(file.rfind('/') + 1).c_str(), nullptr, 10));
    entries_.push_back({std::make_unique<lessons::Lesson>(std::move(*parsed)), number, own_file});
    return base::Done{};
}

base::Status Session::load_course(std::string_view language) {
    const auto translated = lessons::translated_files();
    for (const lessons::CourseFile& original : lessons::course_files()) {
        const std::string name = std::string(language) + "/" + std::string(original.name);
        const auto found = std::find_if(translated.begin(), translated.end(), [&](const lessons::CourseFile& file) { return file.name == name; });
        const lessons::CourseFile& file = found != translated.end() ? *found : original;
        if (const base::Status status = add_lesson(file.text, std::string(file.name), false); !status) return status;
    }
    return base::Done{};
}

std::size_t Session::find(std::string_view id_or_file) const {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const lessons::Lesson& lesson = *entries_[i].lesson;
        if (lesson.id == id_or_file || lesson.file == id_or_file || lesson.file.substr(lesson.file.rfind('/') + 1) == id_or_file) return i;
    }
    return entries_.size();
}

std::vector<std::string> Session::ids() const {
    std::vector<std::string> ids;
    for (const Entry& entry : entries_) ids.push_back(entry.lesson->id);
    return ids;
}

std::unique_ptr<lessons::Player> Session::new_player(const lessons::Lesson& lesson) const {
    lessons::PlayerOptions options;
    options.seed = seed_;
    options.predict_open = predict_open_;
    options.find_lesson = [this](std::string_view id) -> const lessons::Lesson* {
        const std::size_t found = find(id);
        return found < entries_.size() ? entries_[found].lesson.get() : nullptr;
    };
    return std::make_unique<lessons::Player>(lesson, std::move(options));
}

std::string Session::key_of(const Entry& entry) const { return "progress." + entry.lesson->id + "." + std::to_string(seed_); }

base::Status Session::open(std::size_t index, Kept& kept) {
    Entry& entry = entries_[index];
    base::Status status = base::Done{};
    if (!entry.player) {
        entry.player = new_player(*entry.lesson);
        const std::string saved = entry.own_file ? std::string() : kept.get(key_of(entry));
        if (!saved.empty()) status = entry.player->restore(saved);
        if (!status) {
            kept.set(key_of(entry) + ".unread", saved);
            status = base::Error{lessons::tr("desktop.error.progress"), status.error().message};
        }
    }
    if (in_class_ && !entry.class_player) entry.class_player = new_player(*entry.lesson);
    current_ = index;
    if (!entry.own_file) kept.set("lesson", entry.lesson->id);
    show_player();
    return status;
}

void Session::keep(Kept& kept) const {
    const Entry& entry = entries_[current_];
    if (!entry.own_file && !in_class_) kept.set(key_of(entry), entry.player->save());
}

bool Session::closes(std::string_view question, const std::string& action) const {
    const std::unique_ptr<lessons::Player> copy = new_player(*entries_[current_].lesson);
    if (!copy->restore(player().save()) || !copy->act(action)) return false;
    for (const lessons::Block& block : copy->view().blocks)
        if (block.kind == lessons::Block::Kind::question && block.question.id == question)
            return block.question.state != lessons::QuestionView::State::open;
    return true;  // it is on another screen now
}

void Session::set_in_class(bool in_class) {
    if (in_class == in_class_) return;
    Entry& entry = entries_[current_];
    if (in_class) {
        entry.class_player = new_player(*entry.lesson);
        (void)entry.class_player->open(entry.player->link());
    } else {
        // What the reader did there at home is left alone.
        (void)entry.player->act("open " + std::to_string(entry.class_player->view().step));
        for (Entry& other : entries_) other.class_player.reset();
    }
    in_class_ = in_class;
    show_player();
}

void Session::show_player() {
    if (app_) app_->set_player(player());
    else app_ = std::make_unique<App>(player());
}

}  // namespace ui::desktop
