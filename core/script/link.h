// The part of a link behind "#c=": the commands done in a lesson's steps, and how the reader looked at them.
//
//     base64url( version | CRC-32 of the text, big-endian | the text, or its raw deflate )
//         1 byte: 2, and 0x80 where deflated     4 bytes             RFC 1951, where that is shorter
//
//     @step 3                a step as the address counts them, from 1; its commands follow, one a line
//     @param levels 4        a slider of it
//     write A va
//     @at 17                 the event that the timeline stands behind; without it, the last
//     @marks 3 17            bookmarks
//     @draw 2                which numbers a practice step has drawn
//     @look panel tables     how the reader looks at it, in the words of ui::App
//
// A command that begins with '@' is written with two. What stands before the first @step belongs to the step
// that the address names; version 'A' is such a text without a CRC, as the sandbox's first links were.
// Deflating is a library's work, and core/ has none: whoever has one hands the deflated text in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/sim/machine.h"

namespace script {

struct LinkStep {
    unsigned step = 0;               ///< from 1; 0: the step that the address names
    std::vector<std::string> lines;  ///< the reader's commands, oldest first
    std::vector<sim::Binding> params;
    std::optional<std::uint64_t> position;
    std::vector<std::uint64_t> marks;  ///< increasing
    unsigned draw = 0;
    friend bool operator==(const LinkStep&, const LinkStep&) = default;
};

struct Link {
    std::vector<LinkStep> steps;     ///< the one to show comes last
    std::vector<std::string> looks;  ///< carried out in this order
    unsigned unknown = 0;            ///< facts that a newer version wrote; not written again
    friend bool operator==(const Link&, const Link&) = default;
};

// Limits. What is more is no link of ours.
constexpr std::size_t max_link_code = 90'000;      ///< characters behind "#c="
constexpr std::size_t max_link_text = 64 * 1024;   ///< bytes, inflated
constexpr std::size_t max_link_lines = 500;        ///< commands, of all steps together
constexpr std::size_t max_link_facts = 100;        ///< lines that begin with '@'

std::string link_text(const Link& link);
/// Facts with an unknown name are counted; a known one with a value out of range is an error, as is a text
/// above the limits.
base::Result<Link> parse_link(std::string_view text);

/// What stands behind "#c=". `deflated`: raw deflate of the text, taken where it is shorter; may be empty.
std::string pack_link(std::string_view text, std::string_view deflated = {});

enum class LinkFault : std::uint8_t { none, damaged, newer, too_long };
struct PackedLink {
    LinkFault fault = LinkFault::none;
    bool deflated = false;
    std::string bytes;      ///< the text, or what to inflate to it (to max_link_text bytes at most)
    std::uint32_t sum = 0;  ///< the text's CRC-32, 0 in version 'A'
    bool checked = true;    ///< false in version 'A', which has no sum
};
PackedLink unpack_link(std::string_view code);
/// True when `text` is what the link was packed from.
bool is_whole(const PackedLink& packed, std::string_view text);

std::string to_base64url(std::string_view bytes);
/// Nothing where a character or the length is wrong.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace script
