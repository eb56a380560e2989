// The book around the lessons: the map with its search, and the pages that are rendered beside the lessons.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './axe.mjs';
import { phone } from './browser.mjs';

const pages = ['glossary', 'claims', 'cheat-sheet'];
const index_file = /search\.[0-9a-f]+\.json$/;

export default async function play({ with_page, options }) {
  await with_page('the map finds what is looked for', {}, search);
  await with_page('the map by keyboard', {}, by_keyboard);
  await with_page('the map knows where the reader is', {}, progress);
  await with_page('the map without storage', {}, without_storage);
  await with_page('the search without its index', { allow: [/search\..*json|Failed to load/] }, without_index);
  await with_page('links of the book', {}, (t) => links({ ...t, site: options.site }));
  await with_page('words of a lesson lead to the glossary', {}, from_a_lesson);
  await with_page('axe-core and widths', {}, looks);
  await with_page('axe-core on a phone', phone, looks_on_a_phone);
  await with_page('the cheat sheet on paper', {}, on_paper);
}

const results = (page) => page.locator('#results a').evaluateAll((found) => found.map((link) => link.textContent));

/** Types into the search and waits until it has an answer to that. */
async function look_for(page, text) {
  await page.locator('#query').fill('');
  await page.waitForFunction(() => document.getElementById('found').textContent === '');
  await page.locator('#query').fill(text);
  await page.waitForFunction(() => document.getElementById('found').textContent !== '');
}

async function search({ page, check, origin }) {
  let fetched = 0;
  page.on('request', (request) => { fetched += index_file.test(request.url()); });
  await page.goto(`${origin}/index.html`);
  check.equal(fetched, 0, 'nothing is fetched for the search before it is used');
  await look_for(page, 'tlb reach');
  const found = await results(page);
  check.that(/^Term\s+TLB reach/.test(found[0]), 'a term that is called so comes first', found);
  check.equal(await page.locator('#found').textContent(), found.length === 1 ? 'One result.' : `${found.length} results.`, 'the number of results is told');
  check.equal(await page.locator('#found').getAttribute('role'), 'status', 'as a status, so that a screen reader says it');
  await look_for(page, 'follow the frame');
  check.that((await results(page)).some((text) => /^Step\s+Follow the frame number/.test(text)), 'a step is found by its title', await results(page));
  await look_for(page, 'HOTEL');
  check.that((await results(page)).some((text) => /^Lesson\s+1 · The overbooked hotel/.test(text)), 'a lesson in any case', await results(page));
  await look_for(page, '<img src=x onerror=alert(1)>');
  check.equal(await page.locator('#found').textContent(), 'Nothing found for “<img src=x onerror=alert(1)>”.', 'markup stays text');
  check.equal(await page.locator('.search img').count(), 0, 'and makes no element');
  await look_for(page, 'page');
  check.that((await results(page)).length === 20 && /^\d+ results; the first 20/.test(await page.locator('#found').textContent()), 'many results are cut, and it says so');
  check.equal(fetched, 1, 'one fetch for all of it');
}

async function by_keyboard({ page, check, origin }) {
  await page.goto(`${origin}/index.html`);
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim().replaceAll(/\s+/g, ' '));
  await page.keyboard.press('/');
  check.equal(await focused(), 'query', '/ leads to the search');
  await page.keyboard.type('fault');
  await page.locator('#results a').first().waitFor();
  await page.keyboard.press('ArrowDown');
  check.matches(await focused(), /^Term .* fault/, 'arrow down leads to the first result');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  check.matches(await focused(), /^Term .* fault/, 'up and down move among them');
  await page.keyboard.press('ArrowUp');
  check.equal(await focused(), 'query', 'and back to the field');
  await page.keyboard.press('Escape');
  check.equal(await page.locator('#query').inputValue(), '', 'Escape empties it');
  check.equal(await page.locator('#results a').count(), 0, 'and its results');
  await page.keyboard.type('canonical');
  await page.locator('#results a').first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/glossary\.html#term-canonical$/);
  check.that(true, 'Enter opens the first result');
}

