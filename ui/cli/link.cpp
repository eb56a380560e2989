// `link`: makes a share link of commands, and reads one.
#include <iostream>

#include <zlib.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/script/link.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"
#include "ui/native/deflate.h"

namespace cli {
namespace {

using lessons::tr;

// Nothing where the bytes are damaged, or become more than a link's text may be.
std::optional<std::string> inflated(std::string_view bytes) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return std::nullopt;
    std::string text(script::max_link_text, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    const bool done = inflate(&stream, Z_FINISH) == Z_STREAM_END;
    text.resize(text.size() - stream.avail_out);
    inflateEnd(&stream);
    return done ? std::optional(text) : std::nullopt;
}

// The value of NAME=... in the address's query; empty where it is not there.
std::string parameter(std::string_view address, std::string_view name) {
    const std::string_view head = address.substr(0, address.find('#'));
    const std::size_t query = head.find('?');
    if (query == std::string_view::npos) return {};
    for (const std::string& pair : base::split(head.substr(query + 1), '&'))
        if (pair.substr(0, name.size() + 1) == std::string(name) + "=") return pair.substr(name.size() + 1);
    return {};
}

std::string lesson_of(std::string_view address) {
    if (const std::string named = parameter(address, "lesson"); !named.empty()) return named;
    const std::string_view path = address.substr(0, address.find_first_of("?#"));
    const std::string_view file = path.substr(path.rfind('/') + 1);
    return std::string(file.substr(0, file.rfind(".html")));
}

base::Result<std::string> text_of(std::string_view address) {
    const std::size_t mark = address.find("#c=");
    if (mark == std::string_view::npos) return std::string();
    const script::PackedLink packed = script::unpack_link(base::trimmed(address.substr(mark + 3)));
    if (packed.fault == script::LinkFault::newer) return base::Error{tr("web.link_newer")};
    if (packed.fault == script::LinkFault::too_long) return base::Error{tr("web.link_too_long")};
    const auto text = packed.fault != script::LinkFault::none ? std::nullopt : packed.deflated ? inflated(packed.bytes) : std::optional(packed.bytes);
    if (!text || !script::is_whole(packed, *text)) return base::Error{tr("web.link_damaged")};
    return *text;
}

void print_json(std::string_view address, const script::Link& link) {
    base::JsonWriter json;
    json.begin_object().field("lesson", lesson_of(address)).field("step", parameter(address, "step")).field("seed", parameter(address, "seed"));
    json.key("steps").begin_array();
    for (const script::LinkStep& step : link.steps) {
        json.begin_object().field_number("step", step.step).key("commands").begin_array();
        for (const std::string& line : step.lines) json.string(line);
        json.end_array().end_object();
    }
    json.end_array().field_number("unknown", link.unknown);
    std::cout << json.end_object().text() << "\n";
}

int read_link(const LinkOptions& options) {
    const auto text = text_of(options.what);
    if (!text) return complain(text.error()), exit_bad_input;
    const auto link = script::parse_link(*text);
    if (!link) return complain(link.error()), exit_bad_input;
    if (options.json) return print_json(options.what, *link), exit_ok;
    std::cout << "# " << tr("cli.link-of", {lesson_of(options.what), parameter(options.what, "step"), parameter(options.what, "seed")}) << "\n" << *text;
    return exit_ok;
}

}  // namespace

int link(const LinkOptions& options) {
    if (options.file.empty()) return read_link(options);
    const auto text = read_text(options.file);
    if (!text) return complain(text.error()), exit_bad_input;
    if (const auto parsed = script::parse_link(*text); !parsed) return complain(parsed.error(), options.file), exit_bad_input;
    std::string address = options.base + options.what + ".html?";
    if (options.step > 0) address += "step=" + std::to_string(options.step) + "&";
    std::cout << address << "seed=" << options.seed << "#c=" << script::pack_link(*text, ui::deflated(*text)) << "\n";
    return exit_ok;
}

}  // namespace cli
