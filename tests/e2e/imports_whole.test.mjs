// e2e/imports_whole.test.mjs - one set of questions and answers in the structure of each format that is imported: every
// one becomes an entry, and all of its words are kept. Prints the table of what came of it.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { program } from './lib/server.mjs';
import { zip } from './lib/zip.mjs';

const PAIRS = [
  ['How do I rent a boat?', 'Call us or write to boats@example.org; we answer within 24 hours.'],
  ['What does an hour cost?', '12.50 euros an hour, 60 euros a day.'],
  ['Is there a deposit?', 'Yes: 100 euros, which you get back (in cash).'],
  ['Can I pay by card?', 'Cards & phones are fine; "contactless" works up to 50 euros.'],
  ['When are you open?', 'April to October, 9-18 o\'clock.\nIn winter on Saturdays only.'],
  ['Where are you?', 'Harbour road 7 - see https://example.org/map?zoom=12&pin=7 for the way.'],
  ['Do I need a licence?', 'Not below 11 kW (15 hp).'],
  ['May children steer?', 'From 12 years on, with an adult on board.'],
  ['Are dogs allowed?', 'Of course! Bring a blanket, please.'],
  ['What if it rains?', 'You may change the day once, free of charge.'],
  ['Is fuel included?', 'No. You pay what you used: about 2 euros a litre.'],
  ['How many people fit in?', 'Small boats: 4. Large boats: 8.'],
  ['Do you have life jackets?', 'They are on board, in sizes S to XXL.'],
  ['Can I cancel?', 'Up to 48 hours before, without giving a reason.'],
  ['What happens if I am late?', 'Each half hour that you are late costs 10 euros; call us all the same.'],
  ['Is there parking?', 'Free of charge behind the hall, #2 to #14.'],
  ['May I swim from the boat?', 'Yes, with the engine off.'],
  ['Do you sell vouchers?', 'At the desk and on the web, valid 3 years.'],
  ['Who is liable for damage?', 'You are, up to the deposit; beyond it our insurance pays.'],
  ['Can I bring food?', 'Yes. Glass stays ashore; paper cups are at the desk.'],
  ['Gibt es Toiletten?', 'Ja, im Hafengebäude – für Gäste kostenlos.'],
  ['Y a-t-il un café ?', 'Oui, juste à côté : « Chez Léa ».'],
  ['¿Hablan español?', 'Sí, los fines de semana.'],
  ['Is fishing allowed?', 'With a permit, from 1 May to 30 September.'],
];
const name = (i) => `boat${String(i + 1).padStart(2, '0')}`;
const csv = (cell) => `"${cell.replaceAll('"', '""')}"`;
const html = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\n', '<br>');
const json = (value) => JSON.stringify(value, null, 1);
const list = (write) => PAIRS.map(([question, answer], i) => write(question, answer, i));
const table = (between, quote) => list((question, answer, i) => `${[i + 1, question, answer].map((cell) => quote(String(cell))).join(between)}\r\n`).join('');
const office = (main, type, files) => zip({
  '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${main}" ContentType="${type}"/></Types>`,
  ...files,
});
const words = (text) => html(text).replaceAll('<br>', '</w:t><w:br/><w:t xml:space="preserve">');
const paragraph = (text, style) => `<w:p><w:pPr>${style ? `<w:pStyle w:val="${style}"/>` : ''}</w:pPr><w:r><w:t xml:space="preserve">${words(text)}</w:t></w:r></w:p>`;

