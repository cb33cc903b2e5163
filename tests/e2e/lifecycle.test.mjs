// e2e/lifecycle.test.mjs - how the server starts, what it says if it cannot, and how it ends.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Ajv from 'ajv/dist/2020.js';
import { test } from '../timed.mjs';
import { frame, opcodes, Raw, shaken } from './lib/raw.mjs';
import { isSanitized, isSlow, library, program, root, run, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const schema = JSON.parse(readFileSync(path.join(root, 'bot/chat/schema.json'), 'utf8'));

test('it says where it serves, in one line', async (t) => {
  const server = await serve(t);
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  await server.stop();
  assert.match(server.output.stderr, new RegExp(`^faqbot: serving ${server.url}\nfaqbot: stopping; conversations: \\d+\n$`));
  assert.equal(server.output.stdout, '');
});

for (const listen of ['localhost:0', '[::1]:0']) {
  test(`it listens on ${listen}`, async (t) => {
    const server = await serve(t, { listen });
    assert.equal(new URL(server.url).hostname, listen.replace(/:0$/, ''));
    const visitor = await Visitor.greeted(server);
    await visitor.leave();
    await server.stop();
  });
}

test('a question that is posted on a kept connection while the server is being stopped is answered, as the last', async (t) => {
  const server = await serve(t);
  const visitor = await shaken(server); // who does not answer the goodbye
  const raw = await Raw.connect(server);
  const body = '{"id":"last","text":"How long may I keep a book?"}';
  const text = `POST /api/ask HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  raw.write(text);
  assert.equal((await raw.response()).headers.connection, undefined);
  server.signal('SIGTERM');
  while (!/stopping/.test(server.output.stderr)) await new Promise((resolve) => setTimeout(resolve, 10));
  raw.write(text);
  const answer = await raw.response();
  assert.deepEqual([answer?.status, answer?.headers.connection], [200, 'close']);
  assert.deepEqual(await server.ended(), [0, null]);
  await visitor.leave();
});

test('a port in use is said in one sentence, with exit code 2', async () => {
  const other = net.createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address();
  const ended = await run('serve', '--knowledge', library, '--listen', `127.0.0.1:${port}`);
  assert.equal(ended.code, 2);
  assert.equal(ended.stdout, '');
  assert.match(ended.stderr, new RegExp(`^faqbot: [^\n]*port ${port} of 127\\.0\\.0\\.1 is in use[^\n]*\n$`));
  other.close();
});

const addresses = ['', ':', '8080', ':8080', '127.0.0.1', '127.0.0.1:', '127.0.0.1:x', '127.0.0.1:65536', '127.0.0.1:-1',
  '127.0.0.1:123456', '::1:8080', '[::1]', '[::1:8080', '[]:8080', 'no such host:1', '256.1.1.1:1', 'http://127.0.0.1:1'];
test('what is no address is named, with exit code 2', { timeout: 60_000 }, async () => {
  for (const listen of addresses) {
    const ended = await run('serve', '--knowledge', library, '--listen', listen);
    assert.equal(ended.code, 2, `'${listen}': ${ended.stderr}`);
    assert.equal(ended.stdout, '');
    assert.match(ended.stderr, /^faqbot: [^\n]+\n$/, listen);
  }
});

test('an address of another machine is refused, with exit code 2', async () => {
  const ended = await run('serve', '--knowledge', library, '--listen', '192.0.2.1:0', '--insecure');
  assert.equal(ended.code, 2);
  assert.match(ended.stderr, /not an address of this machine/);
});

test('a knowledge base that is not there is named, with exit code 2', async () => {
  const ended = await run('serve', '--knowledge', 'no/such/folder', '--listen', '127.0.0.1:0');
  assert.equal(ended.code, 2);
  assert.match(ended.stderr, /no\/such\/folder/);
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`${signal} says goodbye to everybody with 4001 and ends with exit code 0`, { timeout: 20_000 }, async (t) => {
    const server = await serve(t);
    const visitors = await Promise.all(Array.from({ length: 20 }, () => Visitor.greeted(server)));
    const half = await Raw.connect(server);
    half.write('GET / HTTP/1.1\r\n');
    server.signal(signal);
    for (const visitor of visitors) assert.equal((await visitor.event()).code, 4001);
    assert.deepEqual(await server.ended(), [0, null]);
    await half.ended;
    assert.match(server.output.stderr, new RegExp(`^faqbot: serving ${server.url}\nfaqbot: stopping; conversations: \\d+\n$`));
  });
}

// The first half of the drain is 15 seconds, which 300 sessions do not need: a hundred a second are sent away.
test('sessions are told to come back one after the other, each after a time of its own', { timeout: 60_000 }, async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--drain-seconds', '30'] });
  const visitors = await Promise.all(Array.from({ length: 300 }, () => Visitor.greeted(server)));
  server.signal('SIGTERM');
  const ends = await Promise.all(visitors.map(async (visitor) => ({ ...(await visitor.closed), at: performance.now() })));
  assert.deepEqual(await server.ended(), [0, null]);
  assert.ok(ends.every(({ code }) => code === 4001));
  const times = ends.map(({ at }) => at);
  assert.ok(Math.max(...times) - Math.min(...times) > 1000, 'all were told at once');
  const waits = ends.map(({ reason }) => JSON.parse(reason));
  const isClosing = new Ajv({ strict: false }).addSchema(schema, 'schema').getSchema('schema#/$defs/closing');
  assert.ok(waits.every((wait) => isClosing(wait) && wait.retry_after_ms <= 30_000));
  assert.ok(new Set(waits.map((wait) => wait.retry_after_ms)).size > 250, 'many come back at the same time');
});

test('a server that stops is not ready from the first moment, takes nobody in, and answers those who are there', async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--drain-seconds', '20', '--metrics-listen', '127.0.0.1:0'] });
  const watched = new URL(/serving metrics (\S+)/.exec(server.output.stderr)[1]).origin;
  const raw = await shaken(server); // does not answer the goodbye, and so holds up the end
  const visitors = await Promise.all(Array.from({ length: 200 }, () => Visitor.greeted(server)));
  server.signal('SIGTERM');
  while (!/stopping/.test(server.output.stderr)) await pause(5);
  assert.equal((await fetch(`${watched}/readyz`)).status, 503);
  assert.equal((await fetch(`${watched}/healthz`)).status, 200);
  await assert.rejects(fetch(`${server.url}/readyz`), ({ cause }) => cause.code === 'ECONNREFUSED');
  await assert.rejects(Visitor.open(server), { code: 'ECONNREFUSED' });
  const [last] = visitors.splice(-1);
  assert.equal((await last.ask({ type: 'ping', id: 'x' })).type, 'pong'); // two seconds, a hundred a second
  for (const visitor of [...visitors, last]) assert.equal((await visitor.closed).code, 4001);
  server.signal('SIGTERM');
  assert.deepEqual(await server.ended(), [0, null]);
  await raw.ended;
});

test('a server without clients ends at once', async (t) => {
  const server = await serve(t);
  server.signal('SIGTERM');
  assert.deepEqual(await server.ended(), [0, null]);
});

test('what was asked before the end is answered before the goodbye', { timeout: 20_000 }, async (t) => {
  const server = await serve(t);
  const visitor = await Visitor.greeted(server);
  const count = 50;
  visitor.socket.pause();
  for (let i = 0; i < count; i++) visitor.send({ type: 'ping', id: `${i}` });
  const all = new RegExp(`^faqbot_requests_total{type="ping"} ${count}$`, 'm');
  while (!all.test(await (await fetch(`${server.url}/metrics`)).text())); // until all have arrived
  server.signal('SIGTERM');
  visitor.socket.resume();
  for (let i = 0; i < count; i++) assert.equal((await visitor.next()).id, `${i}`);
  assert.equal((await visitor.event()).code, 4001);
  assert.deepEqual(await server.ended(), [0, null]);
});

test('a client that neither reads nor leaves does not delay the end', { timeout: 20_000 }, async (t) => {
  const server = await serve(t);
  const raw = await shaken(server);
  raw.socket.pause();
  raw.write(Buffer.concat(Array.from({ length: 20_000 }, (_, i) =>
    frame(opcodes.text, JSON.stringify({ type: 'get', id: `${i}`, entry: 'loan-period' })))));
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask({ type: 'ping', id: 'x' })).type, 'pong');
  server.signal('SIGTERM');
  assert.equal((await visitor.event()).code, 4001);
  assert.deepEqual(await server.ended(), [0, null]);
  await raw.leave();
});

test('a second signal ends it at once', { timeout: 20_000 }, async (t) => {
  const server = await serve(t);
  const raw = await shaken(server); // does not answer the goodbye
  server.signal('SIGTERM');
  assert.equal(await raw.closeCode(), 4001);
  server.signal('SIGTERM');
  assert.deepEqual(await server.ended(), [0, null]);
  await raw.ended;
});

test('the port is free again for the next server', async (t) => {
  const first = await serve(t);
  const visitor = await Visitor.greeted(first);
  await first.stop();
  assert.equal((await visitor.event()).code, 4001);
  const second = await serve(t, { listen: first.host });
  assert.equal(second.url, first.url);
  await second.stop();
});

function scratch(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-lifecycle-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a client that does not answer the goodbye gets the drain and no more', { timeout: 30_000 }, async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--drain-seconds', '3'] });
  const raw = await shaken(server); // does not answer the goodbye
  server.signal('SIGTERM');
  assert.equal(await raw.closeCode(), 4001);
  assert.equal(await Promise.race([server.ended(), pause(2000, 'still there')]), 'still there');
  assert.deepEqual(await server.ended(), [0, null]);
  await raw.ended;
});

test('without a drain it ends at once', { timeout: 20_000 }, async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--drain-seconds', '0'] });
  const raw = await shaken(server);
  server.signal('SIGTERM');
  assert.deepEqual(await server.ended(), [0, null]);
  await raw.ended;
});

const byForce = /\nfaqbot: stopped by force: something hung for 10 seconds after the drain\n$/;

test('a journal on a disk that hangs does not keep it from ending', { timeout: 60_000, skip: isSanitized }, async (t) => {
  const folder = scratch(t);
  const stuck = path.join(folder, 'stuck');
  const server = await serve(t, {
    flags: [...unlimited, '--drain-seconds', '1', '--journal', path.join(folder, 'journal.db')],
    env: { LD_PRELOAD: path.join(path.dirname(program), 'alloc/stuck.so'), STUCK: stuck },
  });
  writeFileSync(stuck, '');
  assert.equal((await fetch(`${server.url}/api/ask?q=opening+hours`)).status, 200);
  server.signal('SIGTERM');
  assert.deepEqual(await server.ended(), [1, null]);
  assert.match(server.output.stderr, byForce);
});

// The log goes into a pipe that nobody empties any more, so the loop waits for that for ever.
const flushes = isSlow && !isSanitized && 'ThreadSanitizer has _exit() wait for the very stream that hangs';
test('a loop that hangs does not keep it from ending', { timeout: 120_000, skip: flushes }, async (t) => {
  const words = ['serve', '--knowledge', library, '--listen', '127.0.0.1:0', '--drain-seconds', '1', '--log', 'json', '--log-questions'];
  const child = spawn(program, [...words, ...unlimited], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  t.after(() => child.kill('SIGKILL') && child.stderr.destroy());
  const [line] = await once(child.stderr.setEncoding('utf8'), 'data');
  const url = /serving (http:[^"]+)"/.exec(line)[1];
  child.stderr.pause();
  const ask = (number) => fetch(`${url}/api/ask?q=${number}${'x'.repeat(490)}`, { signal: AbortSignal.timeout(5000) });
  await assert.rejects(async () => {
    for (let number = 0; number < 10_000; number++) await (await ask(number)).text();
  }, { name: 'TimeoutError' });
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [1, null]);
});
