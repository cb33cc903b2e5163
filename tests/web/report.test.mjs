// web/report.test.mjs - the page of `faqbot report`: it is accessible and fits, on a screen, in the dark, on a phone and
// on paper, and a browser runs nothing of what strangers wrote.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { after, before, test } from '../timed.mjs';
import { overflows, shoot, useBrowser, violations, visit } from './stage.mjs';

useBrowser();
const program = process.env.FAQBOT ?? new URL('../../build/faqbot', import.meta.url).pathname;
const schema = new URL('../../bot/journal/schema.sql', import.meta.url).pathname;
const DAYS = 130; // so many that a plot has a column for each week
let folder;
let server;
let url;

// Months of questions with every outcome, words without end, both directions, and what a browser could run.
const long = 'x'.repeat(2000);
const questions = ['How long may I keep a book?', 'Where is the toilet?', '<img src=x onerror=alert(1)>', long, 'متى تفتح المكتبة؟', '\u202eesrever'];
const outcomes = ['answered', 'none', 'unsure', 'none', 'none', 'answered', 'smalltalk'];
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
const rows = [...Array(DAYS * 5).keys()].map((i) => `INSERT INTO asked VALUES (${i + 1},
  ${1772000000 + Math.floor(i / 5) * 86400 + (i * 7919) % 80000}, 7, 'r${i}', ${quoted(questions[i % questions.length])},
  '${outcomes[i % outcomes.length]}', 0.3, '${i % 7 === 0 ? 'loans' : i % 7 === 5 ? `gone-${i % 40}` : ''}', 'k', '${['en', 'de', ''][i % 3]}', ${20 + (i * 97) % 9000});
  INSERT INTO searched VALUES (${i + 1}, ${1772000000 + i * 1000}, 7, 's', ${quoted(`${questions[i % 6]} ${i % 30}`)}, ${i % 3}, 50, 'k');
  ${i % 9 === 0 ? `INSERT INTO feedback VALUES (${i + 1}, 1772000000, 7, 'r${i}', ${i % 2}, ${quoted(i % 2 ? questions[i % 6] : '')});` : ''}`);

before(async () => {
  folder = await mkdtemp(`${tmpdir()}/faqbot-report-`);
  await writeFile(`${folder}/knowledge.jsonl`, '{"id":"loans","question":"How long may I keep a book?","answer":"Four weeks."}\n');
  execFileSync('sqlite3', [`${folder}/journal`], { input: `PRAGMA synchronous = OFF; ${await readFile(schema, 'utf8')} BEGIN; ${rows.join('\n')} COMMIT;` });
  for (const [name, flags] of [['whole', []], ['day', ['--since', '2026-03-01', '--before', '2026-03-02']], ['none', ['--since', '2030-01-01']]]) {
    execFileSync(program, ['report', `${folder}/journal`, '-k', `${folder}/knowledge.jsonl`, '-q', '-o', `${folder}/${name}.html`, ...flags]);
  }
  const pages = Object.fromEntries(await Promise.all(['whole', 'day', 'none'].map(async (name) => [`/${name}`, await readFile(`${folder}/${name}.html`)])));
  server = createServer((request, response) => response.writeHead(pages[request.url] ? 200 : 204, { 'content-type': 'text/html' }).end(pages[request.url]));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}`;
});
after(() => Promise.all([new Promise((resolve) => server.close(resolve)), rm(folder, { recursive: true })]));

const surroundings = { light: {}, dark: { colorScheme: 'dark' }, narrow: { viewport: { width: 390, height: 844 } }, smallest: { viewport: { width: 320, height: 640 } },
  'forced-colours': { forcedColors: 'active' } };

for (const [name, options] of Object.entries(surroundings)) {
  test(`${name}: a report is accessible and fits, its tables closed and open`, async (t) => {
    for (const part of name === 'light' ? ['day', 'none', 'whole'] : ['whole']) {
      const page = await visit(t, `${url}/${part}`, options);
      await shoot(page, `report-${name}-${part}`);
      assert.deepEqual(await violations(page), [], part);
      await page.locator('details').evaluateAll((all) => all.forEach((details) => (details.open = true)));
      if (name === 'light') assert.deepEqual(await violations(page), [], `${part}, open`); // it takes long, and colours are the same
      const [width, most] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(width <= most, `${part}: ${width} of ${most}`);
    }
  });
}

test('on paper a dark screen\'s report is light, and nothing is cut off', async (t) => {
  const page = await visit(t, `${url}/whole`, { colorScheme: 'dark', viewport: { width: 720, height: 1000 } });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await shoot(page, 'report-print');
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  assert.deepEqual(await overflows(page), []);
  assert.ok((await page.pdf({ format: 'A4' })).length > 10_000);
});

test('plots say what they show, and a keyboard reaches what is wider than the page', async (t) => {
  const page = await visit(t, `${url}/whole`, { viewport: { width: 390, height: 844 } });
  for (const name of ['Questions by week and outcome', 'Share of questions that were answered, by week', 'Questions by weekday and hour',
    'Questions by how long the answer took']) {
    await page.getByRole('img', { name }).waitFor();
  }
  assert.equal(await page.locator('svg[role=img] desc').count(), 4);
  const wide = await page.locator('.plot, .table, pre').evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.tabIndex));
  assert.ok(wide.length > 0 && wide.every((index) => index === 0));
});

test('the lines to paste are those of the question that was asked most', async (t) => {
  const page = await visit(t, `${url}/whole`);
  const first = page.locator('article').first();
  const heading = await first.locator('h3').innerText();
  assert.ok((await first.locator('pre').innerText()).startsWith('## '));
  assert.ok(heading.length > 3);
  assert.equal(await page.title(), 'What visitors asked – FAQ');
});
