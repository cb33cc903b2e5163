// e2e/outside.test.mjs - what the operator sees: metrics, readiness and the log.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange, frame, opcodes, shaken } from './lib/raw.mjs';
import { isDelegated, serve } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const get = (server, path, headers = '') => exchange(server, `GET ${path} HTTP/1.1\r\nHost: ${server.host}\r\n${headers}\r\n`);

// The metrics as an object, the text held to Prometheus' format on the way.
async function metrics(server) {
  const answer = await get(server, '/metrics');
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  assert.ok(answer.body.endsWith('\n'));
  const values = {};
  let kind;
  for (const line of answer.body.trimEnd().split('\n')) {
    const comment = /^# (HELP|TYPE) (faqbot_[a-z_]+) (.+)$/.exec(line);
    if (comment) {
      if (comment[1] === 'TYPE') kind = { name: comment[2], type: comment[3] };
      continue;
    }
    const sample = /^(faqbot_[a-z_]+)(\{[a-z]+="[^"\\\n]*"\})? (\d+(?:\.\d+)?)$/.exec(line);
    assert.ok(sample, line);
    const base = kind.type === 'histogram' ? sample[1].replace(/_(bucket|sum|count)$/, '') : sample[1];
    assert.equal(base, kind.name, line);
    assert.equal(kind.type === 'counter', sample[1].endsWith('_total'), line);
    assert.ok(!(sample[1] + (sample[2] ?? '') in values), `twice: ${line}`);
    values[sample[1] + (sample[2] ?? '')] = Number(sample[3]);
  }
  return values;
}

test('the metrics count what happens', async (t) => {
  const server = await serve(t, { flags: ['--asks-per-connection', '3', '--idle-seconds', '0'] });
  let before; // once the worker, if there is one, has the knowledge base that it was given
  do before = await metrics(server);
  while (before['faqbot_worker_waiting'] > 0);
  assert.equal(before['faqbot_conversations'], 0);
  assert.equal(before['faqbot_knowledge_entries'], 7);
  const visitor = await Visitor.greeted(server);
  // In other words than the knowledge base has: the server has asked itself those already, to measure how long it takes.
  await visitor.ask({ type: 'ask', id: '1', text: 'How many weeks may I keep that book?' });
  await visitor.ask({ type: 'ask', id: '2', text: 'How many weeks may I keep that book?' });
  await visitor.ask({ type: 'ask', id: '3', text: 'Who won the football match?' });
  await visitor.ask({ type: 'ask', id: '4', text: 'Who won the football match?' });
  const raw = await shaken(server);
  raw.write(frame(opcodes.text, '{"type":"ping"}'));
  await raw.frame();
  const after = await metrics(server);
  const change = Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - before[name]])
    .filter(([name, value]) => value !== 0 && !/seconds|uptime/.test(name)));
  assert.deepEqual(change, {
    'faqbot_requests_total{type="ask"}': 3,
    'faqbot_requests_total{type="ping"}': 1,
    'faqbot_asks_total{outcome="answered"}': 2,
    'faqbot_asks_total{outcome="none"}': 1,
    faqbot_errors_total: 1,
    faqbot_cache_hits_total: 1,
    ...(isDelegated && { faqbot_asks_delegated_total: 2 }),
    'faqbot_refusals_total{reason="rate_connection"}': 1,
    faqbot_conversations: 2,
    faqbot_conversations_total: 2,
    faqbot_connections: change.faqbot_connections, // those of this test's own requests may not be gone yet
    faqbot_connections_total: 3,
  });
  assert.equal(after['faqbot_ask_seconds_count'], 3);
  assert.equal(after['faqbot_ask_seconds_bucket{le="+Inf"}'], 3);
  assert.ok(after['faqbot_ask_seconds_sum'] > 0);
  const version = visitor.hello.knowledge.version;
  assert.equal(after[`faqbot_knowledge_info{version="${version}"}`], 1);
  await Promise.all([visitor.leave(), raw.leave()]);
});

test('/readyz says ready', async (t) => {
  const server = await serve(t);
  assert.deepEqual([(await get(server, '/readyz')).status, (await get(server, '/readyz')).body], [200, 'ready\n']);
});

test('the log is JSON, an object a line, without questions', async (t) => {
  const server = await serve(t, { flags: ['--log', 'json', '--log-asks'] });
  const visitor = await Visitor.greeted(server);
  const text = 'How long may I keep a "book"\\?';
  assert.equal((await visitor.ask({ type: 'ask', id: '1', text })).outcome, 'answered');
  await visitor.ask({ type: 'ask', id: '2', text: ' ' });
  await visitor.leave();
  await server.stop();
  const lines = server.output.stderr.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ event }) => event), ['serving', 'ask', 'stopping']);
  for (const line of lines) {
    assert.match(line.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(line.level, 'info');
  }
  assert.equal(lines[0].url, server.url);
  assert.deepEqual([lines[1].outcome, lines[1].entry, lines[1].question], ['answered', 'loan-period', undefined]);
  assert.ok(lines[1].confidence > 0 && lines[1].took_us >= 0);
  assert.ok(!server.output.stderr.includes('keep'));
});

test('with --log-questions the log has the questions, whatever is in them', async (t) => {
  const questions = ['How long may I keep a "book"\\?', 'tab\tand\u0001control \u2028 \u202e', '𝄞'.repeat(2000)];
  for (const form of ['json', 'text']) {
    const server = await serve(t, { flags: ['--log', form, '--log-questions'] });
    const visitor = await Visitor.greeted(server);
    for (const text of questions) await visitor.ask({ type: 'ask', id: '1', text });
    await visitor.leave();
    await server.stop();
    const lines = server.output.stderr.trimEnd().split('\n').filter((line) => line.includes('asked: '));
    assert.equal(lines.length, questions.length);
    if (form === 'json') assert.deepEqual(lines.map((line) => JSON.parse(line).question), questions);
    else assert.ok(lines[0].endsWith(questions[0]) && lines[2].endsWith(questions[2]), lines[0]);
    assert.ok(!/[\0-\x09\x0b-\x1f\x7f]/.test(server.output.stderr));
  }
});
