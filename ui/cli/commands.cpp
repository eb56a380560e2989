#include "ui/cli/commands.h"

#include <CLI/CLI.hpp>

#include "lessons/engine/sheet.h"
#include "lessons/engine/strings.h"

namespace cli {
namespace {

using lessons::tr;

void describe_translate(CLI::App& app, TranslateOptions& options, int& result) {
    CLI::App* translate = app.add_subcommand("translate", tr("cli.help.walk-page-tables-found-in"));
    translate->add_option("PROBES", options.probes, tr("cli.help.lines-such-as-read-user"))->required();
    translate->add_option("--format", options.format, tr("cli.help.paging-format-name-or-line"))->required();
    translate->add_option("--ram", options.ram, tr("cli.help.image-from-physical-address-0"))->required();
    translate->add_option("--root", options.root, tr("cli.help.physical-address-of-top-table"))->required();
    translate->add_option("--phys-bits", options.phys_bits, tr("cli.help.physical-address-bits-from-one"));
    translate->add_option("--dump", options.dump, tr("cli.help.write-ram-afterwards-with-accessed"));
    translate->add_flag("--json")->description(tr("cli.help.answers-json-in-any-case"));
    translate->footer("  pagewalk translate --format x86-64 --ram ram.bin --root 0x1000 probes.txt");
    translate->callback([&] { result = cli::translate(options); });
}

void describe_trace(CLI::App& command, TraceOptions& options) {
    command.add_option("TRACE", options.file, tr("cli.help.trace-packed-by-gzip-xz"))->required();
    command.add_option("--format", options.format, tr("cli.help.lackey-din-text-one-page"));
    command.add_option("--page", options.page, tr("cli.help.page-size-for-formats-hold"));
    command.add_flag("--json", options.json, tr("cli.help.print-one-json-object"));
}

void describe_studies(CLI::App& app, Options& options, int& result) {
    CLI::App* trace = app.add_subcommand("trace", tr("cli.help.what-trace-tells-in-one"));
    describe_trace(*trace, options.trace);
    trace->footer("  pagewalk trace trace.lackey.gz\n  pagewalk record -o - -- ./program | pagewalk trace -");
    trace->callback([&] { result = cli::trace(options.trace); });

    CLI::App* replay = app.add_subcommand("replay", tr("cli.help.count-misses-of-replacement-policy"));
    describe_trace(*replay, options.replay.trace);
    replay->add_option("--policy", options.replay.policy, tr("cli.help.replacement-policy-such-as-fifo"))->required();
    replay->add_option("--frames", options.replay.frames, tr("cli.help.page-frames"))->required();
    replay->add_flag("--per-access", options.replay.per_access, tr("cli.help.also-say-for-each-access"));
    replay->add_flag("--evictions", options.replay.evictions, tr("cli.help.also-list-pages-evicted-in"));
    replay->add_option("--seed", options.replay.seed, tr("cli.help.of-policy-random"));
    replay->add_option("--tau", options.replay.tau, tr("cli.help.window-of-policy-wsclock-in"));
    replay->footer("  pagewalk replay trace.lackey --policy clock --frames 64\n  zcat trace.din.gz | pagewalk replay - --format din --policy lru --frames 64 --json");
    replay->callback([&] { result = cli::replay(options.replay); });

    CLI::App* record = app.add_subcommand("record", tr("cli.help.run-program-under-valgrind-and"));
    record->add_option("-o,--out", options.record.out, tr("cli.help.file-to-write-to-trace"));
    record->add_option("CMD", options.record.command, tr("cli.help.program-and-arguments-behind"))->required();
    record->positionals_at_end();
    record->footer("  pagewalk record -o ls.zst -- ls -l\n  pagewalk record -o - -- ./program | pagewalk mrc -");
    record->callback([&] { result = cli::record(options.record); });

    CLI::App* mrc = app.add_subcommand("mrc", tr("cli.help.exact-miss-ratio-curve-of"));
    describe_trace(*mrc, options.mrc.trace);
    mrc->add_option("--policy", options.mrc.policy, tr("cli.help.lru"));
    mrc->add_option("--max-frames", options.mrc.max_frames, tr("cli.help.end-curve-without-at-number"));
    mrc->footer("  pagewalk mrc trace.u32 --max-frames 1000 --json");
    mrc->callback([&] { result = cli::mrc(options.mrc); });

    CLI::App* tlb = app.add_subcommand("tlb", tr("cli.help.count-misses-of-tlb-on"));
    describe_trace(*tlb, options.tlb.trace);
    tlb->add_option("--entries", options.tlb.entries, tr("cli.help.entries-of-tlb"))->required();
    tlb->add_option("--ways", options.tlb.ways, tr("cli.help.ways-set-of-page-number"))->required();
    tlb->add_option("--policy", options.tlb.policy, tr("cli.help.lru-or-fifo"));
    tlb->footer("  pagewalk tlb trace.lackey --entries 64 --ways 4");
    tlb->callback([&] { result = cli::tlb(options.tlb); });
}

void describe_teaching(CLI::App& app, Options& options, int& result) {
    CLI::App* check = app.add_subcommand("check", tr("cli.help.check-lessons-they-play-and"));
    check->add_option("LESSON", options.check, tr("cli.help.markdown-files-together-they-course"))->required();
    check->footer("  pagewalk check my-lesson.md");
    check->callback([&] { result = cli::check(options.check); });

    CLI::App* author = app.add_subcommand("author", tr("cli.help.show-lesson-in-browser-while"));
    author->add_option("FILE", options.author.file, tr("cli.help.lesson-markdown-file"))->required();
    author->add_option("--site", options.author.site, tr("cli.help.built-site-found-by-itself"));
    author->add_option("--port", options.author.port, tr("cli.help.serve-on-port-first-free"))->check(CLI::Range(1, 65535));
    author->add_flag("--open", options.author.open, tr("cli.help.open-browser"));
    author->footer("  pagewalk author my-lesson.md --open");
    author->callback([&] { result = cli::author(options.author); });

    CLI::App* learn = app.add_subcommand("learn", tr("cli.help.play-course-in-terminal"));
    learn->add_option("LESSON", options.learn.lesson, tr("cli.help.id-of-lesson-or-markdown"));
    learn->add_option("--seed", options.learn.seed, tr("cli.help.learners-seed-decides-numbers"));
    learn->footer("  pagewalk learn walk");
    learn->callback([&] { result = cli::learn(options.learn); });

    CLI::App* sheet = app.add_subcommand("sheet", tr("cli.help.write-exercises-for-paper-each"));
    sheet->add_option("--kind", options.sheet.kinds, tr("cli.help.kinds-of-exercise-with-commas"));
    sheet->add_option("--seed", options.sheet.seed, tr("cli.help.decides-numbers-1-without"));
    sheet->add_option("--count", options.sheet.count, tr("cli.help.exercises-for-each-student-5"))->check(CLI::Range(1u, lessons::most_exercises));
    sheet->add_option("--students", options.sheet.students, tr("cli.help.how-many-versions-1-without"))->check(CLI::Range(1, 2000));
    sheet->add_option("--names", options.sheet.names, tr("cli.help.file-of-names-one-line"));
    sheet->add_flag("--key", options.sheet.key, tr("cli.help.answers-and-how-they-worked"));
    sheet->add_option("--format", options.sheet.format, tr("cli.help.html-pdf-ready-html-made"));
    sheet->add_option("-o,--out", options.sheet.out, tr("cli.help.file-to-write-to-standard"));
    sheet->footer(
        "  pagewalk sheet --kind translate,lru --seed 7 --count 6 --names class.txt --format pdf-ready -o sheet.html\n"
        "  pagewalk sheet --kind translate,lru --seed 7 --count 6 --names class.txt --key -o key.html\n"
        "  pagewalk sheet --kind translate,lru --seed 7 --count 6 --names class.txt --format csv -o answers.csv");
    sheet->callback([&] { result = cli::sheet(options.sheet); });

    CLI::App* grade = app.add_subcommand("grade", tr("cli.help.grade-answers-to-sheet"));
    grade->add_option("FILE", options.grade.files, tr("cli.help.tables-of-answers-with-columns"))->required();
    grade->add_flag("--json", options.grade.json, tr("cli.help.print-one-json-object-student"));
    grade->footer("  pagewalk grade answers.csv");
    grade->callback([&] { result = cli::grade(options.grade); });

    CLI::App* stats = app.add_subcommand("stats", tr("cli.help.item-statistics-difficulty-discrimination-and"));
    stats->add_option("FILE", options.stats.files, tr("cli.help.readers-progress-files-and-exports"))->required();
    stats->add_option("--course", options.stats.course, tr("cli.help.folder-of-lessons-were-answered"));
    stats->add_flag("--json", options.stats.json, tr("cli.help.print-one-json-object"));
    stats->footer("  pagewalk stats pagewalk-2026-*.json\n  pagewalk stats student-analysis.csv --json");
    stats->callback([&] { result = cli::stats(options.stats); });
}

void describe_handing_in(CLI::App& app, Options& options, int& result) {
    CLI::App* pack = app.add_subcommand("pack", tr("cli.help.make-scorm-package-of-built"));
    pack->add_flag("--scorm12", options.pack.scorm12, tr("cli.help.scorm-1-2-which-most"));
    pack->add_flag("--scorm2004", options.pack.scorm2004, tr("cli.help.scorm-2004-4th-edition"));
    pack->add_option("--lesson", options.pack.lessons, tr("cli.help.ids-of-lessons-each-sco"));
    pack->add_flag("--whole", options.pack.whole, tr("cli.help.whole-course-as-one-sco"));
    pack->add_option("--mastery", options.pack.mastery, tr("cli.help.percent-of-final-check-counts"))->check(CLI::Range(1, 100));
    pack->add_option("--site", options.pack.site, tr("cli.help.built-site-found-by-itself"));
    pack->add_option("-o,--out", options.pack.out, tr("cli.help.zip-to-write"))->required();
    pack->footer("  pagewalk pack --scorm12 --lesson walk tlb -o walk-and-tlb.zip");
    pack->callback([&] { result = cli::pack(options.pack); });

    CLI::App* code = app.add_subcommand("code", tr("cli.help.read-completion-codes-readers-hand"));
    code->add_option("CODE", options.code.codes, tr("cli.help.codes-reads-standard-input-one"))->required();
    code->add_flag("--json", options.code.json, tr("cli.help.one-json-object-code"));
    code->footer("  pagewalk code - < codes.txt");
    code->callback([&] { result = cli::code(options.code); });
}

void describe_host(CLI::App& app, HostOptions& options, int& result) {
    CLI::App* host = app.add_subcommand("host", tr("cli.help.computer-address-space-layout-page"));
    host->add_option("--runs", options.runs, tr("cli.help.how-often-program-started-to"))->check(CLI::Range(2u, 1000u));
    host->add_option("--pages", options.pages, tr("cli.help.most-pages-of-pointer-chase"))->check(CLI::Range(std::uint64_t{16}, std::uint64_t{1} << 20));
    host->add_option("--folder", options.folder, tr("cli.help.folder-on-disk-for-file"));
    host->add_flag("--json", options.json, tr("cli.help.print-one-json-object"));
    host->add_option("--model", options.model, tr("cli.help.preset-whose-tlbs-drawn-over"));
    host->footer("  pagewalk host --folder /var/tmp\n  setarch -R pagewalk host --json\n  pagewalk host --model zen4");
    host->callback([&] { result = cli::host(options); });
}

void describe_rest(CLI::App& app, Options& options, int& result) {
    CLI::App* run = app.add_subcommand("run", tr("cli.help.execute-commands-of-file"));
    run->add_option("FILE", options.run.file, tr("cli.help.one-command-line-reads-standard"))->required();
    run->add_flag("--json", options.run.json, tr("cli.help.print-each-event-as-one"));
    run->footer("  echo 'map A 0x1000 4K rw now' | pagewalk run - --json");
    run->callback([&] { result = cli::run(options.run); });

    CLI::App* repl = app.add_subcommand("repl", tr("cli.help.type-commands-and-see-what"));
    repl->callback([&] { result = cli::repl(); });

    CLI::App* link = app.add_subcommand("link", tr("cli.help.read-share-link-or-make"));
    link->add_option("LINK", options.link.what, tr("cli.help.link-to-read-with-file"))->required();
    link->add_option("FILE", options.link.file, tr("cli.help.readers-commands-in-step-one"));
    link->add_option("--step", options.link.step, tr("cli.help.step-to-open-from-1"))->check(CLI::Range(1, 99));
    link->add_option("--seed", options.link.seed, tr("cli.help.whose-numbers-1-without"));
    link->add_option("--base", options.link.base, tr("cli.help.where-course-such-as-https"));
    link->add_flag("--json", options.link.json, tr("cli.help.what-read-as-one-json"));
    link->footer("  pagewalk link walk commands.txt --step 3 --base https://example.org/pagewalk/");
    link->callback([&] { result = cli::link(options.link); });

    CLI::App* render = app.add_subcommand("render", tr("cli.help.write-lessons-as-static-html"));
    render->add_option("--out", options.render.out, tr("cli.help.folder-to-write-to"))->required();
    render->add_option("--course", options.render.course, tr("cli.help.folder-of-lessons-built-in"));
    render->add_option("--languages", options.render.languages, tr("cli.help.folder-of-translations-de-strings"));
    render->add_flag("--mark-missing", options.render.mark_missing, tr("cli.help.show-string-translation-lacks-as"));
    render->add_option("--template", options.render.page_template, tr("cli.help.page-to-fill-in-web"));
    render->add_option("--packed", options.render.packed, tr("cli.help.write-only-first-lesson-as"));
    render->callback([&] { result = cli::render(options.render); });
}

void describe_manual(CLI::App& app, Options& options, int& result) {
    CLI::App* help = app.add_subcommand("help", tr("cli.help.explain-command-verb-of-command"));
    help->add_option("TOPIC", options.help.topic, tr("cli.help.what-to-explain-lists-topics"));
    help->add_flag("--man", options.help.man, tr("cli.help.print-whole-manual-in-form"));
    help->callback([&] { result = cli::help(options.help); });

    CLI::App* completion = app.add_subcommand("completion", tr("cli.help.print-script-completes-command-line"));
    completion->add_option("SHELL", options.shell, tr("cli.help.bash-zsh-or-fish"))->required();
    completion->callback([&] { result = cli::completion(options.shell); });
    completion->footer("  source <(pagewalk completion bash)");

    CLI::App* complete = app.add_subcommand("complete", tr("cli.help.what-completion-scripts-ask"))->group("");
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
