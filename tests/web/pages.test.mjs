// web/pages.test.mjs - the pages without JavaScript, from the built program.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before, test } from '../timed.mjs';
import { serve } from './served.mjs';
import { overflows, shoot, useBrowser, violations, visit } from './stage.mjs';

useBrowser();
let server;
let hostile;
let folder;
const long = 'x'.repeat(10000);
const entry = { id: 'a"><b>', question: '<script>document.title="ran"</script> is dangerous?', title: `<i>${long}`,
  answer: `<img src=x onerror="document.title='ran'">\n\n${long}\n\n[here](javascript:alert(1)) \u202eesrever\u202c\n\n\`\`\`\n${long}\n\`\`\``,
  disclaimer: `</p><style>*{display:none}</style>${long}` };
before(async () => {
  folder = await mkdtemp(`${tmpdir()}/faqbot-pages-`);
  await writeFile(`${folder}/knowledge.jsonl`, `${JSON.stringify(entry)}\n`);
  [server, hostile] = await Promise.all([serve(), serve({ knowledge: folder })]);
});
after(() => Promise.all([server.kill(), hostile.kill(), rm(folder, { recursive: true })]));

const unsure = 'which programming language? <b> pyhton';
const states = { home: '/', answer: '/?q=which+programming+language+should+I+learn', none: '/?q=zyx+wvu', list: '/faq',
  entry: '/?entry=freshers', wrong: '/?entry=nothing', unsure: `/?${new URLSearchParams({ q: unsure })}`,
  mentions: '/?q=kitchen+programming+skills+salary+zyx', search: '/search', found: '/search?q=programming+language', some: '/search?q=salary+zyx', nothing: '/search?q=zyx' };
const surroundings = { 'light': {}, 'dark': { colorScheme: 'dark' }, 'narrow': { viewport: { width: 320, height: 640 } },
  'forced-colours': { forcedColors: 'active' } };

for (const [name, options] of Object.entries(surroundings)) {
  test(`${name}: each page is accessible and fits`, async (t) => {
    for (const [state, address] of Object.entries(states)) {
      const page = await visit(t, server.url + address, { without: '**/widget.js*', expected: /404/, ...options }); // axe needs JavaScript
      await page.getByRole('heading', { level: 1 }).waitFor();
      await shoot(page, `no-script-${name}-${state}`);
      assert.deepEqual(await violations(page), [], state);
      assert.deepEqual(await overflows(page), [], state);
    }
  });
}

test('a visitor without JavaScript asks with the form and follows related questions', async (t) => {
  const page = await visit(t, server.url, { javaScriptEnabled: false });
  await page.getByLabel('Your question').fill('what is the minimum salary');
  await page.getByRole('button', { name: 'Ask' }).click();
  assert.match(await page.title(), /what is the minimum salary/);
  await page.getByText('6 to 8 lakhs').first().waitFor();
  await page.getByText('takes any responsibility').waitFor();
  await page.locator('.links a').first().click();
  await page.locator('.answer').waitFor();
  await page.getByRole('link', { name: 'All questions and answers' }).click();
  await page.locator('article').nth(10).waitFor();
});

test('a visitor without JavaScript searches, follows a hit and comes back by a question', async (t) => {
  const page = await visit(t, server.url, { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Search the knowledge base' }).click();
  await page.getByLabel('Words to search for').fill('programming language zyx');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('These have some of them').waitFor();
  assert.match((await page.locator('mark').allTextContents()).join(' '), /language/i);
  await page.getByRole('link', { name: 'Ask this as a question' }).click();
  await page.getByRole('link', { name: 'for these words' }).click();
  await page.locator('.links a').first().click();
  await page.locator('.answer .rich').waitFor();
});

test('with JavaScript the same URL becomes a conversation', async (t) => {
  const page = await visit(t, `${server.url}/?q=which+programming+language+should+I+learn`);
  await page.getByRole('log').getByText('Python').first().waitFor();
  assert.equal(new URL(page.url()).search, '');
});

test('hostile answers and hostile questions are text: nothing runs, nothing overflows', async (t) => {
  for (const address of ['/', '/faq', '/?q=is+it+dangerous', '/search?q=dangerous', `/search?q=${'y'.repeat(2000)}`, '/search?q=x*', `/?entry=${encodeURIComponent(entry.id)}`,
    `/?q=${encodeURIComponent('"><script>document.title="ran"</script>')}`, `/?q=${'y'.repeat(2000)}`, `/?q=${encodeURIComponent('\u202Eesrever')}`]) {
    for (const javaScriptEnabled of [false, true]) {
      const page = await visit(t, hostile.url + address, { viewport: { width: 320, height: 640 }, javaScriptEnabled });
      await page.waitForTimeout(50);
      assert.deepEqual(await overflows(page), [], address);
      assert.notEqual(await page.title(), 'ran');
      assert.equal(await page.locator('main img, main style, main script:not([type="application/ld+json"])').count(), 0);
    }
  }
});
