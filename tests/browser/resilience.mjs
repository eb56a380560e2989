// What goes wrong in other people's browsers: no WebGL2, a lost context, storage that throws, a mangled
// link, no wasm, no JavaScript at all.

import { hex } from './address.mjs';
import { is_right } from './steps.mjs';

export default async function play({ with_page }) {
  await with_page('a lost WebGL context', {}, lost_context);
  await with_page('no WebGL2', { allow: [/webgl/i] }, no_webgl);
  await with_page('storage that throws', {}, throwing_storage);
  await with_page('a sandboxed frame', {}, sandboxed);
  await with_page('a reload', {}, reload);
  await with_page('another seed', {}, other_seed);
  await with_page('a mangled link', {}, mangled_link);
  await with_page('no wasm', { allow: [/Failed to (load resource|fetch)|wasm/i] }, no_wasm);
  await with_page('no JavaScript', { javaScriptEnabled: false }, no_script);
}

async function lost_context({ page, reader, check }) {
  await reader.open('walk');
  await reader.next();
  await page.mouse.move(1, 1);
  await reader.calm();
  const canvas = page.locator('#canvas');
  const before = (await canvas.screenshot()).toString('base64');
  await page.evaluate(() => {
    window.lose = document.getElementById('canvas').getContext('webgl2').getExtension('WEBGL_lose_context');
    window.lose.loseContext();
  });
  await page.locator('#picture-note').waitFor();
  check.that((await reader.text('#picture-note')).length > 20, 'a lost context is announced');
  await reader.button('next').isVisible();
  await page.evaluate(() => window.lose.restoreContext());
  await page.locator('#picture-note').waitFor({ state: 'hidden' });
  await reader.calm();
  check.that((await canvas.screenshot()).toString('base64') === before, 'when it is back the picture is as before, to the pixel');
  const { position } = await reader.view();
  await reader.press('timeline.back').catch(() => {});
  await reader.calm();
  check.that((await reader.view()).position <= position, 'and it can be clicked');
  await page.evaluate(() => window.lose.loseContext());
  await page.locator('#twin').waitFor();
  check.matches(await reader.text('#picture-note'), /as text/, 'when it stays away the panels are there as text');
  await page.evaluate(() => window.lose.restoreContext());
  await canvas.waitFor();
  check.that(await page.locator('#twin').isHidden(), 'and the picture returns when it is given back');
}

async function answer_first_question(t) {
  const { reader } = t;
  await reader.answer('offset', hex((await reader.cut('va')).offset));
  await is_right(t, 'offset');
}

async function no_webgl(t) {
  const { page, context, reader, check } = t;
  await context.addInitScript(() => {
    const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (type, ...rest) {
      return /^webgl/.test(type) ? null : get.call(this, type, ...rest);
    };
  });
  await reader.open('address-split');
  check.matches(await reader.text('#picture-note'), /WebGL2/, 'the page says that there is no WebGL2');
  check.that(await page.locator('#twin').isVisible(), 'and shows the panels as text');
  await answer_first_question(t);
  await reader.next();
  await reader.answer('pgd', String((await reader.cut('va')).pgd));
  await reader.next();
  const before = await reader.number('va');
  await page.locator('#twin button', { hasText: /PMD/ }).first().click();
  await reader.wait(() => window.pagewalk.view.command.startsWith('let va'));
  check.that((await reader.number('va')) !== before, 'a button of the text view does what the picture would');
  check.that(await reader.step.locator('.task.is-done').isVisible(), 'the task is done without a picture');
  check.that(await reader.button('next').isEnabled(), 'and the lesson goes on');
}

async function throwing_storage(t) {
  const { page, context, reader, check } = t;
  await context.addInitScript(() => {
    const deny = () => { throw new DOMException('denied', 'SecurityError'); };
    Object.defineProperty(window, 'localStorage', { get: deny });
    Object.defineProperty(window, 'sessionStorage', { get: deny });
  });
  await reader.open('address-split');
  check.matches(await reader.text('#notices'), /keeps nothing/, 'the page says that progress is not kept');
  await answer_first_question(t);
  check.that(await page.locator('#notices .is-error').count() === 0, 'and works');
}

