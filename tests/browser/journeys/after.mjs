// After the chats: what hangs on the walls of a room before anybody spoke, and a next chain from what the plan left open.
import { organiserSignsIn, startsChain } from './organiser.mjs';

async function goesOn({ someone, mailbox, own, look, addOrganiser }) {
  const email = own('bo');
  addOrganiser(email, 'Bo');
  const bo = await someone();
  await organiserSignsIn(bo, mailbox, email);
  await startsChain(bo, { mailbox, email, look: () => {} });
  const desk = new URL(bo.page.url()).pathname.split('/').slice(0, 3).join('/');

  await bo.open(`${desk}/wall`);
  await bo.at('For the walls of the room');
  await bo.sees('No offer may be shown yet.');
  await look(bo);

  await bo.open(`${desk}/plan/next`);
  await bo.sees('Nothing is open');
  await look(bo);
  await bo.open(`${desk}/plan/actions/new`);
  await bo.fill({ 'Where are we now?': 'Nobody does it yet.', 'What will be done?': 'A late market' });
  await bo.choose('We do this ourselves', 'Proposed');
  await bo.press('Save');
  await bo.open(`${desk}/plan`);
  await bo.follow('Start a next chain');
  await bo.sees('Actions that nobody does yet');
  await bo.press('Make the chain');
  await bo.sees('Tick at least one thing to ask about');
  await look(bo);
  await bo.fill({ name: `Part two of ${email.split('@')[0]}` });
  await bo.choose('Ask about A late market');
  await bo.press('Make the chain');
  await bo.at('Set up your chain');
  await look(bo);
}

export const tests = {
  'an organiser prints for the walls and makes a next chain': Object.assign(goesOn, { modes: ['phone, no script', 'desktop, script'] }),
};
