// e2e/monitor.test.mjs - the listener for monitoring: metrics, health and readiness, out of visitors' reach.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { Raw, exchange, shaken } from './lib/raw.mjs';
import { library, run, serve, unlimited } from './lib/server.mjs';

const forwarded = 'X-Forwarded-For: 203.0.113.5\r\n';

function scratch(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-monitor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// A server, and beside it where it is monitored: {url, port, host}.
async function monitored(t, { flags = unlimited, at = '127.0.0.1:0', ...rest } = {}) {
  const server = await serve(t, { flags: [...flags, '--metrics-listen', at], ...rest });
  const said = /serving metrics ((?:http|unix):\S+)\/metrics\n/.exec(server.output.stderr);
  assert.ok(said, server.output.stderr);
  if (said[1].startsWith('unix:')) return [server, said[1]];
  const { port, host } = new URL(said[1]);
  return [server, { url: said[1], port: Number(port), host }];
}

const ask = (server, line, headers = '', body = '') =>
  exchange(server, `${line} HTTP/1.1\r\nHost: ${server.host}\r\n${headers}\r\n${body}`, !line.startsWith('HEAD'));

// Over a socket in the file system.
const fetchUnix = (socketPath, address, headers = {}) => new Promise((resolve, reject) => {
  http.get({ socketPath, path: address, headers: { Host: 'any', ...headers } }, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (piece) => (body += piece)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
  }).on('error', reject);
});

