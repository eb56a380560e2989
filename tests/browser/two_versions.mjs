// Two builds of the site from one: the second differs from the first in what a reader sees, in scripts and in lessons.

import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const hash = /\.[0-9a-f]{8}(?=\.(?:css|js|json|md|ttf|txt|wasm)\b)/;
const text = /\.(?:html|css|js)$/;

const files_of = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));

/** As the site was before .cmake/finish_site.py. */
function undo(folder) {
  for (const file of files_of(folder)) {
    if (/\.(?:br|gz)$|[\\/]files\.[0-9a-f]+\.json$/.test(file)) rmSync(file);
    else if (text.test(file)) {
      const whole = readFileSync(file, 'utf8').replace(/^const site=.*\n/, '').replace(/(<script type="application\/json" id="files">).*?(?=<\/script>)/, '$1{}');
      writeFileSync(file, whole.replaceAll(new RegExp(hash, 'g'), ''));
    }
  }
  for (const file of files_of(folder)) if (hash.test(file)) renameSync(file, file.replace(hash, ''));
}

/** The folder of another build of `site`, in which every page, script and style sheet is another one; remove() it afterwards. */
export function other_build(site, root) {
  const parent = mkdtempSync(join(tmpdir(), 'pagewalk-'));
  const folder = join(parent, 'site');
  cpSync(site, folder, { recursive: true, filter: (source) => statSync(source).isDirectory() || !/\.(?:zip|png)$/.test(source) || /icon/.test(source) });
  undo(folder);
  for (const file of files_of(folder)) {
    if (/\.html$/.test(file)) writeFileSync(file, readFileSync(file, 'utf8').replace('<title>', '<title>Next · '));
    else if (/\.(?:css|js)$/.test(file)) writeFileSync(file, `${readFileSync(file, 'utf8')}\n/* the next version */\n`);
    else if (/\.wasm$/.test(file)) appendFileSync(file, Uint8Array.of(0, 5, 4, ...Buffer.from('next'))); // a section that means nothing
    else if (/\.md$/.test(file)) writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
  }
  execFileSync('python3', [join(root, '.cmake/finish_site.py'), folder, '--plain']);
  return { folder, remove: () => rmSync(parent, { recursive: true }) };
}
