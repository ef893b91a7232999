// A page as it leaves the printer: how many sheets it takes, and what a camera reads from it.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const out = path.join(path.dirname(new URL(import.meta.url).pathname), 'out');

/** Prints the page; returns the number of its A4 sheets and what the squares on them say. */
export async function print(page, name) {
  fs.mkdirSync(out, { recursive: true });
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false, path: path.join(out, `${name}.pdf`) });
  const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox\s*\[([^\]]*)\]/g)].map(([, box]) => box.trim());
  // A4 in points, give or take one.
  const wrong = boxes.filter((box) => {
    const [, , width, height] = box.split(/\s+/).map(Number);
    return Math.abs(width - 595) > 1.5 || Math.abs(height - 842) > 1.5;
  });
  if (wrong.length) throw new Error(`not A4: ${wrong}`);
  await page.emulateMedia({ media: 'print' });
  const picture = path.join(out, `${name}.png`);
  await page.screenshot({ path: picture, fullPage: true });
  await page.emulateMedia({ media: null });
  return { sheets: boxes.length, says: scan(picture) };
}

/** Reads the squares of a picture with zbar; it ends with 4 when there is none. */
export function scan(picture) {
  try {
    const text = execFileSync('zbarimg', ['--nodbus', '--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', picture], { encoding: 'utf8' });
    return text.split('\n').filter(Boolean);
  } catch (error) {
    if (error.status === 4) return [];
    throw error;
  }
}

/** Prints a page of many sheets; returns for each sheet its words, how it lies, and what its squares say. */
export async function pack(page, name) {
  fs.mkdirSync(out, { recursive: true });
  const file = path.join(out, `${name}.pdf`);
  await page.pdf({ preferCSSPageSize: true, printBackground: true, path: file });
  const { length } = run('pdfinfo', file).match(/^Pages:\s+(?<length>\d+)/m).groups;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pack-'));
  run('pdftoppm', '-r', '110', '-png', file, path.join(folder, 'sheet'));
  const pictures = fs.readdirSync(folder).sort();
  const sheets = [];
  for (let n = 1; n <= Number(length); n += 1) {
    const at = ['-f', String(n), '-l', String(n)];
    const [, width, height] = run('pdfinfo', ...at, file).match(/size:\s+([\d.]+) x ([\d.]+)/).map(Number);
    const boxes = run('pdftotext', ...at, '-bbox', file, '-');
    sheets.push({
      text: run('pdftotext', ...at, file, '-').replace(/\s+/g, ' '),
      lying: width > height,
      a4: Math.abs(Math.min(width, height) - 595) < 1.5 && Math.abs(Math.max(width, height) - 842) < 1.5,
      cut: [...boxes.matchAll(/xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</g)]
        .filter(([, x, y, right, foot]) => x < 14 || y < 14 || right > width - 14 || foot > height - 14).map(([, , , , , word]) => word),
      says: scan(path.join(folder, pictures[n - 1])),
    });
  }
  fs.rmSync(folder, { recursive: true, force: true });
  return sheets;
}

/** Names what does not fit into the box it stands in, as it is printed. */
export async function clipped(page) {
  await page.emulateMedia({ media: 'print' });
  const found = await page.locator('.leaf, .leaf .side, .leaf .part, article.paper').evaluateAll((boxes) => boxes
    .filter((box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
    .map((box) => `${box.className}: ${box.textContent.trim().slice(0, 60)}`));
  await page.emulateMedia({ media: null });
  return found;
}

const run = (program, ...args) => execFileSync(program, args, { encoding: 'utf8' });
