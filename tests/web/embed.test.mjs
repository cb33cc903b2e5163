// web/embed.test.mjs - the pages that README.md shows under "Embed it", with the built program as their bot.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { after, before, test } from '../timed.mjs';
import { ROOT, serve } from './served.mjs';
import { ask, useBrowser, visit } from './stage.mjs';

const [, section] = /\n## Embed it\n([^]*?)\n## /.exec(readFileSync(`${ROOT}README.md`, 'utf8'));
const blocks = (kind) => [...section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter((block) => block[1] === kind).map((block) => block[2]);
const [, styled, spoken, hashed] = blocks('html');
const pinned = /^Content-Security-Policy: ([^]*)/.exec(blocks('text')[0])[1].replace(/\s+/g, ' ').trim();

useBrowser();
let bot;
let site;
let shown = { body: '', headers: {} };
before(async () => {
  site = createServer((request, response) => {
    const found = request.url === '/';
    response.writeHead(found ? 200 : 204, { 'Content-Type': 'text/html; charset=utf-8', ...shown.headers });
    response.end(found ? `<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title>\n${shown.body}` : undefined);
  });
  await new Promise((done) => { site.listen(0, '127.0.0.1', done); });
  bot = await serve({ flags: ['--origin', address()] });
});
after(() => Promise.all([bot.kill(), new Promise((done) => { site.close(done); site.closeAllConnections(); })]));
const address = () => `http://127.0.0.1:${site.address().port}`;

function open(t, body, headers = {}) {
  shown = { body: body.replaceAll('https://bot.example.org', bot.url), headers };
  return visit(t, address());
}

test('the example with a theme and a language', async (t) => {
  const page = await open(t, styled);
  const { default: german } = await import(`data:text/javascript,${encodeURIComponent(await (await fetch(`${bot.url}/words/de.js`)).text())}`);
  const launcher = page.getByRole('button', { name: german.launch });
  await launcher.waitFor();
  const style = () => launcher.evaluate((element) => {
    const { backgroundColor, color, textTransform } = getComputedStyle(element);
    return [backgroundColor, color, textTransform];
  });
  assert.deepEqual(await style(), ['rgb(122, 31, 92)', 'rgb(255, 255, 255)', 'uppercase']);
  await page.emulateMedia({ colorScheme: 'dark' });
  await launcher.click();
  assert.equal(await page.locator('.panel').evaluate((element) => getComputedStyle(element).backgroundColor), 'rgb(255, 255, 255)');
  await ask(page, 'which programming language should I learn');
});

test('the example that talks to the element', async (t) => {
  const page = await open(t, spoken);
  await page.getByRole('button', { name: 'Help', exact: true }).waitFor();
  await page.locator('#prices').click();
  await page.locator('.question', { hasText: 'What does it cost?' }).waitFor();
  await page.waitForFunction(() => document.title !== 'A shop');
});

/** A header, for the bot that runs. */
const policy = (text) => ({ 'Content-Security-Policy': text.replaceAll('https://bot.example.org', bot.url)
  .replaceAll('wss://bot.example.org', bot.url.replace('http', 'ws')) });
const hashOf = (bytes) => createHash('sha256').update(Buffer.from(bytes)).digest('base64');

/** It answers, and loads what it needs later. */
async function works(page) {
  await page.getByRole('button', { name: 'Ask a question' }).click();
  await ask(page, 'which programming language should I learn');
  await page.locator('faq-chat').evaluate((element) => { element.lang = 'de'; });
  await page.locator('.root[lang=de]').waitFor({ state: 'attached' });
  const download = page.waitForEvent('download');
  await page.locator('.tools button').first().click();
  await download;
}

test('the example with a hash', async (t) => {
  const hash = hashOf(await (await fetch(`${bot.url}/widget.js`)).arrayBuffer());
  await works(await open(t, hashed.replace('HASH', hash), policy(pinned.replace('HASH', hash))));
});

test('a script that is not the one of the hash does not run', async (t) => {
  const wrong = hashOf('');
  shown = { body: hashed.replaceAll('https://bot.example.org', bot.url).replace('HASH', wrong),
    headers: policy(pinned.replace('HASH', wrong)) };
  const page = await visit(t, address(), { expected: /integrity|Content Security Policy|policy:/ });
  assert.equal(await page.locator('faq-chat').evaluate((element) => element.root), undefined);
});

test('what a script with a nonce loads inherits it', async (t) => {
  const [first] = blocks('html');
  await works(await open(t, first.replace('<script', '<script nonce="r4nd0m"'),
    policy("default-src 'none'; script-src 'nonce-r4nd0m'; connect-src wss://bot.example.org")));
});
