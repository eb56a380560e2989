// A lesson that is not of the course: chosen or dropped by its author (own.html), hosted beside the course
// (own.html?file=mine.md reads own/mine.md), or being written (`pagewalk author` serves both, and says when it changed).

import { make } from './dom.js';
import { site_root } from './files.js';
import { notice } from './notices.js';
import { error_text, tr } from './strings.js';

const key = 'pagewalk:own'; // of the session: the text that was dropped, as {name, text}
const most_bytes = 1 << 20; // a lesson's limit (lessons/engine/parse_markdown.cpp)

const words = (error) => (error.line > 0 ? tr('page.own.line', String(error.line), error_text(error)) : error_text(error));

/** The file as {name, text}, or what is wrong with it as a text. */
async function read_file(file) {
  if (file.size > most_bytes) return tr('page.own.long', file.name, String(most_bytes >> 10));
  try {
    return { name: file.name, text: new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()) };
  } catch { // no text, or a folder
    return tr('page.own.unreadable', file.name);
  }
}

/** Takes a file that was dropped on another page to own.html. */
export async function hand_on(file) {
  try {
    // One byte too many is enough for that page to say what is wrong with the file.
    sessionStorage.setItem(key, JSON.stringify({ name: file.name, text: await file.slice(0, most_bytes + 1).text() }));
    const link = make('a', { href: 'own.html' }); // pagewalk.html goes to its own pages by links
    document.body.append(link);
    link.click();
    link.remove();
  } catch {
    notice(tr('own_no_storage'), 'own');
  }
}

/** What was dropped in this tab before, as {name, text}. */
function dropped_before() {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null; // nothing can be kept
  }
}

export class Own {
  #tries;
  #open;
  #file;
  #running = null; // the name of what runs
  #note = make('p', { className: 'sandbox-note' });
  #error = make('p', { className: 'input-error', hidden: true });
  #findings = make('div', { className: 'findings' });
  #input = make('input', { type: 'file', accept: '.md,.markdown,.txt,text/markdown,text/plain', id: 'own-file', hidden: true });
  #away = make('button', { type: 'button', className: 'quiet', textContent: tr('page.own.close'), hidden: true });

  /**
   * `tries(text)`: what is wrong with a text, or nothing; `open(text, same_lesson)` plays it, and resolves to the same.
   * `file`: a lesson of the folder own/; `author`: its author writes it.
   */
  constructor(parent, { tries, open, file, author }) {
    this.#tries = tries;
    this.#open = open;
    this.#file = file;
    for (const [element, role] of [[this.#note, 'status'], [this.#findings, 'status'], [this.#error, 'alert']]) element.setAttribute('role', role);
    this.#note.textContent = tr('page.own.none');
    this.#input.addEventListener('change', () => this.#input.files[0] && this.choose(this.#input.files[0]));
    this.#away.addEventListener('click', () => {
      sessionStorage.removeItem(key);
      location.reload();
    });
    if (file && !author) return; // its readers are not its author
    const choose = make('button', { type: 'button', textContent: tr('page.own.choose') });
    choose.addEventListener('click', () => this.#input.click());
    this.#input.setAttribute('aria-label', tr('page.own.title'));
    const section = make('section', { className: 'sandbox own' },
      make('h2', { className: 'subheading', textContent: tr('page.own.title') }),
      make('div', { className: 'sandbox-row' }, ...(file ? [] : [choose, this.#input]), this.#away), this.#note, this.#error, this.#findings);
    if (!author) {
      parent.prepend(section);
      return;
    }
    parent.append(section); // what the checker finds may be long
    this.#follow();
  }

  /** The text to begin with: what the address names, or what was dropped before; null where there is none in order. */
  async first() {
    const given = this.#file ? await this.#fetch() : dropped_before();
    if (!given) return null;
    const error = this.#tries(given.text);
    this.#say(given.name, error);
    return error ? null : given.text;
  }

  /** Plays a file of the reader's disk. */
  async choose(file) {
    const read = await read_file(file);
    if (typeof read === 'string') return this.#show_error(read);
    try {
      sessionStorage.setItem(key, JSON.stringify(read)); // a reload comes back to it
    } catch {
      // it runs until the page is closed
    }
    await this.#play(read);
    this.#input.value = ''; // the same file, mended, is another choice
  }

  async #play({ name, text }) {
    this.#say(name, await this.#open(text, this.#running === name));
  }

  #say(name, error) {
    if (!error) {
      this.#running = name;
      this.#note.textContent = tr('page.own.now', name);
    }
    this.#away.hidden = this.#file !== undefined;
    this.#show_error(error ? `${tr('page.own.stopped', name)} ${words(error)}` : '');
  }

  #show_error(text) {
    this.#error.textContent = text;
    this.#error.hidden = text === '';
    if (text !== '' && !this.#error.isConnected) notice(text, 'own');
  }

  /** The lesson of the folder own/; undefined where it cannot be had, which is said. */
  async #fetch() {
    const response = await fetch(new URL(`own/${this.#file}`, site_root), { cache: 'no-cache' }).catch(() => null);
    if (!response?.ok) return this.#show_error(tr('page.own.missing', this.#file, String(response?.status ?? '–')));
    const read = await read_file(Object.assign(await response.blob(), { name: this.#file }));
    return typeof read === 'string' ? this.#show_error(read) : read;
  }

  /** `pagewalk author` says when the file has changed, and what the checker finds. */
  #follow() {
    const events = new EventSource(new URL('author/events', site_root));
    let first = true;
    events.addEventListener('changed', async () => {
      this.#findings.replaceChildren(make('p', { textContent: tr('page.own.checking') }));
      const changed = first ? null : await this.#fetch();
      first = false;
      if (changed) await this.#play(changed);
    });
    events.addEventListener('checked', ({ data }) => this.#show_findings(JSON.parse(data)));
    events.addEventListener('error', () => this.#findings.replaceChildren(make('p', { className: 'input-error', textContent: tr('page.own.waits') })));
  }

  #show_findings({ errors, notes, steps, questions, tasks, values }) {
    const sound = errors.length === 0 && tr('page.own.sound', ...[steps, questions, tasks, values].map(String));
    const list = (className, texts) => (texts.length > 0 ? [make('ul', { className }, ...texts.map((text) => make('li', { textContent: text })))] : []);
    this.#findings.replaceChildren(make('h3', { className: 'subheading', textContent: tr('page.own.findings') }), ...(sound ? [make('p', { textContent: sound })] : []),
      ...list('is-error', errors.map(words)), ...list('is-note', notes));
  }
}
