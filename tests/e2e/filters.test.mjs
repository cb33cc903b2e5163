// e2e/filters.test.mjs - a part of a knowledge base answers as a knowledge base of that part alone. The knowledge bases
// of judged/ are one here, with a tag each, and are asked by their tags; beside it stands, for each tag, one that has
// the files of that tag and nothing else. Their replies are compared byte for byte, but for the version.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { isSlow, program, root, run, serve } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const judged = path.join(root, 'tests/judged');
const names = readdirSync(judged, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
const settings = 'name: Everything\nstarters: [backup-tool.install-linux, de-buergerbuero.oeffnung]\n';

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
  writeFileSync(path.join(made, 'bot.yml'), settings);
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

const sample = all.filter((_, i) => i % 13 === 0);

test('whatever is asked within a tag is answered as by the files of that tag alone', { skip: isSlow }, (t) => {
  const whole = folder(t, names);
  let replies = 0;
  for (const name of names) {
    replies += compare(whole, folder(t, [name]), [...questions(name), ...sample], '--tag', `kb-${name}`);
  }
  t.diagnostic(`${names.length} tags, ${replies} replies, all the same`);
});

test('the same holds within a language, and within two tags', { skip: isSlow }, (t) => {
  const whole = folder(t, names);
  const german = names.filter((name) => name.startsWith('de-'));
  assert.ok(german.length > 1);
  const replies = compare(whole, folder(t, german), [...german.flatMap(questions), ...sample], '--entry-lang', 'de-AT');
  compare(whole, folder(t, ['backup-tool']), sample, '--tag', 'Backup, KB-backup-tool');
  t.diagnostic(`${replies} replies in German, all the same`);
});

test('the same holds within a section, of entries that stand in several files', { skip: isSlow }, async (t) => {
  const made = mkdtempSync(path.join(os.tmpdir(), 'faqbot-filters-'));
  t.after(() => rmSync(made, { recursive: true }));
  const { stdout } = await run('export', 'jsonl', '--knowledge', folder(t, names));
  const lines = stdout.trim().split('\n').map((line) => JSON.parse(line));
  lines.filter((line) => line.id).forEach((line, i) => (line.section = ['Odd', 'Even > Third', 'Even'][i % 3]));
  const write = (name, wanted) => {
    const file = path.join(made, name);
    writeFileSync(file, lines.filter((line) => !line.id || wanted(line)).map((line) => `${JSON.stringify(line)}\n`).join(''));
    return file;
  };
  const whole = write('whole.jsonl', () => true);
  for (const section of ['Odd', 'Even', 'Even > Third']) {
    const part = write('part.jsonl', (line) => `${line.section} > `.startsWith(`${section} > `));
    t.diagnostic(`${section}: ${compare(whole, part, sample, '--section', section)} replies, all the same`);
  }
});

test('what eval measures in a part is what it measures of that part alone', { skip: isSlow }, async (t) => {
  const file = path.join(folder(t, []), 'tests.tsv');
  writeFileSync(file, questions('guest-house').map(({ text, id }) => `${text}\t${id}\n`).join(''));
  const measured = async (...words) => (await run('eval', file, '--json', ...words)).stdout;
  const filtered = await measured('--knowledge', folder(t, names), '--tag', 'kb-guest-house');
  const alone = await measured('--knowledge', folder(t, ['guest-house']));
  const whole = await measured('--knowledge', folder(t, names));
  const marks = (text) => JSON.parse(text.split('\n')[0]);
  assert.deepEqual(marks(filtered), marks(alone));
  assert.notDeepEqual(marks(filtered), marks(whole)); // or there would be nothing to see
});

// What a server says of one address, but for what says which knowledge base it was.
async function reply(server, address) {
  const response = await fetch(`${server.url}${address}`);
  const text = (await response.text()).replace(/"knowledge":"[0-9a-f]*"|,"took_us":[0-9]*/g, '');
  return { status: response.status, text };
}

test('a server answers within a filter as one of that part alone, over every way in', async (t) => {
  const [whole, alone] = await Promise.all(
    [serve(t, { knowledge: folder(t, names) }), serve(t, { knowledge: folder(t, ['backup-tool']) })]);
  const filter = 'tags=kb-backup-tool';
  const words = ['install stow on macos', 'where do my backups go', 'uninstall', 'Wann hat das Bürgerbüro geöffnet?'];
  for (const text of words) {
    const q = encodeURIComponent(text);
    for (const address of [`/api/ask?q=${q}&`, `/api/suggest?q=${q.slice(0, 7)}&`, `/api/search?q=${q}&`]) {
      assert.deepEqual(await reply(whole, address + filter), await reply(alone, address), address);
    }
  }
  for (const id of ['backup-tool.install-linux', 'de-buergerbuero.oeffnung']) {
    assert.deepEqual(await reply(whole, `/api/entries/${id}?${filter}`), await reply(alone, `/api/entries/${id}`), id);
  }
  assert.equal((await reply(whole, `/api/entries/de-buergerbuero.oeffnung?${filter}`)).status, 404);
  const [narrow, plain] = await Promise.all(
    [Visitor.greeted(whole, { path: `/ws?${filter}` }), Visitor.greeted(alone)]);
  assert.deepEqual(narrow.hello.starters, plain.hello.starters);
  assert.deepEqual(narrow.hello.starters.map(({ id }) => id), ['backup-tool.install-linux']);
  for (const [i, text] of words.entries()) {
    const [one, other] = await Promise.all([narrow, plain].map((visitor) => visitor.ask({ type: 'ask', id: `${i}`, text })));
    assert.deepEqual({ ...one, knowledge: '', took_us: 0 }, { ...other, knowledge: '', took_us: 0 });
  }
  // A request narrows what the address says, and never leaves it.
  const outside = await narrow.ask({ type: 'ask', id: 'o', text: 'Wann hat das Bürgerbüro geöffnet?', tags: ['kb-de-buergerbuero'] });
  assert.deepEqual([outside.type, outside.code], ['error', 'not_found']);
  const inside = await narrow.ask({ type: 'ask', id: 'i', text: words[0], tags: ['command line'] });
  assert.equal(inside.outcome, 'answered');
  await Promise.all([narrow.leave(), plain.leave()]);
});

test('pages keep the filter in their links and forms', async (t) => {
  const server = await serve(t, { knowledge: folder(t, names) });
  const filter = 'tags=kb-backup-tool%2Cbackup';
  for (const address of ['/', '/?q=install+stow', '/?entry=backup-tool.install-linux', '/faq', '/search?q=stow', '/?q=library']) {
    const { status, text } = await reply(server, `${address}${address.includes('?') ? '&' : '?'}${filter}`);
    assert.equal(status, 200, address);
    const links = [...text.matchAll(/<a href="(\.\/[^"]*|faq[^"]*|search[^"]*)"/g)].map(([, link]) => link);
    assert.ok(links.length > 1, address);
    for (const link of links) assert.match(link, /[?;]tags=kb-backup-tool%2Cbackup$/, address);
    assert.doesNotMatch(text, /Bürgerbüro/, address);
    if (text.includes('<form')) assert.match(text, /<input type="hidden" name="tags" value="kb-backup-tool,backup">/, address);
  }
  const { status, text } = await reply(server, '/?tags=nothing');
  assert.equal(status, 404);
  assert.match(text, /no entry has the tag &quot;nothing&quot;/);
});

test('a filter from a stranger is bounded, and a wrong one is told', async (t) => {
  const server = await serve(t, { knowledge: folder(t, names) });
  const visitor = await Visitor.greeted(server, { path: `/ws?tags=${'%FF'.repeat(300)}` }); // no text at all
  const ask = (change) => visitor.ask({ type: 'ask', id: '1', text: 'x', ...change });
  assert.equal((await ask({})).code, 'not_found');
  await visitor.leave();
  const other = await Visitor.greeted(server);
  for (const [change, code] of [[{ tags: ['"'.repeat(50)] }, 'not_found'], [{ tags: Array(65).fill('').map((_, i) => `t${i}`) }, 'unsupported'],
    [{ section: ' > > ' }, 'not_found'], [{ entry_lang: 'x'.repeat(5000) }, 'not_found'], [{ tags: [''] }, 'bad_message']]) {
    const { type, code: given } = await other.ask({ type: 'ask', id: '1', text: 'x', ...change });
    assert.deepEqual([type, given], ['error', code], JSON.stringify(change).slice(0, 80));
  }
  await other.leave();
  await assert.rejects(Visitor.open(server, { path: `/ws?section=${'x'.repeat(1025)}` }), { status: 414 });
  assert.equal((await reply(server, `/api/ask?q=x&tags=${'a,'.repeat(2000)}`)).status, 404);
});

test('too many entries for a part are refused, and searched all the same', { skip: isSlow }, async (t) => {
  const made = mkdtempSync(path.join(os.tmpdir(), 'faqbot-filters-'));
  t.after(() => rmSync(made, { recursive: true }));
  const lines = Array.from({ length: 1002 }, (_, i) => JSON.stringify({ id: `e${i}`, title: `Thing ${i}`, text: `It is number ${i}.`, tags: i === 0 ? [] : ['many'] }));
  writeFileSync(path.join(made, 'kb.jsonl'), lines.join('\n'));
  const server = await serve(t, { knowledge: made });
  const refused = await reply(server, '/api/ask?q=thing+7&tags=many');
  assert.match(refused.text, /"code":"unsupported","message":"This filter has more than 64 tags, or leaves more than 1000 entries/);
  assert.match((await reply(server, '/api/search?q=thing+7&tags=many')).text, /"id":"e7"/);
  assert.match((await reply(server, '/search?q=thing+7&tags=many')).text, /entry=e7&amp;tags=many/);
  const { stdout } = await run('ask', 'thing 7', '--knowledge', made, '--tag', 'many'); // which is nobody else's machine
  assert.match(stdout, /It is number 7\./);
});

test('on the command line the nearest tag is named', async (t) => {
  const { code, stderr } = await run('ask', 'x', '--knowledge', folder(t, ['backup-tool']), '--tag', 'bakcup');
  assert.equal(code, 2);
  assert.equal(stderr, 'faqbot: no entry has the tag "bakcup"; did you mean "backup"?\n');
});
