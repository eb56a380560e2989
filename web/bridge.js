// The engine: texts in, JSON out. Nothing else of the page touches wasm memory.

export class Engine {
  #module;

  constructor(module) {
    this.#module = module;
  }

  /**
   * Starts the engine's script (it defines createPagewalk) for a canvas, with the wasm of `parts`, and more strings
   * when it lacks one. Rejects when wasm cannot run.
   */
  static start(canvas, parts) {
    return new Promise((resolve, reject) => {
      if (typeof globalThis.createPagewalk !== 'function') throw new Error('the engine\'s script did not load');
      const instantiateWasm = (imports, receive) => {
        parts.instantiate(imports).then(receive).catch(reject); // Emscripten would wait for ever
        return {};
      };
      globalThis.createPagewalk({ canvas, instantiateWasm, more_strings: parts.more_strings }).then((module) => resolve(new Engine(module)), reject);
    });
  }

  load_strings = (text) => this.#json('load_strings', text);
  translate = (text) => this.#json('translate', text);
  load = (text, file, seed, predict_open, saved) => this.#json('load', text, file, seed, predict_open ? 1 : 0, saved);
  add_lesson = (text) => this.#json('add_lesson', text);
  restore_error = () => this.#text('restore_error');
  view = () => this.#json('view');
  act = (action) => this.#json('act', action);
  machines = () => this.#json('machines');
  commands = () => this.#text('commands');
  save = () => this.#text('save');
  link_text = () => this.#text('link_text');
  link_pack = (text, deflated) => this.#text('link_pack', text, deflated);
  link_unpack = (code, inflated) => this.#json('link_unpack', code, inflated);
  link_open = (text, step) => this.#json('link_open', text, step);
  review_answers = (deck, saved, day) => this.#json('review_answers', deck, saved, day);
  review_forget = (deck, lesson) => this.#json('review_forget', deck, lesson);
  review_open = (deck, day, kept, again) => this.#json('review_open', deck, day, +kept, +again);
  review_deck = () => this.#json('review_deck');
  complete = (line) => this.#json('complete', line);
  evaluate = (expression) => this.#json('evaluate', expression);

  twin = (panel, first, count) => this.#json('twin', panel, first, count);
  input = (panel, text) => this.#json('input', panel, text);
  perform = (kind, text) => this.#json('perform', kind, text);

  open_surface = () => this.#call('open_surface') === 1;
  restore_surface = () => this.#call('restore_surface');
  settings({ dark, high_contrast, tabs, reduced_motion, show_timeline, text_scale }) {
    this.#call('settings', +dark, +high_contrast, +tabs, +reduced_motion, +show_timeline, text_scale);
  }
  light = (part) => this.#call('light', part) === 1;
  pointed = () => this.#text('pointed');
  set_front = (panel) => this.#call('set_front', panel);
  focus_panel = (panel) => this.#call('focus_panel', panel);
  focus_next_panel = () => this.#call('focus_next_panel');
  resize = (width, height, pixel_width, pixel_height) =>
    this.#call('resize', width, height, pixel_width, pixel_height);
  frame = (seconds) => this.#call('frame', seconds);
  tick = (seconds) => this.#call('tick', seconds) === 1;
  tick_wait = (seconds) => this.#call('tick_wait', seconds);
  hit = (x, y) => this.#call('hit', x, y);
  pointer = (x, y, touch) => this.#call('pointer', x, y, +touch);
  pointer_left = () => this.#call('pointer_left');
  button = (button, down) => this.#call('button', button, +down);
  wheel = (dx, dy) => this.#call('wheel', dx, dy);
  key = (code, down, shift, control) => this.#call('key', code, +down, +shift, +control) === 1;
  areas = () => this.#json('areas');
  focus = (focused) => this.#call('focus', +focused);

  add_font(name, bytes) {
    const address = this.#module._malloc(bytes.length);
    this.#module.HEAPU8.set(bytes, address);
    this.#call('add_font', name, address, bytes.length);
    this.#module._free(address);
  }

  #call(name, ...values) {
    const module = this.#module;
    const allocated = [];
    const passed = values.map((value) => {
      if (typeof value !== 'string') return value;
      const size = module.lengthBytesUTF8(value) + 1;
      const address = module._malloc(size);
      module.stringToUTF8(value, address, size);
      allocated.push(address);
      return address;
    });
    const result = module[`_pw_${name}`](...passed);
    allocated.forEach((address) => module._free(address));
    return result;
  }
  #text(name, ...values) {
    return this.#module.UTF8ToString(this.#call(name, ...values));
  }
  #json(name, ...values) {
    return JSON.parse(this.#text(name, ...values));
  }
}
