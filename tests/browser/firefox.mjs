// The course in Firefox: xvfb-run -a node firefox.mjs [LESSON...] [--site FOLDER]
// Debian's firefox-esr, driven over WebDriver BiDi (Playwright would need a Firefox of its own). WebGL2 is drawn by the
// processor. Exit status 1 when any check failed.

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import puppeteer from 'puppeteer-core';
import { Checks } from './check.mjs';
import { lessons_of, pages_of } from './course.mjs';
import { serve } from './server.mjs';
import { learn, solve } from './solver.mjs';

const patience = 60_000; // ms
const solved_too = ['hotel', 'address-split', 'tlb', 'faults', 'replacement']; // of different kinds; the others are leafed through
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { site: { type: 'string', default: join(root, 'build/site') } } });
const executablePath = [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => path && existsSync(path));
if (!executablePath) {
  console.error('no Firefox found; set FIREFOX to its path');
  process.exit(2);
}
const check = new Checks();
const server = await serve(options.site);
const started = Date.now();

const launch = (extraPrefsFirefox) => puppeteer.launch({ browser: 'firefox', executablePath, headless: false, defaultViewport: null, args: ['--width=1280', '--height=900'], extraPrefsFirefox });

/** A page of its own; what it complained about is a failure too. */
async function with_page(browser, name, play) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const complaints = [];
  await page.evaluateOnNewDocument(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => window.violations.push(`${violatedDirective}: ${blockedURI || sample}`));
  });
  page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.stack ?? error}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${server.origin}/`) && !/^(data|blob|about):/.test(request.url())) complaints.push(`request to another origin: ${request.url()}`);
  });
  try {
    await play(page);
    complaints.push(...(await page.evaluate(() => window.violations)).map((text) => `Content-Security-Policy: ${text}`));
  } catch (error) {
    check.that(false, name, String(error.stack ?? error).split('\n').slice(0, 6).join('\n     '));
    await page.screenshot({ path: join(root, 'build', 'screenshots', `failed-firefox-${name.replaceAll(/\W+/g, '-')}.png`) }).catch(() => {});
  }
  check.empty(complaints, `${name}: no errors, nothing from elsewhere`);
  await context.close();
}

async function open(page, name, query) {
  await page.goto(`${server.origin}/${name}.html?${query}`);
  await page.waitForFunction(() => window.pagewalk?.ready, { timeout: patience });
}

const live = (page) => page.evaluate(() => document.documentElement.classList.contains('live'));
const full = (page) => page.evaluate(() => {
  const { score, complete } = window.pagewalk.view;
  return complete && score.items > 0 && score.right === score.items;
});

async function lesson(page, name) {
  await open(page, name, 'seed=7');
  check.that(await live(page), `${name}: the machine runs`);
  check.that((await page.evaluate(() => window.pagewalk.frames)) > 0, `${name}: WebGL2 draws`);
  const picture = await (await page.$('#picture')).screenshot();
  check.that(picture.length > 9000, `${name}: something is to be seen`, picture.length); // an empty one has 3,000 bytes
  const { answers } = await learn(page);
  check.that(Object.keys(answers).length >= 9, `${name}: every step can be turned to, every question asked`, Object.keys(answers).length);
}

async function solved(page, name, query) {
  await open(page, name, query);
  const learned = await learn(page);
  await page.evaluate(() => localStorage.clear());
  await open(page, name, query);
  const { hidden } = await solve(page, learned);
  check.that(await full(page), `${name}: the full score`);
  check.empty(hidden, `${name}: every control used can be seen`);
}

/** With a real mouse and real keys: a bit is clicked, an answer typed, the picture left. */
async function by_hand(page) {
  await open(page, 'address-split', 'seed=7&predict=open&step=3');
  const va = () => page.evaluate(() => window.pagewalk.evaluate('va').value);
  const before = await va();
  const place = await page.evaluate(() => {
    const box = document.getElementById('canvas').getBoundingClientRect();
    const area = window.pagewalk.areas().find(({ id }) => /bit/.test(id)) ?? window.pagewalk.areas()[0];
    return { x: box.x + area.x + area.width / 2, y: box.y + area.y + area.height / 2 };
  });
  await page.mouse.click(place.x, place.y);
  await page.waitForFunction((old) => window.pagewalk.evaluate('va').value !== old, {}, before);
  check.that(true, 'a click on a bit flips it');
  await page.keyboard.press('Escape');
  check.that(await page.evaluate(() => document.getElementById('lesson').contains(document.activeElement)), 'Esc leaves the picture');
  await page.keyboard.press('F6');
  check.equal(await page.evaluate(() => document.activeElement.id), 'canvas', 'F6 enters it');
  await page.evaluate(() => localStorage.clear()); // else it comes back to the step
  await open(page, 'address-split', 'seed=7');
  await page.focus('.question[data-question="offset"] input[type=text]');
  await page.keyboard.type('0x1');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.question[data-question="offset"] .reveal');
  check.that(true, 'an answer that is typed is judged');
}

/** The pages whose work a worker does. */
const beside = {
  async trace(page) {
    await page.goto(`${server.origin}/trace.html`);
    await page.click('#example');
    await page.waitForSelector('#study section', { timeout: patience });
    check.matches(await page.$eval('#said', (said) => said.textContent), /accesses to \d+ pages/, 'trace: a worker reads the example');
    check.equal(await page.$$eval('.chart-figure polyline', (lines) => lines.length), 4, 'trace: and the figures are drawn');
  },
  async tab(page) {
    await page.goto(`${server.origin}/tab.html`);
    await page.click('#start');
    await page.waitForSelector('#found .tab-knee', { timeout: 2 * patience });
    check.equal(await page.$$eval('#found details tbody tr', (rows) => rows.length), 23, 'tab: a worker measures');
  },
};

const wanted = positionals.length > 0 ? positionals.filter((name) => !beside[name]) : lessons_of(options.site);
let browser = await launch({ 'webgl.force-enabled': true });
console.log(`     ${await browser.version()}`);
check.begin('firefox');
for (const name of wanted) await with_page(browser, name, (page) => lesson(page, name));
for (const name of wanted.filter((name) => solved_too.includes(name))) await with_page(browser, `${name}, solved`, (page) => solved(page, name, 'seed=7'));
for (const [name, play] of Object.entries(beside)) if (positionals.length === 0 || positionals.includes(name)) await with_page(browser, name, play);
if (positionals.length === 0) {
  const { played, read } = pages_of(options.site);
  await with_page(browser, 'by hand', by_hand);
  for (const name of played.filter((page) => !wanted.includes(page))) {
    await with_page(browser, name, async (page) => {
      await open(page, name, 'seed=7');
      check.that(await live(page), `${name}: the machine runs`);
    });
  }
  for (const name of read) {
    await with_page(browser, name, async (page) => {
      await page.goto(`${server.origin}/${name}.html`);
      const title = await page.waitForSelector('h1'); // pagewalk.html unpacks its pages first
      check.that((await title.evaluate(({ textContent }) => textContent.trim())).length > 3, `${name}: opens`);
    });
  }
}
await browser.close();

browser = await launch({ 'webgl.disabled': true });
await with_page(browser, 'without WebGL2', async (page) => {
  await open(page, 'hotel', 'seed=7');
  check.that(await page.$eval('#twin', (twin) => twin.checkVisibility()), 'without WebGL2 the text view opens by itself');
  check.that((await page.$eval('#picture-note', (note) => note.textContent)).includes('WebGL2'), 'and the page says why');
  await solved(page, 'hotel', 'seed=7');
});
await browser.close();
await server.close();
console.log(`${check.passed} ok, ${check.failed.length} failed, ${((Date.now() - started) / 1000).toFixed(0)} s`);
for (const name of check.failed) console.log(`failed: ${name}`);
process.exit(check.failed.length > 0 ? 1 : 0);
