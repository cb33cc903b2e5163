// e2e/gaps.test.mjs - `faqbot gaps`, and `faqbot diff --journal`, from outside.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.FAQBOT ?? join(root, 'build', 'faqbot');
const SCHEMA = readFileSync(join(root, 'bot', 'journal', 'schema.sql'), 'utf8');
const HOSTILE = '<b>*x*</b> &amp; _y_ [a](b) `c` \\ #! \u001b[31m\u202e and so on, \u00e9t\u00e9';
const DAY = 86400;

const LIBRARY = `## When does the library open? {#opening}

At nine.

## Where can visitors park? {#parking}

Nowhere.
`;

// What was asked, how it came out, and what was thought of it: [question, outcome, helpful, the entry that answered].
const ASKED = [
  ['how much is a membership card', 'none', null],
  ['How much is a membership card?', 'none', null],
  ['how much is the membership card', 'unsure', null],
  ['what does the membership card cost', 'none', null],
  ['can I print documents', 'none', null],
  ['where can I print my documents', 'none', null],
  ['when does the library open', 'none', null],
  ['where can visitors park', 'answered', 0],
  ['where can visitors park', 'answered', 1],
  [HOSTILE, 'none', null],
];

function scratch(context, asked = ASKED) {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-gaps-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'library'));
  writeFileSync(join(folder, 'library', 'library.md'), LIBRARY);
  const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
  const rows = asked.flatMap(([question, outcome, helpful, entry = ''], at) => [
    `INSERT INTO asked (number, at, conversation, request, question, outcome, confidence, entry, knowledge) VALUES (${at + 1}, ${1e9 + at * DAY}, 7, 'r${at}', ${quoted(question)}, '${outcome}', 0.2, ${quoted(entry)}, 'v');`,
    ...helpful === null ? [] : [`INSERT INTO feedback VALUES (${at + 1}, 1, 7, 'r${at}', ${helpful}, '');`]]);
  const made = spawnSync('sqlite3', [join(folder, 'journal')], { input: SCHEMA + rows.join('\n'), encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  return { folder, run: (...args) => {
    const ended = spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 60000 });
    assert.equal(ended.signal, null, ended.stderr);
    return { code: ended.status, out: ended.stdout, err: ended.stderr };
  } };
}

const gaps = (run, ...args) => {
  const { code, out, err } = run('gaps', '--json', '--journal', 'journal', '-k', 'library', ...args);
  assert.equal(err, '');
  assert.equal(code, 0);
  return out.split('\n').slice(0, -1).map((line) => JSON.parse(line));
};

test('similar questions are one gap, the one asked most often first', (context) => {
  const { run } = scratch(context);
  const found = gaps(run);
  assert.deepEqual(found.map(({ question, asked }) => [question, asked]), [
    ['how much is a membership card', 4], ['can I print documents', 2], ['where can visitors park', 1], [HOSTILE, 1]]);
  const [card, print, park] = found;
  assert.deepEqual({ none: card.none, unsure: card.unsure, unhelpful: card.unhelpful }, { none: 3, unsure: 1, unhelpful: 0 });
  assert.deepEqual(card.wordings.map(({ question, asked }) => [question, asked]), [
    ['how much is a membership card', 2], ['how much is the membership card', 1], ['what does the membership card cost', 1]]);
  assert.equal(print.wordings[1].also, '- also: where can I print my documents');
  assert.equal(park.unhelpful, 1);
  assert.equal(park.nearest.id, 'parking');
});

test('what is answered today is counted, and is not a gap', (context) => {
  const { run } = scratch(context);
  const { out } = run('gaps', '--journal', 'journal', '-k', 'library');
  assert.match(out, /^10 asked: 8 in vain, of which 1 are answered today, 1 unhelpful, 0 left out; 4 gaps$/m);
  assert.doesNotMatch(out, /^- also: when does the library open/m);
});

test('a person reads lines to paste, and no stranger writes to the terminal', (context) => {
  const { run } = scratch(context);
  const { out } = run('gaps', '--journal', 'journal', '-k', 'library');
  assert.match(out, /^4 times: how much is a membership card\n {2}not known 3, unsure 1, unhelpful 0; nearest: .*\n- also: how much is a membership card\n/);
  assert.doesNotMatch(out, /[\u001b\u202e]/);
});

test('a pasted line is read as what was asked', (context) => {
  const { folder, run } = scratch(context);
  const lines = gaps(run).flatMap(({ wordings }) => wordings);
  writeFileSync(join(folder, 'library', 'more.md'),
    `## Anything else? {#else}\n${lines.map(({ also }) => `${also}\n`).join('')}\nAsk at the desk.\n`);
  const exported = run('export', 'jsonl', '-k', 'library');
  assert.equal(exported.err, '');
  const entry = exported.out.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find(({ id }) => id === 'else');
  assert.deepEqual(entry.also, lines.map(({ question }) => question.replace(/\u001b/g, ' ')));
  assert.equal(gaps(run).length, 1, 'they are answered now, but for the answer that was called unhelpful');
});

