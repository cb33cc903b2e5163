// cluster/replicas.test.mjs - several servers of one index are one server to a visitor: any of them goes on with a conversation,
// and while one is killed, one stops and both start again, every question is answered once, and every rating is kept once.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from '../timed.mjs';
import { parse } from '../e2e/lib/transcript.mjs';
import { root, run, serve, unlimited } from '../e2e/lib/server.mjs';
import { Visitor } from '../e2e/lib/visitor.mjs';
import { HttpClient, SocketClient } from './lib/client.mjs';
import { Haproxy, flags, missing } from './lib/haproxy.mjs';
import { sites } from './lib/sites.mjs';

const REPLICAS = 3;
const CONVERSATIONS = 2000;
const QUESTIONS = 6; // in each
const THINK_MS_MAX = 4000;
const PATIENCE_MS = 300_000;

// Questions in pairs, of which the second is understood by its context alone.
const transcript = parse(readFileSync(path.join(root, 'tests/transcripts/follow-ups-guest-house.chat'), 'utf8'), 'follow-ups');
const requests = transcript.steps.map(({ send }) => JSON.parse(send));

async function makeIndex(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-replicas-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const index = path.join(folder, 'index.db');
  const { code, stderr } = await run('index', '--knowledge', transcript.knowledge, '--output', index);
  assert.equal(code, 0, stderr);
  return index;
}

// What does not depend on the server that answered, nor on how busy it was.
const content = ({ id: _, took_us: __, ...rest }) => rest;

// What one server answers to all of it, each question right after the one before.
async function askAlone(t, index) {
  const server = await serve(t, { index });
  const visitor = await Visitor.greeted(server);
  const replies = [];
  for (const request of requests) replies.push(content(await visitor.ask(request)));
  await visitor.leave();
  await server.stop();
  return replies;
}

test('any replica goes on with a conversation, over a WebSocket and over HTTP, and serves the same widget', async (t) => {
  const index = await makeIndex(t);
  const replicas = await Promise.all(Array.from({ length: REPLICAS }, () => serve(t, { index, flags: unlimited })));
  const expected = await askAlone(t, index);
  for (const [at, request] of requests.entries()) {
    const replica = replicas[at % REPLICAS]; // the second of a pair goes to another than the first
    const visitor = await Visitor.greeted(replica);
    assert.deepEqual(content(await visitor.ask(request)), expected[at]);
    const posted = await fetch(`${replica.url}/api/ask`, { method: 'POST', body: JSON.stringify(request) });
    assert.deepEqual(content(await posted.json()), expected[at]);
    await visitor.leave();
  }
  const [first, ...others] = await Promise.all(replicas.map(async ({ url }) => {
    const names = ['/', '/widget.js', '/widget.css', '/words/de.js'];
    const files = await Promise.all(names.map(async (name) => (await fetch(url + name)).text()));
    const second = /\/widget-more\.js\?v=\w+/.exec(files[1])[0];
    return [...files, second, await (await fetch(url + second)).text()];
  }));
  for (const other of others) assert.deepEqual(other, first);
});

// How far all conversations are together, and who waits for that.
class Progress {
  done = 0;
  waiting = [];

  constructor(all) {
    this.all = all;
  }

  reach(share) {
    return new Promise((resolve) => this.waiting.push([share * this.all, resolve]));
  }

  step() {
    this.done += 1;
    this.waiting = this.waiting.filter(([goal, resolve]) => this.done < goal || resolve());
  }
}

// One conversation: what was shown and what was rated.
async function converse(server, number, expected, progress) {
  const client = number % 10 === 0 ? new HttpClient(server) : new SocketClient(server);
  const shown = [];
  const rated = [];
  for (let turn = 0; turn < QUESTIONS; turn++) {
    const at = (2 * number + turn) % requests.length;
    await pause(Math.random() * THINK_MS_MAX);
    const id = `${number}-${turn}`;
    const began = performance.now();
    const reply = await client.exchange({ ...requests[at], id });
    shown.push({ id, reply, expected: expected[at], milliseconds: performance.now() - began });
    if (turn % 3 === 1) {
      const helpful = (number + turn) % 2 === 0;
      const answer = await client.exchange({ type: 'feedback', id: `${id}+`, answer: id, helpful });
      assert.equal(answer.type, 'ok');
      rated.push([id, Number(helpful)]);
    }
    progress.step();
  }
  client.end();
  return { shown, rated, times: client.times };
}

const quantile = (sorted, share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);

for (const [kind, skip, open] of sites) {
  test(`nobody loses an answer or a rating while replicas die, stop and start, with ${kind}`, { skip: missing ?? skip, timeout: PATIENCE_MS }, async (t) => {
    const index = await makeIndex(t);
    const site = await open(t, index);
    const start = (replica, listen) => {
      const own = site.options(replica);
      return serve(t, { ...own, listen, flags: [...unlimited, ...flags, ...own.flags] });
    };
    const replicas = await Promise.all(Array.from({ length: REPLICAS }, (_, replica) => start(replica)));
    const expected = await askAlone(t, index);
    const haproxy = await Haproxy.start(t, replicas.map(({ port }) => port));

    const progress = new Progress(CONVERSATIONS * QUESTIONS);
    const restart = async (replica) => {
      replicas[replica] = await start(replica, replicas[replica].host);
      await haproxy.sees(replicas[replica].port, 'UP');
    };
    const operate = async () => {
      await progress.reach(0.2);
      replicas[0].signal('SIGKILL');
      assert.deepEqual(await replicas[0].ended(), [null, 'SIGKILL']);
      await progress.reach(0.4);
      await restart(0);
      await progress.reach(0.5);
      replicas[1].signal('SIGTERM');
      assert.deepEqual(await replicas[1].ended(), [0, null]);
      await restart(1);
    };
    const operation = operate();
    const conversations = await Promise.all(Array.from({ length: CONVERSATIONS }, (_, number) => converse(haproxy, number, expected, progress)));
    await operation;

    const shown = conversations.flatMap((conversation) => conversation.shown);
    assert.equal(new Set(shown.map(({ id }) => id)).size, CONVERSATIONS * QUESTIONS);
    for (const { id, reply, expected: right } of shown) {
      assert.equal(reply.id, id);
      assert.deepEqual(content(reply), right, id);
    }
    const sum = (name) => conversations.reduce((total, { times }) => total + times[name], 0);
    assert.ok(sum('told') > 0, 'no client was sent away, so nothing was tried');
    const times = shown.map(({ milliseconds }) => milliseconds).sort((left, right) => left - right);
    t.diagnostic(`answers in milliseconds: p50 ${quantile(times, 0.5)}, p95 ${quantile(times, 0.95)}, p99 ${quantile(times, 0.99)}, most ${Math.round(times.at(-1))}`);
    t.diagnostic(`${sum('connections')} connections, ${sum('told')} goodbyes, ${sum('sent')} requests sent for ${shown.length} questions`);

    const rated = conversations.flatMap((conversation) => conversation.rated);
    const kept = await site.feedback(rated.length);
    assert.deepEqual(kept.map(({ request, helpful }) => [request, Number(helpful)]).sort(), rated.sort());
    assert.equal(new Set(kept.map(({ conversation }) => conversation)).size, CONVERSATIONS);
    await Promise.all(replicas.map((replica) => replica.stop()));
  });
}
