#include "ui/desktop/page_link.h"

#include <algorithm>
#include <memory>

#include <qrencode.h>

#include "core/base/text.h"
#include "core/script/link.h"
#include "lessons/engine/strings.h"
#include "ui/native/deflate.h"

namespace ui::desktop {

using lessons::tr;

namespace {

constexpr std::size_t longest_site = 300;
// A code of more characters has modules too small for a telephone in the last row.
constexpr std::size_t longest_address = 600;

// Behind "#c="; empty where the address says it all.
std::string state_code(const lessons::Player& player, const App& app) {
    script::Link link = player.link();
    link.looks = app.looks();
    const lessons::LessonView view = player.view();
    std::string front;  // comes to the front by itself
    for (const lessons::PanelView& panel : view.panels)
        if (front.empty() || panel.front) front = panel.id;
    std::erase(link.looks, "bring " + front);
    const std::string text = script::link_text(link);
    if (base::trimmed(text) == "@step " + std::to_string(view.step + 1)) return {};
    return "#c=" + script::pack_link(text, deflated(text));
}

}  // namespace

bool is_web_address(std::string_view text) { return text.starts_with("https://") || text.starts_with("http://"); }

base::Result<std::string> site_address(const std::string& text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127 && std::string_view("\"'<>\\^`{|}?#").find(c) == std::string_view::npos; });
    const std::size_t host = text.find("://") + 3;
    if (!is_web_address(text) || !plain || text.size() > longest_site || host >= text.size() || text[host] == '/') return base::Error{tr("desktop.error.site", {text.substr(0, longest_site)})};
    return text.ends_with("/") || text.ends_with(".html") ? text : text + "/";
}

PageLink page_link(const std::string& site, const lessons::Player& player, const App& app) {
    const std::string& lesson = player.lesson().id;
    std::string address = site.ends_with(".html") ? site + "?lesson=" + lesson + "&" : site + lesson + ".html?";
    address += "step=" + std::to_string(player.view().step + 1) + "&seed=" + std::to_string(player.seed());
    if (const std::string& language = tr("format.language"); player.lesson().file.starts_with(language + "/")) address += "&lang=" + language;  // "de/01-hotel.md"
    const std::string code = state_code(player, app);
    if (address.size() + code.size() > longest_address) return {address, false};
    return {address + code, true};
}

QrCode qr_code(const std::string& text) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> made(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), QRcode_free);
    if (!made) return {};
    QrCode code;
    code.side = static_cast<unsigned>(made->width);
    for (unsigned i = 0; i < code.side * code.side; ++i) code.dark.push_back(made->data[i] & 1);
    return code;
}

}  // namespace ui::desktop
