// "That is not what we meant": a resident of the demo says it on a phone, everybody reads that it was said, an organiser
// answers, and the resident reads the answer on their own page.
import { addsFirstPerson, makesPlan, organiserSignsIn, startsChain } from './organiser.mjs';
import { agrees, checks, invites, opensLink, writesRecord } from './resident.mjs';

const ACTION = 'Ask the traders to stay until eight one evening';
const QUOTE = 'The Wednesday market is cheap, but it shuts at five.';
const MEANT = 'I meant the food hall, not the traders outside.';
const ANSWER = 'Thank you. We will ask the food hall, too.';

/** A chain with a plan that rests on what Sam said. */
async function planned({ someone, mailbox, own, addOrganiser }) {
  const email = own('bo');
  addOrganiser(email, 'Bo');
  const bo = await someone();
  await organiserSignsIn(bo, mailbox, email);
  const glance = () => {};
  await startsChain(bo, { mailbox, email, look: glance });
  await addsFirstPerson(bo, { name: 'Maria Silva', email: own('maria') }, glance);
  const maria = await someone();
  await opensLink(maria, mailbox, own('maria'), 'start a chat');
  await agrees(maria, { starter: true, inviter: 'Alder House' });
  await invites(maria, { name: 'Sam Okoro', email: own('sam') });
  const sam = await someone();
  await opensLink(sam, mailbox, own('sam'), 'asked us to write to you');
  await agrees(sam, { inviter: 'Maria' });
  await opensLink(maria, mailbox, own('maria'), 'Sam said yes');
  await maria.press('Show how to reach Sam');
  await maria.follow('Back to your chat with Sam');
  await writesRecord(maria, { partner: 'Sam' });
  const link = await opensLink(sam, mailbox, own('sam'), 'Please check what Maria wrote');
  await checks(sam);
  await makesPlan(bo, { theme: 'Opening hours', action: ACTION, quote: QUOTE, look: glance });
  return { bo, sam, home: new URL(link).pathname };
}

async function saysAndIsAnswered(tools) {
  const { someone, look, mailbox, own } = tools;
  const { bo, sam, home } = await planned(tools);
  await sam.open(`${home}/led-to`);
  await sam.follow(/^That is not what we meant/);
  await sam.sees(QUOTE);
  await look(sam);
  await sam.isRefused('Tell the organisers');
  await look(sam);
  await sam.fill({ 'What did you mean?': MEANT });
  await sam.choose('Others may read what I wrote');
  await sam.press('Tell the organisers');
  await sam.sees('The organisers can read it now.');
  await sam.sees('The organisers have not answered yet.');
  await look(sam);

  const anyone = await someone();
  const slug = new URL(bo.page.url()).pathname.split('/')[2];
  await anyone.open(`/c/${slug}/plan`);
  await anyone.sees('Somebody whose words were used for this says: that is not what we meant.');
  if ((await anyone.text()).includes(MEANT)) throw new Error('words are public that nobody looked at');
  await look(anyone);

  await bo.open(`/desk/${slug}/plan`);
  await bo.follow('Read and answer');
  await bo.sees(MEANT);
  await look(bo);
  await bo.follow(/^Answer/);
  await bo.isRefused('Publish the answer');
  await look(bo);
  await bo.fill({ 'Your answer': ANSWER });
  await bo.choose('We changed the action.', 'Show their words, I checked that no name is in them');
  await bo.press('Show the message with these words');
  await bo.sees('We answered what you told us');
  await look(bo);
  await bo.press('Publish the answer');
  await bo.sees('Your answer stands in the plan.');
  await look(bo);

  await anyone.open(`/c/${slug}/plan`);
  await anyone.sees(ANSWER);
  await anyone.sees(MEANT);
  await look(anyone);
  await opensLink(sam, mailbox, own('sam'), 'We answered what you told us');
  await sam.open(`${home}/led-to`);
  await sam.sees(ANSWER);
  await sam.follow(/^Say it again/);
  await sam.at('That is not what we meant');
}

export const tests = {
  'a resident says that an action is not what they meant, and is answered': Object.assign(saysAndIsAnswered, {
    modes: ['phone, no script', 'desktop, script'],
  }),
};
