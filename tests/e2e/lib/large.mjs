// lib/large.mjs - a knowledge base that takes long to ask, to test what happens meanwhile.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// A folder that is gone when the test is.
export function scratch(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-worker-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// Many entries, of the same few words; and questions for them, none like another.
export function large(t, count = 30000) {
  let seed = 1;
  const below = (n) => (seed = (seed * 48271) % 2147483647) % n;
  const words = Array.from({ length: 60 }, (_, i) => `${'bdfgklmnprst'[i % 12]}a${'bdfgklmnprst'[(i * 7) % 12]}${'aeiou'[i % 5]}`);
  const some = (length) => Array.from({ length }, () => words[below(words.length)]).join(' ');
  const entries = Array.from({ length: count }, (_, i) => JSON.stringify({ id: `e${i}`, question: some(10), answer: some(5) }));
  const file = path.join(scratch(t), 'large.jsonl');
  writeFileSync(file, `${entries.join('\n')}\n`);
  return { knowledge: file, question: () => some(60) }; // in one piece, as the server reads
}
