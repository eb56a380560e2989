// Real input, bad input, and time travel: pasted addresses, garbled ones, the console's errors, the timeline.

import { cut, hex } from './address.mjs';

const maps_line = '7ffd1c9e4000-7ffd1ca05000 rw-p 00000000 00:00 0                          [stack]';
const pasted = 0x7ffd_1c9e_4000n;

export default async function play({ with_page }) {
  await with_page('pasting an address', { permissions: ['clipboard-read', 'clipboard-write'] }, pasting);
  await with_page('bad input', {}, bad_input);
  await with_page('the timeline', {}, timeline);
}

async function open_own_machine(reader) {
  await reader.open('address-split', 'seed=7&predict=open');
  const { steps } = await reader.view();
  await reader.open('address-split', `seed=7&predict=open&step=${steps}`);
}

async function paste(reader, text) {
  await reader.page.locator('#panel-text').fill('');
  await reader.page.evaluate((line) => navigator.clipboard.writeText(line), text);
  await reader.page.locator('#panel-text').focus();
  await reader.page.keyboard.press('Control+V');
}

async function pasting({ reader, check }) {
  await open_own_machine(reader);
  await paste(reader, maps_line);
  await reader.wait(() => window.pagewalk.view.command.includes('7ffd'));
  check.equal(await reader.number('va'), pasted, 'a line of /proc/self/maps gives its address');
  const twin = await reader.page.evaluate(() => window.pagewalk.twin('address'));
  const shown = JSON.stringify(twin.rows);
  const { offset, ...indexes } = cut(pasted);
  check.empty(Object.entries(indexes).filter(([, value]) => !shown.includes(`"${value}"`)).map(([name, value]) => `${name} ${value}`),
    'the panel shows the four indexes');
  check.matches(shown, /0x0+"/, `and the offset ${hex(offset)}`);
  await reader.press('address.read');
  await reader.wait(() => window.pagewalk.view.command.startsWith('read'));
  check.equal(await reader.number('last.kind == ok'), 1n, 'its page is mapped: it can be read');
  check.equal(await reader.number('last.reads'), 4n, 'by a walk of four tables');
  const { size } = await reader.view();

  for (const garbled of ['7ffd1c9eXYZ0-7ffd1ca05000 rw-p 00000000 00:00 0', 'hello world', '0x1_ffff_ffff_ffff_ffff_ffff', '-', '٣٤']) {
    await paste(reader, garbled);
    await reader.page.locator('#panel-error').waitFor();
    check.that((await reader.text('#panel-error')).length > 10, `“${garbled}” is refused with a reason`, await reader.text('#panel-error'));
    check.equal([(await reader.view()).size, hex(await reader.number('va'))], [size, hex(pasted)], 'and the machine is as it was');
    await reader.page.locator('#panel-text').press('Backspace'); // typing on takes the error away
    await reader.page.locator('#panel-error').waitFor({ state: 'hidden' });
  }
}

async function bad_input({ reader, check }) {
  await open_own_machine(reader);
  const { size } = await reader.view();
  const cases = [
    ['reed va', /read/], ['read', /./], ['read 0x12g4', /g4/], ['read 0x1_0000_0000_0000_0000', /./],
    ['map A 0x1000 900T rw now', /./], ['map A 0x7f12_3456_7001 4K rw', /./], ['let = 4', /./], ['print 1 / 0', /zero/i],
    ['print 3 - 5', /./], ['print (1', /./], ['machine va=48 levels=9,9', /./], ['bit va pgd presnt off', /present/],
    ['repeat 99999999999 read va', /./],
  ];
  for (const [line, reason] of cases) {
    const said = await reader.command(line);
    const error = said.find((entry) => entry.kind === 'error')?.text ?? '';
    check.matches(error, reason, `console: “${line}” is an error that says why`);
    check.equal((await reader.view()).size, size, `“${line}” changed nothing`);
  }
  const said = await reader.command('help');
  check.that(said.some((entry) => entry.kind === 'output' && entry.text.includes('invlpg')), 'help lists the commands');
  await reader.page.locator('#console-line').fill('inv');
  await reader.page.locator('#console-line').press('Tab');
  check.equal((await reader.page.locator('#console-line').inputValue()).trim(), 'invlpg', 'Tab completes');
  await reader.page.locator('#console-line').fill('');
  await reader.page.locator('#console-line').press('ArrowUp');
  check.equal(await reader.page.locator('#console-line').inputValue(), 'help', 'the up arrow brings the last line back');
}

async function timeline({ reader, check }) {
  await open_own_machine(reader);
  await reader.command('read va');
  const end = await reader.view();
  check.equal(end.position, end.size, 'after a command the position is the end');
  const tables = () => reader.page.evaluate(() => JSON.stringify(window.pagewalk.twin('tables')));
  const picture = async () => (await reader.page.locator('#canvas').screenshot()).toString('base64');
  const accesses = await reader.number('count(access_done)');
  await reader.calm(); // the command is done, and not yet drawn
  const [tables_after, picture_after] = [await tables(), await picture()];

  await reader.press('timeline.back');
  check.equal((await reader.view()).position, end.size - 1, 'Back goes one event back');
  await reader.page.evaluate(() => document.activeElement.blur());
  await reader.page.keyboard.press(',');
  check.equal((await reader.view()).position, end.size - 2, 'the key , too');
  await reader.page.keyboard.press('.');
  check.equal((await reader.view()).position, end.size - 1, 'the key . goes forward');
  await reader.press('timeline.step');
  check.equal((await reader.view()).position, end.size, 'Step goes forward');

  const strip = await reader.place('strip');
  await reader.page.mouse.click(strip.left + 1, strip.y);
  await reader.wait(() => window.pagewalk.view.position === 0);
  check.that(true, 'a click at the strip’s beginning goes to the beginning');
  await reader.calm();
  check.equal(await reader.number('count(access_done)'), accesses - 1n, 'there the machine has not read yet');
  check.that((await tables()) !== tables_after, 'the tables panel tells of that moment');
  check.that((await picture()) !== picture_after, 'and draws it');

  await reader.page.mouse.move(strip.left + 2, strip.y);
  await reader.page.mouse.down();
  await reader.calm();
  const seen = [];
  for (const share of [0.3, 0.6, 1]) {
    await reader.page.mouse.move(strip.left + strip.width * share - 1, strip.y);
    await reader.calm();
    seen.push((await reader.view()).position);
  }
  await reader.page.mouse.up();
  check.that(seen[0] > 0 && seen[0] < seen[1] && seen[1] < seen[2] && seen[2] === end.size, 'dragging along the strip scrubs', seen);
  check.equal(await tables(), tables_after, 'at the end everything is as before');

  await reader.press('timeline.back');
  await reader.command('write va');
  const after = await reader.view();
  check.that(after.position === after.size && after.size > end.size, 'a command given in the past first completes the one it falls into');
}
