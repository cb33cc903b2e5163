// web/guest.test.mjs - the element as a guest of other people's pages: their style sheets do not reach it, their
// listeners do not hear what is typed into it, and it leaves their address, their storage and each other alone.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { reply, startDouble } from './double.mjs';
import { answers, ask, input, shoot, until, useBrowser, visit } from './stage.mjs';

useBrowser();
const POLICY = "default-src 'self'; style-src 'unsafe-inline'"; // of pages that style as they like
const page = (body, style = '', head = '') => ({ policy: POLICY, body: '<!doctype html><html lang="en"><meta charset="utf-8">' +
  '<meta name="viewport" content="width=device-width"><title>Shop</title><link rel="icon" href="/icon.svg">' +
  `${head}<style>${style}</style><script src="/widget.js" defer></script><body>${body}</body></html>` });

const text = `color: red; font: italic 40px/3 serif; letter-spacing: 9px; word-spacing: 9px; text-transform: uppercase; text-indent: 50px;
  text-align: right; text-shadow: 2px 2px red; white-space: pre; direction: rtl; cursor: wait; pointer-events: none; user-select: none;
  writing-mode: vertical-rl; list-style: square; tab-size: 1; hyphens: auto; visibility: hidden; caret-color: red; quotes: "x" "y"`;
const boxes = 'display: block; margin: 20px; padding: 9px; border: 3px solid red; float: left; box-sizing: content-box; width: 99px; height: 9px';
const effects = `filter: blur(2px); opacity: .3; overflow: hidden; contain: strict; clip-path: inset(40%); mix-blend-mode: difference;
  perspective: 9px; will-change: transform; backdrop-filter: blur(1px); rotate: 3deg; scale: .5; translate: 9px`;
const important = (rules) => rules.replace(/;|$/g, ' !important;');
const tags = 'button, dialog, section, textarea, label, h2, h3, p, ol, ul, li, div, span, svg, path, [popover], [role], [part], [hidden]';

/** What style sheets do to an element, and what surrounds it. */
const hosts = {
  'everything relative': page('<faq-chat></faq-chat>', '* { position: relative; transform: rotate(3deg) }'),
  'everything unset': page('<faq-chat></faq-chat>', '* { all: unset }'),
  'everything initial, and important': page('<faq-chat></faq-chat>', 'faq-chat { all: initial !important }'),
  'boxes': page('<faq-chat></faq-chat>', `faq-chat, body { ${boxes} }`),
  'important boxes': page('<faq-chat></faq-chat>', `faq-chat { ${important(boxes)} } * { ${important('position: relative')} }`),
  'text': page('<faq-chat></faq-chat>', `* { ${text} }`),
  'important text': page('<faq-chat></faq-chat>', `* { ${important(text)} }`),
  'effects': page('<faq-chat></faq-chat>', `* { ${effects} }`),
  'important effects': page('<faq-chat></faq-chat>', `* { ${important(effects)} }`),
  'rules for tags': page('<faq-chat></faq-chat>', `${tags} { display: none !important; color: red !important; position: static !important }`),
  'custom properties of the same names': page('<faq-chat></faq-chat>',
    '* { --accent: red; --text: red; --surface: red; --line: red; --radius: 0; --tap: 0; --l: red; --d: red; --muted: red }'),
  'motion': page('<faq-chat></faq-chat>', '@keyframes spin { to { rotate: 1turn; color: red } } * { animation: spin 9s infinite; transition: all 9s }'),
  'a parent that is moved': page('<div style="transform: translate(-300px, -300px) scale(.5); position: absolute"><faq-chat></faq-chat></div>'),
  'a parent that is cut': page('<div style="overflow: hidden; width: 0; height: 0; contain: paint; position: relative"><faq-chat></faq-chat></div>'),
  'a parent that is pale': page('<div style="opacity: .1; filter: grayscale(1) blur(9px); mask: linear-gradient(transparent, transparent)"><faq-chat></faq-chat></div>'),
  'something above everything': page('<faq-chat></faq-chat><div style="position: fixed; inset: 0; z-index: 2147483647; background: red"></div>'),
};
const scenes = {
  '/plain': page('<faq-chat></faq-chat>'),
  '/other': page('<faq-chat></faq-chat>'),
  '/open': page('<faq-chat open></faq-chat><input id="theirs" aria-label="theirs"><div id="there"></div>'),
  '/local': page('<faq-chat storage="local" open></faq-chat>'),
  '/two': page('<faq-chat id="one" open></faq-chat><faq-chat id="two" open style="--faq-inset: 500px"></faq-chat>'),
  '/nameless': page('<faq-chat></faq-chat><faq-chat></faq-chat>'),
};
Object.keys(hosts).forEach((name, at) => { scenes[`/host-${at}`] = hosts[name]; });

