// What the texts say that a lesson keeps: its record, which lessons/engine/save.cpp writes ("pw1;id=walk;seed=7;step=3;..."),
// and its progress for the map ("4 2 6 0").

export const seed_of = (saved) => /;seed=(\d+)/.exec(saved ?? '')?.[1];
export const step_of = (saved) => /;step=(\d+)/.exec(saved ?? '')?.[1];
/** The final check's attempts: ["rrw---"], a letter an item. */
export const attempts_of = (saved) => [...(saved ?? '').matchAll(/;a=([-rws]+)/g)].map(([, items]) => items);

/** {steps, right, items, complete}: steps and right answers so far, questions of the final check. */
export function progress_of(text) {
  const [steps = 0, right = 0, items = 0, complete = 0] = (text ?? '').split(' ').map(Number);
  return { steps, right, items, complete: complete === 1 };
}
