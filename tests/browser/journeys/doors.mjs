// The other doors and the hard moments: joining by oneself, a private topic, being left alone, a worry.
import { addsFirstPerson, organiserSignsIn, startsChain } from './organiser.mjs';
import { agrees, opensLink } from './resident.mjs';

/** Somebody asks on the public page to be contacted by one person, and says yes by the mailed link. */
async function joins({ someone, mailbox, own, look }) {
  const sam = await someone();
  await sam.open('/c/food-in-marlgate');
  await sam.follow('Ask to take part');
  await sam.isRefused('Send');
  await look(sam);
  await sam.fill({ 'Your full name': 'Sam Okoro', 'Your email': own('joiner') });
  await sam.choose('I agree to be contacted by one person.');
  await sam.press('Send');
  await sam.at('Look in your email');
  await look(sam);
  await opensLink(sam, mailbox, own('joiner'), 'Did you ask');
  await sam.follow('No thank you');
  await sam.choose('Delete my details');
  await sam.press('Send');
  await sam.at('Done. We have deleted your name and email.');
}

/** In a chain about something private, a first person leaves after the next has said yes; somebody is worried. */
async function privateTopic({ someone, mailbox, own, look, addOrganiser }) {
  const email = own('ivy');
  addOrganiser(email, 'Ivy');
  const ivy = await someone();
  await organiserSignsIn(ivy, mailbox, email);
  const glance = () => {};
  await startsChain(ivy, { mailbox, email, look: glance });
  await addsFirstPerson(ivy, { name: 'Ana Costa', email: own('first') }, glance);
  await ivy.follow('Set up');
  await ivy.follow('Rules');
  await ivy.page.locator('#sensitive').check();
  await ivy.press('Save');

  const ana = await someone();
  const anasLink = await opensLink(ana, mailbox, own('first'), 'start a chat');
  await ana.follow(/^What it does/);
  await look(ana);
  await ana.open(anasLink);
  await agrees(ana, { starter: true, inviter: 'Alder House' });
  await ana.choose('Email them for me');
  await ana.fill({ 'Their full name': 'Tom Reed', 'Their email': own('left') });
  await ana.choose('I have asked them and they are happy to get an email.');
  await ana.press('Continue');
  await ana.press('Send to Tom');
  const tom = await someone();
  const tomsLink = await opensLink(tom, mailbox, own('left'), 'asked us to write to you');
  await agrees(tom, { inviter: 'Ana' });

  await opensLink(ana, mailbox, own('first'), 'Tom said yes');
  await ana.follow('Something worries me about Tom');
  await ana.isRefused(WORRY);
  await look(ana);
  await ana.page.getByRole('textbox').first().fill('He sounded very low.');
  await ana.press(WORRY);
  await look(ana);

  await ana.open(`${anasLink}/stop`);
  await ana.choose('Stop taking part');
  await ana.press('Continue');
  await tom.open(tomsLink);
  await tom.at('What would you like now?');
  await tom.isRefused('Continue');
  await look(tom);
  await tom.choose('Let the organisers find someone. The person they find may contact me.');
  await tom.press('Continue');
  await tom.at('We are looking for someone for you');
  await tom.follow('Choose something else');
  await look(tom);
}

const WORRY = 'Send my note';
const TWO = ['phone, no script', 'desktop, script'];

export const tests = {
  'somebody asks by themself to take part': Object.assign(joins, { modes: [...TWO, 'phone, no script, keyboard alone'] }),
  'a private topic, a worry, and somebody who is left alone': Object.assign(privateTopic, { modes: TWO }),
};
