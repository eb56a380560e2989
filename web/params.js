// The page's address: ?step=3&seed=7&theme=dark&embed=1&steps=3-4&panel=tables&predict=open&text=1&lang=de&file=mine.md. What cannot be
// read is left out and reported, so that a mangled link still opens the lesson.

const max_seed = 2n ** 64n - 1n;

const readers = {
  step: (text) => (/^[1-9]\d?$/.test(text) ? Number(text) - 1 : undefined),
  seed: (text) => (/^\d{1,20}$/.test(text) && BigInt(text) <= max_seed ? text : undefined),
  theme: (text) => (text === 'light' || text === 'dark' ? text : undefined),
  embed: (text) => (text === '0' || text === '1' ? text === '1' : undefined),
  steps: read_steps,
  panel: (text) => (/^[a-z][a-z-]{1,30}$/.test(text) ? text : undefined),
  text: (text) => (text === '0' || text === '1' ? text === '1' : undefined),
  lang: (text) => ([...document.querySelectorAll('link[hreflang]')].some(({ hreflang }) => hreflang === text) ? text : undefined), // web/chosen.js
  predict: (text) => (text === 'open' ? true : undefined),
  file: (text) => (/^[\w-]{1,60}\.md$/.test(text) ? text : undefined), // of own.html: a lesson beside the course
  author: (text) => (text === '1' ? true : undefined),
};

/** "3-4" or "3": {first, last} from 0. */
function read_steps(text) {
  const [, first, last = first] = /^([1-9]\d?)(?:-([1-9]\d?))?$/.exec(text) ?? [];
  return Number(first) <= Number(last) ? { first: Number(first) - 1, last: Number(last) - 1 } : undefined;
}

/** {step, steps, panel, seed, theme, embed, text, predict, file, author, mangled: ["step=abc"]}; what is absent is undefined. */
export function read_params(search) {
  const params = { mangled: [] };
  for (const [name, text] of new URLSearchParams(search)) {
    if (!Object.hasOwn(readers, name)) continue;
    const value = readers[name](text);
    if (value === undefined) params.mangled.push(`${name}=${text.slice(0, 40)}`);
    else params[name] = value;
  }
  return params;
}
