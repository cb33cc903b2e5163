// e2e/http_conversation.test.mjs - a conversation over HTTP, for clients that a WebSocket does not reach: it is greeted,
// kept, rated and forgotten as one over a WebSocket.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { exchange, Raw } from './lib/raw.mjs';
import { library, run, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

function place(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-http-conversation-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, journal: path.join(folder, 'journal.db') };
}

const rows = (journal, sql) => JSON.parse(execFileSync('sqlite3', ['-json', journal, sql], { encoding: 'utf8' }) || '[]');
const request = (server, line, body = '', headers = {}) => [`${line} HTTP/1.1`,
  ...Object.entries({ Host: server.host, ...(body && { 'Content-Length': Buffer.byteLength(body) }), ...headers })
    .map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n');
async function get(server, address, headers) {
  const { status, body, headers: got } = await exchange(server, request(server, `GET ${address}`, '', headers));
  return { status, headers: got, ...JSON.parse(body) };
}
async function post(server, address, object) {
  const { status, body } = await exchange(server, request(server, `POST ${address}`, JSON.stringify(object)));
  return { status, ...JSON.parse(body) };
}
const asked = (journal) => rows(journal, 'SELECT conversation, request, question FROM asked ORDER BY number');

test('hello over HTTP is the hello of a WebSocket', async (t) => {
  const server = await serve(t);
  for (const parameters of ['', '?lang=de', '?lang=no+language', '?tags=none-has-this', '?section=Lending&lang=ar', '?entry_lang=fr', '?path=/shop/x']) {
    const visitor = await Visitor.greeted(server, { path: `/ws${parameters}` });
    const { status, headers, ...hello } = await get(server, `/api/hello${parameters}`);
    assert.equal(status, 200);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers.etag, undefined);
    assert.deepEqual(hello, visitor.hello, parameters);
    await visitor.leave();
  }
  const { body, headers } = await exchange(server, request(server, 'HEAD /api/hello'), false);
  assert.equal(body, '');
  assert.ok(Number(headers['content-length']) > 100);
  assert.equal((await exchange(server, request(server, 'POST /api/hello', '{}'))).status, 405);
});

test('a request over HTTP is answered as over a WebSocket with the same address', async (t) => {
  const server = await serve(t);
  const nothing = { text: 'xyzzy plugh' };
  for (const [parameters, type, body] of [['', 'ask', nothing], ['?lang=de', 'ask', nothing], ['?lang=de', 'ask', { ...nothing, lang: 'fr' }],
    ['?lang=no+language', 'ask', nothing], [`?lang=${'x'.repeat(36)}`, 'ask', nothing], ['?lang=de', 'search', { text: 'book' }],
    ['?lang=ar&tags=none-has-this', 'ask', { text: 'When is the library open?' }]]) {
    const visitor = await Visitor.greeted(server, { path: `/ws${parameters}` });
    const { took_us: _, ...spoken } = await visitor.ask({ type, id: 'x', ...body });
    const { took_us: __, status, ...posted } = await post(server, `/api/${type}${parameters}`, { id: 'x', ...body });
    assert.deepEqual(posted, spoken, parameters);
    await visitor.leave();
  }
  const { text } = await post(server, '/api/ask?lang=de', nothing);
  assert.notEqual(text, (await post(server, '/api/ask', nothing)).text);
});

test('where a journal is kept, each hello has a token of its own', async (t) => {
  const { journal } = place(t);
  const server = await serve(t, { flags: [...unlimited, '--journal', journal] });
  const visitor = await Visitor.greeted(server);
  const raw = await Raw.connect(server);
  const tokens = new Set([visitor.hello.conversation]);
  for (let i = 0; i < 3; i++) {
    raw.write(request(server, 'GET /api/hello'));
    const { conversation, ...hello } = JSON.parse((await raw.response()).body);
    assert.match(conversation, /^[0-9a-f]{32}$/);
    tokens.add(conversation);
    const { conversation: _, ...spoken } = visitor.hello;
    assert.deepEqual(hello, spoken);
  }
  assert.equal(tokens.size, 4);
  // What comes next on the same connection, perhaps from another client of a proxy, belongs to nobody.
  raw.write(request(server, 'POST /api/ask', '{"text":"When is the library open?","id":"x"}'));
  assert.equal(JSON.parse((await raw.response()).body).outcome, 'answered');
  await raw.leave();
  await visitor.leave();
  await server.stop();
  assert.deepEqual(asked(journal), [{ conversation: 0, request: 'x', question: 'When is the library open?' }]);
});

