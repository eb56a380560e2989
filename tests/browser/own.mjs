// A lesson of one's own: chosen, dropped, hosted beside the course, and followed while it is written.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const lesson = ({ title = 'Two pages', size = '8K', recall = '' } = {}) => `# ${title}
\`\`\`lesson
id two-pages
minutes 3
\`\`\`
## An area
How many pages does an area of \`=size as size\` have?
\`\`\`run
machine x86-64
process A
let base = 0x40_0000
let size = ${size}
map A base size rw
\`\`\`
\`\`\`show
tables base
\`\`\`
\`\`\`predict pages
ask: How many pages are \`=size as size\`?
answer: size / page_size
trap: size -- That is its size in bytes. [bytes-for-pages]
why: \`=size as size\` are \`=size / page_size\` pages of \`=page_size as size\`.
\`\`\`
${recall}`;

const upload = (name, text) => ({ name, mimeType: 'text/markdown', buffer: Buffer.from(text) });
const own = (page) => page.locator('#own-file');
const says = (page, text) => page.locator('.own .input-error:not([hidden])', { hasText: text }).waitFor();
const titles = (page) => page.evaluate(() => window.pagewalk.view.map.map(({ title }) => title));

export default async function play({ with_page, root, options }) {
  await with_page('chosen', {}, chosen);
  await with_page('dropped', {}, dropped);
  await with_page('hosted', {}, hosted);
  await with_page('hosted, and broken or missing', { allow: [/404/] }, missing);
  await followed({ with_page, root, options });
}

async function chosen({ page, reader, check }) {
  await reader.open('own');
  check.matches(await reader.text('.own'), /None yet/, 'the page says that nothing runs yet');
  await own(page).setInputFiles(upload('two.md', lesson()));
  await reader.wait(() => document.querySelector('.own').textContent.includes('two.md runs here'));
  check.equal(await reader.number('size / page_size'), 2n, 'a chosen file runs, with its machine');
  check.matches(await reader.text('.step.current'), /How many pages are 8 KiB/, 'its question is asked');
  check.equal(await page.locator('#steps .step').count(), 1, 'nothing of the page\'s own lesson is left');

  await own(page).setInputFiles(upload('two.md', lesson({ size: '16K' })));
  await reader.wait(() => document.querySelector('.step.current').textContent.includes('16 KiB'));
  await own(page).setInputFiles(upload('two.md', lesson().replace('minutes 3', 'minuets 3')));
  await says(page, 'minuets');
  check.matches(await reader.text('.own .input-error'), /two\.md does not run yet.*Line 4: .*minuets.*minutes/s, 'a mistake is named with its line and what was meant');
  check.equal(await reader.number('size / page_size'), 4n, 'and what ran before still runs');
  await own(page).setInputFiles({ name: 'picture.md', mimeType: '', buffer: Buffer.from([0xff, 0xfe, 0x00]) });
  await says(page, 'picture.md');
  check.matches(await reader.text('.own .input-error'), /picture\.md cannot be read as text/, 'a file that is no text is told so');
  await own(page).setInputFiles(upload('long.md', `# Long\n${'x'.repeat(1 << 20)}`));
  await says(page, 'long.md');
  check.matches(await reader.text('.own .input-error'), /long\.md has more than 1024 KiB/, 'and one that is too long');
  await own(page).setInputFiles(upload('evil.md', lesson({ title: '<img src=x onerror=alert(1)>' })));
  await reader.wait(() => document.querySelector('.own').textContent.includes('evil.md runs here'));
  check.equal(await page.locator('#steps img').count(), 0, 'HTML in a lesson is text');

  await own(page).setInputFiles(upload('asks.md', lesson({ recall: '## An earlier idea\n```recall walk/w-first\n```\n' })));
  await reader.wait(() => window.pagewalk.view.steps === 2);
  await page.reload();
  await reader.ready();
  check.equal((await titles(page)).length, 2, 'a reload comes back to it');
  await page.locator('.own button', { hasText: 'Put it away' }).click();
  await reader.wait(() => window.pagewalk?.ready && document.querySelector('.own')?.textContent.includes('None yet'));
  check.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => /own:(saved|progress)|last/.test(key)).length), 0, 'nothing of what was tried is kept');
}

/** Drops a file on the page, as the browser tells of it. */
const drop = (page, name, text) => page.evaluate(([file, content]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([content], file, { type: 'text/markdown' }));
  const over = new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer });
  document.body.dispatchEvent(over);
  document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
  return over.defaultPrevented;
}, [name, text]);

