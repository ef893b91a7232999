// The chain as the people in it walk it: from the mailed link to the next person, and on to the public plan.
import { addsFirstPerson, makesPlan, organiserSignsIn, pastesList, startsChain } from './organiser.mjs';

/** Opens the personal link in the newest message about this. */
export async function opensLink(walker, mailbox, email, about) {
  const { links } = await mailbox.waitFor(email, about);
  const link = links.find((address) => /\/p\/[\w-]{20,}$/.test(address));
  if (!link) throw new Error(`no personal link in the message to ${email} about "${about}": ${links}`);
  await walker.open(link);
  return link;
}

/** Says yes at an open invitation; with `look`, every form is first sent empty. */
export async function agrees(walker, { starter = false, inviter, look }) {
  const refuses = async (button) => { if (look) { await walker.isRefused(button); await look(walker); } };
  await walker.follow('Start');
  await refuses('Agree and continue');
  const terms = await walker.page.getByRole('checkbox').all();
  for (const box of terms.slice(0, 3)) await box.check();
  await walker.press('Agree and continue');
  await refuses('Continue');
  if (look) {
    await walker.choose('Text message');
    await walker.fill({ 'Phone number': '12' });
    await walker.isRefused('Continue', { 'Phone number': '12' });
  }
  await walker.choose('Text message');
  await walker.fill({ 'Phone number': '020 7946 0123' });
  await walker.press('Continue');
  if (!starter) {
    await refuses('Continue');
    await walker.choose('Evenings', 'Weekends', 'A step-free place');
    await walker.fill({ 'Anything we should know? (optional)': 'Please text before you call.' });
    await walker.press('Continue');
  }
  await walker.at('Check your answers and say yes');
  if (look) await look(walker);
  await walker.sees('020 7946 0123');
  await walker.press(`Say yes to ${inviter}`);
}

/** Names the next person and sends the invitation off; the waiting page offers Undo. */
export async function invites(walker, { name, email, look }) {
  const first = name.split(' ')[0];
  if (look) await walker.isRefused('Continue');
  await walker.choose('Email them for me');
  if (look) {
    await walker.fill({ 'Their full name': name });
    await walker.isRefused('Continue', { 'Their full name': name });
    await look(walker);
  }
  await walker.fill({ 'Their full name': name, 'Their email': email });
  await walker.choose('I have asked them and they are happy to get an email.');
  await walker.press('Continue');
  await walker.at(`Check the message to ${first}`);
  if (look) await look(walker);
  await walker.press(`Send to ${first}`);
  await walker.at(`Your invitation to ${first}`);
  if (look) await goesBack(walker, new RegExp(`(Your invitation to|We have asked) ${first}`));
}

/** r09: Back from a page that confirms something leads to a page that makes sense, and sends nothing again. */
async function goesBack(walker, confirmed) {
  const back = await walker.page.goBack();
  if (back && back.status() !== 200) throw new Error(`r09 Back answers ${back.status()}`);
  await walker.at(confirmed);
}

/** Writes one point under each question, two under the first; returns how often a page came for an added point. */
export async function writesRecord(walker, { partner, look }) {
  await walker.follow('Write down what you heard');
  if (look) { await walker.isRefused('Continue'); await look(walker); }
  await walker.choose('Yes, we talked and we agree');
  await walker.press('Continue');
  let added = 0;
  for (let n = 1; n <= 5; n += 1) {
    await walker.sees(`question ${n} of 5`);
    if (look && n === 1) await look(walker);
    if (n === 1) {
      if (look) { await walker.isRefused('Save and continue'); await look(walker); }
      await walker.fill({ point_1: 'The market on Wednesday is cheap and friendly.' });
      await walker.press('Add another point');
      added += 1;
      await walker.fill({ point_2: 'My aunt cooks for the whole stairwell.' });
    } else if (n === 2) {
      await walker.choose('We did not talk about this');
    } else {
      await walker.fill({ point_1: `What ${partner} said to question ${n}.` });
    }
    await walker.press('Save and continue');
  }
  await walker.at('Check what you wrote');
  if (look) await look(walker);
  await walker.sees('My aunt cooks for the whole stairwell.');
  await walker.press(`Show this to ${partner}`);
  await walker.at('Thank you.');
  return added;
}

/** Answers every point: changes the first, strikes the second, keeps the others, and lets the first be quoted by name. */
export async function checks(walker, look) {
  if (look) { await walker.isRefused('Save'); await look(walker); }
  const points = (await walker.fields()).filter((name) => name.startsWith('verdict_')).map((name) => name.slice(8));
  if (points.length !== 5) throw new Error(`${points.length} points to check, 5 were written`);
  for (const [i, n] of points.entries()) {
    await walker.answerWith(`verdict_${n}`, ['change', 'out'][i] ?? 'keep');
    if (i !== 1) await walker.answerWith(`quote_${n}`, ['first_name', '', 'no_name'][i] ?? 'none');
  }
  await walker.fill({ [`words_${points[0]}`]: CHANGED });
  await walker.choose('This is right now');
  await walker.press('Save');
  await walker.at('Who will you talk to next?');
}

