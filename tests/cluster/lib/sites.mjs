// lib/sites.mjs - where replicas have their index from and keep what visitors leave behind: what each is told, and what is there
// afterwards.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from '../../e2e/lib/server.mjs';
import { Postgres, missing } from './postgres.mjs';

const FEEDBACK = 'SELECT conversation, request, helpful FROM feedback';
const PATIENCE_MS = 60_000;

function scratch(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-site-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// The same feedback may be in two files, if the server that had it died before it said so.
function openFiles(t, index) {
  const folder = scratch(t);
  const files = new Set();
  return {
    options: (replica) => {
      const file = path.join(folder, `${replica}.db`);
      files.add(file);
      return { index, flags: ['--journal', file] };
    },
    feedback: () => {
      const rows = [...files].flatMap((file) => JSON.parse(execFileSync('sqlite3', ['-json', file, FEEDBACK], { encoding: 'utf8', maxBuffer: 1 << 28 }) || '[]'));
      return [...new Map(rows.map((row) => [`${row.conversation} ${row.request}`, row])).values()];
    },
  };
}

// What was acknowledged while the database was slow may still be in a queue.
async function openDatabase(t, index) {
  const folder = scratch(t);
  const database = await Postgres.start();
  t.after(() => database.remove());
  const url = database.url();
  const { code, stderr } = await run('publish', index, '--to', url);
  assert.equal(code, 0, stderr);
  return {
    options: (replica) => ({ follow: url, flags: ['--follow-folder', path.join(folder, `releases-${replica}`),
      '--journal', url, '--journal-queue', path.join(folder, `${replica}.db`)] }),
    feedback: async (count) => {
      const end = Date.now() + PATIENCE_MS;
      for (;;) {
        const rows = await database.query(FEEDBACK);
        if (rows.length >= count || Date.now() > end) return rows;
        await pause(100);
      }
    },
  };
}

/** [what it is, why it cannot be tried, how to open it]. What is opened gives each replica what serve() is to start it with and,
 * while the replicas run, all rows of feedback, of which there should be so many: { conversation, request, helpful }. */
export const sites = [['files on each machine', undefined, openFiles], ['a database for all', missing, openDatabase]];
