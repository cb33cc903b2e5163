// e2e/worker.test.mjs - asks that workers answer, each a thread: replies come back in order, to clients that still wait
// for them, and nobody else has to wait.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '../timed.mjs';
import { large, scratch } from './lib/large.mjs';
import { exchange, frame, opcodes, shaken } from './lib/raw.mjs';
import { isSlow, library, program, root, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const always = [...unlimited, '--inline-microseconds', '0']; // every ask goes to a worker
const never = [...unlimited, '--inline-microseconds', '1000000'];
const ask = (id, text) => ({ type: 'ask', id, text });

async function metric(server, name) {
  const page = await exchange(server, `GET /metrics HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  return Number(new RegExp(`^faqbot_${name} (\\S+)$`, 'm').exec(page.body)[1]);
}

const timeless = (reply) => ({ ...reply, took_us: undefined });

// A copy of the library's knowledge base that a test may change, and a change.
function copied(t) {
  const knowledge = path.join(scratch(t), 'knowledge');
  cpSync(path.join(root, library), knowledge, { recursive: true });
  return knowledge;
}
const park = (knowledge) => writeFileSync(path.join(knowledge, 'parking.md'),
  '# Parking\n\n## FAQ\n\n### Where may I park my bicycle? {#parking}\n\nBehind the house.\n');

test('workers give the answers that the loop gives, over every way in', async (t) => {
  const [here, there] = await Promise.all([serve(t, { flags: never }), serve(t, { flags: always })]);
  assert.equal(await metric(here, 'worker_ready'), 0);
  assert.equal(await metric(there, 'worker_ready'), 1);
  assert.equal(await metric(here, 'workers'), 1); // for what is asked of a part of the knowledge base
  assert.equal(await metric(there, 'workers'), Math.min(64, Number(execFileSync('nproc'))));
  const questions = ['how long may i keep a book', 'What does a lost card cost?', 'how do i fly to the moon', 'lone periud', '  ', 'x'.repeat(2001)];
  const [one, other] = await Promise.all([Visitor.greeted(here), Visitor.greeted(there)]);
  for (const text of questions) {
    assert.deepEqual(timeless(await other.ask(ask('1', text))), timeless(await one.ask(ask('1', text))), text);
    for (const way of [`/api/ask?q=${encodeURIComponent(`${text}?`)}`, `/?q=${encodeURIComponent(text)}`,
      `/api/search?q=${encodeURIComponent(text)}&lang=en&limit=5`, `/search?q=${encodeURIComponent(text)}&lang=en&section=nowhere`]) {
      const [left, right] = await Promise.all(
        [here, there].map((server) => exchange(server, `GET ${way} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`)),
      );
      assert.equal(right.status, left.status, way);
      assert.equal(right.headers.etag, left.headers.etag, way);
      assert.equal(right.body.replace(/"took_us":\d+/, ''), left.body.replace(/"took_us":\d+/, ''), way);
    }
    const body = JSON.stringify({ text: `${text}!` });
    const post = (server) => `POST /api/ask HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const [left, right] = await Promise.all([here, there].map((server) => exchange(server, post(server))));
    assert.deepEqual([right.status, timeless(JSON.parse(right.body))], [left.status, timeless(JSON.parse(left.body))], text);
  }
  assert.equal(await metric(here, 'asks_delegated_total'), 2 * questions.length); // the searches with filters
  assert.ok((await metric(there, 'asks_delegated_total')) >= 4 * 6);
  assert.equal(await metric(there, 'requests_total{type="ask"}'.replace(/[{}]/g, '\\$&')), await metric(here, 'requests_total{type="ask"}'.replace(/[{}]/g, '\\$&')));
  await Promise.all([one.leave(), other.leave()]);
});

