// Handing in a score without a package: Open edX's JS Input in both ways of calling, and the completion code.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { patience } from './browser.mjs';
import { serve } from './server.mjs';
import { learn, solve } from './solver.mjs';

const lesson = 'address-split';
const elsewhere = /request to another origin: http:\/\/127/;
// Of edX's jsinput.html.
const sandbox = 'allow-downloads allow-forms allow-modals allow-popups allow-same-origin allow-scripts allow-pointer-lock';

/** The problem's page, which does what edX's jsinput.js does with its JSChannel (of before 1.0): a ping and a pong, then calls. */
const problem = (address) => `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>A problem</title>
<iframe id="input" title="Lesson" sandbox="${sandbox}" src="${address}" width="1000" height="760"></iframe>
<script>
const frame = document.getElementById('input');
const origin = new URL(frame.src).origin, queue = [], calls = new Map();
let ready = false, next = 333565;
const post = (message) => frame.contentWindow.postMessage(JSON.stringify(message), origin);
const begin = (kind) => {
  if (ready) return;
  ready = true;
  if (kind === 'ping') post({ method: 'JSInput::__ready', params: 'pong' });
  while (queue.length) post(queue.pop());
};
const received = (event) => {
  if (event.source !== frame.contentWindow || event.origin !== origin || typeof event.data !== 'string') return;
  const message = JSON.parse(event.data);
  if (message.method === 'JSInput::__ready') return begin(message.params);
  const { success, error } = calls.get(message.id);
  calls.delete(message.id);
  if (message.error) error(new Error(message.error + ': ' + message.message));
  else success(message.result);
};
window.connect = () => {
  addEventListener('message', received);
  setTimeout(() => post({ method: 'JSInput::__ready', params: 'ping' }));
};
window.ask = (method, params) => new Promise((success, error) => {
  const message = { id: next++, method: 'JSInput::' + method, params };
  calls.set(message.id, { success, error });
  if (ready) post(message);
  else queue.push(message);
});
</script></html>`;

export default async function play({ with_page, options, root, origin }) {
  const pages = {};
  const edx = await serve('/nonexistent', pages);
  pages['/problem.html'] = problem(`${origin}/lms.html?lesson=${lesson}`);
  await with_page('Open edX, by messages', { origin: edx.origin, allow: [elsewhere, /sandbox/] }, (t) => by_messages({ ...t, edx: edx.origin, site: origin, root }));
  await edx.close();
  const same = await serve(options.site, { '/problem.html': problem(`/lms.html?lesson=${lesson}`) });
  await with_page('Open edX, by calls', { origin: same.origin, allow: [/sandbox/] }, (t) => by_calls({ ...t, edx: same.origin }));
  await same.close();
  await with_page('a completion code', { permissions: ['clipboard-read', 'clipboard-write'] }, (t) => completion_code({ ...t, program: join(root, 'build/native/pagewalk') }));
}

/** The lesson's frame in the frame of the problem, once the lesson runs. */
async function lesson_frame(page) {
  const inner = page.frameLocator('#input').locator('iframe');
  await inner.waitFor();
  const frame = await (await inner.elementHandle()).contentFrame();
  await frame.waitForFunction(() => window.pagewalk?.ready, null, { timeout: patience });
  return frame;
}

