// The reference string that replacement policies are compared on.
#include <algorithm>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/script/verbs.h"

namespace script {

using base::Done;
using base::Result;
using base::Status;

namespace {

Result<std::uint32_t> take_page(Context& c) {
    const int column = c.args.next_column();
    auto page = c.args.value("script.page-number");
    if (!page) return page.error();
    if (*page > sim::highest_string_page)
        return c.args.error_at(column, base::phrase("script.page-too-high-for-reference", {base::grouped(*page)}), base::phrase("script.pages-0-to", {base::grouped(sim::highest_string_page)}));
    return static_cast<std::uint32_t>(*page);
}

// PAGE | FIRST..LAST
Status take_pages(Context& c, std::vector<std::uint32_t>& pages) {
    const int column = c.args.next_column();
    auto first = take_page(c);
    if (!first) return first.error();
    std::uint32_t last = *first;
    if (c.args.punctuation("..")) {
        auto end = take_page(c);
        if (!end) return end.error();
        if (*end < *first) return c.args.error_at(column, base::phrase("script.range-empty-start-above-end"), base::phrase("script.for-instance-1-4"));
        last = *end;
    }
    if (last - *first >= sim::longest_string - std::min(pages.size(), sim::longest_string))
        return c.args.error_at(column, base::phrase("script.reference-string-longer-than-references", {base::grouped(sim::longest_string)}), base::phrase("script.leave-some-out"));
    for (std::uint32_t page = *first; page <= last; ++page) pages.push_back(page);
    return Done{};
}

bool is_option(std::string_view word) { return word.substr(0, 7) == "frames=" || word.substr(0, 3) == "at="; }

}  // namespace

Status run_string(Context& c) {
    if (c.args.at_end()) return c.args.error(base::phrase("script.references-missing"), base::phrase("script.for-instance-string-1-2"));
    sim::ReferenceString string = c.machine.string;
    if (!is_option(c.args.peek())) {
        string.pages.clear();
        do {
            if (auto status = take_pages(c, string.pages); !status) return status;
        } while (c.args.punctuation(",") || (!c.args.at_end() && !is_option(c.args.peek())));
        if (auto status = c.take_steps(string.pages.size(), c.column); !status) return status;
        // Who looked at all of it goes on doing so.
        const bool whole = c.machine.string.at == c.machine.string.pages.size();
        string.at = static_cast<std::uint32_t>(whole ? string.pages.size() : std::min<std::size_t>(string.at, string.pages.size()));
    }
    // A position behind the end is an error only when the command names it: a shorter string takes it along.
    std::uint64_t frames = string.frames, at = string.at;
    if (auto status = take_options(c, {{"frames", 1, sim::most_string_frames, frames}, {"at", 0, string.pages.size(), at}}); !status) return status;
    string.frames = static_cast<std::uint32_t>(frames);
    string.at = static_cast<std::uint32_t>(at);
    c.machine.string = std::move(string);
    c.emit({.kind = base::EventKind::setting_changed});
    return Done{};
}

}  // namespace script
