// Keys on the canvas. Arrows, Enter and Space work inside, F6 goes to the next panel, Esc back to
// the prose. Tab is the browser's: it leaves.

export function listen_keys(surface, engine, canvas, on_leave) {
  let by_pointer = false;

  canvas.addEventListener('keydown', (event) => {
    if (event.altKey || event.metaKey) return;
    if (event.code === 'Escape') {
      event.preventDefault();
      on_leave();
      return;
    }
    if (event.code === 'F6') {
      event.preventDefault();
      engine.focus_next_panel();
      surface.wake(4);
      return;
    }
    if (!engine.key(event.code, true, event.shiftKey, event.ctrlKey)) return;
    event.preventDefault(); // arrows and Space would scroll the page
    surface.wake(4);
  });
  canvas.addEventListener('keyup', (event) => {
    if (engine.key(event.code, false, event.shiftKey, event.ctrlKey)) surface.wake(3);
  });

  canvas.addEventListener('pointerdown', () => {
    by_pointer = true;
  });
  canvas.addEventListener('focus', () => {
    engine.focus(true);
    if (!by_pointer && canvas.matches(':focus-visible')) engine.focus_panel(''); // came by Tab: show where
    by_pointer = false;
    surface.wake(4);
  });
  canvas.addEventListener('blur', () => {
    engine.focus(false); // releases the keys held
    surface.wake(2);
  });
}
