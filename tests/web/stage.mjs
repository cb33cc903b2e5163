// web/stage.mjs - a browser for the tests, and what every test watches for: anything written to the console, any
// violation of the content security policy, any request to another host.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SHOTS = new URL('../../build/screenshots/', import.meta.url).pathname;
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

let browser;

/** Call once in a test file: the browser lives as long as the file's tests. */
export function useBrowser() {
  before(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET });
  });
  after(() => browser.close());
}

/** Opens an address in a context of its own; `end(context)` closes it and asserts that nothing went wrong in it.
 * `expected`: what the test itself provokes in the console; `without`: a script that comes empty. */
export async function visit(t, url, { expected = /^$/, without, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 760 }, reducedMotion: 'reduce', ...options });
  const wrong = [];
  const page = await context.newPage();
  page.on('console', (message) => expected.test(message.text()) ||
    wrong.push(`${message.text()} (${message.location().url})`));
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1:')) wrong.push(`a request to ${request.url()}`);
  });
  page.setDefaultTimeout(20000); // of what hangs: a hundred times what it takes, as machines differ
  await page.addInitScript(listen);
  t.after(async () => {
    await context.close();
    assert.deepEqual(wrong, []);
  });
  const loaded = new Set();
  page.on('requestfinished', (request) => loaded.add(request.url()));
  if (without) await page.route(without, (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
  await page.goto(url);
  // The browser fetches the icon when it likes, after all else; a test that stops the server may not cut it short.
  for (const icon of await page.locator('link[rel=icon]').evaluateAll((links) => links.map(({ href }) => href))) {
    while (!loaded.has(icon)) await page.waitForEvent('requestfinished');
  }
  return page;
}

/** Runs in the page before anything else: keeps what the live region said and where the focus went. */
function listen() {
  window.said = [];
  window.moves = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
  });
  for (const name of ['faq-answer', 'faq-miss', 'faq-feedback', 'faq-error']) {
    document.addEventListener(name, (event) => (window.events ??= []).push({ name, ...event.detail }));
  }
  document.addEventListener('DOMContentLoaded', () => {
    const root = document.querySelector('faq-chat')?.root;
    if (!root) return; // a page for reading
    root.addEventListener('focusin', (event) => window.moves.push(event.target.id || event.target.className));
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        if (target.matches?.('[aria-live=polite]')) for (const node of addedNodes) window.said.push(node.textContent);
      }
    }).observe(root, { childList: true, subtree: true });
  });
}

export const input = (page) => page.locator('textarea#input');
/** What a browser writes of a line that is lost; the double has no way over HTTP, which is then looked for. */
export const broken = { expected: /WebSocket connection|net::ERR_|status of 404/ };

export const answers = (page) => page.locator('.answer');

/** Waits for what is true outside of the page. */
export async function until(page, isSo) {
  while (!isSo()) await page.waitForTimeout(20);
}

/** Types a question and sends it by Enter, then waits for the answer to it. */
export async function ask(page, question) {
  const count = await answers(page).count();
  await input(page).fill(question);
  await input(page).press('Enter');
  const answer = answers(page).nth(count);
  await answer.locator('.rich').first().waitFor();
  return answer;
}

/** axe-core's violations, as sentences. A page's own policy keeps scripts out, so axe comes by the debugger. */
export async function violations(page) {
  const { readFile } = await import('node:fs/promises');
  await page.evaluate(await readFile(AXE, 'utf8'));
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return result.violations.map((rule) =>
    `${rule.id}: ${rule.help}: ${rule.nodes.map((node) => `${node.target} ${node.failureSummary}`).join('; ')}`);
}

export async function shoot(page, name) {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}${name}.png` });
}

/** What sticks out sideways, of the page or of the transcript: [] where nothing does. */
export const overflows = (page) => page.evaluate(() => {
  const log = document.querySelector('faq-chat')?.root?.querySelector('.log') ?? document.body;
  const wide = [document.documentElement, log].filter((element) => element.scrollWidth > element.clientWidth + 1);
  if (wide.length === 0) return [];
  const edge = log.getBoundingClientRect();
  return [...log.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > edge.right + 1)
    .map((element) => `${element.tagName}.${element.className}`).concat(wide.map((element) => element.tagName));
});
