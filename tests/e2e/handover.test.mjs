// e2e/handover.test.mjs - a conversation is handed over to people: signed, until it has arrived, and never at the cost of
// an answer.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { exchange } from './lib/raw.mjs';
import { library, run, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const secret = 'not much of a secret';

function place(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-handover-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'secret'), `${secret}\n`);
  return { folder, journal: path.join(folder, 'journal.db'), secret: path.join(folder, 'secret') };
}

// Answers each request with the next of `statuses`, and with the last one from then on; 0: not at all.
async function receiver(t, statuses, port = 0) {
  const requests = [];
  let wake = () => {};
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => { body += bytes; });
    request.on('end', () => {
      const status = statuses[Math.min(requests.length, statuses.length - 1)];
      requests.push({ headers: request.headers, method: request.method, url: request.url, body });
      if (status !== 0) response.writeHead(status, status === 302 ? { Location: '/elsewhere' } : {}).end('x'.repeat(100_000));
      wake();
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); });
  t.after(stop);
  const reached = async (count) => { while (requests.length < count) await new Promise((resolve) => { wake = resolve; }); return requests; };
  return { requests, reached, stop, port: server.address().port, url: `http://127.0.0.1:${server.address().port}/people?a=b` };
}

const flags = (at, url, more = ['--allow-private-webhook']) =>
  [...unlimited, '--journal', at.journal, '--webhook', url, '--webhook-secret', at.secret, ...more];
const transcript = [{ role: 'visitor', text: 'Where is <my> book? 📚' }, { role: 'bot', text: 'I do not know.' }];
const message = { type: 'handover', id: 'h', transcript, reply_to: 'ann@mail.example', name: 'Ann' };
const rows = (at, sql) => JSON.parse(execFileSync('sqlite3', ['-json', at.journal, sql], { encoding: 'utf8' }) || '[]');
const metric = async (server, line) => {
  for (;;) {
    const { body } = await exchange(server, `GET /metrics HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
    if (line.test(body)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

function assertSigned({ headers, body }) {
  const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['x-faqbot-signature']);
  assert.ok(Math.abs(time - Date.now() / 1000) < 600);
  assert.equal(signature, createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'));
}

test('a conversation arrives signed, with what the visitor added, and is gone from here', async (t) => {
  const at = place(t);
  const people = await receiver(t, [204]);
  const server = await serve(t, { flags: flags(at, people.url) });
  const visitor = await Visitor.greeted(server);
  assert.equal(visitor.hello.handover, true);
  assert.deepEqual(await visitor.ask(message), { type: 'ok', id: 'h' });
  const [request] = await people.reached(1);
  assertSigned(request);
  assert.deepEqual([request.method, request.url, request.headers['content-type']], ['POST', '/people?a=b', 'application/json']);
  const body = JSON.parse(request.body);
  assert.deepEqual([body.type, body.transcript, body.reply_to, body.name], ['handover', transcript, 'ann@mail.example', 'Ann']);
  assert.equal(request.headers['idempotency-key'], body.key);
  assert.match(body.conversation, /^[0-9a-f]{16}$/);
  assert.ok(!request.body.includes(visitor.hello.conversation));
  await metric(server, /^faqbot_handovers_total\{result="delivered"\} 1$/m);
  assert.deepEqual(rows(at, 'SELECT * FROM handover'), []);
  await visitor.leave();
  await server.stop();
  for (const name of readdirSync(at.folder)) assert.ok(!readFileSync(path.join(at.folder, name)).includes('Ann'), name);
  assert.ok(!/Ann|ann@|book|not much/.test(server.output.stderr));
});

test('what is refused, or leads elsewhere, is sent again with the same key, and others wait for nothing', async (t) => {
  const at = place(t);
  const people = await receiver(t, [500, 302, 200]);
  const server = await serve(t, { flags: flags(at, people.url) });
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask({ ...message, transcript: 'All in one text.' })).type, 'ok');
  const requests = await people.reached(3);
  for (const request of requests) assertSigned(request);
  assert.deepEqual(requests.map(({ url }) => url), Array(3).fill('/people?a=b'));
  assert.equal(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size, 1);
  assert.deepEqual(JSON.parse(requests[2].body).transcript, [{ text: 'All in one text.' }]);
  await metric(server, /^faqbot_handovers_total\{result="retried"\} 2$/m);
  await visitor.leave();
});

test('a restart delivers what was queued while nobody was there to take it', async (t) => {
  const at = place(t);
  const gone = await receiver(t, [200]);
  await gone.stop();
  const first = await serve(t, { flags: flags(at, gone.url) });
  const visitor = await Visitor.greeted(first);
  assert.equal((await visitor.ask(message)).type, 'ok');
  await visitor.leave();
  await first.stop();
  assert.equal(rows(at, 'SELECT * FROM handover').length, 1);
  const people = await receiver(t, [200], gone.port);
  const second = await serve(t, { flags: flags(at, gone.url) });
  assertSigned((await people.reached(1))[0]);
  await metric(second, /^faqbot_handovers_total\{result="delivered"\} 1$/m);
});

test('a receiver that never answers delays no answer, and no end', async (t) => {
  const at = place(t);
  const people = await receiver(t, [0]);
  const server = await serve(t, { flags: flags(at, people.url) });
  const visitor = await Visitor.greeted(server);
  for (let i = 0; i < 5; i++) assert.equal((await visitor.ask({ ...message, id: `${i}` })).type, 'ok');
  await people.reached(1);
  for (let i = 0; i < 20; i++) {
    assert.equal((await visitor.ask({ type: 'ask', id: 'a', text: 'How long may I keep a book?' })).outcome, 'answered');
    assert.equal((await visitor.ask({ type: 'feedback', id: 'f', answer: 'a', helpful: true })).type, 'ok');
  }
  assert.equal(people.requests.length, 1); // it was still waited for
  await visitor.leave();
  await server.stop();
  assert.equal(rows(at, 'SELECT * FROM handover').length, 5);
});

test('a private address is not connected to unless that is allowed', async (t) => {
  const at = place(t);
  const people = await receiver(t, [200]);
  const server = await serve(t, { flags: flags(at, people.url.replace('http:', 'https:'), []) });
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask(message)).type, 'ok');
  while (!/a conversation could not be handed over: its address is private/.test(server.output.stderr)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(people.requests.length, 0);
  await visitor.leave();
});

test('a conversation that is forgotten is not handed over any more', async (t) => {
  const at = place(t);
  const gone = await receiver(t, [200]);
  await gone.stop();
  const server = await serve(t, { flags: flags(at, gone.url) });
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask(message)).type, 'ok');
  assert.equal((await visitor.ask({ type: 'forget', id: 'f' })).type, 'ok');
  assert.deepEqual(rows(at, 'SELECT * FROM handover'), []);
  await visitor.leave();
});

test('one address hands over so much an hour, so many wait, and over HTTP it is the same', async (t) => {
  const at = place(t);
  const gone = await receiver(t, [200]);
  await gone.stop();
  const server = await serve(t, { flags: flags(at, gone.url, ['--allow-private-webhook', '--handovers-per-address', '2']) });
  const post = async (body) => {
    const text = JSON.stringify(body);
    const { status, body: reply } = await exchange(server,
      `POST /api/handover HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    return [status, JSON.parse(reply)];
  };
  assert.deepEqual(await post({ transcript }), [200, { type: 'ok', id: null }]);
  assert.equal((await post({ transcript: [] }))[0], 400);
  assert.deepEqual(await post({ transcript }), [200, { type: 'ok', id: null }]);
  const [status, { code, retry_after_ms: wait }] = await post({ transcript });
  assert.deepEqual([status, code], [429, 'rate_limited']);
  assert.ok(wait > 1_000_000, `${wait}`);
  const full = await serve(t, { flags: [...flags(at, gone.url), '--handovers-per-address', '0'] });
  const visitor = await Visitor.greeted(full);
  for (let i = 0; ; i++) {
    const reply = await visitor.ask({ ...message, transcript: 'x' });
    if (reply.code === 'busy') break;
    assert.equal(reply.type, 'ok');
    assert.ok(i < 400);
  }
  assert.ok(rows(at, 'SELECT count(*) AS n FROM handover')[0].n >= 256);
  await visitor.leave();
});

