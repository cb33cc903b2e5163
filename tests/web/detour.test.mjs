// web/detour.test.mjs - where no WebSocket passes: the built program behind a proxy that lets only requests through, and a
// visitor who notices nothing of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as send } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { serve } from './served.mjs';
import { answers, ask, input, until, useBrowser, visit } from './stage.mjs';

useBrowser();
const broken = { expected: /WebSocket connection|ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|status of (429|502|503)/ };

/** A proxy before a port: `proxy.upgrade` and `proxy.http` say what becomes of each; `proxy.asked` what came by. */
async function stand(t, port = 0) {
  const sockets = new Set();
  const proxy = { port, upgrade: 'refuse', http: () => false, asked: [], tries: 0 };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text) => { body += text; }).on('end', () => {
      if (request.url.startsWith('/api/') && request.method !== 'OPTIONS') {
        proxy.asked.push({ method: request.method, address: new URL(request.url, 'http://proxy'), body: body && JSON.parse(body) });
      }
      if (proxy.http(request, response, body)) return;
      const onward = send({ port: proxy.port, host: '127.0.0.1', method: request.method, path: request.url, headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      }).on('error', () => response.destroy());
      onward.end(body);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  server.on('upgrade', (request, socket, head) => {
    proxy.tries += 1;
    if (proxy.upgrade === 'refuse') socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    if (proxy.upgrade === 'answer') socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi');
    if (proxy.upgrade === 'close') socket.destroy();
    if (proxy.upgrade !== 'pass') return; // hang
    const onward = connect(proxy.port, '127.0.0.1', () => {
      const { Host, ...headers } = Object.fromEntries(request.rawHeaders.flatMap((name, i, all) => (i % 2 ? [] : [[name, all[i + 1]]])));
      onward.write([`GET ${request.url} HTTP/1.1`, ...Object.entries({ Host, ...headers }).map((header) => header.join(': ')), '', ''].join('\r\n'));
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) end.on('error', () => {}).on('close', () => { onward.destroy(); socket.destroy(); });
  });
  const listen = (at) => new Promise((done) => { server.listen(at, '127.0.0.1', done); });
  await listen(0);
  const at = server.address().port;
  const stop = () => new Promise((done) => { server.close(done); for (const socket of sockets) socket.destroy(); });
  t.after(() => stop().catch(() => {}));
  return Object.assign(proxy, { url: `http://127.0.0.1:${at}`, stop, again: () => listen(at),
    to: (name) => proxy.asked.filter(({ address }) => address.pathname === `/api/${name}`) });
}

/** A visitor of the built program, behind such a proxy; `first`: what is done with the proxy before they come. */
async function meet(t, { upgrade = 'refuse', flags = [], first = () => {}, ...more } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-detour-'));
  const journal = path.join(folder, 'journal.db');
  const server = await serve({ flags: [...flags, '--journal', journal], ...more });
  t.after(async () => { await server.kill(); rmSync(folder, { recursive: true, force: true }); });
  const proxy = await stand(t, server.port);
  proxy.upgrade = upgrade;
  first(proxy);
  const page = await visit(t, proxy.url, broken);
  return { proxy, page, rows: (sql) => JSON.parse(execFileSync('sqlite3', ['-json', journal, sql], { encoding: 'utf8' }) || '[]') };
}

const QUESTION = 'which programming language should I learn';
const said = (page) => page.evaluate(() => window.said);
/** Nothing that is seen or said may tell. */
async function assertQuiet(page) {
  assert.equal(await page.locator('.status').isVisible(), false);
  assert.doesNotMatch((await said(page)).join('\n'), /connect|again/i);
}

for (const upgrade of ['refuse', 'close', 'answer']) {
  test(`a proxy that does this to a WebSocket: ${upgrade}`, async (t) => {
    const { proxy, page } = await meet(t, { upgrade });
    const answer = await ask(page, QUESTION);
    await answer.getByText('Python').first().waitFor();
    await answer.getByText('takes any responsibility').waitFor();
    assert.ok(proxy.tries >= 2);
    assert.equal(proxy.to('ask').length, 1);
    assert.equal(proxy.to('ask')[0].method, 'POST');
    await assertQuiet(page);
  });
}

test('a proxy that never answers an upgrade, until it does', async (t) => {
  const { proxy, page } = await meet(t, { upgrade: 'hang' });
  const answer = await ask(page, QUESTION);
  await answer.getByText('Python').first().waitFor();
  assert.ok(proxy.tries >= 2);
  assert.equal(proxy.to('ask').length, 1);
  proxy.upgrade = 'pass'; // those that it has kept waiting get nothing
  await page.waitForFunction(() => document.querySelector('faq-chat').connection.state === 'ready');
  await ask(page, 'do i need to code');
  assert.equal(proxy.to('ask').length, 1);
});

test('all that a conversation needs goes by requests, and is kept as one', async (t) => {
  const { proxy, page, rows } = await meet(t);
  await page.locator('.choices button').first().click();
  await answers(page).first().locator('.rich').waitFor();
  await input(page).pressSequentially('what is the minimum sal');
  await page.getByRole('option', { name: /minimum salary/ }).waitFor();
  await input(page).press('ArrowDown');
  await input(page).press('Enter');
  await answers(page).nth(1).getByText('6 to 8 lakhs').waitFor();
  const answer = await ask(page, QUESTION);
  await answer.getByRole('button', { name: 'No', exact: true }).click();
  await answer.getByLabel('What was missing?').fill('A book to read.');
  await answer.getByRole('button', { name: 'Send' }).click();
  await answer.getByText('Thank you for your comment.').waitFor();
  await until(page, () => rows("SELECT comment FROM feedback WHERE comment <> ''").length === 1);
  assert.deepEqual(rows('SELECT helpful, comment FROM feedback'), [{ helpful: 0, comment: 'A book to read.' }]);
  assert.deepEqual(rows('SELECT question FROM asked'), [{ question: QUESTION }]);
  assert.equal(new Set(proxy.asked.map(({ body }) => body.conversation).filter(Boolean)).size, 1);
  await page.reload(); // the next page goes on with the conversation
  await ask(page, 'do i need to code');
  assert.equal(new Set(proxy.asked.map(({ body }) => body.conversation).filter(Boolean)).size, 1);
  assert.equal(rows('SELECT DISTINCT conversation FROM asked').length, 1);
  await page.getByRole('button', { name: 'Forget this conversation' }).click();
  await until(page, () => rows('SELECT * FROM asked').length === 0);
  await page.waitForFunction(() => window.said.includes('What was kept of this conversation has been deleted.'));
  await assertQuiet(page);
});

/** Lets the widget try a WebSocket again, so many times, sooner than it would by itself. */
async function tryAgain(page, proxy, times) {
  for (let i = 0; i < times; i += 1) {
    const { tries } = proxy;
    await page.waitForFunction(() => document.querySelector('faq-chat').connection.state === 'waiting');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await until(page, () => proxy.tries > tries);
  }
}

/** Keeps requests for `name` waiting until they are let go. */
function hold(proxy, name) {
  const waiting = [];
  let isHeld = true;
  proxy.http = (request, response) => {
    if (!isHeld || !request.url.startsWith(`/api/${name}`)) return false;
    waiting.push([request, response]);
    return true;
  };
  return { waiting, letGo: () => {
    isHeld = false;
    for (const [request, response] of waiting) {
      const onward = send({ port: proxy.port, host: '127.0.0.1', method: request.method, path: request.url, headers: request.headers },
        (answer) => { response.writeHead(answer.statusCode, answer.headers); answer.pipe(response); });
      onward.end(request.method === 'POST' ? JSON.stringify(proxy.to(name).at(-1).body) : undefined);
    }
  } };
}

test('while a question is on its way, trying for a WebSocket does not send it again', async (t) => {
  const { proxy, page } = await meet(t);
  const held = hold(proxy, 'ask');
  await input(page).fill(QUESTION);
  await input(page).press('Enter');
  await until(page, () => held.waiting.length > 0);
  await tryAgain(page, proxy, 3);
  held.letGo();
  await answers(page).first().getByText('Python').first().waitFor();
  assert.equal(proxy.to('ask').length, 1);
});

test('one detour is tried at a time, and one is taken', async (t) => {
  let held;
  const { proxy, page } = await meet(t, { first: (before) => { held = hold(before, 'hello'); } });
  await input(page).fill(QUESTION);
  await input(page).press('Enter');
  await until(page, () => held.waiting.length > 0);
  await tryAgain(page, proxy, 3);
  assert.equal(held.waiting.length, 1);
  held.letGo();
  await answers(page).first().getByText('Python').first().waitFor();
  assert.equal(proxy.to('ask').length, 1);
});

test('a conversation that is cleared meanwhile does not get what was said to the one before', async (t) => {
  const { proxy, page } = await meet(t);
  await ask(page, QUESTION);
  const first = hold(proxy, 'ask');
  await input(page).fill('do i need to code');
  await input(page).press('Enter');
  await until(page, () => first.waiting.length > 0);
  await page.evaluate(() => document.querySelector('faq-chat').clear());
  first.letGo();
  const answer = await ask(page, 'is it stressful');
  assert.equal(await answers(page).count(), 1);
  assert.match(await answer.locator('.matched').textContent(), /stressful/);
  const tokens = new Set(proxy.to('ask').map(({ body }) => body.conversation));
  assert.equal(tokens.size, 2);
  assert.deepEqual(proxy.to('forget').map(({ body }) => body.conversation), [proxy.to('ask')[0].body.conversation]);
});

/** Two proxies, and a page of the first one's that shows the bot under `policy`. */
async function embed(t, policy = () => '') {
  const [host, bot] = [await stand(t), await stand(t)];
  const server = await serve({ flags: ['--origin', host.url] });
  t.after(() => server.kill());
  host.port = bot.port = server.port;
  host.http = (request, response) => {
    if (request.url !== '/shop') return false;
    response.writeHead(200, { 'Content-Type': 'text/html', ...(policy(bot.url) && { 'Content-Security-Policy': policy(bot.url) }) });
    return response.end(`<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="/icon.svg">
      <script src="${bot.url}/widget.js" defer></script><faq-chat open></faq-chat>`);
  };
  return { host, bot, visit: (expected = broken.expected) => visit(t, `${host.url}/shop`, { expected }) };
}

test('on a page of another origin', async (t) => {
  const { bot, visit: go } = await embed(t);
  const page = await go();
  await (await ask(page, QUESTION)).getByText('Python').first().waitFor();
  assert.equal(bot.to('ask').length, 1);
  await assertQuiet(page);
});

test('what was begun at another address is not taken', async (t) => {
  const { host, bot, visit: go } = await embed(t);
  const held = hold(bot, 'hello');
  const page = await go();
  await input(page).fill(QUESTION);
  await input(page).press('Enter');
  await until(page, () => held.waiting.length > 0);
  await page.evaluate((src) => { document.querySelector('faq-chat').src = src; }, host.url);
  await until(page, () => host.to('hello').length > 0);
  held.letGo();
  await ask(page, 'do i need to code');
  assert.equal(bot.to('ask').length, 0);
  assert.equal(host.to('ask').length, 1);
});

test('when WebSockets pass again, the conversation goes on over one', async (t) => {
  const { proxy, page } = await meet(t);
  await ask(page, QUESTION);
  proxy.upgrade = 'pass';
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.waitForFunction(() => document.querySelector('faq-chat').connection.state === 'ready');
  const count = proxy.asked.length;
  await ask(page, 'do i need to code');
  await page.getByRole('button', { name: 'No', exact: true }).last().click();
  await page.getByLabel('What was missing?').waitFor();
  assert.equal(proxy.asked.length, count);
  await assertQuiet(page);
});

test('if requests do not pass either it says so, and nothing is answered twice when they do again', async (t) => {
  const { proxy, page } = await meet(t);
  await ask(page, QUESTION);
  let isBroken = true;
  proxy.http = (request, response) => isBroken && request.url.startsWith('/api/') && response.writeHead(502).end('<h1>Bad gateway</h1>');
  await input(page).fill('do i need to code');
  await input(page).press('Enter');
  const second = answers(page).nth(1);
  await second.getByText('No connection').waitFor();
  isBroken = false;
  await second.getByRole('button', { name: 'Try now' }).click();
  await second.locator('.rich').waitFor();
  assert.equal(await answers(page).count(), 2);
  assert.equal(await page.evaluate(() => window.events.filter(({ name }) => name === 'faq-answer').length), 2);
});

for (const [code, status] of [['rate_limited', 429], ['busy', 503]]) {
  test(`a question refused for now over HTTP is asked again: ${code}`, async (t) => {
    const { proxy, page } = await meet(t);
    const refusal = { type: 'error', id: null, code, message: 'Later.', temporary: true, retry_after_ms: 1 };
    proxy.http = (request, response) => request.url.startsWith('/api/ask') && proxy.to('ask').length === 1 &&
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(refusal));
    await input(page).fill(QUESTION);
    await input(page).press('Enter');
    await answers(page).getByText(code === 'busy' ? 'could not be answered' : 'Too many questions').waitFor();
    await answers(page).first().getByText('Python').first().waitFor();
    assert.equal(proxy.to('ask').length, 2);
    assert.equal(await answers(page).count(), 1);
  });
}

test('a policy that names the bot for WebSockets alone lets no request pass, one that names it for both does', async (t) => {
  const script = (url) => `script-src ${url}; connect-src ${url.replace('http', 'ws')}`;
  const narrow = await embed(t, script);
  const refused = await narrow.visit(/WebSocket connection|policy|Content Security Policy|Fetch API/);
  await input(refused).fill(QUESTION);
  await input(refused).press('Enter');
  await refused.locator('.answer', { hasText: 'No connection' }).waitFor();
  assert.equal(narrow.bot.to('ask').length, 0);
  const wide = await embed(t, (url) => `${script(url)} ${url}`);
  await (await ask(await wide.visit(), QUESTION)).getByText('Python').first().waitFor();
});
