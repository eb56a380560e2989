// What a reader did, as one short text for a learning management system (LMS): at most 3,500 ASCII characters, because
// SCORM 1.2 keeps 4,096. It holds what web/store.js keeps:
//
//     pwl1#seed?7#tlb~?6 5 6 1/rrwrrr#walk:saved?pw1;id=walk;seed=7;...#walk:progress?4 2 6 0#last?walk
//
// Values have "$" for "%" (Open edX decodes a "%" once too often). A lesson that is folded ("tlb~") keeps its progress
// and how its final check went, and no answers. What is too much goes in this order: commands of other steps and other
// lessons; answers of other lessons, the oldest first; the schedule of what is asked again; the present step's commands.

import { attempts_of, progress_of, seed_of, step_of } from './saved.js';

export const most = 3500; // characters
const begin = 'pwl1';
const settings = ['theme', 'contrast', 'text', 'keys'];
const lesson_key = /^([a-z0-9-]{1,60}):(saved|progress)$/;

const encoded = (value) => value.replace(/[%$#?`]|[^ -~]/g, (c) => (c === '%' ? '$' : `\`${c.charCodeAt(0).toString(16).padStart(4, '0')}`));
const decoded = (text) => text.replace(/\$|`([0-9a-f]{4})/g, (c, code) => (c === '$' ? '%' : String.fromCharCode(Number.parseInt(code, 16))));

/** The saved text without commands, and the places on a timeline that go with them; those of step `but` stay. */
function without_commands(saved, but) {
  return saved.split(';').filter((entry) => {
    const [, step] = /^(?:c|at|b)=(\d+)/.exec(entry) ?? [];
    return step === undefined || step === but;
  }).join(';');
}

function folded(entries, id) {
  const saved = entries.get(`${id}:saved`), seed = seed_of(saved);
  const parts = [entries.get(`${id}:progress`) ?? '0 0 0 0', ...attempts_of(saved), ...(seed === entries.get('seed') ? [] : [`s${seed}`])];
  const others = [...entries].filter(([key]) => !key.startsWith(`${id}:`));
  return new Map([[`${id}~`, parts.join('/')], ...others]);
}

/** A folded lesson opens at its final check's end where that was reached, else at its first step. */
function unfold(id, text, seed, entries) {
  const [progress, ...parts] = text.split('/');
  const attempts = parts.filter((part) => !part.startsWith('s'));
  const own = parts.find((part) => part.startsWith('s'))?.slice(1) ?? seed ?? '1';
  const { complete } = progress_of(progress);
  const seen = Array.from({ length: Math.max(progress_of(progress).steps, 1) }, (_, step) => step);
  entries.set(`${id}:saved`, `pw1;id=${id};seed=${own};step=0;seen=${seen}${complete ? ';know' : ''}${attempts.map((items) => `;a=${items}`).join('')}`);
  entries.set(`${id}:progress`, progress);
}

/** One step shorter each: [what is left out, entries => entries]. */
function* shorter(entries, present) {
  const others = [...entries.keys()].map((key) => lesson_key.exec(key)).filter((key) => key?.[2] === 'saved' && key[1] !== present).map((key) => key[1]);
  const each_saved = (change) => (all) => new Map([...all].map(([key, value]) => [key, lesson_key.exec(key)?.[2] === 'saved' ? change(value, key === `${present}:saved`) : value]));
  yield ['orders', each_saved((saved, now) => without_commands(saved, now ? step_of(saved) : ''))];
  for (const id of others) yield ['answers', (all) => folded(all, id)];
  yield ['schedule', (all) => new Map([...all].filter(([key]) => key !== 'review'))];
  yield ['present', each_saved((saved) => without_commands(saved, ''))];
  if (entries.has(`${present}:saved`)) yield ['all', (all) => folded(all, present)];
}

const written = (entries) => [begin, ...[...entries].map(([key, value]) => `${key}?${encoded(value)}`)].join('#');

/** What is kept of the store's entries (a Map in the order they were written): the others follow from these. */
function wanted(entries) {
  const keep = (key, value) => ['seed', 'last', 'review'].includes(key) || settings.includes(key) || (lesson_key.test(key) && value !== '');
  return new Map([...entries].filter(([key, value]) => keep(key, value)));
}

/** {text, left_out}: at most `limit` characters. left_out names the kinds that had to go: orders, answers, schedule, present, all. */
export function to_text(entries, present, limit = most) {
  let kept = wanted(entries);
  const left_out = new Set();
  for (const [kind, shorten] of shorter(kept, present)) {
    if (written(kept).length <= limit) break;
    const before = written(kept);
    kept = shorten(kept);
    if (written(kept) !== before) left_out.add(kind);
  }
  return { text: written(kept).slice(0, limit), left_out: [...left_out] };
}

/** The entries of such a text; null for any other. */
export function from_text(text) {
  const [first, ...fields] = text.split('#');
  if (first !== begin) return null;
  const pairs = fields.filter((field) => field.includes('?')).map((field) => [field.slice(0, field.indexOf('?')), decoded(field.slice(field.indexOf('?') + 1))]);
  const seed = new Map(pairs).get('seed'), entries = new Map();
  for (const [key, value] of pairs) if (key.endsWith('~')) unfold(key.slice(0, -1), value, seed, entries); // the oldest
  for (const [key, value] of pairs) if (!key.endsWith('~')) entries.set(key, value);
  for (const [key, saved] of [...entries]) {
    if (lesson_key.exec(key)?.[2] !== 'saved') continue;
    const id = key.split(':')[0];
    if (seed_of(saved) !== undefined) entries.set(`${id}:seed`, seed_of(saved));
    entries.set(`${id}:step`, step_of(saved) ?? '0');
  }
  return entries;
}
