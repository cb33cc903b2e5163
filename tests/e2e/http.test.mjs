// e2e/http.test.mjs - the page, its parts and the API over plain HTTP.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { after, before, test } from '../timed.mjs';
import { exchange, Raw } from './lib/raw.mjs';
import { isSanitized, program, root, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

let server;
const stopping = [];
before(async () => {
  server = await serve({ after: (stop) => stopping.push(stop) });
});
after(() => Promise.all(stopping.map((stop) => stop())));

const question = 'How long may I keep a book?';
const get = (address, options) => fetch(server.url + address, options);
const post = (body) => get('/api/ask', { method: 'POST', body });

function request(line, headers = {}, body = '') {
  const all = { Host: server.host, ...headers };
  return [`${line} HTTP/1.1`, ...Object.entries(all).map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n');
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

function assertSecure(response) {
  assert.equal(response.headers.get('content-security-policy'), policy);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  assert.equal(response.headers.get('server'), null);
}

async function assertError(response, status, code) {
  assert.equal(response.status, status);
  assertSecure(response);
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const error = await response.json();
  assert.deepEqual([error.type, error.id, error.code], ['error', null, code]);
  assert.ok(error.message.length > 0);
  assert.ok(!/\/|\d\.\d/.test(error.message.replace('/ws', '')), 'no path, no version');
  return error;
}

// What a script does, whatever comments and blanks are in it.
const code = (text) => ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ESNext, removeComments: true } })
  .outputText.replace(/\s+/g, ' ');

// The library's bot.yml says nothing of what is written into the widget, but that it is a bot's, and the second module's hash.
const assets = [
  ['/widget.js', 'widget.js', 'text/javascript; charset=utf-8', '/'],
  ['/widget-more.js', 'widget-more.js', 'text/javascript; charset=utf-8', '/widget.js'],
  ['/widget.css', 'widget.css', 'text/css; charset=utf-8', '/'],
  ['/icon.svg', 'icon.svg', 'image/svg+xml', '/'],
];
async function written(file) {
  const hash = (await get('/widget-more.js')).headers.get('etag').slice(1, 17);
  const text = readFileSync(path.join(root, 'web', file), 'utf8');
  return text.replace("'./widget-more.js'", `'./widget-more.js?v=${hash}'`).replace('const SERVED = {};', 'const SERVED = {"bot":true};');
}
for (const [address, file, type, namedBy] of assets) {
  test(`${address} is web/${file}, and is not sent twice`, async () => {
    const response = await get(address, { headers: { 'Accept-Encoding': 'identity' } });
    assert.equal(response.status, 200);
    assertSecure(response);
    assert.equal(response.headers.get('content-type'), type);
    assert.equal(response.headers.get('cache-control'), 'no-cache');
    const [sent, text] = [await response.text(), await written(file)];
    assert.equal(...(file.endsWith('.js') ? [code(sent), code(text)] : [sent, text]));
    const tag = response.headers.get('etag');
    assert.match(tag, /^"[0-9a-f]{16}"$/);
    for (const tags of [tag, `"x", ${tag}`, `W/${tag}`, '*']) {
      const again = await exchange(server, request(`GET ${address}`, { 'If-None-Match': tags }));
      assert.deepEqual([again.status, again.body, again.headers.etag], [304, '', tag], tags);
      assert.equal(again.headers['content-length'], undefined);
    }
    const other = await exchange(server, request(`GET ${address}`, { 'If-None-Match': '"0000000000000000"' }));
    assert.equal(other.status, 200);
  });

  test(`${address} comes gzipped where that is allowed`, async () => {
    const content = await (await get(address, { headers: { 'Accept-Encoding': 'identity' } })).text();
    for (const [accepted, encoding] of [['gzip', 'gzip'], ['br, GZIP;q=0.5', 'gzip'], ['gzip;q=0', null], ['*;q=0', null],
      ['deflate,gzipped', null], ['', null], ['x-gzip', 'gzip'], ['gzip; q=0.001', 'gzip'], ['gzip;q=0.00, br', null]]) {
      const response = await get(address, { headers: { 'Accept-Encoding': accepted } });
      assert.equal(response.headers.get('content-encoding'), encoding, accepted);
      assert.match(response.headers.get('vary'), /Accept-Encoding/);
      assert.match(response.headers.get('etag'), encoding ? /^"[0-9a-f]{16}-gzip"$/ : /^"[0-9a-f]{16}"$/);
      assert.equal(await response.text(), content);
    }
  });

  test(`${address} is kept for ever under the address of its content, which ${namedBy} names`, async () => {
    const [, hash] = new RegExp(`["/]${file}\\?v=([0-9a-f]{16})["']`).exec(await (await get(namedBy)).text());
    const response = await get(`${address}?v=${hash}`);
    assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.ok(response.headers.get('etag').startsWith(`"${hash}`));
    for (const other of ['?v=0000000000000000', '?v=', `?v=${hash}0`, ''])
      assert.equal((await get(address + other)).headers.get('cache-control'), 'no-cache', other);
  });
}

