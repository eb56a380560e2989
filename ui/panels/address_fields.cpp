#include "ui/panels/address_fields.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui {

using base::VirtAddr;
using lessons::tr;

bool has_sign(const hw::PagingFormat& format) { return format.va_bits() < format.register_bits; }

std::vector<AddressField> address_fields(const PanelContext& context, VirtAddr va) {
    const sim::Machine& machine = context.timeline.machine();
    const hw::PagingFormat& format = machine.hw.format;
    std::vector<AddressField> fields;
    const auto add = [&](unsigned level, unsigned hi, unsigned lo, std::string name, std::string_view part, std::string_view role) {
        AddressField field;
        field.level = level;
        field.hi = hi;
        field.lo = lo;
        field.name = std::move(name);
        field.role = role;
        field.part = part;
        field.highlighted = is_highlighted(context, part) || (is_highlighted(context, "index") && level <= format.level_count) ||
                            (is_highlighted(context, "page") && level != offset_field && level != sign_field);
        const std::uint64_t value = field_value(va, field);
        field.value = is_hidden(context, part) ? "?" : level <= format.level_count ? base::dec(value) : base::hex(value, (hi - lo + 4) / 4);
        fields.push_back(std::move(field));
    };
    if (has_sign(format)) add(sign_field, format.register_bits - 1, format.va_bits(), tr("address.sign"), "sign", "swap");
    const bool whole = context.show.view == "page";
    if (whole) add(page_field, format.va_bits() - 1, format.level(1).shift, tr("address.page"), "page", "data");
    for (unsigned level = format.level_count; level >= 1 && !whole; --level) {
        const hw::Level& row = format.level(level);
        add(level, row.shift + row.bits - 1, row.shift, hw::level_name(format, level, machine.level_names), part_of(format, level),
            level_role(format, level));
    }
    if (format.page_bits > 0) add(offset_field, format.page_bits - 1, 0, tr("address.offset"), "offset", "off");
    const bool any = std::any_of(fields.begin(), fields.end(), [](const AddressField& f) { return f.highlighted; });
    for (AddressField& field : fields) field.dimmed = any && !field.highlighted;
    return fields;
}

VirtAddr with_flipped(VirtAddr va, unsigned bit) { return {va.value ^ (std::uint64_t{1} << bit)}; }

std::uint64_t field_value(VirtAddr va, const AddressField& field) { return base::extract(va.value, field.hi, field.lo); }

VirtAddr with_field(const hw::PagingFormat& format, VirtAddr va, const AddressField& field, std::uint64_t value) {
    const VirtAddr moved{base::insert(va.value, field.hi, field.lo, value)};
    return format.is_canonical(va) && field.level != sign_field ? format.canonicalised(moved) : moved;
}

std::string canonical_text(const hw::PagingFormat& format, VirtAddr va) {
    if (!has_sign(format) || format.canonical != hw::CanonicalRule::sign_extended) return {};
    return tr(format.is_canonical(va) ? "address.canonical" : "address.not_canonical",
              {base::dec(format.register_bits - 1), base::dec(format.va_bits()), base::dec(format.va_bits() - 1)});
}

}  // namespace ui
