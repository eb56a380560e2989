// What a hand does to words of RAM and to TLBs.
#include <algorithm>
#include <cctype>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/hw/entry_fields.h"
#include "core/script/verbs.h"

namespace script {

using base::Done;
using base::EventKind;
using base::Result;
using base::Status;

Result<std::uint64_t> take_word(Context& c, std::string_view what) {
    const unsigned bytes = c.machine.hw.format.entry.bytes;
    const int column = c.args.next_column();
    auto value = c.args.value(what);
    if (!value) return value.error();
    if (*value > base::low_mask(8 * bytes)) return c.args.error_at(column, base::phrase("script.does-not-fit-word-of", {base::hex(*value), std::to_string(bytes)}));
    return static_cast<std::uint64_t>(*value);
}

Status check_word_address(Context& c, base::u128 address, int column) {
    const unsigned bytes = c.machine.hw.format.entry.bytes;
    if (address % bytes == 0) return Done{};
    return c.args.error_at(column, base::phrase("script.not-aligned-to-word-of", {base::hex(address), std::to_string(bytes)}),
                           base::phrase("script.word-holds-at", {base::hex(address / bytes * bytes)}));
}

void store_word(Context& c, base::Event event, unsigned core) {
    const unsigned bytes = c.machine.hw.format.entry.bytes;
    event.kind = EventKind::word_poked;
    event.before = c.machine.hw.ram.read(event.pa, bytes);
    c.machine.hw.ram.write(event.pa, bytes, event.after);
    c.emit(event, core);
}

Status run_poke(Context& c) {
    const int column = c.args.next_column();
    const unsigned bytes = c.machine.hw.format.entry.bytes;
    auto pa = c.args.value("script.physical-address");
    if (!pa) return pa.error();
    if (auto status = check_word_address(c, *pa, column); !status) return status;
    const std::uint64_t end = c.machine.hw.ram.bytes();
    if (*pa >= end || end - *pa < bytes)
        return c.args.error_at(column, base::phrase("script.lies-outside-ram", {base::hex(*pa)}), base::phrase("script.ram-ends-at", {base::hex(end - 1)}));
    auto word = take_word(c, "script.value");
    if (!word) return word.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    store_word(c, {.pa = {static_cast<std::uint64_t>(*pa)}, .after = *word}, c.machine.core);
    return Done{};
}

namespace {

// A flag's name, or a bit's number.
Result<unsigned> bit_called(Context& c) {
    const hw::PagingFormat& format = c.machine.hw.format;
    const int column = c.args.next_column();
    const std::string name = c.args.word();
    if (const auto bit = hw::find_flag(format.entry, name)) return *bit;
    else if (name.empty() || !std::isdigit(static_cast<unsigned char>(name[0]))) return c.args.error_at(column, bit.error().message, bit.error().hint);
    const auto number = base::parse_number(name);
    if (!number) return c.args.error_at(column, number.error().message, number.error().hint);
    if (*number >= format.entry.bytes * 8u)
        return c.args.error_at(column, base::phrase("script.entry-of-format-no-bit", {base::dec(*number)}), base::phrase("script.bits-run-from-0-to", {base::dec(format.entry.bytes * 8u - 1)}));
    return static_cast<unsigned>(*number);
}

// `frame NUMBER`: the word with another frame number.
Result<std::uint64_t> with_frame_of(Context& c, const hw::WalkStep& step) {
    const hw::PagingFormat& format = c.machine.hw.format;
    const int column = c.args.next_column();
    const auto pfn = c.args.value("script.frame-number");
    if (!pfn) return pfn.error();
    if (*pfn >> hw::frame_number_bits(format) != 0)
        return c.args.error_at(column, base::phrase("script.no-frame-number", {base::hex(*pfn)}), base::phrase("script.highest-entry-can-name", {base::hex(base::low_mask(hw::frame_number_bits(format)))}));
    const std::uint64_t step_by = hw::frame_step(format, step.level, step.word);
    if (*pfn % step_by != 0)
        return c.args.error_at(column, base::phrase("script.large-page-does-not-begin", {base::size(step_by << format.page_bits), base::hex(*pfn)}), base::phrase("script.write", {base::hex(*pfn / step_by * step_by)}));
    return hw::with_frame(format, step.level, step.word, {static_cast<std::uint64_t>(*pfn)});
}

Result<std::uint64_t> changed_word(Context& c, const hw::WalkStep& step) {
    if (c.args.option("frame")) return with_frame_of(c, step);
    const auto bit = bit_called(c);
    if (!bit) return bit.error();
    auto on = on_or_off(c);
    if (!on) return on.error();
    return base::insert(step.word, *bit, *bit, *on);
}

}  // namespace

Status run_bit(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    auto va = c.args.address();
    if (!va) return va.error();
    const int level_column = c.args.next_column();
    auto level = c.args.value("script.level");
    if (!level) return level.error();
    const auto steps = hw::peek_walk(c.machine.hw, c.machine.kernel.processes[where->process].root, *va);
    const auto step = std::find_if(steps.begin(), steps.end(), [&](const hw::WalkStep& s) { return s.level == *level; });
    if (step == steps.end())
        return c.args.error_at(level_column, base::phrase("script.walk-for-reads-no-entry", {base::hex(va->value), base::dec(*level)}),
                               base::phrase("script.levels-run-from-1-last", {std::to_string(c.machine.hw.format.level_count)}));
    const auto changed = changed_word(c, *step);
    if (!changed) return changed.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    store_word(c, {.level = static_cast<std::uint8_t>(step->level), .va = *va, .pa = step->entry, .after = *changed}, c.machine.core);
    return Done{};
}

Status run_flush(Context& c) {
    if (c.args.at_end()) {
        c.machine.hw.cores[c.machine.core].tlb.flush_all(false);
        c.emit({.kind = EventKind::tlb_flushed});
        return Done{};
    }
    auto where = c.args.where();
    if (!where) return where.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.machine.hw.cores[where->core].tlb.flush_asid(os::tag_on(c.machine.kernel, c.machine.hw, where->core, where->process));
    c.emit({.kind = EventKind::tlb_flushed, .detail = 1}, where->core);
    return Done{};
}

Status run_invlpg(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    auto va = c.args.address();
    if (!va) return va.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    hw::invalidate_page(c.machine.hw, where->core, *va, os::tag_on(c.machine.kernel, c.machine.hw, where->core, where->process));
    c.emit({.kind = EventKind::tlb_invalidated, .va = *va}, where->core);
    return Done{};
}

}  // namespace script
