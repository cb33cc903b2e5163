// e2e/diff.test.mjs - `faqbot diff` from outside.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.FAQBOT ?? join(root, 'build', 'faqbot');

const OLD = `## When does the library open? {#opening}

At nine.

## Where can visitors park? {#parking}

Nowhere.
`;
const NEW = OLD.replace('At nine', 'At ten').replace('Where can visitors park? {#parking}', 'Who becomes a member? {#members}');

function scratch(context) {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-diff-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of [['old', OLD], ['new', NEW]]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'a.md'), text);
  }
  writeFileSync(join(folder, 'old', 'tests.tsv'), 'opening hours of the library\topening\n');
  return (...args) => {
    const ended = spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 60000 });
    assert.equal(ended.signal, null, ended.stderr);
    return { code: ended.status, out: ended.stdout, err: ended.stderr };
  };
}

const withoutFigures = (text) => text.replace(/\d\.\d\d\b/g, '#');

test('each answer that is another, new or gone is a line', (context) => {
  const run = scratch(context);
  const { code, out, err } = run('diff', 'old', 'new');
  assert.equal(err, '');
  assert.equal(withoutFigures(out), `\
changed: When does the library open?: opening (#) -> opening (#), in other words
no longer answered: Where can visitors park?: parking (#) -> none (#)
changed: opening hours of the library: opening (#) -> opening (#), in other words
newly answered: Who becomes a member?: none (#) -> members (#)
4 questions: 2 changed, 1 newly answered, 1 no longer answered, 0 confidence moved
`);
  assert.equal(code, 0);
});

test('JSON says the same, an object a line', (context) => {
  const run = scratch(context);
  const lines = run('diff', '--json', 'old', 'new').out.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ change }) => change), ['changed', 'lost', 'changed', 'gained']);
  const { question, before, after } = lines[1];
  assert.equal(question, 'Where can visitors park?');
  assert.deepEqual({ ...before, confidence: 0 }, { outcome: 'answered', entry: 'parking', confidence: 0 });
  assert.equal(after.entry, null);
  assert.ok(before.confidence > after.confidence);
});

test('an index stands for the knowledge base that it was made of', (context) => {
  const run = scratch(context);
  assert.equal(run('index', '-k', 'old', '-o', 'old.index').code, 0);
  const { code, out } = run('diff', 'old', 'old.index', '--fail-on', 'moved');
  assert.equal(out, '3 questions: 0 changed, 0 newly answered, 0 no longer answered, 0 confidence moved\n');
  assert.equal(code, 0);
});

test('--fail-on says what ends with 1', (context) => {
  const run = scratch(context);
  assert.equal(run('diff', 'old', 'new', '--fail-on', 'changed').code, 1);
  assert.equal(run('diff', 'old', 'old', '--fail-on', 'moved').code, 0);
  const bad = run('diff', 'old', 'new', '--fail-on', 'change');
  assert.equal(bad.code, 2);
  assert.match(bad.err, /nearest is changed/);
});

test('what cannot be compared is an error', (context) => {
  const run = scratch(context);
  for (const args of [['old'], ['old', 'missing'], ['old', 'new', 'missing.tsv'], ['old', 'new', 'old']]) {
    const { code, out, err } = run('diff', ...args);
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, /^faqbot: .+\n$/);
  }
});
