// `npm run gallery`: every part of the stylesheet on one page, checked and pictured in out/gallery-*.png.
import fs from 'node:fs';
import http from 'node:http';
import { inspect, picture } from './checks.mjs';
import { launch, visitor } from './kit.mjs';
import { validate } from './validate.mjs';

const here = new URL('.', import.meta.url);
const files = {
  '/': [new URL('gallery.html', here), 'text/html; charset=utf-8'],
  '/s/app.css': [new URL('../../templates/static/app.css', here), 'text/css'],
  '/s/app.js': [new URL('../../templates/static/app.js', here), 'text/javascript'],
  '/s/daisy.svg': [new URL('../../templates/static/daisy.svg', here), 'image/svg+xml'],
};
const saves = [];

const server = http.createServer((request, response) => {
  if (request.method === 'POST') {
    saves.push(request.url);
    response.writeHead(204).end();
    return;
  }
  const [file, type] = files[request.url] ?? files['/'];
  response.writeHead(200, {
    'content-type': type,
    'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'",
  }).end(fs.readFileSync(file));
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const base = `http://127.0.0.1:${server.address().port}`;

const browser = await launch();
const out = new URL('out/', here).pathname;
fs.mkdirSync(out, { recursive: true });
const problems = [];
try {
  const page = await (await visitor(browser)).newPage();
  page.on('console', (message) => { if (message.type() === 'error') problems.push(`console: ${message.text()}`); });
  await page.goto(base);
  const focused = await page.evaluate(() => document.activeElement.id);
  if (focused !== 'problem') problems.push(`app.js: focus is on "${focused}", not on the summary of problems`);
  await page.getByLabel('What is good about food').fill('The market');
  await page.waitForTimeout(2500);
  if (saves.join() !== '/autosave') problems.push(`app.js: autosave posted ${saves.length} times`);
  if (!await page.getByText('Your words are kept as you type.').count()) problems.push('app.js: the first save is not announced');
  problems.push(...await inspect(page));
  await picture(page, `${out}/gallery`);
  problems.push(...await validate([{ url: base, html: fs.readFileSync(files['/'][0], 'utf8') }], out));
} finally {
  await browser.close();
  server.close();
}
console.log(problems.length ? problems.join('\n') : 'the gallery is clean');
process.exitCode = problems.length ? 1 : 0;
