// web/looks.test.mjs - appearance and accessibility in every setting: axe-core finds nothing, nothing overflows, and
// screenshots in build/screenshots are for a person to look at.
import { after, before, test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { arabic, full, reply, rich, startDouble } from './double.mjs';
import { answers, ask, broken, input, overflows, shoot, useBrowser, violations, visit } from './stage.mjs';

useBrowser();
let double;
const float = { body: '<!doctype html><html lang="en"><link rel="icon" href="/icon.svg"><title>A shop</title><main><h1>A shop</h1><p>Its text.</p></main>' +
  '<script src="/widget.js" defer></script><faq-chat></faq-chat></html>' };
const rightToLeft = { body: '<!doctype html><html lang="ar" dir="rtl"><link rel="icon" href="/icon.svg"><title>صفحة</title>' +
  '<link rel="stylesheet" href="/widget.css"><script src="/widget.js" defer></script>' +
  '<meta name="viewport" content="width=device-width"><main><faq-chat page></faq-chat></main></html>' };
const english = { wait: 'Can a fresher get a job?', typed: 'what', questions: ['Which language, pyhton?', 'salary',
  'Do zebras or quaggas need machine learning engineers?'] };
const inArabic = { wait: 'هل يجد حديث التخرج عملاً؟', typed: 'ما', questions: ['ما أفضل لغة، بايتون؟', 'ما الراتب؟',
  'هل تحتاج زيبرا أو quagga إلى مهندسين؟'] };
let doubleInArabic;
let owned; // by somebody who uses what there is
let silent = false;
const generous = (attributes) => ({ body: `<!doctype html><html ${attributes}><link rel="icon" href="/icon.svg"><title>A shop</title>` +
  '<meta name="viewport" content="width=device-width"><main><h1>A shop</h1><p>Its text.</p></main>' +
  '<script src="/widget.js" defer></script><faq-chat images greet-after="0.1"></faq-chat></html>' });
before(async () => {
  const { blocks: [paragraph, , code] } = full;
  const table = { ...rich.blocks[0], rows: [...rich.blocks[0].rows, ...rich.blocks[0].rows].map((row) => [...row, ...row, ...row, ...row]),
    header: [...rich.blocks[0].header, ...rich.blocks[0].header, ...rich.blocks[0].header, ...rich.blocks[0].header] };
  owned = await startDouble({ request: (request) => (silent && request.type === 'ask' ? null
    : /sizes/.test(request.text) ? { type: 'answer', id: request.id, ...rich, blocks: [paragraph, ...rich.blocks, table, code] } : reply(request)) },
  { pages: { '/owned': generous('lang="en"'), '/arabic': generous('lang="ar" dir="rtl"') },
    hello: { handover: true, consent: 'May we keep what you ask, to make the answers better?', conversation: 'c1', privacy: '/privacy' } });
  double = await startDouble({}, { pages: { '/float': float } });
  doubleInArabic = await startDouble({}, { pages: { '/': rightToLeft }, hello: arabic.hello });
});
after(() => Promise.all([double.stop(), doubleInArabic.stop(), owned.stop()]));

const narrow = { viewport: { width: 320, height: 640 } };
const surroundings = {
  'wide-light': ['/', {}],
  'wide-dark': ['/', { colorScheme: 'dark' }],
  'narrow-light': ['/', narrow],
  'narrow-dark': ['/', { ...narrow, colorScheme: 'dark' }],
  'zoomed': ['/', { viewport: { width: 500, height: 380 }, deviceScaleFactor: 2 }],
  'right-to-left': ['/', {}, inArabic],
  'right-to-left-dark': ['/', { colorScheme: 'dark' }, inArabic],
  'right-to-left-narrow': ['/', narrow, inArabic],
  'forced-colours': ['/', { forcedColors: 'active' }],
  'float': ['/float', {}],
  'float-dark': ['/float', { colorScheme: 'dark' }],
  'float-narrow': ['/float', narrow],
};

for (const [name, [path, options, words = english]] of Object.entries(surroundings)) {
  test(`${name}: each state is accessible and fits`, async (t) => {
    const page = await visit(t, (words === english ? double : doubleInArabic).url + path, options);
    const check = async (state) => {
      await shoot(page, `${name}-${state}`);
      assert.deepEqual(await violations(page), [], state);
      assert.deepEqual(await overflows(page), [], state);
    };
    if (path === '/float') {
      await check('0-closed');
      await page.getByRole('button', { name: 'Ask a question' }).click();
    }
    await page.getByText(words.wait).waitFor();
    await check('1-start');
    await input(page).pressSequentially(words.typed);
    await page.getByRole('option').first().waitFor();
    await input(page).press('ArrowDown');
    await check('2-suggestions');
    await input(page).press('Escape');
    for (const [at, state] of ['3-answer', '4-unsure', '5-none'].entries()) {
      await ask(page, words.questions[at]);
      await check(state);
    }
    assert.equal(await answers(page).count(), 3);
  });
}

// -- What is rarer, each state once in each of these

const rare = {
  'desktop': {},
  'dark': { colorScheme: 'dark' },
  'phone': { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  'small-phone': { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true },
  'tablet': { viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true },
  'forced-colours': { forcedColors: 'active' },
  'zoomed-twice': { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  'right-to-left': { locale: 'ar' },
};

for (const [name, options] of Object.entries(rare)) {
  test(`${name}: so is what is rarer`, async (t) => {
    const page = await visit(t, `${owned.url}/${options.locale ? 'arabic' : 'owned'}`, options);
    const words = options.locale ? await page.evaluate(async () => (await import('/words/ar.js')).default)
      : await page.evaluate(async () => (await import('/words/en.js')).default);
    const button = (key) => page.getByRole('button', { name: words[key], exact: true });
    const check = async (state) => {
      await shoot(page, `rare-${name}-${state}`);
      if (/desktop|dark|small|right/.test(name)) assert.deepEqual(await violations(page), [], state); // no others differ for axe
      assert.deepEqual(await overflows(page), [], state);
    };
    const show = (locator) => locator.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    if (await page.evaluate(() => !window.matchMedia('(max-width: 30em), (max-height: 30em)').matches)) {
      await page.locator('.invite').getByText(words.greeting).waitFor();
      await check('0-invite');
    }
    await page.locator('.launcher').click();
    await button('agree').waitFor();
    await check('1-consent');
    await button('agree').click();
    let answer = await ask(page, 'Which sizes?');
    await answer.getByRole('table').first().waitFor();
    await check('2-table');
    await show(answer.locator('.note').last());
    await check('3-footnote-and-code');
    await answer.locator('.enlarge').first().click();
    await page.locator('.picture').waitFor();
    await check('4-image');
    await page.locator('.picture').getByRole('button').click();
    await answer.getByRole('button', { name: words.helpful_no, exact: true }).click();
    await answer.locator('.form').waitFor();
    await answer.locator('.help').waitFor();
    await show(answer.locator('.rate'));
    await check('5-comment-and-help');
    answer = await ask(page, 'somebody');
    await button('handover').last().click();
    await check('6-hand-over');
    await ask(page, 'When is it open and what does it cost?');
    await check('7-two-parts');
    silent = true;
    await input(page).fill('silence');
    await input(page).press('Enter');
    await button('stop_waiting').waitFor();
    assert.ok(await button('stop_waiting').evaluate((stop) => stop.getBoundingClientRect().bottom <= stop.closest('.log').getBoundingClientRect().bottom),
      'it is in sight');
    await check('8-waiting');
    silent = false;
    await button('stop_waiting').click();
    await input(page).fill('ü'.repeat(2001));
    await check('9-too-long');
  });
}

test('a delayed and a refused question say so', async (t) => {
  let refuse = false;
  const moody = await startDouble({ connection: (socket) => { if (refuse) socket.close(4500); return !refuse; } });
  const page = await visit(t, moody.url, broken);
  t.after(() => moody.stop().catch(() => {}));
  await page.getByText('Can a fresher').waitFor();
  await moody.stop();
  await page.locator('.status', { hasText: 'No connection' }).waitFor();
  await shoot(page, 'held-0-status');
  await input(page).fill('Which language?');
  await input(page).press('Enter');
  await page.locator('.answer', { hasText: 'No connection' }).waitFor();
  assert.deepEqual(await violations(page), []);
  await shoot(page, 'held-1-question');
  await page.getByRole('button', { name: 'Try now' }).click();
  refuse = true;
  await moody.again();
  await page.locator('.answer', { hasText: 'Reload the page' }).waitFor({ timeout: 15000 });
  assert.deepEqual(await violations(page), []);
  await shoot(page, 'held-2-refused');
});

test('language and direction follow lang', async (t) => {
  const page = await visit(t, doubleInArabic.url);
  await page.getByRole('textbox', { name: 'سؤالك' }).waitFor();
  assert.equal(await page.locator('.panel').evaluate((panel) => getComputedStyle(panel).direction), 'rtl');
  await page.evaluate(() => { document.querySelector('faq-chat').lang = 'en-GB'; });
  await page.getByRole('textbox', { name: 'Your question' }).waitFor();
});
