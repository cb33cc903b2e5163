// e2e/mcp.test.mjs - `faqbot mcp` as an assistant's program meets it: through the protocol's official client, in every
// revision, and byte by byte where that client would never go.
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import {
  CallToolResultSchema, DiscoverResultSchema, EmptyResultSchema, InitializeResultSchema, JSONRPCErrorResponseSchema,
  JSONRPCResultResponseSchema, ListToolsResultSchema,
} from '@modelcontextprotocol/core';
import Ajv2020 from 'ajv/dist/2020.js';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from '../timed.mjs';
import { library, program, root, run } from './lib/server.mjs';

const WORDS = ['mcp', '--knowledge', library];
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(JSON.parse(readFileSync(join(root, 'bot/chat/schema.json'), 'utf8')), 'faqbot');
const isReply = ajv.compile({ $ref: 'faqbot#/$defs/reply' });

// A client that has connected, by what it prefers: 'legacy' begins with `initialize`, a pin is the revision without.
async function connect(context, mode) {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const transport = new StdioClientTransport({ command: program, args: WORDS, cwd: root, stderr: 'pipe' });
  const errors = [];
  client.onerror = (error) => errors.push(error);
  transport.stderr?.on('data', (data) => errors.push(String(data)));
  context.after(async () => {
    await client.close();
    assert.deepEqual(errors, []);
  });
  await client.connect(transport);
  return client;
}

const call = (client, name, args) => client.callTool({ name, arguments: args });

// What was said over the wire, and nothing else: stdin is `input`, and every line of stdout is one JSON value.
function talk(input, words = WORDS) {
  const ended = spawnSync(program, words, { cwd: root, input, timeout: 60000, maxBuffer: 1 << 26 });
  assert.equal(ended.error, undefined);
  const lines = String(ended.stdout).split('\n');
  assert.equal(lines.pop(), '', 'the last line has its end');
  return { code: ended.status, signal: ended.signal, stderr: String(ended.stderr), replies: lines.map((line) => JSON.parse(line)) };
}

const request = (id, method, params) => JSON.stringify({ jsonrpc: '2.0', id, method, params });
const initialize = (protocolVersion, id = 0) =>
  request(id, 'initialize', { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } });
const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };
const lines = (...messages) => `${messages.join('\n')}\n`;

for (const [mode, revision] of [['legacy', '2025-11-25'], [{ pin: '2026-07-28' }, '2026-07-28'], ['auto', '2026-07-28']]) {
  const told = typeof mode === 'string' ? mode : 'pinned';
  test(`the official client (${told}) lists the tools and gets answers, choices and refusals`, async (context) => {
    const client = await connect(context, mode);
    assert.equal(client.getNegotiatedProtocolVersion(), revision);
    assert.equal(client.getServerVersion().name, 'faqbot');
    assert.match(client.getInstructions(), /say so plainly/);
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map((tool) => tool.name), ['ask', 'search', 'entry']);
    for (const tool of tools) {
      assert.equal(tool.annotations.readOnlyHint, true);
      assert.equal(tool.inputSchema.additionalProperties, false);
      assert.match(tool.description, /plainly|disclaimer/);
    }
    const answered = await call(client, 'ask', { text: 'how long may i keep a book' });
    assert.equal(answered.isError, false);
    assert.equal(answered.structuredContent.outcome, 'answered');
    assert.ok(answered.content[0].text.startsWith(answered.structuredContent.text));
    assert.match(answered.content[0].text, /^Source: /m);
    assert.ok(answered.content[0].text.includes(`Disclaimer: ${answered.structuredContent.disclaimer.text}`));
    const entry = await call(client, 'entry', { entry: answered.structuredContent.source.entry });
    assert.equal(entry.structuredContent.text, answered.structuredContent.text);
    assert.ok(entry.content[0].text.includes(`Disclaimer: ${answered.structuredContent.disclaimer.text}`));
    const none = await call(client, 'ask', { text: 'zyzzyva' });
    assert.equal(none.structuredContent.outcome, 'none');
    assert.match(none.content[0].text, /^NO ANSWER\./);
    const unsure = await call(client, 'ask', { text: 'book' });
    assert.equal(unsure.structuredContent.outcome, 'unsure');
    assert.match(unsure.content[0].text, /^UNSURE\./);
    for (const { id, question } of unsure.structuredContent.candidates) {
      assert.ok(unsure.content[0].text.includes(`- ${question} [${id}]`));
    }
    const found = await call(client, 'search', { text: 'book', limit: 2 });
    assert.equal(found.structuredContent.hits.length, 2);
    for (const { id, title } of found.structuredContent.hits) {
      assert.ok(found.content[0].text.includes(`${title} [${id}]`));
    }
    for (const { structuredContent } of [answered, entry, none, unsure, found]) {
      assert.ok(isReply(structuredContent), JSON.stringify(isReply.errors));
    }
  });
}

