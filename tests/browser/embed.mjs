// The lesson in other sites' frames: from another origin, in every sandbox, narrow and short, several on a page,
// a part of it alone; and the messages between the two.

import { patience } from './browser.mjs';
import { host_page } from './frames.mjs';
import { serve } from './server.mjs';

const elsewhere = /request to another origin: http:\/\/127\.0\.0\.1:/;
const kinds = { none: null, 'allow-scripts': 'allow-scripts', 'allow-scripts allow-same-origin': 'allow-scripts allow-same-origin' };

export default async function play({ with_page, options, origin }) {
  const pages = {};
  const other = await serve('/nonexistent', pages);
  const visit = async (t, name, addresses, frame_options) => {
    pages[`/${name}.html`] = host_page(addresses, frame_options);
    await t.page.goto(`${other.origin}/${name}.html`);
  };
  const at = (query) => `${origin}/address-split.html?embed=1&${query}`;
  const test = (name, page_options, body) => with_page(name, { allow: [elsewhere], ...page_options }, (t) => body({ ...t, visit: (...rest) => visit(t, ...rest), at, other: other.origin }));

  for (const [name, sandbox] of Object.entries(kinds)) await test(`a frame, sandbox: ${name}`, {}, (t) => framed(t, sandbox));
  await test('requests', {}, requests);
  await test('hostile messages', {}, hostile);
  await test('sizes', {}, sizes);
  await test('two frames', {}, two_frames);
  await test('a part of a lesson', {}, parts);
  await test('what is kept in a frame', {}, kept_apart);
  const strict = await serve(options.site, {}, { strangers: false });
  await test('a server that lets no stranger in', { allow: [elsewhere, /CORS|Failed to load resource|ERR_FAILED/] }, (t) => cut_off(t, strict.origin));
  await strict.close();
  await other.close();
}

/** Waits for a message of frame `index` that has these facts; the message. */
async function heard(page, facts, index = 0) {
  const handle = await page.waitForFunction(([wanted, from]) => window.messages.find((message) => message.from === from && message.data && Object.entries(wanted).every(([key, value]) => message.data[key] === value)),
    [facts, index], { timeout: patience });
  return handle.jsonValue();
}

async function answered(page, message, index = 0) {
  await page.evaluate(([i, text]) => window.ask(i, text), [index, { pagewalk: 1, ...message }]);
  return (await heard(page, { answer: message.request, id: message.id }, index)).data;
}

const frame_of = (page, index = 0) => page.frames().find((frame) => frame.parentFrame() && frame.url().includes('html') && page.frames().filter((f) => f.parentFrame()).indexOf(frame) === index);

async function framed(t, sandbox) {
  const { page, check, visit, at, origin } = t;
  await visit(`sandbox-${sandbox?.length ?? 0}`, [at('seed=7')], { sandbox });
  const ready = await heard(page, { event: 'ready' });
  const opaque = sandbox !== null && !sandbox.includes('same-origin');
  check.equal(ready.origin, opaque ? 'null' : origin, 'the frame\'s origin is what the sandbox makes of it');
  check.equal([ready.data.pagewalk, ready.data.lesson, ready.data.step, ready.data.machine, ready.data.seed], [1, 'address-split', 1, true, '7'], 'it says that it is ready, with lesson, step and version');
  const resize = await heard(page, { event: 'resize' });
  check.that(resize.data.height >= 400 && resize.data.height < 3000, 'it says what height it needs', resize.data);
  const by_canvas = () => page.evaluate(() => window.messages.some(({ data }) => data.subject === 'lti.frameResize' && data.height > 0));
  await check.becomes(by_canvas, true, 'Canvas hears it in its own words'); // a message of its own, behind the other
  const frame = page.frameLocator('iframe');
  await frame.locator('.question[data-question="offset"] input[type=text]').fill('0x1');
  await frame.locator('.question[data-question="offset"] button[type=submit]').click();
  await frame.locator('.question[data-question="offset"] .reveal').waitFor();
  const last_state = () => page.evaluate(() => window.messages.filter(({ data }) => data.event === 'state').at(-1)?.data.state ?? '');
  const with_answer = /^pw1;id=address-split;seed=7;.*q=offset/;
  await check.becomes(async () => with_answer.test(await last_state()) || (await last_state()), true, 'an answer is told as state'); // not at once, nor the first one
  check.equal(await frame.locator('#notices', { hasText: 'keeps nothing' }).count() > 0, opaque, 'where nothing can be kept, it says so');
  check.that(await frame.locator('.bar-right, .bar-left').evaluateAll((all) => all.every((element) => element.offsetHeight === 0)), 'there is no bar');
}

