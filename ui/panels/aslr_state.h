// What the ASLR panel shows, from machine and events: the layouts of the programs that run, those of earlier
// runs, where each part may lie, and what was guessed; and, for view=words, the words of a stack frame.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "ui/panel.h"

namespace ui {

/// Where one run of the program had its parts.
struct AslrRun {
    std::array<base::VirtAddr, os::region_count> start{};
    std::uint32_t process = base::no_process;

    base::VirtAddr operator[](os::Region r) const { return start[static_cast<std::size_t>(r)]; }
};

/// A part that has a draw of its own, and what follows it.
struct AslrLane {
    os::Region region{};
    unsigned bits = 0;         ///< of its draw, as the machine is set now
    unsigned full_bits = 0;    ///< with ASLR on: what the lane's length stands for
    base::VirtAddr lowest{};   ///< its left end; the heap's is where the program's data ends, in each run
};

struct AslrGuess {
    base::VirtAddr va{};
    os::Region region{};
    bool right = false, crashed = false;
};

struct AslrState {
    std::optional<os::AslrRules> rules;  ///< none: Linux puts no programs on this machine
    os::ProgramShape shape;
    std::vector<AslrLane> lanes;         ///< from the highest addresses down
    std::vector<AslrRun> now;            ///< of the living; the current process first
    std::vector<AslrRun> earlier;        ///< newest first; as many as are drawn
    std::uint64_t runs = 0;              ///< programs started since the step began
    std::vector<AslrGuess> guesses;      ///< newest first; as many as are drawn
    std::uint64_t right = 0, wrong = 0;  ///< guesses since the step began
    std::uint64_t tries = 0;             ///< the last one that was right was the how-manieth, counted from the one before

    /// Where in its lane a part of a run lies: 0 the lowest place, 1 the highest. Beyond: another setting's.
    double share(const AslrLane& lane, const AslrRun& run) const;
    /// The place at a share of a lane, for a guess.
    base::VirtAddr place(const AslrLane& lane, double share) const;
    const AslrLane* lane(os::Region region) const;
    /// The place after the last one guessed at in the lane; its lowest where none was.
    base::VirtAddr next_place(const AslrLane& lane) const;
};
const AslrState& aslr_state(const script::Timeline& timeline);

/// The part that guesses are about: the last guess's, else libc.
os::Region guessed_region(const AslrState& state);
/// "0xf7c0_3000"
std::string guess_command(const PanelContext& context, os::Region region, base::VirtAddr va);

/// A word of the stack frame that view=words shows.
struct StackWord {
    base::VirtAddr va{};
    std::optional<std::uint64_t> value;  ///< nothing where the page is not in RAM
    bool changed = false;                ///< since the step began
    enum class Use : std::uint8_t { caller, return_address, buffer } use = Use::buffer;
};
/// From the highest address down; empty where the step names no return address.
std::vector<StackWord> stack_words(const PanelContext& context);
/// What lies at an address: "vault", "text + 0x1000", "nothing".
std::string address_meaning(const PanelContext& context, base::VirtAddr va);

}  // namespace ui
