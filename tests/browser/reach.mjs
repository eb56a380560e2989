// Zoom and reflow on every page, forced colours, reduced motion, what is announced, how numbers are said, text spacing,
// single keys.

import { pages_of } from './course.mjs';
import { focus_is_wrong } from './keys_only.mjs';

// 1280x800 at 200%, a phone, 1280x1024 at 400%
const sizes = [[640, 400], [320, 640], [320, 256]];

export default async function play({ with_page, options }) {
  await with_page('pages to read, zoomed', {}, async ({ page, reader, check, origin }) => {
    for (const name of pages_of(options.site).read) {
      await page.goto(`${origin}/${name}.html`);
      check.empty(await cut_off(reader), `${name}: at 200% and at 320 pixels nothing is cut off`);
    }
  });
  await with_page('lessons, zoomed', {}, async ({ page, reader, check }) => {
    for (const name of pages_of(options.site).played) {
      await page.setViewportSize({ width: 640, height: 400 });
      await reader.open(name, 'seed=7&predict=open&step=2');
      const found = await cut_off(reader);
      await page.evaluate(() => document.querySelector('.step.current .question.is-open [data-action^="skip "]')?.click());
      found.push(...(await cut_off(reader)));
      check.empty([...new Set(found)], `${name}: at 200% and at 320 pixels nothing is cut off`);
    }
  });
  await with_page('text spacing', {}, text_spacing);
  await with_page('forced colours', { forcedColors: 'active' }, forced_colours);
  await with_page('reduced motion', {}, (t) => comes_to_rest(t, true));
  await with_page('motion', { reducedMotion: 'no-preference' }, (t) => comes_to_rest(t, false));
  await with_page('announcements', {}, announcements);
  await with_page('numbers that are said', {}, spoken_numbers);
  await with_page('single keys', {}, single_keys);
}

/** At each size: what is wider than the window or its own box, and buttons outside of the window. */
async function cut_off(reader) {
  const found = [];
  for (const [width, height] of sizes) {
    await reader.resize(width, height);
    found.push(...(await reader.page.evaluate(find_cut_off)).map((what) => `${width}x${height}: ${what}`));
  }
  return found;
}

/** What is cut off or reaches out of the window; runs in the page. */
export function find_cut_off() {
  const found = [];
  const name = (element) => `${element.nodeName.toLowerCase()}${element.id ? `#${element.id}` : ''}.${element.className.baseVal ?? element.className} "${element.textContent.trim().slice(0, 30)}"`;
  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth) found.push(`the page is ${page.scrollWidth - page.clientWidth} px too wide`);
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility() || element.closest('.hidden, .hex, .say, dialog, svg, .skips, details:not([open])')) continue;
    const { overflowX, textOverflow } = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width < 2) continue; // for screen readers
    const scrolls = element.closest('.table-frame, .block.table, .table-wrap, .tabs, pre'); // tables and tabs may scroll by themselves
    if (/hidden|clip/.test(overflowX) && element.scrollWidth > element.clientWidth + 1 && element.id !== 'command') found.push(`${name(element)} is cut off${textOverflow === 'ellipsis' ? ' (…)' : ''}`);
    if (!scrolls && element.matches('button, input, select, summary, a, p, li, h1, h2, h3, label') && (box.right > innerWidth + 1 || box.left < -1)) found.push(`${name(element)} reaches out of the window`);
  }
  return found;
}

/** WCAG 1.4.12. */
async function text_spacing({ page, reader, check }) {
  for (const [width, height] of [[1280, 800], [390, 844]]) {
    await page.setViewportSize({ width, height });
    await reader.open('walk', 'seed=7');
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
      document.adoptedStyleSheets.push(sheet);
    });
    check.empty((await page.evaluate(find_cut_off)).filter((what) => !what.includes('(…)')), `at ${width} pixels wider text spacing cuts nothing off`);
  }
}

async function forced_colours({ page, reader, check }) {
  await reader.open('walk', 'seed=7');
  const wrong = [];
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    const what = await page.evaluate(focus_is_wrong);
    if (what) wrong.push(what);
  }
  check.empty(wrong, 'with forced colours the focus is seen at every stop');
  await reader.resize(390, 844);
  const lines = await page.locator('#tabs [role=tab]').evaluateAll((tabs) => tabs.map((tab) => [tab.getAttribute('aria-selected'), getComputedStyle(tab).borderBottomColor]));
  const chosen = lines.find(([selected]) => selected === 'true'), others = lines.filter(([selected]) => selected !== 'true');
  check.that(chosen && others.length > 0 && others.every(([, colour]) => colour !== chosen[1]), 'the chosen tab is told by its line', JSON.stringify(lines));
}

