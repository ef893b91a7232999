// Finds the pages there are by following links, as a visitor of one kind; opens nothing that is not linked.
import { isHtml, outline } from './kit.mjs';
import { patternOf } from './routes.mjs';

/** Addresses looked at for one route; views (pages that differ by more than names) kept for the audit. */
const LOOKS = 80;
const VIEWS = 6;
/** Answers a linked page may give; 410 is a link that has ended, which has a page of its own. */
const FINE = [200, 410];

/** Follows links from `starts`. Returns { views: [{ path, status }], visited: [pathname], problems }. */
export async function crawl(request, base, starts, patterns, pages) {
  const queue = starts.map((path) => ({ path, from: 'the start' }));
  const known = new Set(starts);
  const looks = new Map();
  const shapes = new Map();
  const found = { views: [], visited: [], problems: [] };
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { pathname } = new URL(next.path, base);
    const pattern = patternOf(patterns, pathname) ?? pathname;
    looks.set(pattern, (looks.get(pattern) ?? 0) + 1);
    if (looks.get(pattern) > LOOKS) continue;
    const answer = await request.get(new URL(next.path, base).href);
    const html = isHtml(answer.headers()) ? await answer.text() : '';
    found.visited.push(pathname);
    if (!FINE.includes(answer.status())) found.problems.push(`${next.path} answers ${answer.status()}, linked from ${next.from}`);
    const landed = new URL(answer.url());
    if (!html || landed.pathname !== pathname) {
      if (html && landed.origin === base) enqueue(landed.pathname + landed.search, next.path);
      continue;
    }
    pages.add(answer.url(), html);
    const views = shapes.get(pattern) ?? shapes.set(pattern, new Set()).get(pattern);
    if (views.size < VIEWS && !views.has(outline(html))) {
      views.add(outline(html));
      found.views.push({ path: next.path, status: answer.status(), pattern });
    }
    for (const path of links(html, answer.url(), base)) enqueue(path, next.path);
  }
  return found;

  function enqueue(path, from) {
    if (known.has(path)) return;
    known.add(path);
    queue.push({ path, from });
  }
}

/** Links of a page to this server, and addresses of this server written out in a message. */
export function links(html, url, base) {
  const hrefs = [...html.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)].map(([, href]) => href);
  const written = [...html.matchAll(/https?:\/\/[^\s"'<>&]+/g)].map(([address]) => address.replace(/[.,;:!?)]+$/, ''));
  const addresses = [...hrefs, ...written].map((text) => text.replaceAll('&amp;', '&'))
    .filter((text) => URL.canParse(text, url)).map((text) => new URL(text, url));
  return new Set(addresses.filter(({ origin }) => origin === base).map(({ pathname, search }) => pathname + search));
}
