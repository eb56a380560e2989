// The machine, its settings, names and the seed.
#include <algorithm>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/script/verbs.h"

namespace script {

using base::Done;
using base::Error;
using base::EventKind;
using base::Result;
using base::Status;

namespace {

Error moved(const Error& error, int column) { return Error{error.message, error.hint, 0, column}; }

// The words of `machine ...`: options are taken out, what is left describes the format. Blanks
// take the place of the options, so that columns in what is left stay true.
class MachineWords {
public:
    MachineWords(std::size_t from, std::string text) : from_(from), text_(std::move(text)) {}

    Status read() {
        for (std::size_t at = 0; (at = text_.find_first_not_of(" \t\r", at)) != std::string::npos;) {
            const std::size_t end = std::min(text_.find_first_of(" \t\r", at), text_.size());
            if (auto status = take(text_.substr(at, end - at), at); !status) return status;
            at = end;
        }
        return Done{};
    }

    // The format, from the words that were no options.
    Result<hw::PagingFormat> format() const {
        if (words_.empty())
            return Error{base::phrase("script.paging-format-missing"), base::phrase("script.for-instance-machine-x86-64"), 0, static_cast<int>(from_ + text_.size()) + 1};
        if (words_[0].text.find('=') == std::string::npos && words_.size() > 1) return not_expected(words_[1]);
        const bool toy = words_[0].text.find('=') != std::string::npos;
        auto found = hw::find_format(toy ? text_ : words_[0].text);
        if (found) return found;
        return moved(found.error(), toy ? static_cast<int>(from_) + found.error().column : words_[0].column);
    }

    sim::MachineConfig config{.format = {}, .preset = hw::presets()[0]};
    int ram_column = 0, cores_column = 0, tlb_column = 0;  ///< 0: not given
    bool preset_given = false;

private:
    struct Word {
        std::string text;
        int column;
    };

    Status take(const std::string& word, std::size_t at) {
        const auto equals = word.find('=');
        const std::string key = word.substr(0, equals);
        const int value_column = static_cast<int>(from_ + at + equals) + 2;
        const bool known = equals != std::string::npos && std::find(options().begin(), options().end(), key) != options().end();
        if (!known) {
            words_.push_back({word, static_cast<int>(from_ + at) + 1});
            return Done{};
        }
        std::fill_n(text_.begin() + static_cast<std::ptrdiff_t>(at), word.size(), ' ');
        return take_option(key, word.substr(equals + 1), value_column);
    }

    Status take_option(const std::string& key, const std::string& value, int column) {
        if (key == "preset") {
            const auto preset = hw::find_preset(value);
            if (!preset) return moved(preset.error(), column);
            config.preset = *preset;
            preset_given = true;
            return Done{};
        }
        if (key == "tlb") {
            const auto tlb = hw::parse_tlb(value);
            if (!tlb) return moved(Error{tlb.error().message, base::phrase("script.write-tlb-64x4-entries-x")}, column);
            config.tlb = *tlb;
            tlb_column = column;
            return Done{};
        }
        const auto number = base::parse_number(value);
        if (!number) return moved(number.error(), column + number.error().column - 1);
        if (key == "cores") {
            if (auto status = sim::check_cores(*number); !status) return moved(status.error(), column);
            config.cores = static_cast<unsigned>(*number);
            cores_column = column;
            return Done{};
        }
        if (*number > sim::max_ram_bytes)
            return Error{base::phrase("sim.of-ram-too-much", {base::size(*number)}), base::phrase("base.most", {base::size(sim::max_ram_bytes)}), 0, column};
        config.ram_bytes = static_cast<std::uint64_t>(*number);
        ram_column = column;
        return Done{};
    }

    static Error not_expected(const Word& word) {
        const auto equals = word.text.find('=');
        if (equals == std::string::npos) return Error{base::phrase("script.not-expected-here", {word.text}), base::phrase("script.name-one-format"), 0, word.column};
        const std::string key = word.text.substr(0, equals);
        return Error{base::phrase("script.not-option-of-machine", {key}), base::did_you_mean(key, options(), base::phrase("script.options-ram-preset-tlb-cores")), 0, word.column};
    }

    static const std::vector<std::string>& options() {
        static const std::vector<std::string> names{"ram", "preset", "tlb", "cores"};
        return names;
    }

