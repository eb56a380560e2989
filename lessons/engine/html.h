// LessonView as HTML: the same code writes the static pages at build time and the live blocks in
// the browser, so both look alike. All text is escaped; a lesson is data.
#pragma once

#include <string>

#include "lessons/engine/view.h"

namespace lessons {

/// One block as one element with id="b-KEY" and data-key="KEY" and class "block KIND" ("block
/// question"). The page's script knows these names and no others:
///
///     button[data-action]              a click hands the action to Player::act; class "primary"
///     form[data-question=ID]           a question; submitting it is `commit ID ANSWER`, ANSWER from
///       input[name=answer]               a text field (number), or radio buttons whose values are
///                                        choice ids (choosing one is `choose ID CHOICE`), or from
///       select[name=answer]              the twin of a pick, or from
///       ol.order > li[data-choice]       an order; each li holds button[data-move=up|down]
///       button[type=submit]              commit; the other buttons are button[data-action]
///     input[type=range][data-param]    a slider: `param NAME VALUE`, beside its <output>
///     a.part.role-ROLE[data-part]      a word that points at a part of a panel ("address.pgd")
///     .value                           a live value (changes are announced by a short mark)
///
/// A question carries its state as class is-open, is-right, is-wrong or is-skipped and its kind as
/// kind-number, kind-options, ...; inside: .item ("Question 2 of 6"), form > fieldset > legend.ask,
/// .choices > label.choice (input + span; .is-chosen, .is-answer; a .mark says so in words),
/// .input-error, .hint, then .reveal with .verdict.right|wrong|skipped, .given, .reply,
/// .contradiction, .answer, .why; .buttons last. A task: ul.conditions > li (.is-met),
/// .solution, .buttons; done adds .is-done to the block. h2.step-title is a step's title that
/// stands among the blocks; .hidden is for screen readers only.
std::string html_of(const Block& block);
std::string html_of(const Spans& spans);
/// & < > " ' escaped.
std::string html_escaped(std::string_view text);

}  // namespace lessons
