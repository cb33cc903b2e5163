// web/connection.test.mjs - the connection breaks, is refused, sleeps and comes back: no question is lost and none is
// answered twice.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { reply, startDouble } from './double.mjs';
import { answers, ask, input, until, useBrowser, visit } from './stage.mjs';

useBrowser();
const broken = { expected: /WebSocket connection|ERR_CONNECTION_REFUSED/ }; // the browser's own words for a line that is lost
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
