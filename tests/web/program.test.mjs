// web/program.test.mjs - the built program, its page and its knowledge base, as a visitor meets them.
import { after, before, test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { ROOT, serve } from './served.mjs';
import { answers, ask, broken, input, shoot, useBrowser, violations, visit } from './stage.mjs';

let server;

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
  await page.getByRole('option').first().and(page.getByRole('option', { name: /minimum salary/ })).waitFor();
  await input(page).press('ArrowDown');
  await input(page).press('Enter');
  await answers(page).nth(1).getByText('6 to 8 lakhs').waitFor();
});

test('it says so if it does not know', async (t) => {
  const page = await visit(t, server.url);
  const answer = await ask(page, 'zyx wvu tsr qpo');
  await answer.getByText('Words I have never met').waitFor();
  await shoot(page, 'program-none');
});

test('the conversation goes on after the server is killed and restarted', async (t) => {
  const first = await serve();
  const page = await visit(t, first.url, broken);
  await ask(page, 'do i need to code');
  await first.kill('SIGKILL');
  await input(page).fill('is it stressful');
  await input(page).press('Enter');
  await page.locator('.answer', { hasText: 'No connection' }).waitFor();
  const second = await serve({ port: first.port });
  t.after(() => second.kill());
  await answers(page).nth(1).locator('.rich').waitFor();
  assert.equal(await answers(page).count(), 2);
});

test('a server that is killed during a question answers it once after its restart', async (t) => {
  const first = await serve();
  const page = await visit(t, first.url, broken);
  await page.locator('.choices button').first().waitFor();
  first.signal('SIGSTOP'); // the question is on its way and nobody reads it
  await input(page).fill('is it stressful');
  await input(page).press('Enter');
  await page.getByText('Working').waitFor();
  await first.kill('SIGKILL');
  const second = await serve({ port: first.port });
  t.after(() => second.kill());
  await answers(page).first().locator('.rich').waitFor();
  await page.waitForTimeout(300);
  assert.equal(await answers(page).count(), 1);
  assert.equal(await page.evaluate(() => window.events.filter(({ name }) => name === 'faq-answer').length), 1);
});

test('the first answer is on the screen within 100 ms of Enter, in the median of five visitors', async (t) => {
  const times = [];
  for (let visitor = 0; visitor < 5; visitor += 1) {
    const page = await visit(t, server.url);
    await page.locator('.choices button').first().waitFor();
    await input(page).fill('which programming language should I learn');
    await page.evaluate(() => {
      const { root } = document.querySelector('faq-chat');
      root.addEventListener('keydown', () => { window.asked = performance.now(); }, { capture: true, once: true });
      new MutationObserver(() => root.querySelector('.answer .rich') && requestAnimationFrame(() => setTimeout(() => {
        window.shown ??= performance.now(); // after the frame that draws it
      }))).observe(root.querySelector('.log'), { childList: true, subtree: true });
    });
    await input(page).press('Enter');
    times.push(await (await page.waitForFunction(() => window.shown && window.shown - window.asked)).jsonValue());
  }
  times.sort((left, right) => left - right);
  assert.ok(times[2] < 100, `${times.map(Math.round)} ms`);
});

test('nothing moves by itself once the page has loaded, nor before', async (t) => {
  const page = await visit(t, server.url, { reducedMotion: 'no-preference' });
  await page.evaluate(() => {
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
  });
  await ask(page, 'which programming language should I learn');
  await ask(page, 'zyx wvu tsr qpo');
  await page.waitForTimeout(300);
  const moved = await page.evaluate(() => window.shifts.filter(({ hadRecentInput }) => !hadRecentInput)
    .map(({ value, startTime, sources }) => [value, startTime, ...sources.map(({ node }) => node?.className ?? node?.nodeName)]));
  assert.deepEqual(moved, []);
});

test('every asset is served under the content security policy that the page keeps', async () => {
  for (const [path, type] of [['/', 'text/html'], ['/widget.js', 'text/javascript'], ['/widget.css', 'text/css'],
    ['/icon.svg', 'image/svg+xml']]) {
    const response = await fetch(server.url + path);
    assert.equal(response.status, 200, path);
    assert.ok(response.headers.get('content-type').startsWith(type), path);
    assert.match(response.headers.get('content-security-policy'), /default-src 'none'/, path);
  }
});

test('the first load, the second module and each language stay small', async () => {
  const speaks = (await readdir(`${ROOT}bot/phrases`)).flatMap((name) => /^(\w+)\.yml$/.exec(name)?.[1] ?? []);
  assert.ok(speaks.length > 30);
  for (const [name, most] of [['widget.js', 16], ['widget-more.js', 12], ['widget.css', 1], ...speaks.map((lang) => [`words/${lang}.js`, 2])]) {
    const response = await fetch(`${server.url}/${name}`);
    assert.equal(response.headers.get('content-encoding'), 'gzip', name);
    const size = Number(response.headers.get('content-length'));
    assert.ok(size <= most * 1024, `${name}: ${size} bytes gzipped`);
  }
});
