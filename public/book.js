// The cover and the pages around the lessons: the colours, and the button that prints.

import { tr } from './strings.js';
import * as theme from './theme.js';

const button = document.getElementById('theme');

function name_theme() {
  button.title = tr('theme_now', tr(`theme_${theme.name()}`));
  button.setAttribute('aria-label', button.title);
}

button.hidden = false;
button.addEventListener('click', () => {
  theme.choose_next();
  name_theme();
});
for (const query of theme.queries) query.addEventListener('change', name_theme);
name_theme();

const print = document.getElementById('print');
if (print) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}