let double;
before(async () => { double = await startDouble({}, { pages: scenes }); });
after(() => double.stop());

const chat = (act, ...rest) => (window) => window.evaluate(act, ...rest);
const state = chat(() => {
  const { draft, turns } = { draft: document.querySelector('faq-chat').root.querySelector('textarea')?.value,
    turns: [...document.querySelector('faq-chat').root.querySelectorAll('.words')].map(({ textContent }) => textContent) };
  return { draft, turns, open: document.querySelector('faq-chat').open };
});

/** Where each element of the shadow tree is and all that is computed of its style. */
const look = chat(() => [...document.querySelector('faq-chat').root.querySelectorAll('*')].map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return { name: `${element.localName}.${element.className?.baseVal ?? element.className}`, box: [x, y, width, height].map(Math.round),
    style: Object.fromEntries([...style].map((property) => [property, style.getPropertyValue(property)])) };
}));

/** What differs, in few words. */
const differences = (seen, wanted) => [...(seen.length === wanted.length ? [] : [`${seen.length} elements, not ${wanted.length}`]),
  ...wanted.flatMap(({ name, box, style }, at) => [...(String(seen[at]?.box) === String(box) ? [] : [`${name} is at ${seen[at]?.box}, not ${box}`]),
    ...Object.keys(style).filter((property) => seen[at]?.style[property] !== style[property])
      .map((property) => `${name} { ${property}: ${seen[at]?.style[property]} }, not ${style[property]}`)])];

/** Whether what is seen at the middle of an element is the element. */
const onTop = (window, selector) => window.evaluate((wanted) => {
  const { root } = document.querySelector('faq-chat');
  const { x, y, width, height } = root.querySelector(wanted).getBoundingClientRect();
  const at = [x + width / 2, y + height / 2];
  return document.elementFromPoint(...at)?.localName === 'faq-chat' && root.querySelector(wanted).contains(root.elementFromPoint(...at));
}, selector);

/** A visitor's way through it, without what waits for what is visible by its style alone. */
async function looks(window) {
  await window.locator('.launcher').waitFor();
  const closed = await look(window);
  assert.ok(await onTop(window, '.launcher'), 'the launcher is on top');
  await window.locator('.launcher').click();
  await ask(window, 'Which language?');
  await window.mouse.move(1, 1);
  for (const name of ['.title', '.log', 'textarea', '.send', '.tool[title="Close"]']) assert.ok(await onTop(window, name), `${name} is on top`);
  return { closed, open: await look(window) };
}

for (const [at, name] of Object.keys(hosts).entries()) {
  test(`a page with ${name}: it is where it belongs, on top, and looks as on any page`, async (t) => {
    const plain = await looks(await visit(t, `${double.url}/plain`));
    const window = await visit(t, `${double.url}/host-${at}`);
    const seen = await looks(window);
    assert.deepEqual(differences(seen.closed, plain.closed).slice(0, 9), []);
    assert.deepEqual(differences(seen.open, plain.open).slice(0, 9), []);
    await window.locator('.tool[title="Close"]').click();
    assert.ok(await onTop(window, '.launcher'), 'the launcher is on top again');
  });
}

