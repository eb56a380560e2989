// Notices above the lesson: what went wrong or cannot be done, each until it is closed.

import { tr } from './strings.js';

const list = document.getElementById('notices');

/** Shows a notice; one of the same kind takes the place of the former, except links' (each its own). */
export function notice(text, kind) {
  if (kind !== 'link') notice.clear(kind);
  const box = document.createElement('div');
  box.className = `notice is-${kind}`;
  box.dataset.kind = kind;
  box.setAttribute('role', 'alert');
  const words = document.createElement('p');
  words.textContent = text;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'quiet';
  close.textContent = tr('close');
  close.addEventListener('click', () => box.remove());
  box.append(words, close);
  list.append(box);
}

notice.clear = (kind) => {
  for (const box of [...list.children]) if (box.dataset.kind === kind) box.remove();
};
