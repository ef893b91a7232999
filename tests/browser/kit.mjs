// The browser, its pages, and a walker who reads only words: labels, field names, links, buttons.
import fs from 'node:fs';
import { chromium } from 'playwright-core';

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 900 };

/** The ways a journey is walked. */
export const MODES = [
  { name: 'phone, no script', viewport: PHONE, script: false },
  { name: 'phone, script', viewport: PHONE, script: true },
  { name: 'desktop, no script', viewport: DESKTOP, script: false },
  { name: 'desktop, script', viewport: DESKTOP, script: true },
  { name: 'phone, no script, keyboard alone', viewport: PHONE, script: false, keyboard: true },
];

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts the system's Chromium; CHROME names another. */
export async function launch() {
  const executablePath = process.env.CHROME ?? BROWSERS.find((path) => fs.existsSync(path));
  if (!executablePath) throw new Error('no Chromium found: apt-get install chromium, or set CHROME');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/** Opens a fresh visitor: no cookies, one size, with or without script. `pages` collects the HTML they are shown. */
export async function visitor(browser, { viewport = DESKTOP, script = true, scheme = 'light', state, pages } = {}) {
  const context = await browser.newContext({
    viewport,
    colorScheme: scheme,
    javaScriptEnabled: script,
    storageState: state,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(10_000);
  if (pages) context.on('response', (response) => pages.keep(response));
  return context;
}

/** The HTML of every page anyone was shown, by what it looks like, for the validators. */
export class Pages {
  #kept = new Map();
  #reading = [];

  keep(response) {
    if (!response.request().isNavigationRequest() || !isHtml(response.headers())) return;
    this.#reading.push(response.text().then((html) => this.add(response.url(), html), () => {}));
  }

  add(url, html) {
    this.#kept.set(`${new URL(url).pathname.replace(/[\w-]{16,}/g, '…')} ${outline(html)}`, { url, html });
  }

  async all() {
    await Promise.all(this.#reading);
    return [...this.#kept.values()];
  }
}

export const isHtml = (headers) => (headers['content-type'] ?? '').startsWith('text/html');

/** What kind of page this is, whatever names and dates stand on it: its elements, repeats told once. */
export function outline(html) {
  const parts = [...html.matchAll(/<(h[1-6]|form|table|fieldset|details|progress|textarea|input|select|button)\b([^>]*)>/g)];
  const kinds = parts.map(([, tag, rest]) => tag + (rest.match(/\b(?:type|class|name)="[^"]*"/g) ?? []).join('').replace(/\d+/g, ''));
  return [...new Set(kinds)].join(' ');
}

/** A person at a page. They know no selector: only what is written there. */
export class Walker {
  /** Pages this person has waited for. */
  loads = 0;

  constructor(page, base, keyboard) {
    this.page = page;
    this.base = base;
    /** They use the keyboard alone: Tab, Space, Enter, the arrows and letters. */
    this.keyboard = keyboard;
  }

  static async in(context, base, { keyboard = false } = {}) {
    return new Walker(await context.newPage(), base, keyboard);
  }

  async open(address) {
    this.answer = await this.page.goto(new URL(address, this.base).href);
    this.loads += 1;
    return this;
  }

  /** Types into the field with this label, or with this name. */
  async fill(fields) {
    for (const [called, text] of Object.entries(fields)) {
      const field = await this.#field(called);
      if (!this.keyboard) await field.fill(text);
      else await this.#type(field, text);
    }
    return this;
  }

  /** Ticks boxes or picks answers by their words. */
  async choose(...words) {
    for (const label of words) await this.#check(this.page.getByLabel(label, { exact: typeof label === 'string' }).first());
    return this;
  }

  /** Picks an answer by the question's field name and its value. */
  async answerWith(name, value) {
    await this.#check(this.page.locator(`input[name="${name}"][value="${value}"]`).first());
    return this;
  }

  async select(called, option) {
    await (await this.#field(called)).selectOption(option);
    return this;
  }

  /** Presses the button with these words and waits for the page that follows. */
  async press(words) {
    return this.#go(this.page.getByRole('button', { name: words, exact: typeof words === 'string' }).first());
  }

  /** Sends a form that is not right: it comes back, says so, and keeps what was typed. */
  async isRefused(words, keeps = {}) {
    await this.press(words);
    const status = this.answer.status();
    if (status !== 422) throw new Error(`"${words}" on "${await this.title()}" (${this.page.url()}) answers ${status}, not 422`);
    if (!(await this.title()).startsWith('Error: ')) throw new Error(`the title "${await this.title()}" does not begin with "Error: "`);
    const links = this.page.getByRole('alert').getByRole('link');
    if (!await links.count()) throw new Error(`no list of problems on "${await this.title()}"`);
    for (const href of await links.evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
      if (!await this.page.locator(`[id="${href.slice(1)}"]`).count()) throw new Error(`the problem's link ${href} leads nowhere on "${await this.title()}"`);
    }
    for (const [name, value] of Object.entries(keeps)) {
      const there = await (await this.#field(name)).inputValue();
      if (there !== value) throw new Error(`"${name}" was "${value}" and came back as "${there}"`);
    }
    return this;
  }

  /** Names of the fields on the page, in order. */
  async fields() {
    return this.page.locator('main :is(input:not([type=hidden]), select, textarea)').evaluateAll((all) => [...new Set(all.map((field) => field.name))]);
  }

  /** Fails unless the page's main heading has these words. */
  async at(words) {
    const heading = await this.heading();
    const there = typeof words === 'string' ? heading.includes(words) : words.test(heading);
    if (!there) throw new Error(`expected the page "${words}", but here is "${heading}" (${this.page.url()}):\n${(await this.text()).slice(0, 1500)}`);
    return this;
  }

  /** Follows the link with these words. */
  async follow(words) {
    const link = this.page.getByRole('link', { name: words, exact: typeof words === 'string' }).first();
    if (!(await link.count())) await this.#opensMenu();
    return this.#go(link);
  }

  /** On a phone the pages of a desk stand behind "Menu". */
  async #opensMenu() {
    const menu = this.page.getByRole('link', { name: 'Menu', exact: true });
    if (!(await menu.count())) return;
    if (!this.keyboard) {
      await menu.click();
      return;
    }
    await this.#reach(menu);
    await this.page.keyboard.press('Enter');
  }

  async opens(words) {
    await this.page.locator('summary', { hasText: words }).first().click();
    return this;
  }

  async heading() {
    return (await this.page.getByRole('heading', { level: 1 }).innerText()).trim();
  }

  async title() {
    return this.page.title();
  }

  /** All words of the page's content. */
  async text() {
    return this.page.getByRole('main').innerText();
  }

  async sees(words) {
    const text = await this.text();
    const there = typeof words === 'string' ? text.includes(words) : words.test(text);
    if (!there) throw new Error(`"${words}" is not on the page "${await this.title()}" (${this.page.url()}). There is:\n${text.slice(0, 1500)}`);
    return this;
  }

  async has(role, words) {
    return (await this.page.getByRole(role, { name: words, exact: typeof words === 'string' }).count()) > 0;
  }

  async #field(called) {
    const byLabel = this.page.getByLabel(called, { exact: true });
    if (await byLabel.count()) return byLabel.first();
    const byName = this.page.locator(`[name="${called}"]:not([type=hidden])`);
    if (await byName.count()) return byName.first();
    throw new Error(`no field called "${called}" on "${await this.title()}" (${this.page.url()})`);
  }

  /** r03: gets to an element by Tab alone. */
  async #reach(target, there = (element) => element === document.activeElement) {
    const element = await target.elementHandle({ timeout: 5000 });
    for (let stops = 0; stops < 400; stops += 1) {
      if (await element.evaluate(there)) return element;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`r03 ${target} cannot be reached by Tab on "${await this.title()}" (${this.page.url()})`);
  }

  async #type(field, text) {
    await this.#reach(field);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.type(text);
  }

  /** Ticks a box or picks an answer; with the keyboard, Tab gets to the answers and the arrows among them. */
  async #check(box) {
    if (!this.keyboard) return box.check();
    const here = (element) => element === document.activeElement;
    const among = (element) => document.activeElement.type === 'radio' && document.activeElement.name === element.name;
    const isRadio = (await box.getAttribute('type', { timeout: 5000 })) === 'radio';
    const element = await this.#reach(box, isRadio ? among : here);
    for (let steps = 0; steps < 20 && !(await element.evaluate(here)); steps += 1) await this.page.keyboard.press('ArrowDown');
    if (!(await box.isChecked())) await this.page.keyboard.press('Space');
    if (!(await box.isChecked())) throw new Error(`r03 ${box} cannot be chosen with the keyboard on "${await this.title()}"`);
  }

  async #go(target) {
    if (!(await target.count())) throw new Error(`${target} is not on "${await this.title()}" (${this.page.url()}). There is:\n${(await this.text()).slice(0, 1500)}`);
    const arrives = this.page.waitForEvent('domcontentloaded');
    const answers = this.page.waitForResponse((r) => r.request().isNavigationRequest() && (r.status() < 300 || r.status() >= 400));
    if (this.keyboard) {
      await this.#reach(target);
      await this.page.keyboard.press('Enter');
    } else {
      await target.click();
    }
    this.answer = await answers;
    await arrives;
    this.loads += 1;
    return this;
  }
}