test('HEAD returns what GET would, without a body', async () => {
  const ask = `/api/ask?q=${encodeURIComponent(question)}`;
  for (const address of [...assets.map(([one]) => one), '/', '/faq', '/search', '/search?q=book', '/healthz', '/nothing',
    '/api/entries/loan-period', '/api/search?q=book', ask]) {
    const raw = await Raw.connect(server);
    raw.write(request(`HEAD ${address}`) + request(`GET ${address}`));
    const head = await raw.response(false);
    const whole = await raw.response();
    assert.equal(head.status, whole.status, address);
    for (const name of ['content-type', 'etag', 'cache-control']) {
      assert.equal(head.headers[name], whole.headers[name], address);
    }
    assert.ok(Number(head.headers['content-length']) > 0, address);
    await raw.leave();
  }
});

test('GET /api/ask answers with the disclaimer', async () => {
  const response = await get(`/api/ask?q=${encodeURIComponent(question)}&top=2&context=opening-hours`);
  assert.equal(response.status, 200);
  assertSecure(response);
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  const answer = await response.json();
  assert.deepEqual([answer.type, answer.id, answer.outcome], ['answer', null, 'answered']);
  assert.ok(answer.disclaimer.text.length > 0);
  assert.ok(answer.candidates === undefined || answer.candidates.length <= 2);
});

test('blocks alone are answered where they are asked for', async () => {
  const addresses = [`/api/ask?q=${encodeURIComponent(question)}`, '/api/entries/loan-period?x='];
  for (const address of addresses) {
    const answer = await (await get(`${address}&content=blocks`)).json();
    assert.equal(answer.text, undefined);
    assert.ok(answer.blocks.length > 0 && answer.disclaimer.text.length > 0);
    assert.deepEqual((await (await get(address)).json()).blocks, answer.blocks);
    await assertError(await get(`${address}&content=text`), 400, 'bad_message');
  }
});

test('a long answer is whole where there is room, and otherwise cut at a block', async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-http-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const rows = Array.from({ length: 700 }, (_, at) => `| Size ${at} | ${at} cm |`);
  writeFileSync(path.join(folder, 'sizes.md'),
    ['---', 'url: https://shop.example/sizes', '---', '# Which sizes do you have?', '', '| Size | Width |', '|-|-:|', ...rows].join('\n'));
  const shop = await serve(context, { knowledge: folder });
  const ask = async (parameters) => {
    const text = await (await fetch(`${shop.url}/api/ask?q=Which+sizes+do+you+have${parameters}`)).text();
    return { ...JSON.parse(text), bytes: Buffer.byteLength(text) };
  };
  const whole = await ask('&content=blocks');
  assert.ok(whole.bytes > 16384 && whole.bytes < 65536);
  assert.deepEqual([whole.more, whole.text, whole.blocks[0].rows.length], [undefined, undefined, 700]);
  const cut = await ask('');
  assert.ok(cut.bytes > 12000 && cut.bytes < 16384);
  assert.equal(cut.more, true);
  const shown = cut.blocks[0].rows.length;
  assert.ok(shown > 50 && cut.text.includes(`Size ${shown - 1}; Width: ${shown - 1} cm`) && !cut.text.includes(`Size ${shown};`));
  assert.equal(cut.blocks.at(-1).inline[0].url, 'https://shop.example/sizes');
});

