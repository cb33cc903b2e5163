// web/owners.test.mjs - what an owner has the widget do, with the built program: comments, handing a conversation over,
// greeting, starters by page, a part of the knowledge, consent and forgetting.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { reply, startDouble } from './double.mjs';
import { ROOT, serve } from './served.mjs';
import { answers, ask, broken, input, until, useBrowser, violations, visit } from './stage.mjs';

useBrowser();
const LIBRARY = `${ROOT}tests/transcripts/knowledge/library`;
const said = (page) => page.evaluate(() => window.said);
const ready = (page) => page.waitForFunction(() => document.querySelector('faq-chat').connection.state === 'ready');

/** The built program, a folder and a journal of its own; it outlives the page. */
async function meet(t, { knowledge = LIBRARY, flags = () => [], options = {}, at = '/' } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-owners-'));
  const journal = path.join(folder, 'journal.db');
  const server = await serve({ knowledge: typeof knowledge === 'function' ? knowledge(folder) : knowledge,
    flags: ['--journal', journal, ...flags(folder)] });
  const page = await visit(t, server.url + at, { ...broken, ...options });
  t.after(async () => { await server.kill(); rmSync(folder, { recursive: true, force: true }); });
  const rows = (sql) => JSON.parse(execFileSync('sqlite3', ['-json', journal, sql], { encoding: 'utf8' }) || '[]');
  return { page, server, rows };
}

/** Somebody who receives conversations, and each of them. */
async function people(t) {
  const received = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => { body += bytes; });
    request.on('end', () => { received.push(JSON.parse(body)); response.writeHead(204).end(); });
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  t.after(() => { server.close(); server.closeAllConnections(); });
  return { received, flags: (folder) => {
    writeFileSync(path.join(folder, 'secret'), 'not much of a secret\n');
    return ['--webhook', `http://127.0.0.1:${server.address().port}/`, '--webhook-secret', path.join(folder, 'secret'), '--allow-private-webhook'];
  } };
}

test('a comment on a thumb down is kept', async (t) => {
  const { page, rows } = await meet(t);
  const answer = await ask(page, 'How long may I keep a book?');
  await answer.getByRole('button', { name: 'No', exact: true }).press('Enter');
  const field = answer.getByLabel(/What was missing/);
  assert.equal(await field.evaluate(({ maxLength }) => maxLength), 280);
  assert.deepEqual(await violations(page), []);
  await field.fill('😀'.repeat(140));
  await field.press('Enter');
  await until(page, () => rows('SELECT * FROM feedback WHERE comment <> \'\'').length > 0);
  assert.deepEqual(rows('SELECT helpful, comment FROM feedback'), [{ helpful: 0, comment: '😀'.repeat(140) }]);
  assert.equal(await answer.locator('form').count(), 0);
  assert.equal(await page.evaluate(() => document.querySelector('faq-chat').root.activeElement.id), 'input');
  await page.reload();
  await answers(page).first().locator('.after .note').waitFor();
});

const offer = (answer) => answer.getByRole('button', { name: 'Send this conversation to us' });
const send = (answer) => answer.getByRole('button', { name: 'Send', exact: true });

test('after a refusal or two the conversation is handed over: what is shown is what is sent, and twice if it has gone on', async (t) => {
  const { received, flags } = await people(t);
  const { page } = await meet(t, { flags });
  await ask(page, 'How long may I keep a book?');
  await ask(page, 'xyzzy plugh');
  const answer = await ask(page, 'frobnicate quux');
  await offer(answer).press('Enter');
  const shown = await answer.locator('.sent').textContent();
  for (const question of ['How long may I keep a book?', 'xyzzy plugh', 'frobnicate quux']) assert.ok(shown.includes(question));
  assert.deepEqual(await violations(page), []);
  await send(answer).press('Enter'); // without an address nothing is sent
  await answer.locator('form input').first().fill('ann@mail.example');
  await answer.locator('form input').nth(1).fill('Ann');
  await send(answer).press('Enter');
  await answer.getByText('The conversation has been sent.').waitFor();
  await until(page, () => received.length === 1);
  assert.equal(received[0].transcript.map(({ text }) => text).join('\n\n'), shown);
  assert.deepEqual([received[0].reply_to, received[0].name], ['ann@mail.example', 'Ann']);
  assert.ok((await said(page)).includes('The conversation has been sent.'));
  const next = await ask(page, 'garply waldo');
  await ask(page, 'corge grault');
  await offer(answers(page).last().or(next).last()).last().click();
  await page.locator('.answer form input').first().fill('ann@mail.example');
  await page.locator('.answer form').getByRole('button', { name: 'Send', exact: true }).click();
  await until(page, () => received.length === 2);
  assert.ok(received[1].transcript.length > received[0].transcript.length);
});

