// The prose: shows the present step, patches the blocks that changed, and turns forms and buttons
// into the player's actions. The names it knows are listed in lessons/engine/html.h.

import { morph } from './morph.js';
import { speak_hex } from './spoken.js';
import { tr } from './strings.js';

export class LessonPane {
  #root;
  #act;
  #bring;
  #html = new Map(); // block key -> the HTML it was last made from
  #step = -1;

  /**
   * `act(action)` carries out a player action; `light(part)` lights what a word names in the panels ('' puts
   * it out), `bring(part)` shows it.
   */
  constructor(root, act, { light, bring }) {
    this.#root = root;
    this.#act = act;
    this.#bring = bring;
    const on_word = (event) => light(event.target.closest?.('a.part')?.dataset.part ?? '');
    const off_word = (event) => event.target.closest?.('a.part') && light('');
    for (const name of ['pointerover', 'focusin']) root.addEventListener(name, on_word);
    for (const name of ['pointerout', 'focusout']) root.addEventListener(name, off_word);
    root.addEventListener('click', (event) => this.#clicked(event));
    root.addEventListener('submit', (event) => this.#submitted(event));
    root.addEventListener('change', (event) => this.#chosen(event));
    root.addEventListener('input', (event) => this.#slid(event));
  }

  render(view) {
    const section = this.#section(view.step);
    this.#step = view.step;
    section.classList.add('seen');
    for (const step of this.#root.querySelectorAll('.step')) step.classList.toggle('current', step === section);
    const heading = section.querySelector(':scope > h2:not([data-key])');
    if (heading && view.step_title) heading.textContent = view.step_title;
    const focused = document.activeElement?.closest?.('[data-key]');
    this.#patch(section, view.blocks);
    this.#render_buttons(view);
    if (focused && document.activeElement === document.body) this.#focus_again(focused.dataset.key);
  }

  /** Another lesson takes this one's place. */
  clear() {
    const [first, ...others] = this.#root.querySelectorAll('.step');
    first.replaceChildren(document.createElement('h2'));
    for (const step of others) step.remove();
  }

  /** The pointer is on this part of a panel: its words light up. */
  mark_part(part) {
    for (const word of this.#root.querySelectorAll('.step.current a.part')) word.classList.toggle('pointed', word.dataset.part === part);
  }

  /** The reader turned the page: begin reading at its top. */
  show_top() {
    const section = this.#section(this.#step);
    const heading = section.querySelector('h2') ?? section;
    heading.tabIndex = -1;
    this.#root.querySelector('.steps').scrollTop = 0;
    heading.focus({ preventScroll: true });
    const page_scrolls = getComputedStyle(heading.closest('.steps')).overflowY === 'visible';
    if (page_scrolls) section.scrollIntoView({ block: 'start' });
  }

  /** Where Esc brings the reader. */
  focus() {
    const open = this.#root.querySelector('.step.current .question.is-open input:not([disabled])');
    (open ?? this.#root).focus();
  }

  #section(step) {
    const found = this.#root.querySelector(`.step[data-step="${step}"]`);
    if (found) return found;
    const made = document.createElement('section'); // a page of an older lesson: it had fewer steps
    made.className = 'step';
    made.dataset.step = step;
    made.append(document.createElement('h2'));
    [...this.#root.querySelectorAll('.step')].at(-1).after(made);
    return made;
  }

  #patch(section, blocks) {
    const wanted = new Set(blocks.map((block) => block.key));
    const present = new Map();
    for (const element of [...section.querySelectorAll(':scope > [data-key]')]) {
      if (wanted.has(element.dataset.key)) present.set(element.dataset.key, element);
      else element.remove();
    }
    let before = null; // the block that stands before the one to place
    for (const { key, html } of blocks) {
      let element = present.get(key);
      if (!element || this.#html.get(key) !== html) {
        const fresh = speak_hex(parse(html));
        element = element ? morph(element, fresh) : fresh;
        mark_values(element);
        this.#html.set(key, html);
      }
      place(section, element, before);
      before = element;
    }
  }

  #render_buttons(view) {
    const nav = document.getElementById('step-nav');
    const made = view.buttons.map((button) => {
      const element = document.createElement('button');
      element.type = 'button';
      element.dataset.action = button.action;
      element.dataset.key = button.action.split(' ')[0];
      element.textContent = button.label;
      element.classList.toggle('primary', button.primary);
      element.disabled = !button.enabled;
      return element;
    });
    const fresh = nav.cloneNode(false);
    fresh.append(...made);
    morph(nav, fresh);
  }

  /** The control that had the focus is gone (a committed answer): stay at its block. */
  #focus_again(key) {
    const block = this.#root.querySelector(`.step.current [data-key="${CSS.escape(key)}"]`);
    if (!block) return;
    const target = block.querySelector('.reply, .why, .input-error, .hint:last-of-type') ?? block;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  #clicked(event) {
    const word = event.target.closest('a.part');
    if (word) {
      event.preventDefault();
      return this.#bring(word.dataset.part);
    }
    const move = event.target.closest('[data-move]');
    if (move) return this.#move(move);
    const button = event.target.closest('button[data-action]');
    if (!button || button.disabled || button.type === 'submit') return;
    this.#act(button.dataset.action, button);
  }

  #submitted(event) {
    const form = event.target.closest('form[data-question]');
    if (!form) return;
    event.preventDefault();
    const answer = answer_of(form);
    if (answer === '') return show_missing(form);
    this.#act(`commit ${form.dataset.question} ${answer}`, form);
  }

  #chosen(event) {
    const form = event.target.closest('form[data-question]');
    if (!form || event.target.name !== 'answer') return;
    form.querySelector('.missing')?.remove();
    if (event.target.type === 'radio') this.#act(`choose ${form.dataset.question} ${event.target.value}`, form);
  }

  #slid(event) {
    const slider = event.target.closest('input[data-param]');
    if (slider) this.#act(`param ${slider.dataset.param} ${slider.value}`, slider);
  }

  #move(button) {
    const item = button.closest('[data-choice]');
    const up = button.dataset.move === 'up';
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (up) other.before(item);
    else other.after(item);
    button.focus();
    const form = item.closest('form[data-question]');
    if (form) this.#act(`choose ${form.dataset.question} ${answer_of(form)}`, form);
  }
}