test('the configuration of README.md starts a session', () => {
  const [, block] = /^```json\n([^]*?)^```$/m.exec(readFileSync(join(root, 'README.md'), 'utf8'));
  const { command, args } = JSON.parse(block).mcpServers.faq;
  assert.equal(command, 'faqbot');
  const { code, replies } = talk(lines(initialize('2025-11-25')), args.map((word) => word.replace('/srv/faq/knowledge', library)));
  assert.equal(code, 0);
  assert.equal(replies[0].result.protocolVersion, '2025-11-25');
});

test('mistakes of the model are results that it can read, and of the client errors', async (context) => {
  const client = await connect(context, 'legacy');
  const wrong = async (name, args, sentence) => {
    const result = await call(client, name, args);
    assert.equal(result.isError, true);
    assert.equal(result.structuredContent, undefined);
    assert.match(result.content[0].text, sentence);
  };
  await wrong('ask', {}, /`text` must be a string/);
  await wrong('ask', { text: '' }, /empty/);
  await wrong('ask', { text: 'x'.repeat(2001) }, /2000 characters/);
  await wrong('ask', { text: 'x', content: 'blocks' }, /no argument `content`/);
  await wrong('entry', { entry: 'no-such' }, /no entry with this id/);
  await wrong('search', { text: 'x', limit: 51 }, /`limit`/);
  await assert.rejects(call(client, 'answer', {}), { code: -32602 });
  await client.ping();
  const together = await Promise.all(['how long may i keep a book', 'zyzzyva', 'book'].map((text) => call(client, 'ask', { text })));
  assert.deepEqual(together.map((result) => result.structuredContent.outcome), ['answered', 'none', 'unsure']);
});

test('a tool says what the command line says', async () => {
  const question = 'how long may i keep a book';
  const { stdout } = await run('ask', '--knowledge', library, '--json', question);
  const { replies } = talk(lines(initialize('2025-11-25'), request(1, 'tools/call', { name: 'ask', arguments: { text: question } })));
  assert.deepEqual(replies[1].result.structuredContent, { ...JSON.parse(stdout), id: null });
});

test('every reply has the shape that the published schemas ask for', () => {
  const { replies, code, stderr } = talk(lines(
    initialize('2025-11-25', 'a'), request(1, 'ping'), request(2, 'tools/list'),
    request(3, 'tools/call', { name: 'ask', arguments: { text: 'book' } }),
    request(4, 'server/discover', { _meta: meta }), request(5, 'tools/list', { _meta: meta }),
    request(6, 'tools/call', { _meta: meta, name: 'search', arguments: { text: 'book' } }),
    request(7, 'no/such'), request(8, 'tools/call', { name: 'no-such' }), request(9, 'ping', { _meta: meta }),
  ));
  const shapes = [InitializeResultSchema, EmptyResultSchema, ListToolsResultSchema, CallToolResultSchema, DiscoverResultSchema,
    ListToolsResultSchema, CallToolResultSchema];
  shapes.forEach((shape, i) => shape.parse(JSONRPCResultResponseSchema.parse(replies[i]).result));
  for (const reply of replies.slice(4, 7)) {
    assert.equal(reply.result.resultType, 'complete');
    assert.equal(reply.result._meta['io.modelcontextprotocol/serverInfo'].name, 'faqbot');
  }
  const errors = replies.slice(shapes.length).map((reply) => JSONRPCErrorResponseSchema.parse(reply));
  assert.deepEqual(errors.map(({ id, error }) => [id, error.code]), [[7, -32601], [8, -32602], [9, -32601]]);
  assert.equal(code, 0);
  assert.equal(stderr, '');
});

