// e2e/completion.test.mjs - completion as the shells themselves do it, held against --help.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.FAQBOT ?? join(root, 'build', 'faqbot');

function faqbot(...args) {
  const ended = spawnSync(program, args, { encoding: 'utf8', timeout: 60000 });
  assert.equal(ended.status, 0, ended.stderr);
  return ended.stdout;
}

function scratch(context, shell) {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-completion-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'here'));
  writeFileSync(join(folder, 'here', 'a b.md'), 'Text.\n');
  writeFileSync(join(folder, 'completion'), faqbot('completion', shell));
  writeFileSync(join(folder, 'got'), '');
  return folder;
}

// A shell on a terminal of its own whose faqbot only writes its arguments down. Ctrl-T puts all completions in the place
// of the word. Everything is typed ahead; gives what became of the last words of each line.
function onTerminal(command, setup) {
  return (folder, lines) => {
    writeFileSync(join(folder, '.zshrc'), `${setup}\n. ../completion\n` +
      `faqbot() { printf '%s\\t' "$@" >>../got; printf '\\n' >>../got; }\n`);
    const ended = spawnSync('script', ['-qec', command, '/dev/null'], { cwd: join(folder, 'here'), encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder, ZDOTDIR: folder, TERM: 'xterm', LC_ALL: 'C.UTF-8' },
      input: `${lines.map((line) => `faqbot ${line}\u0014\n`).join('')}exit\n`, timeout: 60000 });
    const got = readFileSync(join(folder, 'got'), 'utf8').split('\n').slice(0, -1);
    assert.equal(got.length, lines.length, ended.stdout);
    return lines.map((line, at) => got[at].split('\t').slice(line.split(' ').length - 1, -1));
  };
}

// fish says what it would offer when asked.
function fish(folder, lines) {
  return lines.map((line) => {
    const ended = spawnSync('fish', ['--no-config', '-c', 'source ../completion; complete -C $argv[1]', `faqbot ${line}`],
      { cwd: join(folder, 'here'), encoding: 'utf8', env: { PATH: process.env.PATH, HOME: folder }, timeout: 60000 });
    assert.equal(ended.stderr, '');
    return ended.stdout.trimEnd().split('\n').filter(Boolean).map((offer) => offer.split('\t')[0]);
  });
}

const shells = {
  bash: onTerminal('bash --noprofile --rcfile ../.zshrc -i', `bind '"\\C-t": insert-completions'`),
  zsh: onTerminal('zsh -d -i', [`autoload -Uz compinit && compinit -u -D`, `zle -C all-matches complete-word _generic`,
    `bindkey '^T' all-matches`, `zstyle ':completion:all-matches::::' completer _all_matches _complete`,
    `zstyle ':completion:all-matches:*' insert true`].join('\n')),
  fish,
};

const verbs = [...faqbot('help').split('Commands:')[1].split('\n\n')[0].matchAll(/^ {2}([a-z]+) /gm)].map(([, verb]) => verb);
const optionsOf = (verb) => [...faqbot('help', verb).matchAll(/^ {2}(?:-., | {4})(--.*?)(?: {2}|$)/gm)]
  .flatMap(([, names]) => names.match(/--[a-z-]+/g));

for (const [shell, complete] of Object.entries(shells)) {
  const offers = (context, lines) => complete(scratch(context, shell), lines)
    .map((words) => words.map((word) => word.replace(/=$/, '')).sort());

  test(`${shell} completes verbs, and of each verb all options and no other`, (context) => {
    assert.ok(verbs.length > 8);
    const [first, ...rest] = offers(context, ['', ...verbs.map((verb) => `${verb} --`), '--']);
    assert.deepEqual(first, [...verbs].sort());
    for (const [at, verb] of [...verbs, 'ask'].entries()) {
      assert.deepEqual(rest[at], optionsOf(verb).sort(), verb);
    }
  });

  test(`${shell} completes values and operands by what they can be`, (context) => {
    const table = [
      ['ser', ['serve']],
      ['serve --lis', ['--listen']],
      ['serve --color ', ['always', 'auto', 'never']],
      ['serve --color=n', ['--color=never']],
      ['--top 3 --color al', ['always']],
      ['serve --knowledge ', ['a b.md']],
      ['-k here ch', ['check']],
      ['check ', ['a b.md']],
      ['diff --fail-on moved old a', ['a b.md']],
      ['help se', ['search', 'serve']],
      ['completion ', ['bash', 'fish', 'zsh']],
      ['export js', ['jsonl']],
      ['import qnab', ['qnabot']],
      ['journal st', ['stats']],
    ];
    const got = offers(context, table.map(([line]) => line));
    for (const [at, [line, expected]] of table.entries()) {
      assert.deepEqual(got[at], expected, line);
    }
  });
}

test('another shell is refused, and the nearest named', () => {
  const ended = spawnSync(program, ['completion', 'fisch'], { encoding: 'utf8' });
  assert.equal(ended.status, 2);
  assert.match(ended.stderr, /fisch; the nearest is fish/);
  assert.equal(ended.stdout, '');
});
