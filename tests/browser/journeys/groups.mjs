// Suggested groups: a theme is made of one, a group is no theme and comes back, and what was passed along is marked.
import { organiserIsIn } from './organiser.mjs';

const DESK = '/desk/food-in-marlgate';

async function makesATheme({ someone, mailbox, look }) {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  await bea.open(`${DESK}/points`);
  await bea.follow('Suggested groups');
  await bea.at('Suggested groups');
  await look(bea);

  // Not a theme, and back.
  const before = await bea.page.locator('article').count();
  await bea.press(/^Not a theme/);
  await bea.sees('The group is not offered any more');
  if (await bea.page.locator('article').count() !== before - 1) throw new Error('the group is still offered');
  await bea.follow('Not a theme');
  await bea.at('Groups that are not a theme');
  await look(bea);
  await bea.press(/^Offer it again/);
  await bea.sees('The group may be offered again');

  // The first group becomes a theme; nothing is ticked before.
  await bea.follow(/^Look at the \d+ points/);
  await bea.at('Could this be a theme?');
  await look(bea);
  if (await bea.page.locator('input[type="checkbox"]:checked').count()) throw new Error('a point is ticked that nobody ticked');
  await bea.isRefused('Make this theme');
  await look(bea);
  await bea.choose(/^Choose all \d+ points on this page$/);
  const name = `Nowhere to sit ${Date.now() % 1e6}`;
  await bea.fill({ 'Name of the new theme': name });
  await bea.press('Make this theme');
  await bea.at('Suggested groups');
  await bea.sees(`were added to ${name}`);
  await look(bea);
  await bea.press(/^Undo/);
  await bea.at('Suggested groups');
  await bea.sees('Taken back.');

  await bea.follow('Nearly the same words');
  await bea.at('Nearly the same words');
  await bea.sees('Passed along');
  await look(bea);
  await bea.follow(/^Look at the \d+ points and sort them/);
  await bea.at('Nearly the same words');
  await look(bea);
}

export const tests = {
  'a theme is made of a suggested group, and a group that is none comes back': makesATheme,
};
