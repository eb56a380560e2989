// An entry cut into what its bits are called, from the highest down: the drawing above
// core/hw/entry.h as data, for every format, level and word.
#pragma once

#include <vector>

#include "core/hw/entry.h"

namespace hw {

enum class FieldKind : std::uint8_t {
    flag,      ///< one bit that the hardware obeys or sets
    frame,     ///< the frame number, or the lower or upper piece of it
    reserved,  ///< must be zero
    ignored,   ///< this machine's hardware does not look at it; `name` says what the manuals keep there
};

struct EntryField {
    FieldKind kind = FieldKind::ignored;
    unsigned hi = 0, lo = 0;
    /// Of a flag: as find_flag() knows it, or "below_write", "below_user", "below_nx", "below_pxn" for
    /// what an ARM table says of the pages below it. Of an ignored field: "caching", "attributes", "key",
    /// "software" or "". Of a frame: "low" or "high".
    std::string_view name = {};
    std::string_view letters = {};  ///< of a flag, as flags_text() writes it

    unsigned bits() const { return hi - lo + 1; }
    bool has(unsigned bit) const { return bit <= hi && bit >= lo; }
};

/// Every bit of the word belongs to exactly one field.
std::vector<EntryField> entry_fields(const PagingFormat& format, unsigned level, std::uint64_t word);

/// The widest frame number that a processor of this format can name, in bits.
inline unsigned frame_number_bits(const PagingFormat& format) { return format.phys_bits - format.page_bits; }
/// Frame numbers in an entry of this level are multiples of this: 1, or the frames of a large page.
std::uint64_t frame_step(const PagingFormat& format, unsigned level, std::uint64_t word);

/// The word with another frame number, all else as it was.
/// REQUIRES: pfn is a multiple of frame_step() and fits frame_number_bits().
std::uint64_t with_frame(const PagingFormat& format, unsigned level, std::uint64_t word, Pfn pfn);

}  // namespace hw
