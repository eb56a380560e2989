// Three whole lessons to the full score by key events alone: Tab, arrows, Space, Enter, Escape, and what is typed.
// At every stop the focus must be seen: an outline, inside the window, nothing over it.

import { learn } from './solver.mjs';

const most_tabs = 90;

export default async function play({ with_page }) {
  for (const lesson of ['hotel', 'faults', 'switch']) await with_page(`${lesson} by keys`, {}, (t) => new ByKeys(t).whole_lesson(lesson));
  await with_page('skip links', {}, skip_links);
  await with_page('help by keys', {}, help);
}

class ByKeys {
  unseen = new Set();
  stops = 0;

  constructor({ page, reader, check }) {
    Object.assign(this, { page, reader, check });
  }

  async whole_lesson(lesson) {
    const { page, reader, check } = this;
    await reader.open(lesson, 'seed=7&text=1');
    this.learned = await learn(page);
    await page.evaluate(() => localStorage.clear());
    await reader.open(lesson, 'seed=7');
    for (let turns = 0; turns < 200; turns += 1) {
      const { question, task, next } = await this.#wanted();
      if (question) await this.#answer(question);
      else if (task) await this.#do_task(task);
      else if (next) await this.#next();
      else break;
    }
    const { score, complete } = await reader.view();
    check.that(complete && score.items > 0 && score.right === score.items, `${lesson}: the full score by keys alone`, score);
    check.that(this.stops > 50, `${lesson}: the focus was looked at, at every stop`, this.stops);
    check.empty([...this.unseen], `${lesson}: at every stop the focus is seen`);
  }

  #wanted() {
    return this.page.evaluate(() => ({
      question: document.querySelector('.step.current .question.is-open')?.dataset.question,
      task: document.querySelector('.step.current .task:not(.is-done)')?.dataset.task,
      next: document.querySelector('#step-nav [data-action=next]:not(:disabled)') !== null,
    }));
  }

  async #tab_to(selector, key = 'Tab') {
    for (let presses = 0; presses < most_tabs; presses += 1) {
      if (await this.page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      await this.page.keyboard.press(key);
      await this.#look();
    }
    throw new Error(`${key} does not reach ${selector}; the focus is at ${await this.reader.focused()}`);
  }

  async #look() {
    this.stops += 1;
    const wrong = await this.page.evaluate(focus_is_wrong);
    if (wrong) this.unseen.add(wrong);
  }

  async #answer(id) {
    const { keyboard } = this.page;
    const known = this.learned.answers[id];
    const inside = (part) => `.question[data-question="${id}"] ${part}`;
    if (known.kind === 'number') {
      await this.#tab_to(inside('input[type=text]'));
      await keyboard.type(known.text);
    } else if (known.kind === 'pick') {
      await this.#tab_to(inside('select'));
      const value = () => this.page.evaluate((select) => document.querySelector(select).selectedOptions[0].textContent, inside('select'));
      for (let presses = 0; presses < 200 && (await value()) !== known.text; presses += 1) await keyboard.press('ArrowDown');
    } else if (known.kind === 'order') {
      await this.#order(inside, known);
    } else {
      await this.#tab_to(inside('input[type=radio]'));
      await keyboard.press('Space');
      const chosen = () => this.page.evaluate((wanted) => document.activeElement.value === wanted && document.activeElement.checked, known.choice);
      for (let presses = 0; presses < 12 && !(await chosen()); presses += 1) {
        await keyboard.press('ArrowDown');
        await this.#look();
      }
    }
    await this.#tab_to(inside('button[type=submit]'));
    await keyboard.press('Enter');
    await this.reader.step.locator(`.question[data-question="${id}"]:not(.is-open)`).waitFor();
  }

  async #order(inside, { text, choices }) {
    const wanted = [...choices].sort((a, b) => text.indexOf(a.text) - text.indexOf(b.text)).map(({ id }) => id);
    for (const [place, id] of wanted.entries()) {
      const now = await this.page.locator(inside('[data-choice]')).evaluateAll((items) => items.map((item) => item.dataset.choice));
      for (let at = now.indexOf(id); at > place; at -= 1) {
        const forth = await this.page.evaluate((up) => (document.activeElement.compareDocumentPosition(document.querySelector(up)) & 2) === 0, inside(`[data-choice="${id}"] [data-move=up]`));
        await this.#tab_to(inside(`[data-choice="${id}"] [data-move=up]`), forth ? 'Tab' : 'Shift+Tab');
        await this.page.keyboard.press('Enter');
        await this.#look();
      }
    }
  }

  async #do_task(id) {
    const { keyboard } = this.page;
    await keyboard.press('`');
    for (const line of this.learned.tasks[id]) {
      await keyboard.type(line);
      await keyboard.press('Enter');
      await this.reader.wait(() => document.getElementById('console-line').value === '');
    }
    await keyboard.press('Escape');
    await this.#look();
    await this.reader.step.locator(`.task.is-done[data-task="${id}"]`).waitFor();
  }

  async #next() {
    const before = await this.reader.step_and_question();
    await this.#tab_to('#step-nav button[data-action="next"]');
    await this.page.keyboard.press('Enter');
    await this.reader.wait((old) => `${window.pagewalk.view.step} ${document.querySelector('.step.current .question')?.dataset.question ?? ''}` !== old, before);
    await this.reader.calm();
  }
}