// The name of the file and what is in it; a folder is an object of files.
const FORMATS = {
  jsonl: ['a.jsonl', list((question, answer, i) => `${JSON.stringify({ id: name(i), question, answer: answer.replace('\n', '\\\n') })}\n`).join('')],
  faqpage: ['a.html', `<!DOCTYPE html><html lang="en"><head><title>Boats</title><script type="application/ld+json">${json({
    '@context': 'https://schema.org', '@type': 'FAQPage',
    mainEntity: list((question, answer) => ({ '@type': 'Question', name: question, acceptedAnswer: { '@type': 'Answer', text: `<p>${html(answer)}</p>` } })),
  })}</script></head><body></body></html>`],
  html: ['b.html', `<!DOCTYPE html><html><head><title>Boats</title></head><body><nav><a href="/">Home</a></nav><main><h1>Boats</h1>${
    list((question, answer) => `<details class="faq"><summary>${html(question)}</summary><div><p>${html(answer)}</p></div></details>`).join('\n')}</main></body></html>`],
  'qnamaker, TSV': ['a.tsv', `Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId\r\n${
    list((question, answer, i) => `${question}\t${answer.replace('\n', '\\n\\n')}\tEditorial\ttopic:boats\t[]\tFalse\t[]\t${i + 1}\r\n`).join('')}`],
  'qnamaker, JSON': ['b.json', json({ qnaDocuments: list((question, answer, i) => ({ id: i + 1, answer: answer.replace('\n', '\n\n'), source: 'Editorial', questions: [question], metadata: [], context: { isContextOnly: false, prompts: [] } })) })],
  qna: ['a.qna', list((question, answer) => `# ? ${question}\n\n\`\`\`markdown\n${answer.replace('\n', '\n\n')}\n\`\`\`\n\n`).join('')],
  qnabot: ['c.json', json({ qna: list((question, a, i) => ({ qid: name(i), type: 'qna', q: [question], a, t: '', alt: {} })) })],
  rasa: ['rasa', {
    'domain.yml': `version: "3.1"\nintents:\n${list((_, __, i) => `  - ask_${name(i)}\n`).join('')}responses:\n${list((_, answer, i) => `  utter_ask_${name(i)}:\n    - text: ${JSON.stringify(answer)}\n`).join('')}`,
    'data/nlu.yml': `version: "3.1"\nnlu:\n${list((question, _, i) => `  - intent: ask_${name(i)}\n    examples: |\n      - ${question}\n`).join('')}`,
    'data/rules.yml': `version: "3.1"\nrules:\n${list((_, __, i) => `  - rule: say ${i}\n    steps:\n      - intent: ask_${name(i)}\n      - action: utter_ask_${name(i)}\n`).join('')}`,
  }],
  nlpjs: ['d.json', json({ name: 'Boats', locale: 'en-US', data: list((question, answer, i) => ({ intent: `boats.${name(i)}`, utterances: [question], answers: [answer] })) })],
  dialogflow: ['agent', {
    'agent.json': json({ displayName: 'Boats', language: 'en', supportedLanguages: [] }),
    ...Object.fromEntries(list((question, answer, i) => [
      [`intents/${name(i)}.json`, json({ name: name(i), auto: true, responses: [{ messages: [{ type: '0', lang: 'en', speech: [answer] }], parameters: [] }] })],
      [`intents/${name(i)}_usersays_en.json`, json([{ data: [{ text: question, userDefined: false }], isTemplate: false }])],
    ]).flat()),
  }],
  'dialogflow, CSV': ['a.csv', list((question, answer) => `${csv(question)},${csv(answer)}\n`).join('')],
  watson: ['e.json', json({
    name: 'Boats', language: 'en', intents: list((text, _, i) => ({ intent: name(i), examples: [{ text }] })), entities: [],
    dialog_nodes: list((_, text, i) => ({ type: 'standard', dialog_node: `node_${i}`, conditions: `#${name(i)}`, output: { generic: [{ response_type: 'text', selection_policy: 'sequential', values: [{ text }] }] } })),
  })],
  botpress: ['f.json', json({ qnas: list((question, answer, i) => ({ id: name(i), data: { action: 'text', contexts: ['global'], enabled: true, questions: { en: [question] }, answers: { en: [answer] }, redirectFlow: '', redirectNode: '' } })) })],
  'kendra, JSON': ['g.json', json({ SchemaVersion: 1, FaqDocuments: list((Question, Answer) => ({ Question, Answer, Attributes: { _language_code: 'en' } })) })],
  'kendra, CSV': ['b.csv', `_question,_answer,_source_uri\n${list((question, answer) => `${csv(question)},${csv(answer)},https://example.org/faq\n`).join('')}`],
  intents: ['h.json', json({ intents: list((question, answer, i) => ({ tag: name(i), patterns: [question, name(i)], responses: [answer], context_set: '' })) })],
  'pairs, JSON': ['i.json', json({ faqs: list((title, content) => ({ title, content })) })],
  'pairs, YAML': ['a.yml', `faq:\n${list((question, answer) => `  - frage: ${JSON.stringify(question)}\n    antwort: ${JSON.stringify(answer)}\n`).join('')}`],
  xlsx: ['a.xlsx', office('xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml', {
    'xl/workbook.xml': '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="FAQ" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${
      [['Our boats'], [], ['No.', 'Question', 'Answer'], ...list((question, answer, i) => [String(i + 1), question, answer])]
        .map((row, r) => `<row r="${r + 1}">${row.map((cell, c) => `<c r="${'ABC'[c]}${r + 1}" t="inlineStr"><is><t xml:space="preserve">${html(cell).replaceAll('<br>', '\n')}</t></is></c>`).join('')}</row>`).join('')}</sheetData></worksheet>`,
  })],
  docx: ['a.docx', office('word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml', {
    'word/styles.xml': '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style></w:styles>',
    'word/document.xml': `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${list((question, answer) => paragraph(question, 'Heading2') + paragraph(answer)).join('')}</w:body></w:document>`,
  })],
  csv: ['c.csv', `No;Frage;Antwort\r\n${table(';', csv)}`],
  tsv: ['b.tsv', `No\tQuestion\tAnswer\n${table('\t', csv)}`],
};

// Where a format has no lines within a paragraph, a line's end was written as a paragraph's.
const plain = (text) => text.replace(/\n+/g, '\n');

test('every question and answer of every format is kept, word for word', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-whole-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...args) => spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 60000 });
  const rows = Object.entries(FORMATS).map(([format, [file, content]]) => {
    const files = typeof content === 'string' || Buffer.isBuffer(content) ? { [file]: content }
      : Object.fromEntries(Object.entries(content).map(([inner, text]) => [join(file, inner), text]));
    for (const [path, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const into = format.replaceAll(/\W+/g, '-');
    const imported = run('import', format.split(',')[0], file, '-o', into);
    const [, seen = '-', entries = '-'] = /: (\d+) rows, (\d+) entries/.exec(imported.stdout) ?? [];
    const exported = run('export', 'qnabot', '-k', into);
    const qna = exported.status === 0 ? JSON.parse(exported.stdout).qna : [];
    const kept = (same) => PAIRS.filter((pair) => qna.some((entry) => same(entry, pair))).length;
    const questions = kept(({ q }, [question]) => q.includes(question));
    const answers = kept(({ q, a }, [question, answer]) => q.includes(question) && plain(a) === answer);
    return { format, rows: seen, entries, questions, answers, code: imported.status };
  });
  for (const { format, rows: seen, entries, questions, answers } of rows) {
    context.diagnostic(`${format.padEnd(16)} rows ${seen}, entries ${entries}, questions kept ${questions}, answers kept ${answers}`);
  }
  const all = String(PAIRS.length);
  assert.deepEqual(rows, Object.keys(FORMATS).map((format) => ({ format, rows: all, entries: all, questions: PAIRS.length, answers: PAIRS.length, code: 0 })));
  const named = /import \[OPTION[^]*?Formats:\n([^]*?)\n\n/.exec(run('import', '--help').stdout)[1].split('\n').filter((line) => /^  \S/.test(line)).map((line) => line.trim().split(' ')[0]);
  assert.deepEqual([...new Set(Object.keys(FORMATS).map((format) => format.split(',')[0]))].sort(), named.sort());
});
