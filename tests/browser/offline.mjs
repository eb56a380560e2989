// The course without a network, and the change from one version to the next: every file that a page loads is of the
// page's own version, whatever the server has meanwhile.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { patience } from './browser.mjs';
import { serve } from './server.mjs';
import { other_build } from './two_versions.mjs';

const frame = { '/test-frame.html': '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Frame</title><iframe title="Lesson" src="hotel.html?seed=7" width="900" height="700"></iframe></html>' };

export default async function play({ with_page, check, options, root }) {
  await with_server(options.site, root, (origin) => with_page('the headers of a server', { origin }, (t) => headers({ ...t, site: options.site })));
  const next = other_build(options.site, root);
  let folder = options.site;
  const server = await serve((path) => (typeof folder === 'function' ? folder(path) : folder), frame);
  const { origin } = server;
  const workers = { origin, workers: true };
  const serve_from = (other) => { folder = other; };
  const gone = { allow: [/ERR_CONNECTION_REFUSED|Failed to load/] };
  try {
    await with_page('it can be installed', workers, installable);
    await with_page('bytes that cost', workers, saves_data);
    await with_page('in a frame', workers, in_a_frame);
    await with_page('no room', workers, no_room);
    await with_page('from one version to the next', workers, (t) => update({ ...t, serve_from, first: options.site, next: next.folder }));
    serve_from(options.site);
    await with_page('a server in the middle of an update', { ...workers, allow: [/another version/] }, (t) => half_updated({ ...t, serve_from, first: options.site, next: next.folder }));
    serve_from(options.site);
    await with_page('no network', { ...workers, ...gone }, (t) => without_network({ ...t, close: () => server.close() }));
  } finally {
    next.remove();
  }
  check.that(true, 'played');
}

/** web/server.py, which sends what the site's _headers say. */
async function with_server(site, root, play) {
  const server = spawn('python3', [join(root, 'web/server.py'), site], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const said = await new Promise((resolve) => server.stdout.once('data', (text) => resolve(String(text))));
    await play(/http:\S+?(?=\/ )/.exec(said)[0].replace('localhost', '127.0.0.1')); // a bare root has no hosts file
  } finally {
    server.kill();
  }
}

async function headers({ page, reader, check, origin, site }) {
  const wrong = [];
  for (const name of Object.keys(manifest_of(site).files)) {
    const response = await page.request.get(`${origin}/${name}`, { headers: { 'Accept-Encoding': 'br' } });
    const said = response.headers();
    const for_ever = /immutable/.test(said['cache-control']);
    const kind = name.endsWith('.u32') ? /octet-stream/ : /text|json|wasm|font|image/;
    if (for_ever !== /\.[0-9a-f]{8}\./.test(name) || !kind.test(said['content-type'])) wrong.push(`${name}: ${said['cache-control']}, ${said['content-type']}`);
  }
  check.empty(wrong, 'what is named by its content is kept for ever, everything else is asked for');
  for (const [coding, unpack] of [['br', brotliDecompressSync], ['gzip', gunzipSync]]) {
    const file = readFileSync(join(site, `hotel.html.${coding === 'br' ? 'br' : 'gz'}`));
    check.that(unpack(file).equals(readFileSync(join(site, 'hotel.html'))), `${coding}: the packed page is the page`);
    const response = await page.request.get(`${origin}/hotel.html`, { headers: { 'Accept-Encoding': coding } });
    check.equal(response.headers()['content-encoding'], coding, `${coding} is sent to whoever takes it`);
  }
  check.equal((await page.request.get(`${origin}/service_worker.js`)).headers()['cache-control'], 'no-cache', 'the service worker is asked for each time');
  const opened = await page.goto(`${origin}/hotel.html?seed=7`);
  const policy = opened.headers()['content-security-policy'];
  check.that(/default-src 'none'/.test(policy) && !/unsafe-inline|[^-]unsafe-eval/.test(policy), 'the policy is strict', policy);
  await reader.ready();
  check.equal((await reader.view()).lesson, 'hotel', 'a lesson works under it');
  await page.goto(`${origin}/pagewalk.html?lesson=address-split`);
  await reader.ready();
  check.equal((await reader.view()).lesson, 'address-split', 'and pagewalk.html');
}

