// What a page in another language than the original has of its own. Loaded by no other.

import { load_text } from './files.js';
import { notice } from './notices.js';
import * as store from './store.js';
import { tr } from './strings.js';

const root = document.documentElement;
const steps = document.getElementById('steps');
const strings = load_text(`strings/${root.dataset.locale}.txt`);
strings.catch(() => {}); // it is told to whoever waits for it

/** In a lesson that is not translated, what of a block is the interface's: lessons/engine/html.h. */
const interface_parts = '.buttons, .verdict, .item, .mark, .given, .pick-note, .pick-twin > span, .task-title, .hidden, .contradiction > p, details > summary';

// Where the course is kept for later (web/offline.js), this language is, too. Nobody waits for it.
navigator.serviceWorker?.ready.then(({ active }) => active.postMessage({ keep: root.dataset.locale })).catch(() => {});

/** Gives the engine the language of the page. Where the lesson has another, what is around it is marked. */
export async function speak(engine) {
  engine.translate(await strings);
  if (!steps.lang || steps.lang === root.lang) return;
  if (store.read('told-original') === null) notice(tr('only_original'), 'language');
  store.write('told-original', '1');
  const mark = () => {
    for (const part of steps.querySelectorAll(interface_parts)) if (part.lang !== root.lang) Object.assign(part, { lang: root.lang, dir: root.dir });
  };
  new MutationObserver(mark).observe(steps, { childList: true, subtree: true });
  mark();
}
