// e2e/rfc6455.test.mjs - RFC 6455 from end to end, one row a rule. What libwebsockets cannot do is listed in
// `impossible`, and exactly that must fail: a row there that begins to pass is a failure too.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from '../timed.mjs';
import { exchange, frame, handshake, opcodes, shaken } from './lib/raw.mjs';
import { serve } from './lib/server.mjs';

let server;
const stopping = [];
before(async () => {
  server = await serve({ after: (stop) => stopping.push(stop) });
});
after(() => Promise.all(stopping.map((stop) => stop())));

const rows = new Set();

// Row name -> why it fails.
const impossible = {
  'a text without a mask fails': 'libwebsockets reads unmasked frames, and shows no callback the mask bit',
  'a ping without a mask fails': 'the same',
  'a close without a mask fails': 'the same',
  'a text of 22 bytes with a length in two more bytes fails': 'libwebsockets takes a length as it comes, and shows nobody how it was written',
  'a text of 22 bytes with a length in eight more bytes fails': 'the same',
  'a text of 300 bytes with a length in eight more bytes fails': 'the same',
  'ten pings in one write are answered, the last at least': 'libwebsockets drops pings while the answer to one waits, so it is the first',
  'a close with 1012 is answered with it': 'libwebsockets takes the codes that were registered after the RFC for faults',
  'a close with 1013 is answered with it': 'the same',
  'a close with 1014 is answered with it': 'the same',
};

// -- The handshake: [section, name, status, headers changed, request line]

