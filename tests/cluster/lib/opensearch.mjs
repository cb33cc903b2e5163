// lib/opensearch.mjs - a real cluster of OpenSearch on loopback: its server's jars, which Maven fetches once into a cache, each node a
// process with a folder of its own, which ends with the test, as its standard input does. There is no security plugin in it, so
// nothing but this machine may reach it.
//
// A frozen node is found out within seconds and not half a minute (FAST), so that a test sees both states.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from './postgres.mjs';

const run = promisify(execFile);
const here = fileURLToPath(new URL('../opensearch/', import.meta.url));
const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'opensearch-2.19.6');
const jars = path.join(cache, 'lib');
const START_MILLISECONDS = 240_000;
const FAST = ['follower_check', 'leader_check'].flatMap((check) => [`cluster.fault_detection.${check}.timeout=1s`, `cluster.fault_detection.${check}.retry_count=2`]);

const tools = ['java', 'javac', 'mvn'].filter((tool) => !process.env.PATH.split(':').some((folder) => existsSync(path.join(folder, tool))));

/** The jars, fetched where they are not there yet. */
async function fetchJars() {
  const pom = await readFile(path.join(here, 'pom.xml'), 'utf8');
  const known = await readFile(path.join(cache, 'pom.xml'), 'utf8').catch(() => '');
  if (known === pom && existsSync(jars)) return;
  const work = await mkdtemp(path.join(tmpdir(), 'faqbot-maven-'));
  await mkdir(cache, { recursive: true });
  await copyFile(path.join(here, 'pom.xml'), path.join(work, 'pom.xml'));
  await run('mvn', ['-q', '-B', '-f', path.join(work, 'pom.xml'), 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${jars}`],
    { timeout: START_MILLISECONDS });
  await copyFile(path.join(here, 'pom.xml'), path.join(cache, 'pom.xml'));
  await rm(work, { recursive: true });
}

/** Why there can be no cluster; undefined: there can. To be given to a test as `skip`. */
export const missing = tools.length > 0 ? `${tools.join(', ')} not installed (make deps-cluster)`
  : await fetchJars().then(() => undefined, (error) => `Maven does not fetch OpenSearch: ${String(error).split('\n')[0]}`);

export class OpenSearch {
  static async start({ nodes = 3 } = {}) {
    const cluster = new OpenSearch();
    cluster.folder = await mkdtemp(path.join(tmpdir(), 'faqbot-opensearch-'));
    cluster.nodes = [];
    for (let i = 0; i < nodes; i++) cluster.nodes.push({ name: `node${i}`, http: await freePort(), transport: await freePort(), log: '' });
    for (let i = 0; i < nodes; i++) cluster.#launch(i);
    await cluster.settle();
    return cluster;
  }

  #launch(number) {
    const node = this.nodes[number];
    const settings = [`cluster.name=faqbot-${this.nodes[0].transport}`, `node.name=${node.name}`, 'network.host=127.0.0.1', 'http.type=netty4', 'transport.type=netty4',
      `http.port=${node.http}`, `transport.port=${node.transport}`, `path.home=${this.folder}`, `path.data=${path.join(this.folder, node.name)}`,
      `discovery.seed_hosts=${this.nodes.map(({ transport }) => `127.0.0.1:${transport}`).join(',')}`,
      `cluster.initial_cluster_manager_nodes=${this.nodes.map(({ name }) => name).join(',')}`,
      'node.processors=2', 'cluster.routing.allocation.disk.threshold_enabled=false', ...FAST];
    node.process = spawn('java', ['-Xms256m', '-Xmx256m', '-XX:+UseSerialGC', `-Djava.io.tmpdir=${this.folder}`, '-Dlog4j2.disable.jmx=true', '-Dio.netty.noUnsafe=true',
      '-Dio.netty.allocator.numDirectArenas=0', '-cp', path.join(jars, '*'), path.join(here, 'ClusterNode.java'), ...settings], { stdio: ['pipe', 'pipe', 'pipe'] });
    for (const stream of [node.process.stdout, node.process.stderr]) stream.on('data', (bytes) => (node.log = (node.log + bytes).slice(-4000)));
    node.ended = new Promise((resolve) => node.process.once('exit', resolve));
  }

  /** Waits until all nodes are there that should be, and every part has as many copies as there can be. */
  async settle({ status = 'green', nodes = this.nodes.filter(({ process: one }) => one.exitCode === null && one.signalCode === null).length } = {}) {
    const end = Date.now() + START_MILLISECONDS;
    for (;;) {
      const health = await this.get(`/_cluster/health?wait_for_nodes=${nodes}&wait_for_status=${status}&timeout=5s`).catch(() => undefined);
      if (health && health.timed_out === false) return;
      const ended = this.nodes.find(({ process: one }) => one.exitCode !== null);
      if (ended || Date.now() > end) throw new Error(`OpenSearch does not start:\n${(ended ?? this.nodes[0]).log}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** What a node that runs answers; `body`: what is to be put there. */
  async get(address, body) {
    for (const { http, process: one, isFrozen } of this.nodes) {
      if (one.exitCode !== null || one.signalCode !== null || isFrozen) continue;
      const response = await fetch(`http://127.0.0.1:${http}${address}`, { signal: AbortSignal.timeout(20_000),
        ...(body && { method: 'PUT', body, headers: { 'Content-Type': 'application/json' } }) });
      return response.json();
    }
    throw new Error('no node runs');
  }

  url(name, query = '') {
    return `opensearch://${this.nodes.map(({ http }) => `127.0.0.1:${http}`).join(',')}/${name}${query}`;
  }

  /** As a power cut would. */
  async kill(number) {
    this.nodes[number].process.kill('SIGKILL');
    await this.nodes[number].ended;
  }

  resume(number) {
    this.#launch(number);
    return this.settle();
  }

  freeze(number, frozen = true) {
    this.nodes[number].isFrozen = frozen;
    this.nodes[number].process.kill(frozen ? 'SIGSTOP' : 'SIGCONT');
  }

  async remove() {
    for (const node of this.nodes) {
      node.process.kill('SIGCONT');
      node.process.kill('SIGKILL');
    }
    await Promise.all(this.nodes.map(({ ended }) => ended));
    await rm(this.folder, { recursive: true, force: true });
  }
}
