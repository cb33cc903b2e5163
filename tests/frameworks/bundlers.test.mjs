// frameworks/bundlers.test.mjs - the npm package as bundlers take it: what they split off, how it loads, what a development
// server makes of it, and what a server renders with it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';
import { createServer } from 'vite';
import { after, before, test } from '../timed.mjs';
import { startDouble } from '../web/double.mjs';
import { ask, useBrowser, visit } from '../web/stage.mjs';
import { bundle, install, page, project } from './build.mjs';

useBrowser();
let bot;
before(async () => {
  install();
  bot = await startDouble();
});
after(() => bot.stop());

/** Serves files as a site until the test ends. */
async function host(t, built) {
  const policy = `default-src 'none'; script-src 'self'; img-src 'self'; connect-src ${bot.url} ${bot.url.replace('http', 'ws')}`;
  const pages = [...built, ['/', built.get('/index.html')]];
  const site = await startDouble({}, { pages: Object.fromEntries(pages.map(([path, body]) => [path, { body, policy }])) });
  t.after(() => site.stop());
  return site.url;
}

const german = async () => (await import(new URL('node_modules/faq-chat/words/de.js', import.meta.url))).default;

/** The example works, and speaks German. */
async function tries(t, url, options) {
  const shown = await visit(t, url, options);
  const words = await german();
  await shown.getByRole('button', { name: words.launch }).click();
  await ask(shown, 'Which language?');
  await shown.waitForFunction(() => document.title === 'answered');
}

test('esbuild splits off what is seldom needed, and each language', async (t) => {
  const root = project('plain', `${bot.url}/`);
  const { outputFiles } = await esbuild({ absWorkingDir: root, entryPoints: ['main.js'], outdir: root, bundle: true, write: false,
    splitting: true, format: 'esm', minify: true, charset: 'utf8' });
  const built = new Map(outputFiles.map(({ path, text }) => [path.slice(root.length), text]));
  const { kept_heading: words } = await german();
  assert.ok(!built.get('/main.js').includes(words));
  assert.equal([...built.values()].filter((text) => text.includes(words)).length, 1);
  assert.ok(built.size > 38, `${built.size} files`);
  await tries(t, await host(t, built.set('/index.html', page('main.js'))));
});

test('esbuild makes one classic script of it all', async (t) => {
  const root = project('plain', `${bot.url}/`);
  const { outputFiles: [{ text }] } = await esbuild({ absWorkingDir: root, entryPoints: ['main.js'], bundle: true, write: false,
    format: 'iife', charset: 'utf8' });
  await tries(t, await host(t, new Map([['/main.js', text], ['/index.html', page('main.js').replace('type="module"', 'defer')]])));
});

test('Vite splits off what is seldom needed, and each language', async (t) => {
  const built = await bundle(project('plain', `${bot.url}/`), 'production');
  const { kept_heading: words } = await german();
  const having = [...built].filter(([, text]) => text.includes(words)).map(([path]) => path);
  assert.equal(having.length, 1);
  assert.match(having[0], /^\/assets\/de-/);
  await tries(t, await host(t, built));
});

test("Vite's development server serves it", async (t) => {
  const server = await createServer({ root: project('plain', `${bot.url}/`), logLevel: 'error', server: { host: '127.0.0.1', port: 0 } });
  await server.listen();
  try {
    await tries(t, `http://127.0.0.1:${server.httpServer.address().port}/`, { expected: /^\[vite\]/ });
  } finally {
    t.after(() => server.close()); // after the page, which would look for it
  }
});

test('a bundled element without an address says so', async (t) => {
  const built = await bundle(project('plain', ''), 'production');
  const said = [];
  const shown = await visit(t, 'about:blank', { expected: /<faq-chat>.*\bsrc\b/ });
  shown.on('console', (message) => said.push(message.type()));
  await shown.addInitScript(() => window.addEventListener('faqbot-error', ({ detail }) => (window.errors ??= []).push(detail.code)));
  await shown.goto(await host(t, built));
  await shown.waitForFunction(() => window.errors);
  assert.deepEqual(await shown.evaluate(() => window.errors), ['no_address']);
  assert.deepEqual(said, ['error']);
});

test('React renders it on a server, and takes it over in the browser without a complaint', async (t) => {
  const root = project('react', `${bot.url}/`);
  const built = await bundle(root, 'development');
  await bundle(root, 'development', { build: { ssr: 'server.tsx', outDir: 'dist-server', rolldownOptions: {} } });
  const { render } = await import(pathToFileURL(join(root, 'dist-server/server.js')));
  const first = { shown: true, ids: ['one', 'two'], open: true, strings: { launch: 'Help me' } };
  const html = render({ bot: `${bot.url}/`, first, hear: () => {} });
  assert.match(html, /<faq-chat id="one" src="[^"]+" open=""><\/faq-chat><faq-chat id="two" src="[^"]+"><\/faq-chat>/);
  const rendered = built.get('/index.html').replace('<div id="app">', `$&${html}`);
  const url = await host(t, built.set('/index.html', rendered));
  for (const query of ['', '&late']) {
    const shown = await visit(t, `${url}/?open&bot=${encodeURIComponent(`${bot.url}/`)}${query}`, { expected: /React DevTools/ });
    await shown.waitForFunction(() => window.tell);
    if (query) await shown.evaluate(() => window.define());
    await shown.locator('#one .panel').waitFor();
    await shown.locator('#two .launcher', { hasText: 'Help me' }).waitFor();
    await shown.evaluate(() => window.call('ask', 'Which language?'));
    await shown.locator('#one .rich').first().waitFor();
    await shown.waitForFunction(() => window.heard.length > 0);
    assert.deepEqual(await shown.evaluate(() => window.heard), ['faqbot-answer Which language? answered']);
    await shown.evaluate(() => window.tell({ open: false }));
    await shown.locator('#one .launcher').waitFor();
  }
});
