// web/pieces.test.mjs - answers of several hundred kilobytes, which the built program sends in pieces: a visitor reads them
// to their end, as one.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from '../timed.mjs';
import { goOn } from '../e2e/lib/pieces.mjs';
import { reply, startDouble } from './double.mjs';
import { serve } from './served.mjs';
import { answers, ask, input, useBrowser, violations, visit } from './stage.mjs';

useBrowser();
const numbers = (count) => Array.from({ length: count }, (_, i) => i);
const words = (count, word) => numbers(count).map((i) => `${word}${i}`).join(' ');

/** Markdown, and a question that finds it. */
const articles = {
  steps: ['Which steps are there?', numbers(3000).map((i) => `${i + 7}. Step ${i} of many\n${' '.repeat(`${i + 7}`.length + 2)}- within ${i}`).join('\n')],
  tasks: ['What tasks remain?', numbers(3000).map((i) => `- [${i % 2 ? 'x' : ' '}] ${words(4, 'task')}`).join('\n')],
  prices: ['How are prices set?', `First.\n\n| Name | Price |\n|:--|--:|\n${numbers(2500).map((i) => `| Name ${i} | **${i}** |`).join('\n')}\n\nLast.`],
  cells: ['Who fills the cells?', `| A | B |\n|---|---|\n| ${words(9000, 'a')} | ${words(9000, 'b')} |\n| x | y |`],
  heading: ['Where stands the heading?', `| ${words(9000, 'a')} | B |\n|---|---|\n${numbers(2000).map((i) => `| ${i} | ${words(5, 'w')} |`).join('\n')}`],
  story: ['When was the story told?', `${words(20000, 'a')} **${words(20000, '😀"')}** ${words(9000, 'c')}`],
  program: ['Whose program runs?', `Run:\n\n\`\`\`\n${numbers(20000).map((i) => `  line ${i} <é>`).join('\n')}\n\`\`\`\n\nDone.`],
  quote: ['What did the quote say?', `> ${words(20000, 'q')}\n>\n> - ${words(20000, 'r')}`],
  claims: ['Are claims proven?', `${numbers(900).map((i) => `Claim ${i}.[^${i}]`).join('\n\n')}\n\n${numbers(900).map((i) => `[^${i}]: ${words(20, 'proof')}`).join('\n')}`],
};

let folder;
let server;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'faqbot-pieces-'));
  writeFileSync(path.join(folder, 'long.jsonl'), Object.entries(articles).map(([id, [question, answer]]) =>
    `${JSON.stringify({ id, question, answer })}\n`).join(''));
  writeFileSync(path.join(folder, 'bot.yml'), 'name: Long\ndisclaimer: No advice.\n');
  server = await serve({ knowledge: folder, flags: ['--asks-per-connection', '0', '--asks-per-address', '0'] });
});
after(async () => { await server.kill(); rmSync(folder, { recursive: true, force: true }); });

const more = (answer) => answer.getByRole('button', { name: 'Show more' });
/** What is stored of the last turn's answer. */
const stored = (page) => page.evaluate(() => document.querySelector('faq-chat').turns.at(-1).answer);

/** Presses "Show more" until there is none; how often. */
async function readOn(page, answer) {
  for (let count = 0; ; count += 1) {
    if (await more(answer).count() === 0) return count;
    const { rest } = await stored(page);
    await more(answer).press('Enter');
    await page.waitForFunction((old) => document.querySelector('faq-chat').turns.at(-1).answer.rest !== old, rest);
  }
}

/** All blocks of an entry, put together by the tests' own means. */
async function whole(id) {
  let blocks = [];
  for (let rest = ''; rest !== undefined;) {
    const piece = await (await fetch(`${server.url}/api/entries/${id}?content=blocks${rest && `&rest=${encodeURIComponent(rest)}`}`)).json();
    blocks = goOn(blocks, piece);
    rest = piece.rest;
  }
  return blocks;
}

for (const [id, [question]] of Object.entries(articles)) {
  test(`all of it is read, as if it had come at once: ${id}`, async (t) => {
    const page = await visit(t, server.url);
    const answer = await ask(page, question);
    assert.ok(await readOn(page, answer) > 0);
    const { blocks, source, more: isMore } = await stored(page);
    assert.equal(source.entry, id);
    assert.equal(isMore, undefined);
    assert.deepEqual(blocks, await whole(id));
    assert.equal(await answer.locator('.disclaimer').count(), 1);
  });
}

