// A static file server over the built site: no cleverness, so that what works here works anywhere.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

// As GitHub Pages does: a frame without an origin of its own may load scripts and fonts only then.
const open_to_all = { 'Access-Control-Allow-Origin': '*' };
const types = {
  '.css': 'text/css; charset=utf-8', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json', '.md': 'text/markdown; charset=utf-8', '.png': 'image/png', '.svg': 'image/svg+xml', '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8', '.wasm': 'application/wasm', '.webmanifest': 'application/manifest+json',
};

/**
 * Serves `folder`, or what the function `folder` says for a path, on a free port; `extra` maps paths to HTML of the tests'
 * own; with `strangers` false other origins may not load its files. {origin, close}
 */
export async function serve(folder, extra = {}, { strangers = true } = {}) {
  const headers = strangers ? open_to_all : {};
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    if (path in extra) {
      response.writeHead(200, { ...headers, 'Content-Type': types['.html'] });
      response.end(extra[path]);
      return;
    }
    const file = join(typeof folder === 'function' ? folder(path) : folder, normalize(path === '/' ? '/index.html' : path));
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, { 'Content-Type': 'text/plain' });
      response.end('not found');
      return;
    }
    response.writeHead(200, { ...headers, 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections?.();
      server.close(resolve);
    }),
  };
}
