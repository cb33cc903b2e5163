// e2e/refusals.test.mjs - every refusal is counted, by reason; and limits on size.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from '../timed.mjs';
import { exchange, frame, handshake, opcodes, Raw, shaken } from './lib/raw.mjs';
import { library, root, run, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const get = (server, target) => exchange(server, `GET ${target} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);

// The samples of one metric, by label.
async function samples(server, name) {
  const { body } = await get(server, '/metrics');
  return Object.fromEntries([...body.matchAll(new RegExp(`^faqbot_${name}(?:\\{[a-z]+="([^"]+)"\\})? (\\d+)$`, 'gm'))]
    .map(([, label, value]) => [label ?? '', Number(value)]));
}

// Waits until a refusal for that reason has been counted, and none for another.
async function counted(server, reason, times = 1) {
  for (;;) {
    const all = Object.entries(await samples(server, 'refusals_total')).filter(([, count]) => count > 0);
    for (const [name] of all) assert.equal(name, reason);
    if (all.length > 0 && all[0][1] >= times) {
      assert.equal(all[0][1], times);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const masked = (bytes) => frame(opcodes.text, bytes);
const fine = '{"type":"ping","id":"1"}';
const conversations = {
  binary: (raw) => raw.write(frame(opcodes.binary, 'x')),
  utf8: (raw) => raw.write(masked(Buffer.from([0x22, 0xff, 0x22]))),
  frames: (raw) => raw.write(frame(3, 'x')),
  too_big: (raw) => raw.write(masked('x'.repeat(30_000))),
  bad_messages: (raw) => raw.write(Buffer.concat([masked('{'), masked('['), masked('}')])),
};
for (const [reason, act] of Object.entries(conversations)) {
  test(`a client that is disconnected is counted: ${reason}`, async (t) => {
    const server = await serve(t);
    const raw = await shaken(server);
    raw.write(masked(fine));
    await raw.frame();
    act(raw);
    assert.ok(await raw.closeCode() > 1001);
    await raw.ended;
    await counted(server, reason);
  });
}

test('a client that leaves by itself is not counted', async (t) => {
  const server = await serve(t);
  for (const code of [1000, 1003, 1009, 4500]) {
    const raw = await shaken(server);
    raw.write(frame(opcodes.close, Buffer.from([code >> 8, code & 255])));
    await raw.closeCode();
    await raw.leave();
  }
  const gone = await shaken(server);
  gone.socket.destroy();
  while ((await samples(server, 'conversations'))[''] > 0);
  assert.deepEqual(Object.values(await samples(server, 'refusals_total')).filter((count) => count > 0), []);
});

test('a code that nobody may send is counted among the frames', async (t) => {
  const server = await serve(t);
  const raw = await shaken(server);
  raw.write(frame(opcodes.close, Buffer.from([1005 >> 8, 1005 & 255])));
  assert.equal(await raw.closeCode(), 1002);
  await counted(server, 'frames');
  await raw.leave();
});

test('a client that keeps asking is counted when it is disconnected', async (t) => {
  const server = await serve(t, { flags: ['--asks-per-connection', '1', '--asks-per-address', '0'] });
  const visitor = await Visitor.greeted(server);
  for (let i = 0; i < 150; i++) visitor.send({ type: 'ask', id: `${i}`, text: 'book' });
  while ((await visitor.event()).text !== undefined);
  const refusals = await samples(server, 'refusals_total');
  assert.equal(refusals.persistent, 1);
  assert.ok(refusals.rate_connection >= 99);
});

test('missing headers and unanswered pings are counted', { timeout: 60_000 }, async (t) => {
  const late = await serve(t, { flags: [...unlimited, '--header-seconds', '4'] });
  const half = await Raw.connect(late);
  half.write('GET / HTTP/1.1\r\nHost:');
  const nothing = await Raw.connect(late);
  await Promise.all([half.ended, nothing.ended]);
  await counted(late, 'header', 2);
  const deaf = await serve(t, { flags: [...unlimited, '--ping-seconds', '1', '--pong-seconds', '1'] });
  const raw = await shaken(deaf);
  await raw.ended;
  await counted(deaf, 'pong');
});

test('refused requests are counted', async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--message-bytes', '256'] });
  const request = (line, headers, body = '') => exchange(server, `${line} HTTP/1.1\r\nHost: ${server.host}\r\n${headers}\r\n${body}`);
  assert.equal((await request('DELETE /', '')).status, 405);
  assert.equal((await request('POST /api/ask', 'Transfer-Encoding: chunked\r\n')).status, 411);
  const long = JSON.stringify({ text: 'x'.repeat(300) });
  const refused = await request('POST /api/ask', `Content-Length: ${long.length}\r\n`, long);
  assert.equal(refused.status, 413);
  assert.match(refused.body, /256 bytes/);
  const refusals = await samples(server, 'refusals_total');
  assert.deepEqual([refusals.request, refusals.too_big], [2, 1]);
});

test('a message may have as many bytes as the operator says, and hello says so', async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--message-bytes', '256'] });
  const visitor = await Visitor.greeted(server);
  assert.equal(visitor.hello.limits.message_bytes, 256);
  await visitor.leave();
  const raw = await shaken(server);
  raw.write(masked(fine + ' '.repeat(256 - fine.length)));
  assert.equal(JSON.parse((await raw.frame()).payload).type, 'pong');
  raw.write(masked(fine + ' '.repeat(257 - fine.length)));
  assert.equal(await raw.closeCode(), 1009);
  await raw.leave();
});

test('nobody may frame the pages except those that the operator names', async (t) => {
  const policy = async (...flags) => {
    const server = await serve(t, { flags: [...unlimited, ...flags] });
    const answer = await get(server, '/');
    await server.stop();
    return answer.headers['content-security-policy'].match(/frame-ancestors (.+)$/)[1];
  };
  assert.equal(await policy(), "'none'");
  assert.equal(await policy('--frame-ancestor', 'self'), "'self'");
  assert.equal(await policy('--frame-ancestor', 'https://www.example.org', '--frame-ancestor', 'https://example.org:8443'),
    'https://www.example.org https://example.org:8443');
  assert.equal(await policy('--frame-ancestor', '*'), '*');
  for (const text of ['', 'null', 'example.org', 'https://example.org/path', "https://a.example; script-src *", `https://${'a'.repeat(1100)}.example`]) {
    const ended = await run('serve', '--knowledge', library, '--listen', '127.0.0.1:0', '--frame-ancestor', text);
    assert.equal(ended.code, 2, text);
    assert.match(ended.stderr, /^faqbot: [^\n]*frame our pages[^\n]*\n$/);
  }
});

test('pages are counted, and questions asked on them are kept like any other', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-pages-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const journal = path.join(folder, 'journal.db');
  const server = await serve(t, { flags: [...unlimited, '--journal', journal] });
  for (const target of ['/', '/', '/faq', '/faq?page=77', '/?q=how+long+may+I+keep+a+book', '/?q=football', '/?entry=loan-period',
    '/?entry=nothing', `/?q=${'x'.repeat(2001)}`, '/search', '/search?q=book']) {
    await get(server, target);
  }
  assert.deepEqual(await samples(server, 'pages_total'), { home: 2, question: 3, entry: 2, list: 2, search: 2, privacy: 0 });
  const asks = await samples(server, 'asks_total');
  assert.equal(asks.answered, 1);
  assert.equal(asks.unsure + asks.none, 1);
  const requests = await samples(server, 'requests_total');
  assert.deepEqual([requests.ask, requests.get, requests.search], [3, 2, 1]);
  assert.equal((await samples(server, 'errors_total'))[''], 2);
  assert.equal((await samples(server, 'ask_seconds_count'))[''], 2);
  await server.stop();
  const rows = JSON.parse(execFileSync('sqlite3', ['-json', journal, 'SELECT question, outcome, entry, conversation, request FROM asked ORDER BY number']));
  assert.deepEqual(rows[0], { question: 'how long may I keep a book', outcome: 'answered', entry: 'loan-period', conversation: 0, request: '' });
  assert.equal(rows.length, 2);
});

