// e2e/exchange.test.mjs - HTTP requests that workers answer, from clients that misbehave meanwhile: they send
// more than they announced, send the next request, or leave. Each request is answered once, and the server lives on.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from '../timed.mjs';
import { large, scratch } from './lib/large.mjs';
import { Raw, exchange } from './lib/raw.mjs';
import { isSlow, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const always = [...unlimited, '--inline-microseconds', '0']; // every ask goes to a worker
const never = [...unlimited, '--inline-microseconds', '1000000'];

const get = (server, target, more = '', method = 'GET') => `${method} ${target} HTTP/1.1\r\nHost: ${server.host}\r\n${more}\r\n`;
const withBody = (body) => `Content-Length: ${Buffer.byteLength(body)}\r\n`;
const post = (server, body) => get(server, '/api/ask', withBody(body), 'POST') + body;
const target = (text) => `/api/ask?q=${encodeURIComponent(text)}`;
const page = (text) => `/?q=${encodeURIComponent(text)}`;
const asked = (text) => JSON.stringify({ text });

async function metric(server, name) {
  const { body } = await exchange(server, get(server, '/metrics'));
  return Number(new RegExp(`^faqbot_${name} (\\S+)$`, 'm').exec(body)[1]);
}

const isAnswer = (response) => response.status === 200 && JSON.parse(response.body).type === 'answer';

// That the server still answers, and keeps nothing of what the test did.
async function isWell(server) {
  assert.ok(isAnswer(await exchange(server, get(server, target('bada')))));
  for (let i = 0; i < 100 && await metric(server, 'worker_waiting') > 0; i++) await new Promise((wake) => setTimeout(wake, 50));
  assert.equal(await metric(server, 'worker_waiting'), 0);
}

test('a GET with a body is answered once, whatever its body is and however it comes', async (t) => {
  const { knowledge, question } = large(t, 3000);
  const server = await serve(t, { knowledge, flags: always });
  for (const [body, isSplit] of ['x', asked(question()), '{}'].flatMap((text) => [[text, false], [text, true]])) {
    for (const where of [target(question()), page(question()), '/api/entries/e1', '/api/suggest?q=bada', '/']) {
      const raw = await Raw.connect(server);
      const head = get(server, where, withBody(body));
      raw.write(isSplit ? head : head + body);
      if (isSplit) {
        await new Promise((wake) => setTimeout(wake, 20));
        raw.write(body);
      }
      const response = await raw.response();
      assert.equal(response?.status, 200, `${where} ${body}`);
      if (response.headers.connection !== 'close') {
        raw.write(get(server, '/healthz')); // nothing but the answer was sent
        assert.equal((await raw.response()).body, 'ok\n');
      }
      await raw.leave();
    }
  }
  await isWell(server);
});

test('bytes after the body of a POST are not part of it', async (t) => {
  const { knowledge, question } = large(t, 3000);
  const server = await serve(t, { knowledge, flags: always });
  for (const rest of ['x', '{"text":"x"}', 'x'.repeat(5000), get(server, '/healthz'), post(server, asked('bada'))]) {
    for (const isLater of [false, true]) {
      const raw = await Raw.connect(server);
      const request = post(server, asked(question()));
      raw.write(isLater ? request : request + rest);
      if (isLater) raw.write(rest);
      assert.ok(isAnswer(await raw.response()));
      await raw.leave();
    }
  }
  await isWell(server);
});

test('a client that waits for the worker is neither slow nor idle nor silent', { timeout: 300_000 }, async (t) => {
  const { knowledge, question } = large(t, isSlow ? 3000 : 30000);
  const impatient = ['--header-seconds', '1', '--idle-seconds', '1', '--ping-seconds', '1', '--pong-seconds', '1', '--send-seconds', '1'];
  const server = await serve(t, { knowledge, flags: [...always, ...impatient] });
  const started = performance.now();
  for (let i = 0; i < 5; i++) assert.ok(isAnswer(await exchange(server, get(server, target(question())))));
  // As much work as takes longer than any of these times, on whatever machine this is.
  const count = Math.min(1500, Math.ceil(6000 / ((performance.now() - started) / 5)));
  // Each asks as soon as it is connected: it has a second for that, and all of them take longer to connect.
  const asking = async (request) => {
    const raw = await Raw.connect(server);
    raw.write(request);
    return raw;
  };
  const raws = await Promise.all(Array.from({ length: count }, () => asking(post(server, asked(question())))));
  const last = await Promise.all([target, page, target, page].map((way) => asking(get(server, way(question())))));
  const visitor = await Visitor.greeted(server);
  const reply = await visitor.ask({ type: 'ask', id: '1', text: question() });
  assert.deepEqual([reply.type, reply.id], ['answer', '1']);
  for (const raw of [...raws, ...last]) assert.equal((await raw.response())?.status, 200);
  await Promise.all([visitor.leave(), ...[...raws, ...last].map((raw) => raw.leave())]);
});

test('a client that does not read its answer over HTTP is disconnected', async (t) => {
  const { knowledge } = large(t, 300);
  const server = await serve(t, { knowledge, flags: [...unlimited, '--header-seconds', '60', '--send-seconds', '1'] });
  const raw = await Raw.connect(server);
  raw.socket.pause();
  raw.write(get(server, '/faq').repeat(2000)); // more than the system keeps for a reader
  for (let i = 0; i < 200; i++) {
    await new Promise((wake) => setTimeout(wake, 100));
    if (await metric(server, 'connections') === 1) return;
  }
  assert.fail('it is still connected');
});

test('a POST is answered over a Unix socket, and its connection closed', async (t) => {
  const { knowledge, question } = large(t, 300);
  for (const flags of [always, never]) {
    const file = path.join(scratch(t), 'socket');
    const server = await serve(t, { knowledge, listen: `unix:${file}`, flags });
    server.host = 'localhost';
    const raw = await Raw.connect({ path: file });
    const body = asked(question());
    raw.write(get(server, '/api/ask', `X-Forwarded-For: 203.0.113.1\r\nConnection: close\r\n${withBody(body)}`, 'POST') + body);
    const response = await raw.response();
    assert.equal(response?.status, 200);
    assert.equal(response.headers.connection, 'close');
    await raw.ended;
  }
});

test('a kept-alive connection may POST while the server is being stopped', async (t) => {
  const { knowledge, question } = large(t, 3000);
  const server = await serve(t, { knowledge, flags: always });
  const other = await Raw.connect(server);
  other.write(post(server, asked(question())).slice(0, -1)); // keeps the server from ending
  const raw = await Raw.connect(server);
  raw.write(get(server, '/healthz'));
  assert.equal((await raw.response()).status, 200);
  server.signal('SIGTERM');
  raw.write(post(server, asked(question())));
  const response = await raw.response();
  assert.ok(isAnswer(response));
  await raw.leave();
  await other.leave();
  assert.deepEqual(await server.ended(), [0, null]);
});
