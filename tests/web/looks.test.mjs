// web/looks.test.mjs - appearance and accessibility in every setting: axe-core finds nothing, nothing overflows, and
// screenshots in build/screenshots are for a person to look at.
import { after, before, test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { arabic, startDouble } from './double.mjs';
import { answers, ask, input, overflows, shoot, useBrowser, violations, visit } from './stage.mjs';

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
before(async () => {
  double = await startDouble({}, { pages: { '/float': float } });
  doubleInArabic = await startDouble({}, { pages: { '/': rightToLeft }, hello: arabic.hello });
});
after(() => Promise.all([double.stop(), doubleInArabic.stop()]));

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

test('a delayed and a refused question say so', async (t) => {
  let refuse = false;
  const moody = await startDouble({ connection: (socket) => { if (refuse) socket.close(4500); return !refuse; } });
  const page = await visit(t, moody.url, { expected: /WebSocket|ERR_CONNECTION_REFUSED|404/ });
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
