// The review: a question that was missed comes back the next day with fresh numbers, and later again.

import { hex } from './address.mjs';
import { is_right, is_wrong } from './steps.mjs';

const question = 'address-split/offset';
const monday = new Date(2030, 0, 7, 20, 0, 0);
const day = (count) => new Date(monday.getFullYear(), monday.getMonth(), monday.getDate() + count, 8, 0, 0);

export default async function play({ with_page }) {
  await with_page('review by the calendar', {}, by_the_calendar);
  await with_page('review of a damaged deck', {}, damaged);
  await with_page('review with storage that throws', {}, nothing_kept);
}

const kept = (page) => page.evaluate(() => localStorage.getItem('pagewalk:review'));
const words = (page) => page.locator('.step.current').innerText();

async function open_on(t, count) {
  await t.page.clock.setFixedTime(day(count));
  await t.reader.open('review');
}

async function by_the_calendar(t) {
  const { page, reader, check } = t;
  await page.clock.setFixedTime(monday);
  await reader.open('review');
  check.matches(await words(page), /Answer some questions in a lesson first/, 'before any answer the review says what to do');
  check.equal((await reader.view()).steps, 1, 'and has no question');
  check.that(!(await page.locator('#picture').isVisible()), 'a step without panels has no picture');

  await reader.open('address-split');
  const first = await reader.question('offset').locator('.ask').innerText();
  await reader.answer('offset', '0');
  check.equal(await reader.state_of('offset'), 'wrong', 'a question is missed in its lesson');
  await reader.open('review');
  check.matches(await words(page), /Nothing is due today\. Next tomorrow: 1\./, 'on the same day it is not asked again');
  check.equal((await reader.view()).steps, 1, 'there is no step for it');

  await open_on(t, 1);
  check.matches(await words(page), /Due today: 1\. Missed the last time: 1\./, 'the day after it is due');
  check.equal(await page.locator('.outline nav li').count(), 3, 'the list of steps is that of the day');
  await reader.next();
  check.equal(await reader.state_of(question), 'open', 'it is asked again');
  check.that(await page.locator('#picture').isVisible(), 'with its picture');
  const ask = await reader.question(question).locator('.ask').innerText();
  check.that(ask !== first, 'with fresh numbers', ask);
  check.that((await reader.view()).panels.some((panel) => panel.id === 'address'), "beside its lesson's panel");
  await reader.answer(question, hex((await reader.number('va')) & 0xffn));
  await is_wrong(t, question, /bytes|digits/);
  await reader.next();
  check.matches(await words(page), /0 of 1 right/, 'the end says how it went');
  check.matches(await words(page), /again tomorrow/, 'and when it comes back');
  await page.reload();
  await reader.ready();
  check.matches(await words(page), /Nothing is due today\. Next tomorrow: 1\./, 'a reload asks nothing twice');

  await open_on(t, 2);
  await reader.next();
  await reader.answer(question, hex((await reader.cut('va')).offset));
  await is_right(t, question);
  await reader.next();
  check.matches(await words(page), /again in 3 days/, 'a right answer puts it off by three days');
  await open_on(t, 4);
  check.matches(await words(page), /Next tomorrow: 1/, 'before its day it is not asked');
  await open_on(t, 5);
  check.matches(await words(page), /Due today: 1\. Missed the last time: 0\./, 'on its day it is');
  check.that((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, 'the page is not too wide');
}

async function damaged(t) {
  const { page, reader, check } = t;
  await page.clock.setFixedTime(monday);
  await reader.open('address-split');
  await reader.answer('offset', '0');
  check.matches(await kept(page), /^pwr1;.*address-split\/offset,0,\d+,m$/, 'the lesson writes the deck');
  await page.evaluate(() => localStorage.setItem('pagewalk:review', 'garbage{'));
  await page.reload();
  await reader.ready();
  check.equal(await kept(page), 'garbage{', 'a lesson leaves a damaged deck alone');
  await reader.open('review');
  check.matches(await reader.text('#notices'), /could not be read/, 'the review reports it');
  check.equal(await page.evaluate(() => localStorage.getItem('pagewalk:review:damaged')), 'garbage{', 'sets it aside');
  check.matches(await words(page), /Next tomorrow: 1/, 'and makes it anew of the answers');
}

async function nothing_kept({ page, context, reader, check }) {
  await context.addInitScript(() => {
    const deny = () => { throw new DOMException('denied', 'SecurityError'); };
    Object.defineProperty(window, 'localStorage', { get: deny });
  });
  await reader.open('review');
  check.matches(await reader.text('#notices'), /keeps nothing/, 'where storage throws the page says that nothing is kept');
  check.matches(await words(page), /nothing to ask again/, 'and the review why it has nothing to ask');
}