test('there are as many workers as --workers says, else one for each core that the process may use', async (t) => {
  for (const [count, options] of [[1, { flags: [...always, '--workers', '1'] }], [5, { flags: [...always, '--workers', '5'] }],
    [64, { flags: [...always, '--workers', '64'] }], [1, { flags: always, under: 'taskset -p -c 0 $$ >&2' }]]) {
    const server = await serve(t, options);
    assert.equal(await metric(server, 'workers'), count);
    const visitors = await Promise.all(Array.from({ length: 2 * count }, () => Visitor.greeted(server)));
    const replies = await Promise.all(visitors.map((visitor, i) => visitor.ask(ask(`${i}`, `how long may I keep book ${i}`))));
    replies.forEach((reply, i) => assert.deepEqual([reply.type, reply.id], ['answer', `${i}`]));
    assert.equal(await metric(server, 'asks_delegated_total'), 2 * count);
    await Promise.all(visitors.map((visitor) => visitor.leave()));
    await server.stop();
  }
});

test('where there are not threads enough for all workers, those that there are answer', { skip: isSlow }, async (t) => {
  const knowledge = copied(t);
  const server = await serve(t, {
    knowledge, flags: [...always, '--workers', '16'],
    env: { LD_PRELOAD: path.join(path.dirname(program), 'alloc/threads.so'), THREADS: '12' },
  }); // some of the twelve are the server's own
  const visitors = await Promise.all(Array.from({ length: 20 }, () => Visitor.greeted(server)));
  const rounds = async () => {
    const replies = await Promise.all(visitors.map((visitor, i) => visitor.ask(ask(`${i}`, `may I park bicycle ${i}`))));
    replies.forEach((reply, i) => assert.deepEqual([reply.type, reply.id], ['answer', `${i}`]));
    return metric(server, 'asks_delegated_total');
  };
  const count = await metric(server, 'workers');
  assert.ok(count > 0 && count < 12, `${count}`);
  assert.equal(await rounds(), 20);
  // The next ones get the same threads, once the old ones have let go of them; until then the loop answers.
  park(knowledge);
  server.signal('SIGHUP');
  for (const visitor of visitors) assert.equal((await visitor.next()).code, 'knowledge_changed');
  await rounds();
  while (await metric(server, 'workers') !== count) await new Promise((wake) => setTimeout(wake, 20));
  const before = await metric(server, 'asks_delegated_total');
  visitors.forEach((visitor, i) => visitor.send(ask(`${i}`, `where may I park bicycle ${i}`)));
  for (const [i, visitor] of visitors.entries()) assert.equal((await visitor.next()).id, `${i}`);
  assert.equal(await metric(server, 'asks_delegated_total'), before + 20);
  await Promise.all(visitors.map((visitor) => visitor.leave()));
});

test('replies keep the order of the requests', async (t) => {
  const server = await serve(t, { flags: [...always, '--workers', '4'] });
  const visitor = await Visitor.greeted(server);
  const kinds = (i) => [ask(`${i}`, `how long may I keep book ${i}`), { type: 'ping', id: `${i}` }, { type: 'suggest', id: `${i}`, text: 'how' },
    { type: 'get', id: `${i}`, entry: 'loan-period' }, { type: 'search', id: `${i}`, text: 'book', limit: 1 + (i % 3) }][i % 5];
  for (let i = 0; i < 200; i++) visitor.send(kinds(i));
  for (let i = 0; i < 200; i++) {
    const reply = await visitor.next();
    assert.equal(reply.id, `${i}`);
    assert.equal(reply.type, ['answer', 'pong', 'suggestions', 'answer', 'results'][i % 5]);
  }
  await visitor.leave();
});

