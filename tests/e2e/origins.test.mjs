// e2e/origins.test.mjs - which pages of other sites may talk to the server, over the WebSocket and over the HTTP API.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange, handshake, Raw } from './lib/raw.mjs';
import { library, run, serve } from './lib/server.mjs';

const request = (server, line, headers = {}, body = '') =>
  exchange(server, [`${line} HTTP/1.1`, ...Object.entries({ Host: server.host, ...headers })
    .map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n'), !line.startsWith('HEAD'));

// What a WebSocket from that origin gets first: hello, or the close code.
async function first(server, change) {
  const raw = await Raw.connect(server);
  raw.write(handshake(server, change));
  const { status } = await raw.response();
  const frame = status === 101 ? await raw.frame() : undefined;
  await raw.leave();
  return frame === undefined ? status : frame.code ?? JSON.parse(frame.payload).type;
}

test('an allowed page may use the WebSocket and the API, another may not', async (t) => {
  const server = await serve(t, { flags: ['--origin', 'https://faq.example', '--origin', 'http://localhost:3000'] });
  for (const origin of ['https://faq.example', 'http://localhost:3000', `http://${server.host}`]) {
    assert.equal(await first(server, { Origin: origin }), 'hello');
    const answer = await request(server, 'GET /api/ask?q=book', { Origin: origin });
    assert.deepEqual([answer.status, answer.headers['access-control-allow-origin']], [200, origin]);
    assert.equal(answer.headers['access-control-expose-headers'], 'ETag');
    assert.equal(answer.headers.vary, 'Origin');
    assert.equal(answer.headers['access-control-allow-credentials'], undefined);
    const same = await request(server, 'GET /api/ask?q=book', { Origin: origin, 'If-None-Match': answer.headers.etag });
    assert.deepEqual([same.status, same.headers['access-control-allow-origin']], [304, origin]);
    const error = await request(server, 'GET /api/entries/nothing', { Origin: origin });
    assert.deepEqual([error.status, error.headers['access-control-allow-origin']], [404, origin]);
    const script = await request(server, 'GET /widget.js', { Origin: origin });
    assert.deepEqual([script.status, script.headers['access-control-allow-origin']], [200, '*']);
  }
  for (const origin of ['https://evil.example', 'http://faq.example', 'null', 'https://faq.example.evil.example']) {
    assert.equal(await first(server, { Origin: origin }), 4503);
    for (const line of ['GET /api/ask?q=book', 'HEAD /api/suggest?q=book', 'GET /api/search?q=book', 'OPTIONS /api/ask',
      'OPTIONS /api/search']) {
      const answer = await request(server, line, { Origin: origin, 'Access-Control-Request-Method': 'POST' });
      assert.deepEqual([answer.status, answer.headers['access-control-allow-origin']], [403, undefined], `${line} ${origin}`);
    }
    const page = await request(server, 'GET /', { Origin: origin });
    assert.deepEqual([page.status, page.headers['access-control-allow-origin']], [200, undefined]);
    const script = await request(server, 'GET /widget.js', { Origin: origin }); // runs, and may ask nothing
    assert.deepEqual([script.status, script.headers['access-control-allow-origin']], [200, '*']);
  }
});

test('an allowed page gets its preflight request answered, and may POST', async (t) => {
  const server = await serve(t, { flags: ['--origin', 'https://faq.example'] });
  const headers = { Origin: 'https://faq.example' };
  const may = await request(server, 'OPTIONS /api/ask', {
    ...headers, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type',
  });
  assert.equal(may.status, 204);
  assert.equal(may.headers['access-control-allow-origin'], 'https://faq.example');
  assert.match(may.headers['access-control-allow-methods'], /POST/);
  assert.match(may.headers['access-control-allow-headers'], /Content-Type/);
  const body = JSON.stringify({ text: 'How long may I keep a book?' });
  const answer = await request(server, 'POST /api/ask', {
    ...headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body),
  }, body);
  assert.deepEqual([answer.status, answer.headers['access-control-allow-origin']], [200, 'https://faq.example']);
  assert.ok(JSON.parse(answer.body).disclaimer.text);
});

test('the operator decides about a null and an absent Origin', async (t) => {
  const open = await serve(t, { flags: ['--origin', '*'] });
  assert.equal(await first(open, { Origin: 'https://anywhere.example' }), 'hello');
  assert.equal(await first(open, { Origin: 'null' }), 4503);
  assert.equal(await first(open, {}), 'hello');
  const strict = await serve(t, { flags: ['--origin', 'null', '--require-origin'] });
  assert.equal(await first(strict, { Origin: 'null' }), 'hello');
  assert.equal(await first(strict, {}), 4503);
  assert.equal(await first(strict, { Origin: 'https://anywhere.example' }), 4503);
  assert.equal((await request(strict, 'GET /api/ask?q=book')).status, 200);
});

test('a server is known by the names it is given, and behind a proxy by the proxy\'s scheme', async (t) => {
  const server = await serve(t, { flags: ['--host', 'bot.example', '--trust-proxy', '127.0.0.0/8'] });
  const visitor = { 'X-Forwarded-For': '203.0.113.1' };
  assert.equal(await first(server, { ...visitor, Host: 'bot.example', Origin: 'https://bot.example' }), 'hello');
  assert.equal(await first(server, { ...visitor, Host: 'bot.example', Origin: 'https://evil.example' }), 4503);
  assert.equal(await first(server, { ...visitor, Host: 'evil.example', Origin: 'https://evil.example' }), 403);
});

test('invalid origins and names are reported, with exit code 2', async () => {
  for (const [flag, value] of [['--origin', 'faq.example'], ['--origin', 'https://faq.example/'], ['--host', 'a:80'], ['--host', '']]) {
    const ended = await run('serve', '--knowledge', library, '--listen', '127.0.0.1:0', flag, value);
    assert.equal(ended.code, 2, `${flag} ${value}`);
    assert.match(ended.stderr, /^faqbot: [^\n]+\n$/);
  }
});