async function sandboxed({ page, check, origin }) {
  await page.goto(`${origin}/test-sandboxed.html`);
  const frame = page.frameLocator('iframe');
  await frame.locator('.step.current h2, .step.current p').first().waitFor();
  await frame.locator('html.live, html.static').waitFor({ state: 'attached' });
  check.that(await frame.locator('html.live').count() === 1, 'in a frame without an origin of its own the lesson runs');
  await frame.locator('.question[data-question="offset"] input[type=text]').fill('0x1');
  await frame.locator('.question[data-question="offset"] button[type=submit]').click();
  await frame.locator('.question[data-question="offset"] .reveal').waitFor();
  check.that(true, 'and judges an answer');
}

async function reload(t) {
  const { page, reader, check } = t;
  await reader.open('address-split');
  await answer_first_question(t);
  await reader.next();
  await page.reload();
  await reader.ready();
  check.equal(await reader.title(), 'Nine bits choose an entry', 'a reload comes back to the step');
  await reader.button('back').click();
  await reader.wait(() => window.pagewalk.view.step === 0);
  check.equal(await reader.state_of('offset'), 'right', 'with the answer given before');
  await page.evaluate(() => localStorage.setItem('pagewalk:address-split:saved', 'garbage{'));
  await page.reload();
  await reader.ready();
  check.matches(await reader.text('#notices'), /could not be read/, 'garbled answers of an earlier visit are reported');
  check.equal((await reader.view()).step, 0, 'and the lesson begins anew');
}

async function other_seed({ reader, check }) {
  await reader.open('address-split', 'seed=1');
  const first = await reader.number('va');
  await reader.open('address-split', 'seed=2');
  const second = await reader.number('va');
  await reader.open('address-split', 'seed=1');
  check.that(first !== second, 'another seed draws another address');
  check.equal(await reader.number('va'), first, 'the same seed the same');
}

async function mangled_link({ page, reader, check }) {
  await reader.open('address-split', 'step=abc&seed=-1&theme=purple&embed=maybe&nonsense=1');
  const notices = await reader.text('#notices');
  for (const part of ['step=abc', 'seed=-1', 'theme=purple', 'embed=maybe']) check.that(notices.includes(part), `the notice names ${part}`, notices);
  check.equal((await reader.view()).step, 0, 'the lesson begins at its beginning');
  await reader.answer('offset', hex((await reader.cut('va')).offset));
  await is_right({ reader, check }, 'offset');
  await page.locator('#notices button').first().click();
  check.that(!(await reader.text('#notices')).includes('step=abc'), 'a notice can be closed');
  await reader.open('address-split', `seed=${'9'.repeat(300)}&step=99`);
  check.that((await reader.view()).steps > 3, 'a seed and a step out of range still open the lesson');
  check.that((await reader.text('#notices')).length > 0, 'and are reported');
  await page.goto(`${reader.origin}/index.html?lesson=../../etc`);
  check.matches(await reader.text('#notice'), /no lesson called/, 'the cover says that a lesson does not exist');
}

async function no_wasm({ page, reader, check }) {
  await page.route(/\.wasm$/, (route) => route.abort());
  await reader.open('walk');
  check.matches(await reader.text('#notices'), /machine did not start/, 'the page says that the machine did not start');
  check.that(await page.locator('html.static').count() === 1, 'and stays readable');
  const prose = await page.locator('#lesson').innerText();
  check.matches(prose, /Where the walk begins/, 'every step is there to read');
  check.matches(prose, /Final check/, 'to the end');
  check.that(await page.evaluate(() => [document.scrollingElement, ...document.querySelectorAll('#lesson, .steps')].some((pane) => pane.scrollHeight > pane.clientHeight + 200 && getComputedStyle(pane).overflowY !== 'visible')), 'and can be scrolled');
  const seen = await page.evaluate(() => [...document.querySelectorAll('.step')].filter((step) => step.checkVisibility()).length);
  check.that(seen > 5, 'all steps are visible', seen);
}

async function no_script({ page, origin, check }) {
  await page.goto(`${origin}/walk.html`);
  const prose = await page.locator('#lesson').innerText();
  check.matches(prose, /Where the walk begins/, 'without JavaScript the whole lesson can be read');
  check.matches(prose, /0x[0-9a-f]{4,}/, 'with its numbers');
  check.matches(await page.locator('body').innerText(), /Without JavaScript/, 'and the page says what is missing');
}
