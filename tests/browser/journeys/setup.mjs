// From nothing to an open chain with first people from a spreadsheet, by somebody who has never organised one.
import { organiserSignsIn } from './organiser.mjs';

const HERE = 'Food in Birch Row';

/** Starts from the empty page, so that the list has something to say. */
async function begins(nell, look) {
  await nell.follow('Start a new chain');
  await nell.choose('Start from an empty page');
  await nell.press('Continue');
  await nell.isRefused('Start this chain');
  await nell.fill({
    'Name of the chain': HERE, Topic: 'food where we live', Purpose: 'So that nobody eats alone.',
    'Name of your group or charity': 'Birch House', 'Person to call': 'Nell', 'Phone number': '020 7946 0888',
    'When people can call': 'Monday to Friday, 10am to 4pm', 'Email address for replies': 'nell@example.org',
  });
  await nell.press('Start this chain');
  await nell.at('Set up your chain');
  await nell.sees('Before you can open this chain');
  await look(nell);
}

/** Goes through the tasks one by one, as they stand. */
async function setsUp(nell, { mailbox, email, look }) {
  await nell.follow('Write at least one question first');
  await nell.fill({ 'edit-question-1-text': 'What do you like to eat with others?' });
  await nell.select('edit-question-1-kind', 'strength');
  await nell.press('Add this question');
  await nell.press('Save questions');
  await nell.sees('All that is needed is there.');

  await nell.follow('Words and languages');
  await nell.fill({ 'Name of the chain': '' });
  await nell.isRefused('Save');
  await look(nell);
  await nell.fill({ 'Name of the chain': HERE });
  await nell.press('Save');
  await nell.follow('Who can see what');
  await look(nell);
  await nell.press('Save');
  await nell.follow('Rules');
  await nell.press('Save');

  await nell.follow('Try it yourself');
  await look(nell);
  await nell.press('Send me a test invitation');
  const test = await mailbox.waitFor(email, 'would like to talk with you');
  await nell.open(test.links.find((link) => link.includes('/tried')));
  await nell.sees('Maria');
  await look(nell);
  await nell.follow('Start');
  await nell.press('Agree and continue');
  await nell.press('Continue');
  await nell.press('Continue');
  await look(nell);
  await nell.press(/^Say yes/);
  await look(nell);
  await nell.press('Continue');
  await nell.sees('What do you like to eat with others?');
  await look(nell);
  await nell.follow('Write down what you heard');
  await look(nell);
  await nell.press('Save and continue');
  await nell.sees('left nothing behind');
  await look(nell);
  await nell.follow('Back to setting up');
  await nell.follow('Open the chain');
  await nell.choose('I have read the privacy page, and it is right for us');
  await nell.press('Open this chain');
  await nell.at('Your chain is open');
}

/** Hands in a file with two wrong lines, puts the columns right and adds the others. */
async function addsFromFile(nell, { own, mailbox, look }) {
  await nell.follow('Add your first people');
  await nell.sees('How to begin');
  await look(nell);
  await nell.follow('Add people from a spreadsheet');
  await nell.isRefused('Continue');
  await look(nell);
  const lines = ['Who,Mail,Telephone', `Ana Costa,${own('ana')},`, 'Tom Reed,tom.example.org,', 'Win Lee,,020 7946 0777', `Ana C,${own('ana')},`];
  await nell.page.locator('#file').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  await nell.press('Continue');
  await nell.at('What is in each column?');
  await look(nell);
  await nell.select('column-1', 'skip');
  await nell.isRefused('Continue');
  await look(nell);
  await nell.select('column-1', 'name');
  await nell.choose('Headings');
  await nell.press('Continue');
  await nell.at('Look before you add them');
  await look(nell);
  await nell.sees('Line 3: the email has no @');
  await nell.sees('Line 5: the same person is in line 2 already');
  await nell.isRefused('Add these 2 people');
  await look(nell);
  await nell.choose('I have asked all of them and they are happy to hear from us');
  await nell.press('Add these 2 people');
  await nell.at('You added 2 people');
  await nell.sees('2 lines were left out');
  await look(nell);
  await mailbox.waitFor(own('ana'), 'start a chat');
}

/** Saves the chain for others, takes that back, and copies it. */
async function usesItAgain(nell, look) {
  await nell.follow('Set up');
  await nell.follow('Save as a template');
  await nell.isRefused('Save this template');
  await look(nell);
  await nell.fill({ 'When should someone pick it?': 'Pick this where people cook together.' });
  await nell.press('Save this template');
  await nell.sees('Pick this where people cook together.');
  await look(nell);
  await nell.follow(/^Remove /);
  await look(nell);
  await nell.press('Remove this template');
  await nell.follow('Your chains');
  await nell.follow(HERE);
  await nell.follow('Set up');
  await nell.follow('Copy this chain');
  await nell.isRefused('Copy this chain');
  await look(nell);
  await nell.fill({ 'Name of the new chain': 'Food in Birch Row, spring' });
  await nell.press('Copy this chain');
  await nell.at('Set up your chain');
  await nell.sees('All that is needed is there.');
}

async function newOrganiser(world) {
  const { someone, mailbox, own, look, addOrganiser } = world;
  const email = own('nell');
  addOrganiser(email, 'Nell');
  const nell = await someone();
  await organiserSignsIn(nell, mailbox, email);
  await begins(nell, look);
  await setsUp(nell, { ...world, email });
  await addsFromFile(nell, world);
  await usesItAgain(nell, look);
}

export const tests = {
  'a new organiser sets a chain up from nothing, tries it, opens it and adds first people from a spreadsheet': newOrganiser,
};
