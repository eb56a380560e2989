// What people answered, from the files that `stats` understands. Which one it is, its header tells:
//
//     progress       a reader's progress, saved on the course's map (web/progress.js)
//     moodle-scorm   Moodle, SCORM package > Reports > Interactions, downloaded as text: "Question 0", "Response 0",
//                    "Right answer 0", "Result 0", ... (mod/scorm/report/interactions)
//     moodle-quiz    Moodle, Quiz > Results > Grades, downloaded as CSV: "Q. 1 /1.00", ...
//     canvas         Canvas, Quiz Statistics > Student Analysis: "1234: the question" and its points, ..., "n correct",
//                    "n incorrect", "score" (Quizzes::QuizStatistics::StudentAnalysis)
//     edx-responses  Open edX, Instructor > Data Download > Problem responses: "username", "title", "Answer ID", "Question",
//                    "Answer", "Correct Answer", "state" (ProblemResponses, ProblemBlock.generate_report_data)
//     edx-grades     Open edX, Problem grade report: "... (Earned)", "... (Possible)" (ProblemGradeReport)
//
// Of a person's several attempts the first counts.
#pragma once

#include <string>
#include <vector>

#include "lessons/engine/item_statistics.h"
#include "ui/cli/cli.h"

namespace cli {

struct Export {
    std::string kind;  ///< "canvas"
    std::vector<lessons::Respondent> people;
    std::vector<std::string> notes;  ///< what was left out, and why
};

/// `file` names a reader whose progress it is. The error has a line where there is one.
base::Result<Export> read_export(const std::string& file, const std::string& text, const std::vector<LessonFile>& course);

/// The two halves of it.
base::Result<Export> read_progress(const std::string& file, const std::string& text, const std::vector<LessonFile>& course);
base::Result<Export> read_table(const std::string& text);

}  // namespace cli
