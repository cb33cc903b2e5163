// deb/container.test.mjs - the image that Containerfile describes is built, in a folder of its own, and answers. Its base is a
// small Debian that mmdebstrap makes, in place of the one that a registry has; it compiles the whole program (minutes).
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { root } from '../e2e/lib/server.mjs';
import { LONG, QUESTION, cannotLive, finish, makeSystem, missing } from './lib.mjs';

const file = path.join(root, 'bot/server/deploy/Containerfile');
const base = /^FROM (\S+)$/m.exec(readFileSync(file, 'utf8'))[1];
test('the image is built, runs as a user without rights, and answers', { ...LONG, skip: cannotLive || missing('buildah') }, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-container-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const storage = ['--storage-driver', 'vfs', '--root', path.join(folder, 'root'), '--runroot', path.join(folder, 'run')];
  const buildah = async (...words) => {
    const { code, said, printed } = await finish('buildah', [...storage, ...words]);
    assert.equal(code, 0, `buildah ${words.join(' ')}: ${said.slice(-2000)}`);
    return printed.trim();
  };

  const debian = path.join(folder, 'debian.tar');
  const reason = await makeSystem(debian, 'apt');
  if (reason) {
    t.skip(reason);
    return;
  }
  const empty = await buildah('from', 'scratch');
  await buildah('add', empty, debian, '/');
  await buildah('commit', '--rm', empty, base);
  await buildah('build', '--isolation', 'chroot', '--pull-never', '--format', 'docker', '-t', 'faqbot', '-f', file, root);

  const { config } = JSON.parse(await buildah('inspect', '--type', 'image', 'faqbot')).Docker;
  assert.equal(config.User, 'faqbot');
  assert.ok(config.Healthcheck.Test.length > 0);
  // In place of `buildah run`, which now and then loses what a short command prints.
  const tree = await buildah('mount', await buildah('from', '--pull-never', 'faqbot'));
  const inside = async (...words) => {
    const { code, said, printed } = await finish('chroot', [`--userspec=${config.User}`, tree, 'env', '-C', config.WorkingDir, ...words]);
    assert.equal(code, 0, said);
    return printed;
  };
  assert.match(await inside('faqbot', '--version'), /^faqbot \d/);
  assert.match(await inside('faqbot', '-k', '/usr/share/faqbot/knowledge', QUESTION), /^Python/);
  assert.match(await inside(...config.Entrypoint, ...config.Cmd, '--check-config'), /^knowledge: \/usr\/share\/faqbot\/knowledge/m);
});