test('it can be cancelled, and leads back', async (t) => {
  const { received, flags } = await people(t);
  const { page } = await meet(t, { flags });
  await ask(page, 'xyzzy plugh');
  const answer = await ask(page, 'frobnicate quux');
  await offer(answer).press('Enter');
  await answer.getByRole('button', { name: 'Cancel' }).press('Enter');
  await offer(answer).waitFor();
  assert.equal(await page.evaluate(() => document.querySelector('faq-chat').root.activeElement?.textContent), 'Send this conversation to us');
  assert.deepEqual(received, []);
});

test('a hand-over that is refused says so, and can be sent again; a long one is cut to what is taken', async (t) => {
  const refuse = (code, temporary) => (request) => ({ type: 'error', id: request.id, code, message: `Sorry: ${code}.`, temporary, retry_after_ms: 0 });
  const replies = [refuse('busy', true), refuse('rate_limited', true), refuse('unsupported', false), ({ id }) => ({ type: 'ok', id })];
  const double = await startDouble({ request: (request) => (request.type === 'handover' ? replies.shift()(request) : reply(request)) },
    { hello: { handover: true } });
  const page = await visit(t, double.url, broken);
  t.after(() => double.stop());
  for (let i = 0; i < 20; i += 1) await ask(page, `${i} ${'long '.repeat(390)}`);
  const answer = await ask(page, 'I want to talk to somebody');
  await offer(answer).click();
  await answer.locator('form input').first().fill('ann@mail.example');
  for (const code of ['busy', 'rate_limited', 'unsupported']) {
    await send(answer).click();
    await answer.locator('form .note', { hasText: `Sorry: ${code}.` }).waitFor();
    assert.equal(await answer.locator('form .note').count(), 1);
  }
  const shown = await answer.locator('.sent').textContent();
  await send(answer).click();
  await answer.getByText('The conversation has been sent.').waitFor();
  const sent = double.requests.filter(({ type }) => type === 'handover');
  assert.equal(sent.length, 4);
  assert.ok(sent.every((message) => JSON.stringify(message).length <= 24576));
  assert.equal(sent[3].transcript.map(({ text }) => text).join('\n\n'), shown);
  assert.match(shown, /I want to talk to somebody/);
});

test('each page of a site may have starters of its own', async (t) => {
  const bot = {};
  const site = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<!doctype html><html lang="en"><title>Shop</title><script src="${bot.url}/widget.js" defer></script><faq-chat open></faq-chat>`);
  });
  await new Promise((done) => { site.listen(0, '127.0.0.1', done); });
  t.after(() => { site.close(); site.closeAllConnections(); });
  const home = `http://127.0.0.1:${site.address().port}`;
  const knowledge = (folder) => {
    writeFileSync(path.join(folder, 'a.jsonl'), ['hours', 'returns'].map((id) => `${JSON.stringify({ id, question: `What about ${id}?`, answer: id })}\n`).join(''));
    writeFileSync(path.join(folder, 'bot.yml'), 'name: Shop\nstarters:\n  "*": [hours]\n  /shop/*: [returns]\n');
    return folder;
  };
  const { page, server } = await meet(t, { knowledge, flags: () => ['--origin', home] });
  bot.url = server.url;
  for (const [address, offered] of [['/', 'hours'], ['/shop/basket', 'returns']]) {
    await page.goto(home + address);
    await page.locator('.choices button').first().waitFor();
    assert.deepEqual(await page.locator('.choices button').allTextContents(), [`What about ${offered}?`]);
  }
});

