#include "core/hw/entry_fields.h"

#include "tests/core/formats.h"
#include "tests/core/support.h"

using hw::EntryField;
using hw::FieldKind;
using hw::PagingFormat;

namespace {

const EntryField* field_with(const std::vector<EntryField>& fields, unsigned bit) {
    for (const EntryField& field : fields)
        if (field.has(bit)) return &field;
    return nullptr;
}

std::string outline(const char* format, unsigned level, std::uint64_t word) {
    std::string text;
    for (const EntryField& f : hw::entry_fields(*hw::find_format(format), level, word)) {
        constexpr const char* kinds[] = {"", "frame", "reserved", "ignored"};
        text += (text.empty() ? "" : " ") + base::dec(f.hi) + (f.hi == f.lo ? "" : ".." + base::dec(f.lo)) + ":";
        text += f.kind == FieldKind::flag ? std::string(f.name) : kinds[static_cast<int>(f.kind)];
        if (f.kind == FieldKind::ignored && !f.name.empty()) text += "(" + std::string(f.name) + ")";
    }
    return text;
}

}  // namespace

TEST_CASE("entry fields: every bit belongs to one field, and flags change what decode() says") {
    base::Rng rng{11};
    for (const PagingFormat& f : test::all_formats(30)) {
        INFO(f.name);
        for (unsigned level = 1; level <= f.level_count; ++level)
            for (int i = 0; i < 12; ++i) {
                const std::uint64_t word = rng.next() & base::low_mask(8 * f.entry.bytes);
                const auto fields = hw::entry_fields(f, level, word);
                unsigned next = f.entry.bytes * 8;
                for (const EntryField& field : fields) {
                    REQUIRE(field.hi + 1 == next);
                    REQUIRE(field.lo <= field.hi);
                    next = field.lo;
                    if (field.kind == FieldKind::flag) {
                        REQUIRE(field.bits() == 1);
                        REQUIRE_FALSE(field.letters.empty());
                    }
                    // Setting a reserved bit shows; changing an ignored one is nothing to the hardware.
                    const std::uint64_t flipped = word ^ std::uint64_t{1} << field.lo;
                    if (field.kind == FieldKind::ignored) CHECK(hw::decode(f, level, flipped) == hw::decode(f, level, word));
                    if (field.kind == FieldKind::reserved) CHECK(hw::decode(f, level, word | std::uint64_t{1} << field.lo).reserved);
                }
                REQUIRE(next == 0);
            }
    }
}

TEST_CASE("entry fields: as the manuals have them") {
    CHECK(outline("x86-64", 1, 0x67) == "63:nx 62..59:ignored(key) 58..52:ignored(software) 51..12:frame 11..9:ignored(software) 8:global "
                                        "7:ignored(caching) 6:dirty 5:accessed 4..3:ignored(caching) 2:user 1:write 0:present");
    CHECK(outline("x86-64", 2, 0x67) == "63:nx 62..59:ignored(key) 58..52:ignored(software) 51..12:frame 11..8:ignored(software) 7:page_size "
                                        "6:ignored(software) 5:accessed 4..3:ignored(caching) 2:user 1:write 0:present");
    CHECK(outline("x86-64", 2, 0xe7) == "63:nx 62..59:ignored(key) 58..52:ignored(software) 51..21:frame 20..13:reserved 12:ignored(caching) "
                                        "11..9:ignored(software) 8:global 7:page_size 6:dirty 5:accessed 4..3:ignored(caching) 2:user 1:write 0:present");
    CHECK(outline("i386", 1, 1) == "31..12:frame 11..9:ignored(software) 8:global 7:ignored(caching) 6:dirty 5:accessed 4..3:ignored(caching) "
                                   "2:user 1:write 0:present");
    CHECK(outline("classroom", 1, 1) == "7..5:frame 4:dirty 3:accessed 2:user 1:write 0:present");
    CHECK(outline("hotel", 1, 1) == "15..4:frame 3:ignored 2:dirty 1:accessed 0:present");
    CHECK(outline("sv39", 1, 0xdf) == "63..54:reserved 53..10:frame 9..8:ignored(software) 7:dirty 6:accessed 5:global 4:user 3:execute 2:write "
                                      "1:read 0:present");
    CHECK(outline("arm64-4k-48", 1, 3) == "63:ignored 62..59:ignored(attributes) 58..55:ignored(software) 54:nx 53:pxn 52:contiguous 51:ignored "
                                          "50:ignored(attributes) 49..48:ignored 47..12:frame 11:not_global 10:accessed 9..8:ignored(attributes) "
                                          "7:read_only 6:user 5..2:ignored(attributes) 1:table 0:present");
    CHECK(field_with(hw::entry_fields(*hw::find_format("arm64-4k-48"), 2, 3), 62)->name == "below_write");
    CHECK(outline("va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0", 1, 0x85) == "7:present 6..0:frame");
}

TEST_CASE("entry fields: another frame number changes nothing else") {
    base::Rng rng{12};
    for (const PagingFormat& f : test::all_formats(30)) {
        INFO(f.name);
        for (unsigned level = 1; level <= f.level_count; ++level)
            for (int i = 0; i < 12; ++i) {
                const std::uint64_t word = rng.next() & base::low_mask(8 * f.entry.bytes);
                const std::uint64_t step = hw::frame_step(f, level, word);
                const std::uint64_t pfn = (rng.next() & base::low_mask(hw::frame_number_bits(f))) / step * step;
                const std::uint64_t changed = hw::with_frame(f, level, word, {pfn});
                const hw::Entry before = hw::decode(f, level, word), after = hw::decode(f, level, changed);
                if (after.run_bits == 0) REQUIRE(after.pfn.value == pfn);  // a run spells its length into the number
                REQUIRE(hw::with_frame(f, level, changed, {pfn}) == changed);
                REQUIRE(after.write == before.write);
                REQUIRE(after.present == before.present);
                for (const EntryField& field : hw::entry_fields(f, level, word))
                    if (field.kind == FieldKind::flag || field.kind == FieldKind::ignored)
                        REQUIRE(base::extract(changed, field.hi, field.lo) == base::extract(word, field.hi, field.lo));
            }
    }
}
