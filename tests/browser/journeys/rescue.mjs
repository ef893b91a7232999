// A link that stands still is helped on: a reminder read, sent and undone, a call, a rest, several at once. The
// demo has late links; every walk leaves them as they were, or helped.
import { organiserIsIn } from './organiser.mjs';

const CHAIN = '/desk/food-in-marlgate';

async function helpsALink({ someone, mailbox, look }) {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  await bea.open(CHAIN);
  await look(bea);

  // the list, the words, sent, undone: three presses after the list.
  const before = bea.loads;
  await bea.follow(/^Send .+ a reminder$/);
  await bea.at(/^Send .+ a reminder$/);
  await bea.sees(/What .+ will read/);
  await look(bea);
  await bea.press('Send the reminder');
  await bea.at(/goes out soon/);
  await look(bea);
  await bea.press('Undo');
  await bea.at(/is taken back/);
  if (bea.loads - before > 4) throw new Error(`r35 a reminder took ${bea.loads - before} presses`);
  await look(bea);

  // A call, after the form was sent empty.
  await bea.follow('Back to the chain');
  await bea.follow(/^Log a phone call with /);
  await bea.isRefused('Save');
  await look(bea);
  await bea.choose('Phone call: nobody answered.');
  await bea.fill({ 'Note (optional)': 'Try again in the evening.' });
  await bea.press('Save');
  await bea.sees('The call is noted.');
  await bea.sees('Try again in the evening.');
  await look(bea);
  await bea.isRefused('Save note');
  await bea.fill({ 'Add a note': 'Likes a call better than e-mail.' });
  await bea.press('Save note');
  await bea.sees('Likes a call better than e-mail.');

  // Several at once: nothing happens before the last press, and all of it can be undone.
  await bea.open(CHAIN);
  await bea.follow('Help several at once');
  await bea.isRefused('See who gets what');
  await look(bea);
  await bea.follow(/^Tick (all \d+|the one) on this page$/);
  await bea.choose('Let them rest for a week');
  await bea.press('See who gets what');
  await bea.at(/^Let \d+ chats? rest for a week\?$/);
  await look(bea);
  await bea.press('Let them rest');
  await bea.at('What we did');
  await look(bea);
  await bea.press('Undo all');
  await bea.sees(/\d+ (was|were) undone/);
}

/** Looks once at every page of next steps that the list itself does not lead to for each link. */
async function looksAtNextSteps({ someone, mailbox, look }) {
  const bea = await someone();
  await organiserIsIn(bea, mailbox);
  for (const [words, button] of [[/^Ask someone else to talk with /, 'Do this'], [/^Join .+ to somebody who waits$/, null]]) {
    // Six rows stand on a page; whom somebody else can take over stands on the second.
    await bea.open(button ? `${CHAIN}?page=2` : CHAIN);
    await bea.follow(words);
    await look(bea);
    if (button) {
      await bea.isRefused(button);
      await look(bea);
    }
  }
}

export const tests = {
  'r35 a link that stands still is reminded of, called about and left to rest': helpsALink,
  'the pages of next steps say what will happen before it does': looksAtNextSteps,
};
