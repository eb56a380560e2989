// Where the site's files are. Their names hold their content's hash; the page has the list of them
// (.cmake/finish_site.py), so everything that is loaded by a script is asked for here, by its plain name.

const inside = globalThis.pagewalk_inside; // pagewalk.html has them in itself: web/onefile.js
const { version = '', root = '', hashes = null } = JSON.parse(document.getElementById('files').textContent);

/** Which build of the site this page belongs to; '' before it is finished. */
export { version };

/** The folder of the site's own start page. */
export const site_root = new URL(root || '.', document.baseURI);

/** The address of a file of the site: address_of("fonts/text.ttf"). Throws for a name that no file has. */
export function address_of(name) {
  if (hashes && !Object.hasOwn(hashes, name)) throw new Error(`the site has no file "${name}"`);
  const file = hashes ? name.replace(/\.\w+$/, (suffix) => `.${hashes[name]}${suffix}`) : name;
  return new URL(file, site_root).href;
}

/** A file of the site as a Response; rejects when it cannot be had. */
export async function load_file(name) {
  if (hashes && !Object.hasOwn(hashes, name)) Object.assign(hashes, await (await load_file('files.json')).json()); // another lesson
  const response = inside ? inside.response(name) : await fetch(address_of(name));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response;
}

export const load_text = async (name) => (await load_file(name)).text();

/** The bytes of a file while the page waits: for wasm, which cannot wait for a promise. */
export function load_now(name) {
  if (inside) return inside.bytes(name);
  const request = new XMLHttpRequest();
  request.open('GET', address_of(name), false);
  request.overrideMimeType('text/plain; charset=x-user-defined'); // a byte a character: no array where the page waits
  request.send();
  if (request.status !== 200 && request.status !== 0) throw new Error(`${name}: ${request.status}`);
  return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 255);
}

/** What a script of its own exports, which no lesson loads unless it needs it. */
export const load_script = (name) => (inside ? inside.scripts[name]() : import(address_of(name)));
