// Notices above the lesson: what went wrong or cannot be done, each until it is closed.

import { make } from './dom.js';
import { tr } from './strings.js';

const list = document.getElementById('notices');

/**
 * Shows a notice; one of the same kind takes the place of the former, except links' (each its own). `offer`: what a button
 * of it says and does, {label, act}.
 */
export function notice(text, kind, offer) {
  if (kind !== 'link') notice.clear(kind);
  const box = document.createElement('div');
  box.className = `notice is-${kind}`;
  box.dataset.kind = kind;
  box.setAttribute('role', 'alert');
  const words = document.createElement('p');
  words.textContent = text;
  const button = (textContent, act) => {
    const element = make('button', { type: 'button', className: 'quiet', textContent });
    element.addEventListener('click', act);
    return element;
  };
  box.append(words, ...(offer ? [button(offer.label, offer.act)] : []), button(tr('close'), () => box.remove()));
  list.append(box);
}

notice.clear = (kind) => {
  for (const box of [...list.children]) if (box.dataset.kind === kind) box.remove();
};
