// The pages for teachers and learning management systems (web/lms.js): the lessons as those have to know them.
#include "core/base/json.h"
#include "lessons/engine/book.h"
#include "lessons/engine/html.h"
#include "lessons/engine/strings.h"
#include "ui/cli/render.h"

namespace cli {

std::string lessons_json(const std::vector<LessonFile>& course) {
    base::JsonWriter json;
    json.begin_array();
    for (const LessonFile& file : course) {
        const lessons::Lesson& lesson = file.lesson;
        if (lesson.is_beside()) continue;
        json.begin_object().field("id", lesson.id).field("title", lesson.title).field("file", file.file);
        json.field_number("mastery", lesson.mastery).field_number("step_count", static_cast<unsigned>(lesson.steps.size())).key("items").begin_array();
        for (const std::string& item : lesson.score) json.string(item);
        json.end_array().end_object();
    }
    return for_script(json.end_array().text());
}

namespace {

using lessons::html_escaped;
using lessons::tr;

// One way to give a lesson to a class: its picture's shapes (320 by 150) and what can be fetched there.
struct Way {
    const char *id, *shapes, *extras;
};

constexpr const char* reader = R"(<rect x="14" y="40" width="76" height="56" rx="6"/><path class="lines" d="M26 56h52M26 68h40M26 80h46"/><path d="M38 110h28M52 96v14"/>)";

constexpr Way ways[] = {
    {"link", R"(<rect class="ours" x="196" y="22" width="110" height="106" rx="8"/><path class="lines" d="M212 46h60M212 62h78M212 78h48"/><path d="M104 72h76m-8-6 8 6-8 6"/>)", ""},
    {"iframe", R"(<rect x="140" y="12" width="166" height="126" rx="8"/><path class="lines" d="M156 32h90M156 122h60"/><rect class="ours" x="158" y="46" width="130" height="62" rx="6"/><path d="M104 72h40m-8-6 8 6-8 6"/><path class="back" d="M272 102v26m-6-8 6 8 6-8"/>)",
        R"(<li><a href="embed.html">{{teach.get-embed}}</a></li>)"},
    {"file", R"(<path class="lines" d="M168 44h60M168 60h76M168 76h48"/><path class="ours" d="M150 18h86l24 24v90h-110zM236 18v24h24"/><path d="M104 72h32m-8-6 8 6-8 6M272 72h32m-8-6 8 6-8 6"/>)",
        R"(<li><a href="{{root}}pagewalk.html" download>{{teach.get-file}}</a></li>)"},
    {"scorm12", R"(<rect x="134" y="12" width="172" height="126" rx="8"/><rect class="ours" x="148" y="34" width="92" height="82" rx="6"/><rect x="262" y="52" width="32" height="46" rx="4"/><path class="lines" d="M268 64h20M268 75h20M268 86h12"/><path d="M104 72h24m-8-6 8 6-8 6"/><path class="back" d="M240 75h20m-8-6 8 6-8 6"/>)",
        R"(<li><a href="{{root}}lms/pagewalk-scorm12.zip" download>{{teach.get-lessons}}</a></li><li><a href="{{root}}lms/pagewalk-scorm12-whole.zip" download>{{teach.get-whole}}</a></li>)"},
    {"scorm2004", R"(<rect x="134" y="12" width="172" height="126" rx="8"/><rect class="ours" x="148" y="34" width="92" height="82" rx="6"/><rect x="262" y="30" width="32" height="38" rx="4"/><rect x="262" y="82" width="32" height="38" rx="4"/><path class="lines" d="m270 50 6 6 12-12M268 94h20M268 106h12"/><path d="M104 72h24m-8-6 8 6-8 6"/><path class="back" d="M240 49h20m-8-6 8 6-8 6M240 101h20m-8-6 8 6-8 6"/>)",
        R"(<li><a href="{{root}}lms/pagewalk-scorm2004.zip" download>{{teach.get-lessons}}</a></li><li><a href="{{root}}lms/pagewalk-scorm2004-whole.zip" download>{{teach.get-whole}}</a></li>)"},
    {"edx", R"(<rect x="134" y="12" width="172" height="126" rx="8"/><rect class="ours" x="148" y="26" width="100" height="60" rx="6"/><rect x="148" y="100" width="54" height="24" rx="12"/><path class="lines" d="M160 112h30M262 62h32M262 74h24"/><path d="M104 72h24m-8-6 8 6-8 6M202 112h64v-28m-6 8 6-8 6 8"/><path class="back" d="M280 84v40m-6-8 6 8 6-8"/>)",
        R"(<li><a href="{{root}}lms/openedx-problem.xml" download>{{teach.get-problem}}</a></li><li><a href="{{root}}lms/pagewalk_check.py" download>{{teach.get-check}}</a></li>)"},
    {"code", R"(<rect class="ours" x="120" y="22" width="92" height="106" rx="8"/><path class="lines" d="M134 44h60M134 60h48"/><rect x="134" y="90" width="64" height="20" rx="4"/><path class="lines" d="M142 100h48"/><rect x="262" y="60" width="44" height="56" rx="4"/><path d="M104 72h10m-6-6 6 6-6 6M198 100h58m-8-6 8 6-8 6"/><path class="back" d="m272 88 8 8 16-16"/>)", ""},
};

constexpr const char* own_package = R"(<p>{{teach.some}}</p>
<pre tabindex="0"><code>pagewalk pack --scorm12 --lesson walk tlb --mastery 70 -o walk-and-tlb.zip</code></pre>
)";
constexpr const char* code_form = R"(<form id="codes-form" hidden>
<label for="codes">{{teach.codes_label}}</label>
<textarea id="codes" rows="5" spellcheck="false" autocapitalize="off" autocomplete="off"></textarea>
<button type="submit">{{teach.codes_read}}</button>
<p id="codes-said" role="status"></p>
</form>
<div class="table-frame" id="codes-frame" tabindex="0" role="region" aria-label="{{teach.codes_table}}" hidden><table class="codes" id="codes-table"></table></div>
)";

std::string way_html(const Way& way) {
    const std::string id = way.id, key = "teach." + id;
    std::string rows;
    for (const char* row : {"do", "score", "resume", "kept", "proves"})
        rows += "<dt>" + html_escaped(tr("teach.row_" + std::string(row))) + "</dt><dd>" + html_escaped(tr(key + "-" + row)) + "</dd>\n";
    std::string html = "<section class=\"way\" id=\"" + id + "\" aria-labelledby=\"" + id + "-title\">\n<h2 id=\"" + id + "-title\">" + html_escaped(tr(key)) + "</h2>\n<div class=\"way-body\"><dl>\n" + rows +
                       "</dl>\n<svg viewBox=\"0 0 320 150\" role=\"img\" aria-labelledby=\"" + id + "-picture\"><title id=\"" + id + "-picture\">" + html_escaped(tr(key + "-picture")) + "</title>" + reader + way.shapes + "</svg></div>\n";
    if (*way.extras != '\0') html += std::string("<ul class=\"gets\">") + way.extras + "</ul>\n";
    if (id == "scorm12") html += own_package;
    if (id == "code") html += code_form;
    return html + "</section>\n";
}

}  // namespace

base::Result<std::string> ways_html(const std::string& root) {
    std::string html;
    for (const Way& way : ways) html += way_html(way);
    return fill_in(html, {{"root", root}});
}

}  // namespace cli
