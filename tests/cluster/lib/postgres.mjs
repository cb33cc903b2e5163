// lib/postgres.mjs - real PostgreSQL servers on loopback, each with a folder of its own, and one that follows another.
//
// PostgreSQL refuses to run as root, so there it runs as Debian's user `postgres`. What is kept matters for as long as a test
// does, but what a test says of a crash has to be true of one: fsync stays on. Everybody who can connect is trusted, unless a
// test asks for passwords or TLS.
import { execFile, spawn } from 'node:child_process';
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BIN = '/usr/lib/postgresql/15/bin';
const START_MILLISECONDS = 60_000;

/** Why there can be no server; undefined: there can. To be given to a test as `skip`. */
export const missing = existsSync(`${BIN}/postgres`) ? undefined : 'PostgreSQL 15 is not installed (make deps-test)';

let owner;

/** Whom the servers run as: nobody else where this is not root. */
async function ownership() {
  if (process.getuid() !== 0) return {};
  if (!owner) {
    const [, , uid, gid] = (await readFile('/etc/passwd', 'utf8')).split('\n').find((line) => line.startsWith('postgres:')).split(':');
    owner = { uid: Number(uid), gid: Number(gid) };
  }
  return owner;
}

/** A port that nobody had a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    }).on('error', reject);
  });
}

/** A server. `settings` are lines of postgresql.conf; `rules` those of pg_hba.conf. */
export class Postgres {
  /** A new, empty one, which is running. */
  static async start({ settings = [], rules } = {}) {
    const server = await Postgres.place(settings);
    await run(`${BIN}/initdb`, ['-D', server.data, '-U', 'faqbot', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'], server.as);
    if (rules) await writeFile(path.join(server.data, 'pg_hba.conf'), `${rules.join('\n')}\n`);
    await server.resume();
    return server;
  }

  /** One that has what this one has, and gets what it writes. Synchronous with `synchronous_standby_names` of this one. */
  async follow({ settings = [], name = 'standby' } = {}) {
    const server = await Postgres.place(settings);
    await run(`${BIN}/pg_basebackup`, ['-D', server.data, '-h', '127.0.0.1', '-p', String(this.port), '-U', 'faqbot', '-X', 'stream', '-c', 'fast',
      '-R', '-d', `application_name=${name}`], server.as);
    await server.resume();
    return server;
  }

  static async place(settings) {
    const server = new Postgres();
    const { uid, gid } = await ownership();
    server.folder = await mkdtemp(path.join(tmpdir(), 'faqbot-postgres-'));
    if (uid !== undefined) await chown(server.folder, uid, gid);
    await chmod(server.folder, 0o700);
    server.as = { uid, gid, cwd: server.folder, env: { PATH: process.env.PATH, LC_ALL: 'C' } };
    server.data = path.join(server.folder, 'data');
    server.port = await freePort();
    server.settings = settings;
    return server;
  }

  /** Starts it on its own port: the first time, after stop(), or after kill(). */
  async resume() {
    const options = ['listen_addresses=127.0.0.1', `port=${this.port}`, `unix_socket_directories=${this.folder}`, 'max_connections=60',
      'shared_buffers=16MB', 'wal_level=replica', 'max_wal_senders=4', ...this.settings];
    this.log = '';
    this.process = spawn(`${BIN}/postgres`, ['-D', this.data, ...options.flatMap((option) => ['-c', option])],
      { ...this.as, stdio: ['ignore', 'ignore', 'pipe'] });
    this.process.stderr.on('data', (bytes) => (this.log = (this.log + bytes).slice(-20_000)));
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
    const end = Date.now() + START_MILLISECONDS;
    for (;;) {
      try {
        await run(`${BIN}/pg_isready`, ['-q', '-h', '127.0.0.1', '-p', String(this.port)]);
        return;
      } catch {
        if (this.process.exitCode !== null || Date.now() > end) throw new Error(`PostgreSQL does not start:\n${this.log}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** The address; `query` such as `schema=a`, `user` another one than the owner of everything. */
  url({ user = 'faqbot', query = '', ssl = 'disable' } = {}) {
    return `postgres://${user}@127.0.0.1:${this.port}/postgres?sslmode=${ssl}${query && `&${query}`}`;
  }

  /** Rows of one statement, each an object of texts. `schema`: at the head of search_path. */
  async query(sql, schema = 'faqbot') {
    const { stdout } = await run('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', this.url(), '-c', `SET search_path TO "${schema}"`,
      '-c', `SELECT coalesce(json_agg(to_json(rows)), '[]') FROM (${sql}) AS rows`], { env: this.as.env, maxBuffer: 1 << 28 });
    return JSON.parse(stdout);
  }

  /** Statements that return nothing. */
  async execute(sql, schema = 'faqbot') {
    await run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', this.url(), '-c', `SET search_path TO "${schema}"`, '-c', sql], { env: this.as.env });
  }

  /** Makes a standby the one that is written to. */
  async promote() {
    await run(`${BIN}/pg_ctl`, ['-D', this.data, '-w', '-t', '60', 'promote'], this.as);
  }

  /** SIGSTOP and SIGCONT to it and its children. */
  async freeze(frozen = true) {
    const { stdout } = await run('pgrep', ['-P', String(this.process.pid)]);
    for (const pid of [this.process.pid, ...stdout.trim().split('\n').map(Number)]) process.kill(pid, frozen ? 'SIGSTOP' : 'SIGCONT');
  }

  /** As a power cut would: nobody says goodbye. */
  async kill() {
    const { stdout } = await run('pgrep', ['-P', String(this.process.pid)]).catch(() => ({ stdout: '' }));
    for (const pid of [this.process.pid, ...stdout.trim().split('\n').filter(Boolean).map(Number)]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it has ended by itself
      }
    }
    await this.ended;
    // A postmaster that did not say goodbye leaves its lock, and the next one looks whether the process is still there.
  }

  /** Ends it; clients that are connected are sent away. */
  async stop() {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGCONT');
      this.process.kill('SIGINT');
    }
    await this.ended;
  }

  /** Ends it and removes what it had. */
  async remove() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
