// e2e/index.test.mjs - `faqbot index` from outside: what a terminal shows, what an interruption leaves, and what
// happens if the disk fails.
import { test, before, after } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.FAQBOT ?? join(root, 'build', 'faqbot');
const environment = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TERM: 'xterm' };
let folder;

const run = (args, options = {}) => spawnSync(options.command ?? program, args,
  { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 120000, env: environment, ...options });
const json = (args) => JSON.parse(run(['ask', '--json', ...args]).stdout);

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'faqbot-index-'));
  writeFileSync(join(folder, 'small.jsonl'), '{"id": "bread", "title": "Bread", "text": "How bread is baked."}\n');
});
after(() => rmSync(folder, { recursive: true, force: true }));

// A file of so many passages.
function write(name, count) {
  writeFileSync(join(folder, name), Array.from({ length: count }, (_, i) => JSON.stringify(
    { id: `p${i}`, title: `Number ${i}`, text: `Of the number ${i} it is said that ${i % 97} is its rest, and ${i % 89}.` })).join('\n'));
}

// A folder of its own with an old index in it; returns its path.
function place(name) {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'a.index'), 'old');
  return path;
}

// Starts the making of an index, sends the signal as soon as there is a temporary file, and waits for the end.
async function signalled(path, knowledge, signal, command = [program]) {
  const child = spawn(command[0], [...command.slice(1), 'index', '-k', join(folder, knowledge), '-o', join(path, 'a.index')],
    { stdio: 'ignore', env: environment });
  const ended = new Promise((resolve) => child.on('close', (code, by) => resolve({ code, by })));
  while (readdirSync(path).length === 1 && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  child.kill(signal);
  return ended;
}

const isWhole = (path) => run(['ask', '--json', '-i', join(path, 'a.index'), 'number 7']).status !== 2;

test('a terminal shows the progress of indexing, and a pipe does not', () => {
  write('some.jsonl', 2000);
  const shown = run(['-qec', `'${program}' index -k some.jsonl -o shown.index`, '/dev/null'], { command: 'script' });
  assert.equal(shown.status, 0);
  assert.match(shown.stdout, /\r█*░* +\d+ % {2}\d+ entries {2}\d+\/s/);
  assert.match(shown.stdout, /100 % {2}2000 entries {2}\d+\/s {2}writing/);
  assert.match(shown.stdout, /\r\u001b\[Kshown\.index: 2000 entries/, 'and it is gone at the end');
  const ascii = run(['-qec', `'${program}' index -k some.jsonl -o shown.index`, '/dev/null'],
    { command: 'script', env: { ...environment, LC_ALL: 'C' } });
  assert.match(ascii.stdout, /\r\[#*-*\] +\d+ % {2}\d+ entries {2}\d+\/s/, 'a locale without blocks gets signs');
  const piped = run(['index', '-k', 'some.jsonl', '-o', 'piped.index']);
  assert.equal(piped.stderr, '');
  const quiet = run(['-qec', `'${program}' index --quiet -k some.jsonl -o shown.index`, '/dev/null'], { command: 'script' });
  assert.equal(quiet.stdout, '', 'nor does --quiet');
  const dumb = run(['-qec', `'${program}' index -k some.jsonl -o shown.index`, '/dev/null'],
    { command: 'script', env: { ...environment, TERM: 'dumb' } });
  assert.doesNotMatch(dumb.stdout, /%|\u001b/);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  test(`${signal} ends indexing with the old index in place and nothing left beside it`, async () => {
    const path = place(`interrupted-by-${signal}`);
    for (let count = 2000; ; count *= 2) {
      write('large.jsonl', count);
      const { code, by } = await signalled(path, 'large.jsonl', signal);
      assert.deepEqual(readdirSync(path), ['a.index']);
      if (by === signal && readFileSync(join(path, 'a.index'), 'latin1') === 'old') {
        break;
      }
      // It was done before the signal came: the new one is whole. Once more, with a larger knowledge base.
      assert.ok(code === 0 || by === signal);
      assert.ok(isWhole(path));
      writeFileSync(join(path, 'a.index'), 'old');
    }
  });
}

test('an ignored signal does not end indexing', async () => {
  const path = place('passed-over');
  write('large.jsonl', 4000);
  const { code } = await signalled(path, 'large.jsonl', 'SIGINT', ['sh', '-c', 'trap "" INT; exec "$@"', 'sh', program]);
  assert.equal(code, 0);
  assert.deepEqual(readdirSync(path), ['a.index']);
  assert.ok(isWhole(path));
});

test('what a killed run has left is removed by the next', async () => {
  const path = place('killed');
  for (let count = 2000; readdirSync(path).length === 1; count *= 2) {
    write('large.jsonl', count);
    await signalled(path, 'large.jsonl', 'SIGKILL');
  }
  assert.deepEqual(readdirSync(path), ['a.index', 'a.index.new-0']);
  assert.equal(run(['index', '-k', 'small.jsonl', '-o', join(path, 'a.index')]).status, 0);
  assert.deepEqual(readdirSync(path), ['a.index']);
});

const skip = program.includes('/cover/') && 'what counts its lines has files of its own to write, and says so';
test('a full disk is reported, and leaves the old index and no other file', { skip }, () => {
  const path = place('full');
  write('large.jsonl', 3000);
  for (const blocks of [0, 16, 256]) {
    const { status, signal, stderr } = run(['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', program, 'index', '-k',
      'large.jsonl', '-o', join(path, 'a.index')], { command: 'sh' });
    assert.equal(signal, null);
    assert.equal(status, 2);
    assert.match(stderr, /^faqbot: cannot write the index; see whether the disk is full\n$/);
    assert.deepEqual(readdirSync(path), ['a.index']);
    assert.equal(readFileSync(join(path, 'a.index'), 'latin1'), 'old');
  }
});

test('an index of another format is recognised, and the message says what to do', () => {
  const path = join(folder, 'other.index');
  run(['index', '-k', 'small.jsonl', '-o', path]);
  const bytes = readFileSync(path);
  bytes.writeUInt32BE(77, 60); // where SQLite keeps the version of the schema
  writeFileSync(path, bytes);
  const { status, stderr } = run(['ask', '-i', path, 'bread']);
  assert.equal(status, 2);
  assert.match(stderr, /has format 77 and this program reads format \d+; make it anew with: faqbot index/);
});

test('stats counts what is in an index and says how it was made', () => {
  writeFileSync(join(folder, 'mixed.jsonl'), [
    { id: 'tea', question: 'How is tea made?', also: ['making tea', 'brew tea'], answer: 'With hot water.' },
    { id: 'cup', title: 'Cups', text: 'A cup holds tea.', lang: 'de' },
  ].map((line) => JSON.stringify(line)).join('\n'));
  const { stdout } = run(['index', '-k', 'mixed.jsonl', '-o', 'mixed.index']);
  const stats = JSON.parse(run(['stats', '--json', 'mixed.index']).stdout);
  const { tables, bytes, ...rest } = stats;
  assert.deepEqual(rest, { version: /version (\w+)/.exec(stdout)[1], program: '0.1.0', languages: 'en de', format: stats.format,
    learned: false, lexicon: true, encoder: null, entries: 2, questions: 1, passages: 1, phrasings: 4, words: 16, spellings: 13, stems: stats.stems });
  assert.equal(bytes, statSync(join(folder, 'mixed.index')).size);
  assert.equal(Object.values(tables).reduce((sum, size) => sum + size, 0), bytes);
  const shown = run(['stats', 'mixed.index']);
  assert.equal(shown.status, 0);
  assert.match(shown.stdout, /^version {4}\w{16}\nmade by {4}faqbot 0\.1\.0, format \d+\nlearned {4}nothing\n/);
  assert.match(shown.stdout, /\nentries {4}2: 1 questions, 1 passages\nphrasings {2}4\nwords {6}16: 13 distinct, \d+ stems\n/);
  assert.match(shown.stdout, /\nfile +\d+\.\d\d MB\nmodel +\d+\.\d\d MB +\d+\.\d %\n/);
  const refused = run(['stats', 'mixed.jsonl']);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /this is not an index/);
});

test('without the lexicon, words of a like meaning are not found, and the index and its export say so', () => {
  const entries = [['bring', 'When must I bring a book back?', 'After four weeks.'],
    ['open', 'When is the library open?', 'From nine to seven.'], ['card', 'How do I get a card?', 'At the desk.']]
    .map(([id, question, answer]) => `### ${question} {#${id}}\n\n${answer}\n`).join('\n');
  for (const name of ['with', 'without']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'library.md'), `# Library\n\n## FAQ\n\n${entries}`);
    assert.equal(run(['index', '-k', name, '-o', `${name}.index`]).status, 0);
  }
  const version = (text) => /version (\w{16})/.exec(text)[1];
  writeFileSync(join(folder, 'without', 'bot.yml'), 'lang: en\nlexicon: no\n');
  const changed = run(['index', '-k', 'without', '-o', 'without.index', '--update']);
  assert.equal(changed.status, 0, changed.stderr);
  const question = 'returning novels';
  const like = (name) => JSON.parse(run(['explain', '--json', '-i', `${name}.index`, question]).stdout)
    .words.map(({ like: word, likeness }) => [word, likeness > 0.1]);
  assert.deepEqual([json(['-i', 'with.index', question]).candidates[0].id, like('with')], ['bring', [['back', true], ['book', true]]]);
  assert.equal(json(['-i', 'without.index', question]).outcome, 'none');
  assert.deepEqual(like('without'), [[undefined, false], [undefined, false]]);
  for (const [name, is] of [['with', true], ['without', false]]) {
    assert.equal(JSON.parse(run(['stats', '--json', `${name}.index`]).stdout).lexicon, is);
    assert.match(run(['stats', `${name}.index`]).stdout, is ? /\nlexicon {4}yes\n/ : /\nlexicon {4}no\n/);
    const exported = run(['export', 'jsonl', '-i', `${name}.index`, '-o', `${name}.jsonl`]);
    assert.equal(/"lexicon": ?"no"/.test(readFileSync(join(folder, `${name}.jsonl`), 'utf8')), !is);
    assert.equal(version(exported.stdout), JSON.parse(run(['stats', '--json', `${name}.index`]).stdout).version);
    run(['index', '-k', `${name}.jsonl`, '-o', `${name}-again.index`]);
    assert.equal(JSON.parse(run(['stats', '--json', `${name}-again.index`]).stdout).lexicon, is);
  }
});

test('a passage of a megabyte and a word of 64 KiB are indexed and found', () => {
  const long = Array.from({ length: 130000 }, (_, i) => `word${i}`).join(' ').slice(0, 1000000);
  writeFileSync(join(folder, 'huge.jsonl'), [
    { id: 'long', title: 'A long one', text: `${long} zebra` },
    { id: 'wide', title: 'A wide one', text: `giraffe ${'x'.repeat(65536)} giraffe` },
    { id: 'plain', title: 'A plain one', text: 'Nothing but an elephant.' },
  ].map((line) => JSON.stringify(line)).join('\n'));
  const { status, stderr } = run(['index', '--quiet', '-k', 'huge.jsonl', '-o', 'huge.index']);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  for (const [question, id] of [['zebra word77777', 'long'], ['giraffe', 'wide'], ['elephant', 'plain']]) {
    assert.equal(json(['--top', '1', '-i', 'huge.index', question]).candidates[0].id, id);
  }
});

test('identical passages are equally good, and the first of them comes first', () => {
  writeFileSync(join(folder, 'same.jsonl'), Array.from({ length: 3000 }, (_, i) =>
    JSON.stringify({ id: `same-${i}`, title: 'Tea', text: 'How tea is made, from the leaf to the cup.' })).join('\n'));
  assert.equal(run(['index', '-k', 'same.jsonl', '-o', 'same.index']).status, 0);
  const { candidates } = json(['--top', '3', '-i', 'same.index', 'how is tea made']);
  assert.deepEqual(candidates.map((candidate) => candidate.id), ['same-0', 'same-1', 'same-2']);
});

test('a question of frequent words only is answered like any other, up to its limit', () => {
  write('some.jsonl', 3000);
  assert.equal(run(['index', '-k', 'some.jsonl', '-o', 'some.index']).status, 0);
  const words = 'of the number it is said that its rest and '.repeat(50);
  assert.equal(json(['-i', 'some.index', words.slice(0, 500).trim()]).type, 'answer');
  const { type, code } = json(['-i', 'some.index', words]);
  assert.equal(type, 'error');
  assert.equal(code, 'too_long');
});

test('an index file is taken wherever a knowledge base is', () => {
  write('either.jsonl', 50);
  assert.equal(run(['index', '-k', 'either.jsonl', '-o', 'either.index']).status, 0);
  const question = 'of the number it is said';
  assert.equal(run(['ask', '-k', 'either.index', question]).stdout, run(['ask', '-i', 'either.index', question]).stdout);
  writeFileSync(join(folder, 'cut.index'), readFileSync(join(folder, 'either.index')).subarray(0, 5000));
  const cut = run(['ask', '-k', 'cut.index', question]);
  const other = run(['ask', '-i', 'cut.index', question]);
  assert.deepEqual([cut.status, cut.stderr], [other.status, other.stderr]);
  assert.match(cut.stderr, /cut\.index/);
});