async function requests({ page, check, visit, at }) {
  await visit('requests', [at('seed=7')]);
  await heard(page, { event: 'ready' });
  const before = await answered(page, { request: 'getState', id: 'a' });
  check.that(before.ok && before.state.startsWith('pw1;'), 'getState is answered', before);
  const moved = await answered(page, { request: 'goto', id: 2, step: 3 });
  check.equal([moved.ok, moved.step], [true, 3], 'goto goes, past the gates before');
  const progress = await heard(page, { event: 'progress', step: 3 });
  check.equal([progress.data.first, progress.data.done, progress.data.complete], [1, 0, false], 'and is told as progress');
  const after = (await answered(page, { request: 'getState', id: 3 })).state;
  check.equal((await answered(page, { request: 'setState', id: 4, state: before.state })).step, 1, 'setState brings an earlier state back');
  check.equal((await answered(page, { request: 'setState', id: 5, state: after })).step, 3, 'and the later one');
  const wrong = await answered(page, { request: 'setState', id: 6, state: 'pw1;id=walk;step=99' });
  check.that(!wrong.ok && /another|belongs/.test(wrong.error), 'a state of another lesson is refused in words', wrong.error);
  check.equal((await answered(page, { request: 'getState', id: 7 })).state, after, 'and changes nothing');
  for (const [id, request] of [[8, { request: 'goto', step: 99 }], [9, { request: 'goto', step: '2' }], [10, { request: 'setState', state: 5 }], [11, { request: 'setState', state: 'x'.repeat(70_000) }], [12, { request: 'format' }]]) {
    const answer = await answered(page, { ...request, id });
    check.that(!answer.ok && answer.error.length > 10, `refused in words: ${request.request} ${String(request.step ?? '')}`, answer);
  }
  // The step before the last is the final check: its score is an event.
  const { steps } = progress.data;
  await answered(page, { request: 'goto', id: 13, step: steps - 1 });
  const score = await heard(page, { event: 'score' });
  check.equal([score.data.right, score.data.attempt, score.data.passed], [0, 1, false], 'the final check begins with a score of none');
  const frame = page.frameLocator('iframe');
  await frame.locator('.step.current .question.is-open button[data-action^="skip "]').first().click();
  const state = await answered(page, { request: 'getState', id: 14 });
  check.matches(state.state, /;a=s/, 'a skipped item is in the state');
  await page.waitForFunction(() => window.messages.filter(({ data }) => data.event === 'state').length > 0);
}

async function hostile({ page, check, visit, at, origin }) {
  await visit('hostile', [at('seed=7')]);
  await heard(page, { event: 'ready' });
  const state = (await answered(page, { request: 'getState', id: 'before' })).state;
  await page.evaluate(() => {
    for (const junk of [null, undefined, 7, 'goto', [], {}, { pagewalk: {} }, { request: 'goto', step: 3 }, { pagewalk: 2, request: 'goto', step: 3, id: 'v2' }, { pagewalk: 1 }, { pagewalk: 1, request: {}, id: {} }, { pagewalk: 1, request: 'goto', step: NaN },
      { pagewalk: 1, request: 'goto', step: 1e9 }, { pagewalk: 1, request: '__proto__' }, { pagewalk: 1, request: 'constructor' }]) window.ask(0, junk);
    const deep = { pagewalk: 1, request: 'setState' };
    deep.state = deep;
    window.ask(0, deep);
  });
  const version = await heard(page, { id: 'v2' });
  check.matches(version.data.error, /version 1/, 'another version of the messages is named');
  // A third window: a second frame of the page, which is not the lesson's parent.
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.srcdoc = '<script>parent.frames[0].postMessage({ pagewalk: 1, request: "goto", id: "sibling", step: 3 }, "*")</' + 'script>';
    document.body.append(frame);
    return new Promise((resolve) => { frame.onload = resolve; });
  });
  check.equal((await answered(page, { request: 'getState', id: 'after' })).state, state, 'junk, and requests of other windows, change nothing');
  check.equal(await page.evaluate(() => window.messages.filter(({ data }) => data.id === 'sibling').length), 0, 'and other windows get no answer');
  check.that(await page.evaluate(() => window.messages.every(({ data }) => data.pagewalk === 1 || data.subject === 'lti.frameResize')), 'every message says whose it is');
}

