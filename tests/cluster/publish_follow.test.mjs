// cluster/publish_follow.test.mjs - `faqbot serve --follow`: what is published is served, whatever else is not.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from '../timed.mjs';
import { exchange } from '../e2e/lib/raw.mjs';
import { program, root, run, serve, unlimited } from '../e2e/lib/server.mjs';
import { Visitor } from '../e2e/lib/visitor.mjs';
import { missing, Postgres } from './lib/postgres.mjs';
import { knowledge, published, sha256, tenant as newTenant } from './lib/publishing.mjs';

const MEBIBYTE = 1024 * 1024;
const PATIENCE = 60_000; // of what takes a second, on a machine that is busy
const options = { skip: missing, timeout: 120_000 };

let database;
async function tenant(t) {
  database ??= await Postgres.start();
  return newTenant(t, database);
}
after(() => database?.remove());

async function until(condition, what) {
  const end = Date.now() + PATIENCE;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`it did not come to that: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const follow = (t, { url, folder }, { flags = [], env } = {}) =>
  serve(t, { follow: url, flags: [...unlimited, '--follow-folder', path.join(folder, 'releases'), ...flags], env });
const get = async (server, what) => (await exchange(server, `GET ${what} HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\n\r\n`)).body;
const ready = async (server) => /^ready\nrelease (\d+) ([0-9a-f]{64})\n$/.exec(await get(server, '/readyz'));
const serves = (server, release) => until(async () => Number((await ready(server))?.[1]) === release, `release ${release} is served: ${server.output.stderr}`);
const metric = async (server, name) => Number(new RegExp(`^faqbot_${name} (\\d+)$`, 'm').exec(await get(server, '/metrics'))?.[1]);
const said = (server, pattern) => until(() => pattern.test(server.output.stderr), `${pattern}: ${server.output.stderr}`);

// The number of the stand that a server answers with.
async function stand(server) {
  const visitor = await Visitor.greeted(server);
  const reply = await visitor.ask({ type: 'ask', id: 'a', text: 'Where may I park my bicycle?' });
  await visitor.leave();
  return Number(/At stand number (\d+)/.exec(reply.text)[1]);
}

test('what is published is served, and so is what is published later, and what is gone back to', options, async (t) => {
  const site = await tenant(t);
  await published(knowledge(site.folder, 1), '--to', site.url);
  const first = await site.current();
  const server = await follow(t, site);
  assert.equal(await stand(server), 1);
  assert.deepEqual((await ready(server)).slice(1), ['1', first]);
  const visitor = await Visitor.greeted(server);
  await published(knowledge(site.folder, 2, 3 * MEBIBYTE), '--to', site.url);
  const notice = await visitor.next();
  assert.deepEqual([notice.type, notice.code], ['notice', 'knowledge_changed']);
  await serves(server, 2);
  assert.equal(await stand(server), 2);
  assert.equal((await run('rollback', '--from', site.url)).code, 0);
  assert.equal((await visitor.next()).code, 'knowledge_changed');
  await serves(server, 3);
  assert.deepEqual((await ready(server)).slice(1), ['3', first]);
  assert.equal(await stand(server), 1);
  assert.deepEqual([await metric(server, 'release'), await metric(server, 'release_current'), await metric(server, 'follow_connected')], [3, 3, 1]);
  assert.match(await get(server, '/metrics'), new RegExp(`^faqbot_release_info\\{hash="${first}"\\} 1$`, 'm'));
  await visitor.leave();
});

// Makes bytes the current release without asking whether they are any good, or there.
async function smuggle({ folder, execute, releases }, bytes, { hash, isMissing = false } = {}) {
  const number = (await releases()).at(-1) + 1;
  const chunks = [];
  for (let at = 0; at < bytes.length; at += MEBIBYTE) chunks.push(bytes.subarray(at, at + MEBIBYTE));
  hash ??= sha256(Buffer.concat(chunks.map(sha256))).toString('hex');
  const rows = chunks.map((chunk, i) => `('\\x${hash}', ${i}, '\\x${chunk.toString('hex')}')`).join();
  const script = path.join(folder, 'smuggle.sql'); // it is too long for a command line
  writeFileSync(script, `BEGIN; INSERT INTO index_file (hash, bytes, format, knowledge, entries) VALUES ('\\x${hash}', ${bytes.length}, 0, '', 0);
    ${isMissing ? '' : `INSERT INTO index_chunk (hash, number, bytes) VALUES ${rows};`} INSERT INTO release VALUES (${number}, '\\x${hash}');
    SELECT pg_notify('faqbot_release_' || 'release'::regclass::oid, ''); COMMIT;`);
  await execute(`\\i ${script}`);
  return number;
}

test('what is broken is never served: the old one goes on answering until the next release', options, async (t) => {
  const site = await tenant(t);
  const index = path.join(site.folder, 'small.index');
  assert.equal((await run('index', '--knowledge', knowledge(site.folder, 9), '-o', index)).code, 0);
  const whole = readFileSync(index);
  await published(knowledge(site.folder, 1), '--to', site.url);
  const server = await follow(t, site);
  const spoilt = (at, value) => {
    const bytes = Buffer.from(whole);
    bytes.fill(value, at, at + 4);
    return bytes;
  };
  const mangled = Buffer.concat([whole.subarray(0, 3 * 8192), Buffer.alloc(2 * 8192, 0xa5), whole.subarray(5 * 8192)]);
  const cases = [
    [whole, { hash: sha256('another').toString('hex') }, (number) => new RegExp(`release ${number} is not served: what the database has of its index is not what was published`)],
    [whole, { isMissing: true }, (number) => new RegExp(`release ${number} is not served: what the database has of its index is not what was published`)],
    [whole.subarray(0, 50_000), {}, () => /this index is cut short or damaged/],
    [spoilt(60, 1), {}, () => /this index has format 16843009 and this program reads format/],
    [Buffer.from('no index at all'), {}, () => /this is not an index/],
    [mangled, {}, (number) => new RegExp(`release ${number} cannot be served; the one before is`)],
  ];
  for (const [bytes, how, sentence] of cases) {
    const number = await smuggle(site, bytes, how);
    await said(server, sentence(number));
    assert.equal(await stand(server), 1);
    assert.equal((await ready(server))[1], '1');
    await until(async () => (await metric(server, 'release_current')) === number, 'the number of what is current');
  }
  server.signal('SIGHUP');
  await said(server, /the knowledge base is the same/);
  assert.equal(await stand(server), 1);
  await published(knowledge(site.folder, 2), '--to', site.url);
  await serves(server, 2 + cases.length);
  assert.equal(await stand(server), 2);
  assert.ok(!readdirSync(path.join(site.folder, 'releases')).some((name) => name.startsWith('fetched')));
});

test('a server whose first release is broken begins with the one that was served last, or says that there is none', options, async (t) => {
  const site = await tenant(t);
  await published(knowledge(site.folder, 1), '--to', site.url);
  const server = await follow(t, site);
  await server.stop();
  await smuggle(site, Buffer.from('no index at all'));
  const again = await follow(t, site);
  assert.match(again.output.stderr, /release 2 cannot be served: this is not an index.*; release 1, which was served last, is served instead/);
  assert.equal(await stand(again), 1);
  await published(knowledge(site.folder, 3), '--to', site.url);
  await serves(again, 3);
  await smuggle(site, Buffer.from('nor is this'));
  await assert.rejects(follow(t, { url: site.url, folder: path.join(site.folder, 'knowledge-1') }), /this is not an index/);
});

test('a server that is started while the database is away serves what it served last, and comes back to it', options, async (t) => {
  const own = await Postgres.start();
  t.after(() => own.remove());
  const site = newTenant(t, own);
  await assert.rejects(follow(t, site), /nothing has been published there yet; do so with: faqbot publish/);
  await published(knowledge(site.folder, 1), '--to', site.url);
  const server = await follow(t, site);
  await server.stop();
  await own.stop();
  const without = await follow(t, site);
  assert.match(without.output.stderr, /not following: the database cannot be reached: .*; release 1, which was served last, is served until it can be\n/);
  assert.equal(await stand(without), 1);
  assert.equal((await ready(without))[1], '1');
  assert.equal(await metric(without, 'follow_connected'), 0);
  await assert.rejects(follow(t, { ...site, folder: path.join(site.folder, 'knowledge-1') }), /the server did not start: faqbot: the database cannot be reached/);
  await own.resume();
  await published(knowledge(site.folder, 2), '--to', site.url);
  await serves(without, 2);
  assert.match(without.output.stderr, /following again: the database is back\n/);
  assert.equal(await stand(without), 2);
});

test('a kept file that is not what it was is fetched again, and not served without the database', options, async (t) => {
  const own = await Postgres.start();
  t.after(() => own.remove());
  const site = newTenant(t, own);
  await published(knowledge(site.folder, 1), '--to', site.url);
  const file = path.join(site.folder, 'releases', `${await site.current()}.index`);
  const spoil = () => {
    const bytes = readFileSync(file);
    bytes[bytes.length - 5000] ^= 1;
    writeFileSync(file, bytes);
  };
  for (let i = 0; i < 2; i++) {
    const server = await follow(t, site);
    assert.equal(await stand(server), 1);
    await server.stop();
    spoil();
  }
  await own.stop();
  await assert.rejects(follow(t, site), /the database cannot be reached/);
});

test('while the database is away visitors notice nothing, and one line says so', options, async (t) => {
  const own = await Postgres.start();
  t.after(() => own.remove());
  const site = newTenant(t, own);
  await published(knowledge(site.folder, 1), '--to', site.url);
  const server = await follow(t, site);
  for (let i = 2; i < 4; i++) {
    await own.kill();
    await until(() => server.output.stderr.match(/not following: the database was lost: /g)?.length === i - 1, 'it is said');
    assert.equal(await metric(server, 'follow_connected'), 0);
    assert.equal(await stand(server), i - 1);
    await own.resume();
    await published(knowledge(site.folder, i), '--to', site.url);
    await serves(server, i);
    assert.equal(await stand(server), i);
  }
  assert.equal(server.output.stderr.match(/not following/g).length, 2);
  assert.equal(server.output.stderr.match(/following again/g).length, 2);
});

test('when the primary is lost, servers follow the standby that takes its place', options, async (t) => {
  const primary = await Postgres.start({ settings: ['synchronous_standby_names=standby'] });
  t.after(() => primary.remove());
  const standby = await primary.follow();
  t.after(() => standby.remove());
  const site = newTenant(t, primary);
  const url = site.url.replace(`:${primary.port}/`, `:${primary.port},127.0.0.1:${standby.port}/`);
  await published(knowledge(site.folder, 1), '--to', url);
  const server = await follow(t, { ...site, url });
  await primary.kill();
  await said(server, /not following: /);
  await standby.promote();
  await published(knowledge(site.folder, 2), '--to', url);
  await serves(server, 2);
  assert.equal(await stand(server), 2);
});

test('the role of servers is enough to follow', options, async (t) => {
  const site = await tenant(t);
  await published(knowledge(site.folder, 1), '--to', site.url);
  execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-v', `schema=${site.schema}`, '-f', path.join(root, 'bot/server/deploy/postgres/roles.sql'), '-d', database.url()]);
  await database.execute(`CREATE ROLE replica LOGIN; GRANT ${site.schema}_server TO replica`, 'public');
  const server = await follow(t, { ...site, url: site.url.replace('faqbot@', 'replica@') });
  await published(knowledge(site.folder, 2), '--to', site.url);
  await serves(server, 2);
});

test('a server that is told to stop does not wait for a database that is frozen', options, async (t) => {
  const own = await Postgres.start();
  t.after(() => own.remove());
  const site = newTenant(t, own);
  await published(knowledge(site.folder, 1), '--to', site.url);
  const server = await follow(t, site);
  await own.freeze();
  try {
    server.signal('SIGTERM');
    assert.deepEqual(await server.ended(), [0, null]);
    const again = await follow(t, site); // it takes as long as a connection may
    assert.match(again.output.stderr, /not following: .*; release 1, which was served last, is served/);
    again.signal('SIGTERM');
    assert.deepEqual(await again.ended(), [0, null]);
  } finally {
    await own.freeze(false);
  }
});

test('files that nobody serves any more are removed, and what others share the folder for is not', options, async (t) => {
  const [site, other] = [await tenant(t), await tenant(t)];
  await published(knowledge(site.folder, 1), '--to', site.url);
  await published(knowledge(other.folder, 100), '--to', other.url);
  const shared = { folder: site.folder };
  const [server, neighbour] = await Promise.all([follow(t, { ...shared, url: site.url }), follow(t, { ...shared, url: other.url })]);
  for (let i = 2; i < 6; i++) {
    await published(knowledge(site.folder, i), '--to', site.url);
    await serves(server, i);
  }
  const indexes = () => readdirSync(path.join(site.folder, 'releases')).filter((name) => name.endsWith('.index'));
  assert.ok(indexes().includes(`${await other.current()}.index`));
  assert.ok(indexes().includes(`${await site.current()}.index`));
  // The last one that was replaced may still be closing; it goes with the next.
  assert.ok(indexes().length <= 4, indexes().join());
  server.signal('SIGHUP');
  neighbour.signal('SIGHUP');
  for (const one of [server, neighbour]) await said(one, /the knowledge base is the same/);
  assert.deepEqual([await stand(server), await stand(neighbour)], [5, 100]);
});

test('what another address has left in the folder is not served in its place', options, async (t) => {
  const own = await Postgres.start();
  t.after(() => own.remove());
  const [site, other] = [newTenant(t, own), newTenant(t, own)];
  await published(knowledge(site.folder, 1), '--to', site.url);
  await (await follow(t, site)).stop();
  await own.stop();
  await assert.rejects(follow(t, { ...site, url: other.url }), /the database cannot be reached/);
  assert.equal(await stand(await follow(t, site)), 1);
});

test('options that make no sense together are refused, and no secret is ever shown', options, async (t) => {
  const site = await tenant(t);
  await published(knowledge(site.folder, 1), '--to', site.url);
  const check = async (words, env = {}) => {
    const child = spawn(program, ['serve', '--check-config', ...words], { cwd: site.folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (more) => (text += more));
    return [(await once(child, 'close'))[0], text];
  };
  for (const [words, sentence] of [
    [['--follow', site.url, '--knowledge', 'x'], /--follow takes the place of --index and --knowledge/],
    [['--follow', site.url, '--index', 'x'], /--follow takes the place of --index and --knowledge/],
    [['--follow', site.url, '--watch'], /--watch: there are no files to watch where a database is followed/],
    [['--follow', 'http://x/y'], /--follow: the database's address is not of the form/],
    [['--follow', site.url.replace('faqbot@', 'faqbot:open-sesame@')], /--follow: the database's address holds a password/],
    [['--follow', `${site.url}&password=open-sesame`], /--follow: the database's address holds a password/],
    [['--follow', `${site.url}&sslpassword=open-sesame`], /--follow: the database's address holds a password/],
  ]) {
    const [code, text] = await check(words);
    assert.equal(code, 2, text);
    assert.match(text, sentence);
    assert.doesNotMatch(text, /open-sesame/);
  }
  const [code, text] = await check([], { FAQBOT_FOLLOW: site.url, PGPASSWORD: 'open-sesame' });
  assert.equal(code, 0, text);
  assert.match(text, /^follow: .*tenant_.* # FAQBOT_FOLLOW\nfollow-folder: releases .*# default$/m);
  assert.doesNotMatch(text, /open-sesame/);
  const server = await follow(t, site, { env: { PGPASSWORD: 'open-sesame' }, flags: ['--log', 'json', '--log-questions'] });
  await stand(server);
  for (const shown of [await get(server, '/metrics'), await get(server, '/readyz'), server.output.stderr, server.output.stdout]) assert.doesNotMatch(shown, /open-sesame|postgres:\/\//);
});

test('by default indexes are kept where a service manager says', options, async (t) => {
  const site = await tenant(t);
  await published(knowledge(site.folder, 1), '--to', site.url);
  const state = path.join(site.folder, 'state');
  mkdirSync(state);
  await serve(t, { follow: site.url, env: { STATE_DIRECTORY: `${state}:/elsewhere` } });
  assert.deepEqual(readdirSync(path.join(state, 'releases')).sort(), [`${await site.current()}.index`, 'current'].sort());
});
