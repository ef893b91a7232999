// Every part of the stylesheet and the script on one page. `npm run gallery` checks it and leaves pictures in
// out/gallery-*.png; the suite runs the same checks.
import fs from 'node:fs';
import path from 'node:path';
import { inspect, picture } from './checks.mjs';
import { serve } from './fixture.mjs';
import { launch, visitor } from './kit.mjs';
import { refuse, Runner } from './runner.mjs';
import { validate } from './validate.mjs';

const html = fs.readFileSync(new URL('gallery.html', import.meta.url), 'utf8');

/** Adds the gallery's tests to the runner's. */
export async function gallery(runner, browser, out) {
  fs.mkdirSync(out, { recursive: true });
  const server = await serve({ '/': html });
  const context = await visitor(browser);
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
  await page.goto(server.base);

  await runner.test('r07 the summary of what was not right has the focus', async () => {
    const focused = await page.evaluate(() => document.activeElement.id);
    if (focused !== 'problem') throw new Error(`focus is on "${focused}"`);
  });
  await runner.test('the gallery passes every check', async () => {
    refuse([...await inspect(page), ...errors, ...await validate([{ url: server.base, html }], path.join(out, 'gallery'))]);
  });
  await picture(page, path.join(out, 'gallery'));
  await context.close();
  server.close();
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const runner = new Runner();
  const browser = await launch();
  await gallery(runner, browser, new URL('out', import.meta.url).pathname);
  await browser.close();
  process.exitCode = runner.finish();
}
