// A <details> that is a menu closes as menus do.

/** By Escape, which gives the focus back to what opened it, and by a press anywhere else. */
export function close_from_outside(details) {
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    details.open = false;
    details.querySelector('summary').focus();
  });
  document.addEventListener('click', (event) => {
    // The path, because what was pressed may be gone by now: a menu is rendered anew.
    if (!event.composedPath().includes(details)) details.open = false;
  });
}
