// Work that a worker does with trace.wasm while the page stays quick, one piece at a time: how it begins, is stopped, ends
// and fails on the page.

import { address_of } from './files.js';
import { tr } from './strings.js';

export class Job {
  #worker = null;
  #script;
  #at;

  /**
   * `script` is the worker's. Elements: `cancel` stops it and is seen only then, `home` gets the focus after that, `said` and
   * `wrong` tell how it goes. `turn(on)` is called when it begins and ends.
   */
  constructor(script, at) {
    this.#script = script;
    this.#at = at;
    at.cancel.addEventListener('click', () => {
      this.end(tr('trace.cancelled'));
      at.home.focus();
    });
  }

  get runs() {
    return this.#worker !== null;
  }

  /** Gives the worker `message`, says `text`, and hands on what it answers; one that runs is stopped. */
  begin(text, message, take) {
    this.end('');
    this.#at.wrong.hidden = true;
    try {
      this.#worker = new Worker(address_of(this.#script), { type: 'module' });
    } catch { // a frame without an origin, or a file of the disk
      return this.fail(tr('trace.wrong-worker'));
    }
    this.#at.turn(true);
    this.#at.cancel.hidden = false;
    this.#at.said.textContent = text;
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.fail(tr('trace.wrong-worker'));
    });
    this.#worker.addEventListener('message', ({ data }) => take(data));
    this.#worker.postMessage({ wasm: address_of('trace.wasm'), ...message });
  }

  end(text) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#at.turn(false);
    this.#at.cancel.hidden = true;
    this.#at.said.textContent = text;
  }

  fail(text) {
    this.end('');
    this.#at.wrong.textContent = text;
    this.#at.wrong.hidden = false;
  }
}
