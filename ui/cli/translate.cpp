// `translate` walks page tables found in a raw image of RAM.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/hw/mmu.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"
#include "ui/native/ram_image.h"

namespace cli {
namespace {

using base::Error;
using lessons::tr;

constexpr std::size_t block_bytes = std::size_t{1} << 20;
constexpr unsigned most_notes = 10;  // on tables outside the image

base::Status write_image(const std::string& path, const hw::Ram& ram) {
    std::ofstream file(path, std::ios::binary);
    std::string block;
    for (std::uint64_t at = 0; at < ram.bytes() && file; at += 8) {
        const bool whole = ram.bytes() - at >= 8;
        const std::uint64_t word = whole ? ram.read({at}, 8) : 0;
        for (unsigned byte = 0; byte < 8 && at + byte < ram.bytes(); ++byte)
            block += static_cast<char>(whole ? word >> 8 * byte : ram.read({at + byte}, 1));
        if (block.size() < block_bytes) continue;
        file.write(block.data(), static_cast<std::streamsize>(block.size()));
        block.clear();
    }
    file.write(block.data(), static_cast<std::streamsize>(block.size()));
    file.close();
    if (!file) return Error{tr("cli.cannot-write", {path})};
    return base::Done{};
}

struct Probe {
    hw::AccessRequest request;
    int line = 0;
    int column = 0;  // of the address
};

struct Word {
    std::string text;
    int column;
};

std::vector<Word> words_of(const std::string& line) {
    constexpr const char* blanks = " \t\r";
    std::vector<Word> words;
    for (std::size_t at = line.find_first_not_of(blanks); at != std::string::npos; at = line.find_first_not_of(blanks, at)) {
        const std::size_t end = std::min(line.find_first_of(blanks, at), line.size());
        if (line[at] == '#') break;
        words.push_back({line.substr(at, end - at), static_cast<int>(at) + 1});
        at = end;
    }
    return words;
}

base::Result<Probe> parse_probe(const std::vector<Word>& words, const hw::PagingFormat& format, int line) {
    const auto wrong = [&](const Word& word, std::string message, std::string hint) {
        return Error{std::move(message), std::move(hint), line, word.column};
    };
    Probe probe;
    probe.line = line;
    if (words[0].text == "write") probe.request.type = hw::AccessType::write;
    else if (words[0].text == "fetch") probe.request.type = hw::AccessType::fetch;
    else if (words[0].text != "read") return wrong(words[0], tr("cli.probe-type", {words[0].text}), base::did_you_mean(words[0].text, {"read", "write", "fetch"}));
    if (words.size() != 3) return wrong(words.back(), tr("cli.probe-words"), tr("cli.probe-example"));
    if (words[1].text != "user" && words[1].text != "super")
        return wrong(words[1], tr("cli.probe-mode", {words[1].text}), base::did_you_mean(words[1].text, {"user", "super"}));
    probe.request.user = words[1].text == "user";
    const auto va = base::parse_number(words[2].text);
    if (!va) return wrong(words[2], va.error().message, va.error().hint);
    if (*va > base::low_mask(format.register_bits))
        return wrong(words[2], tr("cli.probe-wide", {words[2].text, std::to_string(format.register_bits)}), "");
    probe.request.va = {static_cast<std::uint64_t>(*va)};
    probe.column = words[2].column;
    return probe;
}

base::Result<std::vector<Probe>> parse_probes(const std::string& text, const hw::PagingFormat& format) {
    std::vector<Probe> probes;
    int number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const auto words = words_of(text.substr(at, end - at));
        at = end + 1;
        ++number;
        if (words.empty()) continue;
        const auto probe = parse_probe(words, format, number);
        if (!probe) return probe.error();
        probes.push_back(*probe);
    }
    return probes;
}

std::string answer(const hw::PagingFormat& format, const Probe& probe, const hw::Translation& t) {
    base::JsonWriter json;
    json.begin_object().field("va", plain_hex(probe.request.va.value)).field("outcome", to_text(t.outcome));
    if (t.outcome == hw::Outcome::ok) json.field("pa", plain_hex(t.pa.value));
    if (t.outcome == hw::Outcome::page_fault)
        json.field_number("code", fault_code(format, t, probe.request.type)).field_number("level", t.level);
    return json.end_object().text();
}

// Where no memory answers the bus reads zeros, as on a PC, and the walk ends there. The reader is told.
void note_outside(const hw::Hardware& machine, const Probe& probe, const std::string& file, std::set<std::uint64_t>& noted) {
    const hw::WalkStep last = hw::peek_walk(machine, machine.cores[0].root, probe.request.va).back();
    if (machine.ram.contains(last.entry, machine.format.entry.bytes) || noted.size() >= most_notes || !noted.insert(last.table.value).second) return;
    complain({tr("cli.table-outside", {std::to_string(last.level), plain_hex(last.table.value), base::size(machine.ram.bytes())}), "", probe.line, probe.column}, file);
}

// The format with the physical width asked for. Without, 52 bits, or more where the format has more.
base::Result<hw::PagingFormat> chosen_format(const TranslateOptions& options) {
    if (options.phys_bits.empty()) return ui::image_format(options.format);
    const auto format = hw::find_format(options.format);
    if (!format) return format.error();
    const auto bits = base::parse_number(options.phys_bits);
    if (!bits || *bits <= format->page_bits || *bits > 56)
        return Error{tr("cli.phys-bits", {options.phys_bits, std::to_string(format->page_bits + 1)})};
    return hw::with_phys_bits(*format, static_cast<unsigned>(*bits));
}

}  // namespace

int translate(const TranslateOptions& options) {
    const auto bad = [](const Error& error, const std::string& where) { return complain(error, where), exit_bad_input; };
    const auto format = chosen_format(options);
    if (!format) return bad(format.error(), "--format");
    const auto text = read_text(options.probes);
    if (!text) return bad(text.error(), "");
    const std::string file = options.probes == "-" ? tr("cli.standard-input") : options.probes;
    const auto probes = parse_probes(*text, *format);
    if (!probes) return bad(probes.error(), file);
    auto ram = ui::read_ram_image(options.ram, [](std::uint64_t, std::uint64_t) { return true; });
    if (!ram) return bad(ram.error(), "");
    const auto root = ui::parse_root("--root " + options.root, options.root, *format, *ram);
    if (!root) return bad(root.error(), "");

    hw::Hardware machine = ui::machine_of_image(*format, std::move(*ram), *root);
    std::set<std::uint64_t> noted;
    for (const Probe& probe : *probes) {
        const hw::Translation t = hw::access(machine, 0, probe.request, hw::RecordNothing{});
        std::cout << answer(*format, probe, t) << "\n";
        if (t.cause == hw::FaultCause::absent) note_outside(machine, probe, file, noted);
    }
    if (options.dump.empty()) return exit_ok;
    const auto written = write_image(options.dump, machine.ram);
    return written ? exit_ok : bad(written.error(), "");
}

}  // namespace cli
