// `host`: this computer's virtual memory, as a program without privileges sees it.
#include "ui/cli/host.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "core/base/json.h"
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"

namespace cli {
namespace {

using lessons::tr;

struct Host {
    std::string kernel;
    std::uint64_t page_bytes = 0, huge_bytes = 0;
    std::string thp, randomize;  ///< as the kernel's own files say; empty where there are none
    std::vector<PlaceBits> places;
    std::vector<FaultCost> faults;
    std::vector<ChasePoint> chase;
    std::optional<std::uint64_t> knee;
};

// "Hugepagesize:    2048 kB" of /proc/meminfo, in bytes; 0 where there is none.
std::uint64_t huge_page_bytes() {
    const std::string text = small_file("/proc/meminfo").value_or("");
    const std::size_t at = text.find("Hugepagesize:");
    return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + 13, nullptr, 10) * 1024;
}

// "always [madvise] never" -> "madvise".
std::string chosen(const std::string& text) {
    const std::size_t open = text.find('['), close = text.find(']');
    return open == std::string::npos || close == std::string::npos ? text : text.substr(open + 1, close - open - 1);
}

Host look(const HostOptions& options) {
    Host host;
    utsname names{};
    ::uname(&names);
    host.kernel = std::string(names.sysname) + " " + names.release + " " + names.machine;
    host.page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    host.huge_bytes = huge_page_bytes();
    host.thp = chosen(small_file("/sys/kernel/mm/transparent_hugepage/enabled").value_or(""));
    host.randomize = small_file("/proc/sys/kernel/randomize_va_space").value_or("");
    host.places = place_bits(options.runs);
    std::error_code error;
    const auto folder = options.folder.empty() ? std::filesystem::temp_directory_path(error).string() : options.folder;
    host.faults = fault_costs(folder);
    host.chase = pointer_chase(options.pages);
    host.knee = chase_knee(host.chase);
    return host;
}

void print_json(const Host& host) {
    base::JsonWriter json;
    json.begin_object().field("kernel", host.kernel).field_number("page_bytes", host.page_bytes).field_number("huge_page_bytes", host.huge_bytes);
    json.field("transparent_huge_pages", host.thp).field("randomize_va_space", host.randomize).key("places").begin_array();
    for (const PlaceBits& place : host.places) {
        json.begin_object().field("name", place.name).field_number("runs", place.seen.size()).field("first", plain_hex(place.seen.empty() ? 0 : place.seen[0]));
        json.field_number("bits", place.bits()).field_number("lowest_bit", place.lowest).end_object();
    }
    json.end_array().key("faults").begin_array();
    for (const FaultCost& cost : host.faults) {
        json.begin_object().field("name", cost.name).field_number("pages", cost.pages).field_number("minor", cost.minor).field_number("major", cost.major);
        json.key("ns_a_fault").number(cost.ns_a_fault).field("note", cost.note).end_object();
    }
    json.end_array().key("chase").begin_array();
    for (const ChasePoint& point : host.chase) json.begin_object().field_number("pages", point.pages).key("ns").number(point.ns).key("dense_ns").number(point.dense_ns).end_object();
    json.end_array().key("knee_pages");
    if (host.knee) json.number(base::u128{*host.knee});
    else json.null();
    json.end_object();
    std::cout << json.text() << "\n";
}

void print_faults(const Host& host) {
    std::printf("\n%s\n", tr("cli.host-faults").c_str());
    for (const FaultCost& cost : host.faults) {
        std::printf("  %-14s %6" PRIu64 " %6" PRIu64 " %6" PRIu64 " %10.0f ns", cost.name.c_str(), cost.pages, cost.minor, cost.major, cost.ns_a_fault);
        std::printf("%s%s\n", cost.note.empty() ? "" : "  ", cost.note.c_str());
    }
}

// A bar for each chain: what reaches beyond the dense one is translation.
void print_chase(const Host& host) {
    std::printf("\n%s\n", tr("cli.host-chase").c_str());
    double most = 1;
    for (const ChasePoint& point : host.chase) most = std::max({most, point.ns, point.dense_ns});
    for (const ChasePoint& point : host.chase) {
        const auto length = [&](double ns) { return static_cast<std::size_t>(ns / most * 40); };
        std::string bar(length(point.ns), '#');
        if (length(point.dense_ns) < bar.size()) std::fill(bar.begin(), bar.begin() + static_cast<std::ptrdiff_t>(length(point.dense_ns)), '=');
        std::printf("  %7" PRIu64 " %8.2f ns %8.2f ns  %s\n", point.pages, point.ns, point.dense_ns, bar.c_str());
    }
    if (host.knee) std::printf("%s\n", tr("cli.host-knee", {std::to_string(*host.knee), base::size(base::u128{*host.knee} * host.page_bytes)}).c_str());
    else std::printf("%s\n", tr("cli.host-no-knee").c_str());
}

void print_text(const Host& host) {
    const std::string none = tr("cli.host-unknown");
    std::printf("%s\n", host.kernel.c_str());
    std::printf("%s\n", tr("cli.host-pages", {base::size(host.page_bytes), host.huge_bytes ? base::size(host.huge_bytes) : none, host.thp.empty() ? none : host.thp}).c_str());
    std::printf("\n%s\n", tr("cli.host-places", {host.randomize.empty() ? none : host.randomize}).c_str());
    for (const PlaceBits& place : host.places)
        std::printf("  %-8s %-18s %s\n", place.name.c_str(), base::hex(place.seen[0]).c_str(), tr("cli.host-bits", {std::to_string(place.bits()), std::to_string(place.lowest), std::to_string(place.seen.size())}).c_str());
    if (host.places.empty()) std::printf("  %s\n", tr("cli.host-no-runs").c_str());
    print_faults(host);
    print_chase(host);
}

}  // namespace

int host(const HostOptions& options) {
    if (options.places) {
        const Places places = own_places();
        for (const std::uint64_t place : {places.text, places.heap, places.library, places.vdso, places.stack}) std::cout << place << " ";
        return exit_ok;
    }
    const Host seen = look(options);
    if (options.json) print_json(seen);
    else print_text(seen);
    return exit_ok;
}

}  // namespace cli
