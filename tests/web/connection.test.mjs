// web/connection.test.mjs - the connection breaks, is refused, sleeps and comes back: no question is lost and none is
// answered twice.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { reply, startDouble } from './double.mjs';
import { answers, ask, broken, input, until, useBrowser, visit } from './stage.mjs';

useBrowser();
const answered = (page, at) => answers(page).nth(at).locator('.rich').waitFor();

/** A page and its double, which outlives it. */
async function meet(t, on, options) {
  const double = await startDouble(on, options);
  const page = await visit(t, double.url, broken);
  t.after(() => double.stop().catch(() => {}));
  return { double, page };
}

test('a question that a dying server left open is answered once it is back, and only once', async (t) => {
  let alive = false;
  const { double, page } = await meet(t, { request: (request) => (alive ? reply(request) : null) });
  await input(page).fill('Which language?');
  await input(page).press('Enter');
  await page.getByText('Working').waitFor();
  await double.stop();
  await page.locator('.answer', { hasText: 'No connection' }).waitFor();
  alive = true;
  await double.again();
  await answered(page, 0);
  assert.equal(await answers(page).count(), 1);
  const ids = double.asks().map((request) => request.id);
  assert.deepEqual(ids, [ids[0], ids[0]]);
  assert.equal(await page.evaluate(() => window.said.filter((text) => text.startsWith('Python.')).length), 1);
});

test('a reply that comes twice is shown once', async (t) => {
  const { page } = await meet(t, { request: (request, socket) => {
    if (request.type === 'ask') socket.send(JSON.stringify(reply(request)));
    return reply(request);
  } });
  await ask(page, 'Which language?');
  await ask(page, 'And which tools?');
  assert.equal(await answers(page).count(), 2);
  assert.equal(await page.evaluate(() => window.events.length), 2);
});

test('a waiting question survives a reload', async (t) => {
  let alive = false;
  const { double, page } = await meet(t, { request: (request) => (alive ? reply(request) : null) });
  await input(page).fill('Which language?');
  await input(page).press('Enter');
  await page.getByText('Working').waitFor();
  alive = true;
  await page.reload();
  await answered(page, 0);
  const ids = double.asks().map((request) => request.id);
  assert.deepEqual(ids, [ids[0], ids[0]]);
});

