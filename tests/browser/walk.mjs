// Lesson "The walk", by mouse and console.

import { cut, frame_of, from_hex, hex, hex_pattern } from './address.mjs';
import { final_check, is_done, is_gate, is_right, is_wrong, play_steps } from './steps.mjs';

export async function walk(t) {
  const { reader } = t;
  await reader.open('walk');
  await play_steps(t, {
    'Follow the frame number': () => follow_step(t),
    'The last table': () => last_table_step(t),
    'Let the hardware do it': () => hardware_step(t),
    'The marks it leaves': () => marks_step(t),
    'Four entries, one answer': () => permissions_step(t),
    'Why it is rarely 400 ns': () => practice_step(t),
    'Final check': () => check_step(t),
    'Your machine': () => break_it(t),
  });
}

/** Physical address of the entry that `va` selects in the table that lies in `frame`. */
const entry_at = (frame, index) => (frame << 12n) + index * 8n;

async function follow_step(t) {
  const { reader } = t;
  const frame = frame_of(await reader.number('entry(va, pgd)'));
  await is_gate(t, 'pud-entry', 'it names frame');
  await reader.choose('pud-entry', new RegExp(`${hex_pattern(frame << 12n)}\\s*$`)); // where the table begins
  await is_wrong(t, 'pud-entry', /That is where the table begins/);
}

async function last_table_step(t) {
  const { reader, check } = t;
  const va = await reader.number('va');
  const wanted = entry_at(frame_of(await reader.number('entry(va, pmd)')), cut(va).pt);
  await is_gate(t, 'pt-entry', 'is no table any more');
  await reader.press(`entry1.${cut(va).pt}`);
  await reader.wait(() => document.querySelector('.step.current .question select')?.value !== '');
  check.equal(from_hex(await reader.question('pt-entry').locator('select').inputValue()), wanted,
    'a click on the entry in the picture chooses it');
  check.equal(await reader.state_of('pt-entry'), 'open', 'choosing is not committing');
  await reader.commit('pt-entry');
  await reader.wait(() => !document.querySelector('.step.current .question.is-open'));
  await is_right(t, 'pt-entry');

  const pa = (frame_of(await reader.number('entry(va, pt)')) << 12n) + cut(va).offset;
  const wrong = await reader.command('let pa = 1');
  check.equal(wrong[0].kind, 'command', 'the console shows the command');
  check.equal(await reader.step.locator('.task .is-met').count(), 0, 'a wrong address does not do');
  await reader.command(`let pa = ${hex(pa)}`);
  await is_done(t, 'physical address');
  check.equal(await reader.number('translate(va)'), pa, 'the machine translates to the same byte');
}

async function hardware_step(t) {
  const { reader, check } = t;
  const { position } = await reader.view();
  await reader.press('address.read');
  await reader.wait((before) => window.pagewalk.view.position > before, position);
  check.matches(await reader.text('#command'), /^read va/, 'the click shows its command');
  check.equal(await reader.number('last.reads'), 4n, 'four entries are read');
  check.equal(await reader.number('last.walk_ns'), 4n * (await reader.number('cost.memory')), 'at one memory access each');
  await is_done(t, 'hardware walk');
  await reader.choose('why-physical', 'without end');
  await is_right(t, 'why-physical');
}

async function marks_step(t) {
  const { reader, check } = t;
  await is_gate(t, 'dirty', 'it need not be written anywhere');
  await reader.choose('dirty', 'in all four');
  await is_wrong(t, 'dirty', /all four were used/);
  check.equal(await reader.number('flag(entry(va, pt), dirty)'), 0n, 'the question was tried on a copy');
  await reader.command('write va');
  check.equal(await reader.number('flag(entry(va, pt), dirty)'), 1n, 'the write sets D in the PT entry');
  check.equal(await reader.number('flag(entry(va, pgd), dirty)'), 0n, 'and only there');
  await reader.command('read va');
  check.equal(await reader.number('last.tlb_hit'), 1n, 'the second access hits the TLB');
  await is_done(t, 'write and read');
}

async function permissions_step(t) {
  const { reader, check } = t;
  await reader.command('write code');
  check.equal(await reader.number('last.code'), 7n, 'present, a write, by a program');
  await is_done(t, 'a write to the program');
  await reader.choose('why-and', 'That cannot happen');
  await is_wrong(t, 'why-and', /read-only with one bit/);
}

async function practice_step(t) {
  const { reader, check } = t;
  await reader.command('read va');
  check.equal(await reader.number('last.reads'), 4n, 'nothing is remembered yet');
  await reader.command('read va + 4K');
  check.equal(await reader.number('last.reads'), 1n, 'the walk cache knows where the PT lies');
  await is_done(t, 'two walks');
  await reader.choose('why-not-400', 'Only in the worst case');
  await is_right(t, 'why-not-400');
  const recall = 'address-split/offset';
  const address = from_hex((await reader.question(recall).locator('.ask').innerText()).match(/0x[0-9a-f_]+/)[0]);
  await reader.answer(recall, hex(cut(address).offset));
  await is_right(t, recall);
}

async function check_step(t) {
  const { reader } = t;
  const number = (make) => async (id) => reader.answer(id, String(await make()));
  const vb = cut(await reader.number('vb'));
  const vw = cut(await reader.number('vw'));
  const hole = cut(await reader.number('hole'));
  const levels = ['pgd', 'pud', 'pmd', 'pt'];
  const shared = (other) => levels.findIndex((level) => vb[level] !== other[level]); // entries, from the root down
  const together = shared(vw);
  await final_check(t, {
    'w-first': number(async () => hex((frame_of(await reader.number('entry(vb, pgd)')) << 12n) + vb.pud * 8n)),
    'w-next': number(async () => hex(frame_of(await reader.number('entry(vb, pud)')))),
    'w-time': number(async () => 4n * (await reader.number('mem'))),
    'w-dirty': number(() => 8 - together),
    'w-missing': number(() => shared(hole) + 1),
    'w-root': (id) => reader.choose(id, 'CR3 holds another root table'),
  });
}

async function break_it(t) {
  const { reader, check } = t;
  await reader.command('read va');
  await reader.command('poke entry_at(va, pt) 0');
  await reader.command('read va');
  check.equal(await reader.number('last.tlb_hit'), 1n, 'the TLB still translates what the table no longer holds');
  await reader.command('flush');
  await reader.command('read va');
  check.equal(await reader.number('last.tlb_hit'), 0n, 'after a flush it walks');
  check.that((await reader.number('last.faults')) > 0n, 'and faults');
}
