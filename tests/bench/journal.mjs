// bench/journal.mjs - rows a second that a journal takes, and what a row costs: in a file, and in PostgreSQL by one and by three
// servers. Figures, not verdicts.
//
//   node bench/journal.mjs PROGRAM [ROWS]
//
// PostgreSQL runs on this machine and shares its cores and its disk, on which both sync.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Postgres, missing } from '../cluster/lib/postgres.mjs';

const run = promisify(execFile);
const [program, rows = '100000'] = process.argv.slice(2);
const TICKS_A_SECOND = 100; // USER_HZ, which is the same on all machines that Debian runs on

const folder = await mkdtemp(path.join(tmpdir(), 'faqbot-bench-'));

async function write(servers, address = []) {
  const outputs = await Promise.all(Array.from({ length: servers }, (_, i) =>
    run(program, [rows, path.join(folder, `${address.length}-${servers}-${i}.db`), ...address])));
  const figures = outputs.map(({ stdout }) => stdout.trim().split(' ').map(Number));
  return { rows: servers * Number(rows), seconds: Math.max(...figures.map(([, , there]) => there)), cpu: figures.reduce((sum, [, , , cpu]) => sum + cpu, 0) };
}

// Seconds of CPU time of PostgreSQL and of all its children that have ended or not; proc(5), stat.
async function spent(database) {
  const { stdout } = await run('pgrep', ['-P', String(database.process.pid)]);
  let ticks = 0;
  for (const pid of [database.process.pid, ...stdout.trim().split('\n')]) {
    const fields = (await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')).replace(/^.*\) /, '').split(' ');
    const own = Number(pid) === database.process.pid ? [11, 12, 13, 14] : [11, 12];
    ticks += fields.length > 14 ? own.reduce((sum, field) => sum + Number(fields[field]), 0) : 0;
  }
  return ticks / TICKS_A_SECOND;
}

function print(name, { rows: count, seconds, cpu }, database) {
  const each = (value) => `${((value / count) * 1e6).toFixed(1)} µs`;
  console.log(`${name}: ${Math.round(count / seconds)} rows/s; of CPU a row ${each(cpu)}${database === undefined ? '' : `, and ${each(database)} of PostgreSQL`}`);
}

try {
  print('file', await write(1));
  if (missing) {
    console.log(missing);
  } else {
    for (const servers of [1, 3]) {
      const database = await Postgres.start();
      await run(program, ['0', path.join(folder, 'tables.db'), database.url()]);
      const before = await spent(database);
      const figures = await write(servers, [database.url()]);
      print(`PostgreSQL, servers: ${servers}`, figures, (await spent(database)) - before);
      await database.remove();
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
