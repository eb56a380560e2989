// What a learning management system (LMS) hears of the reader, worked out from what the lesson pages keep: by the
// score's one rule (lessons/engine/score.h) the final check counts, and everything else for completion only.

import { attempts_of, progress_of, seed_of, step_of } from './saved.js';

/** Answers of the final check, by item: the first answer as the reader gave it. */
function responses_of(saved) {
  const decode = (text) => text.replace(/%([0-9a-f]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  return new Map([...saved.matchAll(/;q=([^;]*)/g)].map(([, entry]) => entry.split(',').map(decode)).map((fields) => [fields[0], fields[4] ?? '']));
}

export class Record {
  #lessons; // [{id, step_count, items: [question id], mastery: percent}]
  #best = new Map(); // lesson id -> {right, finished, complete, steps}: it never gets worse
  #told = new Set(); // answers that were reported
  #mastery; // 0 to 1, or null: each lesson's own

  constructor(lessons, mastery = null) {
    this.#lessons = lessons;
    this.#mastery = mastery;
  }

  /** Takes in what the store holds (a Map). The answers that are new: [{id, seed, response, right}]. */
  update(entries) {
    const fresh = [];
    for (const { id, items } of this.#lessons) {
      const saved = entries.get(`${id}:saved`);
      if (!saved) continue;
      const attempts = attempts_of(saved), progress = progress_of(entries.get(`${id}:progress`)), best = this.#of(id);
      this.#best.set(id, {
        right: Math.max(best.right, progress.right, ...attempts.map((given) => given.split('r').length - 1)),
        finished: best.finished || attempts.some((given) => !given.includes('-')),
        complete: best.complete || progress.complete, steps: Math.max(best.steps, progress.steps),
      });
      fresh.push(...this.#fresh_answers(id, items, attempts, saved));
    }
    return fresh;
  }

  #of(id) {
    return this.#best.get(id) ?? { right: 0, finished: false, complete: false, steps: 0 };
  }

  #fresh_answers(id, items, attempts, saved) {
    const fresh = [], responses = responses_of(saved);
    attempts.forEach((given, attempt) => [...given].forEach((result, item) => {
      const name = `${id}.${items[item] ?? item + 1}.${attempt + 1}`;
      if (result === '-' || this.#told.has(name)) return;
      this.#told.add(name);
      const response = result === 's' ? '' : responses.get(items[item]) ?? '';
      fresh.push({ id: name, seed: seed_of(saved), response, right: result === 'r' });
    }));
    return fresh;
  }

  /** The lesson that the reader is in, and where: "walk/3"; '' before the first. */
  location(entries) {
    const id = this.#lessons.length === 1 ? this.#lessons[0].id : entries.get('last') ?? '';
    const saved = entries.get(`${id}:saved`);
    return saved ? `${id}/${Number(step_of(saved) ?? 0) + 1}` : '';
  }

  /** {right, items, finished, complete, passed, progress: 0 to 1} over all lessons. */
  result() {
    const all = this.#lessons.map((lesson) => ({ ...lesson, ...this.#of(lesson.id) }));
    const sum = (value) => all.reduce((total, lesson) => total + value(lesson), 0);
    const right = sum((lesson) => lesson.right), items = sum((lesson) => lesson.items.length);
    const finished = all.every((lesson) => lesson.finished || (lesson.items.length === 0 && lesson.complete));
    const complete = all.every((lesson) => lesson.complete);
    const reaches = (lesson) => lesson.items.length === 0 || lesson.right * 100 >= lesson.mastery * lesson.items.length;
    const passed = finished && (this.#mastery === null ? all.every(reaches) : items === 0 || right / items >= this.#mastery - 1e-9);
    const progress = sum((lesson) => (lesson.complete ? 1 : Math.min(lesson.steps / Math.max(lesson.step_count, 1), 0.99))) / all.length;
    return { right, items, finished, complete, passed, progress };
  }

  /** What SCORM hears of the result. The score goes there when it is one: an LMS with a mark to reach judges what it has. */
  report() {
    const { right, items, finished, complete, passed, progress } = this.result();
    const judged = finished && complete && items > 0;
    return {
      status: judged ? (passed ? 'passed' : 'failed') : complete ? 'completed' : 'incomplete', complete, progress,
      score: items > 0 && (finished || (this.#mastery === null && this.#lessons.length > 1 && right > 0)) ? { share: right / items } : null,
    };
  }
}
