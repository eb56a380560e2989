#include "ui/cli/line_editor.h"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace cli {
namespace {

// The terminal hands over each key as it is pressed while this lives.
class RawMode {
public:
    RawMode() {
        tcgetattr(STDIN_FILENO, &before_);
        termios raw = before_;
        raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
        raw.c_cc[VMIN] = 1;
        raw.c_cc[VTIME] = 0;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
    }
    ~RawMode() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    RawMode(const RawMode&) = delete;
    RawMode& operator=(const RawMode&) = delete;

private:
    termios before_{};
};

enum Key : int { end_of_input = -1, up = 1000, down, left, right, home, line_end, forward_delete, unknown };

int read_byte() {
    unsigned char byte = 0;
    return ::read(STDIN_FILENO, &byte, 1) == 1 ? int{byte} : int{end_of_input};
}

// Arrow keys and their like come as ESC [ and a letter, or ESC [ digit ~.
int read_key() {
    const int first = read_byte();
    if (first != 27) return first;
    const int bracket = read_byte();
    if (bracket != '[' && bracket != 'O') return unknown;
    int last = read_byte();
    int digit = 0;
    while (last >= '0' && last <= '9') digit = last, last = read_byte();
    switch (last) {
        case 'A': return up;
        case 'B': return down;
        case 'C': return right;
        case 'D': return left;
        case 'H': return home;
        case 'F': return line_end;
        case '~': return digit == '3' ? forward_delete : unknown;
        default: return unknown;
    }
}

constexpr int control(char letter) { return letter & 0x1f; }

struct Line {
    std::string text;
    std::size_t at = 0;

    void insert(std::string_view more) {
        text.insert(at, more);
        at += more.size();
    }
    void replace(std::string with) {
        text = std::move(with);
        at = text.size();
    }
};

void draw(const std::string& prompt, const Line& line) {
    std::cout << "\r" << prompt << line.text << "\x1b[K";
    if (line.at < line.text.size()) std::cout << "\x1b[" << line.text.size() - line.at << "D";
    std::cout << std::flush;
}

// Tab: what all candidates share is typed; more than one is listed.
void complete_line(Line& line, const std::vector<std::string>& candidates) {
    if (candidates.empty()) return;
    const auto blank = line.text.substr(0, line.at).find_last_of(" \t(,");
    const std::size_t begin = blank == std::string::npos ? 0 : blank + 1;
    const std::string word = line.text.substr(begin, line.at - begin);
    std::string common = candidates[0];
    for (const std::string& candidate : candidates) {
        const auto end = std::mismatch(common.begin(), common.end(), candidate.begin(), candidate.end()).first;
        common.erase(end, common.end());
    }
    if (common.size() > word.size()) line.insert(common.substr(word.size()));
    if (candidates.size() == 1) {
        if (common.back() != '(' && common.back() != '=') line.insert(" ");
        return;
    }
    std::cout << "\n";
    for (const std::string& candidate : candidates) std::cout << candidate << "  ";
    std::cout << "\n";
}

void edit(Line& line, int key) {
    switch (key) {
        case left: line.at -= line.at > 0; break;
        case right: line.at += line.at < line.text.size(); break;
        case home:
        case control('a'): line.at = 0; break;
        case line_end:
        case control('e'): line.at = line.text.size(); break;
        case forward_delete: if (line.at < line.text.size()) line.text.erase(line.at, 1); break;
        case control('u'): line.text.erase(0, line.at), line.at = 0; break;
        case control('k'): line.text.erase(line.at); break;
        case 8:
        case 127: if (line.at > 0) line.text.erase(--line.at, 1); break;
        default: if (key >= 32 && key < 256) line.insert(std::string(1, static_cast<char>(key)));
    }
}

}  // namespace

bool is_terminal() { return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO); }

std::optional<std::string> LineEditor::read_edited(const std::string& prompt) {
    const RawMode raw;
    Line line;
    std::size_t recalled = history_.size();
    std::string unfinished;  // what was typed before looking at the history
    for (;;) {
        draw(prompt, line);
        const int key = read_key();
        if (key == end_of_input || (key == control('d') && line.text.empty())) return std::cout << "\n", std::nullopt;
        if (key == '\r' || key == '\n') return std::cout << "\n", line.text;
        if (key == control('c')) return std::cout << "\n", std::string();
        if (key == '\t') {
            if (complete) complete_line(line, complete(line.text.substr(0, line.at)));
        } else if (key == up || key == down) {
            if (recalled == history_.size()) unfinished = line.text;
            if (key == up) recalled -= recalled > 0;
            else recalled += recalled < history_.size();
            line.replace(recalled < history_.size() ? history_[recalled] : unfinished);
        } else {
            edit(line, key);
        }
    }
}

std::optional<std::string> LineEditor::read(const std::string& prompt) {
    std::optional<std::string> line;
    if (is_terminal()) {
        line = read_edited(prompt);
    } else {
        std::string text;
        if (std::getline(std::cin, text)) line = text;
    }
    if (line && line->find_first_not_of(" \t") != std::string::npos) history_.push_back(*line);
    return line;
}

}  // namespace cli
