// lib/haproxy.mjs - HAProxy in front of servers on this machine, by the very file that is for operators. Only what names a
// machine is replaced: ports, addresses, the site's name, and the user where this is not root.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../../e2e/lib/server.mjs';
import { freePort } from './postgres.mjs';

const PROGRAM = '/usr/sbin/haproxy';
const PATIENCE_MILLISECONDS = 60_000;

/** Why there can be none; undefined: there can. To be given to a test as `skip`. */
export const missing = existsSync(PROGRAM) ? undefined : 'HAProxy is not installed (make deps-test)';

export const file = path.join(root, 'bot/server/deploy/haproxy.cfg');

/** What each of its servers needs to know of it. */
export const flags = ['--trust-proxy', '127.0.0.1', '--host', '127.0.0.1'];

// Each place must be there, so that the file cannot change without this.
function replace(text, pattern, by) {
  assert.match(text, pattern);
  return text.replace(pattern, by);
}

function adapt(text, port, ports, folder) {
  const servers = ports.map((each, at) => `    server faqbot${at + 1} 127.0.0.1:${each}\n`).join('');
  let adapted = replace(text, /( {4}server faqbot\d+ \S+\n)+/, servers);
  adapted = replace(adapted, /^ {4}bind :80$/m, `    bind 127.0.0.1:${port}`);
  adapted = replace(adapted, /^ {4}bind 127\.0\.0\.1:8404$/m, `    bind unix@${folder}/stats`);
  adapted = replace(adapted, /Host bot\.example\.org$/m, 'Host 127.0.0.1');
  return process.getuid() === 0 ? adapted : replace(adapted, /^ {4}user .*\n {4}group .*\n/m, '');
}

/** HAProxy with servers behind it at these ports, until the test's end. */
export class Haproxy {
  static async start(test, ports) {
    const haproxy = new Haproxy();
    haproxy.ports = ports;
    haproxy.folder = mkdtempSync(path.join(tmpdir(), 'faqbot-haproxy-'));
    test.after(() => haproxy.remove());
    do {
      haproxy.port = await freePort();
    } while (!(await haproxy.run())); // somebody else may have taken it
    haproxy.host = `127.0.0.1:${haproxy.port}`;
    haproxy.url = `http://${haproxy.host}`;
    haproxy.socket = `ws://${haproxy.host}/ws`;
    return haproxy;
  }

  async run() {
    const configuration = path.join(this.folder, 'haproxy.cfg');
    writeFileSync(configuration, adapt(readFileSync(file, 'utf8'), this.port, this.ports, this.folder));
    this.log = '';
    this.process = spawn(PROGRAM, ['-db', '-f', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.process.stderr.setEncoding('utf8').on('data', (text) => (this.log += text));
    this.ended = once(this.process, 'close');
    while (this.process.exitCode === null && !(await this.states().catch(() => null))) await pause(20);
    assert.ok(this.process.exitCode === null || /Address already in use/.test(this.log), this.log);
    return this.process.exitCode === null;
  }

  /** What HAProxy takes each server for, by its port: 'UP', 'DOWN', ... */
  async states() {
    const text = await new Promise((resolve, reject) => {
      http.get({ socketPath: path.join(this.folder, 'stats'), path: '/;csv', agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (piece) => (body += piece)).on('end', () => resolve(body));
      }).on('error', reject);
    });
    const [names, ...rows] = text.replace('# ', '').trim().split('\n').map((line) => line.split(','));
    const column = (row, name) => row[names.indexOf(name)];
    return new Map(rows.filter((row) => /^faqbot\d/.test(column(row, 'svname')))
      .map((row) => [this.ports[column(row, 'svname').slice('faqbot'.length) - 1], column(row, 'status').split(' ')[0]]));
  }

  /** Waits until it takes the server at `port` for one in that state. */
  async sees(port, state) {
    const end = Date.now() + PATIENCE_MILLISECONDS;
    while ((await this.states()).get(port) !== state) {
      assert.ok(Date.now() < end, `the server at port ${port} is not ${state} for HAProxy`);
      await pause(50);
    }
  }

  async remove() {
    this.process?.kill('SIGKILL');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
