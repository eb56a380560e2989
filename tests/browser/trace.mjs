// The page for traces: what a worker makes of a file is what the command line makes of it; bad files, stopping, phones.
// The page about this tab: a measurement from begin to end, and what is made of numbers that are given.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { violations } from './axe.mjs';
import { patience } from './browser.mjs';

const belady = [...'123412512345'].join('\n');

export default async function play({ with_page, root }) {
  await with_page('the example', {}, (t) => example({ ...t, root }));
  await with_page('files', {}, files);
  await with_page('what cannot be read', {}, wrong);
  await with_page('what cannot be read, in German', {}, wrong_in_german);
  await with_page('stopped', {}, stopped);
  for (const scheme of ['light', 'dark']) await with_page(`axe, ${scheme}`, { colorScheme: scheme }, axe);
  await with_page('this tab', {}, tab);
  await with_page('this tab: given numbers', {}, given);
  await with_page('on a phone', { viewport: { width: 320, height: 640 } }, phone);
}

async function choose(page, name, content) {
  await page.locator('#file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
}

const done = (page) => page.locator('#study section').first().waitFor({ timeout: patience });
/** `times` a text in one file, dropped on the page. */
const drop = (page, name, text, times) => page.evaluate((given) => {
  const data = new DataTransfer();
  data.items.add(new File([given.text.repeat(given.times)], given.name));
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}, { name, text, times });
const rows_of = (page, section) => page.locator('#study section').nth(section).locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));

async function example({ page, check, origin, root }) {
  await page.goto(`${origin}/trace.html`);
  await page.locator('#example').click();
  await done(page);
  const program = join(root, 'build/native/pagewalk');
  if (!existsSync(program)) return;
  const told = JSON.parse(execFileSync(program, ['trace', join(root, 'public/example-trace.u32'), '--json']));
  const number = (text) => Number(text.replaceAll(',', ''));
  check.equal((await rows_of(page, 2)).map(([preset, first, walks]) => [preset, number(first), number(walks)]), told.tlbs.map((row) => [row.preset, row.first_level_misses, row.walks]), 'TLB misses are those of the command line');
  check.equal((await rows_of(page, 3)).map(([address, , count]) => [Number(address), number(count)]), told.hottest.map(({ page: hot, accesses }) => [hot, accesses]), 'so are the hottest pages');
  check.equal((await rows_of(page, 0)).map(([tau, mean, most]) => [number(tau), number(mean), number(most)]), told.working_sets.map(({ tau, mean, most }) => [tau, mean, most]), 'and the working sets');
  check.matches(await page.locator('#said').innerText(), new RegExp(`${told.accesses.toLocaleString('en')} accesses to ${told.pages} pages`), 'the length is told');
  const slider = page.locator('#frames');
  await slider.focus();
  await page.keyboard.press('End');
  check.matches(await slider.getAttribute('aria-valuetext'), new RegExp(`^${told.pages} frames, .*: ${told.pages} faults`), 'with a frame for each page, each faults once');
  await page.keyboard.press('Home');
  check.matches(await page.locator('.trace-slider output').innerText(), new RegExp(`^1 frames, 4 KiB: ${told.lru[0].misses.toLocaleString('en')} faults`), 'the keys move the slider');
  check.equal(await page.locator('.chart-figure polyline').count(), 4, 'three windows and a curve are drawn');
}

async function files({ page, check, origin }) {
  await page.goto(`${origin}/trace.html`);
  await choose(page, 'belady.txt', belady);
  await done(page);
  check.matches(await page.locator('#said').innerText(), /^belady.txt: 12 accesses to 5 pages, 20 KiB\.$/, 'text');
  const frames = async () => (await page.locator('#study details tbody tr').evaluateAll((rows) => rows.map((row) => row.textContent)));
  await page.locator('#study details summary').click();
  check.equal((await frames()).map((row) => row.replaceAll(/\s/g, '')), ['14KiB12100%', '28KiB12100%', '416KiB866.7%', '520KiB541.7%'], 'LRU on Belady’s string');
  await choose(page, 'belady.txt.gz', gzipSync(belady));
  await page.waitForFunction(() => document.getElementById('said').textContent.startsWith('belady.txt.gz: 12'));
  check.that(true, 'packed by gzip');
  await choose(page, 'x.lackey', ' S 1ffeffe7e,8\nI  0400d7d4,8\n L 1ffeffe7e,8\n');
  await page.waitForFunction(() => document.getElementById('said').textContent.startsWith('x.lackey: 3'));
  check.matches(await page.locator('#said').innerText(), /33\.3 % of them write/, 'valgrind’s, with writes');
  await choose(page, 'nothing.txt', '');
  await page.waitForFunction(() => document.getElementById('said').textContent.startsWith('nothing.txt: 0'));
  check.equal(await page.locator('#study').isVisible(), false, 'an empty one tells nothing');
  await drop(page, 'dropped.txt', belady, 1);
  await page.waitForFunction(() => document.getElementById('said').textContent.startsWith('dropped.txt: 12'));
  check.that(true, 'dropped');
}

