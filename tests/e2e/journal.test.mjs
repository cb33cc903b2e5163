// e2e/journal.test.mjs - what the journal keeps of questions and feedback, and what it never keeps.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { exchange } from './lib/raw.mjs';
import { isSlow, library, run, serve, smallDisk, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const question = 'How long may I keep a book?';

function kept(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-journal-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'journal.db');
}

// A journal of many rounds is more than execFileSync takes by itself, which is 1 MiB.
const rows = (journal, sql) => JSON.parse(execFileSync('sqlite3', ['-json', journal, sql], { encoding: 'utf8', maxBuffer: 1 << 28 }) || '[]');
const start = (t, journal, flags = []) => serve(t, { flags: [...unlimited, '--journal', journal, ...flags] });

test('questions and feedback are kept, masked, and nobody\'s address with them', async (t) => {
  const journal = kept(t);
  const server = await start(t, journal);
  assert.equal(statSync(journal).mode & 0o777, 0o600);
  const visitor = await Visitor.greeted(server);
  assert.equal(visitor.hello.feedback, true);
  await visitor.ask({ type: 'ask', id: 'a', text: question });
  await visitor.ask({ type: 'ask', id: 'b', text: 'am I ann@mail.example or 0171 2345678?' });
  const rate = (id, message) => visitor.ask({ type: 'feedback', id, ...message });
  const contact = 'Ask at the desk, or write to desk@library.example.';
  assert.deepEqual(await rate('1', { answer: 'a', helpful: false }), { type: 'ok', id: '1', contact });
  assert.deepEqual(await rate('2', { answer: 'a', helpful: true, comment: 'thanks, bob@mail.example' }), { type: 'ok', id: '2' });
  assert.deepEqual(await rate('3', { answer: 'b', helpful: false }), { type: 'ok', id: '3', contact });
  assert.deepEqual(await rate('4', { answer: 'b', helpful: null }), { type: 'ok', id: '4' });
  await exchange(server, `GET /api/ask?q=football HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  await visitor.ask({ type: 'search', id: 's', text: 'searches are not questions' });
  await visitor.ask({ type: 'search', id: 'z', text: 'zyzzyva of ann@mail.example' });
  await exchange(server, `GET /search?q=book HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  await visitor.leave();
  await server.stop();
  const asked = rows(journal, 'SELECT * FROM asked ORDER BY number');
  assert.deepEqual(asked.map(({ request, question, outcome, entry }) => [request, question, outcome, entry]), [
    ['a', question, 'answered', 'loan-period'],
    ['b', 'am I [email] or [number]?', asked[1].outcome, asked[1].entry],
    ['', 'football', asked[2].outcome, asked[2].entry],
  ]);
  assert.ok(Math.abs(asked[0].at - Date.now() / 1000) < 600);
  assert.equal(asked[2].conversation, 0);
  assert.deepEqual(asked.map(({ lang }) => lang), ['en', 'en', 'en']);
  assert.ok(asked.every(({ microseconds }) => microseconds >= 0 && microseconds < 60e6) && asked[0].microseconds > 0);
  const searched = rows(journal, 'SELECT * FROM searched ORDER BY number');
  assert.deepEqual(searched.map(({ request, text }) => [request, text]), [
    ['s', 'searches are not questions'], ['z', 'zyzzyva of [email]'], ['', 'book'],
  ]);
  assert.equal(searched[1].hits, 0);
  assert.ok(searched[2].hits > 0 && searched[2].microseconds > 0);
  assert.equal(searched[0].conversation, asked[0].conversation);
  assert.deepEqual(rows(journal, `SELECT question, helpful, comment FROM feedback JOIN asked USING (conversation, request)
    ORDER BY question DESC`), [
    { question: 'am I [email] or [number]?', helpful: null, comment: '' },
    { question, helpful: 1, comment: 'thanks, [email]' },
  ].sort((a, b) => (a.question < b.question ? 1 : -1)));
  for (const name of readdirSync(path.dirname(journal))) {
    const bytes = readFileSync(path.join(path.dirname(journal), name));
    for (const secret of ['127.0.0.1', 'mail.example', '2345678']) assert.ok(!bytes.includes(secret), `${secret} in ${name}`);
  }
});

test('faults in feedback are answered', async (t) => {
  const server = await start(t, kept(t));
  const visitor = await Visitor.greeted(server);
  const code = async (message) => (await visitor.ask({ type: 'feedback', id: 'x', ...message })).code;
  assert.equal(await code({ helpful: true }), 'bad_message');
  assert.equal(await code({ answer: 'a', helpful: 'yes' }), 'bad_message');
  assert.equal(await code({ answer: 'a', helpful: true, comment: 'ä'.repeat(280) }), undefined);
  assert.equal(await code({ answer: 'a', helpful: true, comment: 'ä'.repeat(281) }), 'too_long');
  await visitor.leave();
});

test('replies keep the order of the requests, whatever the disk does', async (t) => {
  const server = await start(t, kept(t));
  const visitor = await Visitor.greeted(server);
  const count = 300;
  for (let i = 0; i < count; i++) {
    visitor.send(i % 3 === 0 ? { type: 'feedback', id: `${i}`, answer: `${i}`, helpful: true } : { type: 'ping', id: `${i}` });
  }
  for (let i = 0; i < count; i++) {
    assert.deepEqual(await visitor.next(), { type: i % 3 === 0 ? 'ok' : 'pong', id: `${i}` });
  }
  await visitor.leave();
});

test('what has been acknowledged is there, however often the server is killed', { timeout: 300_000 }, async (t) => {
  const journal = kept(t);
  const acknowledged = [];
  const rounds = isSlow ? 20 : 200;
  for (let round = 0; round < rounds; round++) {
    const server = await start(t, journal);
    const visitors = await Promise.all([0, 1, 2].map(() => Visitor.greeted(server)));
    let isFirst;
    const first = new Promise((resolve) => (isFirst = resolve));
    const busy = visitors.map(async (visitor, v) => {
      for (let i = 0; ; i++) {
        const answer = `${round}-${v}-${i}`;
        visitor.send({ type: 'feedback', id: 'f', answer, helpful: true });
        const event = await visitor.event();
        if (event.text === undefined) return;
        if (JSON.parse(event.text).type === 'ok') {
          acknowledged.push(answer);
          isFirst();
        }
      }
    });
    // Most are killed amid the traffic, however slow the machine is today; every fourth before or at the first of it.
    if (round % 4 > 0) await first;
    await new Promise((resolve) => setTimeout(resolve, (round * 7) % 60));
    server.signal('SIGKILL');
    await server.ended();
    await Promise.all(busy);
  }
  const there = new Set(rows(journal, 'SELECT request FROM feedback').map(({ request }) => request));
  assert.ok(acknowledged.length >= rounds * 3 / 4);
  assert.deepEqual(acknowledged.filter((answer) => !there.has(answer)), []);
});

test('a disk that is full is said, visitors are still answered, and feedback gets busy', async (t) => {
  const server = await serve(t, { flags: [...unlimited, '--journal', kept(t)], under: smallDisk(200) });
  const visitor = await Visitor.greeted(server);
  for (let i = 0; ; i++) {
    const reply = await visitor.ask({ type: 'feedback', id: 'f', answer: `${i}`, helpful: false, comment: 'x'.repeat(280) });
    if (reply.code === 'busy') {
      assert.ok(reply.temporary && reply.retry_after_ms > 0);
      break;
    }
    assert.equal(reply.type, 'ok');
    assert.ok(i < 1000);
  }
  assert.equal((await visitor.ask({ type: 'ask', id: 'a', text: question })).outcome, 'answered');
  const said = /the journal cannot be written: .*; visitors are still answered\n/;
  while (!said.test(server.output.stderr)) await new Promise((resolve) => setTimeout(resolve, 20));
  const metrics = await exchange(server, `GET /metrics HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  assert.match(metrics.body, /^faqbot_journal_failing 1$/m);
  await visitor.leave();
});

test('what is too old is forgotten, and nothing of it is left in the files', async (t) => {
  const journal = kept(t);
  await (await start(t, journal)).stop();
  execFileSync('sqlite3', [journal, `INSERT INTO asked (at, conversation, request, question, outcome, confidence, entry, knowledge)
    SELECT unixepoch() - value * 86400 - 3600, value, 'r', 'Shibboleth ' || value, 'none', 0, '', 'k' FROM generate_series(1, 20)`]);
  const server = await start(t, journal, ['--retention', '10']);
  await server.stop();
  assert.equal(rows(journal, 'SELECT count(*) AS n FROM asked')[0].n, 9);
  for (const name of readdirSync(path.dirname(journal))) {
    const bytes = readFileSync(path.join(path.dirname(journal), name));
    assert.ok(!bytes.includes('Shibboleth 15'), name);
  }
});

test('a journal keeps to its size: the oldest asks go, and one line of the log says so', { timeout: 300_000 }, async (t) => {
  const journal = kept(t);
  const limit = 1 << 20;
  const onDisk = () => ['', '-wal'].reduce((bytes, end) => bytes + statSync(journal + end).size, 0);
  const server = await start(t, journal, ['--journal-size', '1M']);
  const visitor = await Visitor.greeted(server);
  const rounds = isSlow ? 60 : 100;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 20; i++) visitor.send({ type: 'ask', id: `${round}-${i}`, text: `${round} ${i} ${'why '.repeat(110)}` });
    for (let i = 0; i < 20; i++) await visitor.next();
    // On disk when this is answered, and all that came before it with it.
    assert.equal((await visitor.ask({ type: 'feedback', id: 'f', answer: `${round}-0`, helpful: true })).type, 'ok');
    assert.ok(onDisk() <= limit, `${onDisk()} bytes in round ${round}`);
  }
  const said = /the journal has reached its size: the oldest asks make room for new ones/g;
  while (!said.test(server.output.stderr)) await new Promise((resolve) => setTimeout(resolve, 20));
  await visitor.leave();
  await server.stop();
  assert.equal(server.output.stderr.match(said).length, 1);
  const [{ n, oldest, newest }] = rows(journal, 'SELECT count(*) AS n, min(number) AS oldest, max(number) AS newest FROM asked');
  assert.equal(newest, rounds * 20);
  assert.equal(n, newest - oldest + 1);
  assert.ok(oldest > 1 && n > 300, `${n} are left, from ${oldest} on`);
  assert.equal(rows(journal, `SELECT count(*) AS n FROM feedback
    WHERE NOT EXISTS (SELECT 1 FROM asked WHERE asked.conversation = feedback.conversation AND asked.request = feedback.request)`)[0].n, 0);
});

test('what is no size of a journal is refused, wherever it is said', async (t) => {
  for (const size of ['1K', '-1', 'much']) {
    const ended = await run('serve', '--config', 'none', '--knowledge', library, '--check-config', '--journal-size', size);
    assert.equal(ended.code, 2);
    assert.equal(ended.stderr, `faqbot: --journal-size must be 0 or a size from 1048576 bytes to 1024G, such as 500M or 2G, not ${size}\n`);
  }
  const folder = path.dirname(kept(t));
  writeFileSync(path.join(folder, 'faqbot.conf'), 'journal-size: 3 apples\n');
  const ended = await run('serve', '--config', path.join(folder, 'faqbot.conf'), '--knowledge', library, '--check-config');
  assert.equal(ended.code, 2);
  assert.match(ended.stderr, /faqbot\.conf:1: journal-size must be 0 or a size from [^\n]*, not 3 apples\n$/);
});

test('what is no journal is left alone and named, with exit code 2', async (t) => {
  const journal = kept(t);
  writeFileSync(journal, 'a letter that nobody wants to lose\n'.repeat(100));
  const other = `${journal}.other`;
  execFileSync('sqlite3', [other, 'CREATE TABLE mine (x)']);
  for (const file of [journal, other, path.join(journal, 'in', 'no', 'folder'), path.dirname(journal)]) {
    const ended = await run('serve', '--knowledge', library, '--listen', '127.0.0.1:0', '--log', 'text', '--journal', file);
    assert.equal(ended.code, 2, file);
    assert.match(ended.stderr, /^faqbot: [^\n]+\n$/);
  }
  assert.match(readFileSync(journal, 'utf8'), /^a letter/);
});
