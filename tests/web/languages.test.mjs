// web/languages.test.mjs - the languages of the widget: that it has all of them whole, which one it chooses, what it loads for
// that, and that an owner's own words win. The words come from the built program.
import { after, before, test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { runInNewContext } from 'node:vm';
import { reply, useDoubles } from './double.mjs';
import { ROOT, serve } from './served.mjs';
import { answers, ask, input, overflows, until, useBrowser, violations, visit } from './stage.mjs';

useBrowser();
const host = (attributes = '', lang = 'en', more = '') => ({ body: `<!doctype html><html lang="${lang}"><link rel="icon" href="/icon.svg">` +
  '<title>-</title><meta name="viewport" content="width=device-width">' +
  `<script src="/widget.js" defer></script><main><h1>-</h1><faq-chat ${attributes}></faq-chat></main>${more}</html>` });
const pages = { '/shop': host(), '/nobody': host('', ''), '/danish': host('', 'da'), '/french': host('lang="fr-CA"', 'da'),
  '/unknown': host('lang="tlh"', 'xx'), '/open': host('open') };

const staged = useDoubles();

let folder; // a knowledge base that says nothing of its own
let server;
let double;
before(async () => {
  folder = await mkdtemp(`${tmpdir()}/faqbot-languages-`);
  await writeFile(`${folder}/desk.md`, '# Desk\n\n## When are you open? {#open}\n\nAt nine.\n');
  server = await serve({ knowledge: folder });
  double = await staged({}, { pages });
});
after(() => Promise.all([server.kill(), rm(folder, { recursive: true })]));

/** The words of a language as the program serves them. */
const served = async (lang) => JSON.parse((await (await fetch(`${server.url}/words/${lang}.js`)).text()).slice('export default '.length, -2));
/** A table of English that is written in a module of the widget. */
const written = async (name) => runInNewContext(`(${/ ENGLISH = (\{.*?\n\s*\});/s.exec(await readFile(`${ROOT}web/${name}`, 'utf8'))[1]})`);
const launcher = (page) => page.locator('.launcher');

// -- That nothing is missing

test('the widget knows the languages that there are', async () => {
  const there = (await readdir(`${ROOT}bot/phrases`)).flatMap((name) => /^(\w+)\.yml$/.exec(name)?.[1] ?? []).sort();
  const [, ...known] = /LANGUAGES = \('([^']*)' \+\s*'([^']*)'\)/.exec(await readFile(`${ROOT}web/widget.js`, 'utf8'));
  assert.deepEqual(known.join('').split(' '), there);
});

test('its English is that of the other front ends', async () => {
  const english = await served('en');
  for (const name of ['widget.js', 'widget-more.js']) {
    for (const [key, text] of Object.entries(await written(name))) {
      // A form of its own is needed only where it differs.
      if (typeof text === 'object') for (const form of ['one', 'other']) assert.equal(text[form] ?? text.other, english[key][form], `${key} ${form}`);
      else assert.equal(text, english[key], key);
    }
  }
});

test('each language has every word that the widget shows, with the same placeholders', async () => {
  const english = { ...await written('widget.js'), ...await written('widget-more.js') };
  const holes = (text) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort().join();
  for (const name of await readdir(`${ROOT}bot/phrases`)) {
    const [, lang] = /^(\w+)\.yml$/.exec(name) ?? [];
    if (!lang) continue;
    const words = await served(lang);
    for (const [key, text] of Object.entries(english)) {
      const label = `${lang}: ${key}`;
      if (typeof text !== 'object') {
        assert.equal(typeof words[key], 'string', label);
        if (key !== 'lang' && key !== 'dir') assert.equal(holes(words[key]), holes(text), label);
        continue;
      }
      const forms = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
      assert.ok(Object.keys(words[key]).every((form) => forms.includes(form) && words[key][form]), `${label} has ${Object.keys(words[key])} of ${forms}`);
      for (const form of Object.keys(words[key]).filter((each) => each === 'other')) assert.equal(holes(words[key][form]), holes(text.other), label);
      assert.ok(words[key].other, label);
    }
  }
});

// -- All that is shown, in every language. What the server says has no letters, so each letter is the widget's.

const silent = (text) => text.replace(/\p{L}/gu, '7');
const mute = (value) => (typeof value === 'string' ? silent(value) : Array.isArray(value) ? value.map(mute)
  : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, each]) =>
    [key, /^(type|id|outcome|url|src|align|dir|lang|entry|smalltalk|question_chars|message_bytes|mail|tasks)$/.test(key) ? each : mute(each)])) : value);

