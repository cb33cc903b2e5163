// web/phones.test.mjs - on a small screen that is touched: the panel covers the page as a modal dialog, above the keyboard,
// and Back closes it. Chromium has no keyboard to raise here, so the viewport that one would leave is played.
import { before, test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { useDoubles } from './double.mjs';
import { answers, ask, input, useBrowser, visit } from './stage.mjs';

useBrowser();
const page = (title, main, chat = '') => ({ body: `<!doctype html><html lang="en"><link rel="icon" href="/icon.svg"><title>${title}</title>` +
  `<meta name="viewport" content="width=device-width"><main><h1>${title}</h1>${main}</main>${chat}</html>` });
const widget = (attributes = '') => `<script src="/widget.js" defer></script><faq-chat ${attributes}></faq-chat>`;
const pages = {
  '/first': page('First', '<p><a href="/shop">To the shop</a></p>'),
  '/shop': page('A shop', '<p><a href="/first">Back to the first</a></p>', widget()),
  '/open': page('Open', '<p><a href="/first">Back to the first</a></p>', widget('open')),
};
const PHONES = { 'a phone': { width: 390, height: 844 }, 'a small phone': { width: 320, height: 568 } };
const phone = (viewport = PHONES['a phone']) => ({ viewport, hasTouch: true, isMobile: true });
const staged = useDoubles();

let double;
before(async () => { double = await staged({}, { pages }); });

const launcher = (tab) => tab.getByRole('button', { name: 'Ask a question' });
const dialog = (tab) => tab.locator('.panel:modal');
const closed = (tab) => dialog(tab).waitFor({ state: 'hidden' });
const focused = (tab) => tab.evaluate(() => document.querySelector('faq-chat').root.activeElement?.className ?? document.activeElement.tagName);
const shows = (tab, text) => tab.getByText(text).first().waitFor();
const box = (locator) => locator.evaluate((element) => element.getBoundingClientRect().toJSON());

async function opened(t, path = '/shop', options = phone()) {
  const tab = await visit(t, double.url + path, options);
  await launcher(tab).tap();
  await dialog(tab).waitFor();
  await shows(tab, 'Can a fresher');
  return tab;
}

/** Plays what a keyboard does to the visual viewport where it lies above the page, as on iOS and in Chrome on Android. */
const playKeyboard = () => {
  const view = Object.assign(new EventTarget(), { offsetTop: 0, offsetLeft: 0, scale: 1, width: 0, height: 0 });
  Object.defineProperty(window, 'visualViewport', { value: view });
  window.leave = (state) => {
    Object.assign(view, state);
    view.dispatchEvent(new Event('resize'));
  };
};

for (const [name, viewport] of Object.entries(PHONES)) {
  test(`question and answer stay visible above the keyboard of ${name}`, async (t) => {
    const tab = await visit(t, `${double.url}/first`, phone(viewport));
    await tab.addInitScript(playKeyboard);
    await tab.goto(`${double.url}/shop`);
    await launcher(tab).tap();
    await dialog(tab).waitFor();
    await ask(tab, 'Which sizes?'); // long enough to scroll
    await input(tab).tap();
    for (const [top, height] of [[0, viewport.height - 260], [40, viewport.height - 300]]) {
      await tab.evaluate((state) => window.leave(state), { offsetTop: top, height });
      const [panel, field] = [await box(dialog(tab)), await box(input(tab))];
      assert.deepEqual([panel.top, panel.height], [top, height]);
      assert.ok(field.top > top && field.bottom <= top + height, `${field.top} to ${field.bottom}`);
      await ask(tab, top ? 'salary' : 'Which language?');
      const [log, question, answer] = [await box(tab.locator('.log')), await box(tab.locator('.question').last()), await box(answers(tab).last())];
      assert.ok(log.bottom <= top + height && question.top >= log.top && question.bottom <= log.bottom, 'the question');
      assert.ok(answer.top < log.bottom, 'the answer');
    }
    await tab.evaluate((state) => window.leave(state), { offsetTop: 100, height: viewport.height / 2, scale: 2 });
    assert.equal((await box(dialog(tab))).height, viewport.height, 'what a visitor zooms into is no keyboard');
    await tab.evaluate((state) => window.leave(state), { offsetTop: 0, height: viewport.height, scale: 1 });
    await tab.setViewportSize({ ...viewport, height: viewport.height - 260 }); // a keyboard that resizes the page
    await tab.evaluate((state) => window.leave(state), { height: viewport.height - 260 });
    const [panel, field] = [await box(dialog(tab)), await box(input(tab))];
    assert.equal(panel.height, viewport.height - 260);
    assert.ok(field.bottom <= panel.bottom);
  });
}

test('who taps a question gets no keyboard', async (t) => {
  const tab = await opened(t);
  const untouched = async () => assert.notEqual(await focused(tab), 'input');
  await untouched();
  await tab.getByRole('button', { name: 'Can a fresher get a job?' }).tap();
  await answers(tab).first().locator('.rate').waitFor();
  await untouched();
  await tab.getByRole('button', { name: /need to know how to code/ }).tap();
  await answers(tab).nth(1).locator('.rate').waitFor();
  await untouched();
  await input(tab).tap();
  assert.equal(await focused(tab), 'input');
  await input(tab).pressSequentially('what');
  await tab.getByRole('option').first().tap();
  await answers(tab).nth(2).locator('.rich').waitFor();
  await untouched();
  await ask(tab, 'salary');
  await tab.getByRole('button', { name: 'None of these' }).tap();
  await shows(tab, 'I have no answer to that.');
  await untouched();
  await tab.getByRole('button', { name: 'New conversation' }).tap();
  await shows(tab, 'The conversation was cleared.');
  await untouched();
  await tab.getByRole('button', { name: 'Undo' }).tap();
  await untouched();
});

test('the page behind cannot be reached by touch or keys', async (t) => {
  const tab = await opened(t);
  const link = await box(tab.locator('main a'));
  const there = ({ x, y, width, height }) => document.elementFromPoint(x + width / 2, y + height / 2).tagName;
  assert.equal(await tab.evaluate(there, link), 'FAQ-CHAT');
  const stops = new Set();
  for (let at = 0; at < 12; at += 1) {
    await tab.keyboard.press('Tab');
    stops.add(await tab.evaluate(() => document.activeElement.tagName));
  }
  assert.deepEqual([...stops].filter((tag) => tag !== 'FAQ-CHAT' && tag !== 'BODY'), []); // BODY: on to the browser's own
  await tab.getByRole('button', { name: 'Close' }).tap();
  await closed(tab);
  assert.equal(await focused(tab), 'launcher');
  assert.equal(await tab.evaluate(there, link), 'A');
});

test('Escape, Close and Back close it, and leave history and address as they were', async (t) => {
  const tab = await visit(t, `${double.url}/first`, phone());
  await tab.getByRole('link').tap();
  await launcher(tab).waitFor();
  const before = await tab.evaluate(() => [location.href, history.state]);
  for (const close of [() => tab.keyboard.press('Escape'), () => tab.getByRole('button', { name: 'Close' }).tap(), () => tab.goBack(),
    () => tab.evaluate(() => document.querySelector('faq-chat').hide())]) {
    await launcher(tab).tap();
    await dialog(tab).waitFor();
    await close();
    await closed(tab);
    await tab.waitForFunction(() => history.state === null); // it is left soon after
    assert.deepEqual(await tab.evaluate(() => [location.href, history.state]), before);
    assert.equal(await focused(tab), 'launcher');
  }
  await tab.goBack();
  assert.equal(new URL(tab.url()).pathname, '/first');
  await tab.goForward();
  await launcher(tab).waitFor();
  assert.equal(new URL(tab.url()).pathname, '/shop');
  await launcher(tab).tap();
  await dialog(tab).waitFor();
  await tab.goBack();
  await closed(tab);
  await tab.goForward(); // to where it was open
  await dialog(tab).waitFor();
  await tab.goBack();
  await closed(tab);
  await tab.goBack();
  assert.equal(new URL(tab.url()).pathname, '/first');
});

test('a reload shows it as it was, and Back still closes it', async (t) => {
  const tab = await visit(t, `${double.url}/first`, phone());
  await tab.getByRole('link').tap();
  await launcher(tab).tap();
  await dialog(tab).waitFor();
  await ask(tab, 'Which language?');
  await tab.reload();
  await dialog(tab).waitFor();
  await shows(tab, 'Which language?');
  await tab.goBack();
  await closed(tab);
  await tab.goBack();
  assert.equal(new URL(tab.url()).pathname, '/first');
});

test('it can be open from the start', async (t) => {
  const tab = await visit(t, `${double.url}/open`, phone());
  await dialog(tab).waitFor();
  await shows(tab, 'Can a fresher');
  assert.equal(await focused(tab), 'log');
  await tab.keyboard.press('Escape');
  await closed(tab);
  assert.equal(await focused(tab), 'launcher');
});

test('turned, it keeps focus, draft and conversation, and leaves nothing behind in the history', async (t) => {
  const tab = await visit(t, `${double.url}/first`, phone());
  await tab.getByRole('link').tap();
  await launcher(tab).tap();
  await dialog(tab).waitFor();
  await ask(tab, 'Which language?');
  await input(tab).fill('A draft');
  const same = async () => {
    assert.equal(await input(tab).inputValue(), 'A draft');
    assert.equal(await focused(tab), 'input');
    assert.equal(await answers(tab).count(), 1);
  };
  for (const [width, height, covers] of [[844, 390, true], [820, 1180, false], [390, 844, true], [820, 1180, false]]) {
    await tab.setViewportSize({ width, height });
    await tab.waitForFunction((wanted) => document.querySelector('faq-chat').root.querySelector('.panel').matches(':modal') === wanted, covers);
    await tab.waitForFunction((wanted) => Boolean(history.state?.faqChat) === wanted, covers);
    await same();
  }
  await tab.getByRole('button', { name: 'Close' }).tap();
  await launcher(tab).waitFor();
  await tab.goBack();
  assert.equal(new URL(tab.url()).pathname, '/first');
});

test('fields are as large as iOS wants them, or it would zoom in', async (t) => {
  const staffed = await staged({}, { pages, hello: { handover: true } });
  const tab = await visit(t, `${staffed.url}/open`, phone());
  const answer = await ask(tab, 'Which language?');
  await answer.getByRole('button', { name: 'No', exact: true }).tap();
  await answer.getByRole('button', { name: 'Send this conversation to us' }).tap();
  const sizes = await tab.locator('textarea, input').evaluateAll((fields) => fields.map((field) => parseFloat(getComputedStyle(field).fontSize)));
  assert.equal(sizes.length, 4);
  assert.ok(sizes.every((size) => size >= 16), `${sizes}`);
});
