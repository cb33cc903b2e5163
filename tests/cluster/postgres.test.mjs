// cluster/postgres.test.mjs - the tests' own PostgreSQL servers: that a standby has what was committed, and can take over.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
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
