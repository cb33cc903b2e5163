// bench/opensearch.mjs - what an ask costs where the entries lie in a cluster of OpenSearch, beside the same from a local index: how
// long it takes, one after the other, and how much of it is the server's own CPU time. The cluster is on this machine, three nodes
// of 256 MB, so network and a second machine's memory are not in the figures. What the cache of recent questions does is left out.
//
//     node bench/opensearch.mjs MADE KNOWLEDGE-FOLDER PASSAGES
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { OpenSearch, missing } from '../cluster/lib/opensearch.mjs';
import { program, root, serve, unlimited } from '../e2e/lib/server.mjs';

const [made, folder, passages] = process.argv.slice(2);
const TICKS = 100; // of /proc/PID/stat in a second

if (missing) {
  console.log(`bench-opensearch: skipped, ${missing}`);
  process.exit(0);
}

const share = (list, part) => list[Math.min(list.length - 1, Math.floor(part * list.length))].toFixed(1).padStart(8);
const ticks = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((sum, one) => sum + Number(one), 0);
const timed = (what, work) => {
  const began = Date.now();
  work();
  console.log(`${what.padEnd(34)} ${((Date.now() - began) / 1000).toFixed(1)} s`);
};

// The second half of the questions is measured, since engines compile while they are asked.
async function measure(name, source, questions) {
  const ends = [];
  const server = await serve({ after: (end) => ends.push(end) }, { ...source, flags: [...unlimited, '--cached-questions', '0', '--workers', '2'] });
  const took = [];
  let right = 0;
  let before = 0;
  for (const [at, [text, expected]] of questions.entries()) {
    if (at === questions.length >> 1) {
      took.length = 0;
      before = ticks(server.pid);
    }
    const began = performance.now();
    const answer = await (await fetch(`http://${server.host}/api/ask?q=${encodeURIComponent(text)}`)).json();
    took.push(performance.now() - began);
    if (answer.type !== 'answer') throw new Error(JSON.stringify(answer));
    right += answer.candidates[0]?.id === expected;
  }
  const spent = ((ticks(server.pid) - before) * 1000) / TICKS / took.length;
  took.sort((a, b) => a - b);
  console.log(`${name.padEnd(16)}${share(took, 0.5)}${share(took, 0.95)}${share(took, 0.99)}   ${spent.toFixed(2).padStart(6)}   ${right} of ${questions.filter(([, expected]) => expected !== '-').length}`);
  await server.stop();
  for (const end of ends) await end();
}

mkdirSync(folder, { recursive: true });
const [knowledge, tsv, index] = ['passages.jsonl', 'questions.tsv', 'index'].map((name) => path.join(folder, name));
const writeIndex = (...words) => execFileSync(program, ['index', '-q', '--knowledge', knowledge, ...words], { cwd: root, stdio: 'inherit' });
execFileSync(made, ['passages', passages, knowledge, tsv], { stdio: 'ignore' });
const questions = readFileSync(tsv, 'utf8').trim().split('\n').map((line) => line.split('\t'));
const cluster = await OpenSearch.start({ nodes: 3 });
try {
  timed('an index file of it', () => writeIndex('-o', index));
  timed('the same, and sent to the cluster', () => writeIndex('-o', index, '--to', cluster.url('bench')));
  console.log(`\n${passages} passages        p50     p95     p99   CPU ms   right ones first`);
  await measure('local index', { index }, questions);
  await measure('cluster', { knowledge: cluster.url('bench') }, questions);
} finally {
  await cluster.remove();
}
