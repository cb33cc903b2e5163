// cluster/publish.test.mjs - `faqbot publish` and `faqbot rollback`: what is current in the database afterwards, and what never
// becomes so.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from '../timed.mjs';
import { program, root, run } from '../e2e/lib/server.mjs';
import { missing, Postgres } from './lib/postgres.mjs';
import { knowledge, published, sha256, tenant as newTenant } from './lib/publishing.mjs';

const MEBIBYTE = 1024 * 1024;
const options = { skip: missing, timeout: 120_000 };

// An address of a schema that nobody else uses, of one server for all tests.
let server;
async function tenant(t) {
  server ??= await Postgres.start();
  return newTenant(t, server);
}
after(() => server?.remove());

test('what is published is current, with what it is and who did it', options, async (t) => {
  const { folder, url, query } = await tenant(t);
  const said = await published(knowledge(folder, 1), '--to', url);
  const [release] = await query("SELECT number, encode(hash, 'hex') AS hash, entries, format, knowledge, released_by, (SELECT count(*) FROM index_chunk) AS chunks, bytes FROM release JOIN index_file USING (hash)");
  assert.equal(said, `release 1: 1 entries, version ${release.knowledge}, index ${release.hash.slice(0, 12)}\n`);
  assert.deepEqual([release.number, release.entries, release.released_by], [1, 1, 'faqbot']);
  assert.equal(release.chunks, Math.ceil(release.bytes / MEBIBYTE));
});

test('the bytes in the database are those of the index, under their hash', options, async (t) => {
  const { folder, url, query, current } = await tenant(t);
  const index = path.join(folder, 'knowledge.index');
  assert.equal((await run('index', '--knowledge', knowledge(folder, 1, 3 * MEBIBYTE), '-o', index)).code, 0);
  await published(index, '--to', url);
  const chunks = (await query("SELECT encode(bytes, 'base64') AS bytes FROM index_chunk ORDER BY number")).map(({ bytes }) => Buffer.from(bytes, 'base64'));
  assert.ok(chunks.length > 1);
  assert.ok(Buffer.concat(chunks).equals(readFileSync(index)));
  assert.equal(await current(), sha256(Buffer.concat(chunks.map(sha256))).toString('hex'));
});

test('the same again changes nothing and says so, as an index or as a knowledge base', options, async (t) => {
  const { folder, url, releases } = await tenant(t);
  const source = knowledge(folder, 1);
  const index = path.join(folder, 'knowledge.index');
  assert.equal((await run('index', '--knowledge', source, '-o', index)).code, 0);
  await published(source, '--to', url);
  for (const same of [source, index]) assert.match(await published(same, '--to', url), /^release 1: .*; it was current already, nothing has changed\n$/);
  assert.deepEqual(await releases(), [1]);
});

test('rollback makes the release before current again, once more undoes that, and a number goes further back', options, async (t) => {
  const { folder, url, current, releases } = await tenant(t);
  const hashes = [];
  for (const answer of [1, 2, 3]) {
    await published(knowledge(folder, answer), '--to', url);
    hashes.push(await current());
  }
  const back = async (...words) => {
    const ended = await run('rollback', '--from', url, ...words);
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    return hashes.indexOf(await current()) + 1;
  };
  assert.equal(await back(), 2);
  assert.equal(await back(), 3);
  assert.equal(await back('1'), 1);
  assert.deepEqual(await releases(), [1, 2, 3, 4, 5, 6]);
  assert.equal(await back('1'), 1);
  assert.deepEqual(await releases(), [1, 2, 3, 4, 5, 6], 'it is current already');
});

