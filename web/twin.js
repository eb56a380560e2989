// The text view: every panel of the step as a sentence, buttons and a table, for screen readers,
// for browsers without WebGL2, and for everyone who prefers to read. Made only while it is open.

import { make } from './dom.js';
import { morph_children } from './morph.js';
import { csv, save } from './save.js';
import { speak_hex } from './spoken.js';
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
  #panels = [];

  /** `perform(kind, text)` carries out an action of a panel, `leave()` brings the focus back to the lesson. */
  constructor(engine, root, toggle, { perform, leave }) {
    this.#engine = engine;
    this.#root = root;
    this.#toggle = toggle;
    this.#perform = perform;
    toggle.addEventListener('click', () => this.open(root.hidden));
    root.addEventListener('click', (event) => this.#clicked(event.target.closest('button')));
    root.addEventListener('keydown', (event) => event.key === 'Escape' && leave());
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

  /** The focus goes to the heading of a panel; without an id to the panel after the one that has it. */
  focus_panel(id = '') {
    const sections = [...this.#root.children];
    const next = sections.indexOf(document.activeElement.closest('.twin-panel')) + 1;
    const section = id ? sections.find((candidate) => candidate.dataset.key === id) : sections[next % sections.length];
    section?.querySelector('h3').focus();
  }

  #fill() {
    const focused = document.activeElement;
    morph_children(this.#root, make('div', {}, ...this.#panels.map((panel) => this.#section(panel.id)).filter(Boolean)));
    // A button that can be pressed no more keeps no focus: it goes to the panel's heading.
    if (focused.disabled && this.#root.contains(focused)) focused.closest('.twin-panel').querySelector('h3').focus();
  }

  #section(id) {
    const twin = this.#engine.twin(id, 0, this.#rows.get(id) ?? rows_at_once);
    if (!twin) return null;
    const section = make('section', { className: 'twin-panel' }, make('h3', { textContent: twin.title, tabIndex: -1 }));
    section.dataset.key = id;
    if (twin.say) section.append(make('p', { textContent: twin.say }));
    if (twin.actions.length > 0) section.append(...actions_of(id, twin.actions));
    if (twin.rows.length > 0) section.append(table_of(twin));
    if (twin.total > twin.rows.length) section.append(button_for(`${id}-more`, tr('more_rows', String(twin.rows.length), String(twin.total))));
    if (twin.rows.length > 0) {
      const saves = button_for(`${id}-save`, tr('save_table'));
      saves.setAttribute('aria-label', `${twin.title}: ${tr('save_table')}`);
      section.append(saves);
    }
    return speak_hex(section);
  }

  #clicked(button) {
    if (!button) return;
    const { key: id } = button.closest('.twin-panel').dataset;
    const { kind, text, twin: name } = button.dataset;
    if (kind) {
      this.#perform(kind, text);
    } else if (name === `${id}-more`) {
      this.#rows.set(id, (this.#rows.get(id) ?? rows_at_once) + 4 * rows_at_once);
      this.#fill();
    } else {
      save(`pagewalk-${id}.csv`, csv(this.#whole_table(id)), 'text/csv');
    }
  }

  #whole_table(id) {
    const rows = [];
    for (;;) {
      const part = this.#engine.twin(id, rows.length, rows_saved_at_once);
      rows.push(...part.rows);
      if (part.rows.length === 0 || rows.length >= part.total) return [part.columns, ...rows];
    }
  }
}

/** The first buttons, and a list that opens for the rest. */
function actions_of(id, actions) {
  const buttons = actions.map((action, index) => {
    const button = make('button', { type: 'button', textContent: action.label, disabled: !action.enabled, title: action.text });
    Object.assign(button.dataset, { twin: `${id}-${index}`, kind: action.kind, text: action.text });
    return button;
  });
  const first = make('div', { className: 'buttons' }, ...buttons.slice(0, actions_at_once));
  if (buttons.length <= actions_at_once) return [first];
  const rest = make('details', {}, make('summary', { textContent: tr('more_actions', String(buttons.length - actions_at_once)) }),
    make('div', { className: 'buttons' }, ...buttons.slice(actions_at_once)));
  return [first, rest];
}

function button_for(name, text) {
  const button = make('button', { type: 'button', className: 'quiet', textContent: text });
  button.dataset.twin = name;
  return button;
}

function table_of(twin) {
  const head = make('tr', {}, ...twin.columns.map((text) => make('th', { textContent: text, scope: 'col' })));
  const rows = twin.rows.map((row) => make('tr', {}, ...row.map((text) => make('td', { textContent: text }))));
  const table = make('table', {}, make('caption', { className: 'hidden', textContent: twin.title }),
    make('thead', {}, head), make('tbody', {}, ...rows));
  // A wide table scrolls by itself; keyboards need it focusable for that.
  return make('div', { className: 'table-frame', tabIndex: 0, role: 'region', ariaLabel: twin.title }, table);
}
