// Share links: what one reader sees opens in another's browser, and what is damaged or newer says so.

import { phone } from './browser.mjs';
import { hex } from './address.mjs';

export default async function play({ with_page }) {
  await with_page('a link', {}, shared);
  await with_page('a link where the clipboard is refused', {}, refused);
  await with_page('a link on a phone', phone, on_a_phone);
  await with_page('damaged links', {}, damaged);
  await with_page('a link and own progress', {}, own_progress);
  await with_page('a link from the cover', {}, from_the_cover);
}

const fresh = async ({ page }, url, reader) => {
  await page.goto('about:blank');
  await page.goto(url);
  await reader.ready();
};

/** What a link is to restore, as the page's machine has it. */
const moment = (page) => page.evaluate(() => {
  const { step, position, size, front, panels, choices } = window.pagewalk.view;
  const ask = (what) => window.pagewalk.evaluate(what).value;
  return { step, position, size, front, panels: panels.map(({ id }) => id), open: choices.filter(({ open }) => open).map(({ id }) => id), facts: ['va', 'frames.used', 'tlb.misses', 'faults', 'last.pa'].map(ask) };
});

async function copied({ page, context }) {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']).catch(() => {});
  await page.locator('#share').click();
  await page.locator('dialog.share').waitFor();
  const link = await page.locator('.link-field').inputValue();
  return link;
}

/** A dialog is removed at its "close" event, which the browser queues. */
const gone = ({ page, check }, name) => check.becomes(() => page.locator('dialog.share').count(), 0, name);

async function shared(t) {
  const { page, reader, check, context, browser, origin } = t;
  await reader.open('walk', 'seed=7&step=3');
  check.equal((await reader.view()).step, 2, 'an address opens its step past the gates before it');
  for (const line of ['read A va', 'write A va', 'read A va + 4K']) await reader.command(line);
  await reader.bring('tlb');
  await page.evaluate(() => document.activeElement.blur());
  await reader.key(',');
  const before = await moment(page);
  check.that(before.position < before.size && before.size > 3, 'the reader did something, and looks at a moment before', before);
  const link = await copied(t);
  check.equal(await page.evaluate(() => navigator.clipboard.readText()), link, 'the link is on the clipboard');
  check.matches(link, /\/walk\.html\?step=3&seed=7#c=[\w-]+$/, 'it names step and seed');
  check.that(link.length < 300, 'and is shorter than 300 characters', `${link.length}: ${link}`);
  console.log(`     a link of three commands has ${link.length} characters`);
  await page.locator('dialog.share button', { hasText: 'Close' }).click();
  await gone(t, 'the dialog closes');

  const other = await context.browser().newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const their_page = await other.newPage();
  await their_page.goto(link);
  await their_page.waitForFunction(() => window.pagewalk?.ready);
  check.equal(await moment(their_page), before, 'opened elsewhere, step, machine, moment and panels are the same');
  check.equal(await their_page.locator('#notices .notice').count(), 0, 'without a word');
  check.equal(await their_page.evaluate(() => location.hash + location.search), '?seed=7', 'from then on the visit is the reader\'s own');
  await their_page.reload();
  await their_page.waitForFunction(() => window.pagewalk?.ready);
  check.equal((await moment(their_page)).facts, before.facts, 'and a reload goes on from there');
  await other.close();

  await reader.open('sandbox');
  const lines = Array.from({ length: 30 }, (_, i) => `map A ${0x10000000 + i * 0x10000} 8K rw\n`).join('');
  await page.locator('#sandbox-text').fill(`machine x86-64\nprocess A\n${lines}`);
  await page.locator('.sandbox button', { hasText: 'Run these' }).click();
  await reader.wait(() => window.pagewalk.view.size >= 30);
  const long = await copied(t);
  check.that(long.length < lines.length * 0.6, 'many commands are deflated', `${long.length} characters for ${lines.length}`);
  const size = (await moment(page)).size;
  await fresh(t, long, reader);
  check.matches(await reader.text('#notices'), /Your own progress here is kept/, 'who has been here is told that this is a visit');
  check.equal((await moment(page)).size, size, 'and inflate to the same machine');
}

async function refused(t) {
  const { page, reader, check, context } = t;
  await context.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } }));
  await reader.open('hotel', 'seed=7');
  await page.locator('#share').click();
  await page.locator('dialog.share').waitFor();
  check.matches(await reader.text('dialog.share [role=status]'), /from this field/, 'the field has it');
  const selected = await page.evaluate(() => {
    const field = document.activeElement;
    return field.value.slice(field.selectionStart, field.selectionEnd);
  });
  check.matches(selected, /hotel\.html\?step=1&seed=7$/, 'selected; a step without commands needs no code');
  await reader.key('Escape');
  await gone(t, 'Escape closes it');
  check.equal(await reader.focused(), 'share', 'and the focus is back at the button');
}

