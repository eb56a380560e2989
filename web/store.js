// What the reader did, kept between visits. Storage may be missing or throw (a frame of another
// site, a private window): everything works without, and `keeps` says so.

const { storage } = globalThis.pagewalk_page; // web/chosen.js finds out where, and under which names
const prefix = document.documentElement.dataset.keep;
const probe = `${prefix}probe`;

/** What the keys and their texts mean; it goes up by one when that changes, with a step below that brings older ones along. */
export const version = 1;
const steps = [
  () => {}, // 0 to 1: before it was numbered everything was as it is now
];

/** Which version wrote what is kept; 0: one before they were numbered. */
function kept_version() {
  const text = storage().getItem(`${prefix}version`) ?? '0';
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

/** "": nothing can be kept, "newer": a newer version of this page keeps something here, which is left alone. */
function why_not() {
  try {
    storage().setItem(probe, '1');
    storage().removeItem(probe);
    if (kept_version() > version) return 'newer';
    for (let at = kept_version(); at < version; at += 1) steps[at]();
    storage().setItem(`${prefix}version`, String(version));
    return null;
  } catch {
    return '';
  }
}

const reason = why_not();
export const keeps = reason === null;
export const is_newer = reason === 'newer';

/** Every key there is, without what they have in common. */
export function keys() {
  if (!keeps) return [];
  return Array.from({ length: storage().length }, (_, index) => storage().key(index)).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
}

/** `changed(text)`: another tab has written to this key. */
export function watch(key, changed) {
  addEventListener('storage', (event) => event.storageArea === storage() && event.key === prefix + key && event.newValue !== null && changed(event.newValue));
}

export function read(key) {
  try {
    return keeps ? storage().getItem(prefix + key) : null;
  } catch {
    return null;
  }
}

/** False when nothing was kept (full, or taken away meanwhile). */
export function write(key, value) {
  try {
    if (keeps) storage().setItem(prefix + key, value);
    return keeps;
  } catch {
    return false;
  }
}

export function remove(key) {
  try {
    if (keeps) storage().removeItem(prefix + key);
  } catch {
    // Nothing to remove where nothing can be kept.
  }
}
