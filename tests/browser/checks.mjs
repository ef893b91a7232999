// What must hold on any page, asked of the page as it stands in the browser. Every check returns its problems
// as lines that begin with the requirement's number (design/UX part 10); no line, no problem.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { DESKTOP, PHONE } from './kit.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'wcag2aaa', 'best-practice'];
const RULES = { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true }, 'identical-links-same-purpose': { enabled: true } };
const TAB_STOPS = 60;

/** Everything that can be asked without loading the page again. */
export async function inspect(page) {
  const problems = [];
  await page.setViewportSize(DESKTOP);
  problems.push(...await bare(page));
  for (const scheme of ['light', 'dark']) problems.push(...await accessible(page, scheme));
  problems.push(...await named(page), ...await targets(page), ...await reflows(page));
  await page.setViewportSize(DESKTOP);
  problems.push(...await keyboard(page));
  await page.emulateMedia({ colorScheme: 'light' });
  return problems;
}

/** Pictures to look at: phone, desktop, dark, and the visitor's own colours. */
export async function picture(page, path) {
  const shots = [['phone', PHONE, 'light'], ['desktop', DESKTOP, 'light'], ['dark', DESKTOP, 'dark']];
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  for (const [name, viewport, colorScheme] of shots) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${path}-${name}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  await page.screenshot({ path: `${path}-forced.png` });
  await page.emulateMedia({ forcedColors: 'none' });
}

/** r49: no style and no script in the page itself. */
async function bare(page) {
  return page.evaluate(() => {
    const found = [...document.querySelectorAll('[style], style, script:not([src])')];
    for (const element of document.querySelectorAll('*')) {
      if ([...element.attributes].some((a) => /^on/.test(a.name))) found.push(element);
    }
    return found.map((e) => `r49 inline style or script: ${e.outerHTML.slice(0, 120)}`);
  });
}

/** r04: axe finds nothing. */
async function accessible(page, scheme) {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.evaluate(axe);
  const violations = await page.evaluate(async ([values, rules]) => {
    const result = await globalThis.axe.run(document, { runOnly: { type: 'tag', values }, rules });
    return result.violations.map((v) => ({ id: v.id, help: v.help, count: v.nodes.length, html: v.nodes[0].html, why: v.nodes[0].failureSummary }));
  }, [TAGS, RULES]);
  return violations.map((v) => `r04 axe ${scheme}: ${v.id} ${v.count}x (${v.help}) ${v.html.slice(0, 160)} ${v.why.split('\n')[1]?.trim() ?? ''}`);
}

/** r51: what a screen reader is told. r47: the help stands where it always stands. */
async function named(page) {
  const problems = [];
  const nodes = await tree(page);
  const all = (...roles) => nodes.filter((node) => roles.includes(node.role));
  for (const { role, name } of all('link', 'button', 'textbox', 'searchbox', 'checkbox', 'radio', 'combobox', 'spinbutton', 'image', 'img')) {
    if (!name.trim()) problems.push(`r51 a ${role} without a name`);
  }
  const titles = nodes.filter((node) => node.role === 'heading' && node.level === 1).length;
  if (titles !== 1) problems.push(`r51 ${titles} headings of level 1`);
  for (const role of ['banner', 'main', 'contentinfo']) {
    if (all(role).length !== 1) problems.push(`r51 ${all(role).length} landmarks "${role}"`);
  }
  const order = await page.evaluate(() => {
    const place = (e) => (e ? `${e.parentElement.tagName} ${e.tagName}#${e.id} ${[...e.parentElement.children].indexOf(e)}` : 'nowhere');
    // An aside tells something about the whole page: it comes and goes without moving what the others have in common.
    const frame = [...document.body.children].filter((e) => !['SCRIPT', 'ASIDE'].includes(e.tagName)).map((e) => e.tagName).join(' ');
    return `${frame} | ${place(document.getElementById('help'))}`;
  });
  if (order !== 'A HEADER DIV FOOTER | DIV SECTION#help 0') problems.push(`r47 help is not in its place: ${order}`);
  return problems;
}

/** The accessibility tree, flat and in order. */
export async function tree(page) {
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = await devtools.send('Accessibility.getFullAXTree');
  await devtools.detach();
  return nodes.filter((node) => !node.ignored && node.role?.value).map((node) => ({
    role: node.role.value,
    name: node.name?.value ?? '',
    level: node.properties?.find((p) => p.name === 'level')?.value.value,
  }));
}

/** r06: what stands in a block of its own is 44 px high, everything is 24 px. */
async function targets(page) {
  const problems = [];
  for (const viewport of [DESKTOP, PHONE]) {
    await page.setViewportSize(viewport);
    problems.push(...await page.evaluate(() => {
      const small = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].filter((e) => {
        const box = e.getBoundingClientRect();
        const look = getComputedStyle(e);
        if (!box.width || look.position === 'absolute' || look.display === 'inline') return false;
        const least = e.type === 'radio' || e.type === 'checkbox' ? 24 : 43.5;
        return box.height < least || box.width < 24;
      });
      return small.map((e) => `r06 small target at ${innerWidth}: ${Math.round(e.getBoundingClientRect().height)} px ${e.outerHTML.slice(0, 100)}`);
    }));
  }
  return problems;
}

/** r05: nothing to scroll sideways at 320 px, nor with wider text spacing (WCAG 1.4.10, 1.4.12). */
async function reflows(page) {
  await page.setViewportSize({ width: 320, height: 640 });
  const plain = await page.evaluate(overflow, 'at 320 px');
  await page.evaluate(() => {
    // A constructed sheet: the page's security policy allows no other.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
    document.adoptedStyleSheets = [sheet];
  });
  const spaced = await page.evaluate(overflow, 'with text spacing');
  await page.evaluate(() => { document.adoptedStyleSheets = []; });
  return [...plain, ...spaced];
}

function overflow(when) {
  const root = document.documentElement;
  const over = root.scrollWidth - root.clientWidth;
  if (over <= 0) return [];
  const wide = [...document.querySelectorAll('main *, header *, footer *')].find((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest('.scroll'));
  return [`r05 scrolls sideways by ${over} px ${when}: ${wide?.outerHTML.slice(0, 120)}`];
}

/** r03: Tab reaches everything, shows where it is, and is caught nowhere. */
async function keyboard(page) {
  const problems = new Set();
  const expected = await page.evaluate(() => {
    const groups = new Set();
    const stops = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')].filter((e) => {
      if (e.disabled || !e.checkVisibility({ visibilityProperty: true })) return false;
      if (e.type !== 'radio') return true;
      const group = `${e.form?.action} ${e.name}`;
      return !groups.has(group) && groups.add(group);
    });
    document.activeElement?.blur();
    scrollTo(0, 0);
    getSelection().removeAllRanges();
    return stops.length;
  });
  await page.evaluate(() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); });
  let stops = 0;
  for (; stops < Math.min(TAB_STOPS, expected); stops += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return undefined;
      const look = getComputedStyle(e);
      const box = e.getBoundingClientRect();
      return {
        words: (e.innerText || e.getAttribute('aria-label') || e.name || e.tagName).trim().slice(0, 40),
        visible: (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2) || look.boxShadow !== 'none',
        on: box.bottom > 0 && box.top < innerHeight,
      };
    });
    if (!stop) break;
    if (!stop.visible) problems.add(`r03 no visible focus on "${stop.words}"`);
    if (!stop.on) problems.add(`r03 focus is off the screen on "${stop.words}"`);
  }
  if (stops < Math.min(TAB_STOPS, expected)) problems.add(`r03 Tab reached ${stops} of ${expected} stops`);
  return [...problems];
}
