// frameworks/frameworks.test.mjs - the npm package in applications of React, Vue and Svelte, built as their authors would,
// in a browser; and the examples of web/README.md. The applications show two widgets, and a third that has the attribute
// open="false"; app.ts has what they share.
import assert from 'node:assert/strict';
import { after, before, test } from '../timed.mjs';
import { startDouble } from '../web/double.mjs';
import { useBrowser, visit } from '../web/stage.mjs';
import { bundle, install, project } from './build.mjs';

useBrowser();
let bot;
const sites = {};

/** Serves what was built, under a strict policy. */
async function site(built, more = {}) {
  const policy = `default-src 'none'; script-src 'self'; img-src 'self'; connect-src ${bot.url} ${bot.url.replace('http', 'ws')}`;
  const pages = Object.fromEntries([...built, ...Object.entries(more)].map(([path, body]) => [path, { body, policy }]));
  pages['/'] = pages['/index.html'];
  return startDouble({}, { pages });
}

before(async () => {
  install();
  bot = await startDouble();
  for (const name of ['react', 'vue', 'svelte']) {
    const root = project(name, `${bot.url}/`);
    sites[name] = await site(await bundle(root, 'development'));
    sites[`${name} example`] = await site(await bundle(root, 'production'));
  }
});
after(() => Promise.all([bot, ...Object.values(sites)].map((double) => double?.stop())));

// React and Vue recommend their developers' tools.
const expected = /Download the (React|Vue) DevTools|You are running a development build of Vue/;

const open = (t, name, query = '') => visit(t, `${sites[name].url}/?bot=${encodeURIComponent(`${bot.url}/`)}${query}`, { expected });
const tell = async (page, change) => {
  await page.waitForFunction(() => window.tell);
  await page.evaluate((state) => window.tell(state), change);
};
const call = (page, ...args) => page.evaluate((all) => window.call(...all), args);
const heard = (page) => page.evaluate(() => window.heard);
const widget = (page, id) => {
  const part = (name) => page.locator(`#${id} .${name}`);
  return { panel: part('panel'), launcher: part('launcher'), field: part('input'), answers: part('rich'), words: part('words') };
};

