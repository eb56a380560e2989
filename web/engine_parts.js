// The engine comes in two parts: pagewalk.wasm is what the first lesson calls, pagewalk.more.wasm the rest
// (.cmake/split_engine.cmake). In the first part a placeholder stands for every function of the second.

const first_url = 'pagewalk.wasm';
const second_url = 'pagewalk.more.wasm';

export class EngineParts {
  #first = compile(first_url);
  #second = null; // the promise of its module
  #joining = null; // the promise that its functions are there
  #imports = null;
  #exports = null;
  #joined = false;
  #on_cut;

  /** `on_cut()`: the second part was needed and could not be loaded; the engine cannot go on. */
  constructor(on_cut) {
    this.#on_cut = on_cut;
    this.#first.catch(() => {}); // it is told to whoever instantiates
  }

  /** Begins to load the second part; with the first part running, it is there when the promise resolves. */
  async more() {
    this.#second ??= compile(second_url);
    const module = await this.#second.catch((error) => {
      this.#second = null; // the next one tries again
      throw error;
    });
    if (!this.#exports || this.#joined) return;
    this.#joining ??= WebAssembly.instantiate(module, this.#imports); // puts its functions where the placeholders were
    await this.#joining;
    this.#joined = true;
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
      new WebAssembly.Instance(new WebAssembly.Module(fetch_now(second_url)), this.#imports);
      this.#joined = true;
    } catch (error) {
      this.#on_cut();
      throw error;
    }
  }
}

async function compile(url) {
  try {
    return await WebAssembly.compileStreaming(fetch(url));
  } catch { // a file server that does not know what .wasm is, or no network
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return WebAssembly.compile(await response.arrayBuffer());
  }
}

function fetch_now(url) {
  const request = new XMLHttpRequest();
  request.open('GET', url, false);
  request.overrideMimeType('text/plain; charset=x-user-defined'); // a byte a character: no array where the page waits
  request.send();
  if (request.status !== 200 && request.status !== 0) throw new Error(`${url}: ${request.status}`);
  return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 255);
}
