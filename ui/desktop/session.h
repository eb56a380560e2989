// The course as the desktop program holds it: every lesson parsed, a player for each one that was
// opened, and the panels of the one in front. Nothing is kept after the program ends.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "lessons/engine/lesson.h"
#include "lessons/engine/player.h"
#include "ui/app.h"

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
        std::unique_ptr<lessons::Player> player = nullptr;
    };

    /// The lessons built into the program. The error names the file that does not parse.
    base::Status load_course();
    /// One more, from a text; it becomes the last.
    base::Status add_lesson(std::string_view text, const std::string& file);

    const std::vector<Entry>& entries() const { return entries_; }
    std::size_t current() const { return current_; }
    /// By id, or by the file name a link gives; entries().size() when there is none.
    std::size_t find(std::string_view id_or_file) const;
    std::vector<std::string> ids() const;

    /// Plays the lesson, from where the reader left it. REQUIRES: index < entries().size()
    void open(std::size_t index);
    // REQUIRES: a lesson is open
    lessons::Player& player() { return *entries_[current_].player; }
    App& app() { return *app_; }

private:
    std::uint64_t seed_;
    bool predict_open_;
    std::vector<Entry> entries_;
    std::size_t current_ = 0;
    std::unique_ptr<App> app_;
};

}  // namespace ui::desktop
