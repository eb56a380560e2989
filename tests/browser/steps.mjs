// What the lessons' tests share.

/** Plays a lesson: `steps` maps a step's title to what its reader does there; then Next. */
export async function play_steps({ reader, check }, steps) {
  const seen = [];
  for (;;) {
    const title = await reader.title();
    seen.push(title);
    await steps[title]?.();
    const next = reader.button('next');
    if ((await next.count()) === 0) break;
    if (!check.that(await next.isEnabled(), `${title}: Next is enabled at the end`)) break;
    await reader.next();
  }
  check.empty(Object.keys(steps).filter((title) => !seen.includes(title)), 'every step was reached');
}

/** An open question gives nothing away, and holds Next back. */
export async function is_gate({ reader, check }, id, secret) {
  check.equal(await reader.state_of(id), 'open', `${id} is open`);
  check.that(await reader.button('next').isDisabled(), `${id}: Next waits for the answer`);
  const html = await reader.step.innerHTML();
  check.that(!html.includes(secret), `${id}: the reveal is not in the page before the commit`, secret);
  check.equal(await reader.question(id).locator('.why, .answer, .is-answer, .reply').count(), 0, `${id}: no reply, no answer shown`);
}

/** A wrong answer meets its own reply; the right one and the reason stand below it. */
export async function is_wrong({ reader, check }, id, reply) {
  check.equal(await reader.state_of(id), 'wrong', `${id}: the wrong answer is wrong`);
  check.matches(await reader.question(id).locator('.reply').innerText(), reply, `${id}: its own reply`);
  check.that(await reader.question(id).locator('.why').isVisible(), `${id}: the reason shows`);
}

export async function is_right({ reader, check }, id) {
  check.equal(await reader.state_of(id), 'right', `${id}: the answer is right`);
  check.that(await reader.question(id).locator('.why').isVisible(), `${id}: the reason shows`);
}

/** All conditions of the step's task are met, and say so. */
export async function is_done({ reader, check }, name) {
  const conditions = reader.step.locator('.task').last().locator('ul.conditions > li');
  const count = await conditions.count();
  check.that(count > 0, `${name}: the task has conditions`);
  check.equal(await reader.step.locator('.task').last().locator('li.is-met').count(), count, `${name}: every condition is met`);
  check.that(await reader.step.locator('.task.is-done').last().isVisible(), `${name}: the task is done`);
}

/** Answers the final check; `answers` maps a question to what answers it. Then the score. */
export async function final_check({ reader, check }, answers) {
  for (const [id, give] of Object.entries(answers)) {
    if ((await reader.question(id).count()) === 0) {
      check.that(false, `final check asks ${id}`, await reader.step_and_question());
      return;
    }
    check.that(await reader.button('next').isDisabled(), `${id}: Next waits for the answer`);
    await give(id);
    await is_right({ reader, check }, id);
    await reader.next();
  }
  const count = Object.keys(answers).length;
  const { score, complete } = await reader.view();
  check.equal(score, { right: count, passed: true, items: count, attempt: 1 }, 'the score is full');
  check.that(complete, 'the lesson is complete');
  check.matches(await reader.step.locator('.summary').innerText(), new RegExp(`${count} of ${count}`), 'the summary shows the score');
}

/**
 * Leafs through a lesson, skipping every question and task, and stops where something new shows:
 * `stop({view, name, question})` with the id of the open question, or null.
 */
export async function skim(reader, stop) {
  for (let stops = 0; stops < 60; stops += 1) {
    const view = await reader.view();
    const open = reader.step.locator('.question.is-open').first();
    const question = (await open.count()) > 0 ? await open.getAttribute('data-question') : null;
    await stop({ view, question, name: `${view.step + 1}${question ? `-${question.replace('/', '-')}` : ''}` });
    const skip = reader.step.locator('.question.is-open button[data-action^="skip "], .task:not(.is-done) button[data-action^="skip "]').first();
    if ((await skip.count()) > 0) {
      const before = await reader.step.innerHTML();
      await skip.click();
      await reader.wait((old) => document.querySelector('.step.current').innerHTML !== old, before);
    } else if ((await reader.button('next').count()) > 0) {
      await reader.next();
    } else {
      return;
    }
    await reader.calm();
  }
  throw new Error('the lesson has no end');
}
