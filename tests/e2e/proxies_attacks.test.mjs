// e2e/proxies_attacks.test.mjs - visitors who share a proxy's connections to the server, some of whom mean harm.
// Nobody may get another visitor's answer, nobody the metrics, and nobody more answers than the limits allow. The
// proxies are configured as in README.md, and also so that they share connections as far as they can.
//
// PROXY_REQUESTS: requests of each attack, every method in turn; PROXY_TABLE: a file to write the results to.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { stir, test } from '../timed.mjs';
import { Caller, Outcome, attacks, hiddenRequest, methods } from './lib/attacks.mjs';
import { NAME, behind, example, proxies } from './lib/proxies.mjs';
import { unlimited } from './lib/server.mjs';

const COUNT = Number(process.env.PROXY_REQUESTS ?? 18);
const ASKS = Math.ceil(COUNT / 3); // one after the other
const LANES = 6; // at a time
const timeout = { timeout: 120_000 + COUNT * Object.keys(attacks).length * 500 };

const [nginxWords, nginxText] = example('nginx');
const [haproxyWords, haproxyText] = example('haproxy');
const replaced = (text, ...pairs) => pairs.reduce((now, [from, to]) => {
  assert.ok(now.includes(from), `README.md no longer says: ${from}`);
  return now.replace(from, to);
}, text);
const reused = ['server faqbot', 'http-reuse always\n    server faqbot'];

const set = {
  'nginx, as in README.md': [proxies.nginx, [nginxWords, nginxText]],
  'nginx, connections kept': [proxies.nginx, [haproxyWords, replaced(`upstream kept {\n server 127.0.0.1:8080;\n keepalive 16;\n}\n${nginxText}`,
    ['http://unix:/run/faqbot/socket:', 'http://kept'], ['$http_connection', '""'], ['$http_upgrade', '""'])]],
  'HAProxy, as in README.md': [proxies.haproxy, [haproxyWords, haproxyText]],
  'HAProxy, connections shared': [proxies.haproxy, [haproxyWords, replaced(haproxyText, reused)]],
  'HAProxy, connections shared, the header set': [proxies.haproxy, [haproxyWords, replaced(haproxyText, reused,
    ['option forwardfor', 'http-request set-header X-Forwarded-For %[src]'])]],
};

function write(...lines) {
  if (process.env.PROXY_TABLE) appendFileSync(process.env.PROXY_TABLE, lines.map((line) => `${line}\n`).join(''));
}

// Runs `body(i)` for 0 to count - 1, some at a time.
async function lanes(count, body) {
  let next = 0;
  await Promise.all(Array.from({ length: LANES }, async (_, lane) => {
    while (next < count) {
      stir();
      await body(next++, lane);
    }
  }));
}

// One attack with every method, a visitor behind each of its requests.
async function run(proxy, build, callers, turns) {
  const outcome = new Outcome();
  await lanes(COUNT, async (i, lane) => {
    const [attacker, visitor] = callers[lane];
    const turn = turns.next++;
    const target = (odd) => (odd ? '/metrics' : `/?q=attacker${turn}x`);
    const method = methods[i % methods.length];
    const around = Math.floor(i / methods.length);
    outcome.addAttacker(await attacker.attack(build(method, target(around % 2), hiddenRequest(target(around % 2 === 0), turn), turn)));
    const mark = `visitor${turn}x`;
    outcome.addVisitor(await visitor.ask(mark, turn), mark);
  });
  return outcome;
}

