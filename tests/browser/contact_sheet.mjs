// One command, all pictures: node tests/browser/contact_sheet.mjs [LESSON...] [--steps 1-3] [--sizes 390x844,...] [--themes dark,light-contrast]
// Every step of every lesson as a reader first sees it, light and dark, at 1280x800, 760x600 and 390x844:
// build/sheet/LESSON-STEP-SIZE-THEME.png, build/sheet/index.html with all of them, and one
// build/sheet/LESSON-SIZE-THEME.jpg a lesson where ImageMagick is at hand. No test: to be looked at.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { desktop, launch, open_context, phone } from './browser.mjs';
import { Reader } from './reader.mjs';
import { serve } from './server.mjs';

const sizes = {
  '1280x800': desktop,
  '760x600': { viewport: { width: 760, height: 600 } },
  '390x844': { ...phone, deviceScaleFactor: 2 },
  // Only when asked for: the ends of what the page is made for.
  '320x640': { ...phone, viewport: { width: 320, height: 640 }, deviceScaleFactor: 3 },
  '2560x1440': { viewport: { width: 2560, height: 1440 } },
};
const usual_sizes = ['1280x800', '760x600', '390x844'];
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    site: { type: 'string', default: join(root, 'build/site') },
    sizes: { type: 'string', default: usual_sizes.join(',') },
    themes: { type: 'string', default: 'light,dark' },
    steps: { type: 'string', default: '' },
  },
});

/** The lessons of the built site, in the course's order. */
function course() {
  return readdirSync(join(options.site, 'lessons')).sort().map((name) => /^\d+-(.*)\.[0-9a-f]+\.md$/.exec(name)?.[1]).filter(Boolean);
}

const [first, last = first] = options.steps.split('-').map(Number);
const is_wanted = (step) => !options.steps || (step >= first && step <= last);
const folder = join(root, 'build', 'sheet');
mkdirSync(folder, { recursive: true });
const lessons = positionals.length > 0 ? positionals : course();
const server = await serve(options.site);
const browser = await launch();

async function shoot(lesson, size, theme) {
  const { context } = await open_context(browser, { ...sizes[size], colorScheme: theme.replace(/-contrast$/, ''), contrast: theme.endsWith('-contrast') ? 'more' : null }, server.origin);
  const reader = new Reader(await context.newPage(), server.origin);
  const pictures = [];
  await reader.open(lesson, 'seed=7&predict=open');
  const { map } = await reader.view();
  for (let step = 0; step < map.length; step += 1) {
    if (!is_wanted(step + 1)) continue;
    if (step > 0) await reader.turn_to(step);
    await reader.calm();
    const name = `${lesson}-${String(step + 1).padStart(2, '0')}-${size}-${theme}.png`;
    await reader.page.screenshot({ path: join(folder, name) });
    pictures.push({ name, title: `${step + 1} ${map[step].title}` });
  }
  await context.close();
  return pictures;
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
let html = '<!doctype html><meta charset="utf-8"><title>Contact sheet</title><style>body{font:14px sans-serif;margin:24px}figure{display:inline-block;margin:6px;vertical-align:top}img{max-width:420px;max-height:420px;border:1px solid #999}</style>\n';
for (const lesson of lessons)
  for (const size of options.sizes.split(','))
    for (const theme of options.themes.split(',')) {
      const pictures = await shoot(lesson, size, theme);
      html += `<h2>${lesson}, ${size}, ${theme}</h2>\n`;
      for (const { name, title } of pictures) html += `<figure><img src="${name}" loading="lazy" alt=""><figcaption>${escaped(title)}</figcaption></figure>\n`;
      const across = size.startsWith('390') ? 5 : 3;
      spawnSync('montage', [...pictures.map(({ name }) => join(folder, name)), '-tile', `${across}x`, '-geometry', `${size.startsWith('390') ? 390 : 640}x+6+6`,
        '-background', '#888', join(folder, `${lesson}-${size}-${theme}.jpg`)]);
      console.log(`${lesson} ${size} ${theme}: ${pictures.length} steps`);
    }
writeFileSync(join(folder, 'index.html'), html);
await browser.close();
await server.close();
console.log(`${join('build', 'sheet', 'index.html')}`);
