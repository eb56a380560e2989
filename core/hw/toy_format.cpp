#include "core/hw/toy_format.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/base/phrase.h"
#include "core/base/text.h"

namespace hw {
namespace {

using base::Error;
using base::Result;

constexpr unsigned most_index_bits = 20;   // a table of 8 MiB
constexpr unsigned most_offset_bits = 30;  // a page of 1 GiB

// Every key of the line, with an example for the error that asks for it.
struct Key {
    std::string_view name, example;
    bool required;
};
constexpr std::array<Key, 11> keys{{
    {"va", "va=15", true},
    {"levels", "levels=5,5", true},
    {"offset", "offset=5", true},
    {"pte", "pte=1B", true},
    {"valid", "valid=7", true},
    {"frame", "frame=6:0", true},
    {"write", "write=1", false},
    {"user", "user=2", false},
    {"nx", "nx=3", false},
    {"accessed", "accessed=4", false},
    {"dirty", "dirty=5", false},
}};

// One "key=value" of the line.
struct Word {
    std::string key;
    std::string value;
    int column = 0;        // of the key
    int value_column = 0;  // of what stands behind the '='; the key's where there is none
};

Error error_at(int column, std::string message, std::string hint) {
    return Error{std::move(message), std::move(hint), 0, column};
}

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    for (std::size_t at = text.find_first_not_of(" \t"); at < text.size(); at = text.find_first_not_of(" \t", at)) {
        const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
        const std::string_view word = text.substr(at, end - at);
        const std::size_t equals = std::min(word.find('='), word.size());
        const int column = static_cast<int>(at) + 1;
        if (equals == word.size()) words.push_back({std::string(word), "", column, column});
        else words.push_back({std::string(word.substr(0, equals)), std::string(word.substr(equals + 1)), column,
                              column + static_cast<int>(equals) + 1});
        at = end;
    }
    return words;
}

// Collects the words, checks them one by one, then checks that they fit together.
class ToyParser {
public:
    Result<PagingFormat> parse(std::string_view text) {
        words_ = words_of(text);
        if (auto error = check_keys()) return *error;
        if (auto error = read_split()) return *error;
        if (auto error = read_entry()) return *error;
        return finished();
    }

private:
    using MaybeError = std::optional<Error>;

    const Word* find(std::string_view key) const {
        for (const Word& word : words_)
            if (word.key == key) return &word;
        return nullptr;
    }

    MaybeError check_keys() const {
        std::vector<std::string> known;
        for (const Key& key : keys) known.emplace_back(key.name);
        for (const Word& word : words_) {
            if (std::find(known.begin(), known.end(), word.key) == known.end())
                return error_at(word.column, base::phrase("hw.not-part-of-format", {word.key}), base::did_you_mean(word.key, known));
            if (find(word.key) != &word) return error_at(word.column, base::phrase("hw.given-twice", {word.key}), base::phrase("hw.give-once"));
        }
        for (const Key& key : keys)
            if (key.required && !find(key.name))
                return error_at(1, base::phrase("hw.format-lacks", {key.name}), base::phrase("hw.say-" + std::string(key.name), {key.example}));
        return std::nullopt;
    }

    // `part` of the word's value, `offset` characters behind its start.
    static Result<unsigned> small_number(const Word& word, std::string_view part, std::size_t offset, unsigned most) {
        const int column = word.value_column + static_cast<int>(offset);
        const auto number = base::parse_number(part);
        if (!number) return error_at(column, base::phrase("hw.needs-number", {word.key, number.error().message}), number.error().hint);
        if (*number > most)
            return error_at(column, base::phrase("hw.too-large", {word.key, part}), base::phrase("base.most", {std::to_string(most)}));
        return static_cast<unsigned>(*number);
    }

    static MaybeError read(const Word* word, unsigned most, unsigned& into) {
        if (!word) return std::nullopt;
        const auto number = small_number(*word, word->value, 0, most);
        if (!number) return number.error();
        into = *number;
        return std::nullopt;
    }

    // How an address is cut: va, levels, offset.
    MaybeError read_split() {
        unsigned va = 0;
        if (auto error = read(find("va"), 64, va)) return error;
        if (auto error = read(find("offset"), most_offset_bits, f_.page_bits)) return error;
        const Word& levels = *find("levels");
        std::size_t at = 0;
        for (const std::string& part : base::split(levels.value, ',')) {
            const auto width = small_number(levels, part, at, most_index_bits);
            if (!width) return width.error();
            if (*width == 0)
                return error_at(levels.value_column + static_cast<int>(at), base::phrase("hw.index-of-zero-bits-chooses"), base::phrase("hw.give-each-level-1-to"));
            widths_.push_back(*width);
            at += part.size() + 1;
        }
        if (widths_.size() > max_levels)
            return error_at(levels.column, base::phrase("hw.too-many-levels"), base::phrase("base.most", {std::to_string(max_levels)}));
        unsigned sum = f_.page_bits;
        for (const unsigned width : widths_) sum += width;
        if (sum != va)
            return error_at(find("va")->column, base::phrase("hw.widths-add-up-to-bits", {std::to_string(sum), std::to_string(va)}),
                            base::phrase("hw.levels-and-offset-must-fill"));
        f_.register_bits = va;
        return std::nullopt;
    }

