// The text of a lesson file with its lines, and the list of what is wrong with it (private to the
// engine): every message points at a line and a column.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lessons {

struct Place {
    int line = 0;    ///< 1-based
    int column = 0;  ///< 1-based, in bytes
};

class Source {
public:
    explicit Source(std::string_view text);

    std::string_view text() const { return text_; }
    int line_count() const { return static_cast<int>(starts_.size()); }
    /// Line `number` without its line break; empty beyond the end.
    std::string_view line(int number) const;
    /// Where `at` points; {0, 0} when it does not point into the text.
    Place place(const char* at) const;

private:
    std::string_view text_;
    std::vector<std::size_t> starts_;  ///< offset of the first character of each line
};

struct Problems {
    std::vector<base::Error> errors;

    void add(Place place, std::string message, std::string hint = {}) {
        errors.push_back({std::move(message), std::move(hint), place.line, place.column});
    }
    /// An error whose column counts from `place`.
    void add(Place place, const base::Error& error) {
        add({place.line, place.column + (error.column > 0 ? error.column - 1 : 0)}, error.message, error.hint);
    }
};

}  // namespace lessons
