// A lesson without a mouse, and the keys of the canvas.

import { cut, from_hex, hex } from './address.mjs';
import { is_done, is_right } from './steps.mjs';

export default async function play({ with_page }) {
  await with_page('a lesson by keyboard', {}, lesson_by_keyboard);
  await with_page('keys around the canvas', {}, around_the_canvas);
  await with_page('a pick by keyboard', {}, pick_by_keyboard);
}

/** Presses Tab until the focus is where the selector says. */
async function tab_to(reader, selector, key = 'Tab') {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await reader.page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await reader.page.keyboard.press(key);
  }
  throw new Error(`Tab does not reach ${selector}; the focus is at ${await reader.focused()}`);
}

async function next_by_key(reader) {
  const before = await reader.step_and_question();
  await tab_to(reader, '#step-nav button[data-action="next"]');
  await reader.page.keyboard.press('Enter');
  await reader.wait((old) => {
    const now = `${window.pagewalk.view.step} ${document.querySelector('.step.current .question')?.dataset.question ?? ''}`;
    return now !== old;
  }, before);
}

async function type_answer(t, id, text) {
  const { reader } = t;
  await tab_to(reader, `.question[data-question="${id}"] input[type=text]`);
  await reader.page.keyboard.type(text);
  await reader.page.keyboard.press('Enter');
  await reader.question(id).locator('.reveal').waitFor();
  await is_right(t, id);
}

/** Goes through the choices with the arrow keys to the one whose text fits. */
async function choose_by_key(t, id, wanted) {
  const { reader } = t;
  await tab_to(reader, `.question[data-question="${id}"] input[type=radio]`);
  const choices = await reader.question(id).locator('label.choice').count();
  await reader.page.keyboard.press('Space');
  for (let presses = 0; presses <= choices; presses += 1) {
    const text = await reader.page.evaluate(() => document.activeElement.closest('label')?.innerText ?? '');
    if (wanted.test(text)) break;
    await reader.page.keyboard.press('ArrowDown');
  }
  await tab_to(reader, `.question[data-question="${id}"] button[type=submit]`);
  await reader.page.keyboard.press('Enter');
  await reader.question(id).locator('.reveal').waitFor();
  await is_right(t, id);
}

async function lesson_by_keyboard(t) {
  const { reader, check } = t;
  await reader.open('address-split', 'seed=11');
  const c = {};
  const steps = {
    'The last twelve bits stay': async () => type_answer(t, 'offset', hex((await reader.cut('va')).offset)),
    'Nine bits choose an entry': async () => type_answer(t, 'pgd', String((await reader.cut('va')).pgd)),
    'Move one index, hold the others': () => arrows(t),
    'The bits above 47': async () => {
      await choose_by_key(t, 'canonical', /ffff_?8000_?0000_?0000/);
      await choose_by_key(t, 'why-48', /Nine more bits cost one more table/);
    },
    'An address of your own': () => own_address(t),
    'Final check': async () => {
      Object.assign(c, await reader.cut('vc'));
      await type_answer(t, 'f-offset', hex(c.offset));
    },
  };
  for (;;) {
    const title = await reader.title();
    await steps[title]?.();
    if (title === 'Final check') break;
    await next_by_key(reader);
  }
  check.equal(await reader.title(), 'Final check', 'the keyboard alone reaches the final check');
}

/** Moves one field of the address with the arrow keys on the canvas. */
async function arrows(t) {
  const { reader, check } = t;
  const va = () => reader.number('va');
  const start = await va();
  await reader.key('F6');
  check.equal(await reader.focused(), 'canvas', 'F6 brings the keyboard to the picture');
  await reader.key('Space');
  const flipped = (await va()) ^ start;
  check.that(flipped !== 0n && (flipped & (flipped - 1n)) === 0n, 'Space flips the bit that has the focus', hex(flipped));
  check.matches(await reader.text('#command'), /^let va = 0x/, 'and its command shows');
  await reader.key('Space');
  check.equal(await va(), start, 'Space again flips it back');
  const bit = flipped.toString(2).length - 1;
  for (let at = bit; at > 25; at -= 1) await reader.key('ArrowRight');
  await reader.key('Space');
  check.equal((await va()) ^ start, 1n << 25n, 'the right arrow goes from bit to bit, as far as bit 25');
  await reader.key('Space', 'ArrowDown', 'ArrowUp');
  const moved = await va();
  check.equal(cut(moved), { ...cut(start), pmd: cut(start).pmd + 1n }, 'below it stands the PMD index: the up arrow adds one');
  await reader.key('Escape');
  check.that((await reader.focused()) !== 'canvas', 'Esc leaves the picture', await reader.focused());
  check.that(await reader.page.evaluate(() => document.getElementById('lesson').contains(document.activeElement)), 'and returns to the lesson');
  await is_done(t, 'arrows');
}

