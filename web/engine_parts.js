// The lessons' engine comes in two parts: pagewalk.wasm is what the first lesson calls, pagewalk.more.wasm the rest
// (.cmake/split_engine.cmake). In the first part a placeholder stands for every function of the second, and it has
// only the strings that the first lesson shows; the others come along with the second part.
// Where machines may be large, and in pagewalk.html, it is whole.wasm: larger, faster, and only its strings come later.

import { load_file, load_now, load_text } from './files.js';

const is_whole = document.documentElement.dataset.engine === 'whole';
const first_file = is_whole ? 'whole.wasm' : 'pagewalk.wasm';
const second_file = 'pagewalk.more.wasm';
const strings_file = 'strings/en.txt';

export class EngineParts {
  #first = compile(first_file);
  #second = null; // the promise of [its module, the strings]
  #joining = null; // the promise that its functions are there
  #imports = null;
  #exports = null;
  #joined = false;
  #strings_asked = false;
  #on_cut;
  #on_joined;

  /**
   * `cut()`: the second part was needed and could not be loaded; the engine cannot go on. `joined(strings)`: there
   * are strings to be given to the engine, and, unless it asked for them alone, the second part's functions, too.
   */
  constructor({ cut, joined }) {
    this.#on_cut = cut;
    this.#on_joined = joined;
    this.#first.catch(() => {}); // it is told to whoever instantiates
  }

  /** Begins to load the second part; with the first part running, it is there when the promise resolves. */
  async more() {
    this.#second ??= Promise.all([is_whole ? null : compile(second_file), load_text(strings_file)]);
    const [module, strings] = await this.#second.catch((error) => {
      this.#second = null; // the next one tries again
      throw error;
    });
    if (!this.#exports || this.#joined) return;
    this.#joining ??= module && WebAssembly.instantiate(module, this.#imports); // puts its functions where the placeholders were
    await this.#joining;
    this.#join(strings);
  }

  #join(strings) {
    if (this.#joined) return;
    this.#joined = this.#strings_asked = true;
    this.#on_joined(strings);
  }

  /** The instance of the first part, whose placeholders load the second when they are called. */
  async instantiate(imports) {
    const placeholder = new Proxy({}, { get: (target, index) => (...values) => this.#called(index, values) });
    const instance = await WebAssembly.instantiate(await this.#first, { ...imports, placeholder });
    this.#exports = instance.exports;
    this.#imports = { ...imports, placeholder, primary: instance.exports };
    return instance;
  }

  /** A placeholder was called. Wasm cannot wait for a promise, so the second part is fetched while the page waits. */
  #called(index, values) {
    if (!this.#joined) this.#join_now();
    const table = Object.values(this.#exports).find((value) => value instanceof WebAssembly.Table);
    return table.get(Number(index))(...values);
  }

  #join_now() {
    try {
      new WebAssembly.Instance(new WebAssembly.Module(load_now(second_file)), this.#imports);
      this.#join(new TextDecoder().decode(load_now(strings_file)));
    } catch (error) {
      this.#on_cut();
      throw error;
    }
  }

  /** The engine lacks a text. Where the strings cannot be loaded it says ids until the second part comes. */
  more_strings = () => {
    if (this.#strings_asked) return;
    this.#strings_asked = true;
    try {
      this.#on_joined(new TextDecoder().decode(load_now(strings_file)));
    } catch (error) {
      console.warn(error);
    }
  };
}

async function compile(file) {
  try {
    return await WebAssembly.compileStreaming(load_file(file));
  } catch { // a file server that does not know what .wasm is, or no network
    return WebAssembly.compile(await (await load_file(file)).arrayBuffer());
  }
}
