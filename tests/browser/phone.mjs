// A phone: 390x844 at three screen pixels a CSS pixel, by touch.

import { phone } from './browser.mjs';
import { finger, line } from './finger.mjs';
import { skim } from './steps.mjs';

export default async function play({ with_page }) {
  await with_page('phone', phone, by_touch);
  await with_page('phone, every question', phone, questions);
}

async function by_touch({ page, reader, check }) {
  await reader.open('address-split', 'seed=7&predict=open');
  const { steps } = await reader.view();
  await reader.open('address-split', `seed=7&predict=open&step=${steps}`); // address, tables, RAM

  const tabs = page.locator('#tabs [role=tab]');
  check.that((await tabs.count()) >= 2, 'the panels are tabs', await tabs.count());
  const sharp = await page.evaluate(() => {
    const canvas = document.getElementById('canvas');
    return [canvas.width - Math.round(canvas.clientWidth * devicePixelRatio), canvas.height - Math.round(canvas.clientHeight * devicePixelRatio)];
  });
  check.that(sharp.every((difference) => Math.abs(difference) <= 1), 'the canvas has every pixel of the screen', sharp);

  const share = await page.evaluate(() => {
    scrollTo(0, document.body.scrollHeight);
    const bottom = document.getElementById('picture').getBoundingClientRect().bottom;
    scrollTo(0, 0);
    return bottom / innerHeight;
  });
  check.that(share > 0.2 && share <= 0.451, 'what sticks at the top takes at most 45% of the height', share);
  const small = await page.evaluate(() => [...document.querySelectorAll('button, summary, select, input:not([type=radio])')]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 40)
    .map((element) => `${element.id || element.textContent} ${element.getBoundingClientRect().height}`));
  check.empty(small, 'every control is at least 40 px high');

  const areas = await reader.areas();
  const bits = areas.filter((area) => /^bit\d+$/.test(area.id));
  check.that(bits.length >= 9 && bits.every((bit) => bit.width >= 24), 'address bits are at least 24 px wide', bits.slice(0, 3));
  await bit_tap({ page, reader, check }, bits);
  await tab_tap({ page, reader, check }, tabs);
}

async function bit_tap({ page, reader, check }, bits) {
  const before = await reader.number('va');
  const { id } = bits[Math.floor(bits.length / 2)];
  const { x, y } = await reader.place(id);
  await page.touchscreen.tap(x, y);
  await reader.wait(() => window.pagewalk.view.command.startsWith('let va'));
  check.equal((await reader.number('va')) ^ before, 1n << BigInt(id.slice(3)), 'a tap on a bit flips it');

  const field = (await reader.areas()).find((area) => /^field\d/.test(area.id) && area.height >= 20);
  const label = await reader.place(field.id);
  const top = await page.evaluate(() => scrollY);
  const held = await reader.number('va');
  await finger(page, line(label.x, label.y, 0, 45));
  await reader.calm();
  check.that((await reader.number('va')) !== held, 'dragging a field moves it', field.id);
  check.equal(await page.evaluate(() => scrollY), top, 'and the page stays');

  const now = await reader.number('va');
  await page.evaluate(() => scrollTo(0, 0));
  const picture = await page.locator('#canvas').boundingBox();
  await finger(page, line(picture.x + picture.width - 3, picture.y + picture.height - 60, 0, -120));
  const prose = await page.locator('#lesson').boundingBox();
  await reader.wait(() => scrollY > 0).catch(() => {});
  check.that((await page.evaluate(() => scrollY)) > 0, 'a finger that drags nothing scrolls the page, on the picture too');
  check.equal(await reader.number('va'), now, 'and changes nothing');
  check.that(prose.height > 0, 'the prose is below');
}

async function tab_tap({ page, reader, check }, tabs) {
  await page.evaluate(() => scrollTo(0, 0));
  const other = tabs.nth(1);
  const wanted = await other.getAttribute('data-panel');
  await other.tap();
  await reader.wait((panel) => window.pagewalk.view.front === panel, wanted);
  await reader.calm();
  check.equal(await page.locator('#tabs [aria-selected=true]').getAttribute('data-panel'), wanted, 'a tap on a tab brings its panel to the front');
  check.that((await reader.areas()).every((area) => !/^bit\d+$/.test(area.id)), 'and only that panel is drawn');
}

/** The panel that a question needs is in front, and the question can be reached below the picture. */
async function questions({ page, reader, check }) {
  for (const lesson of ['address-split', 'walk']) {
    await reader.open(lesson);
    const wrong = [];
    await skim(reader, async ({ view, question, name }) => {
      if (!question) return;
      if (view.pending_pick === 'entry' && !['tables', 'ram'].includes(view.front)) wrong.push(`${name}: ${view.front} is in front`);
      await reader.question(question).locator('button[type=submit]').evaluate((button) => button.scrollIntoView({ block: 'nearest' }));
      const seen = await page.evaluate(() => {
        const box = document.querySelector('.step.current .question.is-open button[type=submit]').getBoundingClientRect();
        const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return at?.closest('button[type=submit]') ? '' : `Commit is covered by ${at?.id || at?.className || at?.nodeName}`;
      });
      if (seen) wrong.push(`${name}: ${seen}`);
    });
    check.empty(wrong, `${lesson}: the needed panel is in front, Commit can be pressed`);
  }
}
