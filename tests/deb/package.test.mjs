// deb/package.test.mjs - the Debian package: the same bytes each time, nothing that lintian warns of, and its life from the
// first installation to a purge, in a Debian of its own (a chroot that mmdebstrap makes, which needs root and a mirror).
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, after, test } from '../timed.mjs';
import { LONG, QUESTION, cannotLive, cannotPack, install, makeSystem, missing, pack, run, within } from './lib.mjs';

const LOWER = '0.0.1';

let file;
let folder;
before(() => {
  if (cannotPack) return;
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

test('installed, used, upgraded, removed and purged', { ...LONG, skip: cannotLive || missing('systemd-analyze') }, async (t) => {
  const system = path.join(folder, 'system');
  const inside = (...words) => within(system, ...words);
  const at = (name) => path.join(system, name);
  const read = (name) => readFileSync(at(name), 'utf8');
  // All but what dpkg, apt and adduser write down of themselves.
  const files = () => inside('find', '/', '-xdev', '-not', '-path', '/var/cache/*', '-not', '-path', '/var/lib/apt/*', '-not', '-path',
    '/var/lib/dpkg/*', '-not', '-path', '/var/log/*', '-not', '-path', '/root/*', '-not', '-path', '/tmp/*').trim().split('\n');

  const reason = await makeSystem(system, 'systemd');
  if (reason) {
    t.skip(reason);
    return;
  }
  install(system, makeLower());
  assert.match(inside('faqbot', '--version'), /^faqbot \d/);
  assert.match(inside('faqbot', '-k', '/usr/share/faqbot/knowledge', QUESTION), /^Python/);
  assert.match(read('usr/share/doc/faqbot/operating.md'), /^# Running faqbot$/m);
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

  install(system, file);
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
