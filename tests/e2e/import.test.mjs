// e2e/import.test.mjs - `faqbot import` from outside. For each format: a file with the traps that such files have,
// the report on it, what the bot then answers, and that exporting and importing again changes nothing. Then hostile
// inputs.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { program, root, smallDisk } from './lib/server.mjs';
import { zip } from './lib/zip.mjs';

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

const MIB = 1024 * 1024;

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
  { format: 'rasa', file: 'rasa.yml', code: 0, ids: ['faq/ask_price', 'faq/ask_hours', 'faq/ask_tools'] },
  { format: 'jsonl', file: 'ours.jsonl', code: 1, ids: ['prices', 'hours', 'tools'] },
  { format: 'html', file: 'page.html', code: 0, ids: slugs },
  { format: 'intents', file: 'intents.json', code: 1, ids: ['price', 'hours', 'tools'] },
  { format: 'pairs', file: 'pairs.yml', code: 0, ids: slugs },
  { format: 'watson', file: 'watson.json', code: 1, ids: ['price', 'hours', 'tools'] },
  { format: 'botpress', file: 'botpress.json', code: 0, ids: ['price', 'hours', 'tools'] },
  { format: 'qna', file: 'framework.qna', code: 0, ids: ['prices', 'when-is-the-workshop-open', 'tools'] },
];

