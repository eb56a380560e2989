// LessonView as HTML: the same code writes the static pages at build time and the live blocks in
// the browser, so both look alike. All text is escaped; a lesson is data.
#pragma once

#include <string>

#include "lessons/engine/view.h"

namespace lessons {

/// One block as one element with id="b-KEY" and data-key="KEY".
std::string html_of(const Block& block);
std::string html_of(const Spans& spans);
/// & < > " ' escaped.
std::string html_escaped(std::string_view text);

}  // namespace lessons