const key = 'dGhlIHNhbXBsZSBub25jZQ==';
const handshakes = [
  ['4.1', 'what a browser sends is granted', 101, {}],
  ['4.2.1', 'header names in any case are granted', 101,
    { Upgrade: undefined, uPGRADE: 'websocket', 'Sec-WebSocket-Key': undefined, 'SEC-WEBSOCKET-KEY': key }],
  ['4.2.1', 'headers that nobody knows are passed over', 101, { 'X-Anything': 'goes', Cookie: 'a=b', Pragma: 'no-cache' }],
  ['4.2.1', 'spaces before values are granted', 101, { Upgrade: '  websocket', Connection: ' Upgrade', 'Sec-WebSocket-Version': '  13' }],
  ['4.2.1', 'spaces and tabs around values are granted', 101, { Connection: ' Upgrade \t', 'Sec-WebSocket-Version': '\t13 \t',
    'Sec-WebSocket-Protocol': '\tfaqbot.v1 ', Host: () => ` ${server.host}\t` }],
  ['4.2.1', 'spaces behind Upgrade are granted', 101, { Upgrade: 'websocket ' }],
  ['4.2.1', 'a tab before Upgrade is granted', 101, { Upgrade: '\twebsocket' }],
  ['4.2.1', 'Upgrade as a list with websocket in it is granted', 101, { Upgrade: 'h2c, websocket' }],
  ['4.2.1', 'POST is refused', 405, {}, 'POST /ws HTTP/1.1'],
  ['4.2.1', 'PUT is refused', 405, {}, 'PUT /ws HTTP/1.1'],
  ['4.2.1', 'OPTIONS is refused', 405, {}, 'OPTIONS /ws HTTP/1.1'],
  ['4.2.1', 'HTTP/1.0 is refused', 400, {}, 'GET /ws HTTP/1.0'],
  ['4.2.1', 'a request without Host is refused', 403, { Host: undefined }],
  ['4.2.1', 'a resource that is not there is refused', 404, {}, 'GET /chat HTTP/1.1'],
  ['4.2.1', 'Upgrade in capitals is granted', 101, { Upgrade: 'WEBSOCKET' }],
  ['4.2.1', 'Upgrade in mixed case is granted', 101, { Upgrade: 'WebSocket' }],
  ['4.2.1', 'no Upgrade is refused', 426, { Upgrade: undefined }],
  ['4.2.1', 'an upgrade to h2c is refused', 400, { Upgrade: 'h2c' }],
  ['4.2.1', 'Connection in another case is granted', 101, { Connection: 'uPgRaDe' }],
  ['4.2.1', 'Connection as a list with Upgrade last is granted', 101, { Connection: 'keep-alive, Upgrade' }],
  ['4.2.1', 'Connection as a list with Upgrade first is granted', 101, { Connection: 'Upgrade,keep-alive' }],
  ['4.2.1', 'Connection as a list with empty members is granted', 101, { Connection: 'Upgrade , ,, keep-alive,' }],
  ['4.2.1', 'Connection as a list that begins with an empty member is granted', 101, { Connection: ', Upgrade' }],
  ['4.2.1', 'Connection in two lines is granted', 101, { connection: 'keep-alive' }],
  ['4.2.2', 'sub-protocols in two lines are granted', 101, { 'sec-websocket-protocol': 'soap' }],
  ['4.2.1', 'no Connection is refused', 400, { Connection: undefined }],
  ['4.2.1', 'Connection without Upgrade is refused', 400, { Connection: 'keep-alive' }],
  ['4.2.1', 'Connection with a word that begins like Upgrade is refused', 400, { Connection: 'upgraded' }],
  ['4.2.1', 'no key is refused', 400, { 'Sec-WebSocket-Key': undefined }],
  ['4.2.1', 'an empty key is refused', 400, { 'Sec-WebSocket-Key': '' }],
  ['4.2.1', 'a key of 15 bytes is refused', 400, { 'Sec-WebSocket-Key': Buffer.alloc(15).toString('base64') }],
  ['4.2.1', 'a key of 17 bytes is refused', 400, { 'Sec-WebSocket-Key': Buffer.alloc(17).toString('base64') }],
  ['4.2.1', 'a key of the right length that is no base64 is refused', 400, { 'Sec-WebSocket-Key': '!!!!!!!!!!!!!!!!!!!!!!==' }],
  ['4.2.1', 'a key without its padding is refused', 400, { 'Sec-WebSocket-Key': key.slice(0, 22) }],
  ['4.2.1', 'two keys are refused', 400, { 'Sec-WebSocket-Key': key, 'sec-websocket-key': key }],
  ['4.4', 'no version is refused, and ours named', 426, { 'Sec-WebSocket-Version': undefined }],
  ['4.4', 'version 0 is refused, and ours named', 426, { 'Sec-WebSocket-Version': '0' }],
  ['4.4', 'version 8 is refused, and ours named', 426, { 'Sec-WebSocket-Version': '8' }],
  ['4.4', 'version 14 is refused, and ours named', 426, { 'Sec-WebSocket-Version': '14' }],
  ['4.4', 'version 99 is refused, and ours named', 426, { 'Sec-WebSocket-Version': '99' }],
  ['4.4', 'version 013 is refused, and ours named', 426, { 'Sec-WebSocket-Version': '013' }],
  ['4.4', 'a list of versions is refused, and ours named', 426, { 'Sec-WebSocket-Version': '13, 8' }],
  ['4.2.2', 'of several sub-protocols ours is chosen', 101, { 'Sec-WebSocket-Protocol': 'soap, faqbot.v1 ,wamp' }],
  ['4.2.2', 'a sub-protocol in another case is another', 400, { 'Sec-WebSocket-Protocol': 'FAQBOT.V1' }],
  ['4.2.2', 'only other sub-protocols are refused', 400, { 'Sec-WebSocket-Protocol': 'soap, wamp' }],
  ['4.2.2', 'no sub-protocol is refused', 400, { 'Sec-WebSocket-Protocol': undefined }],
  ['9.1', 'compression is offered and not agreed to', 101, { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' }],
  ['9.1', 'several extensions are offered and none agreed to', 101,
    { 'Sec-WebSocket-Extensions': 'permessage-deflate;server_no_context_takeover, x-webkit-deflate-frame, "quoted"' }],
];

for (const [section, name, status, change, line] of handshakes) {
  row(section, name, async () => {
    const headers = change['SEC-WEBSOCKET-KEY'] || 'Sec-WebSocket-Key' in change ? change : { ...change, 'Sec-WebSocket-Key': key };
    for (const [header, value] of Object.entries(headers)) headers[header] = typeof value === 'function' ? value() : value;
    const { status: got, headers: answer } = (await exchange(server, handshake(server, headers, line))) ?? {};
    assert.equal(got, status);
    if (section === '4.4') assert.equal(answer['sec-websocket-version'], '13');
    if (status !== 101) return;
    assert.equal(answer.upgrade.toLowerCase(), 'websocket');
    assert.equal(answer.connection.toLowerCase(), 'upgrade');
    assert.equal(answer['sec-websocket-accept'], createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64'));
    assert.equal(answer['sec-websocket-protocol'], 'faqbot.v1');
    assert.equal(answer['sec-websocket-extensions'], undefined);
  });
}

// -- The frames: [section, name, what is sent, what comes back]
//
// What comes back: `text ID` (the reply to a message), `pong PAYLOAD`, `end CODE` (the connection is failed or closed, with
// that code or, where none is given, with any or none). What does not end goes on: a last message is answered too. `maybe`:
// the end may come before the reply.

const message = (id) => JSON.stringify({ type: 'ping', id });
const text = (id, options) => frame(opcodes.text, message(id), options);
const ping = (payload, options) => frame(opcodes.ping, payload, options);
const pong = (payload, options) => frame(opcodes.pong, payload, options);
const more = (payload, isFinal = false) => frame(opcodes.continuation, payload, { isFinal });
const begun = (payload) => frame(opcodes.text, payload, { isFinal: false });
const close = (code, reason = '', options) =>
  frame(opcodes.close, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]), options);
// A message of so many bytes, and one cut into so many equal fragments.
const sized = (size) => frame(opcodes.text, message('s').padEnd(size));
function cut(bytes, count) {
  const size = Math.ceil(bytes.length / count);
  return Array.from({ length: count }, (_, i) => frame(i === 0 ? opcodes.text : opcodes.continuation,
    bytes.subarray(i * size, (i + 1) * size), { isFinal: i === count - 1 }));
}
const hex = (digits) => Buffer.from(digits.replaceAll(' ', ''), 'hex');
const around = (bytes) => Buffer.concat([Buffer.from('{"type":"ping","id":"'), bytes, Buffer.from('"}')]);

const frames = [
  ['5.2', 'a text is read', [text('a')], ['text a']],
  ['5.2', 'two texts in one write are read in order', [text('a'), text('b')], ['text a', 'text b']],
  ['5.2', 'a text of 125 bytes is read', [sized(125)], ['text s']],
  ['5.2', 'a text of 126 bytes is read', [sized(126)], ['text s']],
  ['5.2', 'a text of 127 bytes is read', [sized(127)], ['text s']],
  ['5.2', 'a text of 128 bytes is read', [sized(128)], ['text s']],
  ['5.2', 'a text of 512 bytes is read', [sized(512)], ['text s']],
  ['5.2', 'a text of 24576 bytes is read', [sized(24576)], ['text s']],
  ['5.2', 'a ping of 5 bytes with a length in two more bytes fails', [ping('12345', { lengthBytes: 2 })], ['end']],
  ['5.2', 'a ping of 5 bytes with a length in eight more bytes fails', [ping('12345', { lengthBytes: 8 })], ['end']],
  ['5.2', 'a text of 22 bytes with a length in two more bytes fails', [text('a', { lengthBytes: 2 })], ['end']],
  ['5.2', 'a text of 22 bytes with a length in eight more bytes fails', [text('a', { lengthBytes: 8 })], ['end']],
  ['5.2', 'a text of 300 bytes with a length in eight more bytes fails', [frame(opcodes.text, message('a').padEnd(300), { lengthBytes: 8 })], ['end']],
  ['5.2', 'a length of 2^63 fails', [frame(opcodes.text, '{', { length: 2n ** 63n })], ['end']],
  ['5.2', 'a length of 2^64 - 1 fails', [frame(opcodes.text, '{', { length: 2n ** 64n - 1n })], ['end']],
  ['7.4.1', 'a length of 2^62 is too big', [frame(opcodes.text, '{', { length: 2n ** 62n })], ['end 1009']],
  ['7.4.1', 'a length of 2^32 is too big', [frame(opcodes.text, '{', { length: 2n ** 32n })], ['end 1009']],
  ['7.4.1', 'a length of 65536 is too big', [frame(opcodes.text, '{', { length: 65536 })], ['end 1009']],
  ['5.3', 'a mask of zeros is a mask', [text('a', { mask: hex('00 00 00 00') })], ['text a']],
  ['5.3', 'a mask of ones is a mask', [text('a', { mask: hex('ff ff ff ff') })], ['text a']],
  ['5.3', 'each frame has its own mask', [text('a', { mask: hex('01 02 03 04') }), text('b', { mask: hex('f0 0f a5 5a') })], ['text a', 'text b']],
  ['5.1', 'a text without a mask fails', [text('a', { isMasked: false })], ['end']],
  ['5.1', 'a ping without a mask fails', [ping('a', { isMasked: false })], ['end']],
  ['5.1', 'a close without a mask fails', [close(1000, '', { isMasked: false })], ['end 1002']],
  ...[1, 2, 3, 4, 5, 6, 7].map((reserved) => ['5.2', `reserved bits ${reserved} in a text fail`, [text('a', { reserved })], ['end 1002']]),
  ['5.2', 'a reserved bit in a ping fails', [ping('a', { reserved: 4 })], ['end 1002']],
  ['5.2', 'a reserved bit in a pong fails', [pong('a', { reserved: 2 })], ['end 1002']],
  ['5.2', 'a reserved bit in a close fails', [close(1000, '', { reserved: 1 })], ['end 1002']],
  ['5.2', 'a reserved bit in a continuation fails', [begun('{'), frame(opcodes.continuation, '}', { reserved: 4 })], ['end 1002']],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => ['5.2', `opcode ${opcode} fails`, [frame(opcode, 'x')], ['end 1002']]),
  ['5.2', 'an unknown opcode amid fragments fails', [begun('{'), frame(5, 'x')], ['end 1002']],
  ['5.2', 'an unknown opcode after a whole text fails', [text('a'), frame(11, 'x')], ['maybe text a', 'end 1002']],
  ['7.4.1', 'a binary message is not accepted', [frame(opcodes.binary, message('a'))], ['end 1003']],

  ['5.4', 'two fragments are one message', cut(Buffer.from(message('a')), 2), ['text a']],
  ['5.4', 'a fragment a byte is one message', cut(Buffer.from(message('a')), message('a').length), ['text a']],
  ['5.4', 'empty fragments are passed over', [begun(''), more(''), more(message('a')), more(''), more('', true)], ['text a']],
  ['5.4', 'a first fragment that is empty is passed over', [begun(''), more(message('a'), true)], ['text a']],
  ['5.4', 'two messages in fragments are two', [...cut(Buffer.from(message('a')), 3), ...cut(Buffer.from(message('b')), 3)], ['text a', 'text b']],
  ['5.4', 'fragments of 24576 bytes in all are one message', cut(Buffer.from(message('s').padEnd(24576)), 8), ['text s']],
  ['5.4', 'a continuation of nothing fails', [more('x', true)], ['end 1002']],
  ['5.4', 'a continuation of nothing, with more to come, fails', [more('x')], ['end 1002']],
  ['5.4', 'a continuation after a whole message fails', [text('a'), more('x', true)], ['maybe text a', 'end 1002']],
  ['5.4', 'a continuation after the last fragment fails', [...cut(Buffer.from(message('a')), 2), more('x', true)], ['maybe text a', 'end 1002']],
  ['5.4', 'a text amid the fragments of another fails', [begun('{'), text('a')], ['end 1002']],
  ['5.4', 'a binary message amid the fragments of a text fails', [begun('{'), frame(opcodes.binary, 'x')], ['end']],

  ['5.5.2', 'a ping is answered', [ping('')], ['pong ']],
  ['5.5.2', 'a ping is answered with its payload', [ping('hello')], ['pong hello']],
  ['5.5.2', 'a ping of 125 bytes is answered with all of them', [ping('p'.repeat(125))], [`pong ${'p'.repeat(125)}`]],
  ['5.5.2', 'a ping of bytes that are no text is answered with them', [ping(hex('00 ff fe c3 28'))], [`pong ${hex('00 ff fe c3 28').toString('latin1')}`]],
  ['5.5.2', 'ten pings in one write are answered, the last at least', Array.from({ length: 10 }, (_, i) => ping(`${i}`)),
    Array.from({ length: 10 }, (_, i) => `pong ${i}`)],
  ['5.5.2', 'ten pings with texts between them are answered', Array.from({ length: 10 }, (_, i) => [ping('p'), text(`${i}`)]).flat(),
    ['pong p', ...Array.from({ length: 10 }, (_, i) => `text ${i}`)]],
  ['5.5.2', 'a ping and a text are both answered', [ping('p'), text('a')], ['pong p', 'text a']],
  ['5.5.2', 'a text and a ping are both answered', [text('a'), ping('p')], ['text a', 'pong p']],
  ['5.5.3', 'a pong that nobody asked for is passed over', [pong(''), pong('x'), text('a')], ['text a']],
  ['5.5.3', 'a pong of 125 bytes is passed over', [pong('x'.repeat(125))], []],
  ['5.4', 'a ping amid fragments is answered, and the message is whole', [begun(message('a').slice(0, 7)), ping('p'), more(message('a').slice(7), true)],
    ['pong p', 'text a']],
  ['5.4', 'a ping between all fragments is answered, and the message is whole', cut(Buffer.from(message('a')), 4).flatMap((one) => [one, ping('p')]),
    ['pong p', 'text a']],
  ['5.4', 'a pong amid fragments is passed over', [begun(message('a').slice(0, 7)), pong('p'), more(message('a').slice(7), true)], ['text a']],
  ['5.5', 'a ping of 126 bytes fails', [ping('x'.repeat(126))], ['end']],
  ['5.5', 'a pong of 126 bytes fails', [pong('x'.repeat(126))], ['end']],
  ['5.5', 'a close of 126 bytes fails', [close(1000, 'x'.repeat(124))], ['end']],
  ['5.5', 'a ping of 65536 bytes fails', [frame(opcodes.ping, '', { length: 65536 })], ['end']],
  ['5.5', 'a ping in fragments fails', [ping('x', { isFinal: false })], ['end 1002']],
  ['5.5', 'a pong in fragments fails', [pong('x', { isFinal: false })], ['end 1002']],
  ['5.5', 'a close in fragments fails', [close(1000, '', { isFinal: false })], ['end 1002']],

  ['5.5.1', 'a close without a code is answered', [frame(opcodes.close)], ['end']],
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999].map((code) =>
    ['7.4', `a close with ${code} is answered with it`, [close(code)], [`end ${code}`]]),
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535].map((code) =>
    ['7.4', `a close with ${code}, which nobody may send, fails`, [close(code)], ['end 1002']]),
  ['5.5.1', 'a close with half a code fails', [frame(opcodes.close, hex('03'))], ['end 1002']],
  ['5.5.1', 'a close with a reason is answered', [close(1000, 'that was all')], ['end 1000']],
  ['5.5.1', 'a close with a reason of 123 bytes is answered', [close(1000, 'ä'.repeat(61).padEnd(62))], ['end 1000']],
  ['5.5.1', 'a close with a reason that is not UTF-8 fails', [close(1000, hex('c3 28'))], ['end']],
  ['5.5.1', 'a close with a reason that breaks off fails', [close(1000, hex('61 e2 82'))], ['end 1007']],
  ['5.5.1', 'a text after a close is not answered', [close(1000), text('a')], ['end 1000']],
  ['5.5.1', 'a ping after a close is not answered', [close(1000), ping('p')], ['end 1000']],
  ['5.5.1', 'a second close is not answered', [close(1000), close(1001)], ['end 1000']],
  ['5.5.1', 'a text before a close is answered, or cut off', [text('a'), close(3000)], ['maybe text a', 'end 3000']],
  ['5.4', 'a close amid fragments is answered', [begun('{'), close(1000)], ['end 1000']],

  ...Object.entries({
    'U+0080': '\u0080', 'U+07FF': '\u07ff', 'U+0800': '\u0800', 'U+D7FF': '\ud7ff', 'U+E000': '\ue000', 'U+FFFD': '\ufffd', 'U+FFFE': '\ufffe',
    'U+FFFF': '\uffff', 'U+10000': '\u{10000}', 'U+10FFFF': '\u{10ffff}', 'a word of many letters': 'κόσμε Ø€😀',
  }).flatMap(([name, letters]) => [
    ['5.6', `${name} is text`, [text(letters)], [`text ${letters}`]],
    ['5.6', `${name} in a fragment a byte is text`, cut(Buffer.from(message(letters)), Buffer.from(message(letters)).length), [`text ${letters}`]],
  ]),
  ...['80', 'bf', 'c0 80', 'c1 bf', 'c3', 'c3 28', 'c3 c3', 'e0 80 80', 'e0 9f bf', 'e2 82', 'e2 28 a1', 'ed a0 80', 'ed bf bf', 'f0 80 80 80', 'f0 8f bf bf',
    'f0 9f 98', 'f0 28 8c bc', 'f4 90 80 80', 'f5 80 80 80', 'f8 88 80 80 80', 'fc 84 80 80 80 80', 'fe', 'ff', 'c3 a4 80'].flatMap((digits) => [
    ['8.1', `${digits} is no text`, [frame(opcodes.text, around(hex(digits)))], ['end 1007']],
    ['8.1', `${digits} in a fragment a byte is no text`, cut(around(hex(digits)), around(hex(digits)).length), ['end 1007']],
  ]),
  ['8.1', 'a text that ends in half a letter fails', [frame(opcodes.text, hex('7b 7d e2 82'))], ['end 1007']],
  ['8.1', 'fragments that end in half a letter fail', [begun('{'), more(hex('e2 82'), true)], ['end 1007']],
  ['8.1', 'half a letter at the end of one message is not made whole by the next', [frame(opcodes.text, hex('e2 82')), frame(opcodes.text, hex('ac'))],
    ['end 1007']],
  ['8.1', 'what is no text fails before the last fragment has come', [begun(hex('7b c3 28'))], ['end 1007']],
  ['8.1', 'what is no text fails before the frame is whole', [frame(opcodes.text, around(hex('ff')), { length: 100 })], ['end 1007']],
  ['8.1', 'a ping in the middle of a letter leaves it whole', [begun(around(hex('c3')).subarray(0, 22)), ping('p'),
    more(Buffer.concat([hex('a4'), Buffer.from('"}')]), true)], ['pong p', 'text ä']],
];