test('an answer that the client already has is not sent again', async () => {
  const address = `/api/ask?q=${encodeURIComponent(question)}`;
  const first = await get(address);
  const tag = first.headers.get('etag');
  assert.equal(tag, `W/"${(await first.json()).knowledge}"`);
  assert.equal((await exchange(server, request(`GET ${address}`, { 'If-None-Match': tag }))).status, 304);
  const missing = await exchange(server, request('GET /api/entries/nothing', { 'If-None-Match': tag }));
  assert.equal(missing.status, 404);
});

test('the same is answered over HTTP and WebSocket', async () => {
  const visitor = await Visitor.greeted(server);
  const spoken = await visitor.ask({ type: 'ask', id: 'x', text: question });
  await visitor.leave();
  for (const response of [
    await get(`/api/ask?q=${encodeURIComponent(question)}`),
    await post(JSON.stringify({ text: question })),
    await post(JSON.stringify({ type: 'ask', id: 'x', text: question })),
  ]) {
    const { id, took_us, ...written } = await response.json();
    const { id: spokenId, took_us: spokenTime, ...wanted } = spoken;
    assert.deepEqual(written, wanted);
  }
});

test('a question may hold any character', async () => {
  for (const text of ['a+b & c=d #1 100% "quoted" \\ /?', 'größer als ∞ 𝄞', "'; DROP TABLE entries; --", 'NEAR("a" b) OR *']) {
    const asked = await (await get(`/api/ask?q=${encodeURIComponent(text)}`)).json();
    const formed = await (await get(`/api/ask?${new URLSearchParams({ q: text })}`)).json();
    const posted = await (await post(JSON.stringify({ text }))).json();
    for (const answer of [asked, formed, posted]) {
      assert.equal(answer.type, 'answer', text);
      assert.equal(answer.outcome, posted.outcome, text);
      assert.deepEqual(answer.unknown_words, posted.unknown_words, text);
    }
  }
});

test('GET /api/suggest suggests', async () => {
  const response = await get('/api/suggest?q=how%20long%20may');
  assert.equal(response.status, 200);
  const reply = await response.json();
  assert.equal(reply.type, 'suggestions');
  assert.ok(reply.suggestions.length > 0);
});

test('GET and POST /api/search find entries by their words', async () => {
  const response = await get('/api/search?q=renew+loan&limit=1');
  assert.equal(response.status, 200);
  assertSecure(response);
  const found = await response.json();
  assert.deepEqual([found.type, found.id, found.hits.length, found.hits[0].id], ['results', null, 1, 'renew-loan']);
  assert.ok(found.hits[0].spans.some(({ mark }) => mark));
  const same = (body) => get('/api/search', { method: 'POST', body: JSON.stringify(body) });
  assert.deepEqual(await (await same({ text: 'renew loan', limit: 1 })).json(), found);
  assert.deepEqual(await (await same({ type: 'search', id: 'x', text: 'renew loan', limit: 1 })).json(), { ...found, id: 'x' });
  const visitor = await Visitor.greeted(server);
  assert.deepEqual(await visitor.ask({ type: 'search', id: 'x', text: 'renew loan', limit: 1 }), { ...found, id: 'x' });
  await visitor.leave();
  const tag = response.headers.get('etag');
  assert.equal((await exchange(server, request('GET /api/search?q=renew+loan&limit=1', { 'If-None-Match': tag }))).status, 304);
});

test('any text is a search, and its filters are the same by GET and POST', async () => {
  for (const text of ['', ' ', '"', 'NEAR("a" b) OR *', '-', 'größer als ∞ 𝄞', '%00', 'x'.repeat(2001)]) {
    assert.equal((await get(`/api/search?${new URLSearchParams({ q: text })}`)).status, 200, text);
  }
  for (const [query, body, wanted] of [['&lang=en', { lang: 'en' }, 1], ['&lang=de', { lang: 'de' }, 0], ['&tag=a,b', { tags: ['a', 'b'] }, 0]]) {
    const { hits } = await (await get(`/api/search?q=renew${query}`)).json();
    assert.equal(hits.length, wanted, query);
    assert.deepEqual((await (await get('/api/search', { method: 'POST', body: JSON.stringify({ text: 'renew', ...body }) })).json()).hits, hits);
  }
  await assertError(await get('/api/search'), 400, 'bad_message');
  for (const limit of ['', '0', '51', '-1', 'many']) await assertError(await get(`/api/search?q=book&limit=${limit}`), 400, 'bad_message');
  for (const wrong of [{ limit: 51 }, { tags: 'a' }, { type: 'ask' }])
    assert.equal((await get('/api/search', { method: 'POST', body: JSON.stringify({ text: 'book', ...wrong }) })).status, 400);
});

