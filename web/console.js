// The console: the machine's commands as text, with history (up, down) and completion (Tab).

import { make } from './dom.js';
import { speak_hex } from './spoken.js';

const most_completions = 12;

export class Console {
  #engine;
  #root;
  #toggle;
  #input = document.getElementById('console-line');
  #log = document.getElementById('log');
  #completions = document.getElementById('completions');
  #send;
  #sent = [];
  #recalled = 0;
  #came_from = null;
  #shown = ''; // the log in the page, as JSON

  /** `send(line)` executes a command line. */
  constructor(engine, root, toggle, send) {
    this.#engine = engine;
    this.#root = root;
    this.#toggle = toggle;
    this.#send = send;
    toggle.addEventListener('click', () => this.open(root.hidden));
    document.getElementById('console-form').addEventListener('submit', (event) => this.#submitted(event));
    this.#input.addEventListener('keydown', (event) => this.#key(event));
    this.#input.addEventListener('input', () => this.#completions.replaceChildren());
    this.#completions.addEventListener('click', (event) => this.#complete_with(event.target.textContent));
  }

  get is_open() {
    return !this.#root.hidden;
  }

  open(open = true) {
    if (open === this.is_open) return;
    if (open) this.#came_from = document.activeElement;
    this.#toggle.setAttribute('aria-expanded', String(open));
    if (open) {
      this.#root.hidden = false;
      this.#input.focus({ preventScroll: matchMedia('(min-width: 761px)').matches });
      this.#scroll();
    } else {
      // First the focus: a field keeps it for a frame after it was hidden. The body takes none, the button always does.
      if (this.#root.contains(document.activeElement)) this.#toggle.focus();
      if (this.#came_from?.isConnected) this.#came_from.focus();
      this.#root.hidden = true;
    }
  }

  render(view) {
    const text = JSON.stringify(view.console);
    if (this.#shown === text) return;
    this.#shown = text;
    this.#log.replaceChildren(...view.console.map((line) => speak_hex(make('li', { className: line.kind, textContent: line.text }))));
    this.#scroll();
  }

  #scroll() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  #submitted(event) {
    event.preventDefault();
    const line = this.#input.value.trim();
    if (line === '') return;
    if (this.#sent.at(-1) !== line) this.#sent.push(line);
    this.#recalled = this.#sent.length;
    this.#completions.replaceChildren();
    if (this.#send(line)) this.#input.value = '';
    else this.#input.select(); // wrong: keep it for mending
  }

  #key(event) {
    if (event.key === 'Escape') {
      event.preventDefault();
      this.open(false);
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      this.#recall(event.key === 'ArrowUp' ? -1 : 1);
    } else if (event.key === 'Tab' && !event.shiftKey && this.#input.value.trim() !== '') {
      if (this.#complete()) event.preventDefault(); // nothing to complete: Tab leaves
    }
  }

  #recall(step) {
    this.#recalled = Math.max(0, Math.min(this.#sent.length, this.#recalled + step));
    this.#input.value = this.#sent[this.#recalled] ?? '';
  }

  /** Fills in what all candidates share and lists them; false when there is nothing to add. */
  #complete() {
    const line = this.#input.value;
    const candidates = this.#engine.complete(line);
    if (candidates.length === 0) return false;
    const typed = line.match(/[^\s(=]*$/)[0];
    const shared = candidates.reduce((a, b) => a.slice(0, shared_length(a, b)));
    if (candidates.length === 1 && shared === typed) return false;
    if (shared.length > typed.length) this.#input.value = line.slice(0, line.length - typed.length) + shared;
    if (candidates.length === 1) this.#input.value += ' ';
    const listed = candidates.length > 1 ? candidates.slice(0, most_completions) : [];
    this.#completions.replaceChildren(...listed.map((text) => make('button', { type: 'button', textContent: text, tabIndex: -1 })));
    return true;
  }

  #complete_with(text) {
    this.#input.value = this.#input.value.replace(/[^\s(=]*$/, `${text} `);
    this.#completions.replaceChildren();
    this.#input.focus();
  }
}

function shared_length(a, b) {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length += 1;
  return length;
}
