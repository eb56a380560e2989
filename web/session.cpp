#include "web/session.h"

#include <utility>

#include "lessons/engine/packed.h"

namespace web {

base::Status Session::add_lesson(std::string_view text) {
    auto parsed = lessons::parse_lesson(text, "lesson");
    if (!parsed) return parsed.error();
    others_.push_back(std::make_unique<lessons::Lesson>(std::move(*parsed)));
    return base::Done{};
}

base::Status Session::load(std::string_view text, const SessionOptions& options) {
    app_.reset();
    player_.reset();
    restore_error_.clear();
    auto parsed = lessons::is_packed(text) ? lessons::unpack_lesson(text, options.file) : lessons::parse_lesson(text, options.file);
    if (!parsed) return parsed.error();
    lesson_ = std::make_unique<lessons::Lesson>(std::move(*parsed));

    lessons::PlayerOptions player_options;
    player_options.seed = options.seed;
    player_options.predict_open = options.predict_open;
    player_options.find_lesson = [this](std::string_view id) -> const lessons::Lesson* {
        if (lesson_->id == id) return lesson_.get();
        for (const auto& other : others_)
            if (other->id == id) return other.get();
        return nullptr;
    };
    const bool review = lesson_->review && review_;
    if (review) {
        player_options.seed = review_->seed(options.seed);
        review_->begin(*lesson_, player_options.find_lesson);
    }
    player_ = std::make_unique<lessons::Player>(review ? review_->lesson() : *lesson_, std::move(player_options));
    if (!options.saved.empty()) {
        const base::Status restored = player_->restore(options.saved);
        if (!restored) restore_error_ = base::to_text(restored.error());
    }
    app_ = std::make_unique<ui::App>(*player_);
    return base::Done{};
}

}  // namespace web
