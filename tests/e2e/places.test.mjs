// e2e/places.test.mjs - connections that take a place, ask nothing sensible and do not leave: nobody else has to wait
// for them, and their place is free again in the end.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { before, after, test } from '../timed.mjs';
import { Raw, exchange, frame, handshake, opcodes, shaken } from './lib/raw.mjs';
import { serve, unlimited } from './lib/server.mjs';

let folder;
const file = (name) => path.join(folder, name);
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'faqbot-places-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', '/CN=one.example', '-keyout', file('key'), '-out', file('certificate')], { stdio: 'ignore' });
});
after(() => rmSync(folder, { recursive: true, force: true }));

const pause = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));
const get = (server, target = '/healthz', more = '') => `GET ${target} HTTP/1.1\r\nHost: ${server.host}\r\n${more}\r\n`;

// A server whose metrics have an address of their own, so that looking at them changes nothing.
async function watched(t, flags) {
  const server = await serve(t, { flags: [...flags, '--metrics-listen', '127.0.0.1:0'] });
  const { host, port } = new URL(/serving metrics (http:\S+)/.exec(server.output.stderr)[1]);
  server.value = async (name) => {
    const { body } = await exchange({ url: `http://${host}`, host, port: Number(port) }, get({ host }, '/metrics'));
    return Number(new RegExp(`^faqbot_${name} (\\S+)$`, 'm').exec(body)[1]);
  };
  server.descriptors = () => readdirSync(`/proc/${server.pid}/fd`).length;
  return server;
}

async function until(condition, seconds, message) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (await condition()) return;
    await pause(10);
  }
  assert.fail(message);
}

test('one empty line before a request is skipped, a second is an error', async (t) => {
  const server = await serve(t);
  const raw = await Raw.connect(server);
  for (let i = 0; i < 3; i++) {
    raw.write(`\r\n${get(server)}`);
    assert.equal((await raw.response()).status, 200);
  }
  raw.write(`\r\n\r\n${get(server)}`);
  const answer = await raw.response();
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.connection, 'close');
  await raw.leave();
});

test('nobody waits for a flood of empty lines', { timeout: 60_000 }, async (t) => {
  const server = await watched(t, unlimited);
  const flood = spawn(process.execPath, ['-e', `
    const socket = require('node:net').connect(${server.port}, '127.0.0.1').on('close', () => process.exit()).on('error', () => {});
    const lines = Buffer.from('\\r\\n'.repeat(500000));
    const write = (error) => error ?? socket.write(lines, write);
    socket.once('data', () => write()).write(${JSON.stringify(get(server))});`]);
  t.after(() => flood.kill());
  const ended = once(flood, 'close');
  await pause(500);
  assert.equal((await exchange(server, get(server))).status, 200);
  await ended;
  assert.equal(await server.value('refusals_total{reason="request"}'), 1, 'refused, and not left to its time');
});

test('a client that was asked to make room is not asked again', { timeout: 60_000 }, async (t) => {
  const server = await watched(t, [...unlimited, '--connections', '3', '--idle-seconds', '1']);
  const silent = await Promise.all(Array.from({ length: 3 }, () => shaken(server)));
  for (const raw of silent) assert.equal(await raw.closeCode(), 4009); // and none says goodbye
  assert.equal((await exchange(server, get(server))).status, 200);
  await Promise.all(silent.map((raw) => raw.leave()));
});

// Asks until the replies stand in the way, and reads nothing.
async function clog(server, socket, ready) {
  const raw = await Raw.over(socket, ready);
  raw.write(handshake(server));
  await raw.response();
  raw.socket.pause();
  const asks = Buffer.concat(Array.from({ length: 10 }, (_, i) =>
    frame(opcodes.text, JSON.stringify({ type: 'ask', id: String(i), text: 'How long may I keep a book?' }))));
  const paused = await server.value('paused');
  await until(async () => {
    raw.write(asks);
    raw.write(asks);
    return (await server.value('paused')) > paused;
  }, 60, 'the server goes on reading');
  return raw;
}

for (const [name, flags] of [['the replies lie unread', ['--send-seconds', '1']], ['the ping stays without an answer', ['--ping-seconds', '1', '--pong-seconds', '1']]]) {
  for (const isEncrypted of [false, true]) {
    test(`who does not read loses the place when ${name}, ${isEncrypted ? 'through TLS' : 'in the clear'}`, { timeout: 120_000 }, async (t) => {
      const secure = isEncrypted ? ['--tls-cert', file('certificate'), '--tls-key', file('key')] : [];
      const server = await watched(t, [...unlimited, ...flags, ...secure]);
      const [connections, descriptors] = [await server.value('connections'), server.descriptors()];
      const options = { host: '127.0.0.1', port: server.port, rejectUnauthorized: false };
      const raw = isEncrypted ? await clog(server, tls.connect(options), 'secureConnect') : await clog(server, net.connect(options), 'connect');
      await until(async () => (await server.value('connections')) === connections, 20, 'it is still a connection');
      await until(() => server.descriptors() <= descriptors, 10, `descriptors: ${server.descriptors()}, and ${descriptors} before`);
      raw.socket.destroy();
    });
  }
}

test('idle connections of a proxy belong to nobody, whoever asked last', async (t) => {
  await serve(t, { listen: `unix:${file('socket')}`, flags: ['--connections-per-address', '2'] });
  const kept = [];
  for (let i = 0; i < 4; i++) {
    const raw = await Raw.connect({ path: file('socket') });
    raw.write(get({ host: 'localhost' }, '/', 'X-Forwarded-For: 203.0.113.7\r\n'));
    assert.equal((await raw.response()).status, 200, String(i));
    kept.push(raw);
  }
  await Promise.all(kept.map((raw) => raw.leave()));
});
