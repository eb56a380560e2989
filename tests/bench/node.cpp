// The benchmarks as wasm, run by node. Prints the rows.
//     pagewalk-bench.js [TRACE [ROUNDS]]
//     pagewalk-bench.js --timeline[=NAME]
#include <emscripten.h>

#include <cstdio>
#include <cstdlib>

#include "tests/bench/cases.h"
#include "tests/bench/reports.h"

namespace bench {

double cpu_seconds() { return emscripten_get_now() / 1000; }

}  // namespace bench

int main(int argc, char** argv) {
    if (const auto only = bench::timeline_asked(argc > 1 ? argv[1] : "")) return bench::timeline_report(*only), 0;
    const bench::Trace trace = bench::load_trace(argc > 1 ? argv[1] : "");
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 6;
    for (const bench::Case& what : bench::cases()) {
        std::printf("%s\n", bench::row(what, bench::measure(what, trace, rounds)).c_str());
        std::fflush(stdout);
    }
    return 0;
}
