#include "core/script/link.h"

#include <algorithm>

#include "core/base/crc32.h"
#include "core/base/phrase.h"
#include "core/base/text.h"

namespace script {

using base::Error;

namespace {

constexpr unsigned char version = 2, deflated_bit = 0x80, first_version = 'A';
constexpr std::size_t head_bytes = 5, most_marks = 40, most_draws = 1'000'000;
constexpr unsigned most_steps = 99;
constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool read_number(const std::string& word, std::uint64_t most, std::uint64_t& value) {
    if (word.empty() || word.size() > 19 || word.find_first_not_of("0123456789") != std::string::npos) return false;
    value = std::stoull(word);
    return value <= most;
}

bool read_param(const std::vector<std::string>& words, LinkStep& step) {
    if (words.size() != 3 || words[1].empty()) return false;
    const auto value = base::parse_number(words[2]);
    if (value) step.params.push_back({words[1], *value});
    return value.ok();
}

bool read_marks(const std::vector<std::string>& words, LinkStep& step) {
    if (words.size() < 2 || words.size() > most_marks) return false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        std::uint64_t mark = 0;
        if (!read_number(words[i], std::uint64_t{1} << 40, mark) || (!step.marks.empty() && mark <= step.marks.back())) return false;
        step.marks.push_back(mark);
    }
    return true;
}

// One line that begins with a single '@'.
bool read_fact(std::string_view line, Link& link) {
    const auto words = base::split(line, ' ');
    std::uint64_t number = 0;
    const auto one_number = [&](std::uint64_t most) { return words.size() == 2 && read_number(words[1], most, number); };
    if (words[0] == "@step") {
        if (!one_number(most_steps) || number == 0) return false;
        link.steps.push_back({static_cast<unsigned>(number), {}, {}, {}, {}, 0});
        return true;
    }
    if (words[0] == "@look") {
        link.looks.emplace_back(line.substr(std::min<std::size_t>(line.size(), 6)));
        return words.size() > 1;
    }
    if (link.steps.empty()) link.steps.emplace_back();
    LinkStep& step = link.steps.back();
    if (words[0] == "@param") return read_param(words, step);
    if (words[0] == "@marks") return read_marks(words, step);
    if (words[0] == "@at") return one_number(std::uint64_t{1} << 40) && (step.position = number, true);
    if (words[0] == "@draw") return one_number(most_draws) && (step.draw = static_cast<unsigned>(number), true);
    ++link.unknown;
    return true;
}

}  // namespace

// --- the text -----------------------------------------------------------------------------------

std::string link_text(const Link& link) {
    std::string text;
    for (const LinkStep& step : link.steps) {
        if (step.step > 0) text += "@step " + std::to_string(step.step) + "\n";
        if (step.draw > 0) text += "@draw " + std::to_string(step.draw) + "\n";
        for (const sim::Binding& param : step.params) text += "@param " + param.name + " " + base::dec(param.value) + "\n";
        for (const std::string& line : step.lines) text += (line[0] == '@' ? "@" : "") + line + "\n";
        if (step.position) text += "@at " + std::to_string(*step.position) + "\n";
        for (std::size_t i = 0; i < step.marks.size(); ++i) text += (i ? " " : "@marks ") + std::to_string(step.marks[i]);
        if (!step.marks.empty()) text += "\n";
    }
    for (const std::string& look : link.looks) text += "@look " + look + "\n";
    return text;
}

base::Result<Link> parse_link(std::string_view text) {
    if (text.size() > max_link_text) return Error{base::phrase("script.link-text-too-long", {base::grouped(max_link_text)})};
    Link link;
    std::size_t lines = 0, facts = 0;
    int number = 0;
    for (const std::string& line : base::split(text, '\n')) {
        ++number;
        if (line.empty()) continue;
        const bool fact = line[0] == '@' && line.substr(0, 2) != "@@";
        if ((fact ? ++facts : ++lines) > (fact ? max_link_facts : max_link_lines))
            return Error{base::phrase("script.link-too-long", {base::grouped(max_link_lines), base::grouped(max_link_facts)}), {}, number};
        if (fact) {
            if (!read_fact(line, link)) return Error{base::phrase("script.link-says-which-cannot-read", {line.substr(0, 40)}), {}, number};
            continue;
        }
        if (link.steps.empty()) link.steps.emplace_back();
        link.steps.back().lines.push_back(line[0] == '@' ? line.substr(1) : line);
    }
    return link;
}

// --- bytes and characters -----------------------------------------------------------------------

std::string to_base64url(std::string_view bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k <= count; ++k) text += digits[bits >> (18 - 6 * k) & 63];
    }
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 255);
    }
    return bytes;
}

std::string pack_link(std::string_view text, std::string_view deflated) {
    const bool shorter = !deflated.empty() && deflated.size() < text.size();
    const std::uint32_t sum = base::crc32(text);
    std::string bytes(1, static_cast<char>(shorter ? version | deflated_bit : version));
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(sum >> shift & 255);
    return to_base64url(bytes.append(shorter ? deflated : text));
}

PackedLink unpack_link(std::string_view code) {
    PackedLink packed;
    const auto fail = [&](LinkFault fault) { return packed.fault = fault, packed; };
    if (code.size() > max_link_code) return fail(LinkFault::too_long);
    const auto bytes = from_base64url(code);
    if (!bytes || bytes->empty()) return fail(LinkFault::damaged);
    const auto first = static_cast<unsigned char>((*bytes)[0]);
    if (first == first_version) {
        packed.checked = false;
        packed.bytes = bytes->substr(1);
        return packed;
    }
    const unsigned char number = first & ~deflated_bit & 0xff;
    if (number > version && number < 32) return fail(LinkFault::newer);
    if (number != version || bytes->size() < head_bytes) return fail(LinkFault::damaged);
    packed.deflated = (first & deflated_bit) != 0;
    for (std::size_t i = 1; i < head_bytes; ++i) packed.sum = packed.sum << 8 | static_cast<unsigned char>((*bytes)[i]);
    packed.bytes = bytes->substr(head_bytes);
    if (!packed.deflated && !is_whole(packed, packed.bytes)) return fail(LinkFault::damaged);
    return packed;
}

bool is_whole(const PackedLink& packed, std::string_view text) { return !packed.checked || base::crc32(text) == packed.sum; }

}  // namespace script