test('no key that is pressed in it reaches a listener of the page', async (t) => {
  const window = await visit(t, `${double.url}/open`);
  await window.evaluate(() => {
    window.keys = [];
    for (const target of [window, document, document.body, document.querySelector('faq-chat')]) {
      for (const type of ['keydown', 'keyup', 'keypress']) target.addEventListener(type, ({ key }) => window.keys.push(key));
    }
  });
  const pressed = chat(() => window.keys.splice(0));
  await window.locator('#theirs').press('?');
  assert.equal((await pressed(window)).length, 9, 'a key of theirs is heard');
  await input(window).pressSequentially('a/?');
  for (const key of ['ArrowDown', 'Home', 'End', 'Escape', 'Control+k', 'Shift+Enter', 'Enter']) await input(window).press(key);
  await answers(window).first().locator('.rich').waitFor();
  await window.locator('.log').press('/');
  await window.getByRole('button', { name: 'No', exact: true }).click();
  await window.locator('.form input').first().pressSequentially('g/?');
  await window.locator('.tool[title="Close"]').press('k');
  await window.locator('.panel').press('Escape');
  await window.locator('.launcher').waitFor();
  await window.locator('.launcher').press('?');
  assert.deepEqual(await pressed(window), []);
});

test('the page\'s address and history stay as they are', async (t) => {
  const address = `${double.url}/open?q=Mine&page=2#part`;
  const window = await visit(t, address);
  await window.evaluate(() => window.history.replaceState({ mine: 1 }, ''));
  const before = await window.evaluate(() => window.history.length);
  await ask(window, 'Which sizes are there?');
  await window.locator('.mark').first().click();
  await window.locator('.tool[title="Close"]').click();
  await window.locator('.launcher').click();
  assert.equal(window.url(), address);
  assert.deepEqual(await window.evaluate(() => [window.history.length, window.history.state]), [before, { mine: 1 }]);
  assert.deepEqual(double.asks().filter((request) => request.text === 'Mine'), []);
});

test('a page of the element takes its question out of the address, and nothing else', async (t) => {
  const window = await visit(t, `${double.url}/?a=1&q=Which+language%3F&b=2#part`);
  await answers(window).first().locator('.rich').waitFor();
  assert.equal(window.url(), `${double.url}/?a=1&b=2#part`);
});

// -- Two of them

const asked = (window) => window.locator('.question .words');

test('two elements of one bot share the conversation, and each may ask while the other waits', async (t) => {
  const held = [];
  const slow = await startDouble({ request: (request, socket) => {
    if (request.type !== 'ask') return reply(request);
    held.push(() => socket.send(JSON.stringify(reply(request))));
    return null;
  } }, { pages: scenes });
  t.after(() => slow.stop());
  const window = await visit(t, `${slow.url}/two`);
  const tell = (id, question) => window.evaluate(([name, words]) => document.getElementById(name).ask(words), [id, question]);
  const words = (id) => window.locator(`#${id} .question .words`).allTextContents();
  await tell('one', 'First?');
  await tell('two', 'Second?');
  await until(window, () => held.length === 2);
  held[1]();
  await window.locator('#two .rich').first().waitFor();
  await window.locator('#two .rate button').first().click();
  await window.locator('#one .rate [aria-pressed=true]').waitFor();
  held[0]();
  await window.locator('#one .turn', { hasText: 'First?' }).locator('.rich').waitFor();
  await window.locator('#two .turn', { hasText: 'First?' }).locator('.rich').waitFor();
  for (const id of ['one', 'two']) {
    assert.deepEqual(await words(id), ['First?', 'Second?']);
    assert.equal(await window.locator(`#${id} .rate [aria-pressed=true]`).count(), 1, id);
  }
  await tell('one', 'Third?');
  await until(window, () => held.length === 3);
  await window.evaluate(() => document.getElementById('two').clear());
  held[2]();
  await window.locator('#one .turn', { hasText: 'Third?' }).locator('.rich').waitFor();
  await tell('two', 'Fourth?');
  await until(window, () => held.length === 4);
  held[3]();
  await window.locator('#one .turn', { hasText: 'Fourth?' }).locator('.rich').waitFor();
  assert.deepEqual(await words('one'), ['Third?', 'Fourth?']);
  await window.reload();
  await window.locator('#two .turn', { hasText: 'Fourth?' }).locator('.rich').waitFor();
  assert.deepEqual(await words('two'), ['Third?', 'Fourth?']);
});

