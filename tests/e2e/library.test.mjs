// e2e/library.test.mjs - the library as `make install` installs it: the names it exports, and README.md's program,
// which is built with nothing but what pkg-config says.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from '../timed.mjs';
import { library, program, root } from './lib/server.mjs';

const mode = basename(dirname(program));
// What compiler and linker must be told of a library that is built to be watched.
const watching = { sanitize: ' -fsanitize=address,undefined', cover: ' --coverage' }[mode] ?? '';
let prefix;

function run(command, options = {}) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    encoding: 'utf8', timeout: 110_000, ...options,
    env: { PATH: process.env.PATH, PKG_CONFIG_PATH: join(prefix, 'lib', 'pkgconfig'), ...options.env } });
  return { status, stdout, stderr };
}

function must(command, options) {
  const done = run(command, options);
  assert.equal(done.status, 0, `${command}: ${done.stderr}`);
  return done.stdout;
}

before(() => {
  prefix = mkdtempSync(join(tmpdir(), 'faqbot-library-'));
  must(`make -s -o all MODE=${mode} PREFIX=${prefix} install`, { cwd: root });
});
after(() => rmSync(prefix, { recursive: true, force: true }));

const sorted = (lines) => [...new Set(lines.split('\n').filter((line) => line !== ''))].sort();

test('the archive exports what the public headers declare, and nothing else', () => {
  const exported = sorted(must(`nm -g --defined-only --format=just-symbols ${prefix}/lib/libfaqbot.a | grep -v ':$'`));
  const declared = sorted(must(`ctags --languages=C --langmap=C:.h --kinds-C=px -x ${prefix}/include/*.h | cut -d ' ' -f 1`));
  assert.ok(declared.length > 40);
  assert.deepEqual(exported, declared);
});

test('every public header is installed, and compiles alone with what pkg-config says', () => {
  const headers = readdirSync(join(root, 'include')).filter((name) => name.endsWith('.h'));
  assert.deepEqual(readdirSync(join(prefix, 'include')).sort(), headers.sort());
  for (const header of headers) {
    must(`echo '#include <${header}>' | cc -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c \
      $(pkg-config --cflags faqbot) -`);
  }
});

test('pkg-config tells the version that the headers tell', () => {
  const header = readFileSync(join(prefix, 'include', 'faqbot.h'), 'utf8');
  assert.equal(must('pkg-config --modversion faqbot').trim(), /FAQBOT_VERSION_TEXT "(.*)"/.exec(header)[1]);
});

for (const options of ['', '--static ']) {
  test(`the program of README.md is built as it says there, and answers (pkg-config ${options || 'as it is'})`, (context) => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const source = /\n```c\n([^]*?)```\n/.exec(readme)[1];
    const command = /\n```sh\n(cc -o ask ask\.c .*)\n```\n/.exec(readme)[1];
    const folder = mkdtempSync(join(tmpdir(), 'faqbot-embed-'));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    // Its own names are its own affair, ours among them: what is not faqbot_* meets none of them.
    writeFileSync(join(folder, 'ask.c'), `${source}\nint buffer_init(void);\nint buffer_init(void)\n{\n    return 0;\n}\n`);
    must(command.replace(/^cc /, `cc -std=c11 -Wall -Wextra -Wpedantic -Werror${watching} `).replace('--libs', `${options}--libs`),
      { cwd: folder });
    const ask = (question, env) => run(`./ask '${join(root, library)}' '${question}'`, { cwd: folder, env });
    const answered = ask('How long may I keep a book?');
    assert.deepEqual([answered.status, answered.stderr], [0, '']);
    const told = spawnSync(program, ['ask', '--json', '--knowledge', library, 'How long may I keep a book?'],
      { cwd: root, encoding: 'utf8' });
    assert.equal(answered.stdout.trim(), JSON.parse(told.stdout).text);
    const refused = ask('');
    assert.equal(refused.status, 1);
    assert.notEqual(refused.stderr, '');
  });
}
