// The page that makes the snippet for another page: choices in, one iframe out, and the same frame beside it. What can
// be chosen in a lesson (its steps, its panels) the preview says itself, through the messages documented there.

import { make } from './dom.js';
import { load_file } from './files.js';
import { tr } from './strings.js';

const form = document.getElementById('choices');
const field = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
let told = null; // what the preview's "ready" said of the lesson

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const option = (value, textContent) => make('option', { value, textContent });

function address() {
  const { lesson, part, first, last, panel, step, theme, seed } = Object.fromEntries(new FormData(form));
  const query = new URLSearchParams({ embed: '1' });
  if (part === 'steps' && first) query.set('steps', first === last ? first : `${first}-${last}`);
  if (part === 'panel' && panel) {
    if (step && step !== '1') query.set('step', step);
    query.set('panel', panel);
  }
  if (theme) query.set('theme', theme);
  if (seed) query.set('seed', seed);
  return new URL(`${lesson}.html?${query}`, location.href.replace(/[?#].*$/s, '')).href;
}

const title = () => `Pagewalk: ${field('lesson').selectedOptions[0]?.textContent ?? ''}`;

function snippet(url) {
  return `<iframe title="${escaped(title())}" src="${escaped(url)}" width="100%" height="${Number(field('height').value) || 600}" loading="lazy" style="border: 0" allow="clipboard-write; web-share"></iframe>`;
}

let shown = '';
function show() {
  const part = new FormData(form).get('part');
  field('steps-field').hidden = part !== 'steps';
  field('panel-field').hidden = part !== 'panel';
  const url = address();
  field('snippet').value = snippet(url);
  field('copied').textContent = '';
  const height = Math.min(Math.max(Number(field('height').value) || 600, 300), 2000);
  if (url !== shown) {
    const frame = make('iframe', { title: title(), src: url, height });
    frame.allow = 'clipboard-write; web-share';
    field('preview').replaceChildren(frame);
    field('needs').textContent = '';
    shown = url;
  }
  field('preview').firstElementChild.height = height;
}

/** The choices of the lesson in the preview; what was chosen stays where it can. */
function offer({ titles, panels }) {
  const fill = (id, options, chosen) => {
    const before = field(id).value || chosen;
    field(id).replaceChildren(...options);
    if (options.some(({ value }) => value === before)) field(id).value = before;
  };
  const steps = () => titles.map((text, index) => option(String(index + 1), `${index + 1}  ${text}`));
  fill('first', steps(), asked.get('step') ?? '1');
  fill('last', steps(), asked.get('step') ?? '1');
  fill('step', steps(), asked.get('step') ?? '1');
  fill('panel', panels.map((panel) => option(panel.id, panel.title)), panels.find(({ of_step }) => of_step)?.id);
}

addEventListener('message', ({ source, data }) => {
  if (source !== field('preview').firstElementChild?.contentWindow || data?.pagewalk !== 1) return;
  if (data.event === 'resize') field('needs').textContent = tr('book.js-embed_needs', String(data.height));
  if (data.event !== 'ready' || !data.machine || told === data.lesson) return;
  told = data.lesson;
  offer(data);
  if (new FormData(form).get('part') !== 'whole') show();
});

form.addEventListener('change', (event) => {
  if (event.target.id === 'lesson') {
    for (const id of ['first', 'last', 'step', 'panel']) field(id).replaceChildren();
    told = null;
  }
  const first = Number(field('first').value), last = Number(field('last').value);
  if (first > last) field(event.target.id === 'last' ? 'first' : 'last').value = event.target.value;
  show();
});
form.addEventListener('submit', (event) => event.preventDefault());
field('snippet').addEventListener('focus', () => field('snippet').select());
field('copy').addEventListener('click', async () => {
  field('snippet').focus();
  try {
    await navigator.clipboard.writeText(field('snippet').value);
    field('copied').textContent = tr('book.js-embed_copied');
  } catch {
    field('copied').textContent = tr('book.js-embed_by_hand');
  }
});

async function main() {
  const entries = await (await load_file('search.json')).json();
  const lessons = entries.filter(({ address: page }) => /^[a-z-]+\.html$/.test(page)).filter(({ address: page }) => !/^(glossary|claims|cheat-sheet|review)\.html$/.test(page));
  field('lesson').replaceChildren(...lessons.map((entry) => option(entry.address.replace('.html', ''), entry.title)));
  if (lessons.some(({ address: page }) => page === `${asked.get('lesson')}.html`)) field('lesson').value = asked.get('lesson');
  field('maker').hidden = false;
  show();
}

main();
