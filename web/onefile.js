// pagewalk.html: the whole course in one file, for a disk, an e-mail or a frame without an origin. Every file of the site
// is in its pack (.cmake/one_file.py); the page shown is named behind "#/": pagewalk.html#/walk.html?step=3. Another page
// begins with the file loaded anew, so each starts as it does on the site.

import { scripts } from './all_scripts.js';

const types = { html: 'text/html', json: 'application/json', md: 'text/markdown', ttf: 'font/ttf', txt: 'text/plain', wasm: 'application/wasm' };
const faces = [['Pagewalk Text', 'text', '400'], ['Pagewalk Text', 'text-bold', '600'], ['Pagewalk Mono', 'mono', '400'], ['Pagewalk Symbols', 'symbols', '400']];
const more_latin = 'U+A7, U+AB, U+B0-B5, U+BB-D6, U+D8-FF, U+2014, U+201A, U+201E, U+2022, U+2039';
const more_symbols = 'U+370-3FF, U+2070-209F, U+2194-22FF, U+2500-25CA, U+25D0-2712, U+2714-2716';

/** name -> bytes. The pack is base64 of gzip of: length of the list (4 bytes, little-endian), the list {name: length}, the files. */
async function unpack(text) {
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const all = new Uint8Array(await new Response(stream).arrayBuffer());
  let at = 4 + new DataView(all.buffer).getUint32(0, true);
  const list = JSON.parse(new TextDecoder().decode(all.subarray(4, at)));
  return new Map(Object.entries(list).map(([name, length]) => [name, all.subarray(at, at += length)]));
}

/** The page that the address means: behind "#/", else by ?lesson=, as the cover understands it. */
function wanted() {
  const base = 'https://pagewalk.invalid/'; // only so that URL takes addresses apart
  if (location.hash.startsWith('#/')) return new URL(location.hash.slice(2), base);
  const query = new URLSearchParams(location.search);
  const lesson = query.get('lesson');
  query.delete('lesson');
  return new URL(`${lesson === null ? 'index' : encodeURIComponent(lesson)}.html?${query}${location.hash}`, base);
}

function go(address, place) {
  const to = new URL(address, place);
  if (to.pathname === place.pathname && to.search === place.search && to.hash) return show_part(to.hash);
  const hash = `#${to.pathname}${to.search}${to.hash}`;
  if (hash === location.hash) location.reload();
  else location.hash = hash;
}

function show_part(hash) {
  const part = document.getElementById(decodeURIComponent(hash.slice(1)));
  part?.scrollIntoView();
  part?.focus({ preventScroll: true });
}

function follow(event, place) {
  const address = event.target.closest?.('a[href]')?.getAttribute('href');
  if (event.defaultPrevented || address === undefined || /^[a-z]+:/.test(address)) return;
  event.preventDefault();
  go(address, place);
}

/** Puts a page of the pack in the place of this one; what runs it follows. */
async function open(files, place) {
  const name = files.has(place.pathname.slice(1)) ? place.pathname.slice(1) : 'index.html';
  const page = new DOMParser().parseFromString(new TextDecoder().decode(files.get(name)), 'text/html');
  for (const style of document.querySelectorAll('style')) {
    const link = page.querySelector(`link[rel=stylesheet][href="${style.dataset.file}"]`);
    style.disabled = !link || link.hasAttribute('disabled');
    if (link?.id) style.id = link.id; // a script looks for it
  }
  for (const { name: attribute, value } of page.documentElement.attributes) document.documentElement.setAttribute(attribute, value);
  document.documentElement.dataset.engine = 'whole';
  document.title = page.title;
  for (const link of page.querySelectorAll('[data-beside]')) link.remove(); // to a page that is not in this file
  document.body.replaceWith(document.adoptNode(page.body));
  for (const script of page.querySelectorAll('script[src]')) await scripts[script.getAttribute('src')]?.();
  if (name !== 'index.html' || !place.hash.startsWith('#c=')) show_part(place.hash);
}

async function begin() {
  const files = await unpack(document.getElementById('pack').textContent);
  const bytes = (name) => {
    if (!files.has(name)) throw new Error(`${name} is not in this file`);
    return files.get(name);
  };
  for (const [family, name, weight] of faces) {
    document.fonts.add(new FontFace(family, bytes(`fonts/${name}.ttf`), { weight }));
    document.fonts.add(new FontFace(family, bytes(`fonts/${name}-more.ttf`), { weight, unicodeRange: name === 'symbols' ? more_symbols : more_latin }));
  }
  const place = wanted();
  globalThis.pagewalk_inside = {
    place, scripts, bytes,
    response: (name) => new Response(bytes(name), { headers: { 'Content-Type': types[name.split('.').pop()] } }),
    page_address: () => `${location.href.replace(/[?#].*$/s, '')}#${place.pathname}`,
  };
  addEventListener('hashchange', () => location.reload());
  addEventListener('click', (event) => follow(event, place));
  await open(files, place);
}

begin().catch((error) => {
  console.error(error);
  const sorry = document.getElementById('onefile-failed');
  if (sorry) sorry.hidden = false;
});
