// Sorting points into themes: twenty points by keyboard alone, number keys, undo, skip, many at once, striking out a name.
import { organiserIsIn } from './organiser.mjs';

const DESK = '/desk/food-in-marlgate';
const POINTS = 20;

/** Takes points out of the biggest theme of the list until so many are unsorted, by the list's own form. */
async function unsort(bea, wanted) {
  for (let round = 0; round < 12; round += 1) {
    await bea.open(`${DESK}/points?theme=none`);
    const found = (await bea.text()).match(/(\d+) points?\. Tick those/);
    if (found && +found[1] >= wanted) return;
    const themes = await bea.page.locator('#theme option').evaluateAll((all) => all.map((o) => o.value).filter((v) => /-/.test(v)));
    await bea.open(`${DESK}/points?theme=${themes[round % themes.length]}`);
    if (!await bea.has('button', /^Take out of /)) continue;
    await bea.choose(/^(All \d+ points|The 1 point) on this page$/);
    await bea.press(/^Take out of /);
    await bea.sees(/taken out of/i);
  }
  throw new Error(`the demo has no ${wanted} points to sort`);
}

const focused = (page) => page.evaluate(() => `${document.activeElement.name}#${document.activeElement.id}`);

/** Presses Tab until the focus is on an element of this name; every stop must be in sight. */
async function tabTo(page, name, most = 40) {
  for (let stops = 0; stops < most; stops += 1) {
    if ((await focused(page)).startsWith(`${name}#`)) return stops;
    await page.keyboard.press('Tab');
  }
  throw new Error(`r36 no ${name} within ${most} Tabs on ${page.url()}`);
}

/** Fails unless the element with the focus is in sight and nothing lies over it. */
async function inSight(page) {
  const covered = await page.evaluate(() => {
    const element = document.activeElement;
    const { left, top, width, height } = element.getBoundingClientRect();
    const at = document.elementFromPoint(left + width / 2, top + height / 2);
    return at && (element.contains(at) || at.contains(element)) ? null : `${element.id} under ${at?.className}`;
  });
  if (covered) throw new Error(`r36 the focus is not in sight: ${covered} on ${page.url()}`);
}

async function pressEnter(walker) {
  const { page } = walker;
  const arrives = page.waitForEvent('load');
  await page.keyboard.press('Enter');
  await arrives;
  walker.loads += 1;
}

async function r36SortsTwentyByKeyboard({ someone, mailbox, look, mode }) {
  const bea = await someone();
  const { page } = bea;
  await organiserIsIn(bea, mailbox);
  await unsort(bea, POINTS + 3);
  await bea.open(DESK);
  await bea.follow('Themes');
  await bea.follow(/^Sort \d+ points?$/);
  await bea.at('Group points into themes');
  await look(bea);
  await bea.isRefused('Save and show the next point');
  await look(bea);
  await bea.open(`${DESK}/sort`);
  const progress = async () => +(await bea.heading()).match(/(\d+) left/)[1];
  const before = await progress();

  for (let n = 0; n < POINTS; n += 1) {
    // After a press the first theme is a few Tabs away at the most; with script on a big page it has the focus.
    const stops = await tabTo(page, 'themes', n === 0 ? 60 : 12);
    if (n > 0 && mode.script && mode.viewport.width >= 1024 && stops > 0) throw new Error(`r36 the first theme has no focus after Save (${await focused(page)})`);
    await inSight(page);
    if (n % 3 === 1) {
      // Another theme: the next one, past what opens the other themes.
      await page.keyboard.press('Tab');
      await tabTo(page, 'themes', 3);
    }
    await inSight(page);
    await page.keyboard.press('Space');
    if (!await page.evaluate(() => document.activeElement.checked)) throw new Error('r36 Space ticks nothing');
    if (n % 2) {
      // From the box itself, or by way of the button.
      await pressEnter(bea);
    } else {
      await bea.page.getByRole('button', { name: 'Save and show the next point' }).focus();
      await inSight(page);
      await pressEnter(bea);
    }
  }
  const after = await progress();
  if (before - after !== POINTS) throw new Error(`r36 ${before} were left, and after ${POINTS} presses ${after}`);
  await bea.sees(/Saved in /);
  await look(bea);

  // A new theme from its field, with Enter.
  const theme = `New by key ${Date.now() % 1e7}`;
  await bea.page.getByLabel('Add a new theme (optional)').focus();
  await page.keyboard.type(theme);
  await pressEnter(bea);
  await bea.sees(`Saved in ${theme}`);
  // Taken back: the point is shown again, and nothing is ticked.
  await bea.press(/^Undo/);
  await bea.sees('Taken back.');
  if (await page.locator('input[name=themes]:checked').count()) throw new Error('what was taken back is still ticked');
  await look(bea);

  // Skipped: it comes again at the end.
  const left = await progress();
  await bea.press('Skip');
  await bea.sees('You skipped a point.');
  if (await progress() !== left) throw new Error('a skipped point counts as sorted');
  await bea.press(/^Undo/);
  await bea.sees('Taken back.');
}

