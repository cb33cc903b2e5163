// web/conversation.test.mjs - asking and being answered: by keyboard alone, announced once, kept over a reload.
import { after, before, test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { none, reply, startDouble } from './double.mjs';
import { answers, ask, input, until, useBrowser, visit } from './stage.mjs';

useBrowser();
const shop = { body: '<!doctype html><html lang="en"><link rel="icon" href="/icon.svg"><title>A shop</title>' +
  '<script src="/widget.js" defer></script><main><h1>A shop</h1><a href="#x">A link</a></main><faq-chat></faq-chat></html>' };
let double;
before(async () => { double = await startDouble({}, { pages: { '/shop': shop } }); });
after(() => double.stop());
const stored = (page) => page.evaluate(() => sessionStorage.length + localStorage.length);
const said = (page) => page.evaluate(() => window.said);
const focused = (page) => page.evaluate(() => document.querySelector('faq-chat').root.activeElement?.id);

test('an answer shows its text, its source, corrections and the disclaimer', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'Which language, pyhton?');
  assert.equal(await answer.getByRole('link', { name: 'Machine learning engineer' }).getAttribute('href'),
    'https://example.org/article');
  for (const text of ['popular', 'NumPy, for arrays', 'import numpy', 'Education is the only purpose', 'was read as'])
    await answer.getByText(text).waitFor();
  assert.equal(await answer.locator('strong').textContent(), 'Python.');
});

test('an answer and the question that it answers are marked with their language', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'ما اللغة؟');
  for (const part of ['.matched', '.rich']) assert.equal(await answer.locator(part).getAttribute('lang'), 'ar');
  const other = await ask(page, 'Which language, pyhton?');
  for (const part of ['.matched', '.rich']) assert.equal(await other.locator(part).getAttribute('lang'), null);
});

test('a table is a table, and what else blocks hold is shown and said', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'Which sizes?');
  assert.equal(double.asks().at(-1).content, 'blocks');
  const table = answer.getByRole('table').first();
  assert.deepEqual(await table.getByRole('columnheader').allTextContents(), ['Size', 'Width']);
  assert.equal(await table.getByRole('cell', { name: '20 cm' }).evaluate((cell) => getComputedStyle(cell).textAlign), 'end');
  assert.equal(await answer.getByRole('table').nth(1).getByRole('columnheader').count(), 0);
  assert.equal(await answer.locator('s').textContent(), '40 cm');
  assert.deepEqual(await answer.locator('.rich li').evaluateAll((items) => items.map((item) => getComputedStyle(item).listStyleType)),
    ['"\u2611 "', '"\u2610 "', 'disc']);
  assert.equal(await answer.getByRole('link', { name: 'the drawing' }).getAttribute('href'), `${double.url}/icon.svg`);
  assert.equal(await answer.getByRole('link', { name: 'telephone' }).getAttribute('href'), 'tel:+49123');
  assert.equal(await answer.locator('img').count(), 0);
  assert.match(await answer.locator('div.note').textContent(), /^1 In the shop\. ↩$/);
  await page.waitForFunction(() => window.said.length > 0);
  for (const words of ['Size; Width; ', 'Small; 20 cm; ', 'Measure', 'the drawing', 'In the shop.']) {
    assert.ok((await said(page)).join('\n').includes(words), words);
  }
  await page.evaluate(() => document.querySelector('faq-chat').setAttribute('images', ''));
  await ask(page, 'Which sizes, with images?');
  assert.ok(await page.locator('.answer img[alt="the drawing"]').count() > 0);
});

test('a link to an entry asks it, where the visitor is', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'Which sizes?');
  await answer.getByRole('button', { name: 'measuring' }).press('Enter');
  await answers(page).nth(1).locator('.rich').waitFor();
  assert.equal(double.asks().at(-1).entry, 'entry-7');
  assert.equal(await page.getByText('How is it measured?', { exact: true }).count(), 1);
  await answers(page).nth(0).getByRole('button', { name: 'ordering' }).click();
  await answers(page).nth(2).locator('.rich').waitFor();
  assert.equal(double.asks().at(-1).entry, 'entry-8');
});

