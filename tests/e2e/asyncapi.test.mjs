// e2e/asyncapi.test.mjs - asyncapi.json is a valid document, its messages are those of schema.json, and they are what
// the server sends: each operation is made to give each reply that the document lists for it, and each error.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Parser } from '@asyncapi/parser';
import Ajv from 'ajv/dist/2020.js';
import { test } from '../timed.mjs';
import { exchange } from './lib/raw.mjs';
import { root, run, serve, smallDisk, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const source = path.join(root, 'bot/chat/asyncapi.json');
const text = readFileSync(source, 'utf8');
const raw = JSON.parse(text);
const schema = JSON.parse(readFileSync(path.join(root, 'bot/chat/schema.json'), 'utf8'));
const ajv = new Ajv({ strict: false });
ajv.addSchema(schema, 'schema.json');

const parse = (content) => new Parser().parse(content, { source });
const { document, diagnostics } = await parse(text);

test('the document is valid, and an invalid one is noticed', async () => {
  assert.deepEqual(diagnostics.map(({ path: where, message }) => `${where.join('.')}: ${message}`), []);
  for (const [right, wrong] of [['#/$defs/ask"', '#/$defs/sing"'], ['"receive"', '"take"'], ['/messages/hello"', '/messages/hallo"']]) {
    assert.ok(text.includes(right));
    const broken = await parse(text.replace(right, wrong));
    assert.ok(broken.diagnostics.some(({ severity }) => severity === 0), `${wrong} is not found out`);
  }
});

test('its messages are exactly the definitions of schema.json, each on the right channel', () => {
  const { messages } = raw.components;
  for (const [name, { payload }] of Object.entries(messages)) {
    if (name !== 'address') assert.deepEqual(payload, { $ref: `schema.json#/$defs/${name}` });
  }
  const names = (kind) => schema.$defs[kind].oneOf.map(({ $ref }) => $ref.replace('#/$defs/', '')).sort();
  const spoken = (action) => document.operations().all()
    .filter((operation) => operation.channels().all()[0].id() === 'conversation')
    .flatMap((operation) => (action === 'send' && operation.action() === 'receive' ? operation.reply() : operation)
      .messages().all().map((message) => [operation.action(), message.name()]))
    .filter(([does]) => action === 'send' || does === action).map(([, name]) => name);
  assert.deepEqual(spoken('receive').sort(), names('request'));
  assert.deepEqual([...new Set(spoken('send'))].sort(), names('reply'));
});

// Every reply is held against the document: it must be one of the messages that its operation may send.
const seen = new Set();
const codes = new Set();
function take(operation, reply) {
  const described = document.operations().get(operation);
  const may = (described.action() === 'send' ? described : described.reply()).messages().all().map((message) => message.name());
  assert.ok(may.includes(reply.type), `${operation} may not send ${JSON.stringify(reply)}`);
  const isValid = ajv.getSchema(raw.components.messages[reply.type].payload.$ref);
  assert.ok(isValid(reply), `${operation}: ${ajv.errorsText(isValid.errors)}\n${JSON.stringify(reply)}`);
  seen.add(`${operation} ${reply.type}`);
  if (reply.type === 'error') codes.add(reply.code);
  return reply;
}

const isRequest = (operation, message) => {
  const name = document.operations().get(operation).messages().all()[0].name();
  return ajv.getSchema(raw.components.messages[name].payload.$ref)(message);
};

async function greeted(server) {
  const visitor = await Visitor.open(server);
  take('greet', await visitor.next());
  return visitor;
}

// Over HTTP: by GET, or what is given as a body.
async function fetched(server, operation, query, body) {
  const address = document.operations().get(operation).channels().all()[0].address();
  const [line, rest] = body === undefined ? ['GET', '\r\n']
    : ['POST', `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`];
  const target = address.includes('{id}') ? address.replace('{id}', query) : address + query;
  const response = await exchange(server, `${line} ${target} HTTP/1.1\r\nHost: ${server.host}\r\n${rest}`);
  return take(operation, JSON.parse(response.body));
}

const question = 'How long may I keep a book?';

// [operation, the message, what comes back]; a message that gets no error is one by the document.
const conversation = [
  ['ask', { type: 'ask', id: '1', text: question }, 'answered'],
  ['ask', { type: 'ask', id: '1', text: question, context: 'opening-hours', top: 100 }, 'answered'],
  ['ask', { type: 'ask', id: '1', text: question, context: null, top: null }, 'answered'],
  ['ask', { type: 'ask', id: '1', text: 'book' }, 'unsure'],
  ['ask', { type: 'ask', id: '1', text: 'Who won the football match?' }, 'none'],
  ['ask', { type: 'ask', id: '1', text: 'music concert tickets' }, 'none'],
  ['ask', { type: 'ask', id: '1' }, 'bad_message'],
  ['ask', { type: 'ask', id: '1', text: 'a'.repeat(2001) }, 'too_long'],
  ['get', { type: 'get', id: '2', entry: 'loan-period' }, 'answered'],
  ['get', { type: 'get', id: '2', entry: 'parking' }, 'not_found'],
  ['suggest', { type: 'suggest', id: '3', text: 'when' }, 'suggestions'],
  ['suggest', { type: 'suggest', id: '3', text: '' }, 'suggestions'],
  ['suggest', { type: 'suggest', id: '3' }, 'bad_message'],
  ['search', { type: 'search', id: '4', text: 'loan', limit: 50 }, 'results'],
  ['search', { type: 'search', id: '4', text: '', tags: null, section: null, lang: null, limit: null }, 'results'],
  ['search', { type: 'search', id: '4', text: 'loan', tags: ['a', 'b'], section: 'Lending', lang: 'en' }, 'results'],
  ['search', { type: 'search', id: '4', text: 'loan', limit: 51 }, 'bad_message'],
  ['ping', { type: 'ping', id: 'x'.repeat(64) }, 'pong'],
  ['ping', { type: 'ping', id: 'x'.repeat(65) }, 'bad_message'],
  ['ping', { type: 'ping' }, 'bad_message'],
  ['ping', '{"type":"ping","id":', 'bad_json'],
  ['feedback', { type: 'feedback', id: '4', answer: '1', helpful: true, comment: null }, 'unsupported'],
  ['handover', { type: 'handover', id: '4', transcript: 'Help' }, 'unsupported'],
  ['handover', { type: 'handover', id: '4', transcript: [{ text: 7 }] }, 'bad_message'],
  ['consent', { type: 'consent', id: '4', given: true }, 'ok'],
  ['consent', { type: 'consent', id: '4', given: null }, 'bad_message'],
  ['forget', { type: 'forget', id: '4', conversation: null }, 'unsupported'],
  ['resume', { type: 'resume', id: '4', conversation: '0123456789abcdef'.repeat(2) }, 'unsupported'],
  ['ask', { type: 'sing', id: '5' }, 'unsupported'],
];
const body = (object) => JSON.stringify(object);
const requests = [
  ['ask_by_get', [`?q=${encodeURIComponent(question)}&top=3`], 'answered'],
  ['ask_by_get', ['?q=Who+won+the+football+match'], 'none'],
  ['ask_by_get', ['?q='], 'bad_message'],
  ['ask_by_get', [`?q=${'a'.repeat(2001)}`], 'too_long'],
  ['ask_by_post', ['', body({ text: question })], 'answered'],
  ['ask_by_post', ['', body({ type: 'ask', id: 'mine', text: question })], 'answered'],
  ['ask_by_post', ['', body({ type: null, id: null, text: question, context: null, top: null })], 'answered'],
  ['ask_by_post', ['', '{'], 'bad_json'],
  ['ask_by_post', ['', body({ type: 'get', text: question })], 'unsupported'],
  ['ask_by_post', ['', body({ text: question, filling: 'f'.repeat(24576) })], 'too_long'],
  ['suggest_by_get', ['?q=when'], 'suggestions'],
  ['suggest_by_get', [`?q=${'a'.repeat(2001)}`], 'too_long'],
  ['search_by_get', ['?q=loan&tag=a,b&section=Lending&lang=en&limit=5'], 'results'],
  ['search_by_get', ['?limit=5'], 'bad_message'],
  ['search_by_post', ['', body({ text: 'loan' })], 'results'],
  ['search_by_post', ['', body({ type: 'search', id: 'mine', text: 'loan', tags: ['a'], limit: 5 })], 'results'],
  ['search_by_post', ['', body({ type: null, id: null, text: '', tags: [], section: null, lang: null })], 'results'],
  ['search_by_post', ['', body({ text: 'loan', tags: 'a' })], 'bad_message'],
  ['ask_by_post', ['', body({ text: question, conversation: '0123456789abcdef'.repeat(2), consent: true })], 'answered'],
  ['ask_by_post', ['', body({ text: question, conversation: null, consent: null })], 'answered'],
  ['ask_by_post', ['', body({ text: question, conversation: 'mine' })], 'bad_message'],
  ['search_by_post', ['', body({ text: 'loan', conversation: '0123456789abcdef'.repeat(2), consent: false })], 'results'],
  ['search_by_post', ['', body({ text: 'loan', consent: 'yes' })], 'bad_message'],
  ['greet_by_get', ['?lang=de&tags=a,b'], 'hello'],
  ['feedback_by_post', ['', body({ answer: '1', helpful: true, conversation: '0123456789abcdef'.repeat(2) })], 'unsupported'],
  ['handover_by_post', ['', body({ transcript: [{ text: 'Help' }], conversation: null })], 'unsupported'],
  ['forget_by_post', ['', body({ conversation: '0123456789abcdef'.repeat(2) })], 'unsupported'],
  ['entry_by_get', ['loan-period'], 'answered'],
  ['entry_by_get', ['parking'], 'not_found'],
];

test('what the server sends is what the document says', async (t) => {
  const server = await serve(t);
  for (const [operation, message, outcome] of conversation) {
    const visitor = await greeted(server);
    const reply = take(operation, await visitor.ask(message));
    assert.equal(reply.outcome ?? reply.code ?? reply.type, outcome, JSON.stringify(message));
    if (reply.type !== 'error') assert.ok(isRequest(operation, message), JSON.stringify(message));
    if (/concert/.test(message.text)) assert.equal(reply.mentions.length, 1);
    await visitor.leave();
  }
  for (const [operation, [query, content], outcome] of requests) {
    const reply = await fetched(server, operation, query, content);
    assert.equal(reply.outcome ?? reply.code ?? reply.type, outcome, `${operation} ${query} ${content}`);
    if (content !== undefined && reply.type !== 'error') assert.ok(isRequest(operation, JSON.parse(content)), content);
  }
});

function scratch(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-asyncapi-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('so are replies to feedback, also with a full disk', async (t) => {
  const flags = [...unlimited, '--journal', path.join(scratch(t), 'journal.db')];
  const server = await serve(t, { flags, under: smallDisk(200) });
  const visitor = await greeted(server);
  for (let reply; reply?.code !== 'busy'; ) {
    const message = { type: 'feedback', id: 'f', answer: '1', helpful: null, comment: 'x'.repeat(280) };
    assert.ok(isRequest('feedback', message));
    reply = take('feedback', await visitor.ask(message));
  }
  await visitor.leave();
});

test('so are replies to who wants to be forgotten, to go on, or to be handed over', async (t) => {
  const folder = scratch(t);
  const secret = path.join(folder, 'secret');
  writeFileSync(secret, '0123456789abcdef');
  const server = await serve(t, { flags: [...unlimited, '--journal', path.join(folder, 'journal.db'),
    '--webhook', 'https://127.0.0.1:1', '--webhook-secret', secret] });
  const visitor = await greeted(server);
  const { conversation: token } = take('greet', (await Visitor.greeted(server)).hello);
  for (const message of [{ type: 'resume', id: 'r', conversation: token }, { type: 'forget', id: 'f' }, { type: 'forget', id: 'f', conversation: token },
    { type: 'handover', id: 'h', transcript: [{ role: 'visitor', text: 'Help' }, { text: '' }], reply_to: null, name: 'Ann' }]) {
    assert.ok(isRequest(message.type, message));
    assert.equal(take(message.type, await visitor.ask(message)).type, 'ok');
  }
  assert.equal(take('resume', await visitor.ask({ type: 'resume', id: 'r' })).code, 'bad_message');
  assert.equal((await fetched(server, 'forget_by_post', '', body({ conversation: token }))).type, 'ok');
  assert.equal((await fetched(server, 'forget_by_post', '', body({}))).code, 'bad_message');
  assert.equal((await fetched(server, 'handover_by_post', '', body({ transcript: 'Help' }))).type, 'ok');
  const opinion = { type: 'feedback', id: 'f', answer: '1', helpful: null, comment: null, conversation: token, consent: null };
  assert.ok(isRequest('feedback_by_post', opinion));
  assert.equal((await fetched(server, 'feedback_by_post', '', body(opinion))).type, 'ok');
  assert.equal((await fetched(server, 'feedback_by_post', '', body({ ...opinion, conversation: null }))).code, 'bad_message');
  await visitor.leave();
});

test('so is the reply to a client that asks too much', async (t) => {
  const server = await serve(t, { flags: ['--asks-per-connection', '1', '--asks-per-address', '1'] });
  const visitor = await greeted(server);
  take('ask', await visitor.ask(conversation[0][1]));
  assert.equal(take('ask', await visitor.ask(conversation[0][1])).code, 'rate_limited');
  assert.equal((await fetched(server, 'ask_by_get', '?q=book')).code, 'rate_limited');
  assert.equal((await fetched(server, 'greet_by_get', '')).code, 'rate_limited');
  await visitor.leave();
});

test('so is the notice of another knowledge base', async (t) => {
  const folder = scratch(t);
  const file = path.join(folder, 'knowledge.jsonl');
  writeFileSync(file, '{"id":"a","question":"What is this?","answer":"A test."}\n');
  const server = await serve(t, { knowledge: folder });
  const visitor = await greeted(server);
  writeFileSync(file, '{"id":"a","question":"What is this?","answer":"Another test."}\n');
  server.signal('SIGHUP');
  take('notify', await visitor.next());
  await visitor.leave();
});

test('so is the reply of a server whose index is damaged', async (t) => {
  const folder = scratch(t);
  const file = path.join(folder, 'knowledge.jsonl');
  const index = path.join(folder, 'faq.index');
  writeFileSync(file, '{"id":"a","question":"What is this?","answer":"A test of damage."}\n');
  assert.equal((await run('index', '--knowledge', file, '--output', index)).code, 0);
  const bytes = readFileSync(index);
  const page = Math.floor(bytes.indexOf('A test of damage.') / 8192) * 8192;
  writeFileSync(index, bytes.fill(0, page, page + 8192));
  const server = await serve(t, { index });
  const visitor = await greeted(server);
  const reply = take('get', await visitor.ask({ type: 'get', id: '1', entry: 'a' }));
  assert.deepEqual([reply.code, reply.temporary], ['busy', true]);
  assert.equal((await fetched(server, 'entry_by_get', 'a')).code, 'busy');
  await visitor.leave();
});

// The last: all of the above has been seen by now.
test('so is the reply if an answer exceeds every limit', async (t) => {
  const folder = scratch(t);
  const file = path.join(folder, 'knowledge.jsonl');
  writeFileSync(file, `${JSON.stringify({ id: 'a', question: 'What is this?', answer: 'A test.', url: `https://example.org/${'u'.repeat(20_000)}` })}\n`);
  const server = await serve(t, { knowledge: file });
  const visitor = await greeted(server);
  assert.equal(take('get', await visitor.ask({ type: 'get', id: '1', entry: 'a' })).code, 'internal');
  assert.equal((await fetched(server, 'entry_by_get', 'a')).code, 'internal');
  await visitor.leave();
});

test('every operation, every reply to it and every error has been seen', () => {
  const all = document.operations().all().flatMap((operation) =>
    (operation.action() === 'send' ? operation : operation.reply()).messages().all().map((message) => `${operation.id()} ${message.name()}`));
  assert.deepEqual([...seen].sort(), all.sort());
  assert.deepEqual([...codes].sort(), [...schema.$defs.error.properties.code.enum].sort());
});
