// Languages that nobody speaks, made of the original: letters from right to left, or words half as long again. They are
// written by `pagewalk render` as any translation is, and show what a real one would break.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { serve } from './server.mjs';

/** Hebrew letters for Latin ones: right to left, and in a script that the picture cannot draw. */
export const to_hebrew = (text) => text.replace(/[a-z]/gi, (letter) => String.fromCodePoint(0x5d0 + ((letter.toLowerCase().charCodeAt(0) - 97) % 26)));

/** Each vowel twice, with an accent: about 40 % longer. */
export const longer = (text) => text.replace(/[aeiou]/gi, (vowel) => `${vowel}\u0301${vowel}`.normalize('NFC'));

/** Changes the prose of a text and leaves placeholders, values, code, targets of links and misconceptions. */
function prose(text, change) {
  return text.split(/(\{\d\}|\\n|`[^`]*`|\]\([^)]*\)|\[[a-z0-9-]+\]$|&\w+;)/).map((part, index) => (index % 2 === 0 ? change(part) : part)).join('');
}

function change_strings(text, change, direction) {
  return text.split('\n').map((line) => {
    const [, head, body] = /^([\w.-]+ = )(.*)$/.exec(line) ?? [];
    if (head === undefined || /^format\./.test(head)) return line;
    if (head === 'language.direction = ') return head + direction;
    return head + prose(body, change);
  }).join('\n');
}

function change_lesson(text, change) {
  let fence = '';
  return text.split('\n').map((line) => {
    if (line.startsWith('```')) {
      fence = fence ? '' : line.slice(3) || 'end';
      return line;
    }
    const part = (pattern) => {
      const [, head, body, tail = ''] = pattern.exec(line) ?? [];
      return head === undefined ? line : head + prose(body, change) + tail;
    };
    if (!fence) return /^\|[-|]+$/.test(line) ? line : prose(line, change);
    if (/^option:/.test(line)) return part(/^(option: )(.*?)( if .*)$/);
    if (/^trap:|^check/.test(line) || /^check\b|^param\b/.test(fence)) return part(/^(.*? -- )(.*)$/);
    return /^(ask|hint|why|right|wrong):/.test(line) ? part(/^(\w+: )(.*)$/) : line;
  }).join('\n');
}

/**
 * Serves the site with a language `code` more, whose strings and first lesson `change` has made. {origin, close}
 */
export async function serve_language(site, root, code, change, direction = 'ltr') {
  const folder = mkdtempSync(join(tmpdir(), 'pagewalk-language-'));
  const own = join(folder, 'languages', code), out = join(folder, 'out'), english = join(root, 'lessons/course/en');
  for (const made of [own, out]) mkdirSync(made, { recursive: true });
  writeFileSync(join(own, 'strings.txt'), change_strings(readFileSync(join(english, 'strings.txt'), 'utf8'), change, direction));
  writeFileSync(join(own, '01-hotel.md'), change_lesson(readFileSync(join(english, '01-hotel.md'), 'utf8'), change));
  for (const page of ['index.html', 'embed.html']) cpSync(join(root, 'public', page), join(out, page));
  execFileSync(join(root, 'build/native/pagewalk'), ['render', '--out', out, '--languages', join(folder, 'languages')], { cwd: root });
  finish(site, out, code);
  const made = (path) => path.startsWith(`/${code}/`) || path.startsWith(`/strings/${code}.`) || path.startsWith(`/lessons/${code}/`);
  const server = await serve((path) => (made(path) ? out : site));
  return {
    origin: server.origin,
    async close() {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What .cmake/finish_site.py does: the names of the site's files, with their hashes, in the new pages. */
function finish(site, out, code) {
  const plain = (name) => name.replace(/\.[0-9a-f]{8}(\.\w+)$/, '$1');
  const all = ['', 'fonts/', 'lessons/', 'strings/'].flatMap((folder) => readdirSync(join(site, folder)).map((name) => folder + name));
  const names = new Map(all.map((name) => [plain(name), name]));
  const hash = '00000000';
  const own = [`strings/${code}.txt`, `lessons/${code}/01-hotel.md`, `${code}/search.json`];
  for (const name of own) {
    const hashed = name.replace(/(\.\w+)$/, `.${hash}$1`);
    cpSync(join(out, name), join(out, hashed));
    names.set(name, hashed);
  }
  const files = /(<script type="application\/json" id="files">)(.*?)(?=<\/script>)/;
  const known = JSON.parse(files.exec(readFileSync(join(site, 'de/walk.html'), 'utf8'))[2]);
  const lessons = Object.fromEntries([...names].filter(([name]) => name.startsWith('lessons/')).map(([name, hashed]) => [name, /\.([0-9a-f]{8})\.\w+$/.exec(hashed)?.[1]]));
  const hashes = { ...known.hashes, ...lessons, ...Object.fromEntries(own.map((name) => [name, hash])) };
  for (const page of readdirSync(join(out, code)).filter((name) => name.endsWith('.html'))) {
    const path = join(out, code, page);
    const text = readFileSync(path, 'utf8').replaceAll(/((?:src|href)=")\.\.\/([^"?#]+)/g, (all_of_it, head, name) => `${head}../${names.get(name) ?? name}`)
      .replace(files, (all_of_it, head) => head + JSON.stringify({ ...known, hashes }));
    writeFileSync(path, text);
  }
}

/** The page's own name. */
export const page_of = (url) => basename(new URL(url).pathname);
