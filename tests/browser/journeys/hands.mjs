// Helping hands: a resident says on a phone what they could help with, looks after it, and two people are introduced.
import { addsFirstPerson, organiserSignsIn, startsChain } from './organiser.mjs';
import { agrees, opensLink } from './resident.mjs';

const ACTION = 'A long table on the first Sunday';

/** A chain with a published plan, its organiser, and two people who said yes. */
async function planned({ someone, mailbox, own, addOrganiser }) {
  const email = own('bo');
  addOrganiser(email, 'Bo');
  const bo = await someone();
  await organiserSignsIn(bo, mailbox, email);
  const glance = () => {};
  await startsChain(bo, { mailbox, email, look: glance });
  const people = [];
  for (const name of ['Ana', 'Zed']) {
    await addsFirstPerson(bo, { name: `${name} Costa`, email: own(name.toLowerCase()) }, glance);
    const person = await someone();
    const link = await opensLink(person, mailbox, own(name.toLowerCase()), 'start a chat');
    await agrees(person, { starter: true, inviter: 'Alder House' });
    people.push({ person, home: new URL(link).pathname, name, email: own(name.toLowerCase()) });
  }
  await bo.follow('Plan');
  await bo.fill({ 'Title of the plan': 'Our plan' });
  await bo.press('Save');
  await bo.follow('Add an action');
  await bo.fill({ 'Where are we now?': 'Nobody eats together.', 'What will be done?': ACTION });
  await bo.choose('We do this ourselves', 'Agreed');
  await bo.press('Save');
  await bo.follow('Plan');
  await bo.follow('Publish…');
  await bo.choose('Publish only', 'I have read the plan and it may be public');
  await bo.press('Publish');
  return { bo, people };
}

async function offersHelp(tools) {
  const { look } = tools;
  const { bo, people } = await planned(tools);
  for (const { person, home, name } of people) {
    await person.open(home);
    await person.follow('I could help');
    if (name === 'Ana') await look(person);
    await person.follow(/^I could help with this/);
    await person.sees(ACTION);
    if (name === 'Ana') await look(person);
    await person.fill({ 'What could you do?': `${name} brings the chairs` });
    await person.press('I could help with this');
    await person.sees('The organisers can see that you could help.');
    await person.sees(`${name} brings the chairs`);
    if (name === 'Ana') await look(person);
  }
  await bo.follow('Plan');
  await bo.follow(ACTION);
  await bo.follow('Who could help (2 people)');
  await bo.sees('Ana brings the chairs');
  await look(bo);
  return { bo, people };
}

async function looksAfterIt(tools) {
  const { someone, look } = tools;
  const { bo, people } = await offersHelp(tools);
  const [ana] = people;
  await bo.follow(/^Ask to look after it Ana/);
  await look(bo);
  await bo.press('Ask to look after it');
  await bo.sees('Nothing is public until they say yes.');
  await ana.person.open(`${ana.home}/help`);
  await ana.person.follow(/^Say yes or no/);
  await look(ana.person);
  await ana.person.press('Send my answer');
  await ana.person.sees('Choose yes or no.');
  await look(ana.person);
  await ana.person.choose('Yes', 'With my first name: Ana');
  await ana.person.press('Send my answer');
  await ana.person.sees('The plan shows that you look after it.');
  const anyone = await someone();
  const slug = new URL(bo.page.url()).pathname.split('/')[2];
  await anyone.open(`/c/${slug}/plan`);
  await anyone.sees('Ana, a neighbour');
  await anyone.sees('2 people said they could help.');
  await look(anyone);
  await ana.person.follow(/^See this, or step down/);
  await look(ana.person);
  await ana.person.press('I no longer look after this');
  await anyone.open(`/c/${slug}/plan`);
  await anyone.sees('owner to be found');
}

async function twoAreIntroduced(tools) {
  const { look } = tools;
  const { bo, people } = await offersHelp(tools);
  const [ana, zed] = people;
  for (const box of await bo.page.locator('input[name="person"]').all()) await box.check();
  await bo.press('Introduce the two ticked people');
  await bo.press('Ask them both');
  await bo.sees('Write why you thought of them.');
  await bo.fill({ 'Why these two?': 'Both of you bring chairs.' });
  await bo.press('Show the messages with these words');
  await bo.sees('Why we thought of you two: Both of you bring chairs.');
  await look(bo);
  await bo.press('Ask them both');
  await bo.sees('Waiting for their answers');
  await look(bo);
  await ana.person.open(ana.home);
  await ana.person.sees('We would like to introduce you to somebody.');
  await ana.person.open(`${ana.home}/introductions`);
  await look(ana.person);
  await ana.person.follow(/^Say yes or no/);
  await look(ana.person);
  await ana.person.choose('Yes', /^My email/);
  await ana.person.press('Send my answer');
  await ana.person.at('You said yes');
  if ((await ana.person.text()).includes('Zed')) throw new Error('Ana learnt a name too soon');
  await look(ana.person);
  await zed.person.open(`${zed.home}/introductions`);
  await zed.person.follow(/^Say yes or no/);
  await zed.person.choose('Yes', 'Something else');
  await zed.person.fill({ typed: 'I am at the long table, ask for me' });
  await zed.person.press('Send my answer');
  await zed.person.at('You both said yes');
  await zed.person.press('See how to reach Ana');
  await zed.person.sees(ana.email);
  await look(zed.person);
  await ana.person.open(`${ana.home}/introductions`);
  await ana.person.follow(/^Open/);
  await ana.person.press('See how to reach Zed');
  await ana.person.sees('I am at the long table, ask for me');
  await ana.person.press('End this introduction');
  await ana.person.at('This introduction is over');
  await look(ana.person);
}

export const tests = {
  'a resident offers help and looks after an action': Object.assign(looksAfterIt, { modes: ['phone, no script'] }),
  'two people are introduced': Object.assign(twoAreIntroduced, { modes: ['phone, no script'] }),
};
