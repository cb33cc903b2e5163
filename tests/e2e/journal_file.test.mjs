// e2e/journal_file.test.mjs - `faqbot journal` reads, counts and purges a journal, whether or not a server is writing
// it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { run, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const day = (text) => Date.parse(`${text}T00:00:00Z`) / 1000;
const asks = [
  // at, conversation, request, question, outcome, confidence, entry
  [day('2020-03-01') + 60, 5, 'a', 'How long?', 'answered', 0.91, 'loan-period'],
  [day('2020-03-01') + 61, 5, 'b', '=1+1, "quoted"\n', 'none', 0, ''],
  [day('2020-03-02'), -1, 'a', 'Où\u202e\u001b[2J?', 'unsure', 0.3, ''],
  [day('2020-03-04') + 86399, 0, '', 'How long', 'answered', 0.8, 'loan-period'],
];
const feedback = [
  // at, conversation, request, helpful, comment
  [day('2020-03-02') + 7, 5, 'a', 0, '@you: no'],
  [day('2020-03-03'), -1, 'a', null, ''],
  [day('2020-03-05'), 9, 'gone', 1, ''],
];
const searches = [
  // at, conversation, request, text, hits, microseconds, knowledge
  [day('2020-03-02') + 9, 5, 's', '=cards', 0, 0, 'k'],
  [day('2020-03-05'), 0, '', 'books', 4, 310, 'k'],
];
const text = (value) => (value === null ? 'NULL' : typeof value === 'number' ? value : `'${value.replaceAll("'", "''")}'`);

async function filled(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-journal-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const journal = path.join(folder, 'journal.db');
  await (await serve(t, { flags: [...unlimited, '--journal', journal] })).stop();
  const values = (row) => `(${row.map(text).join(', ')})`;
  execFileSync('sqlite3', [journal], { input: `
    INSERT INTO asked (at, conversation, request, question, outcome, confidence, entry, knowledge) VALUES
      ${asks.map((row) => values([...row, 'k'])).join(', ')};
    UPDATE asked SET lang = 'en', microseconds = 1234 WHERE number = 1;
    INSERT INTO searched (at, conversation, request, text, hits, microseconds, knowledge) VALUES ${searches.map(values).join(', ')};
    INSERT INTO feedback (at, conversation, request, helpful, comment) VALUES ${feedback.map(values).join(', ')};` });
  return journal;
}

async function good(...words) {
  const ended = await run('journal', ...words);
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  return ended.stdout;
}
const lines = (output) => output.trimEnd().split('\n').map((line) => JSON.parse(line));

test('export prints what was asked and thought, an object a line', async (t) => {
  const journal = await filled(t);
  const rows = lines(await good('export', journal));
  assert.deepEqual(rows.map((row) => row.kind), ['ask', 'ask', 'ask', 'ask', 'search', 'search', 'feedback', 'feedback', 'feedback']);
  assert.deepEqual(rows[0], {
    kind: 'ask', time: '2020-03-01T00:01:00Z', conversation: '0000000000000005', request: 'a', question: 'How long?',
    outcome: 'answered', confidence: 0.91, entry: 'loan-period', knowledge: 'k', helpful: false, comment: '@you: no', lang: 'en', took_us: 1234,
  });
  assert.equal(rows[1].question, asks[1][3]);
  assert.equal(rows[2].question, asks[2][3]);
  assert.deepEqual([rows[2].conversation, rows[2].helpful, rows[2].entry], ['ffffffffffffffff', null, null]);
  assert.deepEqual([rows[3].conversation, rows[3].time], [null, '2020-03-04T23:59:59Z']);
  assert.deepEqual([rows[3].lang, rows[3].took_us], [null, null]);
  assert.deepEqual(rows.slice(4, 6), [
    { kind: 'search', time: '2020-03-02T00:00:09Z', conversation: '0000000000000005', request: 's', question: '=cards', knowledge: 'k', took_us: null, hits: 0 },
    { kind: 'search', time: '2020-03-05T00:00:00Z', conversation: null, request: '', question: 'books', knowledge: 'k', took_us: 310, hits: 4 },
  ]);
  assert.deepEqual(rows[6], {
    kind: 'feedback', time: '2020-03-02T00:00:07Z', conversation: '0000000000000005', request: 'a', helpful: false, comment: '@you: no',
  });
  assert.equal(rows[8].helpful, true);
});

