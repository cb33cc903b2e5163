// e2e/index_overwritten.test.mjs - an operator writes into the file of an index that is being served, instead of
// replacing it in one step. The server answers from what it has or says that it cannot, and takes the next complete
// file.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { exchange } from './lib/raw.mjs';
import { run, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const VISITORS = 4;
const DAMAGED_MILLISECONDS = 400; // longer than a change of the file takes to be noticed
const TAKEN_MILLISECONDS = 20_000;
const PADDING = 60_000; // bytes of a link: in the file, and in no list of words

// An index of one edition. Entries differ between editions in number, so that no row of one is where it is in the other.
async function makeIndex(folder, edition, pages) {
  const knowledge = path.join(folder, `${edition}.jsonl`);
  const index = path.join(folder, `${edition}.index`);
  const file = openSync(knowledge, 'w');
  const add = (entry) => writeSync(file, `${JSON.stringify(entry)}\n`);
  const link = `https://example.org/${'x'.repeat(PADDING)}`;
  for (let i = 0; i < pages + (edition === 'B' ? 3 : 0); i++) {
    add({ id: `page-${i}`, question: `Where does page ${i} stand?`, answer: `In edition ${edition} page ${i} stands [there](${link}).` });
  }
  add({ id: 'edition', question: 'Which edition is this?', answer: `This is edition ${edition}.` });
  closeSync(file);
  const made = await run('index', '--knowledge', knowledge, '-o', index);
  assert.equal(made.code, 0, made.stderr);
  rmSync(knowledge);
  return index;
}

const shell = (command, ...words) => execFileSync('sh', ['-c', command, 'sh', ...words], { stdio: 'pipe' });

const acts = {
  'cp of another index over it': (live, other) => shell('cp "$2" "$1"', live, other),
  'cat of another index over it': (live, other) => shell('cat "$2" >"$1"', live, other),
  'truncate to nothing': (live) => shell('truncate -s 0 "$1"', live),
  'truncate to half': (live) => shell('truncate -s "$2" "$1"', live, String(Math.floor(statSync(live).size / 2))),
  'garbage in the middle': (live) =>
    shell('dd if=/dev/urandom of="$1" bs=4096 count=64 seek="$2" conv=notrunc', live, String(Math.floor(statSync(live).size / 8192))),
  'garbage over the beginning': (live) => shell('dd if=/dev/urandom of="$1" bs=4096 count=64 conv=notrunc', live),
  'half of another index over it': (live, other) => shell('head -c "$3" "$2" | dd of="$1" conv=notrunc', live, other, String(Math.floor(statSync(other).size / 2))),
  rm: (live) => rmSync(live),
  'chmod 000': (live) => shell('chmod 000 "$1"', live),
};

// Asks on until it is stopped. Each reply is an answer of one edition alone, or says that there is none just now.
async function askOn(visitor, load) {
  for (let i = 0; !load.isStopped; i++) {
    const wantsPage = i % 2 === 0;
    const page = (i * 7) % load.pages;
    const reply = await visitor.ask({ type: 'ask', id: String(i), text: wantsPage ? `Where does page ${page} stand?` : `Which edition is this ${i}?` });
    if (reply.type === 'notice') {
      await visitor.next();
      continue;
    }
    load.replies++;
    if (reply.type === 'error') {
      assert.deepEqual([reply.code, reply.temporary], ['busy', true], JSON.stringify(reply));
      load.busy++;
      continue;
    }
    assert.equal(reply.type, 'answer', JSON.stringify(reply).slice(0, 300));
    const edition = load.editions[reply.knowledge];
    assert.ok(edition, 'the version is that of one edition');
    if (reply.outcome === 'answered') {
      assert.match(reply.text, new RegExp(wantsPage ? `^In edition ${edition} page ${page} stands there` : `^This is edition ${edition}`));
      load.seen.add(edition);
    }
  }
}

async function until(condition, what) {
  const end = Date.now() + TAKEN_MILLISECONDS;
  while (!condition()) {
    assert.ok(Date.now() < end, what());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function versionOf(index) {
  const told = await run('ask', '--index', index, '--json', 'Which edition is this?');
  return JSON.parse(told.stdout).knowledge;
}

async function overwriteInEveryWay(t, pages, flags) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-overwritten-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const whole = { A: await makeIndex(folder, 'A', pages), B: await makeIndex(folder, 'B', pages) };
  const live = path.join(folder, 'live.index');
  shell('cp "$1" "$2"', whole.A, live);
  const server = await serve(t, { index: live, flags: [...unlimited, '--watch', ...flags] });
  const load = { pages, replies: 0, busy: 0, unready: 0, seen: new Set(), isStopped: false };
  load.editions = { [await versionOf(whole.A)]: 'A', [await versionOf(whole.B)]: 'B' };
  const visitors = await Promise.all(Array.from({ length: VISITORS }, () => Visitor.greeted(server)));
  let failure;
  const asking = Promise.all(visitors.map((visitor) => askOn(visitor, load))).catch((error) => (failure = error));
  let serving = 'A';
  for (const [name, act] of Object.entries(acts)) {
    const next = serving === 'A' ? 'B' : 'A';
    act(live, whole[next]);
    const before = load.replies;
    await new Promise((resolve) => setTimeout(resolve, DAMAGED_MILLISECONDS));
    const page = await exchange(server, `GET /?q=${encodeURIComponent(`Which edition is this after ${name}?`)} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
    assert.ok([200, 503].includes(page.status), `${name}: ${page.status}`);
    const reply = await exchange(server, `GET /api/ask?q=${encodeURIComponent(`Which edition, after ${name}?`)} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
    assert.ok([200, 503].includes(reply.status), `${name}: ${reply.status}`);
    assert.equal((await exchange(server, `GET /healthz HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`)).status, 200, name);
    load.unready += (await exchange(server, `GET /readyz HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`)).status === 503;
    await until(() => failure !== undefined || load.replies > before, () => `${name}: nothing is replied`);
    if (existsSync(live)) shell('chmod 644 "$1"', live);
    load.seen.clear();
    shell('cp "$1" "$2"', whole[next], live);
    await until(() => failure !== undefined || load.seen.has(next), () => `${name}: the next edition is not taken: ${server.output.stderr}`);
    assert.equal(failure, undefined, `${name}: ${failure?.message}\n${server.output.stderr.slice(-2000)}`);
    for (let status = 0; status !== 200;) ({ status } = await exchange(server, `GET /readyz HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`));
    serving = next;
  }
  load.isStopped = true;
  await asking;
  assert.equal(failure, undefined, failure?.message);
  await Promise.all(visitors.map((visitor) => visitor.leave()));
  await server.stop();
  return { load, log: server.output.stderr };
}

test('whatever is done to the file of a small index, the server answers from what it has', async (t) => {
  const { load } = await overwriteInEveryWay(t, 40, []);
  assert.deepEqual([load.busy, load.unready], [0, 0], 'it has a copy of its own');
});

test('whatever is done to the file of a large index, the server answers or says that it cannot', async (t) => {
  const { load, log } = await overwriteInEveryWay(t, 1200, ['--inline-microseconds', '0']);
  assert.ok(load.unready > 0, 'whoever sends visitors here is told');
  assert.match(log, /the index cannot be read/);
});

test('a damaged, cut, foreign, future or old index is refused on the command line with a sentence', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-overwritten-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const whole = await makeIndex(folder, 'A', 40);
  const live = path.join(folder, 'live.index');
  const poke = (offset, bytes) => (file) => shell(`printf '${bytes}' | dd of="$1" bs=1 seek=${offset} conv=notrunc`, file);
  const cases = [
    [(file) => shell('truncate -s 0 "$1"', file), /this is not an index; make one with: faqbot index/],
    [(file) => shell('truncate -s 60 "$1"', file), /this is not an index; make one with: faqbot index/],
    [(file) => shell('truncate -s 100000 "$1"', file), /this index is cut short or damaged/],
    [poke(0, 'PK\\003\\004'), /this is not an index; make one with: faqbot index/],
    [poke(68, '\\001\\002\\003\\004'), /this is not an index; make one with: faqbot index/],
    [poke(60, '\\000\\000\\000\\143'), /this index has format 99 and this program reads format 10/],
    [poke(60, '\\000\\000\\000\\011'), /this index has format 9 and this program reads format 10; make it anew with: faqbot index/],
    [poke(100, '\\377\\377\\377\\377\\377\\377\\377\\377'), /the index|this index/],
    [(file) => shell('dd if=/dev/urandom of="$1" bs=8192 seek=1 count=12 conv=notrunc', file), /the index|this index/],
    [(file) => rmSync(file), /cannot open the index: No such file or directory/],
  ];
  for (const [damage, sentence] of cases) {
    shell('cp "$1" "$2"', whole, live);
    damage(live);
    for (const words of [['ask', '--index', live, 'Which edition is this?'], ['stats', live], ['export', '--index', live, 'jsonl'], ['explain', '--index', live, 'Which edition is this?']]) {
      const ended = await run(...words);
      assert.deepEqual([ended.code, ended.signal], [2, null], `${words[0]} ${sentence} ${ended.stderr}`);
      assert.match(ended.stderr, sentence, words[0]);
    }
  }
});
