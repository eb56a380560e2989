// The review deck beside the lessons' saved answers: one text, which only the engine reads.

import { notice } from './notices.js';
import * as store from './store.js';
import { tr } from './strings.js';

const key = 'review';

/** The day as the reader's calendar has it, as a number. */
function today() {
  const now = new Date();
  return Math.floor((now.getTime() - now.getTimezoneOffset() * 60_000) / 86_400_000);
}

function change({ deck, error }) {
  if (!error && deck !== (store.read(key) ?? '')) store.write(key, deck);
}

/** Takes in what was answered in a lesson. A damaged deck is left for the page that reports it. */
export function note_answers(engine, saved) {
  change(engine.review_answers(store.read(key) ?? '', saved, today()));
}

export function forget_answers(engine, lesson) {
  if (store.read(key) !== null) change(engine.review_forget(store.read(key), lesson));
}

/** The deck, with answers that it missed. One that cannot be read is set aside, and made anew of the answers. */
function whole_deck(engine, lessons) {
  let deck = store.read(key) ?? '';
  const { error } = engine.review_answers(deck, '', today());
  if (error) {
    store.write(`${key}:damaged`, deck);
    notice(tr('review_damaged', error.message), 'restore');
    deck = '';
  }
  for (const { id } of lessons) deck = engine.review_answers(deck, store.read(`${id}:saved`) ?? '', today()).deck ?? deck;
  store.write(key, deck);
  return deck;
}

/** Opens a go of review; the ids of the lessons it asks questions of. `again`: another one of the same day. */
export function open_review(engine, lessons, again) {
  return engine.review_open(whole_deck(engine, lessons), today(), store.keeps, again).lessons;
}

export function keep_review(engine) {
  change(engine.review_deck());
}