    std::size_t from_;
    std::string text_;
    std::vector<Word> words_;
};

}  // namespace

Status run_machine(Context& c) {
    const std::size_t from = c.args.next_position();
    MachineWords words(from, std::string(c.args.rest()));
    if (auto status = words.read(); !status) return status;
    auto format = words.format();
    if (!format) return format.error();
    sim::MachineConfig& config = words.config;
    config.format = *format;
    // A format that has costs of its own brings them.
    const auto own = hw::find_preset(format->name);
    if (own && !words.preset_given) config.preset = *own;

    const auto column_or_format = [&](int column) { return column ? column : static_cast<int>(from) + 1; };
    if (auto status = sim::check_ram(config.format, config.ram_bytes.value_or(format->default_ram)); !status)
        return moved(status.error(), column_or_format(words.ram_column));
    if (auto status = hw::check_tlb(config.tlb.value_or(config.preset.tlb), config.cores); !status)
        return moved(status.error(), column_or_format(words.tlb_column ? words.tlb_column : words.cores_column));
    auto machine = sim::make_machine(config);
    if (!machine) return moved(machine.error(), column_or_format(0));
    machine->rng = c.machine.rng;
    machine->level_names = c.machine.level_names;
    c.machine = std::move(*machine);
    c.emit({.kind = EventKind::setting_changed});
    return Done{};
}

namespace {

Status set_tlb(Context& c) {
    const int column = c.args.next_column();
    hw::TlbPlan config = c.machine.hw.costs.tlb;
    if (!c.args.option("on")) {
        const auto parsed = hw::parse_tlb(c.args.word());
        if (!parsed) return moved(parsed.error(), column);
        config = *parsed;
    }
    if (auto status = hw::check_tlb(config, c.machine.hw.cores.size()); !status) return moved(status.error(), column);
    for (hw::Core& core : c.machine.hw.cores) core.tlb = hw::Tlb(config);
    return Done{};
}

Status set_preset(Context& c) {
    const int column = c.args.next_column();
    const auto preset = hw::find_preset(c.args.word());
    if (!preset) return moved(preset.error(), column);
    if (auto status = hw::check_tlb(preset->tlb, c.machine.hw.cores.size()); !status) return moved(status.error(), column);
    c.machine.hw.costs = *preset;
    for (hw::Core& core : c.machine.hw.cores) core.tlb = hw::Tlb(preset->tlb);
    return Done{};
}

Status set_names(Context& c) {
    if (c.args.option("linux")) c.machine.level_names = hw::LevelNames::linux_names;
    else if (c.args.option("intel")) c.machine.level_names = hw::LevelNames::intel_names;
    else if (c.args.option("arm")) c.machine.level_names = hw::LevelNames::arm_names;
    else return c.args.error(base::phrase("script.not-vocabulary", {c.args.peek()}), base::phrase("script.use-linux-intel-or-arm"));
    return Done{};
}

Status set_words(Context& c) {
    if (c.args.option("hotel")) c.machine.words = sim::Words::hotel;
    else if (c.args.option("os")) c.machine.words = sim::Words::field;
    else return c.args.error(base::phrase("script.no-way-to-call-things", {c.args.peek()}), base::phrase("script.write-hotel-guests-rooms-or"));
    return Done{};
}

Status set_switch(Context& c, bool& setting) {
    auto on = on_or_off(c);
    if (!on) return on.error();
    setting = *on;
    return Done{};
}

Status set_no_execute(Context& c) {
    auto on = on_or_off(c);
    if (!on) return on.error();
    auto sink = c.sink();
    os::set_no_execute(c.machine.kernel, c.machine.hw, *on, sink);
    return Done{};
}

Status set_aslr(Context& c) {
    const int column = c.args.next_column();
    const auto mode = os::parse_aslr(c.args.word());
    if (!mode) return moved(mode.error(), column);
    c.machine.kernel.aslr = *mode;
    return Done{};
}

Status set_one(Context& c) {
    const int column = c.args.next_column();
    const std::string name = c.args.word();
    if (name == "tlb") return set_tlb(c);
    if (name == "preset") return set_preset(c);
    if (name == "names") return set_names(c);
    if (name == "words") return set_words(c);
    if (name == "nx") return set_no_execute(c);
    if (name == "wp") return set_switch(c, c.machine.hw.write_protect);
    if (name == "aslr") return set_aslr(c);
    if (const auto setting = find_kernel_setting(name)) return setting(c);
    if (const auto setting = find_core_setting(name)) return setting(c);
    if (const auto setting = find_run_setting(name)) return setting(c);
    const std::vector<std::string> settings{"tlb", "preset", "names", "words", "nx", "wp", "aslr", "policy", "reclaim", "watermarks", "oom", "shootdown", "tags", "slice", "load", "disk"};
    return c.args.error_at(column, name.empty() ? base::phrase("script.name-of-setting-missing") : base::phrase("script.no-setting", {name}),
                           base::did_you_mean(name, settings, base::phrase("script.settings-are", {base::joined(settings, " ")})));
}

}  // namespace

Status run_set(Context& c) {
    if (auto status = set_one(c); !status) return status;
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.emit({.kind = EventKind::setting_changed});
    return Done{};
}

Status run_let(Context& c) {
    const int column = c.args.next_column();
    const std::string name = c.args.word();
    if (!is_name(name)) return c.args.error_at(column, base::phrase("script.not-name", {name}), base::phrase("script.write-let-x-4k"));
    if (c.machine.find_process(name) != base::no_process) return c.args.error_at(column, base::phrase("script.is-process", {name}));
    if (!c.args.option("=")) return c.args.error(base::phrase("script.equals-missing"), base::phrase("script.write-let-value-with-blanks", {name}));
    auto value = c.args.value("script.value");
    if (!value) return value.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.machine.bind(name, *value);
    c.emit({.kind = EventKind::setting_changed, .after = static_cast<std::uint64_t>(*value)});
    return Done{};
}

Status run_seed(Context& c) {
    auto value = c.args.value("script.seed");
    if (!value) return value.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    c.machine.rng.state = static_cast<std::uint64_t>(*value);
    c.emit({.kind = EventKind::setting_changed});
    return Done{};
}

}  // namespace script
