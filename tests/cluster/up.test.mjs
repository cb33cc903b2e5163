// cluster/up.test.mjs - up.sh: one command starts everything, and its end leaves nothing behind.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { library, program, root, run } from '../e2e/lib/server.mjs';
import { Visitor } from '../e2e/lib/visitor.mjs';
import { missing as noHaproxy } from './lib/haproxy.mjs';
import { missing as noPostgres } from './lib/postgres.mjs';

const PORTS = 5; // in a row

const isFree = (port) => new Promise((resolve) => {
  const socket = net.createServer().once('error', () => resolve(false)).listen(port, '127.0.0.1', () => socket.close(() => resolve(true)));
});

// Below those that the system hands out, so that nobody gets one of them meanwhile.
async function freePorts() {
  for (let port = 19120; port < 30_000; port += PORTS) {
    const free = await Promise.all(Array.from({ length: PORTS }, (_, at) => isFree(port + at)));
    if (free.every(Boolean)) return port;
  }
  return assert.fail('no ports are free');
}

test('one command starts database, servers and HAProxy, and ends all of it', { skip: noPostgres ?? noHaproxy }, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-up-test-'));
  chmodSync(folder, 0o755); // PostgreSQL may be another user
  const port = await freePorts();
  const child = spawn(path.join(root, 'tests/cluster/up.sh'), [path.join(root, library)],
    { env: { ...process.env, PORT: String(port), FAQBOT: program, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  t.after(async () => {
    child.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  let output = '';
  let faults = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (faults += text));
  await new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => /Ctrl-C/.test(output += text) && resolve());
    ended.then(() => reject(new Error(`${output}${faults}`)));
  });
  assert.match(output, new RegExp(`^serving http://127\\.0\\.0\\.1:${port}$`, 'm'));

  const visitor = await Visitor.greeted({ socket: `ws://127.0.0.1:${port}/ws` });
  const answer = await visitor.ask({ type: 'ask', id: '1', text: 'How long may I keep a book?' });
  assert.equal(answer.source.entry, 'loan-period');
  assert.equal((await visitor.ask({ type: 'feedback', id: '2', answer: '1', helpful: true })).type, 'ok');
  const [, url] = /report '([^']*)'/.exec(output);
  const report = await run('journal', 'stats', url);
  assert.deepEqual([report.code, report.stderr], [0, '']);
  const published = await run('publish', 'tests/transcripts/knowledge/desk', '--to', url);
  assert.deepEqual([published.code, published.stderr], [0, '']);
  assert.equal((await visitor.next()).code, 'knowledge_changed');
  await visitor.leave();

  child.kill('SIGINT');
  assert.deepEqual(await ended, [0, null]);
  assert.equal(faults, '');
  assert.deepEqual(readdirSync(folder), []);
  for (let at = 0; at < PORTS; at++) assert.ok(await isFree(port + at), `something still listens at ${port + at}`);
});
