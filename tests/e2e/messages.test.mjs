// e2e/messages.test.mjs - the messages and frames of one conversation, good and bad.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from '../timed.mjs';
import { frame, opcodes, shaken } from './lib/raw.mjs';
import { isSanitized, serve } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

let server;
const stopping = [];
before(async () => {
  server = await serve({ after: (stop) => stopping.push(stop) });
});
after(() => Promise.all(stopping.map((stop) => stop())));

const ping = (id) => JSON.stringify({ type: 'ping', id });
const question = 'How long may I keep a book?';

test('the server speaks first, and says its limits', async () => {
  const visitor = await Visitor.open(server);
  const hello = await visitor.next();
  assert.equal(hello.type, 'hello');
  assert.equal(hello.protocol, 'faqbot.v1');
  assert.equal(hello.limits.message_bytes, 24576);
  assert.equal(hello.limits.question_chars, 2000);
  assert.equal(hello.limits.search_hits, 50);
  assert.equal(hello.feedback, false);
  assert.equal(visitor.socket.protocol, 'faqbot.v1');
  assert.equal(visitor.socket.extensions, '', 'compression was asked for and is never agreed to');
  await visitor.leave();
});

test('ask, get, suggest, search and ping are answered with their ids', async () => {
  const visitor = await Visitor.greeted(server);
  const asked = await visitor.ask({ type: 'ask', id: 'a', text: question });
  assert.equal(asked.type, 'answer');
  assert.equal(asked.id, 'a');
  assert.equal(asked.outcome, 'answered');
  assert.ok(asked.disclaimer.text.length > 0);
  assert.ok(asked.took_us >= 0);
  assert.equal(asked.knowledge, visitor.hello.knowledge.version);
  const got = await visitor.ask({ type: 'get', id: 'b', entry: asked.source.entry });
  assert.deepEqual([got.id, got.text, got.confidence], ['b', asked.text, 1]);
  const suggested = await visitor.ask({ type: 'suggest', id: 'c', text: 'how long may' });
  assert.equal(suggested.type, 'suggestions');
  assert.equal(suggested.id, 'c');
  assert.ok(suggested.suggestions.length > 0);
  const found = await visitor.ask({ type: 'search', id: 'd', text: 'fine overdue' });
  assert.deepEqual([found.type, found.id], ['results', 'd']);
  assert.ok(found.hits.some(({ id }) => id === 'late-fee'));
  assert.deepEqual(await visitor.ask({ type: 'ping', id: 'e' }), { type: 'pong', id: 'e' });
  await visitor.leave();
});

test('a hundred messages sent at once are answered in order', async () => {
  const visitor = await Visitor.greeted(server);
  for (let i = 0; i < 100; i++) visitor.send({ type: 'ping', id: `${i}` });
  for (let i = 0; i < 100; i++) assert.equal((await visitor.next()).id, `${i}`);
  await visitor.leave();
});

test('a message in fragments, with a ping between them, is one message', async () => {
  const raw = await shaken(server);
  const text = ping('in pieces');
  raw.write(frame(opcodes.text, text.slice(0, 5), { isFinal: false }));
  raw.write(frame(opcodes.ping, 'still there?'));
  raw.write(frame(opcodes.continuation, '', { isFinal: false }));
  raw.write(frame(opcodes.continuation, text.slice(5), { isFinal: true }));
  const replies = [await raw.frame(), await raw.frame()];
  const pong = replies.find((reply) => reply.opcode === opcodes.pong);
  const reply = replies.find((one) => one.opcode === opcodes.text);
  assert.equal(String(pong.payload), 'still there?');
  assert.equal(JSON.parse(reply.payload).id, 'in pieces');
  raw.write(frame(opcodes.text, ping('whole')));
  assert.equal(JSON.parse((await raw.frame()).payload).id, 'whole');
  await raw.leave();
});

test('a frame that arrives byte by byte is one message', async () => {
  const raw = await shaken(server);
  raw.socket.setNoDelay(true);
  for (const byte of frame(opcodes.text, ping('slow'))) {
    await new Promise((resolve) => raw.socket.write(Buffer.from([byte]), resolve));
  }
  assert.equal(JSON.parse((await raw.frame()).payload).id, 'slow');
  await raw.leave();
});

