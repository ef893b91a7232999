// r12: the script that saves what is being written, on a page like a question's, with a server that does as it is told.
// `node autosave.mjs` runs it alone.
import { fileURLToPath } from 'node:url';
import { serve } from './fixture.mjs';
import { launch, visitor } from './kit.mjs';
import { Runner } from './runner.mjs';

const HERE = '/p/token/chat/1/question/1';
const page = (version) => `<!DOCTYPE html><html lang="en"><title>A question</title><script src="/s/app.js" defer></script>
<main><h1>A question</h1><form method="post" action="${HERE}" data-saved="Saved at %" data-failed="Not saved yet." data-newer="Changed elsewhere." data-over="It is over.">
<input type="hidden" name="version" value="${version}"><label for="point_1">What Sam said</label><textarea id="point_1" name="point_1"></textarea>
<input type="checkbox" name="skipped" id="skipped" value="yes"><label for="skipped">Not talked about</label>
<p role="status" id="kept"></p><button type="submit" name="next" value="continue">Save and continue</button></form></main></html>`;

/** Opens the page with a server that answers each form by `answers`, the last one for ever; collects what was sent. */
async function opened(context, base, answers) {
  const tab = await context.newPage();
  const sent = [];
  await tab.route(`**${HERE}`, async (route) => {
    const request = route.request();
    if (request.method() !== 'POST') return route.continue();
    const form = new URLSearchParams(request.postData());
    sent.push(Object.fromEntries(form));
    if (form.get('next') === 'continue') return route.fulfill({ status: 200, contentType: 'text/html', body: '<title>Next</title><h1>Next</h1>' });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === 'lost') return route.abort();
    const version = String(Number(form.get('version')) + 1);
    return route.fulfill({ status: answer, headers: answer === 204 ? { 'x-version': version, 'x-saved-at': '2%3A14pm' } : {} });
  });
  await tab.goto(base + HERE);
  const said = [];
  await tab.exposeFunction('heard', (words) => said.push(words));
  await tab.evaluate(() => new MutationObserver(() => globalThis.heard(document.getElementById('kept').textContent))
    .observe(document.getElementById('kept'), { childList: true, characterData: true, subtree: true }));
  const until = async (what, holds) => {
    for (const deadline = Date.now() + 20_000; !(await holds());) {
      if (Date.now() > deadline) throw new Error(`${what}; sent ${JSON.stringify(sent)}, said ${JSON.stringify(said)}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  return { tab, sent, said, until, box: tab.getByLabel('What Sam said') };
}

const same = (is, should, what) => {
  if (JSON.stringify(is) !== JSON.stringify(should)) throw new Error(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
};
const held = (tab) => tab.evaluate(() => sessionStorage.length);

const cases = {
  async 'the first save is said, later ones are not, and the version goes along'(context, base) {
    const { tab, sent, said, until, box } = await opened(context, base, [204]);
    await box.pressSequentially('One');
    await until('nothing was saved', () => said.length === 1);
    await box.pressSequentially(' two');
    await until('nothing more was saved', () => sent.length === 2);
    await until('it is still held', async () => await held(tab) === 0);
    same(said, ['Saved at 2:14pm'], 'said');
    same(sent.map(({ version, point_1, next }) => [version, point_1, next]), [['0', 'One', 'keep'], ['1', 'One two', 'keep']], 'sent');
    await tab.getByRole('button').click();
    await tab.getByRole('heading', { name: 'Next' }).waitFor();
    same([sent[2].version, sent[2].next], ['2', 'continue'], 'the form itself');
  },

  async 'a failure is said once, tried again, and what was typed outlives a page that is loaded again'(context, base) {
    const { tab, sent, said, until, box } = await opened(context, base, ['lost', 503, 204]);
    await box.pressSequentially('Mine');
    await until('no failure was said', () => said.length === 1);
    same([said[0], await held(tab)], ['Not saved yet.', 1], 'after a failure');
    await tab.reload();
    same(await box.inputValue(), 'Mine', 'after a reload');
    await until('it was not tried again', () => sent.length >= 3);
    await until('it is still held', () => sent.at(-1).point_1 === 'Mine');
    await tab.waitForFunction(() => sessionStorage.length === 0, null, { timeout: 20_000 });
    same(await tab.locator('#kept').textContent(), 'Saved at 2:14pm', 'in the end');
  },

  async 'a newer text elsewhere is said and nothing more is sent'(context, base) {
    const { tab, sent, said, until, box } = await opened(context, base, [409]);
    await box.pressSequentially('Old');
    await until('nothing was said', () => said.length === 1);
    await box.pressSequentially('er');
    await tab.waitForTimeout(3000);
    same([said, sent.length, await held(tab)], [['Changed elsewhere.'], 1, 1], 'after a conflict');
  },

  async 'it is saved at once when the page goes out of sight'(context, base) {
    const { tab, sent, until, box } = await opened(context, base, [204]);
    await box.fill('In a hurry');
    await tab.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    const begun = Date.now();
    await until('nothing was saved', () => sent.length === 1);
    if (Date.now() - begun > 1500) throw new Error('it waited');
  },
};

/** Runs every case in a tab of its own. */
export async function autosave(runner, browser) {
  const site = await serve({ [HERE]: page(0) });
  for (const [name, walk] of Object.entries(cases)) {
    await runner.test(`r12 ${name}`, async () => {
      const context = await visitor(browser);
      try { await walk(context, site.base); } finally { await context.close(); }
    });
  }
  await site.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const runner = new Runner();
  const browser = await launch();
  await autosave(runner, browser);
  await browser.close();
  process.exitCode = runner.finish();
}
