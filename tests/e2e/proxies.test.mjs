// e2e/proxies.test.mjs - the server behind nginx and behind HAProxy, each configured as README.md shows.
import assert from 'node:assert/strict';
import https from 'node:https';
import { test } from '../timed.mjs';
import { NAME, behind, example, proxies } from './lib/proxies.mjs';
import { Visitor } from './lib/visitor.mjs';

for (const [kind, proxy] of Object.entries(proxies)) {
  test(`behind ${kind} the server answers, converses, knows its visitors and says goodbye`, async (t) => {
    const [server, { port, ca }] = await behind(t, proxy, example(kind), ['--asks-per-address', '2', '--asks-per-connection', '0']);
    const get = (address, from, headers = {}) => new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: address, servername: NAME, ca, localAddress: from, agent: false, headers: { Host: NAME, ...headers } };
      https.get(options, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (piece) => (body += piece)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      }).on('error', reject);
    });
    const visit = (origin, from) => Visitor.open({ socket: `wss://127.0.0.1:${port}/ws` },
      { ca, servername: NAME, localAddress: from, origin, headers: { Host: NAME } });

    const page = await get('/', '127.0.0.5');
    assert.equal(page.status, 200);
    assert.match(page.headers['content-security-policy'], /default-src 'none'/);
    assert.match(page.body, /<faq-chat/);
    assert.equal((await get('/', '127.0.0.5', { Host: 'evil.example' })).status, 403);

    // Two asks a minute, whatever a visitor claims to be; another visitor is not affected.
    const statuses = [];
    for (let i = 0; i < 3; i++) {
      const answer = await get('/api/ask?q=book', '127.0.0.2', { 'X-Forwarded-For': `203.0.113.${i}` });
      statuses.push(answer.status);
    }
    assert.deepEqual(statuses, [200, 200, 429]);
    assert.equal((await get('/api/ask?q=book', '127.0.0.3')).status, 200);

    assert.equal((await get(`/api/ask?q=${encodeURIComponent('𝄞'.repeat(2000))}`, '127.0.0.3')).status, 200);

    const visitor = await visit(`https://${NAME}`, '127.0.0.4');
    assert.equal((await visitor.next()).type, 'hello');
    const question = { type: 'ask', id: '1', text: 'How long may I keep a book?' };
    assert.equal((await visitor.ask(question)).outcome, 'answered');
    assert.equal((await visitor.ask({ type: 'ping', id: 'x'.repeat(64) })).type, 'pong');
    const held = await visit(`https://${NAME}`, '127.0.0.2');
    assert.equal((await held.next()).type, 'hello');
    assert.equal((await held.ask(question)).code, 'rate_limited');
    assert.equal((await held.leave()).code, 1000);
    assert.equal((await (await visit('https://evil.example', '127.0.0.4')).event()).code, 4503);

    server.signal('SIGTERM');
    assert.equal((await visitor.event()).code, 4001);
    assert.deepEqual(await server.ended(), [0, null]);
    assert.equal((await get('/', '127.0.0.5')).status, kind === 'nginx' ? 502 : 503);
  });
}
