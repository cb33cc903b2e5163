// proxies.test.mjs - the server behind nginx and behind HAProxy, each as README.md has it: the text is taken from there,
// and only ports and paths are put in the place of those of a real machine.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { root, serve } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const NAME = 'bot.example.org';
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

// [the options of `faqbot serve`, the proxy's configuration]
function example(kind) {
  const [, words, configuration] = new RegExp(`\`\`\`sh\nfaqbot serve ([^\n]*)\n\`\`\`\n\n\`\`\`${kind}\n([^]*?)\`\`\``).exec(readme);
  return [words.split(' '), configuration];
}

// A folder with a certificate in it that every user may read, as a proxy that was started by root gives that up.
function scratch(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-proxy-'));
  chmodSync(folder, 0o755);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [certificate, key] = ['certificate.pem', 'key.pem'].map((name) => path.join(folder, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const both = path.join(folder, 'both.pem');
  writeFileSync(both, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
  return { folder, certificate, key, both };
}

const proxies = {
  nginx: {
    server: ({ folder }, words) => words.map((word) => word.replace('/run/faqbot/socket', path.join(folder, 'socket'))),
    configuration: ({ folder, certificate, key }, port, server, text) => [
      `pid ${folder}/nginx.pid;`,
      process.getuid() === 0 ? 'user root;' : '',
      'events {}',
      'http {',
      'access_log off;',
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`),
      text.replace('listen 443', `listen 127.0.0.1:${port}`).replace('/run/faqbot/socket', path.join(folder, 'socket'))
        .replace(/\/etc\/\S*\.pem/, certificate).replace(/\/etc\/\S*\.key/, key),
      '}\n',
    ].join('\n'),
    command: ({ folder }, file) => ['/usr/sbin/nginx', '-p', folder, '-e', 'stderr', '-c', file, '-g', 'daemon off;'],
  },
  haproxy: {
    server: (files, words) => words.map((word) => word.replace('127.0.0.1:8080', '127.0.0.1:0')),
    configuration: ({ both }, port, server, text) => text.replace(':443', `127.0.0.1:${port}`)
      .replace('127.0.0.1:8080', `127.0.0.1:${server.port}`).replace(/\/etc\/\S*\.pem/, both),
    command: (files, file) => ['/usr/sbin/haproxy', '-db', '-f', file],
  },
};

// A port below those that the system hands out, so that nobody else gets it meanwhile; should it be taken, the next one.
async function start(t, proxy, files, server, text) {
  for (let port = 20000 + (process.pid % 5000); port < 30000; port++) {
    const file = path.join(files.folder, 'proxy.conf');
    writeFileSync(file, proxy.configuration(files, port, server, text));
    const [program, ...words] = proxy.command(files, file);
    const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (piece) => (log += piece));
    const ended = once(child, 'close');
    const knock = () => new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); }).on('error', () => resolve(false));
    });
    while (child.exitCode === null && !(await knock())) await new Promise((resolve) => setTimeout(resolve, 20));
    if (child.exitCode === null) {
      t.after(async () => {
        child.kill('SIGTERM');
        await ended;
      });
      return port;
    }
    assert.match(log, /Address already in use/, log);
  }
  return assert.fail('no port is free');
}

for (const [kind, proxy] of Object.entries(proxies)) {
  test(`behind ${kind} the server answers, converses, knows its visitors and says goodbye`, async (t) => {
    const files = scratch(t);
    const [words, text] = example(kind);
    const flags = proxy.server(files, words);
    const at = flags.indexOf('--listen');
    const [listen] = flags.splice(at, 2).slice(1);
    const server = await serve(t, { listen, flags: [...flags, '--asks-per-address', '2', '--asks-per-connection', '0'] });
    const port = await start(t, proxy, files, server, text);
    const ca = readFileSync(files.certificate);
    const get = (address, from, headers = {}) => new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: address, servername: NAME, ca, localAddress: from, agent: false, headers: { Host: NAME, ...headers } };
      https.get(options, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (piece) => (body += piece)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      }).on('error', reject);
    });
    const visit = (origin, from) => Visitor.open({ socket: `wss://127.0.0.1:${port}/ws` },
      { ca, servername: NAME, localAddress: from, origin, headers: { Host: NAME } });

    const page = await get('/', '127.0.0.5');
    assert.equal(page.status, 200);
    assert.match(page.headers['content-security-policy'], /default-src 'none'/);
    assert.match(page.body, /<faq-chat/);
    assert.equal((await get('/', '127.0.0.5', { Host: 'evil.example' })).status, 403);

    // Two asks a minute, whatever a visitor says of where he comes from; another one is not held up by it.
    const statuses = [];
    for (let i = 0; i < 3; i++) {
      const answer = await get('/api/ask?q=book', '127.0.0.2', { 'X-Forwarded-For': `203.0.113.${i}` });
      statuses.push(answer.status);
    }
    assert.deepEqual(statuses, [200, 200, 429]);
    assert.equal((await get('/api/ask?q=book', '127.0.0.3')).status, 200);

    const visitor = await visit(`https://${NAME}`, '127.0.0.4');
    assert.equal((await visitor.next()).type, 'hello');
    const question = { type: 'ask', id: '1', text: 'How long may I keep a book?' };
    assert.equal((await visitor.ask(question)).outcome, 'answered');
    assert.equal((await visitor.ask({ type: 'ping', id: 'x'.repeat(64) })).type, 'pong');
    const held = await visit(`https://${NAME}`, '127.0.0.2');
    assert.equal((await held.next()).type, 'hello');
    assert.equal((await held.ask(question)).code, 'rate_limited');
    assert.equal((await held.leave()).code, 1000);
    assert.equal((await (await visit('https://evil.example', '127.0.0.4')).event()).code, 4503);

    server.signal('SIGTERM');
    assert.equal((await visitor.event()).code, 4001);
    assert.deepEqual(await server.ended(), [0, null]);
    assert.equal((await get('/', '127.0.0.5')).status, kind === 'nginx' ? 502 : 503);
  });
}
