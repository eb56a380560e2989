// What the subcommands of `pagewalk` share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "lessons/engine/lesson.h"

namespace cli {

/// What the program returns to the shell.
constexpr int exit_ok = 0;
constexpr int exit_check_failed = 1;
constexpr int exit_bad_input = 2;

constexpr std::string_view version = "0.1";

/// The text of a file, or of standard input for "-".
base::Result<std::string> read_text(const std::string& path);
base::Status write_text(const std::string& path, const std::string& text);
/// Prints "file:line:column: message (hint)" on standard error.
void complain(const base::Error& error, const std::string& file = {});

/// "0x7f3a40000010", for programs: JSON numbers lose bits above 2^53 in many readers. People get base::hex().
std::string plain_hex(std::uint64_t value);

/// A lesson with the text it was parsed from. `file` is its name without folders; of a translation "de/01-hotel.md".
struct LessonFile {
    std::string file;
    lessons::Lesson lesson;
    std::string text = {};  ///< of a translation
};
/// The lessons built into the program, or those of a folder (its NN-*.md), in course order. An
/// error names file, line and column in its message.
base::Result<std::vector<LessonFile>> load_course(const std::string& folder = {});
/// The same for the pages around them ("glossary.md"), by name.
base::Result<std::vector<LessonFile>> load_book(const std::string& folder = {});
const lessons::Lesson* find_lesson(const std::vector<LessonFile>& course, std::string_view id);

/// A language that the course is translated into, or is being.
struct Language {
    std::string code;                 ///< "de"
    std::string strings;              ///< the text of its strings.txt
    std::vector<LessonFile> lessons;  ///< those that are translated; a file is named "de/01-hotel.md"
};
/// The translations built into the program, or those of a folder ("de" in it holds strings.txt and lessons), by code.
base::Result<std::vector<Language>> load_languages(const std::string& folder = {});
/// The course with the lessons that are translated in the place of the original's.
std::vector<LessonFile> in_language(std::vector<LessonFile> course, const Language& language);

struct RunOptions {
    std::string file;
    bool json = false;
};
int run(const RunOptions& options);

int repl();

int check(const std::vector<std::string>& files);

struct TranslateOptions {
    std::string format;
    std::string ram;        ///< the image's file
    std::string root;       ///< physical address of the top table
    std::string probes;     ///< file of lines such as "read user 0x7f3a40000010"; - reads standard input
    std::string phys_bits;  ///< empty: 52
    std::string dump;       ///< file for the RAM afterwards; empty: none
};
int translate(const TranslateOptions& options);

/// A file of memory accesses: what `trace`, `replay`, `mrc` and `tlb` read.
struct TraceOptions {
    std::string file;         ///< - reads standard input
    std::string format;       ///< empty: guessed from the name and the first bytes
    std::string page = "4K";  ///< page size, for formats that hold addresses
    bool json = false;
};

/// Prints all that one pass over a trace tells.
int trace(const TraceOptions& options);

struct ReplayOptions {
    TraceOptions trace;
    std::string policy, frames;
    bool per_access = false, evictions = false;
    std::uint64_t seed = 1;     ///< of `random`
    std::string tau = "10000";  ///< window of `wsclock`, in accesses
};
int replay(const ReplayOptions& options);

struct MrcOptions {
    TraceOptions trace;
    std::string policy = "lru";
    std::string max_frames;  ///< empty: as many as there are pages
};
int mrc(const MrcOptions& options);

struct TlbOptions {
    TraceOptions trace;
    std::string entries, ways;
    std::string policy = "lru";
};
int tlb(const TlbOptions& options);

struct RecordOptions {
    std::string out = "trace.lackey";  ///< - writes to standard output; .gz, .xz and .zst are packed
    std::vector<std::string> command;  ///< the program and its arguments
};
int record(const RecordOptions& options);

struct HostOptions {
    unsigned runs = 40;            ///< of this program, to see which bits of its addresses differ
    std::uint64_t pages = 8192;    ///< most pages of the pointer chase
    std::string folder;            ///< where the file for the fault costs is made; empty: the one for temporary files
    std::string model = "sapphire-rapids";  ///< preset whose TLBs are drawn over the measurement
    bool json = false;
};
int host(const HostOptions& options);

struct LearnOptions {
    std::string lesson;
    std::string language = "en";
    std::uint64_t seed = 1;
};
int learn(const LearnOptions& options);

struct LinkOptions {
    std::string what;   ///< a link to read; with `file`, the id of the lesson that it opens
    std::string file;   ///< commands, one a line, in the form of core/script/link.h; - reads standard input
    std::string base;   ///< where the course is: "https://example.org/pagewalk/"; empty: relative
    unsigned step = 0;  ///< from 1; 0: where the commands say
    std::uint64_t seed = 1;
    bool json = false;
};
int link(const LinkOptions& options);

/// The built site: the folder given, else the one that belongs to this program (where web/serve or an installation puts
/// it), else build/site or site in this folder.
base::Result<std::string> find_site(const std::string& given);

struct AuthorOptions {
    std::string file;  ///< the lesson being written
    std::string site;  ///< see find_site()
    int port = 0;      ///< 0: the first free one from 8000
    bool open = false; ///< open a browser
};
/// Serves the site with the lesson in it on this machine only, until it is stopped.
int author(const AuthorOptions& options);

struct SheetOptions {
    std::string kinds = "all";      ///< "translate,index"
    std::uint64_t seed = 1;
    unsigned count = 5;             ///< exercises a student
    unsigned students = 0;          ///< 0: one, or as many as there are names
    std::string names;              ///< file of names, one a line; - reads standard input
    bool key = false;               ///< the answers, apart from the exercises
    std::string format = "html";    ///< html, pdf-ready, md, csv
    std::string out;                ///< empty: standard output
};
int sheet(const SheetOptions& options);

struct GradeOptions {
    std::vector<std::string> files;  ///< tables of answers; - reads standard input
    bool json = false;
};
int grade(const GradeOptions& options);

struct StatsOptions {
    std::vector<std::string> files;  ///< as exports.h lists them; - reads standard input
    std::string course;              ///< folder; empty: the built-in course
    bool json = false;
};
int stats(const StatsOptions& options);

struct PackOptions {
    bool scorm12 = false, scorm2004 = false;  ///< exactly one of them
    std::vector<std::string> lessons;         ///< ids; empty: all
    bool whole = false;                       ///< the course as one SCO instead of one SCO a lesson
    unsigned mastery = 0;                     ///< percent to pass; 0: what each lesson says
    std::string site;                         ///< as of author
    std::string out;
};
int pack(const PackOptions& options);

struct CodeOptions {
    std::vector<std::string> codes;  ///< - alone: standard input, one a line
    bool json = false;
};
int code(const CodeOptions& options);

struct RenderOptions {
    std::string out;
    std::string course;         ///< folder; empty: the built-in course
    std::string languages;      ///< folder of translations; empty: the built-in ones
    bool mark_missing = false;  ///< a string that a translation lacks is "⟦id⟧" instead of the original
    std::string page_template;  ///< empty: web/page.html in this folder or one above
    std::string packed;         ///< only this is written: the first lesson as the page plays it (lessons/engine/packed.h)
};
int render(const RenderOptions& options);

struct HelpOptions {
    std::string topic;  ///< empty: list them
    bool man = false;   ///< the whole manual, for man(1)
};
int help(const HelpOptions& options);

/// Prints the script that completes the command line in bash, zsh or fish.
int completion(const std::string& shell);
struct CompleteOptions {
    unsigned at = 0;                 ///< of the words, which one is being typed
    std::vector<std::string> words;  ///< the command line so far, `pagewalk` first
};
/// What such a script asks: what could stand there, one a line; ":files" stands for names of files.
int complete(const CompleteOptions& options);

}  // namespace cli
