// axe-core finds nothing: the cover, drawers, dialog and answers. (tour.mjs asks it at every step.)

import { violations } from './axe.mjs';
import { phone } from './browser.mjs';

export default async function play({ with_page }) {
  await with_page('cover', {}, async ({ page, check, origin }) => {
    await page.goto(`${origin}/index.html`);
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme });
      check.empty(await violations(page), `cover, ${scheme}: axe-core finds nothing`);
    }
  });
  await with_page('open drawers and dialog', {}, async ({ page, reader, check }) => {
    await reader.open('walk');
    await reader.next();
    await reader.command('print 1 / 0');
    await page.locator('#twin-toggle').click();
    check.empty(await violations(page), 'console and text view open: axe-core finds nothing');
    await page.locator('#help').click();
    check.empty(await violations(page), 'help open: axe-core finds nothing');
  });
  await with_page('high contrast', { contrast: 'more' }, high_contrast);
  await with_page('phone', phone, async ({ page, reader, check }) => {
    await reader.open('walk');
    await reader.next();
    check.empty(await violations(page), 'phone: axe-core finds nothing');
  });
}

const colours = (page) => page.evaluate(() => {
  const { backgroundColor, color } = getComputedStyle(document.body);
  return `${color} on ${backgroundColor}`;
});
const black_on_white = 'rgb(0, 0, 0) on rgb(255, 255, 255)', white_on_black = 'rgb(255, 255, 255) on rgb(0, 0, 0)';

/** Asked for by the system; then what the button makes of it, which is still there after a reload. */
async function high_contrast({ page, reader, check }) {
  for (const [scheme, wanted] of [['light', black_on_white], ['dark', white_on_black]]) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const lesson of ['private-addresses', 'page-table-entry']) {
      await reader.open(lesson, 'seed=7&predict=open&step=2');
      check.equal(await colours(page), wanted, `${lesson}, ${scheme}: the system's wish is heard`);
      check.empty(await violations(page, ['color-contrast-enhanced']), `${lesson}, ${scheme}: text has 7:1 everywhere`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
  const seen = [];
  for (let press = 0; press < 4; press += 1) {
    seen.push(`${await page.locator('#theme').getAttribute('aria-label')}: ${await colours(page)}`);
    await page.locator('#theme').click();
  }
  check.that(new Set(seen).size === 4 && seen[2].includes(black_on_white) && seen[3].includes(white_on_black), 'the button leads round four sets of colours', seen);
  for (let press = 0; press < 3; press += 1) await page.locator('#theme').click();
  await page.reload();
  check.equal(await colours(page), white_on_black, 'what was chosen is still there after a reload');
}
