// The browser tests: node run.mjs [FILE...] [--only PART-OF-A-TEST'S-NAME] [--all-screenshots] [--site FOLDER]
// Plays the built site (build/site) in Debian's Chromium. A file is "lessons", "layout", ...
// Exit status 1 when any check failed; nothing is tried twice.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { desktop, launch, open_context } from './browser.mjs';
import { Checks } from './check.mjs';
import { frame_pages } from './frames.mjs';
import { Reader } from './reader.mjs';
import { serve } from './server.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const files = readFileSync(join(root, 'tests/browser/parts.txt'), 'utf8').trim().split('\n'); // longest first
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'all-screenshots': { type: 'boolean' }, only: { type: 'string', default: '' }, site: { type: 'string', default: join(root, 'build/site') } },
});
const unknown = positionals.filter((name) => !files.includes(name));
if (unknown.length > 0) {
  console.error(`no such test file: ${unknown.join(', ')} (there are ${files.join(', ')})`);
  process.exit(2);
}
if (!existsSync(join(options.site, 'walk.html'))) {
  console.error(`${options.site} has no lesson pages: run web/serve --build-only first`);
  process.exit(2);
}

const check = new Checks();
const server = await serve(options.site, frame_pages);
const browser = await launch();
const started = Date.now();

/** Runs a test with a page of its own; what the page complained about is a failure too. */
async function with_page(name, page_options, play) {
  if (!name.includes(options.only)) return;
  const { allow = [], origin = server.origin, ...context_options } = page_options;
  const { context, complaints } = await open_context(browser, { ...desktop, ...context_options }, origin);
  try {
    const page = await context.newPage();
    const reader = new Reader(page, origin);
    await play({ page, context, reader, check, origin });
    const violations = await page.evaluate(() => window.violations ?? []).catch(() => []);
    complaints.push(...violations.map((text) => `Content-Security-Policy: ${text}`));
  } catch (error) {
    check.that(false, name, String(error.stack ?? error).split('\n').slice(0, 12).join('\n     '));
    const page = context.pages()[0];
    await page?.screenshot({ path: join(root, 'build', 'screenshots', `failed-${name.replaceAll(/\W+/g, '-')}.png`) }).catch(() => {});
  }
  check.empty(complaints.filter((text) => !allow.some((pattern) => pattern.test(text))), `${name}: no errors, nothing from elsewhere`);
  await context.close();
}

for (const file of positionals.length > 0 ? positionals : files) {
  const begun = Date.now();
  check.begin(file);
  const { default: play } = await import(`./${file}.mjs`);
  await play({ with_page, check, options, root, origin: server.origin });
  console.log(`     ${file}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}
await browser.close();
await server.close();
console.log(`${check.passed} ok, ${check.failed.length} failed, ${((Date.now() - started) / 1000).toFixed(0)} s`);
for (const name of check.failed) console.log(`failed: ${name}`);
process.exit(check.failed.length > 0 ? 1 : 0);
