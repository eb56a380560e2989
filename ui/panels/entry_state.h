// What the entry panel is about: one entry on the way of an address, cut into its fields, and where
// each of its bits comes from.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/hw/entry_fields.h"
#include "ui/walk_state.h"

namespace ui {

struct EntryState {
    Subject subject;
    hw::WalkSteps steps;  ///< the entries that the walk meets, from the root down
    std::size_t chosen = 0;           ///< index into steps
    hw::Entry entry;
    std::vector<hw::EntryField> fields;  ///< of the chosen one, from the highest bit down

    const hw::WalkStep& step() const { return steps[chosen]; }
    unsigned level() const { return step().level; }
    bool bit(unsigned number) const { return base::test_bit(step().word, number); }
};

/// nullopt: there is no process, no address, or no walk for it.
std::optional<EntryState> entry_state(const PanelContext& context, const Selection& selection);

/// Who writes a flag: the MMU marks it in passing, or the kernel sets it and the MMU obeys.
enum class BitOwner : unsigned char { kernel, mmu, nobody };
BitOwner owner_of(const hw::PagingFormat& format, const hw::EntryField& field);

/// Where a bit has its present value from.
struct BitOrigin {
    enum class Kind : unsigned char {
        before,    ///< it was so when the timeline begins
        long_ago,  ///< further back than is searched
        mmu, kernel, hand,
        new_table, ///< zero since the kernel made the table
    } kind = Kind::before;
    std::uint64_t event = 0;  ///< number of the event that made it so
};
/// Of every bit of the word at `at`, at the timeline's position. Looks back once and remembers that.
const std::array<BitOrigin, 64>& bit_origins(const script::Timeline& timeline, base::PhysAddr at);

// --- words --------------------------------------------------------------------------------------

/// "R/W": what stands above a flag's box.
std::string field_letters(const hw::PagingFormat& format, const hw::EntryField& field);
/// "bits 11..9", or a flag's letters.
std::string field_name(const hw::PagingFormat& format, const hw::EntryField& field);
/// The swap slot that the entry names in place of a frame.
std::optional<std::uint64_t> slot_in(const PanelContext& context, const EntryState& state);
/// What the field says with its present value.
std::string field_meaning(const PanelContext& context, const EntryState& state, const hw::EntryField& field);
/// "the MMU, event 12: read va".
std::string origin_text(const script::Timeline& timeline, const BitOrigin& origin);
/// True while a question hides the field.
bool is_hidden_field(const PanelContext& context, const hw::EntryField& field);
/// True where the lesson points at the field.
bool is_pointed_at(const PanelContext& context, const hw::EntryField& field);

/// What the last access to the page came to, in words; empty when it was to another page.
std::string access_text(const PanelContext& context, const EntryState& state);
/// What the TLB has to do with it: off, holds a copy, does not.
std::string tlb_text(const PanelContext& context, const EntryState& state);

/// "bit va pt write off": the command that flips a bit; and the one that names another frame.
std::string flip_command(const PanelContext& context, const EntryState& state, const hw::EntryField& field, unsigned bit);
std::string frame_command(const PanelContext& context, const EntryState& state, std::uint64_t pfn);

}  // namespace ui