const badges = (page, lesson) => page.locator(`[data-lesson=${lesson}] .badge`).allTextContents();

async function progress({ page, reader, check, origin }) {
  await page.goto(`${origin}/index.html`);
  check.equal(await page.locator('#start').textContent(), 'Start', 'a newcomer starts');
  check.equal(await page.locator('.badge.here, .badge.done, .badge.begun').count(), 0, 'with no progress');
  check.matches(await page.locator('#way').textContent(), /^The core path: \d+ lessons, \d+ h/, 'it says how long the way is');
  check.equal(await badges(page, 'huge-pages'), ['deeper'], 'a deeper lesson says so');
  await reader.open('tree', 'seed=7&predict=open&step=3');
  await reader.next();
  await page.goto(`${origin}/index.html`);
  check.equal(await badges(page, 'tree'), ['step 4 of 7', 'you are here'], 'the map knows the step that was left');
  check.matches(await page.locator('#start').textContent(), /^Go on: Allocate only/, 'and the button goes on there');
  check.matches(await page.locator('#start').getAttribute('href'), /^tree\.html$/, 'with its address');
  await page.evaluate(() => localStorage.setItem('pagewalk:tree:progress', '7 4 5 1'));
  await page.reload();
  check.equal(await badges(page, 'tree'), ['done, 4 of 5 right'], 'a lesson that is done tells its score');
  check.equal(await badges(page, 'address-split'), ['next'], 'and the next one is marked');
  check.matches(await page.locator('.way.done').textContent(), /^1 of \d+ core lessons done; /, 'what is left is counted');
  await page.evaluate(() => localStorage.setItem('pagewalk:tree:progress', '<b>'));
  await page.reload();
  check.equal(await badges(page, 'tree'), ['step 4 of 7', 'you are here'], 'what cannot be read is no progress');
}

async function without_storage({ page, context, check, origin }) {
  await context.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } }));
  await page.goto(`${origin}/index.html`);
  check.equal(await page.locator('#start').textContent(), 'Start', 'the map opens');
  await look_for(page, 'swap');
  check.that((await results(page)).length > 0, 'and is searched');
  await page.locator('#theme').click();
  check.equal(await page.locator('html').getAttribute('data-theme'), 'dark', 'the colours change');
}

async function without_index({ page, check, origin }) {
  await page.route(index_file, (route) => route.abort());
  await page.goto(`${origin}/index.html`);
  await look_for(page, 'swap');
  check.equal(await page.locator('#found').textContent(), 'The search could not be loaded.', 'it says that it could not be loaded');
  await page.unroute(index_file);
  await look_for(page, 'swap ');
  check.that((await results(page)).length > 0, 'and tries again');
}