test('rollback says what there is where there is nothing to go back to', options, async (t) => {
  const { folder, url } = await tenant(t);
  const refused = async (...words) => {
    const ended = await run('rollback', ...words);
    assert.deepEqual([ended.code, ended.stdout], [2, '']);
    return ended.stderr;
  };
  assert.match(await refused('--from', url), /nothing has been published there yet/);
  await published(knowledge(folder, 1), '--to', url);
  assert.match(await refused('--from', url), /release 1 is the only one/);
  assert.match(await refused('7', '--from', url), /there is no release 7; there are 1 to 1\n/);
  assert.match(await refused('07', '--from', url), /07 is no number of a release/);
  assert.match(await refused(), /rollback needs the database/);
  assert.match((await run('publish', knowledge(folder, 1))).stderr, /publish needs the database/);
});

test('ten releases are kept, and of their indexes each as long as one names it', options, async (t) => {
  const { folder, url, query, releases } = await tenant(t);
  for (let i = 1; i <= 11; i++) await published(knowledge(folder, i), '--to', url);
  assert.deepEqual(await releases(), [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.deepEqual(await query('SELECT (SELECT count(*) FROM index_file) AS files, (SELECT count(DISTINCT hash) FROM index_chunk) AS chunked'), [{ files: 10, chunked: 10 }]);
  assert.equal((await run('rollback', '2', '--from', url)).code, 0);
  await published(knowledge(folder, 13), '--to', url);
  assert.deepEqual((await releases()).at(0), 4);
  assert.deepEqual(await query('SELECT count(*) AS files FROM index_file'), [{ files: 10 }], 'what release 2 was, release 12 is');
});

test('an upload that was broken off is gone on with, and is removed after a day if it is not', options, async (t) => {
  const { folder, url, query, execute } = await tenant(t);
  const source = knowledge(folder, 1, 3 * MEBIBYTE);
  await published(source, '--to', url);
  const chunks = async () => (await query('SELECT count(*) AS count FROM index_chunk'))[0].count;
  const all = await chunks();
  // As if the publisher had been killed after the first piece.
  await execute('DELETE FROM release; DELETE FROM index_chunk WHERE number > 0; UPDATE index_file SET is_released = false');
  const [{ xmin }] = await query('SELECT xmin::text FROM index_chunk');
  await published(source, '--to', url);
  assert.equal(await chunks(), all);
  assert.deepEqual(await query('SELECT xmin::text FROM index_chunk WHERE number = 0'), [{ xmin }], 'the first piece was not sent again');
  await execute("DELETE FROM release; DELETE FROM index_chunk WHERE number > 0; UPDATE index_file SET is_released = false, uploaded_at = now() - interval '23 hours'");
  await published(knowledge(folder, 2), '--to', url);
  assert.deepEqual(await query('SELECT count(*) AS files FROM index_file'), [{ files: 2 }]);
  await execute("UPDATE index_file SET uploaded_at = now() - interval '25 hours' WHERE NOT is_released");
  await published(knowledge(folder, 3), '--to', url);
  assert.deepEqual(await query('SELECT count(*) AS files FROM index_file'), [{ files: 2 }]);
});

// A port that leads to the database; `pass` gets what a program sends there: to forward it, to keep answers back, to cut the connection.
async function proxy(t, pass) {
  const sockets = new Set();
  const relay = net.createServer((client) => {
    const database = net.connect(server.port, '127.0.0.1');
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    let isSilent = false;
    client.on('data', (bytes) => {
      pass(bytes, { forward: () => database.write(bytes), silence: () => (isSilent = true), cut: () => { client.destroy(); database.destroy(); } });
    });
    database.on('data', (bytes) => isSilent || client.write(bytes)).on('end', () => client.end());
    client.on('end', () => database.end());
  });
  await new Promise((resolve) => relay.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    relay.close();
  });
  return relay.address().port;
}

test('a connection that is lost during the upload, and at each later step, makes no release', options, async (t) => {
  const { folder, url, releases } = await tenant(t);
  const source = knowledge(folder, 1, 3 * MEBIBYTE);
  for (const step of ['INSERT INTO index_chunk', 'LOCK TABLE', 'INSERT INTO release', 'COMMIT']) {
    const port = await proxy(t, (bytes, { forward, cut }) => (bytes.includes(step) ? cut() : forward()));
    const ended = await run('publish', source, '--to', url.replace(`:${server.port}/`, `:${port}/`));
    assert.equal(ended.code, 2, step);
    assert.match(ended.stderr, step === 'COMMIT' ? /may be there or not; publish again, which changes nothing if it is/ : /the database was lost/);
    assert.deepEqual(await releases().catch(() => []), [], step);
  }
  await published(source, '--to', url);
  assert.deepEqual(await releases(), [1]);
});

test('where the answer to COMMIT is lost, publishing again finds that it is done', options, async (t) => {
  const { folder, url, releases } = await tenant(t);
  await published(knowledge(folder, 0), '--to', url);
  const source = knowledge(folder, 1);
  const port = await proxy(t, async (bytes, { forward, silence, cut }) => {
    if (!bytes.includes('COMMIT')) return forward();
    silence();
    forward();
    while ((await releases()).length < 2);
    cut();
  });
  const ended = await run('publish', source, '--to', url.replace(`:${server.port}/`, `:${port}/`));
  assert.deepEqual([ended.code, ended.stdout], [2, '']);
  assert.match(ended.stderr, /release 2 may be there or not; publish again, which changes nothing if it is/);
  assert.match(await published(source, '--to', url), /^release 2: .* current already/);
  assert.deepEqual(await releases(), [1, 2]);
});

test('where the answer to a rollback is lost, its number does the same again and nothing more', options, async (t) => {
  const { folder, url, releases } = await tenant(t);
  for (const answer of [1, 2]) await published(knowledge(folder, answer), '--to', url);
  const port = await proxy(t, async (bytes, { forward, silence, cut }) => {
    if (!bytes.includes('COMMIT')) return forward();
    silence();
    forward();
    while ((await releases()).length < 3);
    cut();
  });
  const ended = await run('rollback', '--from', url.replace(`:${server.port}/`, `:${port}/`));
  assert.deepEqual([ended.code, ended.stdout], [2, '']);
  assert.match(ended.stderr, /release 3 may be there or not; go back to 1 by its number, which changes nothing if it is/);
  assert.match((await run('rollback', '1', '--from', url)).stdout, /^release 3: .* current already/);
  assert.deepEqual(await releases(), [1, 2, 3]);
});

test('a publication that is told to stop leaves no release and no temporary file', options, async (t) => {
  const { folder, url, releases } = await tenant(t);
  const temporary = path.join(folder, 'temporary');
  mkdirSync(temporary);
  const source = knowledge(folder, 1, 3 * MEBIBYTE);
  const children = [];
  const port = await proxy(t, (bytes, { forward }) => {
    if (bytes.includes('INSERT INTO index_chunk')) children[0].kill('SIGTERM');
    forward();
  });
  children[0] = spawn(program, ['publish', source, '--to', url.replace(`:${server.port}/`, `:${port}/`)], { cwd: root, env: { ...process.env, TMPDIR: temporary }, stdio: ['ignore', 'ignore', 'inherit'] });
  assert.deepEqual(await once(children[0], 'close'), [null, 'SIGTERM']);
  assert.deepEqual(readdirSync(temporary), []);
  assert.deepEqual(await releases(), []);
});

test('pieces that are not what was sent, or are missing, never become a release', options, async (t) => {
  const { folder, url, execute, releases } = await tenant(t);
  const source = knowledge(folder, 1, 3 * MEBIBYTE);
  await published(knowledge(folder, 2), '--to', url);
  for (const change of ['NEW.bytes = set_byte(NEW.bytes, 100, 255 - get_byte(NEW.bytes, 100));', 'NEW.bytes = substr(NEW.bytes, 2);', 'IF NEW.number = 1 THEN RETURN NULL; END IF;']) {
    await execute(`CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN ${change} RETURN NEW; END$$;
      CREATE TRIGGER spoil BEFORE INSERT ON index_chunk FOR EACH ROW EXECUTE FUNCTION spoil()`);
    const ended = await run('publish', source, '--to', url);
    assert.deepEqual([ended.code, ended.stdout], [2, '']);
    assert.match(ended.stderr, /not released: what the database has of the index is not what was to be sent/);
    assert.deepEqual(await releases(), [1]);
    await execute('DROP FUNCTION spoil CASCADE');
  }
  await published(source, '--to', url);
  assert.deepEqual(await releases(), [1, 2], 'what was spoilt was sent again');
});

test('an index that cannot be opened is not published: damaged, cut short, of another format, none at all', options, async (t) => {
  const { folder, url, releases } = await tenant(t);
  const index = path.join(folder, 'knowledge.index');
  assert.equal((await run('index', '--knowledge', knowledge(folder, 1, MEBIBYTE), '-o', index)).code, 0);
  const spoilt = (name, spoil) => {
    const to = path.join(folder, name);
    copyFileSync(index, to);
    spoil(to);
    return to;
  };
  const overwrite = (file, at, bytes) => {
    const all = readFileSync(file);
    bytes.copy(all, at);
    writeFileSync(file, all);
  };
  const cases = [
    [spoilt('damaged.index', (file) => overwrite(file, 5 * 8192, Buffer.alloc(3 * 8192, 0xa5))), /damaged|malformed|not valid/],
    [spoilt('short.index', (file) => truncateSync(file, 65536)), /cut short or damaged/],
    [spoilt('format.index', (file) => overwrite(file, 60, Buffer.from([0, 0, 0, 1]))), /has format 1 and this program reads format/],
    [spoilt('longer.index', (file) => appendFileSync(file, 'x')), /cut short or damaged/],
    [path.join(folder, 'nothing'), /nothing/],
  ];
  for (const [file, sentence] of cases) {
    const ended = await run('publish', file, '--to', url);
    assert.deepEqual([ended.code, ended.stdout], [2, ''], file);
    assert.match(ended.stderr, sentence);
  }
  assert.deepEqual(await releases(), []);
});

test('a knowledge base with errors is not published, and nothing is left in the temporary folder', options, async (t) => {
  const { folder, url, releases } = await tenant(t);
  const source = knowledge(folder, 1);
  const temporary = path.join(folder, 'temporary');
  mkdirSync(temporary);
  const ended = async () => {
    const child = spawn(program, ['publish', source, '--to', url], { cwd: root, env: { ...process.env, TMPDIR: temporary }, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    return [(await once(child, 'close'))[0], said];
  };
  assert.deepEqual(await ended(), [0, '']);
  writeFileSync(path.join(source, 'broken.md'), Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a]));
  const [code, said] = await ended();
  assert.equal(code, 2);
  assert.match(said, /broken\.md.*error(.|\n)*not published: 1 fault left something out/);
  assert.deepEqual(await releases(), [1]);
  assert.deepEqual(readdirSync(temporary), []);
});

test('of two publishers at once one wins, and the other is told what came in between', options, async (t) => {
  const { folder, url, current, releases } = await tenant(t);
  await published(knowledge(folder, 0), '--to', url);
  // Both have looked at release 1, and stand before the upload.
  const waiting = [];
  const arrived = [];
  const port = await proxy(t, (bytes, { forward }) => {
    if (bytes.includes('INSERT INTO index_file')) {
      waiting.push(forward);
      for (const one of arrived.splice(0)) one();
    } else forward();
  });
  const both = [1, 2].map((answer) => run('publish', knowledge(folder, answer), '--to', url.replace(`:${server.port}/`, `:${port}/`)));
  while (waiting.length < 2) await new Promise((resolve) => arrived.push(resolve));
  for (const forward of waiting) forward();
  const ended = (await Promise.all(both)).sort((one, other) => one.code - other.code);
  assert.deepEqual(ended.map(({ code }) => code), [0, 3]);
  assert.deepEqual([ended[0].stderr, ended[1].stdout], ['', '']);
  const version = / version (\w+),/.exec(ended[0].stdout)[1];
  assert.match(ended[1].stderr, new RegExp(`^faqbot: not published: release 2 came in between, version ${version}, by faqbot at 20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ; look `));
  assert.deepEqual(await releases(), [1, 2]);
  assert.equal((await current()).slice(0, 12), / index (\w+)\n/.exec(ended[0].stdout)[1]);
});

test('twenty publishers at once: each release comes of the one before, and nobody is lost in silence', options, async (t) => {
  const { folder, url, releases } = await tenant(t);
  await published(knowledge(folder, 0), '--to', url);
  const ended = await Promise.all(Array.from({ length: 20 }, (_, i) => run('publish', knowledge(folder, i + 1), '--to', url)));
  const won = ended.filter(({ code }) => code === 0).length;
  assert.ok(won >= 1);
  assert.ok(ended.every(({ code }) => code === 0 || code === 3), ended.map(({ stderr }) => stderr).join(''));
  assert.equal((await releases()).at(-1), 1 + won);
});

test('a role may publish, another may not, and neither sees what another tenant has', options, async (t) => {
  const [mine, other] = [await tenant(t), await tenant(t)];
  for (const { folder, url } of [mine, other]) await published(knowledge(folder, 1), '--to', url);
  const schema = (url) => /schema=(\w+)/.exec(url)[1];
  execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-v', `schema=${schema(mine.url)}`, '-f', path.join(root, 'bot/server/deploy/postgres/roles.sql'), '-d', server.url()]);
  await server.execute(`CREATE ROLE author LOGIN; CREATE ROLE reader LOGIN; GRANT ${schema(mine.url)}_publisher TO author; GRANT ${schema(mine.url)}_server TO reader`, 'public');
  const as = (user, url) => url.replace('faqbot@', `${user}@`);
  for (let i = 2; i <= 12; i++) assert.match(await published(knowledge(mine.folder, i), '--to', as('author', mine.url)), new RegExp(`^release ${i}: `));
  assert.equal((await run('rollback', '--from', as('author', mine.url))).code, 0);
  for (const [user, url] of [['reader', mine.url], ['author', other.url]]) {
    const refused = await run('publish', knowledge(mine.folder, 1), '--to', as(user, url));
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /permission denied|may not change them/);
  }
  assert.deepEqual(await other.releases(), [1]);
});

