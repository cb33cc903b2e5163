// e2e/import.test.mjs - `faqbot import` from outside. For each format: a file with the traps that such files have,
// the report on it, what the bot then answers, and that exporting and importing again changes nothing. Then hostile
// inputs.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { program, root, smallDisk } from './lib/server.mjs';

const fixtures = path.join(root, 'tests/e2e/fixtures/import');

// Where the input is big the report is cut: spawnSync keeps 64 MiB of it.
function faqbot(words, { input, shell = '' } = {}) {
  const ended = spawnSync('sh', ['-c', `${shell}"$0" "$@"`, program, ...words], {
    cwd: fixtures, input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
  });
  assert.equal(ended.signal, null, ended.stderr);
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

function folderOf(context) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-import-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const namesIn = (folder) => (existsSync(folder) ? readdirSync(folder).sort() : []);

// The id that answers each question, where the answer is given.
function answersOf(folder, questions) {
  const { out } = faqbot(['ask', '--json', '--knowledge', folder], { input: questions.map((text) => `${text}\n`).join('') });
  return out.trimEnd().split('\n').map((line) => JSON.parse(line)).map((answer) => answer.source?.entry ?? answer.outcome);
}

function versionOf(folder, index) {
  const { code, out, err } = faqbot(['index', '--knowledge', folder, '--output', index]);
  assert.equal(code, 0, err);
  return out.match(/version ([0-9a-f]{16})/)[1];
}

const asked = ['what does a repair cost', 'when is the workshop open', 'may I borrow tools'];
const slugs = ['how-much-does-a-repair-cost', 'when-is-the-workshop-open', 'can-i-borrow-tools'];
const map = 'question=Customer*,answer=Reply,also=Or*,id=Number,url=Page,tags=Topic';
const formats = [
  { format: 'csv', file: 'workshop.csv', flags: ['--map', map], code: 1, ids: ['1', '2', '3'] },
  { format: 'tsv', file: 'workshop.tsv', code: 0, ids: ['prices', 'hours', 'tools'] },
  { format: 'qnabot', file: 'qnabot.json', code: 1, ids: ['Repair.001', 'Hours.001', 'Tools.001'] },
  { format: 'qnabot', file: 'qnabot.jsonl', code: 1, ids: ['Repair.001', 'Hours.001', 'Tools.001'] },
  { format: 'nlpjs', file: 'nlpjs.json', code: 1, ids: ['repair.price', 'hours', 'tools'] },
  { format: 'dialogflow', file: 'dialogflow.csv', code: 1, ids: slugs },
  { format: 'kendra', file: 'kendra.csv', code: 0, ids: slugs },
  { format: 'kendra', file: 'kendra-plain.csv', code: 0, ids: slugs },
  { format: 'kendra', file: 'kendra.json', code: 1, ids: slugs },
  { format: 'faqpage', file: 'faqpage.html', code: 1, ids: [slugs[0], 'hours', slugs[2]] },
  { format: 'faqpage', file: 'microdata.html', code: 0, ids: [slugs[0], 'hours', slugs[2]] },
  { format: 'qnamaker', file: 'qnamaker.tsv', code: 1, ids: [slugs[0], 'open-hours-of-the-workshop', slugs[2]] },
  { format: 'qnamaker', file: 'qnamaker.json', code: 1, ids: slugs },
  { format: 'rasa', file: 'rasa.yml', code: 1, ids: ['faq/ask_price', 'faq/ask_hours', 'faq/ask_tools'] },
  { format: 'jsonl', file: 'ours.jsonl', code: 1, ids: ['prices', 'hours', 'tools'] },
];

for (const { format, file, flags = [], code, ids } of formats) {
  test(`${format}: ${file} is imported, and what it answers stays the same out and in again`, (context) => {
    const folder = folderOf(context);
    const knowledge = path.join(folder, 'knowledge');
    const words = ['import', format, file, '--output', knowledge, ...flags];
    const first = faqbot(words);
    assert.equal(first.err, '');
    assert.equal(first.out.replaceAll(folder, 'FOLDER'), readFileSync(path.join(fixtures, `${file}.report`), 'utf8'));
    assert.equal(first.code, code);
    assert.equal(namesIn(knowledge).length, 1);
    const checked = faqbot(['check', knowledge, '--today', '2026-11-22']);
    assert.match(checked.out, / 0 errors, /);
    assert.equal(checked.code, 0, checked.out);
    assert.deepEqual(answersOf(knowledge, asked), ids);

    // The dry run says the same of every row, and so does JSON.
    const rows = first.out.trimEnd().split('\n').slice(0, -1);
    const dry = faqbot(['import', format, file, '--dry-run', ...flags]);
    assert.deepEqual(dry.out.trimEnd().split('\n').slice(0, -1), rows);
    assert.equal(dry.code, code);
    const json = faqbot([...words, '--force', '--json']);
    assert.deepEqual(json.out.trimEnd().split('\n').map((line) => JSON.parse(line)).map((event) => {
      assert.deepEqual(Object.keys(event), ['file', 'row', 'fate', 'id', 'question', 'sentence']);
      const where = event.row === null ? event.file : `${event.file}:${event.row}`;
      const said = [where, event.fate.replace('_', ' '), event.id ?? event.sentence];
      return [...said, ...(event.question === null ? [] : [event.question])].join(': ');
    }), rows);

    // In from a pipe.
    const piped = path.join(folder, 'piped');
    assert.equal(faqbot(['import', format, '-', '--output', piped, ...flags], { input: readFileSync(path.join(fixtures, file)) }).code, code);
    assert.deepEqual(namesIn(piped), [`${format}.jsonl`]);
    const index = path.join(folder, 'index');
    const version = versionOf(knowledge, index);
    assert.equal(versionOf(piped, index), version);

    // Out and in again, in our own format.
    const out = path.join(folder, 'out.jsonl');
    assert.equal(faqbot(['export', 'jsonl', '--knowledge', knowledge, '--output', out]).code, 0);
    const back = path.join(folder, 'back');
    assert.equal(faqbot(['import', 'jsonl', out, '--output', back]).code, 0);
    assert.equal(versionOf(back, index), version);
  });
}

test('a whole knowledge base is the same after export and import', (context) => {
  const folder = folderOf(context);
  const [out, back, index] = ['knowledge.jsonl', 'back', 'index'].map((name) => path.join(folder, name));
  const knowledge = path.join(root, 'knowledge');
  assert.equal(faqbot(['export', 'jsonl', '--knowledge', knowledge, '--output', out]).code, 0);
  const { code, out: report } = faqbot(['import', 'jsonl', out, '--output', back]);
  assert.equal(code, 0, report);
  assert.match(report, /:1: imported: settings\n/);
  assert.equal(versionOf(back, index), versionOf(knowledge, index));
  assert.equal(readFileSync(path.join(back, 'knowledge.jsonl'), 'utf8'), readFileSync(out, 'utf8'));
});

test('every format has its example here, and the help and the manual name them all', () => {
  const help = faqbot(['import', '--help']).out;
  const manual = faqbot(['help', '--man', 'import']).out;
  const named = [...help.split('\nFormats:\n')[1].split('\n\n')[0].matchAll(/^ {2}(\S+) /gm)].map(([, name]) => name);
  const listed = [...manual.split('.Sh FORMATS')[1].split('.Sh ')[0].matchAll(/^\.It Cm (\S+)$/gm)].map(([, name]) => name);
  assert.deepEqual([...named].sort(), [...listed].sort());
  for (const name of named) assert.match(faqbot(['import', name, 'nothing', '--dry-run']).err, /^faqbot: nothing: the file cannot be read/);
  for (const { format } of formats) assert.ok(named.includes(format), format);
});

test('faqpage: exported and imported again, only the title of the page is lost', (context) => {
  const folder = folderOf(context);
  const entriesOf = (file) => readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  for (const name of ['faqpage', 'microdata']) {
    const [knowledge, again] = [path.join(folder, name), path.join(folder, `${name}-again`)];
    const page = path.join(folder, `${name}.json`);
    assert.notEqual(faqbot(['import', 'faqpage', `${name}.html`, '-o', knowledge]).code, 2);
    assert.equal(faqbot(['export', 'faqpage', '--knowledge', knowledge, '--output', page]).code, 0);
    const { code, out } = faqbot(['import', 'faqpage', page, '-o', again]);
    assert.equal(code, 0);
    assert.match(out, / 0 joined, 0 left out, 0 notes\n$/);
    const before = entriesOf(path.join(knowledge, `${name}.jsonl`)).map((entry) => ({ ...entry, title: '' }));
    assert.deepEqual(entriesOf(path.join(again, `${name}.jsonl`)).map((entry) => ({ ...entry, title: '' })), before);
    assert.equal(before.length, 3);
  }
});

test('rasa: a folder is imported as one, and no link in it is followed', (context) => {
  const folder = folderOf(context);
  const project = path.join(folder, 'Bot');
  const knowledge = path.join(folder, 'knowledge');
  cpSync(path.join(fixtures, 'rasa'), project, { recursive: true });
  writeFileSync(path.join(folder, 'secret.yml'), 'nlu:\n- {intent: faq/secret, examples: [what is secret?]}\nresponses:\n  utter_faq/secret: [all of it]\n');
  symlinkSync('../secret.yml', path.join(project, 'secret.yml'));
  symlinkSync('..', path.join(project, 'outside'));
  writeFileSync(path.join(project, '.hidden.yml'), '{');
  const ended = faqbot(['import', 'rasa', project, '-o', knowledge]);
  assert.equal(ended.err, '');
  assert.equal(ended.out.replaceAll(folder, 'FOLDER'), readFileSync(path.join(fixtures, 'rasa.report'), 'utf8'));
  assert.equal(ended.code, 1);
  assert.deepEqual(namesIn(knowledge), ['bot.jsonl']);
  assert.deepEqual(answersOf(knowledge, asked), ['faq/ask_price', 'faq/ask_hours', 'faq/ask_tools']);
  assert.doesNotMatch(readFileSync(path.join(knowledge, 'bot.jsonl'), 'utf8'), /secret/);
});

test('an existing file is kept unless --force, and nothing else is left in the folder', (context) => {
  const knowledge = path.join(folderOf(context), 'knowledge');
  const words = ['import', 'tsv', 'workshop.tsv', '-o', knowledge];
  assert.equal(faqbot(words).code, 0);
  const output = path.join(knowledge, 'workshop.jsonl');
  writeFileSync(output, 'mine\n');
  const again = faqbot(words);
  assert.equal(again.code, 2);
  assert.match(again.err, /workshop\.jsonl is there already/);
  assert.equal(again.out, '');
  assert.equal(readFileSync(output, 'utf8'), 'mine\n');
  assert.equal(faqbot([...words, '--force']).code, 0);
  assert.notEqual(readFileSync(output, 'utf8'), 'mine\n');
  assert.deepEqual(namesIn(knowledge), ['workshop.jsonl']);
});

test('a disk that is full leaves neither a file nor a folder', (context) => {
  const folder = folderOf(context);
  const knowledge = path.join(folder, 'knowledge');
  const ended = faqbot(['import', 'tsv', 'workshop.tsv', '-o', knowledge], { shell: `${smallDisk(0)}; ` });
  assert.equal(ended.code, 2);
  assert.match(ended.err, /the file cannot be written: /);
  assert.deepEqual(namesIn(folder), []);
});

test('an import that is interrupted while it reads has written nothing', async (context) => {
  const folder = folderOf(context);
  const child = spawn(program, ['import', 'csv', '-', '-o', path.join(folder, 'knowledge')], { stdio: ['pipe', 'ignore', 'inherit'] });
  await new Promise((resolve) => child.stdin.write('question,answer\nQ,A\n', resolve));
  child.kill('SIGINT');
  const [code, signal] = await once(child, 'exit');
  assert.deepEqual([code, signal], [null, 'SIGINT']);
  assert.deepEqual(namesIn(folder), []);
});

test('wrong arguments are answered with the right ones', (context) => {
  const knowledge = path.join(folderOf(context), 'knowledge');
  for (const [words, sentence] of [
    [['qnabto', 'qnabot.json', '-o', knowledge], /qnabto is no format that can be imported; the nearest is qnabot/],
    [['qnabot', 'qnabot.json'], /import needs the folder to write to/],
    [['qnabot', 'qnabot.json', '-o', ''], /import needs the folder to write to/],
    [['qnabot'], /import needs FORMAT FILE/],
    [['qnabot', 'nothing.json', '-o', knowledge], /nothing\.json: the file cannot be read/],
    [['qnabot', '.', '-o', knowledge], /this is no ordinary file/],
    [['csv', 'workshop.csv', '-o', knowledge], /workshop\.csv:1: no column is the question/],
    [['csv', 'workshop.csv', '-o', knowledge, '--map', 'question=Custmer asks,answer=Reply'], /the nearest is "Customer asks"/],
    [['kendra', 'kendra.csv', '-o', knowledge, '--map', 'question=1'], /takes no map/],
    [['nlpjs', 'qnabot.json', '-o', knowledge], /this is no corpus of nlp\.js/],
    [['kendra', 'nlpjs.json', '-o', knowledge], /this is no FAQ file of Kendra/],
    [['qnabot', 'kendra.csv', '-o', knowledge], /kendra\.csv:1: this is no JSON/],
    [['jsonl', 'workshop.csv', '-o', knowledge], /nothing in it can be imported/],
  ]) {
    const ended = faqbot(['import', ...words]);
    assert.match(ended.err, sentence);
    assert.equal(ended.code, 2, words.join(' '));
    assert.equal(existsSync(knowledge), false, words.join(' '));
  }
});

const MIB = 1024 * 1024;
const hostile = [
  ['arrays within arrays without end', Buffer.alloc(100 * MIB, '['), { json: /nested too deep|1: left out: this is no JSON: it is too long/ }],
  ['objects within objects without end', Buffer.alloc(20 * MIB, '{"qna":'), { json: /nested too deep|1: left out: this is no JSON: it is too long/ }],
  ['a cell of 100 MiB', Buffer.concat([Buffer.from('question,answer\na,"'), Buffer.alloc(100 * MIB, 'x\n')]), { table: /2: the row that begins here has more than 1048576 bytes in a cell/ }],
  ['a text of 100 MiB', Buffer.concat([Buffer.from('{"qna":[{"qid":"a","q":["b"],"a":"'), Buffer.alloc(100 * MIB, 'x'), Buffer.from('"}]}')]), { json: /more than 4194304 bytes|it is too long|no corpus|no FAQ/ }],
  ['more columns than anybody has', Buffer.from(`question,answer${','.repeat(5000)}\n`), { table: /1: the row that begins here has more than 1024 columns/ }],
  ['no text', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]), { json: /is not UTF-8/, table: /is not UTF-8/ }],
  ['a NUL', Buffer.from('question,answer\na,b\0\n'), { json: /NUL byte/, table: /:2: this line has a NUL byte/ }],
  ['UTF-16', Buffer.from('\ufeffquestion,answer\n', 'utf16le'), { json: /UTF-16/, table: /UTF-16/ }],
  ['elements within elements without end', Buffer.alloc(10 * MIB, '<div>'), { faqpage: /too many elements/ }],
  ['marks that every paragraph repeats', Buffer.alloc(MIB, '<b><i><u><s><p>a'), { faqpage: /too many elements|too deep/ }],
  ['a tag of endless attributes', Buffer.from(`<a ${Array.from({ length: 300000 }, (_, i) => `b${i}`).join(' ')}>`), { faqpage: /too many attributes/ }],
  ['a page of 100 MiB', Buffer.alloc(100 * MIB, 'a <'), { faqpage: /more than 16 MiB/ }],
  ['a cell of 100 MiB in tabs', Buffer.concat([Buffer.from('Question\tAnswer\na\t'), Buffer.alloc(100 * MIB, 'x')]), { qnamaker: /2: the row has more than 1048576 bytes in a cell/ }],
  ['a cell of 100 MiB with line ends', Buffer.concat([Buffer.from('Question\tAnswer\na\t"'), Buffer.alloc(100 * MIB, 'x\n')]), { qnamaker: /2: the row that begins here has more than 1048576 bytes in a cell/ }],
  ['flow lists within each other', Buffer.alloc(100 * MIB, '[{a: '), { rasa: /nested too deep/ }],
  ['aliases of aliases', Buffer.from(`a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*a, *a]\n`).join('')}`), { rasa: /2: this alias .* is not followed/ }],
  ['a text that aliases repeat', Buffer.from(`a: &a ${'x'.repeat(MIB)}\nnlu:\n${'- *a\n'.repeat(100)}`), { rasa: /the aliases .* stand for more than 4 MiB/ }],
  ['a YAML text of 100 MiB', Buffer.concat([Buffer.from('nlu: "'), Buffer.alloc(100 * MIB, 'x'), Buffer.from('"')]), { rasa: /this text has more than 4 MiB/ }],
  ['lists and objects within each other', Buffer.alloc(100 * MIB, '[{"@graph":'), { faqpage: /nested too deep/, qnamaker: /nested too deep/ }],
  ['nothing', Buffer.alloc(0), { json: /./, table: /./ }],
];

for (const [name, bytes, { json, table, ...others }] of hostile) {
  test(`a hostile file, ${name}, is refused in a sentence`, (context) => {
    const folder = folderOf(context);
    const input = path.join(folder, 'in');
    const knowledge = path.join(folder, 'knowledge');
    writeFileSync(input, bytes);
    const readers = [
      ...(json ? ['jsonl', 'qnabot', 'nlpjs', 'kendra'].map((format) => [format, json]) : []),
      ...Object.entries(others),
      ...(table ? ['csv', 'tsv', 'dialogflow', 'kendra'].map((format) => [format, table]) : []),
    ];
    for (const [format, sentence] of readers) {
      if (format === 'tsv' && sentence === table && bytes.includes('answer') && !bytes.includes('\0')) continue; // one column, with commas in it
      if (format === 'kendra' && json && table && sentence === json) continue; // it is taken for a table
      const ended = faqbot(['import', format, input, '-o', knowledge]);
      assert.equal(ended.code, 2, format);
      assert.ok(ended.out.length + ended.err.length < 4096, format);
      assert.match(ended.out + ended.err, sentence, format);
      assert.deepEqual(namesIn(folder), ['in'], format);
    }
  });
}

test('hostile content of a row is reported and does no harm', (context) => {
  const folder = folderOf(context);
  const input = path.join(folder, 'in.csv');
  const knowledge = path.join(folder, 'knowledge');
  writeFileSync(input, [
    'id,question,answer,url',
    '../../escape,Where does it lead?,[here](file:///etc/passwd) and [there](../../secret.md),file:///etc/passwd',
    'script,What runs?,Nothing <script>alert(1)</script>runs.,javascript:alert(1)',
    '"=cmd|\'/C calc\'!A0",What is computed?,"=HYPERLINK(""https://evil.example"")",',
    'bidi,"Which \u202eway\u202c?\u001b[31m",Left.,',
    `entities,What grows?,"${'&amp;'.repeat(5000)}",`,
    `images,What is drawn?,"${'![a'.repeat(5000)}${'](b)'.repeat(5000)}",`,
    '',
  ].join('\n'));
  const ended = faqbot(['import', 'csv', input, '-o', knowledge]);
  assert.equal(ended.err, '');
  assert.ok(!ended.out.includes('\u001b') && !ended.out.includes('\u202e'));
  assert.match(ended.out, /:2: note: the address "file:\/\/\/etc\/passwd" is none of https:\/\/ or http:\/\/ and is not kept/);
  assert.match(ended.out, /:3: note: the address "javascript:alert\(1\)" is none of/);
  assert.match(ended.out, /:7: imported: images/);
  assert.equal(ended.code, 0);
  assert.deepEqual(namesIn(folder), ['in.csv', 'knowledge']);
  assert.deepEqual(namesIn(knowledge), ['in.jsonl']);
  const lines = readFileSync(path.join(knowledge, 'in.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(lines.length, 6);
  assert.equal(lines[1].answer, 'Nothing runs.');
  assert.ok(lines.every((line) => line.url === undefined && !/\s/.test(line.id)));
});
