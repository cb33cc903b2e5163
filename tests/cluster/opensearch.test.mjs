// cluster/opensearch.test.mjs - a knowledge base in a real cluster of OpenSearch: that it answers as an index does, and what visitors
// see while nodes are killed or frozen. One cluster for all, since it takes half a minute to start; what freezes comes last.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, stir, test as timed } from '../timed.mjs';
import { OpenSearch, missing } from './lib/opensearch.mjs';
import { freePort } from './lib/postgres.mjs';
import { program, root, run, serve, unlimited } from '../e2e/lib/server.mjs';
import { Visitor } from '../e2e/lib/visitor.mjs';

const CALL_MILLISECONDS = 3000; // that a question may take, whatever the cluster does
const BUSY = 5; // times as long, on a machine that does other things
const PASSAGES = 6000; // more than are compared by their meanings
const test = (name, body) => timed(name, { skip: missing, timeout: 900_000 }, async (t) => {
  const alive = setInterval(stir, 10_000);
  t.after(() => clearInterval(alive));
  await body(t);
});

let cluster;
let folder;
let index;
let knowledge;
const questions = [];

// Words of a language that is made up; those in front are the most frequent.
function words(count, seed) {
  let state = BigInt(seed) * 0x9e3779b97f4a7c15n + 1n;
  const next = (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 33n) % below;
  };
  const word = (number) => {
    let text = '';
    for (let rest = number * 7 + 70; rest > 0; rest = Math.floor(rest / 70)) text += 'bdfgklmnprstvz'[rest % 14] + 'aeiou'[Math.floor((rest % 70) / 14)];
    return text;
  };
  return Array.from({ length: count }, () => word(next(1 + next(3000)))).join(' ');
}

// Each question has some words of one passage, and others.
function write(file, passages) {
  const lines = [];
  for (let i = 0; i < passages; i++) {
    const text = words(25 + (i % 40), i);
    lines.push(JSON.stringify({ id: `p${i}`, title: words(2, i + 1e6), text }));
    if (i % Math.floor(passages / 300) === 0) questions.push(`${text.split(' ').slice(3, 9).join(' ')} ${words(1 + (i % 2), i + 2e6)}`);
  }
  writeFileSync(file, `${lines.join('\n')}\n`);
}

before(async () => {
  if (missing) return;
  folder = mkdtempSync(path.join(tmpdir(), 'faqbot-cluster-'));
  knowledge = path.join(folder, 'passages.jsonl');
  index = path.join(folder, 'index');
  write(knowledge, PASSAGES);
  assert.equal((await run('index', '-q', '--knowledge', knowledge, '-o', index)).code, 0);
  cluster = await OpenSearch.start({ nodes: 3 });
  stir();
});

