// Every panel by mouse, by touch and by keyboard: what is done there is done to the machine, and the panel says
// so. And the panels a reader opens, closes and puts back; the words that light their things.

import { readFileSync } from 'node:fs';
import { phone } from './browser.mjs';
import { finger, line } from './finger.mjs';

const own_machine = -1; // a lesson's last step: the sandbox

/**
 * A panel, where it is shown, and one thing to do there: `area` is pressed (or the first area that fits), `over`
 * is an expression that then has another value, `says` what the panel's sentence then holds. `looks`: it only
 * chooses what to look at, which is nothing of the machine's; the text view then tells of all there is, unasked.
 */
const panels = [
  { id: 'hotel', lesson: 'hotel', step: own_machine, area: 'desk', over: 'count(access_done)' },
  { id: 'space', lesson: 'private-addresses', step: own_machine, area: /^page[A-Z]\./, position: true },
  { id: 'address', lesson: 'address-split', step: own_machine, area: 'bit13', over: 'va', says: /0x/ },
  { id: 'tables', lesson: 'walk', step: own_machine, area: 'address.read', opens: 'address', over: 'count(access_done)', says: /./ },
  { id: 'entry', lesson: 'page-table-entry', step: own_machine, area: 'entry-bit1', over: 'entry(va, pt)', says: /R\/W/ },
  { id: 'cores', lesson: 'shootdown', step: own_machine, area: 'read1', over: 'count(access_done)', says: /Core 1: A\.1/ },
  { id: 'fault', lesson: 'faults', step: own_machine, area: 'fault.write', over: 'count(access_done)', says: /fresh frame|zero page/ },
  { id: 'ram', lesson: 'pages-and-frames', step: own_machine, before: 'read va', area: 'frames', looks: true, says: /frame/i },
  { id: 'tlb', lesson: 'tlb', step: 0, before: 'read va', area: 'tlb-flush', over: 'count(tlb_flushed)', says: /hits/ },
  { id: 'sizing', lesson: 'table-size', step: own_machine, area: 'processes.more', over: 'processes', says: /./ },
  { id: 'cost', lesson: 'walk', step: own_machine, before: 'read va', area: 'tables.flush', over: 'count(tlb_flushed)', says: /in all/ },
  { id: 'replacement', lesson: 'replacement', step: own_machine, area: 'frames.less', over: 'string.frames', says: /FIFO: a |all empty/ },
  { id: 'curves', lesson: 'replacement', step: own_machine, area: 'curves.more', over: 'string.frames', says: /LRU/ },
  { id: 'compare', lesson: 'capstone', step: own_machine, before: 'set policy lru', area: 'compare.again', over: 'count(setting_changed)', says: /one machine/ },
  { id: 'scheduler', lesson: 'thrashing', step: own_machine, area: 'load.less', over: 'load.active', says: /At the disk/ },
  { id: 'timeline', lesson: 'walk', step: own_machine, before: 'read va', area: 'timeline.back', position: true, says: /./ },
];

export default async function play({ with_page }) {
  await with_page('panels by mouse', {}, by_mouse);
  await with_page('panels by touch', phone, by_touch);
  await with_page('panels by keyboard', {}, by_keyboard);
  await with_page('RAM by arrow keys', {}, ram_by_arrows);
  await with_page('console by touch', phone, console_by_touch);
  await with_page('panels come and go', {}, come_and_go);
  await with_page('panels come and go on a phone', phone, on_a_phone);
  await with_page('words and things', {}, words_and_things);
  await with_page('saved to files', { acceptDownloads: true }, saved);
  await with_page('every step of the course', {}, every_step);
}

async function open_step(reader, panel) {
  await reader.open(panel.lesson, 'seed=7&predict=open');
  const { steps } = await reader.view();
  await reader.turn_to(panel.step === own_machine ? steps - 1 : panel.step);
  if (panel.before) await reader.command(panel.before);
  await reader.bring(panel.opens ?? panel.id);
}

const state_of = async (reader, panel) => (panel.looks ? said(reader, panel.id) : panel.position ? BigInt((await reader.view()).position) : reader.number(panel.over));
const said = (reader, id) => reader.page.evaluate((panel) => window.pagewalk.twin(panel).say, id);

/** `scroll` moves a panel that is higher than its place on the screen. */
async function area_of(reader, panel, scroll = null) {
  let areas, area;
  for (let tries = 0; !area && tries < (scroll ? 4 : 1); tries += 1) {
    if (tries > 0) await scroll();
    areas = await reader.areas();
    area = areas.find(({ id }) => (panel.area instanceof RegExp ? panel.area.test(id) : id === panel.area));
  }
  if (!area) throw new Error(`${panel.id}: no area ${panel.area}; there are ${areas.map(({ id }) => id).join(' ')}`);
  return area.id;
}

async function act_and_look({ reader, check }, panel, how, act, scroll) {
  await open_step(reader, panel);
  const before = await state_of(reader, panel);
  await act(await area_of(reader, panel, scroll));
  await reader.calm();
  check.that((await state_of(reader, panel)) !== before, `${panel.id} by ${how}: the machine changed`, String(before));
  check.matches(await said(reader, panel.id), panel.says ?? /./, `${panel.id} by ${how}: its sentence tells`);
}