// What has come until the last message and, behind it, the last ping is answered, or until the end.
async function answers(raw, isHandshake) {
  const texts = [];
  const pongs = [];
  for (;;) {
    const one = await raw.frame();
    if (one === null) return { texts, pongs, end: 'end' };
    assert.deepEqual([one.isFinal, one.isMasked, one.isMinimal, one.reserved], [true, false, true, 0]);
    if (one.opcode === opcodes.close) {
      if (isHandshake) {
        await raw.ended; // 7.1.1: the server is to hang up
        assert.equal(await raw.frame(), null, 'nothing comes after a close');
      }
      return { texts, pongs, end: one.code === undefined ? 'end' : `end ${one.code}` };
    }
    if (one.opcode === opcodes.text) texts.push(`text ${JSON.parse(one.payload).id}`);
    else pongs.push(`${one.opcode === opcodes.pong ? 'pong' : one.opcode} ${one.payload.toString('latin1')}`);
    if (texts.at(-1) === 'text the end' && one.opcode === opcodes.text) raw.write(ping('the end'));
    if (pongs.at(-1) === 'pong the end') return { texts, pongs: pongs.slice(0, -1), end: undefined };
  }
}

// Sends in one write, or in one write a byte.
async function send(raw, bytes, byByte) {
  if (!byByte) {
    raw.write(bytes);
    return;
  }
  raw.socket.setNoDelay(true);
  for (let at = 0; at < bytes.length && !raw.hasEnded; at++) {
    await new Promise((resolve) => raw.socket.write(bytes.subarray(at, at + 1), resolve));
  }
}

