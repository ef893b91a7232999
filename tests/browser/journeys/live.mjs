// an open page says that something changed. It moves nothing, keeps the focus, and hears nothing while hidden.
import { organiserIsIn } from './organiser.mjs';

const CHAIN = '/desk/food-in-marlgate';
const SOON = 20_000;

/** Somebody asks on the public page to take part: that is a change of the chain. */
async function joins(someone, email) {
  const newcomer = await someone();
  await newcomer.open('/c/food-in-marlgate');
  await newcomer.follow('Ask to take part');
  await newcomer.fill({ 'Your full name': 'Robin Vale', 'Your email': email });
  await newcomer.choose('I agree to be contacted by one person.');
  await newcomer.press('Send');
}

/** Makes the page think that its tab is hidden, or seen again. */
const hide = (page, hidden) => page.evaluate((now) => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => now });
  document.dispatchEvent(new Event('visibilitychange'));
}, hidden);

const isLive = (request) => new URL(request.url()).pathname === `${CHAIN}/live`;

async function withScript({ someone, mailbox, own }) {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  const { page } = bea;
  const opened = page.waitForRequest(isLive);
  await bea.open(CHAIN);
  await opened;
  const line = page.getByRole('status').first();
  if (await line.innerText()) throw new Error(`r33 a page that was just opened says "${await line.innerText()}"`);
  const links = page.getByRole('main').getByRole('link');
  const focused = links.nth(Math.floor(await links.count() / 2));
  await focused.focus();
  const before = await page.evaluate(() => ({ y: scrollY, loads: performance.getEntriesByType('navigation').length, mark: (window.mark = 1) }));
  await joins(someone, own('live'));
  await page.waitForFunction(() => document.querySelector('[data-live] [role=status]').textContent.includes('Robin Vale'), null, { timeout: SOON });
  const after = await page.evaluate(() => ({ y: scrollY, mark: window.mark }));
  if (after.y !== before.y) throw new Error(`r33 the page moved from ${before.y} to ${after.y}`);
  if (after.mark !== 1) throw new Error('r33 the page was loaded again by itself');
  if (!await focused.evaluate((link) => link === document.activeElement)) throw new Error('r33 the focus moved');

  const closed = page.waitForEvent('requestfailed', { predicate: isLive, timeout: SOON });
  await hide(page, true);
  await closed;
  await joins(someone, own('hidden'));
  const again = page.waitForRequest(isLive);
  await hide(page, false);
  await again;
  await page.waitForFunction(() => document.querySelector('[data-live] [role=status]').textContent.includes('1 more change'), null, { timeout: SOON });
  await bea.follow('Show');
  if (await page.evaluate(() => window.mark)) throw new Error('r33 "Show" did not load the page');
  if (await line.innerText()) throw new Error('r33 the line is still there after "Show"');
}

async function withoutScript({ someone, mailbox }) {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  for (const path of [CHAIN, `${CHAIN}/messages`]) {
    await bea.open(path);
    if (await bea.has('link', 'Show')) throw new Error('r33 "Show" is there without script');
    await bea.follow('Refresh');
    if (new URL(bea.page.url()).pathname !== path) throw new Error(`"Refresh" leads to ${bea.page.url()}`);
  }
}

export const tests = {
  'an open page says what changed and waits': Object.assign(withScript, { modes: ['phone, script', 'desktop, script'] }),
  'without script a page has a link to refresh it': Object.assign(withoutScript, { modes: ['desktop, no script'] }),
};