/** Runs in the page. What is wrong with how the focus shows, or ''. */
export function focus_is_wrong() {
  const element = document.activeElement;
  const name = element.id || element.dataset.action || element.dataset.part || element.name || element.textContent.trim().slice(0, 30);
  if (element === document.body || element.tabIndex < 0) return ''; // where reading goes on, nothing to press
  const shown = [element, element.closest('label')].find((candidate) => {
    const { outlineStyle, outlineWidth } = candidate ? getComputedStyle(candidate) : {};
    return candidate && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  });
  if (!shown) return `${name}: no outline`;
  const { left, top, right, bottom } = shown.getBoundingClientRect();
  if (right <= left || bottom <= top) return `${name}: has no size`;
  const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2, y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
  if (x < left || x > right || y < top || y > bottom) return `${name}: is outside the window`;
  const over = document.elementFromPoint(x, y);
  return over && (shown.contains(over) || over.contains(shown)) ? '' : `${name}: lies below ${over?.id || over?.className || over?.nodeName}`;
}

/** The first keys on the page: to the lesson, to the picture, to the text view. */
async function skip_links({ page, reader, check }) {
  await reader.open('walk', 'seed=7');
  const wanted = ['lesson', 'canvas', 'twin'];
  for (const [index, target] of wanted.entries()) {
    await page.evaluate(() => document.activeElement.blur());
    await page.evaluate(() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); });
    for (let presses = 0; presses <= index; presses += 1) await page.keyboard.press('Tab');
    check.equal(await page.evaluate(focus_is_wrong), '', `the skip link to ${target} is seen when it has the focus`);
    await page.keyboard.press('Enter');
    await reader.calm();
    check.equal(await page.evaluate(() => document.activeElement.id), target, `and leads to ${target}`);
  }
}

async function help({ page, reader, check }) {
  await reader.open('walk', 'seed=7');
  await page.locator('#help').focus();
  await page.keyboard.press('Enter');
  check.that(await page.evaluate(() => document.getElementById('keys').contains(document.activeElement)), 'the help takes the focus');
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press('Tab');
    const { where, wrong } = await page.evaluate(`({ where: document.activeElement === document.body || document.getElementById('keys').contains(document.activeElement), wrong: (${focus_is_wrong})() })`);
    if (!check.that(where && wrong === '', `and keeps it (${presses + 1} times Tab)`, wrong)) break;
  }
  await page.keyboard.press('Escape');
  check.equal(await page.evaluate(() => document.activeElement.id), 'help', 'Esc gives it back to the button');
}