async function wrong({ page, check, origin }) {
  await page.goto(`${origin}/trace.html`);
  const said = async (name, content, pattern, what) => {
    await choose(page, name, content);
    await page.waitForFunction((file) => document.getElementById('wrong').textContent.includes(file), name);
    check.matches(await page.locator('#wrong').innerText(), pattern, what);
    check.equal([await page.locator('#study').isVisible(), await page.locator('#progress').isVisible()], [false, false], `${what}: nothing is shown of it`);
  };
  await said('cut.lackey', '==1== lackey\nI  0400d7d4,8\n S 1ffeffe7e,8\n L 1ffeff', /^cut\.lackey, line 4, column 10: here should be a comma and a size/, 'a cut trace names its line');
  await said('cut.u32', '12345', /^cut\.u32, byte 5: /, 'a cut binary one its byte');
  await said('noise.bin', Uint8Array.from({ length: 5000 }, (_, index) => index % 256), /^noise\.bin, line 1/, 'noise');
  await said('x.xz', Uint8Array.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2]), /packed by xz, which a browser cannot unpack\. Unpack it first/, 'xz');
  await said('x.zst', Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2]), /packed by zstd/, 'zstd');
  await said('x.gz', gzipSync('1\n'.repeat(100_000)).subarray(0, 60), /damaged or was cut off/, 'a damaged gzip file');
}

/** What the engine says comes from the page, in its language; a part of it may be another phrase. */
async function wrong_in_german({ page, check, origin }) {
  await page.goto(`${origin}/de/trace.html`);
  await choose(page, 'cut.u32', new Uint8Array(40_001));
  await page.waitForFunction(() => document.getElementById('wrong').textContent.includes('cut.u32'));
  check.matches(await page.locator('#wrong').innerText(), /^cut\.u32, Byte 40\.001: .*Zahl.*Byte 40\.001.*u32/, 'a cut trace, in German');
  await choose(page, 'cut.lackey', ' L 1ffeff,8\n L 1ffeff');
  await page.waitForFunction(() => document.getElementById('wrong').textContent.includes('cut.lackey'));
  check.matches(await page.locator('#wrong').innerText(), /Zeile 2.*Komma.*Byte/, 'and a line of one');
  check.that(!/[\u0002\u0003\u001f⟦]/.test(await page.locator('#wrong').innerText()), 'nothing of it is left to be said', await page.locator('#wrong').innerText());
}

async function stopped({ page, check, origin }) {
  await page.goto(`${origin}/trace.html`);
  await drop(page, 'long.txt', '1\n2\n3\n4\n', 4_000_000);
  await page.waitForFunction(() => document.getElementById('progress').value > 0, null, { timeout: patience });
  check.matches(await page.locator('#progress').getAttribute('title'), /[1-9].* accesses so far/, 'a long one shows its progress');
  await page.locator('#cancel').click();
  check.equal([await page.locator('#said').innerText(), await page.locator('#progress').isVisible()], ['Stopped. Nothing was kept.', false], 'and can be stopped');
  check.equal(await page.evaluate(() => document.activeElement.id), 'choose', 'the focus stays on the page');
  await page.locator('#example').click();
  await done(page);
  check.that(true, 'another can be read then');
}

async function axe({ page, check, origin }) {
  await page.goto(`${origin}/trace.html`);
  await page.locator('#example').click();
  await done(page);
  await page.locator('#study details summary').click();
  check.empty(await violations(page), 'axe-core finds nothing');
}

