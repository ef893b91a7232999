// What organisers do, by the words on their pages.

/** The organiser the demo comes with. */
export const DEMO_ORGANISER = 'bea@example.org';

/** Asks for a code, reads it in the mail, types it into the waiting page. */
export async function organiserSignsIn(walker, mailbox, address = DEMO_ORGANISER) {
  await walker.open('/sign-in');
  await walker.fill({ email: address });
  await walker.press('Send me a code');
  const { text } = await mailbox.waitFor(address, 'sign-in code');
  await walker.fill({ code: text.match(/\b[0-9A-Z]{4}[ -]?[0-9A-Z]{4}\b/)[0] });
  await walker.press('Sign in');
  if (!walker.page.url().includes('/desk')) throw new Error(`signed in, but the page is ${walker.page.url()}`);
}

const sessions = new Map();

/** Lets the demo's organiser in: by the session another walk began, or with a code. A code is not sent again and again. */
export async function organiserIsIn(walker, mailbox) {
  const context = walker.page.context();
  const { origin } = new URL(walker.base);
  await context.addCookies(sessions.get(origin) ?? []);
  await walker.open('/desk');
  if (new URL(walker.page.url()).pathname !== '/desk') await organiserSignsIn(walker, mailbox);
  sessions.set(origin, await context.cookies());
}

/** Starts a chain from the food template, sets it up, tries it and opens it. Leaves the walker where people are added. */
export async function startsChain(organiser, { mailbox, email, look }) {
  await organiser.follow('Start a new chain');
  await organiser.isRefused('Continue');
  await look(organiser);
  await organiser.choose('Food where we live');
  await organiser.press('Continue');
  await organiser.at('About your chain');
  await look(organiser);
  await organiser.isRefused('Start this chain', { topic: 'food where we live' });
  await look(organiser);
  await organiser.fill({
    'Name of your group or charity': 'Alder House', 'Person to call': 'Noor', 'Phone number': '020 7946 0999',
    'When people can call': 'Monday to Friday, 10am to 4pm', 'Email address for replies': 'noor@example.org',
  });
  await organiser.press('Start this chain');
  await organiser.at('Set up your chain');

  await organiser.follow('Name and topic');
  await organiser.fill({ 'Name of the chain': '' });
  await organiser.isRefused('Save', { topic: 'food where we live' });
  await organiser.fill({ 'Name of the chain': 'Food in Alder Lane' });
  await organiser.press('Save');

  await organiser.follow('Questions');
  await organiser.press('Move question 2 up');
  await organiser.press('Save questions');
  await organiser.at('Set up your chain');

  await organiser.follow('Rules');
  await organiser.fill({ 'invitation-days': 'many' });
  await organiser.isRefused('Save', { 'invitation-days': 'many' });
  await look(organiser);
  await organiser.fill({ 'invitation-days': '14' });
  await organiser.press('Save');

  await organiser.follow('Try it yourself');
  await organiser.press('Send me a test invitation');
  await look(organiser);
  const test = await mailbox.waitFor(email, 'would like to talk with you');
  if (!test.links.some((link) => link.includes('/tried'))) throw new Error(`the test invitation leads to ${test.links}`);
  await organiser.follow('Back to the list of tasks');

  await organiser.follow('Open the chain');
  await organiser.isRefused('Open this chain');
  await look(organiser);
  await organiser.choose('I have read the privacy page, and it is right for us');
  await organiser.press('Open this chain');
  await organiser.at('Your chain is open');
  await organiser.follow('Add your first people');
}

/** Adds one first person, after sending the form empty. */
export async function addsFirstPerson(organiser, person, look) {
  if (!await organiser.has('button', 'Add this person')) await organiser.follow(/^Add a(nother| first) person$/);
  await organiser.fill({ Name: person.name });
  await organiser.isRefused('Add this person', { Name: person.name });
  await look(organiser);
  await organiser.fill({ 'Email address': person.email });
  await organiser.choose('I have asked them and they are happy to hear from us');
  await organiser.press('Add this person');
  await organiser.at('You added 1 person');
  await look(organiser);
}

