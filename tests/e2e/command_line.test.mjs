// e2e/command_line.test.mjs - the built program from outside: what it prints, where, and how it exits. The program is
// named by FAQBOT.
import { test, before, after } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, truncateSync,
  writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.FAQBOT ?? join(root, 'build', 'faqbot');
const DISCLAIMER = 'For the tests only.';
let folder; // holds knowledge/, and whatever a test writes

// Runs the program and returns { code, out, err }. Nothing of the caller's terminal or home reaches it.
function run(args, { input = '', cwd = folder, env = {}, stdio } = {}) {
  const ended = spawnSync(program, args, {
    cwd, input, stdio, maxBuffer: 64 * 1024 * 1024, timeout: 60000,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...env },
  });
  assert.equal(ended.signal, null, `${args.join(' ')} ended by ${ended.signal}: ${ended.stderr}`);
  return { code: ended.status, out: ended.stdout?.toString() ?? '', err: ended.stderr?.toString() ?? '' };
}

const objects = (text) => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'faqbot-'));
  mkdirSync(join(folder, 'knowledge'));
  writeFileSync(join(folder, 'knowledge', 'pets.md'), `---
title: Pets
url: https://example.org/pets
disclaimer: ${DISCLAIMER}
---
# Pets

## FAQ

### How often should I feed my tortoise? {#feed}
- also: tortoise feeding times
- also: when does a tortoise eat

Once a day, in the **morning**.

### Which vegetables may a rabbit eat? {#rabbit}
- also: vegetables for rabbits

Carrots, in small pieces.

### Why does my parrot scream? {#parrot}
- also: parrot is loud

It is bored.
`);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('an answer comes with its source and the disclaimer, and nothing else on stdout', () => {
  for (const args of [['ask', 'How often should I feed my tortoise?'], ['how', 'often', 'should', 'I', 'feed', 'my',
    'tortoise'], ['how often should I feed my tortoise']]) {
    const { code, out, err } = run(args);
    assert.equal(out, 'Once a day, in the morning.\n\nFrom: Pets (https://example.org/pets)\n' +
      `${DISCLAIMER}\n`);
    assert.equal(err, '');
    assert.equal(code, 0);
  }
});

test('a question that the knowledge base cannot answer exits with 1', () => {
  const { code, out } = run(['ask', 'qwertz uiop civil']);
  assert.equal(code, 1);
  assert.match(out, /civil/);
  assert.doesNotMatch(out, new RegExp(DISCLAIMER));
});

test('with --json an answer is the object of the protocol, with the disclaimer', () => {
  const { code, out, err } = run(['ask', '--json', 'how often should I feed my tortoise']);
  assert.equal(code, 0);
  assert.equal(err, '');
  const [answer, ...rest] = objects(out);
  assert.equal(rest.length, 0);
  assert.equal(answer.type, 'answer');
  assert.equal(answer.id, '1');
  assert.equal(answer.outcome, 'answered');
  assert.equal(answer.source.entry, 'feed');
  assert.equal(answer.disclaimer.text, DISCLAIMER);
  assert.equal(answer.took_us, undefined);
  const timed = objects(run(['ask', '--json', '--timing', 'how often should I feed my tortoise']).out)[0];
  assert.ok(Number.isInteger(timed.took_us));
});

test('--top is obeyed whatever the outcome', () => {
  for (const question of ['how often should I feed my tortoise', 'eat', 'may my parrot eat vegetables']) {
    const one = objects(run(['--json', '--top', '1', question]).out)[0];
    assert.ok(one.candidates.length <= 1, question);
    const many = objects(run(['--json', '--top=100', `${question} tortoise rabbit parrot`]).out)[0];
    assert.equal(many.candidates.length, 3, question);
  }
});

