// The canvas: its size, its frames, and a lost WebGL context. Frames are drawn only when something
// called wake(); an idle page draws none.

import { listen_keys } from './keys.js';
import { listen_pointer } from './pointer.js';
import { listen_touch } from './touch.js';

// ImGuiMouseCursor + 1 as CSS.
const cursors = ['none', 'default', 'text', 'move', 'ns-resize', 'ew-resize', 'nesw-resize', 'nwse-resize', 'pointer',
  'wait', 'progress', 'not-allowed'];
const again = 1;
const changed = 2;
const elsewhere = 4;

export class Surface {
  frames = 0;
  lost = false;
  #engine;
  #canvas;
  #scheduled = false;
  #wanted = 0;
  #pixel_ratio = 0;
  #on_change;
  #on_point;

  /**
   * Throws when there is no WebGL2. `on_change` is called after a click changed the machine, `on_point(part)`
   * when the pointer came to another part of a panel.
   */
  constructor(engine, canvas, { on_change, on_point, on_leave, on_context }) {
    if (!engine.open_surface()) throw new Error('no WebGL2');
    this.#engine = engine;
    this.#canvas = canvas;
    this.#on_change = on_change;
    this.#on_point = on_point;
    this.#watch_context(on_context);
    this.#watch_size();
    listen_pointer(this, engine, canvas);
    listen_touch(this, engine, canvas);
    listen_keys(this, engine, canvas, on_leave);
  }

  /** Draws `count` frames: ImGui settles input over up to three. */
  wake(count = 2) {
    this.#wanted = Math.max(this.#wanted, count);
    if (this.#scheduled || this.#idle) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.draw();
      if (this.#wanted > 0) this.wake(this.#wanted);
    });
  }

  /** Nothing to draw on: no context, or text in the picture's place. */
  get #idle() {
    return this.lost || this.#canvas.hidden;
  }

  draw() {
    if (this.#idle) return;
    if (window.devicePixelRatio !== this.#pixel_ratio) this.#resize();
    this.frames += 1;
    this.#wanted = Math.max(0, this.#wanted - 1);
    const result = this.#engine.frame(performance.now() / 1000);
    if (result & again) this.#wanted = Math.max(this.#wanted, 1);
    this.#canvas.style.cursor = cursors[result >> 8] ?? 'default';
    if (result & elsewhere) this.#on_point(this.#engine.pointed());
    if (result & changed) {
      this.#wanted = Math.max(this.#wanted, 2);
      this.#on_change();
    }
  }

  /** What the canvas shows, as a PNG. It has to be drawn anew: a shown frame cannot be read any more. */
  picture() {
    this.draw();
    return new Promise((resolve) => this.#canvas.toBlob(resolve, 'image/png'));
  }

  #watch_size() {
    const observer = new ResizeObserver((entries) => {
      this.#resize(entries.at(-1).devicePixelContentBoxSize?.[0]);
      this.draw(); // a resized canvas is blank: draw before the page is painted
      this.wake(2);
    });
    try {
      observer.observe(this.#canvas, { box: 'device-pixel-content-box' });
    } catch {
      observer.observe(this.#canvas);
    }
    // A page dragged to another screen changes its pixel ratio, perhaps without changing its size.
    const watch_ratio = () => {
      matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`).addEventListener('change', () => {
        watch_ratio();
        this.wake(2);
      }, { once: true });
    };
    watch_ratio();
  }

  /** `pixels`: the exact size in screen pixels where the browser tells it. */
  #resize(pixels) {
    if (this.#canvas.hidden) return;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#pixel_ratio = window.devicePixelRatio;
    // An emulated phone tells the size in pixels of the real screen, far from its own ratio.
    const fits = (size, length) => Math.abs(size - length * this.#pixel_ratio) <= 1;
    const exact = pixels && fits(pixels.inlineSize, width) && fits(pixels.blockSize, height);
    const pixel_width = exact ? pixels.inlineSize : Math.round(width * this.#pixel_ratio);
    const pixel_height = exact ? pixels.blockSize : Math.round(height * this.#pixel_ratio);
    if (this.#canvas.width !== pixel_width) this.#canvas.width = pixel_width;
    if (this.#canvas.height !== pixel_height) this.#canvas.height = pixel_height;
    this.#engine.resize(width, height, pixel_width, pixel_height);
  }

  #watch_context(on_context) {
    this.#canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault(); // else the browser never gives it back
      this.lost = true;
      on_context(false);
    });
    this.#canvas.addEventListener('webglcontextrestored', () => {
      this.lost = false;
      this.#engine.restore_surface();
      on_context(true);
      this.draw();
      this.wake(2);
    });
  }
}
