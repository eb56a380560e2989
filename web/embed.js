// The lesson inside another page's frame, and the messages between the two: version 1, documented in
// public/embed.html. Also the addresses that show a part of a lesson: ?steps=3-4 and ?panel=tables. Imported only
// when the page stands in a frame or its address asks for a part.
//
// Events go to the parent: {pagewalk: 1, event: 'ready', ...}. Requests come from it: {pagewalk: 1, request:
// 'goto', id: 7, step: 3}; each gets one answer: {pagewalk: 1, answer: 'goto', id: 7, ok: true, ...}.
// Who is told what: everything goes to the parent window alone, and only while it is of the origin that it had
// when the page was loaded. Where the browser does not tell that origin (a parent without one, or without a
// referrer), there is no origin to name. Requests count from the parent window only, and from that origin.

import { notice } from './notices.js';
import { seed_of } from './saved.js';
import { tr } from './strings.js';

const api = 1;
const most_state = 64 * 1024; // characters
const framed = window.parent !== window;
const panel_height = 440; // px: what one panel and the timeline look good in
const picture_height = 320; // px, above the prose in a narrow frame; embed.css has the same

/** The parent's origin; null where the browser does not say, or it has none. */
function parent_origin() {
  const origin = location.ancestorOrigins?.[0] ?? (document.referrer ? new URL(document.referrer).origin : null);
  return origin === 'null' || origin === '' ? null : origin;
}

/** A sandbox without allow-forms sends no "submit": it is sent here. Enter in a field clicks the form's button, too. */
function submit_by_script() {
  const submit = (form) => form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  HTMLFormElement.prototype.requestSubmit = function () {
    submit(this);
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button');
    if (!button?.form || button.type !== 'submit' || button.disabled) return;
    event.preventDefault();
    submit(button.form);
  });
}

export class Embed {
  panel; // the one to show alone; null: as the step has them
  #range; // {first, last}: steps from 0; null: the whole lesson
  #host;
  #origin = parent_origin();
  #waiting = []; // requests that came before the lesson ran
  #live = false;
  #view = null;
  #said = {}; // event -> what it said last, as JSON
  #state_timer = 0;