test('what waits for the disk, and for how long, is reported', { timeout: 60_000 }, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-lag-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const journal = path.join(folder, 'journal.db');
  const server = await serve(t, { flags: [...unlimited, '--journal', journal] });
  assert.equal((await samples(server, 'journal_lag_seconds'))[''], 0);
  const other = spawn('sqlite3', [journal], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => other.kill());
  other.stdin.write("PRAGMA busy_timeout = 60000;\nBEGIN IMMEDIATE;\nSELECT 'begun';\n");
  for (let told = ''; !told.includes('begun'); ) told += (await once(other.stdout, 'data'))[0];
  for (;;) { // what has waited for so long that it was given up no longer waits: then another ask does
    if ((await samples(server, 'journal_waiting'))[''] === 0) await get(server, '/?q=football');
    if ((await samples(server, 'journal_lag_seconds'))[''] > 0) break;
  }
  other.stdin.end('ROLLBACK;\n');
  while ((await samples(server, 'journal_waiting'))[''] > 0);
  assert.equal((await samples(server, 'journal_lag_seconds'))[''], 0);
});

test('the manual names every reason', async (t) => {
  const server = await serve(t);
  const manual = readFileSync(path.join(root, 'bot/cli/share/faqbot-serve.1'), 'utf8').split('.Sh REFUSALS')[1];
  const named = [...manual.matchAll(/^\.It Cm (.+)$/gm)].flatMap(([, names]) => names.split(' , '));
  assert.deepEqual(named.sort(), Object.keys(await samples(server, 'refusals_total')).sort());
});

test('what waits to be sent is reported', async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--connections', '50'] });
  const raw = await shaken(server);
  raw.socket.pause();
  const batch = Buffer.concat(Array.from({ length: 2000 }, (_, i) =>
    frame(opcodes.text, JSON.stringify({ type: 'get', id: `${i}`, entry: 'loan-period' }))));
  while ((await samples(server, 'paused'))[''] === 0) raw.write(batch);
  assert.ok((await samples(server, 'replies_waiting'))[''] > 1);
  assert.equal((await samples(server, 'connections_max'))[''], 50);
  await raw.leave();
});

test('a plain request for /ws is not a handshake, and a foreign page is not a visitor', async (t) => {
  const server = await serve(t);
  const raw = await Raw.connect(server);
  raw.write(handshake(server, { 'Sec-WebSocket-Version': '99' }));
  assert.equal((await raw.response()).status, 426);
  await counted(server, 'handshake');
  await raw.leave();
});
