// e2e/export.test.mjs - `faqbot export` from outside, and the way back through `faqbot import`.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.FAQBOT ?? join(root, 'build', 'faqbot');
const KNOWLEDGE = join(root, 'knowledge');
const QUESTIONS = ['which programming language should I learn', 'what is the minimum salary', 'is the job stressful'];

// Every kind of thing that an entry can have.
const RICH = `---
title: Bicycles & co.
url: https://example.org/?a=1&b=2
lang: en
tags: [hire, "two, three"]
updated: 2026-11-01
review_by: 2027-05-01
disclaimer: Prices may change.
---
Text before any heading, with a "quote", a \\<tag> and 5 * 3.

# Hire *today*

## Opening hours
We open at 8.

- 1. of May: closed
- **Sunday**: \`10\` to 12, see [the list](https://example.org/a_(b)) or <https://example.org/>

3. three
4. four
   > a quotation

   \`\`\`
   some   code
   \`\`\`

## FAQ

### What does a "week" cost, all in all? {#week}
- also: =1+1, weekly rate
- also: semester;preis
- not: what does a \`day\` cost?

Sixty euros\\
and no more.

### Is it *really* cheap?

Yes. \\# It is!
`;

function scratch(context) {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-export-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'rich'));
  writeFileSync(join(folder, 'rich', 'bicycles.md'), RICH);
  writeFileSync(join(folder, 'rich', 'draft.md'), '---\nstatus: draft\n---\n## Not yet?\n\nNo.\n');
  writeFileSync(join(folder, 'rich', 'bot.yml'),
    'name: "Bicycles: all"\nlang: en\nstarters: [week]\ndisclaimer: None.\nthreshold:\n  answered: 0.45\n  unsure: 0.1\n');
  writeFileSync(join(folder, 'rich', 'synonyms.txt'), 'bike, bicycle, velo\nfee\\, charge => price\n');
  const run = (...args) => {
    const ended = spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 120000 });
    assert.equal(ended.signal, null, ended.stderr);
    return { code: ended.status, out: ended.stdout, err: ended.stderr };
  };
  const good = (...args) => {
    const ended = run(...args);
    assert.equal(ended.code, 0, ended.stderr ?? ended.err);
    return ended;
  };
  const versionOf = (knowledge) => /version ([0-9a-f]{16})/.exec(good('index', '-k', knowledge, '-o', 'x.index').out)[1];
  return { folder, run, good, versionOf };
}

for (const [name, knowledge] of [['the first knowledge base', KNOWLEDGE], ['a knowledge base with everything in it', 'rich']]) {
  test(`JSON Lines of ${name} lose nothing: imported again it has the same version`, (context) => {
    const { folder, run, good, versionOf } = scratch(context);
    const version = versionOf(knowledge);
    const written = good('export', 'jsonl', '-k', knowledge, '-o', 'faq.jsonl');
    assert.equal(written.err, '');
    assert.match(written.out, new RegExp(`^faq\\.jsonl: \\d+ entries, 0 left out, version ${version}\n$`));
    good('import', 'jsonl', 'faq.jsonl', '-o', 'again');
    assert.equal(versionOf('again'), version);
    assert.equal(versionOf('faq.jsonl'), version, 'the file is a knowledge base by itself');
    assert.equal(readFileSync(join(folder, 'again', 'faq.jsonl'), 'utf8'), readFileSync(join(folder, 'faq.jsonl'), 'utf8'));
    const checked = run('check', 'again', '--today', '2026-11-30');
    // A draft is a hint, and is not exported.
    const summary = ({ out }) => out.split('\n').at(-2).replace(/\d+ tests/, '0 tests').replace(/, \d+ hints?$/, '');
    assert.equal(summary(checked), summary(run('check', knowledge, '--today', '2026-11-30')));
    const differences = run('diff', knowledge, 'again', '--fail-on', 'moved');
    assert.equal(differences.code, 0, differences.out);
  });
}

test('what is never answered comes back from JSON Lines, and other formats say that it does not', (context) => {
  const { good } = scratch(context);
  const [week] = good('export', 'jsonl', '-k', 'rich').out.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter(({ id }) => id === 'week');
  assert.deepEqual(week.not, ['what does a day cost?']);
  for (const format of ['csv', 'qnabot', 'faqpage']) {
    assert.match(good('export', format, '-k', 'rich').err, /the questions that it never answers are not carried: 1 entry, week\n/);
  }
});

