#include "ui/panels/replacement_state.h"

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/remembered.h"
#include "ui/walk_state.h"

namespace ui {

using lessons::tr;

std::vector<std::string> shown_policies(const PanelContext& context) {
    std::vector<std::string> names;
    for (const std::string& name : base::split(context.show.argument.empty() ? "fifo lru clock opt" : context.show.argument, ' '))
        if (os::find_policy(name)) names.push_back(name);
    return names;
}

std::string policy_label(const std::string& policy) { return tr("policy." + policy); }

const ReplacementState& replacement_state(const PanelContext& context) {
    static Remembered<ReplacementState, std::string> state;
    return state.at(context.timeline, context.show.argument, [&](ReplacementState& s) {
        s.string = context.timeline.machine().string;
        s.blocks.clear();
        for (const std::string& name : shown_policies(context)) {
            auto run = sim::run_string(name, s.string.pages, s.string.frames);
            if (run) s.blocks.push_back({name, policy_label(name), os::find_policy(name)->sees, std::move(*run)});
        }
    });
}

std::optional<std::uint32_t> page_in(const ReplacementState& state, const PolicyBlock& block, std::size_t count, std::uint32_t slot) {
    while (count-- > 0)
        if (block.run.steps[count].slot == slot) return state.string.pages[count];
    return std::nullopt;
}

std::string string_command(const char* option, std::uint32_t value) { return std::string("string ") + option + "=" + base::dec(value); }

std::string changed_string(const sim::ReferenceString& string, std::size_t index, std::uint32_t page) {
    std::string text;
    for (std::size_t i = 0; i < string.pages.size(); ++i) text += (i == 0 ? "string " : ",") + base::dec(i == index ? page : string.pages[i]);
    return text;
}

std::string step_text(const PanelContext& context, const PolicyBlock& block, std::size_t step) {
    if (is_hidden(context, block.policy)) return "?";
    const sim::StringStep& now = block.run.steps[step];
    if (now.hit) return tr("replacement.hit");
    return now.victim ? tr("replacement.fault_victim", {base::dec(*now.victim)}) : tr("replacement.fault");
}

}  // namespace ui
