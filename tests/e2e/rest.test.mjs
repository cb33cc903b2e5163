// e2e/rest.test.mjs - an answer that is too long for one reply comes in pieces, none of which is without the disclaimer,
// and put together they are the answer.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { goOn } from './lib/pieces.mjs';
import { serve } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const numbers = (count) => Array.from({ length: count }, (_, i) => i);
const text = (words) => ({ type: 'text', text: words });
const paragraph = (...inline) => ({ type: 'paragraph', inline });
const words = (count, word) => numbers(count).map((i) => `${word}${i}`).join(' ');

// Markdown, and the blocks that it is.
const documents = {
  ordered: {
    markdown: numbers(3000).map((i) => `${i + 7}. Step ${i} \\< of many\n${' '.repeat(`${i + 7}`.length + 2)}- within ${i}`).join('\n'),
    blocks: [{ type: 'list', ordered: true, start: 7, items: numbers(3000).map((i) => [paragraph(text(`Step ${i} < of many`)),
      { type: 'list', ordered: false, items: [[paragraph(text(`within ${i}`))]] }]) }],
  },
  tasks: {
    markdown: numbers(3000).map((i) => `- [${i % 2 ? 'x' : ' '}] ${words(4, 'task')}`).join('\n'),
    blocks: [{ type: 'list', ordered: false, items: numbers(3000).map(() => [paragraph(text(words(4, 'task')))]),
      tasks: numbers(3000).map((i) => (i % 2 ? 'done' : 'open')) }],
  },
  table: {
    markdown: `First.\n\n| Name | Price |\n|:--|--:|\n${numbers(2500).map((i) => `| Name ${i} | **${i}** |`).join('\n')}\n\nLast.`,
    blocks: [paragraph(text('First.')), { type: 'table', align: ['left', 'right'], header: [[text('Name')], [text('Price')]],
      rows: numbers(2500).map((i) => [[text(`Name ${i}`)], [{ type: 'strong', inline: [text(`${i}`)] }]]) }, paragraph(text('Last.'))],
  },
  row: { // which alone is too long, so that its cells are parted
    markdown: `| A | B | C |\n|---|---|---|\n| ${words(9000, 'a')} | ${words(9000, 'b')} | ${words(9000, 'c')} |\n| x | y | z |`,
    blocks: [{ type: 'table', align: ['none', 'none', 'none'], header: [[text('A')], [text('B')], [text('C')]],
      rows: [['a', 'b', 'c'].map((word) => [text(words(9000, word))]), ['x', 'y', 'z'].map((word) => [text(word)])] }],
  },
  header: { // which leaves no room for anything below it
    markdown: `| ${words(9000, 'a')} | B |\n|---|---|\n${numbers(2000).map((i) => `| ${i} | ${words(5, 'w')} |`).join('\n')}`,
    blocks: [{ type: 'table', align: ['none', 'none'], header: [[text(words(9000, 'a'))], [text('B')]],
      rows: numbers(2000).map((i) => [[text(`${i}`)], [text(words(5, 'w'))]]) }],
  },
  paragraph: {
    markdown: `${words(9000, 'a')} **${words(9000, '😀"')}** [${words(9000, 'c')}](https://b.example/)`,
    blocks: [paragraph(text(`${words(9000, 'a')} `), { type: 'strong', inline: [text(words(9000, '😀"'))] }, text(' '),
      { type: 'link', url: 'https://b.example/', inline: [text(words(9000, 'c'))] })],
  },
  code: {
    markdown: `Run:\n\n\`\`\`\n${numbers(9000).map((i) => `  line ${i} <é>`).join('\n')}\n${'😀'.repeat(40000)}\n\`\`\`\n\nDone.`,
    blocks: [paragraph(text('Run:')), { type: 'code', text: `${numbers(9000).map((i) => `  line ${i} <é>`).join('\n')}\n${'😀'.repeat(40000)}` },
      paragraph(text('Done.'))],
  },
  quote: {
    markdown: `> ${words(20000, 'q')}\n>\n> - ${words(20000, 'r')}`,
    blocks: [{ type: 'quote', blocks: [paragraph(text(words(20000, 'q'))),
      { type: 'list', ordered: false, items: [[paragraph(text(words(20000, 'r')))]] }] }],
  },
  notes: {
    markdown: `${numbers(900).map((i) => `Claim ${i}.[^${i}]`).join('\n\n')}\n\n${numbers(900).map((i) => `[^${i}]: ${words(20, 'proof')}`).join('\n')}`,
    blocks: [...numbers(900).map((i) => paragraph(text(`Claim ${i}.`), { type: 'footnote', number: i + 1 })),
      ...numbers(900).map((i) => ({ type: 'note', number: i + 1, blocks: [paragraph(text(words(20, 'proof')))] }))],
  },
};

