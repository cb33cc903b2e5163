// cluster/postgres.test.mjs - the tests' own PostgreSQL servers: that a standby has what was committed, and can take over; and that programs which start at the same
// moment agree on the tables.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { run } from '../e2e/lib/server.mjs';
import { Postgres, missing } from './lib/postgres.mjs';

test('what a primary committed is at its synchronous standby when the primary is killed', { skip: missing }, async (t) => {
  const primary = await Postgres.start({ settings: ['synchronous_standby_names=standby'] });
  t.after(() => primary.remove());
  const standby = await primary.follow();
  t.after(() => standby.remove());
  await primary.execute('CREATE TABLE number (value INTEGER)', 'public');
  await primary.execute('INSERT INTO number VALUES (1)', 'public');
  await primary.kill();
  await standby.promote();
  assert.deepEqual(await standby.query('SELECT value FROM number', 'public'), [{ value: 1 }]);
});

test('programs that start at the same moment make the tables once', { skip: missing }, async (t) => {
  const database = await Postgres.start();
  t.after(() => database.remove());
  for (let round = 0; round < 4; round++) {
    const address = database.url({ query: `schema=round${round}` });
    const ends = await Promise.all([0, 1, 2, 3].map(() => run('journal', 'stats', address)));
    assert.deepEqual(ends.map(({ stderr }) => stderr), ['', '', '', '']);
  }
});

test('a database that has not all characters is refused before anything would be stuck in front of it', { skip: missing }, async (t) => {
  const database = await Postgres.start();
  t.after(() => database.remove());
  await database.execute("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0", 'public');
  const { code, stderr } = await run('journal', 'stats', database.url().replace('/postgres?', '/latin?'));
  assert.notEqual(code, 0);
  assert.match(stderr, /encoding is LATIN1.*UTF8/);
});