// What the last line of a report says.
function countsOf(report) {
  const number = (noun) => Number(new RegExp(`(\\d+) (?:${noun})\\b`).exec(report.trimEnd().split('\n').at(-1))[1]);
  return {
    rows: number('rows?'), entries: number('entry|entries'), phrasings: number('phrasings?'), joined: number('joined'), left_out: number('left out'),
    notes: number('notes?'),
  };
}

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
    const events = json.out.trimEnd().split('\n').map((line) => JSON.parse(line));
    const { reasons, languages, ...counts } = events.pop();
    assert.equal(Number(/ in (\d+) languages/.exec(first.out)?.[1] ?? '0'), languages > 1 ? languages : 0);
    assert.deepEqual(counts, {
      file, fate: 'summary', output: namesIn(knowledge).map((name) => path.join(knowledge, name))[0], dry_run: false, ...countsOf(first.out),
    });
    assert.equal(reasons.reduce((sum, reason) => sum + reason.rows, 0), counts.left_out);
    assert.ok(reasons.every(({ sentence, rows: some }) => first.out.includes(sentence) && (reasons.length === 1 || first.out.includes(`${sentence}: ${some}`))));
    assert.deepEqual(events.map((event) => {
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

const readAs = { 'workshop.tsv': 'csv', 'dialogflow.csv': 'csv', 'kendra-plain.csv': 'csv', 'faqpage.html': 'html', 'microdata.html': 'html' };
for (const { format, file, flags = [], code } of formats) {
  test(`${file} needs no format to be named`, () => {
    const named = faqbot(['import', format, file, '--dry-run', ...flags]).out.split('\n');
    const { out, code: ended } = faqbot(['import', file, '--dry-run', ...flags]);
    const [first, ...rest] = out.split('\n');
    const found = readAs[file] ?? format;
    assert.match(first, new RegExp(`^${file}: note: it is read as ${found}: `));
    assert.equal(ended, code);
    const rows = (lines) => lines.filter((line) => / (imported|joined): /.test(line));
    assert.deepEqual(rows(rest), rows(named));
  });
}

test('a path that ends in .jsonl is the file that is written', (context) => {
  const folder = folderOf(context);
  const output = path.join(folder, 'out.jsonl');
  writeFileSync(path.join(folder, 'other.jsonl'), 'none of ours');
  const { code, out } = faqbot(['import', 'page.html', '-o', output]);
  assert.equal(code, 0);
  assert.match(out, /out\.jsonl: 3 rows, 3 entries, 3 phrasings; 0 joined, 0 left out, 1 note\n$/);
  assert.deepEqual(namesIn(folder), ['other.jsonl', 'out.jsonl']);
  assert.equal(readFileSync(output, 'utf8').trimEnd().split('\n').length, 3);
});

test('a table without a heading has columns with numbers', (context) => {
  const knowledge = path.join(folderOf(context), 'knowledge');
  const input = 'question,answer\nHow?,So\n';
  const { out } = faqbot(['import', 'csv', '-', '--no-header', '--map', 'answer=2,question=1', '-o', knowledge], { input });
  assert.match(out, /^-:1: imported: question: question\n-:2: imported: how: How\?\n/);
  assert.match(faqbot(['import', 'rasa', '-', '--no-header', '--dry-run'], { input }).err, /takes no map/);
});

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

test('dialogflow: an agent is a folder or a zip', (context) => {
  const folder = folderOf(context);
  const [knowledge, zipped, file] = ['knowledge', 'zipped', 'agent.zip'].map((name) => path.join(folder, name));
  const ended = faqbot(['import', 'dialogflow', 'agent', '-o', knowledge]);
  assert.equal(ended.err, '');
  assert.equal(ended.out.replaceAll(folder, 'FOLDER'), readFileSync(path.join(fixtures, 'agent.report'), 'utf8'));
  assert.deepEqual(answersOf(knowledge, asked), ['price', 'hours', 'tools-en']);
  const names = ['agent.json', ...readdirSync(path.join(fixtures, 'agent/intents')).sort().map((name) => `intents/${name}`)];
  writeFileSync(file, zip(Object.fromEntries(names.map((name) => [name, readFileSync(path.join(fixtures, 'agent', name))]))));
  assert.match(faqbot(['import', file, '-o', zipped]).out, /note: it is read as dialogflow: /);
  assert.equal(readFileSync(path.join(zipped, 'agent.jsonl'), 'utf8'), readFileSync(path.join(knowledge, 'agent.jsonl'), 'utf8'));
});

const sheet = (rows) => `<worksheet><sheetData>${rows.map((cells, row) => `<row r="${row + 1}">${cells.map((cell, column) => `<c r="${'ABC'[column]}${row + 1}" t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`).join('')}</sheetData></worksheet>`;
const workbook = (rows) => ({
  'xl/workbook.xml': '<workbook><sheets><sheet name="FAQ" sheetId="1" r:id="r1" xmlns:r="x"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
  'xl/worksheets/sheet1.xml': sheet(rows),
});
const paragraph = (text, style = '') => `<w:p><w:pPr>${style && `<w:pStyle w:val="${style}"/>`}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
const text = (...paragraphs) => ({
  'word/styles.xml': '<w:styles xmlns:w="w"><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>',
  'word/document.xml': `<w:document xmlns:w="w"><w:body>${paragraphs.join('')}</w:body></w:document>`,
});

test('office documents and archives are read', (context) => {
  const folder = folderOf(context);
  for (const [name, files, questions] of [
    ['a.xlsx', workbook([['Our shop'], [], ['Frage', 'Antwort'], ['Wo?', 'In Rom &lt;hier&gt;'], ['Wann?', 'Um 9']]), ['Wo?', 'Wann?']],
    ['b.docx', text(paragraph('How much?', 'berschrift1'), paragraph('Ten.'), paragraph('Where?', 'berschrift1'), paragraph('Rome.')), ['How much?', 'Where?']],
    ['c.docx', text(paragraph('Q: How much?'), paragraph('A: Ten.'), paragraph('Q2: Where'), paragraph('A2: Rome.')), ['How much?', 'Where']],
    ['d.zip', { 'a.csv': 'question,answer\nHow much?,Ten\n', 'b/c.json': '[{"q":"Where?","a":"Rome"}]', 'd.png': 'x' }, ['How much?', 'Where?']],
  ]) {
    const file = path.join(folder, name);
    const knowledge = path.join(folder, `${name}.out`);
    writeFileSync(file, zip(files));
    const ended = faqbot(['import', file, '-o', knowledge]);
    assert.equal(ended.err, '');
    const [written] = namesIn(knowledge);
    const lines = readFileSync(path.join(knowledge, written), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(lines.map((line) => line.question), questions, name);
  }
});

test('office documents among other files are read, and files that are not are named', (context) => {
  const folder = folderOf(context);
  const book = zip(workbook([['question', 'answer'], ['Where?', 'Rome']]));
  const letter = zip(text(paragraph('When?', 'berschrift1'), paragraph('Now.')));
  const archive = zip({ 'top/a.xlsx': book, 'top/b.docx': letter, 'top/c.csv': 'question,answer\nWho?,Me\n', 'top/d.pdf': '%PDF', 'top/e.png': 'x' });
  writeFileSync(path.join(folder, 'all.zip'), archive);
  const ended = faqbot(['import', path.join(folder, 'all.zip'), '-o', path.join(folder, 'kb')]);
  assert.match(ended.out, /left out: top\/d\.pdf: files of this kind are not read/);
  assert.doesNotMatch(ended.out, /e\.png/);
  assert.match(ended.out, /4 rows, 3 entries, .*1 left out/);
  const lines = readFileSync(path.join(folder, 'kb/all.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ question, answer }) => [question, answer]).sort(), [['When?', 'Now.'], ['Where?', 'Rome'], ['Who?', 'Me']]);
});

test('a cell of a workbook says what the sheet shows', (context) => {
  const folder = folderOf(context);
  const cells = [
    ['n', 1, 46356, '2026-11-30'], ['n', 2, 0.5, '50%'], ['n', 3, 46356.395833333336, '2026-11-30 09:30'], ['n', 4, 0.75, '18:00'],
    ['n', 0, 42, '42'], ['b', 0, 1, 'TRUE'], ['b', 0, 0, 'FALSE'], ['n', 5, 60.5, '60.5'], ['n', 1, 1, '1900-01-01'], ['str', 0, 'a_x000D_\nb_x005F_', 'a\nb_'],
  ];
  const rows = cells.map(([type, style, value], i) => `<row r="${i + 2}"><c r="A${i + 2}" t="inlineStr"><is><t>Q${i}?</t></is></c><c r="B${i + 2}" t="${type}" s="${style}"><v>${value}</v></c></row>`);
  writeFileSync(path.join(folder, 'a.xlsx'), zip({
    ...workbook([]),
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>question</t></is></c><c r="B1" t="inlineStr"><is><t>answer</t></is></c></row>${rows.join('')}</sheetData></worksheet>`,
    'xl/styles.xml': '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-407]dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="171" formatCode="0.0 &quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
      + '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="170"/><xf numFmtId="20"/><xf numFmtId="171"/></cellXfs></styleSheet>',
  }));
  assert.equal(faqbot(['import', path.join(folder, 'a.xlsx'), '-o', path.join(folder, 'kb')]).code, 0);
  const { qna } = JSON.parse(faqbot(['export', 'qnabot', '-k', path.join(folder, 'kb')]).out);
  assert.deepEqual(qna.map(({ a }) => a), cells.map(([,,, shown]) => shown));
});

test('answers are Markdown where that is said, and the report says where it may be meant', (context) => {
  const folder = folderOf(context);
  writeFileSync(path.join(folder, 'faq.yml'), '- question: Where?\n  answer: "[Here](https://example.org/) and **there**"\n');
  const plain = faqbot(['import', path.join(folder, 'faq.yml'), '--dry-run']);
  assert.match(plain.out, /looks like Markdown, and is shown as it is written; with --markdown/);
  assert.equal(faqbot(['import', path.join(folder, 'faq.yml'), '--markdown', '-o', path.join(folder, 'kb')]).code, 0);
  assert.match(readFileSync(path.join(folder, 'kb/faq.jsonl'), 'utf8'), /"answer":"\[Here\]\(https:\/\/example\.org\/\) and \*\*there\*\*"/);
});

test('what is no text, and fields that are not known, are called by their names', (context) => {
  const folder = folderOf(context);
  for (const [name, bytes, sentence] of [
    ['a.pdf', '%PDF-1.7\n\x80', /this is a PDF/],
    ['a.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0]), /old office program/],
    ['a.json', '[{"headword":"How?","gloss":"So."}]', /its fields are "headword", "gloss";/],
  ]) {
    writeFileSync(path.join(folder, name), bytes);
    const ended = faqbot(['import', path.join(folder, name), '--dry-run']);
    assert.match(ended.err, sentence);
    assert.equal(ended.code, 2);
  }
});

test('a hostile archive is refused in a sentence', (context) => {
  const folder = folderOf(context);
  const many = Object.fromEntries(Array.from({ length: 10001 }, (_, i) => [`${i}.csv`, 'a']));
  for (const [bytes, sentence] of [
    [zip(workbook([['a', 'b']])).subarray(0, 200), /the archive is broken or not whole/],
    [zip({ 'a.csv': Buffer.alloc(150 * MIB, 'question,answer\n') }), /the files have more than 134217728 bytes together/],
    [zip(many), /more than 10000 files/],
    [zip({ 'xl/workbook.xml': '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>' }), /has a DOCTYPE/],
    [zip({ 'xl/workbook.xml': '<workbook>' }), /this is no XML/],
    [zip({ 'word/document.xml': '<a>'.repeat(1000) }), /more than 256 deep/],
    [zip(workbook([Array(3).fill('x')])), /no column is the question/],
    [zip({ '../../etc/passwd': 'x', 'a.png': 'y' }), /no file in it that can be imported/],
  ]) {
    const input = path.join(folder, 'in.zip');
    writeFileSync(input, bytes);
    const ended = faqbot(['import', input, '-o', path.join(folder, 'knowledge')]);
    assert.match(ended.err, sentence);
    assert.equal(ended.code, 2);
    assert.deepEqual(namesIn(folder), ['in.zip']);
  }
});

// Of its own, since nothing else here needs one.
async function siteOf(context, pages) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const page = pages[request.url];
    const [status, body, headers = {}] = page === undefined ? [404, ''] : Array.isArray(page) ? page : [200, page];
    response.writeHead(status, headers).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const address = `http://127.0.0.1:${server.address().port}`;
  for (const [name, page] of Object.entries(pages)) if (typeof page === 'string') pages[name] = page.replaceAll('SITE', address);
  return { address, asked };
}

// Beside the server, which lives in this process.
async function faqbotBeside(words) {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes) => { out += bytes; });
  child.stderr.on('data', (bytes) => { err += bytes; });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

const details = (question, answer) => `<details><summary>${question}</summary>${answer}</details>`;

test('a page is imported from its address, and its links lead on', async (context) => {
  const folder = folderOf(context);
  const { address, asked } = await siteOf(context, { '/faq/': details('How?', '<a href="more">So</a>') });
  const ended = await faqbotBeside(['import', `${address}/faq/`, '-o', folder, '--allow-private']);
  assert.equal(ended.err, '');
  assert.equal(ended.code, 0);
  assert.deepEqual(asked, ['/robots.txt', '/faq/']);
  const line = JSON.parse(readFileSync(path.join(folder, 'faq.jsonl'), 'utf8'));
  assert.equal(line.answer, `[So](${address}/faq/more)`);
  assert.equal(line.url, `${address}/faq/`);
});

test('robots.txt, private addresses and limits are respected', async (context) => {
  const folder = path.join(folderOf(context), 'knowledge');
  const { address, asked } = await siteOf(context, {
    '/robots.txt': 'User-agent: *\nDisallow: /secret\n', '/secret': details('How?', 'So'), '/faq': details('How?', 'So'),
    '/away': [302, '', { location: '/secret' }], '/big': [200, gzipSync(Buffer.alloc(20 * MIB)), { 'content-encoding': 'gzip' }],
    '/round': [302, '', { location: '/round' }], '/file': [302, '', { location: 'file:///etc/passwd' }],
  });
  for (const [page, sentence, flags = ['--allow-private']] of [
    ['/faq', /not of the public internet/, []],
    ['/secret', /robots\.txt asks programs not to read this/],
    ['/away', /robots\.txt asks programs not to read this/],
    ['/big', /more than 16777216 bytes/],
    ['/round', /cannot be fetched/],
    ['/file', /cannot be fetched/],
    ['/gone', /the status 404/],
  ]) {
    const ended = await faqbotBeside(['import', `${address}${page}`, '-o', folder, ...flags]);
    assert.match(ended.err, sentence, page);
    assert.equal(ended.code, 2);
    assert.equal(existsSync(folder), false);
  }
  assert.equal(asked.includes('/secret'), true); // by the redirect, and thrown away
  assert.match((await faqbotBeside(['import', 'page.html', '--sitemap', '-o', folder])).err, /are for an address/);
});

test('a site that fails to say what may be read is not read', async (context) => {
  const folder = path.join(folderOf(context), 'knowledge');
  const { address, asked } = await siteOf(context, { '/robots.txt': [503, ''], '/faq': details('How?', 'So') });
  assert.match((await faqbotBeside(['import', `${address}/faq`, '-o', folder, '--allow-private'])).err, /robots\.txt cannot be had/);
  assert.deepEqual(asked, ['/robots.txt']);
});

test('between pages it waits as long as the site asks for, within a bound', async (context) => {
  const folder = folderOf(context);
  const pages = (delay) => ({
    '/robots.txt': `User-agent: *\nCrawl-delay: ${delay}\n`, '/sitemap.xml': '<urlset><loc>SITE/a</loc><loc>SITE/b</loc></urlset>',
    '/a': details('How?', 'So'), '/b': details('Where?', 'Rome'),
  });
  for (const [delay, wanted, least, err] of [['0.4', '2', 800, /^faqbot: the first 2 pages/], ['3600', '1', 10000, /its robots.txt asks to wait 3600 seconds between pages; 10 are waited/]]) {
    const { address } = await siteOf(context, pages(delay));
    const start = performance.now();
    const ended = await faqbotBeside(['import', address, '--sitemap', '--pages', wanted, '-o', path.join(folder, `${wanted}.jsonl`), '--allow-private']);
    assert.equal(ended.code, 0);
    assert.ok(performance.now() - start >= least);
    assert.match(ended.err, err);
  }
});

test('a sitemap names the pages of its own site, as many as are wanted', async (context) => {
  const folder = folderOf(context);
  const { address, asked } = await siteOf(context, {
    '/robots.txt': 'User-agent: *\nDisallow: /secret\nSitemap: SITE/maps.xml\n',
    '/maps.xml': '<sitemapindex><sitemap><loc>SITE/one.xml</loc></sitemap></sitemapindex>',
    '/one.xml': '<urlset><loc>SITE/a</loc><loc>SITE/none?a=1&amp;b=2</loc><loc>SITE/secret</loc><loc>https://elsewhere.example/</loc><loc>SITE/b</loc><loc>SITE/c</loc></urlset>',
    '/a': details('How?', 'So'), '/b': details('Where?', 'Rome'), '/c': details('When?', 'Now'), '/none?a=1&b=2': '<p>nothing</p>',
  });
  const ended = await faqbotBeside(['import', address, '--sitemap', '--pages', '4', '-o', path.join(folder, 'k.jsonl'), '--allow-private']);
  assert.equal(ended.code, 1);
  assert.match(ended.err, /1 addresses of the sitemap are of other sites/);
  assert.match(ended.err, /the first 4 pages of the sitemap are read/);
  assert.match(ended.err, /secret.*asks programs not to read this/);
  assert.match(ended.out, /left out: there are no questions in it.*none\?a=1&b=2\n/);
  assert.match(ended.out, /3 rows, 2 entries, 2 phrasings; 0 joined, 1 left out/);
  assert.equal(asked.includes('/secret') || asked.includes('/c'), false);
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

const swapped = (text) => Buffer.from(text, 'utf16le').swap16();
const latin = (text) => Buffer.from(text.replaceAll('€', '\x80').replaceAll('„', '\x84'), 'latin1');

test('other encodings are read where they are declared or named, and never guessed', (context) => {
  const folder = folderOf(context);
  const text = 'question,answer\r\n"Was kostet „das“?","Zwölf €"\r\n'.replaceAll('“', '"');
  const table = text.replace('„das"', 'das');
  const page = (head) => `<!DOCTYPE html><html><head>${head}</head><body><details><summary>Was kostet das?</summary>Zwölf €</details></body></html>`;
  for (const [name, bytes, words, note] of [
    ['le.csv', Buffer.from(`\ufeff${table}`, 'utf16le'), [], 'UTF-16'],
    ['be.csv', swapped(`\ufeff${table}`), [], 'UTF-16'],
    ['le.json', Buffer.from('\ufeff[{"question":"Was kostet das?","answer":"Zwölf €"}]', 'utf16le'), [], 'UTF-16'],
    ['meta.html', latin(page('<meta charset="iso-8859-1">')), [], 'windows-1252'],
    ['http-equiv.html', latin(page('<meta http-equiv=Content-Type content="text/html; charset=windows-1252">')), [], 'windows-1252'],
    ['named.csv', latin(table), ['--encoding', 'windows-1252'], null],
    ['nine.csv', Buffer.from(table.replace('€', '\xa4'), 'latin1'), ['--encoding', 'ISO-8859-15'], null],
    ['named.json', latin('[{"question":"Was kostet das?","answer":"Zwölf €"}]'), ['--encoding', 'cp1252'], null],
  ]) {
    const knowledge = path.join(folder, `${name}.out`);
    writeFileSync(path.join(folder, name), bytes);
    const { code, out, err } = faqbot(['import', path.join(folder, name), '-o', knowledge, ...words]);
    assert.equal(code, 0, name + out + err);
    assert.equal(/is read in the encoding (\S+), as it says itself/.exec(out)?.[1] ?? null, note);
    const entry = JSON.parse(readFileSync(path.join(knowledge, namesIn(knowledge)[0]), 'utf8'));
    assert.deepEqual([entry.question, entry.answer], ['Was kostet das?', 'Zwölf €'], name);
  }
  for (const [bytes, words, sentence] of [
    [latin(table), [], /:2: this line is not UTF-8; save the file in that, or say what it is: --encoding windows-1252/],
    [latin(table), ['--encoding', 'UTF-8'], /behind its first \d+ bytes is not in the encoding UTF-8/],
    [latin(table), ['--encoding', 'nothing-such'], /nothing-such is no encoding that is known/],
    [latin(page('<meta charset=utf-8>')), [], /:1: this line is not UTF-8/],
  ]) {
    writeFileSync(path.join(folder, 'bad.csv'), bytes);
    const { code, err } = faqbot(['import', path.join(folder, 'bad.csv'), '-o', path.join(folder, 'bad'), ...words]);
    assert.equal(code, 2);
    assert.match(err, sentence);
    assert.deepEqual(namesIn(path.join(folder, 'bad')), []);
  }
});

const hostile = [
  ['arrays within arrays without end', Buffer.alloc(100 * MIB, '['), { json: /nested too deep|1: left out: this is no JSON: it is too long/ }],
  ['objects within objects without end', Buffer.alloc(20 * MIB, '{"qna":'), { json: /nested too deep|1: left out: this is no JSON: it is too long/ }],
  ['a cell of 100 MiB', Buffer.concat([Buffer.from('question,answer\na,"'), Buffer.alloc(100 * MIB, 'x\n')]), { table: /2: the row that begins here has more than 1048576 bytes in a cell/ }],
  ['a text of 100 MiB', Buffer.concat([Buffer.from('{"qna":[{"qid":"a","q":["b"],"a":"'), Buffer.alloc(100 * MIB, 'x'), Buffer.from('"}]}')]), { json: /more than 4194304 bytes|it is too long|no corpus|no FAQ/ }],
  ['more columns than anybody has', Buffer.from(`question,answer${','.repeat(5000)}\n`), { table: /1: the row that begins here has more than 1024 columns/ }],
  ['no text', Buffer.from([0x89, 0x58, 0x4e, 0x47, 0xff, 0x00]), { json: /is not UTF-8/, table: /is not UTF-8/ }],
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]), { json: /is a picture; name the file/, table: /is a picture; name the file/ }],
  ['a NUL', Buffer.from('question,answer\na,b\0\n'), { json: /NUL byte/, table: /:2: this line has a NUL byte/ }],
  ['half a character of UTF-16', Buffer.from('\ufeffquestion,answer\n', 'utf16le').subarray(0, 31), { json: /behind its first 30 bytes .* UTF-16/, table: /behind its first 30 bytes .* UTF-16/ }],
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
    'id,question,markdown,url',
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
