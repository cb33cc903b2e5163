// web/old.test.mjs - browsers that lack what is new: each thing is taken away, then all of them. And what a long
// conversation costs while nobody looks at it.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { full, reply, startDouble } from './double.mjs';
import { answers, ask, input, overflows, shoot, until, useBrowser, visit } from './stage.mjs';

useBrowser();
const body = (attributes) => '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Shop</title>' +
  `<link rel="icon" href="/icon.svg"><script src="/widget.js" defer></script><faq-chat ${attributes}></faq-chat></html>`;
const pages = { '/empty': { body: '<!doctype html><title>Empty</title><link rel="icon" href="/icon.svg">' },
  '/shop': { body: body('') }, '/open': { body: body('open') } };

/** Of an empty page of the double: what a test prepares takes effect on the next. */
async function meet(t, on, options) {
  const double = await startDouble(on, { pages });
  const page = await visit(t, `${double.url}/empty`, options);
  t.after(() => double.stop());
  return { double, page };
}

/** Names after the last dot are deleted from what is before it. */
const newer = ['String.prototype.toWellFormed', 'String.prototype.isWellFormed', 'String.prototype.replaceAll', 'Array.prototype.at',
  'String.prototype.at', 'Array.prototype.findLast', 'Array.prototype.findLastIndex', 'Array.prototype.toSorted', 'Array.prototype.toSpliced',
  'Array.prototype.with', 'Object.hasOwn', 'Object.groupBy', 'Map.groupBy', 'Set.prototype.union', 'Promise.withResolvers', 'Promise.try',
  'structuredClone', 'reportError', 'requestIdleCallback', 'scheduler', 'visualViewport', 'navigation', 'AbortSignal.timeout', 'AbortSignal.any',
  'URL.canParse', 'URL.parse', 'crypto.randomUUID', 'Element.prototype.checkVisibility', 'Element.prototype.setHTMLUnsafe',
  'Element.prototype.ariaLabel', 'Element.prototype.ariaLive', 'Element.prototype.role',
  'HTMLElement.prototype.inert', 'HTMLElement.prototype.attachInternals', 'Element.prototype.moveBefore',
  'Document.prototype.startViewTransition', 'Document.prototype.caretPositionFromPoint', 'Intl.Segmenter', 'Intl.ListFormat', 'navigator.clipboard'];
const popovers = ['popover', 'showPopover', 'hidePopover', 'togglePopover'].map((name) => `HTMLElement.prototype.${name}`); // came at once

const forget = (names) => {
  for (const name of names) {
    const path = name.split('.');
    const last = path.pop();
    let owner = path.reduce((object, key) => object?.[key], window);
    while (owner && !Object.prototype.hasOwnProperty.call(owner, last)) owner = Object.getPrototypeOf(owner);
    if (owner) delete owner[last];
  }
};

/** A visitor's way from the launcher to an answer with everything in it. */
async function goThrough(page) {
  await page.getByRole('button', { name: 'Ask a question' }).click();
  await input(page).pressSequentially('sal');
  await page.getByRole('option').first().waitFor();
  await input(page).fill('');
  const answer = await ask(page, 'Which language?');
  assert.match(await answer.textContent(), /Python\..*most popular language/);
  await (await ask(page, 'Which sizes are there?')).locator('table').first().waitFor();
  const halves = '\ud83d\ude00 \ud800 x';
  await page.evaluate((text) => document.querySelector('faq-chat').ask(text), halves);
  await answers(page).nth(2).locator('.rich').first().waitFor();
  await page.getByRole('button', { name: 'Yes', exact: true }).first().click();
  await page.locator('.rate [aria-pressed=true]').waitFor();
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.deepEqual(await overflows(page), []);
}

/** What is seen of it: where the parts are, and their colours. */
const look = (page) => page.evaluate(() => ['.panel', '.head', '.log', '.foot', '.question', '.rich', '.send', 'textarea'].map((name) => {
  const element = document.querySelector('faq-chat').root.querySelector(name);
  const { x, y, width, height } = element.getBoundingClientRect();
  const { color, backgroundColor, font, position } = getComputedStyle(element);
  return { name, x, y, width, height, color, backgroundColor, font, position };
}));

const asksOf = (double) => double.asks().map(({ text }) => text);

for (const [name, viewport] of Object.entries({ 'a desktop': { width: 1000, height: 760 }, 'a phone': { width: 390, height: 844 } })) {
  test(`without any of what is new the visitor is answered, and it looks the same: ${name}`, async (t) => {
    const modern = await meet(t, {}, { viewport });
    await modern.page.goto(`${modern.double.url}/shop`);
    await goThrough(modern.page);
    const { double, page } = await meet(t, {}, { viewport });
    await page.addInitScript(forget, [...newer, ...popovers]);
    await page.goto(`${double.url}/shop`);
    assert.equal(await page.evaluate(() => 'showPopover' in document.body || 'hasOwn' in Object || 'visualViewport' in window), false);
    await goThrough(page);
    assert.deepEqual(asksOf(double), asksOf(modern.double));
    assert.deepEqual(await look(page), await look(modern.page));
    await shoot(page, `old-${viewport.width}`);
  });
}

test('nor is any one of them needed', async (t) => {
  const { double, page } = await meet(t, {});
  for (const names of [...newer.map((name) => [name]), popovers]) {
    const alone = await page.context().newPage();
    const wrong = [];
    alone.setDefaultTimeout(20000);
    alone.on('pageerror', (error) => wrong.push(`without ${names}: ${error}`));
    await alone.addInitScript(forget, names);
    await alone.goto(`${double.url}/open`);
    await ask(alone, 'Which sizes are there?');
    await alone.close();
    assert.deepEqual(wrong, []);
  }
});

