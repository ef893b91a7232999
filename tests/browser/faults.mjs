// A check that never fails proves nothing: each fault planted here must be found, on a page that is clean without it.
import fs from 'node:fs';
import path from 'node:path';
import { inspect } from './checks.mjs';
import { serve } from './fixture.mjs';
import { visitor } from './kit.mjs';
import { parseRoutes, pageRoutes, patternOf, unvisited } from './routes.mjs';
import { refuse } from './runner.mjs';
import { validate } from './validate.mjs';

const clean = fs.readFileSync(new URL('gallery.html', import.meta.url), 'utf8');
const inMain = (html) => clean.replace('<main id="main" tabindex="-1">', `$&${html}`);

/** What is planted, and how the line begins that must tell of it. */
const FAULTS = [
  ['r03 no visible focus', clean.replace('</head>', '<link rel="stylesheet" href="/hidden.css"></head>')],
  ['r04 axe light: image-alt', inMain('<img src="/s/daisy.svg">')],
  ['r04 axe dark: html-has-lang', clean.replace('<html lang="en-GB" dir="ltr">', '<html>')],
  ['r05', inMain(`<table><tbody><tr>${'<td>Wednesday</td>'.repeat(12)}</tr></tbody></table>`)],
  ['r06', inMain('<div class="grid"><a href="#main">Small</a></div>')],
  ['r47', clean.replace('<section id="help"', '<p>First</p><section id="help"')],
  ['r49', inMain('<p style="color:red">Red</p>')],
  ['r49', inMain('<p onclick="0">Click</p>')],
  ['r51 2 headings', inMain('<h1>Another</h1>')],
  ['r51 a link without', inMain('<p><a href="/nowhere"></a></p>')],
  ['r51 0 landmarks "banner"', clean.replace(/<header[\s\S]*<\/header>/, '')],
];

export async function faults(runner, browser, out) {
  const server = await serve({
    ...Object.fromEntries(FAULTS.map(([, html], i) => [`/${i}`, html])),
    '/hidden.css': ':focus-visible { outline: 0 !important; box-shadow: none !important }',
  });
  const context = await visitor(browser);
  const page = await context.newPage();
  for (const [i, [begins]] of FAULTS.entries()) {
    await runner.test(`a planted fault is found: ${begins}`, async () => {
      await page.goto(`${server.base}/${i}`);
      const problems = await inspect(page);
      if (!problems.some((line) => line.startsWith(begins))) throw new Error(`found only:\n${problems.join('\n') || 'nothing'}`);
    });
  }
  await context.close();
  server.close();

  await runner.test('a planted fault is found: r50 by each validator', async () => {
    const html = inMain('<p><div>Block in a line</div></p><button>No type</button>');
    const problems = await validate([{ url: server.base, html }], path.join(out, 'planted'));
    refuse(['r50 html-validate', 'r50 vnu'].filter((tool) => !problems.some((line) => line.startsWith(tool))).map((tool) => `${tool} found nothing`));
  });
  await runner.test('a page route that nobody opened is found', () => {
    const patterns = pageRoutes(parseRoutes('GET /\nGET /c/{slug}/{part}\nGET /c/{slug}/plan\nPOST /c/{slug}/gone\nGET /s/{file}\nGET /x/{*rest}\n'));
    const missing = unvisited(patterns, ['/', '/c/food/plan']);
    if (missing.join() !== '/c/{slug}/{part},/x/{*rest}') throw new Error(`missing: ${missing}`);
    if (patternOf(patterns, '/c/food/plan') !== '/c/{slug}/plan' || patternOf(patterns, '/y')) throw new Error('wrong pattern');
  });
}
