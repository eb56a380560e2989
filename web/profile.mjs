// Which functions of the engine does the first lesson call? Plays it in node, on a page of nothing, with an
// engine that counts (`wasm-split --instrument`), and writes the profile that `wasm-split --split` reads.
//   node web/profile.mjs ENGINE.js INSTRUMENTED.wasm LESSON FONTS PROFILE

import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runInThisContext } from 'node:vm';

const [glue, wasm, lesson_file, fonts, profile] = process.argv.slice(2);
const lesson = readFileSync(lesson_file, 'utf8');
const canvas = fake_page();
const missing = new Set(); // texts that the first lesson wants for
const { engine, exports } = await start();
let seconds = 0;

for (const name of ['text', 'text-bold', 'mono', 'symbols']) engine.add_font(`${name}.ttf`, readFileSync(join(fonts, `${name}.ttf`)));
play({ seed: 1, choice: 0, sizes: [[1, 1], [1500, 1100], [840, 690], [640, 500]], curious: true });
play({ seed: 2, choice: 1, sizes: [[720, 250], [320, 240], [390, 330]], tabs: true, dark: true, curious: true });
play({ seed: 3, choice: 2, sizes: [[840, 690]], high_contrast: true });
const saved = engine.save();
engine.review_answers(engine.review_answers('', saved, 20000).deck, saved, 20001); // as the page does whenever it saves
load(3, saved);
load(4, '');
for (const action of ['know-this', 'goto 1', 'attempt', 'reset', 'goto 99', 'no-such-action']) settle(engine.act(action));
engine.restore_surface();
frames(3);
if (missing.size > 0) throw new Error(`the first lesson needs the text of ${[...missing].join(', ')} (lessons/CMakeLists.txt)`);
write_profile();

/** What Emscripten's scripts and GLFW ask of a browser. A property without an answer can be called and answers itself. */
function fake_page() {
  const blank = new Proxy(function () {}, {
    get: (target, name) => (name === Symbol.toPrimitive ? () => 0 : name === 'then' ? undefined : blank),
    apply: () => blank, construct: () => blank, set: () => true,
  });
  const active_uniforms = 0x8b86, version = 0x1f02, shading_language_version = 0x8b8c;
  const uniforms = ['Texture', 'ProjMtx']; // of ImGui's shaders
  const answers = {
    getParameter: (name) => ({ [version]: 'WebGL 2.0', [shading_language_version]: 'WebGL GLSL ES 3.00' })[name] ?? 0,
    getSupportedExtensions: () => [], getExtension: () => null, getError: () => 0,
    getShaderParameter: () => 1, getShaderInfoLog: () => '', getProgramInfoLog: () => '', getAttribLocation: () => 0,
    getProgramParameter: (program, name) => (name === active_uniforms ? uniforms.length : 1),
    getActiveUniform: (program, index) => ({ name: uniforms[index], size: 1, type: 0 }),
  };
  const gl = new Proxy({}, { get: (target, name) => target[name] ?? answers[name] ?? (() => ({})) });
  const ignored = { addEventListener() {}, removeEventListener() {} };
  Object.assign(globalThis, ignored, {
    window: globalThis, self: globalThis, screen: blank, location: { href: 'file:///' }, devicePixelRatio: 1,
    document: new Proxy({ currentScript: null }, { get: (target, name) => (name in target ? target[name] : blank) }),
    WebGLRenderingContext: class {}, WebGL2RenderingContext: class {},
  });
  return { ...ignored, getContext: () => gl, style: blank, parentNode: blank, id: 'canvas', width: 1, height: 1 };
}

async function start() {
  globalThis.createPagewalk = runInThisContext(`${readFileSync(glue, 'utf8')};createPagewalk`);
  const bridge = readFileSync(new URL('bridge.js', import.meta.url), 'utf8');
  const { Engine } = await import(`data:text/javascript,${encodeURIComponent(bridge)}`);
  let made;
  const instantiate = async (imports) => (made = (await WebAssembly.instantiate(readFileSync(wasm), imports)).instance);
  const engine = await Engine.start(canvas, { instantiate, more_strings: (id) => missing.add(id) });
  return { engine, exports: made.exports };
}

