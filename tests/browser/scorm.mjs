// The packages for learning management systems, played by scorm-again in a page around them: quit and resume, the score,
// what is told and what never is. See lms_host.mjs.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { patience } from './browser.mjs';
import { serve_package, unpack } from './lms_host.mjs';
import { serve } from './server.mjs';
import { learn, solve } from './solver.mjs';

const lesson = 'address-split';
const command = 'read A va'; // given in the console, in the step that is left

export default async function play({ with_page, check, options, root, origin }) {
  await state_fits(check, join(root, 'web'));
  const program = join(root, 'build/native/pagewalk');
  const pack = (name, ...flags) => {
    const zip = join(root, 'build', `test-${name}.zip`);
    execFileSync(program, ['pack', ...flags, '--site', options.site, '-o', zip]);
    return unpack(zip);
  };
  for (const standard of ['scorm12', 'scorm2004']) {
    const lms = await serve_package(unpack(join(options.site, 'lms', `pagewalk-${standard}.zip`)));
    const test = (name, body, page_options = {}) => with_page(`${standard}: ${name}`, { origin: lms.origin, ...page_options }, (t) => body({ ...t, standard, lms: lms.origin, site: origin }));
    await test('quit and resume', quit_and_resume, { allow: [/request to another origin: http:\/\/127/] });
    await test('found two windows up, and by the opener', found, { allow: [/request to another origin: http:\/\/127/] });
    await test('no LMS', alone);
    await test('one that refuses', refused, { allow: [/./] });
    await lms.close();
  }
  if (!existsSync(program)) return;
  for (const standard of ['scorm12', 'scorm2004']) {
    const folder = pack(`mastery-${standard}`, `--${standard}`, '--lesson', lesson, '--mastery', '50');
    const lms = await serve_package(folder);
    await with_page(`${standard}: a mark to reach`, { origin: lms.origin, allow: [/request to another origin: http:\/\/127/] }, (t) => mastery({ ...t, standard, lms: lms.origin, site: origin }));
    await lms.close();
    rmSync(folder, { recursive: true });
  }
  const whole = await serve_package(unpack(join(options.site, 'lms', 'pagewalk-scorm12-whole.zip')));
  await with_page('the whole course as one', { origin: whole.origin, allow: [/request to another origin: http:\/\/127/] }, (t) => whole_course({ ...t, standard: 'scorm12', lms: whole.origin, site: origin }));
  await whole.close();
}

// --- the state's text

