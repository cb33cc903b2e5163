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

// What counts here is the last in libpq's own order, and names a server that this one is not.
test('no parameter of an address is left out, however many there are', { skip: missing }, async (t) => {
  const database = await Postgres.start();
  t.after(() => database.remove());
  const many = ['connect_timeout=3', 'client_encoding=UTF8', 'options=-c%20geqo%3Doff', 'application_name=a', 'fallback_application_name=b', 'keepalives=1',
    'keepalives_idle=9', 'keepalives_interval=9', 'keepalives_count=9', 'tcp_user_timeout=9000', 'sslcompression=0', 'sslcert=none', 'sslkey=none',
    'sslcrl=none', 'sslsni=1', 'passfile=none', 'channel_binding=prefer', 'hostaddr=127.0.0.1', 'gssencmode=disable', 'krbsrvname=k',
    'ssl_min_protocol_version=TLSv1.2', 'ssl_max_protocol_version=TLSv1.3', 'sslrootcert=none'];
  const { code, stderr } = await run('journal', 'stats', database.url({ query: `${many.join('&')}&target_session_attrs=standby` }));
  assert.notEqual(code, 0);
  assert.match(stderr, /cannot be reached/);
});
