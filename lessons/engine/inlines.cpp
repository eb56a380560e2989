// Text with emphasis, code, links and live values.
#include <algorithm>
#include <cctype>
#include <functional>

#include "core/base/text.h"
#include "lessons/engine/panel_ids.h"
#include "lessons/engine/parse.h"
#include "lessons/engine/strings.h"

namespace lessons {
namespace {

std::string utf8(unsigned long code) {
    if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
    std::string text;
    if (code < 0x80) return std::string(1, static_cast<char>(code));
    const int tail = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static constexpr unsigned char first[] = {0, 0xc0, 0xe0, 0xf0};
    text += static_cast<char>(first[tail] | (code >> (6 * tail)));
    for (int i = tail - 1; i >= 0; --i) text += static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3f));
    return text;
}

// The character an entity stands for; entities beyond these few stay as they are written.
std::string decoded_entity(std::string_view entity) {
    static constexpr std::pair<std::string_view, std::string_view> known[] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", "\xc2\xa0"},
    };
    for (const auto& pair : known)
        if (pair.first == entity) return std::string(pair.second);
    if (entity.size() < 4 || entity[1] != '#') return std::string(entity);
    const bool hex = entity[2] == 'x' || entity[2] == 'X';
    unsigned long code = 0;
    for (char c : entity.substr(hex ? 3 : 2, entity.size() - (hex ? 4 : 3))) {
        const int digit = std::isdigit(static_cast<unsigned char>(c)) ? c - '0' : (c | 0x20) - 'a' + 10;
        code = code * (hex ? 16 : 10) + static_cast<unsigned long>(digit);
    }
    return utf8(code);
}

bool is_local(std::string_view target) {
    return target.find(':') == std::string_view::npos && target.substr(0, 1) != "/" &&
           target.find("..") == std::string_view::npos && !target.empty();
}

bool is_web(std::string_view target) { return target.substr(0, 8) == "https://" || target.substr(0, 7) == "http://"; }


}  // namespace

Place InlineBuilder::place(const char* at) const {
    const std::less<const char*> less;
    if (copy_.data() && !less(at, copy_.data()) && !less(copy_.data() + copy_.size(), at))
        return {copy_place_.line, copy_place_.column + static_cast<int>(at - copy_.data())};
    return source_.place(at);
}

void InlineBuilder::append(Inline::Kind kind, std::string_view text, Place at) {
    if (!done_.empty() && done_.back().kind == kind && done_.back().target.empty() && kind != Inline::Kind::code &&
        kind != Inline::Kind::value && kind != Inline::Kind::line_break) {
        done_.back().text += text;
        return;
    }
    done_.push_back({kind, std::string(text), {}, at.line, at.column});
}

void InlineBuilder::enter(MD_SPANTYPE type, void* detail) {
    if (type == MD_SPAN_EM) ++emphasis_;
    if (type == MD_SPAN_STRONG) ++strong_;
    if (type == MD_SPAN_CODE) {
        in_code_ = true;
        code_ = {};
        code_on_one_line_ = true;
    }
    if (type != MD_SPAN_A && type != MD_SPAN_IMG) return;
    if (in_link_ || in_image_) return;  // an image in a link: the link's text is its alternative text
    const bool image = type == MD_SPAN_IMG;
    const MD_ATTRIBUTE& target = image ? static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src : static_cast<MD_SPAN_A_DETAIL*>(detail)->href;
    (image ? in_image_ : in_link_) = true;
    link_ = {};
    link_.kind = image ? Inline::Kind::image : Inline::Kind::link;
    link_.target.assign(target.text ? target.text : "", target.size);
    const Place at = place(target.text);
    link_.line = at.line;
    link_.column = at.column;
}

void InlineBuilder::leave(MD_SPANTYPE type) {
    if (type == MD_SPAN_EM) --emphasis_;
    if (type == MD_SPAN_STRONG) --strong_;
    if (type == MD_SPAN_CODE) finish_code();
    if ((type == MD_SPAN_A && in_link_) || (type == MD_SPAN_IMG && in_image_ && !in_link_)) finish_link();
}

void InlineBuilder::text(MD_TEXTTYPE type, std::string_view text) {
    std::string plain(text);
    Place at = place(text.data());
    if (type == MD_TEXT_BR) return line_break();
    if (type == MD_TEXT_SOFTBR) plain = " ";
    if (type == MD_TEXT_NULLCHAR) plain = utf8(0xfffd);
    if (type == MD_TEXT_ENTITY) plain = decoded_entity(text);
    const std::size_t skipped = std::min(skip_, plain.size());
    plain.erase(0, skipped);
    skip_ -= skipped;
    if (at.line > 0) at.column += static_cast<int>(skipped);
    if (plain.empty()) return;
    if (in_code_) {
        if (at.line == 0) code_on_one_line_ = false;  // md4c's own blank stands for a line break
        if (code_.text.empty()) code_.line = at.line, code_.column = at.column;
        code_.text += plain;
        return;
    }
    if (in_link_ || in_image_) {
        link_.text += plain;
        return;
    }
    if (const auto open = plain.find("`="); open != std::string::npos && type == MD_TEXT_NORMAL)
        problems_.add({at.line, at.column + static_cast<int>(open)}, tr("author.live-value-not-closed"), tr("author.write-va-as-hex-with"));
    append(strong_ ? Inline::Kind::strong : emphasis_ ? Inline::Kind::emphasis : Inline::Kind::text, plain, at);
}