test('an index is exported as the knowledge base that it was made of', (context) => {
  const { folder, good } = scratch(context);
  good('index', '-k', 'rich', '-o', 'rich.index');
  for (const format of ['jsonl', 'faqpage', 'qnabot', 'csv']) {
    assert.equal(good('export', format, '-i', 'rich.index').out, good('export', format, '-k', 'rich').out);
  }
  good('export', 'csv', '-i', 'rich.index', '-o', '.');
  assert.ok(readdirSync(folder).includes('rich.csv'));
});

test('"-" is standard output', (context) => {
  const { folder, good } = scratch(context);
  assert.equal(good('export', 'csv', '-k', 'rich', '-o', '-').out, good('export', 'csv', '-k', 'rich').out);
  assert.ok(!readdirSync(folder).includes('-'));
});

for (const format of ['csv', 'qnabot', 'faqpage']) {
  test(`${format}, imported again, answers the same questions`, (context) => {
    const { good } = scratch(context);
    const written = good('export', format, '-k', KNOWLEDGE, '-o', 'faq.txt');
    assert.match(written.err, new RegExp(`faqbot: ${format}: the settings are not carried\n`));
    assert.match(written.err, /a passage has no question and is left out: 2 entries, the first machine-learning-engineer\//);
    good('import', format, 'faq.txt', '-o', 'again');
    good('check', 'again');
    for (const question of QUESTIONS) {
      const [before, after] = [KNOWLEDGE, 'again'].map((knowledge) => JSON.parse(good('ask', '--json', '-k', knowledge, question).out));
      assert.equal(after.source.entry, before.source.entry);
      assert.ok(after.text.startsWith(before.text));
      assert.ok((after.text + (after.disclaimer?.text ?? '')).includes(before.disclaimer.text), 'the disclaimer is carried');
    }
    const questions = good('eval', join(KNOWLEDGE, 'tests.tsv'), '-k', 'again').out;
    assert.match(questions, /^success1 +(1\.0000|0\.9\d+)$/m);
  });
}

// What each format says that it does not carry, and what is told apart by the disclaimers that entries share.
const lost = { csv: [], faqpage: [], qnabot: ['title', 'url', 'lang', 'updated', 'review_by', 'related'] };
for (const [format, keys] of Object.entries(lost)) {
  test(`${format}, imported again, has the same entries but for what was said, and stays the same from then on`, (context) => {
    const { folder, good } = scratch(context);
    const entriesOf = (knowledge) => good('export', 'jsonl', '-k', knowledge).out.trimEnd().split('\n').map((line) => JSON.parse(line))
      .filter((entry) => entry.question !== undefined)
      .map((entry) => Object.fromEntries(Object.entries(entry).filter(([key]) => !['not', 'section', 'disclaimer_id', ...keys].includes(key))));
    for (const knowledge of ['rich', KNOWLEDGE]) {
      good('export', format, '-k', knowledge, '-o', 'one.txt', '--force');
      good('import', format, 'one.txt', '-o', 'once', '--force');
      assert.deepEqual(entriesOf('once'), entriesOf(knowledge));
      good('export', format, '-k', 'once', '-o', 'two.txt', '--force');
      good('import', format, 'two.txt', '-o', 'twice', '--force');
      assert.equal(readFileSync(join(folder, 'twice', 'two.jsonl'), 'utf8'), readFileSync(join(folder, 'once', 'one.jsonl'), 'utf8'));
    }
  });
}

// Every kind of thing that rich text has, and every setting.
const WHOLE = {
  'shop.md': `---
title: Shop "A & B"
url: https://example.org/help/?a=1&b=2
lang: en
tags: [hire, "long term"]
updated: 2026-11-01
review_by: 2027-05-01
disclaimer: Prices *may* change.
---
# Shop

## Opening hours
We open at 8, see the table.

| day | open |
|---|---|
| Monday | 8 |

## FAQ

### Which sizes are there? {#sizes}
- also: =1+1, sizes
- also: how big; how small
- not: which colours are there?

| Size | Price | \`code\` |
| :--- | ---: | :-: |
| small \\| tiny | **5** | \`a\\|b\` |
| large |  ~~20~~ 18 | [x](https://example.org/x) |

Then:

- [x] measure
- [ ] order

   with a parcel

   1. stamped
   2. signed

### What does ~~a day~~ a week cost?

Sixty[^a] euros\\
and **no *more* at** all.[^b] ~~Seventy.~~

![The shop & its door](https://example.org/shop.png)

> A quote
>
> - with items

[^a]: In summer \`only\`.
[^b]: Ask [us](mailto:shop@example.org) or tel:+49301234.

### How do I install it?

Run \`make -j2 <all>\`:

\`\`\`
if (a < b && c > d) {
	return "x";
}
\`\`\`

3. third
4. fourth *x*

a(b)**(c)**d, snake_case, 5 * 3, List&lt;String>, C:\\new, &amp;amp; www.example.org me@example.org
`,
  'de.md': `---
title: Häufige Fragen
lang: de
---
## FAQ
### Was kostet es? {#preis}
Zwölf Euro 🎉 — „billig“.
### هل هو مجاني؟
نعم، *مجاني*.
`,
  'pl.jsonl': '{"id":"cena","question":"Ile to kosztuje?","also":["cena"],"answer":"Dwanaście euro.","lang":"pl","related":["preis","sizes"]}\n'
    + '{"id":"kontakt","title":"Kontakt","text":"Dzwoń: tel:+48221234.","lang":"pl","tags":["pomoc"]}\n',
  'bot.yml': 'name: "Shop: all"\ngreeting: Hello.\nlang: en\nstarters: [sizes]\nno_answer: No idea.\nunsure: One of these?\n'
    + 'contact: Call.\ndisclaimer: None given.\nthreshold: {answered: .45, unsure: .1}\n',
  'synonyms.txt': 'bike, bicycle, velo\nfee\\, charge => price\n',
  'tests.tsv': 'how big\tsizes\n',
};

// What a format says that it does not carry, and the key of our own format that this is.
const SAID = {
  'the questions that it never answers': 'not', 'where in its article it stands': 'section', "the article's title": 'title',
  'the address': 'url', 'the language': 'lang', 'the day of the last change': 'updated', 'the day of the next review': 'review_by',
  'related entries': 'related',
};
const FORMATS = /export \[OPTION\.\.\.\] (\S+)/.exec(spawnSync(program, ['export', '--help'], { encoding: 'utf8' }).stdout)[1].split('|');

for (const format of FORMATS) {
  test(`what ${format} carries comes back as it was, and what it does not is said with its number`, (context) => {
    const { folder, good, versionOf } = scratch(context);
    mkdirSync(join(folder, 'whole'));
    for (const [name, text] of Object.entries(WHOLE)) {
      writeFileSync(join(folder, 'whole', name), text);
    }
    const entriesOf = (knowledge) => good('export', 'jsonl', '-k', knowledge).out.trimEnd().split('\n').map((line) => JSON.parse(line)).filter(({ id }) => id);
    const all = entriesOf('whole');
    assert.equal(all.length, 8);
    const { out, err } = good('export', format, '-k', 'whole', '-o', 'out.txt');
    const [, carried, left] = /^out\.txt: (\d+) entries, (\d+) left out/.exec(out).map(Number);
    good('import', format, 'out.txt', '-o', 'again');
    const back = new Map(entriesOf('again').map((entry) => [entry.id, entry]));
    const kept = all.filter(({ id }) => back.has(id));
    assert.equal(kept.length, carried);
    assert.equal(kept.length + left, all.length);
    assert.deepEqual(all.filter(({ id }) => !back.has(id)).map(({ question }) => question), Array(left).fill(undefined), 'passages alone are left out');
    assert.equal(/a passage has no question and is left out: (\d+) entries/.exec(err)?.[1] ?? '0', String(left));
    assert.doesNotMatch(err, /form cannot be carried/);
    const lost = Object.entries(SAID).filter(([sentence]) => err.includes(`${format}: ${sentence}`));
    for (const [sentence, key] of lost) {
      const number = new RegExp(`${sentence} (?:is|are) not carried: (\\d+) entr`).exec(err)[1];
      assert.equal(kept.filter((entry) => entry[key] !== undefined).length, Number(number), sentence);
    }
    for (const entry of kept) {
      const expected = { ...entry, ...(format === 'jsonl' ? {} : { disclaimer: entry.disclaimer ?? 'None given.' }) };
      const found = { ...back.get(entry.id) };
      for (const key of [...lost.map(([, name]) => name), ...(format === 'jsonl' ? [] : ['disclaimer_id'])]) {
        delete expected[key];
        delete found[key];
      }
      assert.deepEqual(found, expected);
    }
    if (format === 'jsonl') {
      assert.equal(err, '');
      assert.equal(versionOf('again'), versionOf('whole'));
    } else {
      assert.match(err, /the settings are not carried\n/);
      assert.match(err, /the synonyms are not carried\n/);
    }
  });
}

test('a FAQPage has questions with their answers as HTML', (context) => {
  const { good } = scratch(context);
  const { out, err } = good('export', 'faqpage', '-k', 'rich');
  const page = JSON.parse(out);
  assert.equal(page['@context'], 'https://schema.org');
  assert.equal(page['@type'], 'FAQPage');
  assert.equal(page.name, 'Bicycles: all');
  assert.deepEqual(page.mainEntity.map((question) => question.name),
    ['What does a "week" cost, all in all?', 'Is it really cheap?']);
  const [week] = page.mainEntity;
  assert.deepEqual(week.alternateName, ['=1+1, weekly rate', 'semester;preis']);
  assert.equal(week.identifier, 'week');
  assert.equal(week.url, 'https://example.org/?a=1&b=2');
  assert.equal(week.dateModified, '2026-11-01');
  assert.equal(week.acceptedAnswer['@type'], 'Answer');
  assert.equal(week.acceptedAnswer.text,
    '<p>Sixty euros<br>and no more.</p><p><strong>Disclaimer:</strong> Prices may change.</p>');
  assert.doesNotMatch(out, /</, 'it may stand within a page');
  assert.equal(week.expires, '2027-05-01');
  assert.doesNotMatch(err, /the day of the next review/);
});

test('an export for QnABot has all phrasings and both forms of the answer', (context) => {
  const { good } = scratch(context);
  const { qna } = JSON.parse(good('export', 'qnabot', '-k', 'rich').out);
  assert.deepEqual(qna[0].q, ['What does a "week" cost, all in all?', '=1+1, weekly rate', 'semester;preis']);
  assert.equal(qna[0].qid, 'week');
  assert.equal(qna[0].a, 'Sixty euros\nand no more.\n\nDisclaimer: Prices may change.');
  assert.equal(qna[0].alt.markdown, 'Sixty euros\\\nand no more.\n\n**Disclaimer:** Prices may change.');
  assert.equal(qna[1].alt.markdown, 'Yes. # It is!\n\n**Disclaimer:** Prices may change.');
});

test('an existing file is kept, and a failure leaves nothing behind', (context) => {
  const { folder, run, good } = scratch(context);
  writeFileSync(join(folder, 'faq.csv'), 'mine');
  const kept = run('export', 'csv', '-k', 'rich', '-o', 'faq.csv');
  assert.equal(kept.code, 2);
  assert.match(kept.err, /faq\.csv is there already/);
  assert.equal(readFileSync(join(folder, 'faq.csv'), 'utf8'), 'mine');
  good('export', 'csv', '-k', 'rich', '-o', 'faq.csv', '--force');
  assert.match(readFileSync(join(folder, 'faq.csv'), 'utf8'), /^id,question,/);
  const table = [
    [['csv', '-k', 'rich', '-o', 'none/faq.csv'], /none\/: there is no such folder/],
    [['csv', '-k', 'rich', '-o', 'none/'], /no name for a file/],
    [['csv', '-k', 'nowhere', '-o', 'a.csv'], /nowhere/],
    [['csv', '-i', 'faq.csv', '-o', 'a.csv'], /faq\.csv/],
    [['cvs', '-k', 'rich'], /nearest is csv/],
    [['csv', '-k', 'rich', '-o', `${'a'.repeat(300)}.csv`], /no name for a file|out of memory|too long/],
  ];
  for (const [args, sentence] of table) {
    const { code, out, err } = run('export', ...args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.match(err, sentence);
  }
  assert.deepEqual(readdirSync(folder).sort(), ['faq.csv', 'rich']);
  const full = spawnSync('sh', ['-c', `"${program}" export jsonl -k rich > /dev/full`], { cwd: folder, encoding: 'utf8' });
  assert.equal(full.status, 2);
  assert.match(full.stderr, /^faqbot: cannot write the output/);
});
