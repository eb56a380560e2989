// Share links: the address of what the page shows, and the way back. What stands behind #c= is the engine's
// (core/script/link.h); only deflating is the browser's. Imported when someone shares or came by a link.

import { copy } from './clipboard.js';
import { make } from './dom.js';
import { notice } from './notices.js';
import { place } from './place.js';
import { seed_of } from './saved.js';
import { error_text, tr } from './strings.js';

const most_text = 64 * 1024; // bytes, inflated
const { dataset } = document.documentElement;

/** Pumps bytes through a (de)compressing stream; throws where they are damaged or become more than `most`. */
async function pump(bytes, stream, most = Infinity) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    size += value.length;
    if (size > most) {
      reader.cancel().catch(() => {});
      throw new RangeError('too long');
    }
    parts.push(value);
  }
}

const to_base64url = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const from_base64url = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

/** What stands behind #c= for a link's text: deflated where that is shorter and the browser can. */
export async function pack(engine, text) {
  let deflated = '';
  try {
    deflated = to_base64url(await pump(new TextEncoder().encode(text), new CompressionStream('deflate-raw')));
  } catch {
    // Without, the link is longer and opens as well.
  }
  return engine.link_pack(text, deflated);
}

/** {text}, or {fault}: "damaged", "newer", "too_long", or "old_browser", which cannot inflate. */
export async function unpack(engine, code) {
  const first = engine.link_unpack(code, '');
  if (first.deflated === undefined) return first;
  let stream;
  try {
    stream = new DecompressionStream('deflate-raw');
  } catch {
    return { fault: 'old_browser' };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await pump(from_base64url(first.deflated), stream, most_text));
    return engine.link_unpack(code, text);
  } catch (error) {
    return { fault: error instanceof RangeError ? 'too_long' : 'damaged' };
  }
}

/** The present page's address with these parameters and this code; what else the address says about looks stays. */
export function address(params, code = '') {
  const url = new URL(location.href);
  const kept = ['theme', 'lang'].map((name) => [name, url.searchParams.get(name)]).filter(([, value]) => value !== null);
  const whole = !url.pathname.endsWith(`/${dataset.lesson}.html`); // the course in one file
  url.search = new URLSearchParams({ ...(whole ? { lesson: dataset.lesson } : {}), ...params, ...Object.fromEntries(kept) });
  url.hash = code ? `c=${code}` : '';
  return url.href;
}

function button(text, action, primary = false) {
  const element = make('button', { type: 'button', textContent: text, className: primary ? 'primary' : '' });
  element.addEventListener('click', action);
  return element;
}

function show(link, copied) {
  const title = make('h2', { id: 'share-title', textContent: tr('share_title') });
  const field = make('textarea', { readOnly: true, rows: 3, value: link, className: 'link-field' });
  field.setAttribute('aria-label', tr('share_title'));
  field.addEventListener('focus', () => field.select());
  const note = make('p', { textContent: tr(copied ? 'share_copied' : 'share_by_hand') });
  note.setAttribute('role', 'status');
  const again = async () => {
    note.textContent = tr(await copy(link) ? 'share_copied' : 'share_by_hand');
    field.focus();
  };
  const buttons = make('div', { className: 'buttons' }, button(tr('share_copy'), again, true));
  if (navigator.share) buttons.append(button(tr('share_send'), () => navigator.share({ title: document.title, url: link }).catch(() => {})));
  const close = button(tr('close'), () => dialog.close());
  buttons.append(close);
  const embed = make('a', { href: `embed.html?lesson=${dataset.lesson}&${new URL(link).searchParams}`, textContent: tr('share_embed') });
  const dialog = make('dialog', { className: 'share' }, title, make('p', { textContent: tr('share_holds') }), field, note, make('p', {}, embed), buttons);
  dialog.setAttribute('aria-labelledby', title.id);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
}

/** From here on the visit is the reader's own: loading the page again goes on, and does not begin at the link. */
function forget_address() {
  if (place !== location) return; // pagewalk.html has the page's name there
  const url = new URL(location.href);
  url.hash = '';
  url.searchParams.delete('step');
  history.replaceState(null, '', url);
}

/**
 * Opens what stands behind #c= at `step` (from 0), or at the link's own step, and says what could not be opened.
 * `begins`: the reader has no progress here that a link could stand beside.
 */
export async function open(engine, { show, sandbox, step, begins }) {
  const { text, fault } = await unpack(engine, /^#c=([\w-]*)/.exec(place.hash)[1]); // what a chat program put behind it does not count
  if (fault) return notice(tr(`link_${fault}`), 'link');
  if (sandbox && !/^@step /m.test(text)) { // commands for the first step, the empty machine
    show(engine.act('goto 0'), false);
    if (!sandbox.open(text.replaceAll(/^@@/gm, '@'))) notice(tr('sandbox_link_stopped'), 'link');
    return;
  }
  const next = engine.link_open(text, step ?? -1);
  show({ ...next, error: undefined }, true);
  if (next.error) notice(error_text(next.error), 'link');
  if (begins) forget_address();
}

/** Copies the link to the present moment and shows it. */
export async function share(engine, { step, panels }) {
  const seed = seed_of(engine.save()), usual = panels.find(({ needed }) => needed)?.id ?? panels[0]?.id;
  const text = engine.link_text().replace(`@look bring ${usual}\n`, ''); // the one in front by itself
  const plain = text.trim() === `@step ${step + 1}`; // nothing that the address does not say
  const link = address({ step: step + 1, seed }, plain ? '' : await pack(engine, text));
  show(link, await copy(link));
}
