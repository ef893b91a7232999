// From the plan's desk to paper: names block until they are looked at, the public plan prints whole, is read aloud, may
// stand in a frame, and leads to its files.
import { pack } from '../paper.mjs';
import { addsAction } from './weigh.mjs';
import { organiserSignsIn, startsChain } from './organiser.mjs';

const PLAN = '/c/food-in-marlgate/plan';
const NARROW = 360;
const words = (text) => text.replace(/\s+/g, ' ').replaceAll('-', '').replaceAll(' ', '').normalize('NFKC');

/** A word by its letters alone: what is read back from paper has some letters of a right-to-left word in another order. */
const letters = (word) => [...word.normalize('NFKC')].filter((c) => /[\p{L}\p{M}]/u.test(c)).sort().join('');
const isRightToLeft = (text) => /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text);

async function fitsNarrow(walker) {
  const before = walker.page.viewportSize();
  await walker.page.setViewportSize({ width: NARROW, height: 740 });
  const wide = await walker.page.evaluate(() => document.documentElement.scrollWidth);
  await walker.page.setViewportSize(before);
  if (wide > NARROW) throw new Error(`${walker.page.url()} is ${wide} px wide on a phone of ${NARROW} px`);
}

async function namesBlock({ someone, mailbox, own, look, addOrganiser }) {
  const email = own('publisher');
  addOrganiser(email, 'Bo');
  const bo = await someone();
  await organiserSignsIn(bo, mailbox, email);
  await startsChain(bo, { mailbox, email, look: () => {} });
  await addsAction(bo, 'Mrs Khan opens her kitchen');
  await bo.follow('Plan');
  await bo.fill({ 'Title of the plan': 'Our plan' });
  await bo.press('Save');
  await bo.sees('There may be a name in 1 place of this plan.');
  await look(bo);
  await bo.follow('Look before you publish');
  await bo.sees('You can publish once every marked name was looked at');
  await look(bo);
  await fitsNarrow(bo);
  await bo.isRefused('Save what may stay');
  await look(bo);
  await bo.choose('It is not a person, or the person agrees: it may stay');
  await bo.press('Save what may stay');
  await bo.sees('Every name we found was looked at.');
  await look(bo);
  await bo.choose('Publish only', 'I have read the plan and it may be public');
  await bo.press('Publish');
  await bo.sees('Version 1 of the plan is public now.');
}

async function onPaper({ someone, look }) {
  const anyone = await someone();
  await anyone.open(PLAN);
  await look(anyone);
  await fitsNarrow(anyone);
  const actions = await anyone.page.locator('.public-plan article h3').allInnerTexts();
  const quotes = await anyone.page.locator('.public-plan blockquote').allInnerTexts();
  const addresses = await anyone.page.locator('.on-paper bdi').evaluateAll((all) => all.map((one) => one.textContent));
  if (!actions.length || !quotes.length || addresses.length !== actions.length) throw new Error(`${actions.length} actions, ${quotes.length} quotes, ${addresses.length} addresses`);
  const sheets = await pack(anyone.page, 'plan');
  const pages = sheets.length;
  for (const [n, sheet] of sheets.entries()) {
    if (!sheet.a4 || sheet.lying) throw new Error(`sheet ${n + 1} of the plan is not A4, standing`);
    if (sheet.cut.length) throw new Error(`sheet ${n + 1} of the plan goes over the edge: ${sheet.cut.join(' ')}`);
    if (!sheet.text.includes(`${n + 1} / ${pages}`)) throw new Error(`sheet ${n + 1} has no number of ${pages}`);
  }
  const printed = words(sheets.map((sheet, n) => sheet.text.replace(`${n + 1} / ${pages}`, '')).join(' '));
  const spelled = new Set(sheets.flatMap((sheet) => sheet.text.normalize('NFKC').split(/[^\p{L}\p{M}]+/u).map(letters)));
  const isThere = (text) => (isRightToLeft(text) ? text.normalize('NFKC').split(/[^\p{L}\p{M}]+/u).every((word) => spelled.has(letters(word))) : printed.includes(words(text)));
  for (const wanted of [...actions, ...quotes, ...addresses]) if (!isThere(wanted)) throw new Error(`"${wanted}" is not on paper`);
}

async function files({ someone, look }) {
  const anyone = await someone();
  await anyone.open(PLAN);
  await anyone.follow('What is in these files');
  await anyone.at('Open data of the plan');
  await look(anyone);
  await fitsNarrow(anyone);
  for (const href of await anyone.page.locator('a[rel=alternate]').evaluateAll((all) => all.map((one) => one.href))) {
    const answer = await anyone.page.request.get(href);
    if (answer.status() !== 200) throw new Error(`${href} answers ${answer.status()}`);
  }
  await anyone.open(PLAN);
  await anyone.follow('See what it looks like');
  await anyone.sees('Read the whole plan by');
  await look(anyone);
  await fitsNarrow(anyone);
}

async function aloud({ someone }) {
  const anyone = await someone();
  await anyone.page.addInitScript(() => {
    globalThis.said = [];
    globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    const voice = { speak(one) { globalThis.said.push([one.lang, one.text]); globalThis.ends = one.onend; }, cancel() {}, pause() { globalThis.quiet = true; }, resume() { globalThis.quiet = false; } };
    Object.defineProperty(globalThis, 'speechSynthesis', { value: voice });
  });
  await anyone.open(PLAN);
  await anyone.page.getByRole('button', { name: 'Read this plan to me' }).click();
  await anyone.page.getByRole('button', { name: 'Pause' }).click();
  if (!await anyone.page.evaluate(() => globalThis.quiet)) throw new Error('it goes on');
  await anyone.page.getByRole('button', { name: 'Go on' }).click();
  await anyone.page.evaluate(() => { for (let n = 0; n < 400; n += 1) globalThis.ends(); });
  const said = await anyone.page.evaluate(() => globalThis.said);
  const title = await anyone.page.locator('h1').innerText();
  if (said[0][1] !== title || said[0][0] !== 'en') throw new Error(`first it says ${said[0]}`);
  const quotes = await anyone.page.locator('blockquote').evaluateAll((all) => all.map((one) => [one.lang, one.textContent.trim()]));
  for (const [lang, text] of quotes) if (!said.some(([spoken, told]) => spoken === lang && told === text)) throw new Error(`"${text}" is not read in ${lang}`);
  await anyone.sees('Read this plan to me');
}

export const tests = {
  'r39 a name in the plan blocks publishing until somebody looked at it': Object.assign(namesBlock, { modes: ['phone, no script', 'desktop, script'] }),
  'r42 the public plan fits A4 and has every action and every quote on paper': Object.assign(onPaper, { modes: ['desktop, script'] }),
  'open data and the plan in a frame': Object.assign(files, { modes: ['phone, no script', 'desktop, script'] }),
  'the plan is read aloud, each passage in its language': Object.assign(aloud, { modes: ['desktop, script'] }),
};
