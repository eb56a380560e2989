// axe-core on every page of the course and some of the same pages in other languages, light and dark: to read (without the machine), and live with a question open,
// one answered, and at the end with the text view in the picture's place.

import { violations } from './axe.mjs';
import { pages_of } from './course.mjs';
import { learn } from './solver.mjs';

export default async function play({ with_page, options }) {
  const { played, read, languages } = pages_of(options.site);
  const translated = languages.flatMap((code) => [`${code}/hotel`, `${code}/tlb`]); // one that is translated, one around the original
  await with_page('pages to read', {}, async ({ page, check, origin }) => {
    for (const name of read) {
      await page.goto(`${origin}/${name}.html`);
      check.empty(await in_both_themes(page), `${name}: axe-core finds nothing`);
    }
  });
  for (const name of [...played, ...translated]) {
    await with_page(`${name} live`, {}, async ({ page, reader, check }) => {
      const found = [];
      const note = (when, texts) => found.push(...texts.map((text) => `${when}: ${text}`));
      await reader.open(name, 'seed=7');
      await to_question(page);
      note('a question open', await violations(page));
      await page.evaluate(() => document.querySelector('.step.current .question.is-open [data-action^="skip "]')?.click());
      await page.evaluate(() => document.querySelector('.step.current .task [data-action^="solve "]')?.click());
      note('answered', await in_both_themes(page));
      await page.keyboard.press('?');
      await page.locator('#text-only').click();
      await page.keyboard.press('Escape');
      if (name !== 'sandbox' && name !== 'own') await learn(page);
      note('at the end, as text', await in_both_themes(page));
      check.empty(found, `${name}, live: axe-core finds nothing`);
    });
    await with_page(`${name} to read`, { allow: [/Failed to (load resource|fetch)|wasm/i] }, async ({ page, reader, check }) => {
      await page.route(/\.wasm(\?|$)/, (route) => route.abort());
      await reader.open(name, '');
      check.empty(await in_both_themes(page), `${name}, to read: axe-core finds nothing`);
    });
  }
}

/** What the theme can change is contrast; the rest is looked at once. */
async function in_both_themes(page) {
  const found = [];
  for (const [scheme, rules] of [['dark', ['color-contrast']], ['light', null]]) {
    await page.emulateMedia({ colorScheme: scheme });
    found.push(...(await violations(page, rules)).map((text) => `${scheme}: ${text}`));
  }
  return found;
}

/** Turns pages until a question is open. */
const to_question = (page) => page.evaluate(() => {
  const next = () => document.querySelector('#step-nav [data-action=next]:not(:disabled)');
  while (!document.querySelector('.step.current .question.is-open') && next()) next().click();
});
