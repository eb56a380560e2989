// `pack`: a package for a learning management system (SCORM 1.2 or 2004) made of the built site.
//
// The package holds the site's files and one launch page a SCO, which is lms.html with the lesson's id in it. An
// identifier never changes its meaning: it has the content's hash in it.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>

#include "lessons/engine/completion_code.h"
#include "lessons/engine/html.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"
#include "ui/cli/zip.h"

namespace cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Status;
using lessons::html_escaped;
using lessons::tr;
using Files = std::map<std::string, std::string>;  // path -> bytes, in order

struct Sco {
    std::string identifier, title, launch;
    unsigned mastery = 0;  // percent; 0: whatever the lessons say
};

// Servers' files, other packages, and what only the site itself needs.
bool is_left_out(const std::string& name) {
    static constexpr std::string_view names[] = {"404.html", "_headers", "pagewalk.html", "screenshot.png", "service_worker.js"};
    if (std::find(std::begin(names), std::end(names), name) != std::end(names)) return true;
    return name.ends_with(".br") || name.ends_with(".gz") || name.ends_with(".zip") || name.starts_with("hosting/") || name.starts_with("lms/");
}

base::Result<Files> site_files(const std::string& given) {
    const auto site = find_site(given);
    if (!site) return site.error();
    Files files;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(*site, error)) {
        const std::string name = fs::relative(entry.path(), *site).generic_string();
        if (!entry.is_regular_file() || is_left_out(name)) continue;
        auto bytes = read_text(entry.path().string());
        if (!bytes) return bytes.error();
        files[name] = std::move(*bytes);
    }
    if (error) return Error{tr("cli.pack-no-site", {*site}), tr("cli.no-site-hint")};
    return files;
}

// In a package no page keeps the whole course for later: the place is the LMS's.
void forget_version(std::string& page) {
    static constexpr std::string_view mark = "id=\"files\">{\"version\":\"";
    const std::size_t at = page.find(mark);
    if (at == std::string::npos) return;
    const std::size_t begin = at + mark.size();
    page.erase(begin, page.find('"', begin) - begin);
}

std::string launch_page(std::string page, std::string_view standard, std::string_view lesson) {
    const std::string_view mark = "data-lms=\"edx\"";
    std::string data = "data-lms=\"" + std::string(standard) + "\"";
    if (!lesson.empty()) data += " data-lesson=\"" + std::string(lesson) + "\"";
    const std::size_t at = page.find(mark);
    return at == std::string::npos ? page : page.replace(at, mark.size(), data);
}

// --- the manifest -------------------------------------------------------------------------------

// What the two standards call things.
struct Standard {
    std::string_view name, version, type_attribute, namespaces;
};
constexpr Standard scorm12{"scorm12", "1.2", "adlcp:scormtype",
    R"(xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2")"};
constexpr Standard scorm2004{"scorm2004", "2004 4th Edition", "adlcp:scormType",
    R"(xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss")"};

std::string share(unsigned percent) { return percent >= 100 ? "1" : "0." + std::string(percent < 10 ? "0" : "") + std::to_string(percent); }

// The mark to reach: the LMS hands it to the SCO, which judges by it.
std::string mastery_xml(const Standard& standard, unsigned percent) {
    if (percent == 0) return {};
    if (standard.name == scorm12.name) return "<adlcp:masteryscore>" + std::to_string(percent) + "</adlcp:masteryscore>\n";
    return "<imsss:sequencing><imsss:objectives><imsss:primaryObjective objectiveID=\"score\" satisfiedByMeasure=\"true\"><imsss:minNormalizedMeasure>" + share(percent) +
           "</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives>"
           "<imsss:deliveryControls completionSetByContent=\"true\" objectiveSetByContent=\"true\"/></imsss:sequencing>\n";
}

std::string manifest(const Standard& standard, const std::string& identifier, const std::vector<Sco>& scos, const Files& files) {
    std::string items, resources, listed;
    for (const Sco& sco : scos) {
        items += "<item identifier=\"item-" + sco.identifier + "\" identifierref=\"" + sco.identifier + "\">\n<title>" + html_escaped(sco.title) + "</title>\n" + mastery_xml(standard, sco.mastery) + "</item>\n";
        resources += "<resource identifier=\"" + sco.identifier + "\" type=\"webcontent\" " + std::string(standard.type_attribute) + "=\"sco\" href=\"" + sco.launch + "\">\n<file href=\"" + sco.launch +
                     "\"/>\n<dependency identifierref=\"site\"/>\n</resource>\n";
    }
    for (const auto& [name, bytes] : files)
        if (std::none_of(scos.begin(), scos.end(), [&](const Sco& sco) { return sco.launch == name; })) listed += "<file href=\"" + html_escaped(name) + "\"/>\n";
    const std::string any_order = standard.name == scorm2004.name ? "<imsss:sequencing><imsss:controlMode choice=\"true\" flow=\"true\"/></imsss:sequencing>\n" : "";
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest identifier=\"" + identifier + "\" version=\"1\" " + std::string(standard.namespaces) + ">\n<metadata>\n<schema>ADL SCORM</schema>\n<schemaversion>" +
           std::string(standard.version) + "</schemaversion>\n</metadata>\n<organizations default=\"course\">\n<organization identifier=\"course\">\n<title>" + html_escaped(tr("lms.course")) + "</title>\n" + items + any_order +
           "</organization>\n</organizations>\n<resources>\n" + resources + "<resource identifier=\"site\" type=\"webcontent\" " + std::string(standard.type_attribute) + "=\"asset\">\n" + listed + "</resource>\n</resources>\n</manifest>\n";
}