test('a span of days is exported, its end left out', async (t) => {
  const journal = await filled(t);
  const times = async (...flags) => lines(await good('export', journal, ...flags)).map((row) => row.time.slice(8, 10));
  assert.deepEqual(await times('--since', '2020-03-02', '--before', '2020-03-03'), ['02', '02', '02']);
  assert.deepEqual(await times('--since', '2020-03-04'), ['04', '05', '05']);
});

test('a table for a spreadsheet quotes everything, and nothing in it is a formula', async (t) => {
  const journal = await filled(t);
  const rows = (await good('export', journal, '--format', 'csv')).split('\r\n');
  assert.equal(rows.length, 11);
  assert.equal(rows[0], 'kind,time,conversation,request,question,outcome,confidence,entry,knowledge,helpful,comment,lang,took_us,hits');
  assert.equal(rows[1], 'ask,2020-03-01T00:01:00Z,c0000000000000005,"a","How long?",answered,0.9100,"loan-period","k",no,"\'@you: no","en",1234,');
  assert.equal(rows[2], 'ask,2020-03-01T00:01:01Z,c0000000000000005,"b","\'=1+1, ""quoted""\n",none,0.0000,"","k",,"","",,');
  assert.equal(rows[3], 'ask,2020-03-02T00:00:00Z,cffffffffffffffff,"a","Où[2J?",unsure,0.3000,"","k",,"","",,');
  assert.equal(rows[5], 'search,2020-03-02T00:00:09Z,c0000000000000005,"s","\'=cards",,,"","k",,"","",,0');
  assert.equal(rows[7], 'feedback,2020-03-02T00:00:07Z,c0000000000000005,"a",,,,,,no,"\'@you: no","",,');
  for (const row of rows.slice(0, -1)) assert.equal(row.replace(/"(?:[^"]|"")*"/g, '').split(',').length, 14, row);
});

test('stats counts outcomes, days, feedback and the entries that did not help', async (t) => {
  const journal = await filled(t);
  const counted = lines(await good('stats', journal, '--json'))[0];
  assert.deepEqual(counted, {
    asks: 4, answered: 2, unsure: 1, none: 1, smalltalk: 0, helpful: 0, unhelpful: 1,
    first: '2020-03-01T00:01:00Z', last: '2020-03-04T23:59:59Z', feedback: 2, comments: 1, searches: 2, searches_in_vain: 1,
    days: [
      { day: '2020-03-01', asks: 2, answered: 1, unsure: 0, none: 1, smalltalk: 0, helpful: 0, unhelpful: 1 },
      { day: '2020-03-02', asks: 1, answered: 0, unsure: 1, none: 0, smalltalk: 0, helpful: 0, unhelpful: 0 },
      { day: '2020-03-04', asks: 1, answered: 1, unsure: 0, none: 0, smalltalk: 0, helpful: 0, unhelpful: 0 },
    ],
    entries: [{ entry: 'loan-period', answered: 2, helpful: 0, unhelpful: 1 }],
  });
  const told = await good('stats', journal);
  assert.match(told, /^asks {6}4, from 2020-03-01 to 2020-03-04\nanswered {2}2 \(50\.0 %\)\n/);
  assert.match(told, /^searches {2}2, 1 without a hit$/m);
  assert.match(told, /^feedback {2}2 \(of these asks: 0 helpful, 1 unhelpful\), 1 with a comment$/m);
  assert.match(told, /^2020-03-01 +2 +1 +0 +1 +0 +0 +1$/m);
  assert.match(told, /^ +1 +0 +2 {2}loan-period$/m);
  assert.equal(await good('stats', journal, '--since', '2030-01-01'), `asks      0
feedback  0 (of these asks: 0 helpful, 0 unhelpful), 0 with a comment
`);
});