test('what was answered unhelpfully becomes a line by which the entry never answers it', (context) => {
  const asked = 'where do <i>visitors</i> park their cars';
  const { folder, run } = scratch(context, [
    [asked, 'answered', 0, 'parking'],
    ['where can visitors park', 'answered', 0, 'parking'], // its own question
    ['when does the library open', 'answered', 0, 'parking'], // another entry answers it today
    ['can visitors park', 'answered', 1, 'parking'],
  ]);
  const lines = gaps(run).flatMap(({ wordings }) => wordings).filter(({ not }) => not !== null);
  assert.deepEqual(lines.map(({ question, not }) => [question, not]),
    [[asked, { entry: 'parking', line: '- not: where do \\<i\\>visitors\\</i\\> park their cars' }]]);
  const { out } = run('gaps', '--journal', 'journal', '-k', 'library');
  assert.match(out, /^ {2}called unhelpful; if it is no answer to this, below parking:\n- not: where do /m);
  assert.equal(out.match(/^- not: /gm).length, 1);
  writeFileSync(join(folder, 'library', 'library.md'), LIBRARY.replace('{#parking}\n', `{#parking}\n${lines[0].not.line}\n`));
  const answered = (question) => JSON.parse(run('ask', '--json', '-k', 'library', question).out).source?.entry;
  assert.equal(answered(asked), undefined);
  assert.equal(answered('where can visitors park'), 'parking');
  assert.equal(run('check', 'library').out.includes('answered-anyway'), false);
  assert.ok(gaps(run).flatMap(({ wordings }) => wordings).every(({ not }) => not === null), 'it is proposed once');
});

test('--since leaves out what is older, and an index works as well as a folder', (context) => {
  const { run } = scratch(context);
  // The moments begin at 2001-09-09T01:46:40Z, a day apart.
  assert.deepEqual(gaps(run, '--since', '2001-09-14').map(({ question }) => question),
    ['where can I print my documents', 'where can visitors park', HOSTILE].slice(0, 3));
  assert.equal(run('index', '-k', 'library', '-o', 'library.index').code, 0);
  assert.equal(run('gaps', '--journal', 'journal', '-i', 'library.index').out, run('gaps', '--journal', 'journal', '-k', 'library').out);
});

test('without gaps only the totals are printed', (context) => {
  const { run } = scratch(context, [['when does the library open', 'answered', null]]);
  assert.equal(run('gaps', '--journal', 'journal', '-k', 'library').out,
    '1 asked: 0 in vain, of which 0 are answered today, 0 unhelpful, 0 left out; 0 gaps\n');
});

test('what is not a question is left out, and a question without words is a gap', (context) => {
  const { run } = scratch(context, [['?!', 'none', null], ['...', 'none', null], [' ', 'none', null], ['a'.repeat(2001), 'none', null]]);
  const { out } = run('gaps', '--journal', 'journal', '-k', 'library');
  assert.match(out, /^2 times: \?!\n/m);
  assert.match(out, /^4 asked: 4 in vain, .* 2 left out; 1 gap$/m);
});

test('a mistake is reported in a sentence', (context) => {
  const { folder, run } = scratch(context);
  writeFileSync(join(folder, 'text'), 'This is no journal.');
  const table = [
    [['gaps', '-k', 'library'], /--journal FILE/],
    [['gaps', '-k', 'library', '--journal', 'nowhere'], /nowhere/],
    [['gaps', '-k', 'library', '--journal', 'text'], /text/],
    [['gaps', '-k', 'nowhere', '--journal', 'journal'], /nowhere/],
    [['gaps', '-k', 'library', '--journal', 'journal', '--since', 'yesterday'], /2026-11-30, not yesterday/],
    [['diff', 'library', 'library', '--journal', 'text'], /text/],
    [['diff', 'library', 'library', '--journal', 'journal', '--since', '2026-13-01'], /2026-11-30, not 2026-13-01/],
  ];
  for (const [args, sentence] of table) {
    const { code, out, err } = run(...args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.match(err, sentence);
  }
});

test('diff asks what visitors asked, each once', (context) => {
  const { folder, run } = scratch(context);
  mkdirSync(join(folder, 'new'));
  writeFileSync(join(folder, 'new', 'library.md'), `${LIBRARY}\n## How much is a membership card? {#card}\n\nNothing.\n`);
  const without = run('diff', 'library', 'new').out;
  assert.doesNotMatch(without, /what does the membership card cost/);
  const { out, code } = run('diff', 'library', 'new', '--journal', 'journal');
  assert.match(out, /^newly answered: how much is the membership card: /m);
  assert.equal(code, 0);
  const count = (text) => Number(/^(\d+) questions/m.exec(text)[1]);
  assert.equal(count(out), count(without) + new Set(ASKED.map(([question]) => question)).size - 1,
    'one of them is a phrasing of the new knowledge base');
  assert.equal(count(run('diff', 'library', 'new', '--journal', 'journal', '--since', '2001-09-17').out), count(without) + 2);
});
