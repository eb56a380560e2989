// One line from the terminal with history and completion; a plain line where there is no terminal.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

class LineEditor {
public:
    /// What could stand at the end of a line, for Tab.
    std::function<std::vector<std::string>(std::string_view line)> complete;

    /// std::nullopt at the end of the input. Lines that are not blank enter the history.
    std::optional<std::string> read(const std::string& prompt);

private:
    std::optional<std::string> read_edited(const std::string& prompt);
    std::vector<std::string> history_;
};

/// True when both ends of the program are a terminal.
bool is_terminal();

}  // namespace cli