async function dropped({ page, reader, check }) {
  await reader.open('hotel');
  check.that(await drop(page, 'two.md', lesson()), 'a lesson takes a file that is dragged over it');
  await page.waitForURL(/own\.html/);
  await reader.ready();
  check.equal(await reader.number('size / page_size'), 2n, 'dropped on a lesson, it runs on its own page');
  await drop(page, 'more.md', lesson({ size: '64K' }));
  await reader.wait(() => document.querySelector('.own').textContent.includes('more.md runs here'));
  check.equal(await reader.number('size / page_size'), 16n, 'and another one takes its place');
}

async function hosted({ page, reader, check }) {
  await page.route('**/own/two.md', (route) => route.fulfill({ contentType: 'text/markdown', body: lesson() }));
  await reader.open('own', 'file=two.md&seed=7');
  check.equal(await reader.number('size / page_size'), 2n, 'a lesson beside the course runs by its address');
  check.equal(await page.locator('.own').count(), 0, 'its readers are shown no author\'s tools');
  await page.locator('.step.current input[name=answer]').fill('2');
  await page.locator('.step.current button[type=submit]').click();
  await reader.wait(() => window.pagewalk.view.score !== undefined && document.querySelector('.step.current .why'));
  await page.reload();
  await reader.ready();
  check.that(await page.locator('.step.current .why').count() > 0, 'its answers are kept');
}

async function missing({ page, reader, check }) {
  await reader.open('own', 'file=none.md&seed=7');
  check.matches(await reader.text('#notices'), /no lesson none\.md in the folder .own./, 'a missing one is named');
  await page.route('**/own/bad.md', (route) => route.fulfill({ contentType: 'text/markdown', body: '# Bad\n```lesson\nid\n```\n## A step\nText.\n' }));
  await reader.open('own', 'file=bad.md&seed=7');
  check.matches(await reader.text('#notices'), /bad\.md does not run yet.*Line 3/s, 'a broken one says where');
  await reader.open('own', 'file=../walk.md&seed=7');
  check.matches(await reader.text('#notices'), /file=\.\.\/walk\.md/, 'an address cannot leave the folder');
}

/** `pagewalk author`: the page follows the file on the disk. */
async function followed({ with_page, root, options }) {
  const folder = mkdtempSync(join(tmpdir(), 'pagewalk-author-')), file = join(folder, 'mine.md');
  writeFileSync(file, lesson());
  const server = spawn(join(root, 'build/native/pagewalk'), ['author', file, '--site', options.site], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await new Promise((resolve) => createInterface(server.stdout).once('line', (text) => resolve([text])));
  const address = new URL(/http:\S+/.exec(line)[0]);
  await with_page('followed', { origin: address.origin, allow: [/ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_REFUSED/] }, async ({ page, reader, check }) => {
    await page.goto(address.href);
    await reader.ready();
    await page.locator('.findings', { hasText: 'It is sound: 1 steps, 1 questions' }).waitFor();
    check.equal(await reader.number('size / page_size'), 2n, 'the lesson runs, and the checker finds it sound');
    await page.locator('.step.current input[name=answer]').fill('2');
    await page.locator('.step.current button[type=submit]').click();
    await page.locator('.step.current .why').waitFor();
    writeFileSync(file, `${lesson().replace('How many pages does', 'So how many pages does')}\n## A second step\nMore.\n`);
    await reader.wait(() => window.pagewalk.view.steps === 2);
    check.that(await page.locator('.step.current .why').count() > 0, 'a change shows at once, and the answers stay');
    writeFileSync(file, lesson().replace('trap: size --', 'trap: size / page_size --'));
    await page.locator('.findings .is-error', { hasText: 'trap' }).waitFor(); // it may have read half of the file first
    check.matches(await reader.text('.findings .is-error'), /Line \d+: .*trap/, 'what the checker finds stands beside it, with its line');
    writeFileSync(file, lesson().replace('minutes 3', 'minuets 3'));
    await page.locator('.own .input-error:not([hidden])', { hasText: 'mine.md' }).waitFor();
    check.equal(await page.locator('.step.current').count(), 1, 'a lesson that does not run leaves the last one that did');
    server.kill();
    await page.locator('.findings', { hasText: 'Start it again' }).waitFor();
    check.that(true, 'when the server is gone the page says so');
  });
  server.kill();
  rmSync(folder, { recursive: true });
}
