// Search over lessons, steps, terms and claims. What it looks in is fetched when it is first used; nothing that is
// typed becomes markup, and nothing leaves the page.

import { make } from './dom.js';
import { load_file } from './files.js';
import { tr } from './strings.js';

const shown_at_most = 20;
const form = document.getElementById('search');
const input = document.getElementById('query');
const found = document.getElementById('found');
const results = document.getElementById('results');

let index = null; // a promise of [{kind, title, more, address, words}]

/** Lower case, without accents and punctuation. */
const plain = (text) => text.normalize('NFKD').toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();

async function load() {
  const { locale } = document.documentElement.dataset;
  return (await (await load_file(locale ? `${locale}/search.json` : 'search.json')).json()).map((entry) => ({ ...entry, head: ` ${plain(entry.title)}`, body: ` ${plain(entry.more)}` }));
}

/** How well an entry fits: every word must be in it; 0 when one is not. The beginning of a word counts more. */
function fit(entry, words) {
  let sum = 0;
  for (const word of words) {
    const points = entry.head.includes(` ${word}`) ? 4 : entry.head.includes(word) ? 2 : entry.body.includes(` ${word}`) ? 1 : 0;
    if (points === 0) return 0;
    sum += points;
  }
  return sum / words.length + (entry.head === ` ${words.join(' ')}` ? 4 : 0);
}

export function search(entries, query) {
  const words = plain(query).split(' ').filter(Boolean);
  if (words.length === 0) return [];
  return entries.map((entry) => ({ entry, points: fit(entry, words) })).filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || a.entry.head.length - b.entry.head.length).map(({ entry }) => entry);
}

function row({ kind, title, more, address }) {
  const part = (className, textContent) => make('span', { className, textContent });
  return make('li', {}, make('a', { href: address }, part('kind', kind), ' ', part('name', title), ' ', part('more', more)));
}

function announce(query, count) {
  if (query.trim() === '') return '';
  if (count === 0) return tr('book.js-found-none', query.trim());
  if (count === 1) return tr('book.js-found-one');
  return count > shown_at_most ? tr('book.js-found-more', String(count), String(shown_at_most)) : tr('book.js-found', String(count));
}

async function show() {
  const query = input.value;
  try {
    index ??= load();
    const fitting = search(await index, query);
    if (query !== input.value) return; // typed on meanwhile
    results.replaceChildren(...fitting.slice(0, shown_at_most).map(row));
    found.textContent = announce(query, fitting.length);
  } catch {
    index = null; // another try may do better
    found.textContent = tr('book.js-no-index');
  }
}

/** Arrow keys lead from the field into the results and back; Escape empties it. */
function move(event) {
  const links = [...results.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement);
  if (event.key === 'ArrowDown' && links.length > 0) links[Math.min(at + 1, links.length - 1)].focus();
  else if (event.key === 'ArrowUp' && at >= 0) (links[at - 1] ?? input).focus();
  else if (event.key === 'Escape') {
    input.value = '';
    input.focus();
    show();
  } else return;
  event.preventDefault();
}

form.hidden = false;
form.addEventListener('submit', (event) => {
  event.preventDefault();
  results.querySelector('a')?.click();
});
form.addEventListener('keydown', move);
input.addEventListener('input', show);
input.addEventListener('focus', () => {
  index ??= load();
  index.catch(() => {}); // said when something is typed
});
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.('input, select, textarea')) return;
  event.preventDefault();
  input.focus();
});
if (input.value !== '') show(); // the browser brought back what was typed
