// What is kept of a reader: as a file and back, by older and newer versions, in two tabs, and where nothing can be kept.

import { readFileSync } from 'node:fs';
import { hex } from './address.mjs';
import { is_right } from './steps.mjs';

export default async function play({ with_page }) {
  await with_page('two tabs', {}, two_tabs);
  await with_page('a file of progress', {}, as_a_file);
  await with_page('files that are refused', {}, refused);
  await with_page('versions', {}, versions);
  await with_page('nowhere to keep it', {}, nowhere);
}

const all_kept = (page) => page.evaluate(() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('pagewalk:')).sort()));
const said = (page) => page.locator('#progress-said').innerText();

/** Hands a file to the map: this text and then so many spaces. */
async function hand_over(page, text, spaces = 0) {
  await page.evaluate(([beginning, count]) => {
    document.getElementById('progress-said').textContent = '';
    const files = new DataTransfer();
    files.items.add(new File([beginning, ' '.repeat(count)], 'x.json'));
    const field = document.getElementById('progress-file');
    field.files = files.files;
    field.dispatchEvent(new Event('change'));
  }, [text, spaces]);
  await page.waitForFunction(() => document.getElementById('progress-said').textContent !== '');
}

async function answer_first(t) {
  await t.reader.answer('offset', hex((await t.reader.cut('va')).offset));
  await is_right(t, 'offset');
}

async function two_tabs(t) {
  const { page, context, reader, check } = t;
  const other = new reader.constructor(await context.newPage(), reader.origin);
  await reader.open('address-split');
  await other.open('address-split');
  await answer_first({ ...t, reader: other });
  await reader.wait(() => document.querySelector('.question[data-question="offset"]').classList.contains('is-right'));
  check.equal(await reader.state_of('offset'), 'right', 'what one tab answers the other shows');
  await reader.next();
  await reader.answer('pgd', String((await reader.cut('va')).pgd));
  await is_right(t, 'pgd');
  const done_in = async (tab) => (await tab.view()).map.slice(0, 2).map(({ done }) => done);
  await check.becomes(() => done_in(other), [true, true], 'and what the other does, the first');
  check.equal((await other.view()).step, 0, 'each stays at its own step');
  await other.page.close();
  await reader.page.reload();
  await reader.ready();
  check.equal(await done_in(reader), [true, true], 'a reload has what both did');
}

async function as_a_file(t) {
  const { page, context, reader, check, origin } = t;
  await reader.open('address-split');
  await answer_first(t);
  await reader.next();
  await page.goto(`${origin}/index.html`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#progress-save').click()]);
  const path = await download.path();
  const file = JSON.parse(readFileSync(path, 'utf8'));
  check.that(/^pagewalk-\d{4}-\d\d-\d\d\.json$/.test(download.suggestedFilename()) && file.entries['address-split:saved'].startsWith('pw1;'), 'progress is saved as a file', file);
  check.matches(await said(page), /1 lesson/, 'which says how much that is');
  await page.evaluate(() => localStorage.clear());
  await reader.open('walk');
  await reader.next();
  const before = await all_kept(page);
  await page.goto(`${origin}/index.html`);
  await Promise.all([page.waitForEvent('load'), page.locator('#progress-file').setInputFiles(path)]);
  await page.waitForFunction(() => document.getElementById('progress-said').textContent !== '');
  check.matches(await said(page), /are here now/, 'another browser takes it in');
  check.equal(await page.locator('.lessons .is-begun').count(), 2, 'the map shows both readers’ lessons');
  const after = await all_kept(page);
  check.equal(after['pagewalk:walk:saved'], before['pagewalk:walk:saved'], 'what was there is as it was');
  await reader.open('address-split', '');
  await reader.button('back').click();
  await reader.wait(() => window.pagewalk.view.step === 0);
  check.equal(await reader.state_of('offset'), 'right', 'and the lesson goes on where the file was made');
  check.equal(context.pages().length, 1, 'in the same tab');
}

async function refused({ page, reader, check, origin }) {
  await reader.open('walk');
  await reader.next();
  await page.goto(`${origin}/index.html`);
  const before = JSON.stringify(await all_kept(page));
  const good = { pagewalk: 'progress', version: 1, entries: { 'walk:saved': 'pw1;id=walk;seed=7;step=0;seen=0', 'walk:seed': '7' } };
  const files = [
    ['no JSON at all', '{"pagewalk": ', /not JSON/],
    ['another program’s file', '{"name": "x"}', /none of Pagewalk/],
    ['null', 'null', /none of Pagewalk/],
    ['a newer version’s', JSON.stringify({ ...good, version: 99 }), /newer Pagewalk \(version 99\)/],
    ['one with a foreign key', JSON.stringify({ ...good, entries: { ...good.entries, theme: 'dark' } }), /“theme”/],
    ['one with another lesson’s answers', JSON.stringify({ ...good, entries: { 'tlb:saved': good.entries['walk:saved'] } }), /“tlb:saved”/],
    ['one whose text is no text', JSON.stringify({ ...good, entries: { 'walk:step': 3 } }), /“walk:step”/],
    ['one with bad commands', JSON.stringify({ ...good, entries: { 'sandbox:commands': '{"v":1}' } }), /“sandbox:commands”/],
    ['one that is far too long', JSON.stringify(good), /too long/, 5 * 1024 * 1024],
  ];
  for (const [name, text, words, spaces] of files) {
    await hand_over(page, text, spaces);
    check.matches(await said(page), words, `${name} is refused, and why is said`);
  }
  check.equal(JSON.stringify(await all_kept(page)), before, 'nothing has changed');
  await page.evaluate(() => {
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (key === 'pagewalk:walk:seed') throw new DOMException('full', 'QuotaExceededError');
      return set.call(this, key, value);
    };
  });
  await hand_over(page, JSON.stringify(good));
  check.matches(await said(page), /no room/, 'a browser without room for it says so');
  check.equal(JSON.stringify(await all_kept(page)), before, 'a browser that is full in the middle of it keeps what it had');
}

async function versions({ page, reader, check }) {
  await reader.open('walk');
  await reader.next();
  await page.evaluate(() => localStorage.removeItem('pagewalk:version')); // as before there were versions
  await page.reload();
  await reader.ready();
  check.equal((await reader.view()).step, 1, 'what was kept before there were versions is read');
  check.equal(await page.evaluate(() => localStorage.getItem('pagewalk:version')), '1', 'and has one now');
  await page.evaluate(() => localStorage.setItem('pagewalk:version', '99'));
  const before = JSON.stringify(await all_kept(page));
  await page.reload();
  await reader.ready();
  check.matches(await reader.text('#notices'), /newer version/, 'what a newer version keeps is left alone, and the page says so');
  await reader.next();
  check.equal(JSON.stringify(await all_kept(page)), before, 'nothing of it is changed');
}

async function nowhere({ page, context, check, origin }) {
  await context.addInitScript(() => {
    const deny = () => { throw new DOMException('denied', 'SecurityError'); };
    Object.defineProperty(window, 'localStorage', { get: deny });
    Object.defineProperty(window, 'sessionStorage', { get: deny });
  });
  await page.goto(`${origin}/index.html`);
  check.matches(await said(page), /keeps nothing/, 'where nothing can be kept, the map says so');
  check.that(await page.locator('#progress-save').isDisabled(), 'and offers no file');
}
