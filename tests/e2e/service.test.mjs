// e2e/service.test.mjs - the systemd units: as confined as it can be, and with options that exist.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { root, run } from './lib/server.mjs';

const unit = readFileSync(path.join(root, 'bot/cli/share/faqbot.service'), 'utf8');

// Of it `make install` makes the unit of one server of several.
const template = execFileSync('sed', ['-E', '-f', path.join(root, 'bot/cli/share/faqbot@.sed')], { input: unit, encoding: 'utf8' });

test('neither unit exposes more than 1.2', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-unit-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of [['faqbot.service', unit], ['faqbot@.service', template]]) {
    const file = path.join(folder, name);
    writeFileSync(file, text.replaceAll('@PREFIX@', '/usr/local'));
    const report = execFileSync('systemd-analyze', ['security', '--offline=true', '--no-pager', file], { encoding: 'utf8' });
    const [, exposure] = /Overall exposure level for \S+: (\d+\.\d+)/.exec(report);
    assert.ok(Number(exposure) <= 1.2, report);
  }
});

test('a server of several has its own user, folders, variables and configuration, and is confined as the one is', () => {
  const settings = (text) => new Map([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
  const alone = settings(unit);
  const several = settings(template);
  const changed = [...several].filter(([name, value]) => value !== alone.get(name)).map(([name, value]) => `${name}=${value}`);
  assert.deepEqual([...several.keys()], [...alone.keys()]);
  assert.deepEqual(changed, ['Description=faqbot, answers to frequently asked questions: %i', 'EnvironmentFile=-/etc/default/faqbot-%i',
    'WorkingDirectory=/etc/faqbot-%i', 'ExecStart=@PREFIX@/bin/faqbot serve --config faqbot.conf', 'User=faqbot-%i', 'StateDirectory=faqbot-%i',
    'RuntimeDirectory=faqbot-%i', 'ConfigurationDirectory=faqbot-%i']);
});

test('every option that the unit names is one of serve', async () => {
  const help = (await run('serve', '--help')).stdout;
  const options = [...unit.matchAll(/ (--[a-z-]+)/g)].map(([, option]) => option);
  assert.ok(options.length >= 3);
  for (const option of options.map((one) => one.trim())) {
    assert.match(help, new RegExp(`${option}( |$)`, 'm'), option);
  }
});

// The value of a setting of the unit, in seconds where it is a time.
const setting = (name) => Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(unit)?.[1]);

test('the service manager waits for the drain and the hard end', async () => {
  const effective = (await run('serve', '--check-config', '--config', 'none')).stdout;
  const drain = Number(/^drain-seconds: (\d+)/m.exec(effective)[1]);
  const hard = Number(/^#define HARD_END_SECONDS (\d+)$/m.exec(readFileSync(path.join(root, 'bot/server/server.c'), 'utf8'))[1]);
  assert.ok(setting('TimeoutStopSec') > drain + hard, `${setting('TimeoutStopSec')} seconds for ${drain} and ${hard}`);
});

test('the service is restarted after a failure, after a while, and not for ever', () => {
  assert.match(unit, /^Restart=on-failure$/m);
  assert.ok(setting('RestartSec') >= 1);
  assert.ok(setting('StartLimitBurst') >= 2);
  assert.ok(setting('StartLimitIntervalSec') > setting('StartLimitBurst') * setting('RestartSec'), 'the limit is never reached');
});
