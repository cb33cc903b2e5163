// e2e/starters.test.mjs - each page of a site offers its own questions to start with, whatever the knowledge base is read
// from, and as far as the conversation is about them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { program, serve } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

function knowledge(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-starters-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const entry = (id, tag) => `${JSON.stringify({ id, question: `What about ${id}?`, answer: `All about ${id}.`, tags: [tag] })}\n`;
  writeFileSync(path.join(folder, 'bot.yml'), `name: Shop
disclaimer: No advice.
starters:
  "*": [hours, returns]
  /: [hours]
  /shop/*: [returns, delivery, gone]
  /shop/basket: [payment]
  /caf\u00e9: [coffee]
  /imprint: []
`);
  writeFileSync(path.join(folder, 'all.jsonl'), ['hours', 'coffee'].map((id) => entry(id, 'desk')).join('')
    + ['returns', 'delivery', 'payment'].map((id) => entry(id, 'shop')).join(''));
  return folder;
}

const ids = (links) => (links ?? []).map(({ id }) => id);

async function greeted(server, query) {
  const visitor = await Visitor.greeted(server, { path: `/ws?${new URLSearchParams(query)}` });
  return { starters: ids(visitor.hello.starters), visitor };
}

async function starters(server, query) {
  const { starters: offered, visitor } = await greeted(server, query);
  visitor.socket.close();
  return offered;
}

async function tryPages(server) {
  const pages = [
    ['/', ['hours']], ['/about', ['hours', 'returns']], ['/shop/books/1', ['returns', 'delivery']], ['/shop/basket', ['payment']],
    ['/shop', ['hours', 'returns']], [new URL('https://a.example/caf\u00e9').pathname, ['coffee']], ['/imprint', []], ['', ['hours', 'returns']],
    [`/shop/${'x'.repeat(1018)}`, ['returns', 'delivery']], [`/shop/${'x'.repeat(1019)}`, ['hours', 'returns']], ['/shop/\0', ['hours', 'returns']],
    ['/shop/\ud83d\ude00', ['returns', 'delivery']], ['//', ['hours', 'returns']]];
  for (const [page, expected] of pages) assert.deepEqual(await starters(server, { path: page }), expected, page.slice(0, 40));
  assert.deepEqual(await starters(server, {}), ['hours', 'returns']);
}

test('the address of a connection says which page it is, and that page has its starters', async (t) => {
  const folder = knowledge(t);
  await tryPages(await serve(t, { knowledge: folder }));
  const index = path.join(folder, 'faq.db');
  execFileSync(program, ['index', '--knowledge', folder, '--output', index], { stdio: 'pipe' });
  await tryPages(await serve(t, { index }));
});

test('an export has the starters of each page', async (t) => {
  const folder = knowledge(t);
  const lines = execFileSync(program, ['export', 'jsonl', '--knowledge', folder], { encoding: 'utf8', stdio: 'pipe' });
  const again = path.join(folder, 'again.jsonl');
  writeFileSync(again, lines);
  await tryPages(await serve(t, { knowledge: again }));
});

test('a conversation about a part has those that pass, and small talk has those of its page', async (t) => {
  const server = await serve(t, { knowledge: knowledge(t) });
  assert.deepEqual(await starters(server, { path: '/about', tags: 'shop' }), ['returns']);
  assert.deepEqual(await starters(server, { path: '/', tags: 'shop' }), []);
  for (const [query, expected] of [[{}, ['hours', 'returns']], [{ path: '/shop/x' }, ['returns', 'delivery']],
    [{ path: '/shop/x', tags: 'shop' }, ['returns', 'delivery']], [{ path: '/about', tags: 'shop' }, ['returns']], [{ path: '/shop/basket' }, ['payment']]]) {
    const { visitor } = await greeted(server, query);
    for (let i = 0; i < 2; i++) { // the second comes from what was kept
      const reply = await visitor.ask({ type: 'ask', id: `${i}`, text: 'hello' });
      assert.equal(reply.outcome, 'smalltalk');
      assert.deepEqual(ids(reply.related), expected);
    }
    const address = new URL(`/api/ask?${new URLSearchParams(query)}`, server.url);
    const posted = await (await fetch(address, { method: 'POST', body: '{"text":"hello"}' })).json();
    assert.deepEqual(ids(posted.related), expected);
    address.searchParams.set('q', 'hello');
    assert.deepEqual(ids((await (await fetch(address)).json()).related), expected);
    visitor.socket.close();
  }
  const page = await (await fetch(`${server.url}/`)).text();
  assert.match(page, /What about hours\?[^]*What about returns\?/);
  assert.doesNotMatch(page, /What about delivery\?/);
});