test('a whole conversation needs only the keyboard', async (t) => {
  const page = await visit(t, `${double.url}/shop`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // the launcher
  assert.equal(await focused(page), 'input');
  await page.keyboard.type('what');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  assert.equal(await page.getByRole('option', { selected: true }).textContent(), 'What does a junior do?');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await answers(page).nth(0).locator('.rich').waitFor();
  assert.deepEqual(double.asks().at(-1).entry, 'entry-1');
  assert.equal(await focused(page), 'input');
  await page.keyboard.type('one line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('another');
  await page.keyboard.press('Enter');
  await answers(page).nth(1).locator('.rich').waitFor();
  assert.equal(double.asks().at(-1).text, 'one line\nanother');
  assert.equal(double.asks().at(-1).context, 'best-language');
  await page.keyboard.press('ArrowUp');
  assert.equal(await input(page).inputValue(), 'one line\nanother');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.querySelector('faq-chat').root.activeElement.className), 'launcher');
  assert.equal(await page.locator('.panel').isVisible(), false);
});

test('an input method\'s Enter sends nothing', async (t) => {
  const page = await visit(t, double.url);
  const before = double.asks().length;
  await input(page).fill('にほん');
  await input(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true });
  await input(page).dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
  await page.waitForTimeout(100);
  assert.equal(double.asks().length, before);
});

test('each answer is announced once, and the history is not', async (t) => {
  const page = await visit(t, double.url);
  assert.deepEqual(await said(page), []);
  await ask(page, 'Which language?');
  await ask(page, 'Any zebra?');
  assert.deepEqual((await said(page)).map((text) => text.split('\n')[0]), [
    'Understood as: Which programming language is best for machine learning?', '“pyhton” was read as “python”.',
    'Python. It is the most popular language, and the most versatile. See the guide, or run python3.',
    'From: Machine learning engineer', 'Disclaimer: Education is the only purpose of this article.',
    none.text, 'Words I have never met: zebra, quagga.', 'These mention it:', ...none.mentions.map(({ title }) => title)]);
  await page.locator('[aria-live=polite] p').first().waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('popular').waitFor();
  await page.waitForTimeout(200);
  assert.deepEqual(await said(page), []);
  assert.equal(await page.getByRole('log').getAttribute('aria-live'), 'off');
});

test('nothing that arrives moves the focus', async (t) => {
  const page = await visit(t, double.url);
  await page.getByText('Can a fresher get a job?').waitFor();
  assert.deepEqual(await page.evaluate(() => window.moves), []);
  await ask(page, 'Which language?');
  await page.getByRole('log').focus();
  const before = await page.evaluate(() => window.moves.length);
  await page.evaluate(() => document.querySelector('faq-chat').ask('salary'));
  await answers(page).nth(1).locator('.rich').waitFor();
  assert.equal(await page.evaluate(() => window.moves.length), before);
});

test('nothing is stored and nothing connects before there is a reason', async (t) => {
  const alone = await startDouble({}, { pages: { '/shop': shop } }); // where no other page's connection ends meanwhile
  const page = await visit(t, `${alone.url}/shop`);
  t.after(() => alone.stop());
  await page.waitForTimeout(300);
  assert.equal(alone.sockets.size, 0);
  await page.getByRole('button', { name: 'Ask a question' }).click();
  await page.getByText('Can a fresher get a job?').waitFor();
  await input(page).pressSequentially('what');
  await page.getByRole('option').first().waitFor();
  assert.equal(await stored(page), 0);
  await input(page).press('Enter');
  await answers(page).first().locator('.rich').waitFor();
  assert.equal(await stored(page), 1);
  assert.deepEqual(await page.context().cookies(), []);
});

test('a reload keeps the conversation, and another tab has its own', async (t) => {
  const page = await visit(t, double.url);
  await ask(page, 'Which language?');
  await ask(page, 'Any zebra?');
  const other = await page.context().newPage();
  await other.goto(double.url);
  await other.getByText('Can a fresher get a job?').waitFor();
  assert.equal(await answers(other).count(), 0);
  await ask(other, 'salary');
  const count = double.asks().length;
  await page.reload();
  await page.getByText('Any zebra?').waitFor();
  await page.waitForTimeout(200);
  assert.equal(await answers(page).count(), 2);
  assert.equal(double.asks().length, count);
  await other.reload();
  await other.getByText('What do freshers earn?').waitFor();
  assert.equal(await answers(other).count(), 1);
});

