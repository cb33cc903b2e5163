// bench/costs.mjs - what a visitor costs the server besides finding answers: microseconds of CPU of a suggestion and of a
// question whose answer is known, without and with a journal, all of it over one WebSocket; and bytes of the journal.
//
//     node bench/costs.mjs        (FAQBOT: the program)
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import WebSocket from 'ws';
import { root, serve, unlimited } from '../e2e/lib/server.mjs';

const REQUESTS = 20000; // of each kind
const AT_A_TIME = 8;
const CLOCK_TICK_MICROSECONDS = 10000; // of /proc, sysconf(_SC_CLK_TCK)

const questions = readFileSync(path.join(root, 'knowledge/tests.tsv'), 'utf8').split('\n')
  .filter((line) => line && !line.startsWith('#')).map((line) => line.split('\t')[0]);
const question = (number) => questions[number % questions.length];
const suggest = (number) => ({ type: 'suggest', text: question(number).slice(0, 3 + (number % 20)) });
const ask = (number) => ({ type: 'ask', text: question(number) });

// User and system time of all threads, the 14th and 15th field of the line.
function cpuMicroseconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MICROSECONDS;
}

// Of CPU, for each request.
async function microseconds(server, make) {
  const socket = new WebSocket(server.socket, 'faqbot.v1');
  await new Promise((resolve) => socket.once('open', resolve));
  const before = cpuMicroseconds(server.pid);
  let sent = 0;
  const send = () => socket.send(JSON.stringify({ ...make(sent), id: String(sent++) }));
  await new Promise((resolve, reject) => {
    let answered = 0;
    socket.on('message', (bytes) => {
      const { type, id, message } = JSON.parse(bytes);
      if (type === 'error') reject(new Error(message));
      if (id === undefined || id === null) return;
      if (++answered === REQUESTS) resolve();
      if (sent < REQUESTS) send();
    });
    for (let i = 0; i < AT_A_TIME; i++) send();
  });
  const spent = cpuMicroseconds(server.pid) - before;
  socket.close();
  return spent / REQUESTS;
}

// The server ends with what it is given to be called at the end.
async function measure(flags, kinds) {
  let end;
  const server = await serve({ after: (stop) => { end = stop; } }, { knowledge: path.join(root, 'knowledge'), flags: [...unlimited, ...flags] });
  for (const [what, make] of kinds) {
    console.log(`${what.padEnd(42)} ${(await microseconds(server, make)).toFixed(1).padStart(8)} us`);
  }
  await server.stop();
  await end();
}

const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-costs-'));
const journal = path.join(folder, 'journal.db');
try {
  await measure([], [['a suggestion', suggest], ['a question whose answer is known', ask]]);
  await measure(['--journal', journal], [['  kept in a journal', ask]]);
  console.log(`${'  of which the journal takes'.padEnd(42)} ${(statSync(journal).size / REQUESTS).toFixed(1).padStart(8)} B`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
