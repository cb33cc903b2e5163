// e2e/silent.test.mjs - connections that ask nothing, or never finish asking: they keep nobody out, and are closed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import net from 'node:net';
import { test } from '../timed.mjs';
import { exchange, shaken } from './lib/raw.mjs';
import { serve } from './lib/server.mjs';

const AT_ONCE = 64; // connections made at a time
const PROMPT_MILLISECONDS = 5000; // five times what a newcomer may wait

const ask = (server) => exchange(server, `GET /api/ask?q=How+long+may+I+keep+a+book HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);

// So many connections, each address having as many as it may; each sends `text` and waits.
async function crowd(t, server, count, network, text = '', each = 64) {
  const sockets = [];
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  for (let i = 0; i < count; i += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - i) }, (_, k) => new Promise((resolve, reject) => {
      const address = `127.${network}.${Math.floor((i + k) / each / 250)}.${1 + (Math.floor((i + k) / each) % 250)}`;
      const socket = net.connect({ port: server.port, host: '127.0.0.1', localAddress: address }, () => {
        if (text !== '') socket.write(text);
        resolve();
      });
      socket.on('error', reject).resume();
      socket.ended = new Promise((end) => socket.on('close', end));
      sockets.push(socket);
    })));
  }
  sockets.forEach((socket) => socket.removeAllListeners('error').on('error', () => {}));
  return sockets;
}

async function isAnsweredSoon(server) {
  const began = performance.now();
  assert.equal((await ask(server))?.status, 200);
  const visitor = await shaken(server);
  await visitor.leave();
  assert.ok(performance.now() - began < PROMPT_MILLISECONDS, 'a newcomer is answered soon');
}

const slowly = (server) => `POST /api/ask HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 1000\r\n\r\n{"text":"`;

const files = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
const skip = Number(files) < 6000 && `only ${files} files may be open at a time here`;

test('4096 silent connections and 1000 slow bodies keep nobody out', { timeout: 120_000, skip }, async (t) => {
  const server = await serve(t, { flags: ['--header-seconds', '60', '--handshake-seconds', '60'] });
  await crowd(t, server, 4096, 1);
  const slow = await crowd(t, server, 1000, 2, slowly(server));
  await isAnsweredSoon(server);
  slow.forEach((socket) => socket.write('x'));
  await isAnsweredSoon(server);
  await server.stop();
});

test('when all places are taken, the connection that has been silent longest makes room', { timeout: 60_000 }, async (t) => {
  const server = await serve(t, { flags: ['--connections', '100', '--header-seconds', '60', '--handshake-seconds', '60'] });
  const first = await crowd(t, server, 10, 1);
  const silent = await crowd(t, server, 50, 2, 'GET / HTTP/1.1\r\nHost');
  const slow = await crowd(t, server, 40, 3, slowly(server));
  await isAnsweredSoon(server);
  await Promise.race(first.map((socket) => socket.ended));
  assert.equal([...silent, ...slow].filter((socket) => socket.closed).length, 0, 'the first to come is the first to go');
  await server.stop();
});

test('a client that has asked keeps its place, and one that has said nothing makes room', { timeout: 60_000 }, async (t) => {
  const server = await serve(t, { flags: ['--connections', '3'] });
  const silent = await shaken(server);
  const asking = await shaken(server);
  asking.write(Buffer.from('818200000000', 'hex')); // a masked text of two bytes
  asking.write(Buffer.from('{}'));
  assert.equal(JSON.parse((await asking.frame()).payload).type, 'error');
  const third = await shaken(server);
  await isAnsweredSoon(server);
  assert.equal(await silent.closeCode(), 4009);
  assert.equal(asking.hasEnded, false);
  await Promise.all([asking.leave(), third.leave()]);
  await server.stop();
});

test('a client that does not finish a request in time is disconnected', { timeout: 60_000 }, async (t) => {
  const server = await serve(t, { flags: ['--header-seconds', '1', '--handshake-seconds', '1'] });
  const some = [...(await crowd(t, server, 20, 1)), ...(await crowd(t, server, 20, 2, 'GET / HTTP')),
    ...(await crowd(t, server, 20, 3, slowly(server)))];
  const dripping = setInterval(() => some.forEach((socket) => socket.writable && socket.write('x')), 200);
  t.after(() => clearInterval(dripping));
  await Promise.all(some.map((socket) => socket.ended));
  await isAnsweredSoon(server);
  await server.stop();
});
