// A finger on the canvas. On something draggable it drags (on what can be pressed: sideways); over
// a panel that can scroll it scrolls the panel; everywhere else it scrolls the page, and a short
// touch is a click. What lies under
// the finger is asked when it comes down: later the browser has decided.

const hit_drag = 1;
const hit_scroll_up = 2;
const hit_scroll_down = 4;
const hit_press = 8;
const tap_distance = 12; // CSS pixels that a finger may move and still tap
const tap_time = 700; // ms
const pixels_per_notch = 100;

export function listen_touch(surface, engine, canvas) {
  let touch = null; // {id, mode: 'wait'|'drag'|'scroll'|'page', hits, x, y, start_x, start_y, time}

  const place = (finger) => {
    const box = canvas.getBoundingClientRect();
    return { x: finger.clientX - box.left, y: finger.clientY - box.top };
  };
  const own = (list) => touch && [...list].find((finger) => finger.identifier === touch.id);
  const let_go = () => {
    if (touch?.mode === 'drag') engine.button(0, false);
    engine.pointer_left();
    touch = null;
    surface.wake(3);
  };

  canvas.addEventListener('touchstart', (event) => {
    if (event.touches.length > 1) { // pinch: the page's
      if (touch) let_go();
      return;
    }
    const finger = event.changedTouches[0];
    const { x, y } = place(finger);
    const hits = engine.hit(x, y);
    touch = { id: finger.identifier, mode: 'wait', hits, x, y, start_x: x, start_y: y, time: event.timeStamp };
    if (hits & hit_drag) {
      event.preventDefault();
      canvas.focus({ preventScroll: true });
      touch.mode = 'drag';
      engine.button(0, true);
    }
    surface.wake(3);
  }, { passive: false });

  canvas.addEventListener('touchmove', (event) => {
    const finger = own(event.changedTouches);
    if (!finger) return;
    const { x, y } = place(finger);
    if (touch.mode === 'wait') {
      touch.mode = mode_of(touch, x, y);
      if (touch.mode === 'drag') engine.button(0, true); // down where the finger came down
    }
    if (touch.mode === 'drag') {
      event.preventDefault();
      engine.pointer(x, y, true);
      surface.wake(2);
    } else if (touch.mode === 'scroll') {
      event.preventDefault();
      engine.wheel(0, (y - touch.y) / pixels_per_notch * 2);
      surface.wake(2);
    }
    if (touch.mode !== 'wait') Object.assign(touch, { x, y });
  }, { passive: false });

  canvas.addEventListener('touchend', (event) => {
    if (!own(event.changedTouches)) return;
    if (touch.mode === 'wait' && event.timeStamp - touch.time < tap_time) {
      event.preventDefault(); // no emulated mouse: this is the click
      canvas.focus({ preventScroll: true });
      engine.pointer(touch.start_x, touch.start_y, true);
      engine.button(0, true);
      engine.button(0, false);
    } else if (touch.mode !== 'page') {
      event.preventDefault();
    }
    let_go();
  }, { passive: false });
  canvas.addEventListener('touchcancel', (event) => {
    if (own(event.changedTouches)) let_go();
  });
}

/** What a touch that moved is for. */
function mode_of(touch, x, y) {
  const dx = x - touch.start_x;
  const dy = y - touch.start_y;
  if (Math.hypot(dx, dy) < tap_distance) return 'wait';
  const across = Math.abs(dx) > Math.abs(dy); // the browser scrolls the page up and down only
  if (across) return touch.hits & hit_press ? 'drag' : 'page';
  const can_scroll = dy > 0 ? touch.hits & hit_scroll_up : touch.hits & hit_scroll_down;
  return can_scroll ? 'scroll' : 'page';
}
