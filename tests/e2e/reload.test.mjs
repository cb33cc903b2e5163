// e2e/reload.test.mjs - a new knowledge base under a server that keeps answering, and what the service manager is
// told.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from '../timed.mjs';
import { exchange } from './lib/raw.mjs';
import { isSlow, library, root, run, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const article = (id, answer) => `# ${id}\n\n## FAQ\n\n### Where may I park my bicycle? {#${id}}\n\n${answer}\n`;
const get = { type: 'ask', id: 'p', text: 'Where may I park my bicycle?' };

// A copy of the library's knowledge base that a test may change.
function copied(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-reload-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const knowledge = path.join(folder, 'knowledge');
  cpSync(path.join(root, library), knowledge, { recursive: true });
  return knowledge;
}

async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const parks = (reply) => reply.outcome === 'answered' && reply.text.includes('bicycle stand');

test('SIGHUP brings new knowledge in, and open conversations are told', async (t) => {
  const knowledge = copied(t);
  const server = await serve(t, { knowledge });
  const [visitor, other] = await Promise.all([Visitor.greeted(server), Visitor.greeted(server)]);
  assert.ok(!parks(await visitor.ask(get)));
  const page = await exchange(server, `GET /api/entries/loan-period HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  writeFileSync(path.join(knowledge, 'parking.md'), article('parking', 'At the bicycle stand behind the house.'));
  server.signal('SIGHUP');
  for (const one of [visitor, other]) {
    const notice = await one.next();
    assert.deepEqual([notice.type, notice.code, notice.id], ['notice', 'knowledge_changed', undefined]);
    assert.notEqual(notice.knowledge.version, one.hello.knowledge.version);
    assert.ok(notice.knowledge.entries > one.hello.knowledge.entries);
  }
  assert.ok(parks(await visitor.ask(get)));
  const late = await Visitor.greeted(server);
  assert.deepEqual(await late.ask({ type: 'ping', id: 'x' }), { type: 'pong', id: 'x' }, 'who comes later is told by hello');
  const newer = await exchange(server, `GET /api/entries/loan-period HTTP/1.1\r\nHost: ${server.host}\r\nIf-None-Match: ${page.headers.etag}\r\n\r\n`);
  assert.equal(newer.status, 200);
  await Promise.all([visitor, other, late].map((one) => one.leave()));
});

test('a server that is told to stop waits for no knowledge that is being read', { timeout: 120_000 }, async (t) => {
  const knowledge = copied(t);
  const journal = path.join(path.dirname(knowledge), 'journal.db');
  const server = await serve(t, { knowledge, flags: [...unlimited, '--journal', journal] });
  const visitor = await Visitor.greeted(server);
  await visitor.ask(get);
  // A file without an end, as good as: of its terabyte nothing is on the disk.
  writeFileSync(path.join(knowledge, 'endless.jsonl'), '');
  truncateSync(path.join(knowledge, 'endless.jsonl'), 2 ** 40);
  server.signal('SIGHUP');
  for (;;) {
    const metrics = await exchange(server, `GET /metrics HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
    if (/^faqbot_reloading 1$/m.test(metrics.body)) break;
  }
  server.signal('SIGTERM');
  assert.equal((await visitor.event()).code, 4001);
  assert.deepEqual(await server.ended(), [0, null]);
  assert.ok(!server.output.stderr.includes('reloaded'));
  const kept = await run('journal', 'stats', journal, '--json');
  assert.equal(JSON.parse(kept.stdout).asks, 1);
});

test('the same knowledge base again is no news', async (t) => {
  const server = await serve(t, { knowledge: copied(t) });
  const visitor = await Visitor.greeted(server);
  server.signal('SIGHUP');
  await until(() => server.output.stderr.includes('the knowledge base is the same'));
  assert.equal((await visitor.ask({ type: 'ping', id: 'x' })).type, 'pong');
  await visitor.leave();
});

test('knowledge that is broken, or gone, is reported, and the old one answers on', async (t) => {
  const knowledge = copied(t);
  const server = await serve(t, { knowledge });
  const visitor = await Visitor.greeted(server);
  const before = await visitor.ask({ ...get, text: 'How long may I keep a book?' });
  writeFileSync(path.join(knowledge, 'broken.md'), Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a]));
  server.signal('SIGHUP');
  await until(() => /not reloaded: .* errors; the old one goes on answering\n/.test(server.output.stderr));
  assert.match(server.output.stderr, /broken\.md.*error/);
  renameSync(knowledge, `${knowledge}-gone`);
  server.signal('SIGHUP');
  await until(() => /not reloaded: .*; the old knowledge base goes on answering\n/.test(server.output.stderr));
  const after = await visitor.ask({ ...get, text: 'How long may I keep a book?' });
  assert.deepEqual({ ...after, took_us: 0 }, { ...before, took_us: 0 });
  const metrics = await exchange(server, `GET /metrics HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  assert.match(metrics.body, /^faqbot_reloads_total\{result="failed"\} 2$/m);
  await visitor.leave();
});

test('with --watch a change is enough: a new file, a new folder, a replaced one', async (t) => {
  const knowledge = copied(t);
  const server = await serve(t, { knowledge, flags: [...unlimited, '--watch'] });
  const visitor = await Visitor.greeted(server);
  const told = async () => assert.equal((await visitor.next()).code, 'knowledge_changed');
  writeFileSync(path.join(knowledge, 'parking.md'), article('parking', 'At the bicycle stand behind the house.'));
  await told();
  assert.ok(parks(await visitor.ask(get)));
  mkdirSync(path.join(knowledge, 'more'));
  writeFileSync(path.join(knowledge, 'more', 'cloakroom.md'), article('cloakroom', 'Bags go to the cloakroom.').replaceAll('bicycle', 'bag'));
  await told();
  writeFileSync(path.join(knowledge, 'more', 'cloakroom.md'), article('cloakroom', 'Bags stay with you.').replaceAll('bicycle', 'bag'));
  await told();
  const next = `${knowledge}-next`;
  cpSync(path.join(root, library), next, { recursive: true });
  renameSync(knowledge, `${knowledge}-old`);
  renameSync(next, knowledge);
  await told();
  assert.ok(!parks(await visitor.ask(get)));
  writeFileSync(path.join(knowledge, 'parking.md'), article('parking', 'At the bicycle stand behind the house.'));
  await told();
  assert.ok(parks(await visitor.ask(get)));
  await visitor.leave();
});

test('an index that is written anew is taken', async (t) => {
  const knowledge = copied(t);
  const index = `${knowledge}.index`;
  assert.equal((await run('index', '--knowledge', knowledge, '--output', index)).code, 0);
  const server = await serve(t, { index, flags: [...unlimited, '--watch'] });
  const visitor = await Visitor.greeted(server);
  writeFileSync(path.join(knowledge, 'parking.md'), article('parking', 'At the bicycle stand behind the house.'));
  assert.equal((await run('index', '--knowledge', knowledge, '--output', index)).code, 0);
  assert.equal((await visitor.next()).code, 'knowledge_changed');
  assert.ok(parks(await visitor.ask(get)));
  await visitor.leave();
});

test('no question is lost or answered twice while knowledge comes and goes', async (t) => {
  const knowledge = copied(t);
  const server = await serve(t, { knowledge });
  const visitor = await Visitor.greeted(server);
  const file = path.join(knowledge, 'parking.md');
  let asked = 0;
  let notices = 0;
  for (let round = 0; round < 10; round++) {
    writeFileSync(file, article('parking', `At the bicycle stand number ${round}.`));
    server.signal('SIGHUP');
    for (let seen = notices; notices === seen; ) {
      for (let i = 0; i < 20; i++) visitor.send({ ...get, id: `${asked + i}` });
      for (let i = 0; i < 20; ) {
        const reply = await visitor.next();
        if (reply.type === 'notice') notices++;
        else assert.equal(reply.id, `${asked + i++}`);
      }
      asked += 20;
    }
  }
  await visitor.leave();
});

// A datagram socket is what node has not got.
const listener = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("bound", flush=True)
while True: print(s.recv(4096).decode().replace("\\n", "|"), flush=True)`;

test('the service manager is told: ready, reloading, ready, stopping, and alive in between', async (t) => {
  const knowledge = copied(t);
  const socket = path.join(path.dirname(knowledge), 'notify');
  const manager = spawn('python3', ['-c', listener, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => manager.kill());
  const lines = [];
  createInterface({ input: manager.stdout }).on('line', (line) => lines.push(line));
  await until(() => lines.includes('bound'));
  const server = await serve(t, { knowledge, env: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '200000' } });
  await until(() => lines.some((line) => line.startsWith(`READY=1|STATUS=serving ${server.url}`)));
  server.signal('SIGHUP');
  await until(() => lines.filter((line) => line.startsWith('READY=1')).length === 2);
  assert.match(lines.find((line) => line.startsWith('RELOADING=1')), /^RELOADING=1\|MONOTONIC_USEC=\d+$/);
  await until(() => lines.filter((line) => line === 'WATCHDOG=1').length >= 3);
  await server.stop();
  await until(() => lines.includes('STOPPING=1'));
});

const ownAllocator = isSlow && 'the allocators of the sanitizers end the program where memory ends';
test('new knowledge that there is no memory for leaves the old one answering', { timeout: 60_000, skip: ownAllocator }, async (t) => {
  const knowledge = copied(t);
  const server = await serve(t, { knowledge });
  const visitor = await Visitor.greeted(server);
  const before = await visitor.ask({ type: 'ask', id: 'a', text: 'how long may i keep a book' });
  const reload = async (bytes) => {
    writeFileSync(path.join(knowledge, 'long.md'), `# Long\n\n${'Some *text* that is [long](https://long.example) enough.\n'.repeat(bytes / 54)}`);
    const said = server.output.stderr.length;
    server.signal('SIGHUP');
    await until(() => /reloaded: [^\n]*\n/.test(server.output.stderr.slice(said)));
    return server.output.stderr.slice(said);
  };
  // One article is all it takes, and its size decides where in the reading the memory ends.
  const size = Number(/^VmSize:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]);
  execFileSync('prlimit', [`--pid=${server.pid}`, `--as=${(size + 96 * 1024) * 1024}`]);
  for (const mebibytes of [3, 5, 8, 12]) {
    const said = await reload(mebibytes * 1024 * 1024);
    assert.match(said, /^faqbot: not reloaded: [^\n]*memory[^\n]*; the old knowledge base goes on answering\n$/, `${mebibytes} MiB`);
    const after = await visitor.ask({ type: 'ask', id: 'a', text: 'how long may i keep a book' });
    assert.deepEqual({ ...after, took_us: 0 }, { ...before, took_us: 0 });
  }
  await visitor.leave();
});
