// The reader's progress as a file, from one browser to another. The file is JSON: {pagewalk: "progress", version, saved,
// entries: {key: text}}, with the keys of web/store.js. One that cannot be read changes nothing.

import { merge_lesson, same_numbers } from './merge.js';
import { save } from './save.js';
import { progress_of } from './saved.js';
import * as store from './store.js';
import { tr } from './strings.js';

const most = 4 * 1024 * 1024; // characters
const json_of_commands = (text) => {
  const { v, items } = JSON.parse(text);
  return v === 1 && items.every((item) => item.length === 2 && item.every((part) => typeof part === 'string'));
};
const lesson_key = /^([a-z0-9-]{1,60}):(saved|step|seed|progress)$/;

/** What the text of a key has to look like; a key without a rule is none of a reader's progress. */
function rule_of(key) {
  const lesson = lesson_key.exec(key);
  if (lesson) {
    return {
      saved: (text) => text.length <= 65536 && text.startsWith(`pw1;id=${lesson[1]};seed=`),
      step: (text) => /^\d{1,3}$/.test(text), seed: (text) => /^\d{1,20}$/.test(text),
      progress: (text) => /^\d+ \d+ \d+ [01]$/.test(text),
    }[lesson[2]];
  }
  return {
    seed: (text) => /^\d{1,20}$/.test(text), last: (text) => /^[a-z0-9-]{1,60}$/.test(text),
    review: (text) => text === '' || /^pwr1(;|$)/.test(text), 'sandbox:commands': json_of_commands,
  }[key];
}

/** Offers everything that is kept of the reader's progress as a file. */
export function save_progress() {
  const entries = Object.fromEntries(store.keys().filter(rule_of).sort().map((key) => [key, store.read(key)]));
  const day = new Date().toISOString().slice(0, 10);
  save(`pagewalk-${day}.json`, `${JSON.stringify({ pagewalk: 'progress', version: store.version, saved: day, entries }, null, 1)}\n`, 'application/json');
  return Object.keys(entries).filter((key) => key.endsWith(':saved')).length;
}

/** The entries of a file's text. Throws an Error whose message tells the reader what is wrong. */
export function read_progress(text) {
  if (text.length > most) throw new Error(tr('book.js-progress-long'));
  let file;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new Error(tr('book.js-progress-not-json', error.message));
  }
  if (file?.pagewalk !== 'progress' || typeof file.entries !== 'object' || file.entries === null) throw new Error(tr('book.js-progress-other'));
  if (!(file.version <= store.version)) throw new Error(tr('book.js-progress-newer', String(file.version)));
  for (const [key, value] of Object.entries(file.entries)) if (!fits(key, value)) throw new Error(tr('book.js-progress-entry', key.slice(0, 60)));
  return file.entries;
}

function fits(key, value) {
  try {
    return typeof value === 'string' && Boolean(rule_of(key)?.(value));
  } catch {
    return false;
  }
}

/** How far a lesson's record is: complete, right answers, steps done. */
function rank(progress) {
  const { steps, right, complete } = progress_of(progress);
  return complete * 1e8 + right * 1e4 + steps;
}

/** What the lesson's keys become; the record that is further stays where both have answers to different numbers. */
function join_lesson(id, ours, theirs) {
  const joined = {};
  const of = (entries, part) => entries[`${id}:${part}`];
  const mine = of(ours, 'saved'), other = of(theirs, 'saved');
  const further = rank(of(theirs, 'progress')) > rank(of(ours, 'progress')) ? theirs : ours;
  const base = mine === undefined ? theirs : other === undefined ? ours : further;
  for (const part of ['saved', 'step', 'seed', 'progress']) if (of(base, part) !== undefined) joined[`${id}:${part}`] = of(base, part);
  if (mine !== undefined && other !== undefined && same_numbers(mine, other)) joined[`${id}:saved`] = base === ours ? merge_lesson(mine, other) : merge_lesson(other, mine);
  return joined;
}

function join_commands(ours, theirs) {
  const items = [ours, theirs].flatMap((text) => (text === undefined ? [] : JSON.parse(text).items));
  return JSON.stringify({ v: 1, items: [...new Map(items.reverse())].reverse() }); // of one name, the first is ours
}

/** Both readers' entries in one. */
export function join_progress(ours, theirs) {
  const joined = { ...theirs, ...ours };
  const ids = new Set(Object.keys(joined).map((key) => lesson_key.exec(key)?.[1]).filter(Boolean));
  for (const id of ids) Object.assign(joined, join_lesson(id, ours, theirs));
  if (joined['sandbox:commands'] !== undefined) joined['sandbox:commands'] = join_commands(ours['sandbox:commands'], theirs['sandbox:commands']);
  return joined;
}

/** Takes a file's entries in beside what is kept; false when that is not to be kept, and everything is as before. */
export function take_in(theirs) {
  const ours = Object.fromEntries(store.keys().filter((key) => fits(key, store.read(key))).map((key) => [key, store.read(key)]));
  const joined = Object.entries(join_progress(ours, theirs));
  const before = joined.map(([key]) => [key, store.read(key)]);
  if (joined.every(([key, value]) => store.write(key, value))) return true;
  for (const [key, value] of before) if (value === null) store.remove(key);
  else store.write(key, value);
  return false;
}

function connect(section) {
  const [save_button, open_button, field, said] = ['progress-save', 'progress-open', 'progress-file', 'progress-said'].map((id) => document.getElementById(id));
  const say = (text) => { said.textContent = text; };
  section.hidden = false;
  if (!store.keeps) {
    save_button.disabled = open_button.disabled = true;
    return say(tr('book.js-progress-nowhere'));
  }
  save_button.addEventListener('click', () => say(tr('book.js-progress-saved', String(save_progress()))));
  open_button.addEventListener('click', () => field.click());
  field.addEventListener('change', async () => {
    const [file] = field.files;
    field.value = ''; // the same file again is a change again
    if (!file) return;
    try {
      if (!take_in(read_progress(await file.text()))) return say(tr('book.js-progress-full'));
      sessionStorage.setItem('pagewalk:taken', '1');
      location.reload(); // the map shows it
    } catch (error) {
      say(tr('book.js-progress-refused', error.message));
    }
  });
  if (sessionStorage.getItem('pagewalk:taken')) {
    sessionStorage.removeItem('pagewalk:taken');
    say(tr('book.js-progress-taken'));
    section.scrollIntoView({ block: 'nearest' });
  }
}

const section = document.getElementById('progress');
if (section) connect(section);
