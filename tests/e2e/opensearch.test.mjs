// e2e/opensearch.test.mjs - a knowledge base in a search cluster: written, asked, served, replaced, and what visitors are told when
// the cluster fails. The cluster is a double in this process (lib/opensearch.mjs); tests/cluster has a real one.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { test as timed } from '../timed.mjs';
import { Cluster } from './lib/opensearch.mjs';
import { isSlow, library, program, root, run, serve, unlimited } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const isLeftOut = (await run('ask', '--kb', 'opensearch://a/b', 'a')).stderr.includes('WITH_OPENSEARCH=0');
const test = (name, body) => timed(name, { skip: isLeftOut && 'this program was built without OpenSearch' }, body);

const question = 'How long may I keep a book?';
const CALL_MILLISECONDS = 2500; // that a question waits for a cluster
const BUSY = 5; // times as long, on a machine that does other things

function scratch(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-cluster-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function published(t, { nodes = 2, knowledge = library, flags = [] } = {}) {
  const cluster = await Cluster.start(t, nodes);
  const { code, stderr } = await run('index', '--knowledge', knowledge, '--to', cluster.url(), '-q', ...flags);
  assert.equal(code, 0, stderr);
  return cluster;
}

async function answer(...words) {
  const { code, stdout, stderr } = await run('ask', '--json', ...words, question);
  assert.ok(code < 2, stderr);
  return JSON.parse(stdout);
}

const patience = async (condition, milliseconds = 60_000) => {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    assert.ok(Date.now() < end, 'this does not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const serveCluster = (t, cluster, { flags = [], url = cluster.url(), ...rest } = {}) =>
  serve(t, { knowledge: url, flags: [...unlimited, ...flags], ...rest });

const ready = async (server) => (await fetch(`http://${server.host}/readyz`)).status;

test('what a cluster has is answered as an index is', async (t) => {
  const cluster = await published(t);
  const file = path.join(scratch(t), 'index');
  assert.equal((await run('index', '--knowledge', library, '-q', '-o', file)).code, 0);
  const [here, apart] = [await answer('--index', file), await answer('--kb', cluster.url())];
  assert.deepEqual({ ...apart, took_us: 0 }, { ...here, took_us: 0 });
  assert.equal(here.outcome, 'answered');
});

test('each entry is a document of numbers, and the collection some more', async (t) => {
  const cluster = await published(t, { flags: [] });
  const [[name, index]] = [...cluster.indexes];
  assert.match(name, /^faq-\d{14}-\d+$/);
  assert.deepEqual([...cluster.aliases], [['faq', name]]);
  assert.equal(index.settings.number_of_shards, 3);
  assert.deepEqual(index.mappings._source, { excludes: ['head', 'body'] });
  const { documents } = index;
  const about = documents.get('_collection');
  assert.match(about.version, /^[0-9a-f]{16}$/);
  const pieces = Array.from({ length: about.pieces }, (_, i) => Buffer.from(documents.get(`_collection-${i}`).packed, 'base64'));
  assert.equal(Buffer.concat(pieces).length, about.bytes);
  assert.equal(Buffer.concat(pieces).toString('latin1', 0, 15), 'SQLite format 3');
  for (const [id, { head, body }] of documents) {
    if (!id.startsWith('_')) assert.match(head + body, /^(\d+ )+$/);
  }
});

test('what fails of a bulk request is sent again, and nothing is there twice', async (t) => {
  const cluster = await Cluster.start(t, 2);
  let tries = 0;
  cluster.fail = ({ path: asked, body }) => {
    if (!asked.includes('/_bulk')) return undefined;
    const index = [...cluster.indexes.values()][0];
    switch (tries++) {
      case 0: // all of it is written, and nobody hears of it
        Cluster.write(index, body);
        return 'drop';
      case 1: {
        const lines = body.trimEnd().split('\n');
        return { status: 200, body: { errors: true, items: lines.filter((_, i) => i % 2).map((_, i) => ({ create: { status: i % 3 ? 429 : 409 } })) } };
      }
      case 2:
        return { status: 503 };
      default:
        return undefined;
    }
  };
  const { code, stderr } = await run('index', '--knowledge', library, '--to', cluster.url(), '-q');
  assert.equal(code, 0, stderr);
  assert.ok(tries >= 4);
  assert.equal((await answer('--kb', cluster.url())).outcome, 'answered');
});

test('what the cluster refuses is said, and the old index stays', async (t) => {
  const cluster = await published(t);
  const before = [...cluster.aliases];
  const refusals = [
    [({ method }) => method === 'PUT' && { status: 400, body: { error: { type: 'a_type', reason: 'a reason' } } }, /refuses a new index \(status 400\): a_type: a reason/],
    [({ path: asked }) => asked.includes('_bulk') && { status: 200, body: { items: Array.from({ length: 2000 }, () => ({ create: { status: 400 } })) } }, /makes no sense/],
    [({ path: asked }) => asked.includes('_count') && { status: 200, body: { count: 1, _shards: { failed: 0 } } }, /has 1 of the \d+ documents/],
    [({ path: asked }) => asked === '/_aliases' && { status: 404, body: { error: 'x' } }, /refuses the new index/],
  ];
  for (const [fail, sentence] of refusals) {
    cluster.fail = (request) => fail(request) || undefined;
    const { code, stderr } = await run('index', '--knowledge', library, '--to', cluster.url(), '-q');
    assert.equal(code, 2);
    assert.match(stderr, sentence);
    assert.deepEqual([...cluster.aliases], before);
    assert.equal(cluster.indexes.size, 1, 'what was begun is gone');
  }
});

test('more documents than go in one request are not sent on after a refusal', async (t) => {
  const cluster = await Cluster.start(t);
  const knowledge = path.join(scratch(t), 'many.md');
  writeFileSync(knowledge, Array.from({ length: 1100 }, (_, i) => `# Where is room ${i}?\n\nRoom ${i} is on floor ${i % 7}.\n`).join('\n'));
  cluster.fail = ({ path: asked }) => (asked.includes('_bulk') ? { status: 400, body: { error: { type: 'a_type', reason: 'a reason' } } } : undefined);
  const { code, stderr } = await run('index', '--knowledge', knowledge, '--to', cluster.url(), '-q');
  assert.equal(code, 2, stderr);
  assert.match(stderr, /refuses documents \(status 400\): a_type: a reason/);
  assert.equal(cluster.count(/_bulk/), 1);
});

test('an index that may have become the current one is not removed', async (t) => {
  const cluster = await published(t);
  let isSwitched = false;
  cluster.fail = ({ path: asked, body }) => {
    if (asked === '/_aliases' && !isSwitched) { // done, and nobody hears of it
      isSwitched = true;
      cluster.aliases.set('faq', JSON.parse(body).actions.find(({ add }) => add).add.index);
      return 'drop';
    }
    return isSwitched && asked.startsWith('/_alias/') ? { status: 503 } : undefined;
  };
  const { code } = await run('index', '--knowledge', library, '--to', cluster.url(), '-q');
  cluster.fail = () => undefined;
  assert.notEqual(code, 0);
  assert.ok(isSwitched);
  assert.equal((await answer('--kb', cluster.url())).outcome, 'answered');
});

test('of two who write at once the later is told', async (t) => {
  const cluster = await published(t);
  cluster.fail = ({ path: asked }) => {
    if (asked.includes('_count')) {
      cluster.indexes.set('faq-20990101000000-1', [...cluster.indexes.values()][0]);
      cluster.aliases.set('faq', 'faq-20990101000000-1');
    }
    return undefined;
  };
  const { code, stderr } = await run('index', '--knowledge', library, '--to', cluster.url(), '-q');
  assert.equal(code, 2);
  assert.match(stderr, /somebody else has written faq meanwhile, as faq-20990101000000-1/);
  assert.equal(cluster.aliases.get('faq'), 'faq-20990101000000-1');
});

test('the index before the last is removed, and no other', async (t) => {
  const cluster = await published(t);
  for (const name of ['faq-other-20200101000000-1', 'faq-20200101000000-1', 'faq-20200101000000-x']) {
    cluster.indexes.set(name, { documents: new Map() });
  }
  const [first] = cluster.indexes.keys();
  const old = first.replace(/-\d+$/, '-99999999'); // as if another process had made it in the same second
  cluster.indexes.set(old, cluster.indexes.get(first));
  cluster.indexes.delete(first);
  cluster.aliases.set('faq', old);
  assert.equal((await run('index', '--knowledge', library, '--to', cluster.url(), '-q')).code, 0);
  const current = cluster.aliases.get('faq');
  assert.deepEqual([...cluster.indexes.keys()].sort(), ['faq-20200101000000-x', old, current, 'faq-other-20200101000000-1'].sort());
});

test('a node that is gone costs one try, and one that is frozen no more than its time', async (t) => {
  const cluster = await published(t, { nodes: 3 });
  const [gone, frozen] = [cluster.hosts[0], 1];
  cluster.stopNode(0);
  cluster.fail = ({ node }) => (node === frozen ? 'hang' : undefined);
  const server = await serveCluster(t, cluster, { url: `opensearch://${gone},${cluster.hosts[2]},${cluster.hosts[1]}/faq` });
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask({ type: 'ask', id: '1', text: question })).outcome, 'answered');
  cluster.fail = () => 'hang';
  const began = Date.now();
  const reply = await visitor.ask({ type: 'ask', id: '2', text: 'What does a lost card cost?' });
  assert.equal(reply.code, 'busy');
  assert.ok(Date.now() - began < BUSY * CALL_MILLISECONDS);
  assert.equal(await ready(server), 503);
  cluster.fail = () => undefined;
  await patience(async () => (await ready(server)) === 200);
  assert.equal((await visitor.ask({ type: 'ask', id: '3', text: 'What does a lost card cost?' })).type, 'answer');
  assert.match(server.output.stderr, /the search cluster does not answer/);
  await server.stop();
});

test('nodes that fail again and again are left alone for a while', async (t) => {
  const cluster = await published(t);
  const server = await serveCluster(t, cluster, { flags: ['--workers', '1'] });
  const visitor = await Visitor.greeted(server);
  cluster.fail = () => ({ status: 503 });
  let number = 0;
  await patience(async () => {
    const before = cluster.count(/_search/);
    assert.equal((await visitor.ask({ type: 'ask', id: `${number++}`, text: `${question} ${number}` })).code, 'busy');
    return cluster.count(/_search/) === before;
  });
  cluster.fail = () => undefined;
  await patience(async () => (await visitor.ask({ type: 'ask', id: `${number++}`, text: question })).outcome === 'answered');
  await server.stop();
});

test('an answer of some shards is asked for once more, and not given', async (t) => {
  const cluster = await published(t, { nodes: 1 });
  let left = 1;
  const partial = { status: 200, body: { timed_out: false, _shards: { failed: 1 } } };
  cluster.fail = ({ path: asked }) => (asked.includes('_search') && left-- > 0 ? partial : undefined);
  assert.equal((await answer('--kb', cluster.url())).outcome, 'answered');
  left = 1000;
  const { code, stderr } = await run('ask', '--kb', cluster.url(), question);
  assert.equal(code, 2);
  assert.match(stderr, /do not answer, or not all of them/);
});

test('a local index answers meanwhile', async (t) => {
  const cluster = await published(t);
  const file = path.join(scratch(t), 'index');
  assert.equal((await run('index', '--knowledge', library, '-q', '-o', file)).code, 0);
  cluster.fail = () => ({ status: 503 });
  const server = await serveCluster(t, cluster, { flags: ['--index', file] });
  const visitor = await Visitor.greeted(server);
  assert.equal((await visitor.ask({ type: 'ask', id: '1', text: question })).outcome, 'answered');
  assert.equal(await ready(server), 200);
  await patience(() => /the local index answers until it does/.test(server.output.stderr));
  const asked = cluster.count(/_search/);
  cluster.fail = () => undefined;
  await patience(async () => {
    await visitor.ask({ type: 'ask', id: '2', text: `${question} ${Math.random()}` });
    return cluster.count(/_search/) > asked;
  });
  await patience(() => /the search cluster answers again/.test(server.output.stderr));
  cluster.fail = () => ({ status: 503 });
  assert.equal((await visitor.ask({ type: 'ask', id: '3', text: 'What does a lost card cost?' })).type, 'answer');
  await server.stop();
});

test('a server takes the index that the name leads to next, and its visitors are told', async (t) => {
  const folder = scratch(t);
  const knowledge = path.join(folder, 'a.jsonl');
  const write = (text) => writeFileSync(knowledge, `${JSON.stringify({ id: 'a', question: 'What is new?', answer: text })}\n`);
  write('Nothing.');
  const cluster = await published(t, { knowledge });
  const server = await serveCluster(t, cluster);
  const visitor = await Visitor.greeted(server);
  const ask = { type: 'ask', id: '1', text: 'What is new?' };
  assert.equal((await visitor.ask(ask)).text, 'Nothing.');
  write('Everything.');
  assert.equal((await run('index', '--knowledge', knowledge, '--to', cluster.url(), '-q')).code, 0);
  await patience(async () => (await visitor.ask(ask)).text === 'Everything.');
  await server.stop();
});

test('entries by their ids, related ones and pages come from the cluster, and what needs all of them is done without', async (t) => {
  const cluster = await published(t);
  const server = await serveCluster(t, cluster);
  const { entry } = await answer('--kb', cluster.url());
  const get = async (address) => (await fetch(`http://${server.host}${address}`)).json();
  assert.equal((await get(`/api/entries/${entry}`)).entry, entry);
  assert.equal((await fetch(`http://${server.host}/api/entries/nobody`)).status, 404);
  assert.deepEqual((await get('/api/suggest?text=how')).suggestions ?? [], []);
  assert.equal((await fetch(`http://${server.host}/faq`)).status, 200);
  await server.stop();
});

test('a command that needs the knowledge base itself says so', async (t) => {
  const url = 'opensearch://127.0.0.1:1/faq';
  for (const words of [['search', '--kb', url, 'book'], ['export', 'jsonl', '--kb', url], ['index', '--kb', url, '-o', path.join(scratch(t), 'x')]]) {
    const { code, stderr } = await run(...words);
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`${words[0]} needs the knowledge base itself`));
  }
  assert.match((await run('ask', '--kb', url, '--encoder', 'x.enc', 'a')).stderr, /no vectors of an encoder/);
  assert.match((await run('ask', '--kb', url, 'a')).stderr, /the search cluster does not answer: 127\.0\.0\.1:1: /);
  assert.match((await run('ask', '--kb', 'opensearchs://u:secret@h/faq', 'a')).stderr, /holds a password/);
});