void InlineBuilder::line_break() {
    if (in_link_ || in_image_ || in_code_) return;
    append(Inline::Kind::line_break, "", {});
}

void InlineBuilder::finish_code() {
    in_code_ = false;
    const bool value = !code_.text.empty() && code_.text[0] == '=';
    const Place at{code_.line, code_.column};
    if (in_link_ || in_image_) {
        if (value) problems_.add(at, tr("author.live-value-cannot-stand-in"), tr("author.put-value-behind-link"));
        link_.text += code_.text;
        return;
    }
    if (!value) return append(Inline::Kind::code, code_.text, at);
    code_.text.erase(0, 1);
    ++code_.column;
    code_.kind = Inline::Kind::value;
    check_value(code_, code_on_one_line_);
    code_.text = base::trimmed(code_.text);
    done_.push_back(code_);
}

void InlineBuilder::check_value(const Inline& value, bool one_line) {
    const Place at{value.line, value.column};
    if (!one_line) return problems_.add(at, tr("author.live-value-stays-on-one"), tr("author.end-line-before"));
    if (const auto parsed = script::parse_formatted(value.text); !parsed) problems_.add(at, parsed.error());
}

void InlineBuilder::finish_link() {
    in_link_ = in_image_ = false;
    set_link_kind(link_);
    done_.push_back(link_);
}

// Decides what a link points at: a panel's part, a term, a page; or what is wrong with it.
void InlineBuilder::set_link_kind(Inline& link) {
    const Place at{link.line, link.column};
    std::string_view target = link.target;
    if (link.kind == Inline::Kind::image) {
        if (!is_local(target)) problems_.add(at, tr("author.image-file-beside-lesson"), tr("author.write-what-shows-picture-svg"));
        if (base::trimmed(link.text).empty()) problems_.add(at, tr("author.image-no-alternative-text"), tr("author.write-what-shows", {link.target}));
        return;
    }
    if (target.substr(0, 6) == "#term-") {
        link.kind = Inline::Kind::term;
        link.target = std::string(target.substr(6));
        if (!is_id(link.target)) problems_.add(at, tr("author.not-term", {link.target}), tr("script.write", {"[swap](#term-swap)"}));
        return;
    }
    if (target.substr(0, 1) != "#") {
        if (!is_web(target) && !is_local(target))
            problems_.add(at, tr("author.link-leads-to-https-or", {link.target}), "");
        return;
    }
    link.kind = Inline::Kind::part;
    link.target = std::string(target.substr(1));
    const auto dot = link.target.find('.');
    const std::string panel_name = link.target.substr(0, dot);
    const PanelId* panel = find_panel_id(panel_name);
    std::vector<std::string> known;
    if (!panel) {
        for (const PanelId& id : panel_ids()) known.emplace_back(id.id);
        return problems_.add(at, tr("author.no-panel", {panel_name}), base::did_you_mean(panel_name, known));
    }
    if (dot == std::string::npos) return;
    const std::string part = link.target.substr(dot + 1);
    if (has_part(*panel, part)) return;
    for (std::string_view name : panel->parts) known.emplace_back(name);
    const std::string all = known.empty() ? std::string() : tr("author.parts-are", {base::joined(known, " ")});
    problems_.add(at, tr("author.panel-no-part", {panel_name, part}), base::did_you_mean(part, known, all));
}

Inlines InlineBuilder::take() {
    Inlines result = std::move(done_);
    done_ = {};
    while (!result.empty() && result.back().kind == Inline::Kind::line_break) result.pop_back();
    return result;
}

Inlines parse_inlines(const Source& source, Problems& problems, std::string_view text, Place place) {
    // The prefix keeps md4c from reading "1. " or "# " as a list or a heading.
    static constexpr std::string_view prefix = ". ";
    const std::string copy = std::string(prefix) + std::string(text);
    InlineBuilder builder(source, problems);
    builder.map_copy(copy, {place.line, place.column - static_cast<int>(prefix.size())});
    builder.skip(prefix.size());
    MD_PARSER parser{};
    parser.flags = markdown_flags;
    parser.enter_block = parser.leave_block = [](MD_BLOCKTYPE, void*, void*) { return 0; };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* to) { return static_cast<InlineBuilder*>(to)->enter(type, detail), 0; };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* to) { return static_cast<InlineBuilder*>(to)->leave(type), 0; };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* at, MD_SIZE size, void* to) {
        return static_cast<InlineBuilder*>(to)->text(type, {at, size}), 0;
    };
    if (md_parse(copy.data(), static_cast<MD_SIZE>(copy.size()), &parser, &builder) != 0)
        problems.add(place, tr("author.text-cannot-read"));
    return builder.take();
}

std::string plain_text(const Inlines& inlines, Problems& problems) {
    std::string text;
    for (const Inline& part : inlines) {
        if (part.kind == Inline::Kind::value)
            problems.add({part.line, part.column}, tr("author.heading-holds-no-live-value"), tr("author.put-into-text-below"));
        text += part.kind == Inline::Kind::line_break ? " " : part.text;
    }
    return base::trimmed(text);
}

}  // namespace lessons
