// trace.wasm (web/trace/) inside a worker: wasm alone, without Emscripten's script.

/** Its exports, once it runs. */
export async function start_engine(address) {
  const imports = { env: { emscripten_notify_memory_growth: () => {} }, wasi_snapshot_preview1: { proc_exit: (code) => { throw new Error(`exit ${code}`); } } };
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), imports);
  instance.exports._initialize();
  return instance.exports;
}

/** What stands there up to a byte of zero, as JSON. */
export function json_at(engine, address) {
  const bytes = new Uint8Array(engine.memory.buffer, address);
  return JSON.parse(new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0))));
}
