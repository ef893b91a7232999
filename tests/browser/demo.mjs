// The demo server: the product's own binary on loopback, a free port and a temporary folder.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** The debug build needs this long at most to live through the demo's whole story. */
const PATIENCE = 300_000;

/** How long a message can be taken back: long enough to press Undo, short enough to wait for. */
const UNDO_SECONDS = 6;

/**
 * Starts `daisychain demo`; returns its address, the folder of its messages, how to add an organiser, its end.
 * A `kept` folder is not removed: between two runs of a part by hand it saves the half minute that the story takes.
 */
export async function startDemo(program, kept) {
  const folder = kept ?? fs.mkdtempSync(path.join(os.tmpdir(), 'daisychain-demo-'));
  const port = kept ? 18_427 : await freePort();
  const base = `http://127.0.0.1:${port}`;
  const data = path.join(folder, 'data-demo');
  const env = {
    PATH: process.env.PATH, BIND: `127.0.0.1:${port}`, BASE_URL: base, UNDO_SECONDS: String(UNDO_SECONDS),
    READS_PER_MINUTE: '1000000', WRITES_PER_MINUTE: '1000000', SIGN_INS_PER_HOUR: '1000000',
  };
  const child = spawn(program, ['demo'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { log += text; });
  const stop = async () => {
    if (child.exitCode === null && child.kill('SIGTERM')) await new Promise((done) => child.once('exit', done));
    if (!kept) fs.rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + PATIENCE;
  while (!await answers(base)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`the demo did not start:\n${log}`);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  const addOrganiser = (email, name) => execFileSync(program, ['organiser', 'add', email, '--name', name], {
    cwd: folder, env: { ...env, DATABASE_URL: `sqlite://${path.join(data, 'daisychain.db')}` },
  });
  return { base, mail: path.join(data, 'mail'), addOrganiser, stop };
}

const answers = (base) => fetch(`${base}/healthz`).then((answer) => answer.ok, () => false);

function freePort() {
  return new Promise((done) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
