// The bar at the top: which step of how many (a menu of them all), the theme, the help.

import { is_lesson, number_of } from './course.js';
import { close_from_outside } from './menus.js';
import * as store from './store.js';
import { tr } from './strings.js';
import { connect_theme_button } from './theme_button.js';

export class Header {
  #outline = document.querySelector('.outline');
  #label = document.getElementById('outline-label');
  #bars = document.querySelector('.bars');
  #text_only = document.getElementById('text-only');
  #go;

  constructor({ go, theme_changed, text_changed }) {
    this.#go = go;
    const { file } = document.documentElement.dataset;
    document.getElementById('lesson-number').textContent = is_lesson(file) ? String(number_of(file)) : '';
    connect_theme_button(document.getElementById('theme'), theme_changed);
    this.#listen_outline();
    const keys = document.getElementById('keys');
    document.getElementById('help').addEventListener('click', () => this.show_keys());
    document.getElementById('keys-close').addEventListener('click', () => keys.close());
    const single_keys = document.getElementById('single-keys'); // who speaks to the computer presses them by mistake
    single_keys.checked = store.read('keys') !== '0';
    single_keys.addEventListener('change', () => store.write('keys', single_keys.checked ? '1' : '0'));
    this.#text_only.addEventListener('change', () => text_changed(this.#text_only.checked));
  }

  show_keys() {
    const keys = document.getElementById('keys');
    this.#text_only.checked = document.documentElement.classList.contains('text-only');
    if (!keys.open) keys.showModal();
  }

  render(view) {
    this.#label.textContent = tr('step_of', String(view.step + 1), String(view.steps));
    this.#label.dataset.short = `${view.step + 1}/${view.steps}`; // to be seen on a phone
    this.#bars.replaceChildren(...view.map.map((step, index) => {
      const bar = document.createElement('i');
      bar.className = index === view.step ? 'now' : step.done ? 'done' : step.visited ? 'seen' : '';
      return bar;
    }));
    this.#fit_outline(view.map);
    [...this.#outline.querySelectorAll('li')].forEach((item, index) => {
      const link = item.querySelector('a');
      item.className = view.map[index]?.done ? 'done' : '';
      if (index === view.step) link?.setAttribute('aria-current', 'step');
      else link?.removeAttribute('aria-current');
    });
  }

  /** The steps of a review are those of the day. */
  #fit_outline(map) {
    const list = this.#outline.querySelector('ol');
    while (list.children.length > map.length) list.lastElementChild.remove();
    while (list.children.length < map.length) {
      const item = list.firstElementChild.cloneNode(true);
      item.querySelector('a').href = `#step-${list.children.length}`;
      list.append(item);
    }
    map.forEach((step, index) => { list.children[index].querySelector('a').textContent = step.title; });
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