test('a name that leads nowhere, or to something else, is no knowledge base', async (t) => {
  const cluster = await Cluster.start(t, 1);
  assert.match((await run('ask', '--kb', cluster.url(), 'a')).stderr, /no knowledge base called faq; write one/);
  cluster.indexes.set('faq-1', { documents: new Map([['_collection', { format: 2, bytes: 1, pieces: 1 }]]) });
  cluster.aliases.set('faq', 'faq-1');
  assert.match((await run('ask', '--kb', cluster.url(), 'a')).stderr, /written by another version/);
  cluster.indexes.get('faq-1').documents.set('_collection', { format: 1, bytes: 3, pieces: 1 });
  cluster.indexes.get('faq-1').documents.set('_collection-0', { packed: 'YWJj' });
  const { code, stderr } = await run('ask', '--kb', cluster.url(), 'a');
  assert.equal(code, 2);
  assert.match(stderr, /no index|damaged/);
  cluster.indexes.delete('faq-1');
  assert.match((await run('ask', '--kb', cluster.url(), 'a')).stderr, /does not answer: 127\.0\.0\.1:\d+: status 404/);
});

test('a password goes over TLS only, and is shown nowhere', async (t) => {
  const env = { ...process.env, OPENSEARCH_PASSWORD: 'a-secret' };
  const ask = (url, extra = {}) => spawnSync(program, ['ask', '--kb', url, 'a'], { cwd: root, encoding: 'utf8', env: { ...env, ...extra } });
  assert.match(ask('opensearch://me@127.0.0.1:1/faq').stderr, /over TLS only/);
  const { stderr } = ask('opensearchs://me@127.0.0.1:1/faq');
  assert.match(stderr, /does not answer/);
  assert.ok(!stderr.includes('a-secret'));
  assert.match(ask('opensearchs://me@127.0.0.1:1/faq', { OPENSEARCH_PASSWORD: undefined }).stderr, /there is no password/);
  const file = path.join(scratch(t), 'password');
  writeFileSync(file, 'a-secret\n');
  assert.match(ask('opensearchs://me@127.0.0.1:1/faq', { OPENSEARCH_PASSWORD: undefined, OPENSEARCH_PASSWORD_FILE: file }).stderr, /does not answer/);
  const { code, stdout } = await run('serve', '--check-config', '--kb', 'opensearchs://me@127.0.0.1:1/faq');
  assert.equal(code, 0);
  assert.match(stdout, /opensearchs:\/\/me@127\.0\.0\.1:1\/faq/);
});

