// e2e/imports_plain.test.mjs - formats without mark-up: whatever an answer says comes out as it went in.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.FAQBOT ?? join(root, 'build', 'faqbot');

const TEXTS = [
  'ssh <user>@<host> and Map<String, List<int>>', 'List<String>', 'first line\nsecond line\n\nanother paragraph', 'a list:\n  - one\n    deeper\n  - two',
  '# of seats: 12', '#hashtag', '## two', 'C:\\new\\table and \\\\server\\share', '2 * 3 * 4 = 24', '*not emphasis*', '**nor this**', 'snake_case and __init__ and _x_',
  'Hello {name}, your order {{number}} ${total} [[x]]', '1. first\n2. second', '1) first', '- one\n- two', '+ plus', '* star', '> quoted', '| a | b |\n|---|---|\n| c | d |',
  'a | b', 'run `make` now', '```\ncode\n```', '~~gone~~ ~ tilde', '---', 'Title\n===', 'Title\n---', '[x](y) and ![a](b.png)', '[label]: https://example.org/', '[^1] and [^1]: note',
  '<!-- a comment -->', 'a < b && c > d', 'see https://example.org/a_b?c=1&d=2#e.', 'mail shop@example.org or www.example.org', 'party \u{1F389} time \u{1F469}\u200D\u{1F4BB}', 'هل هو مجاني؟ نعم',
  'trailing blanks  \nnext line', '    def f(x):\n        return x'.trimStart(), '"quoted" and \'single\'', 'a; b, c', '=1+1', '@mention', '100 % & more', '$5 + $6', 'x^2 ~ y', '\\', '\\*', '!', '?',
  ':::tip', '!!! note', '{% tag %} {{< short >}}', 'export const x = 1', 'a:b:c :smile:', '<T>', '</div', '<3', 'a<br', 'Tom & Jerry &c.', 'key: value', '%d %s', 'end with colon:',
];
const csv = (cell) => `"${cell.replaceAll('"', '""')}"`;
const asked = (i) => `What is number ${i + 1}?`;

// What each format's file is called, and how the texts become one.
const FORMATS = {
  csv: (texts) => ['t.csv', `question,answer\r\n${texts.map((text, i) => `${csv(asked(i))},${csv(text)}\r\n`).join('')}`],
  tsv: (texts) => ['t.tsv', `question\tanswer\r\n${texts.map((text, i) => `${csv(asked(i))}\t${csv(text)}\r\n`).join('')}`],
  dialogflow: (texts) => ['t.csv', texts.map((text, i) => `${csv(asked(i))},${csv(text)}\n`).join('')],
  kendra: (texts) => ['t.json', JSON.stringify({ SchemaVersion: 1, FaqDocuments: texts.map((Answer, i) => ({ Question: asked(i), Answer })) })],
  intents: (texts) => ['t.json', JSON.stringify({ intents: texts.map((text, i) => ({ tag: `t${i}`, patterns: [asked(i)], responses: [text] })) })],
  pairs: (texts) => ['t.json', JSON.stringify(texts.map((answer, i) => ({ question: asked(i), answer })))],
  nlpjs: (texts) => ['t.json', JSON.stringify({ name: 'x', locale: 'en-US', data: texts.map((text, i) => ({ intent: `t.i${i}`, utterances: [asked(i)], answers: [text] })) })],
  'pairs, YAML': (texts) => ['t.yml', texts.map((text, i) => `- question: ${JSON.stringify(asked(i))}\n  answer: ${JSON.stringify(text)}\n`).join('')],
};

// Blanks at a line's end cannot be seen.
const seen = (text) => text.replace(/ +$/gm, '');

for (const [format, write] of Object.entries(FORMATS)) {
  test(`an answer of ${format} comes out as it went in`, (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'faqbot-plain-'));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    const run = (...args) => {
      const ended = spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 60000 });
      assert.equal(ended.status, 0, ended.stdout + ended.stderr);
      return ended.stdout;
    };
    const [name, bytes] = write(TEXTS);
    mkdirSync(join(folder, 'kb'));
    writeFileSync(join(folder, name), bytes);
    run('import', format.split(',')[0], name, '-o', 'kb');
    const { qna } = JSON.parse(run('export', 'qnabot', '-k', 'kb'));
    const said = new Map(qna.flatMap(({ q, a }) => q.map((question) => [question, a])));
    const changed = TEXTS.map((text, i) => [seen(text), said.get(asked(i))]).filter(([text, shown]) => text !== shown);
    assert.deepEqual(changed, []);
  });
}
