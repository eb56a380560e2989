// The sandbox: commands as text, saved, shared by a link, and what cannot be read.

export default async function play({ with_page }) {
  await with_page('sandbox commands', {}, commands);
  await with_page('sandbox saves', {}, saves);
  await with_page('sandbox links', {}, links);
  await with_page('sandbox with storage that throws', {}, nothing_kept);
}

const text = (page) => page.locator('#sandbox-text');
const button = (page, name) => page.locator('.sandbox button', { hasText: name });
const own = 'machine sv39\nprocess B\nmap B 0x1000 8K rw\nwrite B 0x1008\n';

async function commands({ page, reader, check }) {
  await reader.open('sandbox');
  check.that((await reader.view()).map.length >= 9, 'there are eight places to begin and an empty one');
  check.matches(await text(page).inputValue(), /^machine x86-64\nprocess A\n/, 'the commands of the step stand in the text');
  await reader.command('read A va');
  check.matches(await text(page).inputValue(), /\nread A va\n$/, 'and what is typed in the console joins them');

  await text(page).fill('machine sv39\nprocess B\nraed B 0\n');
  await button(page, 'Run these').click();
  check.matches(await reader.text('.sandbox .input-error'), /Line 3: .*raed.*read/, 'a wrong line is named, with what was meant');
  check.equal(await reader.number('levels'), 4n, 'the machine is as it was');
  check.matches(await text(page).inputValue(), /raed/, 'and the text, too');
  check.equal(await page.evaluate(() => { const t = document.getElementById('sandbox-text'); return t.value.slice(t.selectionStart, t.selectionEnd); }), 'raed B 0', 'the line is selected');
  await text(page).fill(own);
  await button(page, 'Run these').click();
  check.equal(await reader.number('levels'), 3n, 'pasted commands make their machine');
  check.that(await page.locator('.sandbox .input-error').isHidden(), 'and the message is gone');

  await page.locator('#sandbox-machine').selectOption('i386');
  await button(page, 'Begin anew').click();
  check.equal(await reader.number('levels'), 2n, 'another machine is two clicks away');
  await page.locator('#sandbox-machine').selectOption('x86-64');
  await page.locator('#sandbox-preset').selectOption('zen4');
  await button(page, 'Begin anew').click();
  check.matches(await text(page).inputValue(), /machine x86-64 preset=zen4\nprocess A\n$/, 'with the timing of a real one');

  await reader.turn_to(2);
  await page.locator('.step.current [data-action^=solve]').click();
  await reader.wait(() => window.pagewalk.view.position > 0);
  check.matches(await text(page).inputValue(), /repeat 10 touch A va 512K stride=64K\n$/, 'what a step plays stands in the text');
}

async function saves({ page, reader, check }) {
  await reader.open('sandbox');
  await text(page).fill(own);
  await button(page, 'Run these').click();
  await page.locator('#sandbox-name').fill('two <pages>');
  await button(page, 'Save').click();
  check.equal(await page.locator('.sandbox-open').allInnerTexts().then((all) => all.join()), 'two <pages>', 'commands are saved under a name');
  await page.reload();
  await reader.ready();
  check.equal(await reader.number('levels'), 3n, 'a reload comes back to the machine');
  await page.locator('#sandbox-machine').selectOption('i386');
  await button(page, 'Begin anew').click();
  await page.locator('.sandbox-open').click();
  check.equal(await reader.number('levels'), 3n, 'what was saved opens again');
  await page.locator('.sandbox-saved [data-remove]').click();
  check.equal(await page.locator('.sandbox-open').count(), 0, 'and can be removed');
  await page.evaluate(() => localStorage.setItem('pagewalk:sandbox:commands', '{"v":2'));
  await page.reload();
  await reader.ready();
  check.matches(await reader.text('.sandbox-note'), /cannot be read/, 'a damaged list is reported');
  await page.locator('#sandbox-name').fill('new');
  await button(page, 'Save').click();
  check.equal(await page.evaluate(() => localStorage.getItem('pagewalk:sandbox:commands:damaged')), '{"v":2', 'and set aside when a new one begins');
}

async function links({ page, context, reader, check, origin }) {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await reader.open('sandbox');
  await text(page).fill(own);
  await button(page, 'Copy a link').click();
  await page.locator('.sandbox-note', { hasText: 'copied' }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  check.matches(link, /sandbox\.html#c=[A-Za-z0-9_-]+$/, 'a link is copied');
  await page.goto('about:blank');
  await page.goto(link);
  await reader.ready();
  check.equal(await reader.number('levels'), 3n, 'the link makes its machine');
  check.matches(await text(page).inputValue(), /write B 0x1008\n$/, 'with its commands');
  const code = (words) => btoa(`A${words}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  await page.goto('about:blank');
  await page.goto(`${origin}/sandbox.html#c=${code('machine sv39\nnonsense\n')}`);
  await reader.ready();
  check.matches(await reader.text('#notices'), /do not all work/, 'a link whose commands fail says so');
  check.matches(await reader.text('.sandbox .input-error'), /Line 2/, 'names the line');
  check.matches(await text(page).inputValue(), /nonsense/, 'and keeps the text to be mended');
  for (const bad of ['!!', 'Wm9v', '']) {
    await page.goto('about:blank');
    await page.goto(`${origin}/sandbox.html#c=${bad}`);
    await reader.ready();
    check.matches(await reader.text('#notices'), /cannot be read/, `a mangled link is reported: ${bad}`);
  }
}

async function nothing_kept({ page, context, reader, check }) {
  await context.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('denied', 'SecurityError'); } });
  });
  await reader.open('sandbox');
  await text(page).fill(own);
  await button(page, 'Run these').click();
  check.equal(await reader.number('levels'), 3n, 'where storage throws commands still run');
  await page.locator('#sandbox-name').fill('mine');
  await button(page, 'Save').click();
  check.matches(await reader.text('.sandbox-note'), /keeps nothing/, 'saving says that nothing is kept');
}
