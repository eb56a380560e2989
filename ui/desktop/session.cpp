#include "ui/desktop/session.h"

#include <cstdlib>

#include "lessons/engine/course.h"

namespace ui::desktop {

base::Status Session::add_lesson(std::string_view text, const std::string& file) {
    auto parsed = lessons::parse_lesson(text, file);
    if (!parsed) return base::Error{base::to_text(parsed.error(), file)};
    const auto number = static_cast<unsigned>(std::strtoul(file.substr(file.rfind('/') + 1).c_str(), nullptr, 10));
    entries_.push_back({std::make_unique<lessons::Lesson>(std::move(*parsed)), number});
    return base::Done{};
}

base::Status Session::load_course() {
    for (const lessons::CourseFile& file : lessons::course_files())
        if (const base::Status status = add_lesson(file.text, std::string(file.name)); !status) return status;
    return base::Done{};
}

std::size_t Session::find(std::string_view id_or_file) const {
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if (entries_[i].lesson->id == id_or_file || entries_[i].lesson->file == id_or_file) return i;
    return entries_.size();
}

std::vector<std::string> Session::ids() const {
    std::vector<std::string> ids;
    for (const Entry& entry : entries_) ids.push_back(entry.lesson->id);
    return ids;
}

void Session::open(std::size_t index) {
    Entry& entry = entries_[index];
    if (!entry.player) {
        lessons::PlayerOptions options;
        options.seed = seed_;
        options.predict_open = predict_open_;
        options.find_lesson = [this](std::string_view id) -> const lessons::Lesson* {
            const std::size_t found = find(id);
            return found < entries_.size() ? entries_[found].lesson.get() : nullptr;
        };
        entry.player = std::make_unique<lessons::Player>(*entry.lesson, std::move(options));
    }
    current_ = index;
    if (app_) app_->set_player(*entry.player);
    else app_ = std::make_unique<App>(*entry.player);
}

}  // namespace ui::desktop
