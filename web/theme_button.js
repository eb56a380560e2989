// The button that goes through the colours, and says which there are now.

import { tr } from './strings.js';
import * as theme from './theme.js';

/** `changed()` is called when the reader has chosen others. */
export function connect_theme_button(button, changed = () => {}) {
  const say = () => {
    button.title = tr('theme_now', tr(`theme_${theme.name()}`));
    button.setAttribute('aria-label', button.title);
  };
  for (const query of theme.queries) query.addEventListener('change', say);
  button.addEventListener('click', () => {
    theme.choose_next();
    say();
    changed();
  });
  say();
}