/** After a step, an answer and a press in the picture everything comes to rest. */
async function comes_to_rest({ page, reader, check }, reduced) {
  const when = reduced ? 'with reduced motion' : 'with motion';
  await reader.open('walk', 'seed=7');
  await reader.next();
  await page.evaluate(() => document.querySelector('.step.current .question.is-open [data-action^="skip "]')?.click());
  if (reduced) check.equal(await page.evaluate(() => document.getAnimations().length), 0, `${when} nothing on the page moves`);
  await reader.calm();
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  const frames = await page.evaluate(async () => {
    const before = window.pagewalk.frames;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return window.pagewalk.frames - before;
  });
  check.equal(frames, 0, `${when} an idle picture draws no frame`);
}

/** Waits until the status says what the view says, which may take a pause of the reader's (web/panels.js). */
const all_said = (reader) => reader.wait(() => {
  const plain = (text) => text.replaceAll(/[ _]/g, ''); // numbers are said in groups
  return plain(document.getElementById('say').textContent) === plain(window.pagewalk.view.say);
});

async function announcements({ page, reader, check }) {
  await reader.open('walk', 'seed=7');
  await page.evaluate(() => {
    window.said = [];
    const spoken = '[aria-live]:not([aria-live=off]), [role=status], [role=alert], output:not([aria-live=off])';
    new MutationObserver((changes) => {
      const regions = new Set(changes.map(({ target }) => (target.nodeType === 1 ? target : target.parentElement)?.closest(spoken)).filter(Boolean));
      for (const region of regions) if (region.textContent.trim()) window.said.push(region.textContent.trim());
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const said = () => page.evaluate(() => window.said.splice(0));
  await reader.next();
  await reader.calm();
  check.that((await said()).length <= 1, 'a new step says at most one thing');
  await reader.command('read va');
  await all_said(reader);
  await page.waitForTimeout(1700); // and nothing comes behind it
  const heard = await said();
  check.that(heard.length >= 1 && heard.length <= 2, 'a command says what happened, once', JSON.stringify(heard));
  await page.evaluate(() => document.activeElement.blur());
  for (let presses = 0; presses < 8; presses += 1) await page.keyboard.press(',');
  for (let presses = 0; presses < 8; presses += 1) await page.keyboard.press('.');
  await all_said(reader);
  const steps = await said();
  check.that(steps.length >= 1 && steps.length <= 3, 'of sixteen steps through time in a row only the first and the last are said', JSON.stringify(steps));
  check.matches(steps.at(-1), /./, 'the last of them is said');
}

/** What Chromium tells a screen reader: groups of four digits, in the prose, in the text view and in the status. */
async function spoken_numbers({ page, reader, context, check }) {
  await reader.open('walk', 'seed=7&text=1');
  const session = await context.newCDPSession(page);
  const told = async () => {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    return nodes.filter(({ ignored, name }) => !ignored && name?.value).map(({ name }) => name.value);
  };
  await reader.command('read va');
  const names = await told();
  check.that(names.some((name) => /0x[0-9a-f]{1,4}( [0-9a-f]{4})+/.test(name)), 'numbers are said in groups', names.slice(0, 40).join(' | '));
  check.empty(names.filter((name) => /0x[0-9a-f]*_/.test(name)).slice(0, 5), 'none in one piece');
  check.matches(await page.locator('#twin td').allInnerTexts().then((cells) => cells.join(' ')), /0x[0-9a-f]{4}_[0-9a-f]{4}/, 'but shown in one');
  check.that(!/_/.test(await page.evaluate(() => document.getElementById('say').textContent)), 'the status says them so too');
}

async function single_keys({ page, reader, check }) {
  await reader.open('walk', 'seed=7');
  await page.keyboard.press('`');
  check.that(await page.locator('#console').isVisible(), 'the key ` opens the console');
  await page.keyboard.press('Escape');
  await page.locator('#help').click();
  await page.locator('#single-keys').click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('`');
  await page.keyboard.press('?');
  check.equal([await page.locator('#console').isVisible(), await page.locator('#keys').isVisible()], [false, false], 'switched off in the help, single keys do nothing');
  await page.keyboard.press('F6');
  check.equal(await reader.focused(), 'canvas', 'F6 still does');
}
