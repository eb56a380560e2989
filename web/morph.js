// Changes an element into another one in place, so that what is equal stays: the focus, the
// selection, typed text, an open list.

/** Makes `from` look like `to`; returns the element that now stands there. */
export function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || key_of(from) !== key_of(to)) {
    from.replaceWith(to);
    return to;
  }
  if (from.nodeType === Node.TEXT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return from;
  }
  morph_attributes(from, to);
  morph_children(from, to);
  return from;
}

/** Makes the children of `from` those of `to`. */
export function morph_children(from, to) {
  const wanted = [...to.childNodes];
  const keyed = new Map();
  for (const child of from.children) if (key_of(child)) keyed.set(key_of(child), child);
  let at = from.firstChild;
  for (const next of wanted) {
    const same = keyed.get(key_of(next));
    if (same && same !== at) from.insertBefore(same, at);
    else if (!at) {
      from.append(next);
      continue;
    } else if (!same && key_of(next)) {
      from.insertBefore(next, at);
      continue;
    }
    at = morph(same ?? at, next).nextSibling;
  }
  while (at) {
    const after = at.nextSibling;
    at.remove();
    at = after;
  }
}

function key_of(node) {
  return node.dataset?.key ?? node.dataset?.choice ?? '';
}

function morph_attributes(from, to) {
  // What the reader unfolded stays so.
  const keeps = (name) => name === 'open' && from.nodeName === 'DETAILS';
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && !keeps(name)) set(from, name, null);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) set(from, name, value);
}

// Form controls keep what the reader did until the page itself says otherwise.
function set(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
  if (name === 'checked') element.checked = value !== null;
  if (name === 'value' && 'value' in element && element.nodeName === 'INPUT') element.value = value ?? '';
  if (name === 'selected') element.selected = value !== null;
}
