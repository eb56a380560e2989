// What the reader did, kept between visits. Storage may be missing or throw (a frame of another
// site, a private window): everything works without, and `keeps` says so.

const prefix = document.documentElement.dataset.keep ?? 'pagewalk:'; // early.js sets another one in frames
const probe = `${prefix}probe`;

function works() {
  try {
    localStorage.setItem(probe, '1');
    localStorage.removeItem(probe);
    return true;
  } catch {
    return false;
  }
}

export const keeps = works();

export function read(key) {
  try {
    return keeps ? localStorage.getItem(prefix + key) : null;
  } catch {
    return null;
  }
}

/** False when nothing was kept (full, or taken away meanwhile). */
export function write(key, value) {
  try {
    if (keeps) localStorage.setItem(prefix + key, value);
    return keeps;
  } catch {
    return false;
  }
}

export function remove(key) {
  try {
    if (keeps) localStorage.removeItem(prefix + key);
  } catch {
    // Nothing to remove where nothing can be kept.
  }
}
