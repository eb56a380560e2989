// The completion code (web/code.js) below the summary of a lesson's final check. Imported when a lesson is done.

import { copy } from './clipboard.js';
import { make_code } from './code.js';
import { make } from './dom.js';
import { tr } from './strings.js';

/** Shows it, or what it has become after another attempt. `seed` is the reader's, `text` the lesson's Markdown. */
export function show_code(view, seed, text) {
  const summary = document.querySelector('.step .summary'); // a quick reader may have left its step by now
  if (!summary || view.score.items === 0) return;
  const { right, items, attempt } = view.score;
  const code = make_code({ lesson: view.lesson, right, items, attempts: attempt, seed, text, day: new Date() });
  const step = summary.closest('.step');
  const box = step.querySelector('.code-box') ?? step.appendChild(make_box());
  box.querySelector('code').textContent = code;
}

function make_box() {
  const code = make('code', { tabIndex: -1 }), said = make('span', {});
  said.setAttribute('role', 'status');
  const button = make('button', { type: 'button', textContent: tr('share_copy') });
  button.addEventListener('click', async () => {
    const copied = await copy(code.textContent);
    said.textContent = copied ? tr('code_copied') : '';
    if (!copied) getSelection().selectAllChildren(code);
  });
  const box = make('details', { className: 'code-box block' }, make('summary', { textContent: tr('code_title') }), make('p', { textContent: tr('code_text') }), make('p', {}, code), make('p', {}, button, ' ', said));
  return box;
}
