// cluster/journal.test.mjs - the journal on PostgreSQL: the same rows as in a file, and the same of them wherever they are read.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { program } from '../e2e/lib/server.mjs';
import { Postgres, missing } from './lib/postgres.mjs';

const execute = promisify(execFile);
const conformance = path.join(path.dirname(program), 'unit/test_remote');

test('a store gives the same rows for the same calls as a file', { skip: missing }, async (t) => {
  const database = await Postgres.start();
  t.after(() => database.remove());
  const { stdout, stderr } = await execute(conformance, { env: { ...process.env, FAQBOT_TEST_POSTGRES: database.url() } })
    .catch((error) => assert.fail(`${error.stdout}${error.stderr}`));
  assert.doesNotMatch(stdout + stderr, /SKIPPED|names no database/);
});
