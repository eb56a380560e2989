// Which pages a built site has.

import { existsSync, readdirSync } from 'node:fs';

const played_of = (site) => readdirSync(`${site}/lessons`).map((file) => file.match(/^(\d\d)-([a-z-]+)\.(?:[0-9a-f]+\.)?md$/)).filter(Boolean)
  .sort().map(([, number, id]) => ({ number, id }));

/** The ids of the course's lessons, in their order. */
export const lessons_of = (site) => played_of(site).filter(({ number }) => number < '90').map(({ id }) => id);

/**
 * `played`: pages with a machine, which are the lessons, practice, review and sandbox; `read`: cover, book, and the others;
 * `languages`: the codes of those that there are pages in, each in its folder.
 */
export function pages_of(site) {
  const played = played_of(site).map(({ id }) => id);
  const names = (folder) => readdirSync(`${site}/${folder}`).filter((file) => file.endsWith('.html')).map((file) => folder + file.slice(0, -5));
  const languages = readdirSync(site).filter((name) => existsSync(`${site}/${name}/index.html`));
  const pages = ['', ...languages.map((code) => `${code}/`)].flatMap(names);
  return { played, read: pages.filter((page) => !played.includes(page.replace(/.*\//, ''))), languages };
}