test('without a webhook, conversations are not taken', async (t) => {
  const server = await serve(t);
  const visitor = await Visitor.greeted(server);
  assert.equal(visitor.hello.handover, undefined);
  assert.equal((await visitor.ask(message)).code, 'unsupported');
  await visitor.leave();
});

test('an unsafe or incomplete configuration is refused, and the secret never shown', async (t) => {
  const at = place(t);
  writeFileSync(path.join(at.folder, 'short'), 'abc');
  const check = (...more) => run('serve', '--check-config', '--knowledge', library, ...more);
  const good = ['--journal', at.journal, '--webhook', 'https://people.example/in', '--webhook-secret', at.secret];
  const { code, stdout } = await check(...good);
  assert.equal(code, 0);
  assert.ok(stdout.includes(at.secret) && !stdout.includes(secret));
  const bad = [
    [['--webhook', 'https://people.example', '--webhook-secret', at.secret], /--journal/],
    [['--journal', at.journal, '--webhook', 'https://people.example'], /--webhook-secret/],
    [[...good.slice(0, 3), 'http://people.example', ...good.slice(4)], /without TLS/],
    [[...good.slice(0, 3), 'ftp://people.example', ...good.slice(4)], /no address to send to/],
    [[...good.slice(0, 3), 'https://a:b@people.example', ...good.slice(4)], /password/],
    [[...good.slice(0, 5), path.join(at.folder, 'short')], /16 to 1024 bytes/],
    [[...good.slice(0, 5), path.join(at.folder, 'none')], /cannot be read/],
  ];
  for (const [more, reason] of bad) {
    const { code: wrong, stderr } = await check(...more);
    assert.notEqual(wrong, 0, String(reason));
    assert.match(stderr, reason);
  }
});
