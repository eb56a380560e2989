// The map on the cover: where the reader is, what is done and what comes next. Without storage it shows the
// whole way, and no progress.

import { make } from './dom.js';
import * as store from './store.js';
import { tr } from './strings.js';

const items = [...document.querySelectorAll('.lessons li')];

/** What is kept of a lesson: {step, steps, right, asked, done, begun}. */
function progress_of(item) {
  const id = item.dataset.lesson;
  const kept = /^(\d+) (\d+) (\d+) (\d)$/.exec(store.read(`${id}:progress`) ?? '');
  const step = Number(store.read(`${id}:step`)) || 0;
  const [right, asked, done] = kept ? [Number(kept[2]), Number(kept[3]), kept[4] === '1'] : [0, 0, false];
  return { step, steps: Number(item.dataset.steps), right, asked, done, begun: step > 0 || done };
}

function badge(item, kind, text) {
  item.querySelector('.badges').append(' ', make('span', { className: `badge ${kind}`, textContent: text }));
}

function duration(minutes) {
  if (minutes < 60) return tr('book.js-minutes', String(minutes));
  const hours = String(Math.floor(minutes / 60));
  return minutes % 60 === 0 ? tr('book.js-full-hours', hours) : tr('book.js-hours', hours, String(minutes % 60));
}

function show_lesson(item, progress) {
  if (progress.done) {
    item.classList.add('is-done');
    badge(item, 'done', progress.asked > 0 ? tr('book.js-score', String(progress.right), String(progress.asked)) : tr('book.js-done'));
  } else if (progress.begun) {
    item.classList.add('is-begun');
    badge(item, 'begun', tr('book.js-steps', String(progress.step + 1), String(progress.steps)));
  }
}

/** The lesson to go on with: the one left last when it is not done, else the first of the core path that is not. */
function next_of(core, progress) {
  const last = items.find((item) => item.dataset.lesson === store.read('last'));
  if (last && progress.get(last).begun && !progress.get(last).done) return last;
  const after = last ? core.slice(core.indexOf(last) + 1) : [];
  return [...after, ...core].find((item) => !progress.get(item).done);
}

function show_start(next, progress) {
  const start = document.getElementById('start');
  const link = next.querySelector('a');
  start.href = link.getAttribute('href');
  const { begun } = progress.get(next);
  if (begun) start.textContent = tr('book.js-go-on', next.querySelector('.name').textContent);
  else if (items.some((item) => progress.get(item).begun)) start.textContent = tr('book.js-next', next.querySelector('.name').textContent);
  if (begun) {
    next.classList.add('is-here');
    badge(next, 'here', tr('book.js-here'));
  } else if (next !== items[0]) {
    next.classList.add('is-next');
    badge(next, 'here', tr('book.js-next-up'));
  }
}

function show_way(core, progress) {
  const open = core.filter((item) => !progress.get(item).done);
  if (open.length === core.length) return;
  const left = open.reduce((sum, item) => sum + Number(item.dataset.minutes), 0);
  const textContent = open.length > 0 ? tr('book.js-progress', String(core.length - open.length), String(core.length), duration(left)) : tr('book.js-all-done', String(core.length));
  document.getElementById('way').after(make('p', { className: 'way done', textContent }));
}

const progress = new Map(items.map((item) => [item, progress_of(item)]));
const core = items.filter((item) => item.classList.contains('core'));
for (const item of items) show_lesson(item, progress.get(item));
const next = next_of(core, progress);
if (next) show_start(next, progress);
show_way(core, progress);