// The system's authorities are exchanged, for the one program, with a folder in which the cluster's certificate is.
const canMount = spawnSync('unshare', ['-rm', 'mount', '--bind', '/tmp', '/etc/ssl/certs']).status === 0;
test('with ca= no authority of the system is trusted any more', async (t) => {
  if (!canMount) return t.skip('the system does not let this user exchange a folder');
  const folder = scratch(t);
  const make = (name) => execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', path.join(folder, `${name}.key`), '-out', path.join(folder, `${name}.pem`)],
  { stdio: 'ignore' });
  make('system');
  make('own');
  execFileSync('openssl', ['rehash', folder]);
  const [key, cert] = ['key', 'pem'].map((suffix) => readFileSync(path.join(folder, `system.${suffix}`)));
  let requests = 0;
  const node = https.createServer({ key, cert }, (request, response) => { requests++; response.writeHead(404).end('{}'); }).listen(0, '127.0.0.1');
  t.after(() => node.close());
  await once(node, 'listening');
  rmSync(path.join(folder, 'system.key'));
  const own = path.join(scratch(t), 'own.pem');
  writeFileSync(own, readFileSync(path.join(folder, 'own.pem')));
  const ask = (query) => promisify(execFile)('unshare', ['-rm', 'sh', '-c', 'mount --bind "$1" /etc/ssl/certs && shift && exec "$@"', 'sh', folder,
    program, 'ask', '--kb', `opensearchs://127.0.0.1:${node.address().port}/faq${query}`, 'a']).catch(({ stderr }) => stderr);
  assert.match(await ask(''), /no knowledge base called faq|does not answer/);
  const trusted = requests;
  assert.match(await ask(`?ca=${own}`), /does not answer/);
  assert.equal(requests, trusted);
  assert.match(await ask(`?ca=${path.join(folder, 'system.pem')}`), /no knowledge base called faq/);
});

test('no file of an index on its way stays', async (t) => {
  const folder = scratch(t);
  const cluster = await Cluster.start(t, 1);
  const ended = spawnSync(program, ['index', '-q', '--knowledge', library, '--to', 'opensearch://127.0.0.1:1/faq'],
    { cwd: root, env: { ...process.env, TMPDIR: folder }, timeout: isSlow ? 120_000 : 60_000 });
  assert.equal(ended.status, 2);
  assert.deepEqual(readdirSync(folder), []);
  const file = path.join(folder, 'kept');
  assert.equal((await run('index', '-q', '--knowledge', library, '-o', file, '--to', cluster.url())).code, 0);
  assert.equal(readFileSync(file).toString('latin1', 0, 15), 'SQLite format 3');
});
