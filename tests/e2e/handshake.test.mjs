// e2e/handshake.test.mjs - which WebSocket handshakes are accepted and which are not, by RFC 6455, section 4.2.1.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from '../timed.mjs';
import { exchange, frame, handshake, opcodes, Raw, shaken } from './lib/raw.mjs';
import { serve } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

let server;
const stopping = [];
before(async () => {
  server = await serve({ after: (stop) => stopping.push(stop) });
});
after(() => Promise.all(stopping.map((stop) => stop())));

test('a handshake is granted with the key answered and nothing but the sub-protocol agreed', async () => {
  const key = 'dGhlIHNhbXBsZSBub25jZQ==';
  const raw = await shaken(server, {
    'Sec-WebSocket-Key': key,
    'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits, x-webkit-deflate-frame',
  });
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  assert.equal(raw.answer.headers['sec-websocket-accept'], accept);
  assert.equal(raw.answer.headers['sec-websocket-protocol'], 'faqbot.v1');
  assert.equal(raw.answer.headers['sec-websocket-extensions'], undefined);
  assert.equal(raw.hello.opcode, opcodes.text);
  assert.equal(raw.hello.isMasked, false);
  assert.equal(JSON.parse(raw.hello.payload).type, 'hello');
  await raw.leave();
});

const granted = {
  'several sub-protocols, ours among them': { 'Sec-WebSocket-Protocol': 'http, plain, faqbot.v1 , other' },
  'an upgrade and its options in another case': { Upgrade: 'WebSocket', Connection: 'keep-alive, UPGRADE' },
};
for (const [name, change] of Object.entries(granted)) {
  test(`granted: ${name}`, async () => {
    const raw = await shaken(server, change);
    assert.equal(raw.answer.headers['sec-websocket-protocol'], 'faqbot.v1');
    await raw.leave();
  });
}

