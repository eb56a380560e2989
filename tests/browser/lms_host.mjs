// The learning management system of the tests: scorm-again behind a page of its own, stricter than it where the standards
// are. What the package calls is written down; window.lms tells it.

import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from './server.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Unpacks a zip into the folder "content" of a new one, by Python's zipfile; the new one. */
export function unpack(zip) {
  const folder = mkdtempSync(join(tmpdir(), 'pagewalk-lms-'));
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, join(folder, 'content')]);
  return folder;
}

const standards = {
  scorm12: { api: 'Scorm12API', file: 'scorm12', name: 'API', set: 'LMSSetValue', begin: 'LMSInitialize', end: 'LMSFinish' },
  scorm2004: { api: 'Scorm2004API', file: 'scorm2004', name: 'API_1484_11', set: 'SetValue', begin: 'Initialize', end: 'Terminate' },
};

/** The LMS's page: `?standard=scorm12&launch=sco-walk.html`; what it knows of the learner stands in window.name as JSON. */
const page = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>A course</title>
<style>html, body, iframe { margin: 0; width: 100%; height: 100vh; border: 0; }</style>
<script type="module">
const standards = ${JSON.stringify(standards)};
const query = new URLSearchParams(location.search);
const standard = standards[query.get('standard')];
const { [standard.api]: Api } = await import('/node_modules/scorm-again/dist/esm/' + standard.file + '.min.js');
const api = new Api({ lmsCommitUrl: false, autocommit: false, logLevel: 5 });
if (window.name) api.loadFromJSON(JSON.parse(window.name), 'cmi');
const limits = [[/suspend_data$/, 4096], [/(lesson_)?location$/, 255], [/interactions\\.\\d+\\.id$/, 255], [/(student|learner)_response$/, 255]];
const lms = window.lms = { calls: [], wrong: [], begun: false, ended: false };
const strict = (verb, values) => {
  const say = (what) => lms.wrong.push(what + ': ' + verb + '(' + values.join(', ').slice(0, 100) + ')');
  const is_begin = verb === standard.begin;
  if (lms.ended) say('after the end');
  if (is_begin === lms.begun) say(is_begin ? 'begun twice' : 'before the beginning');
  if (!values.every((value) => typeof value === 'string')) say('no text');
  if (verb === standard.set) {
    for (const [element, most] of limits) if (element.test(values[0]) && values[1].length > most) say('longer than ' + most);
    if (!/^[ -~]*$/.test(values[1])) say('not ASCII');
  }
};
const wrapped = {};
for (const verb of Object.keys(api).concat(Object.getOwnPropertyNames(Object.getPrototypeOf(api)))) {
  if (!/^(LMS)?[A-Z]/.test(verb) || typeof api[verb] !== 'function') continue;
  wrapped[verb] = (...values) => {
    strict(verb, values);
    const result = api[verb](...values);
    lms.calls.push([verb, ...values, String(result)]);
    if (verb === standard.begin) lms.begun = true;
    if (verb === standard.end) lms.ended = true;
    if (verb === standard.set && result !== 'true' && result !== true) lms.wrong.push('refused: ' + values.join(' = ').slice(0, 120) + ' ' + api.lmsGetLastError?.());
    return result;
  };
}
lms.snapshot = () => api.renderCMIToJSONObject().cmi ?? api.renderCMIToJSONObject();
lms.quit = () => document.querySelector('iframe').remove();
if (!query.has('without')) window[standard.name] = wrapped;
const frame = document.createElement('iframe');
frame.title = 'Content';
frame.src = '/content/' + query.get('launch');
document.body.append(frame);
</script></html>`;

/** Serves an unpacked package below /content/, beside the LMS's page. {origin, close} */
export const serve_package = (folder) => serve((path) => (path.startsWith('/node_modules/') ? here : folder), { '/course.html': page });
