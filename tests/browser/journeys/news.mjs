// News back: an organiser tells what happened with a photo, everybody reads it, and a person follows their words to it.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addsFirstPerson, organiserSignsIn, startsChain } from './organiser.mjs';
import { agrees, opensLink } from './resident.mjs';

// A picture of one pixel.
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

async function tellsWithPhoto({ someone, mailbox, own, look, addOrganiser }) {
  const email = own('bo');
  addOrganiser(email, 'Bo');
  const bo = await someone();
  await organiserSignsIn(bo, mailbox, email);
  const glance = () => {};
  await startsChain(bo, { mailbox, email, look: glance });
  await addsFirstPerson(bo, { name: 'Ana Costa', email: own('ana') }, glance);
  const ana = await someone();
  const link = await opensLink(ana, mailbox, own('ana'), 'start a chat');
  await agrees(ana, { starter: true, inviter: 'Alder House' });

  await bo.follow('Plan');
  await bo.follow('Add an action');
  await bo.fill({ 'Where are we now?': 'Shops shut early.', 'What will be done?': 'A late market' });
  await bo.choose('We do this ourselves', 'Agreed');
  await bo.press('Save');
  await bo.follow('Plan');
  await bo.fill({ 'Title of the plan': 'Our plan' });
  await bo.press('Save');
  await bo.follow('Publish…');
  await bo.choose('Publish only', 'I have read the plan and it may be public');
  await bo.press('Publish');
  await bo.follow('A late market');
  await bo.follow('Tell what happened');
  await look(bo);

  const folder = await mkdtemp(join(tmpdir(), 'photo-'));
  const text = join(folder, 'photo.jpg');
  const photo = join(folder, 'photo.png');
  await writeFile(text, 'this is no photo');
  await writeFile(photo, Buffer.from(PIXEL, 'base64'));
  await bo.fill({ 'What happened?': 'The market opened.' });
  await bo.choose('Save only');
  await bo.page.setInputFiles('#file', text);
  await bo.press('Save');
  await bo.sees('not a JPEG, PNG or WebP photo');
  await look(bo);
  await bo.page.setInputFiles('#file', photo);
  await bo.press('Save');
  await bo.sees('Say what the photo shows');
  await bo.fill({ 'What does the photo show?': 'Stalls under lamps' });
  await bo.page.setInputFiles('#file', photo);
  await bo.press('Save');
  await bo.sees('Nobody was told.');
  await look(bo);

  await ana.open(link);
  await ana.follow('I could help');
  await ana.sees('A late market');
  await bo.follow('Plan');
  await ana.open(await bo.page.getByRole('link', { name: 'Read the public plan' }).getAttribute('href'));
  await ana.follow('All the news of the plan');
  await ana.at('We asked, you said, we did');
  await ana.sees('The market opened.');
  const alt = await ana.page.locator('.photo img').getAttribute('alt');
  if (alt !== 'Stalls under lamps') throw new Error(`the photo is described as ${alt}`);
  const loaded = await ana.page.locator('.photo img').evaluate((img) => { img.loading = 'eager'; return img.decode().then(() => img.naturalWidth); });
  if (loaded < 1) throw new Error('the photo does not load');
  await look(ana);
}

export const tests = { 'news with a photo reach those who spoke': Object.assign(tellsWithPhoto, { modes: ['phone, no script'] }) };
