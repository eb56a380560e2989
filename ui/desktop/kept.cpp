#include "ui/desktop/kept.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "lessons/engine/strings.h"

namespace ui::desktop {

using base::Done;
using base::Error;
using base::Status;
using lessons::tr;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view equals = " = ";

std::string start_of(std::string_view key) { return std::string(key).append(equals); }

void put(std::vector<std::string>& lines, std::string_view key, std::string_view value) {
    const std::string start = start_of(key);
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const std::string& line) { return line.starts_with(start); });
    if (found == lines.end()) {
        if (!value.empty()) lines.push_back(start + std::string(value));
    } else if (value.empty()) {
        lines.erase(found);
    } else {
        *found = start + std::string(value);
    }
}

}  // namespace

std::string Kept::usual_path() {
    const char* const data = std::getenv("XDG_DATA_HOME");
    const char* const home = std::getenv("HOME");
    if (data && fs::path(data).is_absolute()) return (fs::path(data) / "pagewalk" / "desktop.txt").string();
    return home && *home ? (fs::path(home) / ".local" / "share" / "pagewalk" / "desktop.txt").string() : std::string();
}

base::Result<Kept::Lines> Kept::read(const std::string& path) {
    std::error_code error;
    if (!fs::exists(path, error)) return Lines{};
    std::ifstream file(path);
    Lines lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    if (!file.eof() || fs::is_directory(path, error)) return Error{tr("desktop.error.kept_read", {path})};
    return lines;
}

Status Kept::open(const std::string& path) {
    if (path.empty()) return Done{};
    auto lines = read(path);
    if (!lines) return lines.error();
    path_ = path;
    lines_ = std::move(*lines);
    return Done{};
}

std::string Kept::get(std::string_view key) const {
    const std::string start = start_of(key);
    for (const std::string& line : lines_)
        if (line.starts_with(start)) return line.substr(start.size());
    return {};
}

void Kept::set(std::string_view key, std::string_view value) {
    if (path_.empty() || get(key) == value) return;
    put(lines_, key, value);
    const auto found = std::find_if(changed_.begin(), changed_.end(), [&](const auto& change) { return change.first == key; });
    if (found == changed_.end()) changed_.emplace_back(key, value);
    else found->second = value;
}

Status Kept::write() {
    if (changed_.empty()) return Done{};
    const Error failed{tr("desktop.error.kept_write", {path_})};
    auto lines = read(path_);
    if (!lines) return changed_.clear(), failed;
    for (const auto& [key, value] : changed_) put(*lines, key, value);
    changed_.clear();  // what cannot be written is said once
    std::error_code error;
    fs::create_directories(fs::path(path_).parent_path(), error);
    const std::string draft = path_ + ".new";
    std::ofstream file(draft, std::ios::trunc);
    for (const std::string& line : *lines) file << line << '\n';
    file.close();
    if (!file) return fs::remove(draft, error), failed;
    fs::rename(draft, path_, error);
    if (error) return failed;
    lines_ = std::move(*lines);
    return Done{};
}

}  // namespace ui::desktop
