// e2e/report.test.mjs - `faqbot report` from outside: the page, the same as JSON and as a table, and where they go.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.FAQBOT ?? join(root, 'build', 'faqbot');
const SCHEMA = readFileSync(join(root, 'bot', 'journal', 'schema.sql'), 'utf8');
const HOSTILE = '</pre><script>alert(1)</script> *x* "q" \u001b[31m\u202edesrever\u2066 & \u00e9t\u00e9';
const LIBRARY = `## When does the library open? {#opening}

At nine.

## Where can visitors park? {#parking}

Nowhere.

## Is there a café? {#cafe}

Yes.
`;

const at = (text) => Date.parse(text) / 1000;
// Each: when, question, outcome, entry, language, microseconds, what was thought of it, and the comment.
const ASKED = [
  ['2026-03-02T23:30:00Z', 'When is it open?', 'answered', 'opening', 'en', 300, 1, 'thanks'],
  ['2026-03-03T10:00:00Z', 'May I park here?', 'answered', 'parking', 'en', 700, 0, HOSTILE],
  ['2026-03-03T10:10:00Z', 'can I print my documents', 'none', '', 'en', 900],
  ['2026-03-03T11:00:00Z', 'Can I print documents?', 'none', '', 'de', 40],
  ['2026-03-03T11:30:00Z', HOSTILE, 'unsure', '', '', 0],
  ['2026-03-05T08:00:00Z', 'hello', 'smalltalk', '', 'en', 5],
  ['2026-03-05T08:00:01Z', 'Where was it?', 'answered', 'gone', 'en', 60_000_000],
];
const SEARCHED = [['2026-03-03T10:00:00Z', '=opening', 2], ['2026-03-03T10:00:01Z', 'zyzzyva', 0], ['2026-03-04T10:00:01Z', 'Zyzzyva!', 0]];
const quoted = (value) => (typeof value === 'number' ? value : `'${value.replaceAll("'", "''")}'`);

