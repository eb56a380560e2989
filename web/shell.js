// The lesson page: starts the engine, hands what the reader does to the player, and shows what
// comes back. Until the engine runs, clicks wait in a queue; without it the page still reads.

import { Engine } from './bridge.js';
import { Console } from './console.js';
import { course, is_lesson } from './course.js';
import { EngineParts } from './engine_parts.js';
import { load_file, load_script, load_text, site_root, version } from './files.js';
import { Header } from './header.js';
import { LessonPane } from './lesson.js';
import { notice } from './notices.js';
import { Pace } from './pace.js';
import { PanelBar } from './panels.js';
import { read_params } from './params.js';
import { place } from './place.js';
import { forget_answers, keep_review, note_answers, open_review } from './review.js';
import { save as save_file } from './save.js';
import * as store from './store.js';
import { error_text, tr } from './strings.js';
import { Surface } from './surface.js';
import * as theme from './theme.js';
import { Twin } from './twin.js';

const root = document.documentElement;
const params = read_params(place.search);
const owns = root.dataset.lesson === 'own'; // plays a lesson that is not of the course
const id = owns && params.file ? `own-${params.file.slice(0, -3)}` : root.dataset.lesson;
const tried = owns && !params.file; // only tried: nothing is kept of it
const reviews = id === 'review';
const sandboxes = id === 'sandbox';
const linked = place.hash.startsWith('#c=');
const canvas = document.getElementById('canvas');
const picture = document.getElementById('picture');
const tabs = document.getElementById('tabs');
const picture_note = document.getElementById('picture-note');
const one_panel = matchMedia('(max-width: 860px), (max-height: 560px)'); // no room for panels side by side
const roomy = matchMedia('(min-width: 1800px) and (min-height: 900px)'); // a projector, a big screen
const vast = matchMedia('(min-width: 2400px) and (min-height: 1200px)');
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const context_patience = 5000; // ms
const fonts = ['text', 'text-bold', 'mono', 'symbols'];
const packed = document.getElementById('packed'); // the first lesson as it is after parsing (lessons/engine/packed.h)
const more_fonts = fonts.map((name) => `${name}-more`);
let later_fonts = packed ? more_fonts : []; // the first lesson does without them until the rest of the engine comes
const parts = new EngineParts({
  cut: () => {
    playing = false; // it stopped in the middle of something
    if (surface) surface.lost = true;
    notice(tr('engine_cut'), 'engine');
  },
  joined: (strings) => {
    engine.load_strings(strings);
    add_later_fonts();
  },
});

let engine = null;
let playing = false;
let surface = null;
let view = null;
let markdown = null; // of the first lesson, once its completion code was shown
let lesson_text = ''; // what the engine plays: Markdown, or what is packed
let context_timer = 0;
let text_stands_in = false; // for a lost context
let last_kept = null; // what this tab last kept of the lesson, or has joined in
let tabbed = false;
const waiting = []; // actions given before the lesson was loaded

const lesson = new LessonPane(document.getElementById('lesson'), (action) => act(action), {
  light: (part) => engine?.light(part) && surface?.wake(2),
  bring: (part) => bring_part(part),
});
const header = new Header({ go: (step) => act(`goto ${step}`), theme_changed: () => apply_settings(), text_changed });
let panels, console_, twin, pace, sandbox, sandbox_script, own;
let embed = null; // in a frame, or where the address asks for a part of the lesson
let keeps = true; // false on a visit by another's link

// Actions that turn the page.
const turns = /^(next|back|goto|attempt|know-this)\b/;

function act(action) {
  if (!playing) {
    waiting.push(action);
  } else if (reviews && action === 'another') {
    another_go();
  } else if (show(engine.act(action), true) && turns.test(action)) {
    lesson.show_top();
  }
}

/** Shows a view; true when what led to it was no error. `keep`: the answers may have changed. */
function show(next, keep) {
  const error = next.error;
  if (next.blocks) {
    const needed = bring_to_front(view, next);
    view = needed ? { ...next, front: needed } : next;
    root.classList.toggle('no-panels', view.panels.every(({ id }) => id === 'timeline' || id === 'console'));
    view = embed?.limit(view) ?? view;
    lesson.render(view);
    header.render(view);
    panels.render(view, tabbed);
    fit_panels(); // another step may have more panels
    console_.render(view);
    twin.render(view);
    sandbox?.render();
    surface?.wake(3);
    pace.plan();
  }
  if (error) notice(error_text(error), 'error');
  else notice.clear('error');
  if (keep) save();
  if (next.blocks) embed?.shown(view);
  if (next.complete) {
    load_more(); // the next lesson needs it
    if (is_lesson(root.dataset.file)) show_code().catch(() => {}); // without a network: the next view tries again
  }
  return !error;
}

