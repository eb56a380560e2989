// The sandbox below its steps: the machine to begin with, the step's commands as text to copy, change and paste, those
// that were saved under a name, and a link that holds them.

import { copy } from './clipboard.js';
import { make } from './dom.js';
import { address, pack } from './link.js';
import * as store from './store.js';
import { error_text, tr } from './strings.js';

const key = 'sandbox:commands';
const most_saved = 50;
const most_text = 64 * 1024; // characters of one list of commands

/** [[name, text]], the last saved first; null where what is kept cannot be read. */
function saved() {
  const kept = store.read(key);
  if (kept === null) return [];
  try {
    const list = JSON.parse(kept);
    const good = list.v === 1 && list.items.every((item) => item.length === 2 && item.every((text) => typeof text === 'string'));
    return good ? list.items : null;
  } catch {
    return null;
  }
}

export class Sandbox {
  #engine;
  #run;
  #text = make('textarea', { id: 'sandbox-text', rows: 8, spellcheck: false });
  #error = make('p', { className: 'input-error', hidden: true });
  #note = make('p', { className: 'sandbox-note' });
  #name = make('input', { type: 'text', id: 'sandbox-name', maxLength: 60, autocomplete: 'off' });
  #list = make('ul', { className: 'sandbox-saved' });
  #shown = null; // the commands that the text was last made from

  /** `run(text)` begins the step anew with these lines; the error, or nothing. */
  constructor(engine, parent, run) {
    this.#engine = engine;
    this.#run = run;
    this.#text.autocapitalize = 'off';
    this.#error.setAttribute('role', 'alert');
    this.#note.setAttribute('role', 'status');
    const button = (id, action, primary = false) => {
      const element = make('button', { type: 'button', textContent: tr(`sandbox_${id}`), className: primary ? 'primary' : '' });
      element.addEventListener('click', action);
      return element;
    };
    const select = (id, values) => make('select', { id: `sandbox-${id}` }, ...values.map((value) => make('option', { value, textContent: value })));
    const label = (id) => make('label', { htmlFor: `sandbox-${id}`, textContent: tr(`sandbox_${id}`) });
    const { formats, presets } = engine.machines();
    const machine = select('machine', formats), preset = select('preset', ['', ...presets]);
    preset.options[0].textContent = tr('sandbox_own_preset');
    const begin = () => this.#start(`machine ${machine.value}${preset.value && ` preset=${preset.value}`}\nprocess A\n`);
    const row = (...parts) => make('div', { className: 'sandbox-row' }, ...parts);
    parent.append(make('section', { className: 'sandbox' },
      make('h3', { className: 'subheading', textContent: tr('sandbox_begin_title') }),
      row(make('span', {}, label('machine'), machine), make('span', {}, label('preset'), preset), button('begin', begin)),
      make('h3', { className: 'subheading', textContent: tr('sandbox_commands_title') }),
      label('text'), this.#text, this.#error,
      row(button('run', () => this.#start(this.#text.value), true), button('copy', () => this.#copy(this.#text.value, 'copied')),
        button('link', async () => this.#copy(await this.#address(), 'link_copied'))),
      row(make('span', {}, label('name'), this.#name), button('save', () => this.#save())),
      this.#note, this.#list));
    this.#list.addEventListener('click', (event) => this.#pressed(event.target.closest('button')));
    this.#show_saved();
  }

  /** The text follows the machine, but for what the reader has changed in it. */
  render() {
    const commands = this.#engine.commands();
    if (commands === this.#shown) return;
    if (this.#shown === null || this.#text.value === this.#shown) this.#text.value = commands;
    this.#shown = commands;
  }

  /** Commands that came by a link; what does not work stays in the text, to be mended. */
  open(text) {
    this.#text.value = text;
    return this.#start(text);
  }

  #start(text) {
    const error = text.length > most_text ? { message: tr('sandbox_long'), line: 0 } : this.#run(text);
    this.#error.hidden = !error;
    this.#error.textContent = error ? (error.line > 0 ? tr('sandbox_line', String(error.line), error_text(error)) : error_text(error)) : '';
    if (!error) {
      this.#text.value = this.#shown = this.#engine.commands();
      return true;
    }
    if (error.line > 0) this.#select_line(error.line);
    return false;
  }

  #select_line(line) {
    const lines = this.#text.value.split('\n');
    const begin = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    this.#text.focus({ preventScroll: true });
    this.#text.setSelectionRange(begin, begin + (lines[line - 1]?.length ?? 0));
  }

  /** Of the commands as they stand in the text, on the empty machine. */
  async #address() {
    const lines = this.#text.value.replaceAll(/^@/gm, '@@');
    return address({}, await pack(this.#engine, lines));
  }

  /** Where the page may not write to the clipboard the text is shown, selected. */
  async #copy(text, said) {
    if (await copy(text)) {
      this.#note.textContent = tr(`sandbox_${said}`);
    } else {
      const field = make('textarea', { rows: 2, readOnly: true, value: text });
      field.setAttribute('aria-label', tr('sandbox_by_hand'));
      this.#note.replaceChildren(tr('sandbox_by_hand'), field);
      field.select();
    }
  }

  #save() {
    const name = this.#name.value.trim();
    if (name === '') return this.#name.focus();
    const list = saved();
    if (list === null) store.write(`${key}:damaged`, store.read(key));
    const others = (list ?? []).filter(([other]) => other !== name);
    const full = others.length >= most_saved;
    const kept = !full && store.write(key, JSON.stringify({ v: 1, items: [[name, this.#text.value], ...others] }));
    this.#note.textContent = tr(kept ? 'sandbox_saved' : full ? 'sandbox_full' : 'sandbox_not_kept', name);
    if (kept) this.#name.value = '';
    this.#show_saved();
  }

  #show_saved() {
    const list = saved();
    if (list === null) this.#note.textContent = tr('sandbox_damaged');
    this.#list.replaceChildren(...(list ?? []).map(([name]) => {
      const open = make('button', { type: 'button', textContent: name, className: 'sandbox-open' });
      const remove = make('button', { type: 'button', textContent: '×', className: 'quiet', title: tr('sandbox_remove', name) });
      remove.setAttribute('aria-label', remove.title);
      open.dataset.open = remove.dataset.remove = name;
      return make('li', {}, open, remove);
    }));
  }

  #pressed(button) {
    const list = saved() ?? [];
    if (button?.dataset.open !== undefined) {
      const found = list.find(([name]) => name === button.dataset.open);
      if (found) this.open(found[1]);
    } else if (button?.dataset.remove !== undefined) {
      store.write(key, JSON.stringify({ v: 1, items: list.filter(([name]) => name !== button.dataset.remove) }));
      this.#show_saved();
    }
  }
}
