// cluster/haproxy.test.mjs - the configuration of HAProxy for several servers: what it asks a second time and what not, and
// that a server that dies or stops fails nobody.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { test } from '../timed.mjs';
import { serve, unlimited } from '../e2e/lib/server.mjs';
import { Visitor } from '../e2e/lib/visitor.mjs';
import { Haproxy, file, flags, missing } from './lib/haproxy.mjs';

const question = { type: 'ask', id: '1', text: 'How long may I keep a book?' };

test('HAProxy has no word to say about its file, and shows what it counts to this machine alone', { skip: missing }, () => {
  const { status, stdout, stderr } = spawnSync('/usr/sbin/haproxy', ['-c', '-f', file], { encoding: 'utf8' });
  assert.deepEqual([status, stdout, stderr], [0, 'Configuration file is valid\n', '']);
  const [, watchers] = /\nfrontend watchers\n([^]*)$/.exec(readFileSync(file, 'utf8'));
  assert.deepEqual(watchers.match(/bind .*/g), ['bind 127.0.0.1:8404']);
});

// A server that is ready and does what `act` says with each request.
async function pretend(t, act) {
  const requests = [];
  const server = http.createServer((request, response) => {
    if (request.url === '/readyz') return response.end();
    requests.push(`${request.method} ${request.url}`);
    return act(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close(() => {}) && server.closeAllConnections());
  return { requests, port: server.address().port };
}

test('what a server breaks off is asked of another one, but for a handover', { skip: missing }, async (t) => {
  const broken = await pretend(t, (request) => request.resume().on('end', () => request.socket.destroy()));
  const whole = await pretend(t, (request, response) => request.resume().on('end', () => response.end('{}')));
  const haproxy = await Haproxy.start(t, [broken.port, whole.port]);
  for (let turn = 0; turn < 10; turn++) {
    assert.equal((await fetch(`${haproxy.url}/api/ask?q=book`)).status, 200);
    for (const path of ['/api/ask', '/api/search', '/api/feedback', '/api/forget']) {
      assert.equal((await fetch(haproxy.url + path, { method: 'POST', body: 'x'.repeat(24_000) })).status, 200, path);
    }
  }
  assert.ok(broken.requests.length > 0);
  broken.requests.length = whole.requests.length = 0;
  const statuses = [];
  for (let turn = 0; turn < 20; turn++) {
    const sent = fetch(`${haproxy.url}/api/handover`, { method: 'POST', body: '{}' });
    statuses.push(await sent.then(({ status }) => status, () => 'broken off'));
  }
  assert.equal(broken.requests.length + whole.requests.length, 20);
  assert.equal(statuses.filter((status) => status === 200).length, whole.requests.length);
  assert.ok(broken.requests.length > 0);
});

test('a server knows its visitors behind HAProxy', { skip: missing }, async (t) => {
  const server = await serve(t, { flags: [...flags, '--asks-per-address', '2'] });
  const haproxy = await Haproxy.start(t, [server.port]);
  const ask = (localAddress) => new Promise((resolve, reject) => {
    http.get(`${haproxy.url}/api/ask?q=book`, { localAddress, agent: false }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
  assert.deepEqual([await ask('127.0.0.2'), await ask('127.0.0.2'), await ask('127.0.0.2'), await ask('127.0.0.3')], [200, 200, 429, 200]);
});

test('a server that is killed, or that stops, fails nobody', { skip: missing }, async (t) => {
  const servers = [];
  for (let i = 0; i < 3; i++) servers.push(await serve(t, { flags: [...unlimited, ...flags] }));
  const haproxy = await Haproxy.start(t, servers.map(({ port }) => port));
  const ask = async () => {
    assert.equal((await (await fetch(`${haproxy.url}/api/ask?q=${encodeURIComponent(question.text)}`)).json()).outcome, 'answered');
    const visitor = await Visitor.greeted(haproxy);
    assert.equal((await visitor.ask(question)).outcome, 'answered');
    await visitor.leave();
  };
  const end = async (server, signal, expected) => {
    server.signal(signal);
    do await ask();
    while ((await haproxy.states()).get(server.port) !== 'DOWN');
    assert.deepEqual(await server.ended(), expected);
  };
  await ask();
  await end(servers[0], 'SIGKILL', [null, 'SIGKILL']);
  await end(servers[1], 'SIGTERM', [0, null]);
  await serve(t, { listen: servers[0].host, flags: [...unlimited, ...flags] });
  await haproxy.sees(servers[0].port, 'UP');
  await end(servers[2], 'SIGTERM', [0, null]);
  await ask();
});
