// Mouse and pen on the canvas. Fingers have their own file: a finger may also scroll the page.

const tooltip_delay = 700; // ms after which ImGui may show a tooltip
const pixels_per_notch = 100;
const buttons = [0, 2, 1]; // DOM: left, middle, right; ImGui: left, right, middle

export function listen_pointer(surface, engine, canvas) {
  let tooltip_timer = 0;
  const is_finger = (event) => event.pointerType === 'touch';
  const moved = (event) => {
    engine.pointer(event.offsetX, event.offsetY, false);
    surface.wake(2);
    clearTimeout(tooltip_timer);
    tooltip_timer = setTimeout(() => surface.wake(2), tooltip_delay);
  };

  canvas.addEventListener('pointermove', (event) => {
    if (!is_finger(event)) moved(event);
  });
  canvas.addEventListener('pointerdown', (event) => {
    if (is_finger(event)) return;
    canvas.setPointerCapture(event.pointerId); // a drag may leave the canvas
    moved(event);
    engine.button(buttons[event.button] ?? -1, true);
    surface.wake(3);
  });
  canvas.addEventListener('pointerup', (event) => {
    if (is_finger(event)) return;
    moved(event);
    engine.button(buttons[event.button] ?? -1, false);
    surface.wake(3);
  });
  canvas.addEventListener('pointercancel', (event) => {
    if (is_finger(event)) return;
    engine.button(0, false);
    surface.wake(2);
  });
  canvas.addEventListener('pointerleave', (event) => {
    if (is_finger(event)) return;
    clearTimeout(tooltip_timer);
    engine.pointer_left();
    surface.wake(2);
  });
  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  canvas.addEventListener('wheel', (event) => {
    if (event.ctrlKey) return; // zooms the page
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 40 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 400 : 1;
    event.preventDefault();
    engine.wheel((-event.deltaX * unit) / pixels_per_notch, (-event.deltaY * unit) / pixels_per_notch);
    surface.wake(3);
  }, { passive: false });
}