function scratch(context, { asked = ASKED, searched = SEARCHED } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-report-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'knowledge'));
  writeFileSync(join(folder, 'knowledge', 'library.md'), LIBRARY);
  writeFileSync(join(folder, 'knowledge', 'bot.yml'), 'name: The <b>library</b>\n');
  const rows = asked.flatMap(([time, question, outcome, entry, lang, microseconds, helpful, comment = ''], i) => [
    `INSERT INTO asked VALUES (${i + 1}, ${at(time)}, 7, 'r${i}', ${quoted(question)}, '${outcome}', 0.2, '${entry}', 'k', '${lang}', ${microseconds});`,
    ...helpful === undefined ? [] : [`INSERT INTO feedback VALUES (${i + 1}, ${at(time)}, 7, 'r${i}', ${helpful}, ${quoted(comment)});`]]);
  rows.push(...searched.map(([time, text, hits], i) => `INSERT INTO searched VALUES (${i + 1}, ${at(time)}, 7, 's', ${quoted(text)}, ${hits}, 90, 'k');`));
  const made = spawnSync('sqlite3', [join(folder, 'journal')], { input: SCHEMA + rows.join('\n'), encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const run = (...args) => {
    const ended = spawnSync(program, ['report', 'journal', ...args], { cwd: folder, encoding: 'utf8', timeout: 60000, maxBuffer: 1 << 28 });
    assert.equal(ended.signal, null, ended.stderr);
    return { code: ended.status, out: ended.stdout, err: ended.stderr };
  };
  const good = (...args) => {
    const { code, out, err } = run(...args);
    assert.deepEqual([code, err], [0, '']);
    return out;
  };
  return { folder, run, good };
}

test('everything is counted, and small talk is no question', (context) => {
  const { good } = scratch(context);
  const report = JSON.parse(good('--json'));
  assert.equal(report.name, 'The <b>library</b>');
  assert.deepEqual(report.totals, [{
    first: '2026-03-02', last: '2026-03-05', asked: 6, answered: 3, unsure: 1, none: 2, smalltalk: 1, helpful: 1, unhelpful: 1,
    searches: 3, in_vain: 2, p50_us: 1000, p95_us: null, p99_us: null,
  }]);
  const days = report.days.map(({ day, asked, answered, unsure, none, smalltalk, searches }) => [day, asked, answered, unsure, none, smalltalk, searches]);
  assert.deepEqual(days, [['2026-03-02', 1, 1, 0, 0, 0, 0], ['2026-03-03', 4, 1, 1, 2, 0, 2], ['2026-03-04', 0, 0, 0, 0, 0, 1], ['2026-03-05', 1, 1, 0, 0, 1, 0]]);
  assert.deepEqual(report.hours.filter(({ asked }) => asked > 0),
    [['Monday', 23, 1], ['Tuesday', 10, 2], ['Tuesday', 11, 2], ['Thursday', 8, 1]].map(([weekday, hour, asked]) => ({ weekday, hour, asked })));
  assert.equal(report.hours.length, 168);
  assert.deepEqual(report.languages.map(({ lang, asked }) => [lang, asked]), [['en', 4], ['', 1], ['de', 1]]);
  assert.deepEqual(report.entries, [
    { entry: 'gone', question: '', answered: 1, helpful: 0, unhelpful: 0 },
    { entry: 'opening', question: 'When does the library open?', answered: 1, helpful: 1, unhelpful: 0 },
    { entry: 'parking', question: 'Where can visitors park?', answered: 1, helpful: 0, unhelpful: 1 },
  ]);
  assert.deepEqual(report.unused, [{ entry: 'cafe', question: 'Is there a café?' }]);
  assert.deepEqual(report.searches, [{ search: 'zyzzyva', searches: 2, in_vain: 2 }, { search: '=opening', searches: 1, in_vain: 0 }]);
  assert.deepEqual(report.latency.filter(({ asked }) => asked > 0), [[50, 1], [500, 1], [1000, 2], [null, 1]].map(([up_to_us, asked]) => ({ up_to_us, asked })));
  assert.deepEqual(report.comments.map(({ day, comment, helpful }) => [day, comment === 'thanks' || comment.includes('desrever'), helpful]),
    [['2026-03-03', true, 'no'], ['2026-03-02', true, 'yes']]);
  assert.deepEqual(report.left_out, []);
});

test('what was asked in vain is grouped, and its Markdown reads as the questions once it has an answer', (context) => {
  const { folder, good } = scratch(context);
  const { gaps } = JSON.parse(good('--json'));
  const print = gaps.find(({ question }) => /print/.test(question));
  assert.deepEqual([print.asked, print.none, print.unsure], [2, 2, 0]);
  assert.equal(print.markdown, '## can I print my documents?\n- also: Can I print documents?\n\n<!-- The answer: -->\n');
  assert.equal(print.paste_below, '');
  writeFileSync(join(folder, 'knowledge', 'new.md'), gaps.filter(({ paste_below }) => paste_below === '').map(({ markdown }) => `${markdown}Yes, indeed.\n`).join('\n'));
  const after = JSON.parse(good('--json'));
  assert.deepEqual(after.gaps.map(({ none, unsure }) => none + unsure), gaps.filter(({ unhelpful }) => unhelpful > 0).map(() => 0));
  assert.equal(after.answered_today, 3);
});

test('the page loads nothing, runs nothing, and shows no stranger\'s text as anything but text', (context) => {
  const { good } = scratch(context);
  const page = good();
  const style = page.match(/<style>(.*?)<\/style>/s)[1];
  const hash = createHash('sha256').update(style).digest('base64');
  assert.ok(page.includes(`content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`));
  assert.ok(page.indexOf('Content-Security-Policy') < page.indexOf('<style>'));
  for (const never of [/<script/i, /\sstyle=/, /\son\w+=/, /(?:src|href)="(?!#)/, /<b>/, /\u001b|\u202e|\u2066/]) assert.doesNotMatch(page, never);
  assert.match(page, /&lt;script&gt;alert\(1\)/);
  assert.match(page, /<title>What visitors asked – The &lt;b&gt;library&lt;\/b&gt;<\/title>/);
  for (const part of page.match(/<svg viewBox="0 0 [^>]*role="img"[^>]*>/g)) assert.match(part, /aria-labelledby="(\w+)-title \1-desc"/);
});

test('the same journal gives the same bytes, from a folder and from an index', (context) => {
  const { folder, good } = scratch(context);
  assert.equal(spawnSync(program, ['index', '-k', 'knowledge', '-o', 'kb.index', '-q'], { cwd: folder }).status, 0);
  for (const form of [[], ['--json'], ['--csv']]) {
    assert.equal(good(...form), good(...form));
    assert.equal(good(...form), good(...form, '-i', 'kb.index'));
  }
});

// Quoted cells may hold commas and line ends.
const cells = (line) => line.match(/(?:^|,)(?:"(?:[^"]|"")*"|[^,]*)/g).map((cell) => cell.replace(/^,/, ''));

test('the table has every row of every part, as many columns in each, and no formula', (context) => {
  const { good } = scratch(context);
  const rows = good('--csv').split('\r\n').slice(0, -1);
  const header = cells(rows[0]);
  for (const row of rows) assert.equal(cells(row).length, header.length, row);
  const of = (table) => rows.filter((row) => row.startsWith(`${table},`)).map(cells);
  assert.deepEqual([of('days').length, of('hours').length, of('gaps').length > 1, of('totals').length], [4, 168, true, 1]);
  assert.equal(of('searches')[1][header.indexOf('search')], '"\'=opening"');
  assert.equal(of('totals')[0][header.indexOf('asked')], '6');
  assert.equal(of('totals')[0][header.indexOf('p95_us')], '');
});

test('days and hours follow the clock that is named, and so do the days of a span', (context) => {
  const { good } = scratch(context);
  const days = (...flags) => JSON.parse(good('--json', ...flags)).days.map(({ day, asked }) => [day, asked]);
  assert.deepEqual(days('--utc-offset', '+01:00')[0], ['2026-03-03', 5]);
  assert.deepEqual(days('--utc-offset=-0930').slice(0, 2), [['2026-03-02', 1], ['2026-03-03', 4]]);
  assert.deepEqual(days('--since', '2026-03-03', '--before', '2026-03-04'), [['2026-03-03', 4]]);
  assert.deepEqual(days('--since', '2026-03-03', '--before', '2026-03-04', '--utc-offset', '+01:00'), [['2026-03-03', 5]]);
  assert.match(good('--utc-offset', '+5:30'), /Days and hours are those of UTC\+05:30\./);
});

test('a file is written whole, and overwritten only on demand', (context) => {
  const { folder, run } = scratch(context);
  const first = run('-o', 'report.html');
  assert.deepEqual([first.code, first.out], [0, '6 questions, 3 searches, 3 groups without a good answer\n']);
  const page = readFileSync(join(folder, 'report.html'), 'utf8');
  assert.match(page, /^<!DOCTYPE html>\n<html lang="en">.*<\/html>\n$/s);
  const second = run('-o', 'report.html', '--json');
  assert.deepEqual([second.code, second.err], [2, 'faqbot: report.html: the file exists; --force overwrites it\n']);
  assert.equal(readFileSync(join(folder, 'report.html'), 'utf8'), page);
  assert.deepEqual([run('-o', 'report.html', '--json', '--force', '-q').out, run('-o', 'report.html', '--json', '--force', '-q').code], ['', 0]);
  assert.equal(JSON.parse(readFileSync(join(folder, 'report.html'), 'utf8')).totals[0].asked, 6);
  assert.deepEqual(readdirSync(folder).sort(), ['journal', 'knowledge', 'report.html']);
});

test('a journal without questions, or of version 1, is reported too', (context) => {
  const empty = scratch(context, { asked: [], searched: [] });
  assert.match(empty.good(), /no questions/);
  assert.equal(JSON.parse(empty.good('--json')).totals[0].first, '');
  const { folder, good } = scratch(context, { searched: [], asked: ASKED.filter(([, , outcome]) => outcome !== 'smalltalk') });
  const made = spawnSync('sqlite3', [join(folder, 'journal'), `DROP TABLE searched; ALTER TABLE asked DROP COLUMN lang;
    ALTER TABLE asked DROP COLUMN microseconds; PRAGMA user_version = 1`], { encoding: 'utf8' });
  assert.equal(made.stderr, '');
  const old = JSON.parse(good('--json'));
  assert.deepEqual([old.totals[0].asked, old.totals[0].p50_us, old.languages], [6, null, [{ lang: '', asked: 6, answered: 3, unsure: 1, none: 2 }]]);
  assert.doesNotMatch(good(), /How fast/);
});

test('a mistake is reported in a sentence, before anything is read', (context) => {
  const { folder, run } = scratch(context);
  for (const [flags, sentence] of [
    [['--json', '--csv'], /--json and --csv exclude each other/],
    [['--utc-offset', '25'], /--utc-offset must be a time from -14:00 to \+14:00, such as \+02:00, not 25/],
    [['--utc-offset', '+2:7'], /not \+2:7/],
    [['--since', 'yesterday'], /2026-11-30, not yesterday/],
    [['-k', 'nowhere'], /nowhere/],
    [['-o', 'knowledge'], /knowledge: this is a folder; name a file in it/],
    [['-o', 'no/where.html'], /no\/where\.html: the report cannot be written: No such file or directory/],
  ]) {
    const { code, out, err } = run(...flags);
    assert.deepEqual([code, out], [2, ''], flags.join(' '));
    assert.match(err, /^faqbot: [^\n]+\n$/);
    assert.match(err, sentence);
  }
  const other = spawnSync(program, ['report', 'knowledge/library.md'], { cwd: folder, encoding: 'utf8' });
  assert.equal(other.status, 2);
  assert.match(other.stderr, /^faqbot: knowledge\/library\.md: [^\n]+\n$/);
  assert.ok(!existsSync(join(folder, 'no')));
});