const CHANGED = 'The Wednesday market is cheap, but it shuts at five.';

function atMost(loads, most, what) {
  if (loads > most) throw new Error(`${what} takes ${loads} page loads, more than ${most}`);
}

/** From an empty desk to the public plan, in one chain. */
async function wholeChain({ someone, mailbox, own, addOrganiser, look, base }) {
  const email = own('bea');
  addOrganiser(email, 'Bea');
  const bea = await someone();
  await organiserSignsIn(bea, mailbox, email);
  await startsChain(bea, { mailbox, email, look });
  await addsFirstPerson(bea, { name: 'Maria Silva', email: own('maria') }, look);
  await pastesList(bea, [{ name: 'Kofi Mensah', email: own('kofi') }, { name: 'Li Wei', email: own('liwei') }], look);

  // The first person has the first turn, takes an invitation back, and sends it again to somebody else.
  const maria = await someone();
  await opensLink(maria, mailbox, own('maria'), 'start a chat');
  await maria.at('Alder House would like you to start a chain of chats');
  await agrees(maria, { starter: true, inviter: 'Alder House' });
  await maria.at('Who will you talk to next?');
  await invites(maria, { name: 'Hanna Berg', email: own('hanna'), look });
  await maria.press('Undo');
  await maria.at('Who will you talk to next?');
  await invites(maria, { name: 'Sam Okoro', email: own('sam') });

  // r02: the next person says yes in at most eight page loads.
  const sam = await someone();
  const samsLink = await opensLink(sam, mailbox, own('sam'), 'asked us to write to you');
  await sam.at('Maria would like to talk with you about food where we live');
  await agrees(sam, { inviter: 'Maria' });
  await sam.at('Thank you. Maria will send you a text.');
  atMost(sam.loads, 8, 'r02 saying yes');
  const quick = await mailbox.mayHave(own('hanna'));
  if (quick) throw new Error(`the invitation that was taken back was sent: ${quick.subject}`);

  // Maria sees how to reach Sam, and writes down what she heard.
  const mariasLink = await opensLink(maria, mailbox, own('maria'), 'Sam said yes');
  await maria.at('Your chat with Sam');
  if ((await maria.text()).includes('020 7946 0123')) throw new Error('the details are shown before the button is pressed');
  await maria.press('Show how to reach Sam');
  await maria.sees('020 7946 0123');
  await look(maria);
  await maria.follow('Back to your chat with Sam');
  await maria.follow('Print a sheet with the questions');
  await maria.open(mariasLink);
  maria.loads = 0;
  const added = await writesRecord(maria, { partner: 'Sam' });
  atMost(maria.loads - added, 9, 'r02 a record of five questions');

  // Sam checks it and passes on in at most five page loads.
  sam.loads = 0;
  await opensLink(sam, mailbox, own('sam'), 'Please check what Maria wrote');
  await checks(sam);
  await invites(sam, { name: 'Nadia Haddad', email: own('nadia') });
  atMost(sam.loads, 5, 'r02 checking and passing on');
  await look(sam);
  await sam.open(samsLink);
  await sam.follow('See or change what you said');
  await sam.sees(CHANGED);

  // r18: no, in two presses, and the link has ended.
  const nadia = await someone();
  const nadiasLink = await opensLink(nadia, mailbox, own('nadia'), 'asked us to write to you');
  nadia.loads = 0;
  await nadia.follow('No thank you');
  await nadia.choose('Delete my details, and never write to me again');
  await nadia.press('Send');
  await nadia.at('Done. We have deleted your name and email.');
  atMost(nadia.loads, 2, 'r18 saying no');
  await look(nadia);
  await nadia.open(nadiasLink);
  if (nadia.answer.status() !== 410) throw new Error(`the ended link answers ${nadia.answer.status()}, not 410`);
  await nadia.at('This link has ended');
  await look(nadia);

  // Sam is told, has the turn again, and does not want to choose anyone else.
  await opensLink(sam, mailbox, own('sam'), 'cannot take part this time');
  await sam.at('Who will you talk to next?');
  await sam.follow('I do not want to choose someone');
  await sam.isRefused('Continue');
  await sam.choose('I do not want to choose anyone. My part is done');
  await sam.press('Continue');
  await sam.at('Thank you. Your part is done.');

  await getsNewLink({ bea, sam, samsLink, mailbox, own, look });
  await leaving({ someone, mailbox, own, look });

  // What Sam said stands behind the plan, in Sam's own words and under Sam's first name.
  await makesPlan(bea, { theme: 'Opening hours', action: 'Ask the council to keep the market open until seven', quote: CHANGED, look });
  await opensLink(sam, mailbox, own('sam'), 'plan');
  await sam.follow('What your words led to');
  await sam.sees('Ask the council to keep the market open until seven');
  await bea.follow('Read the public plan');
  const anyone = await someone();
  await anyone.open(bea.page.url());
  await anyone.at('Our food plan for Alder Lane');
  await anyone.sees(CHANGED);
  await anyone.sees('Sam');
  await anyone.follow(/^Read the \d+ points? behind action 1$/);
  await anyone.sees(CHANGED);
  if ((await anyone.text()).includes('My aunt cooks')) throw new Error('a point that was taken out is public');
  await anyone.open(base);
  await anyone.follow(/Food in Alder Lane/);
}

