// The cover and the pages around the lessons: the colours, and the button that prints.

import { connect_theme_button } from './theme_button.js';

const button = document.getElementById('theme');
button.hidden = false;
connect_theme_button(button);

const print = document.getElementById('print');
if (print) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}