async function by_messages({ page, context, check, edx, site, root }) {
  await page.route(/pagewalk\..*wasm/, async (route) => { // the machine comes after the problem has asked
    await page.waitForFunction(() => window.early !== undefined);
    await route.continue();
  });
  await page.goto(`${edx}/problem.html`, { waitUntil: 'domcontentloaded' });
  await page.evaluate(() => window.connect());
  const early = await page.evaluate(async () => { window.early = [await window.ask('getGrade', ''), await window.ask('getState', '')]; return window.early; });
  check.equal(JSON.parse(early[0]).finished ?? false, false, 'asked before the machine runs, it answers: nothing done');
  let frame = await lesson_frame(page);
  await page.unrouteAll();
  const seed = await frame.evaluate(() => window.parent.pagewalk_storage.getItem('pagewalk:seed'));
  const other = await context.newPage();
  await other.goto(`${site}/${lesson}.html?seed=${seed}`);
  await other.waitForFunction(() => window.pagewalk?.ready, null, { timeout: patience });
  const learned = await learn(other);
  await other.close();
  await frame.locator('.question[data-question="offset"] input[type=text]').fill(learned.answers.offset.text);
  await frame.locator('.question[data-question="offset"] button[type=submit]').click();
  await frame.locator('.question[data-question="offset"].is-right').waitFor();
  const state = await page.evaluate(() => window.ask('getState', ''));
  check.that(/^[ -~]*$/.test(state) && !state.includes('%') && decodeURI(state) === state && state.length <= 3500, 'the state is ASCII without a %', state);

  await page.goto(`${edx}/problem.html`);
  await page.evaluate((text) => { window.connect(); return window.ask('setState', text); }, state);
  frame = await lesson_frame(page);
  await frame.locator('.question[data-question="offset"].is-right').waitFor();
  check.equal(await frame.evaluate(() => window.parent.pagewalk_storage.getItem('pagewalk:seed')), seed, 'handed back, the state brings answers and numbers');
  await solve(frame, learned);
  const grade = await page.evaluate(() => window.ask('getGrade', ''));
  const facts = JSON.parse(grade);
  check.equal([facts.lesson, facts.finished, facts.complete, facts.passed, facts.right === facts.items, facts.seed], [lesson, true, true, true, true, seed], 'solved, the grade says so');
  check.that(!grade.includes('%'), 'without a %');
  check.matches(await page.evaluate(() => window.ask('setFire', '').catch(({ message }) => message)), /method_not_found: there is no setFire/, 'what it does not know is an error');
  python_check(check, root, grade);
}

/** The sample's Python: what stands in the problem is the file's, and it judges. */
function python_check(check, root, grade) {
  const folder = join(root, 'public/lms');
  const code = readFileSync(join(folder, 'pagewalk_check.py'), 'utf8'), xml = readFileSync(join(folder, 'openedx-problem.xml'), 'utf8');
  check.that(xml.includes(code.slice(code.indexOf('import json'))), 'the problem holds the check as it stands in the file');
  const judge = (answer, of = lesson) => JSON.parse(execFileSync('python3', ['-c', 'import json,sys\nspace={}\nexec(open(sys.argv[1]).read(),space)\nspace["LESSON"]=sys.argv[3]\nprint(json.dumps(space["check"](None,sys.argv[2])))',
    join(folder, 'pagewalk_check.py'), JSON.stringify({ answer, state: '' }), of]).toString());
  check.equal([judge(grade).ok, judge(grade).grade_decimal], [true, 1], 'it takes the full score');
  const facts = JSON.parse(grade);
  const half = judge(JSON.stringify({ ...facts, right: facts.items / 2 }));
  check.equal([half.ok, half.grade_decimal], [false, 0.5], 'half of it is half a grade');
  for (const [name, answer, of] of [['another lesson', grade, 'walk'], ['an unfinished one', JSON.stringify({ ...facts, finished: false })], ['too many right', JSON.stringify({ ...facts, right: facts.items + 1 })], ['no JSON', 'x'], ['nothing', '']]) {
    const found = judge(answer, of);
    check.that(!found.ok && !found.grade_decimal && found.msg.length > 10, `${name} is refused in words`, found);
  }
  execFileSync('python3', ['-c', 'import sys, xml.dom.minidom\nxml.dom.minidom.parse(sys.argv[1])', join(folder, 'openedx-problem.xml')]);
}

