// Letters on paper: printed on one sheet, read back by a camera, and answered by somebody who only has the paper.
import { print } from '../paper.mjs';
import { organiserIsIn } from './organiser.mjs';

const SHEET = ['desktop, script'];

/** Prints the letter a walker is at: one sheet, one square, and it says the address that stands beside it. */
async function prints(walker, name) {
  const { sheets, says } = await print(walker.page, name);
  if (sheets !== 1) throw new Error(`${name} takes ${sheets} sheets`);
  const printed = await walker.page.locator('.printed').innerText();
  if (says.length !== 1 || says[0] !== printed) throw new Error(`the square of ${name} says "${says}", and beside it stands "${printed}"`);
  const side = (await walker.page.locator('.qr').boundingBox()).width / 96 * 25.4;
  if (side < 25) throw new Error(`the square of ${name} is only ${side} mm wide`);
  return says[0];
}

/** The code of a street whose letter stays open; an organiser can sign in only so often, so it is made once. */
let streetCode;

async function makesStreetCode(organiser) {
  await makesStreetLetter(organiser, 'Oak Street');
  streetCode = (await organiser.text()).match(/\b[A-Z]{3,8} [2-9A-Z]{4}\b/)[0];
}

/** Makes a letter for a street; leaves the organiser at the letter. */
async function makesStreetLetter(organiser, street) {
  await organiser.open('/desk/food-in-marlgate/people');
  await organiser.follow('Letters for whole streets');
  await organiser.fill({ 'Street or place': street });
  await organiser.press('Make the letter');
  await organiser.at('We are here. What do you need?');
}

const onPaper = async ({ someone, mailbox, look }) => {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  for (const [state, name] of [['invited', 'letter-invitation'], ['agreed', 'letter-own-page']]) {
    await bea.open(`/desk/food-in-marlgate/people?state=${state}`);
    await bea.page.locator('main table a').first().click();
    await bea.follow('Print a letter');
    await look(bea);
    await bea.press('Show the letter');
    await look(bea);
    const address = await prints(bea, name);
    const person = await someone();
    await person.open(address);
    if (person.answer.status() !== 200) throw new Error(`${address} answers ${person.answer.status()}`);
    await look(person);
  }
  await makesStreetLetter(bea, 'Elm Street');
  await look(bea);
  await prints(bea, 'letter-street');
  await bea.follow('Back');
  await bea.isRefused('Make the letter');
  await look(bea);
  await bea.follow('Close Elm Street');
  await look(bea);
  await bea.isRefused('Continue');
  await look(bea);
  await bea.choose('Yes, close it');
  await bea.press('Continue');
  await bea.sees('Closed on');
  await makesStreetCode(bea);
};
onPaper.modes = SHEET;

const answersTheStreet = async ({ someone, mailbox, look }) => {
  if (!streetCode) {
    const bea = await someone();
    await organiserIsIn(bea, mailbox);
    await makesStreetCode(bea);
  }
  const noor = await someone();
  await noor.open('/');
  await noor.follow('Type your code');
  await noor.isRefused('Continue');
  await look(noor);
  await noor.fill({ 'Your code': 'daisy 2222' });
  await noor.isRefused('Continue', { 'Your code': 'daisy 2222' });
  await noor.fill({ 'Your code': streetCode.toLowerCase().replace(' ', '') });
  await noor.press('Continue');
  await noor.at('We are here. What do you need?');
  await look(noor);
  await noor.isRefused('Continue');
  await look(noor);
  await noor.fill({ 'What shall we call you?': 'Noor' });
  await noor.press('Continue');
  await noor.at('Keep this address');
  await look(noor);
};

// Each walk types a wrong code, and a network may type only so many.
answersTheStreet.modes = ['phone, no script', 'phone, script', 'desktop, script', 'phone, no script, keyboard alone'];

export const tests = {
  'r43 letters are read back by a camera to the address on them, and fit one sheet': onPaper,
  'somebody answers the letter for a whole street with its code': answersTheStreet,
};
