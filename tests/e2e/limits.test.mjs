// e2e/limits.test.mjs - how much one client may ask, and what happens beyond that.
import assert from 'node:assert/strict';
import { test } from '../timed.mjs';
import { exchange, frame, handshake, opcodes, Raw, shaken } from './lib/raw.mjs';
import { library, run, serve } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const ask = (id) => ({ type: 'ask', id: `${id}`, text: 'How long may I keep a book?' });
const get = (server, headers = '') =>
  exchange(server, `GET /api/ask?q=book HTTP/1.1\r\nHost: ${server.host}\r\n${headers}\r\n`);

test('a connection that asks too much is told to wait, and another is not', async (t) => {
  const server = await serve(t, { flags: ['--asks-per-connection', '3', '--asks-per-address', '0'] });
  const visitor = await Visitor.greeted(server);
  assert.equal(visitor.hello.limits.asks_per_minute, 3);
  for (let i = 0; i < 3; i++) assert.equal((await visitor.ask(ask(i))).type, 'answer');
  const refused = await visitor.ask(ask('over'));
  assert.deepEqual([refused.type, refused.id, refused.code, refused.temporary], ['error', 'over', 'rate_limited', true]);
  assert.ok(refused.retry_after_ms > 0 && refused.retry_after_ms <= 20_000, refused.retry_after_ms);
  const other = await Visitor.greeted(server);
  assert.equal((await other.ask(ask(0))).type, 'answer');
  await Promise.all([visitor.leave(), other.leave()]);
});

