// program.test.mjs - the built program, its page and its knowledge, as a visitor meets them. FAQBOT names the program.
import { after, before, test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { answers, ask, input, shoot, useBrowser, violations, visit } from './stage.mjs';

const ROOT = new URL('../../', import.meta.url).pathname;
const PROGRAM = process.env.FAQBOT ?? `${ROOT}build/release/faqbot`;
let server;

/** Starts the server and waits until it says where it serves. */
async function serve(port = 0) {
  const child = spawn(PROGRAM, ['serve', '--knowledge', `${ROOT}knowledge`, '--listen', `127.0.0.1:${port}`],
    { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of createInterface({ input: child.stderr })) {
    const url = line.match(/serving (http:[^\s"]+)/)?.[1];
    if (url) {
      child.stderr.resume();
      return { url: url.replace(/\/$/, ''), port: new URL(url).port, kill: (signal) => end(child, signal) };
    }
  }
  throw new Error('the server ended before it served');
}

const end = (child, signal = 'SIGTERM') => new Promise((done) => {
  child.once('exit', done);
  child.kill(signal);
});

useBrowser();
before(async () => { server = await serve(); });
after(() => server.kill());

test('a visitor asks and gets the answer, its source and the disclaimer', async (t) => {
  const page = await visit(t, server.url);
  const answer = await ask(page, 'which programming language should I learn');
  await answer.getByText('Python').first().waitFor();
  await answer.getByText('From:').waitFor();
  await answer.getByText('takes any responsibility').waitFor();
  assert.deepEqual(await violations(page), []);
  await shoot(page, 'program-answer');
});

test('a starter is asked by its id, and suggestions come while typing', async (t) => {
  const page = await visit(t, server.url);
  await page.locator('.choices button').first().click();
  await answers(page).first().locator('.rich').waitFor();
  await input(page).pressSequentially('what is the minimum sal');
  await page.getByRole('option', { name: /minimum salary/ }).first().waitFor();
  await input(page).press('ArrowDown');
  await input(page).press('Enter');
  await answers(page).nth(1).getByText('6 to 8 lakhs').waitFor();
});

test('what it does not know it says', async (t) => {
  const page = await visit(t, server.url);
  const answer = await ask(page, 'zyx wvu tsr qpo');
  await answer.getByText('Words I have never met').waitFor();
  await shoot(page, 'program-none');
});

test('a server that is killed and started anew goes on with the conversation', async (t) => {
  const first = await serve();
  const page = await visit(t, first.url, { expected: /WebSocket connection/ });
  await ask(page, 'do i need to code');
  await first.kill('SIGKILL');
  await input(page).fill('is it stressful');
  await input(page).press('Enter');
  await page.locator('.answer', { hasText: 'No connection' }).waitFor();
  const second = await serve(first.port);
  t.after(() => second.kill());
  await answers(page).nth(1).locator('.rich').waitFor();
  assert.equal(await answers(page).count(), 2);
});

test('every asset is served under the policy that the page keeps to', async () => {
  for (const [path, type] of [['/', 'text/html'], ['/widget.js', 'text/javascript'], ['/widget.css', 'text/css'],
    ['/icon.svg', 'image/svg+xml']]) {
    const response = await fetch(server.url + path);
    assert.equal(response.status, 200, path);
    assert.ok(response.headers.get('content-type').startsWith(type), path);
    assert.match(response.headers.get('content-security-policy'), /default-src 'none'/, path);
  }
});

test('script and style stay small', async () => {
  let size = 0;
  for (const name of ['widget.js', 'widget.css']) {
    const response = await fetch(`${server.url}/${name}`);
    assert.equal(response.headers.get('content-encoding'), 'gzip');
    size += Number(response.headers.get('content-length'));
  }
  assert.ok(size <= 15 * 1024, `${size} bytes gzipped`);
});