async function sizes({ page, check, visit, at }) {
  for (const [width, height] of [[760, 600], [320, 400], [320, 640], [400, 300]]) {
    await visit(`size-${width}-${height}`, [at('seed=7')], { width, height });
    await heard(page, { event: 'ready' });
    const frame = frame_of(page);
    const layout = await frame.evaluate(() => {
      const rect = (selector) => document.querySelector(selector).getBoundingClientRect();
      const canvas = rect('#canvas'), step = rect('.step.current');
      return { wide: document.documentElement.scrollWidth, canvas: [canvas.width, canvas.height], step: step.width, bar: document.querySelector('.bar-left').offsetHeight };
    });
    check.that(layout.wide <= width, `${width}x${height}: nothing is wider than the frame`, layout);
    check.that(layout.canvas[0] >= 280 && layout.canvas[1] >= 120, `${width}x${height}: the picture has room`, layout);
    check.that(layout.step >= 240, `${width}x${height}: so has the prose`, layout);
    await frame.locator('.step.current .question.is-open button[type=submit]').scrollIntoViewIfNeeded();
    check.that(await frame.locator('.step.current .question.is-open button[type=submit]').isVisible(), `${width}x${height}: the question can be reached`);
  }
  // A frame that takes the height it is told does not grow for ever.
  await visit('grows', [at('seed=7')], { width: 400, height: 300 });
  await heard(page, { event: 'ready' });
  await page.evaluate(() => addEventListener('message', ({ data }) => { if (data.event === 'resize') document.getElementById('f0').height = data.height; }));
  await answered(page, { request: 'goto', id: 1, step: 2 });
  const heights = async () => page.evaluate(() => window.messages.filter(({ data }) => data.event === 'resize').map(({ data }) => data.height));
  await page.waitForFunction(() => document.getElementById('f0').height > 300);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  check.that((await heights()).length < 8, 'a frame that takes the height it is told comes to rest', await heights());
}

async function two_frames({ page, check, visit, at }) {
  await visit('two', [at('seed=7'), at('seed=8'), at('seed=9')], { lazy: true, space: 3000 });
  await heard(page, { event: 'ready' }, 0);
  check.equal(await page.evaluate(() => window.messages.filter(({ from }) => from === 2).length), 0, 'a lazy frame far below does not load');
  await page.evaluate(() => document.getElementById('f1').scrollIntoView());
  await heard(page, { event: 'ready' }, 1);
  check.equal((await answered(page, { request: 'goto', id: 1, step: 3 }, 1)).step, 3, 'the second frame answers');
  check.matches((await answered(page, { request: 'getState', id: 2 }, 0)).state, /seed=7;step=0/, 'and the first one stays where it is');
}

