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

export const tests = {
  'an organiser signs in with a code from the mail and out again': async ({ someone, mailbox }) => {
    const bea = await someone();
    await organiserSignsIn(bea, mailbox);
    await bea.press('Sign out');
    await bea.open('/desk');
    if (!bea.page.url().includes('/sign-in')) throw new Error('the desk is open to one who signed out');
  },
};