async function own_address(t) {
  const { reader, check } = t;
  await tab_to(reader, '#panel-text');
  await reader.page.keyboard.type('0x55d0c2a43000');
  await reader.page.keyboard.press('Enter');
  await reader.wait(() => window.pagewalk.view.command.includes('55d0'));
  await tab_to(reader, '#canvas');
  await reader.page.keyboard.press('`');
  check.equal(await reader.focused(), 'console-line', 'the key ` opens the console');
  await reader.page.keyboard.type('read mine');
  await reader.page.keyboard.press('Enter');
  await reader.wait(() => window.pagewalk.view.command === 'read mine');
  await reader.page.keyboard.press('Escape');
  check.that(await reader.page.locator('#console').isHidden(), 'Esc closes it');
  check.equal(await reader.focused(), 'canvas', 'and the focus is where it was');
  await is_done(t, 'own address by keyboard');
}

async function around_the_canvas({ reader, check }) {
  await reader.open('walk', 'seed=7&step=1');
  await tab_to(reader, '#canvas');
  check.that(true, 'Tab enters the picture');
  await reader.page.keyboard.press('Tab');
  check.that((await reader.focused()) !== 'canvas', 'Tab leaves it', await reader.focused());
  await reader.page.keyboard.press('Shift+Tab');
  check.equal(await reader.focused(), 'canvas', 'Shift+Tab comes back');
  const scroll = () => reader.page.evaluate(() => [scrollX, scrollY, document.getElementById('lesson').scrollTop]);
  const before = await scroll();
  const areas = JSON.stringify(await reader.areas());
  await reader.key('ArrowDown', 'PageDown', 'Space');
  check.equal(await scroll(), before, 'arrows, Space and Page Down in the picture do not scroll the page');
  check.that(areas.length > 2, 'the picture has things to press');
  const shot = async () => (await reader.page.locator('#canvas').screenshot()).toString('base64');
  const first = await shot();
  await reader.key('F6');
  check.that((await shot()) !== first, 'F6 moves the focus to another panel: the ring is seen elsewhere');
  await reader.key('Escape');
  check.that((await reader.focused()) !== 'canvas', 'Esc leaves');
  await reader.page.evaluate(() => document.activeElement.blur());
  await reader.page.keyboard.press('Tab');
  check.that(await reader.page.evaluate(() => document.activeElement.closest('.skips') !== null || document.activeElement !== document.body),
    'Tab finds the page again');
}

async function pick_by_keyboard(t) {
  const { reader, check } = t;
  await reader.open('walk', 'seed=3');
  const reached = 'The last table';
  while ((await reader.title()) !== reached) {
    const id = await reader.page.evaluate(() => document.querySelector('.step.current .question.is-open')?.dataset.question ?? null);
    if (id) {
      await tab_to(reader, `.question[data-question="${id}"] button[data-action^="skip"]`);
      await reader.page.keyboard.press('Enter');
      await reader.question(id).locator('.reveal').waitFor();
    }
    await next_by_key(reader);
  }
  const wanted = await reader.number('entry_at(va, pt)');
  await tab_to(reader, '.question[data-question="pt-entry"] select');
  const options = await reader.question('pt-entry').locator('option').evaluateAll((list) => list.map((option) => option.value));
  check.that(options.some((option) => option && from_hex(option) === wanted), 'the select offers the entry', options.join(' '));
  for (let presses = 0; presses < options.length; presses += 1) {
    const now = await reader.question('pt-entry').locator('select').inputValue();
    if (now && from_hex(now) === wanted) break;
    await reader.page.keyboard.press('ArrowDown');
  }
  await tab_to(reader, '.question[data-question="pt-entry"] button[type=submit]');
  await reader.page.keyboard.press('Enter');
  await reader.question('pt-entry').locator('.reveal').waitFor();
  await is_right(t, 'pt-entry');
}
