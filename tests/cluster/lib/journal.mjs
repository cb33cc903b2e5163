// lib/journal.mjs - what the tests of a journal on PostgreSQL have in common: a database, servers that keep their journal there, and
// how to know that everything has arrived.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serve, unlimited } from '../../e2e/lib/server.mjs';
import { Postgres } from './postgres.mjs';

const WAIT_MILLISECONDS = 100_000; // a try may be 30 seconds away, and a machine busy

/** A folder that goes with the test. */
export function makeFolder(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-journal-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A server of PostgreSQL that goes with the test. */
export async function startDatabase(t, options) {
  const database = await Postgres.start(options);
  t.after(() => database.remove());
  return database;
}

/** A server whose journal is there. `queue`: the file in front of it. */
export const start = (t, url, queue = path.join(makeFolder(t), 'queue.db'), options = {}) =>
  serve(t, { flags: [...unlimited, '--journal', url, '--journal-queue', queue], ...options });

/** Looks again and again until it is so. */
export async function poll(look, what) {
  const end = Date.now() + WAIT_MILLISECONDS;
  while (!(await look())) {
    if (Date.now() > end) assert.fail(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A number that the server publishes, of those whose names begin with faqbot_. */
export async function metric(server, name) {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^faqbot_${name} (\\d+)$`, 'm').exec(text)[1]);
}

/** Until all is in the database that the server has taken. Where that is late, what was acknowledged may be on disk only. */
export const settled = (server) => poll(async () => (await metric(server, 'journal_waiting')) + (await metric(server, 'journal_queue_length'))
  + (await metric(server, 'journal_away')) === 0, 'everything is delivered');
