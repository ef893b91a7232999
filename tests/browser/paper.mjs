// A page as it leaves the printer: how many sheets it takes, and what a camera reads from it.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
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

/** Reads the squares of a picture with zbar. */
export function scan(picture) {
  const text = execFileSync('zbarimg', ['--nodbus', '--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', picture], { encoding: 'utf8' });
  return text.split('\n').filter(Boolean);
}
