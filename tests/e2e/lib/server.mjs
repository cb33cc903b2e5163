// lib/server.mjs - starts the built program as an operator would: a process, a port, a signal.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const program = path.resolve(process.env.FAQBOT ?? path.join(root, 'build/release/faqbot'));
export const library = 'tests/transcripts/knowledge/library';
export const unlimited = ['--asks-per-connection', '0', '--asks-per-address', '0', '--connections-per-address', '0'];
export const isSanitized = program.includes('sanitize');
export const isSlow = isSanitized || program.includes('tsan');
export const isDelegated = process.env.FAQBOT_INLINE_MICROSECONDS === '0'; // every ask goes to a worker

// Runs the program to its end: {code, signal, stdout, stderr}.
export async function run(...words) {
  const child = spawn(program, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = gather(child);
  const [code, signal] = await once(child, 'close');
  return { code, signal, ...output };
}

// To SQLite, a file that may not grow beyond so many blocks of 512 bytes is a full disk.
export const smallDisk = (blocks) => `trap '' XFSZ; ulimit -f ${blocks}`;

function gather(child) {
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  return output;
}

// Starts a server on a free port. `test` (node's test context) stops it, and finds fault with what it left on stderr.
// Limits are off unless `flags` are given: the tests ask more in a second than a visitor in an hour. `under`: what the
// shell is to do before it becomes the server, such as a ulimit.
export async function serve(test, { knowledge = library, index, follow, listen = '127.0.0.1:0', flags = unlimited, env = {}, under = ':' } = {}) {
  const source = follow ? ['--follow', follow] : index ? ['--index', index] : ['--knowledge', knowledge];
  const log = flags.includes('--log') ? [] : ['--log', 'text'];
  const words = [program, 'serve', ...source, '--listen', listen, ...log, ...flags];
  const child = spawn('sh', ['-c', `${under}; exec "$@"`, 'sh', ...words], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = gather(child);
  const closed = once(child, 'close');
  const server = {
    output,
    pid: child.pid,
    signal: (name) => child.kill(name),
    // [exit code, signal]
    ended: () => closed,
    stop: async () => {
      child.kill('SIGTERM');
      const [code, signal] = await closed;
      if (code !== 0 || signal !== null) {
        throw new Error(`the server ended with ${signal ?? code}: ${output.stderr}`);
      }
    },
  };
  test.after(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      await server.stop();
    }
  });
  server.url = await new Promise((resolve, reject) => {
    const look = () => {
      const found = /serving ((?:https?|unix):[^\s"]+)["\n]/.exec(output.stderr);
      if (found) resolve(found[1]);
    };
    child.stderr.on('data', look);
    closed.then(() => reject(new Error(`the server did not start: ${output.stderr}`)));
  });
  server.port = Number(new URL(server.url).port);
  server.host = new URL(server.url).host;
  server.socket = server.url.replace(/^http/, 'ws') + '/ws';
  return server;
}