test('each line of a pipe gives one line of JSON, in order, a bad one too', () => {
  const lines = ['\ufeffhow often should I feed my tortoise', '', '   ', Buffer.from([0x61, 0xff]),
    Buffer.from('a\0b'), '*', '"', 'AND OR NOT NEAR(', 'title:x OR y*', '-', 'the of and', 'x', 'é'.repeat(2000),
    'é'.repeat(2001), 'x'.repeat(16384), 'x'.repeat(16385), 'why does my parrot scream\r', '', '', '', '',
    'vegetables for rabbits'];
  const input = Buffer.concat(lines.flatMap((line, i) => [Buffer.from(line), Buffer.from(i < lines.length - 1 ? '\n' :
    '')]));
  const { code, out } = run(['ask', '--json'], { input });
  assert.equal(code, 2);
  const replies = objects(out);
  assert.deepEqual(replies.map((reply) => reply.id), lines.map((_, i) => String(i + 1)));
  const says = (reply) => reply.type === 'error' ? reply.code : reply.outcome;
  assert.equal(says(replies[0]), 'answered');
  for (const bad of [1, 2, 3, 4, 17, 18, 19, 20]) {
    assert.equal(says(replies[bad]), 'bad_message', `line ${bad + 1}`);
  }
  for (const long of [13, 14, 15]) {
    assert.equal(says(replies[long]), 'too_long', `line ${long + 1}`);
  }
  for (const refused of [5, 6, 7, 8, 9, 10, 11, 12]) {
    assert.equal(replies[refused].type, 'answer', `line ${refused + 1}`);
    assert.notEqual(says(replies[refused]), 'answered', `line ${refused + 1}`);
  }
  assert.equal(replies[16].source.entry, 'parrot');
  assert.equal(replies[21].source.entry, 'rabbit');
});

test('a line of ten megabytes is one error, in bounded memory', () => {
  const input = Buffer.concat([Buffer.alloc(10_000_000, 'x'), Buffer.from('\nwhy does my parrot scream\n')]);
  const { code, out } = run(['--json'], { input });
  assert.equal(code, 2);
  assert.deepEqual(objects(out).map((reply) => reply.code ?? reply.outcome), ['too_long', 'answered']);
  assert.match(run([], { input: Buffer.alloc(10_000_000) }).err, /^faqbot: line 1: .*2000 characters\n$/);
});

test('from a pipe without --json answers go to stdout and faults to stderr with their line', () => {
  const { code, out, err } = run([], { input: 'why does my parrot scream\n\nvegetables for rabbits' });
  assert.equal(code, 2);
  assert.equal(err, 'faqbot: line 2: the question is empty\n');
  assert.match(out, /^It is bored\.\n\nFrom: [^\n]*\n[^\n]*\n\nCarrots, in small pieces\.\n\nFrom: [^\n]*\n[^\n]*\n\n$/);
  assert.equal(run([], { input: 'why does my parrot scream\n' }).code, 0);
  assert.equal(run([], { input: 'why does my parrot scream\nqwertz uiop\n' }).code, 1);
  assert.deepEqual(run([], { input: '' }), { code: 0, out: '', err: '' });
});