/** A link that was replaced has ended, and its page can mail a new one. */
async function getsNewLink({ bea, sam, samsLink, mailbox, own, look }) {
  await bea.follow('People');
  await bea.follow('Sam Okoro');
  await bea.follow('Send Sam a new link');
  await bea.choose('Yes, send a new link');
  await bea.press('Continue');
  await bea.sees('We are sending Sam a new link.');
  await sam.open(samsLink);
  if (sam.answer.status() !== 410) throw new Error(`the replaced link answers ${sam.answer.status()}, not 410`);
  await mailbox.waitFor(own('sam'), 'Here is your new link');
  await sam.press('Email me a new link');
  await sam.at('Look in your email');
  await look(sam);
  await opensLink(sam, mailbox, own('sam'), 'Here is your new link');
  await sam.at('Thank you. Your part is done.');
}

/** Two first people leave: one stops and comes back, one deletes everything. */
async function leaving({ someone, mailbox, own, look }) {
  const kofi = await someone();
  const link = await opensLink(kofi, mailbox, own('kofi'), 'start a chat');
  await agrees(kofi, { starter: true, inviter: 'Alder House' });
  await changesWhatIsHeld(kofi, look);
  await kofi.follow('Stop taking part');
  await kofi.isRefused('Continue');
  await kofi.choose('Stop taking part');
  await kofi.press('Continue');
  await kofi.at('You have stopped taking part');
  await look(kofi);
  await kofi.press('Take part again');
  await kofi.open(link);
  await kofi.at('Who will you talk to next?');

  const li = await someone();
  const lisLink = await opensLink(li, mailbox, own('liwei'), 'start a chat');
  await agrees(li, { starter: true, inviter: 'Alder House' });
  await li.follow('Delete everything about me');
  await li.isRefused('Continue');
  await look(li);
  await li.choose('Delete everything about me');
  await li.press('Continue');
  await li.at('Type the code from your email');
  await look(li);
  await li.isRefused('Delete everything about me');
  await look(li);
  const { text } = await mailbox.waitFor(own('liwei'), 'asked for a code');
  await li.fill({ code: text.match(/\b[0-9A-Z]{4}[ -]?[0-9A-Z]{4}\b/)[0] });
  await li.press('Delete everything about me');
  await li.at('Done. We have deleted your name and email.');
  await look(li);
  await li.open(lisLink);
  if (li.answer.status() !== 410) throw new Error(`the link of one who is deleted answers ${li.answer.status()}, not 410`);
}

/** Looks at all that is held, and puts name and language right. */
async function changesWhatIsHeld(kofi, look) {
  await kofi.follow('What we know about you');
  await look(kofi);
  await kofi.follow('Change your name');
  await kofi.fill({ 'Your full name': '' });
  await kofi.isRefused('Save');
  await look(kofi);
  await kofi.fill({ 'Your full name': 'Kofi Mensah' });
  await kofi.press('Save');
  await kofi.sees('Kofi Mensah');
  await kofi.follow('Change your language');
  await look(kofi);
  await kofi.press('Save');
  await kofi.follow('Get a copy of all this');
  await look(kofi);
  await kofi.follow('Cancel');
  await kofi.follow('Back');
}

/** One link of a chain, with every form first sent empty: a first person asks the next, who says yes; they talk. */
async function oneLink({ someone, mailbox, own, look, addOrganiser }) {
  const email = own('ben');
  addOrganiser(email, 'Ben');
  const ben = await someone();
  await organiserSignsIn(ben, mailbox, email);
  const glance = () => {};
  await startsChain(ben, { mailbox, email, look: glance });
  await addsFirstPerson(ben, { name: 'Ana Costa', email: own('ana') }, glance);
  const ana = await someone();
  await opensLink(ana, mailbox, own('ana'), 'start a chat');
  await agrees(ana, { starter: true, inviter: 'Alder House', look });
  await invites(ana, { name: 'Tom Reed', email: own('tom'), look });
  const tom = await someone();
  await opensLink(tom, mailbox, own('tom'), 'asked us to write to you');
  await agrees(tom, { inviter: 'Ana', look });
  await opensLink(ana, mailbox, own('ana'), 'Tom said yes');
  await writesRecord(ana, { partner: 'Tom', look });
  await ana.follow('See what comes next');
  await look(ana);
  await opensLink(tom, mailbox, own('tom'), 'Please check what Ana wrote');
  await checks(tom, look);
}

// The whole chain takes a while, so it is walked the two ways that differ most; its heart is walked the others too.
const WHOLE = ['phone, no script', 'desktop, script'];
const LINK = ['phone, script', 'desktop, no script', 'desktop, script', 'phone, no script, keyboard alone'];

export const tests = {
  'a whole chain, from an empty desk to the public plan': Object.assign(wholeChain, { modes: WHOLE }),
  'one link of a chain, each form first sent empty': Object.assign(oneLink, { modes: LINK }),
};
