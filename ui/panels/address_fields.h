// The fields that a paging format cuts an address into, from the left: the bits above the top
// index, one index a level, the offset.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/walk_state.h"

namespace ui {

constexpr unsigned page_field = 253, sign_field = 254, offset_field = 255;

struct AddressField {
    unsigned level = 0;        ///< of tables; or page_field (`view=page`: all indexes as one), sign_field, offset_field
    unsigned hi = 0, lo = 0;   ///< bits
    std::string name;          ///< "PGD", "offset", "sign"
    std::string value;         ///< "254", "0x010"; "?" while hidden
    std::string_view role;     ///< colour
    std::string part;          ///< as prose names it: "pgd", "offset"
    bool highlighted = false;
    bool dimmed = false;       ///< another field is highlighted

    unsigned bits() const { return hi - lo + 1; }
};

std::vector<AddressField> address_fields(const PanelContext& context, base::VirtAddr va);
/// Its value is told in decimal, as a number of an entry.
inline bool is_number_field(const AddressField& field) { return field.level <= hw::max_levels; }
/// The sign field, if the format has bits above the top index.
bool has_sign(const hw::PagingFormat& format);

/// The address with bit `bit` flipped, and with a field moved to another value (the bits above the
/// top index follow where they were as they must be).
base::VirtAddr with_flipped(base::VirtAddr va, unsigned bit);
base::VirtAddr with_field(const hw::PagingFormat& format, base::VirtAddr va, const AddressField& field, std::uint64_t value);
std::uint64_t field_value(base::VirtAddr va, const AddressField& field);

/// "bits 63..48 copy bit 47: canonical", or the contrary; empty where the format has no such rule.
std::string canonical_text(const hw::PagingFormat& format, base::VirtAddr va);

}  // namespace ui
