#include "ui/desktop/options.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/desktop/page_link.h"

namespace ui::desktop {

using base::Done;
using base::Error;
using base::Status;
using lessons::tr;

namespace {

constexpr int least_side = 320, most_side = 16384;

base::Result<std::uint64_t> number(const std::string& flag, const std::string& text, std::uint64_t low, std::uint64_t high) {
    const auto value = base::parse_number(text);
    if (!value || *value < low || *value > high)
        return Error{tr("desktop.error.number", {flag, std::to_string(low), std::to_string(high), text})};
    return static_cast<std::uint64_t>(*value);
}

Status set_theme(Options& options, const std::string& text) {
    for (const Scheme scheme : all_schemes) {
        if (text != scheme_name(scheme)) continue;
        options.scheme = scheme;
        return Done{};
    }
    return Error{tr("desktop.error.theme", {text})};
}

Status set_size(Options& options, const std::string& text) {
    const std::size_t cross = text.find('x');
    const auto width = cross == std::string::npos ? base::Result<base::u128>(Error{}) : base::parse_number(text.substr(0, cross));
    const auto height = cross == std::string::npos ? base::Result<base::u128>(Error{}) : base::parse_number(text.substr(cross + 1));
    const auto fits = [](const auto& side) { return side && *side >= least_side && *side <= most_side; };
    if (!fits(width) || !fits(height)) return Error{tr("desktop.error.size", {text, std::to_string(least_side), std::to_string(most_side)})};
    options.size = Options::Size{static_cast<int>(*width), static_cast<int>(*height)};
    return Done{};
}

Status set_step(Options& options, const std::string& text) {
    const auto step = number("--step", text, 1, 1000);
    if (!step) return step.error();
    options.step = static_cast<unsigned>(*step);
    return Done{};
}

Status set_seed(Options& options, const std::string& text) {
    const auto seed = number("--seed", text, 0, std::numeric_limits<std::uint64_t>::max());
    if (!seed) return seed.error();
    options.seed = *seed;
    return Done{};
}

Status set_site(Options& options, const std::string& text) {
    if (text == "none") return options.site = "", Status(Done{});
    const auto address = site_address(text);
    if (!address) return address.error();
    options.site = *address;
    return Done{};
}

Status set_lesson(Options& options, const std::string& text) { return options.lesson = text, Status(Done{}); }
Status set_root(Options& options, const std::string& text) { return options.root = text, Status(Done{}); }
Status set_format(Options& options, const std::string& text) { return options.format = text, Status(Done{}); }
Status set_language(Options& options, const std::string& text) { return options.language = text, Status(Done{}); }
Status set_log(Options& options, const std::string& text) { return options.log = text, Status(Done{}); }

struct Flag {
    const char* name;
    Status (*set)(Options&, const std::string& value);
};
constexpr Flag flags[] = {{"--lesson", set_lesson}, {"--step", set_step}, {"--theme", set_theme},
                          {"--size", set_size},     {"--seed", set_seed}, {"--log", set_log},
                          {"--site", set_site},     {"--root", set_root}, {"--format", set_format}, {"--lang", set_language}};

Error unknown(const std::string& argument) {
    std::vector<std::string> known{"--predict-open", "--fresh", "--help"};
    for (const Flag& flag : flags) known.emplace_back(flag.name);
    return Error{tr("desktop.error.flag", {argument}), base::did_you_mean(argument, known)};
}

}  // namespace

base::Result<Options> parse_options(const std::vector<std::string>& arguments) {
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (argument == "--help" || argument == "-h") {
            options.help = true;
        } else if (argument == "--predict-open") {
            options.predict_open = true;
        } else if (argument == "--fresh") {
            options.fresh = true;
        } else if (!argument.empty() && argument[0] != '-' && options.file.empty()) {
            options.file = argument;
        } else {
            const std::size_t equals = argument.find('=');  // --flag VALUE and --flag=VALUE
            const std::string name = argument.substr(0, equals);
            const auto* flag = std::find_if(std::begin(flags), std::end(flags), [&](const Flag& f) { return f.name == name; });
            if (flag == std::end(flags)) return unknown(argument);
            if (equals == std::string::npos && i + 1 == arguments.size()) return Error{tr("desktop.error.value", {argument})};
            const std::string value = equals == std::string::npos ? arguments[++i] : argument.substr(equals + 1);
            if (value.empty()) return Error{tr("desktop.error.value", {name})};
            if (const Status status = flag->set(options, value); !status) return status.error();
        }
    }
    return options;
}

}  // namespace ui::desktop
