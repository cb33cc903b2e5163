// e2e/transcripts.test.mjs - the transcripts and the examples of PROTOCOL.md, over a real socket. Each reply is also
// checked against schema.json.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '../timed.mjs';
import Ajv from 'ajv/dist/2020.js';
import { library, root, serve } from './lib/server.mjs';
import { converse, mismatch, parse } from './lib/transcript.mjs';

const read = (...names) => readFileSync(path.join(root, ...names), 'utf8');
const schema = JSON.parse(read('bot/chat/schema.json'));
const ajv = new Ajv({ strict: false });
ajv.addSchema(schema, 'faqbot');
const isReply = ajv.compile({ $ref: 'faqbot#/$defs/reply' });
const check = (reply, where) =>
  assert.ok(isReply(reply), `${where}: ${ajv.errorsText(isReply.errors)}\n${JSON.stringify(reply)}`);

const folder = 'tests/transcripts';
const names = readdirSync(path.join(root, folder), { recursive: true })
  .filter((name) => name.endsWith('.chat'))
  .sort();
const transcripts = names.map((name) => [name, parse(read(folder, name), name)]);

test('the transcripts pass over a socket', { timeout: 120_000 }, async (t) => {
  for (const knowledge of new Set(transcripts.map(([, transcript]) => transcript.knowledge))) {
    const server = await serve(t, { knowledge });
    for (const [name, transcript] of transcripts.filter(([, one]) => one.knowledge === knowledge)) {
      await t.test(name, () => converse(server, transcript, name, check));
    }
    await server.stop();
  }
});

test('the examples of PROTOCOL.md pass over a socket', { timeout: 60_000 }, async (t) => {
  const page = read('bot/chat/PROTOCOL.md');
  const blocks = [...page.matchAll(/^```chat\n(.*?)^```$/gms)];
  const server = await serve(t, { knowledge: library });
  assert.ok(blocks.length >= 7, `${blocks.length} examples found`);
  for (const block of blocks) {
    const name = `PROTOCOL.md:${page.slice(0, block.index).split('\n').length}`;
    await t.test(name, () => converse(server, parse(block[1], name, { needsKnowledge: false }), name, check));
  }
});

test('the matching rules tell the same from the different', () => {
  const same = [
    ['*', null], [{}, { a: 1 }], [{ a: '*' }, { a: [] }], [{ a: '-' }, {}], [[1, '...'], [1, 2, 3]], [['...'], []],
    [[], []], [1, 1.0], [null, null], ['x', 'x'], [{ a: { b: [true] } }, { a: { b: [true], c: 0 } }],
  ];
  const different = [
    [{ a: '*' }, {}], [{ a: '-' }, { a: null }], [[1], [1, 2]], [[1, 2, '...'], [1]], [[], {}], [{}, []], [{}, null],
    [1, '1'], [null, false], ['x', 'y'], [{ a: { b: 1 } }, { a: { b: 2 } }],
  ];
  for (const [pattern, value] of same) assert.equal(mismatch(pattern, value), undefined);
  for (const [pattern, value] of different) assert.notEqual(mismatch(pattern, value), undefined);
});

test('a broken transcript is a fault with its line', () => {
  for (const text of ['> {}', '@ a\n@ b', '? x', '> {}\n> {}', '> {}\n! 4500', '! 4500\n# fine\n> {}']) {
    assert.throws(() => parse(`${text}\n`, 'x.chat', { needsKnowledge: false }), /^Error: x\.chat:\d+: /, text);
  }
  assert.throws(() => parse('# nothing\n', 'x.chat'), /which knowledge/);
});
