// web/privacy.test.mjs - what is kept of a conversation: the page that says it, the token that goes on with it and has it
// forgotten, and the visitor's consent.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { reply, startDouble } from './double.mjs';
import { answers, ask, broken, input, until, useBrowser, violations, visit } from './stage.mjs';

useBrowser();
const QUESTION = 'May we keep what you ask?';

/** A page whose server gives each connection a token of its own: 1, 2 ... */
async function meet(t, { hello, on } = {}) {
  const own = { conversation: '0', ...hello };
  const double = await startDouble({ connection: () => { own.conversation = String(Number(own.conversation) + 1); }, ...on },
    { hello: own });
  const page = await visit(t, double.url, broken);
  t.after(() => double.stop().catch(() => {}));
  await page.getByText('Can a fresher').waitFor();
  return { double, page };
}

const kept = (page) => page.evaluate(() => Object.values(sessionStorage).join());
/** What was sent but for questions. */
const told = (double) => double.requests.filter(({ type }) => /resume|forget|consent/.test(type))
  .map(({ type, conversation, given }) => `${type} ${conversation ?? given}`);

async function reconnect(double, page) {
  const called = page.waitForEvent('websocket');
  for (const socket of double.sockets) socket.close(1012);
  await called;
}

test('a link leads to the page that says what is kept', async (t) => {
  const { page } = await meet(t, { hello: { privacy: 'privacy' } });
  const link = page.getByRole('link', { name: 'What is kept of what you ask' });
  assert.equal(await link.evaluate(({ href }) => href), new URL('privacy', page.url()).href);
  assert.equal(await link.getAttribute('target'), '_blank');
  assert.match(await link.getAttribute('rel'), /noopener|noreferrer/);
  assert.deepEqual(await violations(page), []);
});

test('without one there is no link, and no address that is not safe is followed', async (t) => {
  const { page } = await meet(t);
  assert.equal(await page.locator('.privacy').textContent(), '');
  const other = await meet(t, { hello: { privacy: 'javascript:alert(1)' } });
  assert.equal(await other.page.locator('.privacy a').count(), 0);
});

test('another connection goes on with the conversation, before it asks; so does a reload', async (t) => {
  const { double, page } = await meet(t);
  assert.equal(await kept(page), '');
  await ask(page, 'Which language?');
  assert.deepEqual(told(double), []);
  await reconnect(double, page);
  await ask(page, 'And now?');
  assert.deepEqual(told(double), ['resume 1']);
  await page.reload();
  await ask(page, 'And now?');
  assert.deepEqual(told(double), ['resume 1', 'resume 1']);
  assert.deepEqual(double.requests.slice(-2).map(({ type }) => type), ['resume', 'ask']);
});

test('who keeps nothing is told nothing', async (t) => {
  const double = await startDouble();
  const page = await visit(t, double.url, broken);
  t.after(() => double.stop().catch(() => {}));
  await ask(page, 'Which language?');
  await reconnect(double, page);
  await page.getByRole('button', { name: 'New conversation' }).click();
  await ask(page, 'And now?');
  assert.deepEqual(told(double), []);
});

test('a conversation that is cleared is forgotten, and the next is another', async (t) => {
  const { double, page } = await meet(t);
  await ask(page, 'Which language?');
  await page.getByRole('button', { name: 'New conversation' }).click();
  await until(page, () => told(double).length > 0);
  assert.deepEqual(told(double), ['forget 1']);
  await page.waitForFunction(() => sessionStorage.length === 0);
  await ask(page, 'And now?');
  await reconnect(double, page);
  await ask(page, 'And then?');
  assert.deepEqual(told(double), ['forget 1', 'resume 2']);
});

test('what could not be forgotten at once is forgotten later, over a reload too', async (t) => {
  let busy = true;
  const { double, page } = await meet(t, { on: { request: (request) => (request.type === 'forget' && busy
    ? { type: 'error', id: request.id, code: 'busy', message: 'Later.', temporary: true, retry_after_ms: 0 } : reply(request)) } });
  await ask(page, 'Which language?');
  await double.stop();
  await page.locator('.status', { hasText: 'No connection' }).waitFor();
  await page.getByRole('button', { name: 'New conversation' }).click();
  await double.again();
  await until(page, () => told(double).length > 0);
  busy = false;
  await page.reload();
  await until(page, () => told(double).length > 1);
  assert.deepEqual(told(double), ['forget 1', 'forget 1']);
  await page.waitForFunction(() => sessionStorage.length === 0);
});

test('what is undone stays, though the server cannot be told yet what it was to forget', async (t) => {
  const { double, page } = await meet(t);
  await ask(page, 'Which language?');
  await double.stop();
  await page.locator('.status', { hasText: 'No connection' }).waitFor();
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.equal(await answers(page).count(), 1);
  await double.again();
  await page.reload();
  await answers(page).first().locator('.rich').waitFor();
});

for (const [name, given] of [['I agree', true], ['No, thanks', false]]) {
  test(`"${name}" is told at each connection of the conversation, and asked again in the next`, async (t) => {
    const { double, page } = await meet(t, { hello: { consent: QUESTION } });
    const asked = page.getByRole('group', { name: QUESTION });
    assert.deepEqual(await violations(page), []);
    assert.equal(await kept(page), '');
    await asked.getByRole('button', { name }).press('Enter');
    await until(page, () => told(double).length === 1);
    assert.equal(await asked.count(), 0);
    assert.equal(await page.evaluate(() => document.querySelector('faq-chat').root.activeElement.id), 'input');
    await page.reload();
    await page.getByText('Can a fresher').waitFor();
    const answer = await ask(page, 'Which language?');
    assert.equal(await asked.count(), 0);
    assert.equal(await answer.locator('.rate').isVisible(), given);
    await reconnect(double, page);
    await ask(page, 'And now?');
    assert.deepEqual(told(double), [`consent ${given}`, 'resume 1', `consent ${given}`, 'resume 1', `consent ${given}`]);
    await page.getByRole('button', { name: 'New conversation' }).click();
    await asked.waitFor();
    await ask(page, 'And then?');
    assert.deepEqual(told(double).slice(5), ['forget 1']);
  });
}

test('who does not decide is answered all the same, and nothing is told', async (t) => {
  const { double, page } = await meet(t, { hello: { consent: QUESTION } });
  const answer = await ask(page, 'Which language?');
  assert.equal(await answer.locator('.rate').isVisible(), false);
  assert.equal(await page.getByRole('group', { name: QUESTION }).count(), 1);
  assert.deepEqual(told(double), []);
});

test('a conversation that an older version has stored goes on', async (t) => {
  const { page } = await meet(t);
  await page.evaluate(() => sessionStorage.setItem(`faq-chat/1 ${location.origin}/`, JSON.stringify([{ id: 'a', text: 'Old?',
    answer: { type: 'answer', id: 'a', outcome: 'answered', text: 'Old answer.' } }])));
  await page.reload();
  await page.getByText('Old answer.').waitFor();
  await input(page).waitFor();
  assert.equal(await answers(page).count(), 1);
});
