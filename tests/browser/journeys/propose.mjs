// A resident proposes an action on a phone; an organiser takes it into the plan, and the plan says where it is from.
import { addsFirstPerson, organiserSignsIn, startsChain } from './organiser.mjs';
import { agrees, opensLink } from './resident.mjs';

const ACTION = 'Open the food bank one evening a week';

async function proposesAndIsTaken({ someone, mailbox, own, addOrganiser, look }) {
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
  const home = new URL(link).pathname;

  await ana.open(home);
  await ana.follow('Propose an action');
  await ana.sees('Nothing yet.');
  await look(ana);
  await ana.fill({ 'Where are we now?': 'It shuts at four.' });
  await ana.press('Send it');
  await ana.sees('Write what could be done');
  await look(ana);
  await ana.fill({ 'What could be done?': ACTION });
  await ana.choose('We can do it with help');
  await ana.press('Send it');
  await ana.sees('Thank you. It is sent.');
  await ana.sees('Nobody has answered yet');
  await look(ana);
  await ana.follow(/^Change/);
  await look(ana);
  await ana.fill({ 'Where are we now?': 'It shuts at four, and we work until six.' });
  await ana.press('Save');
  await ana.sees('Your change is saved.');

  await bo.follow('Plan');
  await bo.sees('A resident proposed an action.');
  await bo.follow('Read and answer');
  await look(bo);
  await bo.follow(ACTION);
  await bo.sees('we work until six');
  await look(bo);
  await bo.press('Decline it');
  await bo.sees('Say why not.');
  await look(bo);
  await bo.press('Take it into the plan');
  await bo.sees('The action:');
  await look(bo);

  await ana.open(`${home}/propose`);
  await ana.sees('It is not public yet.');
  await look(ana);
  await bo.follow('Plan');
  await bo.fill({ 'Title of the plan': 'Our plan' });
  await bo.press('Save');
  await bo.follow('Publish…');
  await bo.choose('Publish only', 'I have read the plan and it may be public');
  await bo.press('Publish');
  await ana.open(`${home}/propose`);
  await ana.follow(/^Read the action/);
  await ana.sees('Proposed by a resident.');
  await look(ana);
}

export const tests = {
  'a resident proposes an action and finds it in the plan': Object.assign(proposesAndIsTaken, { modes: ['phone, no script', 'desktop, script'] }),
};
