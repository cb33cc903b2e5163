// web/hostile.test.mjs - questions and answers that try to run, to hide or to overflow: they are text, and stay in
// place.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { full, reply, startDouble } from './double.mjs';
import { answers, ask, overflows, shoot, useBrowser, visit } from './stage.mjs';

useBrowser();
const nasty = [
  '<script>document.title="ran"</script>',
  '<img src=x onerror="document.title=\'ran\'">',
  '"><svg onload=alert(1)>',
  'javascript:document.title="ran"',
  '\u202egnirts desrever\u202c \u2066isolated\u2069 \u200f',
  'x'.repeat(10000),
  '&lt;b&gt; &amp; \u0000 \ud800',
];
const paragraph = (text) => ({ type: 'paragraph', inline: [{ type: 'text', text }] });
const link = (url) => ({ type: 'paragraph', inline: [{ type: 'link', url, inline: [{ type: 'text', text: `to ${url}` }] }] });
const addresses = ['javascript:document.title="ran"', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>', 'vbscript:x', 'blob:http://x/y', 'file:///etc/passwd', 'http://[', ''];
let nested = [paragraph('bottom')];
for (let depth = 0; depth < 16; depth += 1) nested = [{ type: 'quote', blocks: nested }];
const odd = [null, 7, 'text', {}, { type: 'script', text: 'x' }, { type: 'paragraph' }, { type: 'list' },
  { type: 'list', ordered: true, start: '<', items: [null, 7] }, { type: '__proto__' }, { type: 'table' }, { type: 'table', header: [null], rows: [[null, [null]]] }, { type: 'note' },
  { type: 'list', items: [[]], tasks: [7] }, { type: 'paragraph', inline: [null, {}] }];

const hostile = {
  ...full,
  text: nasty.join('\n'),
  blocks: [...nasty.map(paragraph), { type: 'code', text: nasty[5] }, ...addresses.map(link), ...nested],
  question: nasty[0],
  source: { entry: nasty[0], title: nasty[1], section: nasty[5], url: addresses[0] },
  disclaimer: { id: 'x', text: nasty.join(' ') },
  corrections: [{ from: nasty[0], to: nasty[5] }],
  related: nasty.map((question, at) => ({ id: `${at}`, question })),
};

async function stage(t, answer) {
  const double = await startDouble({ request: (request) => (request.type === 'suggest' ? reply(request)
    : { type: 'answer', id: request.id, ...answer }) }, { hello: { name: nasty[0], greeting: nasty[5],
    starters: nasty.map((question, at) => ({ id: `${at}`, question })) } });
  const page = await visit(t, double.url, { viewport: { width: 320, height: 640 } });
  t.after(() => double.stop());
  return { double, page };
}

test('hostile answers are text: nothing runs, nothing overflows', async (t) => {
  const { page } = await stage(t, hostile);
  assert.deepEqual(await overflows(page), []);
  const answer = await ask(page, 'Well?');
  await page.waitForTimeout(100);
  assert.deepEqual(await overflows(page), []);
  assert.match(await answer.textContent(), /<script>document\.title="ran"<\/script>/);
  assert.notEqual(await page.title(), 'ran');
  const made = await page.evaluate(() => {
    const { root } = document.querySelector('faq-chat');
    const live = 'script, img, iframe, object, style, link, [style], [onload], [onerror]';
    return { live: [...root.querySelectorAll(live)].map((element) => element.outerHTML.slice(0, 100)),
      links: [...root.querySelectorAll('a')].map((anchor) => anchor.protocol) };
  });
  assert.deepEqual(made, { live: [], links: [] });
  await shoot(page, 'hostile');
});

test('hostile questions are text too', async (t) => {
  const { page } = await stage(t, full);
  for (const [at, question] of nasty.filter((text) => text.length < 2000).entries()) {
    await ask(page, question);
    assert.ok((await page.locator('.question').nth(at).textContent()).includes(question.slice(0, 8)));
  }
  await ask(page, 'y'.repeat(2000));
  assert.deepEqual(await overflows(page), []);
  assert.notEqual(await page.title(), 'ran');
});

for (const [name, answer] of Object.entries({
  'blocks of unknown and broken kinds': { ...full, blocks: odd },
  'no blocks': { ...full, blocks: undefined },
  'everything of the wrong type': { outcome: 'answered', text: 7, blocks: 'x', source: 'x', related: 7, corrections: {}, disclaimer: 'x' },
  'hostile mentions': { outcome: 'none', text: 'No.', mentions: nasty.map((title, at) => ({ id: `${at}`, title, spans: [{ text: title, mark: true }] })) },
  'broken mentions': { outcome: 'unsure', mentions: [{ id: 'x', title: 7, spans: [null, 7] }, null] },
  'mentions of the wrong type': { outcome: 'none', mentions: 'x' },
  'an outcome that nobody knows': { outcome: 'perhaps', text: 'Perhaps.' },
  'nulls': { outcome: 'unsure', text: null, candidates: null, corrections: null, contact: null },
})) {
  test(`${name}: the chat goes on`, async (t) => {
    const { page } = await stage(t, answer);
    await page.evaluate(() => document.querySelector('faq-chat').ask('Well?'));
    await answers(page).first().locator('.rich, .note').first().waitFor();
    await page.evaluate(() => document.querySelector('faq-chat').ask('And again?'));
    await answers(page).nth(1).locator('.rich, .note').first().waitFor();
    await page.reload();
    await answers(page).nth(1).locator('.rich, .note').first().waitFor();
  });
}

test('what is in the storage is not trusted', async (t) => {
  const { double, page } = await stage(t, full);
  for (const text of ['{', '7', 'null', '[null,7,{}]', '[{"id":"a","text":"b","answer":{}}]',
    '[{"id":"a","text":"b","answer":{"outcome":"answered","blocks":[null],"related":5}}]']) {
    await page.evaluate((value) => sessionStorage.setItem(`faq-chat/1 ${location.origin}/`, value), text);
    await page.reload();
    await page.getByRole('textbox').waitFor();
    await ask(page, 'Well?');
    await page.evaluate(() => sessionStorage.clear());
  }
  assert.ok(double.asks().length >= 6);
});
