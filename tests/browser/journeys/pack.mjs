// The print pack as it leaves the printer: every sheet is A4, nothing is cut off, and a camera reads the right square.
import { clipped, pack } from '../paper.mjs';
import { organiserIsIn } from './organiser.mjs';

const DESK = '/desk/food-in-marlgate';

/** Looks at the sheets of a pack: their size, what is cut off, and their squares; each letter and cover has one. */
function sound(sheets, name) {
  for (const [n, sheet] of sheets.entries()) {
    if (!sheet.a4) throw new Error(`sheet ${n + 1} of ${name} is not A4`);
    if (sheet.cut.length) throw new Error(`sheet ${n + 1} of ${name} goes over the edge: ${sheet.cut.join(' ')}`);
    if (!sheet.text.trim()) throw new Error(`sheet ${n + 1} of ${name} is empty`);
    if (sheet.says.length > 1) throw new Error(`sheet ${n + 1} of ${name} has more than one square`);
  }
}

async function prints(organiser, name, ...choices) {
  // Whoever's turn it is leads the next chat: each has a letter and a sheet.
  await organiser.open(`${DESK}/print?state=recorded`);
  const people = await organiser.page.locator('tbody label').allInnerTexts();
  const all = people.length === 1 ? 'The 1 person found' : `All ${people.length} people found`;
  await organiser.choose(all, ...choices);
  await organiser.press('Make the pages to print');
  await organiser.at('Pages to print');
  const cut = await clipped(organiser.page);
  if (cut.length) throw new Error(`${name}: ${cut.join('; ')}`);
  const beside = await organiser.page.locator('.printed').allInnerTexts();
  const questions = await organiser.page.locator('.part h3 [lang]').allInnerTexts();
  const sheets = await pack(organiser.page, name);
  sound(sheets, name);
  const says = sheets.flatMap((sheet) => sheet.says);
  if (String(says) !== String(beside)) throw new Error(`the squares of ${name} say ${says}, and beside them stands ${beside}`);
  return { people, questions: [...new Set(questions)], sheets };
}

const firstName = (name) => name.split(' ')[0];

const onPaper = async ({ someone, mailbox, look }) => {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  await bea.open(`${DESK}/people`);
  await bea.follow('Print letters and sheets');
  await look(bea);
  await bea.isRefused('Make the pages to print');
  await look(bea);

  const ordinary = await prints(bea, 'pack-both', 'Both');
  await look(bea);
  const inside = Math.ceil(ordinary.questions.length / 4);
  const each = 2 + inside;
  if (ordinary.sheets.length !== ordinary.people.length * each) throw new Error(`${ordinary.people.length} people take ${ordinary.sheets.length} sheets`);
  for (const [n, person] of ordinary.people.entries()) {
    const [letter, outside, ...inner] = ordinary.sheets.slice(n * each, (n + 1) * each);
    if (letter.lying || !outside.lying || inner.some((sheet) => !sheet.lying)) throw new Error(`the sheets of ${person} lie wrongly`);
    for (const sheet of [letter, outside]) {
      if (!sheet.text.includes(firstName(person))) throw new Error(`no ${person} on ${sheet.text}`);
      if (!/\b[A-Z]{3,8} [2-9A-Z]{4}\b/.test(sheet.text)) throw new Error(`no code on ${sheet.text}`);
    }
    const asked = inner.map((sheet) => sheet.text).join(' ');
    for (const question of ordinary.questions) if (!asked.includes(question)) throw new Error(`no "${question}" on the sheet of ${person}`);
  }

  const large = await prints(bea, 'pack-large', 'Both', 'Large print');
  if (large.sheets.length <= ordinary.sheets.length) throw new Error('large print takes no more room');
  const drawn = await prints(bea, 'pack-pictures', 'Conversation sheets, to write on', 'A picture for each question, and room to draw');
  await look(bea);
  const sides = 1 + Math.ceil(drawn.questions.length / 2);
  if (drawn.sheets.length !== drawn.people.length * sides) throw new Error(`${drawn.people.length} sheets with pictures take ${drawn.sheets.length}`);
};
onPaper.modes = ['desktop, script'];

const typedIn = async ({ someone, mailbox, look }) => {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  await bea.open(`${DESK}/print?state=agreed`);
  await bea.choose('Letters, with a slip to send back', (await bea.page.locator('label[for=who-all]').innerText()));
  await bea.press('Make the pages to print');
  const code = (await bea.text()).match(/\b[A-Z]{3,8} [2-9A-Z]{4}\b/)[0];
  await bea.open(`${DESK}/people`);
  await bea.follow('Type in a sheet or a slip');
  await look(bea);
  await bea.isRefused('Open the form');
  await bea.fill({ 'Code on the paper': code.toLowerCase() });
  await bea.press('Open the form');
  if (!new URL(bea.page.url()).pathname.startsWith('/p/~')) throw new Error(`the code led to ${bea.page.url()}`);
  await look(bea);
  await bea.open(`${DESK}/calls`);
  await look(bea);
  await bea.follow('Print a list for somebody who helps with calls');
  await look(bea);
  await bea.isRefused('Make the list');
};
typedIn.modes = ['desktop, script', 'phone, no script, keyboard alone'];

export const tests = {
  'r42 a pack of letters and sheets fits A4 and a camera reads every square': onPaper,
  'a code on paper opens its form': typedIn,
};