async function by_calls({ page, check, edx }) {
  await page.goto(`${edx}/problem.html`);
  await page.waitForFunction(() => { // as JS Input does: again while it throws
    try {
      window.frames[0].Pagewalk.setState('');
      return true;
    } catch {
      return false;
    }
  });
  let frame = await lesson_frame(page);
  await frame.locator('.question[data-question="offset"] input[type=text]').fill('0x1');
  await frame.locator('.question[data-question="offset"] button[type=submit]').click();
  await frame.locator('.question[data-question="offset"] .reveal').waitFor();
  const state = await page.evaluate(() => unescape(window.frames[0].Pagewalk.getState()));
  check.matches(state, /^pwl1#/, 'called as functions they answer');
  check.equal(JSON.parse(await page.evaluate(() => window.frames[0].Pagewalk.getGrade())).right, 0, 'with the grade');
  await page.reload();
  frame = await lesson_frame(page);
  check.equal(await frame.locator('.question[data-question="offset"].is-open').count(), 1, 'without its state the lesson is new: nothing is kept in the browser');
  await page.evaluate((text) => window.frames[0].Pagewalk.setState(text), state); // late, the lesson runs already
  frame = await lesson_frame(page);
  await frame.locator('.question[data-question="offset"].is-wrong').waitFor();
  await page.evaluate((text) => window.frames[0].Pagewalk.setState({ transaction: true }, text), state);
  frame = await lesson_frame(page);
  await frame.locator('.question[data-question="offset"].is-wrong').waitFor();
  check.that(true, 'a state that comes late is taken, with one argument or two');
}

async function completion_code({ page, reader, check, origin, program }) {
  await reader.open(lesson, 'seed=7');
  check.equal(await page.locator('.code-box').count(), 0, 'a lesson that is begun has no code');
  const learned = await learn(page);
  await page.evaluate(() => localStorage.clear());
  await reader.open(lesson, 'seed=7');
  await solve(page, learned);
  const title = page.locator('.code-box summary');
  await page.locator('.code-box').first().waitFor({ state: 'attached' });
  if (!(await title.isVisible())) await reader.button('back').click();
  await title.click();
  const code = await page.locator('.code-box code').innerText();
  const { score } = await reader.view();
  check.matches(code, new RegExp(`^pw1\\.${lesson}\\.${score.items}-${score.items}\\.1\\.\\d{8}\\.7\\.[0-9a-f]{8}\\.[0-9a-f]{8}$`), 'done, it has one');
  await page.locator('.code-box button').click();
  await page.locator('.code-box [role=status]', { hasText: 'Copied' }).waitFor();
  check.equal(await page.evaluate(() => navigator.clipboard.readText()), code, 'which can be copied');

  const run = (...words) => spawnSync(program, ['code', ...words], { encoding: 'utf8' });
  const read = JSON.parse(run(code, '--json').stdout);
  check.equal([read.lesson, read.right, read.items, read.attempts, read.seed, read.same_text, read.passed], [lesson, score.items, score.items, 1, '7', true, true], 'the command line reads it');
  check.matches(run(code).stdout, /does not prove/, 'and says what it does not prove');
  const slip = code.replace(/\.(\d)-/, (_, right) => `.${right - 1}-`);
  check.equal([run(slip).status, /slip/.test(run(slip).stderr)], [1, true], 'a changed one is none');

  await page.goto(`${origin}/teach.html`);
  await page.locator('#codes').fill([code, slip, 'hello', '', ` ${code.toUpperCase()} `].join('\n'));
  await page.locator('#codes-form button').click();
  await page.locator('.codes tbody tr').nth(3).waitFor();
  const rows = await page.locator('.codes tbody tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  check.equal(rows[0].slice(2), [`${score.items} / ${score.items}`, 'yes', '1', rows[0][5], '7', ''], 'the teachers’ page reads it, and has nothing to say');
  check.that(/slip/.test(rows[1].at(-1)) && /no completion code/.test(rows[2].at(-1)), 'it names a slip, and what is no code', rows);
  check.matches(rows[3].at(-1), /same seed as in line 1/, 'and a code that was handed in twice');
}
