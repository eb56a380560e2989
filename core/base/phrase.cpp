#include "core/base/phrase.h"

namespace base {
namespace {

std::string id_and_arguments(std::string_view id, std::initializer_list<std::string_view> arguments) {
    std::string text(id);
    for (const std::string_view& argument : arguments) text.append(&argument == arguments.begin() ? " (" : ", ").append(argument);
    return arguments.size() > 0 ? text + ")" : text;
}

Phrases texts = id_and_arguments;

}  // namespace

std::string phrase(std::string_view id, std::initializer_list<std::string_view> arguments) { return texts(id, arguments); }
void set_phrases(Phrases phrases) { texts = phrases ? phrases : id_and_arguments; }

}  // namespace base
