// Through every step of both lessons, looking at each: what must be visible together, what axe-core
// says in light and dark, and a picture for people.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './axe.mjs';
import { missing_at } from './seen.mjs';
import { skim } from './steps.mjs';

const together = [[760, 600], [1000, 700], [1280, 800]];

export default async function play({ with_page, root }) {
  const folder = join(root, 'build', 'screenshots');
  mkdirSync(folder, { recursive: true });
  for (const lesson of ['address-split', 'walk'])
    await with_page(lesson, {}, async ({ page, reader, check }) => {
      await reader.open(lesson);
      const missing = [];
      const found = { light: [], dark: [] };
      let questions = 0;
      await skim(reader, async ({ question, name }) => {
        await page.screenshot({ path: join(folder, `${lesson}-${name}-1280x800-light.png`) });
        for (const scheme of ['dark', 'light']) {
          await page.emulateMedia({ colorScheme: scheme });
          // What the theme can change is contrast; the rest is looked at once.
          found[scheme].push(...(await violations(page, scheme === 'dark' ? ['color-contrast'] : null)).map((text) => `${name}: ${text}`));
        }
        if (!question) return;
        questions += 1;
        for (const size of together) missing.push(...(await missing_at(reader, size)).map((what) => `${name} at ${size.join('x')}: ${what}`));
      });
      check.that(questions >= 8, `${lesson}: every question was looked at`, questions);
      check.empty(missing, `${lesson}: question, picture and Commit are visible together at ${together.map((size) => size.join('x')).join(', ')}`);
      for (const scheme of ['light', 'dark']) check.empty(found[scheme], `${lesson}, ${scheme}: axe-core finds nothing on any step`);
    });
}
