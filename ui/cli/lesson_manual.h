// lessons/README.md, built in: how to write a lesson.
#pragma once

#include <string_view>

namespace cli {

std::string_view lesson_manual();

}  // namespace cli
