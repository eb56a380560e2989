// A translated lesson against the original: everything but prose must be the same, so that answers, scores, links and
// what is kept of a reader mean the same in both.
#pragma once

#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lessons {

/// What differs first, with its line in `translation`: commands, expressions, ids, misconceptions, the parts that words point
/// at, the number of steps and of answers. Empty when only prose does.
std::vector<base::Error> check_translated_lesson(std::string_view original, std::string_view translation);

}  // namespace lessons
