// alloc/server.test.mjs - the server while memory runs out: when it starts, reloads its knowledge base, answers,
// takes feedback and stops. It lives, or ends with a sentence; it never hangs, and SIGTERM ends it. SAMPLES (5) of
// the allocations of each are tried, evenly spread, each alone and with all that follow for a while; 0: all.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, cpSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from '../timed.mjs';
import { isSanitized, program, root, unlimited } from '../e2e/lib/server.mjs';
import { Visitor } from '../e2e/lib/visitor.mjs';

const samples = Number(process.env.SAMPLES ?? 5);
const patience = 30_000; // longer than the drain and the hard end, on a machine that does much else

// What failing.h calls struct failing_control: count, fail_at, fails_from.
class Control {
  constructor(file) {
    writeFileSync(file, Buffer.alloc(24));
    this.descriptor = openSync(file, 'r+');
  }

  fail(at, from) {
    const bytes = Buffer.alloc(24);
    bytes.writeBigInt64LE(BigInt(at), 8);
    bytes.writeBigInt64LE(from ? 1n : 0n, 16);
    writeSync(this.descriptor, bytes, 0, 24, 0);
  }

  count() {
    const bytes = Buffer.alloc(8);
    readSync(this.descriptor, bytes, 0, 8, 0);
    return Number(bytes.readBigInt64LE());
  }
}

function scene(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-alloc-'));
  const control = new Control(path.join(folder, 'control'));
  t.after(() => {
    closeSync(control.descriptor);
    rmSync(folder, { recursive: true, force: true });
  });
  cpSync(path.join(root, 'tests/alloc/old'), path.join(folder, 'knowledge'), { recursive: true });
  return { folder, control };
}