test('GET /api/entries/ID gives that entry', async () => {
  const response = await get('/api/entries/loan-period');
  assert.equal(response.status, 200);
  const answer = await response.json();
  assert.deepEqual([answer.type, answer.confidence, answer.source.entry], ['answer', 1, 'loan-period']);
  await assertError(await get('/api/entries/parking'), 404, 'not_found');
  await assertError(await get('/api/entries/'), 404, 'not_found');
});

test('/healthz is alive', async () => {
  const response = await get('/healthz');
  assert.equal(response.status, 200);
  assert.equal(await response.text(), 'ok\n');
});

test('mistakes of a client are answered with the protocol\'s errors', async () => {
  await assertError(await get('/nothing'), 404, 'not_found');
  await assertError(await get('/index.html/'), 404, 'not_found');
  await assertError(await get('/api/ask'), 400, 'bad_message');
  await assertError(await get('/api/ask?q='), 400, 'bad_message');
  await assertError(await get('/api/ask?q=%20'), 400, 'bad_message');
  await assertError(await get('/api/ask?query=x'), 400, 'bad_message');
  await assertError(await get('/api/ask?q=book&top=many'), 400, 'bad_message');
  await assertError(await get('/api/ask?q=book&top='), 400, 'bad_message');
  await assertError(await get('/api/ask?q=book&top=101'), 400, 'bad_message');
  await assertError(await get('/api/ask?q=book&top=-1'), 400, 'bad_message');
  await assertError(await get(`/api/ask?q=${'x'.repeat(2001)}`), 413, 'too_long');
  await assertError(await get('/api/ask?q=%c3%28'), 400, 'bad_message');
  await assertError(await get('/api/suggest'), 400, 'bad_message');
  await assertError(await post('{'), 400, 'bad_json');
  await assertError(await post('[]'), 400, 'bad_message');
  await assertError(await post('{"text":5}'), 400, 'bad_message');
  await assertError(await post(''), 400, 'bad_json');
  await assertError(await post(JSON.stringify({ text: 'x'.repeat(2001) })), 413, 'too_long');
});

test('2000 characters are answered, 2001 are too many', async () => {
  for (const letter of ['x', 'ä', '€', '𝄞']) {
    const most = await get(`/api/ask?q=${encodeURIComponent(letter.repeat(2000))}`);
    assert.equal(most.status, 200, letter);
    await assertError(await get(`/api/ask?q=${encodeURIComponent(letter.repeat(2001))}`), 413, 'too_long');
    assert.equal((await post(JSON.stringify({ text: letter.repeat(2000) }))).status, 200, letter);
    await assertError(await post(JSON.stringify({ text: letter.repeat(2001) })), 413, 'too_long');
  }
});

test('a body of 24576 bytes is read, a longer one is refused', async () => {
  const sized = (size) => `{"text":"${question}","x":"${'x'.repeat(size - question.length - 18)}"}`;
  assert.equal(sized(24576).length, 24576);
  assert.equal((await post(sized(24576))).status, 200);
  // A huge one is refused before it is sent.
  for (const [size, body] of [[24577, sized(24577)], [1_000_000, sized(1_000_000)], [3_000_000, '']]) {
    const response = await exchange(server, request('POST /api/ask', { 'Content-Length': size }, body));
    assert.equal(response?.status, 413, `${size} bytes`);
    assert.equal(JSON.parse(response.body).code, 'too_long');
    assert.equal(response.headers.connection, 'close');
  }
});