for (const [name, value, inside, outside] of [['tags', 'lending', 'How long may I keep a book?', 'When is the library open?']]) {
  test(`the attribute ${name} restricts what is answered, also when it is set while it is open`, async (t) => {
    const { page } = await meet(t);
    await (await ask(page, outside)).locator('.source').waitFor();
    await page.evaluate(([attribute, words]) => document.querySelector('faq-chat').setAttribute(attribute, words), [name, value]);
    await ready(page);
    await (await ask(page, inside)).locator('.source').waitFor();
    assert.equal(await (await ask(page, outside)).locator('.source').count(), 0);
    await page.evaluate((attribute) => document.querySelector('faq-chat').removeAttribute(attribute), name);
    await ready(page);
    await (await ask(page, outside)).locator('.source').waitFor();
  });
}

test('what is forgotten is gone from the journal and from the browser, is said, and nothing brings it back', async (t) => {
  const { page, rows } = await meet(t);
  await ask(page, 'How long may I keep a book?');
  await until(page, () => rows('SELECT * FROM asked').length === 1);
  const token = await page.evaluate(() => document.querySelector('faq-chat').talk.token);
  await page.getByRole('button', { name: 'Forget this conversation' }).press('Enter');
  await page.waitForFunction(() => window.said.includes('What was kept of this conversation has been deleted.'));
  assert.deepEqual(rows('SELECT * FROM asked'), []);
  assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0);
  assert.equal(await page.evaluate(() => document.querySelector('faq-chat').root.activeElement.id), 'input');
  assert.equal(await page.evaluate((old) => JSON.stringify({ ...sessionStorage, ...localStorage }).includes(old), token), false);
  await page.reload();
  await input(page).waitFor();
  assert.equal(await answers(page).count(), 0);
});

/** A page with the bot closed, which greets after a second. */
const shop = (attributes = 'greet-after="1"') => ({ body: `<!doctype html><html lang="en"><title>Shop</title>
  <meta name="viewport" content="width=device-width"><link rel="icon" href="/icon.svg"><main><h1>A shop</h1><p><a href="/next">Next</a></p></main>
  <script src="/widget.js" defer></script><faq-chat ${attributes}></faq-chat>` });
async function stroll(t, { attributes, ...options } = {}) {
  const double = await startDouble({}, { pages: { '/shop': shop(attributes), '/next': shop(attributes) } });
  const page = await visit(t, `${double.url}/shop`, { ...broken, ...options });
  t.after(() => double.stop());
  return { double, page, invite: page.locator('.invite') };
}
/** Until the time of a greeting has passed. */
const pass = (page) => page.evaluate(() => new Promise((done) => { setTimeout(done, 1500); }));

test('who has not opened it is greeted once a visit, politely, and can hide that for good', async (t) => {
  const { page, invite, double } = await stroll(t);
  await invite.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
  assert.match(await invite.getByRole('status').textContent(), /Ask me a question/);
  assert.deepEqual(await violations(page), []);
  assert.equal(double.requests.length, 0);
  await invite.getByRole('button', { name: 'Hide' }).press('Enter');
  await invite.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.querySelector('faq-chat').root.activeElement?.className), 'launcher');
  await page.getByRole('link', { name: 'Next' }).click();
  await page.waitForURL('**/next');
  await pass(page);
  assert.equal(await invite.count(), 0);
});

test('the greeting opens the panel, and goes', async (t) => {
  const { page, invite } = await stroll(t);
  await invite.locator('button').first().click();
  await input(page).waitFor();
  assert.equal(await invite.count(), 0);
  await page.getByRole('button', { name: 'Close' }).click();
  assert.equal(await invite.count(), 0);
});

for (const [who, options, act] of [
  ['has a phone', { viewport: { width: 390, height: 844 } }],
  ['has opened it before', {}, (page) => page.evaluate(() => { const chat = document.querySelector('faq-chat'); chat.show(); chat.hide(); })],
  ['has it hidden', {}, (page) => page.evaluate(() => { document.querySelector('faq-chat').hidden = true; })],
  ['has it no more', {}, (page) => page.evaluate(() => { document.querySelector('faq-chat').remove(); })],
  ['asked for no greeting', { attributes: '' }],
]) {
  test(`who ${who} is not greeted`, async (t) => {
    const { page, invite } = await stroll(t, options);
    await act?.(page);
    await pass(page);
    assert.equal(await invite.count(), 0);
  });
}
