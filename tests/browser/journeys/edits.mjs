// Organisers write the plan: what they type is kept, and they hear of each other. A resident asks for a chain of their own.
import { addsFirstPerson, organiserSignsIn, startsChain } from './organiser.mjs';
import { agrees, opensLink } from './resident.mjs';

/** A chain with its organiser and one first person who said yes. */
async function begun({ someone, mailbox, own, addOrganiser }) {
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
  return { bo, ana, home: new URL(link).pathname };
}

async function keepsWhatIsTyped(tools) {
  const { look, mode } = tools;
  const { bo } = await begun(tools);
  await bo.follow('Plan');
  const plan = new URL(bo.page.url()).pathname;
  await bo.follow('Add an action');
  await bo.fill({ 'Where are we now?': 'Nobody sits.', 'What will be done?': 'A long bench' });
  if (mode.script) {
    await bo.page.locator('#kept').filter({ hasText: 'Kept for you' }).waitFor();
    await look(bo);
    await bo.open(plan);
    await bo.follow('Add an action');
    await bo.sees('We kept what you had typed');
    await look(bo);
    await bo.press('Throw it away');
    if (await bo.page.locator('#towards').inputValue()) throw new Error('what was thrown away is still there');
  }
  await bo.fill({ 'Where are we now?': 'Nobody sits.', 'What will be done?': 'A short bench' });
  await bo.choose('We do this ourselves', 'Agreed');
  await bo.press('Save');
  await bo.follow('Plan');
  await bo.sees('A short bench');
}

async function asksForAChain(tools) {
  const { look } = tools;
  const { bo, ana, home } = await begun(tools);
  const desk = new URL(bo.page.url()).pathname.split('/').slice(0, 3).join('/');
  await bo.open(`${desk}/asks`);
  await bo.sees('Nobody has asked yet.');
  await look(bo);
  // The chain is closed: whoever took part may ask.
  await bo.open(`${desk}/close`);
  await bo.answerWith('decision', 'close');
  await bo.press('Continue');
  await ana.open(home);
  await ana.follow('Start a chain of your own');
  await look(ana);
  await ana.press('Ask');
  await ana.sees('Write what people should talk about.');
  await look(ana);
  await ana.fill({ 'What should people talk about?': 'growing food', 'Where, or for whom?': 'The flats', 'Why does it matter?': 'We have a lawn.' });
  await ana.choose(/^The one you write to me at/);
  await ana.press('Ask');
  await ana.sees('The organisers have what you asked.');
  await look(ana);
  await bo.open(`${desk}/asks`);
  await look(bo);
  await bo.follow('growing food');
  await look(bo);
  await bo.press('Yes, make the chain');
  await bo.sees('Set up the chain');
  await look(bo);
  await ana.open(`${home}/begin`);
  await ana.sees('says yes');
  await look(ana);
}

export const tests = {
  'what organisers type is kept for them': keepsWhatIsTyped,
  'a resident asks for a chain of their own': asksForAChain,
};