after(async () => {
  await cluster?.remove();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const publish = async (name, from = knowledge) => {
  const { code, stderr } = await run('index', '-q', '--knowledge', from, '--to', cluster.url(name));
  assert.equal(code, 0, stderr);
};

// What the program says to each line, as objects.
function asked(lines, ...options) {
  const { stdout, stderr, status } = spawnSync(program, ['ask', '--json', ...options], { cwd: root, input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.ok(status < 2, stderr);
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

const first = ({ candidates }) => candidates[0]?.id;

test('the same questions get the same answers from a cluster as from an index', async (t) => {
  await publish('same');
  const sets = [[questions, index, 'same']];
  if (process.env.DATA) { // a folder of sets of questions, as `make quality` takes them
    const set = path.join(process.env.DATA, 'squad');
    const [from, file] = [path.join(set, 'knowledge.jsonl'), path.join(folder, 'squad')];
    assert.equal((await run('index', '-q', '--knowledge', from, '-o', file)).code, 0);
    await publish('squad', from);
    sets.push([readFileSync(path.join(set, 'questions.tsv'), 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t')[0]).filter((_, i) => i % 4 === 0), file, 'squad']);
  }
  for (const [lines, file, name] of sets) {
    const [here, apart] = [asked(lines, '--index', file), asked(lines, '--kb', cluster.url(name))];
    const alike = here.filter((one, i) => first(one) === first(apart[i]) && one.outcome === apart[i].outcome);
    const distance = Math.max(...here.map((one, i) => (first(one) === first(apart[i]) ? Math.abs(one.confidence - apart[i].confidence) : 0)));
    t.diagnostic(`${name}: ${alike.length} of ${lines.length} alike, confidences at most ${distance.toFixed(4)} apart`);
    assert.equal(here.length, lines.length);
    assert.ok(alike.length >= 0.98 * lines.length);
    assert.ok(distance <= 0.05);
  }
});

// Asks until the questions are over; each of them once more where the server says that it is busy. What was not as expected:
async function visit(visitor, expected, count, watch = () => {}) {
  const found = { wrong: 0, again: 0, refused: 0, longest: 0 };
  for (let i = 0; i < count; i++) {
    const text = questions[i % questions.length];
    const began = Date.now();
    let reply = await visitor.ask({ type: 'ask', id: `${i}`, text: `${text}${' ?'.repeat(1 + Math.floor(i / questions.length))}` });
    found.longest = Math.max(found.longest, Date.now() - began);
    if (reply.code === 'busy') {
      found.again++;
      await new Promise((resolve) => setTimeout(resolve, reply.retry_after_ms ?? 1000));
      reply = await visitor.ask({ type: 'ask', id: `${i}b`, text: `${text}${' ?'.repeat(1 + Math.floor(i / questions.length))}` });
    }
    if (reply.type === 'error') found.refused++;
    else if (first(reply) !== expected[i % questions.length]) found.wrong++;
    await watch(i);
  }
  return found;
}

const serveCluster = (t, name, url = cluster.url(name)) => serve(t, { knowledge: url, flags: [...unlimited, '--cached-questions', '0'] });

test('a node that is killed in the middle of a thousand questions costs no answer', async (t) => {
  const expected = asked(questions, '--index', index).map(first);
  const server = await serveCluster(t, 'same');
  const visitor = await Visitor.greeted(server);
  let killed;
  const found = await visit(visitor, expected, 1000, (i) => {
    if (i === 400) killed = cluster.kill(0); // the one that is asked
  });
  await killed;
  t.diagnostic(`of 1000: ${found.again} asked again, longest ${found.longest} ms`);
  assert.deepEqual({ wrong: found.wrong, refused: found.refused }, { wrong: 0, refused: 0 });
  assert.ok(found.longest < BUSY * CALL_MILLISECONDS);
  await server.stop();
  await cluster.resume(0);
});

test('a node that is killed while an index is written loses nothing, and doubles nothing', async (t) => {
  const file = path.join(folder, 'more.jsonl');
  const kept = questions.length;
  write(file, 4 * PASSAGES);
  questions.length = kept;
  const child = spawn(program, ['index', '-q', '--knowledge', file, '--to', cluster.url('more')], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (bytes) => (complaint += bytes));
  const ended = new Promise((resolve) => child.once('close', resolve));
  for (let found = 0; found < PASSAGES && child.exitCode === null;) {
    const indexes = await cluster.get('/more-*/_stats/indexing').catch(() => ({}));
    found = indexes._all?.primaries?.indexing?.index_total ?? 0;
  }
  const isUnderWay = child.exitCode === null;
  await cluster.kill(1);
  assert.equal(await ended, 0, complaint);
  assert.ok(isUnderWay, 'it was killed too late to tell');
  const { count } = await cluster.get('/more/_count');
  const { _source: about } = await cluster.get('/more/_doc/_collection');
  t.diagnostic(`${count} documents, of which ${about.pieces + 1} are the collection`);
  assert.equal(count, 4 * PASSAGES + about.pieces + 1);
  await cluster.resume(1);
  assert.equal((await run('ask', '--json', '--kb', cluster.url('more'), questions[0])).code < 2, true);
});

test('indexes get what the template for operators says, and are as the program makes them otherwise', async () => {
  const template = readFileSync(path.join(root, 'bot/server/deploy/opensearch-template.json'), 'utf8');
  assert.equal((await cluster.get('/_index_template/faqbot', template)).acknowledged, true);
  await publish('faqbot-shop');
  const [made] = Object.values(await cluster.get('/faqbot-shop/_settings?flat_settings=true'));
  for (const [name, value] of Object.entries(JSON.parse(template).template.settings)) assert.equal(made.settings[name], String(value));
  assert.equal(made.settings['index.similarity.default.type'], 'BM25');
  assert.equal(first(asked([questions[0]], '--kb', cluster.url('faqbot-shop'))[0]), first(asked([questions[0]], '--index', index)[0]));
});

// nginx with TLS and a password in front of a node.
async function proxied(t) {
  const [port, certificate, key] = [await freePort(), path.join(folder, 'certificate.pem'), path.join(folder, 'key.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  writeFileSync(path.join(folder, 'users'), `me:${execFileSync('openssl', ['passwd', '-apr1', 'a-secret'], { encoding: 'utf8' })}`);
  writeFileSync(path.join(folder, 'nginx.conf'), `pid ${folder}/nginx.pid; ${process.getuid() === 0 ? 'user root;' : ''}
    events {} http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/a; uwsgi_temp_path ${folder}/b;
    scgi_temp_path ${folder}/c; client_max_body_size 100m; server { listen 127.0.0.1:${port} ssl; ssl_certificate ${certificate}; ssl_certificate_key ${key};
    auth_basic cluster; auth_basic_user_file ${folder}/users; location / { proxy_pass http://127.0.0.1:${cluster.nodes[2].http}; proxy_set_header Authorization ""; } } }`);
  const nginx = spawn('/usr/sbin/nginx', ['-p', folder, '-e', 'stderr', '-c', path.join(folder, 'nginx.conf'), '-g', 'daemon off;'], { stdio: 'ignore' });
  const gone = new Promise((resolve) => nginx.once('exit', resolve));
  t.after(async () => {
    nginx.kill('SIGTERM');
    await gone;
  });
  const isListening = () => new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(true)).listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
  while (!(await isListening())) await new Promise((resolve) => setTimeout(resolve, 50));
  return { port, certificate };
}

test('through TLS and a password, and not with another certificate, name or password', async (t) => {
  const { port, certificate } = await proxied(t);
  const ask = (host, ca, password) => spawnSync(program, ['ask', '--json', '--kb', `opensearchs://me@${host}:${port}/same${ca ? `?ca=${ca}` : ''}`, questions[0]],
    { cwd: root, encoding: 'utf8', env: { ...process.env, OPENSEARCH_PASSWORD: password } });
  const right = ask('localhost', certificate, 'a-secret');
  assert.equal(first(JSON.parse(right.stdout)), first(asked([questions[0]], '--index', index)[0]), right.stderr);
  for (const [refused, sentence] of [[ask('localhost', certificate, 'other'), /does not let this user in/], [ask('localhost', '', 'a-secret'), /does not answer: .*(certificate|SSL)/],
    [ask('127.0.0.1', certificate, 'a-secret'), /does not answer: .*(certificate|SSL)/]]) {
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, sentence);
    assert.ok(!refused.stderr.includes('a-secret'));
  }
});

test('a node that is frozen holds no question up', async (t) => {
  const expected = asked(questions, '--index', index).map(first);
  const server = await serveCluster(t, 'same');
  const visitor = await Visitor.greeted(server);
  const found = await visit(visitor, expected, 150, (i) => {
    if (i === 30) cluster.freeze(0);
    if (i === 110) cluster.freeze(0, false);
  });
  t.diagnostic(`of 150: ${found.again} asked again, ${found.refused} refused, longest ${found.longest} ms`);
  assert.equal(found.wrong, 0);
  assert.ok(found.longest < BUSY * CALL_MILLISECONDS);
  await server.stop();
});