async function r36NumberKeys({ someone, mailbox, look, mode }) {
  const bea = await someone();
  const { page } = bea;
  await organiserIsIn(bea, mailbox);
  await unsort(bea, 2);
  await bea.open(`${DESK}/sort/keys`);
  await look(bea);
  if (await page.getByLabel('Number keys tick themes').isChecked()) {
    await page.getByLabel('Number keys tick themes').uncheck();
    await bea.press('Save');
  }
  const box = page.locator('#theme-2');
  await bea.open(`${DESK}/sort`);
  await page.keyboard.press('2');
  if (await box.isChecked()) throw new Error('r36 number keys work though they are off');
  await bea.follow('Keys you can use');
  await bea.choose('Number keys tick themes');
  await bea.press('Save');
  await bea.sees('Number keys are on.');
  await look(bea);
  await bea.open(`${DESK}/sort`);
  await bea.sees('The number keys 1 to 9 tick them too.');
  if (mode.script) {
    await page.keyboard.press('2');
    if (!await box.isChecked()) throw new Error('r36 2 does not tick the second theme');
    await inSight(page);
    for (const keys of ['Control+1', 'Alt+1', 'Meta+1', 'Shift+1']) {
      await page.keyboard.press(keys);
      if (await page.locator('#theme-1').isChecked()) throw new Error(`r36 ${keys} ticks a theme`);
    }
    await bea.fill({ 'Add a new theme (optional)': '' });
    await page.getByLabel('Add a new theme (optional)').focus();
    await page.keyboard.type('12');
    if (await page.getByLabel('Add a new theme (optional)').inputValue() !== '12') throw new Error('r36 the field swallows numbers');
    if (await page.locator('#theme-1').isChecked()) throw new Error('r36 number keys work inside a text box');
    await page.locator('#theme-2').focus();
    await page.keyboard.press('2');
    if (await box.isChecked()) throw new Error('r36 2 does not take the tick away');
  }
  await bea.open(`${DESK}/sort/keys`);
  await page.getByLabel('Number keys tick themes').uncheck();
  await bea.press('Save');
  await bea.sees('Number keys are off.');
}
r36NumberKeys.modes = ['desktop, script', 'desktop, no script'];

async function listsAndNames({ someone, mailbox, look }) {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  await unsort(bea, 3);
  await bea.open(`${DESK}/points?theme=none`);
  await look(bea);
  await bea.isRefused('Add to theme');
  await look(bea);
  const theme = `Many ${Date.now() % 1e7}`;
  await bea.open(`${DESK}/points?theme=none`);
  await bea.page.locator('#point-1').check();
  await bea.page.locator('#point-2').check();
  await bea.fill({ 'Or a new theme (optional)': theme });
  await bea.press('Add to theme');
  await bea.sees(`2 points were added to ${theme}.`);
  await look(bea);
  await bea.select('In theme', theme);
  await bea.press('Show');
  await bea.sees('2 points. Tick those');
  await look(bea);
  await bea.isRefused(/^Move .+/);
  await bea.page.locator('select[name^="to-"]').first().selectOption({ index: 1 });
  await bea.press(/^Move .+/);
  await bea.sees(/Saved in .+, taken out of/);
  await bea.press(/^Undo/);
  await bea.sees('2 points. Tick those');

  // A name of somebody else.
  await bea.open(`${DESK}/points?q=the`);
  await bea.follow(/^About this point/);
  await bea.at('One point');
  await look(bea);
  await bea.isRefused('Strike out these names', {});
  await look(bea);
  await bea.fill({ 'Other names (optional)': 'the' });
  await bea.press('Look at it first');
  await bea.sees('Nothing is saved yet.');
  await bea.sees('[name]');
  await look(bea);
  await bea.press('Strike out these names');
  await bea.sees('Names struck out');
  await look(bea);
  await bea.press('Show all names again');
  if ((await bea.text()).includes('Names struck out')) throw new Error('the names are still struck out');
}
listsAndNames.modes = ['phone, no script', 'desktop, script'];

export const tests = {
  'r36 an organiser sorts twenty points with the keyboard alone, takes one back and skips one': r36SortsTwentyByKeyboard,
  'r36 number keys are off, can be turned on, and are dead in a text box': r36NumberKeys,
  'an organiser sorts many points at once and strikes out a name': listsAndNames,
};
