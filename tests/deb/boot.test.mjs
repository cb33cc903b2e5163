// deb/boot.test.mjs - the units of the package under the systemd that they are written for: a small Debian is booted in a
// container, with a server that is alone and one of several, whose journal's database is away, and a script in it writes down
// how they are.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { LONG, cannotLive, finish, install, makeSystem, missing, pack } from './lib.mjs';

const BOOT_MILLISECONDS = 300_000;

// A line each: what, and what was found. The last command ends the container.
const script = `#!/bin/bash
exec >/root/found 2>&1
say() { echo "$1: $("\${@:2}" 2>&1 | tr -s '\\n' ' ' | sed 's/ $//')"; }
answer() {
    exec 3<>/dev/tcp/127.0.0.1/$1
    printf 'GET /api/ask?q=programming+language HTTP/1.0\\r\\nHost: 127.0.0.1:%s\\r\\n\\r\\n' $1 >&3
    grep -o '"outcome":"[a-z]*"' <&3
}
user() { stat -c %U "/proc/$(systemctl show -P MainPID $1)"; }
systemctl start faqbot@none
say alone answer 8080
say several answer 8081
say states systemctl is-active faqbot faqbot@shop
say none systemctl show -P ExecMainStatus faqbot@none
say user user faqbot
say number stat -c %u "/proc/$(systemctl show -P MainPID faqbot@shop)"
say journals ls /var/lib/faqbot/journal.db /var/lib/faqbot-shop/journal-queue.db
say strange runuser -u faqbot -- ls /var/lib/private/faqbot-shop
say reload systemctl reload faqbot faqbot@shop
say again answer 8081
say stop systemctl stop faqbot faqbot@shop
say results systemctl show -P Result faqbot faqbot@shop
systemctl poweroff
`;
const unit = `[Unit]
After=faqbot.service faqbot@shop.service
[Service]
ExecStart=/root/look
[Install]
WantedBy=multi-user.target
`;

test('alone and as one of several, the server starts, answers, reloads and stops under systemd', { ...LONG, skip: cannotLive || missing('systemd-nspawn') }, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-boot-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const system = path.join(folder, 'system');
  const at = (name) => path.join(system, name);
  const file = pack();
  const reason = await makeSystem(system, 'systemd,systemd-sysv,dbus');
  if (reason) {
    t.skip(reason);
    return;
  }
  install(system, file);
  writeFileSync(at('etc/faqbot/faqbot.conf'), 'knowledge: /usr/share/faqbot/knowledge\njournal: /var/lib/faqbot/journal.db\n');
  mkdirSync(at('etc/faqbot-shop'));
  writeFileSync(at('etc/faqbot-shop/faqbot.conf'), 'knowledge: /usr/share/faqbot/knowledge\nlisten: 127.0.0.1:8081\njournal: postgres://shop@127.0.0.1:1/none\n');
  writeFileSync(at('root/look'), script);
  chmodSync(at('root/look'), 0o755);
  writeFileSync(at('etc/systemd/system/look.service'), unit);
  const wanted = 'etc/systemd/system/multi-user.target.wants';
  symlinkSync('/etc/systemd/system/look.service', at(`${wanted}/look.service`));
  symlinkSync('/lib/systemd/system/faqbot@.service', at(`${wanted}/faqbot@shop.service`));

  const { said, printed } = await finish('systemd-nspawn', ['--quiet', '-D', system, '--boot', '--register=no', '--keep-unit',
    '--private-network', '--console=pipe'], BOOT_MILLISECONDS);
  if (!existsSync(at('root/found'))) {
    t.skip(`no container can be booted here: ${`${said}${printed}`.trim().slice(-300)}`);
    return;
  }
  const text = readFileSync(at('root/found'), 'utf8');
  const found = Object.fromEntries([...text.matchAll(/^(\w+): (.*)$/gm)].map(([, what, value]) => [what, value]));
  assert.equal(found.alone, '"outcome":"answered"', text);
  assert.equal(found.several, '"outcome":"answered"', text);
  assert.equal(found.states, 'active active', text);
  assert.equal(found.none, '2', text); // without a configuration of its own
  assert.equal(found.user, 'faqbot', text);
  assert.ok(Number(found.number) >= 61184, text); // a user that systemd made up
  assert.equal(found.journals, '/var/lib/faqbot-shop/journal-queue.db /var/lib/faqbot/journal.db', text);
  assert.match(found.strange, /Permission denied$/, text);
  assert.equal(found.reload, '', text);
  assert.equal(found.again, '"outcome":"answered"', text);
  assert.equal(found.stop, '', text);
  assert.equal(found.results, 'success success', text);
});
