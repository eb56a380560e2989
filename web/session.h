// The lesson that the page plays: the parsed lesson, its player, the panels, and the other lessons
// that a `recall` may ask for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "lessons/engine/lesson.h"
#include "lessons/engine/player.h"
#include "lessons/engine/review_lesson.h"
#include "ui/app.h"

namespace web {

struct SessionOptions {
    std::string file;            ///< the lesson's file name, for messages
    std::uint64_t seed = 1;
    bool predict_open = false;   ///< no gate holds
    std::string saved;           ///< what save() gave earlier; may be empty
};

class Session {
public:
    /// Keeps a lesson for `recall`. The error says where its text is wrong.
    base::Status add_lesson(std::string_view text);

    /// A review of what is due; the next load() of a lesson with the `review` key plays it.
    void open_review(lessons::ReviewDeck deck, unsigned today, bool kept) { review_ = std::make_unique<lessons::Review>(std::move(deck), today, kept); }
    /// nullptr where none is open
    lessons::Review* review() { return review_.get(); }

    /// Replaces the lesson played. An error leaves the session without a player.
    base::Status load(std::string_view text, const SessionOptions& options);

    bool playing() const { return player_ != nullptr; }
    /// REQUIRES: playing()
    lessons::Player& player() { return *player_; }
    ui::App& app() { return *app_; }
    /// Why the answers kept from an earlier visit could not be used; empty when they were.
    const std::string& restore_error() const { return restore_error_; }

private:
    std::vector<std::unique_ptr<lessons::Lesson>> others_;
    std::unique_ptr<lessons::Lesson> lesson_;
    std::unique_ptr<lessons::Review> review_;
    std::unique_ptr<lessons::Player> player_;
    std::unique_ptr<ui::App> app_;
    std::string restore_error_;
};

}  // namespace web