async function parts({ page, check, visit, origin }) {
  await visit('steps', [`${origin}/address-split.html?embed=1&seed=7&steps=3-4`]);
  check.equal((await heard(page, { event: 'ready' })).data.step, 3, 'steps=3-4 begins at step 3');
  const progress = (await heard(page, { event: 'progress' })).data;
  check.equal([progress.first, progress.last, progress.of], [3, 4, 2], 'and counts two steps');
  const frame = frame_of(page);
  check.equal(await frame.locator('#step-nav button[data-action=back]').count(), 0, 'there is no way back from the first');
  check.that(!(await answered(page, { request: 'goto', id: 1, step: 2 })).ok, 'not by a request either');
  check.equal((await answered(page, { request: 'goto', id: 2, step: 4 })).step, 4, 'step 4 is there');
  check.equal(await frame.locator('#step-nav button[data-action=next]').count(), 0, 'and is the last');
  check.equal(await frame.locator('#step-nav button[data-action=back]').count(), 1, 'with a way back');

  for (const [width, height] of [[760, 440], [320, 400]]) {
    await visit(`panel-${width}`, [`${origin}/walk.html?embed=1&seed=7&step=2&panel=tables&theme=dark`], { width, height });
    await heard(page, { event: 'ready' });
    const alone = frame_of(page);
    const seen = await alone.evaluate(() => ({ panels: window.pagewalk.view.panels.map(({ id }) => id), prose: document.getElementById('lesson').offsetHeight, canvas: document.getElementById('canvas').getBoundingClientRect().height, wide: document.documentElement.scrollWidth, tall: document.documentElement.scrollHeight, theme: document.documentElement.dataset.theme }));
    check.equal(seen.panels, ['tables', 'timeline'], `panel=tables at ${width}: that panel alone, and the timeline`);
    check.equal([seen.prose, seen.theme], [0, 'dark'], 'no prose');
    check.that(seen.canvas > height - 120 && seen.wide <= width && seen.tall <= height, 'the picture has the frame', seen);
    check.equal(await alone.evaluate(() => window.pagewalk.view.blocks.filter(({ html }) => html.includes('is-open')).length), 0, 'no question that cannot be seen hides a part of it');
    check.that(await alone.locator('#twin-toggle').isVisible(), 'its text view is at hand');
  }
  await visit('no-panel', [`${origin}/walk.html?embed=1&seed=7&panel=nonsense`]);
  await heard(page, { event: 'ready' });
  check.matches(await frame_of(page).locator('#notices').innerText(), /no panel “nonsense”/, 'a panel that does not exist is named');
  check.that(await frame_of(page).locator('#lesson').isVisible(), 'and the step is shown');
}

async function kept_apart({ page, check, visit, at, origin }) {
  await page.goto(`${origin}/address-split.html?seed=7`);
  await page.waitForFunction(() => window.pagewalk?.ready);
  await page.locator('.question[data-question="offset"] input[type=text]').fill('0x1');
  await page.locator('.question[data-question="offset"] button[type=submit]').click();
  await page.locator('.question[data-question="offset"] .reveal').waitFor();
  await visit('apart', [at('seed=7')]);
  await heard(page, { event: 'ready' });
  check.that(!(await answered(page, { request: 'getState', id: 1 })).state.includes('q=offset'), 'a frame of another site does not tell what was answered elsewhere');
  const frame = frame_of(page);
  await frame.locator('.question[data-question="offset"] input[type=text]').fill('0x2');
  await frame.locator('.question[data-question="offset"] button[type=submit]').click();
  await frame.locator('.question[data-question="offset"] .reveal').waitFor();
  await page.reload();
  await heard(page, { event: 'ready' });
  check.that((await answered(page, { request: 'getState', id: 2 })).state.includes('q=offset'), 'but keeps what was answered in it');
}

async function cut_off({ page, check, visit }, strict) {
  await visit('strict', [`${strict}/address-split.html?embed=1&seed=7`], { sandbox: 'allow-scripts' });
  const frame = page.frameLocator('iframe');
  await frame.locator('#cut-off').waitFor();
  check.matches(await frame.locator('#cut-off').innerText(), /cannot start.*You can read the lesson/s, 'the frame says why the machine cannot start');
  check.matches(await frame.locator('#cut-off a').getAttribute('href'), /^pagewalk\.html\?lesson=address-split$/, 'and leads to the course in one file');
  check.that(await frame.locator('.step').nth(1).isVisible() && await frame.locator('.step').last().isVisible(), 'the whole lesson is there to read');
}