function parse(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content.firstElementChild;
}

/** Puts `element` behind `before`; at the top that means behind the step's heading. */
function place(section, element, before) {
  const heading = section.querySelector(':scope > h2:not([data-key])');
  const wanted = before ? before.nextElementSibling : (heading?.nextElementSibling ?? section.firstElementChild);
  if (wanted === element) return;
  if (before) before.after(element);
  else if (heading) heading.after(element);
  else section.prepend(element);
}

const shown = new WeakMap(); // value element -> the text it showed last

/** A value that the machine has just changed shows it for a moment. */
function mark_values(element) {
  for (const value of element.querySelectorAll('.value')) {
    if (shown.has(value) && shown.get(value) !== value.textContent) {
      value.classList.remove('changed');
      void value.offsetWidth; // restarts the animation
      value.classList.add('changed');
    }
    shown.set(value, value.textContent);
  }
}

function answer_of(form) {
  const order = form.querySelector('ol.order');
  if (order) return [...order.querySelectorAll('[data-choice]')].map((item) => item.dataset.choice).join(' ');
  return String(new FormData(form).get('answer') ?? '').trim();
}

function show_missing(form) {
  if (!form.querySelector('.missing')) {
    const note = document.createElement('p');
    note.className = 'input-error missing';
    note.setAttribute('role', 'alert');
    note.textContent = tr(form.querySelector('input[type=text]') ? 'missing_text' : 'missing_choice');
    (form.querySelector('.buttons') ?? form).before(note);
  }
  form.querySelector('[name=answer]')?.focus();
}