for (const [name, [proxy, configuration]] of Object.entries(set)) {
  test(`${name}: whatever a visitor sends, others get their own answers, and nobody metrics`, timeout, async (t) => {
    const [server, door] = await behind(t, proxy, configuration, unlimited);
    const callers = Array.from({ length: LANES }, (_, lane) => [new Caller(door, `127.0.1.${lane + 1}`), new Caller(door, `127.0.2.${lane + 1}`)]);
    const turns = { next: 0 };
    const bad = [];
    write('', `${name}: answers to ${COUNT} requests, and to as many visitors`, '');
    for (const [attack, build] of Object.entries(attacks)) {
      const outcome = await run(door, build, callers, turns);
      write(`| ${attack} | ${outcome} |`);
      if (!outcome.isGood) bad.push(`${attack}: ${outcome} (${outcome.unanswered})`);
    }
    await Promise.all(callers.flat().map((caller) => caller.leave()));
    assert.deepEqual(bad, []);
    await server.stop();
  });

  test(`${name}: whatever a visitor sends, the limits are held against their own address`, timeout, async (t) => {
    const limit = 3;
    const flags = ['--asks-per-address', String(limit), '--asks-per-connection', '0', '--log', 'json', '--log-asks'];
    const [server, door] = await behind(t, proxy, configuration, flags);
    const plain = `GET /api/ask?q=book HTTP/1.1\r\nHost: ${NAME}\r\n\r\n`;
    const asked = () => server.output.stderr.split('"event":"ask"').length - 1;
    const bad = [];
    write('', `${name}: asks answered, where ${limit} a minute are allowed and asked, and ${ASKS} attacks follow, each hiding another one`, '');
    for (const [i, [attack, build]] of Object.entries(attacks).entries()) {
      stir();
      const attacker = new Caller(door, `127.0.3.${i + 1}`);
      const began = Date.now();
      const before = asked();
      for (let turn = 0; turn < limit; turn++) await attacker.attack(plain);
      for (let turn = 0; turn < ASKS; turn++) {
        if (turn % 100 === 0) stir();
        const forging = i * ASKS + turn; // another address each time
        await attacker.attack(build('GET', '/api/ask?q=book', hiddenRequest('/api/ask?q=book', 2 * forging + 1), forging));
      }
      await attacker.leave();
      // An address that has not asked yet: when it is answered, the log has what was asked before.
      const witness = new Caller(door, `127.0.4.${i + 1}`);
      const answer = await witness.ask('visitor0x', 0);
      await witness.leave();
      const allowed = limit + 1 + Math.ceil((Date.now() - began) / (60_000 / limit));
      const count = asked() - before;
      write(`| ${attack} | ${count} |`);
      if (count > allowed || answer?.status !== 200) bad.push(`${attack}: ${count} asks, and the next visitor got ${answer?.status}`);
    }
    assert.deepEqual(bad, []);
    await server.stop();
  });
}

for (const name of Object.keys(set)) {
  test(`${name}: three hundred visitors with a question each are answered, and one with three hundred is limited`, timeout, async (t) => {
    const [proxy, configuration] = set[name];
    const limit = 60; // what a connection may ask, unless said otherwise; behind a proxy it is the visitor's
    const [server, door] = await behind(t, proxy, configuration, []);
    const get = `GET /api/ask?q=How+long+may+I+keep+a+book HTTP/1.1\r\nHost: ${NAME}\r\n\r\n`;
    const home = `GET / HTTP/1.1\r\nHost: ${NAME}\r\n\r\n`;
    const count = (answers, status) => answers.filter((answer) => answer?.status === status).length;
    const answers = [];
    await lanes(300, async (i) => {
      const visitor = new Caller(door, `127.1.${i >> 7}.${(i & 127) + 1}`);
      await visitor.send(home, true, 5000); // after which the proxy may take any connection that it has
      answers.push(await visitor.send(get, true, 5000));
      await visitor.leave();
    });
    write('', `${name}: of 300 visitors with a question each ${count(answers, 200)} were answered and ${count(answers, 429)} refused`);
    const one = new Caller(door, '127.2.0.1');
    const began = Date.now();
    const others = [];
    for (let i = 0; i < 300; i++) others.push(await one.send(get, true, 5000));
    await one.leave();
    write(`${name}: of one visitor's 300 questions ${count(others, 200)} were answered and ${count(others, 429)} refused; ${limit} a minute are allowed`);
    assert.equal(count(answers, 200), 300);
    assert.ok(count(others, 200) <= limit + Math.ceil((Date.now() - began) / (60_000 / limit)));
    assert.equal(count(others, 200) + count(others, 429), 300);
    assert.ok(count(others, 200) >= limit, 'what is allowed is answered');
    await server.stop();
  });
}
