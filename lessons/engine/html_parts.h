// Pieces that the HTML writers share (private to the engine).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lessons/engine/html.h"

namespace lessons {

/// <name class="classes">inner</name>; `inner` is HTML already.
std::string html_tag(std::string_view name, std::string_view classes, const std::string& inner);
/// "<name class="block classes" id="b-KEY" data-key="KEY"", without the closing bracket.
std::string html_open(const Block& block, std::string_view name, std::string_view classes);
/// A row of buttons; the one whose action is `submit` submits the form around it.
std::string html_buttons(const std::vector<Button>& buttons, std::string_view submit = {});
std::string question_html(const Block& block);

}  // namespace lessons
