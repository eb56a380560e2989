// The engine of the page for traces (web/trace_worker.js runs it): bytes of a trace go in, what they tell comes out as
// JSON (core/sim/trace_json.h). A module of its own, because the page needs neither panels nor lessons.
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/phrase.h"
#include "core/sim/trace_json.h"
#include "core/sim/trace_reader.h"

namespace {

constexpr unsigned page_bits = 12;  // 4 KiB
constexpr std::size_t hot_pages = 10;

std::vector<char> buffer;
std::string name, answer;
std::optional<sim::TraceReader> reader;
std::optional<sim::TraceStudy> study;
base::Error error;

// The page has the texts (web/trace.js): a phrase is its id and what goes with it, between two control characters.
std::string phrase_for_page(std::string_view id, std::initializer_list<std::string_view> arguments) {
    std::string text = "\x02" + std::string(id);
    for (const std::string_view argument : arguments) text.append("\x1f").append(argument);
    return text + "\x03";
}

int taken(const base::Status& status) {
    if (!status) error = status.error();
    return status ? 1 : 0;
}

}  // namespace

extern "C" {

/// Where the next `size` bytes are to be put: a piece of the trace, or its name.
char* trace_buffer(std::size_t size) {
    if (buffer.size() < size) buffer.resize(size);
    return buffer.data();
}

/// Begins anew. The file's name, which says its format, stands in the buffer.
void trace_begin(std::size_t length) {
    base::set_phrases(phrase_for_page);
    name.assign(buffer.data(), length);
    reader.reset();
    study.emplace();
}

/// Takes a piece of the trace from the buffer; an empty one is the end. 0: trace_error() says what is wrong.
int trace_feed(std::size_t size) {
    if (!reader) reader.emplace(sim::guess_trace_format(name, {buffer.data(), size}), page_bits);
    const base::Status status = size > 0 ? reader->feed({buffer.data(), size}) : reader->finish();
    if (!status) return taken(status);
    return taken(study->run(reader->batch()));
}

double trace_accesses() { return static_cast<double>(study->accesses()); }

/// {"message","hint","line","column","byte"}
const char* trace_error() {
    base::JsonWriter json;
    json.begin_object().field("message", error.message).field("hint", error.hint);
    json.field_number("line", static_cast<unsigned>(error.line)).field_number("column", static_cast<unsigned>(error.column)).field_number("byte", reader ? reader->bytes() : 0);
    answer = json.end_object().text();
    return answer.c_str();
}

const char* trace_report() {
    answer = sim::trace_json(*study, hot_pages);
    return answer.c_str();
}
}
