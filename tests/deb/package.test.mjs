// deb/package.test.mjs - the Debian package: the same bytes each time, nothing that lintian warns of, and its life from the
// first installation to a purge, in a Debian of its own (a chroot that mmdebstrap makes, which needs root and a mirror).
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync }
  from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, after, stir, test } from '../timed.mjs';
import { program, root } from '../e2e/lib/server.mjs';

const LOWER = '0.0.1';
const LONG = { timeout: 900_000 }; // what fetches packages
const QUESTION = 'which programming language should I learn';
const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const missing = (...commands) => {
  const lacking = commands.filter((command) => !has(command));
  return lacking.length > 0 && `${lacking.join(', ')} not installed (make deps-deb)`;
};
const cannotPack = missing('dpkg-shlibdeps');

// Runs a command that has to succeed, and returns what it printed.
function run(command, words, options = {}) {
  stir();
  const ended = spawnSync(command, words, { encoding: 'utf8', ...options });
  assert.equal(ended.status, 0, `${command} ${words.join(' ')}: ${ended.error ?? ''}${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

// As an operator calls it, with what is built already.
function pack(umask = '022') {
  run('sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', 'make', '-s', '-o', 'all', `MODE=${path.basename(path.dirname(program))}`,
    'MAINTAINER=The packager <packager@debian.org>', 'SOURCE_DATE_EPOCH=1767225600', 'deb'],
  { cwd: root, env: { PATH: process.env.PATH } });
  const folder = path.join(root, 'build');
  const [file, ...others] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  assert.deepEqual(others, []);
  return path.join(folder, file);
}

let file;
let folder;
before(() => {
  if (cannotPack) return;
  readdirSync(path.join(root, 'build')).filter((name) => name.endsWith('.deb')).forEach((name) => rmSync(path.join(root, 'build', name)));
  folder = mkdtempSync(path.join(tmpdir(), 'faqbot-deb-'));
  file = pack();
});
after(() => folder && rmSync(folder, { recursive: true, force: true }));

test('the same sources give the same package, whoever packs them', { skip: cannotPack }, () => {
  const hash = () => createHash('sha256').update(readFileSync(file)).digest('hex');
  const first = hash();
  pack('077');
  assert.equal(hash(), first);
});

test('lintian has nothing to say', { skip: cannotPack || missing('lintian') }, () => {
  assert.equal(run('lintian', ['--allow-root', '--fail-on', 'error,warning', file]), '');
});

// -- Its life ---------------------------------------------------------------------------------------------------------

// A small Debian of the release that this one is, or why there is none.
async function makeSystem(target) {
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  const child = spawn('mmdebstrap', ['--variant=apt', '--include=systemd', release ?? 'stable', target], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
    stir();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return code === 0 ? null : `mmdebstrap failed: ${said.trim().split('\n').slice(-3).join(' ')}`;
}

// The same package as if of an earlier version.
function makeLower() {
  const unpacked = path.join(folder, 'lower');
  const lower = path.join(folder, `faqbot_${LOWER}.deb`);
  run('dpkg-deb', ['-R', file, unpacked]);
  run('sed', ['-i', `s/^Version: .*/Version: ${LOWER}/`, path.join(unpacked, 'DEBIAN/control')]);
  run('dpkg-deb', ['--root-owner-group', '-b', unpacked, lower]);
  return lower;
}

// What a server of the package answers, as the unit's user and with the file that came with it.
async function askServer(system, journal) {
  const server = spawn('chroot', ['--userspec=faqbot', system, 'faqbot', 'serve', '--config', '/etc/faqbot/faqbot.conf',
    '--listen', '127.0.0.1:0', '--journal', journal], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => server.on('close', resolve));
  let said = '';
  const address = await new Promise((resolve, reject) => {
    server.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      const found = /serving (http:[^\s"]+)["\n]/.exec(said);
      if (found) resolve(found[1]);
    });
    ended.then(() => reject(new Error(`the server did not start: ${said}`)));
  });
  const response = await fetch(`${address}/api/ask?q=${encodeURIComponent(QUESTION)}`);
  const text = await response.text();
  server.kill('SIGTERM');
  assert.equal(await ended, 0, said);
  return text;
}

const cannotLive = cannotPack || missing('mmdebstrap', 'systemd-analyze') || (process.getuid() !== 0 && 'only root can chroot');

test('installed, used, upgraded, removed and purged', { ...LONG, skip: cannotLive }, async (t) => {
  const system = path.join(folder, 'system');
  const inside = (...words) => run('chroot', [system, ...words], { env: { PATH: process.env.PATH, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' } });
  const at = (name) => path.join(system, name);
  const read = (name) => readFileSync(at(name), 'utf8');
  const install = (name) => inside('apt-get', '-qq', 'install', '--no-install-recommends', `/root/${path.basename(name)}`);
  // All but what dpkg, apt and adduser write down of themselves.
  const files = () => inside('find', '/', '-xdev', '-not', '-path', '/var/cache/*', '-not', '-path', '/var/lib/apt/*', '-not', '-path',
    '/var/lib/dpkg/*', '-not', '-path', '/var/log/*', '-not', '-path', '/root/*', '-not', '-path', '/tmp/*').trim().split('\n');

  const reason = await makeSystem(system);
  if (reason) {
    t.skip(reason);
    return;
  }
  copyFileSync('/etc/resolv.conf', at('etc/resolv.conf'));
  const lower = makeLower();
  [lower, file].forEach((name) => copyFileSync(name, at(path.join('root', path.basename(name)))));
  inside('apt-get', '-qq', 'update');

  install(lower);
  assert.match(inside('faqbot', '--version'), /^faqbot \d/);
  assert.match(inside('faqbot', '-k', '/usr/share/faqbot/knowledge', QUESTION), /^Python/);
  assert.match(read('etc/passwd'), /^faqbot:.*:\/nonexistent:\/usr\/sbin\/nologin$/m);
  assert.equal(readlinkSync(at('etc/systemd/system/multi-user.target.wants/faqbot.service')), '/lib/systemd/system/faqbot.service');
  const effective = inside('sh', '-c', 'cd /etc/faqbot && faqbot serve --check-config');
  assert.match(effective, /^knowledge: \/usr\/share\/faqbot\/knowledge +# .*faqbot\.conf/m);

  const units = ['faqbot.service', 'faqbot@.service'].map((name) => `usr/lib/systemd/system/${name}`);
  for (const unit of units) {
    const report = run('systemd-analyze', ['security', '--offline=true', '--no-pager', at(unit)]);
    assert.ok(Number(/Overall exposure level for \S+: (\d+\.\d+)/.exec(report)?.[1]) <= 1.2, report);
  }
  const verified = spawnSync('chroot', [system, 'systemd-analyze', 'verify', '--man=no', 'faqbot.service', 'faqbot@shop.service'], { encoding: 'utf8' });
  assert.deepEqual(`${verified.stdout}${verified.stderr}`.split('\n').filter((line) => line.includes('faqbot')), []);

  // What systemd makes for the units (StateDirectory= and ConfigurationDirectory= of systemd.exec(5)).
  for (const name of ['faqbot', 'faqbot-shop']) {
    mkdirSync(at(`var/lib/private/${name}`), { recursive: true });
    symlinkSync(`private/${name}`, at(`var/lib/${name}`));
    mkdirSync(at(`etc/${name}`), { recursive: true });
  }
  inside('chown', 'faqbot:', '/var/lib/private/faqbot');
  inside('chmod', '711', '/var/lib/private');
  appendFileSync(at('etc/faqbot/faqbot.conf'), 'retention: 30\n');
  const journal = '/var/lib/faqbot/journal.db';
  assert.match(await askServer(system, journal), /"outcome":"answered"/);
  const counted = inside('faqbot', 'journal', 'stats', journal);
  assert.match(counted, /^asks +1, /);

  install(file);
  assert.notEqual(inside('dpkg-query', '-W', '-f', '${Version}', 'faqbot'), LOWER);
  assert.match(read('etc/faqbot/faqbot.conf'), /^retention: 30$/m);
  assert.equal(inside('faqbot', 'journal', 'stats', journal), counted);
  // One line: the file that was changed.
  assert.match(spawnSync('chroot', [system, 'dpkg', '--verify', 'faqbot'], { encoding: 'utf8' }).stdout, /^\S+ c \/etc\/faqbot\/faqbot\.conf\n$/);

  const installed = inside('dpkg-query', '-L', 'faqbot').trim().split('\n').filter((name) => name.includes('faqbot'));
  inside('apt-get', '-qq', 'remove', 'faqbot');
  assert.ok(!existsSync(at('usr/bin/faqbot')));
  assert.match(read('etc/faqbot/faqbot.conf'), /^retention: 30$/m);
  assert.ok(existsSync(at(`var/lib/private/faqbot/journal.db`)));

  inside('apt-get', '-qq', 'purge', 'faqbot');
  assert.ok(installed.length > 10);
  assert.deepEqual(files().filter((name) => name.includes('faqbot')), []);
});
