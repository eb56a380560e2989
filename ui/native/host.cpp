#include "ui/native/host.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/sim/chase.h"

namespace ui {
namespace {

// Text of a small file such as /proc/sys/kernel/randomize_va_space, without its last line feed; empty where there is none.
std::string small_file(const std::string& path) {
    std::ifstream file(path);
    std::string text(std::istreambuf_iterator<char>(file), {});
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

// "Hugepagesize:    2048 kB" of /proc/meminfo, in bytes; 0 where there is none.
std::uint64_t huge_page_bytes() {
    const std::string text = small_file("/proc/meminfo");
    const std::size_t at = text.find("Hugepagesize:");
    return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + 13, nullptr, 10) * 1024;
}

// "always [madvise] never" -> "madvise".
std::string chosen(const std::string& text) {
    const std::size_t open = text.find('['), close = text.find(']');
    return open == std::string::npos || close == std::string::npos ? text : text.substr(open + 1, close - open - 1);
}

}  // namespace

std::vector<ChasePoint> model_of_chase(const hw::Preset& preset, const std::vector<ChasePoint>& measured) {
    std::vector<ChasePoint> model;
    for (const ChasePoint& point : measured) model.push_back({point.pages, point.dense_ns + sim::model_chase(preset, point.pages).translation_ns, point.dense_ns});
    return model;
}

Host look_at_host(const HostRequest& request, JobSteps& steps) {
    constexpr unsigned fault_kinds = 4;
    std::uint64_t done = 0;
    const std::uint64_t whole = request.runs + fault_kinds + chase_lengths(request.pages).size();
    const auto one_more = [&](HostStage stage) { return [&, stage] { return steps.go_on(done++, whole, static_cast<std::uint64_t>(stage)); }; };

    Host host;
    utsname names{};
    ::uname(&names);
    host.kernel = std::string(names.sysname) + " " + names.release + " " + names.machine;
    host.page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    host.huge_bytes = huge_page_bytes();
    host.thp = chosen(small_file("/sys/kernel/mm/transparent_hugepage/enabled"));
    host.randomize = small_file("/proc/sys/kernel/randomize_va_space");
    host.places = place_bits(request.runs, one_more(HostStage::places));
    done = request.runs;
    if (!steps.go_on(done, whole, static_cast<std::uint64_t>(HostStage::faults))) return host;
    std::error_code error;
    host.faults = fault_costs(request.folder.empty() ? std::filesystem::temp_directory_path(error).string() : request.folder);
    done += fault_kinds;
    host.chase = pointer_chase(request.pages, one_more(HostStage::chase));
    host.knee = chase_knee(host.chase);
    return host;
}

}  // namespace ui
