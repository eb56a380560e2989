// Random input for the tests here: commands that may well succeed, and lines that once were one.
#pragma once

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/base/text.h"
#include "core/hw/format.h"
#include "core/script/command.h"

namespace test {

/// Where the tests here begin; FUZZ_SEED=N tries others.
inline std::uint64_t fuzz_seed() {
    const char* chosen = std::getenv("FUZZ_SEED");
    return chosen ? std::strtoull(chosen, nullptr, 10) * 1'000'003 : 0;
}

template <class Items>
std::string one_of(base::Rng& rng, const Items& items) {
    return std::string(items[rng.below(std::size(items))]);
}

/// A command that the kernel may carry out, over all it can do; none that writes to tables by hand.
inline std::string random_command(base::Rng& rng, const hw::PagingFormat& format) {
    using namespace std::string_literals;
    const std::uint64_t page = format.page_bytes(), pages = static_cast<std::uint64_t>(std::min<base::u128>(format.user_end() / page, 64));
    const std::uint64_t at = rng.below(pages);
    const std::string who = one_of(rng, std::array{"A ", "B ", "C "}), address = base::hex(at * page);
    const std::string range = who + address + " " + std::to_string((1 + rng.below(12)) * page);
    const std::string perms = one_of(rng, std::array{" r", " rw", " rw", " rx", " none"});
    const std::string large = format.level_count > 1 && rng.below(2) ? who + base::hex((1 + rng.below(2)) * format.entry_span(2)) + " " + std::to_string(format.entry_span(2)) : range;
    switch (rng.below(33)) {
        case 0: return "process " + who;
        case 1: return "fork " + who + one_of(rng, std::array{"A", "B", "C"});
        case 2: return rng.below(3) ? "reclaim " + std::to_string(1 + rng.below(6)) : "exit " + who;
        case 3:
        case 4: return "map " + large + perms + one_of(rng, std::array{"", " now", " huge", " huge=2M now", " stack", " huge=1G"});
        case 5: return "map " + range + perms + " file=data" + one_of(rng, std::array{"", " shared", " now"});
        case 6: return "unmap " + large;
        case 7: return "protect " + large + perms;
        case 8: return "advise " + large + " " + one_of(rng, std::array{"dontneed", "populate", "hugepage", "nohugepage"});
        case 9: return rng.below(4) ? "swap " + std::to_string(12 * page) : "swapoff"s;
        case 10: return one_of(rng, std::array{"sync", "dropcaches", "cache data"});
        case 11: return "exec " + who + (rng.below(2) ? "program" : "");
        case 12: return "set policy " + one_of(rng, std::array{"fifo", "lru", "clock", "two-list", "random", "wsclock", "nru", "lfu", "mru"});
        case 13: return rng.below(2) ? "group G limit=" + std::to_string(rng.below(8) * page) + " " + who : "set reclaim " + one_of(rng, std::array{"local", "global"});
        case 14: return "set " + one_of(rng, std::array{"aslr on", "aslr off", "aslr nopie", "nx off", "nx on", "wp off", "wp on", "watermarks 1 2 4", "oom off", "oom on"});
        case 15: return one_of(rng, std::array{"flush", "seed 3", "let x = pick(1..9)", "string 1..4,2 frames=3", "string at=2", "file data2 3", "switch A", "switch B"});
        case 16: return "touch " + range + (rng.below(2) ? " write" : "");
        case 17: return "repeat " + std::to_string(rng.below(5)) + " as i " + (rng.below(2) ? "write " : "read ") + who + address + " + i * " + std::to_string(page);
        case 18: return (rng.below(2) ? "write " : "fetch ") + who + "base(" + one_of(rng, std::array{"text", "data", "heap", "libc", "stack"}) + ")";
        case 19: return "kernel " + base::hex(format.canonicalised({static_cast<std::uint64_t>(format.user_end()) + rng.below(40) * page}).value) + " " + std::to_string((1 + rng.below(3)) * page) + perms;
        case 20: return "unmap " + range + " stop=" + one_of(rng, std::array{"clear", "send", "ack"});
        case 21: return one_of(rng, std::array{"continue ", "thread ", "pin ", "idle "}) + one_of(rng, std::array{"A", "A.1", "B", "A@1", "1", "A.1@1"});
        default: return one_of(rng, std::array{"read ", "write ", "write ", "fetch "}) + who + base::hex(at * page + rng.below(page));
    }
}

/// The line with one thing changed: a word lost, doubled, moved, replaced; a character, or its end.
inline std::string mutated(base::Rng& rng, const std::string& line, const std::vector<std::string>& words) {
    std::vector<std::string> parts = base::split(line, ' ');
    const std::size_t i = rng.below(parts.size()), j = rng.below(parts.size());
    const auto joined = [&] {
        std::string text;
        for (const std::string& part : parts) text += (text.empty() ? "" : " ") + part;
        return text;
    };
    switch (rng.below(9)) {
        case 0: parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i)); break;
        case 1: parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(i), parts[j]); break;
        case 2: std::swap(parts[i], parts[j]); break;
        case 3:
        case 4: parts[i] = words[rng.below(words.size())]; break;
        case 5: parts.push_back(words[rng.below(words.size())]); break;
        case 6: return line.substr(0, rng.below(line.size() + 1));
        case 7: {
            std::string text = line;
            if (!text.empty()) text[rng.below(text.size())] = static_cast<char>(rng.below(256));
            return text;
        }
        default: {
            std::string text = line;
            text.insert(rng.below(text.size() + 1), 1, static_cast<char>(32 + rng.below(95)));
            return text;
        }
    }
    return joined();
}

}  // namespace test