test('every language shows no word of another, fits, and is accessible', async (t) => {
  const speechless = await staged({ request: (request) => {
    const { contact, text, ...said } = reply(request); // the widget has sentences of its own for these
    return mute(said.blocks ? { ...said, text } : { ...said, contact: contact && '7' });
  } }, { pages, hello: mute({ name: '7', greeting: '', starters: [{ id: 's', question: '7?' }], handover: true, privacy: '/7', conversation: 'c7' }) });
  const fresh = await visit(t, `${speechless.url}/open`, { viewport: { width: 320, height: 640 } });
  const page = await visit(t, `${speechless.url}/open`, { viewport: { width: 320, height: 640 } });
  await ask(page, 'sizes');
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await page.getByRole('button', { name: 'Send this conversation to us' }).click();
  await ask(page, 'salary near');
  await ask(page, 'zebra');
  await ask(page, 'zebra?');
  /** Each text and name within the chat, but for addresses and what visitors typed. */
  const shown = () => {
    const { root } = document.querySelector('faq-chat');
    const texts = [];
    for (const walker = document.createTreeWalker(root, 5); walker.nextNode();) {
      const node = walker.currentNode;
      if (node.nodeType === 3 && !node.parentElement.closest('.words, .sent, .live')) texts.push(node.data.trim());
      else if (node.nodeType === 1) texts.push(...['title', 'aria-label', 'alt', 'placeholder'].map((name) => node.getAttribute(name)?.trim()));
    }
    return [...new Set(texts.filter((text) => /\p{L}/u.test(text ?? '') && !/[@/]/.test(text)))];
  };
  for (const tab of [fresh, page]) {
    let english;
    const faults = [];
    for (const lang of ['en', ...(await readdir(`${ROOT}bot/phrases`)).flatMap((name) => /^(\w+)\.yml$/.exec(name)?.[1] ?? [])]) {
      await tab.evaluate((code) => document.querySelector('faq-chat').setAttribute('lang', code), lang);
      await tab.locator(`.root[lang=${lang}]:not([hidden]) .panel`).waitFor();
      const words = await served(lang);
      assert.equal(await tab.locator('.panel').evaluate((panel) => getComputedStyle(panel).direction), words.dir, lang);
      const texts = await tab.evaluate(shown);
      english ??= texts;
      const values = new Set(Object.values(words).flatMap((word) => (typeof word === 'object' ? Object.values(word) : [word]))
        .flatMap((word) => [word, ...word.split(/\{\w+\}/)].map((piece) => piece.trim())));
      const foreign = texts.filter((text) => !values.has(text) && !values.has(text.replace(/\d.*$/, '').trim()) &&
        ![...values].some((value) => value.includes('{') && new RegExp(`^${value.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '.*')}$`).test(text)));
      faults.push(...foreign.map((text) => `${lang}: ${text}`), ...(await violations(tab)).map((each) => `${lang}: ${each}`),
        ...(await overflows(tab)).map((each) => `${lang}: ${each} overflows`));
      assert.equal(texts.length > 8, true, `${lang}: ${texts}`);
    }
    assert.deepEqual(faults, []);
  }
});

// -- Which language, and what is loaded

/** The modules that a page loaded. */
const loads = (page) => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
  .filter((path) => path.startsWith('/words/')));

test('the attribute comes first, then the page, then the browser, then English', async (t) => {
  for (const [path, locale, label, modules] of [
    ['/french', 'de-DE', 'Poser une question', ['/words/fr.js']],
    ['/danish', 'de-DE', 'Stil et spørgsmål', ['/words/da.js']],
    ['/nobody', 'nn-NO', null, ['/words/no.js']],
    ['/unknown', 'de-AT', null, ['/words/de.js']],
    ['/unknown', 'tlh', 'Ask a question', []],
    ['/shop', 'de-DE', 'Ask a question', []],
  ]) {
    const page = await visit(t, double.url + path, { locale });
    await launcher(page).waitFor();
    const lang = modules[0]?.slice('/words/'.length, -'.js'.length) ?? 'en';
    assert.equal((await launcher(page).textContent()).trim(), label ?? (await served(lang)).launch, path);
    assert.deepEqual(await loads(page), modules, path);
  }
});