/** What is left out of a state that is too long, in the order that web/lms_state.js states. */
async function state_fits(check, folder) {
  const as_module = (text) => `data:text/javascript,${encodeURIComponent(text)}`; // Node takes a file that ends in .js for CommonJS
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  const { to_text, from_text } = await import(as_module(read('lms_state.js').replace("'./saved.js'", JSON.stringify(as_module(read('saved.js'))))));
  const orders = (step, count) => `;c=${step}${',read%20A%20va'.repeat(count)}`;
  const saved = (id, rest = '') => `pw1;id=${id};seed=7;step=3;seen=0,1,2,3;q=a,c,0,0,0x1,,,rr-;a=rrw---${rest}`;
  const store = (rest) => new Map([['version', '1'], ['seed', '7'], ['theme', 'dark'], ...Object.entries(rest)]);
  const walk = (rest) => ({ 'walk:saved': saved('walk', rest), 'walk:progress': '4 2 6 0', 'walk:step': '3', 'walk:seed': '7', last: 'walk' });
  const tlb = { 'tlb:saved': saved('tlb', orders(1, 20)), 'tlb:progress': '8 5 6 1' };
  const review = { review: `pwr1;day=20783,3${';walk/w-time,0,20784,m'.repeat(40)}` };

  const whole = store({ ...tlb, ...review, ...walk(orders(3, 5)) });
  const { text, left_out } = to_text(whole, 'walk');
  check.equal(left_out, [], 'what fits is kept whole');
  check.that(/^[ -~]*$/.test(text) && !text.includes('%'), 'as ASCII without a %', text);
  const back = from_text(text);
  check.equal(['walk:saved', 'walk:step', 'walk:seed', 'walk:progress', 'tlb:saved', 'review', 'theme', 'seed', 'last'].map((key) => back.get(key) ?? whole.get(key)), ['walk:saved', 'walk:step', 'walk:seed', 'walk:progress', 'tlb:saved', 'review', 'theme', 'seed', 'last'].map((key) => whole.get(key)), 'and comes back');

  const dropped = (rest) => to_text(store(rest), 'walk');
  const kept = (rest) => from_text(dropped(rest).text);
  const first = { ...tlb, ...review, ...walk(orders(1, 160) + orders(3, 20)) };
  check.equal(dropped(first).left_out, ['orders'], 'commands of other steps go first');
  check.equal([kept(first).get('walk:saved'), kept(first).has('review')], [saved('walk', orders(3, 20)), true], 'those of the present step stay, and so does the schedule');
  const second = { ...review, ...walk(orders(3, 200)) };
  check.equal([dropped(second).left_out, kept(second).has('review'), kept(second).get('walk:saved')], [['schedule'], false, saved('walk', orders(3, 200))], 'then the schedule');
  const third = { ...review, ...walk(orders(3, 400)) };
  check.equal([dropped(third).left_out, kept(third).get('walk:saved')], [['schedule', 'present'], saved('walk')], 'then the present step’s commands');
  const lessons = Object.fromEntries(Array.from({ length: 22 }, (_, index) => [`lesson-${index}`, index]).flatMap(([id]) => [[`${id}:saved`, saved(id, ';q=b,c,0,0,0x1,,,rr-'.repeat(20))], [`${id}:progress`, '8 5 6 1']]));
  const course = dropped({ ...lessons, ...walk(orders(3, 20)) });
  const all = from_text(course.text);
  check.equal([course.text.length <= 3500, course.left_out, all.get('walk:saved')], [true, ['answers'], saved('walk', orders(3, 20))], 'of a whole course the other lessons’ answers go before the present step’s commands');
  check.that(Object.keys(lessons).every((key) => all.has(key)) && Object.keys(lessons).filter((key) => key.endsWith(':saved')).every((key) => all.get(key).includes(';a=rrw---')), 'their progress and their final checks stay');
  check.equal(['', 'pw1;id=walk', 'null', '{"lesson":"walk"}'].map(from_text), [null, null, null, null], 'another text is none');
}

// --- the LMS's side

/** The LMS's page, with its API and its frame. */
async function visit(page, address) {
  await page.goto(address);
  await page.waitForFunction(() => window.lms && document.querySelector('iframe'));
}

/** Opens the LMS's page with what it knows ({} of a new learner); the lesson's frame once it runs. */
async function launch({ page, standard, lms }, sco, known = null) {
  await page.goto('about:blank');
  await page.evaluate((data) => { window.name = data ? JSON.stringify(data) : ''; }, known);
  await visit(page, `${lms}/course.html?standard=${standard}&launch=${sco}`);
  return lesson_frame(page);
}

/** The frame of the course in the package's page, once the lesson in it runs. */
async function lesson_frame(page, ready = () => window.pagewalk?.ready) {
  await page.frameLocator('iframe').locator('iframe').waitFor();
  const frame = await (await page.frameLocator('iframe').locator('iframe').elementHandle()).contentFrame();
  await frame.waitForFunction(ready, null, { timeout: patience });
  return frame;
}

/** The learner closes it: what was called by then, and what the LMS keeps, ready for the next launch. */
async function quit({ page, check }, when) {
  await page.evaluate(() => window.lms.quit());
  const { calls, wrong, ended, kept } = await page.evaluate(() => ({ ...window.lms, kept: window.lms.snapshot() }));
  check.empty(wrong, `${when}: nothing wrong was called`);
  check.that(ended, `${when}: the session was ended`);
  return { calls, kept };
}

/** What was told last of an element that ends so. */
const told = (calls, end) => calls.filter(([verb, element]) => /SetValue$/.test(verb) && element.endsWith(end)).at(-1)?.[2];
const status_of = { scorm12: (calls) => told(calls, 'lesson_status'), scorm2004: (calls) => `${told(calls, 'completion_status')} ${told(calls, 'success_status')}` };