test('a letter split between two fragments is whole again', async () => {
  const raw = await shaken(server);
  const text = Buffer.from(ping('ä€𝄞'));
  for (let i = 0; i < text.length; i++) {
    raw.write(frame(i === 0 ? opcodes.text : opcodes.continuation, text.subarray(i, i + 1), { isFinal: i === text.length - 1 }));
  }
  assert.equal(JSON.parse((await raw.frame()).payload).id, 'ä€𝄞');
  await raw.leave();
});

// A message of exactly `size` bytes.
function sized(size) {
  const empty = JSON.stringify({ type: 'ping', id: 'x', filling: '' });
  return empty.replace('""', `"${'f'.repeat(size - empty.length)}"`);
}

test('a message of 24576 bytes is answered, whole or in pieces', async () => {
  const raw = await shaken(server);
  raw.write(frame(opcodes.text, sized(24576)));
  assert.equal(JSON.parse((await raw.frame()).payload).type, 'pong');
  raw.write(frame(opcodes.text, sized(24576).slice(0, 2000), { isFinal: false }));
  raw.write(frame(opcodes.continuation, sized(24576).slice(2000)));
  assert.equal(JSON.parse((await raw.frame()).payload).type, 'pong');
  await raw.leave();
});

const tooBig = {
  'of 24577 bytes': [frame(opcodes.text, sized(24577))],
  'of 24577 bytes in two fragments': [
    frame(opcodes.text, sized(24577).slice(0, 20_000), { isFinal: false }),
    frame(opcodes.continuation, sized(24577).slice(20_000)),
  ],
  'of a megabyte, as soon as more than it may have has come': [
    frame(opcodes.text, sized(1_000_000)).subarray(0, 5000),
  ],
  'that states 2^62 bytes': [frame(opcodes.text, 'a beginning', { length: 2 ** 62 })],
  'in 10000 empty fragments': [
    frame(opcodes.text, '', { isFinal: false }),
    ...Array.from({ length: 10_000 }, () => frame(opcodes.continuation, '', { isFinal: false })),
  ],
};
for (const [name, frames] of Object.entries(tooBig)) {
  test(`a message ${name} ends with 1009`, { timeout: 20_000 }, async () => {
    const raw = await shaken(server);
    const bytes = Buffer.concat(frames);
    // Piece by piece until the server has had enough: what it has not read when it closes resets the connection, and
    // the reset may overtake its goodbye.
    for (let at = 0; at < bytes.length && !raw.socket.destroyed && !raw.socket.readableEnded; at += 5000) {
      raw.write(bytes.subarray(at, at + 5000));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.equal(await raw.closeCode(), 1009);
    await raw.leave();
  });
}

const broken = [
  ['a binary message', 1003, [frame(opcodes.binary, ping('x'))]],
  ['a binary message in fragments', 1003, [frame(opcodes.binary, '{', { isFinal: false }), frame(opcodes.continuation, '}')]],
  ['bad UTF-8', 1007, [frame(opcodes.text, Buffer.from([0x7b, 0xc3, 0x28, 0x7d]))]],
  ['overlong UTF-8', 1007, [frame(opcodes.text, Buffer.from([0xc0, 0xaf]))]],
  ['a surrogate in UTF-8', 1007, [frame(opcodes.text, Buffer.from([0xed, 0xa0, 0x80]))]],
  ['UTF-8 that breaks off', 1007, [frame(opcodes.text, Buffer.from([0x7b, 0xe2, 0x82]))]],
  ['bad UTF-8 split over fragments', 1007, [frame(opcodes.text, Buffer.from([0xc3]), { isFinal: false }), frame(opcodes.continuation, Buffer.from([0x28]))]],
  ['a reserved bit', 1002, [frame(opcodes.text, ping('x'), { reserved: 4 })]],
  ['an unknown kind of frame', 1002, [frame(3, 'x')]],
  ['a ping in fragments', 1002, [frame(opcodes.ping, 'x', { isFinal: false })]],
  ['a ping of 126 bytes', null, [frame(opcodes.ping, 'x'.repeat(126))]],
  ['a continuation of nothing', 1002, [frame(opcodes.continuation, 'x')]],
  ['a text within a text', 1002, [frame(opcodes.text, '{', { isFinal: false }), frame(opcodes.text, '}')]],
  ['close code 999', 1002, [frame(opcodes.close, Buffer.from([0x03, 0xe7]))]],
  ['close code 1005', 1002, [frame(opcodes.close, Buffer.from([0x03, 0xed]))]],
  ['close code 1006', 1002, [frame(opcodes.close, Buffer.from([0x03, 0xee]))]],
  ['close code 2999', 1002, [frame(opcodes.close, Buffer.from([0x0b, 0xb7]))]],
  ['close code 5000', 1002, [frame(opcodes.close, Buffer.from([0x13, 0x88]))]],
  ['half a close code', 1002, [frame(opcodes.close, Buffer.from([0x03]))]],
];
for (const [name, code, frames] of broken) {
  test(`${name} ends with ${code ?? 'no goodbye'}`, { timeout: 20_000 }, async () => {
    const raw = await shaken(server);
    raw.write(Buffer.concat(frames));
    assert.equal(await raw.closeCode(), code);
    await raw.leave();
  });
}

for (const code of [1000, 1001, 3000, 4321, 4999]) {
  test(`goodbye with ${code} is answered with the same`, async () => {
    const raw = await shaken(server);
    raw.write(frame(opcodes.close, Buffer.from([code >> 8, code & 255])));
    assert.equal(await raw.closeCode(), code);
    await raw.ended;
  });
}

test('three bad messages in a row are answered, then end with 4500', async () => {
  const visitor = await Visitor.greeted(server);
  for (let i = 0; i < 2; i++) assert.equal((await visitor.ask('{')).code, 'bad_json');
  assert.equal((await visitor.ask(ping('good'))).type, 'pong');
  for (let i = 0; i < 3; i++) assert.equal((await visitor.ask('{')).code, 'bad_json');
  assert.equal((await visitor.event()).code, 4500);
});

test('an empty message is a bad one', async () => {
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask('')).code, 'bad_json');
  await visitor.leave();
});

