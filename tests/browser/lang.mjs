// Other languages: German from the switch to the full score of a lesson, lessons that are not translated, links; then
// two languages that nobody speaks, one from right to left and one of long words, at every width.

import { violations } from './axe.mjs';
import { longer, serve_language, to_hebrew } from './pseudo.mjs';
import { find_cut_off } from './reach.mjs';
import { learn, solve } from './solver.mjs';

const marked = /⟦[^⟧]*⟧/g;

export default async function play({ with_page, options, root }) {
  await with_page('the first lesson in German', {}, german_lesson);
  await with_page('the switch of languages', {}, the_switch);
  await with_page('a link with its language', {}, links);
  await with_page('a lesson that is not translated', {}, not_translated);
  await with_page('the original loads nothing of another language', {}, nothing_else);
  await with_page('every panel has its strings', {}, panels_speak);
  await with_language(options.site, root, ['he', to_hebrew, 'rtl'], async (origin) => {
    await with_page('from right to left', { origin }, (t) => right_to_left(t));
    for (const size of [[1280, 800], [760, 600], [390, 844]]) await with_page(`from right to left, ${size[0]} pixels`, { origin, viewport: { width: size[0], height: size[1] } }, (t) => fits({ ...t, code: 'he' }));
  });
  await with_language(options.site, root, ['fi', longer], async (origin) => {
    for (const size of [[1280, 800], [760, 600], [390, 844], [320, 640]]) await with_page(`long words, ${size[0]} pixels`, { origin, viewport: { width: size[0], height: size[1] } }, (t) => fits({ ...t, code: 'fi' }));
  });
}

async function with_language(site, root, [code, change, direction], play) {
  const server = await serve_language(site, root, code, change, direction);
  try {
    await play(server.origin);
  } finally {
    await server.close();
  }
}

/** Ids that show where a text is missing, in the page and in what its panels say. */
const untold = (page) => page.evaluate((pattern) => {
  const said = window.pagewalk?.view?.panels.map(({ id }) => JSON.stringify(window.pagewalk.twin(id))) ?? [];
  return [document.documentElement.outerHTML, JSON.stringify(window.pagewalk?.view ?? ''), ...said].flatMap((text) => text.match(new RegExp(pattern, 'g')) ?? []);
}, marked.source);

async function german_lesson({ page, reader, check }) {
  await reader.open('de/hotel', 'seed=7');
  check.equal(await page.evaluate(() => [document.documentElement.lang, document.getElementById('steps').lang]), ['de', ''], 'the page is in German, the lesson, too');
  check.matches(await page.title(), /Das überbuchte Hotel/, 'its title');
  check.matches(await reader.text('#steps .step.current'), /Ein Hotel hat 100 Zimmer/, 'its prose');
  check.that((await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))).some((name) => /text-more\.[0-9a-f]+\.ttf$/.test(name)), 'its letters with accents are loaded');
  check.matches((await page.evaluate(() => window.pagewalk.twin('hotel'))).say, /0 von 100 Zimmern sind belegt/, 'what the picture shows is said in German');
  check.matches(await reader.text('#step-nav [data-action=next]'), /Weiter/, 'and the buttons');
  const missing = new Set();
  const learned = await learn(page);
  for (const id of await untold(page)) missing.add(id);
  await page.evaluate(() => localStorage.clear());
  await reader.open('de/hotel', 'seed=7');
  const { hidden } = await solve(page, learned);
  const { score, complete } = await reader.view();
  check.that(complete && score.items === 5 && score.right === 5, 'it is played to its full score', score);
  check.empty(hidden, 'with controls that can be seen');
  check.matches(await reader.text('#steps .step.current, #steps'), /\S/, 'its end is shown');
  for (const id of await untold(page)) missing.add(id);
  check.empty([...missing], 'no string is missing');
  const kept = await page.evaluate(() => localStorage.getItem('pagewalk:hotel:saved'));
  check.matches((await page.evaluate(() => window.pagewalk.evaluate('nobody + 1'))).error.message, /^'nobody' ist hier nicht bekannt$/, 'what is wrong with an expression is said in German');
  check.matches((await page.evaluate(() => window.pagewalk.evaluate('last.kindd'))).error.hint, /meintest du 'kind'/, 'and what may have been meant');
  await reader.open('hotel', 'lang=en');
  check.equal((await reader.view()).score.right, 5, 'what is kept of the reader is the same in the original language');
  check.equal(await page.evaluate(() => localStorage.getItem('pagewalk:hotel:saved')), kept, 'to the letter');
  check.matches(await reader.text('.lesson-title'), /overbooked/, 'in which it goes on');
}

