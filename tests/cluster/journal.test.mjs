// cluster/journal.test.mjs - the journal on PostgreSQL: the same rows as in a file, the same of them wherever they are read, and
// what a server does with it while the database is there.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { library, program, run, serve, unlimited } from '../e2e/lib/server.mjs';
import { Visitor } from '../e2e/lib/visitor.mjs';
import { makeFolder, metric, settled, start, startDatabase } from './lib/journal.mjs';
import { missing } from './lib/postgres.mjs';

const execute = promisify(execFile);
const conformance = path.join(path.dirname(program), 'unit/test_remote');
const question = 'How long may I keep a book?';

test('a store gives the same rows for the same calls as a file', { skip: missing }, async (t) => {
  const database = await startDatabase(t);
  const { stdout, stderr } = await execute(conformance, { env: { ...process.env, FAQBOT_TEST_POSTGRES: database.url() } })
    .catch((error) => assert.fail(`${error.stdout}${error.stderr}`));
  assert.doesNotMatch(stdout + stderr, /SKIPPED|names no database/);
});

/** A conversation of all that a journal keeps. */
async function talk(server) {
  const visitor = await Visitor.greeted(server);
  const answers = [];
  const say = async (message) => answers.push((await visitor.ask(message)).type);
  await say({ type: 'ask', id: 'a', text: question });
  await say({ type: 'ask', id: 'b', text: 'may I bring "my own" horse \\ to the reading room?' });
  await say({ type: 'ask', id: 'c', text: 'hello' });
  await say({ type: 'search', id: 's', text: 'book' });
  await say({ type: 'feedback', id: 'f', answer: 'a', helpful: true, comment: 'thanks, bob@mail.example' });
  await say({ type: 'feedback', id: 'g', answer: 'b', helpful: false });
  await say({ type: 'feedback', id: 'h', answer: 'b', helpful: null });
  await visitor.leave();
  return answers;
}

test('a server keeps in the database what it would keep in a file, and tells so', { skip: missing }, async (t) => {
  const database = await startDatabase(t);
  const folder = makeFolder(t);
  const queue = path.join(folder, 'queue.db');
  const server = await start(t, database.url(), queue);
  assert.deepEqual(await talk(server), ['answer', 'answer', 'answer', 'results', 'ok', 'ok', 'ok']);
  await settled(server);
  assert.deepEqual((await database.query('SELECT request, question FROM asked ORDER BY number')).map(Object.values), [
    ['a', question], ['b', 'may I bring "my own" horse \\ to the reading room?'], ['c', 'hello']]);
  assert.deepEqual(await database.query("SELECT outcome, entry FROM asked WHERE request = 'a'"), [{ outcome: 'answered', entry: 'loan-period' }]);
  assert.deepEqual(await database.query('SELECT request, text FROM searched'), [{ request: 's', text: 'book' }]);
  assert.deepEqual((await database.query('SELECT request, helpful, comment FROM feedback ORDER BY request')).map(Object.values), [
    ['a', 1, 'thanks, [email]'], ['b', null, '']]);
  assert.equal(await metric(server, 'journal_queue_age_seconds'), 0);
  const delivered = await metric(server, 'journal_delivered_total');
  assert.ok(delivered === 7 || delivered === 8, `${delivered}`); // with what --retention forgets
  const visitor = await Visitor.greeted(server);
  await visitor.ask({ type: 'ask', id: 'x', text: question });
  assert.equal((await visitor.ask({ type: 'forget', id: 'y' })).type, 'ok');
  await settled(server);
  assert.deepEqual(await database.query("SELECT request FROM asked WHERE request = 'x'"), []);
  await visitor.leave();
  await server.stop();
  assert.equal(execFileSync('sqlite3', [queue, 'SELECT count(*) FROM outgoing'], { encoding: 'utf8' }), '0\n');
});

/** Puts the rows of a file into a database. */
async function copyRows(file, database) {
  for (const [table, columns] of [
    ['asked', 'at, conversation, request, question, outcome, confidence, entry, knowledge, lang, microseconds'],
    ['searched', 'at, conversation, request, text, hits, microseconds, knowledge'],
    ['feedback', 'at, conversation, request, helpful, comment']]) {
    // 64 bits are too many for JSON as Node reads it, so it is passed on as text.
    const rows = execFileSync('sqlite3', ['-json', file, `SELECT ${columns} FROM ${table} ORDER BY number`], { encoding: 'utf8' });
    await database.execute(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $rows$${rows}$rows$)`);
  }
}

test('export, stats, gaps, report, diff and purge say the same of a database as of a file', { skip: missing }, async (t) => {
  const database = await startDatabase(t);
  const folder = makeFolder(t);
  const file = path.join(folder, 'journal.db');
  const url = database.url();
  const server = await serve(t, { flags: [...unlimited, '--journal', file] });
  for (let i = 0; i < 20; i++) await talk(server);
  await server.stop();
  const empty = await run('journal', 'stats', url); // makes the tables
  assert.equal(empty.code, 0, empty.stderr);
  await copyRows(file, database);
  for (const words of [
    ['journal', 'export', file], ['journal', 'export', file, '--format', 'csv'], ['journal', 'export', file, '--since', '2020-01-01'],
    ['journal', 'export', file, '--before', '2020-01-01'], ['journal', 'stats', file], ['journal', 'stats', file, '--json'],
    ['gaps', '--journal', file, '-k', library], ['gaps', '--journal', file, '-k', library, '--json'], ['report', file, '-k', library],
    ['report', file, '-k', library, '--json'], ['report', file, '-k', library, '--csv'],
    ['diff', library, 'tests/transcripts/knowledge/desk', '--journal', file],
    ['journal', 'purge', file, '--before', '2020-01-01'], ['journal', 'purge', file, '--older-than', '0'], ['journal', 'export', file]]) {
    const ofFile = await run(...words);
    const ofDatabase = await run(...words.map((word) => (word === file ? url : word)));
    assert.equal(ofFile.stderr, '', words.join(' '));
    assert.deepEqual(ofDatabase, ofFile, words.join(' '));
  }
});

test('an address is refused without a word of its password', { skip: missing }, async () => {
  for (const words of [['serve', '-k', library, '--check-config', '--journal'], ['journal', 'stats'], ['report'], ['gaps', '--journal']]) {
    const refused = await run(...words, 'postgres://kiosk:hunter2@127.0.0.1/faq');
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /the database's address holds a password/);
    assert.doesNotMatch(refused.stderr + refused.stdout, /hunter2/);
  }
});
