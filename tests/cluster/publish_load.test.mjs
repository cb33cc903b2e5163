// cluster/publish_load.test.mjs - a hundred publications while visitors ask at three servers: every question is answered, and
// all servers soon serve the same; and what nobody is told of is found all the same.
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stir, test } from '../timed.mjs';
import { exchange } from '../e2e/lib/raw.mjs';
import { serve, unlimited } from '../e2e/lib/server.mjs';
import { Visitor } from '../e2e/lib/visitor.mjs';
import { missing, Postgres } from './lib/postgres.mjs';
import { knowledge, published, tenant } from './lib/publishing.mjs';

const PUBLICATIONS = 100;
const REPLICAS = 3;
const VISITORS = 4; // of each
const SECONDS = 2; // that it may take until all serve the same; five times that on a machine that is busy
const POLL_SECONDS = 30; // between two looks of a server
const LATE_MILLISECONDS = 5 * SECONDS * 1000;

// Asks without a pause until `state.isOver`. What one connection is told never goes back to an earlier release.
async function ask(server, state) {
  const visitor = await Visitor.greeted(server);
  for (let last = 0; !state.isOver; ) {
    let reply = await visitor.ask({ type: 'ask', id: `${state.asks++}`, text: 'Where may I park my bicycle?' });
    while (reply.type === 'notice') reply = await visitor.next();
    const stand = Number(/At stand number (\d+)/.exec(reply.text)?.[1]);
    assert.ok(reply.outcome === 'answered' && stand >= last, `${last}: ${JSON.stringify(reply)}`);
    last = stand;
  }
  await visitor.leave();
}

// Notes in `reached` when a server first served each release, or a later one.
async function watch(server, state, reached) {
  while (!state.isOver) {
    const { status, body } = await exchange(server, `GET /readyz HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\n\r\n`);
    assert.equal(status, 200);
    const release = Number(/^release (\d+) /m.exec(body)[1]);
    while (reached.length <= release) reached.push(performance.now());
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a hundred publications under load on three servers: no error, and all serve the same within seconds', { skip: missing, timeout: 400_000 }, async (t) => {
  const database = await Postgres.start();
  t.after(() => database.remove());
  const site = tenant(t, database);
  await published(knowledge(site.folder, 1), '--to', site.url);
  const servers = await Promise.all(Array.from({ length: REPLICAS }, (_, i) =>
    serve(t, { follow: site.url, flags: [...unlimited, '--follow-folder', path.join(site.folder, `releases-${i}`)] })));
  const state = { asks: 0, isOver: false };
  const reached = servers.map(() => []);
  const running = servers.flatMap((server, i) => [watch(server, state, reached[i]), ...Array.from({ length: VISITORS }, () => ask(server, state))]);
  const failed = Promise.all(running).then(() => new Promise(() => {})); // it settles when one of them fails
  const ended = [];
  const publish = async () => {
    for (let i = 2; i <= PUBLICATIONS + 1; i++) {
      const source = knowledge(site.folder, i);
      assert.match(await published(source, '--to', site.url), new RegExp(`^release ${i}: `));
      ended[i] = performance.now();
      rmSync(source, { recursive: true });
      stir();
    }
    const end = performance.now() + LATE_MILLISECONDS;
    while (reached.some((times) => times.length <= PUBLICATIONS + 1) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  try {
    await Promise.race([publish(), failed]);
  } finally {
    state.isOver = true;
  }
  await Promise.all(running);
  const late = ended.flatMap((at, i) => reached.map((times) => (times[i] ?? Infinity) - at));
  const most = Math.max(...late);
  t.diagnostic(`${state.asks} questions; from the end of a publication until all serve it: ${late.sort((a, b) => a - b)[late.length >> 1].toFixed(0)} ms typically, ${most.toFixed(0)} ms at most`);
  assert.ok(most < LATE_MILLISECONDS);
  for (const [i, server] of servers.entries()) {
    assert.doesNotMatch(server.output.stderr, /not reloaded|cannot be served|not following|error/);
    assert.ok(readdirSync(path.join(site.folder, `releases-${i}`)).length < 10, 'what was served before is removed');
  }
});

test('a release that nobody is told of is found when servers look by themselves', { skip: missing, timeout: 300_000 }, async (t) => {
  const database = await Postgres.start();
  t.after(() => database.remove());
  const site = tenant(t, database);
  for (const answer of [1, 2]) await published(knowledge(site.folder, answer), '--to', site.url);
  const server = await serve(t, { follow: site.url, flags: [...unlimited, '--follow-folder', path.join(site.folder, 'releases')] });
  await site.execute('INSERT INTO release (number, hash) SELECT 3, hash FROM release WHERE number = 1');
  const end = performance.now() + 5 * POLL_SECONDS * 1000;
  while (!server.output.stderr.includes('release 3 is served')) {
    assert.ok(performance.now() < end, server.output.stderr);
    await new Promise((resolve) => setTimeout(resolve, 100));
    stir();
  }
});
