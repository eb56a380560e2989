#include "lessons/engine/source.h"

#include <algorithm>
#include <functional>

namespace lessons {

Source::Source(std::string_view text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') starts_.push_back(i + 1);
}

std::string_view Source::line(int number) const {
    if (number < 1 || number > line_count()) return {};
    const std::size_t begin = starts_[static_cast<std::size_t>(number) - 1];
    std::size_t end = std::min(text_.find('\n', begin), text_.size());
    if (end > begin && text_[end - 1] == '\r') --end;
    return text_.substr(begin, end - begin);
}

Place Source::place(const char* at) const {
    // std::less compares pointers that may belong to different arrays.
    const std::less<const char*> less;
    if (!at || less(at, text_.data()) || less(text_.data() + text_.size(), at)) return {};
    const auto offset = static_cast<std::size_t>(at - text_.data());
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const auto line = static_cast<std::size_t>(after - starts_.begin());
    return {static_cast<int>(line), static_cast<int>(offset - starts_[line - 1]) + 1};
}

}  // namespace lessons