test('what is purged is gone from the files, while a server writes the journal', async (t) => {
  const journal = await filled(t);
  const server = await serve(t, { flags: [...unlimited, '--retention', '0', '--journal', journal] });
  const visitor = await Visitor.greeted(server);
  await visitor.ask({ type: 'ask', id: 'x', text: 'Is it open?' });
  assert.equal((await visitor.ask({ type: 'feedback', id: 'y', answer: 'x', helpful: true })).type, 'ok');
  const there = () => readdirSync(path.dirname(journal)).map((name) => readFileSync(path.join(path.dirname(journal), name), 'latin1')).join('');
  assert.ok(there().includes('@you: no'));
  assert.equal(await good('purge', journal, '--before', '2020-03-03'), 'forgotten: 3 asks, 1 searches and 1 feedback\n');
  for (const secret of ['@you: no', '=1+1', 'How long?', '=cards']) assert.ok(!there().includes(secret), secret);
  assert.equal((await visitor.ask({ type: 'feedback', id: 'z', answer: 'x', helpful: false })).type, 'ok');
  assert.deepEqual(lines(await good('purge', journal, '--older-than', '1', '--json')), [{ asks: 1, searches: 1, feedback: 2 }]);
  const left = lines(await good('export', journal));
  assert.deepEqual(left.map((row) => [row.kind, row.request, row.helpful]), [['ask', 'x', false], ['feedback', 'x', false]]);
  await visitor.leave();
  await server.stop();
});

// Small talk is counted, and is no question; a file of version 1 is read as it is, and written as version 2.
test('stats counts small talk apart, and a journal of version 1 is read and purged', async (t) => {
  const journal = await filled(t);
  execFileSync('sqlite3', [journal, "UPDATE asked SET outcome = 'smalltalk' WHERE outcome = 'none'"]);
  const told = await good('stats', journal);
  assert.match(told, /^asks {6}3, from /);
  assert.match(told, /^smalltalk 1, which are no questions$/m);
  execFileSync('sqlite3', [journal, `UPDATE asked SET outcome = 'none' WHERE outcome = 'smalltalk'; DROP TABLE searched; DROP TABLE handover;
    ALTER TABLE asked DROP COLUMN lang; ALTER TABLE asked DROP COLUMN microseconds; PRAGMA user_version = 1`]);
  const rows = lines(await good('export', journal));
  assert.deepEqual(rows.map((row) => row.kind), ['ask', 'ask', 'ask', 'ask', 'feedback', 'feedback', 'feedback']);
  assert.deepEqual(lines(await good('purge', journal, '--before', '2020-03-02', '--json')), [{ asks: 2, searches: 0, feedback: 0 }]);
  assert.equal(execFileSync('sqlite3', [journal, 'PRAGMA user_version'], { encoding: 'utf8' }), '2\n');
  assert.equal(lines(await good('export', journal)).length, 5);
});

test('what makes no sense is said, with exit code 2', async (t) => {
  const journal = await filled(t);
  const letter = `${journal}.txt`;
  writeFileSync(letter, 'a letter that nobody wants to lose\n'.repeat(100));
  for (const [words, sentence] of [
    [['exprot', journal], /journal does export, stats or purge, not exprot; the nearest is export/],
    [['burn', journal], /journal does export, stats or purge, not burn/],
    [['purge', journal], /--before DATE or --older-than DAYS/],
    [['purge', journal, '--before', '2020-03-03', '--older-than', '3'], /one of them/],
    [['purge', journal, '--older-than', '-1'], /number from 0 to 36500/],
    [['purge', journal, '--before', '2026-02-30'], /a day such as 2026-11-30, not 2026-02-30/],
    [['purge', journal, '--since', '2026-02-03'], /takes no --since/],
    [['stats', journal, '--format', 'csv'], /takes no --format/],
    [['export', journal, '--format', 'cvs'], /the nearest is csv/],
    [['export', `${journal}.none`], /journal\.db\.none: cannot open the journal: No such file/],
    [['purge', `${journal}.none`, '--older-than', '1'], /journal\.db\.none: there is no such journal/],
    [['export', letter], /journal\.db\.txt: /],
    [['purge', letter, '--older-than', '1'], /journal\.db\.txt: /],
    [['export'], /needs export\|stats\|purge FILE/],
  ]) {
    const ended = await run('journal', ...words);
    assert.equal(ended.code, 2, words.join(' '));
    assert.match(ended.stderr, /^faqbot: [^\n]+\n$/);
    assert.match(ended.stderr, sentence);
  }
  assert.match(readFileSync(letter, 'utf8'), /^a letter/);
  assert.deepEqual(readdirSync(path.dirname(journal)).filter((name) => name.includes('none')), []);
});
