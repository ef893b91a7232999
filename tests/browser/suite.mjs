// `node suite.mjs [part of a name]`: the audit of every page, then the journeys, each in several ways.
// DAISYCHAIN names another binary than the debug build; DEMO_FOLDER keeps the demo of a part between two runs.
import fs from 'node:fs';
import path from 'node:path';
import { audit, complete } from './audit.mjs';
import { autosave } from './autosave.mjs';
import { inspect, picture } from './checks.mjs';
import { startDemo } from './demo.mjs';
import { faults } from './faults.mjs';
import { gallery } from './gallery.mjs';
import { DESKTOP, launch, MODES, Pages, visitor, Walker } from './kit.mjs';
import { Mailbox } from './mailbox.mjs';
import { maps } from './maps.mjs';
import { listRoutes, pageRoutes } from './routes.mjs';
import { refuse, Runner } from './runner.mjs';

const here = path.dirname(new URL(import.meta.url).pathname);
const program = path.resolve(process.env.DAISYCHAIN ?? path.join(here, '../../target/debug/daisychain'));
const out = path.join(here, 'out');
const only = process.argv[2] ?? '';

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });
const runner = new Runner();
const pages = new Pages();
/** Pages that a walk looked at closely, for the list of routes visited. */
const looked = [];
let looks = 0;
const patterns = pageRoutes(listRoutes(program));
// Two lanes, each with a browser and a demo of its own: the walks fill the mailbox while the audit reads the story's.
const closers = [];
try {
  // Both end before anything is closed: a lane that is still starting its demo would leave it behind.
  const lanes = await Promise.allSettled([readers(), walkers()]);
  const broken = lanes.find((one) => one.status === 'rejected');
  if (broken) throw broken.reason;
  const visited = lanes[0].value;
  if (!only) await complete({ runner, patterns, visited: [...visited, ...looked], pages, out });
} finally {
  await Promise.all(closers.map((close) => close()));
}
process.exitCode = runner.finish();

/** Opens a browser and the demo for one lane. */
async function lane() {
  const browser = await launch();
  closers.push(() => browser.close());
  const demo = await startDemo(program, only ? process.env.DEMO_FOLDER : undefined);
  closers.push(() => demo.stop());
  return { browser, demo };
}

/** The tools and the audit of every page. Returns the paths visited. */
async function readers() {
  if (only && !['tools', 'audit'].includes(only)) return [];
  const { browser, demo } = await lane();
  if (!only || only === 'tools') await tools(browser);
  return !only || only === 'audit' ? everyPage(browser, demo) : [];
}

/** The journeys, one after another. */
async function walkers() {
  if (['tools', 'audit'].includes(only)) return;
  await journeys(await lane());
}

/** The tools themselves: the checks find what they are for, and the parts all pages are made of are clean. */
async function tools(browser) {
  await faults(runner, browser, out);
  await gallery(runner, browser, out);
  await maps(runner, browser, out);
  await autosave(runner, browser);
}

/** Runs the tests of journeys/*.mjs: each file exports `tests`, a name and a walk each; `modes` of a walk names fewer ways. */
async function journeys(world) {
  for (const file of fs.readdirSync(path.join(here, 'journeys')).filter((name) => name.endsWith('.mjs')).sort()) {
    const { tests } = await import(`./journeys/${file}`);
    for (const [name, walk] of Object.entries(tests)) {
      for (const mode of MODES) {
        const title = `${name} (${mode.name})`;
        if (walk.modes && !walk.modes.includes(mode.name)) continue;
        if (`${file} ${title}`.includes(only)) await runner.test(title, () => oneJourney(world, mode, walk));
      }
    }
  }
}

/** Gives a walk its world: fresh visitors, the mailbox, and a look at pages that only a form leads to. */
async function oneJourney({ browser, demo }, mode, walk) {
  const open = [];
  const someone = async () => {
    const context = await visitor(browser, { ...mode, pages });
    open.push(context);
    return Walker.in(context, demo.base, mode);
  };
  // Looking closely takes seconds: once is enough, and only the big page with script changes its size in between.
  const look = async (walker) => {
    if (!mode.script || mode.viewport !== DESKTOP) return;
    const { pathname } = new URL(walker.page.url());
    if (walker.answer.request().method() === 'GET') looked.push(pathname);
    const problems = await inspect(walker.page);
    looks += 1;
    await picture(walker.page, path.join(out, `walk-${looks}-${(await walker.heading()).replace(/\W+/g, '-').slice(0, 40)}`));
    await walker.page.setViewportSize(DESKTOP);
    refuse(problems.map((line) => `${pathname}: ${line}`));
  };
  try {
    const stamp = Date.now() % 1e8;
    const own = (name) => `${name}.${stamp}@example.org`;
    await walk({ base: demo.base, mode, someone, look, own, addOrganiser: demo.addOrganiser, mailbox: new Mailbox(demo.mail) });
  } finally {
    for (const context of open) await context.close();
  }
}

async function everyPage(browser, demo) {
  const mailbox = new Mailbox(demo.mail);
  const { organiserSignsIn } = await import('./journeys/organiser.mjs');
  const context = await visitor(browser, { pages });
  await organiserSignsIn(await Walker.in(context, demo.base), mailbox);
  const state = await context.storageState();
  await context.close();
  return audit({
    runner, browser, base: demo.base, pages, out, patterns,
    visitors: [
      { kind: 'public', starts: ['/', '/sign-in', '/privacy', '/accessibility'] },
      { kind: 'resident', starts: ['/mailbox'] },
      { kind: 'organiser', starts: ['/desk'], state },
    ],
    extra: [{ path: '/no-such-page', status: 404 }, { path: `/p/${'x'.repeat(43)}`, status: 404 }],
  });
}