test('two elements of different bots know nothing of each other', async (t) => {
  const other = await startDouble({}, { hello: { name: 'The other' } });
  t.after(() => other.stop());
  const here = await startDouble({}, { pages: { '/both': { ...page(`<faq-chat id="one" open></faq-chat><faq-chat id="two" open
    src="${other.url}" style="--faq-inset: 500px"></faq-chat>`), policy: `${POLICY}; connect-src *` } } });
  t.after(() => here.stop());
  const window = await visit(t, `${here.url}/both`);
  for (const [id, question] of [['one', 'Here?'], ['two', 'There?']]) {
    await window.evaluate(([name, words]) => document.getElementById(name).ask(words), [id, question]);
    await window.locator(`#${id} .rich`).first().waitFor();
  }
  await window.evaluate(() => document.getElementById('one').clear());
  await window.reload();
  await window.locator('#two .rich').first().waitFor();
  assert.deepEqual(await asked(window).allTextContents(), ['There?']);
  assert.deepEqual([here.asks().length, other.asks().length], [1, 1]);
});

test('two elements without names keep what was left of each apart', async (t) => {
  const window = await visit(t, `${double.url}/nameless`);
  await window.evaluate(() => document.querySelectorAll('faq-chat')[1].show());
  await window.locator('textarea').fill('half a ques');
  await window.reload();
  await window.locator('textarea').waitFor();
  assert.deepEqual(await window.evaluate(() => [...document.querySelectorAll('faq-chat')].map(({ open, root }) =>
    [open, root.querySelector('textarea')?.value])), [[false, undefined], [true, 'half a ques']]);
});

/** Two tabs of one visitor, who keeps the conversation; `deaf`: the second hears nothing of what the first stores. */
async function tabs(t, on) {
  const kept = await startDouble(on, { pages: scenes });
  const first = await visit(t, `${kept.url}/local`);
  t.after(() => kept.stop());
  const second = await first.context().newPage();
  second.setDefaultTimeout(20000);
  await second.addInitScript(() => window.addEventListener('storage', (event) => window.deaf && event.stopImmediatePropagation(), true));
  await second.goto(`${kept.url}/local`);
  await input(second).waitFor();
  return { kept, first, second };
}
const turn = (window, question) => window.locator('.turn', { hasText: question });

test('two tabs ask at once, and one rates while the other waits: nothing is lost', async (t) => {
  const held = {};
  const { first, second } = await tabs(t, { request: (request, socket) => {
    if (request.type !== 'ask' || request.text === 'Before?') return reply(request);
    held[request.text] = () => socket.send(JSON.stringify(reply(request)));
    return null;
  } });
  await ask(first, 'Before?');
  await turn(second, 'Before?').locator('.rich').waitFor();
  await second.evaluate(() => { window.deaf = true; });
  for (const [window, question] of [[first, 'First?'], [second, 'Second?']]) {
    await window.evaluate((words) => document.querySelector('faq-chat').ask(words), question);
    await until(window, () => held[question]);
  }
  await turn(first, 'Before?').getByRole('button', { name: 'Yes', exact: true }).dispatchEvent('click'); // of a tab behind
  held['Second?']();
  await turn(second, 'Second?').locator('.rich').waitFor();
  held['First?']();
  await turn(first, 'First?').locator('.rich').waitFor();
  for (const window of [first, second]) {
    await window.reload();
    await turn(window, 'Second?').locator('.rich').waitFor();
    assert.deepEqual(await asked(window).allTextContents(), ['Before?', 'First?', 'Second?']);
    assert.equal(await turn(window, 'Before?').locator('[aria-pressed=true]').count(), 1);
  }
});

test('a thumb that one tab takes back is not put up again by another', async (t) => {
  const { first, second } = await tabs(t, {});
  await ask(first, 'Before?');
  const thumb = turn(first, 'Before?').getByRole('button', { name: 'Yes', exact: true });
  await thumb.dispatchEvent('click');
  await turn(second, 'Before?').locator('[aria-pressed=true]').waitFor();
  await second.evaluate(() => { window.deaf = true; });
  await thumb.dispatchEvent('click');
  await ask(second, 'Second?');
  await turn(first, 'Second?').locator('.rich').waitFor();
  for (const window of [first, second]) {
    assert.equal(await turn(window, 'Before?').locator('[aria-pressed=true]').count(), 0);
  }
});