test('a body of unknown length is refused', async () => {
  const bodies = [
    [{ 'Transfer-Encoding': 'chunked' }, '2\r\n{}\r\n0\r\n\r\n'],
    [{ 'Transfer-Encoding': 'chunked', 'Content-Length': '2' }, '{}'],
    [{ 'Content-Length': '+2' }, '{}'],
    [{ 'Content-Length': '-1' }, '{}'],
    [{ 'Content-Length': '0x2' }, '{}'],
    [{ 'Content-Length': '2, 2' }, '{}'],
    [{ 'Content-Length': '1'.repeat(40) }, '{}'],
    [{}, ''],
  ];
  for (const [headers, body] of bodies) {
    const response = await exchange(server, request('POST /api/ask', headers, body));
    assert.ok(response?.status === 411 || response?.status === 413, `${JSON.stringify(headers)}: ${response?.status}`);
    assert.equal(response.headers.connection, 'close');
  }
});

test('a body that arrives byte by byte is read', async () => {
  const body = JSON.stringify({ text: question });
  const raw = await Raw.connect(server);
  raw.socket.setNoDelay(true);
  raw.write(request('POST /api/ask', { 'Content-Length': body.length }));
  for (const byte of body) await new Promise((resolve) => raw.socket.write(byte, resolve));
  assert.equal((await raw.response()).status, 200);
  await raw.leave();
});

test('other methods are refused, and the right ones named', async () => {
  for (const [method, address, allowed] of [
    ['DELETE', '/api/ask', 'GET, HEAD, POST'],
    ['OPTIONS', '/api/ask', 'GET, HEAD, POST'],
    ['DELETE', '/healthz', 'GET, HEAD'],
    ['POST', '/api/suggest', 'GET, HEAD'],
    ['DELETE', '/api/search', 'GET, HEAD, POST'],
    ['POST', '/search', 'GET, HEAD'],
    ['PUT', '/healthz', 'GET, HEAD'],
    ['PATCH', '/api/ask', 'GET, HEAD, POST'],
  ]) {
    const body = ['DELETE', 'OPTIONS'].includes(method) ? undefined : '{}';
    const response = await get(address, { method, body });
    assert.equal(response.headers.get('allow'), allowed, `${method} ${address}`);
    await assertError(response, 405, 'unsupported');
  }
});

const posted = (text) => {
  const body = JSON.stringify({ text });
  return request('POST /api/ask', { 'Content-Length': body.length }, body);
};

test('requests on one connection are answered in order, pipelined or not', async () => {
  const raw = await Raw.connect(server);
  for (let round = 0; round < 5; round++) {
    raw.write(posted(question) + request('GET /healthz') + request('GET /nothing') + request('HEAD /healthz') + request('GET /healthz'));
    assert.equal(JSON.parse((await raw.response()).body).outcome, 'answered');
    assert.equal((await raw.response()).body, 'ok\n');
    assert.equal((await raw.response()).status, 404);
    assert.equal((await raw.response(false)).headers['content-length'], '3');
    assert.equal((await raw.response()).body, 'ok\n');
    raw.write(posted('who won the football match'));
    assert.equal(JSON.parse((await raw.response()).body).outcome, 'none');
  }
  await raw.leave();
});

test('a pipelined request with a body is answered in its turn, and its body is never read as another request', async () => {
  const inner = request('GET /healthz');
  const bodies = [
    [posted(question), 200],
    [request('GET /readyz', { 'Content-Length': 2 }, '{}'), 200],
    [request('GET /readyz', { 'Content-Length': inner.length }, inner), 200],
    [request('POST /nothing', { 'Content-Length': inner.length }, inner), 404],
    [request('POST /api/ask', { 'Content-Length': inner.length }, inner), 400],
  ];
  for (const [text, status] of bodies) {
    const raw = await Raw.connect(server);
    raw.write(request('GET /healthz') + request('GET /nothing') + text + posted(question) + request('GET /healthz'));
    for (const wanted of [200, 404, status, 200, 200]) assert.equal((await raw.response()).status, wanted, text);
    await raw.leave();
  }
});

