// When the first lesson's text and picture are there: node tests/bench/first_view.mjs [--site FOLDER] [--runs N] [PAGE...]
// Chromium as the browser tests start it (without a graphics card), the network of its "Fast 4G" (8.1 Mbit/s, 165 ms a
// request), the processor four times slower, nothing kept from the visit before, files packed by brotli. Milliseconds.

import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launch, phone } from '../browser/browser.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { site: { type: 'string', default: join(root, 'build/site') }, runs: { type: 'string', default: '3' } },
});
const network = { offline: false, latency: 165, downloadThroughput: (8.1e6 / 8), uploadThroughput: (1.35e6 / 8) };
const types = { '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml', '.ttf': 'font/ttf', '.wasm': 'application/wasm' };

const server = createServer((request, response) => {
  const file = join(options.site, decodeURIComponent(new URL(request.url, 'http://x').pathname));
  const packed = existsSync(`${file}.br`);
  if (!existsSync(file)) return response.writeHead(404).end();
  const caching = /\.[0-9a-f]{8}\.\w+$/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache'; // as public/hosting has it
  response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'text/plain; charset=utf-8', 'Cache-Control': caching, ...(packed ? { 'Content-Encoding': 'br' } : {}) });
  createReadStream(packed ? `${file}.br` : file).pipe(response);
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const browser = await launch();

for (const name of positionals.length > 0 ? positionals : ['hotel']) {
  for (let run = 0; run < Number(options.runs); run += 1) {
    const { text, picture, settled, bytes } = await visit(name);
    console.log(`${name}: first text ${text}, first picture ${picture}, at rest ${settled}; ${bytes} bytes loaded by then`);
  }
}
await browser.close();
server.closeAllConnections?.();
server.close();

async function visit(name) {
  const context = await browser.newContext(phone);
  await context.addInitScript(() => {
    delete Navigator.prototype.serviceWorker;
    window.seen = {};
    const look = () => {
      if (window.pagewalk?.frames > 0) window.seen.picture = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', network);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(`http://127.0.0.1:${server.address().port}/${name}.html`);
  await page.waitForFunction(() => window.pagewalk?.ready && window.seen.picture, null, { timeout: 120_000 });
  const { text, picture, settled } = await page.evaluate(() => ({
    text: performance.getEntriesByName('first-contentful-paint')[0].startTime, picture: window.seen.picture, settled: performance.now(),
  }));
  await context.close();
  return { text: Math.round(text), picture: Math.round(picture), settled: Math.round(settled), bytes };
}