test('clearing in one tab clears what was there, and leaves what another still waits for', async (t) => {
  let release;
  const { first, second } = await tabs(t, { request: (request, socket) => {
    if (request.text !== 'Second?') return reply(request);
    release = () => socket.send(JSON.stringify(reply(request)));
    return null;
  } });
  await ask(first, 'Before?');
  await turn(second, 'Before?').locator('.rich').waitFor();
  await second.evaluate(() => document.querySelector('faq-chat').ask('Second?'));
  await until(second, () => release !== undefined);
  await first.evaluate(() => document.querySelector('faq-chat').clear());
  await turn(second, 'Before?').waitFor({ state: 'detached' });
  release();
  await turn(second, 'Second?').locator('.rich').waitFor();
  await turn(first, 'Second?').locator('.rich').waitFor();
  await ask(first, 'After?');
  await turn(second, 'After?').locator('.rich').waitFor();
  for (const window of [first, second]) assert.deepEqual(await asked(window).allTextContents(), ['Second?', 'After?']);
});

test('what is cleared and brought back stays, where the server names conversations too', async (t) => {
  const named = await startDouble({}, { hello: { conversation: 'name-1' } });
  t.after(() => named.stop());
  const window = await visit(t, named.url);
  await ask(window, 'Before?');
  await window.getByRole('button', { name: 'New conversation' }).click();
  await window.getByRole('button', { name: 'Undo' }).click();
  await turn(window, 'Before?').waitFor();
  await window.reload();
  await turn(window, 'Before?').locator('.rich').waitFor();
});

// -- It is moved, left and found again

test('draft and open state survive a reload and another page', async (t) => {
  const window = await visit(t, `${double.url}/plain`);
  await window.locator('.launcher').click();
  await ask(window, 'Which language?');
  await input(window).fill('half a ques');
  const left = { draft: 'half a ques', turns: ['Which language?'], open: true };
  for (const go of [() => window.reload(), () => window.goto(`${double.url}/other`), () => window.goBack(), () => window.goForward()]) {
    await go();
    await input(window).waitFor();
    assert.deepEqual(await state(window), left);
  }
  await input(window).fill('');
  await window.locator('.tool[title="Close"]').click();
  await window.goto(`${double.url}/open`);
  await window.locator('.launcher').waitFor();
  assert.equal((await state(window)).open, false);
});

test('a page that comes back from the cache has what was said meanwhile', async (t) => {
  const window = await visit(t, `${double.url}/open`);
  await ask(window, 'Before?');
  await input(window).fill('half a ques');
  await window.evaluate(() => {
    dispatchEvent(new window.PageTransitionEvent('pagehide', { persisted: true }));
    const key = Object.keys(sessionStorage).find((name) => !name.includes('#'));
    const kept = JSON.parse(sessionStorage.getItem(key)); // on another page of the tab
    kept.turns.push({ ...kept.turns[0], id: 'elsewhere', text: 'Elsewhere?', at: Date.now() });
    sessionStorage.setItem(key, JSON.stringify(kept));
    dispatchEvent(new window.PageTransitionEvent('pageshow', { persisted: true }));
  });
  assert.deepEqual(await state(window), { draft: 'half a ques', turns: ['Before?', 'Elsewhere?'], open: true });
  await ask(window, 'After?');
});

/** A page where a question waits for a server that does not answer until it is told to. */
async function waiting(t, path) {
  let alive = false;
  const slow = await startDouble({ request: (request) => (alive || request.type !== 'ask' ? reply(request) : null) }, { pages: scenes });
  t.after(() => slow.stop());
  const window = await visit(t, `${slow.url}${path}`);
  await window.evaluate(() => document.querySelector('faq-chat').ask('Which language?'));
  await until(window, () => slow.asks().length === 1);
  await input(window).fill('half a ques');
  return { slow, window, wake: () => { alive = true; } };
}

for (const [name, move] of Object.entries({
  'moved in the page': () => document.getElementById('there').append(document.querySelector('faq-chat')),
  'removed and put back later': async () => {
    const element = document.querySelector('faq-chat');
    element.remove();
    await new Promise((done) => { setTimeout(done); });
    document.body.append(element);
  },
  'moved into a shadow tree and back': () => {
    const element = document.querySelector('faq-chat');
    document.getElementById('there').attachShadow({ mode: 'open' }).append(element);
    document.body.append(element);
  },
})) {
  test(`while a question waits it is ${name}: draft, open state and the question stay`, async (t) => {
    const { slow, window, wake } = await waiting(t, '/open');
    wake();
    await window.evaluate(move);
    await answers(window).first().locator('.rich').waitFor();
    assert.deepEqual(await state(window), { draft: 'half a ques', turns: ['Which language?'], open: true });
    assert.equal(new Set(slow.asks().map(({ id }) => id)).size, 1);
    assert.ok(await onTop(window, 'textarea'));
    await ask(window, 'And now?');
  });
}

