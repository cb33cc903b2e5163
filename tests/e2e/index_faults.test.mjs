// e2e/index_faults.test.mjs - what `faqbot index` says about a knowledge base with mistakes.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from './lib/server.mjs';

test('mistakes are reported on stderr with file and line, and counted', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-faults-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'faulty'));
  writeFileSync(join(folder, 'faulty', 'a.md'), '## Why?\n\nBecause.\n\n## And?\n');
  writeFileSync(join(folder, 'faulty', 'b.md'), '---\ntitel: a\n---\n## How?\n\nSo.\n');
  const { status, stdout, stderr } = spawnSync(program, ['index', '-k', 'faulty', '-o', 'a.index'], { cwd: folder, encoding: 'utf8' });
  assert.equal(stderr.replace(/: warning: .*/, ': warning: ...').replace(/: error: .*/, ': error: ...'),
    'faulty/a.md:5: error: ...\nfaulty/b.md:2: warning: ...\nfaqbot: 1 fault left something out of the index\n');
  assert.match(stderr, /b\.md:2: warning: .*titel/);
  assert.match(stdout, /2 entries/);
  assert.equal(status, 0);
});
