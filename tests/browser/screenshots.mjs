// Pictures for people: build/screenshots/LESSON-STEP[-QUESTION]-SIZE-THEME.png. By default one size and
// theme of each step and a few of the others; --all-screenshots makes them all.

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
      const some = size === '1280x800' && theme === 'light' ? () => true : all ? () => true : (stop) => stop % 5 === 1;
      await with_page(`screenshots ${size} ${theme}`, { ...page_options, colorScheme: theme }, async ({ page, reader, check, origin }) => {
        let count = 0;
        const shoot = async (name) => {
          await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`) });
          count += 1;
        };
        await page.goto(`${origin}/index.html`);
        await shoot('cover');
        for (const lesson of ['address-split', 'walk']) {
          await reader.open(lesson);
          let stops = 0;
          await skim(reader, async ({ name }) => {
            if (some(stops)) await shoot(`${lesson}-${name}`);
            stops += 1;
          });
        }
        check.that(count > 1, `${count} pictures at ${size}, ${theme}`);
      });
    }
}
