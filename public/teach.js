// The page for teachers: reads the completion codes that a class handed in, many at once.

import { checksum, read_code } from './code.js';
import { make } from './dom.js';
import { load_text } from './files.js';
import { tr } from './strings.js';

const course = JSON.parse(document.getElementById('course').textContent);
const columns = ['lesson', 'score', 'passed', 'attempts', 'day', 'seed', 'note'];
const most_lines = 2000;

const texts = new Map(); // file -> checksum of its text; undefined where it cannot be had

async function version_of(file) {
  if (!texts.has(file)) texts.set(file, await load_text(`lessons/${file}`).then(checksum, () => undefined));
  return texts.get(file);
}

/** A row of the table: the columns' texts; `odd` where there is something to look at. */
async function row_of(text, line, seeds) {
  const code = read_code(text);
  if (code.fault) return { cells: [text.slice(0, 60), '', '', '', '', '', tr(`teach.js-fault-${code.fault}`)], odd: true };
  const lesson = course.find(({ id }) => id === code.lesson);
  const notes = [], same = seeds.get(`${code.lesson} ${code.seed}`);
  if (same) notes.push(tr('teach.js-same', String(same)));
  else seeds.set(`${code.lesson} ${code.seed}`, line);
  if (!lesson) notes.push(tr('teach.js-unknown'));
  const version = lesson && await version_of(lesson.file);
  if (version && version !== code.version) notes.push(tr('teach.js-other-text'));
  const passed = lesson && code.right * 100 >= lesson.mastery * code.items;
  return {
    cells: [lesson?.title ?? code.lesson, `${code.right} / ${code.items}`, lesson ? tr(passed ? 'teach.js-yes' : 'teach.js-no') : '', String(code.attempts), code.day, code.seed, notes.join(' ')],
    odd: notes.length > 0,
  };
}

async function read_all(text) {
  const seeds = new Map(), rows = [];
  const lines = text.split('\n').slice(0, most_lines);
  for (const [index, line] of lines.entries()) if (line.trim()) rows.push({ line: index + 1, ...(await row_of(line, index + 1, seeds)) });
  return rows;
}

function show(rows) {
  const head = make('tr', {}, make('th', { scope: 'col', textContent: '' }), ...columns.map((name) => make('th', { scope: 'col', textContent: tr(`teach.js-${name}`) })));
  head.firstChild.textContent = '#';
  const body = rows.map(({ line, cells, odd }) => make('tr', { className: odd ? 'is-odd' : '' },
    make('th', { scope: 'row', textContent: String(line) }), ...cells.map((textContent) => make('td', { textContent }))));
  document.getElementById('codes-table').replaceChildren(make('thead', {}, head), make('tbody', {}, ...body));
  document.getElementById('codes-frame').hidden = rows.length === 0;
  document.getElementById('codes-said').textContent = tr('teach.js-count', String(rows.length), String(rows.filter(({ odd }) => odd).length));
}

// pagewalk.html holds the pages, and none of the files beside them.
if (globalThis.pagewalk_inside) for (const link of document.querySelectorAll('.gets a[download]')) link.closest('li').hidden = true;

const form = document.getElementById('codes-form');
form.hidden = false;
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  show(await read_all(document.getElementById('codes').value));
});
