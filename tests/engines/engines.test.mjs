// engines/engines.test.mjs - the widget in the other two engines, Gecko and WebKit, as Debian has them (firefox-esr,
// webkit2gtk-driver with xvfb): what the tests in Chromium take for granted holds there. Skipped where they are missing.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import { test } from '../timed.mjs';
import { full, rich, startDouble } from '../web/double.mjs';

const WITHIN_MS = 60000;
const shop = { body: '<!doctype html><html lang="de"><link rel="icon" href="/icon.svg"><title>A shop</title>' +
  '<script src="/widget.js" defer></script><main><h1>A shop</h1></main><faq-chat images></faq-chat></html>' };

/** Runs in the page: a conversation, and what became of it. */
async function converse() {
  const chat = document.querySelector('faq-chat');
  const { root } = chat;
  const find = async (selector) => {
    for (;;) {
      const found = root.querySelector(selector);
      if (found?.getClientRects().length) return found;
      await new Promise((done) => { setTimeout(done, 20); });
    }
  };
  const said = [];
  new MutationObserver((changes) => changes.forEach(({ target, addedNodes }) => {
    if (target.matches?.('[aria-live=polite]')) said.push(...[...addedNodes].map(({ textContent }) => textContent));
  })).observe(root, { childList: true, subtree: true });
  const launcher = await find('.launcher');
  launcher.click();
  const panel = await find('.panel');
  const focus = root.activeElement.id;
  chat.ask('Which sizes?');
  await find('.answer table');
  const cells = [...root.querySelectorAll('.answer td')].map(({ textContent }) => textContent);
  const { right, bottom, width } = panel.getBoundingClientRect();
  const fits = right <= window.innerWidth && bottom <= window.innerHeight && width > 200;
  chat.hide();
  await find('.launcher');
  return { launcher: launcher.textContent, focus, cells, fits, direction: getComputedStyle(panel).direction, said,
    hidden: panel.getClientRects().length === 0 };
}

function assertConversed(result) {
  const { said, ...rest } = result;
  assert.deepEqual(rest, { launcher: 'Frage stellen', focus: 'input', fits: true, direction: 'ltr', hidden: true,
    cells: rich.blocks.slice(0, 2).flatMap(({ rows }) => rows.flat().map(([piece]) => piece.text ?? piece.inline[0].text)) });
  assert.ok(said.some((text) => text.includes(full.disclaimer.text)), said.join('\n'));
}

/** Starts a program in a group of its own, which ends with the test. */
function start(t, command, args) {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => { child.once('exit', done); });
  t.after(() => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch { /* it has ended */ }
    return ended;
  });
  return child;
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  const { port } = server.address();
  await new Promise((done) => { server.close(done); });
  return port;
}

async function host(t) {
  const double = await startDouble({}, { pages: { '/shop': shop } });
  t.after(() => double.stop());
  return `${double.url}/shop`;
}

const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const MINI = '/usr/lib/x86_64-linux-gnu';
const browser = (existsSync(MINI) ? readdirSync(MINI) : []).filter((name) => name.startsWith('webkit2gtk-4.')).map((name) => join(MINI, name, 'MiniBrowser')).at(-1);

test('a conversation in Gecko', { skip: !has('firefox-esr') && 'firefox-esr is not installed', timeout: WITHIN_MS }, async (t) => {
  const profile = mkdtempSync(join(tmpdir(), 'profile-'));
  const child = start(t, 'firefox-esr', ['--headless', `--remote-debugging-port=${await freePort()}`, '--profile', profile, '--no-remote']);
  t.after(() => rmSync(profile, { recursive: true, force: true, maxRetries: 9, retryDelay: 200 })); // its children end later
  let address;
  for await (const line of createInterface({ input: child.stderr })) {
    address = /listening on (ws:\S+)/.exec(line)?.[1];
    if (address) break;
  }
  const socket = new WebSocket(`${address}/session`);
  await new Promise((done) => { socket.once('open', done); });
  let id = 0;
  const call = async (method, params) => { // WebDriver BiDi
    socket.send(JSON.stringify({ id: ++id, method, params }));
    for (;;) {
      const message = JSON.parse(await new Promise((done) => { socket.once('message', done); }));
      if (message.id === id) return message.result ?? assert.fail(JSON.stringify(message));
    }
  };
  await call('session.new', { capabilities: {} });
  const { contexts: [{ context }] } = await call('browsingContext.getTree', {});
  await call('browsingContext.navigate', { context, url: await host(t), wait: 'complete' });
  const { result } = await call('script.evaluate', { expression: `(${converse})().then(JSON.stringify)`, target: { context },
    awaitPromise: true });
  assertConversed(JSON.parse(result.value));
  socket.close();
});

test('a conversation in WebKit', { skip: !(has('WebKitWebDriver') && has('xvfb-run') && browser) && 'webkit2gtk-driver or xvfb is not installed',
  timeout: WITHIN_MS }, async (t) => {
  const port = await freePort();
  start(t, 'xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`]);
  const call = async (method, path, body) => { // WebDriver
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = await response.json();
    return response.ok ? value : assert.fail(JSON.stringify(value));
  };
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] } } };
  let session;
  while (!session) session = await call('POST', '/session', { capabilities }).catch((error) => {
    if (error instanceof assert.AssertionError) throw error;
    return new Promise((done) => { setTimeout(done, 100); }); // it does not listen yet
  });
  const at = `/session/${session.sessionId}`;
  await call('POST', `${at}/url`, { url: await host(t) });
  const script = `const done = arguments[0]; (${converse})().then((result) => done(JSON.stringify(result)), (error) => done(String(error)));`;
  assertConversed(JSON.parse(await call('POST', `${at}/execute/async`, { script, args: [] })));
  await call('DELETE', at);
});
