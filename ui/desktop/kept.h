// What the program remembers from one start to the next: a small text file of "key = value" lines.
//
//     window = 60 40 1280 800        x y width height, of the window outside of full screen
//     site = https://uni.example/pagewalk/
//     progress.walk.1 = pw1;id=walk;seed=1;...      by lesson and seed, as Player::save() writes it
//
// Another window of the program may have written meanwhile: only what was set here is changed, and lines that
// nobody here knows stay.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace ui::desktop {

class Kept {
public:
    /// Where the file lies: below $XDG_DATA_HOME or ~/.local/share; empty where there is neither.
    static std::string usual_path();

    /// Reads it; what is not there is empty. Until then, and with an empty path, nothing is remembered.
    base::Status open(const std::string& path);

    /// Empty where nothing is remembered.
    std::string get(std::string_view key) const;
    bool has(std::string_view key) const { return !get(key).empty(); }
    /// An empty value forgets. REQUIRES: neither has a line break, the key no " = "
    void set(std::string_view key, std::string_view value);
    /// Writes what changed since the last time, whole or not at all. Nothing to do is no error.
    base::Status write();

private:
    using Lines = std::vector<std::string>;
    static base::Result<Lines> read(const std::string& path);

    std::string path_;
    Lines lines_;
    std::vector<std::pair<std::string, std::string>> changed_;
};

}  // namespace ui::desktop
