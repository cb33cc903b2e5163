// web/embed.test.mjs - the pages that README.md shows under "Embed it", with the built program as their bot.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from '../timed.mjs';
import { ROOT, serve } from './served.mjs';
import { ask, useBrowser, visit } from './stage.mjs';

const [, section] = /\n## Embed it\n([^]*?)\n## /.exec(readFileSync(`${ROOT}README.md`, 'utf8'));
const blocks = (kind) => [...section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter((block) => block[1] === kind).map((block) => block[2]);
const [line, attributed, styled, spoken, talking, hashed, mapped] = blocks('html');
const [byHost, byHash, byMap] = blocks('text').map((text) => /^Content-Security-Policy: ([^]*)/.exec(text)[1].replace(/\s+/g, ' ').trim());

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

function open(t, body, headers = {}, options = {}) {
  shown = { body: body.replaceAll('https://bot.example.org', bot.url), headers };
  return visit(t, address(), options);
}

const wordsOf = async (home, language) => (await import(`data:text/javascript,${
  encodeURIComponent(await (await fetch(`${home}/words/${language}.js`)).text())}`)).default;

/** A bot of these files. */
async function botOf(t, files) {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-embed-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const own = await serve({ knowledge: folder, flags: ['--origin', address()] });
  t.after(() => own.kill());
  return (body) => body.replaceAll('https://bot.example.org', own.url);
}

test('the example with attributes: a greeting, a tag, images, and a conversation that is kept', async (t) => {
  const at = await botOf(t, { 'bot.yml': 'greeting: Ask me about bicycles.\n',
    'bicycles.md': '---\ntags: [bicycles]\n---\n# Bicycles\n\n## FAQ\n\n### What does a bicycle cost a day?\n\n12 euros.\n',
    'boats.md': '# Boats\n\n## FAQ\n\n### What does a boat cost a day?\n\n99 euros.\n' });
  const page = await open(t, at(attributed.replace('"30"', '"0.01"')));
  await page.getByRole('button', { name: 'Ask me about bicycles.' }).click();
  await (await ask(page, 'What does a bicycle cost a day?')).getByText('12 euros.').waitFor();
  assert.doesNotMatch(await (await ask(page, 'What does a boat cost a day?')).innerText(), /99 euros/);
  assert.deepEqual(await page.evaluate(() => [localStorage.length > 0, document.querySelector('faq-chat').images]), [true, true]);
});

test('the example with a theme', async (t) => {
  const page = await open(t, styled);
  const launcher = page.getByRole('button', { name: 'Ask a question' });
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

test('a colour for the light and one for the dark', async (t) => {
  const [pair] = /--faq-accent: light-dark\([^)]*\)/.exec(section);
  const page = await open(t, styled.replace(/--faq-accent: #\w+/, pair).replace(' theme="light"', ''));
  const launcher = page.getByRole('button', { name: 'Ask a question' });
  await launcher.waitFor();
  const colour = () => launcher.evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.equal(await colour(), 'rgb(122, 31, 92)');
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await colour(), 'rgb(240, 168, 216)');
});

test('the example in another language, with sentences of the page', async (t) => {
  const page = await open(t, spoken);
  await page.getByRole('button', { name: 'Une question ?' }).click();
  const french = await wordsOf(bot.url, 'fr');
  await page.getByLabel('Votre question sur la location').waitFor();
  await page.getByRole('button', { name: french.ask, exact: true }).waitFor();
});

test('the example with sentences in bot.yml', async (t) => {
  const at = await botOf(t, { 'bot.yml': blocks('yaml')[0],
    'desk.md': '# Verleih\n\n## FAQ\n\n### Was kostet ein Fahrrad am Tag?\n\n12 Euro.\n' });
  const page = await open(t, at(line));
  await page.getByRole('button', { name: 'Fragen zum Fahrradverleih' }).click();
  await (await ask(page, 'Was kostet ein Fahrrad am Tag?')).getByText('12 Euro.').waitFor();
  await page.locator('faq-chat').evaluate((element) => { element.lang = 'fr'; });
  await page.locator('.launcher', { hasText: 'Vos questions sur la location' }).waitFor({ state: 'attached' });
});

test('the example that talks to the element', async (t) => {
  const page = await open(t, talking);
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

test('the example of a policy by host', async (t) => {
  await works(await open(t, line, policy(byHost)));
});

test('the example with a hash', async (t) => {
  const hash = hashOf(await (await fetch(`${bot.url}/widget.js`)).arrayBuffer());
  await works(await open(t, hashed.replace('HASH', hash), policy(byHash.replace('HASH', hash))));
});

test('a script that is not the one of the hash does not run', async (t) => {
  const wrong = hashOf('');
  const page = await open(t, hashed.replace('HASH', wrong), policy(byHash.replace('HASH', wrong)),
    { expected: /integrity|Content Security Policy|policy:/ });
  assert.equal(await page.locator('faq-chat').evaluate((element) => element.root), undefined);
});

test('the example with a hash of all that is loaded, and no address', async (t) => {
  const script = await (await fetch(`${bot.url}/widget.js`)).text();
  const [, version] = /widget-more\.js\?v=([0-9a-f]*)/.exec(script);
  const of = async (path) => hashOf(await (await fetch(`${bot.url}/${path}`)).arrayBuffer());
  const hashes = { HASH: await of('widget.js'), MORE: await of(`widget-more.js?v=${version}`), WORDS: await of('words/de.js') };
  const put = (text) => text.replace('VERSION', version).replace(/sha256-(HASH|MORE|WORDS)/g, (_, name) => `sha256-${hashes[name]}`)
    .replaceAll('https://bot.example.org', bot.url);
  const body = put(mapped);
  const [, map] = /<script type="importmap">([^]*?)<\/script>/.exec(body);
  const page = await open(t, body.replace(' lang="de"', ''), policy(put(byMap).replace('MAP', hashOf(map))));
  await works(page);
});

test('what a script with a nonce loads inherits it', async (t) => {
  await works(await open(t, line.replace('<script', '<script nonce="r4nd0m"'),
    policy("default-src 'none'; script-src 'nonce-r4nd0m'; connect-src wss://bot.example.org")));
});