for (const workers of [1, 2]) {
  test(`slow questions keep no other client waiting, workers: ${workers}`, { timeout: 300_000 }, async (t) => {
    const { knowledge, question } = large(t, isSlow ? 3000 : 30000);
    const server = await serve(t, { knowledge, flags: [...always, '--workers', `${workers}`] });
    const quick = await Visitor.greeted(server);
    const known = ask('k', question());
    await quick.ask(known);
    const get = (address) => exchange(server, `GET ${address} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
    const ways = [() => quick.ask({ type: 'ping', id: '1' }), () => quick.ask(known), () => quick.ask({ type: 'get', id: 'g', entry: 'e1' }),
      () => Visitor.greeted(server).then((late) => late.leave()), () => get('/widget.js'), () => get('/healthz')];
    const slow = await Promise.all(Array.from({ length: 8 }, () => Visitor.greeted(server)));
    for (const [w, way] of ways.entries()) {
      let overtaken = 0;
      for (let i = 0; i < 20 && overtaken === 0; i++) {
        let answered = 0;
        for (const visitor of slow) visitor.send(ask(`${i}`, question()));
        const answers = slow.map((visitor) => visitor.next().then(() => answered++));
        // The questions were there before the first request: a loop that asked by itself would have done with all of
        // them before it read the second, and by the third that is known here too.
        for (let j = 0; j < 3; j++) await way();
        overtaken += answered < slow.length;
        await Promise.all(answers);
      }
      assert.ok(overtaken > 0, `${ways[w]}`);
    }
    await Promise.all([quick, ...slow].map((visitor) => visitor.leave()));
  });
}

test('new knowledge takes its place between two questions, while many are asked', { timeout: 120_000 }, async (t) => {
  const knowledge = copied(t);
  const server = await serve(t, { knowledge, flags: [...always, '--workers', '4'] });
  const visitors = await Promise.all(Array.from({ length: 8 }, () => Visitor.greeted(server)));
  const old = visitors[0].hello.knowledge.version;
  let reloaded = 0;
  const rounds = visitors.map(async (visitor, v) => {
    let version = old;
    let told = old;
    for (let i = 0; version === old || told === old || i < 20; i++) {
      visitor.send(ask(`${i}`, `may I park bicycle ${v} for ${i} hours`));
      let reply = await visitor.next();
      if (reply.type === 'notice') {
        told = reply.knowledge.version;
        reply = await visitor.next();
      }
      assert.deepEqual([reply.type, reply.id], ['answer', `${i}`]);
      if (told !== old) assert.equal(reply.knowledge, told, 'whoever was told of the new one gets no answer of the old one');
      if (reply.knowledge !== version) {
        assert.equal(version, old, 'once, and never back');
        version = reply.knowledge;
        reloaded++;
      }
      if (v === 0 && i === 5) {
        park(knowledge);
        server.signal('SIGHUP');
      }
    }
  });
  await Promise.all(rounds);
  assert.equal(reloaded, visitors.length);
  assert.equal(await metric(server, 'worker_ready'), 1);
  assert.equal(await metric(server, 'workers'), 4);
  await Promise.all(visitors.map((visitor) => visitor.leave()));
});

test('a client that leaves before its answer is ready leaves nothing behind', async (t) => {
  const server = await serve(t, { flags: always });
  for (let i = 0; i < 20; i++) {
    const raw = await shaken(server);
    raw.write(frame(opcodes.text, JSON.stringify(ask('1', `how long may I keep book ${i}`))));
    const half = await shaken(server);
    half.write(`${frame(opcodes.text, JSON.stringify(ask('1', `what about book ${i}`))).toString('latin1')}`, 'latin1');
    await Promise.all([raw.leave(), half.leave()]);
  }
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask(ask('1', 'how long may i keep a book'))).outcome, 'answered');
  await visitor.leave();
  assert.equal(await metric(server, 'worker_waiting'), 0);
});

test('a server that is told to stop answers what it was asked', { timeout: 120_000 }, async (t) => {
  const server = await serve(t, { flags: always });
  const visitors = await Promise.all(Array.from({ length: 20 }, () => Visitor.greeted(server)));
  visitors.forEach((visitor, i) => visitor.send(ask(`${i}`, `how long may I keep book ${i}`)));
  // Each ask is with the server once a later ping of another is answered.
  const last = await Visitor.greeted(server);
  await last.ask({ type: 'ping', id: 'x' });
  server.signal('SIGTERM');
  for (const [i, visitor] of visitors.entries()) {
    const reply = await visitor.next();
    assert.deepEqual([reply.type, reply.id], ['answer', `${i}`]);
    assert.equal((await visitor.event()).code, 4001);
  }
  assert.deepEqual(await server.ended(), [0, null]);
});
