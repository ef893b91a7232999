// Passing on in other ways than by e-mail, and the second name.
import { addsFirstPerson, organiserSignsIn, startsChain } from './organiser.mjs';
import { agrees, opensLink } from './resident.mjs';

/** A first person waits for somebody, an organiser finds one; then two names by e-mail; then a link given by hand. */
async function fourWays({ someone, mailbox, own, look, addOrganiser, mode }) {
  const email = own('bo');
  addOrganiser(email, 'Bo');
  const bo = await someone();
  await organiserSignsIn(bo, mailbox, email);
  const glance = () => {};
  await startsChain(bo, { mailbox, email, look: glance });
  await addsFirstPerson(bo, { name: 'Ana Costa', email: own('ana') }, glance);
  const ana = await someone();
  const anasLink = await opensLink(ana, mailbox, own('ana'), 'start a chat');
  await agrees(ana, { starter: true, inviter: 'Alder House' });

  // Somebody who waits can always choose for themself.
  await ana.at('Who will you talk to next?');
  await ana.isRefused('Continue');
  await look(ana);
  await ana.choose('Join me to the next person who is waiting');
  await ana.press('Continue');
  await ana.at('We are looking for someone for you');
  await look(ana);
  await ana.press('Choose somebody yourself instead');
  await ana.choose('Ask Alder House to find someone');
  await ana.press('Continue');
  await ana.at('Alder House is looking for someone for you');
  await look(ana);

  await bo.open('/desk');
  await bo.follow('Food in Alder Lane');
  await bo.follow('Find someone for Ana Costa');
  await look(bo);
  await bo.isRefused('Ask this person');
  await look(bo);
  await bo.fill({ Name: 'Tom Reed', 'Email address': own('tom') });
  await bo.choose('I have asked them and they are happy to get an email about a chat with this person');
  await bo.press('Ask this person');
  await ana.open(anasLink);
  await ana.at('Your invitation to Tom');
  await ana.press('Undo');

  // Two names: the second can be deleted at any time, and the page says so.
  await ana.at('Who will you talk to next?');
  await ana.choose('Email them for me', 'I have asked them and they are happy to get an email.');
  await ana.fill({ 'Their full name': 'Li Wei', 'Their email': own('li') });
  await ana.opens('A second name');
  await ana.fill({ 'The second person’s full name': 'Kofi Mensah', 'The second person’s email': own('kofi') });
  await ana.isRefused('Continue', { 'The second person’s full name': 'Kofi Mensah' });
  await look(ana);
  await ana.choose('I have asked the second person too, and they are happy to get an email.');
  await ana.press('Continue');
  await ana.sees('If Li cannot take part, we ask Kofi');
  await look(ana);
  await ana.press('Send to Li');
  await ana.sees('You gave us a second name: Kofi.');
  await look(ana);
  await ana.press('Delete the second name');
  await ana.sees('We have deleted the second name you gave.');
  await ana.press('Undo');

  // By hand: the link is shown after a press, and ends when Rosa says yes.
  await ana.choose('I will send it myself, or give them a letter');
  await ana.isRefused('Continue');
  await look(ana);
  await ana.fill({ 'Their full name': 'Rosa Diaz' });
  await ana.choose('I have asked them and they are happy to get it from me.');
  await ana.press('Continue');
  await ana.at('Give the invitation to Rosa');
  await look(ana);
  await ana.follow('Print a letter');
  await ana.at('Ana would like to talk with you about food where we live');
  await look(ana);
  await ana.open(anasLink);
  await ana.press('Show the link and a text to send');
  await ana.at('The link for Rosa');
  await look(ana);
  if (await ana.has('button', 'Copy the text') !== mode.script) throw new Error('the button that needs script is there without, or is not there with it');
  const [link] = (await ana.text()).match(/http\S*\/p\/[\w-]{43}/);
  const rosa = await someone();
  await rosa.open(link);
  await rosa.follow('Start');
  for (const box of (await rosa.page.getByRole('checkbox').all()).slice(0, 3)) await box.check();
  await rosa.press('Agree and continue');
  await rosa.choose('Email');
  await rosa.isRefused('Continue');
  await look(rosa);
  await rosa.fill({ 'Email address': own('rosa') });
  await rosa.press('Continue');
  await rosa.choose('Any time');
  await rosa.press('Continue');
  await rosa.press('Say yes to Ana');
  await rosa.at('Thank you. Ana will email you.');
  await rosa.sees('You have your own link now');
  await look(rosa);
  await rosa.open(link);
  if (rosa.answer.status() !== 410) throw new Error(`the link that was passed on answers ${rosa.answer.status()}, not 410`);
  await opensLink(rosa, mailbox, own('rosa'), 'Your own link');
  await rosa.at('Thank you. Ana will email you.');
}

export const tests = {
  'passing on in four ways': Object.assign(fourWays, { modes: ['phone, no script', 'desktop, script', 'phone, no script, keyboard alone'] }),
};