test('what is monitored has an address of its own, which serves that and nothing else, a request a connection', async (t) => {
  const [server, monitor] = await monitored(t);
  const rows = [
    ['GET /metrics', 200, /^# HELP faqbot_build_info /],
    ['GET /healthz', 200, /^ok\n$/],
    ['GET /readyz', 200, /^ready\n$/],
    ['HEAD /metrics', 200, /^$/],
    ['HEAD /healthz', 200, /^$/],
    ...['/', '/faq', '/ws', '/api/ask?q=book', '/api/suggest?q=bo', '/api/entries/loan-period', '/widget.js', '/metrics/', '/healthz/x']
      .map((address) => [`GET ${address}`, 404, /"not_found"/]),
    ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'].map((method) => [`${method} /metrics`, 405, /"unsupported"/]),
  ];
  for (const [line, status, body] of rows) {
    const answer = await ask(monitor, line, line.startsWith('P') ? 'Content-Length: 0\r\n' : '');
    assert.equal(answer.status, status, line);
    assert.equal(answer.headers.connection, 'close', line);
    assert.match(answer.body, body, line);
    assert.equal(answer.headers.allow, status === 405 ? 'GET, HEAD' : undefined, line);
  }
  const page = await ask(monitor, 'GET /metrics', forwarded);
  assert.equal(page.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  assert.equal(page.headers['cache-control'], 'no-store');
  assert.equal((await ask(server, 'GET /metrics')).status, 404);
  assert.equal((await ask(server, 'HEAD /metrics')).status, 404);
  assert.equal((await ask(server, 'GET /healthz')).status, 200);
  assert.equal((await ask(server, 'GET /api/ask?q=book')).status, 200);

  const raw = await Raw.connect(monitor);
  raw.write(`GET /healthz HTTP/1.1\r\nHost: ${monitor.host}\r\nContent-Length: 10\r\n\r\n0123456789GET /metrics HTTP/1.1\r\nHost: ${monitor.host}\r\n\r\n`);
  assert.equal((await raw.response()).status, 200);
  assert.equal(await raw.response(), null, 'one answer, and no more');
});

// libwebsockets chooses among its hosts by the name that is asked for, whatever the address.
test('no name leads from one address to the other', async (t) => {
  const [server, monitor] = await monitored(t, { flags: [...unlimited, '--trust-proxy', '127.0.0.1', '--host', 'faqbot', '--host', 'monitor'] });
  for (const host of ['faqbot', 'monitor', 'x.faqbot', 'x.monitor', 'localhost', 'f', 'm', `faqbot:${monitor.port}`, `monitor:${server.port}`]) {
    const get = (where, address) => exchange(where, `GET ${address} HTTP/1.1\r\nHost: ${host}\r\n${forwarded}\r\n`);
    assert.ok([403, 404].includes((await get(server, '/metrics')).status), host);
    assert.ok([403, 404].includes((await get(monitor, '/api/ask?q=book')).status), host);
    // Its own name is all that a page of a name that was made to lead here cannot say.
    assert.equal((await get(monitor, '/metrics')).status, host === 'localhost' ? 200 : 403, host);
  }
  const raw = await Raw.connect(monitor);
  raw.write(`GET /ws HTTP/1.1\r\nHost: ${monitor.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: faqbot.v1\r\n\r\n');
  assert.equal((await raw.response()).status, 404);
  assert.equal(await raw.response(), null);
});

test('behind a proxy visitors never see the metrics, whatever they say', async (t) => {
  const socket = path.join(scratch(t), 'socket');
  const proxied = await serve(t, { flags: [...unlimited, '--trust-proxy', '127.0.0.1'] });
  const elsewhere = await serve(t, { flags: [...unlimited, '--trust-proxy', '10.0.0.0/8'] });
  await serve(t, { listen: `unix:${socket}` });
  for (const headers of ['', forwarded, 'X-Forwarded-For: 127.0.0.1\r\n', 'X-Forwarded-For: ::1\r\n', 'X-Forwarded-For: 127.0.0.1, 127.0.0.1\r\n', 'A: x\r\n' + forwarded]) {
    for (const server of [proxied, elsewhere]) {
      for (const method of ['GET', 'HEAD']) assert.notEqual((await ask(server, `${method} /metrics`, headers)).status, 200, headers);
    }
  }
  for (const headers of [{}, { 'X-Forwarded-For': '127.0.0.1' }, { 'X-Forwarded-For': '203.0.113.1' }]) {
    assert.notEqual((await fetchUnix(socket, '/metrics', headers)).status, 200);
  }
});

test('without a proxy, and without an address of their own, metrics are where they were', async (t) => {
  const plain = await serve(t);
  assert.equal((await ask(plain, 'GET /metrics')).status, 200);
  assert.equal((await ask(plain, 'GET /metrics', forwarded)).status, 404, 'from a proxy that is not known');
  const named = await serve(t, { flags: ['--metrics-from', '127.0.0.2'] });
  assert.equal((await ask(named, 'GET /metrics')).status, 404);
});

test('whom --metrics-from names may read them at their own address, and nobody else', async (t) => {
  const from = (monitor, localAddress, address) => new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port: monitor.port, path: address, localAddress, agent: false }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
  const [, monitor] = await monitored(t, { at: '0.0.0.0:0', flags: [...unlimited, '--metrics-from', '127.0.0.2/31', '--host', 'bot.example.org'] });
  assert.equal(await from(monitor, '127.0.0.2', '/metrics'), 200);
  assert.equal(await from(monitor, '127.0.0.3', '/metrics'), 200);
  assert.equal(await from(monitor, '127.0.0.4', '/metrics'), 404);
  assert.equal(await from(monitor, '127.0.0.4', '/healthz'), 200);
});

test('it may be a socket in the file system, and speaks no TLS', async (t) => {
  const folder = scratch(t);
  const file = (name) => path.join(folder, name);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=one.example',
    '-keyout', file('key'), '-out', file('pem')], { stdio: 'ignore' });
  const flags = [...unlimited, '--tls-cert', file('pem'), '--tls-key', file('key'), '--hsts', '60'];
  const [server, url] = await monitored(t, { at: `unix:${file('monitor')}`, flags });
  assert.equal(url, `unix:${file('monitor')}`);
  assert.match(server.url, /^https:/);
  const page = await fetchUnix(file('monitor'), '/metrics');
  assert.equal(page.status, 200);
  assert.equal(page.headers['strict-transport-security'], undefined);
  assert.equal((await fetchUnix(file('monitor'), '/metrics', { 'X-Forwarded-For': '203.0.113.1' })).status, 200);
  await server.stop();
  assert.ok(!existsSync(file('monitor')));
});

test('those who monitor take no place from visitors, nor visitors from them, and who is slow goes', { timeout: 60_000 }, async (t) => {
  const [server, monitor] = await monitored(t, { flags: [...unlimited, '--connections', '2', '--header-seconds', '600'] });
  const visitors = [await shaken(server), await shaken(server)];
  assert.equal((await ask(monitor, 'GET /readyz')).status, 200, 'all places of visitors are taken');
  const silent = [];
  for (let i = 0; i < 20; i++) silent.push(net.connect(monitor.port, '127.0.0.1').on('error', () => {}).resume());
  const slow = await Raw.connect(monitor);
  slow.write('GET /metrics HTTP/1.1\r\nHost');
  await visitors[0].leave();
  const next = await shaken(server);
  await next.leave();
  const page = await ask(monitor, 'GET /metrics'); // comes when some of them have gone
  assert.match(page.body, /^faqbot_connections_max 2$/m);
  assert.match(page.body, /^faqbot_connections_total 3$/m);
  await slow.ended;
  for (const one of silent) if (!one.destroyed) await new Promise((resolve) => one.on('close', resolve));
  await visitors[1].leave();
});

test('a server that is being stopped is not ready, and says so as long as somebody is there', async (t) => {
  const [server, monitor] = await monitored(t);
  const visitor = await shaken(server); // who does not answer the goodbye
  server.signal('SIGTERM');
  while (!/stopping/.test(server.output.stderr)) await new Promise((resolve) => setTimeout(resolve, 10));
  const answer = await ask(monitor, 'GET /readyz');
  assert.equal(answer.status, 503);
  assert.match(answer.body, /^not ready: /);
  assert.equal((await ask(monitor, 'GET /healthz')).status, 200);
  assert.deepEqual(await server.ended(), [0, null]);
  await visitor.leave();
});

test('the log says where, and the environment and faqbot.conf can say it too', async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--log', 'json'], env: { FAQBOT_METRICS_LISTEN: '127.0.0.1:0' } });
  const [line] = server.output.stderr.split('\n').map((text) => text && JSON.parse(text));
  assert.equal(line.event, 'serving_metrics');
  assert.match(line.url, /^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  assert.equal((await fetch(line.url)).status, 200);
  const file = path.join(scratch(t), 'faqbot.conf');
  writeFileSync(file, 'metrics-listen: "[::1]:0"\n');
  const other = await serve(t, { flags: [...unlimited, '--config', file] });
  assert.match(other.output.stderr, /^faqbot: serving metrics http:\/\/\[::1\]:\d+\/metrics$/m);
});

test('what is no address for it, and what nobody could read, is refused with a sentence', async (t) => {
  const taken = await serve(t);
  const rows = [
    [['--metrics-listen', 'here'], /--metrics-listen: 'here' is not an address to listen on/],
    [['--metrics-listen', 'unix:'], /--metrics-listen: a socket's path has/],
    [['--metrics-listen', taken.host], /port \d+ of 127\.0\.0\.1 is in use; .* with --metrics-listen/],
    [['--metrics-listen', '0.0.0.0:0'], /--metrics-listen: 0\.0\.0\.0 can be reached from elsewhere; .* --metrics-from/],
    [['--metrics-listen', '[::]:0', '--insecure'], /--metrics-listen: \[::\] can be reached from elsewhere; .* --metrics-from/],
    [['--trust-proxy', '127.0.0.1', '--metrics-from', '10.0.0.0/8'], /--metrics-from: .* behind a proxy .*--metrics-listen/],
    [['--listen', `unix:${path.join(scratch(t), 's')}`, '--metrics-from', '10.0.0.0/8'], /--metrics-from: .* behind a proxy .*--metrics-listen/],
  ];
  for (const [flags, sentence] of rows) {
    const ended = await run('serve', '--knowledge', library, ...(flags.includes('--listen') ? [] : ['--listen', '127.0.0.1:0']), ...flags);
    assert.equal(ended.code, 2, flags.join(' '));
    assert.match(ended.stderr, /^faqbot: [^\n]+\n$/);
    assert.match(ended.stderr, sentence);
  }
});