const refused = [
  ['no sub-protocol', 400, { 'Sec-WebSocket-Protocol': undefined }],
  ['another sub-protocol', 400, { 'Sec-WebSocket-Protocol': 'chat' }],
  ['the sub-protocol in another case', 400, { 'Sec-WebSocket-Protocol': 'FAQBOT.V1' }],
  ['a sub-protocol that begins like ours', 400, { 'Sec-WebSocket-Protocol': 'faqbot.v10' }],
  ['version 99', 426, { 'Sec-WebSocket-Version': '99' }],
  ['version 8', 426, { 'Sec-WebSocket-Version': '8' }],
  ['no version', 426, { 'Sec-WebSocket-Version': undefined }],
  ['a key of 3 bytes', 400, { 'Sec-WebSocket-Key': 'AAAA' }],
  ['a key of 18 bytes', 400, { 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAAAA' }],
  ['a key that is no base64', 400, { 'Sec-WebSocket-Key': '!!!!!!!!!!!!!!!!!!!!!!==' }],
  ['an empty key', 400, { 'Sec-WebSocket-Key': '' }],
  ['no key', 400, { 'Sec-WebSocket-Key': undefined }],
  ['an upgrade to h2c', 400, { Upgrade: 'h2c' }],
  ['a Connection without upgrade', 400, { Connection: 'keep-alive' }],
  ['no Host', 403, { Host: undefined }],
  ['another path', 404, {}, 'GET /chat HTTP/1.1'],
  ['a path that begins with ours', 404, {}, 'GET /ws/x HTTP/1.1'],
  ['POST', 405, {}, 'POST /ws HTTP/1.1'],
  ['HTTP/1.0', 400, {}, 'GET /ws HTTP/1.0'],
];
for (const [name, status, change, line] of refused) {
  test(`refused with ${status}: ${name}`, async () => {
    const response = await exchange(server, handshake(server, change, line));
    assert.equal(response.status, status);
    assert.equal(JSON.parse(response.body).type, 'error');
    assert.equal(response.headers['x-content-type-options'], 'nosniff');
    if (status === 426) assert.equal(response.headers['sec-websocket-version'], '13');
  });
}

test('an upgrade to another protocol is not granted', async () => {
  const response = await exchange(server, handshake(server, { Upgrade: 'teapot' }));
  assert.ok(response === null || response.status >= 400, JSON.stringify(response));
});

test('without Upgrade, /ws says what it wants', async () => {
  const response = await exchange(server, handshake(server, { Upgrade: undefined }));
  assert.equal(response.status, 426);
  assert.equal(response.headers.upgrade, 'websocket');
});

// [Origin, Host, what happens]; <host> and <port> are the server's.
const origins = [
  [undefined, '<host>', 'granted'],
  ['http://<host>', '<host>', 'granted'],
  ['HTTP://LOCALHOST:<port>', 'localhost:<port>', 'granted'],
  ['http://localhost:<port>', 'LocalHost:<port>', 'granted'],
  ['http://[::1]:<port>', '[::1]:<port>', 'granted'],
  ['http://localhost', 'localhost', 'granted'],
  ['http://localhost:9000', 'localhost:9000', 'granted'], // through a tunnel
  ['null', '<host>', 4503],
  ['https://<host>', '<host>', 4503],
  ['http://<host>/', '<host>', 4503],
  ['http://127.0.0.1', '<host>', 4503],
  ['http://127.0.0.1:1', '<host>', 4503],
  ['http://localhost:<port>', '<host>', 4503],
  ['http://<host>.evil.example', '<host>', 4503],
  ['http://evil.example', '<host>', 4503],
  ['http://evil.example@<host>', '<host>', 4503],
  ['http://<host>@evil.example', '<host>', 4503],
  ['http://<host>, http://<host>', '<host>', 4503],
  ['file://', '<host>', 4503],
  ['http://', '<host>', 4503],
  ['http://evil.example', 'evil.example', 403],
  ['http://evil.example:<port>', 'evil.example:<port>', 403],
  [undefined, 'localhost.evil.example:<port>', 403],
  [undefined, 'localhost.', 403],
  [undefined, '127.0.0.1.nip.io:<port>', 403],
  [undefined, '127.1:<port>', 403],
  [undefined, '[::1', 403],
  [undefined, 'user@localhost', 403],
  [undefined, 'localhost:99999', 403],
  [undefined, 'localhost:', 403],
  [undefined, 'localhost:80x', 403],
  [undefined, '10.0.0.1:<port>', 403],
  [undefined, `${'a'.repeat(300)}.example`, 403],
];
const fill = (text) => text?.replaceAll('<host>', server.host).replaceAll('<port>', server.port);
for (const [origin, host, outcome] of origins) {
  test(`Origin ${origin ?? '(none)'} at Host ${host.slice(0, 40)}: ${outcome}`, async () => {
    const raw = await Raw.connect(server);
    raw.write(handshake(server, { Origin: fill(origin), Host: fill(host) }));
    const { status } = await raw.response();
    if (outcome === 403) {
      assert.equal(status, 403);
    } else {
      assert.equal(status, 101);
      const first = await raw.frame();
      assert.equal(outcome === 'granted' ? JSON.parse(first.payload).type : first.code, outcome === 'granted' ? 'hello' : outcome);
    }
    await raw.leave();
    const page = await exchange(server, `GET /healthz HTTP/1.1\r\nHost: ${fill(host)}\r\n\r\n`);
    assert.equal(page.status, outcome === 403 ? 403 : 200);
  });
}

test('a message may be sent before the handshake is answered, and a request before the handshake', async () => {
  const hurried = frame(opcodes.text, JSON.stringify({ type: 'ping', id: 'hurried' }));
  for (const before of ['', `GET /healthz HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`]) {
    const raw = await Raw.connect(server);
    raw.write(Buffer.concat([Buffer.from(before + handshake(server)), hurried]));
    if (before) assert.equal((await raw.response()).status, 200);
    assert.equal((await raw.response()).status, 101);
    assert.equal(JSON.parse((await raw.frame()).payload).type, 'hello');
    assert.equal(JSON.parse((await raw.frame()).payload).id, 'hurried');
    await raw.leave();
  }
});

test('200 half-sent handshakes keep no other client out', { timeout: 60_000 }, async () => {
  const half = await Promise.all(Array.from({ length: 200 }, () => Raw.connect(server)));
  half.forEach((raw, i) => raw.write(handshake(server).slice(0, 1 + i % 180))); // the whole is a little longer
  for (let i = 0; i < 10; i++) {
    const visitor = await Visitor.greeted(server);
    assert.equal((await visitor.ask({ type: 'ping', id: `${i}` })).type, 'pong');
    const page = await exchange(server, `GET /healthz HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
    assert.equal(page.status, 200);
    await visitor.leave();
  }
  assert.ok(half.every((raw) => !raw.hasEnded), 'they were still there');
  await Promise.all(half.map((raw) => raw.leave()));
});

test('a handshake that arrives byte by byte is granted', async () => {
  const raw = await Raw.connect(server);
  raw.socket.setNoDelay(true);
  for (const byte of handshake(server)) {
    await new Promise((resolve) => raw.socket.write(byte, resolve));
  }
  assert.equal((await raw.response()).status, 101);
  await raw.leave();
});

test('headers without end are refused', async () => {
  const raw = await Raw.connect(server);
  raw.write(`GET / HTTP/1.1\r\nHost: ${server.host}\r\nX: ${'a'.repeat(100_000)}\r\nCookie: ${'a'.repeat(100_000)}\r\n\r\n`);
  const response = await raw.response();
  assert.ok(response === null || response.status >= 400, JSON.stringify(response));
  await raw.leave();
});
