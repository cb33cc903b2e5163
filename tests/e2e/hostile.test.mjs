// e2e/hostile.test.mjs - clients that mean harm, and a system that runs out of things: whatever happens to one
// client, the others are served. Bad messages are in messages.test.mjs, bad handshakes in handshake.test.mjs, bad
// frames in rfc6455.test.mjs, too much of anything in limits.test.mjs, the journal's disk in journal.test.mjs.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { exchange, frame, handshake, opcodes, Raw, shaken } from './lib/raw.mjs';
import { isSanitized, library, program, root, run, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const question = { type: 'ask', id: 'q', text: 'How long may I keep a book?' };
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const get = (server, address) => exchange(server, `GET ${address} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);

async function assertOthersAreServed(server) {
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask(question)).outcome, 'answered');
  await visitor.leave();
  assert.equal((await get(server, '/healthz')).status, 200);
}

function scratch(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-hostile-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// A byte now and then, each far sooner than any limit: what counts is the whole.
async function trickle(raw, bytes) {
  for (let at = 0; !raw.hasEnded; at = (at + 1) % bytes.length) {
    raw.write(bytes.subarray(at, at + 1));
    await pause(100);
  }
}

test('a client that sends headers a byte at a time runs out of time, and delays nobody', async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--header-seconds', '2'] });
  const slow = await Promise.all(Array.from({ length: 20 }, () => Raw.connect(server)));
  const ends = slow.map((raw) => trickle(raw, Buffer.from(`GET / HTTP/1.1\r\nX: ${'a'.repeat(4000)}`)));
  await assertOthersAreServed(server);
  await Promise.all(ends);
  await assertOthersAreServed(server);
});

test('a client that sends a message a byte at a time counts as silent', async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--idle-seconds', '2'] });
  const slow = await Promise.all(Array.from({ length: 20 }, () => shaken(server)));
  const bytes = frame(opcodes.text, 'x'.repeat(4096));
  const ends = slow.map((raw) => trickle(raw, bytes));
  await assertOthersAreServed(server);
  for (const raw of slow) {
    assert.equal(await raw.closeCode(), 4009);
    await raw.leave();
  }
  await Promise.all(ends);
});

test('bodies that arrive a byte at a time delay nobody', async (t) => {
  const server = await serve(t);
  const slow = await Promise.all(Array.from({ length: 20 }, () => Raw.connect(server)));
  slow.forEach((raw) => raw.write(`POST /api/ask HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 4000\r\n\r\n`));
  const ends = slow.map((raw) => trickle(raw, Buffer.from('{')));
  for (let i = 0; i < 5; i++) await assertOthersAreServed(server);
  await Promise.all(slow.map((raw) => raw.leave()));
  await Promise.all(ends);
});

// The largest size that a process has had, in kilobytes.
const memory = (pid) => Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

test('endless pings are answered or dropped, and neither stored nor in the way', async (t) => {
  const server = await serve(t);
  await assertOthersAreServed(server);
  const before = memory(server.pid);
  const raw = await shaken(server);
  raw.socket.pause(); // it does not even read the answers
  const many = Buffer.concat(Array.from({ length: 1000 }, () => frame(opcodes.ping, 'p'.repeat(125))));
  for (let i = 0; i < 200; i++) {
    await new Promise((resolve) => raw.socket.write(many, resolve));
    if (i % 20 === 0) await assertOthersAreServed(server);
  }
  await assertOthersAreServed(server);
  if (!isSanitized) assert.ok(memory(server.pid) - before < 8_000, 'they are not kept');
  await raw.leave();
  await assertOthersAreServed(server);
});

test('the same holds for pings from a client that reads', async (t) => {
  const server = await serve(t);
  const raw = await shaken(server);
  for (let i = 0; i < 50; i++) raw.write(Buffer.concat(Array.from({ length: 1000 }, () => frame(opcodes.ping, 'p'))));
  raw.write(frame(opcodes.text, JSON.stringify({ type: 'ping', id: 'last' })));
  for (;;) {
    const one = await raw.frame();
    if (one.opcode === opcodes.text) break;
    assert.equal(one.opcode, opcodes.pong);
  }
  await raw.leave();
});

test('when descriptors run out, present clients are served, and the others wait and are served later', async (t) => {
  const server = await serve(t, { under: 'ulimit -n 64' });
  // Each asks in one breath with its handshake: whoever is silent for a moment would have to make room for the others.
  const crowd = await Promise.all(Array.from({ length: 100 }, async () => {
    const raw = await Raw.connect(server);
    raw.write(Buffer.concat([Buffer.from(handshake(server)), frame(opcodes.text, JSON.stringify(question))]));
    return raw;
  }));
  // At least these fit; as they leave, the rest gets in, whoever that is.
  await Promise.all(crowd.map(async (raw) => {
    assert.equal((await raw.response()).status, 101);
    assert.equal(JSON.parse((await raw.frame()).payload).type, 'hello');
    assert.equal(JSON.parse((await raw.frame()).payload).outcome, 'answered');
    await raw.leave();
  }));
  await assertOthersAreServed(server);
  assert.doesNotMatch(server.output.stderr, /too many open files/i);
});

test('too few descriptors to serve anybody are reported, with exit code 2', () => {
  const words = [program, 'serve', '--knowledge', library, '--listen', '127.0.0.1:0', '--log', 'text'];
  const ended = spawnSync('sh', ['-c', 'ulimit -n 24; exec "$@"', 'sh', ...words], { cwd: root, encoding: 'utf8' });
  assert.deepEqual([ended.status, ended.stdout], [2, '']);
  assert.match(ended.stderr, /^faqbot: only 24 files may be open[^\n]*\n$/);
});

test('a knowledge base that is deleted while it is served keeps answering', async (t) => {
  const folder = scratch(t);
  const knowledge = path.join(folder, 'knowledge');
  const index = path.join(folder, 'faq.index');
  cpSync(path.join(root, library), knowledge, { recursive: true });
  assert.equal((await run('index', '--knowledge', knowledge, '--output', index)).code, 0);
  const servers = [await serve(t, { knowledge }), await serve(t, { knowledge, flags: [...unlimited, '--watch'] }),
    await serve(t, { index }), await serve(t, { index, flags: [...unlimited, '--watch'] })];
  rmSync(knowledge, { recursive: true });
  rmSync(index);
  for (const server of servers) {
    await assertOthersAreServed(server);
    server.signal('SIGHUP');
    while (!/not reloaded/.test(server.output.stderr)) await pause(20);
    await assertOthersAreServed(server);
    assert.equal((await get(server, '/readyz')).status, 200);
  }
});

const clockLibrary = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find(existsSync);

const skip = isSanitized && 'the sanitizers and what bends the clock want the same place';
test('a clock that is set back or forward an hour changes no limit and loses no feedback', { skip }, async (t) => {
  const folder = scratch(t);
  const clock = path.join(folder, 'clock');
  const journal = path.join(folder, 'journal.db');
  writeFileSync(clock, '+0\n');
  const server = await serve(t, {
    flags: ['--asks-per-connection', '0', '--asks-per-address', '6', '--journal', journal, '--retention', '1'],
    env: { LD_PRELOAD: clockLibrary, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
  });
  const visitor = await Visitor.greeted(server);
  for (const [round, offset] of ['+0', '-3600', '+7200'].entries()) {
    writeFileSync(clock, `${offset}\n`);
    assert.equal((await visitor.ask({ ...question, id: `a${round}` })).outcome, 'answered');
    assert.equal((await visitor.ask({ type: 'feedback', id: 'f', answer: `a${round}`, helpful: true })).type, 'ok');
    const metrics = (await get(server, '/metrics')).body;
    for (const [, name, value] of metrics.matchAll(/^(faqbot_\w+_seconds) (\S+)$/gm)) {
      assert.ok(Number(value) >= 0 && Number(value) < 3000, `${name} ${value}`);
    }
  }
  // Two whole asks and some feedback are left of six, and hours have not brought more.
  let refused;
  for (let i = 0; refused === undefined && i < 6; i++) {
    const reply = await visitor.ask(question);
    if (reply.code === 'rate_limited') refused = reply;
  }
  assert.ok(refused.retry_after_ms > 0 && refused.retry_after_ms <= 10_000, JSON.stringify(refused));
  await visitor.leave();
  await server.stop();
  const sql = 'SELECT request, asked.at AS at, helpful FROM asked JOIN feedback USING (conversation, request) ORDER BY request';
  const rows = JSON.parse(execFileSync('sqlite3', ['-json', journal, sql], { encoding: 'utf8' }));
  assert.deepEqual(rows.map(({ request, helpful }) => [request, helpful]), [['a0', 1], ['a1', 1], ['a2', 1]]);
  const [now, back, on] = rows.map(({ at }) => at);
  assert.ok(now - back > 1800 && on - now > 3600, `${now} ${back} ${on}`);
});