test('a marked suggestion stays marked in a newer list, until typing goes on', async (t) => {
  const link = (id) => ({ id, question: `question ${id}` });
  const lists = [['a', 'b'], ['c', 'b', 'a'], ['b']].map((ids) => ids.map(link));
  let hold;
  const held = new Promise((resolve) => { hold = resolve; });
  const slow = await startDouble({ request: (request, socket) => {
    if (request.type !== 'suggest') return reply(request);
    const message = { type: 'suggestions', id: request.id, suggestions: lists.shift() };
    if (lists.length !== 1) return message;
    hold(() => socket.send(JSON.stringify(message)));
    return null;
  } });
  const page = await visit(t, slow.url);
  t.after(() => slow.stop());
  const marked = page.locator('[aria-selected=true]');
  const option = (id) => page.getByRole('option', { name: `question ${id}` });
  await input(page).pressSequentially('wh');
  await option('a').waitFor();
  await input(page).press('a');
  const send = await held;
  await input(page).press('ArrowDown');
  assert.equal(await marked.textContent(), 'question a');
  send();
  await option('c').waitFor();
  assert.equal(await marked.textContent(), 'question a');
  assert.equal(await input(page).getAttribute('aria-activedescendant'), 'choice-2');
  await input(page).press('t');
  assert.equal(await marked.count(), 0);
  await option('c').waitFor({ state: 'detached' });
  assert.equal(await marked.count(), 0);
});

test('only the newest suggestions are shown', async (t) => {
  const held = [];
  const slow = await startDouble({ request: (request, socket) => {
    if (request.type !== 'suggest') return reply(request);
    const message = { type: 'suggestions', id: request.id, suggestions: [{ id: 'x', question: `for ${request.text}` }] };
    held.push(() => socket.send(JSON.stringify(message)));
    return null;
  } });
  const page = await visit(t, slow.url);
  t.after(() => slow.stop());
  await input(page).fill('wh'); // typed, it may be one list or two, as fast as the machine is
  await until(page, () => held.length === 1);
  await input(page).fill('what');
  await until(page, () => held.length === 2);
  held[1]();
  await page.getByText('for what').waitFor();
  held[0]();
  await page.waitForTimeout(100);
  assert.equal(await page.getByRole('option').count(), 1);
  assert.equal(await page.getByRole('option').textContent(), 'for what');
});

test('an unsure answer offers its questions, and "none of these" is a miss', async (t) => {
  const page = await visit(t, double.url);
  let answer = await ask(page, 'salary');
  await answer.getByRole('button', { name: 'What do freshers earn?' }).click();
  await answers(page).nth(1).locator('.rich').waitFor();
  assert.equal(double.asks().at(-1).entry, 'salary-freshers');
  answer = await ask(page, 'salary again');
  await answer.getByRole('button', { name: 'None of these' }).click();
  await answer.getByText('I have no answer to that.').waitFor();
  assert.equal(await focused(page), 'input');
  await (await ask(page, 'Any zebra?')).getByText('Please ask the owner').waitFor();
  const events = await page.evaluate(() => window.events.map(({ name, declined }) => ({ name, declined })));
  assert.deepEqual(events.filter(({ name }) => name === 'faq-miss').map(({ declined }) => declined), [true, false]);
});

test('the same apology never comes twice in a row, and the second miss says where to turn', async (t) => {
  const page = await visit(t, double.url);
  const texts = [];
  for (const question of ['zebra 1', 'zebra 2', 'zebra 3', 'zebra 4', 'zebra 5'])
    texts.push(await (await ask(page, question)).locator('.rich').textContent());
  assert.equal(texts[0], none.text);
  assert.equal(texts[1], none.contact);
  texts.slice(1).forEach((text, at) => assert.notEqual(text, texts[at]));
});

test('entries that mention it are offered, with what they say of it, and asked for by their id', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'Any zebra?');
  await answer.getByText('These mention it:').waitFor();
  const buttons = answer.locator('.choices button');
  assert.deepEqual(await buttons.allTextContents(), ['How are herds counted?… from the air, by engineers who look for stripes and spots …',
    'Which libraries do I need?NumPy and pandas; most engineers learn them first.']);
  assert.deepEqual(await buttons.locator('mark').allTextContents(), ['engineers', 'engineers']);
  await buttons.first().click();
  await answers(page).nth(1).locator('.rich').waitFor();
  assert.equal(double.asks().at(-1).entry, 'herds');
  assert.equal(await page.locator('.question .words').nth(1).textContent(), 'How are herds counted?');
  await page.reload();
  await answers(page).first().getByText('These mention it:').waitFor();
});