test('while it is not in the page it does nothing', async (t) => {
  const { slow, window } = await waiting(t, '/open');
  let calls = 0;
  await window.evaluate(() => { window.gone = document.querySelector('faq-chat'); window.gone.remove(); });
  await until(window, () => slow.sockets.size === 0);
  window.on('websocket', () => { calls += 1; });
  await window.evaluate(() => {
    dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('visibilitychange'));
    window.gone.hide();
    window.gone.show();
    window.gone.lang = 'de';
  });
  await window.evaluate(() => new Promise((done) => { setTimeout(done, 100); }));
  assert.equal(calls, 0);
});

test('another language, and other words, while it is open: draft, focus and conversation stay', async (t) => {
  const window = await visit(t, `${double.url}/open`);
  await ask(window, 'Which language?');
  await input(window).pressSequentially('half');
  const focused = chat(() => document.querySelector('faq-chat').root.activeElement?.id);
  for (const [lang, label] of [['de', 'Ihre Frage'], ['ar', 'سؤالك'], ['en', 'Your question']]) {
    await window.evaluate((tag) => { document.querySelector('faq-chat').lang = tag; }, lang);
    await window.locator('.foot label', { hasText: label }).waitFor();
    assert.deepEqual(await state(window), { draft: 'half', turns: ['Which language?'], open: true });
    assert.equal(await focused(window), 'input', lang);
  }
  await window.evaluate(() => { document.querySelector('faq-chat').strings = { question: 'Well?' }; });
  await window.locator('.foot label', { hasText: 'Well?' }).waitFor();
  assert.equal(await focused(window), 'input');
  await window.keyboard.type(' a');
  assert.equal(await input(window).inputValue(), 'half a');
});

test('a language that comes late hides nothing meanwhile', async (t) => {
  const window = await visit(t, `${double.url}/open`);
  let go;
  await window.route('**/words/de.js', async (route) => {
    await new Promise((done) => { go = done; });
    await route.continue();
  });
  await ask(window, 'Which language?');
  await window.evaluate(() => { document.querySelector('faq-chat').lang = 'de'; });
  await until(window, () => go);
  assert.ok(await onTop(window, 'textarea'));
  go();
  await window.locator('.foot label', { hasText: 'Ihre Frage' }).waitFor();
});

test('hidden, it is: by its attribute, also as a page, and by a parent', async (t) => {
  const window = await visit(t, `${double.url}/open`);
  const seen = chat(() => document.querySelector('faq-chat').root.querySelector('.panel').checkVisibility());
  for (const attribute of [undefined, 'page']) {
    await window.evaluate((name) => name && document.querySelector('faq-chat').setAttribute(name, ''), attribute);
    assert.equal(await seen(window), true);
    await window.evaluate(() => { document.querySelector('faq-chat').hidden = true; });
    assert.equal(await seen(window), false, attribute);
    await window.evaluate(() => {
      document.querySelector('faq-chat').hidden = false;
      document.body.style.display = 'none';
    });
    assert.equal(await seen(window), false, attribute);
    await window.evaluate(() => { document.body.style.display = ''; });
    assert.equal(await seen(window), true);
  }
});

test('in a shadow tree it answers', async (t) => {
  const inner = '<template shadowrootmode="open"><faq-chat open></faq-chat></template>';
  const here = await startDouble({}, { pages: { '/shadow': page(`<div>${inner}</div>`) } });
  t.after(() => here.stop());
  const window = await visit(t, `${here.url}/shadow`);
  await ask(window, 'Which sizes are there?');
  await window.locator('table').first().waitFor();
});

test('in a shadow tree it speaks the language of the page', async (t) => {
  const german = page('<div><template shadowrootmode="open"><faq-chat open></faq-chat></template></div>');
  const here = await startDouble({}, { pages: { '/shadow': { ...german, body: german.body.replace('lang="en"', 'lang="de"') } } });
  t.after(() => here.stop());
  const window = await visit(t, `${here.url}/shadow`);
  await window.locator('.foot label', { hasText: 'Ihre Frage' }).waitFor();
  await window.getByText('Can a fresher').waitFor();
});