// --- the package --------------------------------------------------------------------------------

// The checksum of the lesson's text, as the site has it.
std::string content_of(const LessonFile& file, const Files& files) {
    const std::string stem = "lessons/" + file.file.substr(0, file.file.size() - 3);
    for (const auto& [name, bytes] : files)
        if (name.starts_with(stem + ".") && name.ends_with(".md")) return lessons::checksum_of(bytes);
    return "none";
}

base::Result<std::vector<const LessonFile*>> chosen(const std::vector<LessonFile>& course, const std::vector<std::string>& ids) {
    std::vector<const LessonFile*> found;
    for (const LessonFile& file : course)
        if (!file.lesson.is_beside() && (ids.empty() || std::find(ids.begin(), ids.end(), file.lesson.id) != ids.end())) found.push_back(&file);
    for (const std::string& id : ids)
        if (std::none_of(found.begin(), found.end(), [&](const LessonFile* file) { return file->lesson.id == id; })) return Error{tr("cli.no-lesson", {id})};
    return found;
}

std::string fingerprint(const Files& files) {
    std::string all;
    for (const auto& [name, bytes] : files) all += name + " " + lessons::checksum_of(bytes) + "\n";
    return lessons::checksum_of(all);
}

// Adds the launch pages to the files.
std::vector<Sco> add_scos(Files& files, const std::vector<const LessonFile*>& found, const PackOptions& options, const Standard& standard) {
    const std::string page = files["lms.html"];
    std::vector<Sco> scos;
    if (options.whole) scos.push_back({"pagewalk-course-" + fingerprint(files), tr("lms.course"), "sco-course.html", options.mastery});
    for (const LessonFile* file : options.whole ? std::vector<const LessonFile*>() : found) {
        const lessons::Lesson& lesson = file->lesson;
        scos.push_back({"pagewalk-" + lesson.id + "-" + content_of(*file, files), lesson.title, "sco-" + lesson.id + ".html", options.mastery ? options.mastery : lesson.score.empty() ? 0 : lesson.mastery});
    }
    files.erase("lms.html");
    for (const Sco& sco : scos) files[sco.launch] = launch_page(page, standard.name, options.whole ? std::string() : sco.launch.substr(4, sco.launch.size() - 9));
    return scos;
}

Status check_options(const PackOptions& options) {
    if (options.scorm12 == options.scorm2004) return Error{tr("cli.pack-standard"), "--scorm12 | --scorm2004"};
    if (options.whole && !options.lessons.empty()) return Error{tr("cli.pack-whole")};
    if (options.mastery > 100) return Error{tr("cli.pack-mastery")};
    return base::Done{};
}

base::Result<std::string> package(const PackOptions& options) {
    if (auto status = check_options(options); !status) return status.error();
    const auto course = load_course();
    if (!course) return course.error();
    const auto found = chosen(*course, options.lessons);
    if (!found) return found.error();
    auto files = site_files(options.site);
    if (!files) return files.error();
    for (auto& [name, bytes] : *files)
        if (name.ends_with(".html")) forget_version(bytes);
    const Standard& standard = options.scorm12 ? scorm12 : scorm2004;
    const std::vector<Sco> scos = add_scos(*files, *found, options, standard);
    const std::string of = options.whole ? "course" : found->size() == 1 ? found->front()->lesson.id : std::to_string(found->size()) + "-lessons";
    Zip zip;
    zip.add("imsmanifest.xml", manifest(standard, "pagewalk-" + of + "-" + std::string(standard.name) + "-" + fingerprint(*files), scos, *files));
    for (const auto& [name, bytes] : *files) zip.add(name, bytes);
    std::cout << tr("cli.packed", {std::to_string(scos.size()), std::to_string(files->size() + 1), options.out}) << "\n";
    return zip.finish();
}

}  // namespace

int pack(const PackOptions& options) {
    const auto bytes = package(options);
    if (!bytes) return complain(bytes.error()), exit_bad_input;
    if (auto status = write_text(options.out, *bytes); !status) return complain(status.error()), exit_bad_input;
    return exit_ok;
}

}  // namespace cli
