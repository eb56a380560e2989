#include "lessons/engine/panel_ids.h"

#include <algorithm>
#include <array>

namespace lessons {
namespace {

using Names = std::string_view;

constexpr std::array<Names, 9> address_parts{"pgd", "p4d", "pud", "pmd", "pt", "offset", "sign", "index", "page"};
constexpr std::array<Names, 8> tables_parts{"root", "pgd", "p4d", "pud", "pmd", "pt", "entry", "frame"};
constexpr std::array<Names, 4> ram_parts{"entry", "word", "frame", "glance"};
constexpr std::array<Names, 8> space_parts{"user", "kernel", "hole", "scale", "area", "page", "frame", "root"};
constexpr std::array<Names, 6> hotel_parts{"guests", "rooms", "partner", "desk", "light", "switch"};
constexpr std::array<Names, 12> entry_parts{"present", "write", "user_bit", "accessed", "dirty", "nx", "global", "page_size", "frame", "word", "kernel", "mmu"};
constexpr std::array<Names, 13> cost_parts{"tlb", "pgd", "p4d", "pud", "pmd", "pt", "fault", "disk", "others", "data", "sum", "hit", "before"};
constexpr std::array<Names, 10> tlb_parts{"entry", "set", "index", "tag", "reach", "hits", "misses", "l1", "l2", "stale"};
constexpr std::array<Names, 11> cores_parts{"core", "root", "tag", "tlb", "stale", "mask", "clear", "tell", "wait", "ack", "free"};
constexpr std::array<Names, 11> fault_parts{"mmu", "area", "stack", "rights", "file", "entry", "branch", "end", "minor", "major", "signal"};
constexpr std::array<Names, 10> aslr_parts{"stack", "vdso", "libc", "heap", "text", "bits", "runs", "guesses", "buffer", "return"};
constexpr std::array<Names, 11> replacement_parts{"string", "frames", "hit", "miss", "victim", "accessed", "hand", "fifo", "lru", "clock", "opt"};
constexpr std::array<Names, 3> compare_parts{"a", "b", "difference"};
constexpr std::array<Names, 15> curves_parts{"anomaly", "frames", "fifo", "lru", "clock", "opt", "cpu", "disk", "active", "short", "window", "long",
                                              "walk", "missed", "waits"};
constexpr std::array<Names, 11> scheduler_parts{"cpu", "disk", "queue", "cores", "waiting", "outside", "load", "resident", "working_set", "sum", "progress"};
constexpr std::array<Names, 2> timeline_parts{"event", "position"};

constexpr std::array<Names, 8> sizing_parts{"va", "page", "pte", "processes", "mapped", "flat", "tree", "ram"};
constexpr std::array<Names, 1> address_views{"page"};
constexpr std::array<Names, 1> ram_views{"glance"};
constexpr std::array<Names, 1> tables_views{"tree"};
constexpr std::array<Names, 1> cores_views{"tlbs"};
constexpr std::array<Names, 2> aslr_views{"guess", "words"};
constexpr std::array<Names, 5> curves_views{"faults", "load", "working-set", "access", "paging"};
constexpr std::array<Names, 2> sizing_views{"flat", "tree"};

constexpr std::array panels{
    PanelId{"address", address_parts, address_views},
    PanelId{"tables", tables_parts, tables_views},
    PanelId{"ram", ram_parts, ram_views},
    PanelId{"sizing", sizing_parts, sizing_views},
    PanelId{"hotel", hotel_parts},
    PanelId{"entry", entry_parts},
    PanelId{"cost", cost_parts},
    PanelId{"timeline", timeline_parts},
    PanelId{"console", {}},
    PanelId{"space", space_parts, {}, PanelArgument::processes},
    PanelId{"tlb", tlb_parts},
    PanelId{"cores", cores_parts, cores_views},
    PanelId{"fault", fault_parts},
    PanelId{"aslr", aslr_parts, aslr_views},
    PanelId{"replacement", replacement_parts, {}, PanelArgument::policies},
    PanelId{"curves", curves_parts, curves_views, PanelArgument::policies},
    PanelId{"compare", compare_parts, {}, PanelArgument::compared},
    PanelId{"scheduler", scheduler_parts},
};

// Linux names first; Intel's and Arm's where they mean one level only ("pd" is Intel's PMD, but
// "l1" is a different table with every granule, so Arm's L1..L3 are left out).
// The bits of an entry have the colour of who writes them.
struct Role {
    Names part, role;
};
constexpr std::array<Role, 34> roles{{
    {"pt", "l1"}, {"pmd", "l2"}, {"pd", "l2"}, {"pud", "l3"}, {"pdpt", "l3"}, {"pgd", "l4"}, {"pml4", "l4"},
    {"p4d", "l5"}, {"pml5", "l5"}, {"offset", "off"}, {"flat", "miss"}, {"tree", "hit"},
    {"present", "kernel"}, {"write", "kernel"}, {"user_bit", "kernel"}, {"nx", "kernel"}, {"kernel", "kernel"},
    {"accessed", "hit"}, {"dirty", "hit"}, {"mmu", "hit"},
    {"tlb", "hit"}, {"fault", "kernel"}, {"disk", "fault"}, {"data", "data"},
    {"fifo", "miss"}, {"lru", "data"}, {"clock", "kernel"}, {"opt", "hit"},
    {"cpu", "hit"}, {"waiting", "fault"}, {"walk", "fault"}, {"short", "miss"}, {"window", "data"}, {"long", "kernel"},
}};

}  // namespace

std::span<const PanelId> panel_ids() { return panels; }

const PanelId* find_panel_id(std::string_view id) {
    const auto found = std::find_if(panels.begin(), panels.end(), [&](const PanelId& panel) { return panel.id == id; });
    return found == panels.end() ? nullptr : &*found;
}

bool has_part(const PanelId& panel, std::string_view part) {
    return std::find(panel.parts.begin(), panel.parts.end(), part) != panel.parts.end();
}

bool has_view(const PanelId& panel, std::string_view view) {
    return std::find(panel.views.begin(), panel.views.end(), view) != panel.views.end();
}

std::string_view role_of_part(std::string_view part) {
    for (const Role& role : roles)
        if (role.part == part) return role.role;
    return "accent";
}

bool is_level(std::string_view part) {
    const std::string_view role = role_of_part(part);
    return role.size() == 2 && role.front() == 'l';
}

}  // namespace lessons
