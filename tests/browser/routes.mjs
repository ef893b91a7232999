// Which of the router's page routes were visited: `daisychain routes` prints "METHOD /path/{param}" a line.
import { execFileSync } from 'node:child_process';

/** GET routes that are no pages for people. */
const NO_PAGES = ['/s/{file}', '/healthz', '/readyz', '/p/{token}/gathering.ics', '/desk/{slug}/live', '/desk/{slug}/map.json', '/desk/{slug}/themes/file.csv',
  '/c/{slug}/plan/{n}/plan.json', '/c/{slug}/plan/{n}/plan.csv', '/c/{slug}/plan/{n}/plan.md', '/c/{slug}/plan/feed.xml',
  '/c/{slug}/plan/rounds/{n}/ballots.csv', '/c/{slug}/photos/{file}'];

/** The router's own list. */
export function listRoutes(program) {
  return parseRoutes(execFileSync(program, ['routes'], { encoding: 'utf8', env: { PATH: process.env.PATH } }));
}

export function parseRoutes(text) {
  return text.split('\n').map((line) => line.trim().split(/\s+/)).filter((words) => words.length === 2)
    .map(([method, path]) => ({ method, path }));
}

/** The path patterns of all pages a person can open. */
export function pageRoutes(routes) {
  return routes.filter(({ method, path }) => method === 'GET' && !NO_PAGES.includes(path)).map(({ path }) => path);
}

/** The pattern a path belongs to: of several that fit, the one with words where the others have blanks. */
export function patternOf(patterns, pathname) {
  const fits = patterns.filter((pattern) => regex(pattern).test(pathname));
  return fits.sort((a, b) => rank(a).localeCompare(rank(b)))[0];
}

export function unvisited(patterns, pathnames) {
  const seen = new Set(pathnames.map((pathname) => patternOf(patterns, pathname)));
  return patterns.filter((pattern) => !seen.has(pattern));
}

const segments = (pattern) => pattern.split('/');
const rank = (pattern) => segments(pattern).map((s) => (s.startsWith('{*') ? '2' : s.startsWith('{') ? '1' : '0')).join('');

function regex(pattern) {
  const parts = segments(pattern).map((segment) => {
    if (segment.startsWith('{*')) return '.+';
    return segment.split(/(\{[^}]*\})/).map((s) => (s.startsWith('{') ? '[^/]+' : s.replace(/[.*+?^$()|[\]\\]/g, '\\$&'))).join('');
  });
  return new RegExp(`^${parts.join('/')}$`);
}