test('the schemas of the tools are valid, and what the tools return is as they say', () => {
  const { replies } = talk(lines(
    initialize('2025-11-25'), request(1, 'tools/list'),
    ...['how long may i keep a book', 'book', 'zyzzyva'].map((text, i) => request(i + 2, 'tools/call', { name: 'ask', arguments: { text } })),
    request(5, 'tools/call', { name: 'search', arguments: { text: 'book' } }),
  ));
  const [ask, search] = replies[1].result.tools;
  const strict = new Ajv2020({ strict: true });
  for (const tool of replies[1].result.tools) {
    strict.compile(tool.inputSchema);
    strict.compile(tool.outputSchema);
  }
  for (const reply of replies.slice(2, 5)) {
    assert.ok(strict.validate(ask.outputSchema, reply.result.structuredContent), strict.errorsText());
  }
  assert.ok(strict.validate(search.outputSchema, replies[5].result.structuredContent), strict.errorsText());
});

test('bad lines are answered as JSON-RPC says, and what follows is read all the same', () => {
  const { replies, code, stderr } = talk(Buffer.concat([
    Buffer.from(lines('nonsense', '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', '', '   ', '[]', '5', '{"id":7}')),
    Buffer.from('{"jsonrpc":"2.0","id":1,"method":"\xff"}\n', 'latin1'),
    Buffer.from(lines('x'.repeat(300000), request('é'.repeat(1000), 'ping'), '{"jsonrpc":"2.0","method":"no/such"}')),
    Buffer.from('{"jsonrpc":"2.0","id":12345678901234567890.50,"method":"ping"}\r\n\ufeff'),
    Buffer.from('{"jsonrpc":"2.0","id":3,"method":"pi'),
  ]));
  assert.deepEqual(replies.map(({ id, error }) => [id, error?.code]), [
    [null, -32700], [null, -32700], [null, -32600], [null, -32600], [7, -32600], [null, -32700], [null, -32600],
    ['é'.repeat(1000), undefined], [Number('12345678901234567890.50'), undefined], [null, -32700],
  ]);
  assert.equal(code, 0);
  assert.equal(stderr, '');
});

test('the longest question fits, also where every character is an escape', () => {
  const text = '\\ud83d\\ude00'.repeat(2000);
  const { replies } = talk(lines(initialize('2025-11-25'),
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"text":"${text}"}}}`));
  assert.equal(replies[1].result.isError, false);
});

test('batches are answered in the revision that has them', () => {
  const batch = `[${request(1, 'ping')},{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}},${request('b', 'ping')}]`;
  const { replies } = talk(lines(initialize('2025-03-26'), batch, initialize('2025-06-18'), batch));
  assert.deepEqual(replies[1], [{ jsonrpc: '2.0', id: 1, result: {} }, { jsonrpc: '2.0', id: 'b', result: {} }]);
  assert.deepEqual([replies[3].id, replies[3].error.code], [null, -32600]);
});

test('each reply comes at once, and SIGTERM ends a session that waits, with 0', async () => {
  const child = spawn(program, WORDS, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  for (const id of [1, 2, 3]) {
    child.stdin.write(`${request(id, 'ping')}\n`);
    assert.equal(JSON.parse((await replies.next()).value).id, id);
  }
  child.stdin.write('{"jsonrpc":"2.0"');
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'close'), [0, null]);
});

test('a client that stops reading, and a knowledge base that is not there, are errors on stderr', async () => {
  const child = spawn(program, WORDS, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  const complaints = [];
  child.stderr.on('data', (data) => complaints.push(data));
  child.stdin.on('error', () => {});
  child.stdout.destroy();
  child.stdin.write(`${request(1, 'ping')}\n`.repeat(3));
  assert.deepEqual(await once(child, 'close'), [2, null]);
  assert.match(String(Buffer.concat(complaints)), /cannot write the output/);
  const { code, stdout, stderr } = await run('mcp', '--knowledge', '/no/such');
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /\/no\/such/);
});
