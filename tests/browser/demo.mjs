// The demo server: the product's own binary on loopback, a free port and a temporary folder.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** The debug build needs this long at most to live through the demo's whole story. */
const PATIENCE = 180_000;

/** Starts `daisychain demo`; returns { base, mail, stop }: its address, the folder of its messages, its end. */
export async function startDemo(program) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'daisychain-demo-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const mail = path.join(folder, 'mail');
  const env = {
    PATH: process.env.PATH, BIND: `127.0.0.1:${port}`, BASE_URL: base, MAIL_DIR: mail,
    READS_PER_MINUTE: '1000000', WRITES_PER_MINUTE: '1000000',
  };
  const child = spawn(program, ['demo'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { log += text; });
  const stop = async () => {
    if (child.exitCode === null && child.kill('SIGTERM')) await new Promise((done) => child.once('exit', done));
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + PATIENCE;
  while (!await answers(base)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`the demo did not start:\n${log}`);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  return { base, mail, stop };
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
