// What stands behind a theme: the table in every order, how its numbers are worked out, and a theme's page: words before
// numbers, no share of residents, and nothing to scroll sideways on a narrow phone.
import { organiserIsIn } from './organiser.mjs';

const THEMES = '/desk/food-in-marlgate/themes';
const NARROW = 360;

/** Nothing reaches past the edge of a phone of 360 px, and no bar or picture of a page is wider than its place. */
async function fitsNarrow(bea) {
  const before = bea.page.viewportSize();
  await bea.page.setViewportSize({ width: NARROW, height: 740 });
  const wide = await bea.page.evaluate(() => document.documentElement.scrollWidth);
  await bea.page.setViewportSize(before);
  if (wide > NARROW) throw new Error(`${bea.page.url()} is ${wide} px wide on a phone of ${NARROW} px`);
}

async function readsEvidence({ someone, mailbox, look }) {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  await bea.open(THEMES);
  await fitsNarrow(bea);
  await look(bea);
  const own = await bea.page.locator('table th[scope=row] bdi').allTextContents();
  for (const order of ['Most chats', 'Most often separately', 'Last heard', 'Our own order']) {
    await bea.follow(order);
    const now = await bea.page.locator('table th[scope=row] bdi').allTextContents();
    if ([...now].sort().join() !== [...own].sort().join()) throw new Error(`${order} shows other themes`);
  }
  const last = await bea.page.locator('table th[scope=row] bdi').allTextContents();
  if (last.join() !== own.join()) throw new Error('the own order is not what it was');

  await bea.follow('How these numbers are worked out');
  await bea.at('How these numbers are worked out');
  await fitsNarrow(bea);
  await look(bea);
  await bea.open(THEMES);
  await bea.follow(own[0]);
  await bea.sees(/In \d+ of \d+ chats?, in \d+ of \d+ branch/);
  await fitsNarrow(bea);
  await look(bea);

  // Words before numbers: the sentence stands above the list of numbers and the picture.
  const tops = await bea.page.evaluate(() => ['.lede', 'dl.figures', '.said-map, .strip']
    .map((found) => document.querySelector(found)?.getBoundingClientRect().top));
  if (tops.some((top) => typeof top !== 'number')) throw new Error(`something is missing: ${tops}`);
  if (tops[0] >= tops[1] || tops[0] >= tops[2]) throw new Error(`numbers stand before words: ${tops}`);
  const text = await bea.page.locator('main').innerText();
  if (/% of|per cent|percent/.test(text)) throw new Error('a share of somebody is told');
}

export const tests = {
  'the evidence of themes is read: words first, and nothing is cut off on a narrow phone': Object.assign(readsEvidence, {
    modes: ['phone, no script', 'desktop, script'],
  }),
};
