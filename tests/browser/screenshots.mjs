// Pictures for people: build/screenshots/LESSON-STEP[-QUESTION]-SIZE-THEME.png. tour.mjs makes those at
// 1280x800, light; here are a few of the other sizes and themes, and with --all-screenshots all of them.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { desktop, phone } from './browser.mjs';
import { skim } from './steps.mjs';

const sizes = {
  '1280x800': desktop,
  '1920x1080': { viewport: { width: 1920, height: 1080 } },
  '390x844': phone,
};

export default async function play({ with_page, options, root }) {
  const folder = join(root, 'build', 'screenshots');
  mkdirSync(folder, { recursive: true });
  const all = options['all-screenshots'];
  for (const [size, page_options] of Object.entries(sizes))
    for (const theme of ['light', 'dark']) {
      if (size === '1280x800' && theme === 'light') continue;
      await with_page(`screenshots ${size} ${theme}`, { ...page_options, colorScheme: theme }, async ({ page, reader, check, origin }) => {
        let count = 0;
        const shoot = async (name) => {
          await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`) });
          count += 1;
        };
        await page.goto(`${origin}/index.html`);
        await shoot('cover');
        for (const lesson of ['address-split', 'walk']) {
          await reader.open(lesson, all ? 'seed=7' : `seed=7&predict=open&step=${lesson === 'walk' ? 3 : 1}`);
          if (all) await skim(reader, ({ name }) => shoot(`${lesson}-${name}`));
          else await shoot(`${lesson}-some`);
        }
        check.that(count > 2, `${count} pictures at ${size}, ${theme}`);
      });
    }
}
