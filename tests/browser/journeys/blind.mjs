// Two organisers sort the same ten points without seeing one another, see where they differ, and settle one of it.
import { organiserIsIn, organiserSignsIn } from './organiser.mjs';

const BLIND = '/desk/food-in-marlgate/blind';
const POINTS = 10;
const OTHER = 'tariq@example.org';

/** Sorts a sample to its end: the nth point goes into the theme at the place that `theme` tells. */
async function sortsAll(walker, sample, theme, look) {
  await walker.open(sample);
  await walker.follow('Begin');
  await walker.sees('Point 1 of 10, 10 left');
  await look(walker);
  await walker.isRefused('Save and show the next point');
  await look(walker);
  await walker.open(`${sample}/sort`);
  for (let n = 0; n < POINTS; n += 1) {
    if (n === 2) {
      await walker.follow('Skip');
      await walker.sees('Point 4 of 10, 8 left');
      await walker.open(`${sample}/sort`);
    }
    if (await walker.page.locator('input[name=themes]:checked').count()) throw new Error('something is ticked before it was sorted');
    await walker.page.locator(`#theme-${theme(n)}`).check();
    await walker.press('Save and show the next point');
    if ((await walker.text()).includes('What came of it')) throw new Error('the result is shown too early');
  }
  await walker.at('Your answers');
  await look(walker);
  await walker.press('I am done');
  await walker.sees('You are done. Your answers stand.');
}

async function twoSortTheSame({ someone, mailbox, look }) {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  await bea.open(BLIND);
  await bea.at('Sort the same points twice');
  await look(bea);
  await bea.isRefused('Take a sample');
  await look(bea);
  await bea.choose('10 points');
  await bea.press('Take a sample');
  await bea.at('A sample of 10 points');
  await look(bea);
  const sample = new URL(bea.page.url()).pathname;
  await sortsAll(bea, sample, () => 1, look);
  await bea.sees('When somebody else is done too');
  await look(bea);

  const tariq = await someone();
  await organiserSignsIn(tariq, mailbox, OTHER);
  await sortsAll(tariq, sample, (n) => (n % 5 === 4 ? 2 : 1), async () => {});
  await tariq.sees('8 of 10 the same');

  await bea.open(sample);
  await bea.sees('8 of 10 the same');
  await look(bea);
  await bea.press('Put the 8 that are the same into their themes');
  await bea.sees('They are in their themes.');
  await bea.follow(/^Settle it/);
  await bea.at('Settle where this point belongs');
  await look(bea);
  await bea.isRefused('Save where it belongs');
  await look(bea);
  await bea.page.locator('#theme-1').check();
  await bea.press('Save where it belongs');
  await bea.sees('That difference is settled.');
  await bea.sees('Settled by Bea');
  await look(bea);
  // The other leaves the second one as it is.
  await tariq.open(sample);
  await tariq.follow(/^Settle it/);
  await tariq.press('Leave it as it is');
  await tariq.sees('That difference is settled.');
  if (await tariq.has('link', /^Settle it/)) throw new Error('something is still to be settled');

  await bea.open(sample);
  await bea.follow('Close this sample');
  await bea.at('Close this sample?');
  await look(bea);
  await bea.press('Close the sample');
  await bea.sees('Closed by Bea');
}

twoSortTheSame.modes = ['phone, no script', 'desktop, script'];

export const tests = {
  'two organisers sort the same ten points alone, see where they differ, and settle it': twoSortTheSame,
};