/** The reader asked for text, or for the picture; the next lesson remembers it. */
function text_changed(on) {
  store.write('text', on ? '1' : '0');
  if (playing) show_text_only(on);
}

async function show_code() {
  if (packed) markdown ??= await load_text(`lessons/${root.dataset.file}`);
  (await load_script('completion.js')).show_code(view, learner_seed(), markdown ?? lesson_text);
}

/** What the first lesson does without: the other panels, the console, the other machines. */
function load_more() {
  parts.more().then(add_later_fonts).catch(() => {}); // it is tried again when it is needed
}

/** Another step or another open question may need another panel in front; its id, or ''. */
function bring_to_front(before, now) {
  const needed = now.panels.find((panel) => panel.needed)?.id ?? now.panels[0]?.id ?? '';
  const was = before?.step === now.step ? before.panels.find((panel) => panel.needed)?.id : undefined;
  if (needed === '' || needed === was || (was === undefined && before?.step === now.step)) return '';
  engine.set_front(needed);
  return needed;
}

/** A word of the prose was pressed: its panel comes to the front, opened where the step does not show it. */
function bring_part(part) {
  if (!engine || !view) return;
  show(engine.perform('act', `bring ${part}`), false);
  if (text_only()) twin.focus_panel(part.split('.')[0]);
}

/** Another tab has the same lesson open: what was done there is done here too. */
async function join_in(kept) {
  const { merge_lesson, same_numbers } = await load_script('merge.js');
  const ours = engine.save();
  if (!keeps || kept === last_kept || !same_numbers(ours, kept)) return;
  last_kept = kept;
  const joined = merge_lesson(ours, kept);
  if (joined === ours) return;
  const taken = load_lesson(learner_seed(), joined).blocks && engine.restore_error() === '';
  show(taken ? engine.view() : load_lesson(learner_seed(), ours), false);
}

function save() {
  if (!keeps) return;
  if (reviews) return keep_review(engine);
  const saved = last_kept = engine.save();
  if (is_lesson(root.dataset.file)) note_answers(engine, saved);
  store.write(`${id}:saved`, saved);
  if (!view) return;
  store.write(`${id}:step`, String(view.step));
  store.write(`${id}:progress`, `${view.map.filter((step) => step.done).length} ${view.score.right} ${view.score.items} ${view.complete ? 1 : 0}`);
  if (!owns) store.write('last', id); // the map leads back here
}

/** One panel at a time: on a small screen, and where a drawer leaves the step's panels too little height. */
function is_tabbed() {
  if (text_only()) return false;
  if (one_panel.matches || embed?.panel) return true;
  const count = view?.panels.filter((panel) => panel.id !== 'timeline' && panel.id !== 'console').length ?? 0;
  return count > 1 && picture.clientHeight + tabs.offsetHeight < 125 + 175 * count;
}

function fit_panels() {
  if (is_tabbed() !== tabbed) apply_settings();
}

function apply_settings() {
  if (!engine) return;
  tabbed = is_tabbed();
  engine.settings({
    dark: theme.is_dark(), high_contrast: theme.is_high_contrast(), tabs: tabbed, reduced_motion: calm.matches, show_timeline: true,
    text_scale: vast.matches ? 1.5 : roomy.matches ? 1.2 : 1,
  });
  if (view) panels.render(view, tabbed);
  surface?.wake(2);
}

