// The page for traces (trace.html): a trace that is dropped or chosen is read by a worker, and what it tells is drawn
// as figures, each with its numbers in a table.

import { line_chart, narrow } from './chart.js';
import { make } from './dom.js';
import { address_of } from './files.js';
import { Job } from './job.js';
import { grouped, size_of } from './numbers.js';
import { error_text, tr } from './strings.js';
import { table } from './tables.js';

const example = 'example-trace.u32';
const page_bytes = 4096;
const by_id = (id) => document.getElementById(id);
const [study_at, progress, input] = ['study', 'progress', 'file'].map(by_id);
const { lang } = document.documentElement;

const percent = (part, whole) => (whole > 0 ? `${(100 * part / whole).toLocaleString(lang, { maximumSignificantDigits: 3 })} %` : '–');

function section(id, ...content) {
  return make('section', { className: 'way' }, make('h2', { textContent: tr(`trace.${id}`) }), make('p', { textContent: tr(`trace.${id}-what`) }), ...content);
}

let shown = null; // the report on the page

const folded = (...content) => make('details', {}, make('summary', { textContent: tr('trace.numbers') }), ...content);

function working_sets({ working_sets: sets }) {
  const lines = sets.map(({ tau, every, means }) => ({ label: tr('trace.window', grouped(tau)), points: means.map((mean, index) => [(index + 0.5) * every, mean]) }));
  return section('set', line_chart({ lines, x: tr('trace.x-accesses'), y: tr('trace.y-pages'), label: tr('trace.set'), format: grouped }),
    table(tr('trace.set-table'), [tr('trace.window-head'), tr('trace.mean'), tr('trace.most'), tr('trace.most-ram')],
      sets.map(({ tau, mean, most }) => [grouped(tau), mean.toLocaleString(lang), grouped(most), size_of(most * page_bytes)])));
}

/** Misses over frames, and a slider that reads one off. */
function memory({ lru, accesses }) {
  const points = lru.map(({ frames, misses }) => [frames, 100 * misses / accesses]);
  const told = make('output', { htmlFor: 'frames' });
  const slider = make('input', { type: 'range', id: 'frames', min: '0', max: String(lru.length - 1), step: '1' });
  const chart = line_chart({ lines: [{ label: tr('trace.lru'), points }], x: tr('trace.x-frames'), y: tr('trace.y-faults'), label: tr('trace.memory'), format: grouped, unit: ' %', log_x: true });
  const show = () => {
    const { frames, misses } = lru[Number(slider.value)];
    told.textContent = tr('trace.with-frames', grouped(frames), size_of(frames * page_bytes), grouped(misses), percent(misses, accesses));
    slider.setAttribute('aria-valuetext', told.textContent);
    chart.mark(frames);
  };
  slider.value = String(Math.floor(lru.length / 2));
  slider.addEventListener('input', show);
  show();
  const rows = lru.filter(({ frames }, index) => Number.isInteger(Math.log2(frames)) || index + 1 === lru.length);
  return section('memory', chart, make('div', { className: 'trace-slider' }, make('label', { htmlFor: 'frames', textContent: tr('trace.slider') }), slider, told),
    folded(table(tr('trace.memory'), [tr('trace.frames'), tr('trace.ram'), tr('trace.faults'), tr('trace.share')],
      rows.map(({ frames, misses }) => [grouped(frames), size_of(frames * page_bytes), grouped(misses), percent(misses, accesses)]))));
}

const tlbs = ({ tlbs: rows, accesses }) => section('tlbs', table(tr('trace.tlbs'), [tr('trace.preset'), tr('trace.first-level'), tr('trace.walks'), tr('trace.share')],
  rows.map(({ preset, first_level_misses: first, walks }) => [preset, grouped(first), grouped(walks), percent(walks, accesses)])));

const hottest = ({ hottest: pages, accesses }) => section('hottest', table(tr('trace.hottest'), [tr('trace.page'), tr('trace.address'), tr('trace.accesses'), tr('trace.share')],
  pages.map(({ page, accesses: count }) => [`0x${page.toString(16)}`, `0x${(BigInt(page) * BigInt(page_bytes)).toString(16)}`, grouped(count), percent(count, accesses)])));

// --- reading

const job = new Job('trace_worker.js', {
  cancel: by_id('cancel'), home: by_id('choose'), said: by_id('said'), wrong: by_id('wrong'),
  turn(on) {
    progress.value = 0;
    progress.hidden = !on;
  },
});

/** The engine's phrases, ids and what goes with them, as text (web/trace/trace.cpp). One may stand in another. */
function spoken(text) {
  const number = (value) => (/^\d{1,3}(,\d{3})+$/.test(value) ? grouped(Number(value.replaceAll(',', ''))) : value);
  const told = text.replace(/\x02([^\x02\x03]*)\x03/g, (_, phrase) => tr(...phrase.split('\x1f').map(number)));
  return told === text ? text : spoken(told);
}

function words_of(name, { kind, message, hint, line, column, byte }) {
  if (kind) return tr(`trace.wrong-${kind}`, name, message ?? '');
  return tr('trace.wrong', name, line > 0 ? tr('trace.at-line', grouped(line), String(column)) : tr('trace.at-byte', grouped(byte)), error_text({ message: spoken(message), hint: spoken(hint) }));
}

function show(name, report) {
  job.end(tr('trace.done', name, grouped(report.accesses), grouped(report.pages), size_of(report.pages * page_bytes))
    + (report.writes === undefined ? '' : ` ${tr('trace.done-writes', percent(report.writes, report.accesses))}`));
  if (report.accesses === 0) return;
  shown = report;
  draw();
}

function draw() {
  study_at.replaceChildren(...[working_sets, memory, tlbs, hottest].map((make_section) => make_section(shown)));
  study_at.hidden = false;
}

function read(file) {
  shown = null;
  study_at.replaceChildren();
  study_at.hidden = true;
  job.begin(tr('trace.reading', file.name), { file, name: file.name }, (data) => {
    if (data.report) return show(file.name, data.report);
    if (data.error) return job.fail(words_of(file.name, data.error));
    progress.value = file.size > 0 ? data.bytes / file.size : 0;
    progress.textContent = percent(data.bytes, file.size);
    progress.title = tr('trace.so-far', grouped(data.accesses));
  });
}

narrow.addEventListener('change', () => shown && draw());
by_id('choose').addEventListener('click', () => input.click());
input.addEventListener('change', () => {
  if (input.files[0]) read(input.files[0]);
  input.value = ''; // the same file again is another choice
});
by_id('example').addEventListener('click', async () => {
  const response = await fetch(address_of(example)).catch(() => null);
  if (!response?.ok) return job.fail(tr('trace.wrong-failed', example, String(response?.status ?? '–')));
  read(new File([await response.blob()], example));
});
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) read(file);
});
