#include "web/link.h"

#include <optional>

#include "core/base/json.h"
#include "core/script/link.h"

namespace web {

std::string unpacked_json(std::string_view code, std::string_view inflated) {
    script::PackedLink packed = script::unpack_link(code);
    const bool done = !packed.deflated || !inflated.empty();
    const std::string_view text = packed.deflated ? inflated : packed.bytes;
    if (packed.fault == script::LinkFault::none && done && !script::is_whole(packed, text)) packed.fault = script::LinkFault::damaged;
    base::JsonWriter json;
    json.begin_object();
    switch (packed.fault) {
        case script::LinkFault::none: done ? json.field("text", text) : json.field("deflated", script::to_base64url(packed.bytes)); break;
        case script::LinkFault::damaged: json.field("fault", "damaged"); break;
        case script::LinkFault::newer: json.field("fault", "newer"); break;
        case script::LinkFault::too_long: json.field("fault", "too_long"); break;
    }
    return json.end_object().text();
}

base::Status open_link(Session& session, std::string_view text, int step) {
    const auto link = script::parse_link(text);
    if (!link) return link.error();
    base::Status status = session.player().open(*link, step < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(step)));
    session.app().put_panels_back();
    for (const std::string& look : link->looks)
        if (const base::Status looked = session.app().take_look(look); !looked && status) status = looked;
    return status;
}

}  // namespace web