/** Waits for a condition that the page itself has to wait for. */
async function until(page, condition) {
  const end = Date.now() + patience;
  while (!(await page.evaluate(condition))) {
    if (Date.now() > end) throw new Error(`never came true: ${condition}`);
    await page.waitForTimeout(100);
  }
}

/** Waits until the whole course is kept. */
const kept = ({ page }) => until(page, async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated');
const caches_of = (page) => page.evaluate(() => caches.keys());

const manifest_of = (folder) => JSON.parse(/^const site=(.*);$/m.exec(readFileSync(join(folder, 'service_worker.js'), 'utf8'))[1]);

/** What the page has loaded that is no file of this build; the page itself by its title. */
async function strangers(page, folder, is_next) {
  const { files } = manifest_of(folder);
  const loaded = await page.evaluate(() => [document.title, ...performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname.slice(1))]);
  const [title, ...names] = loaded;
  if (names.length < 8) return ['too few files to judge'];
  const wrong = names.filter((name) => !Object.hasOwn(files, name) && name !== 'service_worker.js');
  return title.startsWith('Next · ') === is_next ? wrong : [title, ...wrong];
}

async function installable({ page, reader, context, check, origin }) {
  await page.addInitScript(() => {
    const { register } = ServiceWorkerContainer.prototype;
    ServiceWorkerContainer.prototype.register = function (...given) {
      window.ran_before_keeping = window.pagewalk?.ready;
      return register.apply(this, given);
    };
  });
  await reader.open('hotel');
  await kept(reader);
  check.equal(await page.evaluate(() => window.ran_before_keeping), true, 'nothing is kept before the lesson runs');
  check.equal((await caches_of(page)).length, 1, 'then the course is');
  await page.goto(`${origin}/index.html`);
  const devtools = await context.newCDPSession(page);
  const { errors, data } = await devtools.send('Page.getAppManifest');
  check.empty(errors.map(({ message }) => message), 'the manifest has no errors');
  const icons = JSON.parse(data).icons;
  for (const { src } of icons) check.equal((await page.request.get(`${origin}/${src}`)).status(), 200, `${src} is there`);
  const { installabilityErrors: found } = await devtools.send('Page.getInstallabilityErrors');
  check.empty(found.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'), 'Chromium would install it');
}

async function saves_data({ page, context, reader, check }) {
  await context.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  const asked = page.waitForResponse(/offline\.[0-9a-f]+\.js$/);
  await reader.open('hotel');
  await asked;
  await page.waitForTimeout(500);
  check.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0, 'where bytes cost, nothing is loaded that was not asked for');
}

async function in_a_frame({ page, check, origin }) {
  let asked = 0;
  page.on('request', (request) => { asked += /offline\.|service_worker/.test(request.url()); });
  await page.goto(`${origin}/test-frame.html`);
  await page.frameLocator('iframe').locator('html.live').waitFor({ state: 'attached' });
  await page.waitForTimeout(4000);
  check.equal(asked, 0, 'in a frame nothing is kept');
}

async function no_room({ page, context, reader, check, origin }) {
  await page.addInitScript(() => { // what is begun may have failed by the next look
    const { register } = ServiceWorkerContainer.prototype;
    ServiceWorkerContainer.prototype.register = function (...given) {
      const registered = register.apply(this, given);
      registered.then(() => { window.was_registered = true; });
      return registered;
    };
  });
  await page.goto(`${origin}/404.html`);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 200_000 });
  await reader.open('hotel');
  await until(page, async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return window.was_registered && !registration?.installing && !registration?.active;
  });
  check.equal(await caches_of(page), [], 'where there is no room nothing stays behind');
  await reader.next().catch(() => {});
  check.equal(await page.locator('#notices .notice').count(), 0, 'and the lesson goes on without a word');
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
}