async function by_mouse(t) {
  for (const panel of panels) await act_and_look(t, panel, 'mouse', (id) => t.reader.press(id));
}

async function by_touch(t) {
  for (const panel of panels)
    await act_and_look(t, panel, 'touch', async (id) => {
      const { x, y } = await t.reader.place(id);
      await t.page.touchscreen.tap(x, y);
    }, async () => {
      const { x, y, width, height } = await t.page.locator('#canvas').boundingBox();
      await finger(t.page, line(x + width / 2, y + height * 0.45, 0, -height * 0.35));
      await t.reader.calm();
    });
}

/** Without the picture: the text view's buttons, reached and pressed by keys. */
async function by_keyboard(t) {
  const { page, reader } = t;
  for (const panel of panels.filter(({ looks }) => !looks))
    await act_and_look(t, panel, 'keyboard', async () => {
      await page.locator('#twin-toggle').focus();
      await page.keyboard.press('Enter');
      const before = await state_of(reader, panel);
      const names = await page.evaluate((id) => window.pagewalk.twin(id).actions
        .map(({ enabled }, index) => (enabled ? `${id}-${index}` : '')).filter(Boolean), panel.opens ?? panel.id);
      for (const name of names) {
        const button = page.locator(`[data-twin="${name}"]`);
        if (!(await button.isVisible())) continue;
        await button.focus();
        await reader.key('Enter');
        if ((await state_of(reader, panel)) !== before) return;
      }
    });
}

/** RAM at a glance, in the picture itself: the arrow keys choose a frame. */
async function ram_by_arrows({ page, reader, check }) {
  await open_step(reader, panels.find(({ id }) => id === 'ram'));
  await page.locator('#canvas').focus();
  await page.evaluate(() => window.pagewalk.focus_panel('ram'));
  await reader.calm();
  const before = await said(reader, 'ram');
  await reader.key('ArrowDown', 'ArrowRight', 'ArrowRight');
  check.that((await said(reader, 'ram')) !== before, 'ram by keyboard: its sentence tells of the frame that the arrows chose', before);
}

async function console_by_touch({ page, reader, check }) {
  await reader.open('walk', 'seed=7&predict=open');
  await page.locator('#console-toggle').tap();
  await page.locator('#console-line').fill('read va');
  const before = await reader.number('count(access_done)');
  await page.locator('#console button[type=submit]').tap();
  // The browser makes a click of a tap some time after the finger is gone.
  await check.becomes(async () => (await reader.number('count(access_done)')) > before, true, 'console by touch: the machine changed');
  check.equal(await page.locator('#console-line').inputValue(), '', 'and the line is free for the next command');
}

const shown = async (reader) => (await reader.view()).panels.map(({ id }) => id).join(' ');

async function come_and_go({ page, reader, check }) {
  await reader.open('walk', 'seed=7&predict=open');
  const of_step = await shown(reader);
  await page.locator('#panel-menu summary').click();
  check.equal(await page.locator('#panel-choices button:not([name=save])').isDisabled(), true, 'nothing is to be put back yet');
  await page.locator('#panel-choices label', { hasText: 'RAM' }).click();
  await page.locator('#panel-choices input[value=entry]').focus();
  await page.keyboard.press('Space');
  await reader.wait(() => window.pagewalk.view.moved);
  check.that((await shown(reader)).includes('entry'), 'the menu opens a panel that the step has not', await shown(reader));
  check.that((await shown(reader)).includes('ram') !== of_step.includes('ram'), 'and closes one of the step’s');
  check.equal(await page.evaluate(() => document.activeElement.value), 'entry', 'the focus stays where it was');
  await page.keyboard.press('Escape');
  check.equal(await page.locator('#panel-choices').isVisible(), false, 'Esc closes the menu');
  await page.keyboard.press('0');
  await reader.wait(() => !window.pagewalk.view.moved);
  check.equal(await shown(reader), of_step, '0 puts the panels back');
  await page.keyboard.press('?');
  check.equal(await page.locator('#keys').isVisible(), true, '? shows the keys');
  await page.keyboard.press('Escape');
  check.equal(await page.locator('#keys').isVisible(), false, 'Esc closes them');
}

async function on_a_phone({ page, reader, check }) {
  await reader.open('walk', 'seed=7&predict=open');
  await page.locator('#panel-menu summary').tap();
  await page.locator('#panel-choices label', { hasText: 'Entry' }).first().tap();
  await reader.wait(() => window.pagewalk.view.front === 'entry');
  check.equal(await page.locator('#tabs [aria-selected=true]').innerText(), await page.evaluate(() => window.pagewalk.twin('entry').title),
    'a panel that was opened is in front');
  const out = await page.evaluate(() => {
    const box = document.getElementById('panel-choices').getBoundingClientRect();
    return box.left < 0 || box.right > innerWidth || box.top < 0 || box.bottom > innerHeight;
  });
  check.equal(out, false, 'the menu is whole on the screen');
}

