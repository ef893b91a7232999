// What arrived by mail, as the people it is for read it: the .eml files in the demo's mail folder.
import fs from 'node:fs';
import path from 'node:path';

export class Mailbox {
  #begun = Date.now();
  #taken = new Set();

  constructor(folder) {
    this.folder = folder;
  }

  /**
   * Waits for a message to this address that came since the mailbox was opened; `about` must be in its subject or text.
   * Each message is given once.
   */
  async waitFor(address, about = '', patience = 20_000) {
    for (const deadline = Date.now() + patience; Date.now() < deadline;) {
      const message = this.#messages().find(({ file, to, subject, text }) => !this.#taken.has(file) && to.includes(address) && `${subject}\n${text}`.includes(about));
      if (message) {
        this.#taken.add(message.file);
        return message;
      }
      await new Promise((done) => setTimeout(done, 200));
    }
    const there = this.#messages().map(({ to, subject }) => `${to}: ${subject}`).join('\n');
    throw new Error(`no message to ${address} about "${about}" in ${patience / 1000} s. There is:\n${there || 'nothing'}`);
  }

  /** A message to this address that came since the mailbox was opened, if there is one. */
  mayHave(address) {
    return this.#messages().find(({ to }) => to.includes(address));
  }

  /** The messages since the mailbox was opened, newest first. */
  #messages() {
    if (!fs.existsSync(this.folder)) return [];
    const files = fs.readdirSync(this.folder, { recursive: true }).filter((name) => name.endsWith('.eml'))
      .map((name) => path.join(this.folder, name)).map((file) => ({ file, at: fs.statSync(file).mtimeMs }));
    return files.filter(({ at }) => at >= this.#begun).sort((a, b) => b.at - a.at).map(({ file }) => ({ file, ...read(fs.readFileSync(file, 'latin1')) }));
  }
}

/** Reads one message: to, subject, its plain text, and the links in it. */
export function read(raw) {
  const { headers, body } = split(raw);
  const text = plainText(headers, body);
  return { to: headers.to ?? '', subject: words(headers.subject ?? ''), text, links: text.match(/https?:\/\/[^\s<>"]+/g) ?? [] };
}

function split(raw) {
  const [head, ...rest] = raw.replace(/\r\n/g, '\n').split('\n\n');
  const lines = head.replace(/\n[ \t]+/g, ' ').split('\n').map((line) => line.match(/^([\w-]+):\s*(.*)$/)).filter(Boolean);
  return { headers: Object.fromEntries(lines.map(([, name, value]) => [name.toLowerCase(), value])), body: rest.join('\n\n') };
}

function plainText(headers, body) {
  const type = headers['content-type'] ?? 'text/plain';
  const boundary = type.match(/boundary="?([^";]+)"?/)?.[1];
  if (boundary) {
    const parts = body.split(`--${boundary}`).slice(1, -1).map((part) => split(part.replace(/^\n/, '')));
    return parts.map((part) => plainText(part.headers, part.body)).find(Boolean) ?? '';
  }
  return type.startsWith('text/plain') ? decode(body, headers['content-transfer-encoding'] ?? '7bit') : '';
}

function decode(body, encoding) {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(encoding)) return Buffer.from(body, 'latin1').toString('utf8');
  const bytes = body.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Encoded words of a header, RFC 2047. */
function words(text) {
  return text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind, inner) => decode(
    kind.toLowerCase() === 'q' ? inner.replace(/_/g, ' ') : inner, kind.toLowerCase() === 'q' ? 'quoted-printable' : 'base64'));
}
