// Lesson "One address, five numbers", by mouse.

import { cut, hex, hex_pattern } from './address.mjs';
import { final_check, is_done, is_gate, is_right, is_wrong, play_steps } from './steps.mjs';

const maps_line = '55d0c2a43000-55d0c2a48000 r-xp 00002000 08:01 1311047  /usr/bin/head';

export async function address_split(t) {
  const { reader } = t;
  await reader.open('address-split');
  await play_steps(t, {
    'The last twelve bits stay': () => offset_step(t),
    'Nine bits choose an entry': () => index_step(t),
    'Move one index, hold the others': () => drag_step(t),
    'The bits above 47': () => canonical_step(t),
    'An address of your own': () => own_address_step(t),
    'Final check': () => check_step(t),
    'Your machine': () => click_a_bit(t),
  });
  await look_back(t);
}

async function offset_step(t) {
  const { reader, check } = t;
  const { offset } = await reader.cut('va');
  await is_gate(t, 'offset', 'Twelve bits are exactly three hex digits');

  await reader.question('offset').locator('input[type=text]').fill('twelve');
  await reader.commit('offset');
  await reader.question('offset').locator('.input-error').waitFor();
  check.equal(await reader.state_of('offset'), 'open', 'an answer that is no number is not judged');

  await reader.answer('offset', hex(offset & 0xffn));
  await is_wrong(t, 'offset', /Two hex digits are eight bits/);
  check.matches(await reader.question('offset').innerText(), new RegExp(hex(offset)), 'offset: the right answer is told');
}

async function index_step(t) {
  const { reader, check } = t;
  await is_gate(t, 'pgd', 'that is why indexes are hard to see');
  await reader.question('pgd').locator('button[data-action="hint pgd"]').click();
  await reader.question('pgd').locator('.hint').waitFor();
  check.equal(await reader.state_of('pgd'), 'open', 'a hint commits nothing');
  const { pgd } = await reader.cut('va');
  await reader.answer('pgd', String(pgd));
  await is_right(t, 'pgd');
}

async function drag_step(t) {
  const { reader, check } = t;
  check.that(!(await reader.step.innerHTML()).includes('One PMD entry stands for'), 'what the task shows is not told before');
  const before = await reader.number('va');
  await reader.drag('field2', 0, -40); // the PMD index upwards
  const after = await reader.number('va');
  check.that(after > before, 'dragging the PMD index up makes it larger', hex(after));
  check.equal({ ...cut(after), pmd: 0n }, { ...cut(before), pmd: 0n }, 'the other four numbers hold');
  check.equal((await reader.view()).command, await reader.text('#command'), 'the page shows the command behind the drag');
  check.matches(await reader.text('#command'), /^let va = 0x/, 'the drag is a command');
  const lets = (await reader.view()).console.filter((line) => line.text.startsWith('let va'));
  check.that(lets.length >= 1, 'the console has it');
  await is_done(t, 'drag');
}

async function canonical_step(t) {
  const { reader, check } = t;
  await is_gate(t, 'canonical', 'It is the lowest address of the upper half');
  await reader.choose('canonical', '0xffff_8000_0000_0000');
  await is_right(t, 'canonical');
  check.that(await reader.button('next').isEnabled(), 'a why holds nobody up');
  await reader.choose('why-48', 'A machine with 48-bit addresses has');
  await is_wrong(t, 'why-48', /two separate things/);
  const size = await reader.number('ram.size');
  check.matches(await reader.question('why-48').locator('.contradiction').innerText(), new RegExp(`print ram.size|${size / 2n ** 20n}`),
    'the machine contradicts the wrong reason');
  check.that(await reader.step.locator('.claim .verdict').isVisible(), 'the claim has its verdict');
}

async function own_address_step(t) {
  const { reader, check } = t;
  await reader.page.locator('#panel-text').fill(maps_line);
  await reader.page.locator('#panel-text').press('Enter');
  await reader.wait(() => window.pagewalk.view.command.includes('55d0'));
  check.equal(await reader.number('mine'), 0x55d0_c2a4_3000n, 'the pasted line gives its address');
  await reader.press('address.read');
  await reader.wait(() => window.pagewalk.view.command.startsWith('read'));
  check.equal(await reader.number('last.va'), 0x55d0_c2a4_3000n, 'Read in the picture reads it');
  check.equal(await reader.number('last.kind == ok'), 1n, 'the read succeeds');
  await is_done(t, 'own address');
  const numbers = Object.values(cut(0x55d0_c2a4_3000n)).slice(0, 4);
  const prose = await reader.step.innerText();
  check.empty(numbers.map(String).filter((number) => !prose.includes(number)), 'the prose tells the five numbers');
}

async function check_step(t) {
  const { reader } = t;
  const number = (make) => async (id) => reader.answer(id, String(await make()));
  await final_check(t, {
    'f-offset': number(async () => hex((await reader.cut('vc')).offset)),
    'f-index': number(async () => (await reader.cut('vc')).pt),
    'f-differ': async (id) => {
      const [c, d] = [await reader.cut('vc'), await reader.cut('vd')];
      await reader.choose(id, `the ${['pgd', 'pud', 'pmd', 'pt'].find((level) => c[level] !== d[level]).toUpperCase()}`);
    },
    'f-tables': number(() => reader.number('chunk')),
    'f-canonical': async (id) => reader.choose(id, new RegExp(hex_pattern(await reader.number('c2')))),
    'f-levels': (id) => reader.choose(id, 'One more index of nine bits'),
  });
}

async function click_a_bit(t) {
  const { reader, check } = t;
  const before = await reader.number('va');
  await reader.press('bit13');
  await reader.wait(() => window.pagewalk.view.command.startsWith('let va'));
  check.equal((await reader.number('va')) ^ before, 1n << 13n, 'a click on bit 13 flips bit 13');
  check.that((await reader.command('machine x86-64-la57')).every((line) => line.kind !== 'error'), 'another machine');
  check.equal(await reader.number('levels'), 5n, 'with five levels');
}

async function look_back(t) {
  const { reader, check } = t;
  await reader.page.locator('.outline summary').click();
  await reader.page.locator('.outline nav li').nth(0).click();
  await reader.wait(() => window.pagewalk.view.step === 0);
  check.equal(await reader.state_of('offset'), 'wrong', 'going back: the first answer stands');
  check.that(await reader.button('next').isEnabled(), 'going back: the question is not asked again');
}
