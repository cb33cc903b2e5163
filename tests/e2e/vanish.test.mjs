// e2e/vanish.test.mjs - clients that leave at any point of a question that a worker answers, over HTTP and
// WebSocket, while the knowledge base is reloaded. What they do is random, from a fixed seed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '../timed.mjs';
import { large, scratch } from './lib/large.mjs';
import { Raw, exchange, frame, handshake, opcodes } from './lib/raw.mjs';
import { isSlow, serve, unlimited } from './lib/server.mjs';

const always = [...unlimited, '--inline-microseconds', '0']; // every ask goes to a worker
const rounds = isSlow ? 40 : 120;
const clients = 8; // at a time

const pause = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

function chance(seed) {
  let state = seed;
  const below = (n) => (state = (state * 48271) % 2147483647) % n;
  return { below, one: (list) => list[below(list.length)] };
}

const ask = (id, text) => frame(opcodes.text, JSON.stringify({ type: 'ask', id, text }), { mask: Buffer.from('mask') });
const feedback = (id, answer) => frame(opcodes.text, JSON.stringify({ type: 'feedback', id, answer, helpful: true }));

// All that a client is going to send.
const requests = {
  get: (server, text) => `GET /api/ask?q=${encodeURIComponent(text)} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`,
  head: (server, text) => `HEAD /api/ask?q=${encodeURIComponent(text)} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`,
  page: (server, text) => `GET /?q=${encodeURIComponent(text)} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`,
  post: (server, text) => {
    const body = JSON.stringify({ text });
    return `POST /api/ask HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  },
  more: (server, text) => `${requests.post(server, text)}x`,
  body: (server, text) => requests.get(server, text).replace('\r\n\r\n', '\r\nContent-Length: 2\r\n\r\n{}'),
  ahead: (server, text) => requests.get(server, text) + requests.page(server, text) + requests.get(server, `${text} so`),
  upgrade: (server, text) => Buffer.concat([Buffer.from(requests.get(server, text)), Buffer.from(handshake(server)), ask('1', text)]),
  webSocket: (server, text) => Buffer.concat([Buffer.from(handshake(server)), ask('1', text)]),
  talk: (server, text) => Buffer.concat([Buffer.from(handshake(server)), ask('1', text), feedback('2', '1'), ask('3', `${text} so`),
    frame(opcodes.ping), feedback('4', '3')]),
};

const ends = {
  reset: (raw) => raw.socket.resetAndDestroy(),
  leave: (raw) => raw.socket.destroy(),
  half: (raw) => raw.socket.end(),
  goodbye: (raw) => raw.write(frame(opcodes.close, Buffer.from([3, 232]))), // no HTTP, where that is spoken
  silence: () => {},
};

// One client's life: a beginning of its request, or all of it, perhaps in two parts; a moment; and its end.
async function live(server, { below, one }, text) {
  const bytes = Buffer.from(requests[one(Object.keys(requests))](server, text), 'latin1');
  const size = below(3) === 0 ? below(bytes.length) : bytes.length;
  const split = below(2) === 0 ? size : below(size + 1);
  const [before, after] = [below(4), below(6)];
  const end = ends[one(Object.keys(ends))];
  const raw = await Raw.connect(server);
  raw.write(bytes.subarray(0, split));
  if (split < size) {
    await pause(before);
    raw.write(bytes.subarray(split, size));
  }
  await pause(after);
  end(raw);
  await pause(5);
  await raw.leave();
}

async function metric(server, name) {
  const { body } = await exchange(server, `GET /metrics HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  return Number(new RegExp(`^faqbot_${name} (\\S+)$`, 'm').exec(body)[1]);
}

// That nothing is left of those who went: no place, no question, and the server answers on.
async function isAlone(server) {
  for (const [name, value] of [['reloading', 0], ['worker_waiting', 0], ['conversations', 0], ['connections', 1]]) {
    let last = await metric(server, name);
    for (let i = 0; i < (isSlow ? 2000 : 400) && last !== value; i++) {
      await pause(50);
      last = await metric(server, name);
    }
    assert.equal(last, value, name);
  }
  const { status, body } = await exchange(server, requests.get(server, 'bada'));
  assert.equal(status, 200);
  assert.equal(JSON.parse(body).type, 'answer');
}

test('clients that vanish at any point leave nothing behind, while the knowledge base is read anew', { timeout: 600_000 }, async (t) => {
  const { knowledge, question } = large(t, isSlow ? 1000 : 3000);
  const journal = path.join(scratch(t), 'journal.db');
  const server = await serve(t, { knowledge, flags: [...always, '--header-seconds', '2', '--journal', journal] });
  const random = chance(20240229);
  for (let round = 0; round < rounds; round++) {
    if (round % 5 === 0 && await metric(server, 'reloading') === 0) { // a file that changes while it is read is not taken
      appendFileSync(knowledge, `${JSON.stringify({ id: `new${round}`, question: `is it ${round}`, answer: 'it is' })}\n`);
      server.signal('SIGHUP');
    }
    await Promise.all(Array.from({ length: clients }, () => live(server, random, question())));
  }
  await isAlone(server);
  assert.ok(await metric(server, 'reloads_total\\{result="ok"\\}') > 0);
  await server.stop();
});

test('clients whose process is killed leave nothing behind', { timeout: 120_000 }, async (t) => {
  const { knowledge, question } = large(t, 3000);
  const server = await serve(t, { knowledge, flags: always });
  const program = `
    const net = require('node:net');
    let open = ${clients * 4};
    const texts = JSON.parse(process.argv[1]);
    for (const text of texts) {
      const socket = net.connect(${server.port}, '127.0.0.1', () => {
        socket.write(Buffer.from(text, 'base64'), () => --open === 0 && console.log('asked'));
      });
    }`;
  for (let i = 0; i < 5; i++) {
    const kinds = Object.values(requests);
    const texts = Array.from({ length: clients * 4 }, (_, k) => Buffer.from(kinds[k % kinds.length](server, question()), 'latin1').toString('base64'));
    const child = spawn(process.execPath, ['-e', program, JSON.stringify(texts)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await ended;
  }
  await isAlone(server);
  await server.stop();
});

test('a server that is stopped while clients vanish ends as it should', { timeout: 120_000 }, async (t) => {
  const random = chance(7);
  for (let i = 0; i < 5; i++) {
    const { knowledge, question } = large(t, 1000);
    const server = await serve(t, { knowledge, flags: [...always, '--header-seconds', '2'] });
    const isTwice = i % 2 === 1; // the second signal ends it at once, with jobs under way
    const slow = isTwice && await Raw.connect(server); // keeps it from ending at the first
    if (isTwice) {
      slow.write(requests.post(server, question()).slice(0, -1));
      for (let k = 0; k < 3; k++) await metric(server, 'conversations'); // what was sent before these has been read
    }
    const lives = Array.from({ length: clients * 2 }, () => live(server, random, question()).catch(() => {})); // may be refused
    await pause(random.below(5));
    server.signal('SIGTERM');
    if (isTwice) server.signal('SIGTERM');
    await Promise.all([...lives, slow && slow.ended]);
    assert.deepEqual(await server.ended(), [0, null], server.output.stderr);
  }
});