const seed_in = (frame) => frame.evaluate(() => window.parent.pagewalk_storage.getItem('pagewalk:seed'));

/** The answers of a lesson for a seed, from the site's own page. */
async function answers({ context, site }, seed, id = lesson) {
  const page = await context.newPage();
  await page.goto(`${site}/${id}.html?seed=${seed}`);
  await page.waitForFunction(() => window.pagewalk?.ready, null, { timeout: patience });
  const learned = await learn(page);
  await page.close();
  return learned;
}

async function commanded(frame, line) {
  await frame.locator('#console-toggle').click();
  await frame.locator('#console-line').fill(line);
  await frame.locator('#console-line').press('Enter');
  await frame.waitForFunction((sent) => window.pagewalk.view.command === sent, line);
}

// --- tests

async function quit_and_resume(t) {
  const { check, standard } = t;
  let frame = await launch(t, `sco-${lesson}.html`);
  const seed = await seed_in(frame);
  const learned = await answers(t, seed);
  await frame.locator('.question[data-question="offset"] input[type=text]').fill(learned.answers.offset.text);
  await frame.locator('.question[data-question="offset"] button[type=submit]').click();
  await frame.locator('.question[data-question="offset"].is-right').waitFor();
  await frame.locator('#step-nav [data-action=next]').click();
  await frame.waitForFunction(() => window.pagewalk.view.step === 1);
  await commanded(frame, command);
  const before = await frame.evaluate(() => window.pagewalk.view);
  let { calls, kept } = await quit(t, 'quit in the middle');
  check.equal(status_of[standard](calls), standard === 'scorm12' ? 'incomplete' : 'incomplete unknown', 'in the middle it is incomplete');
  check.equal(told(calls, standard === 'scorm12' ? 'score.raw' : 'score.scaled'), undefined, 'and there is no score that an LMS could judge');
  check.equal(told(calls, 'location'), `${lesson}/2`, 'the place is told');
  check.equal(told(calls, '.exit'), 'suspend', 'as something to go on with');
  check.matches(told(calls, 'session_time'), standard === 'scorm12' ? /^\d{4}:\d\d:\d\d\.\d\d$/ : /^PT\d+H\d+M\d+\.\d\dS$/, 'with the time');
  check.that(told(calls, 'suspend_data').length <= 3500 && !told(calls, 'suspend_data').includes('%'), 'the state is short', told(calls, 'suspend_data'));

  frame = await launch(t, `sco-${lesson}.html`, kept);
  const after = await frame.evaluate(() => window.pagewalk.view);
  check.equal([after.step, after.position, after.size, after.map], [before.step, before.position, before.size, before.map], 'it opens where it was left, with the commands that were given');
  check.equal(await seed_in(frame), seed, 'with the same numbers');
  await frame.evaluate(() => [...document.querySelectorAll('#step-nav button')].find(({ dataset }) => dataset.action === 'back').click());
  check.that(await frame.locator('.question[data-question="offset"].is-right').count() > 0, 'and with the answer that was given');
  await solve(frame, learned);
  ({ calls, kept } = await quit(t, 'done'));
  const items = Object.keys(kept.interactions ?? {}).length;
  check.equal(status_of[standard](calls), standard === 'scorm12' ? 'passed' : 'completed passed', 'solved, it is passed');
  check.equal(told(calls, standard === 'scorm12' ? 'score.raw' : 'score.scaled'), standard === 'scorm12' ? '100' : '1', 'with the full score');
  if (standard === 'scorm2004') check.equal(told(calls, 'progress_measure'), '1', 'and all of the way');
  const interactions = calls.filter(([verb, element]) => /SetValue$/.test(verb) && /interactions\.\d+\.id$/.test(element)).map(([, , id]) => id);
  check.that(interactions.length >= 4 && new Set(interactions).size === interactions.length && interactions.every((id) => /^address-split\.[a-z0-9-]+\.1$/.test(id)), 'each answer of the final check is an interaction, told once', interactions);
  check.equal(told(calls, 'objectives.0.id'), `seed-${seed}`, 'with the seed of its numbers');
  check.equal(calls.filter(([verb, element, value]) => /SetValue$/.test(verb) && /\.result$/.test(element) && value === 'correct').length, interactions.length, 'and all are right');

  frame = await launch(t, `sco-${lesson}.html`, kept);
  check.equal(await frame.evaluate(() => [window.pagewalk.view.complete, window.pagewalk.view.score.passed]), [true, true], 'opened again, it is still done');
  await frame.locator('#step-nav [data-action=back]').click();
  ({ calls } = await quit(t, 'again'));
  check.equal(status_of[standard](calls), standard === 'scorm12' ? 'passed' : 'completed passed', 'and looking at it again takes nothing away');
  check.equal(calls.filter(([, element]) => /interactions/.test(element) && /\.id$/.test(element)).length, 0, 'no answer is told twice');
  check.that(items >= 0, 'the LMS has them');
}

