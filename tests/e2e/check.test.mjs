// e2e/check.test.mjs - `faqbot check` from outside. The folder tests/check/faulty has every mistake that a file can
// have, and faulty.report is what must be said about it; mistakes of size are generated here.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSlow } from './lib/server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.FAQBOT ?? join(root, 'build', 'faqbot');
const FAULTY = 'tests/check/faulty';
const TODAY = ['--today', '2026-11-22'];

function check(args, { cwd = root } = {}) {
  const ended = spawnSync(program, ['check', ...args], {
    cwd, encoding: 'utf8', timeout: 120000, maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
  });
  assert.equal(ended.signal, null, ended.stderr);
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

function folderOf(context, files) {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-check-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

const rulesOf = (out) => new Set([...out.matchAll(/^.*?: (?:error|warning|hint): ([a-z0-9-]+): /gm)].map(([, rule]) => rule));

// The figures are ranking's, and another file's business.
const withoutFigures = (text) => text.replace(/\d\.\d\d\b/g, '#');

test('a knowledge base with every kind of mistake gets the expected report', () => {
  const { code, out, err } = check([FAULTY, ...TODAY]);
  assert.equal(err, '');
  assert.equal(withoutFigures(out), withoutFigures(readFileSync(join(root, 'tests', 'check', 'faulty.report'), 'utf8')));
  assert.equal(code, 1);
});

test('JSON says the same, an object a line', () => {
  const { code, out } = check([FAULTY, '--json', ...TODAY]);
  const lines = out.trimEnd().split('\n').map((line) => JSON.parse(line)).map((finding) => {
    assert.deepEqual(Object.keys(finding), ['file', 'line', 'severity', 'rule', 'sentence']);
    const line = finding.line === null ? '' : `:${finding.line}`;
    return `${finding.file}${line}: ${finding.severity}: ${finding.rule}: ${finding.sentence}`;
  });
  assert.deepEqual(lines, check([FAULTY, ...TODAY]).out.trimEnd().split('\n').slice(0, -1));
  assert.equal(code, 1);
});

test('the knowledge base shipped here has no mistakes', () => {
  const { code, out } = check(['knowledge', '--fail-on', 'warning', ...TODAY]);
  assert.match(out, /^\d+ entries, \d+ phrasings, \d+ tests: 0 errors, 0 warnings, 0 hints\n$/);
  assert.equal(code, 0);
});

test('a question that two sections have is a choice, and no mistake', (context) => {
  const section = (name, command) => `## ${name}\n\n### How do I install it?\n\n${command}\n\n`;
  const folder = folderOf(context, { 'faq.md': `# FAQ\n\n${section('Windows', 'Run setup.')}${section('Linux', 'Run make.')}` });
  assert.match(check([folder, ...TODAY]).out, /: 0 errors, 0 warnings, 0 hints\n$/);
});

test('the manual lists every rule, and no other', (context) => {
  const list = (name, ...items) => `---\n${name}: [${items.join(', ')}]\n---\nText.\n`;
  const folder = folderOf(context, {
    'good.md': '# Good\n\n## Is this good?\n\nYes.\n',
    'large.md': Buffer.alloc(16 * 1024 * 1024 + 1, 'a\n'),
    'line.jsonl': `{"id":"a","title":"a","text":"${'a '.repeat(1024 * 1024)}"}\n`,
    'two.jsonl': '{"settings":{"name":"One","encoder":"gone.enc"}}\n{"settings":{"name":"Two"}}\n',
    'yaml.md': `---\ntitle: ${'a'.repeat(65 * 1024)}\n---\nText.\n`,
    'keys.md': `---\n${Array.from({ length: 520 }, (_, at) => `k${at}: a\n`).join('')}---\nText.\n`,
    'bot.yml': 'encoder: gone.enc\ncontact: {mail: desk, phone: ask}\nstarters: {"*": [url], "/*": [url], shop: [url]}\nsentences: {hallo: Hi, corrected: Read otherwise}\n',
    'list.md': list('tags', ...Array.from({ length: 1030 }, (_, at) => `t${at}`)),
    'template.md': '# T\n\nWrite to {{ site.address }}.\n',
    'html.md': '# H\n\nA <blink>word</blink>.\n',
    'forms.md': '# Forms\n\n## What asks?\nThis.\n\n**Why?**\n\nSo.\n\n**How?**\n\nThus.\n\n## Who asks?\nWe.\n\n## When is it asked?\nNow.\n',
    'lines.md': 'a\n'.repeat(500_001),
    'mkdocs.yml': 'docs_dir: .\n',
    'url.md': '---\nurl: https://e.org/url\n---\n# U\n\n## What is missed?\n\n[This](#that).\n',
    'draft.md': '---\ndraft: true\n---\nText.\n',
    'late.md': '---\nvalid_until: 2026-01-01\n---\nText.\n',
    'markup.md': '*a* '.repeat(2 * 1024 * 1024),
    'answer.md': `# Answer\n\n## What is too long?\n\n${'- a\n'.repeat(350000)}`,
    'not.md': `# Not\n\n## What is never asked?\n${Array.from({ length: 201 }, (_, at) => `- not: w${at}\n`).join('')}\nA.\n`,
    [`${'deep/'.repeat(33)}a.md`]: 'Text.\n',
  });
  // Twenty thousand phrasings are asked one by one, which takes a sanitizer minutes.
  const phrasings = Array.from({ length: 20001 }, (_, at) => `- also: w${at}\n`).join('');
  if (!isSlow) writeFileSync(join(folder, 'also.md'), `# Also\n\n## What is asked in every way?\n${phrasings}\nA.\n`);
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9]), Buffer.from('.md')]), 'Text.\n');
  const manual = readFileSync(join(root, 'bot', 'cli', 'share', 'faqbot-check.1'), 'utf8').split('.Sh RULES')[1].split('.Sh ')[0];
  const listed = [...manual.matchAll(/^\.It Cm (\S+)$/gm)].map(([, rule]) => rule)
    .filter((rule) => !isSlow || rule !== 'many-phrasings');
  const reported = new Set([...rulesOf(check([FAULTY, ...TODAY]).out), ...rulesOf(check([folder, ...TODAY]).out)]);
  assert.deepEqual(listed.sort(), [...reported].sort());
});