function load(seed, answers) {
  const view = engine.load(lesson, basename(lesson_file), String(seed), false, answers);
  engine.restore_error();
  if (!view.blocks) throw new Error(`the lesson does not load: ${JSON.stringify(view)}`);
  return settle(view);
}

/** What the page does with a new view: frames, texts of the panels, the answers kept. */
function settle(view) {
  frames(6);
  for (const panel of view.panels ?? []) {
    engine.twin(panel.id, 0, 24);
    engine.set_front(panel.id);
  }
  if (view.front) engine.set_front(view.front);
  engine.save();
  return view;
}

function frames(count) {
  for (let i = 0; i < count; i += 1) engine.frame((seconds += 0.05));
}

/** The whole lesson: every question answered (`choice`: which of its answers), every task solved. */
function play({ seed, choice, sizes, tabs = false, dark = false, high_contrast = false, curious = false }) {
  load(seed, '');
  if (seconds === 0 || !canvas.opened) canvas.opened = engine.open_surface();
  if (!canvas.opened) throw new Error('no surface');
  engine.settings({ dark, high_contrast, tabs, reduced_motion: high_contrast, show_timeline: true, text_scale: high_contrast ? 1.5 : 1 });
  for (let turn = 0; turn < 100; turn += 1) {
    for (const [width, height] of sizes) {
      engine.resize(width, height, 2 * width, 2 * height);
      frames(3);
    }
    if (curious) look_around(tabs);
    const view = settle(engine.view());
    const html = view.blocks.map((block) => block.html).join('');
    const question = /<form data-question="([^"]*)"(?:(?!<\/form>).)*data-action="commit (?:(?!<\/form>).)*/s.exec(html);
    const solve = /data-action="(solve [^"]*)"/.exec(html)?.[1];
    const next = view.buttons.find((button) => button.action.startsWith('next'));
    if (question) answer(question, choice);
    else if (solve) for (const action of [solve, 'unstep', 'step']) settle(engine.act(action));
    else if (next?.enabled) settle(engine.act(next.action));
    else return;
  }
  throw new Error('the lesson does not end');
}

function answer([form, id], choice) {
  const values = [...form.matchAll(/ value="([^"]+)"/g)].map((match) => match[1]);
  const value = values.length > 0 ? values[choice % values.length] : String(7 + choice);
  for (const action of [`hint ${id}`, `choose ${id} ${value}`, `commit ${id} x`, `commit ${id} ${value}`]) settle(engine.act(action));
  // A number may be out of range; whatever is still open is gone over.
  if (engine.view().blocks.some((block) => block.html.includes(`data-action="skip ${id}"`))) settle(engine.act(`skip ${id}`));
}

/** The pointer on everything, some clicks, the keys of the panels, and the timeline as it plays. */
function look_around(touch) {
  const areas = engine.areas();
  for (const area of [...areas.slice(0, 12), ...areas.slice(-12)]) {
    point(area, touch);
    engine.pointed();
  }
  for (const area of areas.slice(0, 2)) {
    point(area, touch);
    for (const down of [true, false]) {
      engine.button(0, down);
      frames(2);
    }
  }
  engine.pointer_left();
  engine.wheel(0, 1);
  for (const word of [...engine.view().blocks.map((block) => block.html).join('').matchAll(/data-part="([^"]*)"/g), ['', '']]) engine.light(word[1]);
  engine.focus(true);
  engine.focus_next_panel();
  for (const key of ['ArrowRight', 'ArrowDown', 'Enter', 'ArrowLeft', 'Home', 'End', 'ArrowUp'])
    for (const down of [true, false]) {
      engine.key(key, down, false, false);
      frames(1);
    }
  engine.focus(false);
  for (let i = 0; i < 20 && engine.tick_wait(seconds) >= 0; i += 1) {
    engine.tick((seconds += 1));
    frames(1);
  }
}

function point({ x, y, width, height }, touch) {
  engine.pointer(x + width / 2, y + height / 2, touch);
  engine.hit(x + width / 2, y + height / 2);
  frames(2);
}

function write_profile() {
  const size = exports.__write_profile(0, 0);
  const memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
  const page = 65536, address = page * memory.grow(Math.ceil(size / page));
  exports.__write_profile(address, size);
  writeFileSync(profile, new Uint8Array(memory.buffer, address, size));
}
