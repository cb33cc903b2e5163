// e2e/leftovers.test.mjs - what a killed process leaves beside its output is removed by the next run of the same
// command, and nothing is taken from a process that is still working.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { program, run } from './lib/server.mjs';

const PASSAGES = 5100; // more than a model is made of, so that the index can be updated

class Place {
  constructor(t) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'faqbot-leftovers-'));
    t.after(() => rmSync(this.folder, { recursive: true, force: true }));
    this.knowledge = path.join(this.folder, 'knowledge');
    this.output = path.join(this.folder, 'output');
    this.index = path.join(this.output, 'a.index');
    this.endless = path.join(this.knowledge, 'z.jsonl');
    mkdirSync(this.knowledge);
    mkdirSync(this.output);
    this.write('At the stand of old.');
  }

  write(answer) {
    const lines = Array.from({ length: PASSAGES }, (_, i) => ({ id: `p${i}`, text: `Number ${i}, rest ${i % 97}.` }));
    lines.push({ id: 'parking', question: 'Where may I park my bicycle?', answer });
    writeFileSync(path.join(this.knowledge, 'a.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  make(...flags) {
    return run('index', '--knowledge', this.knowledge, '--output', this.index, ...flags);
  }

  // Starts a process that reads a file of a terabyte, of which nothing is on the disk: it is not done before it is killed.
  async start(...words) {
    writeFileSync(this.endless, '');
    truncateSync(this.endless, 2 ** 40);
    const child = spawn(program, [...words, '--knowledge', this.knowledge], { stdio: 'ignore' });
    const ended = once(child, 'close');
    const holds = () => readdirSync(`/proc/${child.pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${child.pid}/fd/${fd}`) === this.endless;
      } catch {
        return false; // it was closed meanwhile
      }
    });
    while (!holds()) {
      assert.equal(child.exitCode, null);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    rmSync(this.endless);
    return async () => {
      child.kill('SIGKILL');
      assert.deepEqual(await ended, [null, 'SIGKILL']);
    };
  }

  left() {
    return readdirSync(this.output).sort();
  }
}

test('what a killed making left is removed by an update in place', async (t) => {
  const place = new Place(t);
  assert.equal((await place.make()).code, 0);
  const kill = await place.start('index', '--output', place.index);
  await kill();
  assert.deepEqual(place.left(), ['a.index', 'a.index.new-0']);
  place.write('At the stand behind the house.');
  assert.match((await place.make('--update')).stdout, /1 of them changed/);
  assert.deepEqual(place.left(), ['a.index']);
});

test('so is what two left, one of them after the other had begun, and none of who is at work', async (t) => {
  const place = new Place(t);
  const killFirst = await place.start('index', '--output', place.index);
  const killSecond = await place.start('index', '--output', place.index);
  const killThird = await place.start('index', '--output', place.index);
  await killFirst();
  await killThird();
  assert.deepEqual(place.left(), ['a.index.new-0', 'a.index.new-1', 'a.index.new-2']);
  assert.equal((await place.make()).code, 0);
  assert.deepEqual(place.left(), ['a.index', 'a.index.new-1'], 'the second is at work');
  await killSecond();
  assert.equal((await place.make()).code, 0);
  assert.deepEqual(place.left(), ['a.index']);
});

test('an index that is made anew does not inherit the journal of a killed update', async (t) => {
  const place = new Place(t);
  assert.equal((await place.make()).code, 0);
  // Half of a transaction is in the file, and the rest of what was there in its journal.
  const script = "PRAGMA cache_size = 2; BEGIN; UPDATE entry SET question = question || 'x'; UPDATE entry SET title = 'y' || title;\n.shell kill -9 $PPID\n";
  assert.throws(() => execFileSync('sqlite3', [place.index], { input: script, stdio: ['pipe', 'ignore', 'ignore'] }), { signal: 'SIGKILL' });
  assert.deepEqual(place.left(), ['a.index', 'a.index-journal']);
  place.write('At the stand behind the house.');
  assert.equal((await place.make()).code, 0);
  assert.deepEqual(place.left(), ['a.index']);
  const told = await run('ask', '--index', place.index, 'Where may I park my bicycle?');
  assert.deepEqual([told.code, told.stderr], [0, '']);
  assert.match(told.stdout, /behind the house/);
});

for (const flags of [[], ['--force']]) {
  test(`what a killed export${flags.map((flag) => ` ${flag}`)} left is removed by the next`, async (t) => {
    const place = new Place(t);
    const file = path.join(place.output, 'a.jsonl');
    const killFirst = await place.start('export', 'jsonl', '--output', file, ...flags);
    const killSecond = await place.start('export', 'jsonl', '--output', file, ...flags);
    await killSecond();
    assert.equal(place.left().length, 2);
    const done = await run('export', 'jsonl', '--knowledge', place.knowledge, '--output', file, ...flags);
    assert.deepEqual([done.code, done.stderr], [0, '']);
    assert.deepEqual(place.left(), ['.a.jsonl.new-0', 'a.jsonl'], 'the first is at work');
    await killFirst();
    assert.equal((await run('export', 'jsonl', '--knowledge', place.knowledge, '--output', file, '--force')).code, 0);
    assert.deepEqual(place.left(), ['a.jsonl']);
  });
}