/** Pastes a list with a bad line, puts it right, and adds it. */
export async function pastesList(organiser, people, look) {
  await organiser.follow('Add another person');
  await organiser.follow('Paste a list of people');
  const lines = people.map(({ name, email }) => `${name}, ${email}`);
  const wrong = [...lines, 'Nobody, nowhere'].join('\n');
  await organiser.fill({ list: wrong });
  await organiser.choose('I have asked all of them and they are happy to get an email');
  await organiser.isRefused('Add these people', { list: wrong });
  await look(organiser);
  await organiser.sees(`${lines.length + 1}`);
  await organiser.fill({ list: lines.join('\n') });
  await organiser.press('Add these people');
  await organiser.at(`You added ${people.length} people`);
}

/** Sorts every point into a new theme, answers it with an action that quotes a point, and makes the plan public. */
export async function makesPlan(organiser, { theme, action, quote, look }) {
  await organiser.follow('Themes');
  await organiser.follow(/^Sort \d+ points?$/);
  await organiser.isRefused('Save and show the next point');
  await look(organiser);
  await organiser.fill({ new_theme: theme });
  await organiser.press('Save and show the next point');
  while (await organiser.has('button', 'Save and show the next point')) {
    await organiser.choose(new RegExp(`^\\d+\\. ${theme}`));
    await organiser.press('Save and show the next point');
  }
  await organiser.sees(/points? are in themes|is in a theme/);

  await organiser.follow('Plan');
  await organiser.follow('Add an action');
  await organiser.fill({ 'Where are we now?': 'The market shuts before work ends.' });
  await organiser.isRefused('Save', { 'Where are we now?': 'The market shuts before work ends.' });
  await look(organiser);
  await organiser.fill({ 'What will be done?': action });
  await organiser.choose(new RegExp(`^${theme}`), 'We do this with help', 'Agreed');
  await organiser.press('Save');
  await organiser.follow('Plan');
  await organiser.follow(action);
  await organiser.follow('Choose points');
  await organiser.choose(quote);
  await organiser.press('Save');
  await organiser.follow('Plan');
  await organiser.fill({ 'Title of the plan': 'Our food plan for Alder Lane' });
  await organiser.press('Save');
  await organiser.follow('Publish…');
  await organiser.sees('You can publish once every marked name was looked at');
  await organiser.choose('It is not a person, or the person agrees: it may stay');
  await organiser.press('Save what may stay');
  await organiser.isRefused('Publish');
  await look(organiser);
  await organiser.choose(/^Publish and tell \d+ (person|people) now$/, 'I have read the plan and it may be public');
  await organiser.press('Publish');
  await organiser.sees('Version 1 of the plan is public now.');
}

export const tests = {
  'an organiser signs in with a code from the mail, changes their name, and signs out': async ({ someone, mailbox, addOrganiser, look, own }) => {
    const email = own('ola');
    addOrganiser(email, 'Ola');
    const ola = await someone();
    await ola.open('/sign-in');
    await ola.fill({ email: 'ola' });
    await ola.isRefused('Send me a code', { email: 'ola' });
    await look(ola);
    await ola.fill({ email });
    await ola.press('Send me a code');
    await look(ola);
    await ola.fill({ code: 'XXXX XXXX' });
    await ola.isRefused('Sign in');
    await look(ola);
    const { text } = await mailbox.waitFor(email, 'sign-in code');
    await ola.fill({ code: text.match(/\b[0-9A-Z]{4}[ -]?[0-9A-Z]{4}\b/)[0] });
    await ola.press('Sign in');
    await ola.at('Your chains');
    await ola.open('/desk/account');
    await ola.fill({ 'Your name': 'Ola N.' });
    await ola.press('Save name');
    await ola.press('Sign out');
    await ola.open('/desk');
    if (!ola.page.url().includes('/sign-in')) throw new Error('the desk is open to one who signed out');
  },
};