test('one question may wait: it can be cancelled, and a second one is told so', async (t) => {
  const { double, page } = await meet(t, { request: () => null });
  await input(page).fill('Which language?');
  await input(page).press('Enter');
  await page.getByText('Working').waitFor();
  await double.stop();
  await input(page).fill('A second question');
  await input(page).press('Enter');
  await page.getByText('still waiting').first().waitFor();
  assert.equal(await input(page).inputValue(), 'A second question');
  await input(page).fill('');
  await page.getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await answers(page).count(), 0);
  assert.equal(await input(page).inputValue(), 'Which language?');
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

for (const code of [1001, 1011, 1012, 4001, 4008, 4429, 4499]) {
  test(`after close code ${code} the widget reconnects`, async (t) => {
    const { double, page } = await meet(t, {});
    await ask(page, 'Which language?');
    const called = page.waitForEvent('websocket');
    for (const socket of double.sockets) socket.close(code);
    await called;
    await ask(page, 'And now?');
  });
}

for (const code of [4500, 4503, 4999]) {
  test(`close code ${code} is final, and the widget says so`, async (t) => {
    const { double, page } = await meet(t, {});
    await ask(page, 'Which language?');
    let calls = 0;
    page.on('websocket', () => { calls += 1; });
    for (const socket of double.sockets) socket.close(code);
    await page.locator('.status', { hasText: 'ended this chat' }).waitFor();
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.waitForTimeout(1500);
    assert.equal(calls, 0);
  });
}

test('a server that stops is given the time that it asks for, unnoticed by the visitor', async (t) => {
  const { double, page } = await meet(t, {});
  await page.getByText('Can a fresher').waitFor();
  let calls = 0;
  page.on('websocket', () => { calls += 1; });
  const called = page.waitForEvent('websocket');
  for (const socket of double.sockets) socket.close(4001, '{"retry_after_ms":2500}');
  await page.waitForTimeout(1500);
  assert.equal(calls, 0);
  assert.equal(await page.locator('.status').isVisible(), false);
  await called;
});

test('a visitor who asks does not wait until a server that stops wants its clients back', async (t) => {
  const { double, page } = await meet(t, {});
  await page.getByText('Can a fresher').waitFor();
  for (const socket of double.sockets) socket.close(4001, '{"retry_after_ms":86400000}');
  await until(page, () => double.sockets.size === 0);
  await ask(page, 'Which language?');
  assert.equal(double.asks().length, 1);
});

test('a connection closed for idleness stays closed until there is something to send', async (t) => {
  const { double, page } = await meet(t, {});
  await page.getByText('Can a fresher').waitFor();
  let calls = 0;
  page.on('websocket', () => { calls += 1; });
  for (const socket of double.sockets) socket.close(4009);
  await page.waitForTimeout(1500);
  assert.equal(calls, 0);
  assert.equal(await page.locator('.status').isVisible(), false);
  await ask(page, 'Which language?');
  assert.equal(calls, 1);
});

test('a question refused for now is asked again, one refused for good is not', async (t) => {
  let times = 0;
  const { double, page } = await meet(t, { request: (request) => {
    times += 1;
    const error = { type: 'error', id: request.id, code: 'rate_limited', message: 'Slowly.', temporary: true, retry_after_ms: 1200 };
    if (request.text === 'never') return { ...error, code: 'bad_message', message: 'That is no question.', temporary: false };
    return times === 1 ? error : reply(request);
  } });
  await page.evaluate(() => document.querySelector('faq-chat').ask('Which language?'));
  await page.getByText('too many questions at once').first().waitFor();
  await answered(page, 0);
  assert.equal(double.asks().length, 2);
  await page.evaluate(() => document.querySelector('faq-chat').ask('never'));
  await answers(page).nth(1).getByText('That is no question.').waitFor();
  assert.deepEqual((await page.evaluate(() => window.events)).filter(({ name }) => name === 'faq-error')
    .map(({ code }) => code), ['rate_limited', 'bad_message']);
});

test('a question that breaks the connection each time is not sent for ever', async (t) => {
  const { double, page } = await meet(t, { request: (request, socket) => { socket.close(1011); return null; } });
  await page.evaluate(() => document.querySelector('faq-chat').ask('Which language?'));
  await page.getByText('could not be answered').first().waitFor({ timeout: 20000 });
  const count = double.asks().length;
  await page.waitForTimeout(1000);
  assert.equal(double.asks().length, count);
  assert.ok(count <= 4);
  await page.getByRole('button', { name: 'Try now' }).click();
  await until(page, () => double.asks().length > count);
});

test('invalid messages and unknown types are ignored', async (t) => {
  const { page } = await meet(t, { connection: (socket) => {
    for (const text of ['{', 'null', '[]', '7', '{"type":"notice"}', '{"type":"answer","id":"x"}', '{}']) socket.send(text);
  }, request: (request, socket) => {
    for (const text of ['no', 'null', '{"type":"notice","text":"new"}', '{"type":"answer"}']) socket.send(text);
    return reply(request);
  } });
  await ask(page, 'Which language?');
  assert.equal(await answers(page).count(), 1);
});

test('closing the panel disconnects, opening it reconnects', async (t) => {
  const pages = { '/shop': { body: '<!doctype html><html lang="en"><link rel="icon" href="/icon.svg"><title>Shop</title>' +
    '<script src="/widget.js" defer></script><faq-chat open></faq-chat></html>' } };
  const double = await startDouble({}, { pages });
  const page = await visit(t, `${double.url}/shop`);
  t.after(() => double.stop());
  await page.getByText('Can a fresher').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await until(page, () => double.sockets.size === 0);
  await page.getByRole('button', { name: 'Ask a question' }).click();
  await ask(page, 'Which language?');
});

/** A hundred and five questions, one as soon as the other is answered; the durations of tasks over 50 ms. */
const converse = (page) => page.evaluate(async () => {
  const long = [];
  new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  const chat = document.querySelector('faq-chat');
  for (let at = 0; at < 105; at += 1) {
    const done = new Promise((resolve) => { chat.addEventListener('faq-answer', resolve, { once: true }); });
    chat.ask(`Question ${at}`);
    await done;
  }
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  return long;
});

test('at most a hundred turns are kept, and no task takes over 50 ms', async (t) => {
  const { page } = await meet(t, {});
  let long = await converse(page);
  // What is slow is slow each time; what was slow for the machine's other work is not.
  for (let attempt = 0; attempt < 3 && long.length > 0; attempt += 1) {
    await page.getByRole('button', { name: 'New conversation' }).click();
    long = await converse(page);
  }
  assert.deepEqual(long, []);
  assert.equal(await answers(page).count(), 100);
  await page.reload();
  await page.getByText('Question 104', { exact: true }).waitFor();
  assert.equal(await answers(page).count(), 100);
  assert.equal(await page.getByText('Question 4', { exact: true }).count(), 0);
});

// -- A server that is unwell: the clock is the test's, and so is chance

/** Counts the connections that the page opens, by its own clock; `chance`: what Math.random says. */
const count = (chance) => {
  window.calls = [];
  Math.random = () => chance;
  window.WebSocket = class extends window.WebSocket {
    constructor(...rest) {
      window.calls.push(performance.now());
      super(...rest);
    }
  };
};
const calls = (page) => page.evaluate(() => window.calls.map((at) => at - window.calls[0]));
const state = (page) => page.evaluate(() => document.querySelector('faq-chat').connection.state);

/** Moves the page's clock by so many seconds, in steps, each of which waits for what the server has yet to do: one that is
 * ill ends each connection, unless the question that would make it do so is held back. */
async function pass(page, seconds, { ill = false, meanwhile = () => {} } = {}) {
  for (let at = 0; at < seconds * 4; at += 1) {
    await page.waitForFunction((unsettled) => {
      const { connection, trouble } = document.querySelector('faq-chat');
      return !unsettled.includes(connection.state) || (connection.state === 'ready' && trouble === 'failed');
    }, ill ? ['calling', 'ready'] : ['calling'], { polling: 5 });
    await meanwhile();
    await page.clock.runFor(250);
  }
}

/** At most eight in any ten seconds. */
function assertCalm(times) {
  for (const from of times) {
    const within = times.filter((at) => at >= from && at < from + 10000).length;
    assert.ok(within <= 8, `${within} connections within ten seconds: ${times}`);
  }
}

const quiet = { '/empty': { body: '<!doctype html><title>Empty</title><link rel="icon" href="/icon.svg">' },
  '/shop': { body: '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="/icon.svg">' +
    '<script src="/widget.js"></script><faq-chat></faq-chat></html>' } };

/** A page whose question waits at a server that is unwell from the first connection on. */
async function suffer(t, on, chance) {
  const double = await startDouble(on, { pages: quiet });
  const page = await visit(t, `${double.url}/empty`, { expected: /WebSocket connection|404/ });
  t.after(() => double.stop());
  await page.clock.install({ time: 0 });
  await page.addInitScript(count, chance);
  await page.clock.pauseAt(1000);
  await page.goto(`${double.url}/shop`);
  await page.evaluate(() => document.querySelector('faq-chat').ask('Which language?'));
  return { double, page };
}

/** How a server closes at once; `well()` makes it well. */
function closers() {
  let ill = true;
  const closing = (code) => ({ connection: (socket) => { if (ill) socket.close(code); return !ill; } });
  const greeting = (code) => ({ connection: (socket) => { if (ill) setTimeout(() => socket.close(code), 5); },
    request: (request) => (ill && request.type === 'ask' ? null : reply(request)) });
  const asked = (code) => ({ request: (request, socket) => {
    if (ill && request.type === 'ask') socket.close(code);
    return ill && request.type === 'ask' ? null : reply(request);
  } });
  return { well: () => { ill = false; }, ways: {
    'before the greeting': closing(1011), 'after the greeting': greeting(1001), 'when the question comes': asked(1011),
    'for idleness, before the greeting': closing(4009), 'for idleness, after the greeting': greeting(4009),
    'for idleness, when the question comes': asked(4009), 'without the handshake': { connection: (socket) => { if (ill) socket.terminate(); return !ill; } },
  } };
}

/** What a visitor and a browser do to have it try at once. */
const urge = (page) => page.evaluate(() => {
  const { root } = document.querySelector('faq-chat');
  dispatchEvent(new Event('online'));
  document.dispatchEvent(new Event('visibilitychange'));
  for (const button of root.querySelectorAll('.actions button')) if (button.textContent === 'Try now') button.click();
  root.querySelector('textarea').dispatchEvent(new Event('input'));
});

for (const way of Object.keys(closers().ways)) {
  for (const chance of [0, 0.999]) {
    test(`a server that closes ${way} is not stormed, whatever is done about it, and answers once when well (${chance})`, async (t) => {
      const { well, ways } = closers();
      const { double, page } = await suffer(t, ways[way], chance);
      const meanwhile = () => urge(page);
      await pass(page, 11, { ill: true, meanwhile });
      const storm = await calls(page);
      assertCalm(storm);
      assert.ok(storm.filter((at) => at < 10000).length >= 2, 'it tries');
      well();
      await pass(page, 11, { meanwhile });
      await answered(page, 0);
      await pass(page, 20, { meanwhile });
      assertCalm(await calls(page));
      assert.equal(await answers(page).count(), 1);
      assert.equal(new Set(double.asks().map(({ id }) => id)).size, 1);
      assert.equal(await page.evaluate(() => window.said.filter((text) => text.startsWith('Python.')).length), 1);
      assert.equal(await page.evaluate(() => window.events.filter(({ name }) => name === 'faq-answer').length), 1);
    });
  }
}

for (const way of Object.keys(closers().ways)) {
  test(`closing ${way}: the waits double, up to half a minute`, async (t) => {
    const { page } = await suffer(t, closers().ways[way], 0.999);
    await pass(page, 100, { ill: true });
    const times = await calls(page);
    const waits = times.slice(1).map((at, index) => Math.round((at - times[index]) / 500) / 2);
    const many = way.includes('question') ? 3 : 8; // a question that ends four connections is not sent again by itself
    assert.deepEqual(waits.slice(0, many), [0.5, 1, 2, 4, 8, 16, 30, 30].slice(0, many), String(waits));
  });
}

test('only a connection that was stable for a minute makes the next wait short again', async (t) => {
  const { double, page } = await suffer(t, {}, 0.999);
  await answered(page, 0);
  const cut = async () => {
    for (const socket of double.sockets) socket.close(1011);
    await page.waitForFunction(() => document.querySelector('faq-chat').connection.state === 'waiting');
    const before = (await calls(page)).length;
    let waited = 0;
    for (; (await calls(page)).length === before; waited += 1) await page.clock.runFor(500);
    await page.waitForFunction(() => document.querySelector('faq-chat').connection.state === 'ready');
    return waited / 2;
  };
  const waits = [];
  for (const stable of [0, 0, 50, 59, 61, 0]) {
    await page.clock.runFor(stable * 1000);
    waits.push(await cut());
  }
  assert.deepEqual(waits, [0.5, 1, 2, 4, 0.5, 1]);
});

test('while a question waits nothing sends it twice', async (t) => {
  let release;
  const { double, page } = await meet(t, { request: (request, socket) => {
    if (request.type !== 'ask') return reply(request);
    release = () => socket.send(JSON.stringify(reply(request)));
    return null;
  } });
  await page.evaluate(() => document.querySelector('faq-chat').ask('Which language?'));
  await until(page, () => release !== undefined);
  for (let at = 0; at < 6; at += 1) {
    await page.setViewportSize({ width: at % 2 ? 1000 : 400, height: 760 });
    await page.evaluate(() => { document.querySelector('faq-chat').strings = { title: 'Help' }; });
  }
  release();
  await answered(page, 0);
  assert.equal(double.asks().length, 1);
  assert.equal(await page.evaluate(() => window.said.some((text) => text.includes('could not be answered'))), false);
});

test('a question that is to wait is not sent before its time, whatever else happens', async (t) => {
  let times = 0;
  const { double, page } = await suffer(t, { request: (request) => {
    if (request.type !== 'ask' || (times += 1) > 1) return reply(request);
    return { type: 'error', id: request.id, code: 'rate_limited', temporary: true, retry_after_ms: 30000 };
  } }, 0.5);
  await page.getByText('too many questions at once').first().waitFor();
  await page.setViewportSize({ width: 400, height: 760 });
  await page.evaluate(() => document.querySelector('faq-chat').follow());
  await pass(page, 29);
  assert.equal(double.asks().length, 1);
  await pass(page, 2);
  await answered(page, 0);
  assert.equal(double.asks().length, 2);
});

test('a page that is left opens no connection for what waits', async (t) => {
  const { page } = await meet(t, { request: (request) => (request.type === 'ask' ? null : reply(request)) });
  await page.evaluate(() => document.querySelector('faq-chat').ask('Which language?'));
  await page.getByText('Working').first().waitFor();
  await page.evaluate(() => dispatchEvent(new window.PageTransitionEvent('pagehide', { persisted: true })));
  assert.equal(await state(page), 'asleep');
  await page.evaluate(() => dispatchEvent(new window.PageTransitionEvent('pageshow', { persisted: true })));
  await page.waitForFunction(() => document.querySelector('faq-chat').connection.state === 'ready');
});
