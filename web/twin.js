// The text view: every panel of the step as a sentence, buttons and a table, for screen readers,
// for browsers without WebGL2, and for everyone who prefers to read. Made only while it is open.

import { make } from './dom.js';
import { csv, save } from './save.js';
import { tr } from './strings.js';

const rows_at_once = 24;
const rows_saved_at_once = 4096;
const actions_at_once = 12; // an address has one for every bit

export class Twin {
  #engine;
  #root;
  #toggle;
  #perform;
  #rows = new Map(); // panel id -> rows shown
  #opened = new Set(); // panels whose further actions are shown
  #panels = [];

  /** `perform(kind, text)` carries out an action of a panel. */
  constructor(engine, root, toggle, perform) {
    this.#engine = engine;
    this.#root = root;
    this.#toggle = toggle;
    this.#perform = perform;
    toggle.addEventListener('click', () => this.open(root.hidden));
  }

  open(open = true) {
    this.#root.hidden = !open;
    this.#toggle.setAttribute('aria-expanded', String(open));
    if (open) this.#fill();
  }

  render(view) {
    this.#panels = view.panels.filter((panel) => panel.id !== 'console'); // the page has its own console
    if (!this.#root.hidden) this.#fill();
  }

  #fill() {
    const focused = this.#root.contains(document.activeElement) ? document.activeElement.dataset.twin : null;
    this.#root.replaceChildren(...this.#panels.map((panel) => this.#section(panel.id)).filter(Boolean));
    if (focused) this.#root.querySelector(`[data-twin="${CSS.escape(focused)}"]`)?.focus();
  }

  #section(id) {
    const twin = this.#engine.twin(id, 0, this.#rows.get(id) ?? rows_at_once);
    if (!twin) return null;
    const section = make('section', { className: 'twin-panel' }, make('h3', { textContent: twin.title }));
    if (twin.say) section.append(make('p', { textContent: twin.say }));
    if (twin.actions.length > 0) section.append(...this.#actions(id, twin.actions));
    if (twin.rows.length > 0) section.append(table_of(twin));
    if (twin.total > twin.rows.length) section.append(this.#more(id, twin));
    if (twin.rows.length > 0) section.append(this.#save(id, twin.title));
    return section;
  }

  #save(id, title) {
    const button = make('button', { type: 'button', className: 'quiet', textContent: tr('save_table') });
    button.setAttribute('aria-label', `${title}: ${tr('save_table')}`);
    button.dataset.twin = `${id}-save`;
    button.addEventListener('click', () => save(`pagewalk-${id}.csv`, csv(this.#whole_table(id)), 'text/csv'));
    return button;
  }

  #whole_table(id) {
    const rows = [];
    for (;;) {
      const part = this.#engine.twin(id, rows.length, rows_saved_at_once);
      rows.push(...part.rows);
      if (part.rows.length === 0 || rows.length >= part.total) return [part.columns, ...rows];
    }
  }

  /** The first buttons, and a list that opens for the rest. */
  #actions(id, actions) {
    const buttons = actions.map((action, index) => this.#button(`${id}-${index}`, action));
    const first = make('div', { className: 'buttons' }, ...buttons.slice(0, actions_at_once));
    if (buttons.length <= actions_at_once) return [first];
    const rest = make('details', { open: this.#opened.has(id) },
      make('summary', { textContent: tr('more_actions', String(buttons.length - actions_at_once)) }),
      make('div', { className: 'buttons' }, ...buttons.slice(actions_at_once)));
    rest.addEventListener('toggle', () => this.#opened[rest.open ? 'add' : 'delete'](id));
    return [first, rest];
  }

  #button(name, action) {
    const button = make('button', { type: 'button', textContent: action.label, disabled: !action.enabled, title: action.text });
    button.dataset.twin = name;
    button.addEventListener('click', () => this.#perform(action.kind, action.text));
    return button;
  }

  #more(id, twin) {
    const text = tr('more_rows', String(twin.rows.length), String(twin.total));
    const button = make('button', { type: 'button', className: 'quiet', textContent: text });
    button.dataset.twin = `${id}-more`;
    button.addEventListener('click', () => {
      this.#rows.set(id, twin.rows.length + 4 * rows_at_once);
      this.#fill();
    });
    return button;
  }
}

function table_of(twin) {
  const head = make('tr', {}, ...twin.columns.map((text) => make('th', { textContent: text, scope: 'col' })));
  const rows = twin.rows.map((row) => make('tr', {}, ...row.map((text) => make('td', { textContent: text }))));
  const table = make('table', {}, make('caption', { className: 'hidden', textContent: twin.title }),
    make('thead', {}, head), make('tbody', {}, ...rows));
  // A wide table scrolls by itself; keyboards need it focusable for that.
  return make('div', { className: 'table-frame', tabIndex: 0, role: 'region', ariaLabel: twin.title }, table);
}
