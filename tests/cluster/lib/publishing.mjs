// lib/publishing.mjs - knowledge bases to publish, and a schema to publish them to.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../e2e/lib/server.mjs';

let tenants = 0;

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

/** A schema of `database` that nobody else uses, with its address, and a folder, which goes when the test ends. */
export function tenant(t, database) {
  const schema = `tenant_${++tenants}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-publish-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    schema,
    url: database.url({ query: `schema=${schema}` }),
    query: (sql) => database.query(sql, schema),
    execute: (sql) => database.execute(sql, schema),
    releases: async () => (await database.query('SELECT number FROM release ORDER BY number', schema)).map(({ number }) => number),
    current: async () => (await database.query("SELECT encode(hash, 'hex') AS hash FROM release ORDER BY number DESC LIMIT 1", schema))[0]?.hash,
  };
}

/** A knowledge base in `folder` that knows one answer; `size` bytes of text besides make its index larger. */
export function knowledge(folder, answer, size = 0) {
  const to = path.join(folder, `knowledge-${answer}`);
  mkdirSync(to, { recursive: true });
  let text = `# Library\n\n## FAQ\n\n### Where may I park my bicycle? {#parking}\n\nAt stand number ${answer}.\n`;
  for (let i = 0; text.length < size; i++) text += `\n### What is on shelf ${i}? {#shelf-${i}}\n\n${`Books of kind ${i * 7919} and of ${answer}. `.repeat(20)}\n`;
  writeFileSync(path.join(to, 'library.md'), text);
  return to;
}

/** What `faqbot publish` says, which has to succeed. Where it takes long, it tells how far it is. */
export async function published(...words) {
  const ended = await run('publish', ...words);
  assert.deepEqual([ended.code, ended.stderr.replace(/^faqbot: \d+ %.*\n/gm, '')], [0, '']);
  return ended.stdout;
}