const where = (page) => page.evaluate(() => location.pathname.slice(1));

async function the_switch({ page, reader, check, origin }) {
  await page.goto(`${origin}/index.html`);
  await page.locator('.bar .languages a', { hasText: 'Deutsch' }).click();
  await page.waitForURL(/\/de\/index\.html/, { waitUntil: 'domcontentloaded' });
  check.equal(await page.evaluate(() => document.documentElement.lang), 'de', 'the cover has a switch');
  check.matches(await reader.text('h1'), /Jede Adresse/, 'which leads to the cover in German');
  await page.locator('.lessons a').first().click();
  await reader.ready();
  check.equal(await where(page), 'de/hotel.html', 'its lessons are in German');
  await page.goto(`${origin}/hotel.html`);
  await page.waitForURL(/\/de\/hotel\.html/, { waitUntil: 'commit' });
  await reader.ready();
  check.that(true, 'the choice is kept: the original makes way');
  await page.locator('#query').count();
  await page.keyboard.press('?');
  await page.locator('#keys .languages a', { hasText: 'English' }).click();
  await page.waitForURL(/[^e]\/hotel\.html\?lang=en/, { waitUntil: 'commit' });
  await reader.ready();
  check.matches(await reader.text('.lesson-title'), /overbooked/, 'the help leads back');
  await page.goto(`${origin}/index.html`);
  check.equal([await where(page), await page.evaluate(() => document.documentElement.lang)], ['index.html', 'en'], 'and that is kept, too');
  await page.goto(`${origin}/de/glossary.html`);
  check.equal(await page.evaluate(() => [document.documentElement.lang, document.getElementById('text').lang]), ['de', 'en'], 'a page of the book that is not translated says so');
  await page.goto(`${origin}/de/index.html`);
  await page.locator('#query').fill('Ankunft');
  await page.locator('#results a').first().waitFor();
  check.matches(await reader.text('#results a'), /Schritt.*Ankunft/s, 'the search finds what is in German');
}

async function links({ page, reader, check, origin, context }) {
  await page.goto(`${origin}/hotel.html?lang=de&step=2&seed=7`);
  await page.waitForURL(/\/de\/hotel\.html/, { waitUntil: 'commit' });
  await reader.ready();
  check.equal([(await reader.view()).step, await page.evaluate(() => document.documentElement.lang)], [1, 'de'], '?lang=de opens the page in German, with the rest of the address');
  check.equal(await page.locator('#notices .notice').count(), 0, 'without a word');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']).catch(() => {});
  await page.locator('#share').click();
  await page.locator('dialog.share').waitFor();
  const link = await page.locator('.link-field').inputValue();
  check.matches(link, /\/de\/hotel\.html\?.*lang=de/, 'a link to it keeps its language');
  check.matches(await reader.text('dialog.share'), /Link zu diesem Augenblick/, 'and is offered in German');
  const other = await context.browser().newContext();
  const theirs = await other.newPage();
  await theirs.goto(link);
  await theirs.waitForFunction(() => window.pagewalk?.ready);
  check.equal(await theirs.evaluate(() => [document.documentElement.lang, window.pagewalk.view.step]), ['de', 1], 'elsewhere it opens so');
  await other.close();
  await page.goto(`${origin}/index.html?lesson=hotel&lang=de`);
  await page.waitForURL(/\/de\/hotel\.html/, { waitUntil: 'commit' }); // by way of the original, which makes way
  await reader.ready();
  check.equal(await where(page), 'de/hotel.html', 'the cover passes the language on');
  await reader.open('hotel', 'lang=xx');
  check.matches(await reader.text('#notices'), /lang=xx/, 'a language that there is not is named');
}

async function not_translated({ page, reader, check }) {
  await reader.open('de/walk', 'seed=7');
  const languages = await page.evaluate(() => ({
    page: document.documentElement.lang, lesson: document.getElementById('steps').lang, title: document.querySelector('.lesson-title [lang]')?.lang,
    outline: document.querySelector('.outline ol').lang, button: document.querySelector('#steps .buttons')?.closest('[lang]').lang,
  }));
  check.equal(languages.page, 'de', 'the interface is in German');
  check.equal([languages.lesson, languages.title, languages.outline], ['en', 'en', 'en'], 'the lesson is marked as English');
  check.matches(await reader.text('#notices'), /noch nicht auf Deutsch/, 'the page says so');
  check.matches((await page.evaluate(() => window.pagewalk.twin('tables'))).say, /Tabelle/, 'its panels speak German');
  const foreign = await page.evaluate(() => {
    while (!document.querySelector('.step.current .question.is-open') && document.querySelector('#step-nav [data-action=next]:not(:disabled)')) document.querySelector('#step-nav [data-action=next]').click();
    return new Promise((resolve) => requestAnimationFrame(() => resolve(document.querySelector('.step.current .question .buttons').closest('[lang]').lang)));
  });
  check.equal(foreign, 'de', 'a screen reader says the buttons of a question in German');
  check.empty(await violations(page), 'axe-core finds nothing');
  await reader.open('de/tlb', 'seed=7');
  check.equal(await page.locator('#notices .notice').count(), 0, 'that it is not translated is said once');
  check.empty(await untold(page), 'no string is missing');
}

