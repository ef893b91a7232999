// Opens every view of every page route and asks all that design/UX part 10 marks with "A".
import fs from 'node:fs';
import path from 'node:path';
import { inspect, picture, tree } from './checks.mjs';
import { crawl } from './crawl.mjs';
import { visitor } from './kit.mjs';
import { unvisited } from './routes.mjs';
import { refuse } from './runner.mjs';
import { validate } from './validate.mjs';

/**
 * Bytes a first visit may weigh on the wire (r30). People's photos are not the page: they wait until they are scrolled
 * to, which is asked of each, so whether one was fetched during a visit depends on the size and speed of a browser.
 */
const WEIGHT = { public: 30_000, resident: 30_000, organiser: 80_000 };
const PHOTO = /^\/c\/[^/]+\/photos\/[^/]+$/;
const AT_ONCE = 2;

/**
 * Audits what the visitors can reach. `visitors`: [{ kind: 'public' | 'resident' | 'organiser', starts, state }].
 * `extra`: [{ path, status }] pages nobody links to, like the one for a page that is not there. Returns the
 * paths visited.
 */
export async function audit({ runner, browser, base, patterns, visitors, extra = [], pages, out }) {
  fs.mkdirSync(out, { recursive: true });
  const found = await find({ browser, base, patterns, visitors, pages });
  const views = [...extra.map((view) => ({ ...view, kind: 'public', pattern: view.path })), ...found.views];

  await runner.test('every link leads to a page', () => refuse([...new Set(found.problems)]));

  const names = new Set();
  for (const view of views) view.file = unique(names, view);
  const states = Object.fromEntries(visitors.map(({ kind, state }) => [kind, state]));
  const queue = [...views];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    const reader = new Reader(browser, base, states, pages);
    for (let view = queue.shift(); view; view = queue.shift()) {
      await runner.test(`page ${view.kind} ${view.path}`, async () => refuse(await reader.read(view, out)));
    }
    await reader.close();
  }));
  return found.visited;
}

/** What can be asked when everything was opened: no route was left out, and no page has a fault. */
export async function complete({ runner, patterns, visited, pages, out }) {
  await runner.test('every page route of the router was visited', () => refuse(unvisited(patterns, visited).map((p) => `not visited: GET ${p}`)));
  const all = await pages.all();
  await runner.test(`r50 both validators find no fault in ${all.length} pages`, async () => refuse(await validate(all, out)));
}

async function find({ browser, base, patterns, visitors, pages }) {
  const found = { views: [], visited: [], problems: [] };
  for (const { kind, starts, state } of visitors) {
    const context = await visitor(browser, { state });
    const seen = new Set(found.visited);
    const part = await crawl(context.request, base, starts, patterns, pages);
    found.views.push(...part.views.filter(({ path: p }) => !seen.has(new URL(p, base).pathname)).map((view) => ({ ...view, kind })));
    found.visited.push(...part.visited);
    found.problems.push(...part.problems);
    await context.close();
  }
  return found;
}

/** One reader with one window a kind of visitor, used for page after page. */
class Reader {
  #windows = new Map();

  constructor(browser, base, states, pages) {
    Object.assign(this, { browser, base, states, pages });
  }

  async read(view, out) {
    const { page, plain } = await this.#window(view.kind);
    const { problems, clean } = this.#listen(page, view.kind);
    // Not until the network is quiet: a page that hears of changes keeps a connection.
    const response = await page.goto(this.base + view.path, { waitUntil: 'load' });
    if (response.status() !== (view.status ?? 200)) problems.push(`answers ${response.status()}`);
    await clean();
    problems.push(...await help(page), ...await inspect(page), ...await this.#plain(plain, view));
    fs.writeFileSync(`${path.join(out, view.file)}.a11y.txt`, (await tree(page)).map(({ role, name }) => `${role} ${JSON.stringify(name)}`).join('\n'));
    await picture(page, path.join(out, view.file));
    return problems;
  }

  async close() {
    for (const { page, plain } of this.#windows.values()) await Promise.all([page.context().close(), plain.context().close()]);
  }

  async #window(kind) {
    if (!this.#windows.has(kind)) {
      const page = await (await visitor(this.browser, { state: this.states[kind], pages: this.pages })).newPage();
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('Network.enable');
      await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
      const plain = await (await visitor(this.browser, { state: this.states[kind], script: false })).newPage();
      this.#windows.set(kind, { page, plain });
    }
    return this.#windows.get(kind);
  }

  /** r30: weight, third parties, fonts, cookies; r49: nothing the security policy has to refuse. */
  #listen(page, kind) {
    const problems = [];
    const requests = [];
    const onRequest = (request) => requests.push(request);
    const onConsole = (message) => { if (/security policy|refused/i.test(message.text())) problems.push(`r49 ${message.text()}`); };
    const onError = (error) => problems.push(`script: ${error.message}`);
    page.on('requestfinished', onRequest).on('console', onConsole).on('pageerror', onError);
    const clean = async () => {
      page.off('requestfinished', onRequest).off('console', onConsole).off('pageerror', onError);
      const isPhoto = (request) => PHOTO.test(new URL(request.url()).pathname);
      const sizes = await Promise.all(requests.filter((request) => !isPhoto(request)).map((request) => request.sizes()));
      const weight = sizes.reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0);
      if (weight > WEIGHT[kind]) problems.push(`r30 weighs ${weight} bytes on the wire, more than ${WEIGHT[kind]}`);
      if (!weight) problems.push('r30 nothing was weighed');
      const eager = await page.locator('img[src*="/photos/"]:not([loading="lazy"][width][height])').evaluateAll((all) => all.map((img) => img.getAttribute('src')));
      for (const src of eager) problems.push(`r30 a photo that does not wait, or of unknown size: ${src}`);
      for (const request of requests) {
        if (new URL(request.url()).origin !== this.base) problems.push(`r30 third party: ${request.url()}`);
        if (request.resourceType() === 'font') problems.push(`r30 web font: ${request.url()}`);
      }
      const cookies = await page.context().cookies();
      if (kind !== 'organiser' && cookies.length) problems.push(`r30 cookies before a form was sent: ${cookies.map((c) => c.name)}`);
    };
    return { problems, clean };
  }

  /** r02: the page says and offers the same without script. */
  async #plain(plain, view) {
    const problems = [];
    const response = await plain.goto(this.base + view.path);
    if (response.status() !== (view.status ?? 200)) problems.push(`r02 without script answers ${response.status()}`);
    if (await plain.getByRole('heading', { level: 1 }).count() !== 1) problems.push('r02 no heading without script');
    const hidden = await plain.locator('form button:visible').count() - await plain.locator('form button[type=submit]:visible').count();
    if (hidden) problems.push(`r02 ${hidden} buttons that need script are shown without it`);
    return problems;
  }
}

/** r47: whom to call, with a name and a number. */
async function help(page) {
  const words = await page.locator('#help').allInnerTexts();
  return words.length === 1 && /\d[\d ]{6,}\d/.test(words[0]) ? [] : [`r47 no telephone number in the help: ${words.join(' | ')}`];
}

function unique(names, { kind, path: address }) {
  const stem = `${kind}${address}`.replace(/[\w-]{20,}/g, 'x').replace(/\W+/g, '-').replace(/-$/, '').slice(0, 80);
  let name = stem;
  for (let n = 2; names.has(name); n += 1) name = `${stem}-${n}`;
  names.add(name);
  return name;
}
