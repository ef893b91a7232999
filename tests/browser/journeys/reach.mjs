// Who has been heard: an organiser asks and pastes figures, a resident answers and skips.
import { addsFirstPerson, organiserSignsIn, startsChain } from './organiser.mjs';
import { agrees, opensLink } from './resident.mjs';

async function askedAndAnswered({ someone, mailbox, own, look, addOrganiser }) {
  const email = own('bo');
  addOrganiser(email, 'Bo');
  const bo = await someone();
  await organiserSignsIn(bo, mailbox, email);
  const glance = () => {};
  await startsChain(bo, { mailbox, email, look: glance });
  await addsFirstPerson(bo, { name: 'Ana Costa', email: own('ana') }, glance);
  await bo.follow('Themes');
  await bo.follow('Who was heard');
  await bo.at('Who was heard');
  await bo.sees('No chat has been written down yet.');
  await look(bo);
  await bo.follow('Choose the questions and type in the area’s figures');
  await bo.sees('All questions are off until you turn them on.');
  await look(bo);

  // Two columns out of a spreadsheet; a mistake is explained and keeps every typed word.
  await bo.follow(/^Change\s*:? Age/);
  await look(bo);
  const bands = 'Groups, and the area’s figures';
  await bo.choose('Ask residents this question');
  await bo.fill({ [bands]: 'Under 40; 60 %\n40 or over; 70 %' });
  await bo.isRefused('Save', { [bands]: 'Under 40; 60 %\n40 or over; 70 %' });
  await bo.sees('The per cents add up to 130 %.');
  await look(bo);
  await bo.fill({ [bands]: 'Under 40; 12,000\n40 or over; 36,000', 'Where the figures are from': 'Census 2021' });
  await bo.press('Save');
  await bo.sees('Asked, with the area’s figures');
  await bo.follow('Add a question of your own');
  await bo.fill({ 'The question': 'Do you rent your home?', [bands]: 'Yes\nNo' });
  await bo.choose('Ask residents this question');
  await bo.press('Save');
  await bo.sees('Do you rent your home?');

  const ana = await someone();
  const link = await opensLink(ana, mailbox, own('ana'), 'start a chat');
  if (await ana.has('link', 'A few questions about you')) throw new Error('it is asked before the yes');
  await agrees(ana, { starter: true, inviter: 'Alder House' });
  await ana.at('Who will you talk to next?');
  await ana.sees('If you like, you can tell us a little about yourself. You do not have to.');
  await ana.follow('A few questions about you');
  await ana.at('A few questions about you');
  await look(ana);
  if (await ana.page.locator('main input:checked').count()) throw new Error('an answer is chosen already');
  await ana.choose('40 or over');
  const skips = await ana.page.getByLabel('I would rather not say').evaluateAll((all) => all.map((box) => box.name));
  if (skips.length !== 2) throw new Error(`${skips.length} of 2 questions can be skipped`);
  await ana.answerWith(skips[1], 'skip');
  await ana.press('Save');
  await ana.sees('Saved. Thank you.');
  if (!await ana.page.getByLabel('40 or over').isChecked()) throw new Error('the answer is not shown to who gave it');
  await look(ana);
  await ana.follow('What we know about you');
  await ana.sees('How old are you? 40 or over');
  await ana.follow('A few questions about you');
  await ana.press('Remove my answers');
  await ana.sees('Your answers are removed.');
  // Nothing stands in the way of the one next thing to do.
  await ana.open(link);
  await ana.at('Who will you talk to next?');
}

export const tests = {
  'a resident says something about themself, or not': Object.assign(askedAndAnswered, { modes: ['phone, no script', 'desktop, script', 'phone, no script, keyboard alone'] }),
};
