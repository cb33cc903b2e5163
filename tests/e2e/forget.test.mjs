// e2e/forget.test.mjs - a visitor has their conversation forgotten: all of it, at once, and nobody else's. Before, they
// may have been asked whether anything may be kept at all; and one page tells them what is.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { exchange } from './lib/raw.mjs';
import { serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

function kept(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-forget-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'journal.db');
}

const rows = (journal, sql) => JSON.parse(execFileSync('sqlite3', ['-json', journal, sql], { encoding: 'utf8' }) || '[]');
const start = (t, journal) => serve(t, { flags: [...unlimited, '--journal', journal] });
const texts = (journal) => rows(journal, 'SELECT question FROM asked ORDER BY number').map(({ question }) => question);
const post = (server, body) => exchange(server,
  `POST /api/forget HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);

test('one conversation is forgotten whole, with what has not been written yet, and others stay', async (t) => {
  const journal = kept(t);
  const server = await start(t, journal);
  const one = await Visitor.greeted(server);
  const other = await Visitor.greeted(server);
  assert.match(one.hello.conversation, /^[0-9a-f]{32}$/);
  assert.notEqual(one.hello.conversation, other.hello.conversation);
  await other.ask({ type: 'ask', id: 'a', text: 'Where may I park?' });
  await other.ask({ type: 'feedback', id: 'b', answer: 'a', helpful: true, comment: 'other' });
  // Sent in one go: they wait for the journal's thread together.
  for (let i = 0; i < 20; i++) one.send({ type: 'ask', id: `${i}`, text: `Shibboleth ${i}` });
  one.send({ type: 'search', id: 's', text: 'Shibboleth search' });
  one.send({ type: 'feedback', id: 'f', answer: '1', helpful: false, comment: 'Shibboleth' });
  for (let i = 0; i < 22; i++) await one.next();
  assert.deepEqual(await one.ask({ type: 'forget', id: 'g' }), { type: 'ok', id: 'g' });
  assert.deepEqual(texts(journal), ['Where may I park?']);
  assert.deepEqual(rows(journal, 'SELECT comment FROM feedback'), [{ comment: 'other' }]);
  for (const name of readdirSync(path.dirname(journal))) {
    assert.ok(!readFileSync(path.join(path.dirname(journal), name)).includes('Shibboleth'), name);
  }
  // What is said after that is kept again; what is forgotten twice is forgotten.
  await one.ask({ type: 'ask', id: 'h', text: 'How do I join?' });
  assert.equal((await other.ask({ type: 'forget', id: 'i' })).type, 'ok');
  assert.equal((await other.ask({ type: 'forget', id: 'i' })).type, 'ok');
  assert.deepEqual(texts(journal), ['How do I join?']);
  await one.leave();
  await other.leave();
});

test('a conversation goes on over another connection, and its token is not in the journal', async (t) => {
  const journal = kept(t);
  const server = await start(t, journal);
  const before = await Visitor.greeted(server);
  const token = before.hello.conversation;
  await before.ask({ type: 'ask', id: 'a', text: 'How long may I keep a book?' });
  await before.leave();
  const after = await Visitor.greeted(server);
  assert.deepEqual(await after.ask({ type: 'resume', id: 'r', conversation: token }), { type: 'ok', id: 'r' });
  await after.ask({ type: 'ask', id: 'b', text: 'When is the library open?' });
  assert.equal((await after.ask({ type: 'feedback', id: 'f', answer: 'a', helpful: true })).type, 'ok');
  assert.equal(rows(journal, 'SELECT DISTINCT conversation FROM asked').length, 1);
  assert.equal(rows(journal, 'SELECT question FROM asked JOIN feedback USING (conversation, request)').length, 1);
  for (const name of readdirSync(path.dirname(journal))) {
    const bytes = readFileSync(path.join(path.dirname(journal), name));
    assert.ok(!bytes.includes(token) && !bytes.includes(Buffer.from(token, 'hex')), name);
  }
  assert.equal((await after.ask({ type: 'forget', id: 'g' })).type, 'ok');
  assert.deepEqual(texts(journal), []);
  await after.leave();
});

test('a restart changes nothing, and over HTTP a token is enough and necessary', async (t) => {
  const journal = kept(t);
  let server = await start(t, journal);
  const visitor = await Visitor.greeted(server);
  const token = visitor.hello.conversation;
  await visitor.ask({ type: 'ask', id: 'a', text: 'How long may I keep a book?' });
  await visitor.leave();
  await exchange(server, `GET /api/ask?q=football HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  await server.stop();
  server = await start(t, journal);
  const codes = async (body) => { const { status, body: text } = await post(server, body); return [status, JSON.parse(text).code]; };
  assert.deepEqual(await codes('{}'), [400, 'bad_message']);
  assert.deepEqual(await codes('{"conversation":""}'), [400, 'bad_message']);
  assert.deepEqual(await codes(`{"conversation":"${token.toUpperCase()}"}`), [400, 'bad_message']);
  assert.deepEqual(await codes('{"conversation":"00000000000000000000000000000000"}'), [200, undefined]);
  assert.equal(texts(journal).length, 2);
  const { status, body } = await post(server, JSON.stringify({ conversation: token }));
  assert.deepEqual([status, JSON.parse(body)], [200, { type: 'ok', id: null }]);
  assert.deepEqual(texts(journal), ['football']);
  const wrong = await exchange(server, `GET /api/forget HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  assert.equal(wrong.status, 405);
  assert.match(wrong.headers.allow, /^POST$/);
});

test('a server without a journal has no conversations', async (t) => {
  const server = await serve(t);
  const visitor = await Visitor.greeted(server);
  assert.equal(visitor.hello.conversation, undefined);
  assert.equal((await visitor.ask({ type: 'forget', id: 'f' })).code, 'unsupported');
  assert.equal((await post(server, '{"conversation":"00000000000000000000000000000000"}')).status, 400);
  await visitor.leave();
});

test('nothing is kept, or logged with its words, before consent is given', async (t) => {
  const journal = kept(t);
  const knowledge = path.join(path.dirname(journal), 'kb');
  mkdirSync(knowledge);
  writeFileSync(path.join(knowledge, 'bot.yml'), 'consent: May we keep what you ask?\n');
  writeFileSync(path.join(knowledge, 'a.md'), '## How much is it?\n\nTwelve euros.\n');
  const server = await serve(t, { knowledge, flags: [...unlimited, '--journal', journal, '--log-questions'] });
  const visitor = await Visitor.greeted(server);
  assert.equal(visitor.hello.consent, 'May we keep what you ask?');
  await visitor.ask({ type: 'ask', id: 'a', text: 'Shibboleth one' });
  await visitor.ask({ type: 'search', id: 'b', text: 'Shibboleth two' });
  assert.equal((await visitor.ask({ type: 'feedback', id: 'c', answer: 'a', helpful: true })).code, 'unsupported');
  for (const address of ['/api/ask?q=Shibboleth', '/?q=Shibboleth', '/search?q=Shibboleth', '/api/search?q=Shibboleth']) {
    assert.equal((await exchange(server, `GET ${address} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`)).status, 200);
  }
  assert.equal((await visitor.ask({ type: 'consent', id: 'd', given: true })).type, 'ok');
  await visitor.ask({ type: 'ask', id: 'e', text: 'How much is it?' });
  assert.equal((await visitor.ask({ type: 'feedback', id: 'f', answer: 'e', helpful: true })).type, 'ok');
  assert.equal((await visitor.ask({ type: 'consent', id: 'g', given: false })).type, 'ok');
  await visitor.ask({ type: 'ask', id: 'h', text: 'Shibboleth three' });
  await visitor.leave();
  await server.stop();
  assert.deepEqual(texts(journal), ['How much is it?']);
  assert.match(server.output.stderr, /How much is it\?/);
  assert.ok(!server.output.stderr.includes('Shibboleth'));
  for (const name of readdirSync(path.dirname(journal)).filter((entry) => entry.startsWith('journal'))) {
    assert.ok(!readFileSync(path.join(path.dirname(journal), name)).includes('Shibboleth'), name);
  }
});

test('the page about what is kept follows the options, and hello leads to it', async (t) => {
  const journal = kept(t);
  const page = async (server, visitor) => {
    const { hello } = visitor ?? await Visitor.greeted(server);
    const { pathname } = new URL(hello.privacy, server.socket.replace(/^ws/, 'http'));
    return exchange(server, `GET ${pathname} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  };
  const server = await serve(t, { flags: [...unlimited, '--journal', journal, '--retention', '30'] });
  const { status, headers, body } = await page(server);
  assert.equal(status, 200);
  assert.match(body, /deleted after 30 days/);
  assert.equal(headers.etag, undefined); // it would be the same after a restart with other options
  assert.match((await page(await serve(t))).body, /answered and not kept/);
});
