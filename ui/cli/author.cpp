// A lesson in the browser while it is written. The page is own.html of the built site; this serves the site, the file,
// and a stream of events that says when the file has changed and what the checker finds in it.
//
//     /own/NAME.md      the file as it is now
//     /author/events    changed   ("": the page fetches it again), then
//                       checked   {"errors": [{"message", "hint", "line"}], "notes": [], "steps": 3, ...}
#include <httplib.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include "core/base/json.h"
#include "lessons/engine/checker.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"

namespace cli {
namespace {

namespace fs = std::filesystem;
using lessons::tr;

constexpr auto look_again = std::chrono::milliseconds(250);

bool is_page_name(const std::string& name) {
    const std::size_t end = name.size() < 3 ? 0 : name.size() - 3;
    return end > 0 && end <= 60 && name.substr(end) == ".md" &&
           std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(end), [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; });
}

void write_error(base::JsonWriter& json, const base::Error& error) {
    json.begin_object().field("message", error.message).field("hint", error.hint).field_number("line", error.line < 0 ? 0 : static_cast<std::uint64_t>(error.line)).end_object();
}

// What `pagewalk check` says of the text, among the built-in lessons.
std::string findings(const std::string& text, const std::string& name, const std::vector<LessonFile>& course) {
    base::JsonWriter json;
    json.begin_object().key("errors").begin_array();
    lessons::CheckReport report;
    if (const auto lesson = lessons::parse_lesson(text, name); !lesson) {
        write_error(json, lesson.error());
    } else {
        std::vector<lessons::Lesson> around;
        for (const LessonFile& file : course)
            if (file.lesson.id != lesson->id) around.push_back(file.lesson);
        around.push_back(*lesson);
        report = lessons::check_lesson(*lesson, around);
        for (const base::Error& error : report.errors) write_error(json, error);
    }
    json.end_array().key("notes").begin_array();
    for (const std::string& note : report.notes) json.string(note);
    json.end_array().field_number("steps", report.steps).field_number("questions", report.questions).field_number("tasks", report.tasks).field_number("values", report.values);
    return json.end_object().text();
}

// One page that follows the file. httplib calls it again and again on the thread of that page.
class Follower {
public:
    Follower(std::string file, const std::vector<LessonFile>& course) : file_(std::move(file)), course_(course) {}

    bool send(httplib::DataSink& sink) {
        std::error_code error;
        const fs::file_time_type time = fs::last_write_time(file_, error);
        if (error || time == shown_) {
            std::this_thread::sleep_for(look_again);
            return say(sink, ":\n\n"); // finds out whether the page is still there
        }
        shown_ = time;
        const auto text = read_text(file_);
        if (!text) return true;
        return say(sink, "event: changed\ndata:\n\n") && say(sink, "event: checked\ndata: " + findings(*text, file_, course_) + "\n\n");
    }

private:
    static bool say(httplib::DataSink& sink, const std::string& text) { return sink.is_writable() && sink.write(text.data(), text.size()); }

    std::string file_;
    const std::vector<LessonFile>& course_;
    fs::file_time_type shown_{};
};

void describe_server(httplib::Server& server, const std::string& site, const std::string& file, const std::vector<LessonFile>& course) {
    server.set_mount_point("/", site);
    for (const auto& [ending, type] : std::initializer_list<std::pair<const char*, const char*>>{
             {"md", "text/markdown; charset=utf-8"}, {"wasm", "application/wasm"}, {"ttf", "font/ttf"}, {"webmanifest", "application/manifest+json"}})
        server.set_file_extension_and_mimetype_mapping(ending, type);
    server.set_default_headers({{"Cache-Control", "no-cache"}});
    server.Get("/own/" + fs::path(file).filename().string(), [file](const httplib::Request&, httplib::Response& response) {
        if (const auto text = read_text(file)) response.set_content(*text, "text/markdown; charset=utf-8");
        else response.status = httplib::StatusCode::NotFound_404;
    });
    server.Get("/author/events", [file, &course](const httplib::Request&, httplib::Response& response) {
        const auto follower = std::make_shared<Follower>(file, course);
        response.set_chunked_content_provider("text/event-stream", [follower](std::size_t, httplib::DataSink& sink) { return follower->send(sink); });
    });
}

// The port, or the first free one from 8000; 0 where none can be had. Only this machine can reach it.
int listen_on(httplib::Server& server, int wanted) {
    constexpr const char* here = "127.0.0.1";
    // Without SO_REUSEPORT, which httplib would set: two programs must not share a port.
    server.set_socket_options([](socket_t socket) {
        const int yes = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    for (int port = wanted ? wanted : 8000; port < (wanted ? wanted + 1 : 8100); ++port)
        if (server.bind_to_port(here, port)) return port;
    return 0;
}

}  // namespace

int author(const AuthorOptions& options) {
    const std::string name = fs::path(options.file).filename().string();
    if (!is_page_name(name)) return complain({tr("cli.author-name", {name})}), exit_bad_input;
    if (const auto text = read_text(options.file); !text) return complain(text.error()), exit_bad_input;
    const auto site = find_site(options.site);
    if (!site) return complain(site.error()), exit_bad_input;
    const auto course = load_course();
    if (!course) return complain(course.error()), exit_bad_input;
    httplib::Server server;
    describe_server(server, *site, options.file, *course);
    const int port = listen_on(server, options.port);
    if (port == 0) return complain({tr("cli.author-no-port", {options.port ? std::to_string(options.port) : "8000-8099"})}), exit_bad_input;
    const std::string address = "http://localhost:" + std::to_string(port) + "/own.html?file=" + name + "&author=1";
    std::cout << tr("cli.author-serves", {options.file, address}) << std::endl;
    if (options.open && std::system(("xdg-open '" + address + "' > /dev/null 2>&1 &").c_str()) != 0) std::cerr << tr("cli.author-no-browser") << "\n";
    return server.listen_after_bind() ? exit_ok : exit_bad_input;
}

}  // namespace cli