test('no style sheet that visitors get needs light-dark()', async () => {
  for (const name of ['web/widget.css', 'web/widget.js', 'web/widget-more.js', 'bot/tools/report.css']) {
    const text = await readFile(new URL(`../../${name}`, import.meta.url), 'utf8');
    assert.doesNotMatch(text, /light-dark\(/, name);
  }
});

/** A hundred stored turns. */
const stored = (count) => Array.from({ length: count }, (_, at) => ({ id: `turn-${at}`, text: `Question ${at}`, at: at + 1,
  answer: { type: 'answer', id: `turn-${at}`, ...full } }));
const keep = (page, double, turns) => page.evaluate(([key, value]) => sessionStorage.setItem(key, value),
  [`faq-chat/1 ${double.url}/`, JSON.stringify({ turns, talk: {}, since: 0 })]);

test('a hundred stored turns make nothing while it is closed: no element, no connection', async (t) => {
  const { double, page } = await meet(t, {});
  const count = () => page.evaluate(() => document.querySelector('faq-chat').root.querySelectorAll('*').length);
  await page.goto(`${double.url}/shop`);
  await page.getByRole('button', { name: 'Ask a question' }).waitFor();
  const alone = await count();
  await keep(page, double, stored(100));
  let calls = 0;
  page.on('websocket', () => { calls += 1; });
  const loaded = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await page.reload();
  await page.getByRole('button', { name: 'Ask a question' }).waitFor();
  assert.equal(await count(), alone);
  assert.deepEqual(loaded.filter((path) => path.endsWith('.js')), ['/widget.js']);
  assert.equal(calls, 0);
  await page.getByRole('button', { name: 'Ask a question' }).click();
  await page.getByText('Question 99', { exact: true }).waitFor();
  assert.equal(await answers(page).count(), 100);
  await page.evaluate(() => document.querySelector('faq-chat').ask('And one more?'));
  await page.locator('.turn', { hasText: 'And one more?' }).locator('.rich').first().waitFor();
  assert.equal(await answers(page).count(), 100);
  await page.getByText('Question 1', { exact: true }).waitFor({ state: 'attached' });
  assert.equal(await page.getByText('Question 0', { exact: true }).count(), 0);
});

test('of a hundred turns the browser lays out those that are seen', async (t) => {
  const { double, page } = await meet(t, {});
  await page.goto(`${double.url}/shop`);
  await keep(page, double, stored(100));
  await page.goto(`${double.url}/open`);
  await page.getByText('Question 99', { exact: true }).waitFor();
  const skipped = await page.evaluate(() => [...document.querySelector('faq-chat').root.querySelectorAll('.answer')]
    .filter((answer) => !answer.checkVisibility({ contentVisibilityAuto: true })).length);
  assert.ok(skipped > 80, `${skipped} are skipped`);
});

/** With a clock that the test moves. */
async function timeless(t, on, path = '/open') {
  const { double, page } = await meet(t, on);
  await page.clock.install({ time: 0 });
  await page.goto(`${double.url}${path}`);
  await page.clock.pauseAt(1000);
  await page.getByText('Can a fresher').waitFor();
  return { double, page };
}
const stop = (page) => page.getByRole('button', { name: 'Stop waiting' });

test('after three seconds a question can be cancelled, and its late reply is ignored', async (t) => {
  const held = [];
  const { double, page } = await timeless(t, { request: (request, socket) => {
    if (request.text !== 'Which language?') return reply(request);
    held.push(() => socket.send(JSON.stringify(reply(request))));
    return null;
  } });
  await input(page).fill('Which language?');
  await input(page).press('Enter');
  await until(page, () => held.length === 1);
  await page.clock.runFor(2900);
  await page.getByText('Working').first().waitFor();
  assert.equal(await stop(page).count(), 0);
  await page.clock.runFor(200);
  await stop(page).click();
  assert.equal(await answers(page).count(), 0);
  assert.equal(await input(page).inputValue(), 'Which language?');
  held[0]();
  await input(page).fill('');
  await ask(page, 'Another?');
  assert.equal(await answers(page).count(), 1);
  assert.deepEqual(asksOf(double), ['Which language?', 'Another?']);
  assert.equal((await page.evaluate(() => window.events)).filter(({ name }) => name === 'faq-answer').length, 1);
  await page.reload();
  await page.getByText('Another?', { exact: true }).waitFor();
  assert.equal(await answers(page).count(), 1);
});

test('it still can be when the conversation is drawn anew meanwhile', async (t) => {
  const { page } = await timeless(t, { request: () => null });
  await page.evaluate(() => document.querySelector('faq-chat').ask('Which language?'));
  await page.getByText('Which language?').first().waitFor();
  await page.clock.runFor(3100);
  await stop(page).waitFor();
  await page.evaluate(() => { document.querySelector('faq-chat').strings = { title: 'Help' }; });
  await page.getByRole('heading', { name: 'Help' }).or(page.locator('.title')).first().waitFor();
  await stop(page).focus();
  await page.evaluate(() => document.querySelector('faq-chat').follow());
  assert.equal(await page.evaluate(() => document.querySelector('faq-chat').root.activeElement?.textContent), 'Stop waiting');
  await stop(page).click();
  assert.equal(await answers(page).count(), 0);
});
