// The chain map at every size, measured where letters have a width: no label or flower stands on another, nothing is
// cut off. A Rust test writes the pages (tests/it/map/look.rs); they need no server.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { DESKTOP, launch, PHONE, visitor } from './kit.mjs';
import { refuse, Runner } from './runner.mjs';

const root = new URL('../..', import.meta.url).pathname;
const folder = path.join(root, 'target/tmp/map');
const SIZES = ['1', '7', '60', '60-mirrored', '500', '5000'];
const SIGHTS = [
  ['light', { colorScheme: 'light', forcedColors: 'none' }],
  ['dark', { colorScheme: 'dark', forcedColors: 'none' }],
  ['forced', { colorScheme: 'light', forcedColors: 'active' }],
];

/** Makes the pages and adds their tests to the runner's. */
export async function maps(runner, browser, out) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  await runner.test('r32 the pages with the map are made', () => {
    execFileSync('cargo', ['test', '--locked', '--test', 'it', 'map::look'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    refuse(SIZES.filter((size) => !fs.existsSync(file(size))).map((size) => `${file(size)} was not made`));
  });
  const context = await visitor(browser, { script: true });
  const page = await context.newPage();
  for (const size of SIZES) {
    await runner.test(`r32 no label or flower of the map stands on another: ${size}`, async () => {
      refuse(await everySight(page, size, out));
    });
  }
  await runner.test('r32 planted faults of the map are found', () => planted(page));
  await context.close();
}

const file = (size) => path.join(folder, `${size}.html`);

async function everySight(page, size, out) {
  const problems = [];
  await page.goto(pathToFileURL(file(size)).href);
  for (const [viewport, name] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
    await page.setViewportSize(viewport);
    for (const [sight, media] of SIGHTS) {
      await page.emulateMedia(media);
      const found = name === 'phone' ? await list(page) : [...await page.evaluate(drawing), ...await page.evaluate(readable, sight)];
      problems.push(...found.map((line) => `${size}, ${name}, ${sight}: ${line}`));
      await page.screenshot({ path: path.join(out, `map-${size}-${name}-${sight}.png`), fullPage: size !== '5000' });
    }
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia(SIGHTS[0][1]);
  await page.locator('svg.map').screenshot({ path: path.join(out, `map-${size}-picture.png`) });
  return problems;
}

/** What is wrong with the picture, in its own px: each line of a label and each flower is a box. */
function drawing() {
  const map = document.querySelector('svg.map');
  if (!map?.checkVisibility()) return ['there is no picture'];
  const { width, height } = map.viewBox.baseVal;
  const pen = new OffscreenCanvas(1, 1).getContext('2d');
  const boxes = [...map.querySelectorAll('[role=listitem]')].flatMap((item) => [...item.querySelectorAll('text, use, .fold circle')].map((part) => {
    const box = part.getBBox();
    if (part.localName === 'circle') return { what: part.parentElement.getAttribute('aria-label'), x: box.x, y: box.y, right: box.x + box.width, foot: box.y + box.height };
    const words = (text) => [...text.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join('');
    if (part.localName === 'text') {
      // The box of a line has air above and below the letters, by which lines may meet: what is drawn may not.
      const look = getComputedStyle(part);
      pen.font = look.font;
      const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = pen.measureText(words(part));
      const y = Number(part.getAttribute('y'));
      return { what: `"${words(part)}"`, x: box.x, y: y - up, right: box.x + box.width, foot: y + down };
    }
    // A flower is as round as it is wide, however it is turned.
    const [x, y] = part.getAttribute('transform').match(/-?[\d.]+/g).map(Number);
    const reach = Math.max(box.width, box.height) / 2;
    const [across, along] = [box.x + box.width / 2, box.y + box.height / 2];
    const what = `the flower of "${words(item.querySelector('text'))}"`;
    return { what, x: x + across - reach, y: y + along - reach, right: x + across + reach, foot: y + along + reach };
  }));
  const problems = boxes.length ? [] : ['nothing is drawn'];
  for (const box of boxes) {
    if (!(box.right - box.x > 1 && box.foot - box.y > 1)) problems.push(`${box.what} takes no room`);
    if (box.x < 0 || box.y < 0 || box.right > width || box.foot > height) problems.push(`${box.what} is cut off`);
  }
  boxes.sort((a, b) => a.y - b.y);
  for (const [n, a] of boxes.entries()) {
    for (let m = n + 1; m < boxes.length && boxes[m].y < a.foot; m += 1) {
      const b = boxes[m];
      const over = Math.min(a.foot, b.foot) - Math.max(a.y, b.y);
      const across = Math.min(a.right, b.right) - Math.max(a.x, b.x);
      if (over > 0 && across > 0) problems.push(`${a.what} and ${b.what} stand on each other by ${across.toFixed(1)} x ${over.toFixed(1)} px`);
    }
  }
  const frame = map.closest('.scroll');
  const before = frame.scrollLeft;
  if (frame.scrollWidth > frame.clientWidth + 1) {
    // What does not fit can be scrolled to, from whichever side reading begins.
    frame.scrollLeft = getComputedStyle(frame).direction === 'rtl' ? -1e6 : 1e6;
    if (frame.scrollLeft === before) problems.push('what is wider than its frame cannot be scrolled to');
    frame.scrollLeft = before;
  }
  const edge = map.getBoundingClientRect();
  const around = frame.getBoundingClientRect();
  const rtl = document.documentElement.dir === 'rtl';
  if (rtl ? edge.right > around.right + 1 : edge.left < around.left - 1) problems.push('the picture begins outside of its frame');
  return problems;
}

/** WCAG 1.4.3 for the letters of the picture, which axe does not see. */
function readable(sight) {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const luminance = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((n) => (n / 255 <= 0.04045 ? n / 255 / 12.92 : ((n / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const problems = new Set();
  const ground = luminance(getComputedStyle(document.querySelector('svg.map').closest('.card')).backgroundColor);
  for (const text of document.querySelectorAll('svg.map text')) {
    const ink = luminance(getComputedStyle(text).fill);
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    if (contrast < 4.5) problems.add(`letters "${text.getAttribute('class') ?? 'name'}" have a contrast of ${contrast.toFixed(2)} (${sight})`);
  }
  return [...problems];
}

/** On a phone a list stands for the picture: it opens, says as much, and fits. */
async function list(page) {
  const details = page.locator('.as-list details');
  if (!await details.isVisible()) return ['there is no list instead of the picture'];
  if (!await details.evaluate((e) => e.open)) await details.locator('summary').click();
  return page.evaluate(() => {
    const problems = [];
    if (document.querySelector('.as-picture').checkVisibility()) problems.push('the picture is there too');
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) problems.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
    const lines = [...document.querySelectorAll('.as-list li > span')];
    const drawn = document.querySelectorAll('svg.map [role=listitem]').length;
    if (!drawn || lines.length !== drawn) problems.push(`${lines.length} are listed, ${drawn} are drawn`);
    let foot = 0;
    for (const line of lines) {
      const flower = line.previousElementSibling.getBoundingClientRect();
      const box = line.getBoundingClientRect();
      const name = line.textContent.trim();
      if (!box.height || box.left < 0 || box.right > root.clientWidth || flower.left < 0 || flower.right > root.clientWidth) problems.push(`"${name}" is cut off`);
      if (box.top < foot - 1) problems.push(`"${name}" stands on the one before`);
      if (Math.min(box.right, flower.right) - Math.max(box.left, flower.left) > 0) problems.push(`"${name}" stands on its flower`);
      for (const part of line.children) {
        if (part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline') problems.push(`"${part.textContent}" does not fit`);
      }
      foot = box.bottom;
    }
    return problems;
  });
}

/** A check that never fails proves nothing. */
async function planted(page) {
  const spoil = {
    'stand on each other': () => {
      const [a, b] = document.querySelectorAll('svg.map [role=listitem] text:first-of-type');
      b.setAttribute('x', a.getAttribute('x'));
      b.setAttribute('y', Number(a.getAttribute('y')) + 4);
    },
    'is cut off': () => document.querySelector('svg.map text').setAttribute('x', '20'),
    'takes no room': () => document.querySelector('svg.map text').replaceChildren(),
    'nothing is drawn': () => document.querySelectorAll('svg.map [role=listitem]').forEach((item) => item.remove()),
    'have a contrast of': () => { document.querySelector('svg.map text').style.fill = '#aaa'; },
  };
  for (const [words, plant] of Object.entries(spoil)) {
    await page.setViewportSize(DESKTOP);
    await page.goto(pathToFileURL(file('7')).href);
    await page.evaluate(plant);
    const found = [...await page.evaluate(drawing), ...await page.evaluate(readable, 'light')];
    if (!found.some((line) => line.includes(words))) throw new Error(`"${words}" was not found, only:\n${found.join('\n') || 'nothing'}`);
  }
  await page.setViewportSize(PHONE);
  for (const [words, plant] of Object.entries({
    'are listed': () => document.querySelector('.as-list li').remove(),
    'stands on': () => { document.querySelector('.as-list li li > span, .as-list li + li > span').style.marginTop = '-60px'; },
    'scrolls sideways': () => { document.querySelector('.as-list li > span').style.width = '700px'; },
  })) {
    await page.goto(pathToFileURL(file('7')).href);
    await page.evaluate(plant);
    const found = await list(page);
    if (!found.some((line) => line.includes(words))) throw new Error(`"${words}" was not found, only:\n${found.join('\n') || 'nothing'}`);
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const runner = new Runner();
  const browser = await launch();
  await maps(runner, browser, new URL('out', import.meta.url).pathname);
  await browser.close();
  process.exitCode = runner.finish();
}
