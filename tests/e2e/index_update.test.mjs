// e2e/index_update.test.mjs - `faqbot index --update` from outside: what it prints, what an interruption or a kill
// leaves, and a server that switches to the updated index between two questions.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { program, run, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const passages = 5100;
const question = 'Where may I park my bicycle?';

// A folder with a knowledge base that is large enough, and its index.
class Library {
  constructor(t) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'faqbot-update-'));
    t.after(() => rmSync(this.folder, { recursive: true, force: true }));
    this.knowledge = path.join(this.folder, 'knowledge');
    this.place = path.join(this.folder, 'place');
    this.index = path.join(this.place, 'a.index');
    this.endless = path.join(this.knowledge, 'z.jsonl');
    mkdirSync(this.knowledge);
    mkdirSync(this.place);
    this.lines = Array.from({ length: passages }, (_, i) => ({ id: `p${i}`, text: `Number ${i}, rest ${i % 97}.` }));
    this.write('At the stand of old.');
  }

  write(answer) {
    this.lines[70] = { id: 'parking', title: question, text: answer };
    writeFileSync(path.join(this.knowledge, 'a.jsonl'), this.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  // Of its terabyte nothing is on the disk: whoever reads it is not done before a signal comes.
  writeEndless() {
    writeFileSync(this.endless, '');
    truncateSync(this.endless, 2 ** 40);
  }

  make(...flags) {
    return run('index', '--knowledge', this.knowledge, '--output', this.index, ...flags);
  }
}

// Whether a process has a file open.
function holds(pid, file) {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === file);
  } catch {
    return false; // it was closed meanwhile
  }
}

async function answers(index) {
  const told = [];
  for (const text of [question, 'number 99', 'rest of number 70', 'a gift']) {
    const { took_us, ...answer } = JSON.parse((await run('ask', '--json', '--top', '9', '--index', index, text)).stdout);
    told.push(answer);
  }
  return told;
}

test('an update says how much changed, and answers as an index built from scratch', async (t) => {
  const library = new Library(t);
  const made = await library.make('--update');
  assert.equal(made.code, 0);
  assert.match(made.stdout, /a\.index: 5100 entries, 5100 phrasings, version [0-9a-f]{16}\n$/);
  library.write('At the stand behind the house.');
  library.lines.push({ id: 'gift', text: 'A gift shop is new.' });
  library.lines[3].text = 'Number three is something else.';
  library.write('At the stand behind the house.');
  const updated = await library.make('--update');
  assert.deepEqual([updated.code, updated.stderr], [0, '']);
  const [, version] = /a\.index: 5101 entries, 3 of them changed, version ([0-9a-f]{16})\n$/.exec(updated.stdout);
  const told = await answers(library.index);
  assert.equal(told[0].text, 'At the stand behind the house.');
  assert.equal(told[3].candidates[0].id, 'gift');
  const anew = await library.make();
  assert.match(anew.stdout, new RegExp(`5101 entries, 5101 phrasings, version ${version}\n$`));
  assert.deepEqual(await answers(library.index), told);
  assert.deepEqual(readdirSync(library.place), ['a.index']);
});

test('an index that learned from phrasings is made anew where they change, and answers as one built from scratch', async (t) => {
  const library = new Library(t);
  library.lines.push({ id: 'shop', question: 'When is the gift shop open?', also: ['shop hours'], answer: 'At nine.' });
  library.lines.push({ id: 'lift', question: 'Is there a lift?', also: ['elevator'], answer: 'Yes.' });
  library.write('At the stand of old.');
  assert.equal((await library.make()).code, 0);
  library.lines[passages].also.push('what are the hours of the shop');
  library.write('At the stand behind the house.');
  const updated = await library.make('--update');
  assert.deepEqual([updated.code, updated.stderr], [0, '']);
  const [, version] = /a\.index: 5102 entries, 5105 phrasings, version ([0-9a-f]{16})\n$/.exec(updated.stdout);
  const told = await answers(library.index);
  assert.equal(told[0].text, 'At the stand behind the house.');
  assert.equal(told[3].candidates[0].id, 'shop');
  assert.match((await library.make()).stdout, new RegExp(`version ${version}\n$`));
  assert.deepEqual(await answers(library.index), told);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL']) {
  test(`${signal} ends an update with the old index in place`, async (t) => {
    const library = new Library(t);
    assert.equal((await library.make()).code, 0);
    const old = readFileSync(library.index);
    library.write('At the stand behind the house.');
    library.writeEndless();
    const child = spawn(program, ['index', '-k', library.knowledge, '-o', library.index, '--update'], { stdio: 'ignore' });
    const ended = once(child, 'close');
    while (!holds(child.pid, library.endless) && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    child.kill(signal);
    assert.deepEqual(await ended, [null, signal]);
    assert.ok(readFileSync(library.index).equals(old));
    if (signal !== 'SIGKILL') assert.deepEqual(readdirSync(library.place), ['a.index']);
    rmSync(library.endless);
    assert.match((await library.make('--update')).stdout, /1 of them changed/);
    assert.deepEqual(readdirSync(library.place), ['a.index']);
  });
}

for (const way of ['--watch', 'SIGHUP']) {
  test(`with ${way} a server switches to an updated index, and every question is answered`, async (t) => {
    const library = new Library(t);
    assert.equal((await library.make()).code, 0);
    const server = await serve(t, { index: library.index, flags: [...unlimited, ...(way === '--watch' ? [way] : [])] });
    const visitor = await Visitor.greeted(server);
    let asked = 0;
    for (let round = 0; round < 4; round++) {
      const before = round === 0 ? 'At the stand of old.' : `At the stand number ${round - 1}.`;
      const after = `At the stand number ${round}.`;
      const told = [];
      let isNew = false;
      library.write(after);
      const update = library.make('--update').then((made) => {
        assert.match(made.stdout, /1 of them changed/);
        if (way === 'SIGHUP') server.signal(way);
      });
      for (let notices = 0; notices === 0 || !isNew; ) {
        for (let i = 0; i < 20; i++) visitor.send({ type: 'ask', id: `${asked + i}`, text: question });
        for (let i = 0; i < 20; ) {
          const reply = await visitor.next();
          if (reply.type === 'notice') {
            assert.equal(reply.code, 'knowledge_changed');
            notices++;
          } else {
            assert.deepEqual([reply.id, reply.outcome], [`${asked + i++}`, 'answered']);
            told.push(reply.text);
            isNew = reply.text === after;
          }
        }
        asked += 20;
      }
      await update;
      const first = told.indexOf(after);
      assert.ok(told.slice(0, first).every((text) => text === before), 'at first as the old one');
      assert.ok(told.slice(first).every((text) => text === after), 'from then on as the new one');
    }
    await visitor.leave();
  });
}
