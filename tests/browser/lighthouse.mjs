// Lighthouse on the cover, a lesson that runs, one as text, a page of the book, and the page that makes snippets, as a phone:
// nothing is missing for accessibility and best practices. What it says of speed is printed and not judged, because here
// the processor draws what a graphics card would: a network of "Fast 4G" and a processor four times slower, both computed.

import { createServer } from 'node:net';
import lighthouse from 'lighthouse';
import { launch } from './browser.mjs';

const pages = ['index.html', 'hotel.html', 'walk.html?text=1', 'glossary.html', 'embed.html'];
const complete = ['accessibility', 'best-practices'];
const fast_4g = { rttMs: 60, throughputKbps: 9 * 1024, cpuSlowdownMultiplier: 4 };
const speed = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];

export default async function play({ check, origin, options }) {
  const asked = pages.filter((page) => page.includes(options.only));
  if (asked.length === 0) return;
  const port = await free_port();
  const browser = await launch([`--remote-debugging-port=${port}`]);
  for (const page of asked) {
    const flags = { port, logLevel: 'error', onlyCategories: [...complete, 'performance'], throttlingMethod: 'simulate', throttling: fast_4g };
    const { lhr } = await lighthouse(`${origin}/${page}`, flags);
    for (const id of complete) {
      const { score, auditRefs } = lhr.categories[id];
      const failed = auditRefs.map((audit) => lhr.audits[audit.id]).filter((audit) => audit.score !== null && audit.score < 1);
      check.that(score === 1, `${page}: ${id} is 100`, failed.map(shown).join('\n           ') || lhr.runtimeError?.message || score);
    }
    const figures = speed.map((id) => `${lhr.audits[id].title} ${lhr.audits[id].displayValue}`).join(', ');
    console.log(`     ${page}: performance ${Math.round(100 * lhr.categories.performance.score)} (not judged): ${figures}`);
  }
  await browser.close();
}

function shown(audit) {
  const items = (audit.details?.items ?? []).map((item) => item.node?.snippet ?? item.description ?? JSON.stringify(item));
  return `${audit.title}: ${items.slice(0, 5).join(' ') || audit.errorMessage || audit.score}`;
}

function free_port() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