// The largest size that a process has had, in kilobytes.
function memory(pid) {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

// So much is asked for and not read that no system's buffers hold it: the server must stop reading, keep little, go on
// with the others, and in the end have lost nothing.
test('a client that pauses reading is waited for, and loses nothing', { timeout: 120_000 }, async () => {
  const count = 20_000;
  const before = memory(server.pid);
  const raw = await shaken(server);
  raw.socket.pause();
  raw.write(Buffer.concat(Array.from({ length: count }, (_, i) =>
    frame(opcodes.text, JSON.stringify({ type: 'get', id: `${i}`, entry: 'loan-period' })))));
  const visitor = await Visitor.greeted(server);
  for (let i = 0; i < 50; i++) {
    const reply = await visitor.ask({ type: 'ask', id: `${i}`, text: question });
    assert.equal(reply.id, `${i}`);
  }
  await visitor.leave();
  // A sanitizer keeps what is freed, so there its memory says nothing.
  if (!isSanitized) assert.ok(memory(server.pid) - before < 8_000, 'what waits is not kept in memory');
  raw.socket.resume();
  for (let i = 0; i < count; i++) {
    const reply = await raw.frame();
    assert.equal(reply?.opcode, opcodes.text, `after ${i} replies`);
    assert.equal(JSON.parse(reply.payload).id, `${i}`);
  }
  await raw.leave();
});

test('a client that leaves without a word is forgotten', async () => {
  const raws = await Promise.all(Array.from({ length: 50 }, () => shaken(server)));
  raws.forEach((raw) => raw.write(frame(opcodes.text, ping('x').repeat(3), { isFinal: false })));
  await Promise.all(raws.map((raw) => (raw.socket.resetAndDestroy(), raw.ended)));
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask(ping('after'))).id, 'after');
  await visitor.leave();
});

test('a connection speaks the language that its address asks for', async () => {
  const visitor = await Visitor.open(server, { path: '/ws?lang=he' });
  const hello = await visitor.next();
  assert.equal(hello.lang, 'he');
  assert.equal(hello.dir, 'rtl');
  assert.equal((await visitor.ask({ type: 'ask', id: '1', text: 'thanks' })).text, 'בבקשה!');
  assert.equal((await visitor.ask({ type: 'ask', id: '2', text: 'thanks', lang: 'ja' })).lang, 'ja');
  assert.equal((await visitor.ask({ type: 'ask', id: '3', text: 'thanks' })).lang, 'he');
  await visitor.leave();
  for (const lang of ['no+language', 'x'.repeat(200), '%00', '']) {
    const other = await Visitor.open(server, { path: `/ws?lang=${lang}` });
    assert.equal((await other.next()).lang, 'en');
    await other.leave();
  }
});