async function tab({ page, check, origin }) {
  await page.goto(`${origin}/tab.html`);
  await page.locator('#start').click();
  check.equal(await page.evaluate(() => document.activeElement.id), 'cancel', 'a measurement can be stopped at once');
  await page.locator('#found .tab-knee').waitFor({ timeout: 120_000 });
  await page.locator('#found summary').click();
  const rows = await page.locator('#found details tbody tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  check.equal([rows.length, rows[0].slice(0, 2), rows.at(-1).slice(0, 2)], [23, ['8', '32 KiB'], ['16,384', '64 MiB']], 'from 8 pages to 16,384');
  check.that(rows.every((row) => row.slice(2).every((text) => Number.parseFloat(text) > 0)), 'each step took time', rows);
  // 8 pages in each set of 6 of the first level: the second answers, 2 ns later. Both are shown with one digit.
  const model_of = (pages) => rows.filter((row) => row[0] === pages).map((row) => Number((Number.parseFloat(row[4]) - Number.parseFloat(row[3])).toFixed(1)))[0];
  check.equal(['96', '128'].map(model_of), [0, 2], 'the model is drawn over it, with the TLBs of Sapphire Rapids');
  check.equal(await page.locator('#found .chart polyline').count(), 3, 'as a line of its own');
  await page.locator('#found select').selectOption('classroom');
  check.matches(await page.locator('#found .chart-legend').innerText(), /model: classroom/, 'others can be chosen');
  check.equal(await page.evaluate(() => document.activeElement.value), 'classroom', 'and the focus stays where it was');
  check.equal(await page.locator('#found details').getAttribute('open'), '', 'what was open stays open');
  const presets = await page.locator('#found section').nth(1).locator('tbody tr').evaluateAll((all) => Object.fromEntries(all.map((row) => [row.children[0].textContent, row.children[1].textContent])));
  check.equal(presets['sapphire-rapids'], '96 (384 KiB)', 'beside what a preset holds (Sapphire Rapids: 96 entries for loads)');
  check.empty(await violations(page), 'axe-core finds nothing');
}

async function given({ page, check, origin }) {
  await page.addInitScript(() => {
    window.Worker = class extends EventTarget {
      postMessage() {
        const post = (data) => this.dispatchEvent(new MessageEvent('message', { data }));
        setTimeout(() => {
          post({ presets: [{ preset: 'sapphire-rapids', first: 64, second: 0 }] });
          for (const [pages, ns] of window.given) post({ point: { pages, ns, dense_ns: 2 } });
          post({ models: [window.given.map(([pages]) => pages > 32 ? 8 : 0)], done: true });
        });
      }
      terminate() {}
    };
  });
  await page.goto(`${origin}/tab.html`);
  const told = async (list) => {
    await page.evaluate((numbers) => { window.given = numbers; }, list);
    await page.locator('#start').click();
    await page.locator('.tab-knee').waitFor();
    return page.locator('.tab-knee').innerText();
  };
  check.matches(await told([[8, 2], [16, 2.1], [32, 2.2], [64, 2.4], [96, 9], [128, 12]]), /^Up to 64 pages \(256 KiB\)/, 'the bend lies before the steps that take longer');
  check.equal(await page.locator('.tab-model').innerText(), 'The model bends behind 32 pages (128 KiB).', 'and the model\'s before its own');
  check.matches(await told([[8, 2], [16, 9], [32, 2.2], [64, 2.4], [96, 2], [128, 2]]), /^No bend was found/, 'one disturbed point is none');
  check.equal(await page.locator('#found li').count(), 4, 'and there are reasons why');
}

async function phone({ page, check, origin }) {
  for (const path of ['tab.html', 'de/tab.html']) {
    await page.goto(`${origin}/${path}`);
    check.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, `${path}: nothing is wider than the screen`);
  }
  for (const path of ['trace.html', 'de/trace.html']) {
    await page.goto(`${origin}/${path}`);
    await page.locator('#example').click();
    await done(page);
    check.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, `${path}: nothing is wider than the screen`);
    const size = await page.locator('.chart text').first().evaluate((text) => text.getBoundingClientRect().height);
    check.that(size > 9, 'a chart’s type can be read', size);
  }
}
