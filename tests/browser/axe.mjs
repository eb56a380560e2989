// axe-core, asked from outside: the page's policy lets no other script in.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds, one line each; `rules` limits it to some of its rules. */
export async function violations(page, rules = null) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  return page.evaluate(async (only) => {
    const more = Object.fromEntries(['target-size', 'label-content-name-mismatch'].map((id) => [id, { enabled: true }])); // off by default
    const { violations: found } = await window.axe.run(document, only ? { runOnly: only } : { rules: more });
    return found.map(({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.html.slice(0, 120)}`).join(' | ')}`);
  }, rules);
}