test('nothing is shown in English before the words of another language are there', async (t) => {
  let release;
  const slow = await staged({ http: (request, response) => {
    if (!request.url.startsWith('/words/') || release) return false;
    release = () => served('fr').then((words) => {
      response.writeHead(200, { 'Content-Type': 'text/javascript' });
      response.end(`export default ${JSON.stringify(words)};`);
    });
    return true;
  } }, { pages });
  const page = await visit(t, `${slow.url}/french`);
  assert.equal(await launcher(page).isVisible(), false);
  await until(page, () => release);
  assert.equal(await launcher(page).isVisible(), false);
  release();
  await page.getByRole('button', { name: 'Poser une question' }).waitFor();
});

test('where the words do not come it is English', async (t) => {
  const lacking = await staged({ http: (request, response) => {
    if (!request.url.startsWith('/words/')) return false;
    response.writeHead(404).end();
    return true;
  } }, { pages });
  const page = await visit(t, `${lacking.url}/french`, { expected: /404/ });
  await page.getByRole('button', { name: 'Ask a question' }).click();
  await page.getByText('Can a fresher').waitFor();
  assert.equal(await page.locator('.root').getAttribute('lang'), 'en');
});

test('the attribute can change, with conversation and draft kept, and answers keep the language of their own', async (t) => {
  const page = await visit(t, `${double.url}/open`);
  await ask(page, 'ما اللغة؟');
  await ask(page, 'hello');
  await input(page).fill('A draft');
  for (const [lang, dir] of [['he', 'rtl'], ['ja', 'ltr'], ['de', 'ltr'], ['he', 'rtl']]) {
    await page.evaluate((code) => document.querySelector('faq-chat').setAttribute('lang', code), lang);
    await page.getByText((await served(lang)).question, { exact: true }).waitFor();
    assert.equal(await page.locator('.root').getAttribute('dir'), dir);
    assert.equal(await input(page).inputValue(), 'A draft');
    assert.equal(await answers(page).count(), 2);
    assert.deepEqual(await answers(page).first().locator('.rich').evaluate((rich) => [rich.lang, getComputedStyle(rich).direction]), ['ar', 'rtl']);
    assert.equal(await answers(page).nth(1).locator('.rich').evaluate((rich) => getComputedStyle(rich).direction), 'ltr');
  }
  assert.deepEqual((await loads(page)).sort(), ['/words/de.js', '/words/he.js', '/words/ja.js']);
});

test("what bot.yml says comes before the page's language, and the owner's sentences before ours", async (t) => {
  const other = await mkdtemp(`${tmpdir()}/faqbot-languages-`);
  t.after(() => rm(other, { recursive: true }));
  await copyFile(`${folder}/desk.md`, `${other}/desk.md`);
  const open = async (settings, attributes, lang = 'da') => {
    await writeFile(`${other}/bot.yml`, settings);
    const own = await serve({ knowledge: other });
    t.after(() => own.kill());
    const embedding = await staged({}, { pages: { '/': { body: host(attributes, lang).body.replace('/widget.js', `${own.url}/widget.js`),
      policy: "default-src * 'unsafe-inline'" } } });
    return visit(t, embedding.url, { locale: 'fr-FR' });
  };
  const german = await open('lang: de\nsentences:\n  launch: Frag den Tresen\n', '');
  await german.getByRole('button', { name: 'Frag den Tresen' }).waitFor();
  assert.deepEqual(await loads(german), ['/words/de.js']);
  await german.getByRole('region', { name: 'Fragen und Antworten' }).waitFor();
  const english = await open('sentences:\n  launch.en: Ask the desk\n', 'lang="en"');
  await english.getByRole('button', { name: 'Ask the desk' }).waitFor();
  assert.deepEqual(await loads(english), ['/words/en.js']);
  await english.evaluate(() => { document.querySelector('faq-chat').strings = { launch: 'Ask us' }; });
  await english.getByRole('button', { name: 'Ask us' }).waitFor();
  const spanish = await open('lang: de\n', 'lang="es"');
  await spanish.getByRole('button', { name: (await served('es')).launch }).waitFor();
  assert.deepEqual(await loads(spanish), ['/words/es.js']);
});
