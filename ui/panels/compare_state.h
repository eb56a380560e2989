// Two machines that did the same commands, but for some that one of them left out: B is the reader's, A is the
// machine that the step began with, after the same history without the lines whose verbs the step names (`set`).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ui/panel.h"

namespace ui {

/// One quantity of both.
struct CompareRow {
    std::string label;
    std::string a, b;          ///< as they are shown
    double share_a = 0, share_b = 0;  ///< of the larger one
    int sign = 0;              ///< of b - a
    std::string difference;    ///< "3.8× less", "the same"
};

struct CompareState {
    std::vector<std::string> left_out;  ///< the lines that only B did
    std::uint64_t shared = 0;           ///< lines that both did
    std::uint64_t refused = 0;          ///< lines that A could not do without them
    std::vector<CompareRow> rows;       ///< those that differ first
    std::uint64_t different = 0;        ///< how many these are
};

/// Worked out once per moment of the timeline.
const CompareState& compare_state(const PanelContext& context);

/// The lines that only B did: "set policy lru · set tlb off".
std::string left_out_text(const CompareState& state);

}  // namespace ui