test('made and furnished with properties before the script is there', async (t) => {
  const here = await startDouble({}, { pages: { '/late': { policy: POLICY, body: '<!doctype html><html lang="en"><title>Late</title><link rel="icon" href="/icon.svg">' } } });
  t.after(() => here.stop());
  const window = await visit(t, `${here.url}/late`);
  await window.evaluate(() => {
    const element = document.createElement('faq-chat');
    Object.assign(element, { open: true, theme: 'dark', storage: 'none', strings: { ask: 'Go' }, images: true });
    document.body.append(element, Object.assign(document.createElement('script'), { src: '/widget.js' }));
  });
  await window.getByRole('button', { name: 'Go' }).waitFor();
  assert.deepEqual(await window.evaluate(() => {
    const { open, theme, storage, images } = document.querySelector('faq-chat');
    return { open, theme, storage, images, attributes: document.querySelector('faq-chat').getAttributeNames().sort() };
  }), { open: true, theme: 'dark', storage: 'none', images: true, attributes: ['images', 'open', 'storage', 'theme'] });
  await ask(window, 'Which language?');
  assert.equal(await window.evaluate(() => sessionStorage.length), 0);
});

test('a dialog of the page is above it, and when that is closed all is as before', async (t) => {
  const window = await visit(t, `${double.url}/open`);
  await ask(window, 'Which language?');
  for (const [name, begin, end] of [['dialog', 'showModal', 'close'], ['div', 'showPopover', 'hidePopover']]) {
    await window.evaluate(([tag, method]) => {
      const cover = document.createElement(tag);
      cover.id = 'cover';
      if (tag === 'div') cover.popover = 'auto';
      cover.style = 'position: fixed; inset: 0; margin: 0; width: 100vw; height: 100vh; max-width: none; max-height: none';
      document.body.append(cover);
      cover[method]();
    }, [name, begin]);
    assert.equal(await onTop(window, 'textarea'), false, name);
    await window.evaluate((method) => { const cover = document.getElementById('cover'); cover[method](); cover.remove(); }, end);
    assert.equal(await onTop(window, 'textarea'), true, name);
  }
  await ask(window, 'And now?');
});

// -- What is documented for style sheets

test('everything that is seen is a part', async (t) => {
  const window = await visit(t, `${double.url}/open`);
  for (const question of ['Which sizes are there?', 'Which language?', 'What salary, near?', 'zebra', 'quagga alone']) await ask(window, question);
  await window.getByRole('button', { name: 'No', exact: true }).first().click();
  await window.locator('.form').first().waitFor();
  await input(window).pressSequentially('sal');
  await window.getByRole('option').first().waitFor();
  const without = chat(() => [...document.querySelector('faq-chat').root.querySelectorAll('*:not(svg *)')]
    .filter((element) => element.checkVisibility() && !element.hasAttribute('part')).map(({ outerHTML }) => outerHTML.slice(0, 80)));
  assert.deepEqual(await without(window), []);
  await window.locator('.tool[title="Close"]').click();
  assert.deepEqual(await without(window), []);
  const styled = await window.evaluate(() => {
    const sheet = new window.CSSStyleSheet();
    sheet.replaceSync('faq-chat::part(launcher) { background: rgb(1, 2, 3) }');
    document.adoptedStyleSheets = [sheet];
    return getComputedStyle(document.querySelector('faq-chat').root.querySelector('.launcher')).backgroundColor;
  });
  assert.equal(styled, 'rgb(1, 2, 3)');
});

