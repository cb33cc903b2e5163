// cluster/journal_failures.test.mjs - a journal on PostgreSQL when things break: what was acknowledged is there, and nothing is
// there twice.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import net from 'node:net';
import path from 'node:path';
import { Visitor } from '../e2e/lib/visitor.mjs';
import { makeFolder, metric, poll, settled, start, startDatabase } from './lib/journal.mjs';
import { missing } from './lib/postgres.mjs';

const makeQueue = (t) => path.join(makeFolder(t), 'queue.db');

/** Visitors who ask and say what they think of it, one after the other, until they are told to leave or the server has gone. */
class Crowd {
  asked = []; // ids that were answered
  acknowledged = [];
  refused = [];
  #leaves = false;

  constructor(server, name, size = 3) {
    this.ended = Promise.all(Array.from({ length: size }, (_, i) => this.#chat(server, `${name}-${i}`)));
  }

  async #chat(server, name) {
    const visitor = await Visitor.greeted(server);
    try {
      for (let i = 0; !this.#leaves; i++) {
        const id = `${name}-${i}`;
        assert.equal((await visitor.ask({ type: 'ask', id, text: 'How long may I keep a book?' })).type, 'answer');
        this.asked.push(id);
        const reply = await visitor.ask({ type: 'feedback', id: `f${id}`, answer: id, helpful: true });
        (reply.type === 'ok' ? this.acknowledged : this.refused).push(id);
      }
      await visitor.leave();
    } catch (error) {
      if (!/closed with/.test(error.message)) throw error;
    }
  }

  /** Until so many more have been acknowledged. */
  async until(count) {
    await poll(() => this.acknowledged.length >= count, `${count} are acknowledged`);
  }

  async leave() {
    this.#leaves = true;
    await this.ended;
  }
}

/** Each ask is there once, and so is each feedback that was acknowledged. `isWhole`: no server was killed. */
async function checkRows(database, crowds, isWhole = true) {
  const asked = await database.query('SELECT request, count(*) AS count FROM asked GROUP BY request');
  const rated = await database.query('SELECT request, count(*) AS count FROM feedback GROUP BY request');
  assert.deepEqual(asked.filter(({ count }) => count > 1), [], 'nothing is there twice');
  assert.deepEqual(rated.filter(({ count }) => count > 1), [], 'nothing is there twice');
  const there = new Set(rated.map(({ request }) => request));
  const acknowledged = crowds.flatMap((crowd) => crowd.acknowledged);
  assert.deepEqual(acknowledged.filter((id) => !there.has(id)), [], 'nothing that was acknowledged is lost');
  if (isWhole) {
    assert.deepEqual(asked.map(({ request }) => request).sort(), crowds.flatMap((crowd) => crowd.asked).sort());
    assert.equal(rated.length, acknowledged.length);
  }
  return { asked: asked.length, rated: rated.length, acknowledged: acknowledged.length };
}

const count = (text, word) => text.split(word).length - 1;

test('while the database is away visitors notice nothing, a server may be killed, and all arrives once', { skip: missing, timeout: 600_000 }, async (t) => {
  const database = await startDatabase(t);
  const queue = makeQueue(t);
  let server = await start(t, database.url(), queue);
  const first = new Crowd(server, 'first');
  await first.until(20);
  await database.stop();
  await first.until(first.acknowledged.length + 50);
  await poll(() => /journal's database is away/.test(server.output.stderr), 'the log tells of it');
  assert.ok((await metric(server, 'journal_queue_length')) > 0);
  server.signal('SIGKILL');
  await server.ended();
  await first.ended;
  assert.equal(count(server.output.stderr, 'database is away'), 1);
  server = await start(t, database.url(), queue);
  const second = new Crowd(server, 'second');
  await second.until(50);
  await second.leave();
  await poll(() => /journal's database is away/.test(server.output.stderr), 'the log tells of it');
  await database.resume();
  await poll(() => /journal's database is back/.test(server.output.stderr), 'the log tells of it');
  const third = new Crowd(server, 'third');
  await third.until(20);
  await third.leave();
  await settled(server);
  t.diagnostic(JSON.stringify(await checkRows(database, [first, second, third], false)));
  assert.equal(count(server.output.stderr, 'database is away'), 1);
  assert.equal(count(server.output.stderr, 'database is back'), 1);
  await server.stop();
});

/** Passes bytes on to the database; `drops` decides whether the connection ends where a COMMIT is to be answered. */
function startProxy(t, port, drops) {
  const proxy = net.createServer((client) => {
    const database = net.connect(port, '127.0.0.1');
    let isCommitting = false;
    client.on('data', (bytes) => {
      isCommitting = bytes.includes('COMMIT') && drops();
      database.write(bytes);
    });
    database.on('data', (bytes) => {
      if (isCommitting) client.destroy();
      else client.write(bytes);
    });
    client.on('close', () => database.destroy());
    database.on('close', () => client.destroy());
    client.on('error', () => {});
    database.on('error', () => {});
  });
  t.after(() => proxy.close());
  return new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve(proxy.address().port)));
}

test('what was committed when its answer was lost is not stored twice', { skip: missing, timeout: 600_000 }, async (t) => {
  const database = await startDatabase(t);
  let commits = 0;
  let dropped = 0;
  const port = await startProxy(t, database.port, () => ++commits % 4 === 0 && ++dropped > 0);
  const url = database.url().replace(`:${database.port}`, `:${port}`);
  const queue = makeQueue(t);
  let server = await start(t, url, queue);
  const crowds = [];
  for (let round = 0; round < 4; round++) {
    const crowd = new Crowd(server, `round${round}`);
    crowds.push(crowd);
    await poll(() => dropped >= 2 * (round + 1), 'answers are lost');
    if (round === 1) { // the process that lost the answer is not the one that sends again
      server.signal('SIGKILL');
      await server.ended();
      await crowd.ended;
      server = await start(t, url, queue);
    }
    await crowd.leave();
  }
  await settled(server);
  t.diagnostic(JSON.stringify({ ...(await checkRows(database, crowds, false)), commits, dropped }));
  await server.stop();
});

test('a session that is ended by the database is done again', { skip: missing, timeout: 600_000 }, async (t) => {
  const database = await startDatabase(t);
  const server = await start(t, database.url());
  const crowd = new Crowd(server, 'ended');
  for (let i = 1; i <= 10; i++) {
    await crowd.until(20 * i);
    await database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'faqbot'");
  }
  await crowd.leave();
  await settled(server);
  await checkRows(database, [crowd]);
  await server.stop();
});

test('of a primary that is killed under load its synchronous standby has all that was acknowledged', { skip: missing, timeout: 600_000 }, async (t) => {
  const primary = await startDatabase(t, { settings: ['synchronous_standby_names=standby'] });
  const standby = await primary.follow();
  t.after(() => standby.remove());
  const url = primary.url().replace(`:${primary.port}/`, `:${primary.port},127.0.0.1:${standby.port}/`);
  const server = await start(t, url);
  const crowd = new Crowd(server, 'standby', 6);
  await crowd.until(200);
  await primary.kill();
  await crowd.until(crowd.acknowledged.length + 50); // meanwhile to the disk
  await standby.promote();
  await poll(async () => (await metric(server, 'journal_away')) === 0, 'the standby is found');
  await crowd.until(crowd.acknowledged.length + 100);
  await crowd.leave();
  await settled(server);
  assert.deepEqual(crowd.refused, []);
  t.diagnostic(JSON.stringify(await checkRows(standby, [crowd])));
  await server.stop();
});

test('a database that is frozen holds nobody up', { skip: missing, timeout: 600_000 }, async (t) => {
  const database = await startDatabase(t);
  const server = await start(t, database.url());
  const crowd = new Crowd(server, 'frozen');
  await crowd.until(50);
  await database.freeze();
  t.after(() => database.freeze(false).catch(() => {}));
  await crowd.until(crowd.acknowledged.length + 200); // of which each would take 2 seconds if the first taught nothing
  await poll(() => /journal's database is away/.test(server.output.stderr), 'the log tells of it');
  await database.freeze(false);
  await poll(() => /journal's database is back/.test(server.output.stderr), 'the log tells of it');
  await crowd.leave();
  await settled(server);
  assert.deepEqual(crowd.refused, []);
  await checkRows(database, [crowd]);
  await server.stop();
});

test('a server that is stopped while the database is frozen ends', { skip: missing, timeout: 600_000 }, async (t) => {
  const database = await startDatabase(t);
  const queue = makeQueue(t);
  let server = await start(t, database.url(), queue);
  const crowd = new Crowd(server, 'stopped');
  await crowd.until(20);
  await database.freeze();
  t.after(() => database.freeze(false).catch(() => {}));
  await crowd.until(crowd.acknowledged.length + 20);
  await crowd.leave();
  await server.stop();
  await database.freeze(false);
  server = await start(t, database.url(), queue);
  await settled(server);
  await checkRows(database, [crowd]);
  await server.stop();
});

test('two servers with one database: a conversation is forgotten for both', { skip: missing, timeout: 600_000 }, async (t) => {
  const database = await startDatabase(t);
  const servers = [await start(t, database.url()), await start(t, database.url())];
  const visitor = await Visitor.greeted(servers[0]);
  const { conversation } = visitor.hello;
  await visitor.ask({ type: 'ask', id: 'a', text: 'How long may I keep a book?' });
  await visitor.ask({ type: 'feedback', id: 'f', answer: 'a', helpful: false });
  await visitor.leave();
  const elsewhere = await Visitor.greeted(servers[1]);
  await elsewhere.ask({ type: 'ask', id: 'b', text: 'How long may I keep a book?' });
  await elsewhere.ask({ type: 'feedback', id: 'g', answer: 'b', helpful: true });
  assert.equal((await elsewhere.ask({ type: 'forget', id: 'h', conversation })).type, 'ok');
  await elsewhere.leave();
  for (const server of servers) await settled(server);
  assert.deepEqual(await database.query('SELECT request FROM asked'), [{ request: 'b' }]);
  assert.deepEqual(await database.query('SELECT request FROM feedback'), [{ request: 'b' }]);
  for (const server of servers) await server.stop();
});