async function check(sent, wanted, byByte, mustAnswer) {
  const raw = await shaken(server);
  const end = wanted.find((one) => one.startsWith('end'));
  // Where the end is wanted, nothing more is sent: it could reset the connection, and a reset overtake the goodbye.
  await send(raw, Buffer.concat([...sent, ...(end && !mustAnswer ? [] : [text('the end')])]), byByte);
  const closing = sent.find((one) => (one[0] & 15) === opcodes.close);
  const got = await answers(raw, closing && end !== 'end 1002' && end !== 'end');
  await raw.leave();
  if (end) {
    // Byte by byte, a byte that is sent after the end may reset the connection, and the reset overtake the code.
    const isEnd = got.end === end || (end === 'end' && got.end?.startsWith('end')) || (byByte && got.end === 'end');
    assert.ok(isEnd, `${end}, not ${got.end ?? 'going on'}`);
  }
  const texts = wanted.filter((one) => one.startsWith('text '));
  const maybe = wanted.filter((one) => one.startsWith('maybe ')).map((one) => one.replace('maybe ', ''));
  assert.deepEqual(got.texts.filter((one) => !maybe.includes(one)), end ? texts : [...texts, 'text the end']);
  // 5.5.3: of several pings the last must be answered, and those before it may be, in their order.
  const pongs = wanted.filter((one) => one.startsWith('pong '));
  let at = 0;
  for (const one of got.pongs) {
    while (at < pongs.length - 1 && pongs[at] !== one) at++;
    assert.equal(one, pongs[at]);
  }
  assert.equal(got.pongs.at(-1), pongs.at(-1));
}

for (const [section, name, sent, wanted] of frames) {
  row(section, name, async () => {
    await check(sent, wanted, false, name in impossible);
    if (Buffer.concat(sent).length <= 600) await check(sent, wanted, true, name in impossible);
  });
}


function row(section, name, body) {
  assert.ok(!rows.has(name), name);
  rows.add(name);
  test(`${section}: ${name}`, async () => {
    if (name in impossible) await assert.rejects(body, assert.AssertionError, `passes now: ${impossible[name]}`);
    else await body();
  });
}

test('a hundred rows and more, and each impossible one is among them', () => {
  assert.ok(rows.size >= 100);
  assert.deepEqual(Object.keys(impossible).filter((name) => !rows.has(name)), []);
});