test('a hello costs little, and not nothing; pages of other origins need to be welcome', async (t) => {
  const server = await serve(t, { flags: ['--asks-per-address', '1', '--origin', 'https://shop.example'] });
  assert.equal((await get(server, '/api/hello', { Origin: 'https://elsewhere.example' })).status, 403);
  const welcome = await get(server, '/api/hello', { Origin: 'https://shop.example' });
  assert.deepEqual([welcome.status, welcome.headers['access-control-allow-origin']], [200, 'https://shop.example']);
  for (const address of ['/api/hello', '/api/feedback']) {
    const preflight = await exchange(server, request(server, `OPTIONS ${address}`, '',
      { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' }));
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers['access-control-allow-methods'], /POST/);
    assert.match(preflight.headers['access-control-allow-headers'], /Content-Type/);
  }
  let count = 1;
  for (; (await get(server, '/api/hello')).status === 200; count++);
  assert.equal(count, 10);
  assert.equal((await get(server, '/api/hello')).code, 'rate_limited');
  assert.equal((await post(server, '/api/feedback', { answer: 'a', helpful: true })).code, 'rate_limited');
});

test('what is posted with a token belongs to its conversation: it is kept, rated and forgotten', async (t) => {
  const { folder, journal } = place(t);
  const server = await serve(t, { flags: [...unlimited, '--journal', journal] });
  const { conversation } = await get(server, '/api/hello');
  const question = 'Is there a skateboard to borrow?';
  await post(server, '/api/ask', { id: 'a', text: 'How long may I keep a book?', conversation });
  await post(server, '/api/ask', { id: 'b', text: question, conversation });
  await post(server, '/api/search', { id: 'c', text: 'skateboard', conversation });
  await post(server, '/api/ask', { id: 'd', text: 'Where may I park?' });
  await get(server, '/api/entries/loan-period');
  const contact = 'Ask at the desk, or write to desk@library.example.';
  assert.deepEqual(await post(server, '/api/feedback', { id: 'f', answer: 'a', helpful: false, comment: 'Call bob@mail.example', conversation }),
    { status: 200, type: 'ok', id: 'f', contact });
  assert.deepEqual(rows(journal, 'SELECT question, helpful, comment FROM feedback JOIN asked USING (conversation, request)'),
    [{ question: 'How long may I keep a book?', helpful: 0, comment: 'Call [email]' }]); // on disk, as `ok` says
  assert.deepEqual(await post(server, '/api/feedback', { answer: 'a', helpful: null, conversation }), { status: 200, type: 'ok', id: null });
  assert.equal((await post(server, '/api/feedback', { id: 'f', answer: 'b', helpful: false, comment: 'No boards?', conversation })).type, 'ok');
  // It goes on over a WebSocket.
  const visitor = await Visitor.greeted(server);
  await visitor.ask({ type: 'resume', id: 'r', conversation });
  await visitor.ask({ type: 'ask', id: 'e', text: 'Is there a surfboard to borrow?' });
  await visitor.leave();
  const kept = (sql) => rows(journal, sql);
  for (;;) { // the last ask is written by and by
    if (asked(journal).length === 4) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const numbers = asked(journal).map(({ conversation: number }) => number);
  assert.deepEqual(numbers, [numbers[0], numbers[0], 0, numbers[0]]);
  assert.notEqual(numbers[0], 0);
  assert.deepEqual(kept('SELECT conversation FROM searched'), [{ conversation: numbers[0] }]);
  // The owner's tools see it as any other.
  const gaps = await run('gaps', '--journal', journal, '--knowledge', library);
  assert.match(gaps.stdout, /skateboard/);
  const page = path.join(folder, 'report.html');
  const report = await run('report', journal, '--knowledge', library, '--output', page);
  assert.equal(report.code, 0, report.stderr);
  assert.match(execFileSync('cat', [page], { encoding: 'utf8' }), /No boards\?/);
  assert.equal((await post(server, '/api/forget', { conversation })).type, 'ok');
  assert.deepEqual(asked(journal).map(({ question: text }) => text), ['Where may I park?']);
  assert.deepEqual(kept('SELECT * FROM feedback'), []);
});

test('faults are answered, and nothing is kept of them', async (t) => {
  const { journal } = place(t);
  const server = await serve(t, { flags: [...unlimited, '--journal', journal] });
  const { conversation } = await get(server, '/api/hello');
  for (const [address, wrong] of [['/api/ask', { text: 'book', conversation: conversation.toUpperCase() }], ['/api/ask', { text: 'book', conversation: 7 }],
    ['/api/ask', { text: 'book', conversation, consent: 'yes' }], ['/api/search', { text: 'book', conversation: '' }],
    ['/api/feedback', { answer: 'a', helpful: true }], ['/api/feedback', { answer: 'a', helpful: true, conversation: null }],
    ['/api/feedback', { helpful: true, conversation }], ['/api/feedback', { answer: 'a', helpful: 'yes', conversation }],
    ['/api/feedback', { type: 'ask', answer: 'a', helpful: true, conversation }]]) {
    const { status, type, code } = await post(server, address, wrong);
    assert.deepEqual([status, type, code], [400, 'error', wrong.type ? 'unsupported' : 'bad_message'], JSON.stringify(wrong));
  }
  const long = await post(server, '/api/feedback', { answer: 'a', helpful: true, comment: 'ä'.repeat(281), conversation });
  assert.deepEqual([long.status, long.code], [413, 'too_long']);
  const method = await exchange(server, request(server, 'GET /api/feedback'));
  assert.deepEqual([method.status, method.headers.allow], [405, 'POST']);
  await server.stop();
  assert.deepEqual([asked(journal), rows(journal, 'SELECT * FROM feedback')], [[], []]);
});

test('a server that keeps nothing takes no feedback, and answers those who have an old token', async (t) => {
  const server = await serve(t);
  const conversation = '0123456789abcdef'.repeat(2);
  assert.equal((await get(server, '/api/hello')).conversation, undefined);
  assert.equal((await post(server, '/api/ask', { text: 'How long may I keep a book?', conversation, consent: true })).outcome, 'answered');
  for (const body of [{ answer: 'a', helpful: true }, { answer: 'a', helpful: true, conversation }]) {
    const { status, code } = await post(server, '/api/feedback', body);
    assert.deepEqual([status, code], [400, 'unsupported']);
  }
});

test('where the owner asks for consent, nothing is kept of a request without it', async (t) => {
  const { folder, journal } = place(t);
  const knowledge = path.join(folder, 'kb');
  mkdirSync(knowledge);
  writeFileSync(path.join(knowledge, 'bot.yml'), 'consent: May we keep what you ask?\n');
  writeFileSync(path.join(knowledge, 'a.md'), '## How much is it?\n\nTwelve euros.\n');
  const server = await serve(t, { knowledge, flags: [...unlimited, '--journal', journal, '--log-questions'] });
  const { conversation, consent } = await get(server, '/api/hello');
  assert.equal(consent, 'May we keep what you ask?');
  for (const more of [{}, { consent: false }, { consent: null }]) {
    assert.equal((await post(server, '/api/ask', { id: 'a', text: 'Shibboleth', conversation, ...more })).type, 'answer');
    await post(server, '/api/search', { id: 'b', text: 'Shibboleth', conversation, ...more });
    const { status, code } = await post(server, '/api/feedback', { answer: 'a', helpful: true, comment: 'Shibboleth', conversation, ...more });
    assert.deepEqual([status, code], [400, 'unsupported']);
  }
  // Each request says it for itself, also on one connection.
  const raw = await Raw.connect(server);
  for (const body of [{ id: 'c', text: 'How much is it?', conversation, consent: true }, { id: 'd', text: 'Shibboleth', conversation }]) {
    raw.write(request(server, 'POST /api/ask', JSON.stringify(body)));
    await raw.response();
  }
  await raw.leave();
  assert.equal((await post(server, '/api/feedback', { answer: 'c', helpful: true, conversation, consent: true })).type, 'ok');
  await server.stop();
  assert.deepEqual(asked(journal).map(({ request: id, question }) => [id, question]), [['c', 'How much is it?']]);
  assert.deepEqual(rows(journal, 'SELECT * FROM searched'), []);
  assert.deepEqual(rows(journal, 'SELECT request, helpful FROM feedback'), [{ request: 'c', helpful: 1 }]);
  assert.ok(!server.output.stderr.includes('Shibboleth'));
});
