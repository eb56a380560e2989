// The desktop's page for traces: the file is read by a thread, what it tells agrees with the study, and it is drawn at
// every width in every set of colours.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/sim/trace_study.h"
#include "bench_page.h"

namespace {

using test::draw_frames;
using test::read_to_end;
using ui::studies::Bench;

struct File {
    std::string path;
    File(const std::string& name, const std::string& text) : path((std::filesystem::temp_directory_path() / name).string()) { std::ofstream(path, std::ios::binary) << text; }
    ~File() { std::remove(path.c_str()); }
};

std::string words(std::size_t accesses) {
    std::string text;
    for (std::size_t i = 0; i < accesses; ++i) text += std::to_string(i * i % 97) + "\n";
    return text;
}

}  // namespace

TEST_CASE("trace page: it tells what the study found, exactly", "[trace_view]") {
    const File file("pagewalk-test-trace.text", words(5000));
    ui::JobSteps steps([] {});
    const auto report = ui::studies::study_trace(file.path, steps);
    REQUIRE(report.ok());
    std::vector<std::uint64_t> pages;
    for (std::size_t i = 0; i < 5000; ++i) pages.push_back(i * i % 97);
    sim::TraceStudy study;
    REQUIRE(study.run({pages, {}}).ok());
    CHECK(report->accesses == 5000);
    CHECK(report->pages == 49);  // the squares modulo 97, and 0
    CHECK_FALSE(report->writes.has_value());
    for (const auto& ram : report->lru) CHECK(ram.misses == study.curve().misses(ram.frames).back());
    CHECK(report->lru.back().frames == 49);
    CHECK(report->lru.back().misses == 49);
    CHECK(report->tlbs.size() == study.tlbs().size());
    CHECK(report->hottest.size() == 10);
}

TEST_CASE("trace page: what cannot be read is said with its place, and nothing is shown", "[trace_view]") {
    Bench bench([] {});
    const File broken("pagewalk-test-broken.din", "0 1000\nnonsense\n");
    bench.open(broken.path);
    read_to_end(bench);
    CHECK(bench.trace().wrong().find("pagewalk-test-broken.din, line 2, column 1") == 0);
    CHECK_FALSE(bench.trace().report().has_value());
    bench.open("/nowhere/at/all.din");
    read_to_end(bench);
    CHECK(bench.trace().wrong().find("all.din") == 0);
    bench.open("/dev/zero");
    read_to_end(bench);
    CHECK(bench.trace().wrong().find("pipe") != std::string::npos);
}

TEST_CASE("trace page: drawn at every width, light and dark, in usual and big type", "[trace_view]") {
    test::Reader reader(test::no_lesson);  // an ImGui context with fonts
    ui::record_areas(nullptr);
    const File file("pagewalk-test-trace2.text", words(5000));
    const File one("pagewalk-test-one.text", "7\n");
    for (const std::string& path : {std::string(), file.path, one.path, std::string("/nowhere.din")}) {
        Bench bench([] {});
        bench.show(Bench::Page::trace);
        if (!path.empty()) bench.open(path), read_to_end(bench);
        CAPTURE(path);
        const bool told = bench.trace().report() && bench.trace().report()->accesses > 0;
        test::check_drawn_everywhere(bench, ui::studies::TraceView::section_count, [&](std::size_t section, ImVec2 size) {
            for (int i = 0; i < 40 && told && bench.trace().section() != section; ++i) bench.turn(bench.trace().section() < section), draw_frames(bench, size);
            CHECK((!told || bench.trace().section() == section));
        });
    }
}