test('an answer is written before the next question is read', async () => {
  const asked = spawn(program, ['--json'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'], timeout: 60000 });
  asked.stdin.write('why does my parrot scream\n');
  const [first] = await asked.stdout.iterator().next().then(({ value }) => objects(value.toString()));
  assert.equal(first.source.entry, 'parrot');
  asked.stdin.end();
  assert.equal(await new Promise((resolve) => asked.on('close', resolve)), 0);
});

test('empty, over long and odd questions as arguments', () => {
  assert.deepEqual(run(['ask', '']), { code: 2, out: '', err: 'faqbot: the question is empty\n' });
  assert.equal(run(['ask', 'x'.repeat(2001)]).code, 2);
  assert.equal(run(['ask', 'x'.repeat(2000)]).code, 1);
  assert.equal(run(['ask', 'x']).code, 1);
  assert.equal(objects(run(['--json', '']).out)[0].code, 'bad_message');
  assert.equal(run(['--json', '']).code, 2);
});

test('an unknown verb or option is told with the nearest, and exits with 2', () => {
  const rows = [
    [['serv'], /serv is not a command; the nearest is serve/], [['ask', '--jsno', 'x y'], /nearest is --json/],
    [['ask', '--listen=x', 'x y'], /--listen is an option of serve/], [['help', 'indx'], /nearest is index/],
    [['ask', '--top=0', 'x y'], /1 to 100/], [['ask', '--top=101', 'x y'], /1 to 100/],
    [['ask', '--top=1x', 'x y'], /1 to 100/], [['ask', '--top'], /needs a value/],
    [['--color=green', 'x y'], /auto, always or never/], [['ask', '--context=', 'x y'], /needs the id/],
    [['index'], /-o FILE/], [['eval'], /QUESTIONS\.tsv/], [['serve', 'x'], /cannot take x/],
    [['eval', '--min=sucess1=.5', 'x'], /nearest is success1/], [['eval', '--min=mcc=x', 'x'], /needs a number/],
  ];
  for (const [args, sentence] of rows) {
    const { code, out, err } = run(args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '', args.join(' '));
    assert.match(err, sentence);
    assert.match(err, /^faqbot: [^\n]+\n$/);
  }
  assert.equal(run(['tortoise']).code, run(['ask', 'tortoise']).code, 'a word near no verb is a question');
});

test('knowledge and indexes that cannot be opened are named in one sentence', () => {
  const at = (name) => join(folder, name);
  mkdirSync(at('empty'));
  writeFileSync(at('foreign'), 'no index at all\n'.repeat(100));
  writeFileSync(at('zero'), '');
  assert.equal(run(['index', '-o', 'whole']).code, 0);
  writeFileSync(at('short'), readFileSync(at('whole')));
  truncateSync(at('short'), statSync(at('whole')).size / 2);
  const rows = [[['-k', at('missing')], at('missing')], [['-k', at('foreign')], at('foreign')],
    [['-i', at('missing')], at('missing')], [['-i', at('empty')], at('empty')], [['-i', at('foreign')], at('foreign')],
    [['-i', at('zero')], at('zero')], [['-i', at('short')], at('short')], [['-k', at('empty')], at('empty')]];
  for (const [args, path] of rows) {
    const { code, out, err } = run([...args, 'a', 'b']);
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.ok(err.startsWith(`faqbot: ${path}: `), err);
    assert.equal(err.split('\n').length, 2, err);
  }
  assert.match(run(['-k', 'knowledge', '-i', 'whole', 'a', 'b']).err, /exclude each other/);
  const none = run(['a', 'b'], { cwd: at('empty') });
  assert.equal(none.code, 2);
  assert.match(none.err, /no folder \.\/knowledge/);
});

test('a broken file among good ones is named, and the others answer', () => {
  const broken = join(folder, 'broken');
  mkdirSync(broken);
  writeFileSync(join(broken, 'good.md'), readFileSync(join(folder, 'knowledge', 'pets.md')));
  writeFileSync(join(broken, 'bad.md'), '---\ntitle: [\n---\n# \u001b[31mX\n');
  const { code, out, err } = run(['-k', broken, 'why', 'does', 'my', 'parrot', 'scream']);
  assert.equal(code, 0);
  assert.match(out, /^It is bored\./);
  assert.match(err, /bad\.md:\d+: (error|warning): [^\n]+\n$/);
});

test('an index answers as the knowledge base does, is the same bytes each time, and leaves no litter', () => {
  mkdirSync(join(folder, 'out'));
  const { code, out } = run(['index', '-o', 'out/a.index']);
  assert.equal(code, 0);
  assert.match(out, /^out\/a\.index: 3 entries, \d+ phrasings, version [0-9a-f]{16}\n$/);
  run(['index', '--output=out/b.index', '--knowledge', 'knowledge']);
  assert.deepEqual(readFileSync(join(folder, 'out', 'a.index')), readFileSync(join(folder, 'out', 'b.index')));
  assert.deepEqual(readdirSync(join(folder, 'out')).sort(), ['a.index', 'b.index']);
  const question = ['--json', 'why does my parrot scream'];
  assert.equal(run(['-i', 'out/a.index', ...question]).out, run(question).out);
  assert.equal(run(['index', '-o', 'missing/a.index']).code, 2);
});

test('no colour reaches a pipe unless it is asked for, and no control character ever does', () => {
  const hostile = join(folder, 'hostile.md');
  writeFileSync(hostile, '# Zebra\n\n### Why is a zebra striped\u202e?\n\nTo \u001b]0;own\u0007 hide\u009b31m \u202e.\n');
  for (const args of [['-k', hostile, 'why is a zebra striped'], ['-k', hostile, 'zebra \u001b[31m \u009b \u202e qqq']]) {
    const { out, err } = run(args);
    assert.doesNotMatch(out + err, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
  const parrot = ['why does my parrot scream'];
  assert.doesNotMatch(run(parrot).out, /\u001b/);
  assert.match(run(['--color=always', ...parrot], { env: { NO_COLOR: '1' } }).out, /\u001b\[2m/);
});

test('a full, closed or broken stdout is an error with a sentence', () => {
  const full = openSync('/dev/full', 'w');
  for (const args of [['why does my parrot scream'], ['--json', 'why does my parrot scream'], ['--help'], ['version']]) {
    const ended = spawnSync(program, args, { cwd: folder, stdio: ['ignore', full, 'pipe'] });
    assert.equal(ended.status, 2, args.join(' '));
    assert.match(ended.stderr.toString(), /^faqbot: cannot write the output: No space left on device\n$/);
  }
  closeSync(full);
  const closed = spawnSync('sh', ['-c', '"$0" why does my parrot scream >&-', program], { cwd: folder });
  assert.equal(closed.status, 2);
  assert.match(closed.stderr.toString(), /cannot write the output/);
  const broken = spawnSync('sh', ['-c', '{ yes | "$0" --json; echo $? >&2; } | head -n 1', program], { cwd: folder,
    timeout: 60000 });
  assert.match(broken.stderr.toString(), /^faqbot: cannot write the output: Broken pipe\n2\n/m);
});

test('a folder or nothing as stdin is an error with a sentence', () => {
  for (const redirection of ['<&-', '</']) {
    const ended = spawnSync('sh', ['-c', `"$0" --json ${redirection}`, program], { cwd: folder });
    assert.equal(ended.status, 2, redirection);
    assert.match(ended.stderr.toString(), /^faqbot: cannot read the questions: [^\n]+\n$/);
  }
});

test('explain tells how the words were read, what speaks for each entry, and what would change it', () => {
  const { code, out, err } = run(['explain', 'how', 'often should I feed my tortoize']);
  assert.equal(code, 0);
  assert.equal(err, '');
  assert.match(out, /^how often should I feed my tortoize\nRead as it was typed/);
  assert.match(out, /\n {2}tortoize +tortoise +tortois +corrected /);
  assert.match(out, /\n +1\. feed: How often should I feed my tortoise\? \(score 0\.\d\d, /);
  assert.match(out, /\nDecision\n {2}Answered, with a confidence of/);
  assert.match(out, /\n {2}- With "tortoize" spelled "tortoise" the confidence would be /);
  for (const line of out.split('\n')) {
    assert.ok([...line].length <= 80, line);
  }
});

test('explain --json is one object and agrees with ask', () => {
  for (const question of ['how often should I feed my tortoise', 'may my parrot eat', 'qwertz uiop civil', '?',
    'FEED "AND" NOT *']) {
    const ended = run(['explain', '--json', '--top', '2', question]);
    assert.equal(ended.code, 0, question);
    const [explained, ...rest] = objects(ended.out);
    const [answer] = objects(run(['ask', '--json', '--top', '2', question]).out);
    assert.equal(rest.length, 0);
    assert.equal(explained.type, 'explanation');
    assert.equal(explained.text, question);
    assert.equal(explained.outcome, answer.outcome);
    assert.equal(explained.confidence, answer.confidence);
    assert.deepEqual(explained.candidates.map(({ id, question: stored, score }) => ({ id, question: stored, score })),
      answer.candidates ?? []);
    assert.deepEqual(explained.unknown_words, answer.unknown_words ?? []);
    assert.ok(explained.changes.length > 0);
    for (const { points, shares } of explained.candidates) {
      const sum = Object.values(shares).reduce((left, right) => left + right, 0);
      assert.ok(Math.abs(sum - points) < 0.01, question);
    }
  }
  const followed = objects(run(['explain', '--json', '--context', 'rabbit', 'and a tortoise?']).out)[0];
  assert.equal(typeof followed.followed_up, 'boolean');
});

test('search shows where the words stand, and says what it did not find', () => {
  const found = run(['search', 'tortoise', 'eats']);
  assert.deepEqual([found.code, found.err], [0, '']);
  assert.equal(found.out, `  1. How often should I feed my tortoise?
     Once a day, in the morning.
     feed (https://example.org/pets)
`);
  assert.match(run(['search', '--color', 'always', 'carrot']).out, /\u001b\[1mCarrots\u001b\[0m, in small pieces\./);
  const some = run(['search', 'carrots zyzzyva']);
  assert.deepEqual([some.code, some.err], [0, 'faqbot: no entry has all of these words; these have some\n']);
  assert.match(some.out, /^ {2}1\. Which vegetables may a rabbit eat\?\n/);
  assert.deepEqual(run(['search', 'zyzzyva']), { code: 1, out: '', err: 'faqbot: no entry has these words\n' });
  assert.match(run(['search', 'pieces', '-i', 'none']).err, /none/);
  for (const [args, ids] of [[['"rabbit may"'], []], [['"may a rabbit"'], ['rabbit']], [['veg*'], ['rabbit']],
    [['--', 'may', '-rabbit'], []], [['--lang', 'en', 'bored'], ['parrot']], [['--lang', 'de', 'bored'], []],
    [['--section', 'Zoo', 'bored'], []],
    [['--limit', '1', 'should OR small'], ['rabbit']]]) {
    const { out } = run(['search', '--json', ...args]);
    const [results, ...rest] = objects(out);
    assert.deepEqual([results.type, rest], ['results', []]);
    assert.deepEqual(results.hits.map(({ id }) => id), ids, args.join(' '));
  }
});

test('search --json is the object of the protocol, with the words marked', () => {
  const { code, out } = run(['search', '--json', 'morning']);
  assert.equal(code, 0);
  const [{ hits: [{ id, title, url, spans }] }] = objects(out);
  assert.deepEqual([id, title, url], ['feed', 'How often should I feed my tortoise?', 'https://example.org/pets']);
  assert.deepEqual(spans, [{ text: 'Once a day, in the ' }, { text: 'morning', mark: true }, { text: '.' }]);
  assert.equal(run(['search', '--json', 'zyzzyva']).code, 1);
});

test('what cannot be searched for is said in a sentence', () => {
  for (const [args, sentence] of [[['search'], /search needs/],
    [['search', '--limit', '51', 'x'], /--limit must be a number/], [['search', '--top', '3', 'x'], /--top is an option of/], [['search', '-tax', 'x'], /-t/]]) {
    const { code, out, err } = run(args);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, sentence);
  }
});

test('what cannot be explained is said in a sentence', () => {
  for (const [args, sentence] of [[['explain'], /explain needs/], [['explain', ' '], /question is empty/],
    [['explain', 'x'.repeat(2001)], /longer than 2000/], [['explain', '--top', '0', 'x'], /--top must be a number/],
    [['explain', '--timing', 'x'], /timing/]]) {
    const { code, out, err } = run(args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.match(err, sentence);
  }
});

test('eval measures, names the misses, and exits as its limits say', () => {
  const file = join(folder, 'quiz.tsv');
  writeFileSync(file, '# the first two are right\nwhy does my parrot scream\tparrot\n\n' +
    'vegetables for rabbits\tfeed,rabbit\nqwertz uiop\t-\nhow often should I feed my tortoise\tparrot\n');
  const { code, out } = run(['eval', '--json', file]);
  assert.equal(code, 0);
  const found = JSON.parse(out);
  assert.equal(found.questions, 4);
  assert.equal(found.answerable, 3);
  assert.ok(Math.abs(found.success1 - 2 / 3) < 1e-3);
  assert.equal(found.refused, 1);
  assert.deepEqual(found.outcomes.answered, { questions: 3, right: 2 });
  assert.deepEqual(found.misses.map(({ line, expected, given }) => ({ line, expected, given })),
    [{ line: 6, expected: ['parrot'], given: 'feed' }]);
  assert.equal(run(['eval', '--min', 'success1=.6', '--min=refused=1,mcc=.1', file]).code, 0);
  assert.equal(run(['eval', '--min', 'success1=.6', '--min=refused=1,mcc=.9', file]).code, 1);
  assert.equal(run(['eval', '--all-right', file]).code, 1);
  assert.match(run(['eval', file]).out, /line 6: how often .*\n +expected parrot, got feed/);
  writeFileSync(file, 'why does my parrot scream\tparot\nno tab\n\tx\n');
  const bad = run(['eval', file]);
  assert.equal(bad.code, 2);
  assert.equal(bad.out, '');
  assert.match(bad.err, /quiz\.tsv:1: warning: no entry is called parot\n.*quiz\.tsv:2: .*\n.*quiz\.tsv:3: /);
  assert.equal(run(['eval', join(folder, 'missing.tsv')]).code, 2);
});

test('eval --baseline fails where answers are worse than in what --json wrote, and names the questions', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-baseline-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name) => join(folder, name);
  const write = (...lines) => writeFileSync(at('tests.tsv'), lines.map((line) => `${line}\n`).join(''));
  const evaluate = (knowledge, ...words) => run(['eval', at('tests.tsv'), '-k', at(knowledge), ...words]);
  writeFileSync(at('old.md'), '## When do you open? {#open}\n\nAt nine.\n\n## Where can I park? {#park}\n\nNowhere.\n');
  writeFileSync(at('new.md'), '## When do you open? {#open}\n\nAt nine.\n\n## Do you sell bread? {#bread}\n\nNo.\n');
  write('when do you open\topen', 'where can i park\tpark', 'do you sell bread\t-');
  writeFileSync(at('baseline.json'), evaluate('old.md', '--json').out);
  const same = evaluate('old.md', '--baseline', at('baseline.json'));
  assert.equal(same.code, 0);
  assert.match(same.out, /^baseline {9}0 worse, 0 better, of 3$/m);
  const worse = evaluate('new.md', '--baseline', at('baseline.json'));
  assert.equal(worse.code, 1);
  assert.match(worse.out, /^baseline {9}2 worse, 0 better, of 3\nworse than the baseline:\n {2}line 2: where can i park\n.*\n {4}before: park \(answered, confidence 0\.\d+\)\n {2}line 3: do you sell bread\n/m);
  assert.match(worse.err, /^faqbot: answered_right is 0\.5000 and was 1\.0000 in the baseline: worse by 0\.5000, and 0\.0000 is allowed$/m);
  assert.match(worse.err, /^faqbot: refused is 0\.0000 and was 1\.0000 /m);
  assert.match(worse.err, /^faqbot: wrong_of_given is 0\.5000 and was 0\.0000 /m);
  const allowed = ['--max-drop', 'success1=.5,answered_right=.5', '--max-drop=refused=1', '--max-drop=wrong_of_given=.5'];
  assert.equal(evaluate('new.md', '--baseline', at('baseline.json'), ...allowed).code, 0);
  assert.equal(evaluate('new.md', '--baseline', at('baseline.json'), ...allowed, '--max-drop', 'mrr10=.1').code, 1);
  const { baseline } = JSON.parse(evaluate('new.md', '--baseline', at('baseline.json'), '--json').out);
  assert.deepEqual([baseline.questions, baseline.worse, baseline.better, baseline.refused], [3, 2, 0, 1]);
  assert.deepEqual(baseline.got_worse.map(({ line }) => line), [2, 3]);

  write('when do you open\topen', 'what does it cost\t-');
  const other = evaluate('old.md', '--baseline', at('baseline.json'));
  assert.equal(other.code, 0);
  assert.match(other.err, /baseline\.json: warning: its questions are not all the same: 2 of it are gone, 1 are new, and the 1 that both have are compared$/m);
  write('what does it cost\t-');
  writeFileSync(at('foreign.json'), '{"questions": 3}');
  const table = [
    [['--baseline', at('baseline.json')], /it has none of these questions; is it of another file\?/],
    [['--baseline', at('foreign.json')], /foreign\.json: it is no baseline: it has no list of results\. Write one: faqbot eval /],
    [['--baseline', at('tests.tsv')], /tests\.tsv: it is no baseline: /],
    [['--baseline', at('nowhere')], /nowhere: No such file/],
    [['--max-drop', 'refused=.1'], /--max-drop needs the baseline to compare with: --baseline FILE/],
    [['--baseline', at('baseline.json'), '--max-drop', 'refuse=.1'], /--max-drop knows no measure refuse; the nearest is refused/],
    [['--baseline', at('baseline.json'), '--max-drop', 'refused=-1'], /--max-drop needs a number up to 1: --max-drop refused=\.01/],
  ];
  for (const [words, sentence] of table) {
    const { code, out, err } = evaluate('old.md', ...words);
    assert.equal(code, 2, words.join(' '));
    assert.equal(out, '');
    assert.match(err, sentence);
  }
});

// The commands, as --help lists them.
function verbsOf(help) {
  return [...help.split('Commands:')[1].split('\n\n')[0].matchAll(/^ {2}([a-z]+) /gm)].map(([, verb]) => verb);
}

test('help is everywhere', () => {
  const help = run(['--help']);
  assert.equal(help.code, 0);
  assert.equal(help.out, run(['help']).out);
  const verbs = verbsOf(help.out);
  assert.ok(verbs.length >= 6);
  for (const verb of verbs) {
    const { code, out } = run([verb, '--help']);
    assert.equal(code, 0);
    assert.equal(out, run(['help', verb]).out);
    assert.match(out, new RegExp(`^Usage: faqbot ${verb} `));
    for (const line of out.split('\n')) {
      assert.ok(line.length <= 80, line);
    }
  }
  for (const args of [['--version'], ['version'], ['ask', '--version']]) {
    assert.match(run(args).out, /^faqbot \d+\.\d+\.\d+\n$/);
  }
});

// Runs the program on a terminal of its own (script, of util-linux, makes one) and types `lines` one after the other,
// each once the program asks. Returns { code, out } with what stood on the terminal.
async function talk(lines, { args = [], env = {} } = {}) {
  const log = join(folder, 'terminal');
  const child = spawn('script', ['-qec', [program, ...args].join(' '), log], { cwd: folder,
    env: { PATH: process.env.PATH, TERM: 'xterm', LC_ALL: 'C.UTF-8', HOME: folder, ...env },
    stdio: ['pipe', 'pipe', 'inherit'], timeout: 60000 });
  let out = '';
  let prompts = 0;
  let typed = 0;
  child.stdout.on('data', (data) => {
    out += data;
    const seen = out.split('ask> ').length - 1;
    if (seen > prompts) {
      prompts = seen;
      child.stdin.write(typed < lines.length ? `${lines[typed++]}\r` : '\u0004');
    }
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, out: out.replaceAll('\r\n', '\n') };
}

test('on a terminal it talks, keeps what was typed for its owner alone, and ends with Ctrl-D', async () => {
  const state = join(folder, 'state');
  const { code, out } = await talk(['why does my parrot scream', 'qwertz uiop', 'asdfg'], {
    env: { XDG_STATE_HOME: state } });
  assert.equal(code, 0);
  assert.match(out, /It is bored\.\n\nFrom: Pets \(https:\/\/example\.org\/pets\)\n\u001b\[2mFor the tests only\./);
  assert.match(out, /qwertz/);
  const history = join(state, 'faqbot', 'history');
  assert.match(readFileSync(history, 'utf8'), /parrot/);
  assert.equal(statSync(history).mode & 0o777, 0o600);
  assert.equal(statSync(dirname(history)).mode & 0o777, 0o700);
});

test('where the bot does not answer it names what mentions the words, and on a terminal a number picks one', async () => {
  const refusing = join(folder, 'refusing');
  mkdirSync(refusing);
  writeFileSync(join(refusing, 'pets.md'), readFileSync(join(folder, 'knowledge', 'pets.md')));
  writeFileSync(join(refusing, 'bot.yml'), 'no_answer: No idea.\nthreshold:\n  answered: 1\n  unsure: 1\n');
  const { code, out } = run(['-k', refusing, 'a parrot on stage']);
  assert.equal(code, 1);
  assert.match(out, /^No idea\.\n(Words I have never met: [^\n]+\n)?These mention it:\n {2}1\. Why does my parrot scream\?\n {5}It is bored/);
  const talked = await talk(['a parrot on stage', '1'], { args: ['-k', refusing] });
  const turns = talked.out.split('ask> ');
  assert.match(turns[1], /These mention it:/);
  assert.ok(turns[2].includes('It is bored') && turns[2].includes(DISCLAIMER), turns[2]);
});

test('on a terminal without a place for its history it talks all the same, and NO_COLOR is honoured', async () => {
  const { code, out } = await talk(['why does my parrot scream'], { env: { HOME: '/dev/null', NO_COLOR: '1' } });
  assert.equal(code, 0);
  assert.match(out, /It is bored\.\n/);
  assert.doesNotMatch(out, /\u001b\[2m/);
});

test('where the bot is unsure it offers choices, and on a terminal a number picks one', async () => {
  const unsure = join(folder, 'unsure');
  mkdirSync(unsure);
  writeFileSync(join(unsure, 'pets.md'), readFileSync(join(folder, 'knowledge', 'pets.md')));
  writeFileSync(join(unsure, 'bot.yml'), 'unsure: Which one?\ncontact: Ask at the desk.\n' +
    'threshold:\n  answered: 1\n  unsure: 0\n');
  const { code, out, err } = run(['-k', unsure, 'the loud parrot of my rabbit']);
  assert.equal(err, '');
  assert.equal(code, 1);
  assert.match(out, /^Which one\?\n {2}1\. [^\n]+\?\n {2}2\. [^\n]+\?\n( {2}3\. [^\n]+\?\n)?$/);
  assert.doesNotMatch(out, /desk/);
  const second = /2\. (.*)\n/.exec(out)[1];
  const answers = { 'How often should I feed my tortoise?': 'Once a day', 'Why does my parrot scream?': 'It is bored',
    'Which vegetables may a rabbit eat?': 'Carrots' };
  const talked = await talk(['the loud parrot of my rabbit', '2', '9', '0'], { args: ['-k', unsure] });
  assert.equal(talked.code, 0);
  const turns = talked.out.split('ask> ');
  assert.match(turns[1], /Which one\?/);
  assert.doesNotMatch(turns[1], /desk/);
  assert.ok(turns[2].includes(answers[second]), turns[2]);
  assert.ok(turns[2].includes(DISCLAIMER));
  assert.match(turns[4], /Ask at the desk\./, 'after two misses in a row');
});
