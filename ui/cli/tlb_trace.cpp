// `tlb`: how many accesses of a trace miss in a TLB of a given shape.
#include "core/sim/tlb_trace.h"

#include <iostream>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/cli/trace_input.h"

namespace cli {

int tlb(const TlbOptions& options) {
    const auto entries = parse_option("--entries", options.entries), ways = parse_option("--ways", options.ways);
    if (!entries) return complain(entries.error()), exit_bad_input;
    if (!ways) return complain(ways.error()), exit_bad_input;
    const auto lru = sim::parse_tlb_policy(options.policy);
    if (!lru) return complain(lru.error()), exit_bad_input;
    auto tlb = sim::TlbTrace::make({*entries, *ways, *lru});
    if (!tlb) return complain(tlb.error()), exit_bad_input;
    const int result = read_trace(options.trace, [&](const sim::PageBatch& batch) {
        tlb->run(batch.pages);
        return check_pages(tlb->pages());
    });
    if (result != exit_ok) return result;
    const std::string accesses = std::to_string(tlb->accesses()), misses = std::to_string(tlb->misses());
    if (options.trace.json) std::cout << "{\"accesses\":" << accesses << ",\"misses\":" << misses << "}\n";
    else std::cout << lessons::tr("cli.tlb-counted", {base::grouped(tlb->accesses()), base::grouped(tlb->misses())}) << "\n";
    return exit_ok;
}

}  // namespace cli
