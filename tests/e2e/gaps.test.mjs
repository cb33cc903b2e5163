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
  ['where can visitors park', 'answered', 0, 'parking'],
  ['where can visitors park', 'answered', 1, 'parking'],
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
  assert.deepEqual(print.proposals.map(({ kind, entry, markdown }) => [kind, entry, markdown]), [['new', null,
    '## can I print documents?\n- also: where can I print my documents\n\n<!-- The answer: -->\n']]);
  assert.equal(park.unhelpful, 1);
  assert.equal(park.nearest.id, 'parking');
});

test('what is answered today is counted, and is not a gap', (context) => {
  const { run } = scratch(context);
  const { out } = run('gaps', '--journal', 'journal', '-k', 'library');
  assert.match(out, /^10 asked: 8 in vain, 1 unhelpful; of these 1 are answered otherwise today, 0 left out; 4 gaps$/m);
  assert.doesNotMatch(out, /when does the library open\n/m);
});

test('a person reads lines to paste, and no stranger writes to the terminal', (context) => {
  const { run } = scratch(context);
  const { out } = run('gaps', '--journal', 'journal', '-k', 'library');
  assert.match(out, new RegExp('^4 times: how much is a membership card\n  not known 3, unsure 1, unhelpful 0; nearest: .*\n' +
    '  or: how much is the membership card\n  or: what does the membership card cost\n' +
    '  a new question, which lacks its answer(, unless parking \\(0[.]\\d\\d\\) answers it)?:\n' +
    '## how much is a membership card[?]\n- also: how much is the membership card\n'));
  assert.match(out, /^ {2}would change: 0 of 0 tests; 0 of 1 asked questions$/m);
  assert.doesNotMatch(out, /[\u001b\u202e]/);
});

test('a new question is read as what was asked, once it has its answer', (context) => {
  const { folder, run } = scratch(context);
  const written = gaps(run).flatMap(({ proposals }) => proposals).filter(({ kind }) => kind === 'new');
  writeFileSync(join(folder, 'library', 'more.md'), written.map(({ markdown }) => markdown).join('\n'));
  const { err } = run('export', 'jsonl', '-k', 'library');
  assert.match(err, /more\.md:1: /, 'without an answer it is reported, and left out');
  writeFileSync(join(folder, 'library', 'more.md'), written.map(({ markdown }) =>
    markdown.replace('<!-- The answer: -->', 'Ask at the desk.')).join('\n'));
  const exported = run('export', 'jsonl', '-k', 'library');
  assert.equal(exported.err, '');
  const entries = exported.out.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  assert.ok(entries.some(({ question }) => question === `${HOSTILE.replace(/\u001b/g, ' ')}?`));
  assert.deepEqual(entries.find(({ question }) => question === 'how much is a membership card?').also,
    ['how much is the membership card', 'what does the membership card cost']);
  assert.deepEqual(gaps(run).map(({ question }) => question), ['where can visitors park'], 'the others are answered now');
});

test('what was answered unhelpfully becomes a line by which the entry never answers it', (context) => {
  const asked = 'where do <i>visitors</i> park their cars';
  const { folder, run } = scratch(context, [
    [asked, 'answered', 0, 'parking'],
    [asked, 'answered', 0, 'parking'],
    ['when does the library open', 'answered', 0, 'parking'], // another entry answers it today
    ['can visitors park', 'answered', 1, 'parking'],
    ['where do visitors leave a bike', 'answered', 0, 'parking'],
  ]);
  const proposals = gaps(run).flatMap((gap) => gap.proposals).filter(({ kind }) => kind === 'not');
  assert.deepEqual(proposals.map(({ entry, markdown, unhelpful }) => [entry, markdown, unhelpful]),
    [['parking', '- not: where do \\<i\\>visitors\\</i\\> park their cars\n', 2]]);
  const { out } = run('gaps', '--journal', 'journal', '-k', 'library');
  assert.match(out, /^ {2}below parking, whose answer 2 visitors called unhelpful; if it is no answer to this:\n- not: where do /m);
  writeFileSync(join(folder, 'library', 'library.md'), LIBRARY.replace('{#parking}\n', `{#parking}\n${proposals[0].markdown}`));
  const answered = (question) => JSON.parse(run('ask', '--json', '-k', 'library', question).out).source?.entry;
  assert.equal(answered(asked), undefined);
  assert.equal(answered('where can visitors park'), 'parking');
  assert.equal(run('check', 'library').out.includes('answered-anyway'), false);
  assert.ok(gaps(run).flatMap((gap) => gap.proposals).every(({ kind }) => kind !== 'not'), 'it is proposed once');
});

test('an entry that is called unhelpful for its own question needs a better answer, and one that is not settled nothing', (context) => {
  const { run } = scratch(context, [
    ['where can visitors park', 'answered', 0, 'parking'],
    ['where can visitors park', 'answered', 0, 'parking'],
    ['When does the library open?', 'answered', 0, 'opening'],
    ['When does the library open?', 'answered', 1, 'opening'],
  ]);
  const [park, open] = gaps(run);
  assert.deepEqual(park.proposals.map(({ kind, entry, unhelpful, trial }) => [kind, entry, unhelpful, trial]),
    [['answer', 'parking', 2, null]]);
  assert.deepEqual(open.proposals, []);
  const { out } = run('gaps', '--journal', 'journal', '-k', 'library');
  assert.match(out, /^ {2}better the answer of parking: to its own question 2 visitors called it unhelpful$/m);
  assert.match(out, /^ {2}nothing to propose: as many visitors called the answer helpful as unhelpful$/m);
});

