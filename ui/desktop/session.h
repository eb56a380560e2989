// The course as the desktop program holds it: every lesson parsed, a player for each one that was
// opened, and the panels of the one in front.
//
// In front of a class a lesson is played by a second player, which knows none of the teacher's answers and is
// forgotten afterwards: what was answered at home is not on the wall, and what a class answers is not the teacher's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "lessons/engine/lesson.h"
#include "lessons/engine/player.h"
#include "ui/app.h"
#include "ui/desktop/kept.h"

namespace ui::desktop {

class Session {
public:
    Session(std::uint64_t seed, bool predict_open) : seed_(seed), predict_open_(predict_open) {}
    // The players look lessons up in it.
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    struct Entry {
        std::unique_ptr<lessons::Lesson> lesson;
        unsigned number = 0;  ///< in the course ("07-address-split.md" is 7); 0: none
        bool own_file = false;  ///< a lesson of the reader's, not of the course
        std::unique_ptr<lessons::Player> player = nullptr, class_player = nullptr;
    };

    /// The lessons built into the program, translated where they are. The error names the file that does not parse.
    base::Status load_course(std::string_view language);
    /// One more, from a text; it becomes the last.
    base::Status add_lesson(std::string_view text, const std::string& file, bool own_file = true);

    const std::vector<Entry>& entries() const { return entries_; }
    std::size_t current() const { return current_; }
    /// By id, or by the file name a link gives; entries().size() when there is none.
    std::size_t find(std::string_view id_or_file) const;
    std::vector<std::string> ids() const;

    /// Plays the lesson, from where the reader left it, today or as `kept` knows. The error says that what is kept
    /// cannot be read: the lesson begins anew, and the text stays under another name.
    /// REQUIRES: index < entries().size()
    base::Status open(std::size_t index, Kept& kept);
    /// Hands the present lesson's progress to `kept`, except that of a class or of a file.
    void keep(Kept& kept) const;

    // REQUIRES, for all of these: a lesson is open
    lessons::Player& player() { return *(in_class_ ? entries_[current_].class_player : entries_[current_].player); }
    const lessons::Player& player() const { return *(in_class_ ? entries_[current_].class_player : entries_[current_].player); }
    /// Whether the action would close the question; tried on a copy.
    bool closes(std::string_view question, const std::string& action) const;
    /// To the class's player and back, at the same step with the same commands.
    void set_in_class(bool in_class);
    bool in_class() const { return in_class_; }
    App& app() { return *app_; }
    const App& app() const { return *app_; }

private:
    std::unique_ptr<lessons::Player> new_player(const lessons::Lesson& lesson) const;
    std::string key_of(const Entry& entry) const;
    void show_player();

    std::uint64_t seed_;
    bool predict_open_, in_class_ = false;
    std::vector<Entry> entries_;
    std::size_t current_ = 0;
    std::unique_ptr<App> app_;
};

}  // namespace ui::desktop