for (const name of ['react', 'vue', 'svelte']) {
  test(`${name}: open={true} opens, open={false} closes, open="false" never opened`, async (t) => {
    const page = await open(t, name);
    const [one, two, shut] = ['one', 'two', 'shut'].map((id) => widget(page, id));
    await shut.launcher.waitFor();
    await one.launcher.waitFor();
    assert.equal(await one.panel.isVisible(), false);
    await tell(page, { open: true });
    await one.panel.waitFor();
    assert.equal(await page.locator('#one').evaluate((element) => element.open), true);
    assert.equal(await two.panel.isVisible(), false);
    assert.equal(await shut.panel.isVisible(), false);
    await tell(page, { open: false });
    await one.launcher.waitFor();
    assert.equal(await one.panel.isVisible(), false);
    assert.equal(await page.locator('#one').evaluate((element) => element.hasAttribute('open')), false);
  });

  test(`${name}: an element that is defined late has what was set before`, async (t) => {
    const page = await open(t, name, '&late&open');
    await page.locator('#shut').waitFor({ state: 'attached' });
    await page.evaluate(() => window.define());
    const [one, two, shut] = ['one', 'two', 'shut'].map((id) => widget(page, id));
    await one.panel.waitFor();
    await two.launcher.getByText('Help me').waitFor();
    assert.equal(await shut.panel.isVisible(), false);
    await tell(page, { open: false });
    await one.launcher.waitFor();
    await tell(page, { open: true });
    await one.panel.waitFor();
  });

  test(`${name}: sentences change whenever the application changes them`, async (t) => {
    const page = await open(t, name);
    await widget(page, 'one').launcher.getByText('Help me').waitFor();
    await tell(page, { strings: { launch: 'Ask away' } });
    await widget(page, 'one').launcher.getByText('Ask away').waitFor();
    await widget(page, 'two').launcher.getByText('Ask away').waitFor();
  });

  test(`${name}: methods work by reference, and events arrive`, async (t) => {
    const page = await open(t, name);
    const one = widget(page, 'one');
    await one.launcher.waitFor();
    await call(page, 'show');
    await one.panel.waitFor();
    await call(page, 'hide');
    await one.launcher.waitFor();
    assert.deepEqual(await heard(page), ['faqbot-open', 'faqbot-close']);
    await call(page, 'ask', 'Which language?');
    await one.answers.first().waitFor();
    await call(page, 'clear');
    await one.answers.first().waitFor({ state: 'detached' });
    assert.deepEqual(await heard(page), ['faqbot-open', 'faqbot-close', 'faqbot-open', 'faqbot-ask Which language?',
      'faqbot-answer Which language? answered']);
  });

  test(`${name}: what was said and what was typed outlive being taken out, put back and moved`, async (t) => {
    const page = await open(t, name, '&open');
    const one = widget(page, 'one');
    await call(page, 'ask', 'Which language?');
    await one.answers.first().waitFor();
    await one.field.fill('And what of');
    const isKept = async () => {
      await one.answers.getByText('Python').first().waitFor();
      assert.equal(await one.words.count(), 1);
      assert.equal(await one.field.inputValue(), 'And what of');
    };
    await tell(page, { shown: false });
    await page.locator('#one').waitFor({ state: 'detached' });
    await tell(page, { shown: true });
    await isKept();
    const asks = bot.asks().length;
    await tell(page, { ids: ['two', 'one'] });
    await page.locator('#two + #one').waitFor({ state: 'attached' });
    await isKept();
    await tell(page, { ids: ['one', 'two'] });
    await page.locator('#one + #two').waitFor({ state: 'attached' });
    await isKept();
    assert.equal(bot.asks().length, asks, 'a question was asked again');
    assert.equal(await call(page, 'ask', 'Which sizes are there?'), true);
    await one.answers.nth(1).waitFor();
  });

  test(`${name}: two widgets do not lose what the other was asked`, async (t) => {
    const page = await open(t, name);
    const [one, two] = ['one', 'two'].map((id) => widget(page, id));
    await one.launcher.waitFor();
    await call(page, 'ask', 'Which language?');
    await one.answers.first().waitFor();
    await page.locator('#two').evaluate((element) => element.ask('What is the salary?'));
    await two.answers.getByText('Is it one of these').waitFor();
    await page.reload();
    await tell(page, { open: true });
    await one.words.nth(1).waitFor();
    assert.deepEqual(await one.words.allTextContents(), ['Which language?', 'What is the salary?']);
  });

  test(`${name}: the example of web/README.md works, in production and in German`, async (t) => {
    const page = await visit(t, `${sites[`${name} example`].url}/help.html`);
    const chat = page.locator('faq-chat');
    await chat.locator('.launcher', { hasText: 'Fragen?' }).waitFor();
    const { default: german } = await import(new URL('../../build/package/words/de.js', import.meta.url));
    await page.getByRole('button', { name: 'Help' }).click();
    await chat.locator('.panel').waitFor();
    assert.equal(await chat.locator('.send').textContent(), german.ask);
    const field = chat.locator('.input');
    await page.evaluate(() => document.querySelector('faq-chat').hide());
    await chat.locator('.launcher').click(); // the application draws itself anew, with an object of sentences that is as before
    await page.keyboard.type('What');
    assert.equal(await field.inputValue(), 'What');
    await page.getByRole('button', { name: 'Prices' }).click();
    await page.locator('output', { hasText: 'answered' }).waitFor();
    await field.press('End');
    await page.keyboard.type(' is that');
    assert.equal(await field.inputValue(), 'What is that');
  });
}