const look_for_update = (page) => page.evaluate(async () => void (await navigator.serviceWorker.getRegistration()).update());

async function update({ page, context, reader, check, serve_from, first, next }) {
  await reader.open('hotel');
  await kept(reader);
  const other = await context.newPage();
  await other.addInitScript(() => { // tells when the rest of the engine has joined the first part
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (module, imports) => {
      const made = await instantiate(module, imports);
      window.is_whole ||= imports?.primary !== undefined;
      return made;
    };
  });
  await other.goto(`${reader.origin}/hotel.html?seed=7`);
  await other.waitForFunction(() => window.pagewalk?.ready && document.documentElement.classList.contains('live'));
  serve_from(next);
  await look_for_update(page);
  await page.locator('#notices .is-version').waitFor();
  check.matches(await reader.text('#notices'), /new version/, 'the reader is told of a new version');
  await reader.open('walk');
  check.empty(await strangers(page, first, false), 'until then every file is of the version before, in the next lesson too');
  await page.locator('#notices .is-version').waitFor();
  await Promise.all([page.waitForEvent('load'), page.locator('#notices .is-version button', { hasText: 'Change' }).click()]);
  await reader.ready();
  check.empty(await strangers(page, next, true), 'after it every file is of the new one');
  check.equal((await caches_of(page)).length, 2, 'what an open page of the old version may need is there');
  await other.waitForFunction(() => window.is_whole, null, { timeout: patience }); // it begins when another version takes over
  await other.evaluate(() => window.pagewalk.bring('tables'));
  check.that(await other.evaluate(() => window.pagewalk.view.panels.some(({ id }) => id === 'tables')), 'it loads the rest of its own engine, which the server no longer has');
  check.empty(await strangers(other, first, false), 'and nothing of the new version');
  await other.goto(`${reader.origin}/tlb.html`);
  await other.waitForFunction(() => window.pagewalk?.ready);
  check.empty(await strangers(other, next, true), 'its next page is of the new version');
  await reader.open('fork');
  await until(page, async () => (await caches.keys()).length === 1);
  check.that((await caches_of(page))[0].endsWith(manifest_of(next).version), 'then the old version is gone');
}

async function half_updated({ page, reader, check, serve_from, first, next }) {
  await reader.open('hotel');
  await kept(reader);
  serve_from((path) => (/\.html$|\/$/.test(path) ? first : next));
  const outcome = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const found = new Promise((resolve) => registration.addEventListener('updatefound', () => resolve(registration.installing), { once: true }));
    registration.update().catch(() => {});
    const worker = await found;
    return new Promise((resolve) => {
      const look = () => ['installed', 'redundant'].includes(worker.state) && resolve(worker.state);
      worker.addEventListener('statechange', look);
      look();
    });
  });
  check.equal(outcome, 'redundant', 'files of two versions are not taken for one');
  await reader.open('walk');
  check.empty(await strangers(page, first, false), 'the version before goes on');
  serve_from(next);
  await look_for_update(page);
  await page.locator('#notices .is-version').waitFor();
  check.that(true, 'when the server has all of it, it is offered');
}

async function without_network({ page, reader, check, close }) {
  await reader.open('hotel');
  await kept(reader);
  await close();
  await page.reload();
  await reader.ready();
  check.equal((await reader.view()).lesson, 'hotel', 'the lesson loads again without a network');
  for (const id of ['walk', 'capstone', 'practice']) {
    await reader.open(id);
    check.equal((await reader.view())?.lesson, id, `${id} opens, which was never open before`);
  }
  await page.goto(`${reader.origin}/?theme=dark`);
  await page.locator('#query').fill('tlb reach');
  await page.locator('#results a').first().waitFor();
  check.that(true, 'the cover opens and finds');
  await page.goto(`${reader.origin}/glossary`); // as servers that leave ".html" out
  check.that(await page.locator('#term-tlb-reach').isVisible(), 'the glossary too');
}
