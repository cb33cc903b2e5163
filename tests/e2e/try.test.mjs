// e2e/try.test.mjs - `faqbot try` from outside: on a terminal of its own and through a pipe. What it writes into an
// author's file, byte for byte, is in tests/unit/kb/entry_edit.c.
import { test } from '../timed.mjs';
import { beforeEach, afterEach } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.FAQBOT ?? join(root, 'build', 'faqbot');
const ARTICLE = `# Pets

## Why does my parrot scream? {#scream}

It is bored.

## What does a rabbit eat? {#eat}

Hay and grass.
`;
let folder;
const at = (name) => join(folder, name);
const read = (name) => readFileSync(at(name), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faqbot-try-'));
  writeFileSync(at('pets.md'), ARTICLE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// Lines through a pipe.
function pipe(lines, args = [folder]) {
  const ended = spawnSync(program, ['try', ...args], { input: `${lines.join('\n')}\n`, encoding: 'utf8', timeout: 60000,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } });
  assert.equal(ended.signal, null);
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

// Lines typed on a terminal, each once the program asks; a function is called in place of a line, and gives one.
async function talk(lines) {
  const child = spawn('script', ['-qec', `'${program}' try '${folder}'`, '/dev/null'], {
    env: { PATH: process.env.PATH, TERM: 'xterm', LC_ALL: 'C.UTF-8', HOME: '/dev/null' },
    stdio: ['pipe', 'pipe', 'inherit'], timeout: 60000 });
  let out = '';
  let prompts = 0;
  child.stdout.on('data', (data) => {
    out += data;
    const seen = out.split('try> ').length - 1;
    if (seen > prompts) {
      const line = lines[prompts];
      prompts = seen;
      child.stdin.write(line === undefined ? '\u0004' : `${typeof line === 'function' ? line() : line}\r`);
    }
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, turns: out.replaceAll('\r\n', '\n').split('try> ') };
}

test('on a terminal: asked in vain, written into the file, answered, and taken back', async () => {
  const { code, turns } = await talk(['bird makes noise', '/also scream', '/entry scream', '/undo', '/quit']);
  assert.equal(code, 0);
  assert.match(turns[0], /\/help shows the commands; Ctrl-D ends\./);
  assert.doesNotMatch(turns[1], /bored/);
  assert.ok(turns[2].includes(`${at('pets.md')}:5: - also: bird makes noise\n`), turns[2]);
  assert.ok(turns[2].includes(`the file as it was is ${at('pets.md~')}; /undo puts it back\nreloaded: 2 entries\n`));
  assert.match(turns[2], /\nIt is bored\.\n/, 'the question is asked again');
  assert.ok(turns[3].includes(`${at('pets.md')}:3: scream\n  Why does my parrot scream?\n  - also: bird makes noise\n`));
  assert.match(turns[4], /pets\.md is as it was\nreloaded/);
  assert.equal(read('pets.md'), ARTICLE);
  assert.ok(!existsSync(at('pets.md~')));
});

test('on a terminal: what is saved meanwhile is read before the next question', async () => {
  const { turns } = await talk(['what does a rabbit eat', () => {
    writeFileSync(at('pets.md'), ARTICLE.replace('Hay and grass', 'Carrots'));
    return 'what does a rabbit eat';
  }, () => {
    rmSync(at('pets.md'));
    return 'what does a rabbit eat';
  }]);
  assert.match(turns[1], /Hay and grass\./);
  assert.match(turns[2], /reloaded: 2 entries\nCarrots\./);
  assert.match(turns[3], /answers are still those of before\nCarrots\./);
});

test('on a terminal: after a change the author sees what the question gets now before a line is written', async () => {
  const changed = ARTICLE.replace('It is bored', 'It is lonely');
  const { turns } = await talk(['bird makes noise', () => {
    writeFileSync(at('pets.md'), changed);
    return '/also scream';
  }, () => {
    assert.equal(read('pets.md'), changed);
    return '/also scream';
  }]);
  assert.match(turns[2], /reloaded: 2 entries\n[^]*the files have changed since the question was asked/);
  assert.match(turns[3], /pets\.md:5: - also: bird makes noise\n[^]*It is lonely\./);
});

test('through a pipe: an explanation, a search whose hits have numbers, and the nearest command', () => {
  const { code, out, err } = pipe(['what does a rabbit eat', '/why', '/search parrot', '/entry 1', '/sarch x', '/usr', '//usr',
    '/why why does my parrot scream', '/help']);
  assert.equal(code, 0);
  assert.match(out, /what does a rabbit eat\nRead as it was typed\.\n\nWords\n/);
  assert.match(out, / {2}1\. Why does my parrot scream\?\n/);
  assert.match(out, /pets\.md:3: scream\n/);
  assert.match(out, /why does my parrot scream\nRead as it was typed/);
  assert.match(out, / {2}\/also +\[ID\] +make the last question/);
  assert.match(err, /there is no command \/sarch; the nearest is \/search\./);
  assert.match(err, /there is no command \/usr; .*begins with \/ is written with two/);
  assert.equal(err.split('there is no command').length, 3, '//usr is a question');
});

test('a test is added with what answered, with a named entry, or with none', () => {
  const { out, err } = pipe(['what does a rabbit eat', '/test', 'who feeds it at night', '/test none', 'my bird is loud', '/test scream',
    '/test scream', '/test nothing']);
  assert.equal(read('tests.tsv').replace(/^#.*\n/, ''), 'what does a rabbit eat\teat\nwho feeds it at night\t-\nmy bird is loud\tscream\n');
  assert.match(out, /tests\.tsv:2: what does a rabbit eat\nexpects eat\n/);
  assert.match(err, /tests\.tsv:4: this question is a test already\n/);
  assert.match(err, /there is no entry "nothing"\n/);
});

test('tests that held and fail after a line are named, and those that failed before are not', () => {
  writeFileSync(at('tests.tsv'), 'why does my parrot scream\tscream\nwhat does a rabbit eat\tscream\n');
  const { out, err } = pipe(['why does my parrot scream', '/not', 'what does a rabbit like to eat', '/also']);
  assert.match(err, /pets\.md:3: this is a phrasing of the entry; take that out first\n/);
  assert.match(out, /no test fails that held before, of 2 tests\n/);
  writeFileSync(at('pets.md'), ARTICLE);
  writeFileSync(at('tests.tsv'), 'why is my parrot screaming\tscream\nwhat does a rabbit eat\tscream\n');
  const broken = pipe(['why is my parrot screaming', '/not']);
  assert.match(broken.err, /tests\.tsv:1: error: "why is my parrot screaming" is not answered/);
  assert.doesNotMatch(broken.err, /tests\.tsv:2/);
  assert.match(broken.out, /1 test that held fails now; \/undo takes the line out again\n/);
});

test('what has no question, no entry, no file or no permission gets a sentence', () => {
  assert.match(pipe(['/also']).err, /nothing was asked yet\n/);
  assert.match(pipe(['/why']).err, /nothing was asked yet\n/);
  assert.match(pipe(['/undo']).err, /there is nothing to undo\n/);
  assert.match(pipe(['qwertz uiop', '/also']).err, /no entry answered; say which one you mean/);
  chmodSync(at('pets.md'), 0o444);
  assert.match(pipe(['bird makes noise', '/also scream']).err, /pets\.md: the file may not be written to/);
  assert.equal(read('pets.md'), ARTICLE);
  assert.equal(spawnSync(program, ['index', '-q', '-k', folder, '-o', at('a.index')]).status, 0);
  const { out, err } = pipe(['what does a rabbit eat', '/also', '/entry', '/test'], ['-i', at('a.index')]);
  assert.match(out, /Hay and grass/);
  assert.equal(err, 'faqbot: an index does not say where its entries stand; try the knowledge base itself\n'.repeat(3));
  const twice = pipe([], ['-k', folder, folder]);
  assert.equal(twice.code, 2);
  assert.match(twice.err, /named twice; leave out --knowledge/);
});

test('mark-up and control characters in a question do no harm', () => {
  const { err } = pipe(['bird *makes* <b>noise</b> [x](y)', '/also scream', 'bird \u001b[2Jclicks', '/also scream', 'x'.repeat(9000), '/also']);
  assert.equal(read('pets.md'), ARTICLE.replace('scream}\n', 'scream}\n\n- also: bird \\*makes\\* \\<b\\>noise\\</b\\> \\[x\\](y)\n'));
  assert.match(err, /control characters/);
  assert.match(err, /longer than 2000 characters/);
});
