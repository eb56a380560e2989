// Which of the four sets of colours shows: light or dark, each also in high contrast. What the reader chose
// (data-theme, data-contrast of the root), else what the system asks for.

import * as store from './store.js';

const { dataset } = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(prefers-contrast: more), (forced-colors: active)');

/** Media queries that change the colours when they change. */
export const queries = [dark, contrast];

export const is_dark = () => (dataset.theme ? dataset.theme === 'dark' : dark.matches);
export const is_high_contrast = () => (dataset.contrast ? dataset.contrast === 'more' : contrast.matches);

/** "light", "dark", "light_contrast" or "dark_contrast". */
export const name = () => (is_dark() ? 'dark' : 'light') + (is_high_contrast() ? '_contrast' : '');

/** Light, dark, light in high contrast, dark in high contrast, and round. */
export function choose_next() {
  const was_dark = is_dark();
  dataset.contrast = is_high_contrast() !== was_dark ? 'more' : 'less'; // it changes after dark
  dataset.theme = was_dark ? 'light' : 'dark';
  store.write('theme', dataset.theme);
  store.write('contrast', dataset.contrast);
}
