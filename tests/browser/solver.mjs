// Plays any lesson to its full score. The right answers are those that the page reveals to a reader who skips:
// learn() goes through a lesson so, and solve() gives them with the same seed. Both run in the page, where
// an action takes no way there and back.

/** {answers: {ID: {kind, choice | text, choices}}, tasks: {ID: [command, ...]}} of the lesson that the page shows, skipped to its end. */
export const learn = (page) => page.evaluate(() => {
  const learned = { answers: {}, tasks: {} };
  const find = (selector, under = document.querySelector('.step.current')) => under.querySelector(selector);
  const reveal = (question) => ({
    kind: question.className.match(/kind-(\w+)/)[1],
    text: find('.answer strong', question)?.textContent,
    choice: find('.choice.is-answer input', question)?.value,
    choices: [...question.querySelectorAll('[data-choice]')].map((item) => ({ id: item.dataset.choice, text: item.querySelector('span').textContent })),
  });
  for (let turns = 0; turns < 200; turns += 1) {
    const question = find('.question.is-open');
    const task = [...document.querySelectorAll('.step.current .task:not(.is-done)')].find((candidate) => !(candidate.dataset.task in learned.tasks));
    const next = find('[data-action=next]:not(:disabled)', document.getElementById('step-nav'));
    if (question) {
      const id = question.dataset.question;
      find('[data-action^="skip "]', question).click();
      learned.answers[id] = reveal(find(`.question[data-question="${CSS.escape(id)}"]`));
    } else if (task) {
      const { task: id, key } = task.dataset;
      find('[data-action^="solve "]', task)?.click();
      const again = find(`[data-key="${CSS.escape(key)}"]`);
      learned.tasks[id] = [...again.querySelectorAll('.solution .line')].map((line) => line.textContent.trim()).filter(Boolean);
      find('[data-action^="skip "]', again)?.click();
    } else if (next) {
      next.click();
    } else {
      return learned;
    }
  }
  throw new Error('the lesson has no end');
});

/**
 * Answers every question and does every task with the page's own form controls, which must be visible: fields, choices,
 * selects, the buttons of the text view where it has one for a command, else the console. {pressed, typed: commands
 * given so, hidden: controls that could not be seen, untold: panels without their sentence in the text view}
 */
export const solve = (page, learned) => page.evaluate(async ({ answers, tasks }) => {
  const done = { pressed: 0, typed: 0, hidden: [], untold: [] };
  const find = (selector, under = document.querySelector('.step.current')) => under.querySelector(selector);
  const use = (element, name) => {
    if (!element) throw new Error(`no control for ${name}`);
    for (let list = element.closest('details:not([open])'); list; list = element.closest('details:not([open])')) list.open = true;
    if (!element.checkVisibility()) done.hidden.push(name);
    return element;
  };
  const fill = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const order = (form, { text, choices }) => {
    const place = (id) => text.indexOf(choices.find((choice) => choice.id === id).text);
    for (let swapped = true; swapped;) {
      swapped = false;
      for (const item of form.querySelectorAll('[data-choice]')) {
        const above = item.previousElementSibling;
        if (!above || place(above.dataset.choice) < place(item.dataset.choice)) continue;
        use(item.querySelector('[data-move=up]'), 'move up').click();
        swapped = true;
      }
    }
  };
  const answer = (form, id) => {
    const known = answers[id];
    if (known.kind === 'number') fill(use(find('input[type=text]', form), id), known.text);
    else if (known.kind === 'pick') use(find('select', form), id).value = [...find('select', form)].find((option) => option.textContent === known.text)?.value;
    else if (known.kind === 'order') order(form, known);
    else use(find(`input[value="${known.choice}"]`, form), id).click();
    const again = find(`form[data-question="${CSS.escape(id)}"]`);
    use(find('[type=submit]', again), `commit ${id}`).click();
  };
  const command = (line) => {
    const button = [...document.querySelectorAll('#twin:not([hidden]) button:not(:disabled)')].find(({ dataset }) => dataset.kind === 'command' && dataset.text === line);
    if (button) {
      use(button, line).click();
      done.pressed += 1;
      return;
    }
    if (document.getElementById('console').hidden) use(document.getElementById('console-toggle'), 'console').click();
    fill(use(document.getElementById('console-line'), line), line);
    document.getElementById('console-form').requestSubmit();
    done.typed += 1;
  };
  const look = () => {
    if (document.documentElement.classList.contains('no-panels')) return;
    for (const { id } of window.pagewalk.view.panels) {
      const section = document.querySelector(`#twin [data-key="${id}"]`);
      const told = id === 'console' || (section?.checkVisibility() && section.textContent.includes(window.pagewalk.twin(id, 0, 0).say));
      if (!told && !done.untold.includes(id)) done.untold.push(id);
    }
  };
  for (let turns = 0; turns < 200; turns += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    look();
    const question = find('.question.is-open');
    const task = find('.task:not(.is-done)');
    const next = find('[data-action=next]:not(:disabled)', document.getElementById('step-nav'));
    if (question) {
      answer(find('form', question), question.dataset.question);
    } else if (task) {
      const { task: id } = task.dataset;
      if (find('.solution', task)) use(find('[data-action^="solve "]', task), id).click(); // it only shows, at a press
      for (const line of tasks[id]) if (!find(`.task.is-done[data-task="${id}"]`)) command(line);
      if (!find(`.task.is-done[data-task="${id}"]`)) throw new Error(`${id} is not done by: ${tasks[id].join('; ')}`);
    } else if (next) {
      use(next, 'next').click();
    } else {
      return done;
    }
  }
  throw new Error('the lesson has no end');
}, learned);