test('of an unsure answer they stand behind the choices, and stay when none of these is chosen', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'salary nearby');
  assert.equal(await answer.locator('.choices button').count(), 4);
  await answer.getByRole('button', { name: 'None of these' }).click();
  await answer.getByText('I have no answer to that.').waitFor();
  assert.deepEqual(await answer.locator('.choices button .snippet').allTextContents(), ['NumPy and pandas; most engineers learn them first.']);
});

test('thumbs toggle, and are absent if nothing is kept', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'Which language?');
  const yes = answer.getByRole('button', { name: 'Yes', exact: true });
  const given = () => double.requests.filter((request) => request.type === 'feedback').map((request) => request.helpful);
  await yes.click();
  assert.equal(await yes.getAttribute('aria-pressed'), 'true');
  await answer.getByRole('button', { name: 'No', exact: true }).click();
  assert.equal(await yes.getAttribute('aria-pressed'), 'false');
  await answer.getByRole('button', { name: 'No', exact: true }).click();
  await until(page, () => given().length >= 3);
  assert.deepEqual(given(), [true, false, null]);
  assert.equal(await answers(page).count(), 1);
  const plain = await startDouble({}, { hello: { feedback: false } });
  const other = await visit(t, plain.url);
  t.after(() => plain.stop());
  assert.equal(await (await ask(other, 'Which language?')).getByText('Was this helpful?').isVisible(), false);
});

test('2001 characters are not sent, 2000 are', async (t) => {
  const page = await visit(t, double.url);
  const before = double.asks().length;
  await input(page).fill('ü'.repeat(2001));
  await page.getByText('2000 characters at most: 1 too many.').first().waitFor();
  await input(page).press('Enter');
  await page.waitForTimeout(100);
  assert.equal(double.asks().length, before);
  assert.equal((await input(page).inputValue()).length, 2001);
  await ask(page, '😀'.repeat(2000));
  assert.equal(double.asks().length, before + 1);
});

test('a new conversation starts empty, and can be undone', async (t) => {
  const page = await visit(t, double.url);
  await ask(page, 'Which language?');
  await page.getByRole('button', { name: 'New conversation' }).click();
  assert.equal(await answers(page).count(), 0);
  assert.equal(await stored(page), 0);
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.equal(await answers(page).count(), 1);
  await page.reload();
  await page.getByText('popular').waitFor();
});

test('the transcript is downloaded as text', async (t) => {
  const page = await visit(t, double.url);
  await ask(page, 'Which language?');
  const [download] = await Promise.all([page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download transcript' }).click()]);
  const text = await readFile(await download.path(), 'utf8');
  for (const part of ['Which language?', 'Python.', 'https://example.org/article', 'Education is the only purpose'])
    assert.ok(text.includes(part), part);
});

test('the page asks the question in its URL, once', async (t) => {
  const before = double.asks().length;
  const page = await visit(t, `${double.url}/?q=Which+language%3F`);
  await answers(page).first().locator('.rich').waitFor();
  await page.reload();
  await page.getByText('popular').waitFor();
  assert.equal(double.asks().length, before + 1);
});

test('the host has methods, attributes, events and words of its own', async (t) => {
  const page = await visit(t, `${double.url}/shop`);
  await page.evaluate(() => { document.querySelector('faq-chat').strings = { launch: 'Need help?', ask: 'Go' }; });
  await page.getByRole('button', { name: 'Need help?' }).waitFor();
  await page.evaluate(() => document.querySelector('faq-chat').ask('Which language?'));
  await answers(page).first().locator('.rich').waitFor();
  assert.equal(await page.locator('faq-chat').getAttribute('open'), '');
  await page.evaluate(() => document.querySelector('faq-chat').close());
  assert.equal(await page.locator('.panel').isVisible(), false);
  await page.evaluate(() => { document.querySelector('faq-chat').reset(); });
  assert.equal(await stored(page), 0);
  assert.equal(await page.evaluate(() => window.events[0].question), 'Which language?');
});
