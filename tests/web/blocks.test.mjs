// web/blocks.test.mjs - what an answer may hold besides text: tables, images, code and footnotes; and that what is copied of it
// is what is seen.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from '../timed.mjs';
import { full, reply, rich, startDouble } from './double.mjs';
import { ROOT } from './served.mjs';
import { ask, overflows, shoot, until, useBrowser, violations, visit } from './stage.mjs';

useBrowser();
const text = (words) => ({ type: 'text', text: words });
const paragraph = (...inline) => ({ type: 'paragraph', inline });
const columns = Array.from({ length: 12 }, (_, i) => i);
const wide = { ...full, blocks: [{ type: 'table', align: columns.map(() => 'none'), header: columns.map((i) => [text(`Column ${i}`)]),
  rows: [columns.map((i) => [text(`value ${i}`)]), columns.map((i) => [text(`another ${i}`)])] }] };
const image = (src, alt) => ({ type: 'image', src, alt, width: 64, height: 32 });
const pictures = { ...full, blocks: [paragraph(text('Before '), image('/icon.svg', 'the drawing'), text(' after ')), paragraph(image('/gone.svg', 'what is gone'))] };

let double;
before(async () => {
  double = await startDouble({ request: (request) => {
    const content = /wide/.test(request.text) ? wide : /picture/.test(request.text) ? pictures : undefined;
    return content ? { type: 'answer', id: request.id, ...content } : reply(request);
  } });
});
after(() => double.stop());
const said = (page) => page.evaluate(() => window.said);
const allow = (page) => page.evaluate(() => { document.querySelector('faq-chat').images = true; });
const active = (page, what) => page.evaluate((key) => document.querySelector('faq-chat').root.activeElement?.[key], what);

for (const width of [320, 1000]) {
  test(`a wide table is moved by keys, ${width} pixels wide, and moves nothing else`, async (t) => {
    const page = await visit(t, double.url, { viewport: { width, height: 568 } });
    const answer = await ask(page, 'How wide?');
    const frame = answer.locator('.table');
    assert.deepEqual(await overflows(page), []);
    await frame.focus();
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('faq-chat').root.querySelector('.table').scrollLeft > 0);
    const headers = answer.getByRole('columnheader');
    assert.equal(await headers.count(), 12);
    assert.deepEqual(await headers.evaluateAll((all) => [...new Set(all.map(({ scope }) => scope))]), ['col']);
    assert.deepEqual(await violations(page), []);
    await shoot(page, `table-${width}`);
  });
}

test('an image is fetched only where the page allows it, late, and has its size and what it shows', async (t) => {
  const fetched = [];
  const page = await visit(t, double.url, { expected: /404/ });
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  const link = (await ask(page, 'A picture?')).getByRole('link', { name: 'the drawing' });
  assert.equal(await link.getAttribute('href'), `${double.url}/icon.svg`);
  assert.deepEqual(fetched, []);
  await allow(page);
  const shown = (await ask(page, 'A picture?')).locator('img').first();
  await page.waitForFunction(() => document.querySelector('faq-chat').root.querySelector('img')?.complete);
  assert.deepEqual(await shown.evaluate((img) => ['alt', 'loading', 'width', 'height', 'referrerpolicy'].map((name) => img.getAttribute(name))),
    ['the drawing', 'lazy', '64', '32', 'no-referrer']);
  const gone = page.getByRole('img', { name: 'what is gone' });
  await until(page, () => fetched.includes('/gone.svg'));
  assert.equal(await gone.evaluate(({ alt }) => alt), 'what is gone');
  assert.ok((await said(page)).some((words) => words.includes('Before the drawing after')));
  await shoot(page, 'picture');
});

for (const [how, close] of [['Escape', (page) => page.keyboard.press('Escape')],
  ['its button', (page) => page.locator('.picture .tool').click()],
  ['a click beside it', (page) => page.mouse.click(5, 5)]]) {
  test(`an image is enlarged, and ${how} closes it and leads back`, async (t) => {
    const page = await visit(t, double.url, { expected: /404/ });
    await allow(page);
    const button = (await ask(page, 'A picture?')).locator('button.enlarge').first();
    await button.focus();
    await page.keyboard.press('Enter');
    const picture = page.getByRole('dialog', { name: 'the drawing' });
    await picture.waitFor();
    assert.equal(await picture.evaluate((dialog) => dialog.matches(':modal')), true);
    assert.deepEqual(await violations(page), []);
    await close(page);
    await picture.waitFor({ state: 'detached' });
    assert.equal(await active(page, 'className'), 'enlarge');
    assert.equal(await page.evaluate(() => document.querySelector('faq-chat').isOpen()), true);
  });
}

test('Escape closes an enlarged image, and not the panel below it', async (t) => {
  const host = await startDouble({ request: (request) => ({ type: 'answer', id: request.id, ...pictures }) },
    { pages: { '/shop': { body: '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="/icon.svg"><script src="/widget.js" defer></script><faq-chat images open></faq-chat>' } } });
  const page = await visit(t, `${host.url}/shop`, { expected: /404/ });
  t.after(() => host.stop());
  await (await ask(page, 'A picture?')).locator('button.enlarge').first().click();
  await page.getByRole('dialog', { name: 'the drawing' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'the drawing' }).waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.querySelector('faq-chat').open), true);
});

for (const api of ['the clipboard', 'the older command']) {
  test(`code is copied by a button, with ${api}, and it says so`, async (t) => {
    const page = await visit(t, double.url, { permissions: ['clipboard-read', 'clipboard-write'] });
    const answer = await ask(page, 'Which language?');
    if (api !== 'the clipboard') await page.evaluate(() => { window.board = window.navigator.clipboard; Object.defineProperty(window.navigator, 'clipboard', { value: undefined }); });
    await answer.getByRole('button', { name: 'Copy' }).press('Enter');
    await page.waitForFunction(() => window.said.includes('Copied.'));
    assert.equal(await page.evaluate(() => (window.board ?? window.navigator.clipboard).readText()), 'import numpy\nprint(numpy.zeros(3))');
    await answer.getByRole('button', { name: 'Copy', exact: true }).waitFor(); // again
  });
}

test('footnotes lead there and back, and the address stays', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'Which sizes?');
  const before = page.url();
  await answer.getByRole('button', { name: 'Footnote 1' }).press('Enter');
  assert.equal(await active(page, 'className'), 'note');
  await answer.getByRole('button', { name: 'Back to the text' }).press('Enter');
  assert.equal(await active(page, 'className'), 'mark');
  assert.equal(page.url(), before);
});

test('what is copied of an answer is what is seen', async (t) => {
  const page = await visit(t, double.url, { permissions: ['clipboard-read', 'clipboard-write'] });
  for (const question of ['Which sizes?', 'Which language?']) {
    const answer = await ask(page, question);
    await answer.evaluate((element) => window.getSelection().selectAllChildren(element));
    await page.keyboard.press('Control+c');
    const copied = await page.evaluate(() => window.navigator.clipboard.readText());
    assert.doesNotMatch(copied, /Answer:|Disclaimer:|opens in a new tab|Copy|Footnote|Back to/, question);
    const words = (question === 'Which sizes?' ? rich : full).blocks;
    for (const [, piece] of JSON.stringify(words).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)) {
      for (const line of JSON.parse(`"${piece}"`).split('\n')) assert.ok(copied.includes(line.trim()), `${line} in ${copied}`);
    }
  }
});

test('no style that the second module brings breaks a policy', async () => {
  assert.doesNotMatch(await readFile(`${ROOT}web/widget-more.js`, 'utf8'), /innerHTML|\.style\b|setAttribute\('style/);
});