// Starts a server, which need not come to serve: {child, output, ended, url}.
async function start(t, { folder }, ...flags) {
  const child = spawn(program, ['serve', '--config', 'none', '--knowledge', path.join(folder, 'knowledge'), '--listen', '127.0.0.1:0',
    '--log', 'text', '--drain-seconds', '1', '--journal', path.join(folder, 'journal.db'), ...unlimited, ...flags], {
    cwd: root,
    env: { LD_PRELOAD: path.join(path.dirname(program), 'alloc/failing.so'), FAILING_CONTROL: path.join(folder, 'control') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const server = { child, output: '', ended: once(child, 'close') };
  t.after(() => child.kill('SIGKILL'));
  await Promise.race([server.ended, new Promise((resolve) => child.stderr.setEncoding('utf8').on('data', (text) => {
    server.output += text;
    server.url = /serving (http:\S+)\n/.exec(server.output)?.[1];
    if (server.url) resolve();
  })), pause(patience, undefined, { ref: false })]);
  if (server.url) {
    server.port = Number(new URL(server.url).port);
    server.host = new URL(server.url).host;
    server.socket = `${server.url.replace('http', 'ws')}/ws`;
  }
  return server;
}

// It has ended, or ends at SIGTERM, and not by a crash.
async function stop(server, what) {
  server.child.kill('SIGTERM');
  const end = await Promise.race([server.ended, pause(patience, null, { ref: false })]);
  assert.ok(end, `${what}: it does not end: ${server.output}`);
  assert.equal(end[1], null, `${what}: it ends by ${end[1]}: ${server.output}`);
  return end[0];
}

function* chosen(count) {
  const tries = samples === 0 || samples > count ? count : samples;
  for (let i = 0; i < tries; i++) {
    for (const from of [false, true]) yield { at: 1 + Math.floor((i * count) / tries), from };
  }
}

const ask = (server, text) => fetch(`${server.url}/api/ask?q=${encodeURIComponent(text)}`, { signal: AbortSignal.timeout(patience) })
  .then(async (reply) => [reply.status, await reply.text()], () => null);

const find = (server, address) => fetch(`${server.url}${address}?q=repair+cost&lang=en`, { signal: AbortSignal.timeout(patience) })
  .then(async (reply) => [reply.status, await reply.text()], () => null);

// Once where the loop answers, and once where every ask goes to one of three workers.
function testTwice(name, body) {
  for (const flags of [[], ['--inline-microseconds', '0', '--workers', '3']]) test([name, ...flags].join(' '), { skip: isSanitized }, (t) => body(t, flags));
}

testTwice('a server that starts serves, or says that there is no memory', async (t, flags) => {
  const place = scene(t);
  const good = await start(t, place, ...flags);
  const count = place.control.count();
  assert.equal(await stop(good, 'the good one'), 0);
  for (const { at, from } of chosen(count)) {
    const what = `allocation ${at}${from ? ' and all behind it' : ''}`;
    place.control.fail(at, from);
    const server = await start(t, place, ...flags);
    place.control.fail(0, false);
    if (server.url) {
      assert.equal((await ask(server, 'what does a repair cost'))?.[0], 200, `${what}: ${server.output}`);
      assert.equal(await stop(server, what), 0, `${what}: ${server.output}`);
    } else {
      assert.equal(await stop(server, what), 2, `${what}: ${server.output}`);
      assert.match(server.output, /memory/i, what);
    }
  }
});

testTwice('new knowledge that there is no memory for leaves the old one answering', async (t, flags) => {
  const place = scene(t);
  const server = await start(t, place, ...flags);
  const told = async (before) => {
    for (let i = 0; i < patience / 20; i++, await pause(20)) {
      const line = /(not )?reloaded: [^\n]*\n/.exec(server.output.slice(before));
      if (line) return line[0];
    }
    return assert.fail(`it says nothing of a reload: ${server.output}`);
  };
  const reload = async (at, from) => {
    const before = server.output.length;
    place.control.fail(at, from);
    server.child.kill('SIGHUP');
    const line = await told(before);
    place.control.fail(0, false);
    return line;
  };
  place.control.fail(0, false);
  assert.match(await reload(0, false), /^reloaded/);
  const count = place.control.count();
  const right = await ask(server, 'what does a repair cost');
  for (const { at, from } of chosen(count)) {
    const what = `allocation ${at}${from ? ' and all behind it' : ''}`;
    const line = await reload(at, from);
    assert.match(line, /^reloaded|memory/i, what);
    const answer = await ask(server, 'what does a repair cost');
    assert.equal(answer?.[0], 200, what);
    assert.equal(answer[1].replace(/"took_us":\d+/, ''), right[1].replace(/"took_us":\d+/, ''), what);
  }
  assert.equal(await stop(server, 'after all'), 0, server.output);
});

testTwice('a visitor is answered, or told that it failed, and feedback is kept or refused', async (t, flags) => {
  const place = scene(t);
  const server = await start(t, place, ...flags);
  for (let at = 1; at <= 8 * (samples === 0 ? 20 : samples); at++) {
    place.control.fail(at, at % 2 === 0);
    await Promise.race([ask(server, `what does repair number ${at} cost`), pause(200)]);
    place.control.fail(0, false);
    const visitor = await Visitor.greeted(server);
    place.control.fail(at, at % 2 === 0);
    visitor.send({ type: 'ask', id: 'a', text: `how long does repair number ${at} take` });
    visitor.send({ type: 'feedback', id: 'b', answer: 'a', helpful: true });
    await Promise.race([visitor.event(), pause(50)]);
    place.control.fail(0, false);
    assert.equal((await ask(server, 'what does a repair cost'))?.[0], 200, `after allocation ${at}: ${server.output}`);
    visitor.socket.terminate();
  }
  assert.equal(await stop(server, 'after all'), 0, server.output);
});

test('a search finds all, or is told that it failed', { skip: isSanitized }, async (t) => {
  const place = scene(t);
  const server = await start(t, place);
  const addresses = ['/api/search', '/search'];
  const whole = await Promise.all(addresses.map((address) => find(server, address)));
  for (const [status, text] of whole) assert.ok(status === 200 && /mark/.test(text), text);
  for (let at = 1; at <= 20 * (samples === 0 ? 20 : samples); at++) {
    const visitor = await Visitor.greeted(server);
    place.control.fail(at, at % 2 === 0);
    const found = [];
    for (const address of addresses) found.push(await Promise.race([find(server, address), pause(200)]));
    visitor.send({ type: 'search', id: 'a', text: 'repair', tags: ['a', 'b'] });
    await Promise.race([visitor.event(), pause(50)]);
    place.control.fail(0, false);
    found.forEach((reply, i) => { if (reply?.[0] === 200) assert.equal(reply[1], whole[i][1], `${addresses[i]}, allocation ${at}`); });
    assert.equal((await find(server, '/api/search'))?.[0], 200, `after allocation ${at}: ${server.output}`);
    visitor.socket.terminate();
  }
  assert.equal(await stop(server, 'after all'), 0, server.output);
});

test('a script arrives whole, or an error that nobody keeps in its place', { skip: isSanitized }, async (t) => {
  const place = scene(t);
  const server = await start(t, place);
  const address = /widget\.js\?v=\w+/.exec(await (await fetch(server.url)).text())[0];
  const load = () => fetch(`${server.url}/${address}`, { signal: AbortSignal.timeout(patience) })
    .then(async (reply) => [reply.status, reply.headers.get('cache-control'), await reply.text()], () => null);
  const whole = await load();
  assert.deepEqual(whole.slice(0, 2), [200, 'public, max-age=31536000, immutable']);
  for (let at = 1; at <= 20; at++) {
    place.control.fail(at, at % 2 === 0);
    const reply = await Promise.race([load(), pause(200)]);
    place.control.fail(0, false);
    if (reply?.[0] === 200) assert.deepEqual(reply, whole, `allocation ${at}`);
    else if (reply) assert.deepEqual([reply[0], reply[1], JSON.parse(reply[2]).code], [503, 'no-store', 'internal'], `allocation ${at}`);
    assert.deepEqual(await load(), whole, `after allocation ${at}: ${server.output}`);
  }
  assert.equal(await stop(server, 'after all'), 0, server.output);
});

test('SIGTERM ends it where memory ends with it', { skip: isSanitized }, async (t) => {
  for (const { at, from } of chosen(samples === 0 ? 40 : 10)) {
    const place = scene(t);
    const server = await start(t, place);
    const visitor = await Visitor.greeted(server);
    place.control.fail(at, from);
    assert.equal(await stop(server, `allocation ${at}`), 0, server.output);
    visitor.socket.terminate();
  }
});
