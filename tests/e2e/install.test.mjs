// e2e/install.test.mjs - `make install` into a folder of its own.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = realpathSync(process.env.FAQBOT ?? join(root, 'build', 'faqbot'));

test('a page for each command and completion for each shell are installed, below DESTDIR and PREFIX', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-install-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  // What is built is built: nothing is made anew here.
  const made = spawnSync('make', ['-s', '-o', 'all', `MODE=${basename(dirname(program))}`, `DESTDIR=${folder}`,
    'PREFIX=/opt/faqbot', 'install'], { cwd: root, encoding: 'utf8', env: { PATH: process.env.PATH }, timeout: 120000 });
  assert.equal(made.status, 0, made.stderr);
  const prefix = join(folder, 'opt', 'faqbot');
  const installed = join(prefix, 'bin', 'faqbot');
  const run = (...args) => spawnSync(installed, args, { encoding: 'utf8' }).stdout;
  const pages = join(prefix, 'share', 'man', 'man1');
  assert.equal(readFileSync(join(pages, 'faqbot.1'), 'utf8'), run('help', '--man'));
  const commands = [...run('help').split('Commands:')[1].split('\n\n')[0].matchAll(/^ {2}([a-z]+) /gm)].map(([, command]) => command);
  assert.ok(commands.length > 8);
  for (const command of commands) {
    assert.equal(readFileSync(join(pages, `faqbot-${command}.1`), 'utf8'), run('help', '--man', command));
  }
  for (const [shell, path] of [['bash', 'bash-completion/completions/faqbot'], ['zsh', 'zsh/site-functions/_faqbot'],
    ['fish', 'fish/vendor_completions.d/faqbot.fish']]) {
    assert.equal(readFileSync(join(prefix, 'share', path), 'utf8'), run('completion', shell));
  }
  for (const unit of ['faqbot.service', 'faqbot@.service']) {
    assert.match(readFileSync(join(prefix, 'lib', 'systemd', 'system', unit), 'utf8'), /^ExecStart=\/opt\/faqbot\/bin\/faqbot serve/m);
  }
  assert.ok(existsSync(join(prefix, 'include', 'faqbot.h')));
});