// A knowledge base of all of them; those with an address have a link to it at the end of their first piece.
function knowledge(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-rest-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, documents);
  writeFileSync(path.join(folder, 'bot.yml'), 'name: Long\ndisclaimer: No advice.\n');
  return folder;
}

function write(folder, entries) {
  const lines = Object.entries(entries).flatMap(([id, { markdown }]) => [
    { id, question: `What is ${id}?`, answer: markdown },
    { id: `${id}-linked`, question: `Where is ${id}?`, answer: markdown, url: 'https://a.example/page' },
  ]);
  writeFileSync(path.join(folder, 'long.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

// All replies to a `get`, the first first, and that no two of them come from the same place.
async function pieces(get, entry) {
  const replies = [await get(entry)];
  const seen = new Set();
  for (let last = replies[0]; last.more; replies.push(last)) {
    assert.match(last.rest, /^[!-~]{1,64}$/);
    assert.ok(!seen.has(last.rest));
    seen.add(last.rest);
    last = await get(entry, last.rest);
  }
  assert.equal(replies.at(-1).rest, undefined);
  return replies;
}

test('all of a long answer is to be had in pieces, each with the disclaimer', async (t) => {
  const server = await serve(t, { knowledge: knowledge(t) });
  const visitor = await Visitor.greeted(server);
  for (const [id, { blocks }] of Object.entries(documents)) {
    for (const entry of [id, `${id}-linked`]) {
      const sizes = [];
      const replies = await pieces(async (name, rest) => {
        visitor.send({ type: 'get', id: 'g', entry: name, content: 'blocks', rest });
        const { text: json } = await visitor.event();
        sizes.push(Buffer.byteLength(json));
        return JSON.parse(json);
      }, entry);
      assert.ok(replies.length > 1, entry);
      assert.ok(sizes.every((size) => size < 65536), `${entry}: ${sizes}`);
      for (const reply of replies) {
        assert.equal(reply.outcome, 'answered', JSON.stringify(reply).slice(0, 300));
        assert.equal(reply.disclaimer.text, 'No advice.');
        assert.equal(reply.text, undefined);
      }
      assert.deepEqual(replies.reduce(goOn, []), blocks, entry);
      for (const reply of replies.slice(1)) assert.doesNotMatch(JSON.stringify(reply.blocks), /a\.example\/page/);
      const overHttp = await pieces(async (name, rest) => {
        const query = rest ? `&rest=${encodeURIComponent(rest)}` : '';
        return (await fetch(`${server.url}/api/entries/${name}?content=blocks${query}`)).json();
      }, entry);
      assert.deepEqual(overHttp.reduce(goOn, []), blocks, entry);
      assert.ok(overHttp.every(({ disclaimer }) => disclaimer.text === 'No advice.'));
    }
  }
  visitor.socket.close();
});

test('an ask that is cut goes on with a get; and text has no rest', async (t) => {
  const server = await serve(t, { knowledge: knowledge(t) });
  const visitor = await Visitor.greeted(server);
  const ask = { type: 'ask', id: '1', text: 'What is table?', content: 'blocks' };
  const first = await visitor.ask(ask);
  const replies = await pieces((entry, rest) =>
    (rest ? visitor.ask({ type: 'get', id: '2', entry, content: 'blocks', rest }) : first), first.source.entry);
  assert.deepEqual(replies.reduce(goOn, []), documents.table.blocks);
  const { content, ...without } = ask;
  const text = await visitor.ask(without);
  assert.equal(text.more, true);
  assert.equal(text.rest, undefined);
  visitor.socket.close();
});

test('a part of the knowledge base goes on likewise, and an entry in the language that it was begun in', async (t) => {
  const folder = knowledge(t);
  const list = (word) => numbers(3000).map((i) => `- ${word} ${i} ${words(3, word)}`).join('\n');
  const entries = [['en', 'book'], ['de', 'Buch']].map(([lang, word]) => ({ id: 'both', lang, tags: ['part'], question: `${word}?`, answer: list(word) }));
  writeFileSync(path.join(folder, 'both.jsonl'), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  const server = await serve(t, { knowledge: folder });
  for (const tags of [undefined, ['part']]) {
    for (const [lang, word] of [['en', 'book'], ['de', 'Buch']]) {
      const visitor = await Visitor.greeted(server, { path: `/ws?lang=${lang === 'en' ? 'de' : 'en'}` });
      const replies = await pieces((entry, rest) =>
        visitor.ask({ type: 'get', id: '1', entry, content: 'blocks', tags, rest, lang: rest ? undefined : lang }), 'both');
      const [{ items }, ...others] = replies.reduce(goOn, []);
      assert.deepEqual(others, []);
      assert.deepEqual(items.map(([{ inline }]) => inline[0].text), numbers(3000).map((i) => `${word} ${i} ${words(3, word)}`));
      visitor.socket.close();
    }
  }
});

test('a cursor that is none, or leads nowhere, is a bad message; one of an answer that is another now is not found', async (t) => {
  const folder = knowledge(t);
  const server = await serve(t, { knowledge: folder });
  const visitor = await Visitor.greeted(server);
  const get = (fields) => visitor.ask({ type: 'get', id: '1', entry: 'quote', content: 'blocks', ...fields });
  const { rest } = await get({ entry: 'table' });
  const [hash, , , standIns, lang] = rest.split('.');
  const bad = ['', 'x', 5, {}, `${rest}.`, `${rest} `, rest.slice(1), rest.toUpperCase(), 'é'.repeat(33), [hash, 'ffffffff', 0, standIns, lang].join('.'),
    [hash, 0, 1, standIns, lang].join('.'), [hash, 1, 'ffffffff', standIns, lang].join('.'), [hash, 3, 0, 2, lang].join('.'),
    [hash, '100000003', 0, standIns, lang].join('.'), [hash, 3, 0, standIns, '4'].join('.'), `${hash}.3.0.0`];
  for (const cursor of bad) {
    const error = await get({ entry: 'table', rest: cursor });
    assert.equal(error.code, 'bad_message', cursor);
    assert.match(error.message, /^`rest` must be what an answer had, /);
    await visitor.ask({ type: 'ping', id: 'p' }); // three bad messages in a row end the conversation
  }
  assert.equal((await get({ entry: 'table', rest, content: null })).code, 'bad_message');
  await visitor.ask({ type: 'ping', id: 'p' });
  assert.equal((await get({ entry: 'table', rest: null })).rest, rest);
  const other = await get({ rest });
  assert.equal(other.code, 'not_found');
  assert.match(other.message, /^This answer has changed /);
  for (const query of ['rest=', 'rest=x', `rest=${rest}&content=`, `rest=${rest}`]) {
    const content = query.includes('content') ? '' : query === `rest=${rest}` ? '' : '&content=blocks';
    const response = await fetch(`${server.url}/api/entries/table?${query}${content}`);
    assert.equal(response.status, 400, query);
    assert.equal((await response.json()).code, 'bad_message');
  }
  visitor.socket.close();
});

test('where the knowledge base changes elsewhere, what was begun goes on', async (t) => {
  const folder = knowledge(t);
  const server = await serve(t, { knowledge: folder });
  const visitor = await Visitor.greeted(server);
  const get = (entry, rest) => visitor.ask({ type: 'get', id: '1', entry, content: 'blocks', rest });
  const table = await get('table');
  const tasks = await get('tasks');
  write(folder, { ...documents, tasks: { markdown: `${documents.tasks.markdown}\n- One more` } });
  server.signal('SIGHUP');
  assert.equal((await visitor.next()).code, 'knowledge_changed');
  const next = await get('table', table.rest);
  assert.notEqual(next.knowledge, table.knowledge);
  assert.deepEqual([table, next].reduce(goOn, [])[1].rows.slice(0, 700), documents.table.blocks[1].rows.slice(0, 700));
  assert.equal((await get('tasks', tasks.rest)).code, 'not_found');
  visitor.socket.close();
});
