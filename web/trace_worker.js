// Reads a trace beside the page, so that the page stays quick however long the trace is. It gets {wasm, file}: the
// address of trace.wasm and the file (a Blob with a name); it posts {bytes, accesses} as it goes on, and at the end
// {report} or {error: {message, hint, line, column, byte}} or {error: {kind}}.

import { json_at, start_engine } from './small_engine.js';

const told_every = 100; // ms
const packed = { gzip: [0x1f, 0x8b], xz: [0xfd, 0x37, 0x7a, 0x58], zstd: [0x28, 0xb5, 0x2f, 0xfd] };

let engine;

function put(bytes) {
  const at = engine.trace_buffer(bytes.length);
  new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
  return bytes.length;
}

const packing_of = (bytes) => Object.keys(packed).find((name) => packed[name].every((byte, index) => bytes[index] === byte));

/** The file's bytes, unpacked; counts into `read` what has come of the file itself. */
async function bytes_of(file, read) {
  const packing = packing_of(new Uint8Array(await file.slice(0, 4).arrayBuffer()));
  if (packing && packing !== 'gzip') throw { kind: packing };
  const counted = file.stream().pipeThrough(new TransformStream({
    transform(chunk, controller) {
      read.bytes += chunk.length;
      controller.enqueue(chunk);
    },
  }));
  return (packing ? counted.pipeThrough(new DecompressionStream('gzip')) : counted).getReader();
}

async function study({ wasm, file, name }) {
  engine = await start_engine(wasm);
  const read = { bytes: 0 };
  const reader = await bytes_of(file, read);
  engine.trace_begin(put(new TextEncoder().encode(name.replace(/\.gz$/i, ''))));
  let told = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => { throw { kind: 'damaged', byte: read.bytes }; });
    if (engine.trace_feed(done ? 0 : put(value)) === 0) throw json_at(engine, engine.trace_error());
    if (done) return json_at(engine, engine.trace_report());
    if (performance.now() < told + told_every) continue;
    told = performance.now();
    postMessage({ bytes: read.bytes, accesses: engine.trace_accesses() });
  }
}

addEventListener('message', async ({ data }) => {
  try {
    postMessage({ report: await study(data) });
  } catch (error) {
    const known = error.kind || error.line !== undefined;
    postMessage({ error: known ? error : { kind: error instanceof WebAssembly.RuntimeError ? 'memory' : 'failed', message: String(error.message ?? error) } });
  }
});