test('the button keeps the focus while there is more, what came last gets it then, and each piece is announced', async (t) => {
  const page = await visit(t, server.url);
  const answer = await ask(page, articles.prices[0]);
  const focused = () => page.evaluate(() => document.querySelector('faq-chat').root.activeElement.textContent);
  const said = await page.evaluate(() => window.said.length);
  await more(answer).focus();
  let pressed = 0;
  while (await more(answer).count() > 0) {
    assert.equal(await focused(), 'Show more');
    const { rest } = await stored(page);
    await page.keyboard.press('Enter');
    pressed += 1;
    await page.waitForFunction((old) => document.querySelector('faq-chat').turns.at(-1).answer.rest !== old, rest);
  }
  assert.match(await focused(), /Name 2499/);
  const pieces = (await page.evaluate(() => window.said)).slice(said);
  assert.equal(pieces.length, pressed);
  assert.match(pieces.at(-1), /Name 2499; 2499; [^]*Last\./);
  await page.reload();
  await answers(page).getByText('Name 2499').waitFor({ state: 'attached' });
});

test('a refusal is said below the button, which can be pressed again; one that has changed is got anew', async (t) => {
  const paragraph = (text) => ({ type: 'paragraph', inline: [{ type: 'text', text }] });
  const piece = (request, text, more_) => ({ type: 'answer', id: request.id, outcome: 'answered', blocks: [paragraph(text)],
    source: { entry: 'e' }, ...more_ });
  const replies = [
    (request) => piece(request, 'First.', { more: true, rest: '1' }),
    (request) => ({ type: 'error', id: request.id, code: 'rate_limited', message: 'Too much at once.', temporary: true, retry_after_ms: 0 }),
    (request) => piece(request, 'Second.', { more: true, rest: '2' }),
    (request) => ({ type: 'error', id: request.id, code: 'not_found', message: 'It has changed.', temporary: false }),
    (request) => piece(request, 'New first.', { more: true, rest: '3' }),
    (request) => piece(request, ' And the end.', { continues: 2 }),
  ];
  const double = await startDouble({ request: (request) => replies.shift()(request) });
  const page = await visit(t, double.url);
  t.after(() => double.stop());
  const answer = await ask(page, 'Long?');
  await more(answer).click();
  await answer.getByText('Too much at once.').waitFor();
  await more(answer).click();
  await answer.getByText('Second.').waitFor();
  assert.equal(await answer.locator('.rich').innerText(), 'First.\n\nSecond.');
  await more(answer).click();
  await answer.getByText('New first.').waitFor();
  assert.equal(await answer.locator('.rich').innerText(), 'New first.');
  assert.equal(double.requests.at(-1).rest, undefined);
  await more(answer).click();
  await answer.getByText('New first. And the end.').waitFor();
  assert.equal(await more(answer).count(), 0);
});

test('of an answer to two questions, each part goes on by itself', async (t) => {
  const page = await visit(t, server.url);
  const answer = await ask(page, 'How are prices set, and what did the quote say?');
  assert.equal((await stored(page)).parts.length, 2);
  while (await more(answer).count() > 0) {
    const before = JSON.stringify((await stored(page)).parts.map(({ rest }) => rest));
    await more(answer).first().press('Enter');
    await page.waitForFunction((old) => JSON.stringify(document.querySelector('faq-chat').turns.at(-1).answer.parts
      .map(({ rest }) => rest)) !== old, before);
  }
  const { parts } = await stored(page);
  assert.deepEqual(await Promise.all(parts.map(({ source }) => whole(source.entry))), parts.map(({ blocks }) => blocks));
  assert.equal(await answer.locator('.rich').count(), 2);
  assert.equal(await answer.locator('.matched').count(), 2);
});

test('where the storage is full, the oldest turns give way, and what is on the screen stays', async (t) => {
  const double = await startDouble({ request: (request) => ({ ...reply(request), blocks: [{ type: 'paragraph',
    inline: [{ type: 'text', text: `${request.text} ${'x'.repeat(60000)}` }] }] }) });
  const page = await visit(t, double.url);
  t.after(() => double.stop());
  await page.evaluate(() => {
    for (let size = 2 ** 22; size > 2 ** 9; size /= 2) {
      for (let i = 0; ; i += 1) try { sessionStorage.setItem(`${size} ${i}`, 'x'.repeat(size)); } catch { break; }
    }
    sessionStorage.removeItem('131072 0');
  });
  for (const name of ['one', 'two', 'three', 'four']) await ask(page, `Question ${name}?`);
  assert.equal(await answers(page).count(), 4);
  await page.reload();
  await page.getByText('Question four?', { exact: true }).waitFor();
  assert.ok(await answers(page).count() < 4);
  assert.equal(await page.getByText('Question one?', { exact: true }).count(), 0);
  await input(page).waitFor();
  assert.deepEqual(await violations(page), []);
});
