// Text only: every lesson from its first step to the full score without a canvas, by form controls alone.

import { lessons_of } from './course.mjs';
import { learn, solve } from './solver.mjs';

export default async function play({ with_page, options }) {
  for (const lesson of lessons_of(options.site)) await with_page(`${lesson} in text`, {}, (t) => whole_lesson(t, lesson));
  await with_page('the switch', {}, the_switch);
}

async function whole_lesson({ page, reader, check }, lesson) {
  await reader.open(lesson, 'seed=7&text=1');
  const learned = await learn(page);
  await page.evaluate(() => localStorage.clear());
  await reader.open(lesson, 'seed=7&text=1');
  const { pressed, typed, hidden, untold } = await solve(page, learned);
  const { score, complete } = await reader.view();
  check.that(complete && score.items > 0 && score.right === score.items,
    `${lesson}: the full score of ${score.items} without a picture; ${pressed} commands by buttons of panels, ${typed} typed`, score);
  check.empty(hidden, `${lesson}: every control used can be seen`);
  check.empty(untold, `${lesson}: every panel of every step says its sentence`);
  check.equal(await page.evaluate(() => window.pagewalk.frames), 0, `${lesson}: nothing was drawn`);
}

/** In the help; remembered by the next lesson; and back, where the picture was never made. */
async function the_switch({ page, reader, check }) {
  const flip = async () => {
    await page.keyboard.press('?');
    await page.locator('#text-only').click();
    await page.keyboard.press('Escape');
    await reader.calm();
  };
  const shown = async () => [await page.locator('#canvas').isVisible(), await page.locator('#twin').isVisible()];
  await reader.open('walk', 'seed=7');
  check.equal(await shown(), [true, false], 'a lesson begins with its picture');
  await flip();
  check.equal(await shown(), [false, true], 'the switch in the help puts text in its place');
  const drawn = await page.evaluate(() => window.pagewalk.frames);
  await page.keyboard.press('F6');
  check.matches(await page.evaluate(() => document.activeElement.textContent), /Address/, 'F6 goes to the first panel');
  await page.keyboard.press('F6');
  check.matches(await page.evaluate(() => document.activeElement.textContent), /Tables/, 'and on to the next');
  await page.keyboard.press('Escape');
  check.that(await page.evaluate(() => document.getElementById('lesson').contains(document.activeElement)), 'Esc leads back to the lesson');
  await page.locator('.step.current a.part').first().click();
  check.that(await page.evaluate(() => document.activeElement.closest('#twin [data-key=tables]') !== null), 'a word of the prose leads to its panel');
  await page.locator('#twin [data-kind=command]').first().click();
  check.equal(await page.evaluate(() => window.pagewalk.frames), drawn, 'nothing is drawn meanwhile');
  await reader.open('tlb', 'seed=7');
  check.equal(await shown(), [false, true], 'the next lesson begins with text');
  await flip();
  check.equal(await shown(), [true, false], 'and has its picture when it is asked for');
  check.that((await page.evaluate(() => window.pagewalk.frames)) > 0, 'which is drawn then');
  await reader.press('timeline.back').catch(() => {});
  await reader.open('tlb', 'seed=7&text=1');
  check.equal(await shown(), [false, true], 'a link with text=1 begins with text');
}
