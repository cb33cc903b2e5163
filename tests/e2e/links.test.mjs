// e2e/links.test.mjs - where the links of articles lead: to entries, and to the pages of a site that is recognised by its
// generator's configuration; in answers, exports, updates and under a server.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { exchange } from './lib/raw.mjs';
import { run, serve } from './lib/server.mjs';

function folderOf(t, files) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-links-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

async function answerOf(question, ...words) {
  const { stdout, stderr } = await run('ask', '--json', ...words, '--', question);
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

// The links of an answer, by what they say.
function linksOf(answer) {
  const links = {};
  (function look(value) {
    if (value?.type === 'link') links[value.inline[0].text] = value.entry ? `#${value.entry}` : value.url;
    if (value && typeof value === 'object') Object.values(value).forEach(look);
  })(answer.blocks);
  return links;
}

const day = '## What does a day cost?\nTen euros.\n\n## What does a week cost?\nSixty euros.\n';
const asking = (links) => `# Hire\n\n## Which bridges cross the river?\n${links.map((link) => `[${link}](<${link}>)`).join(', ')}\n\n## May a dog come along?\nNo.\n`;

const sites = {
  Hugo: {
    files: { 'hugo.toml': "baseURL = 'https://e.org/s/'\n" }, folder: 'content', prices: 'hire/prices.md', front: 'slug: costs', more: 'hire/more.md',
    links: { 'prices.md': 'https://e.org/s/hire/costs/', '../x/': 'https://e.org/s/hire/x/', '/y': 'https://e.org/y', 'z.md': 'https://e.org/s/hire/z/' },
    url: 'https://e.org/s/hire/more/',
  },
  Jekyll: {
    files: { '_config.yml': 'url: https://e.org\nbaseurl: /s\n' }, folder: '.', prices: 'hire/prices.md', front: 'permalink: /costs/', more: 'hire/more.md',
    links: { 'prices.html': 'https://e.org/s/costs/', 'z.md': 'https://e.org/s/hire/z.html', 'z.html': 'https://e.org/s/hire/z.html' },
    url: 'https://e.org/s/hire/more.html',
  },
  Docusaurus: {
    files: { 'docusaurus.config.js': "module.exports = { url: 'https://e.org', baseUrl: '/s/' };\n" }, folder: 'docs', prices: '01-hire/02-prices.md', front: 'id: costs',
    more: '01-hire/README.md',
    links: { '02-prices.md': 'https://e.org/s/docs/hire/costs', './02-prices.md?x': 'https://e.org/s/docs/hire/02-prices?x', 'z.mdx': 'https://e.org/s/docs/hire/z' },
    url: 'https://e.org/s/docs/hire/',
  },
  MkDocs: {
    files: { 'mkdocs.yml': 'site_url: https://e.org/s/\n' }, folder: 'docs', prices: 'prices.md', front: 'title: Prices', more: 'hire/index.md',
    links: { '../prices.md': 'https://e.org/s/prices/', 'z.md': 'https://e.org/s/hire/z/', 'map.pdf': 'https://e.org/s/hire/map.pdf' },
    url: 'https://e.org/s/hire/',
  },
};

for (const [name, site] of Object.entries(sites)) {
  test(`a folder of ${name} gives its articles the addresses that it shows them at`, async (t) => {
    const written = Object.keys(site.links);
    const folder = folderOf(t, {
      ...site.files,
      [path.join(site.folder, site.prices)]: `---\n${site.front}\n---\n${day}`,
      [path.join(site.folder, site.more)]: asking([...written, `${written[0]}#what-does-a-week-cost`]),
    });
    const knowledge = path.join(folder, site.folder);
    const answer = await answerOf('Which bridges cross the river?', '--knowledge', knowledge);
    const { [`${written[0]}#what-does-a-week-cost`]: entry, ...links } = linksOf(answer);
    assert.deepEqual(links, site.links);
    assert.match(entry, /^#.*what-does-a-week-cost$/);
    assert.equal(answer.source.url, site.url);
    const { stdout } = await run('check', knowledge, '--all');
    assert.match(stdout, new RegExp(`hint: site: this is the configuration of ${name}; articles get addresses below https://e.org/s/`));
    assert.equal(stdout.match(/: site: /g).length, 1);
    const alone = path.join(knowledge, site.more);
    assert.equal((await answerOf('Which bridges cross the river?', '--knowledge', alone)).source.url, site.url);
  });
}

test("bot.yml's base_url wins over the generator, and an article's own address over both", async (t) => {
  const folder = folderOf(t, {
    'mkdocs.yml': 'site_url: https://e.org/\n', 'docs/help/bot.yml': 'base_url: https://help.example/en\n',
    'docs/help/a.md': '## Where is a?\nHere.\n', 'docs/help/b.md': '---\nurl: https://b.example/b\n---\n## Who is b?\n[Them](a.md), or [others](z.md).\n',
    'plain/bot.yml': 'base_url: https://e.org/docs\n', 'plain/c/d.md': '## What is d?\nA [letter](../e.md).\n',
  });
  const of = async (question, kb) => answerOf(question, '--knowledge', path.join(folder, kb));
  assert.equal((await of('Where is a?', 'docs/help')).source.url, 'https://help.example/en/a/');
  const b = await of('Who is b?', 'docs/help');
  assert.equal(b.source.url, 'https://b.example/b');
  assert.deepEqual(linksOf(b), { Them: '#a/where-is-a', others: 'https://b.example/z' });
  const d = await of('What is d?', 'plain');
  assert.equal(d.source.url, 'https://e.org/docs/c/d');
  assert.deepEqual(linksOf(d), { letter: 'https://e.org/docs/e' });
});

test('a configuration above is read up to the root of the repository, and a few folders at most', async (t) => {
  const folder = folderOf(t, {
    'mkdocs.yml': 'site_url: https://e.org/\ndocs_dir: .\n', '1/2/3/4/a.md': '## Where is a?\nHere.\n',
    '1/2/3/4/5/b.md': '## Where is b?\nThere.\n', 'r/.git/HEAD': 'x', 'r/docs/c.md': '## Where is c?\nElsewhere.\n',
  });
  const urlOf = async (name, kb) => (await answerOf(`Where is ${name}?`, '--knowledge', path.join(folder, kb))).source.url;
  assert.equal(await urlOf('a', '1/2/3/4'), 'https://e.org/1/2/3/4/a/');
  assert.equal(await urlOf('b', '1/2/3/4/5'), undefined);
  assert.equal(await urlOf('c', 'r/docs'), undefined);
});

test('links to entries need no address, whatever generator their anchors are written for', async (t) => {
  const anchors = ['#what-s-read-write', '#whats-readwrite', '#price-1', '#price_1', '#price', '#set', '#here', '#within', 'b.md#x', 'c.md', '#b/x',
    'sub/d.md#gr%C3%B6%C3%9Fe', 'd#größe'];
  const folder = folderOf(t, {
    'a.md': `${asking(anchors)}\n## What's read/write?\nA mode.\n\n## Price\nA.\n\n## Price\nB.\n\n## Which id? {#set}\nThis.\n\n` +
      '<a name="here"></a>\n\n## Is it here?\nYes.\n\n### Within\nMore.\n',
    'b.md': '## X\nOne.\n\n## Y\nTwo.\n', 'c.md': '## Only one?\nYes.\n', 'sub/d.md': '## Größe?\nKlein.\n',
  });
  const links = linksOf(await answerOf('Which bridges cross the river?', '--knowledge', folder));
  assert.deepEqual(links, {
    '#what-s-read-write': '#a/what-s-read-write', '#whats-readwrite': '#a/what-s-read-write', '#price': '#a/price', '#price-1': '#a/price-2', '#price_1': '#a/price-2',
    '#set': '#set', '#here': '#a/is-it-here', '#within': '#a/is-it-here', 'b.md#x': '#b/x', 'c.md': '#c/only-one', '#b/x': '#b/x',
    'sub/d.md#gr%C3%B6%C3%9Fe': '#d/grosse',
  });
  const { stdout } = await run('ask', '--knowledge', folder, '--', 'Which bridges cross the river?');
  assert.match(stdout, /c\.md \("Only one\?"\)/);
});

test('what leads nowhere keeps its text, and check says so', async (t) => {
  const folder = folderOf(t, {
    'a.md': asking(['#nowhere', 'b.md#nowhere', 'gone.md', 'b.md']), 'b.md': day,
    'u.md': '---\nurl: https://e.org/u\n---\n## Who are you?\n[Nobody](#nowhere).\n',
  });
  const answer = await answerOf('Which bridges cross the river?', '--knowledge', folder);
  assert.deepEqual(linksOf(answer), {});
  assert.equal(answer.text, '#nowhere, b.md#nowhere, gone.md, b.md');
  assert.deepEqual(linksOf(await answerOf('Who are you?', '--knowledge', folder)), { Nobody: 'https://e.org/u#nowhere' });
  const { stdout } = await run('check', folder, '--all');
  assert.match(stdout, /a\.md:4: warning: local-link: the link to "#nowhere" is dropped .* no entry is called so; .*and 2 more of this kind/);
  assert.match(stdout, /a\.md:4: warning: dead-link: there is no file "gone\.md"/);
  assert.match(stdout, /u\.md:5: warning: dead-anchor: there is nothing called "#nowhere"/);
});

test('what is exported with links to entries is the same when it is read back', async (t) => {
  const folder = folderOf(t, { 'kb/a.md': asking(['b.md#what-does-a-day-cost', '#may-a-dog-come-along']), 'kb/b.md': day,
    'web/bot.yml': 'base_url: https://e.org\n', 'web/a.md': asking(['b.md#what-does-a-day-cost']), 'web/b.md': day });
  for (const kb of ['kb', 'web']) {
    const file = path.join(folder, `${kb}.jsonl`);
    const exported = await run('export', 'jsonl', '--knowledge', path.join(folder, kb), '--output', file);
    assert.equal(exported.code, 0, exported.stderr);
    assert.doesNotMatch(exported.stderr, /form/);
    const [before, after] = [await answerOf('Which bridges cross the river?', '--knowledge', path.join(folder, kb)),
      await answerOf('Which bridges cross the river?', '--knowledge', file)];
    assert.deepEqual(after.blocks, before.blocks);
    assert.equal(after.knowledge, before.knowledge);
  }
  const { stdout } = await run('export', 'faqpage', '--knowledge', path.join(folder, 'web'));
  assert.match(stdout, /<a href=\\"https:\/\/e\.org\/b\\">|u003ca href=\\"https:\/\/e\.org\/b\\"/);
});

test('an update notices another address and another target', async (t) => {
  // Passages with a phrasing each, of which nothing is learned: the rest of such an index is edited in place.
  const lines = (count) => Array.from({ length: count }, (_, at) => JSON.stringify({ id: `e${at}`, title: `Topic ${at}`, text: `Text number ${at} about things.` })).join('\n');
  const folder = folderOf(t, { 'docs/a.md': '# First\nSee [last](b.md#last) here about prices.\n', 'docs/b.md': '# Last\nThe last word is zebra.\n', 'docs/c.jsonl': lines(400) });
  const index = path.join(folder, 'i.index');
  const make = async () => {
    const made = await run('index', '--knowledge', path.join(folder, 'docs'), '--output', index, '--update');
    assert.equal(made.code, 0, made.stderr);
  };
  const first = async () => {
    const { body } = JSON.parse((await run('export', 'jsonl', '--index', index)).stdout.split('\n').map((line) => line)
      .filter((line) => line.includes('"a/first"')).map((line) => JSON.stringify({ body: JSON.parse(line) }))[0]);
    return [body.text, body.url];
  };
  await make();
  assert.deepEqual(await first(), ['See [last](<#b/last>) here about prices.', undefined]);
  writeFileSync(path.join(folder, 'mkdocs.yml'), 'site_url: https://e.org\n');
  await make();
  assert.deepEqual(await first(), ['See [last](<#b/last>) here about prices.', 'https://e.org/a/']);
  writeFileSync(path.join(folder, 'docs/b.md'), '# Omega\nThe last word is zebra.\n');
  await make();
  assert.deepEqual(await first(), ['See [last](<https://e.org/b/#last>) here about prices.', 'https://e.org/a/']);
});

test('a server notices that the address of its site has changed', async (t) => {
  const folder = folderOf(t, { 'mkdocs.yml': 'site_url: https://one.example\n', 'docs/a.md': '## Where is a?\nHere.\n' });
  const server = await serve(t, { knowledge: path.join(folder, 'docs'), flags: ['--watch'] });
  const url = async () => {
    const { body } = await exchange(server, `GET /api/ask?q=Where%20is%20a%3F HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
    return JSON.parse(body).source.url;
  };
  assert.equal(await url(), 'https://one.example/a/');
  writeFileSync(path.join(folder, 'mkdocs.yml'), 'site_url: https://two.example\n');
  for (let i = 0; i < 200 && await url() !== 'https://two.example/a/'; i++) await new Promise((wake) => setTimeout(wake, 50));
  assert.equal(await url(), 'https://two.example/a/');
  await server.stop();
});