    // What an entry holds: its size, the frame number, one bit for each flag.
    MaybeError read_entry() {
        EntryLayout& entry = f_.entry;
        const Word& pte = *find("pte");
        if (auto error = read(&pte, 64, entry.bytes)) return error;
        if (entry.bytes != 1 && entry.bytes != 2 && entry.bytes != 4 && entry.bytes != 8)
            return error_at(pte.value_column, base::phrase("hw.entry-takes-1-2-4"), base::phrase("hw.write-pte-1b"));
        if (auto error = read_frame(*find("frame"))) return error;
        const std::pair<std::string_view, unsigned*> flags[] = {
            {"valid", &entry.present}, {"write", &entry.write},       {"user", &entry.user},
            {"nx", &entry.no_execute}, {"accessed", &entry.accessed}, {"dirty", &entry.dirty}};
        for (const auto& [key, bit] : flags) {
            const Word* word = find(key);
            if (auto error = read(word, 63, *bit)) return error;
            if (word && !claim(*bit, *bit)) return overlap(*word);
        }
        return std::nullopt;
    }

    MaybeError read_frame(const Word& word) {
        const auto colon = word.value.find(':');
        if (colon == std::string::npos) return error_at(word.column, base::phrase("hw.frame-needs-two-bit-numbers"), base::phrase("hw.write-frame-6-0-high"));
        const auto hi = small_number(word, word.value.substr(0, colon), 0, 63);
        if (!hi) return hi.error();
        const auto lo = small_number(word, word.value.substr(colon + 1), colon + 1, 63);
        if (!lo) return lo.error();
        if (*hi < *lo) return error_at(word.column, base::phrase("hw.frame-bits-wrong-way-round"), base::phrase("hw.high-bit-first-frame-6"));
        f_.entry.frame_hi = *hi;
        f_.entry.frame_lo = *lo;
        if (!claim(*hi, *lo)) return overlap(word);
        return std::nullopt;
    }

    bool claim(unsigned hi, unsigned lo) {
        if (hi >= f_.entry.bytes * 8 || (used_ & base::mask_of(hi, lo)) != 0) return false;
        used_ |= base::mask_of(hi, lo);
        return true;
    }
    Error overlap(const Word& word) const {
        return error_at(word.column, base::phrase("hw.bits-of-entry-overlap-or", {std::to_string(f_.entry.bytes * 8)}),
                        base::phrase("hw.give-every-bit-and-frame"));
    }

    PagingFormat finished() {
        for (const Word& word : words_) f_.name += (f_.name.empty() ? "" : " ") + word.key + "=" + word.value;
        f_.canonical = CanonicalRule::all_valid;
        f_.level_count = static_cast<unsigned>(widths_.size());
        unsigned shift = f_.page_bits;
        for (unsigned n = 1; n <= f_.level_count; ++n) {
            const std::string name = n == 1 ? "PT" : n == f_.level_count ? "PGD" : n == 2 ? "PMD" : "L" + std::to_string(n);
            Level& level = f_.levels[n - 1];
            level.names = {name, name, name};
            level.shift = shift;
            level.bits = widths_[widths_.size() - n];
            level.leaf_allowed = n == 1;
            const EntryLayout& e = f_.entry;
            if (n > 1) level.table = {.write = e.write, .user = e.user, .no_execute = e.no_execute, .accessed = e.accessed};
            shift += level.bits;
        }
        f_ = with_phys_bits(std::move(f_), 52);
        // 16 MiB, or 16 pages where that is more, or all that the frame number reaches.
        f_.default_ram = std::min(std::uint64_t{1} << f_.phys_bits, std::max(std::uint64_t{16} << 20, 16 * f_.page_bytes()));
        return std::move(f_);
    }

    std::vector<Word> words_;
    PagingFormat f_;
    std::vector<unsigned> widths_;
    std::uint64_t used_ = 0;  // bits of the entry that have a meaning
};

}  // namespace

Result<PagingFormat> parse_toy_format(std::string_view text) { return ToyParser().parse(text); }

}  // namespace hw