async function on_a_phone({ page, context, reader, check }) {
  await context.addInitScript(() => Object.defineProperty(navigator, 'share', { value: (what) => { window.sent = what; return Promise.resolve(); } }));
  await reader.open('hotel', 'seed=7');
  await page.locator('#share').click();
  await page.locator('dialog.share button', { hasText: 'Send' }).click();
  check.matches((await page.evaluate(() => window.sent)).url, /hotel\.html/, 'where the system can send a link, it is offered');
  const box = await page.locator('dialog.share').boundingBox();
  check.that(box.x >= 0 && box.x + box.width <= 390, 'and the dialog fits', box);
}

async function damaged(t) {
  const { page, reader, check, origin } = t;
  await reader.open('walk', 'seed=7&step=3');
  await reader.command('read A va');
  const link = await copied(t);
  const code = link.split('#c=')[1];
  const open = (c) => fresh(t, `${origin}/walk.html?step=3&seed=7#c=${c}`, reader);
  await page.evaluate(() => localStorage.clear());
  const changed = (at) => code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1);
  for (const [name, bad] of [['cut short', code.slice(0, -4)], ['one character changed', changed(20)], ['empty', ''], ['not base64', '@@@@']]) {
    await open(bad);
    check.matches(await reader.text('#notices'), /damaged.*cannot be read/, `a link that is ${name} says so`);
    check.equal((await reader.view()).step, 2, 'the step is open all the same');
    check.equal(await reader.number('va') > 0n, true, 'with its machine');
    await page.evaluate(() => localStorage.clear());
  }
  await open(btoa('\x03something new').replaceAll('=', ''));
  check.matches(await reader.text('#notices'), /newer version/, 'a newer link says that it is newer');
  check.equal((await reader.view()).step, 2, 'and its step is open');
  await open(btoa('A@step 3\nread A va\n@weather fine\n').replaceAll('=', ''));
  check.matches(await reader.text('#notices'), /does not know.*rest of it is open/i, 'so does one with a fact of a newer version');
  check.that((await reader.view()).size > 0, 'and its commands are there');
  await page.evaluate(() => localStorage.clear());
  await open(btoa('A@step 3\nread A va\nraed A va\n').replaceAll('=', ''));
  check.matches(await reader.text('#notices'), /1 of the link's 2 commands/, 'a command that does not work is counted');
  await page.evaluate(() => localStorage.clear());
  await open('A'.repeat(95_000));
  check.matches(await reader.text('#notices'), /more than a link may/, 'an endless link is not read');
  // A bomb: 3 MB of zeros in 3 KB.
  const bomb = await page.evaluate(async () => {
    const stream = new Blob([new Uint8Array(3_000_000)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    return btoa(String.fromCharCode(0x82, 0, 0, 0, 0, ...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  });
  await page.evaluate(() => localStorage.clear());
  await open(bomb);
  check.matches(await reader.text('#notices'), /more than a link may/, 'nor is one that inflates without end');
}

async function own_progress(t) {
  const { page, reader, check, origin } = t;
  await reader.open('address-split', 'seed=7');
  await reader.answer('offset', hex((await reader.cut('va')).offset));
  const link = await copied(t);
  const kept = await page.evaluate(() => localStorage.getItem('pagewalk:address-split:saved'));
  check.that(kept.includes('q=offset'), 'an answer is kept');
  await fresh(t, `${origin}/address-split.html?step=4&seed=8#c=${link.split('#c=')[1] ?? ''}`, reader);
  check.matches(await reader.text('#notices'), /what you do on this visit is not kept/, 'another\'s link says that it is a visit');
  check.equal((await reader.view()).step, 3, 'it opens its step');
  await reader.command('read A va').catch(() => {});
  check.equal(await page.evaluate(() => localStorage.getItem('pagewalk:address-split:saved')), kept, 'and what was kept stays as it was');
  await reader.open('address-split', '');
  check.equal((await reader.view()).step, 0, 'without the link the lesson is where it was left');
  check.equal(await reader.state_of('offset'), 'right', 'with its answer');
}

async function from_the_cover(t) {
  const { page, reader, check, origin } = t;
  await reader.open('walk', 'seed=7&step=3');
  await reader.command('read A va');
  const link = await copied(t);
  const before = await moment(page);
  await page.evaluate(() => localStorage.clear());
  await fresh(t, link.replace('walk.html?', 'index.html?lesson=walk&').replace('#', '&theme=dark#'), reader);
  check.equal(await moment(page), before, 'index.html?lesson= leads on with all the rest');
  check.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark', 'the theme, too');
}
