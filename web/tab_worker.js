// Times pointer chases in the engine's memory (web/trace/chase.cpp). It gets the address of trace.wasm; it posts
// {presets}, then {point: {pages, ns, dense_ns}} for each length, and {models, done: true} or {error}. models[preset][point]
// is what the model's translation takes of a step, in ns.

import { json_at, start_engine } from './small_engine.js';

const most_pages = 16_384; // 64 MiB
const passes = 4; // the first only warms up; the least of the others counts
const least_ms = 12; // of a pass: a tab's clock is coarse

/** ns of a step. */
function time_chase(engine, count, dense) {
  engine.chase_prepare(count, dense);
  let least = Infinity, steps = 1 << 16;
  for (let pass = 0; pass < passes;) {
    const start = performance.now();
    engine.chase_run(steps);
    const ms = performance.now() - start;
    if (ms < least_ms && steps < 1 << 26) steps *= 2; // too short to be timed
    else if (pass++ > 0) least = Math.min(least, ms * 1e6 / steps);
  }
  return least;
}

addEventListener('message', async ({ data }) => {
  try {
    const engine = await start_engine(data.wasm);
    const presets = json_at(engine, engine.chase_presets());
    postMessage({ presets });
    const lengths = [];
    for (let pages = 8; pages <= most_pages; pages *= 2) {
      for (const count of [pages, pages * 1.5].filter((each) => each <= most_pages)) {
        postMessage({ point: { pages: count, ns: time_chase(engine, count, 0), dense_ns: time_chase(engine, count, 1) } });
        lengths.push(count);
      }
    }
    postMessage({ models: presets.map((_, preset) => lengths.map((count) => engine.chase_model(preset, count))), done: true });
  } catch (error) {
    postMessage({ error: String(error.message ?? error) });
  }
});