/** Every link of the book, the cover and the index of the search leads to a file, a step, an element that is there. */
async function links({ page, check, origin, site }) {
  const files = readdirSync(site).filter((name) => name.endsWith('.html'));
  const ids = new Map(files.map((name) => [name, new Set([...readFileSync(join(site, name), 'utf8').matchAll(/ id="([^"]+)"/g)].map((match) => match[1]))]));
  const broken = [];
  const follow = (from, address) => {
    const url = new URL(address, `${origin}/${from}`);
    if (url.origin !== origin) return;
    const file = url.pathname.slice(1);
    const element = url.hash.slice(1);
    if (!existsSync(join(site, file))) broken.push(`${from}: ${address}`);
    else if (element && !ids.get(file).has(element)) broken.push(`${from}: ${address} has no such element`);
    const step = url.searchParams.get('step');
    if (step && !ids.get(file).has(`step-${step - 1}`)) broken.push(`${from}: ${address} has no such step`);
  };
  let count = 0;
  for (const name of [...pages.map((id) => `${id}.html`), 'index.html', 'teach.html', 'tlb.html']) {
    await page.goto(`${origin}/${name}`);
    const addresses = await page.locator('a[href]').evaluateAll((found) => found.map((link) => link.getAttribute('href')));
    count += addresses.length;
    for (const address of addresses.filter((target) => !/^#(?!term-|step-)/.test(target) || pages.includes(name.slice(0, -5)))) follow(name, address);
  }
  const index = JSON.parse(readFileSync(join(site, readdirSync(site).find((name) => index_file.test(name))), 'utf8'));
  for (const { address } of index) follow('search.json', address);
  check.empty(broken, `${count} links and ${index.length} entries of the search lead somewhere`);
  await page.goto(`${origin}/glossary.html`);
  await page.locator('#term-tlb-reach .taught a').first().click();
  await page.waitForURL(/tlb\.html\?step=3&predict=open#step-2$/);
  await page.waitForFunction(() => window.pagewalk?.ready);
  check.equal(await page.evaluate(() => window.pagewalk.view.step), 2, 'a term opens the step that taught it');
  check.that(await page.locator('.step.current h2, .step.current .step-title').first().isVisible(), 'which is seen');
}

async function from_a_lesson({ page, reader, check }) {
  await reader.open('fork', 'seed=7&predict=open&step=1');
  await page.locator('.step.current a.term').first().click();
  await page.waitForURL(/glossary\.html#term-[a-z-]+$/);
  const in_sight = () => page.evaluate(() => {
    const top = document.querySelector(':target')?.getBoundingClientRect().top;
    return (top >= 0 && top < innerHeight) || `it stands at ${top}`;
  });
  await check.becomes(in_sight, true, 'a word of a lesson opens its definition'); // the browser scrolls in a frame of its own
  await page.goBack();
  await reader.ready();
  await page.locator('.outline summary').click();
  await page.locator('.outline .book-links a', { hasText: 'Glossary' }).click();
  await page.waitForURL(/glossary\.html$/);
  check.equal(await page.locator('.book-links [aria-current=page]').textContent(), 'Glossary', 'the menu of a lesson leads to the book, which says where one is');
}

async function looks({ page, check, origin }) {
  for (const id of pages)
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(`${origin}/${id}.html`);
      check.empty(await violations(page), `${id}, ${scheme}: axe-core finds nothing`);
    }
  await page.emulateMedia({ colorScheme: 'light', contrast: 'more' });
  for (const id of pages) {
    await page.goto(`${origin}/${id}.html`);
    check.empty(await violations(page, ['color-contrast-enhanced']), `${id}: text has 7:1 in high contrast`);
  }
  const wide = [];
  for (const width of [320, 390, 768, 1280, 1920, 2560]) {
    await page.setViewportSize({ width, height: 800 });
    for (const id of [...pages, 'index']) {
      await page.goto(`${origin}/${id}.html`);
      if (await page.evaluate(() => document.scrollingElement.scrollWidth > innerWidth)) wide.push(`${id} at ${width}`);
    }
  }
  check.empty(wide, 'no page of the book is wider than the screen');
}

async function looks_on_a_phone({ page, check, origin }) {
  for (const id of pages) {
    await page.goto(`${origin}/${id}.html`);
    check.empty(await violations(page), `${id} on a phone: axe-core finds nothing`);
  }
  await page.goto(`${origin}/index.html`);
  await look_for(page, 'frame');
  check.empty(await violations(page), 'results on a phone: axe-core finds nothing');
}

async function on_paper({ page, check, origin }) {
  await page.goto(`${origin}/cheat-sheet.html`);
  for (const format of ['A4', 'Letter']) {
    const pdf = await page.pdf({ format, preferCSSPageSize: false });
    check.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length, 1, `it is one page of ${format}`);
  }
  check.that(await page.locator('#print').isVisible(), 'a button prints it');
}
