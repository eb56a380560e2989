// axe-core finds nothing, in light and dark, before and after an answer.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { desktop, phone } from './browser.mjs';
import { skim } from './steps.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export default async function play({ with_page }) {
  await with_page('cover', {}, async ({ page, check, origin }) => {
    await page.goto(`${origin}/index.html`);
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme });
      check.empty(await violations(page), `cover, ${scheme}: axe-core finds nothing`);
    }
  });
  for (const lesson of ['address-split', 'walk'])
    await with_page(lesson, desktop, async ({ page, reader, check }) => {
      await reader.open(lesson);
      const found = { light: [], dark: [] };
      await skim(reader, async ({ name }) => {
        for (const scheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme: scheme });
          found[scheme].push(...(await violations(page)).map((text) => `${name}: ${text}`));
        }
      });
      for (const scheme of ['light', 'dark']) check.empty(found[scheme], `${lesson}, ${scheme}: axe-core finds nothing on any step`);
    });
  await with_page('open drawers and dialog', desktop, async ({ page, reader, check }) => {
    await reader.open('walk');
    await reader.next();
    await reader.command('print 1 / 0');
    await page.locator('#twin-toggle').click();
    check.empty(await violations(page), 'console and text view open: axe-core finds nothing');
    await page.locator('#help').click();
    check.empty(await violations(page), 'help open: axe-core finds nothing');
  });
  await with_page('phone', phone, async ({ page, reader, check }) => {
    await reader.open('walk');
    await reader.next();
    check.empty(await violations(page), 'phone: axe-core finds nothing');
  });
}

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await window.axe.run(document)).violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 140)).join(' | ')}`));
  return found;
}
