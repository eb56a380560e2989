// A finger on the screen.

/** A finger's way as real touch events: what the page does with it is the browser's decision. */
export async function finger(page, points) {
  const client = await page.context().newCDPSession(page);
  const send = (type, touchPoints) => client.send('Input.dispatchTouchEvent', { type, touchPoints });
  await send('touchStart', [points[0]]);
  for (const point of points.slice(1)) await send('touchMove', [point]);
  await send('touchEnd', []);
  await client.detach();
}

export const line = (x, y, dx, dy, steps = 10) =>
  Array.from({ length: steps + 1 }, (_, i) => ({ x: Math.round(x + (dx * i) / steps), y: Math.round(y + (dy * i) / steps) }));
