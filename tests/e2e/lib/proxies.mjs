// lib/proxies.mjs - nginx and HAProxy in front of the server, each as README.md shows: the configuration is taken
// from there, and only the ports and paths of a real machine are replaced.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, serve } from './server.mjs';

export const NAME = 'bot.example.org';
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

// [the options of `faqbot serve`, the proxy's configuration]
export function example(kind) {
  const [, words, configuration] = new RegExp(`\`\`\`sh\nfaqbot serve ([^\n]*)\n\`\`\`\n\n\`\`\`${kind}\n([^]*?)\`\`\``).exec(readme);
  return [words.split(' '), configuration];
}

// A folder with a certificate in it that every user may read, as a proxy that was started by root gives that up.
export function scratch(t) {
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

export const proxies = {
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
        .replace('127.0.0.1:8080', `127.0.0.1:${server.port}`)
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

// The server with `words` (its options in README.md) and `more` options, and before it the proxy with the configuration
// `text`: [the server, the proxy as something to connect to, the files].
export async function behind(t, proxy, [words, text], more) {
  const files = scratch(t);
  const flags = proxy.server(files, words);
  const at = flags.indexOf('--listen');
  const [listen] = flags.splice(at, 2).slice(1);
  const server = await serve(t, { listen, flags: [...flags, ...more] });
  const port = await start(t, proxy, files, server, text);
  return [server, { port, ca: readFileSync(files.certificate) }, files];
}

// A port below those that the system hands out, so that nobody else gets it meanwhile; should it be taken, the next one.
export async function start(t, proxy, files, server, text) {
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
