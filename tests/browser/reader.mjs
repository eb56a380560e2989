// A reader at a lesson page: does what people do (clicks, keys, pastes, drags) and looks at what the
// page then shows and what its machine then holds. Every wait is for a condition, none for a time.

import { cut } from './address.mjs';
import { patience } from './browser.mjs';

export class Reader {
  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
  }

  /** Opens "walk" with a query such as "seed=7"; ready when the engine plays or has given up. */
  async open(lesson, query = 'seed=7') {
    await this.page.goto(`${this.origin}/${lesson}.html${query ? `?${query}` : ''}`);
    await this.ready();
  }

  async ready() {
    await this.wait(() => window.pagewalk?.ready);
    await this.calm();
  }

  /** Waits until no frame is wanted any more. */
  async calm() {
    await this.page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      let seen = -1;
      for (let quiet = 0; quiet < 3; quiet += 1) {
        if (window.pagewalk.frames !== seen) quiet = 0;
        seen = window.pagewalk.frames;
        await frame();
      }
    });
  }

  /** Another size of the window. The page hears of it in its next frame (media queries, ResizeObserver). */
  async resize(width, height) {
    await this.page.setViewportSize({ width, height });
    await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }

  view() {
    return this.page.evaluate(() => window.pagewalk.view);
  }

  /** Waits until a function holds in the page. */
  wait(condition, argument = null) {
    return this.page.waitForFunction(condition, argument, { timeout: patience });
  }

  /** An expression over the page's machine, as a BigInt. */
  async number(expression) {
    const { value, error } = await this.page.evaluate((text) => window.pagewalk.evaluate(text), `${expression}`);
    if (value === undefined) throw new Error(`${expression}: ${error?.message ?? 'no machine'}`);
    return BigInt(value.replaceAll(/[,_\u202f ]/g, ''));
  }

  async cut(name) {
    return cut(await this.number(name));
  }

  /** Title of the present step. */
  title() {
    return this.page.evaluate(() => window.pagewalk.view.map[window.pagewalk.view.step].title);
  }

  text(selector) {
    return this.page.locator(selector).first().innerText();
  }

  /** The present step's part of the page. */
  get step() {
    return this.page.locator('.step.current');
  }

  // --- prose

  question(id) {
    return this.step.locator(`.question[data-question="${id}"]`);
  }

  async state_of(id) {
    const classes = await this.question(id).getAttribute('class');
    return classes.match(/\bis-(open|right|wrong|skipped)\b/)?.[1];
  }

  async commit(id) {
    await this.question(id).locator('button[type=submit]').click();
  }

  async answer(id, text) {
    await this.question(id).locator('input[type=text]').fill(text);
    await this.commit(id);
    await this.#judged(id);
  }

  /** Chooses the answer whose text fits; a string must be contained in it. */
  async choose(id, wanted) {
    await this.question(id).locator('label.choice', { hasText: wanted }).first().click();
    await this.commit(id);
    await this.#judged(id);
  }

  async #judged(id) {
    await this.question(id).locator(':scope.is-open .input-error, :scope:not(.is-open) .reveal')
      .or(this.step.locator(`.question[data-question="${id}"]:not(.is-open)`)).first().waitFor();
  }

  button(action) {
    return this.page.locator(`#step-nav button[data-action="${action}"]`);
  }

  async next() {
    const before = await this.step_and_question();
    await this.button('next').click();
    await this.wait((old) => {
      const now = `${window.pagewalk.view.step} ${document.querySelector('.step.current .question')?.dataset.question ?? ''}`;
      return now !== old;
    }, before);
  }

  /** Goes to a step (from 0) by the menu of steps. */
  async turn_to(step) {
    await this.page.locator('.outline summary').click();
    await this.page.locator('.outline nav li').nth(step).click();
    await this.wait((wanted) => window.pagewalk.view.step === wanted, step);
  }

  /** Scrolls the prose as far as a reader must to see the open question and its Commit. */
  question_in_view() {
    return this.page.evaluate(() => {
      const question = document.querySelector('.step.current .question.is-open');
      question.querySelector('button[type=submit]').scrollIntoView({ block: 'nearest' });
      question.querySelector('.ask').scrollIntoView({ block: 'nearest' });
      return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
  }

  step_and_question() {
    return this.page.evaluate(
      () => `${window.pagewalk.view.step} ${document.querySelector('.step.current .question')?.dataset.question ?? ''}`);
  }

  // --- console

  async command(line) {
    if (await this.page.locator('#console').isHidden()) await this.page.locator('#console-toggle').click();
    const before = (await this.view()).console.length;
    await this.page.locator('#console-line').fill(line);
    await this.page.locator('#console-line').press('Enter');
    await this.wait((count) => window.pagewalk.view.console.length > count, before);
    return (await this.view()).console.slice(before);
  }

  // --- canvas

  /** Shows a panel: opens it where the step does not have it, and brings it to the front. */
  async bring(id) {
    await this.page.evaluate((panel) => window.pagewalk.bring(panel), id);
    await this.calm();
  }

  /** What can be pressed on the canvas, and where; the page knows it of the last frame, which may be of the step before. */
  async areas() {
    await this.calm();
    return this.page.evaluate(() => window.pagewalk.areas());
  }

  /** The middle of something on the canvas, in the page's pixels; `id` as the panels name it. */
  async place(id) {
    const areas = await this.areas();
    const area = areas.find((candidate) => candidate.id === id);
    if (!area) throw new Error(`nothing called ${id} on the canvas; there are ${areas.map((a) => a.id).join(' ')}`);
    const canvas = await this.page.locator('#canvas').boundingBox();
    return {
      x: canvas.x + area.x + area.width / 2, y: canvas.y + area.y + area.height / 2,
      left: canvas.x + area.x, top: canvas.y + area.y, width: area.width, height: area.height,
    };
  }

  async press(id) {
    const { x, y } = await this.place(id);
    await this.page.mouse.click(x, y);
    await this.calm();
  }

  async drag(id, dx, dy) {
    const { x, y } = await this.place(id);
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.calm(); // ImGui takes one change a frame
    await this.page.mouse.move(x + dx, y + dy, { steps: 6 });
    await this.calm();
    await this.page.mouse.up();
    await this.calm();
  }

  async key(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.calm();
    }
  }

  focused() {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      return element?.id || element?.dataset?.action || element?.name || element?.nodeName || '';
    });
  }
}
