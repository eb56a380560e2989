// `stats`: item statistics from what people answered.
#include <cstdio>
#include <iostream>

#include "core/base/json.h"
#include "lessons/engine/strings.h"
#include "ui/cli/exports.h"

namespace cli {
namespace {

using lessons::tr;

std::string two_decimals(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

void print_json(const std::vector<std::string>& kinds, std::size_t people, const std::vector<lessons::ItemStatistics>& items) {
    base::JsonWriter json;
    json.begin_object().key("files").begin_array();
    for (const std::string& kind : kinds) json.string(kind);
    json.end_array().field_number("people", people).field("discrimination", "point-biserial, item-rest").key("items").begin_array();
    for (const lessons::ItemStatistics& item : items) {
        json.begin_object().field("item", item.item).field_number("answers", item.answers).key("difficulty").number(item.difficulty);
        json.key("discrimination");
        if (item.discrimination) json.number(*item.discrimination);
        else json.null();
        json.field("trap", item.trap).field_number("trap_answers", item.trap_answers).end_object();
    }
    json.end_array().end_object();
    std::cout << json.text() << "\n";
}

void print_text(std::size_t files, std::size_t people, const std::vector<lessons::ItemStatistics>& items) {
    std::cout << tr("cli.stats-head", {std::to_string(files), std::to_string(people), std::to_string(items.size())}) << "\n";
    std::cout << tr("cli.stats-columns") << "\n";
    for (const lessons::ItemStatistics& item : items) {
        std::cout << item.answers << "\t" << two_decimals(item.difficulty) << "\t" << (item.discrimination ? two_decimals(*item.discrimination) : "-") << "\t" << item.item;
        if (item.trap_answers > 0) std::cout << "\t" << tr("cli.stats-trap", {item.trap, std::to_string(item.trap_answers)});
        std::cout << "\n";
    }
}

}  // namespace

int stats(const StatsOptions& options) {
    const auto course = load_course(options.course);
    if (!course) return complain(course.error()), exit_bad_input;
    std::vector<lessons::Respondent> people;
    std::vector<std::string> kinds;
    for (const std::string& file : options.files) {
        const std::string shown = file == "-" ? tr("cli.standard-input") : file;
        const auto text = read_text(file);
        if (!text) return complain(text.error()), exit_bad_input;
        auto result = read_export(shown, *text, *course);
        if (!result) return complain(result.error(), shown), exit_bad_input;
        kinds.push_back(result->kind);
        for (const std::string& note : result->notes) std::cerr << shown << ": " << tr("cli.note", {note}) << "\n";
        for (lessons::Respondent& person : result->people)
            if (!person.answers.empty()) people.push_back(std::move(person));
    }
    const auto items = lessons::item_statistics(people);
    if (options.json) print_json(kinds, people.size(), items);
    else print_text(options.files.size(), people.size(), items);
    return exit_ok;
}

}  // namespace cli
