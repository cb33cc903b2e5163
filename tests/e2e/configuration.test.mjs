// configuration.test.mjs - the options of serve from the command line, the environment and a file, and what is wrong there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { library, program, root, run, serve } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

// A folder with a knowledge base in it, where the program is run: its words are `serve --check-config` and those given.
function scratch(t, file) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-configuration-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(root, library), path.join(folder, 'knowledge'), { recursive: true });
  if (file !== undefined) writeFileSync(path.join(folder, 'faqbot.conf'), file);
  const check = async (words = [], env = {}) => {
    const child = spawn(program, ['serve', '--check-config', ...words], { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (ended.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (ended.stderr += text));
    [ended.code] = await once(child, 'close');
    return ended;
  };
  return { folder, check };
}

// What is in force: {name: [value, where it comes from]}; of an option that may be repeated a list of them.
function effective({ code, stdout, stderr }) {
  assert.deepEqual([code, stderr], [0, '']);
  const options = {};
  let list;
  for (const line of stdout.trimEnd().split('\n').slice(1)) {
    const [, item, comment, name, value, place] = /^(?:( {2}- )|(# )?([a-z-]+):) ?(.*?)(?: +# ([^#]+))?$/.exec(line);
    if (item) list.push([value, place]);
    else if (value === '' && place === undefined) list = options[name] = [];
    else options[name] = [comment ? null : value, place];
  }
  return options;
}

test('without anything the defaults are in force, every option has one, and help says the same', async (t) => {
  const { check } = scratch(t);
  const options = effective(await check());
  const help = (await run('serve', '--help')).stdout;
  const all = [...help.matchAll(/^ {2}(?:-.,| {3}) --([a-z-]+)/gm)].map(([, name]) => name)
    .filter((name) => !['config', 'check-config', 'color', 'help', 'version'].includes(name));
  assert.deepEqual(Object.keys(options).sort(), all.sort());
  for (const [name, [value, place]] of Object.entries(options)) {
    assert.equal(place, 'default', name);
    if (value !== null && value !== 'false') assert.match(help.replace(/\n {20,}/g, ' '), new RegExp(`--${name}[ ,].*\\(default: ${value}\\)`));
  }
});

test('the command line goes before the environment, and that before the file', async (t) => {
  const { check } = scratch(t, 'idle-seconds: 1\npong-seconds: 2\nping-seconds: 3\nwatch: true\n');
  const options = effective(await check(['--idle-seconds', '7'], { FAQBOT_IDLE_SECONDS: '8', FAQBOT_PONG_SECONDS: '9', FAQBOT_SEND_SECONDS: '' }));
  assert.deepEqual(options['idle-seconds'], ['7', 'command line']);
  assert.deepEqual(options['pong-seconds'], ['9', 'FAQBOT_PONG_SECONDS']);
  assert.deepEqual(options['ping-seconds'], ['3', 'faqbot.conf:3']);
  assert.deepEqual(options.watch, ['true', 'faqbot.conf:4']);
  assert.deepEqual(options['send-seconds'], ['30', 'default']);
});

test('what is switched on below can be switched off above', async (t) => {
  const { check } = scratch(t, 'watch: true\ninsecure: false\n');
  const options = effective(await check([], { FAQBOT_WATCH: 'false', FAQBOT_LOG_ASKS: 'true' }));
  assert.deepEqual(options.watch, ['false', 'FAQBOT_WATCH']);
  assert.deepEqual(options['log-asks'], ['true', 'FAQBOT_LOG_ASKS']);
  assert.deepEqual(options.insecure, ['false', 'faqbot.conf:2']);
});

test('whoever names values of a list first gives all of them', async (t) => {
  const { check } = scratch(t, 'origin: [https://a.example, https://b.example]\nhost:\n  - one.example\n  - two.example\ntrust-proxy: 10.0.0.0/8\n');
  const options = effective(await check(['--origin', 'https://c.example'], { FAQBOT_HOST: 'three.example, four.example five.example' }));
  assert.deepEqual(options.origin, [['https://c.example', 'command line']]);
  assert.deepEqual(options.host, ['three', 'four', 'five'].map((name) => [`${name}.example`, 'FAQBOT_HOST']));
  assert.deepEqual(options['trust-proxy'], [['10.0.0.0/8', 'faqbot.conf:5']]);
});

test('an index above takes the place of a knowledge base below', async (t) => {
  const { folder, check } = scratch(t, 'knowledge: knowledge\n');
  const index = path.join(folder, 'faq.index');
  assert.equal((await run('index', '--knowledge', path.join(folder, 'knowledge'), '-o', index)).code, 0);
  const options = effective(await check([], { FAQBOT_INDEX: index }));
  assert.deepEqual(options.index, [index, 'FAQBOT_INDEX']);
  assert.deepEqual(options.knowledge, [null, 'default']);
  const both = await check([], { FAQBOT_INDEX: index, FAQBOT_KNOWLEDGE: 'knowledge' });
  assert.equal(both.code, 2);
  assert.match(both.stderr, /exclude each other/);
});

test('kb is another name of knowledge, on the command line, in the environment and in the file', async (t) => {
  const { folder, check } = scratch(t, 'kb: knowledge\n');
  assert.deepEqual(effective(await check()).knowledge, ['knowledge', 'faqbot.conf:1']);
  assert.deepEqual(effective(await check([], { FAQBOT_KB: folder })).knowledge, [folder, 'FAQBOT_KB']);
  assert.deepEqual(effective(await check([], { FAQBOT_KB: 'x', FAQBOT_KNOWLEDGE: folder })).knowledge, [folder, 'FAQBOT_KNOWLEDGE']);
  assert.deepEqual(effective(await check(['--kb', 'knowledge'], { FAQBOT_KB: folder })).knowledge, ['knowledge', 'command line']);
  writeFileSync(path.join(folder, 'faqbot.conf'), 'knowledge: knowledge\nkb: other\n');
  assert.equal((await check()).stderr, 'faqbot: faqbot.conf:2: knowledge is set in line 1 already\n');
  assert.match((await check(['--config', 'none'], { FAQBOT_KD: 'x' })).stderr, /FAQBOT_KD is not an option of serve; the nearest is FAQBOT_KB/);
});

test('the file is the one that is named, or none; a path in it is meant from its folder', async (t) => {
  const { folder, check } = scratch(t, 'retention: 1\n');
  mkdirSync(path.join(folder, 'etc'));
  const other = path.join(folder, 'etc', 'other.conf');
  writeFileSync(other, 'knowledge: ../knowledge\njournal: /var/x.db\ntls-cert: ~\nlisten: "unix:/run/x"\n');
  assert.deepEqual(effective(await check()).retention, ['1', 'faqbot.conf:1']);
  assert.deepEqual(effective(await check(['--config', 'none'])).retention, ['90', 'default']);
  for (const named of [await check(['--config', other]), await check([], { FAQBOT_CONFIG: other })]) {
    const options = effective(named);
    assert.deepEqual(options.knowledge, [`${folder}/etc/../knowledge`, `${other}:1`]);
    assert.deepEqual(options.journal, ['/var/x.db', `${other}:2`]);
    assert.deepEqual(options.listen, ['unix:/run/x', `${other}:4`]);
    assert.deepEqual(options['tls-cert'], [null, 'default']);
  }
});

test('the address of a database is no path, and the queue in front of it is one', async (t) => {
  const { folder, check } = scratch(t, '');
  mkdirSync(path.join(folder, 'etc'));
  const file = path.join(folder, 'etc', 'faqbot.conf');
  writeFileSync(file, 'knowledge: ../knowledge\njournal: postgres://kiosk@db1,db2/faq?schema=kiosk\njournal-queue: queue.db\n');
  const { stdout, stderr } = await check(['--config', file]);
  assert.equal(stderr, '');
  assert.match(stdout, /^journal: "?postgres:\/\/kiosk@db1,db2\/faq\?schema=kiosk"? /m);
  assert.ok(stdout.includes(`journal-queue: ${folder}/etc/queue.db `), stdout);
  writeFileSync(file, 'knowledge: ../knowledge\njournal: postgres://kiosk@db1/faq?schema=Kiosk\n');
  assert.match((await check(['--config', file])).stderr, /schema= of the database's address takes a name of lower-case letters/);
});

test('what is printed is a file that says the same', async (t) => {
  const { folder, check } = scratch(t, 'listen: "[::1]:0"\nhost: [one.example, two.example]\njournal: "a b #c.db"\nwatch: true\norigin: "*"\n');
  const first = await check(['--frame-ancestor', 'self'], { FAQBOT_LOG: 'json' });
  writeFileSync(path.join(folder, 'again.conf'), first.stdout);
  const second = await check(['--config', 'again.conf']);
  const values = (ended) => Object.entries(effective(ended)).map(([name, value]) => [name, typeof value[0] === 'string' || value[0] === null ? value[0] : value.map(([one]) => one)]);
  assert.deepEqual(values(second), values(first));
});

test('the file that README.md shows is one', async (t) => {
  const [, file] = /```yaml\n(knowledge:[^`]+)```/.exec(readFileSync(path.join(root, 'README.md'), 'utf8'));
  const options = effective(await scratch(t, file).check());
  assert.deepEqual(options.watch, ['true', 'faqbot.conf:2']);
  assert.deepEqual(options['trust-proxy'].map(([value]) => value), ['127.0.0.1', '"::1"']);
});

test('a server is told by a file, and says nothing of it', async (t) => {
  const { folder } = scratch(t, 'asks-per-connection: 7\n');
  const server = await serve(t, { flags: ['--config', path.join(folder, 'faqbot.conf')] });
  const visitor = await Visitor.greeted(server);
  assert.equal(visitor.hello.limits.asks_per_minute, 7);
  await visitor.leave();
});

const faults = [
  ['header-second: 3\n', ['faqbot.conf:1: header-second is not an option of serve; the nearest is header-seconds']],
  ['# the server\n\ntop: 3\nlisten: x\n', ['faqbot.conf:3: top is not an option of serve; `faqbot serve --help` lists them'], 'top'],
  ['watch: yes\n', ['faqbot.conf:1: watch must be true or false, not yes']],
  ['watch: [true]\n', ['faqbot.conf:1: watch takes true or false, not a list']],
  ['listen: [a, b]\n', ['faqbot.conf:1: listen takes one value, not a list']],
  ['\nheader-seconds: many\n', ['faqbot.conf:2: header-seconds must be a number from 1 to 20000, not many']],
  ['connections: 0\n', ['faqbot.conf:1: connections must be a number from 1 to 1000000, not 0']],
  ['log: xml\n', ['faqbot.conf:1: log must be auto, text or json, not xml']],
  ['listen: here\n', ["faqbot.conf:1: listen: 'here' is not an address to listen on"]],
  ['listen: 0.0.0.0:80\n', ['faqbot.conf:1: listen: 0.0.0.0 can be reached from elsewhere']],
  ['origin:\n  - https://a.example\n  - b.example\n', ["faqbot.conf:1: origin: 'b.example' is not an origin; write https://NAME"]],
  ['host: "a:80"\n', ["faqbot.conf:1: host: 'a:80' is not a host name"]],
  ['trust-proxy: [10.0.0.0/8, 10.0.0.0/33]\n', ["faqbot.conf:1: trust-proxy: '10.0.0.0/33' is not an address"]],
  ['tls-cert: a.pem\n', ['faqbot.conf:1: tls-cert: a certificate and its key go together']],
  ['knowledge: nowhere\n', ['faqbot.conf:1: knowledge: nowhere cannot be read']],
  ['server:\n  listen: x\n', ['faqbot.conf:2: server.listen is not an option of serve']],
  ['watch: true\nwatch: false\n', ['faqbot.conf:2: this key stands here a second time']],
  ['listen: "127.0.0.1\n', ['faqbot.conf:2: this cannot be read as "key: value" lines']],
  ['watch: &a true\n', ['faqbot.conf:1: anchors']],
  ['- watch\n', ['faqbot.conf:1: there must be lines of the form "key: value" here']],
  ['watch: maybe\nlisten: [a]\nhots: x\n', ['faqbot.conf:1: watch must be', 'faqbot.conf:2: listen takes', 'faqbot.conf:3: hots is not an option of serve; the nearest is host']],
];
test('each fault is said with its file and line and what is allowed, with exit code 2', async (t) => {
  const { folder, check } = scratch(t);
  for (const [file, sentences] of faults) {
    writeFileSync(path.join(folder, 'faqbot.conf'), file);
    const ended = await check();
    assert.deepEqual([ended.code, ended.stdout], [2, ''], file);
    const lines = ended.stderr.trimEnd().split('\n');
    assert.equal(lines.length, sentences.length, ended.stderr);
    for (const [i, sentence] of sentences.entries()) assert.ok(lines[i].startsWith(`faqbot: ${sentence}`), `${lines[i]}\nis not\n${sentence}`);
  }
});

test('a variable that is nearly one of ours is warned of, and what is another\'s is not', async (t) => {
  const { check } = scratch(t);
  const ended = await check([], { FAQBOT_LISTN: 'x', FAQBOT_PORT_80_TCP_ADDR: '10.0.0.1', FAQBOT_CONFIG: 'none', FAQBOT_LISTEN: '127.0.0.1:0' });
  assert.equal(ended.code, 0);
  assert.equal(ended.stderr, 'faqbot: warning: FAQBOT_LISTN is not an option of serve; the nearest is FAQBOT_LISTEN\n');
});

test('a file that is not there, or no file, is named', async (t) => {
  const { folder, check } = scratch(t);
  for (const file of ['gone.conf', '.', '/dev/null']) {
    const ended = await check(['--config', file]);
    assert.equal(ended.code, 2, file);
    assert.match(ended.stderr, new RegExp(`^faqbot: ${file.replaceAll('.', '\\.')}: [^\n]+\n$`));
  }
  writeFileSync(path.join(folder, 'faqbot.conf'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]));
  assert.match((await check()).stderr, /^faqbot: faqbot\.conf:1: this line is not UTF-8/);
  writeFileSync(path.join(folder, 'faqbot.conf'), 'x'.repeat(70_000));
  assert.equal((await check()).code, 2);
});

test('a wrong value of the environment or of the command line is named by its variable or option', async (t) => {
  const { check } = scratch(t);
  for (const [words, env, sentence] of [
    [[], { FAQBOT_WATCH: '1' }, 'FAQBOT_WATCH must be true or false, not 1'],
    [[], { FAQBOT_PING_SECONDS: '-3' }, 'FAQBOT_PING_SECONDS must be a number from 1 to 20000, not -3'],
    [[], { FAQBOT_ORIGIN: 'https://a.example,nowhere' }, "FAQBOT_ORIGIN: 'nowhere' is not an origin"],
    [['--origin', 'nowhere'], {}, "--origin: 'nowhere' is not an origin"],
    [['--log', 'xml'], {}, '--log must be auto, text or json, not xml'],
    [['--knowledge', 'nowhere'], {}, '--knowledge: nowhere cannot be read'],
  ]) {
    const ended = await check(words, env);
    assert.equal(ended.code, 2, sentence);
    assert.ok(ended.stderr.startsWith(`faqbot: ${sentence}`), ended.stderr);
  }
});
