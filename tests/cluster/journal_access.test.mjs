// cluster/journal_access.test.mjs - who may read and write a journal on PostgreSQL: servers prove who they are, and users do what
// their role is for, in their own schema.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { chmod, chown, copyFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { library, program, root, run } from '../e2e/lib/server.mjs';
import { Visitor } from '../e2e/lib/visitor.mjs';
import { makeFolder, settled, start, startDatabase } from './lib/journal.mjs';
import { missing } from './lib/postgres.mjs';

const execute = promisify(execFile);
const DEPLOYED = path.join(root, 'bot/server/deploy/postgres');
const roles = path.join(DEPLOYED, 'roles.sql');

/** Runs the program with variables of its own: {code, stdout, stderr}. */
async function runWith(env, ...words) {
  return execute(program, words, { cwd: root, env: { ...process.env, ...env } })
    .then((output) => ({ code: 0, ...output }), ({ code, stdout, stderr }) => ({ code, stdout, stderr }));
}

/** An authority, and a certificate of it for a name or address. */
function certify(folder, authority, name) {
  const openssl = (...words) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${authority}`, '-keyout', `${authority}.key`, '-out', `${authority}.pem`);
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=database', '-keyout', `${authority}-server.key`, '-out', 'server.csr');
  writeFileSync(path.join(folder, 'names'), `subjectAltName=${name}\n`);
  openssl('x509', '-req', '-in', 'server.csr', '-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial', '-days', '2', '-extfile', 'names',
    '-out', `${authority}-server.pem`);
}

test('a database must prove who it is', { skip: missing }, async (t) => {
  const folder = makeFolder(t);
  certify(folder, 'ours', 'IP:127.0.0.1');
  certify(folder, 'foreign', 'IP:127.0.0.1');
  certify(folder, 'misnamed', 'DNS:elsewhere.example');
  const database = await startDatabase(t);
  const { uid, gid } = await stat(database.data);
  const present = async (authority) => {
    await database.stop();
    for (const end of ['key', 'pem']) {
      const file = path.join(database.data, `server.${end}`);
      await copyFile(path.join(folder, `${authority}-server.${end}`), file);
      await chown(file, uid, gid);
      await chmod(file, 0o600);
    }
    database.settings = ['ssl=on', 'ssl_cert_file=server.pem', 'ssl_key_file=server.key'];
    await database.resume();
  };
  const look = (authority) => run('journal', 'stats', `postgres://faqbot@127.0.0.1:${database.port}/postgres?sslrootcert=${folder}/${authority}.pem`);
  await present('ours');
  assert.deepEqual((await look('ours')).stderr, '');
  assert.match((await look('foreign')).stderr, /the database cannot be reached: .*certificate verify failed/);
  assert.match((await look('nobody')).stderr, /root certificate file .* does not exist; sslrootcert=FILE in the address names the authority/);
  await present('misnamed');
  assert.match((await look('misnamed')).stderr, /the database cannot be reached: .*certificate .*does not match host name/);
});