test('an address that asks too much is told to wait, however it comes', async (t) => {
  const server = await serve(t, { flags: ['--asks-per-connection', '0', '--asks-per-address', '3'] });
  const visitor = await Visitor.greeted(server);
  assert.equal(visitor.hello.limits.asks_per_minute, 3);
  assert.equal((await visitor.ask(ask(0))).type, 'answer');
  await visitor.leave();
  assert.equal((await get(server)).status, 200);
  const body = JSON.stringify({ text: 'book' });
  const posted = await exchange(server,
    `POST /api/ask HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  assert.equal(posted.status, 200);
  const refused = await get(server);
  assert.deepEqual([refused.status, JSON.parse(refused.body).code], [429, 'rate_limited']);
  const again = await Visitor.greeted(server);
  assert.equal((await again.ask(ask(1))).code, 'rate_limited');
  await again.leave();
});

test('pages may be fetched a hundred times a second, and questions are counted separately', { timeout: 30_000 }, async (t) => {
  const server = await serve(t, { flags: [] });
  const page = `GET /icon.svg HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`;
  const raw = await Raw.connect(server);
  raw.write(page.repeat(6000));
  for (let i = 0; i < 6000; i++) assert.equal((await raw.response()).status, 200, i);
  raw.write(page.repeat(2000)); // more than there may be again by the time that they are read
  let refused;
  while ((refused = await raw.response()).status === 200);
  assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '1']);
  const { code, temporary, retry_after_ms } = JSON.parse(refused.body);
  assert.deepEqual([code, temporary, retry_after_ms], ['rate_limited', true, 1000]);
  assert.equal((await get(server)).status, 200);
  await raw.leave();
});

test('a client that does not wait is disconnected with 4429', async (t) => {
  const server = await serve(t, { flags: ['--asks-per-connection', '1'] });
  const visitor = await Visitor.greeted(server);
  for (let i = 0; i < 150; i++) visitor.send(ask(i));
  let event;
  while ((event = await visitor.event()).text !== undefined);
  assert.equal(event.code, 4429);
});

test('suggestions count for a tenth', async (t) => {
  const server = await serve(t, { flags: ['--asks-per-connection', '2'] });
  const visitor = await Visitor.greeted(server);
  for (let i = 0; i < 20; i++) {
    assert.equal((await visitor.ask({ type: 'suggest', id: `${i}`, text: 'book' })).type, 'suggestions');
  }
  assert.equal((await visitor.ask(ask('over'))).code, 'rate_limited');
  await visitor.leave();
});

test('a search counts as a question, over each way', async (t) => {
  const server = await serve(t, { flags: ['--asks-per-connection', '3', '--asks-per-address', '3'] });
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask({ type: 'search', id: '1', text: 'book' })).type, 'results');
  await visitor.leave();
  for (const address of ['/api/search?q=book', '/search?q=book']) assert.equal((await fetch(server.url + address)).status, 200);
  for (const address of ['/api/search?q=book', '/search?q=book']) assert.equal((await fetch(server.url + address)).status, 429);
});

test('an address may have so many connections, and another when one has closed', async (t) => {
  const server = await serve(t, { flags: ['--connections-per-address', '3'] });
  const three = await Promise.all([shaken(server), shaken(server), shaken(server)]);
  const fourth = await Raw.connect(server);
  fourth.write(handshake(server));
  assert.equal(await fourth.response(), null);
  await three[0].leave();
  for (;;) {
    const raw = await Raw.connect(server); // the server may not have noticed yet that it left
    raw.write(handshake(server));
    const answer = await raw.response();
    await raw.leave();
    if (answer !== null) {
      assert.equal(answer.status, 101);
      break;
    }
  }
  await Promise.all(three.map((raw) => raw.leave()));
});

test('connections beyond the limit wait for their turn', async (t) => {
  const server = await serve(t, { flags: ['--connections', '2'] });
  const two = await Promise.all([shaken(server), shaken(server)]);
  const third = await Raw.connect(server);
  third.write(handshake(server));
  const answer = third.response();
  await two[1].leave();
  assert.equal((await answer).status, 101);
  await Promise.all([two[0].leave(), third.leave()]);
});

test('a proxy that is trusted speaks for its visitors, another one for itself', async (t) => {
  const flags = ['--asks-per-address', '2', '--connections-per-address', '2', '--trust-proxy', '192.0.2.0/24',
    '--trust-proxy', '127.0.0.1'];
  const server = await serve(t, { flags });
  const from = (client) => get(server, `X-Forwarded-For: 198.51.100.77, ${client}\r\n`);
  for (const client of ['203.0.113.1', '203.0.113.2', '2001:db8::1', '2001:db8:0:1::1']) {
    assert.equal((await from(client)).status, 200);
    assert.equal((await from(client)).status, 200);
    assert.equal((await from(client)).status, 429, client);
  }
  assert.equal((await from('2001:db8::2')).status, 429, 'the same household');
  const three = await Promise.all([1, 2].map(() => shaken(server, { 'X-Forwarded-For': '203.0.113.9' })));
  const third = await Raw.connect(server);
  third.write(handshake(server, { 'X-Forwarded-For': '203.0.113.9' }));
  assert.equal((await third.response()).status, 429);
  const other = await shaken(server, { 'X-Forwarded-For': '203.0.113.8' });
  await Promise.all([...three, third, other].map((raw) => raw.leave()));

  const alone = await serve(t, { flags: ['--asks-per-address', '2'] });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await get(alone, `X-Forwarded-For: 203.0.113.${i}\r\n`)).status);
  assert.deepEqual(statuses, [200, 200, 429]);
});

test('a client that does not read is disconnected, and the others are served', { timeout: 60_000 }, async (t) => {
  const server = await serve(t, { flags: ['--asks-per-connection', '0', '--asks-per-address', '0', '--send-seconds', '1'] });
  const raw = await shaken(server);
  raw.socket.pause();
  raw.write(Buffer.concat(Array.from({ length: 20_000 }, (_, i) =>
    frame(opcodes.text, JSON.stringify({ type: 'get', id: `${i}`, entry: 'loan-period' })))));
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask({ type: 'ping', id: 'x' })).type, 'pong');
  const isSaid = /^faqbot_refusals_total\{reason="slow"\} 1$/m;
  while (!isSaid.test((await exchange(server, `GET /metrics HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`)).body));
  raw.socket.resume();
  let replies = 0;
  for (let next; (next = await raw.frame()) !== null && next.opcode === opcodes.text; ) replies++;
  assert.ok(replies < 20_000, `${replies}`);
  await Promise.all([raw.leave(), visitor.leave()]);
});

test('a conversation without a word ends with 4009, one with words does not', { timeout: 20_000 }, async (t) => {
  const server = await serve(t, { flags: ['--idle-seconds', '2'] });
  const silent = await Visitor.greeted(server);
  const talker = await Visitor.greeted(server);
  const talking = setInterval(() => talker.send({ type: 'ping', id: 'still here' }), 500);
  assert.equal((await silent.event()).code, 4009);
  clearInterval(talking);
  for (let event; (event = await talker.event()).text !== undefined; ) assert.equal(JSON.parse(event.text).type, 'pong');
});

test('missing headers and unanswered pings end the connection', { timeout: 30_000 }, async (t) => {
  const server = await serve(t, { flags: ['--header-seconds', '1', '--ping-seconds', '1', '--pong-seconds', '4'] });
  const half = await Raw.connect(server);
  half.write('GET / HTTP/1.1\r\nHost:');
  const nothing = await Raw.connect(server);
  const deaf = await shaken(server);
  const visitor = await Visitor.greeted(server); // answers pings, as the RFC says
  assert.equal((await deaf.frame()).opcode, opcodes.ping);
  await Promise.all([half.ended, nothing.ended, deaf.ended]);
  assert.equal((await visitor.ask({ type: 'ping', id: 'x' })).type, 'pong');
  await visitor.leave();
});

test('a message may have so many frames', async (t) => {
  const server = await serve(t, { flags: ['--fragments', '3'] });
  const pieces = (count) => Buffer.concat(Array.from({ length: count }, (_, i) =>
    frame(i === 0 ? opcodes.text : opcodes.continuation, i === 0 ? '{"type":"ping","id":"1"}' : '', { isFinal: i === count - 1 })));
  const raw = await shaken(server);
  raw.write(pieces(3));
  assert.equal(JSON.parse((await raw.frame()).payload).type, 'pong');
  raw.write(pieces(4));
  assert.equal(await raw.closeCode(), 1009);
  await raw.leave();
});

test('an invalid limit is named, with exit code 2', async () => {
  const rows = [['--asks-per-address', '-1'], ['--asks-per-address', '1x'], ['--asks-per-connection', ''],
    ['--connections', '0'], ['--fragments', '99999999999'], ['--header-seconds', '0'], ['--trust-proxy', 'proxy.example'],
    ['--trust-proxy', '10.0.0.0/33']];
  for (const [flag, value] of rows) {
    const ended = await run('serve', '--knowledge', library, '--listen', '127.0.0.1:0', flag, value);
    assert.deepEqual([ended.code, ended.stdout], [2, ''], `${flag} ${value}`);
    assert.match(ended.stderr, /^faqbot: [^\n]+\n$/, flag);
  }
});
