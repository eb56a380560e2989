// pagewalk: the instructor's and the tests' way in.
#include <CLI/CLI.hpp>

#include "ui/cli/cli.h"

namespace {

struct Options {
    cli::RunOptions run;
    std::vector<std::string> check;
    cli::TranslateOptions translate;
    cli::ReplayOptions replay;
    cli::MrcOptions mrc;
    cli::TlbOptions tlb;
    cli::LearnOptions learn;
    cli::LinkOptions link;
    cli::RenderOptions render;
};

void describe_translate(CLI::App& app, cli::TranslateOptions& options, int& result) {
    CLI::App* translate = app.add_subcommand("translate", "walk page tables found in a raw image of RAM; one JSON object a probe");
    translate->add_option("PROBES", options.probes, "lines such as: read user 0x7f3a40000010; - reads standard input")->required();
    translate->add_option("--format", options.format, "paging format: a name, or a line such as 'va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0'")->required();
    translate->add_option("--ram", options.ram, "the image, from physical address 0 on")->required();
    translate->add_option("--root", options.root, "physical address of the top table")->required();
    translate->add_option("--phys-bits", options.phys_bits, "physical address bits from this one up are reserved; 52 without");
    translate->add_option("--dump", options.dump, "write the RAM afterwards, with its accessed and dirty bits, to this file");
    translate->add_flag("--json")->description("the answers are JSON in any case");
    translate->callback([&] { result = cli::translate(options); });
}

void describe_trace(CLI::App& command, cli::TraceOptions& options) {
    command.add_option("TRACE", options.file, "the trace; - reads standard input")->required();
    command.add_option("--format", options.format, "lackey, din, text (one page number a line), u32 or u64; guessed without");
    command.add_option("--page", options.page, "page size for formats that hold addresses; 4K without");
    command.add_flag("--json", options.json, "print one JSON object");
}

void describe_studies(CLI::App& app, Options& options, int& result) {
    CLI::App* replay = app.add_subcommand("replay", "count the misses of a replacement policy on a trace");
    describe_trace(*replay, options.replay.trace);
    replay->add_option("--policy", options.replay.policy, "replacement policy, such as fifo, lru, clock, opt")->required();
    replay->add_option("--frames", options.replay.frames, "page frames")->required();
    replay->add_flag("--per-access", options.replay.per_access, "also say for each access whether it hit");
    replay->add_flag("--evictions", options.replay.evictions, "also list the pages evicted, in order");
    replay->add_option("--seed", options.replay.seed, "of the policy random");
    replay->add_option("--tau", options.replay.tau, "window of the policy wsclock, in accesses");
    replay->callback([&] { result = cli::replay(options.replay); });

    CLI::App* mrc = app.add_subcommand("mrc", "the exact miss-ratio curve of a trace, from one pass");
    describe_trace(*mrc, options.mrc.trace);
    mrc->add_option("--policy", options.mrc.policy, "lru");
    mrc->add_option("--max-frames", options.mrc.max_frames, "end the curve there; without, at the number of distinct pages");
    mrc->callback([&] { result = cli::mrc(options.mrc); });

    CLI::App* tlb = app.add_subcommand("tlb", "count the misses of a TLB on a trace");
    describe_trace(*tlb, options.tlb.trace);
    tlb->add_option("--entries", options.tlb.entries, "entries of the TLB")->required();
    tlb->add_option("--ways", options.tlb.ways, "ways; the set of a page is its number modulo the sets")->required();
    tlb->add_option("--policy", options.tlb.policy, "lru or fifo");
    tlb->callback([&] { result = cli::tlb(options.tlb); });
}

void describe(CLI::App& app, Options& options, int& result) {
    describe_translate(app, options.translate, result);
    describe_studies(app, options, result);
    CLI::App* run = app.add_subcommand("run", "execute commands of a file");
    run->add_option("FILE", options.run.file, "one command a line; - reads standard input")->required();
    run->add_flag("--json", options.run.json, "print each event as one JSON object a line");
    run->callback([&] { result = cli::run(options.run); });

    CLI::App* repl = app.add_subcommand("repl", "type commands and see what the machine does");
    repl->callback([&] { result = cli::repl(); });

    CLI::App* check = app.add_subcommand("check", "check lessons: they play, and their answers are computed");
    check->add_option("LESSON", options.check, "Markdown files; together they are the course. A strings.txt is compared with the original's")->required();
    check->callback([&] { result = cli::check(options.check); });

    CLI::App* learn = app.add_subcommand("learn", "play the course in the terminal");
    learn->add_option("LESSON", options.learn.lesson, "id of a lesson, or a Markdown file; lists the lessons without");
    learn->add_option("--lang", options.learn.language, "the language: en, de");
    learn->add_option("--seed", options.learn.seed, "the learner's seed: decides the numbers");
    learn->callback([&] { result = cli::learn(options.learn); });

    CLI::App* link = app.add_subcommand("link", "read a share link, or make one of commands");
    link->add_option("LINK", options.link.what, "the link to read; with FILE, the lesson to open")->required();
    link->add_option("FILE", options.link.file, "the reader's commands in the step, one a line; - reads standard input");
    link->add_option("--step", options.link.step, "the step to open, from 1")->check(CLI::Range(1, 99));
    link->add_option("--seed", options.link.seed, "whose numbers; 1 without");
    link->add_option("--base", options.link.base, "where the course is, such as https://example.org/pagewalk/");
    link->add_flag("--json", options.link.json, "what is read as one JSON object");
    link->callback([&] { result = cli::link(options.link); });

    CLI::App* render = app.add_subcommand("render", "write the lessons as static HTML pages");
    render->add_option("--out", options.render.out, "folder to write to")->required();
    render->add_option("--course", options.render.course, "folder of lessons; the built-in course without");
    render->add_option("--languages", options.render.languages, "folder of translations (de/strings.txt, de/01-hotel.md); the built-in ones without");
    render->add_flag("--mark-missing", options.render.mark_missing, "show a string that a translation lacks as its id");
    render->add_option("--template", options.render.page_template, "page to fill in; web/page.html without");
    render->callback([&] { result = cli::render(options.render); });
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Pagewalk: a machine with virtual memory, and a course on it", "pagewalk"};
    app.set_version_flag("--version", std::string(cli::version));
    app.require_subcommand(1);
    Options options;
    int result = cli::exit_ok;
    describe(app, options, result);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::exit_ok : cli::exit_bad_input;
    }
    return result;
}
