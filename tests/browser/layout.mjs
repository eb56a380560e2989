// What must be visible together, and what must never be wider than the screen.

import { skim } from './steps.mjs';

const together = [[760, 600], [1000, 700], [1280, 800]];
const widths = [[320, 640], [390, 844], [768, 1024], [1280, 800], [1920, 1080], [2560, 1440]];

export default async function play({ with_page }) {
  for (const lesson of ['address-split', 'walk']) {
    await with_page(`${lesson} fits`, {}, async ({ reader, check }) => {
      await reader.open(lesson);
      const wrong = [];
      let questions = 0;
      await skim(reader, async ({ question, name }) => {
        if (!question) return;
        questions += 1;
        for (const size of together) wrong.push(...(await missing_at(reader, size)).map((what) => `${name} at ${size.join('x')}: ${what}`));
      });
      check.that(questions >= 8, `${lesson}: every question was measured`, questions);
      check.empty(wrong, `${lesson}: question, picture and Commit are visible together at ${together.map((size) => size.join('x')).join(', ')}`);
    });
  }
  await with_page('no page is too wide', {}, too_wide);
}

/** What of question, picture and Commit is not seen at a size; the reader may have scrolled the prose. */
async function missing_at(reader, [width, height]) {
  await reader.page.setViewportSize({ width, height });
  await reader.question_in_view();
  return reader.page.evaluate(() => {
    const missing = [];
    const inside = (box) => box.top >= -0.5 && box.left >= -0.5 && box.bottom <= innerHeight + 0.5 && box.right <= innerWidth + 0.5;
    const form = document.querySelector('.step.current .question.is-open');
    const parts = { question: form.querySelector('.ask'), Commit: form.querySelector('button[type=submit]') };
    const input = form.querySelector('input[type=text], select');
    if (input) parts.input = input;
    form.querySelectorAll('label.choice').forEach((label, index) => { parts[`choice ${index + 1}`] = label; });
    for (const [name, element] of Object.entries(parts)) {
      const box = element.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
      if (!inside(box)) missing.push(`${name} is outside (${Math.round(box.top)}..${Math.round(box.bottom)} of ${innerHeight})`);
      else if (!element.contains(top) && !top?.contains(element)) missing.push(`${name} is covered by ${top?.className || top?.nodeName}`);
    }
    const picture = document.getElementById('canvas').getBoundingClientRect();
    const seen = Math.min(picture.bottom, innerHeight) - Math.max(picture.top, 0);
    if (seen < 180) missing.push(`only ${Math.round(seen)} px of the picture are seen`);
    return missing;
  });
}

async function too_wide({ page, reader, check, origin }) {
  const wide = [];
  const measure = async (name) => {
    for (const [width, height] of widths) {
      await page.setViewportSize({ width, height });
      const over = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wide.push(`${name} at ${width}: ${over} px too wide`);
      if (await page.locator('.step.current').count() === 0) continue;
      const inner = await page.evaluate(() => {
        const pane = document.getElementById('lesson');
        return pane.scrollWidth - pane.clientWidth;
      });
      if (inner > 0) wide.push(`${name} at ${width}: the prose is ${inner} px too wide`);
    }
  };
  await page.goto(`${origin}/index.html`);
  await measure('cover');
  for (const lesson of ['address-split', 'walk']) {
    await reader.open(lesson, 'seed=7&predict=open');
    const { steps } = await reader.view();
    for (let step = 0; step < steps; step += 1) {
      await measure(`${lesson} ${step + 1}`);
      await page.setViewportSize({ width: 1280, height: 800 });
      if (step + 1 < steps) await reader.turn_to(step + 1);
    }
  }
  check.empty(wide, `nothing is wider than the screen at ${widths.map(([width]) => width).join(', ')}`);
}