test('a starter in a file of JSON Lines that is no entry is named with its place', (context) => {
  const folder = folderOf(context, { 'a.jsonl': '\n{"settings":{"disclaimer":"D","starters":["nope"]}}\n{"id":"a","text":"What it says."}\n' });
  assert.match(check([folder]).out, /^\S+\/a\.jsonl:2: error: unknown-id: the starter "nope" /m);
});

test('a starter of a page that is no entry is named with its line', (context) => {
  const folder = folderOf(context, { 'bot.yml': 'disclaimer: D\nstarters:\n  /: [a]\n  /shop/*: [a, nope]\n', 'a.md': '---\nid: a\n---\n# A\n\n## What is it?\n\nIt.\n' });
  assert.match(check([folder]).out, /^\S+\/bot\.yml:4: error: unknown-id: the starter "nope" /m);
});

test('--fail-on says what ends with 1', (context) => {
  const folder = folderOf(context, {
    'a.md': '# A\n\n## Who has no disclaimer?\n\nI have none.\n',
    'b.md': '---\ndisclaimer: D\n---\n# B\n\n## Where is a disclaimer?\n\nBelow this answer.\n',
  });
  assert.deepEqual(rulesOf(check([folder]).out), new Set(['no-disclaimer']));
  assert.equal(check([folder]).code, 0);
  assert.equal(check([folder, '--fail-on', 'error']).code, 0);
  assert.equal(check([folder, '--fail-on', 'warning']).code, 1);
  const bad = check([folder, '--fail-on', 'warnings']);
  assert.equal(bad.code, 2);
  assert.match(bad.err, /nearest is warning/);
});

test('a review is overdue on the day after', (context) => {
  const folder = folderOf(context, { 'a.md': '---\ndisclaimer: None.\nreview_by: 2026-11-30\n---\n## Is it due?\n\nNot yet.\n' });
  assert.equal(check([folder, '--today', '2026-11-30', '--fail-on', 'warning']).code, 0);
  assert.match(check([folder, '--today', '2026-12-01']).out, /a\.md:3: warning: review-overdue: /);
  const bad = check([folder, '--today', 'tomorrow']);
  assert.equal(bad.code, 2);
  assert.match(bad.err, /--today must be a day such as 2026-11-30, not tomorrow/);
});

test('what cannot be checked at all is an error', (context) => {
  const folder = folderOf(context, { 'notes.txt': 'Nothing.\n', 'empty/notes.txt': 'Nothing.\n' });
  for (const path of ['missing', 'notes.txt', 'empty']) {
    const { code, out, err } = check([join(folder, path)]);
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, new RegExp(`^faqbot: .*${path}: .+\n$`));
  }
  assert.equal(check([], { cwd: folder }).code, 2);
});
