// What the parser makes of lesson files: read_all FILE...; two builds of this with different readers of Markdown must say
// the same (tests/CMakeLists.txt).
#include <fstream>
#include <iostream>
#include <iterator>

#include "lessons/engine/lesson.h"
#include "lessons/engine/packed.h"

int main(int count, char** names) {
    for (int i = 1; i < count; ++i) {
        std::ifstream in(names[i], std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        const auto lesson = lessons::parse_lesson(text, names[i]);
        if (!lesson) {
            std::cerr << names[i] << ": " << lesson.error().message << '\n';
            return 1;
        }
        std::string packed = lessons::pack_lesson(*lesson);
        for (char& c : packed)
            if (c == '\1') c = '\n';
        std::cout << names[i] << '\n' << packed;
    }
    return count > 1 ? 0 : 2;
}