test('a password is asked of the environment, never of the address, and is never shown', options, async (t) => {
  const guarded = await Postgres.start({ rules: ['host all faqbot 127.0.0.1/32 trust', 'host all publisher 127.0.0.1/32 scram-sha-256'] });
  t.after(() => guarded.remove());
  await guarded.execute("CREATE ROLE publisher LOGIN PASSWORD 'open-sesame'; GRANT CREATE ON DATABASE postgres TO publisher", 'public');
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-publish-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const url = guarded.url({ user: 'publisher' });
  const publish = async (to, env) => {
    const child = spawn(program, ['publish', knowledge(folder, 1), '--to', to], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    return [(await once(child, 'close'))[0], said];
  };
  const file = path.join(folder, 'passwords');
  writeFileSync(file, '*:*:*:publisher:open-sesame\n', { mode: 0o600 });
  for (const [to, env, code, sentence] of [
    [url.replace('publisher@', 'publisher:open-sesame@'), {}, 2, /the database's address holds a password/],
    [url, { PGPASSWORD: 'open-barley' }, 2, /password authentication failed/],
    [url, { PGPASSFILE: file }, 0, /^release 1: /],
    [url, { PGPASSWORD: 'open-sesame' }, 0, /^release 1: /],
  ]) {
    const [ended, said] = await publish(to, env);
    assert.equal(ended, code, said);
    assert.match(said, sentence);
    assert.doesNotMatch(said, /open-/);
  }
});
