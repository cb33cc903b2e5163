// lib/journals.mjs - where replicas keep what visitors leave behind: what each is told, and what is there afterwards.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FEEDBACK = 'SELECT conversation, request, helpful FROM feedback';

// The same feedback may be in two files, if the server that had it died before it said so.
async function openFiles(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-journals-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = new Set();
  return {
    flags: (replica) => {
      const file = path.join(folder, `${replica}.db`);
      files.add(file);
      return ['--journal', file];
    },
    feedback: async () => {
      const rows = [...files].flatMap((file) => JSON.parse(execFileSync('sqlite3', ['-json', file, FEEDBACK], { encoding: 'utf8', maxBuffer: 1 << 28 }) || '[]'));
      return [...new Map(rows.map((row) => [`${row.conversation} ${row.request}`, row])).values()];
    },
  };
}

/** [what it is, why it cannot be tried, how to open it]. What is opened gives each replica its flags, and once the replicas
 * have ended all rows of feedback: { conversation, request, helpful }. */
export const journals = [['a file for each replica', undefined, openFiles]];