/** Loads the lessons whose questions this one asks again; in a review, those that are due. */
async function add_others(again = false) {
  const asked = reviews ? open_review(engine, course.filter(({ file }) => is_lesson(file)), again)
    : [...lesson_text.matchAll(/^```recall ([a-z0-9-]+)\//gm)].map((match) => match[1]);
  const files = course.filter((entry) => asked.includes(entry.id) && entry.id !== id).map((entry) => entry.file);
  const texts = await Promise.all(files.map((file) => load_text(`lessons/${file}`).catch(() => null)));
  for (const other of texts) if (other !== null) engine.add_lesson(other);
}

/** The sandbox's commands; what stops them is shown beside them. */
function begin_anew(commands) {
  const next = engine.act(`commands ${commands}`);
  show({ ...next, error: undefined }, true);
  return next.error;
}

const load_played = async () => (packed ? JSON.parse(packed.textContent) : load_text(`lessons/${root.dataset.file}`));

/** What came with the address behind #c=. */
async function open_link() {
  const { open } = await load_script('link.js');
  await open(engine, { show, sandbox, step: params.step, begins: keeps && store.keeps });
}

async function share() {
  (await load_script('link.js')).share(engine, view);
}

const load_lesson = (seed, saved) => engine.load(lesson_text, root.dataset.file, seed, params.predict === true, saved);

/** Another text in this page's place, as far as it is in order with the answers so far; else what ran before, and the error. */
async function open_own(text, same_lesson) {
  const before = lesson_text, saved = same_lesson ? engine.save() : '', step = same_lesson ? view.step : 0;
  lesson_text = text;
  await add_others();
  let loaded = load_lesson(learner_seed(), saved);
  if (loaded.blocks && engine.restore_error()) loaded = load_lesson(learner_seed(), '');
  const { error } = loaded;
  if (error) {
    lesson_text = before;
    loaded = load_lesson(learner_seed(), saved);
  } else if (!same_lesson) {
    lesson.clear();
  }
  apply_settings();
  show(step > 0 && step < loaded.steps ? engine.act(`open ${step}`) : loaded, false);
  return error;
}

/** A lesson file dropped on any page is tried. */
async function dropped(event) {
  const [file] = event.dataTransfer?.files ?? [];
  if (!file) return;
  event.preventDefault();
  if (own) await own.choose(file);
  else await (await load_script('own.js')).hand_on(file);
}

async function open_embed() {
  if (window.parent === window && !params.embed && !params.steps && !params.panel) return;
  const { Embed } = await load_script('embed.js');
  embed = new Embed(params, {
    act, show, id, view: () => view, engine: () => engine, keep_no_more: () => { keeps = false; },
    load: (saved) => {
      const loaded = load_lesson(learner_seed(), saved);
      apply_settings();
      return loaded;
    },
  });
}

/** What own.html plays: what was dropped, or what the address names, else its own first page. */
async function open_own_page() {
  const { Own } = await load_script('own.js');
  const tries = (text) => engine.load(text, root.dataset.file, learner_seed(), false, '').error;
  own = new Own(document.getElementById('steps'), { open: open_own, tries, file: params.file, author: params.author });
  const text = await own.first();
  if (text === null) return;
  lesson_text = text;
  lesson.clear();
}

async function another_go() {
  await add_others(true);
  start_lesson();
  lesson.show_top();
}

/** The font files that could be fetched: [name, bytes]. ImGui takes another face for one that is missing. */
async function fetch_fonts(names) {
  const fetched = await Promise.all(names.map(async (name) => {
    const bytes = await load_file(`fonts/${name}.ttf`).then((response) => response.arrayBuffer()).catch(() => null);
    return bytes && [`${name}.ttf`, new Uint8Array(bytes)];
  }));
  return fetched.filter(Boolean);
}

function add_fonts(fetched) {
  for (const [name, bytes] of fetched) engine.add_font(name, bytes);
  surface?.wake(2);
}

/** What could not be fetched is asked for again the next time. */
async function add_later_fonts() {
  const asked = later_fonts;
  if (asked.length === 0) return;
  later_fonts = []; // on their way
  const fetched = await fetch_fonts(asked);
  later_fonts = asked.filter((name) => !fetched.some(([file]) => file === `${name}.ttf`));
  add_fonts(fetched);
}

let chosen_seed = null; // where nothing is kept it is drawn once a visit

/** The seed of the link, else that of the last visit to this lesson, else this reader's. */
function learner_seed() {
  if (params.seed !== undefined) return params.seed;
  const kept = chosen_seed ?? store.read(`${id}:seed`) ?? store.read('seed');
  if (kept !== null && /^\d{1,20}$/.test(kept)) return kept;
  chosen_seed = String(crypto.getRandomValues(new Uint32Array(1))[0]);
  store.write('seed', chosen_seed);
  return chosen_seed;
}

function open_surface() {
  try {
    surface = new Surface(engine, canvas, {
      on_change: () => show(engine.view(), true),
      on_point: (part) => lesson.mark_part(part),
      on_leave: () => lesson.focus(),
      on_context: context_changed,
    });
    apply_settings();
    surface.draw(); // the picture is there before the note goes
    surface.wake(3);
    picture_says('');
  } catch {
    show_text_only(true);
    picture_says(tr('no_webgl'));
  }
}

/** A context that is lost may come back in a moment, or never (phones take it from pages in the background). */
function context_changed(back) {
  clearTimeout(context_timer);
  if (back) {
    if (text_stands_in) show_text_only(false);
    text_stands_in = false;
    picture_says('');
  } else if (!text_only()) {
    picture_says(tr('context_lost'));
    context_timer = setTimeout(() => {
      text_stands_in = true;
      show_text_only(true);
      picture_says(tr('context_gone'));
    }, context_patience);
  }
}

const text_only = () => root.classList.contains('text-only');

/** The panels as text in the picture's place, or the picture (where there is WebGL2). */
function show_text_only(on) {
  root.classList.toggle('text-only', on);
  canvas.hidden = on;
  twin.open(on);
  if (on) picture_says('');
  else if (!surface) open_surface();
  apply_settings();
}

function picture_says(text) {
  picture_note.textContent = text;
  picture_note.hidden = text === '';
}

function start_lesson() {
  // Another seed means other numbers: answers kept for the old one do not fit.
  const seed = learner_seed();
  const kept = tried ? null : store.read(`${id}:saved`);
  const saved = store.read(`${id}:seed`) === seed ? kept : null;
  keeps = !tried && (kept === null || (saved !== null && !linked));
  if (!keeps && !tried) notice(tr('link_visit'), 'visit');
  last_kept = saved;
  const loaded = load_lesson(seed, saved ?? '');
  if (!loaded.blocks) throw new Error(error_text(loaded.error));
  if (keeps) store.write(`${id}:seed`, seed);
  if (engine.restore_error()) notice(tr('restore_failed', engine.restore_error()), 'restore');
  apply_settings();
  const asked = params.step ?? (embed?.forbids(loaded.step) ? embed.first : loaded.step);
  const exists = asked < loaded.steps;
  if (!exists) notice(tr('mangled', `step=${asked + 1}`), 'link');
  const first = exists && asked !== loaded.step ? engine.act(`open ${asked}`) : loaded; // past the gates before it
  root.classList.add('live');
  show(first, false);
}

/** An answer given before the machine ran was to the static page's numbers, which are those of seed 1. */
function still_fits(action) {
  return !action.startsWith('commit ') || learner_seed() === '1';
}

function connect() {
  panels = new PanelBar(engine, {
    to_front: (panel) => {
      engine.set_front(panel);
      show(engine.view(), false);
    },
    move: (action) => show(engine.perform('act', action), false),
    save_picture: async () => surface && save_file(`pagewalk-${id}.png`, await surface.picture(), 'image/png'),
    submit: (panel, text) => {
      const next = engine.input(panel, text);
      show({ ...next, error: undefined }, true);
      panels.show_input_error(next.error ? error_text(next.error) : '');
      return !next.error;
    },
  });
  console_ = new Console(engine, document.getElementById('console'), document.getElementById('console-toggle'), (line) => {
    const next = engine.act(`command ${line}`);
    return show({ ...next, error: undefined }, true) && !next.error; // the console shows the error itself
  });
  twin = new Twin(engine, document.getElementById('twin'), document.getElementById('twin-toggle'),
    { perform: (kind, text) => show(engine.perform(kind, text), true), leave: () => lesson.focus() });
  if (sandbox_script) sandbox = new sandbox_script.Sandbox(engine, document.getElementById('steps'), begin_anew);
  pace = new Pace(engine, () => show(engine.view(), engine.tick_wait(performance.now() / 1000) < 0));
  document.addEventListener('keydown', page_key);
  new ResizeObserver(fit_panels).observe(picture);
  for (const query of [one_panel, roomy, vast, calm, ...theme.queries]) query.addEventListener('change', apply_settings);
  for (const skip of document.querySelectorAll('[data-skip=twin]')) skip.addEventListener('click', () => twin.open());
  if (!reviews) store.watch(`${id}:saved`, join_in);
  document.getElementById('forget').addEventListener('click', forget);
  document.getElementById('share').addEventListener('click', share);
  document.getElementById('share').hidden = reviews; // a review is nobody else's
  document.getElementById('console-toggle').addEventListener('click', load_more);
  document.getElementById('panel-menu').addEventListener('toggle', load_more);
}

const typing = 'input:not([type=radio]):not([type=range]), select, textarea, [contenteditable]';

/** Keys that work everywhere but in a text field. */
function page_key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.(typing)) return;
  if (event.key.length === 1 && store.read('keys') === '0') return;
  if (event.key === '`') {
    event.preventDefault();
    load_more();
    console_.open(!console_.is_open);
  } else if (event.key === ',' || event.key === '.') {
    event.preventDefault();
    act(event.key === ',' ? 'unstep' : 'step');
  } else if (event.key === '0') {
    event.preventDefault();
    show(engine.perform('act', 'panels'), false);
  } else if (event.key === '?') {
    event.preventDefault();
    header.show_keys();
  } else if (event.key === 'F6' && event.target !== canvas) {
    event.preventDefault();
    if (text_only()) twin.focus_panel();
    else canvas.focus();
  }
}

function forget() {
  for (const part of ['saved', 'step', 'seed', 'progress']) store.remove(`${id}:${part}`);
  if (reviews) store.remove('review');
  else if (engine) forget_answers(engine, id);
  location.reload();
}

function report_params() {
  for (const part of params.mangled) notice(tr('mangled', part), 'link');
  if (!store.keeps) notice(tr(store.is_newer ? 'kept_by_newer' : 'not_kept'), 'storage');
}

/** When the lesson runs and the page rests, the whole course is kept for later; not in a frame: the site is another's there. */
function keep_for_later() {
  if (!version || window !== window.top || !isSecureContext || !('serviceWorker' in navigator)) return;
  // While this page is open, what its version may load later stays, even when another one takes over (web/service_worker.js).
  navigator.locks?.request(`pagewalk ${site_root} ${version}`, { mode: 'shared' }, () => new Promise(() => {}));
  // A request that the page waits for does not reach the worker: the rest of the engine is had before it is needed so.
  navigator.serviceWorker.addEventListener('controllerchange', load_more);
  addEventListener('offline', load_more);
  if (!navigator.onLine) load_more();
  const announce = (act) => notice(tr('new_version'), 'version', { label: tr('new_version_use'), act });
  const keep = async () => (await load_script('offline.js')).keep_offline(announce);
  setTimeout(() => keep().catch(() => {}), 3000); // the course works as well without
}

async function main() {
  report_params();
  try {
    await open_embed();
    const text_ready = load_played();
    const fonts_ready = fetch_fonts(packed ? fonts : [...fonts, ...more_fonts]);
    const language = root.dataset.locale && await load_script('language.js');
    const whole = packed && root.dataset.engine !== 'whole' ? null : parts.more();
    engine = await Engine.start(canvas, parts).catch((error) => {
      for (const other of [text_ready, whole]) other?.catch(() => {});
      throw error;
    });
    if (whole) await parts.more();
    await language?.speak(engine);
    lesson_text = await text_ready;
    if (owns) await open_own_page();
    await add_others();
    if (sandboxes) sandbox_script = await load_script('sandbox.js');
    add_fonts(await fonts_ready);
    connect();
    start_lesson();
    if (linked) await open_link();
    embed?.show_panel();
    if (text_only()) show_text_only(true);
    else open_surface();
    playing = true;
    for (const action of waiting.filter(still_fits)) act(action);
    embed?.start();
    keep_for_later();
  } catch (error) {
    // Without the machine the page is what it is without scripts: the whole lesson, to read.
    engine = null;
    console.error(error);
    root.classList.replace('js', 'static');
    notice(tr('engine_failed'), 'engine');
    embed?.start(false);
  }
  // For tests, and for the curious: what the page is doing.
  window.pagewalk = {
    ready: true,
    get frames() { return surface?.frames ?? 0; },
    get view() { return view; },
    evaluate: (expression) => engine?.evaluate(expression),
    twin: (panel, first = 0, count = 50) => engine?.twin(panel, first, count),
    bring: (panel) => bring_part(panel),
    focus_panel: (panel) => {
      engine?.focus_panel(panel);
      surface?.wake(3); // it comes with the next frame
    },
    areas: () => engine?.areas(), // what can be pressed on the canvas, and where
  };
}

addEventListener('dragover', (event) => event.dataTransfer?.types.includes('Files') && event.preventDefault());
addEventListener('drop', dropped);
addEventListener('hashchange', () => location.hash.startsWith('#c=') && location.reload());
main();
