// The page about what this tab can see (tab.html): how far the TLB of the reader's own processor reaches, by a worker's
// pointer chase. Nothing is asked about the number: it is the reader's machine's, not the course's.

import { line_chart, narrow } from './chart.js';
import { make } from './dom.js';
import { Job } from './job.js';
import { grouped, size_of } from './numbers.js';
import { table } from './tables.js';
import { tr } from './strings.js';

const by_id = (id) => document.getElementById(id);
const [start, cancel, found] = ['start', 'cancel', 'found'].map(by_id);
const { lang } = document.documentElement;
const page_bytes = 4096;
const noticeable = 1.5; // as ui/native/host_chase.cpp has it
const ns_text = (ns) => `${ns.toLocaleString(lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 })} ns`;
const reach_of = (pages) => `${grouped(pages)} (${size_of(pages * page_bytes)})`;

let points = [], presets = [], models = [];
let chosen = 'sapphire-rapids'; // of the presets, whose model is drawn

/** The last length before the steps take noticeably longer than through dense lines, and stay so. */
function knee_of(list) {
  const slow = list.map(({ ns, dense_ns }) => ns > noticeable * dense_ns);
  const first = slow.findIndex((each, index) => index > 0 && each && slow[index + 1]);
  return first < 0 ? null : list[first - 1].pages;
}

/** The measured points with what the model of the chosen preset says; nothing before it is known. */
function model() {
  const list = models[presets.findIndex(({ preset }) => preset === chosen)];
  return list && points.map(({ pages, dense_ns }, index) => ({ pages, ns: dense_ns + list[index], dense_ns }));
}

function chart() {
  const line = (label, list, key) => ({ label, points: list.map((point) => [point.pages, point[key]]) });
  const lines = [line(tr('tab.sparse'), points, 'ns'), line(tr('tab.dense'), points, 'dense_ns')];
  if (model()) lines.splice(1, 0, line(tr('tab.model', chosen), model(), 'ns'));
  return line_chart({ lines, x: tr('tab.x'), y: tr('tab.y'), label: tr('tab.chart'), format: grouped, unit: ' ns', log_x: true, log_y: true });
}

function conclusion() {
  const knee = knee_of(points);
  if (knee !== null) return [make('p', { className: 'tab-knee', textContent: tr('tab.knee', grouped(knee), size_of(knee * page_bytes)) }), make('p', { textContent: tr('tab.knee-read') })];
  return [make('p', { className: 'tab-knee', textContent: tr('tab.no-knee') }), make('h3', { textContent: tr('tab.why') }),
    make('ul', {}, ...['huge', 'fast', 'noise', 'clock'].map((id) => make('li', { textContent: tr(`tab.why-${id}`) })))];
}

function chooser() {
  const select = make('select', {}, ...presets.map(({ preset }) => make('option', { value: preset, textContent: preset, selected: preset === chosen })));
  select.addEventListener('change', () => {
    chosen = select.value;
    draw(true);
    found.querySelector('select').focus();
  });
  return make('p', { className: 'tab-choose' }, make('label', {}, `${tr('tab.choose')} `, select));
}

function numbers() {
  const rows = points.map(({ pages, ns, dense_ns }, index) => [grouped(pages), size_of(pages * page_bytes), ns_text(ns), ns_text(dense_ns), ...(model() ? [ns_text(model()[index].ns)] : [])]);
  const head = [tr('tab.x'), tr('tab.memory'), tr('tab.sparse'), tr('tab.dense'), ...(model() ? [tr('tab.model', chosen)] : [])];
  return make('details', {}, make('summary', { textContent: tr('trace.numbers') }), table(tr('tab.chart'), head, rows));
}

function compared() {
  const knee = knee_of(model());
  const bend = knee === null ? [] : [make('p', { className: 'tab-model', textContent: tr('tab.model-knee', grouped(knee), size_of(knee * page_bytes)) })];
  return [make('p', { textContent: tr('tab.model-what') }), chooser(), ...bend, make('p', { textContent: tr('tab.model-read') })];
}

function draw(done) {
  const section = make('section', { className: 'way' }, make('h2', { textContent: tr('tab.measured') }), make('p', { textContent: tr('tab.measured-what') }), chart());
  if (!done) return found.replaceChildren(section);
  const open = found.querySelector('details')?.open ?? false;
  section.append(...conclusion(), ...(model() ? compared() : []), numbers());
  found.replaceChildren(section, make('section', { className: 'way' }, make('h2', { textContent: tr('tab.presets') }), make('p', { textContent: tr('tab.presets-what') }),
    table(tr('tab.presets'), [tr('trace.preset'), tr('tab.first'), tr('tab.second')], presets.map(({ preset, first, second }) => [preset, reach_of(first), second > 0 ? reach_of(second) : '–']))));
  found.querySelector('details').open = open;
}

const job = new Job('tab_worker.js', {
  cancel, home: start, said: by_id('said'), wrong: by_id('wrong'),
  turn(on) {
    start.hidden = on;
  },
});

start.addEventListener('click', () => {
  points = [];
  models = [];
  found.replaceChildren();
  job.begin(tr('tab.running'), {}, (data) => {
    if (data.presets) presets = data.presets;
    if (data.error) return job.fail(tr('tab.failed', data.error));
    if (data.point) points.push(data.point);
    if (data.point && points.length > 1) draw(false);
    if (!data.done) return;
    models = data.models;
    job.end(tr('tab.done'));
    draw(true);
    start.focus();
  });
  if (job.runs) cancel.focus();
});
narrow.addEventListener('change', () => points.length > 1 && draw(!job.runs));
