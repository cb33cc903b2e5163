// e2e/clients.test.mjs - the programs of README.md that hold a conversation, run as they stand there: against the
// server, which is restarted meanwhile, and against one that behaves as this test tells it to.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { test } from '../timed.mjs';
import { root, serve } from './lib/server.mjs';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blockOf = (kind) => new RegExp(`^\`\`\`${kind}\n([^]*?)^\`\`\`$`, 'm').exec(readme)[1];
// Debian's Python has Debian's packages; another one may come before it.
const python = ['python3', '/usr/bin/python3'].find((one) => spawnSync(one, ['-c', 'import websockets']).status === 0);
const clients = [
  { name: 'Python', command: python, file: 'talk.py', text: blockOf('python'),
    skip: python === undefined && 'install the package python3-websockets' },
  { name: 'JavaScript', command: process.execPath, file: 'talk.mjs', text: blockOf('js'), skip: false },
];

// A client at work: `say` a line, await what it `prints`.
function start(context, { command, file, text }, address) {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-clients-'));
  symlinkSync(join(root, 'tests', 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, file), text);
  const child = spawn(command, [join(folder, file), address], { stdio: ['pipe', 'pipe', 'pipe'] });
  const client = { output: '', complaints: '', ended: once(child, 'close') };
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (data) => (client.output += data));
  child.stderr.setEncoding('utf8').on('data', (data) => (client.complaints += data));
  client.say = (line) => child.stdin.write(`${line}\n`);
  client.end = () => child.stdin.end();
  client.prints = async (pattern) => {
    while (!pattern.test(client.output)) {
      await Promise.race([once(child.stdout, 'data'), client.ended.then(() => {
        throw new Error(`it has ended, without ${pattern}: ${client.output}${client.complaints}`);
      })]);
    }
    client.output = '';
  };
  context.after(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return client;
}

// A server that hands each request, and how many came before it, to `answer`, with the connection to answer on.
async function pretend(context, answer) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'faqbot.v1' });
  const requests = [];
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      requests.push(JSON.parse(String(data)));
      answer(socket, requests.at(-1), requests.length);
    });
    socket.send(JSON.stringify({ type: 'hello', limits: { question_chars: 2000 } }));
  });
  context.after(() => {
    server.clients.forEach((socket) => socket.terminate());
    server.close();
  });
  await once(server, 'listening');
  return { address: `ws://127.0.0.1:${server.address().port}/ws`, requests };
}

const reply = (socket, request, more) => socket.send(JSON.stringify({ type: 'answer', id: request.id, ...more }));

for (const client of clients) {
  const { name, skip } = client;

  test(`${name}: a conversation, with a choice, a follow-up and a restart of the server`, { skip }, async (context) => {
    let server = await serve(context);
    const talk = start(context, client, server.socket);
    talk.say('book');
    await talk.prints(/Is it one of these\?\n {2}1\. How long may I keep a book\?\n/);
    talk.say('1');
    await talk.prints(/Four weeks[^]*From: Lending https:\/\/library\.example\/lending\nThe lending rules/);
    talk.say('x'.repeat(2001));
    await talk.prints(/too long/);
    await server.stop();
    talk.say('how long may I keep a book');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(talk.output.trim(), '');
    server = await serve(context, { listen: `127.0.0.1:${server.port}` });
    await talk.prints(/Four weeks[^]*\nThe lending rules/);
    talk.say('zyzzyva');
    talk.end();
    assert.deepEqual(await talk.ended, [0, null]);
    assert.match(talk.output, /\S/);
    assert.equal(talk.complaints, '');
  });

  test(`${name}: what was not answered is sent again, with its id, and a new question has another`, { skip }, async (context) => {
    const server = await pretend(context, (socket, request, count) => {
      if (count === 1) socket.close(4001);
      else if (count === 2) socket.terminate();
      else reply(socket, request, { outcome: 'answered', text: `to ${request.text}`, source: { entry: 'e' } });
    });
    const talk = start(context, client, server.address);
    talk.say('one');
    await talk.prints(/to one\nFrom: e/);
    talk.say('two');
    await talk.prints(/to two/);
    const [first, second, third, fourth] = server.requests;
    assert.deepEqual([second, third], [first, first]);
    assert.notEqual(fourth.id, first.id);
    assert.deepEqual([first.context ?? null, fourth.context], [null, 'e']);
    talk.end();
    assert.deepEqual(await talk.ended, [0, null]);
  });

  test(`${name}: a server that is busy is given the time that it asks for`, { skip }, async (context) => {
    const times = [];
    const server = await pretend(context, (socket, request, count) => {
      times.push(Date.now());
      if (count === 1) reply(socket, request, { type: 'error', code: 'busy', temporary: true, retry_after_ms: 1500 });
      else reply(socket, request, { type: 'error', code: 'bad_message', message: 'No question.', temporary: false });
    });
    const talk = start(context, client, server.address);
    talk.say('one');
    await talk.prints(/No question\./);
    assert.equal(server.requests[0].id, server.requests[1].id);
    assert.ok(times[1] - times[0] >= 1400); // that it waits, not how fast it is
  });

  test(`${name}: a server that stops is given the time that it asks for`, { skip }, async (context) => {
    const times = [];
    const server = await pretend(context, (socket, request, count) => {
      times.push(Date.now());
      if (count === 1) socket.close(4001, '{"retry_after_ms":1500}');
      else reply(socket, request, { outcome: 'answered', text: 'back again', source: { entry: 'e' } });
    });
    const talk = start(context, client, server.address);
    talk.say('one');
    await talk.prints(/back again/);
    assert.equal(server.requests[0].id, server.requests[1].id);
    assert.ok(times[1] - times[0] >= 1400); // that it waits, not how fast it is
  });

  test(`${name}: a server that does not want it back is left alone`, { skip }, async (context) => {
    const server = await pretend(context, (socket) => socket.close(4500));
    const talk = start(context, client, server.address);
    talk.say('one');
    assert.deepEqual(await talk.ended, [1, null]);
    assert.match(talk.complaints, /4500/);
    assert.equal(server.requests.length, 1);
  });
}