/** The LMS two windows up; then in the window that opened this one; then behind a window of another site. */
async function found(t) {
  const { page, context, check, standard, lms } = t;
  await visit(page, `${lms}/course.html?standard=${standard}&launch=favicon.svg`);
  await page.evaluate((sco) => {
    document.querySelector('iframe').srcdoc = `<iframe title="Inner" src="${location.origin}/content/${sco}"></iframe>`;
  }, `sco-${lesson}.html`);
  await page.waitForFunction(() => window.lms.begun, null, { timeout: patience });
  check.that(true, 'an API two windows up is found');
  await quit(t, 'two windows up');

  await visit(page, `${lms}/course.html?standard=${standard}&launch=favicon.svg`);
  const opened = context.waitForEvent('page');
  await page.evaluate((sco) => { window.open(`/content/${sco}`); }, `sco-${lesson}.html`);
  const popup = await opened;
  await page.waitForFunction(() => window.lms?.begun, null, { timeout: patience });
  check.that(true, 'the API of the window that opened it is found');
  await popup.frameLocator('iframe').locator('.step.current').waitFor();
  await popup.goto(`${lms}/course.html?standard=${standard}&launch=favicon.svg`);
  await page.waitForFunction(() => window.lms.ended, null, { timeout: patience });
  check.empty(await page.evaluate(() => window.lms.wrong), 'left, it ends the session');
  await popup.close();

  const other = await serve('/nonexistent', { '/other.html': `<!doctype html><link rel="icon" href="data:,"><iframe title="Content" src="${lms}/content/sco-${lesson}.html" width="900" height="600"></iframe>` });
  await page.goto(`${other.origin}/other.html`);
  await page.frameLocator('iframe').locator('#notes', { hasText: 'No learning management system' }).waitFor();
  check.that(true, 'where a window of another site begins, the search ends');
  await page.goto('about:blank');
  await other.close();
}

async function alone({ page, check, lms, standard }) {
  await page.goto(`${lms}/content/sco-${lesson}.html`);
  check.matches(await page.locator('#notes').innerText(), /No learning management system/, 'without an LMS the page says so');
  const frame = await (await page.locator('iframe').elementHandle()).contentFrame();
  await frame.waitForFunction(() => window.pagewalk?.ready, null, { timeout: patience });
  check.equal(await frame.evaluate(() => window.pagewalk.view.lesson), lesson, `${standard}: and the lesson works`);
  await frame.locator('.question[data-question="offset"] input[type=text]').fill('0x1');
  await frame.locator('.question[data-question="offset"] button[type=submit]').click();
  await frame.locator('.question[data-question="offset"] .reveal').waitFor();
  await page.reload();
  await page.frameLocator('iframe').locator('.question[data-question="offset"].is-wrong').waitFor();
  check.that(true, 'answers are kept in the browser');
}

