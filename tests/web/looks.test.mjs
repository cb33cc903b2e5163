// looks.test.mjs - how it looks and reads in every surrounding: axe-core finds nothing, nothing sticks out, and the
// screenshots lie in build/screenshots for a person to look at.
import { after, before, test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { startDouble } from './double.mjs';
import { answers, ask, input, overflows, shoot, useBrowser, violations, visit } from './stage.mjs';

useBrowser();
let double;
const float = { body: '<!doctype html><html lang="en"><link rel="icon" href="/icon.svg"><title>A shop</title><main><h1>A shop</h1><p>Its text.</p></main>' +
  '<script src="/widget.js" defer></script><faq-chat></faq-chat></html>' };
const rightToLeft = { body: '<!doctype html><html lang="en" dir="rtl"><link rel="icon" href="/icon.svg"><title>A page</title>' +
  '<link rel="stylesheet" href="/widget.css"><script src="/widget.js" defer></script>' +
  '<meta name="viewport" content="width=device-width"><main><faq-chat page></faq-chat></main></html>' };
before(async () => { double = await startDouble({}, { pages: { '/float': float, '/rtl': rightToLeft } }); });
after(() => double.stop());

const narrow = { viewport: { width: 320, height: 640 } };
const surroundings = {
  'wide-light': ['/', {}],
  'wide-dark': ['/', { colorScheme: 'dark' }],
  'narrow-light': ['/', narrow],
  'narrow-dark': ['/', { ...narrow, colorScheme: 'dark' }],
  'zoomed': ['/', { viewport: { width: 500, height: 380 }, deviceScaleFactor: 2 }],
  'right-to-left': ['/rtl', {}],
  'right-to-left-narrow': ['/rtl', narrow],
  'forced-colours': ['/', { forcedColors: 'active' }],
  'float': ['/float', {}],
  'float-dark': ['/float', { colorScheme: 'dark' }],
  'float-narrow': ['/float', narrow],
};

for (const [name, [path, options]] of Object.entries(surroundings)) {
  test(`${name}: each state is accessible and fits`, async (t) => {
    const page = await visit(t, double.url + path, options);
    const check = async (state) => {
      await shoot(page, `${name}-${state}`);
      assert.deepEqual(await violations(page), [], state);
      assert.deepEqual(await overflows(page), [], state);
    };
    if (path === '/float') {
      await check('0-closed');
      await page.getByRole('button', { name: 'Ask a question' }).click();
    }
    await page.getByText('Can a fresher get a job?').waitFor();
    await check('1-start');
    await input(page).pressSequentially('what');
    await page.getByRole('option').first().waitFor();
    await input(page).press('ArrowDown');
    await check('2-suggestions');
    await input(page).press('Escape');
    await ask(page, 'Which language, pyhton?');
    await check('3-answer');
    await ask(page, 'salary');
    await check('4-unsure');
    await ask(page, 'Do zebras or quaggas need machine learning engineers?');
    await check('5-none');
    assert.equal(await answers(page).count(), 3);
  });
}

test('the held and the refused question say so', async (t) => {
  let refuse = false;
  const moody = await startDouble({ connection: (socket) => { if (refuse) socket.close(4500); return !refuse; } });
  const page = await visit(t, moody.url, { expected: /WebSocket/ });
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

test('without JavaScript there is a form', async (t) => {
  const page = await visit(t, double.url, { javaScriptEnabled: false });
  await page.getByLabel('Your question').fill('Python & co');
  await shoot(page, 'no-script');
  await page.getByRole('button', { name: 'Ask' }).click();
  assert.equal(new URL(page.url()).search, '?q=Python+%26+co');
});
