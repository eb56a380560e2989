import { desktop, launch, open_context, phone } from './browser.mjs';
import { Reader } from './reader.mjs';
import { serve } from './server.mjs';
const server = await serve('build/site', {});
const browser = await launch();
for (const [name, opt] of [['d', desktop], ['p', phone], ['dd', { ...desktop, colorScheme: 'dark' }], ['pd', { ...phone, colorScheme: 'dark' }]]) {
  const { context, complaints } = await open_context(browser, opt, server.origin);
  const page = await context.newPage();
  const reader = new Reader(page, server.origin);
  await page.goto(`${server.origin}/index.html`);
  await page.evaluate(() => { const d = Math.floor(Date.now() / 864e5);
    localStorage.setItem('pagewalk:review', `pwr1;day=0,0;walk/pt-entry,0,${d - 1},m;fork/reads,1,${d - 3},-;shootdown/why-order,2,${d},m;tlb/t-loop,4,${d + 20},-;replacement/clock,1,${d},-`); });
  await reader.open('review');
  await page.screenshot({ path: `/tmp/rv/${name}0.png` });
  const steps = (await reader.view()).steps;
  for (let i = 1; i < steps; i += 1) {
    await reader.next();
    await reader.calm();
    if (name[1] === 'd' && i > 1 && i < steps - 1) continue;
    await page.screenshot({ path: `/tmp/rv/${name}${i}.png` });
    const skip = page.locator('.step.current button[data-action^="skip"]');
    if (await skip.count()) await skip.first().click(), await reader.calm();
    if (i === 1) await page.screenshot({ path: `/tmp/rv/${name}${i}b.png` });
  }
  console.log(name, complaints);
  await context.close();
}
await browser.close(); await server.close();
