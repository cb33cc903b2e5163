// deb/lib.mjs - what the tests of the Debian package share: it is made, and a small Debian to install it in.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stir } from '../timed.mjs';
import { program, root } from '../e2e/lib/server.mjs';

export const LONG = { timeout: 3_600_000 }; // what fetches packages, or compiles
export const QUESTION = 'which programming language should I learn';

// Why a test cannot be run, or false.
export function missing(...commands) {
  const lacking = commands.filter((command) => spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0);
  return lacking.length > 0 && `${lacking.join(', ')} not installed (make deps-deb)`;
}
export const cannotPack = missing('dpkg-shlibdeps');
export const cannotLive = cannotPack || missing('mmdebstrap') || (process.getuid() !== 0 && 'only root can chroot');

// Runs a command that has to succeed, and returns what it printed.
export function run(command, words, options = {}) {
  stir();
  const ended = spawnSync(command, words, { encoding: 'utf8', ...options });
  assert.equal(ended.status, 0, `${command} ${words.join(' ')}: ${ended.error ?? ''}${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

// Runs one that takes long: {code, said, printed}. A signal ends it after `milliseconds`.
export async function finish(command, words, milliseconds = LONG.timeout) {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], timeout: milliseconds });
  let said = '';
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => { printed += text; stir(); });
  child.stderr.setEncoding('utf8').on('data', (text) => { said += text; stir(); });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, said, printed };
}

// The package, made as an operator does, of what is built already.
export function pack(umask = '022') {
  const folder = path.join(root, 'build');
  const made = () => readdirSync(folder).filter((name) => name.endsWith('.deb'));
  made().forEach((name) => rmSync(path.join(folder, name)));
  run('sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', 'make', '-s', '-o', 'all', `MODE=${path.basename(path.dirname(program))}`,
    'MAINTAINER=The packager <packager@debian.org>', 'SOURCE_DATE_EPOCH=1767225600', 'deb'],
  { cwd: root, env: { PATH: process.env.PATH } });
  assert.equal(made().length, 1);
  return path.join(folder, made()[0]);
}

// A small Debian of the release that this one is, in a folder or an archive; why there is none, or null.
export async function makeSystem(target, packages) {
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable';
  const { code, said } = await finish('mmdebstrap', ['--variant=apt', `--include=${packages}`, release, target]);
  return code === 0 ? null : `mmdebstrap failed: ${said.trim().split('\n').slice(-3).join(' ')}`;
}

// Runs a command in the system.
export const within = (system, ...words) =>
  run('chroot', [system, ...words], { env: { PATH: process.env.PATH, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' } });

// Installs package files in the system, one after the other where there are several calls.
export function install(system, file) {
  copyFileSync('/etc/resolv.conf', path.join(system, 'etc/resolv.conf'));
  copyFileSync(file, path.join(system, 'root', path.basename(file)));
  within(system, 'apt-get', '-qq', 'update');
  within(system, 'apt-get', '-qq', 'install', '--no-install-recommends', `/root/${path.basename(file)}`);
}
