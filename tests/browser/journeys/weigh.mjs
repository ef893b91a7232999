// Weighing in: an organiser asks, a resident answers ten cards at 360 px, changes one, and reads what came of it.
import { addsFirstPerson, organiserSignsIn, startsChain } from './organiser.mjs';
import { agrees, opensLink } from './resident.mjs';

const IDEAS = ['A late market', 'A shared kitchen', 'Seeds for every window', 'A lunch on Sundays', 'A bread swap', 'A tap in the park', 'Rides to the shop', 'A cook-book of the street', 'A van for the old', 'Beds behind the garages'];

export async function addsAction(bo, idea) {
  await bo.follow('Plan');
  await bo.follow('Add an action');
  await bo.fill({ 'Where are we now?': 'Nobody does it yet.', 'What will be done?': idea });
  await bo.choose('We do this ourselves', 'Proposed');
  const cost = bo.page.locator('#cost');
  if (await cost.count()) await bo.fill({ cost: '100' });
  await bo.press('Save');
}

async function tenCards({ someone, mailbox, own, look, addOrganiser }) {
  const email = own('bo');
  addOrganiser(email, 'Bo');
  const bo = await someone();
  await organiserSignsIn(bo, mailbox, email);
  const glance = () => {};
  await startsChain(bo, { mailbox, email, look: glance });
  await addsFirstPerson(bo, { name: 'Ana Costa', email: own('ana') }, glance);
  const ana = await someone();
  const link = await opensLink(ana, mailbox, own('ana'), 'start a chat');
  await agrees(ana, { starter: true, inviter: 'Alder House' });
  for (const idea of IDEAS) await addsAction(bo, idea);
  await bo.follow('Plan');
  await bo.follow('Let people vote');
  await look(bo);
  await bo.follow('Open a vote');
  await bo.fill({ budget: 'lots' });
  await bo.isRefused('Open the vote', { budget: 'lots' });
  await bo.sees('Type a sum in pounds');
  await look(bo);
  await bo.fill({ budget: '' });
  await bo.press('Open the vote');
  await bo.sees('0 people have voted.');
  await look(bo);

  await ana.open(link);
  await ana.follow('Vote on the ideas');
  const seen = new Set();
  for (let n = 1; n <= IDEAS.length; n += 1) {
    await ana.at('What do you think?');
    await ana.sees(`${n} of ${IDEAS.length}`);
    if (n === 1) {
      await look(ana);
      const sizes = await ana.page.locator('.votes button').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
      if (sizes.length !== 3 || sizes.some((height) => height < 44)) throw new Error(`the buttons are ${sizes} high`);
    }
    const words = await ana.text();
    seen.add(IDEAS.find((idea) => words.includes(idea)));
    await ana.press(['Agree', 'Pass', 'Disagree'][n % 3]);
  }
  if (seen.size !== IDEAS.length) throw new Error(`only ${[...seen]} were shown`);
  await ana.at('Thank you. You answered them all.');
  await look(ana);
  await ana.follow(/^Change A late market/);
  await ana.sees('So far you chose:');
  await look(ana);
  await ana.press('Agree');
  await ana.at('Thank you. You answered them all.');

  await bo.follow('Plan');
  await bo.follow('Let people vote');
  await bo.follow('Vote 1');
  await bo.sees('1 person has voted.');
  await bo.follow('Close the vote now');
  await look(bo);
  await bo.press('Close the vote');
  await bo.sees('Needs more votes');
  await look(bo);
  await ana.open(`${new URL(link).pathname}/weigh`);
  await ana.at('What came of the vote');
  await ana.sees('Too few people voted');
  await look(ana);
}

async function resultsAreRead({ someone, look }) {
  const anyone = await someone();
  await anyone.open('/c/food-in-marlgate/plan');
  await anyone.follow('How people voted');
  await anyone.follow('What came of vote 1');
  await anyone.sees('What people want most');
  await anyone.sees('What the money pays for');
  await look(anyone);
}

export const tests = {
  'a resident votes on ten cards': Object.assign(tenCards, { modes: ['phone, no script'] }),
  'anyone reads what came of a vote': Object.assign(resultsAreRead, { modes: ['phone, no script', 'desktop, script'] }),
};
