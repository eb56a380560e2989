// pagewalk.html: the same course from a disk, and in frames that have no origin. It asks nobody for anything.

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { is_right } from './steps.mjs';

export default async function play({ with_page, options }) {
  const folder = mkdtempSync(join(tmpdir(), 'pagewalk-')); // alone: nothing lies beside it
  cpSync(join(options.site, 'pagewalk.html'), join(folder, 'pagewalk.html'));
  const file = pathToFileURL(join(folder, 'pagewalk.html')).href;
  const course = JSON.parse(/id="course">(.*?)<\/script>/.exec(readFileSync(join(options.site, 'hotel.html'), 'utf8'))[1]);
  await with_page('from a disk', { origin: 'file:' }, (t) => from_disk({ ...t, file }));
  await with_page('all of it', { origin: 'file:' }, (t) => everything({ ...t, file, course }));
  const frames = { allow: [/sandboxed|Blocked script execution/] };
  await with_page('in a frame without an origin', frames, (t) => in_frame({ ...t, page_html: `<iframe title="Lesson" sandbox="allow-scripts" src="pagewalk.html?lesson=address-split&seed=7&embed=1" width="760" height="600"></iframe>` }));
  const text = readFileSync(join(folder, 'pagewalk.html'), 'utf8').replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  await with_page('in a frame that has its text', frames, (t) => in_srcdoc({ ...t, page_html: `<iframe title="Lesson" sandbox="allow-scripts" srcdoc="${text}" width="760" height="600"></iframe>` }));
  rmSync(folder, { recursive: true });
}

/** Every request but those for the page itself. */
function requests_of(page, own) {
  const asked = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!/^(?:data|blob|about):/.test(url) && url.replace(/[?#].*$/s, '') !== own) asked.push(url);
  });
  return asked;
}

async function from_disk(t) {
  const { page, reader, check, file } = t;
  const asked = requests_of(page, file);
  await page.goto(file);
  await page.locator('.lessons a').first().waitFor();
  check.matches(await page.title(), /Pagewalk/, 'the cover opens from a disk');
  await page.locator('.lessons a', { hasText: 'One address' }).first().click();
  await reader.ready();
  check.equal((await reader.view()).lesson, 'address-split', 'a lesson of the map opens');
  check.that(await page.evaluate(() => document.fonts.check('16px "Pagewalk Text"') && !document.getElementById('canvas').hidden), 'with its fonts and its picture');
  await reader.answer('offset', `0x${(await reader.cut('va')).offset.toString(16)}`);
  await is_right(t, 'offset');
  await page.reload();
  await reader.ready();
  check.equal(await reader.state_of('offset'), 'right', 'answers survive a reload');
  await reader.next();
  await page.goBack();
  await page.locator('.lessons .is-begun').first().waitFor();
  check.that(true, 'Back leads to the map, which knows of it');
  await page.locator('#query').fill('tlb reach');
  await page.locator('#results a').first().click();
  await page.locator('#term-tlb-reach').waitFor();
  const in_sight = () => page.locator('#term-tlb-reach').evaluate((term) => term.getBoundingClientRect().top < innerHeight);
  await check.becomes(in_sight, true, 'the search leads into the glossary'); // it scrolls once the page's scripts have run
  await page.locator('#term-tlb-reach .taught a').first().click();
  await reader.ready();
  check.equal([(await reader.view()).lesson, (await reader.view()).step], ['tlb', 2], 'and that to the step which taught the word');
  await page.goto('about:blank');
  await page.goto(`${file}?lesson=walk&step=2&seed=7&theme=dark`);
  await reader.ready();
  check.equal([(await reader.view()).lesson, (await reader.view()).step, await page.locator('html').getAttribute('data-theme')], ['walk', 1, 'dark'], 'it understands links as the cover does');
  check.empty(asked, 'nothing was asked of anybody');
}

async function everything({ page, reader, check, file, course }) {
  const seen = [];
  for (const { id } of course) {
    await page.goto(`${file}#/${id}.html?seed=7`);
    await page.waitForFunction((wanted) => document.documentElement.dataset.lesson === wanted && window.pagewalk?.ready, id, { timeout: 60_000 });
    seen.push((await reader.view())?.lesson);
  }
  check.equal(seen, course.map(({ id }) => id), `all ${course.length} lessons run`);
  for (const id of ['glossary', 'claims', 'cheat-sheet']) {
    await page.goto(`${file}#/${id}.html`);
    await page.waitForFunction((wanted) => document.documentElement.dataset.page === wanted, id);
    check.that((await page.locator('main').innerText()).length > 2000, `${id} is there`);
  }
}

async function framed({ page, origin, page_html }) {
  await page.route(`${origin}/test-onefile.html`, (route) => route.fulfill({
    contentType: 'text/html', body: `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Another page</title>${page_html}</html>`,
  }));
  await page.goto(`${origin}/test-onefile.html`);
  return page.frameLocator('iframe');
}

async function judge(frame, check, name) {
  await frame.locator('html.live').waitFor({ state: 'attached' });
  const open = frame.locator('.step.current .question.is-open').first();
  await open.locator('label.choice, select, input[type=text]').first().waitFor();
  if (await open.locator('label.choice').count()) await open.locator('label.choice').first().click();
  else if (await open.locator('select').count()) await open.locator('select').selectOption({ index: 1 });
  else await open.locator('input[type=text]').fill('7');
  await open.locator('button[type=submit]').click();
  await frame.locator('.step.current .reveal, .step.current .reply, .step.current .input-error').first().waitFor();
  check.that(true, name);
}

async function in_frame(t) {
  const { page, check, origin } = t;
  const asked = requests_of(page, `${origin}/pagewalk.html`);
  const frame = await framed(t);
  await judge(frame, check, 'a lesson runs and judges an answer in a frame without an origin');
  check.matches(await frame.locator('#notices').innerText(), /keeps nothing/, 'which says that nothing is kept');
  check.empty(asked.filter((url) => !url.endsWith('/test-onefile.html')), 'it loads nothing but itself');
}

async function in_srcdoc(t) {
  const { page, check, origin } = t;
  const asked = requests_of(page, `${origin}/test-onefile.html`);
  const frame = await framed(t);
  await frame.locator('.lessons a', { hasText: 'One address' }).first().click();
  await judge(frame, check, 'in a frame that has no address either the map leads to a lesson');
  check.empty(asked, 'nothing was asked of anybody');
}
