// The bar at the top: which step of how many (a menu of them all), the theme, the help.

import { close_from_outside } from './menus.js';
import * as store from './store.js';
import { tr } from './strings.js';

const root = document.documentElement;

export class Header {
  #outline = document.querySelector('.outline');
  #label = document.getElementById('outline-label');
  #bars = document.querySelector('.bars');
  #go;

  constructor({ go, theme_changed }) {
    this.#go = go;
    // The file's name orders the course: "09-walk.md".
    document.getElementById('lesson-number').textContent = String(Number.parseInt(root.dataset.file, 10) || '');
    document.getElementById('theme').addEventListener('click', () => {
      const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = dark ? 'light' : 'dark';
      store.write('theme', root.dataset.theme);
      theme_changed();
    });
    this.#listen_outline();
    const keys = document.getElementById('keys');
    document.getElementById('help').addEventListener('click', () => this.show_keys());
    document.getElementById('keys-close').addEventListener('click', () => keys.close());
  }

  show_keys() {
    const keys = document.getElementById('keys');
    if (!keys.open) keys.showModal();
  }

  render(view) {
    this.#label.textContent = tr('step_of', String(view.step + 1), String(view.steps));
    this.#bars.replaceChildren(...view.map.map((step, index) => {
      const bar = document.createElement('i');
      bar.className = index === view.step ? 'now' : step.done ? 'done' : step.visited ? 'seen' : '';
      return bar;
    }));
    [...this.#outline.querySelectorAll('li')].forEach((item, index) => {
      const link = item.querySelector('a');
      item.className = view.map[index]?.done ? 'done' : '';
      if (index === view.step) link?.setAttribute('aria-current', 'step');
      else link?.removeAttribute('aria-current');
    });
  }

  #listen_outline() {
    this.#outline.addEventListener('click', (event) => {
      const item = event.target.closest('nav li');
      if (!item) return;
      event.preventDefault();
      this.#outline.open = false;
      this.#go([...item.parentElement.children].indexOf(item));
    });
    close_from_outside(this.#outline);
  }
}