async function words_and_things({ page, reader, check }) {
  await reader.open('address-split', 'seed=7&predict=open');
  const words = await page.evaluate(() => [...document.querySelectorAll('.step a.part')].map((word) => ({
    part: word.dataset.part, step: [...document.querySelectorAll('.step')].indexOf(word.closest('.step')) })));
  const { part, step } = words.find((word) => /^address\.p/.test(word.part));
  if (step > 0) await reader.turn_to(step);
  const word = page.locator(`.step.current a.part[data-part="${part}"]`).first();
  const picture = async () => (await page.locator('#canvas').screenshot()).toString('base64');
  await page.mouse.move(2, 2);
  await reader.calm();
  const dark = await picture();
  await word.hover();
  await reader.calm();
  const lit = await picture();
  check.that(lit !== dark, `the word of ${part} lights its thing`);
  await page.mouse.move(2, 2);
  await reader.calm();
  check.that((await picture()) === dark, 'and it goes out again');
  await word.focus();
  await reader.calm();
  check.that((await picture()) !== dark, 'a focused word lights it, too');
  const level = { pt: 1, pmd: 2, pud: 3, pgd: 4 }[part.split('.')[1]];
  const { x, y } = await reader.place(`field${level}`);
  await page.mouse.move(x, y);
  await reader.wait((name) => document.querySelector(`.step.current a.part[data-part="${name}"]`).classList.contains('pointed'), part);
  check.that(true, 'the pointer on the thing marks its word');
  await page.mouse.move(2, 2);
  await reader.wait((name) => !document.querySelector(`.step.current a.part[data-part="${name}"]`).classList.contains('pointed'), part);
}

/** Nothing of the course is empty, unnamed, or wider than the page, at any step. */
async function every_step({ page, reader, check, origin }) {
  await page.goto(`${origin}/index.html`);
  const lessons = await page.evaluate(() => [...document.querySelectorAll('#lessons a[href$=".html"]')].map((link) => link.getAttribute('href').replace(/\.html.*$/, ''))
    .filter((name, index, all) => /^[a-z0-9-]+$/.test(name) && name !== 'index' && all.indexOf(name) === index));
  check.that(lessons.length >= 9, 'the cover lists the lessons', lessons);
  const wrong = [];
  for (const lesson of lessons) {
    await reader.open(lesson, 'seed=3&predict=open');
    const { steps } = await reader.view();
    for (let step = 0; step < steps; step += 1) {
      if (step > 0) await reader.turn_to(step);
      const found = await page.evaluate(() => {
        const out = [];
        const { panels, blocks } = window.pagewalk.view;
        if (panels.length < 2 && window.pagewalk.view.lesson !== 'review') out.push('shows no panel'); // a go has its questions' panels
        for (const { id } of panels) {
          const twin = window.pagewalk.twin(id, 0, 20);
          const text = JSON.stringify(twin);
          if (!twin.say) out.push(`${id} says nothing`);
          if (/\[[a-z]+\.[a-z_.]+\]/.test(text)) out.push(`${id} lacks a string: ${text.match(/\[[a-z]+\.[a-z_.]+\]/)[0]}`);
        }
        if (/\[[a-z]+\.[a-z_.]+\]/.test(blocks.map((block) => block.html).join())) out.push('a block lacks a string');
        if (document.scrollingElement.scrollWidth > innerWidth) out.push('is wider than the page');
        return out;
      });
      wrong.push(...found.map((what) => `${lesson} ${step + 1} ${what}`));
    }
  }
  check.empty(wrong, `every step of ${lessons.length} lessons has panels that speak, and fits`);
}

async function saved({ page, reader, check }) {
  await reader.open('replacement', 'seed=7&predict=open');
  await reader.turn_to(4);
  await page.locator('#twin-toggle').click();
  const table = await download(page, page.locator('[data-twin="curves-save"]'));
  const lines = table.content.toString('utf8').split('\r\n');
  const { columns, rows, total } = await page.evaluate(() => window.pagewalk.twin('curves', 0, 4096));
  check.equal(table.name, 'pagewalk-curves.csv', 'a table is saved as CSV');
  check.equal(lines.length, total + 2, 'with a line for the columns, and one a row', lines.length);
  check.equal(lines[0].replaceAll('"', ''), columns.join(','), 'named as in the text view');
  check.that(total > 1 && lines[1].startsWith(rows[0][0]), 'and the rows in their order', lines[1]);
  await page.locator('#panel-menu summary').click();
  const picture = await download(page, page.locator('#panel-choices button[name=save]'));
  check.equal(picture.content.subarray(1, 4).toString('latin1'), 'PNG', 'the picture is saved as PNG');
  const size = [picture.content.readUInt32BE(16), picture.content.readUInt32BE(20)];
  check.equal(size, await page.evaluate(() => [document.getElementById('canvas').width, document.getElementById('canvas').height]), 'in the size of the screen');
  check.that(picture.content.length > 5000, 'and there is something on it', picture.content.length);
}

async function download(page, button) {
  const waiting = page.waitForEvent('download');
  await button.click();
  const file = await waiting;
  return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
}