test('of several hosts each says why it cannot be reached, and what is missing is named', { skip: missing }, async (t) => {
  const database = await startDatabase(t, { rules: ['host all faqbot 127.0.0.1/32 trust', 'host all all 127.0.0.1/32 scram-sha-256'] });
  await database.execute("CREATE ROLE visitor LOGIN PASSWORD 'of a visitor'", 'public');
  const look = (env, query = '') =>
    runWith({ PGPASSFILE: '/dev/null', ...env }, 'journal', 'stats', `postgres://visitor@127.0.0.1:1,127.0.0.1:${database.port}/postgres?sslmode=disable${query}`);
  assert.match((await look({ PGPASSWORD: 'wrong' })).stderr, /port 1 failed: Connection refused; .*password authentication failed for user "visitor"\n$/);
  assert.match((await look({ PGPASSWORD: '' })).stderr, /no password supplied; put it into PGPASSWORD, or into the file that PGPASSFILE names\n$/);
  assert.match((await look({}, '&sslrootcrt=x')).stderr, /the database's address is not of the form .* with names that libpq knows\n$/);
});

test('a role does what it is for, in its own schema, and no password shows', { skip: missing }, async (t) => {
  const folder = makeFolder(t);
  const database = await startDatabase(t, { rules: ['host all faqbot 127.0.0.1/32 trust', 'host all all 127.0.0.1/32 scram-sha-256'] });
  const address = (user, schema) => database.url({ user, query: `schema=${schema}` });
  for (const schema of ['museum', 'kiosk']) {
    assert.equal((await run('journal', 'stats', address('faqbot', schema))).code, 0); // as the owner of everything, makes the tables
    for (let time = 0; time < 2; time++) { // it may be run again
      await execute('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-v', `schema=${schema}`, '-f', roles, database.url()], { env: database.as.env });
    }
    for (const role of ['server', 'reader']) {
      await database.execute(`CREATE ROLE ${schema}_${role}1 LOGIN PASSWORD '${role} of ${schema}' IN ROLE ${schema}_${role}`);
    }
  }
  const asUser = (schema, role) => {
    const file = path.join(folder, `${schema}-${role}`);
    writeFileSync(file, `*:*:*:*:${role} of ${schema}\n`, { mode: 0o600 });
    return { PGPASSFILE: file };
  };
  // The server's role keeps a journal, and forgets.
  const queue = path.join(folder, 'queue.db');
  const server = await start(t, address('museum_server1', 'museum'), queue, { env: asUser('museum', 'server') });
  const visitor = await Visitor.greeted(server);
  await visitor.ask({ type: 'ask', id: 'a', text: 'How long may I keep a book?' });
  assert.equal((await visitor.ask({ type: 'feedback', id: 'f', answer: 'a', helpful: true })).type, 'ok');
  await settled(server);
  assert.deepEqual(await database.query('SELECT request, helpful FROM feedback', 'museum'), [{ request: 'a', helpful: 1 }]);
  await visitor.ask({ type: 'search', id: 's', text: 'book' });
  assert.equal((await visitor.ask({ type: 'forget', id: 'g' })).type, 'ok');
  await settled(server);
  assert.deepEqual(await database.query('SELECT request FROM asked', 'museum'), []);
  await visitor.ask({ type: 'ask', id: 'b', text: 'How long may I keep a book?' });
  assert.equal((await visitor.ask({ type: 'feedback', id: 'h', answer: 'b', helpful: true })).type, 'ok');
  await visitor.leave();
  await settled(server);
  await server.stop();
  assert.doesNotMatch(server.output.stderr, /server of/);
  const [{ forgotten }] = await database.query('SELECT count(*) AS forgotten FROM forgotten', 'museum');
  assert.equal(forgotten, 1);
  // The reader's reads, and changes nothing.
  const exported = await runWith(asUser('museum', 'reader'), 'journal', 'export', address('museum_reader1', 'museum'));
  assert.equal(exported.code, 0, exported.stderr);
  assert.equal(exported.stdout.trim().split('\n').length, 2);
  assert.equal((await runWith(asUser('museum', 'reader'), 'report', address('museum_reader1', 'museum'), '-k', library)).code, 0);
  const purged = await runWith(asUser('museum', 'reader'), 'journal', 'purge', address('museum_reader1', 'museum'), '--older-than', '0');
  assert.match(purged.stderr, /permission denied for table asked/);
  // Nobody reads another tenant's.
  for (const role of ['server', 'reader']) {
    const refused = await runWith(asUser('kiosk', role), 'journal', 'export', address(`kiosk_${role}1`, 'museum'));
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /permission denied/);
    assert.equal(refused.stdout, '');
  }
  const wrong = await runWith(asUser('kiosk', 'server'), 'journal', 'stats', address('museum_server1', 'museum'));
  assert.match(wrong.stderr, /password authentication failed/);
  assert.doesNotMatch(wrong.stderr, /server of kiosk/);
  assert.doesNotMatch(readFileSync(queue, 'latin1'), /server of/);
});

test('a user who may not make or change the tables is told what to run, and it is enough', { skip: missing }, async (t) => {
  const database = await startDatabase(t);
  await database.execute('CREATE ROLE visitor LOGIN', 'public');
  const stats = () => run('journal', 'stats', database.url({ user: 'visitor', query: 'schema=museum' }));
  const refused = await stats();
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /no tables in the schema "museum" that this user may see or make: .* run 0-schema\.sql and those after it/);
  const files = (await readdir(DEPLOYED)).filter((name) => /^\d/.test(name)).sort();
  await makeTables(database, ['-c', 'CREATE SCHEMA museum', '-c', 'SET search_path TO museum', ...files.slice(0, 1).flatMap(fromFile)]);
  await database.execute('GRANT USAGE ON SCHEMA museum TO visitor; GRANT SELECT ON ALL TABLES IN SCHEMA museum TO visitor', 'museum');
  const older = await stats();
  assert.equal(older.code, 2);
  assert.match(older.stderr, /schema "museum" have version 1 and must have \d+, and this user may not change them: run the files from 1-\*\.sql on/);
  await makeTables(database, ['-c', 'SET search_path TO museum', ...files.slice(1).flatMap(fromFile)]);
  await database.execute('GRANT SELECT ON ALL TABLES IN SCHEMA museum TO visitor', 'museum');
  const read = await stats();
  assert.equal(read.code, 0, read.stderr);
});

const fromFile = (name) => ['-f', path.join(DEPLOYED, name)];

/** As 0-schema.sql says to somebody who does it without the program. */
async function makeTables(database, what) {
  await execute('psql', ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-d', database.url(), ...what], { env: database.as.env });
}
