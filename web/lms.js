// The page of a package for a learning management system (LMS): it holds the course in a frame, keeps what the reader does
// there in the LMS instead of in the browser, and tells the LMS how far the reader is. `pagewalk pack` makes such pages of
// lms.html; as it is, it serves Open edX. The pages in the frame are those of the site (web/store.js asks window.parent).

import { make } from './dom.js';
import { from_text, to_text } from './lms_state.js';
import { Record } from './record.js';
import { find_api, Scorm } from './scorm.js';
import { tr } from './strings.js';

const { lms: standard, lesson: one } = document.documentElement.dataset;
const course = JSON.parse(document.getElementById('course').textContent);
const prefix = 'pagewalk:'; // of web/store.js
const commit_after = 2000; // ms: an LMS sends a request each time

/** What the frame's pages use in localStorage's place: in memory, in the order it was last written. */
class Kept {
  entries = new Map();
  #changed;

  constructor(changed) {
    this.#changed = changed;
  }

  get length() {
    return this.entries.size;
  }
  key = (index) => prefix + ([...this.entries.keys()][index] ?? '');
  getItem = (key) => this.entries.get(key.slice(prefix.length)) ?? null;
  setItem(key, value) {
    this.removeItem(key);
    this.entries.set(key.slice(prefix.length), String(value));
    this.#changed();
  }
  removeItem(key) {
    this.entries.delete(key.slice(prefix.length));
  }
}

const asked = one ?? new URLSearchParams(location.search).get('lesson');
const single = course.find(({ id }) => id === asked);
const lessons = single ? [single] : course;
const kept = new Kept(() => changed());
const notes = document.getElementById('notes');
let frame = null;
let record = new Record(lessons);
let session = null; // with a SCORM LMS
let records = true;
let first_step = new URLSearchParams(location.search).get('step'); // from 1, where nothing is known of the reader
let ended = false;
let planned = false, commit_timer = 0;

/** A sentence for the reader, until it is closed; each kind once a visit. */
const said = new Set();
function say(kind, ...values) {
  if (said.has(kind)) return;
  said.add(kind);
  const close = make('button', { type: 'button', className: 'quiet', textContent: tr('lms.close') });
  const note = make('div', { className: 'note' }, make('p', { textContent: tr(`lms.${kind}`, ...values) }), close);
  close.addEventListener('click', () => note.remove());
  notes.append(note);
}

/** The frame's page has written something: once it has written all of it, the LMS is told. */
function changed() {
  if (planned) return;
  planned = true;
  queueMicrotask(() => {
    planned = false;
    tell();
  });
}

function state() {
  const { text, left_out } = to_text(kept.entries, single?.id ?? kept.entries.get('last'));
  for (const kind of left_out) say(`left-${kind}`);
  return text;
}

function tell() {
  const answers = record.update(kept.entries);
  if (!session?.open || !records) return;
  session.tell({ ...record.report(), state: state(), location: record.location(kept.entries), answers });
  if (session.complaint) say('refused', session.complaint);
  commit_timer ||= setTimeout(commit, commit_after);
}

function commit() {
  clearTimeout(commit_timer);
  commit_timer = 0;
  session?.commit();
}

function end() {
  clearTimeout(commit_timer);
  session?.end();
  ended = Boolean(session);
}

/** Where the reader was: the lesson of this page, or of the whole course the last one. */
function first_page() {
  const last = single?.id ?? kept.entries.get('last');
  return course.some(({ id }) => id === last) ? `${last}.html` : 'index.html';
}

/** What leads out of this page's lessons opens in a window of its own: what is done there is not reported. */
function guard_links(event) {
  const link = event.target.closest?.('a[href]');
  if (!link) return;
  const to = new URL(link.href, frame.contentWindow.location.href);
  const inside = to.origin === location.origin && (single ? to.pathname.endsWith(`/${single.id}.html`) : to.pathname.endsWith('.html'));
  if (inside || link.hasAttribute('download')) return;
  link.target = '_blank';
  link.rel = 'noopener';
  if (single) say('elsewhere');
}

function show_course() {
  const address = new URL(first_page(), location.href);
  if (first_step && single && !kept.entries.has(`${single.id}:saved`)) address.search = `?step=${first_step}`;
  const fresh = make('iframe', { title: single?.title ?? tr('lms.course'), src: address.href, allow: 'clipboard-write; web-share', name: 'pagewalk-lms' });
  fresh.addEventListener('load', () => {
    fresh.contentDocument.addEventListener('click', guard_links, true);
    document.title = fresh.contentDocument.title;
  });
  if (frame) frame.replaceWith(fresh);
  else document.getElementById('place').append(fresh);
  frame = fresh;
}

/** Takes a state in: {true} unless it is none. */
function take(text) {
  const entries = from_text(text);
  if (entries) kept.entries = entries;
  return entries !== null;
}

// --- SCORM

function begin_session() {
  const api = find_api(standard);
  session = api && new Scorm(standard, api);
  if (!session?.begin()) {
    say(api ? 'not-begun' : 'not-found', session?.complaint ?? '');
    session = null;
    Object.defineProperty(window, 'pagewalk_storage', { get: () => localStorage });
    return;
  }
  window.pagewalk_storage = kept;
  const known = session.known();
  records = known.records;
  if (!records) say('not-recorded');
  if (known.state !== '' && !take(known.state)) say('damaged');
  first_step ??= /^[a-z0-9-]+\/(\d+)$/.exec(known.location)?.[1];
  record = new Record(lessons, known.mastery);
  record.update(kept.entries); // what was there is told already
  addEventListener('pagehide', end);
  addEventListener('beforeunload', commit);
  document.addEventListener('visibilitychange', () => document.hidden && commit());
  addEventListener('pageshow', ({ persisted }) => persisted && ended && show_ended()); // out of the browser's cache
}

/** A session that has ended stays so: nothing of this page would be kept. */
function show_ended() {
  frame.remove();
  say('ended');
}

// --- Open edX

function begin_jsinput() {
  window.pagewalk_storage = kept;
  window.Pagewalk?.connect({
    state,
    grade: () => JSON.stringify({ lesson: single?.id ?? 'course', seed: kept.entries.get(`${single?.id}:seed`) ?? kept.entries.get('seed') ?? '', ...record.result() }),
    restore: (text) => {
      if (!take(text)) return; // the problem's initial_state, or nothing
      record = new Record(lessons);
      record.update(kept.entries);
      if (frame) show_course();
    },
  });
}

if (standard === 'edx') begin_jsinput();
else begin_session();
show_course();
