// bench/cluster.mjs - what an ask costs when several servers share the work behind HAProxy, beside one server alone. Figures, not
// verdicts.
//
//   node bench/cluster.mjs [ASKS]      FAQBOT: the program
//
// What counts is CPU time, of the servers and of HAProxy each, since visitors, HAProxy and servers share this machine's cores
// with whatever else it does: so many asks a second the cores that are used would answer if they had nothing else to do. HAProxy
// runs by the file for operators (server/deploy/haproxy.cfg). Each visitor asks again once it is answered, and no answer comes
// out of a cache.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { Haproxy, flags } from '../cluster/lib/haproxy.mjs';
import { root, serve, unlimited } from '../e2e/lib/server.mjs';
import { Visitor } from '../e2e/lib/visitor.mjs';

const ASKS = Number(process.argv[2] ?? 20_000);
const VISITORS = 60;
const REPLICAS = [1, 2, 3];
const TICKS_A_SECOND = 100; // USER_HZ, which is the same on all machines that Debian runs on
const knowledge = path.join(root, 'knowledge');
const questions = readFileSync(path.join(knowledge, 'tests.tsv'), 'utf8').split('\n')
  .filter((line) => line && !line.startsWith('#')).map((line) => line.split('\t')[0]);

// Seconds of CPU time that the process has had, with all its threads; proc(5), stat.
function spent(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

const channels = {
  'a WebSocket': async (server) => {
    const visitor = await Visitor.greeted(server);
    return { ask: (text) => visitor.ask({ type: 'ask', id: '1', text }), leave: () => visitor.leave() };
  },
  'a POST each': async (server) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    return {
      ask: async (text) => {
        const request = http.request(`${server.url}/api/ask`, { method: 'POST', agent });
        request.end(JSON.stringify({ text }));
        const [response] = await once(request, 'response');
        let body = '';
        for await (const piece of response.setEncoding('utf8')) body += piece;
        return JSON.parse(body);
      },
      leave: () => agent.destroy(),
    };
  },
};

async function converse(visitor, from, count) {
  for (let i = from; i < from + count; i++) {
    const reply = await visitor.ask(questions[i % questions.length]);
    if (reply.type !== 'answer') throw new Error(JSON.stringify(reply));
  }
}

// Asks what was asked for, and gives the CPU time that each process had meanwhile.
async function measure(server, open, pids) {
  const visitors = await Promise.all(Array.from({ length: VISITORS }, () => open(server)));
  const each = Math.ceil(ASKS / VISITORS);
  await Promise.all(visitors.map((visitor, at) => converse(visitor, at, 10))); // connections and pages are there by then
  const before = pids.map(spent);
  await Promise.all(visitors.map((visitor, at) => converse(visitor, at, each)));
  const times = pids.map((pid, at) => spent(pid) - before[at]);
  await Promise.all(visitors.map((visitor) => visitor.leave()));
  return { asks: each * VISITORS, times };
}

function report(name, channel, servers, { asks, times }) {
  const sum = (some) => some.reduce((total, time) => total + time, 0);
  const each = (seconds) => ((seconds / asks) * 1e6).toFixed(1).padStart(9);
  const [inServers, inProxy] = [sum(times.slice(0, servers)), sum(times.slice(servers))];
  const share = times.slice(0, servers).map((time) => `${Math.round((100 * time) / inServers)}`).join(' ');
  console.log(`${name.padEnd(24)} ${channel.padEnd(12)} ${each(inServers)} ${each(inProxy)} ${each(inServers + inProxy)} ` +
    `${Math.round(asks / (inServers + inProxy)).toString().padStart(12)}   ${share}`);
}

// A server's limits are off: the visitors share an address.
async function run(name, servers, isBehind) {
  const endings = [];
  const scope = { after: (end) => endings.unshift(end) };
  const more = ['--cached-questions', '0', ...unlimited, ...(isBehind ? flags : [])];
  const replicas = await Promise.all(Array.from({ length: servers }, () => serve(scope, { knowledge, flags: more })));
  const front = isBehind ? await Haproxy.start(scope, replicas.map(({ port }) => port)) : replicas[0];
  const pids = [...replicas.map(({ pid }) => pid), ...(isBehind ? [front.process.pid] : [])];
  try {
    for (const [channel, open] of Object.entries(channels)) report(name, channel, servers, await measure(front, open, pids));
  } finally {
    for (const end of endings) await end();
  }
}

console.log(`${''.padEnd(37)} ${'servers'.padStart(9)} ${'HAProxy'.padStart(9)} ${'together'.padStart(9)} ${'asks/s/core'.padStart(12)}   share of each, %`);
await run('one server alone', 1, false);
for (const count of REPLICAS) await run(`${count} behind HAProxy`, count, true);
