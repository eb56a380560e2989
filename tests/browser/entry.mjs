// The entry panel and the timeline's player, by mouse, by keyboard and by touch.

import { phone } from './browser.mjs';

export default async function play({ with_page }) {
  await with_page('entry by mouse', {}, by_mouse);
  await with_page('entry by keyboard', {}, by_keyboard);
  await with_page('entry by touch', phone, by_touch);
  await with_page('the timeline plays', {}, plays);
}

async function open_own_machine(reader) {
  await reader.open('page-table-entry', 'seed=7&predict=open');
  const { steps } = await reader.view();
  await reader.open('page-table-entry', `seed=7&predict=open&step=${steps}`);
}

const said = (reader, panel = 'entry') => reader.page.evaluate((id) => window.pagewalk.twin(id).say, panel);
const flag = (reader, name) => reader.number(`flag(entry(va, pt), ${name})`);

async function by_mouse({ reader, check }) {
  await open_own_machine(reader);
  await reader.press('entry-bit1');
  check.equal(await flag(reader, 'write'), 0n, 'a click on the box of R/W clears it');
  check.equal(await reader.text('#command'), 'bit va pt write off', 'the page shows the command behind the click');
  await reader.press('address.write');
  check.matches(await said(reader), /page fault, writing is not allowed.*The kernel repaired it/, 'a write comes to a fault, and the kernel repairs it');
  check.equal(await flag(reader, 'write'), 1n, 'R/W is set again');
  const end = (await reader.view()).position;
  await reader.press('entry-origin1');
  const there = (await reader.view()).position;
  check.that(there < end && there > 0, 'a click on who set R/W goes to that moment', [there, end]);
  check.equal(await flag(reader, 'write'), 1n, 'there it has just been set');
  await reader.key(',');
  check.equal(await flag(reader, 'write'), 0n, 'and one event before it was not');
  const frame = await reader.number('pfn(va)');
  await reader.drag('entry-frame', 0, -45);
  check.equal(await reader.number('pfn(va)'), frame + 5n, 'dragging the frame number up moves it');
  await reader.press('entry-level2');
  check.matches(await said(reader), /The PMD entry/, 'the entry above is a click away');
}

async function by_keyboard({ reader, check, page }) {
  await open_own_machine(reader);
  await reader.key('F6');
  check.equal(await reader.focused(), 'canvas', 'F6 brings the keyboard to the picture');
  const before = await reader.number('entry(va, pgd) ^ entry(va, pud) ^ entry(va, pmd) ^ entry(va, pt)');
  await reader.key('ArrowDown', 'Space');
  const changed = (await reader.number('entry(va, pgd) ^ entry(va, pud) ^ entry(va, pmd) ^ entry(va, pt)')) ^ before;
  check.that(changed !== 0n && (changed & (changed - 1n)) === 0n, 'Space flips the bit that has the focus', changed.toString(16));
  await reader.key('Escape');
  check.that((await reader.focused()) !== 'canvas', 'Esc leaves the picture');
  await page.locator('#panel-text').fill('0x123');
  await page.locator('#panel-text').press('Enter');
  await reader.wait(() => window.pagewalk.view.command.includes('frame 0x123'));
  check.equal(await reader.number('pfn(va)'), 0x123n, 'a frame number can be typed');
}

async function by_touch({ page, reader, check }) {
  await open_own_machine(reader);
  const { x, y } = await reader.place('entry-bit2');
  await page.touchscreen.tap(x, y);
  await reader.wait(() => window.pagewalk.view.command === 'bit va pt user off');
  check.equal(await flag(reader, 'user'), 0n, 'a tap on a bit flips it');
  const bits = (await reader.areas()).filter((area) => area.id.startsWith('entry-bit'));
  check.that(bits.length >= 9 && bits.every((bit) => bit.width >= 24), 'bits are at least 24 px wide', bits.length);
}

async function plays({ page, reader, check }) {
  await open_own_machine(reader);
  await reader.command('read va');
  await page.keyboard.press('Escape');
  const { size } = await reader.view();
  await reader.press('timeline.more');
  await reader.press('timeline.faster');
  check.matches(await said(reader, 'timeline'), /From the beginning to event/, 'the drawer tells what changed');
  const rows = await page.evaluate(() => window.pagewalk.twin('timeline').rows.map((row) => row.join(' ')));
  check.that(rows.some((row) => /PT entry 0 of A.*A/.test(row)), 'the entry is among it', rows);
  await page.locator('#canvas').focus();
  await reader.key('b');
  await page.keyboard.press('p'); // what plays is not calm
  await reader.wait((end) => window.pagewalk.view.position > 0 && window.pagewalk.view.position < end, size);
  check.that(true, 'P plays the events from the beginning');
  await reader.key('p');
  await reader.calm();
  const stopped = (await reader.view()).position;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  check.equal((await reader.view()).position, stopped, 'P again stops it');
  await reader.key('n');
  check.equal((await reader.view()).position, size, 'N goes to the bookmark that B set');
  const frames = await page.evaluate(() => window.pagewalk.frames);
  await new Promise((resolve) => setTimeout(resolve, 600));
  check.equal(await page.evaluate(() => window.pagewalk.frames), frames, 'when it does not play, nothing is drawn');
}
