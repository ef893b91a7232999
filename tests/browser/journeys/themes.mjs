// Themes are merged and taken apart, and points are split off and merged back. Every walk leaves the demo's themes as
// they were.
import { organiserIsIn } from './organiser.mjs';

const THEMES = '/desk/food-in-marlgate/themes';

/** Opens the theme that stands at this place of the list, and tells its name. */
async function opensTheme(bea, place) {
  await bea.open(THEMES);
  const link = bea.page.locator('tbody th a').nth(place);
  const name = (await link.innerText()).trim();
  await bea.open(await link.getAttribute('href'));
  await bea.at(name);
  return name;
}

/** The value of the option with these words in the list of this name. */
async function option(bea, list, words) {
  const options = bea.page.locator(`select[name="${list}"] option`);
  const found = await options.evaluateAll((all, words) => all.find((o) => o.textContent.trim() === words)?.value, words);
  if (!found) throw new Error(`no "${words}" to choose from on "${await bea.title()}"`);
  return found;
}

const rows = async (bea) => {
  await bea.open(THEMES);
  return bea.page.locator('tbody tr th').allInnerTexts();
};

async function mergesAndTakesApart({ someone, mailbox, look }) {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  const before = await rows(bea);
  const into = await opensTheme(bea, 0);
  const name = await opensTheme(bea, 1);
  await look(bea);
  await bea.follow('Merge with another theme');
  await bea.isRefused('Continue');
  await look(bea);
  await bea.select('Which theme does it become part of?', await option(bea, 'into', into));
  await bea.press('Continue');
  await bea.at(`Merge “${name}” into “${into}”?`);
  await look(bea);
  await bea.press('Merge');
  await bea.at(into);
  await bea.sees('merged by');
  await look(bea);
  if ((await rows(bea)).length !== before.length - 1) throw new Error('the merged theme stands in the list');

  await opensTheme(bea, 0);
  await bea.follow(`Take apart ${name}`);
  await bea.at(`Take “${name}” out of “${into}” again?`);
  await look(bea);
  await bea.press('Take apart');
  await bea.at(name);
  const after = await rows(bea);
  if (after.join('|') !== before.join('|')) throw new Error(`the list was ${before.join(', ')} and is ${after.join(', ')}`);

  await opensTheme(bea, 1);
  await bea.follow('What happened to it');
  await bea.sees(`merged it into “${into}”`);
  await look(bea);
}

async function splitsPointsOff({ someone, mailbox, look }) {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  const before = await rows(bea);
  const name = await opensTheme(bea, 0);
  await bea.page.locator('input[name="points"][type="checkbox"]').first().check();
  await bea.press('Put into a new theme');
  await bea.at('Put points into a new theme');
  await bea.isRefused('Make the new theme');
  await look(bea);
  await bea.fill({ 'Name of the new theme': 'A theme of its own' });
  await bea.press('Make the new theme');
  await bea.at('A theme of its own');
  await bea.sees(`These points were first in ${name}.`);
  await look(bea);
  await bea.follow('Put under another theme');
  await bea.isRefused('Put it there');
  await look(bea);

  // Merged back, the points are where they were.
  await bea.follow('Back to the theme');
  await bea.follow('Merge with another theme');
  await bea.select('Which theme does it become part of?', await option(bea, 'into', name));
  await bea.press('Continue');
  await bea.press('Merge');
  await bea.at(name);
  const after = await rows(bea);
  if (after.join('|') !== before.join('|')) throw new Error(`the list was ${before.join(', ')} and is ${after.join(', ')}`);
}

export const tests = {
  'themes are merged and taken apart, and nothing is lost': mergesAndTakesApart,
  'points are split off into a theme of their own and merged back': splitsPointsOff,
};
