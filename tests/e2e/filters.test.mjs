// e2e/filters.test.mjs - a part of a knowledge base answers as a knowledge base of that part alone. The knowledge bases
// of judged/ are one here, with a tag each, and are asked by their tags; beside it stands, for each tag, one that has
// the files of that tag and nothing else. Their replies are compared byte for byte, but for the version.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { program, root, serve } from './lib/server.mjs';


const judged = path.join(root, 'tests/judged');
const names = readdirSync(judged, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
const settings = 'name: Everything\nstarters: [install-linux, oeffnung]\ncontact: Ask at the desk.\n';

// The article of a knowledge base with its tag, besides those that it has.
function tagged(name) {
  const text = readFileSync(path.join(judged, name, 'kb.md'), 'utf8');
  const [, matter, body] = /^---\n([^]*?)---\n([^]*)$/.exec(text) ?? [null, '', text];
  const tags = /^tags: \[(.*)\]\n/m.exec(matter)?.[1].split(', ') ?? [];
  const lang = /^(..)-/.exec(name)?.[1] ?? 'en';
  const rest = matter.replace(/^(id|tags|lang):.*\n/gm, '');
  return `---\nid: ${name}\nlang: ${lang}\n${rest}tags: [${[...tags, `kb-${name}`].join(', ')}]\n---\n${unique(body, name)}`;
}

// Ids that two of the knowledge bases have are told apart.
const unique = (body, name) => body.replace(/\{#([^}\s]+)/g, `{#${name}.$1`).replace(/\]\(#([^)]+)\)/g, `](#${name}.$1)`);

// A folder with the articles of these knowledge bases; it is removed at the end.
function folder(t, chosen) {
  const made = mkdtempSync(path.join(os.tmpdir(), 'faqbot-filters-'));
  t.after(() => rmSync(made, { recursive: true }));
  writeFileSync(path.join(made, 'bot.yml'), settings.replace(/\[.*\]/, '[backup-tool.install-linux, de-buergerbuero.oeffnung]'));
  for (const name of chosen) writeFileSync(path.join(made, `${name}.md`), tagged(name));
  return made;
}

const questions = (name) => readFileSync(path.join(judged, name, 'expected.tsv'), 'utf8').split('\n').filter(Boolean)
  .map((line) => line.split('\t')).map(([text, outcome, id]) => ({ text, outcome, id: id === '-' ? '-' : `${name}.${id}` }));

// The replies to questions, a line each, without what says which knowledge base it was.
function ask(knowledge, asked, ...options) {
  const { stdout, stderr } = spawnSync(program, ['ask', '--json', '--top', '5', '--knowledge', knowledge, ...options],
    { input: asked.map(({ text }) => `${text}\n`).join(''), encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(stderr.replace(/^.*(warning|error):.*\n/gm, ''), '');
  return stdout.trim().split('\n').map((line) => line.replace(/"knowledge":"[0-9a-f]*"/, ''));
}

const all = names.flatMap(questions);

// How many replies there were, and how many differ.
function compare(whole, part, asked, ...options) {
  const filtered = ask(whole, asked, ...options);
  const alone = ask(part, asked);
  assert.equal(filtered.length, asked.length);
  assert.deepEqual(filtered, alone);
  return filtered.length;
}

test('whatever is asked within a tag is answered as by the files of that tag alone', async (t) => {
  const whole = folder(t, names);
  let replies = 0;
  for (const name of names) {
    const asked = [...questions(name), ...all.filter((_, i) => i % 13 === 0)];
    replies += compare(whole, folder(t, [name]), asked, '--tag', `kb-${name}`);
  }
  t.diagnostic(`${names.length} tags, ${replies} replies, all the same`);
});
