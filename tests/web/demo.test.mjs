// web/demo.test.mjs - web/demo.html as another site, under a strict content security policy, with the built program
// as its bot.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { after, before, test } from '../timed.mjs';
import { ROOT, serve } from './served.mjs';
import { ask, answers, input, shoot, useBrowser, violations, visit } from './stage.mjs';

useBrowser();
let bot;
let site;
let policy;
const demo = await readFile(`${ROOT}web/demo.html`, 'utf8');
const readme = await readFile(`${ROOT}README.md`, 'utf8');
const address = () => `http://127.0.0.1:${site.address().port}`;

before(async () => {
  site = createServer((request, response) => {
    const found = request.url === '/';
    response.writeHead(found ? 200 : 204, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy });
    response.end(found ? demo.replaceAll('https://bot.example.org', bot.url) : undefined);
  });
  await new Promise((done) => { site.listen(0, '127.0.0.1', done); });
  bot = await serve({ flags: ['--origin', address()] });
  const [, shown] = /\n```text\nContent-Security-Policy: ([^`]*)```/.exec(readme);
  policy = shown.replace(/\s+/g, ' ').trim().replaceAll('wss://bot.example.org', bot.url.replace('http', 'ws'))
    .replaceAll('https://bot.example.org', bot.url);
});
after(() => Promise.all([bot.kill(), new Promise((done) => { site.close(done); site.closeAllConnections(); })]));

test('the demo embeds the bot as the README says, word for word', () => {
  const [, lines] = /\n## Embed it\n[^]*?```html\n([^]*?)```/.exec(readme);
  assert.ok(demo.includes(lines), lines);
});

test('the bot works on a site that allows its script and its connection and nothing else', async (t) => {
  const page = await visit(t, address());
  await shoot(page, 'demo-0-closed');
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Ask a question' }).click();
  const answer = await ask(page, 'which programming language should I learn');
  await answer.getByText('Python').first().waitFor();
  await answer.getByText('takes any responsibility').waitFor();
  await shoot(page, 'demo-1-answer');
  assert.deepEqual(await violations(page), []);
  await input(page).pressSequentially('pro'); // suggestions come with the second module
  await page.getByRole('option').first().waitFor();
  await input(page).fill('');
  await page.locator('faq-chat').evaluate((element) => { element.lang = 'de'; });
  await page.getByLabel('Ihre Frage').waitFor();
  assert.equal(await page.locator('.question').evaluate((element) => getComputedStyle(element).borderTopLeftRadius), '12px');
  await page.reload(); // it was open, and is
  await answers(page).getByText('Python').first().waitFor();
});

test('a site that the bot does not know gets no connection', async (t) => {
  const other = createServer((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 204, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(request.url === '/' ? demo.replaceAll('https://bot.example.org', bot.url) : undefined);
  });
  await new Promise((done) => { other.listen(0, '127.0.0.1', done); });
  const page = await visit(t, `http://127.0.0.1:${other.address().port}`, { expected: /WebSocket connection|CORS policy|net::ERR_FAILED|status of 403/ });
  t.after(() => { other.close(); other.closeAllConnections(); });
  await page.getByRole('button', { name: 'Ask a question' }).click();
  await input(page).fill('Anyone there?');
  await input(page).press('Enter');
  await page.locator('.answer', { hasText: /No connection|ended this chat/ }).waitFor();
  assert.equal(await page.locator('.rich').count(), 0);
});