  /**
   * `host` is the lesson page: id, engine(), view(), act(action), show(view, keep), load(saved), which begins the lesson
   * with a state, and keep_no_more().
   */
  constructor({ steps, panel }, host) {
    this.#range = steps ?? null;
    this.panel = panel ?? null;
    this.#host = host;
    if (!framed) return;
    addEventListener('message', (event) => this.#received(event));
    submit_by_script();
  }

  /** True where the step may not be shown. */
  forbids(step) {
    return this.#range !== null && (step < this.#range.first || step > this.#range.last);
  }

  get first() {
    return this.#range?.first;
  }

  /** The view without the ways out of the steps that are shown. */
  limit(view) {
    if (!this.#range || !view.blocks) return view;
    const at = (step, action) => view.step === step && !this.#inside_final(view, action);
    const buttons = view.buttons.filter(({ action }) =>
      !(action === 'know-this' || (action === 'back' && at(this.#range.first, action)) || (action === 'next' && at(this.#range.last, action))));
    return { ...view, buttons };
  }

  /** In the final check Back and Next also go from item to item, and on to the summary. */
  #inside_final(view, action) {
    return view.blocks.some(({ key, html }) => html.includes('<p class="item">') || (action === 'back' && key.endsWith('-summary')));
  }

  /** The lesson runs (`machine`: false where it can only be read): tell the parent, and answer what waited. */
  start(machine = true) {
    this.#live = machine;
    this.#post({ event: 'ready', lesson: this.#host.id, title: document.title, machine, ...(machine ? this.#about() : {}) });
    this.#watch_size();
    for (const event of this.#waiting.splice(0)) this.#received(event);
    if (this.#view) this.shown(this.#view);
  }

  #about() {
    const { step, steps, map, choices } = this.#host.view();
    return {
      step: step + 1, steps, titles: map.map(({ title }) => title), seed: seed_of(this.#state()),
      panels: choices.map(({ id, title, of_step }) => ({ id, title, of_step })),
    };
  }

  #state() {
    return this.#host.engine().save();
  }

  /** One panel alone, where the address asks for it: the step's questions, which hide parts of it, are passed over. */
  show_panel() {
    const host = this.#host, panel = this.panel;
    const open = () => /data-question="([^"]+)"/.exec(host.view().blocks.find(({ html }) => /^<[^>]*question [^>]*is-open/.test(html))?.html ?? '')?.[1];
    for (let left = 20; panel && open() && left > 0; left -= 1) host.show(host.engine().act(`skip ${open()}`), false);
    const next = panel ? host.engine().perform('act', `bring ${panel}`) : { error: true };
    if (next.error) {
      document.documentElement.classList.remove('one-panel');
      this.panel = null;
      if (panel) notice(tr('embed_no_panel', panel), 'link');
      return;
    }
    host.show(next, false);
    const others = host.view().choices.filter(({ id, open: shown }) => shown && id !== panel);
    for (const { id } of others) host.show(host.engine().perform('act', `panel ${id}`), false);
  }

  /** Another view is shown. */
  shown(view) {
    this.#view = view;
    if (this.#live && this.forbids(view.step)) return this.#host.act(`open ${this.first}`); // Back from the first item of a final check
    if (!this.#live || !framed) return;
    const first = this.#range?.first ?? 0, last = Math.min(this.#range?.last ?? view.steps - 1, view.steps - 1);
    const map = view.map.slice(first, last + 1);
    this.#say('progress', { step: view.step + 1, first: first + 1, last: last + 1, steps: view.steps, done: map.filter((step) => step.done).length, of: map.length, complete: this.#range ? map.every((step) => step.done) : view.complete });
    if (view.score.attempt > 0) this.#say('score', { right: view.score.right, items: view.score.items, passed: view.score.passed, attempt: view.score.attempt, complete: view.complete });
    clearTimeout(this.#state_timer);
    this.#state_timer = setTimeout(() => this.#say('state', { state: this.#state() }), 300); // not at every move of a slider
  }

  // --- messages

  #post(message, target = this.#origin ?? '*') {
    if (framed) window.parent.postMessage({ pagewalk: api, ...message }, target);
  }

  /** An event, where it says something else than the last time. */
  #say(event, facts) {
    const text = JSON.stringify(facts);
    if (this.#said[event] === text) return;
    this.#said[event] = text;
    this.#post({ event, ...facts });
  }

  #received(event) {
    if (event.source !== window.parent) return;
    if (this.#origin !== null && event.origin !== this.#origin) return;
    const message = event.data;
    if (message === null || typeof message !== 'object' || !('pagewalk' in message)) return; // other people's
    if (message.request === undefined) return this.#refuse(message, tr('embed_no_request'));
    if (message.pagewalk !== api) return this.#refuse(message, tr('embed_version', String(api)));
    if (!this.#live) {
      if (this.#waiting.length < 100) this.#waiting.push(event);
      return;
    }
    this.#carry_out(message);
  }

  #refuse(message, error) {
    this.#answer(message, { ok: false, error });
  }

  #answer({ request, id }, facts) {
    const simple = typeof id === 'string' || typeof id === 'number' ? { id } : {};
    this.#post({ answer: typeof request === 'string' ? request.slice(0, 40) : '', ...simple, ...facts });
  }

  #carry_out(message) {
    if (message.request === 'getState') return this.#answer(message, { ok: true, state: this.#state() });
    if (message.request === 'goto') return this.#go_to(message);
    if (message.request === 'setState') return this.#set_state(message);
    this.#refuse(message, tr('embed_no_request'));
  }

  #go_to(message) {
    const step = Number.isInteger(message.step) ? message.step - 1 : -1;
    const first = this.#range?.first ?? 0, last = Math.min(this.#range?.last ?? Infinity, this.#view.steps - 1);
    if (step < first || step > last) return this.#refuse(message, tr('embed_step', String(first + 1), String(last + 1)));
    this.#host.act(`open ${step}`);
    this.#answer(message, { ok: true, step: this.#view.step + 1 });
  }

  #set_state(message) {
    if (typeof message.state !== 'string' || message.state.length > most_state) return this.#refuse(message, tr('embed_state', String(most_state)));
    const before = this.#state();
    let next = this.#host.load(message.state);
    const error = this.#host.engine().restore_error();
    if (error) next = this.#host.load(before);
    else this.#host.keep_no_more(); // whoever sets the state keeps it
    this.#host.show(next, false);
    if (this.forbids(this.#view.step)) this.#host.act(`open ${this.first}`);
    this.#answer(message, error ? { ok: false, error } : { ok: true, step: this.#view.step + 1 });
  }

  // --- size

  #watch_size() {
    if (!framed) return;
    const tell = () => requestAnimationFrame(() => this.#tell_size());
    const watch = new ResizeObserver(tell);
    for (const id of ['steps', 'step-nav', 'notices', 'twin', 'console']) watch.observe(document.getElementById(id));
    new MutationObserver(tell).observe(document.getElementById('steps'), { childList: true, subtree: true, attributeFilter: ['class', 'open'] });
    tell();
  }

  /** What the frame needs to show the present step without scrolling. It does not grow with the frame. */
  #tell_size() {
    const height = Math.ceil(this.panel ? panel_height : this.#step_height());
    if (this.#said.height === height) return;
    this.#said.height = height;
    this.#post({ event: 'resize', height }, '*'); // nobody's secret
    window.parent.postMessage({ subject: 'lti.frameResize', height }, '*'); // Canvas
  }

  #step_height() {
    const of = (id) => document.getElementById(id)?.offsetHeight ?? 0;
    const steps = document.getElementById('steps'), style = getComputedStyle(steps);
    const step = steps.querySelector('.step.current');
    const prose = (step?.offsetHeight ?? 0) + Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom) + of('step-nav') + of('notices');
    const stacked = getComputedStyle(document.body).display === 'flex';
    const strip = document.querySelector('.strip')?.offsetHeight ?? 0;
    return stacked ? prose + of('tabs') + picture_height + of('panel-input') + of('twin') + of('console') + strip : Math.max(prose, panel_height);
  }
}
