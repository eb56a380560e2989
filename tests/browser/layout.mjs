// No page is wider than the screen.

const widths = [[2560, 1440], [1920, 1080], [1280, 800], [768, 1024], [390, 844], [320, 640]];

export default async function play({ with_page }) {
  await with_page('no page is too wide', { allow: [/Failed to (load resource|fetch)|wasm/i] }, too_wide);
}

async function too_wide({ page, reader, check, origin }) {
  const wide = [];
  const measure = async (name) => {
    const over = await page.evaluate(() => [document.scrollingElement, ...document.querySelectorAll('#lesson, .steps, .drawer')]
      .filter((element) => element.scrollWidth > element.clientWidth && element.clientWidth > 0)
      .map((element) => `${element.id || element.className || 'the page'} is ${element.scrollWidth - element.clientWidth} px too wide`));
    wide.push(...over.map((what) => `${name} at ${page.viewportSize().width}: ${what}`));
  };
  const at_every_width = async (look) => {
    for (const [width, height] of widths) {
      await reader.resize(width, height);
      await look();
    }
  };
  await page.goto(`${origin}/index.html`);
  await at_every_width(() => measure('cover'));
  for (const lesson of ['address-split', 'walk']) {
    await reader.open(lesson, 'seed=7&predict=open');
    const last = (await reader.view()).steps - 1;
    await at_every_width(async () => {
      for (const step of [0, 3, last]) {
        if ((await reader.view()).step !== step) await reader.turn_to(step);
        await measure(`${lesson} ${step + 1}`);
      }
    });
  }
  await page.route(/\.wasm$/, (route) => route.abort()); // all steps at once, one below the other
  for (const lesson of ['address-split', 'walk']) {
    await reader.open(lesson);
    await at_every_width(() => measure(`${lesson} to read`));
  }
  check.empty(wide, `nothing is wider than the screen at ${widths.map(([width]) => width).join(', ')}`);
}