async function nothing_else({ page, reader, check }) {
  const loaded = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await reader.open('hotel', 'seed=7');
  check.empty(loaded.filter((path) => /\/de\/|strings\/|language\.|rtl\./.test(path)), 'the first lesson loads no other language and no strings but those it shows');
}

/** What a panel of another lesson says comes with the second part of the engine. */
async function panels_speak({ page, reader, check }) {
  await reader.open('hotel', 'seed=7');
  check.empty(await untold(page), 'the first lesson has all of its strings');
  const ids = (await reader.view()).choices.map(({ id }) => id);
  for (const id of ids) await reader.bring(id);
  check.that(ids.length > 10, 'every panel opens', ids.length);
  check.empty(await untold(page), 'and has its strings');
}

async function right_to_left({ page, reader, check }) {
  await reader.open('he/hotel', 'seed=7');
  const seen = await page.evaluate(() => {
    const box = (selector) => document.querySelector(selector).getBoundingClientRect();
    const direction = (selector) => getComputedStyle(document.querySelector(selector)).direction;
    return { prose: box('#lesson').left > box('#stage').left, page: direction('body'), text: direction('#steps p'), value: direction('.value, #steps'), canvas: direction('#picture') };
  });
  check.equal([seen.prose, seen.page, seen.text], [true, 'rtl', 'rtl'], 'the prose stands on the right, and is read from there');
  check.equal(seen.canvas, 'ltr', 'the picture stays as it is');
  check.matches((await page.evaluate(() => window.pagewalk.twin('hotel'))).say, /[\u05d0-\u05ea]/, 'what a panel says is in the language');
  await reader.open('he/walk', 'seed=7');
  check.equal(await page.evaluate(() => [getComputedStyle(document.getElementById('steps')).direction, getComputedStyle(document.querySelector('#steps code, #twin')).direction]), ['ltr', 'ltr'], 'a lesson in the original language is read from left to right');
  check.empty(await violations(page), 'axe-core finds nothing');
}

/** The cover, each step of the first lesson, its questions, the help, the drawers, a lesson of the original and the book. */
async function fits({ page, reader, check, origin, code }) {
  const found = [];
  const look = async (name) => found.push(...(await page.evaluate(find_cut_off)).filter((what) => !/lesson-title.*\(…\)/.test(what)).map((what) => `${name}: ${what}`));
  for (const name of ['index', 'glossary', 'embed']) {
    await page.goto(`${origin}/${code}/${name}.html`);
    await look(name);
  }
  await reader.open(`${code}/hotel`, 'seed=7&predict=open');
  const { steps } = await reader.view();
  for (let step = 0; step < steps; step += 1) {
    await page.evaluate((index) => document.querySelectorAll('.outline nav li')[index].querySelector('a').click(), step);
    await reader.calm();
    await page.evaluate(() => document.querySelector('.step.current .question.is-open [data-action^="skip "]')?.click());
    await reader.calm();
    await look(`step ${step + 1}`);
  }
  await page.locator('#console-toggle').click();
  await look('the console');
  await page.locator('#console-toggle').click();
  await page.locator('#twin-toggle').click();
  await look('the text view');
  await page.locator('#twin-toggle').click();
  await page.locator('.outline summary').click();
  await look('the outline');
  await page.keyboard.press('Escape');
  await page.locator('#help').click();
  const dialog = await page.locator('#keys').evaluate((element) => [element.scrollWidth - element.clientWidth, element.getBoundingClientRect().width <= innerWidth]);
  check.equal(dialog, [0, true], 'the help is as wide as it may be');
  await page.locator('#keys-close').click();
  await reader.open(`${code}/walk`, 'seed=7');
  await look('a lesson that is not translated');
  check.empty(found, 'nothing is cut off, nothing reaches out of the window');
}
