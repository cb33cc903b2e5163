// e2e/encrypted.test.mjs - TLS, the refusal to serve others without it, and the socket for a proxy that does TLS.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { before, after, test } from '../timed.mjs';
import { library, run, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

let folder;
const file = (name) => path.join(folder, name);
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'faqbot-tls-'));
  for (const name of ['one', 'two']) {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
      '-subj', `/CN=${name}.example`, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file(`${name}.key`),
      '-out', file(`${name}.pem`)], { stdio: 'ignore' });
  }
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=rsa.example',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file('rsa.key'), '-out', file('rsa.pem')], { stdio: 'ignore' });
  writeFileSync(file('rubbish.pem'), 'no certificate\n');
});
after(() => rmSync(folder, { recursive: true, force: true }));

// A TLS connection: what was agreed, or the error.
const shake = (server, options = {}) => new Promise((resolve) => {
  const socket = tls.connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false, ...options }, () => {
    resolve({ version: socket.getProtocol(), alpn: socket.alpnProtocol, name: socket.getPeerCertificate().subject.CN });
    socket.destroy();
  });
  socket.on('error', (error) => resolve({ error: error.code }));
});

const get = (agent, options) => new Promise((resolve, reject) => {
  agent.get(options, (response) => {
    let body = '';
    response.on('data', (bytes) => (body += bytes)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
  }).on('error', reject);
});

test('an unfinished TLS handshake is not waited for, and a finished one gets time for its request', { timeout: 60_000 }, async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--handshake-seconds', '5', '--header-seconds', '600', '--tls-cert', file('one.pem'), '--tls-key', file('one.key')] });
  const slow = tls.connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false });
  await once(slow, 'secureConnect');
  const silent = net.connect(server.port, '127.0.0.1').resume();
  await once(silent, 'close');
  slow.write(`GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
  let answer = '';
  for await (const bytes of slow) {
    answer += bytes;
    if (/faqbot_refusals_total\{reason="header"\} \d+\n/.test(answer)) break;
  }
  assert.match(answer, /faqbot_refusals_total\{reason="header"\} 1\n/);
  slow.destroy();
});

test('TLS 1.2 and 1.3 are spoken, older ones are not, and HTTP/1.1 is agreed', async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--tls-cert', file('one.pem'), '--tls-key', file('one.key')] });
  assert.match(server.url, /^https:/);
  assert.deepEqual(await shake(server, { ALPNProtocols: ['h2', 'http/1.1'] }), { version: 'TLSv1.3', alpn: 'http/1.1', name: 'one.example' });
  assert.equal((await shake(server, { maxVersion: 'TLSv1.2' })).version, 'TLSv1.2');
  for (const version of ['TLSv1', 'TLSv1.1']) {
    const old = await shake(server, { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' });
    assert.ok(old.error, version);
  }
  const answer = await get(https, { host: '127.0.0.1', port: server.port, path: '/api/ask?q=book', ca: undefined, rejectUnauthorized: false });
  assert.equal(answer.status, 200);
  const options = { rejectUnauthorized: false };
  const visitor = await Visitor.greeted(server, { ...options, origin: server.url });
  assert.equal((await visitor.ask({ type: 'ask', id: '1', text: 'How long may I keep a book?' })).outcome, 'answered');
  await visitor.leave();
  const plain = await Visitor.open(server, { ...options, origin: server.url.replace('https', 'http') });
  assert.equal((await plain.event()).code, 4503, 'a page that came without TLS is another');
  const stranger = net.connect(server.port, '127.0.0.1');
  stranger.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await new Promise((resolve) => stranger.on('error', () => {}).on('close', resolve));
});

// What `openssl s_client` agrees with the server on, when these suites of TLS 1.2 are all that it offers: one's name, or
// nothing.
const offer = (server, suites) => new Promise((resolve) => {
  const client = execFile('openssl', ['s_client', '-connect', `127.0.0.1:${server.port}`, '-tls1_2', '-cipher', `${suites.join(':')}:@SECLEVEL=0`],
    (error, stdout) => resolve(/^New, TLSv1\.2, Cipher is (?!\(NONE\))(\S+)$/m.exec(stdout)?.[1]));
  client.stdin.end();
});

test('of TLS 1.2 the suites with a key of their own for each conversation, and with AEAD, are taken, and no others', async (t) => {
  const good = /^ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305)$/;
  const names = String(execFileSync('openssl', ['ciphers', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'])).trim().split(':');
  const suites = names.filter((name) => !name.startsWith('TLS_'));
  assert.equal(suites.filter((name) => good.test(name)).length, 6);
  for (const name of ['AES128-SHA', 'AES256-GCM-SHA384', 'ECDHE-RSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA', 'DHE-RSA-AES128-GCM-SHA256']) {
    assert.ok(suites.includes(name), `${name} is one that a client could offer`);
  }
  for (const [name, kind] of [['rsa', 'RSA'], ['one', 'ECDSA']]) {
    const server = await serve(t, { flags: [...unlimited, '--tls-cert', file(`${name}.pem`), '--tls-key', file(`${name}.key`)] });
    const wanted = suites.filter((suite) => good.test(suite) && suite.includes(kind)).sort();
    assert.equal(wanted.length, 3);
    for (const suite of wanted) assert.equal(await offer(server, [suite]), suite);
    // Whoever takes none of many takes each of them as little; of those taken, one is named.
    assert.equal(await offer(server, suites.filter((suite) => !wanted.includes(suite))), undefined, `with a key of ${kind}`);
    for (const suite of suites.filter((name) => /^AES|^ECDHE.*-SHA$|^ECDHE.*AES\d+-SHA/.test(name))) {
      assert.equal(await offer(server, [suite]), undefined, `with a key of ${kind}`);
    }
    for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']) {
      assert.equal((await shake(server, { ciphers: suite })).version, 'TLSv1.3', suite);
    }
  }
});

test('Strict-Transport-Security is said where the operator says so, on every answer, and needs TLS', async (t) => {
  const tls = ['--tls-cert', file('one.pem'), '--tls-key', file('one.key')];
  const headers = async (server, address) =>
    (await get(https, { host: '127.0.0.1', port: server.port, path: address, rejectUnauthorized: false })).headers;
  const silent = await serve(t, { flags: [...unlimited, ...tls] });
  assert.equal((await headers(silent, '/'))['strict-transport-security'], undefined);
  const strict = await serve(t, { flags: [...unlimited, ...tls, '--hsts', '31536000'] });
  for (const address of ['/', '/faq', '/widget.js', '/api/ask?q=book', '/healthz', '/nothing', '/ws']) {
    assert.equal((await headers(strict, address))['strict-transport-security'], 'max-age=31536000', address);
  }
  const rows = [
    [['--hsts', '31536000'], /hsts[^\n]*--tls-cert/],
    [[...tls, '--hsts', 'always'], /--hsts must be a number from 0 to 63072000, not always/],
    [[...tls, '--hsts', '63072001'], /--hsts must be a number from 0 to 63072000, not 63072001/],
  ];
  for (const [flags, sentence] of rows) {
    const ended = await run('serve', '--knowledge', library, '--listen', '127.0.0.1:0', ...flags);
    assert.equal(ended.code, 2, flags.join(' '));
    assert.match(ended.stderr, /^faqbot: [^\n]+\n$/);
    assert.match(ended.stderr, sentence);
  }
});

test('SIGHUP takes a new certificate, and keeps the old one if the new one is broken', async (t) => {
  const [certificate, key] = [file('live.pem'), file('live.key')];
  const use = (name) => { copyFileSync(file(`${name}.pem`), certificate); copyFileSync(file(`${name}.key`), key); };
  use('one');
  const server = await serve(t, { flags: [...unlimited, '--tls-cert', certificate, '--tls-key', key] });
  const visitor = await Visitor.greeted(server, { rejectUnauthorized: false });
  const reloads = () => server.output.stderr.split('reloaded: the knowledge base').length;
  const reload = async () => {
    const before = reloads();
    server.signal('SIGHUP');
    while (reloads() === before) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  use('two');
  await reload();
  assert.equal((await shake(server)).name, 'two.example');
  copyFileSync(file('one.pem'), certificate); // whose key is another
  await reload();
  assert.match(server.output.stderr, /not renewed: the key .*; the old certificate stays in use\n/);
  assert.equal((await shake(server)).name, 'two.example');
  writeFileSync(certificate, '');
  await reload();
  assert.equal((await shake(server)).name, 'two.example');
  assert.equal((await visitor.ask({ type: 'ping', id: 'x' })).type, 'pong', 'who was there stays');
  await visitor.leave();
});

test('what is no certificate, and doing without one for all to read, is refused with exit code 2', async () => {
  const rows = [
    [['--tls-cert', file('one.pem')], /go together/],
    [['--tls-key', file('one.key')], /go together/],
    [['--tls-cert', file('one.pem'), '--tls-key', file('two.key')], /two\.key cannot be used/],
    [['--tls-cert', file('rubbish.pem'), '--tls-key', file('one.key')], /rubbish\.pem cannot be used/],
    [['--tls-cert', file('nothing.pem'), '--tls-key', file('one.key')], /nothing\.pem cannot be used/],
    [['--tls-cert', folder, '--tls-key', file('one.key')], /cannot be used/],
    [['--tls-cert', '/proc/self/mem', '--tls-key', file('one.key')], /mem cannot be used/], // which not even root can read
    [['--tls-cert', file('one.pem'), '--tls-key', '/proc/self/mem'], /mem cannot be used/],
    [['--listen', '0.0.0.0:0'], /without TLS.*--insecure/],
    [['--listen', '[::]:0'], /without TLS.*--insecure/],
  ];
  for (const [flags, sentence] of rows) {
    const ended = await run('serve', '--knowledge', library, '--listen', '127.0.0.1:0', ...flags);
    assert.equal(ended.code, 2, flags.join(' '));
    assert.match(ended.stderr, /^faqbot: [^\n]+\n$/);
    assert.match(ended.stderr, sentence);
  }
});

test('with --insecure, or by TLS, other machines are served', async (t) => {
  for (const flags of [['--insecure'], ['--tls-cert', file('one.pem'), '--tls-key', file('one.key')]]) {
    const server = await serve(t, { listen: '0.0.0.0:0', flags: [...unlimited, ...flags] });
    await server.stop();
  }
});

test('a proxy comes by a socket in the file system, and says for whom', async (t) => {
  const socket = file('socket');
  const flags = ['--asks-per-address', '1', '--asks-per-connection', '0'];
  const server = await serve(t, { listen: `unix:${socket}`, flags });
  assert.equal(server.url, `unix:${socket}`);
  const ask = (client) => get(http, { socketPath: socket, path: '/api/ask?q=book',
    headers: { Host: 'faq.example', ...(client ? { 'X-Forwarded-For': client } : {}) } });
  assert.deepEqual([(await ask('203.0.113.1')).status, (await ask('203.0.113.1')).status], [200, 429]);
  assert.deepEqual([(await ask('198.51.100.9, 203.0.113.2')).status, (await ask('203.0.113.2')).status], [200, 429]);
  for (const nobody of [undefined, 'unknown', '']) assert.equal((await ask(nobody)).status, 400, `for ${nobody}`);
  const metrics = (headers) => get(http, { socketPath: socket, path: '/metrics', headers });
  assert.equal((await metrics({ Host: 'a' })).status, 400);
  assert.equal((await metrics({ Host: 'a', 'X-Forwarded-For': '127.0.0.1' })).status, 404);
  assert.equal((await metrics({ Host: 'a', 'X-Forwarded-For': '203.0.113.1' })).status, 404);
  const visitor = await Visitor.greeted({ socket: `ws+unix:${socket}:/ws` },
    { headers: { Host: 'faq.example', 'X-Forwarded-For': '203.0.113.4' }, origin: 'https://faq.example' });
  assert.equal((await visitor.ask({ type: 'ask', id: '1', text: 'How long may I keep a book?' })).type, 'answer');
  await visitor.leave();
  const second = await run('serve', '--knowledge', library, '--listen', `unix:${socket}`);
  assert.equal(second.code, 2);
  assert.match(second.stderr, /another program does/);
  await server.stop();
  assert.ok(!existsSync(socket));
});

test('a question is posted over that socket as well, and a body that is too long is said to be', async (t) => {
  const socket = file('posted');
  const server = await serve(t, { listen: `unix:${socket}` });
  const post = (body) => new Promise((resolve, reject) => {
    http.request({ socketPath: socket, path: '/api/ask', method: 'POST',
      headers: { Host: 'faq.example', Connection: 'close', 'X-Forwarded-For': '203.0.113.1' } }, (response) => {
      let text = '';
      response.on('data', (bytes) => (text += bytes)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: JSON.parse(text) }));
    }).on('error', reject).end(body);
  });
  const answer = await post(JSON.stringify({ id: 'posted', text: 'How long may I keep a book?' }));
  assert.deepEqual([answer.status, answer.headers.connection, answer.body.id, answer.body.outcome], [200, 'close', 'posted', 'answered']);
  const refused = await post('x'.repeat(30000));
  assert.deepEqual([refused.status, refused.headers.connection, refused.body.code], [413, 'close', 'too_long']);
  await server.stop();
});

test('a socket that a killed server left behind is taken over, and a file is not', async (t) => {
  const socket = file('left');
  const killed = await serve(t, { listen: `unix:${socket}` });
  killed.signal('SIGKILL');
  await killed.ended();
  assert.ok(existsSync(socket));
  const next = await serve(t, { listen: `unix:${socket}` });
  await next.stop();
  writeFileSync(socket, 'mine');
  const ended = await run('serve', '--knowledge', library, '--listen', `unix:${socket}`);
  assert.equal(ended.code, 2);
  assert.ok(existsSync(socket));
});
