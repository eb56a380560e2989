// A cursor over one command line (private to script/): hands out words, values and options, and
// makes errors that point at the right column.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/hw/mmu.h"
#include "core/os/kernel.h"
#include "core/script/expression.h"

namespace script {

class Arguments {
public:
    Arguments(std::string_view line, std::size_t at, sim::Machine& machine) : line_(line), at_(at), machine_(machine) {}

    /// Column of the next word; behind the end when there is none.
    int next_column();
    /// Where the next word begins in the line.
    std::size_t next_position();
    bool at_end();
    /// The rest of the line, taken.
    std::string_view rest();
    /// The whole line, what was taken included.
    std::string_view line() const { return line_; }

    /// The next blank-separated word, not taken; empty at the end.
    std::string_view peek();
    /// The next word, taken.
    std::string word();
    /// Takes the next word when it is `text`.
    bool option(std::string_view text);
    /// Takes `text` when the rest of the line goes on with it, a word or not.
    bool punctuation(std::string_view text);
    /// Takes "key=value" when the next word begins with "key=".
    struct Keyed {
        std::string value;
        int column = 0;  // of the value
    };
    std::optional<Keyed> keyed(std::string_view key);

    /// `what`: id of the phrase that says what is missing where the line ends.
    base::Result<base::u128> value(std::string_view what);
    base::Result<base::VirtAddr> address();
    /// An optional PROCESS[.N][@CORE]: the current ones when absent. A thread named without a core is
    /// where it ran last.
    struct Where {
        std::uint32_t process = base::no_process;
        std::uint32_t thread = 0;
        unsigned core = 0;
        bool named = false;       // the process was
        bool core_named = false;
        int column = 0;           // of the word
    };
    base::Result<Where> where();
    /// The next word as PROCESS[.N][@CORE], not taken; its thread need not exist. nullopt when its
    /// first part is no process.
    struct ThreadName {
        std::uint32_t process = base::no_process;
        std::optional<std::uint32_t> number = std::nullopt;
        std::string_view number_text = {};
        std::string_view core = {};  // what stands behind the '@'
        bool at = false;             // there is an '@'
        int number_column = 0, core_column = 0;
    };
    std::optional<ThreadName> peek_thread();
    /// A core's number.
    base::Result<unsigned> core(std::string_view text, int column) const;
    base::Error no_such_process(std::string_view name);
    base::Error no_such_thread(const ThreadName& name);
    /// ADDRESS SIZE or ADDRESS..END; aligned as check_range wants.
    struct Range {
        os::Range range;
        int column = 0;       // of the address
        int size_column = 0;  // of the size or the end
    };
    base::Result<Range> range();
    /// r w x in any order ("rw", "r-x", "none"); `otherwise` when the next word is none of that.
    os::Permissions permissions(os::Permissions otherwise);
    bool looks_like_permissions();

    /// Error unless the line is used up.
    base::Status finish(std::string_view usage);
    /// An error at the next word.
    base::Error error(std::string message, std::string hint = {}) { return error_at(next_column(), std::move(message), std::move(hint)); }
    static base::Error error_at(int column, std::string message, std::string hint = {}) { return {std::move(message), std::move(hint), 0, column}; }

private:
    void skip_blanks();
    bool has_value(std::string_view word) const;

    std::string_view line_;
    std::size_t at_;
    sim::Machine& machine_;
};

}  // namespace script
