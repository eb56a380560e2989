// An idle page costs nothing.

const idle = 5000; // ms: the one time that is waited for, because it is what is measured

export default async function play({ with_page }) {
  await with_page('idle', { reducedMotion: 'no-preference' }, async ({ page, context, reader, check, origin }) => {
    await context.addInitScript(() => {
      window.animation_frames = 0;
      const request = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (callback) => {
        window.animation_frames += 1;
        return request(callback);
      };
    });
    await reader.open('walk');
    await reader.next();
    await page.mouse.move(900, 300); // the pointer rests on the picture
    await reader.calm();
    await page.waitForTimeout(1500); // a tooltip may still come
    await reader.calm();
    const count = () => page.evaluate(() => [window.pagewalk.frames, window.animation_frames]);
    const before = await count();
    await page.waitForTimeout(idle);
    const after = await count();
    check.equal(after[0] - before[0], 0, `no frame is drawn in ${idle / 1000} idle seconds`);
    check.equal(after[1] - before[1], 0, 'and none is asked for');
    const policy = await page.locator('meta[http-equiv=Content-Security-Policy]').getAttribute('content');
    check.that(/default-src 'none'/.test(policy) && !/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/.test(policy), 'the page’s policy is strict', policy);
    check.equal(await page.evaluate(() => window.violations.length), 0, 'and nothing violates it');
    await page.goto(`${origin}/index.html`);
    check.that(await page.locator('h1').isVisible(), 'the cover opens');
    await page.goto(`${origin}/index.html?lesson=walk&step=1&theme=dark`);
    await reader.ready();
    check.equal((await reader.view()).lesson, 'walk', 'the cover leads on to ?lesson=walk');
    check.equal(await page.locator('html').getAttribute('data-theme'), 'dark', 'with what else the link said');
  });
}
