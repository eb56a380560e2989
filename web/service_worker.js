// Keeps the whole course of one version for when there is no network, and serves all of that version or nothing of it.
// .cmake/finish_site.py puts a line before this one: `const site = {version, files: {address: hash}, languages: {de:
// {address: hash}}}`. What only another language needs is kept once a page of it asks for that (web/language.js).
/* global site */

const family = `pagewalk ${registration.scope} `; // an origin may hold several sites
const own = family + site.version;
const all_files = Object.assign({}, site.files, ...Object.values(site.languages));
const at_once = 4; // downloads
const named_by_content = /\.[0-9a-f]{8}\.\w+$/;
const kept_headers = ['Content-Type', 'Content-Security-Policy', 'X-Content-Type-Options', 'Referrer-Policy', 'Permissions-Policy'];

addEventListener('install', (event) => event.waitUntil(keep_all()));
addEventListener('message', (event) => site.languages[event.data?.keep] && event.waitUntil(keep_files(site.languages[event.data.keep]).catch(() => {})));
addEventListener('activate', (event) => event.waitUntil(clients.claim().then(tidy)));
addEventListener('message', ({ data }) => data === 'take over' && skipWaiting()); // the reader said so: web/offline.js
addEventListener('fetch', answer);

/** Everything or an error: then the version before goes on, and the next visit continues where this one stopped. */
async function keep_all() {
  const cover_of = (code) => new URL(`${code}/index.html`, registration.scope).href;
  const spoken = await Promise.all(Object.keys(site.languages).map(async (code) => (await caches.match(cover_of(code)) ? site.languages[code] : {})));
  await keep_files(Object.assign({}, site.files, ...spoken)); // a version before kept those languages
}

async function keep_files(files) {
  const cache = await caches.open(own);
  const left = Object.entries(files);
  const keep_next = async () => {
    for (let next = left.pop(); next; next = left.pop()) await keep(cache, ...next);
  };
  try {
    await Promise.all(Array.from({ length: at_once }, keep_next));
  } catch (error) {
    left.length = 0;
    if (error.name === 'QuotaExceededError') await caches.delete(own);
    throw error;
  }
}

async function keep(cache, address, hash) {
  const url = new URL(address, registration.scope).href;
  const by_content = named_by_content.test(address);
  if (await cache.match(url)) return;
  const older = by_content ? await caches.match(url) : undefined;
  const response = older ?? await fetch(url, { cache: by_content ? 'default' : 'no-cache' });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const bytes = await response.arrayBuffer();
  // A server in the middle of an update has files of two versions.
  if (await hash_of(bytes) !== hash) throw new Error(`${address} is of another version`);
  const headers = kept_headers.filter((name) => response.headers.has(name)).map((name) => [name, response.headers.get(name)]);
  await cache.put(url, new Response(bytes, { headers })); // made anew: one that came by a redirect opens no page
}

async function hash_of(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Removes what other versions kept, but for those that a page is still open of: it holds a lock of the cache's name.
 * While another version waits to take over, nothing: what it keeps is its own.
 */
async function tidy() {
  if (registration.installing || registration.waiting) return;
  const old = (await caches.keys()).filter((name) => name.startsWith(family) && name !== own);
  await Promise.all(old.map((name) => navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && caches.delete(name))));
}

function answer(event) {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(registration.scope)) return;
  const file = file_of(request.url.slice(registration.scope.length));
  if (file) event.respondWith(kept(file, request));
  if (request.mode === 'navigate') event.waitUntil(tidy().catch(() => {}));
}

/** The file that an address below the scope means, or undefined: this version does not have it. */
function file_of(address) {
  const path = address.replace(/[?#].*$/s, '');
  const names = [path, `${path}index.html`, `${path}.html`]; // some servers leave ".html" out
  return names.find((name) => Object.hasOwn(all_files, name)) ?? (named_by_content.test(path) ? path : undefined);
}

async function kept(file, request) {
  const url = new URL(file, registration.scope).href;
  // Of a name that this version does not have, an older one may: a page of it is still open.
  const found = await caches.match(url, Object.hasOwn(all_files, file) ? { cacheName: own } : {}).catch(() => undefined);
  return found ?? fetch(request);
}
