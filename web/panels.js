// What surrounds the canvas: tabs where only one panel fits, the text field of the panel in front,
// the line that says what happened, and the command behind the last click.

import { make } from './dom.js';
import { close_from_outside } from './menus.js';
import { speak_hex, spoken } from './spoken.js';
import { tr } from './strings.js';

const calm_time = 1500; // ms

export class PanelBar {
  #engine;
  #tabs = document.getElementById('tabs');
  #form = document.getElementById('panel-input');
  #label = document.getElementById('panel-label');
  #text = document.getElementById('panel-text');
  #error = document.getElementById('panel-error');
  #say = document.getElementById('say');
  #said = '';
  #changed = -Infinity;
  #announcing = 0;
  #command = document.getElementById('command');
  #input_panel = '';
  #menu = document.getElementById('panel-menu');
  #choices = document.getElementById('panel-choices');

  /**
   * `to_front(id)` shows a panel; `submit(id, text)` sends a panel's text, true when it was read;
   * `move(action)` opens and closes panels; `save_picture()` saves what they show.
   */
  constructor(engine, { to_front, submit, move, save_picture }) {
    this.#listen_menu(move, save_picture);
    this.#engine = engine;
    this.#tabs.addEventListener('click', (event) => {
      const tab = event.target.closest('[role=tab]');
      if (tab) to_front(tab.dataset.panel);
    });
    this.#tabs.addEventListener('keydown', (event) => this.#key(event, to_front));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#text.value.trim() !== '' && submit(this.#input_panel, this.#text.value)) this.#text.value = '';
    });
    this.#text.addEventListener('input', () => this.show_input_error(''));
    // A pasted line is sent at once: there is nothing to add to it.
    this.#text.addEventListener('paste', () => setTimeout(() => this.#form.requestSubmit()));
  }

  render(view, tabbed) {
    const panels = view.panels.filter((panel) => panel.id !== 'console');
    this.#render_tabs(panels, view.front, tabbed);
    this.#render_input(tabbed ? panels.filter((panel) => panel.id === view.front) : panels);
    this.#render_menu(view);
    this.#announce(spoken(view.say));
    this.#command.textContent = view.command;
    speak_hex(this.#command);
    this.#command.title = view.command;
  }

  /** Said at once; of what follows fast (the events play, a number is dragged) only the last is said. */
  #announce(text) {
    if (text === this.#said) return;
    this.#said = text;
    clearTimeout(this.#announcing);
    const now = performance.now(), quiet = now - this.#changed > calm_time;
    this.#changed = now;
    const say = () => { this.#say.textContent = text; };
    if (quiet) say();
    else this.#announcing = setTimeout(say, calm_time);
  }

  #listen_menu(move, save_picture) {
    this.#choices.addEventListener('change', (event) => move(`panel ${event.target.value}`));
    this.#choices.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (button) button.name === 'save' ? save_picture() : move('panels');
    });
    close_from_outside(this.#menu);
  }

  /** Every panel with a box to open or close it, and a way back to those of the step. */
  #render_menu(view) {
    const focused = this.#choices.contains(document.activeElement) ? document.activeElement.value : null;
    const rows = view.choices.map(({ id, title, open }) => {
      const box = make('input', { type: 'checkbox', value: id, checked: open });
      return make('label', {}, box, make('span', { textContent: title }));
    });
    const back = make('button', { type: 'button', textContent: tr('panels_back'), disabled: !view.moved });
    back.append(make('kbd', { textContent: '0' }));
    const picture = make('button', { type: 'button', name: 'save', textContent: tr('save_picture') });
    this.#choices.replaceChildren(...rows, back, picture);
    if (focused !== null) (this.#choices.querySelector(`input[value="${CSS.escape(focused)}"]`) ?? this.#choices.querySelector('input')).focus();
  }

  show_input_error(text) {
    this.#error.textContent = text;
    this.#error.hidden = text === '';
    if (text) this.#text.setAttribute('aria-invalid', 'true');
    else this.#text.removeAttribute('aria-invalid');
  }

  #render_tabs(panels, front, tabbed) {
    const tabs = panels.filter((panel) => panel.id !== 'timeline'); // always drawn below the panel
    this.#tabs.hidden = !tabbed || tabs.length < 2;
    const focused = this.#tabs.contains(document.activeElement);
    this.#tabs.replaceChildren(...tabs.map((panel) => {
      const tab = make('button', { type: 'button', role: 'tab', textContent: panel.title });
      tab.dataset.panel = panel.id;
      tab.setAttribute('aria-controls', 'picture');
      tab.setAttribute('aria-selected', String(panel.id === front));
      tab.tabIndex = panel.id === front ? 0 : -1;
      return tab;
    }));
    if (focused) this.#tabs.querySelector('[aria-selected=true]')?.focus();
  }

  #render_input(panels) {
    let input = null;
    for (const panel of panels) {
      input = this.#engine.twin(panel.id, 0, 0)?.input ?? null;
      if (!input) continue;
      this.#input_panel = panel.id;
      break;
    }
    this.#form.hidden = !input;
    if (!input) return;
    this.#label.textContent = input.label;
    this.#text.placeholder = input.placeholder;
  }

  #key(event, to_front) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...this.#tabs.children];
    const at = tabs.indexOf(event.target);
    if (at < 0) return;
    event.preventDefault();
    to_front(tabs[(at + step + tabs.length) % tabs.length].dataset.panel);
  }
}
