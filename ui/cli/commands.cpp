#include "ui/cli/commands.h"

#include <CLI/CLI.hpp>

#include "lessons/engine/sheet.h"

namespace cli {
namespace {

void describe_translate(CLI::App& app, TranslateOptions& options, int& result) {
    CLI::App* translate = app.add_subcommand("translate", "walk page tables found in a raw image of RAM; one JSON object a probe");
    translate->add_option("PROBES", options.probes, "lines such as: read user 0x7f3a40000010; - reads standard input")->required();
    translate->add_option("--format", options.format, "paging format: a name, or a line such as 'va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0'")->required();
    translate->add_option("--ram", options.ram, "the image, from physical address 0 on")->required();
    translate->add_option("--root", options.root, "physical address of the top table")->required();
    translate->add_option("--phys-bits", options.phys_bits, "physical address bits from this one up are reserved; 52 without");
    translate->add_option("--dump", options.dump, "write the RAM afterwards, with its accessed and dirty bits, to this file");
    translate->add_flag("--json")->description("the answers are JSON in any case");
    translate->footer("  pagewalk translate --format x86-64 --ram ram.bin --root 0x1000 probes.txt");
    translate->callback([&] { result = cli::translate(options); });
}

void describe_trace(CLI::App& command, TraceOptions& options) {
    command.add_option("TRACE", options.file, "the trace, packed by gzip, xz or zstd or not; - reads standard input")->required();
    command.add_option("--format", options.format, "lackey, din, text (one page number a line), u32 or u64; guessed without");
    command.add_option("--page", options.page, "page size for formats that hold addresses; 4K without");
    command.add_flag("--json", options.json, "print one JSON object");
}

void describe_studies(CLI::App& app, Options& options, int& result) {
    CLI::App* trace = app.add_subcommand("trace", "what a trace tells in one pass: working set, faults for any RAM, TLB misses, hot pages");
    describe_trace(*trace, options.trace);
    trace->footer("  pagewalk trace trace.lackey.gz\n  pagewalk record -o - -- ./program | pagewalk trace -");
    trace->callback([&] { result = cli::trace(options.trace); });

    CLI::App* replay = app.add_subcommand("replay", "count the misses of a replacement policy on a trace");
    describe_trace(*replay, options.replay.trace);
    replay->add_option("--policy", options.replay.policy, "replacement policy, such as fifo, lru, clock, opt")->required();
    replay->add_option("--frames", options.replay.frames, "page frames")->required();
    replay->add_flag("--per-access", options.replay.per_access, "also say for each access whether it hit");
    replay->add_flag("--evictions", options.replay.evictions, "also list the pages evicted, in order");
    replay->add_option("--seed", options.replay.seed, "of the policy random");
    replay->add_option("--tau", options.replay.tau, "window of the policy wsclock, in accesses");
    replay->footer("  pagewalk replay trace.lackey --policy clock --frames 64\n  zcat trace.din.gz | pagewalk replay - --format din --policy lru --frames 64 --json");
    replay->callback([&] { result = cli::replay(options.replay); });

    CLI::App* record = app.add_subcommand("record", "run a program under valgrind and write a trace of its memory accesses");
    record->add_option("-o,--out", options.record.out, "file to write to; trace.lackey without. A name that ends in .gz, .xz or .zst is packed; - writes to standard output");
    record->add_option("CMD", options.record.command, "the program and its arguments, behind --")->required();
    record->positionals_at_end();
    record->footer("  pagewalk record -o ls.zst -- ls -l\n  pagewalk record -o - -- ./program | pagewalk mrc -");
    record->callback([&] { result = cli::record(options.record); });

    CLI::App* mrc = app.add_subcommand("mrc", "the exact miss-ratio curve of a trace, from one pass");
    describe_trace(*mrc, options.mrc.trace);
    mrc->add_option("--policy", options.mrc.policy, "lru");
    mrc->add_option("--max-frames", options.mrc.max_frames, "end the curve there; without, at the number of distinct pages");
    mrc->footer("  pagewalk mrc trace.u32 --max-frames 1000 --json");
    mrc->callback([&] { result = cli::mrc(options.mrc); });

    CLI::App* tlb = app.add_subcommand("tlb", "count the misses of a TLB on a trace");
    describe_trace(*tlb, options.tlb.trace);
    tlb->add_option("--entries", options.tlb.entries, "entries of the TLB")->required();
    tlb->add_option("--ways", options.tlb.ways, "ways; the set of a page is its number modulo the sets")->required();
    tlb->add_option("--policy", options.tlb.policy, "lru or fifo");
    tlb->footer("  pagewalk tlb trace.lackey --entries 64 --ways 4");
    tlb->callback([&] { result = cli::tlb(options.tlb); });
}

void describe_teaching(CLI::App& app, Options& options, int& result) {
    CLI::App* check = app.add_subcommand("check", "check lessons: they play, and their answers are computed");
    check->add_option("LESSON", options.check, "Markdown files; together they are the course. A strings.txt is compared with the original's")->required();
    check->footer("  pagewalk check my-lesson.md");
    check->callback([&] { result = cli::check(options.check); });

    CLI::App* author = app.add_subcommand("author", "show a lesson in the browser while you write it, with what the checker finds");
    author->add_option("FILE", options.author.file, "the lesson, a Markdown file")->required();
    author->add_option("--site", options.author.site, "the built site; found by itself where the program was built or installed");
    author->add_option("--port", options.author.port, "serve on this port; the first free one from 8000 without")->check(CLI::Range(1, 65535));
    author->add_flag("--open", options.author.open, "open a browser");
    author->footer("  pagewalk author my-lesson.md --open");
    author->callback([&] { result = cli::author(options.author); });

    CLI::App* learn = app.add_subcommand("learn", "play the course in the terminal");
    learn->add_option("LESSON", options.learn.lesson, "id of a lesson, or a Markdown file; lists the lessons without");
    learn->add_option("--lang", options.learn.language, "the language: en, de");
    learn->add_option("--seed", options.learn.seed, "the learner's seed: decides the numbers");
    learn->footer("  pagewalk learn walk");
    learn->callback([&] { result = cli::learn(options.learn); });

    CLI::App* sheet = app.add_subcommand("sheet", "write exercises for paper, each student with other numbers, or their key");
    sheet->add_option("--kind", options.sheet.kinds, "kinds of exercise with commas between them, taken in turns; all without");
    sheet->add_option("--seed", options.sheet.seed, "decides the numbers; 1 without");
    sheet->add_option("--count", options.sheet.count, "exercises for each student; 5 without")->check(CLI::Range(1u, lessons::most_exercises));
    sheet->add_option("--students", options.sheet.students, "how many versions; 1 without")->check(CLI::Range(1, 2000));
    sheet->add_option("--names", options.sheet.names, "a file of names, one a line, each of whom gets a version; - reads standard input");
    sheet->add_flag("--key", options.sheet.key, "the answers and how they are worked out, in place of the exercises");
    sheet->add_option("--format", options.sheet.format, "html, pdf-ready (html made for the printer: A4 or Letter), md, or csv (the table that grade reads)");
    sheet->add_option("-o,--out", options.sheet.out, "file to write to; standard output without");
    sheet->footer(
        "  pagewalk sheet --kind translate,lru --seed 7 --count 6 --names class.txt --format pdf-ready -o sheet.html\n"
        "  pagewalk sheet --kind translate,lru --seed 7 --count 6 --names class.txt --key -o key.html\n"
        "  pagewalk sheet --kind translate,lru --seed 7 --count 6 --names class.txt --format csv -o answers.csv");
    sheet->callback([&] { result = cli::sheet(options.sheet); });

    CLI::App* grade = app.add_subcommand("grade", "grade the answers to a sheet");
    grade->add_option("FILE", options.grade.files, "tables of answers with the columns seed, student, exercise, answer; - reads standard input")->required();
    grade->add_flag("--json", options.grade.json, "print one JSON object a student");
    grade->footer("  pagewalk grade answers.csv");
    grade->callback([&] { result = cli::grade(options.grade); });

    CLI::App* stats = app.add_subcommand("stats", "item statistics: difficulty, discrimination, and the trap that draws most");
    stats->add_option("FILE", options.stats.files, "readers' progress files, and exports of Moodle, Canvas and Open edX; - reads standard input")->required();
    stats->add_option("--course", options.stats.course, "folder of the lessons that were answered; the built-in course without");
    stats->add_flag("--json", options.stats.json, "print one JSON object");
    stats->footer("  pagewalk stats pagewalk-2026-*.json\n  pagewalk stats student-analysis.csv --json");
    stats->callback([&] { result = cli::stats(options.stats); });
}

void describe_handing_in(CLI::App& app, Options& options, int& result) {
    CLI::App* pack = app.add_subcommand("pack", "make a SCORM package of the built site for a learning management system");
    pack->add_flag("--scorm12", options.pack.scorm12, "SCORM 1.2, which most systems take");
    pack->add_flag("--scorm2004", options.pack.scorm2004, "SCORM 2004, 4th edition");
    pack->add_option("--lesson", options.pack.lessons, "ids of the lessons, each a SCO of its own; all without");
    pack->add_flag("--whole", options.pack.whole, "the whole course as one SCO");
    pack->add_option("--mastery", options.pack.mastery, "percent of the final check that counts as passed; what each lesson says without")->check(CLI::Range(1, 100));
    pack->add_option("--site", options.pack.site, "the built site; found by itself where the program was built or installed");
    pack->add_option("-o,--out", options.pack.out, "the zip to write")->required();
    pack->footer("  pagewalk pack --scorm12 --lesson walk tlb -o walk-and-tlb.zip");
    pack->callback([&] { result = cli::pack(options.pack); });

    CLI::App* code = app.add_subcommand("code", "read the completion codes that readers hand in");
    code->add_option("CODE", options.code.codes, "the codes; - reads standard input, one a line")->required();
    code->add_flag("--json", options.code.json, "one JSON object a code");
    code->footer("  pagewalk code - < codes.txt");
    code->callback([&] { result = cli::code(options.code); });
}

void describe_host(CLI::App& app, HostOptions& options, int& result) {
    CLI::App* host = app.add_subcommand("host", "this computer: address-space layout, page sizes, fault costs, reach of the TLB");
    host->add_option("--runs", options.runs, "how often this program is started to see its addresses; 40 without")->check(CLI::Range(2u, 1000u));
    host->add_option("--pages", options.pages, "most pages of the pointer chase; 8192 without")->check(CLI::Range(std::uint64_t{16}, std::uint64_t{1} << 20));
    host->add_option("--folder", options.folder, "folder on a disk, for the file whose faults are counted; the one for temporary files without");
    host->add_flag("--json", options.json, "print one JSON object");
    host->add_option("--model", options.model, "preset whose TLBs are drawn over the measurement; sapphire-rapids without");
    host->footer("  pagewalk host --folder /var/tmp\n  setarch -R pagewalk host --json\n  pagewalk host --model zen4");
    host->callback([&] { result = cli::host(options); });
}

void describe_rest(CLI::App& app, Options& options, int& result) {
    CLI::App* run = app.add_subcommand("run", "execute commands of a file");
    run->add_option("FILE", options.run.file, "one command a line; - reads standard input")->required();
    run->add_flag("--json", options.run.json, "print each event as one JSON object a line");
    run->footer("  echo 'map A 0x1000 4K rw now' | pagewalk run - --json");
    run->callback([&] { result = cli::run(options.run); });

    CLI::App* repl = app.add_subcommand("repl", "type commands and see what the machine does");
    repl->callback([&] { result = cli::repl(); });

    CLI::App* link = app.add_subcommand("link", "read a share link, or make one of commands");
    link->add_option("LINK", options.link.what, "the link to read; with FILE, the lesson to open")->required();
    link->add_option("FILE", options.link.file, "the reader's commands in the step, one a line; - reads standard input");
    link->add_option("--step", options.link.step, "the step to open, from 1")->check(CLI::Range(1, 99));
    link->add_option("--seed", options.link.seed, "whose numbers; 1 without");
    link->add_option("--base", options.link.base, "where the course is, such as https://example.org/pagewalk/");
    link->add_flag("--json", options.link.json, "what is read as one JSON object");
    link->footer("  pagewalk link walk commands.txt --step 3 --base https://example.org/pagewalk/");
    link->callback([&] { result = cli::link(options.link); });

    CLI::App* render = app.add_subcommand("render", "write the lessons as static HTML pages");
    render->add_option("--out", options.render.out, "folder to write to")->required();
    render->add_option("--course", options.render.course, "folder of lessons; the built-in course without");
    render->add_option("--languages", options.render.languages, "folder of translations (de/strings.txt, de/01-hotel.md); the built-in ones without");
    render->add_flag("--mark-missing", options.render.mark_missing, "show a string that a translation lacks as its id");
    render->add_option("--template", options.render.page_template, "page to fill in; web/page.html without");
    render->add_option("--packed", options.render.packed, "write only the first lesson, as the page plays it, to this file");
    render->callback([&] { result = cli::render(options.render); });
}

void describe_manual(CLI::App& app, Options& options, int& result) {
    CLI::App* help = app.add_subcommand("help", "explain a command, a verb of the command language, or another topic");
    help->add_option("TOPIC", options.help.topic, "what to explain; lists the topics without");
    help->add_flag("--man", options.help.man, "print the whole manual in the form of man(1)");
    help->callback([&] { result = cli::help(options.help); });

    CLI::App* completion = app.add_subcommand("completion", "print the script that completes this command line in a shell");
    completion->add_option("SHELL", options.shell, "bash, zsh or fish")->required();
    completion->callback([&] { result = cli::completion(options.shell); });
    completion->footer("  source <(pagewalk completion bash)");

    CLI::App* complete = app.add_subcommand("complete", "what the completion scripts ask")->group("");
    complete->add_option("AT", options.complete.at)->required();
    complete->add_option("WORDS", options.complete.words);
    complete->callback([&] { result = cli::complete(options.complete); });
}

}  // namespace

void describe(CLI::App& app, Options& options, int& result) {
    describe_rest(app, options, result);
    describe_studies(app, options, result);
    describe_host(app, options.host, result);
    describe_translate(app, options.translate, result);
    describe_teaching(app, options, result);
    describe_handing_in(app, options, result);
    describe_manual(app, options, result);
}

}  // namespace cli