// The bot is unsure of the first question, and visitors said what they think of the answer to the second.
const UNSURE = 'where should guests park';
const LIKE = 'where may guests park a car';

test('a line for an entry is proposed where the bot finds it nearest and visitors called it helpful', (context) => {
  const lines = (helpful) => {
    const { run } = scratch(context, [[UNSURE, 'unsure', null], ...helpful.map((thumb) => [LIKE, 'answered', thumb, 'parking'])]);
    const found = gaps(run).find(({ question }) => question === UNSURE);
    assert.equal(found.nearest.id, 'parking');
    assert.ok(found.nearest.confidence >= 0.3, `${found.nearest.confidence}`);
    return found.proposals.map(({ kind, entry, markdown, helpful: up }) => [kind, entry, markdown.split('\n')[0], up]);
  };
  const also = [['also', 'parking', `- also: ${UNSURE}`, 1]];
  const fresh = [['new', null, `## ${UNSURE}?`, 0]];
  assert.deepEqual(lines([1]), also);
  assert.deepEqual(lines([]), fresh, 'nobody spoke for it');
  assert.deepEqual(lines([1, 0]), fresh, 'visitors disagree');
  assert.deepEqual(lines([0]), fresh, 'they spoke against it');
});

test('no line is proposed for an entry that only happens to come first', (context) => {
  const { run } = scratch(context, [
    ['is there a bicycle rack for visitors', 'none', null],
    ['a bicycle rack for visitors', 'answered', 1, 'parking'],
  ]);
  const [rack] = gaps(run);
  assert.ok(rack.nearest.confidence < 0.3, `${rack.nearest.confidence}`);
  assert.deepEqual(rack.proposals.map(({ kind }) => kind), ['new']);
});

test('small talk is no gap, whatever an older program took it for', (context) => {
  const { run } = scratch(context, [['hello', 'smalltalk', null], ['thank you', 'none', null]]);
  assert.equal(run('gaps', '--journal', 'journal', '-k', 'library').out,
    '1 asked: 1 in vain, 0 unhelpful; of these 1 are answered otherwise today, 0 left out; 0 gaps\n');
});

test('a proposal is shown with what it would change, and rejected where it breaks a test', (context) => {
  const { folder, run } = scratch(context, [
    ['can I park a camper van', 'none', null],
    ['can I park a camper van', 'none', null],
    ['is there a bakery', 'none', null],
    ['where can I park my car', 'answered', null, 'parking'],
  ]);
  writeFileSync(join(folder, 'library', 'tests.tsv'),
    'where can visitors park\tparking\ncan I park a camper van\t-\nwhen does it open\topening\n');
  const [van, bakery] = gaps(run);
  assert.equal(van.proposals[0].rejected, true);
  const { tests, tests_broken: broken, lines, lines_right: right, asked, changes } = van.proposals[0].trial;
  assert.deepEqual({ tests, broken, lines, right, asked }, { tests: 3, broken: 1, lines: 1, right: 1, asked: 1 });
  assert.equal(changes[0].test, 2);
  assert.equal(changes[0].question, 'can I park a camper van');
  assert.equal(changes[0].expected, '-');
  assert.equal(changes[0].breaks, true);
  assert.notEqual(changes[0].before.outcome, 'answered');
  assert.equal(changes[0].after.outcome, 'answered');
  assert.equal(bakery.proposals[0].rejected, false);
  assert.equal(bakery.proposals[0].trial.tests_broken, 0);
  const { out } = run('gaps', '--journal', 'journal', '-k', 'library');
  assert.match(out, /^ {2}rejected, since it breaks a test: a new question.*:\n {4}## can I park a camper van\?\n/m);
  assert.match(out, /^ {4}breaks tests\.tsv:2: can I park a camper van \(expects -\): (not known|unsure) -> \(new\) 0\.\d+$/m);
  assert.doesNotMatch(out, /^## can I park/m, 'nobody pastes it by mistake');
  assert.match(out, /^## is there a bakery\?$/m);
});

test('on an index nothing is tried, and it is said', (context) => {
  const { run } = scratch(context);
  assert.equal(run('index', '-k', 'library', '-o', 'library.index').code, 0);
  const { out } = run('gaps', '--journal', 'journal', '-i', 'library.index');
  assert.match(out, /^ {2}not tried: an index cannot be changed: name the knowledge base with -k$/m);
  const json = run('gaps', '--json', '--journal', 'journal', '-k', 'library.index').out.split('\n').filter(Boolean).map(JSON.parse);
  assert.ok(json.every(({ proposals }) => proposals.every(({ trial }) => trial === null)));
});

test('--since leaves out what is older, and an index works as well as a folder', (context) => {
  const { run } = scratch(context);
  // The moments begin at 2001-09-09T01:46:40Z, a day apart.
  assert.deepEqual(gaps(run, '--since', '2001-09-14').map(({ question }) => question),
    ['where can I print my documents', 'where can visitors park', HOSTILE].slice(0, 3));
  assert.equal(run('index', '-k', 'library', '-o', 'library.index').code, 0);
  const found = run('gaps', '--json', '--journal', 'journal', '-i', 'library.index').out.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  assert.deepEqual(found.map(({ question, asked }) => [question, asked]), gaps(run).map(({ question, asked }) => [question, asked]));
});

test('without gaps only the totals are printed', (context) => {
  const { run } = scratch(context, [['when does the library open', 'answered', null]]);
  assert.equal(run('gaps', '--journal', 'journal', '-k', 'library').out,
    '1 asked: 0 in vain, 0 unhelpful; of these 0 are answered otherwise today, 0 left out; 0 gaps\n');
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