/** An LMS that does not begin, and one that takes nothing. */
async function refused({ page, check, lms, standard }) {
  const host = (body) => page.evaluate(([name, verbs]) => {
    window[name] = Object.fromEntries(verbs.map(([verb, value]) => [verb, () => value]));
    const frame = document.createElement('iframe');
    frame.src = '/content/sco-address-split.html';
    document.body.replaceChildren(frame);
  }, [standard === 'scorm12' ? 'API' : 'API_1484_11', body.map(([verb, value]) => [standard === 'scorm12' ? `LMS${verb.replace('Terminate', 'Finish')}` : verb, value])]);
  await visit(page, `${lms}/course.html?standard=${standard}&launch=favicon.svg&without`);
  await host([['Initialize', 'false'], ['GetValue', ''], ['SetValue', 'false'], ['Commit', 'false'], ['Terminate', 'false'], ['GetLastError', '101'], ['GetErrorString', 'General']]);
  await page.frameLocator('iframe').locator('#notes', { hasText: 'did not begin' }).waitFor();
  check.that(true, 'one that does not begin is named');
  await host([['Initialize', 'true'], ['GetValue', ''], ['SetValue', 'false'], ['Commit', 'false'], ['Terminate', 'false'], ['GetLastError', '101'], ['GetErrorString', 'General failure']]);
  await page.frameLocator('iframe').locator('#notes', { hasText: 'General failure' }).waitFor();
  check.that(true, 'one that takes nothing, too');
}

/** Two items of the final check skipped, the others right: the LMS's mark decides, not the lesson's. */
async function mastery(t) {
  const { check, standard } = t;
  for (const [mark, expected] of [[50, 'passed'], [90, 'failed']]) {
    const known = standard === 'scorm12' ? { student_data: { mastery_score: String(mark) } } : { scaled_passing_score: String(mark / 100) };
    const frame = await launch(t, `sco-${lesson}.html`, known);
    const learned = await answers(t, await seed_in(frame));
    await frame.evaluate(() => {
      const press = (selector) => document.querySelector(selector).click();
      press('[data-action=know-this]');
      for (let item = 0; item < 2; item += 1) {
        press('.step.current .question.is-open [data-action^="skip "]');
        press('#step-nav [data-action=next]');
      }
    });
    await solve(frame, learned);
    const { calls } = await quit(t, expected);
    const share = Number(told(calls, 'score.raw'));
    check.that(share > 50 && share < 90, 'two items are not right', share);
    check.matches(status_of[standard](calls), new RegExp(`${expected}$`), `with a mark of ${mark} that is ${expected}`);
  }
}

async function whole_course(t) {
  const { page, check, lms } = t;
  await visit(page, `${lms}/course.html?standard=scorm12&launch=sco-course.html`);
  let frame = await lesson_frame(page, () => document.querySelector('.lessons a'));
  check.matches(frame.url(), /index\.html$/, 'it begins with the map');
  await frame.locator('.lessons a[href="walk.html"]').click();
  frame = await lesson_frame(page);
  check.equal(await page.evaluate(() => window.lms.ended), false, 'turning to a lesson ends nothing');
  const seed = await seed_in(frame);
  await solve(frame, await answers(t, seed, 'walk'));
  await frame.goto(`${lms}/content/tlb.html`);
  await frame.waitForFunction(() => window.pagewalk?.ready && window.pagewalk.view.lesson === 'tlb', null, { timeout: patience });
  await frame.evaluate(() => document.querySelector('.step.current [data-action^="skip "]')?.click());
  const step = await frame.evaluate(() => window.pagewalk.view.step);
  const { calls, kept } = await quit(t, 'the whole course, quit');
  check.equal(told(calls, 'lesson_status'), 'incomplete', 'one lesson of many is incomplete');
  check.that(Number(told(calls, 'score.raw')) > 0, 'with the part of the score that is there', told(calls, 'score.raw'));
  frame = await launch(t, 'sco-course.html', kept);
  check.equal(await frame.evaluate(() => [window.pagewalk.view.lesson, window.pagewalk.view.step]), ['tlb', step], 'it opens where it was left');
  await frame.goto(`${lms}/content/walk.html`);
  await frame.waitForFunction(() => window.pagewalk?.ready, null, { timeout: patience });
  check.equal(await frame.evaluate(() => [window.pagewalk.view.complete, window.pagewalk.view.score.passed]), [true, true], 'the lesson before is still done');
  await quit(t, 'and ended again');
}
