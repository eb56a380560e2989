// Which pages a built site has.

import { readdirSync } from 'node:fs';

const played_of = (site) => readdirSync(`${site}/lessons`).map((file) => file.match(/^(\d\d)-([a-z-]+)\.(?:[0-9a-f]+\.)?md$/)).filter(Boolean)
  .sort().map(([, number, id]) => ({ number, id }));

/** The ids of the course's lessons, in their order. */
export const lessons_of = (site) => played_of(site).filter(({ number }) => number < '90').map(({ id }) => id);

/** `played`: pages with a machine, which are the lessons, practice, review and sandbox; `read`: cover, book, and the others. */
export function pages_of(site) {
  const played = played_of(site).map(({ id }) => id);
  const pages = readdirSync(site).filter((file) => file.endsWith('.html')).map((file) => file.slice(0, -5));
  return { played, read: pages.filter((page) => !played.includes(page)) };
}
