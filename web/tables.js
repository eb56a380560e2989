// A table that can be scrolled where it is wider than the page.

import { make } from './dom.js';

/** Of texts: `rows` of them below `head`; the first of each row names it. */
export function table(caption, head, rows) {
  const name = (scope) => (textContent) => make('th', { scope, textContent });
  const row_of = ([first, ...others]) => make('tr', {}, name('row')(first), ...others.map((textContent) => make('td', { textContent })));
  const element = make('table', { className: 'trace-table' }, make('caption', { textContent: caption }),
    make('thead', {}, make('tr', {}, ...head.map(name('col')))), make('tbody', {}, ...rows.map(row_of)));
  return make('div', { className: 'table-frame', tabIndex: 0, role: 'region', ariaLabel: caption }, element);
}
