// web/modules.test.mjs - the modules that the server has for the widget, loaded by a browser: on our own page under its
// policy, and on pages of other origins, of which one lets in only what says that it may be embedded.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from '../timed.mjs';
import { serve } from './served.mjs';
import { useBrowser, visit } from './stage.mjs';

useBrowser();
let server;
before(async () => {
  server = await serve();
});
after(() => server.kill());

// In the page: what the words of a language and the second module are, from the address that they are loaded from.
const load = async (home) => {
  const script = await (await fetch(`${home}/widget.js`)).text();
  const [, more] = /'(\.\/widget-more\.js\?v=[0-9a-f]{16})'/.exec(script);
  const { default: words } = await import(`${home}/words/ar.js`);
  return [words.dir, words.title, typeof (await import(new URL(more, `${home}/widget.js`))).default];
};
const loaded = ['rtl', 'أسئلة وأجوبة', 'function'];

test('our own page may load them', async (t) => {
  const page = await visit(t, server.url);
  assert.deepEqual(await page.evaluate(load, server.url), loaded);
});

for (const headers of [{}, { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Opener-Policy': 'same-origin' }]) {
  test(`so may a page of another origin ${Object.keys(headers)[0] ? 'that is isolated' : ''}`, async (t) => {
    const host = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html', ...headers });
      response.end(`<!doctype html><html lang="en"><title>Host</title><script src="${server.url}/widget.js" defer></script><faq-chat></faq-chat>`);
    }).listen(0, '127.0.0.1');
    await once(host, 'listening');
    t.after(() => host.close());
    const page = await visit(t, `http://127.0.0.1:${host.address().port}/`);
    await page.getByRole('button', { name: 'Ask a question' }).waitFor();
    assert.equal(await page.evaluate(() => window.crossOriginIsolated), 'Cross-Origin-Embedder-Policy' in headers);
    assert.deepEqual(await page.evaluate(load, server.url), loaded);
  });
}
