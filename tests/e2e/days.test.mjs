// e2e/days.test.mjs - articles that hold from some day or until some day: on the command line, in an index that is
// updated, and under a server at midnight.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { exchange } from './lib/raw.mjs';
import { isSlow, run, serve } from './lib/server.mjs';

const faketime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';

// Until the last of June the shop closes at six, from the first of July on at eight; it always has the same address.
function shop(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-days-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'old.md'), '---\nvalid_until: 2026-06-30\n---\n## When do you close?\nAt six.\n');
  writeFileSync(path.join(folder, 'new.md'), '+++\npublishDate = 2026-07-01T00:00:00Z\n+++\n## When do you close?\nAt eight.\n');
  writeFileSync(path.join(folder, 'always.md'), '## Where is the shop?\nBehind the church.\n');
  return folder;
}

async function asked(...words) {
  const { stdout } = await run('ask', '--json', ...words, '--', 'When do you close?');
  return JSON.parse(stdout).text;
}

test('an article is answered from on its days alone', async (t) => {
  const folder = shop(t);
  assert.equal(await asked('--knowledge', folder, '--today', '2026-06-30'), 'At six.');
  assert.equal(await asked('--knowledge', folder, '--today', '2026-07-01'), 'At eight.');
  const { stdout } = await run('check', folder, '--today', '2026-07-01');
  assert.match(stdout, /old\.md:1: hint: not-today: .* does not hold on 2026-07-01/);
});

test('an index that is updated on another day has what holds on that day', async (t) => {
  const folder = shop(t);
  const index = path.join(folder, 'shop.index');
  const make = (day) => run('index', '--knowledge', folder, '--output', index, '--update', '--today', day);
  for (const [day, text] of [['2026-06-30', 'At six.'], ['2026-07-01', 'At eight.'], ['2026-06-29', 'At six.']]) {
    assert.equal((await make(day)).code, 0);
    assert.equal(await asked('--index', index), text);
  }
});

test('a server answers from what holds after midnight', { skip: isSlow || !existsSync(faketime) }, async (t) => {
  const knowledge = shop(t);
  const env = { LD_PRELOAD: faketime, FAKETIME: '@2026-06-30 23:59:57', TZ: 'UTC', DONT_FAKE_MONOTONIC: '1' };
  const server = await serve(t, { knowledge, env });
  const text = async () => {
    const { body } = await exchange(server, `GET /api/ask?q=When%20do%20you%20close%3F HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
    return JSON.parse(body).text;
  };
  assert.equal(await text(), 'At six.');
  for (let i = 0; i < 400 && await text() !== 'At eight.'; i++) await new Promise((wake) => setTimeout(wake, 50));
  assert.equal(await text(), 'At eight.');
  await server.stop();
});