/** Each documented custom property, a value, and where it shows. */
const properties = {
  '--faq-accent': ['rgb(1, 2, 3)', '.send', 'background-color'], '--faq-on-accent': ['rgb(1, 2, 3)', '.send', 'color'],
  '--faq-surface': ['rgb(1, 2, 3)', '.panel', 'background-color'], '--faq-raised': ['rgb(1, 2, 3)', '.rich pre', 'background-color'],
  '--faq-text': ['rgb(1, 2, 3)', '.rich', 'color'], '--faq-muted': ['rgb(1, 2, 3)', '.source', 'color'],
  '--faq-line': ['rgb(1, 2, 3)', '.head', 'border-bottom-color'], '--faq-edge': ['rgb(1, 2, 3)', '.pick button', 'border-top-color'],
  '--faq-alert': ['rgb(1, 2, 3)', '.hint.wrong', 'color'], '--faq-radius': ['3px', 'textarea', 'border-top-left-radius'],
  '--faq-font': ['fantasy', '.rich', 'font-family'], '--faq-size': ['21px', '.rich', 'font-size'], '--faq-width': ['333px', '.panel', 'width'],
  '--faq-height': ['444px', '.panel', 'height'], '--faq-inset': ['55px', '.root', 'bottom'], '--faq-layer': ['66', '.root', 'z-index'],
};

test('each custom property that is documented works', async (t) => {
  const window = await visit(t, `${double.url}/open`);
  await ask(window, 'Which language?');
  await input(window).fill('x'.repeat(2001));
  await window.locator('.hint.wrong').waitFor();
  for (const [name, [value, where, what]] of Object.entries(properties)) {
    const [before, now] = await window.evaluate(([property, set, selector, computed]) => {
      const element = document.querySelector('faq-chat');
      const read = () => getComputedStyle(element.root.querySelector(selector))[computed];
      const unset = read();
      element.style.setProperty(property, set);
      const result = [unset, read()];
      element.style.removeProperty(property);
      return result;
    }, [name, value, where, what]);
    assert.notEqual(before, value, name);
    assert.equal(now, value, name);
  }
});

// -- Paper

test('on paper a floating one is not there, and a page is there whole', async (t) => {
  const window = await visit(t, `${double.url}/open`);
  await ask(window, 'Which language?');
  await window.emulateMedia({ media: 'print' });
  assert.equal(await window.locator('.panel').isVisible(), false);
  await window.emulateMedia({ media: 'screen' });
  await window.goto(double.url);
  for (let at = 0; at < 8; at += 1) await ask(window, `Question ${at}`);
  await window.evaluate(() => document.querySelector('faq-chat').setAttribute('theme', 'dark'));
  await window.emulateMedia({ media: 'print' });
  const cut = await window.evaluate(() => {
    const { root } = document.querySelector('faq-chat');
    const words = [...root.querySelectorAll('.words, .rich')];
    const clips = [...root.querySelectorAll('.root, .panel, .log')].filter((box) => getComputedStyle(box).overflow !== 'visible');
    const page = document.documentElement.scrollHeight;
    return { clips: clips.map(({ className }) => className), unseen: words.filter((part) => !part.checkVisibility({ contentVisibilityAuto: true })).length,
      below: words.filter((part) => part.getBoundingClientRect().bottom + window.scrollY > page).length,
      over: words.filter((part) => part.getBoundingClientRect().top + window.scrollY < 0).length, count: words.length,
      color: getComputedStyle(root.querySelector('.rich')).color };
  });
  assert.deepEqual(cut, { clips: [], unseen: 0, below: 0, over: 0, count: 18, color: 'rgb(27, 33, 39)' });
  const pdf = String(await window.pdf());
  assert.ok(pdf.match(/\/Type \/Page\b/g).length >= 3, 'over several sheets');
  await shoot(window, 'print');
});

test('a base address of the page\'s, and a frame that it lies in, do not lead it astray', async (t) => {
  const element = '<title>A shop</title><script src="/widget.js" defer></script>';
  const scene = { policy: "default-src 'self'; base-uri *",
    body: `<!doctype html><html lang="en">${element}<base href="https://elsewhere.example/b/"><h1>A shop</h1><faq-chat open></faq-chat></html>` };
  const frame = { policy: "default-src 'self'", body: '<!doctype html><html lang="en"><title>Frame</title><iframe src="/based" width="800" height="700"></iframe></html>' };
  const double = await startDouble({}, { pages: { '/based': scene, '/frame': frame } });
  t.after(() => double.stop());
  const page = await visit(t, `${double.url}/frame`, { expected: /404/ }); // without an icon, browsers ask for /favicon.ico
  const inside = page.frameLocator('iframe');
  await inside.locator('textarea#input').fill('Which sizes?');
  await inside.locator('textarea#input').press('Enter');
  await inside.locator('.answer table').first().waitFor();
});
