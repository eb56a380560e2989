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
  await with_page('phone', phone, async ({ page, reader, check }) => {
    await reader.open('walk');
    await reader.next();
    check.empty(await violations(page), 'phone: axe-core finds nothing');
  });
}
