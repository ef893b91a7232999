// r50: html-validate and the Nu validator find no fault in any page that was shown.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { HtmlValidate } from 'html-validate';

const VNU = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
const RULES = {
  'no-inline-style': 'error',
  'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit', 'button', 'reset'] }],
  'long-title': ['error', { maxlength: 120 }],
  // The picture of a chain says what its flowers are: SVG has no list of its own.
  'prefer-native-element': ['error', { exclude: ['list', 'listitem'] }],
  // Askama leaves spaces where a condition printed nothing.
  'no-trailing-whitespace': 'off',
};

/** Checks pages ({ url, html }); returns problems, each with the page it is on. */
export async function validate(pages, out) {
  const folder = path.join(out, 'html');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const urls = new Map();
  for (const { url, html } of pages) {
    const file = path.join(folder, `${createHash('sha256').update(html).digest('hex').slice(0, 12)}.html`);
    fs.writeFileSync(file, html);
    urls.set(file, url);
  }
  const problems = [...await strict(pages), ...await standard([...urls.keys()], urls)];
  return [...new Set(problems)];
}

async function strict(pages) {
  const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended', 'html-validate:a11y'], rules: RULES });
  const problems = [];
  for (const { url, html } of pages) {
    const { results } = await validator.validateString(html, url);
    for (const m of results.flatMap((result) => result.messages).filter((m) => m.severity === 2)) {
      problems.push(`r50 html-validate ${m.ruleId}: ${m.message} (${new URL(url).pathname}, line ${m.line})`);
    }
  }
  return problems;
}

async function standard(files, urls) {
  if (!files.length) return [];
  const run = promisify(execFile)('java', ['-jar', VNU, '--errors-only', '--exit-zero-always', '--format', 'json', ...files], { maxBuffer: 1 << 26 });
  const { messages } = JSON.parse((await run).stderr);
  return messages.map((m) => `r50 vnu: ${m.message} (${new URL(urls.get(m.url.replace(/^file:/, ''))).pathname}, line ${m.lastLine})`);
}
