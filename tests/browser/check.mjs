// One line a check: "ok NAME", or "FAIL NAME" with what was expected and what was seen.

import { patience } from './browser.mjs';

const pause = 50; // ms between two looks

export class Checks {
  passed = 0;
  failed = [];
  #file = '';

  begin(file) {
    this.#file = file;
  }

  that(condition, name, seen = '') {
    if (condition) {
      this.passed += 1;
      console.log(`ok   ${this.#file}: ${name}`);
    } else {
      this.failed.push(`${this.#file}: ${name}`);
      console.log(`FAIL ${this.#file}: ${name}${seen === '' ? '' : `\n     seen: ${shown(seen)}`}`);
    }
    return Boolean(condition);
  }

  equal(seen, expected, name) {
    const same = shown(seen) === shown(expected);
    return this.that(same, name, same ? '' : `${shown(seen)}\n     expected: ${shown(expected)}`);
  }

  /**
   * For what the page does in its own time (an event that it queued, a file that it loads, another tab): looks until it
   * is so, and fails with what was seen last.
   */
  async becomes(look, expected, name) {
    const end = Date.now() + patience;
    let seen = await look();
    while (shown(seen) !== shown(expected) && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      seen = await look();
    }
    return this.equal(seen, expected, name);
  }

  matches(seen, pattern, name) {
    const fits = pattern.test(seen ?? '');
    return this.that(fits, name, fits ? '' : `${shown(seen)}\n     expected: ${pattern}`);
  }

  empty(list, name) {
    return this.that(list.length === 0, name, list.length === 0 ? '' : list.join('\n           '));
  }
}

function shown(value) {
  if (typeof value === 'bigint') return `0x${value.toString(16)}`;
  return typeof value === 'string' ? value : JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part));
}