test('a request that cannot be read to its end is the last to be answered', async () => {
  for (const [text, status] of [[request('POST /api/ask', { 'Content-Length': 30_000 }, 'x'.repeat(30_000)), 413],
    [request('POST /api/ask'), 411], [request('GET /healthz', { 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n'), 411]]) {
    const raw = await Raw.connect(server);
    raw.write(request('GET /healthz') + text + request('GET /healthz'));
    assert.equal((await raw.response()).status, 200);
    const last = await raw.response();
    assert.deepEqual([last.status, last.headers.connection], [status, 'close']);
    assert.equal(await raw.response(), null);
  }
});

test('a request that arrives in two parts is answered', async () => {
  const text = posted(question);
  for (const cut of [1, 10, 50, text.indexOf('\r\n\r\n') + 2, text.indexOf('\r\n\r\n') + 4, text.length - 1]) {
    const raw = await Raw.connect(server);
    raw.write(request('GET /healthz') + text.slice(0, cut));
    assert.equal((await raw.response()).body, 'ok\n');
    raw.write(text.slice(cut));
    assert.equal(JSON.parse((await raw.response()).body).outcome, 'answered');
    await raw.leave();
  }
});

test('a client that waits for 100 Continue gets it', async () => {
  const body = JSON.stringify({ text: question });
  const raw = await Raw.connect(server);
  raw.write(request('POST /api/ask', { 'Content-Length': body.length, Expect: '100-continue' }));
  assert.equal((await raw.response()).status, 100);
  raw.write(body);
  assert.equal(JSON.parse((await raw.response()).body).outcome, 'answered');
  raw.write(request('POST /nothing', { 'Content-Length': 30_000, Expect: '100-continue' }));
  const refused = await raw.response();
  assert.deepEqual([refused.status, refused.headers.connection], [413, 'close']);
  assert.equal((await exchange(server, request('GET /healthz', { Expect: 'a miracle' }))).status, 417);
  await raw.leave();
});

test('line breaks in a question are white space', async () => {
  const plain = await (await get(`/api/ask?q=${encodeURIComponent(question)}`)).json();
  for (const space of ['%0A', '%0D%0A', '%09', '%0a%0a+']) {
    const { took_us, ...answer } = await (await get(`/api/ask?q=${encodeURIComponent(question).replaceAll('%20', space)}`)).json();
    const { took_us: time, ...wanted } = plain;
    assert.deepEqual(answer, wanted, space);
  }
  const page = await (await get(`/?q=${encodeURIComponent(question).replaceAll('%20', '%0A')}`)).text();
  assert.match(page, /disclaimer/);
});

test('Connection: close is obeyed', async () => {
  const raw = await Raw.connect(server);
  raw.write(request('GET /healthz', { Connection: 'close' }));
  assert.equal((await raw.response()).status, 200);
  await raw.ended;
});

// Each is answered in a sentence, and the connection ends. [what, the bytes, the status]
const host = 'Host: 127.0.0.1';
const malformed = [
  ['no address', 'GET\r\n\r\n', 400],
  ['no version', `GET /\r\n${host}\r\n\r\n`, 400],
  ['lines that end in LF alone', `GET / HTTP/1.1\n${host}\n\n`, 400],
  ['two spaces', `GET  / HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['a tab for a space', `GET\t/ HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['a space in the address', `GET /a b HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['an address without a slash', `GET healthz HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['an address with half an escape', `GET /%2 HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['an address with a control character', `GET /\x01 HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['an address on our host, with no Host', 'GET http://127.0.0.1/ HTTP/1.1\r\n\r\n', 400],
  ['a method that is no word', `G(T / HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['a method that nobody knows', `BREW / HTTP/1.1\r\n${host}\r\n\r\n`, 501],
  ['a method that is not for us', `TRACE /healthz HTTP/1.1\r\n${host}\r\n\r\n`, 405],
  ['a tunnel', `CONNECT example.org:443 HTTP/1.1\r\n${host}\r\n\r\n`, 405],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
  ['a space before the colon', `GET / HTTP/1.1\r\n${host}\r\nContent-Length : 5\r\n\r\nhello`, 400],
  ['a folded line', `GET / HTTP/1.1\r\n${host}\r\nX-A: a\r\n b\r\n\r\n`, 400],
  ['a bare CR', `GET / HTTP/1.1\r\n${host}\r\nX-A: a\rContent-Length: 5\r\n\r\nhello`, 400],
  ['a NUL in a header', `GET / HTTP/1.1\r\n${host}\r\nX-A: a\0b\r\n\r\n`, 400],
  ['a header without a colon', `GET / HTTP/1.1\r\n${host}\r\nX-A\r\n\r\n`, 400],
  ['a header without a name', `GET / HTTP/1.1\r\n${host}\r\n: a\r\n\r\n`, 400],
  ['two hosts', `GET / HTTP/1.1\r\n${host}\r\n${host}\r\n\r\n`, 400],
  ['two lengths', `POST /api/ask HTTP/1.1\r\n${host}\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}`, 400],
  ['a length and chunks', `POST /api/ask HTTP/1.1\r\n${host}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`, 411],
  ['an address that is too long', `GET /${'a'.repeat(24576)} HTTP/1.1\r\n${host}\r\n\r\n`, 414],
  ['an address without end', `GET /${'a'.repeat(40_000)}`, 414],
  ['a header that is too long', `GET / HTTP/1.1\r\n${host}\r\nCookie: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ['too many headers', `GET / HTTP/1.1\r\n${host}\r\n${'A: b\r\n'.repeat(200)}\r\n`, 431],
  ['TLS', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), 400],
  ['nothing but NUL', Buffer.alloc(10_000), 400],
];
for (const [what, bytes, status] of malformed) {
  test(`answered with ${status}, and the last: ${what}`, async () => {
    const raw = await Raw.connect(server);
    raw.write(bytes);
    const response = await raw.response();
    assert.equal(response?.status, status);
    assert.equal(JSON.parse(response.body).type, 'error');
    if (status !== 405) assert.equal(response.headers.connection, 'close');
    if (status !== 405) assert.equal(await raw.response(), null);
    await raw.leave();
  });
}

test('headers that make libwebsockets swallow others do not do so here', async () => {
  for (const name of ['A', 'X-A', 'Content', 'Sec', 'X', 'H', 'C', 'Content-L']) {
    const raw = await Raw.connect(server);
    const body = JSON.stringify({ text: question });
    raw.write(`POST /api/ask HTTP/1.1\r\nHost: ${server.host}\r\n${name}: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    assert.equal(JSON.parse((await raw.response()).body).outcome, 'answered', name);
    raw.write(request('GET /healthz', { [name]: 'x', Connection: 'close' }));
    assert.equal((await raw.response()).headers.connection, 'close', name);
    await raw.ended;
  }
});

test('odd but correct requests are answered', async () => {
  const odd = [
    `\r\nGET /healthz HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`,
    `GET http://${server.host}/healthz HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n`,
    `GET /%68ealthz?a#b HTTP/1.1\r\nhOsT:${server.host}\t \r\n\r\n`,
    `GET /healthz HTTP/1.1\r\nHost: ${server.host}\r\nX-Empty:\r\nX-Tab:\ta\tb\r\n\r\n`,
    `GET /healthz HTTP/1.0\r\nHost: ${server.host}\r\n\r\n`,
  ];
  for (const text of odd) assert.equal((await exchange(server, text))?.status, 200, text);
  for (const address of ['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/healthz/', '/healthz%00', '//healthz'])
    assert.equal((await exchange(server, request(`GET ${address}`)))?.status, 404, address);
  assert.equal((await exchange(server, request('OPTIONS *')))?.status, 405);
});

test('over a slow connection answers arrive complete and in order', { skip: isSanitized }, async (t) => {
  const slow = await serve(t, { flags: unlimited, env: { LD_PRELOAD: path.join(path.dirname(program), 'alloc/narrow.so') } });
  const addresses = ['/', '/widget.js', '/faq', '/search?q=book', '/api/ask?q=book', '/?q=book', '/healthz'];
  const read = async (from) => {
    const raw = await Raw.connect(from);
    raw.write(addresses.map((address) => request(`GET ${address}`, { Host: from.host })).join(''));
    const answers = [];
    for (const address of addresses) {
      const { status, headers, body } = await raw.response();
      answers.push({ address, status, type: headers['content-type'], body: body.replaceAll(from.host, 'host').replace(/"took_us":\d+/, '') });
    }
    await raw.leave();
    return answers;
  };
  assert.deepEqual(await read(slow), await read(server));
});
