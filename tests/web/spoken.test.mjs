// web/spoken.test.mjs - what a screen reader gets: the tree that Chromium exposes to it (roles, names, order, states), and
// what the live region announces, in which order. Both are expected as text, in spoken/*.txt; UPDATE=1 rewrites those.
import { before, test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { full, reply, rich, useDoubles } from './double.mjs';
import { answers, ask, broken, input, until, useBrowser, visit } from './stage.mjs';

useBrowser();
const EXPECTED = new URL('./spoken/', import.meta.url);
/** How long a state may take to become what is expected. */
const SETTLED_MS = 5000;
const ICON = '<link rel="icon" href="/icon.svg">';
const shop = (attributes = '') => ({ body: `<!doctype html><html lang="en">${ICON}<title>A shop</title>` +
  '<meta name="viewport" content="width=device-width">' +
  `<script src="/widget.js" defer></script><main><h1>A shop</h1><a href="#x">A link</a></main><faq-chat ${attributes}></faq-chat></html>` });
const pages = { '/shop': shop(), '/open': shop('open'), '/images': shop('open images') };
const staged = useDoubles();

let double;
before(async () => { double = await staged({}, { pages }); });

// -- The tree as text

/** The states that are written, in this order; a state that is absent or false is not. */
const STATES = ['level', 'focused', 'modal', 'hasPopup', 'expanded', 'pressed', 'checked', 'selected', 'disabled', 'required',
  'invalid', 'live', 'atomic', 'busy', 'autocomplete', 'controls', 'activedescendant'];

function stateOf({ name, value }) {
  if (value.value === false || value.value === 'false' || value.value === '') return value.type === 'tristate' ? [`${name}=false`] : [];
  if (value.relatedNodes) return [`${name}=#${value.relatedNodes.map(({ idref }) => idref).join(' #')}`];
  return [value.value === true || value.value === 'true' ? name : `${name}=${value.value}`];
}

/** One line for each node that is exposed and is more than a box; text that only repeats a name is left out. */
function written(nodes, top) {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const write = (node, indent, above) => {
    const role = node.role?.value;
    const name = (node.name?.value ?? '').trim();
    let depth = indent;
    const states = STATES.flatMap((state) => (node.properties ?? []).filter((each) => each.name === state).flatMap(stateOf));
    const plain = /^(none|generic|InlineTextBox|ListMarker|Section)$/.test(role) && !name && states.length === 0;
    if (!node.ignored && !plain && role !== 'InlineTextBox' && !(role === 'StaticText' && (!name || above === name))) {
      const value = node.value?.value ? [`value ${JSON.stringify(node.value.value)}`] : [];
      const more = node.description?.value ? [`described ${JSON.stringify(node.description.value)}`] : [];
      lines.push(`${'  '.repeat(indent)}${[role === 'StaticText' ? 'text' : role, ...(name ? [JSON.stringify(name)] : []), ...value, ...states, ...more].join(' ')}`);
      depth += 1;
    }
    if (states.some((state) => state.startsWith('live='))) return; // what it says is in the other list
    for (const id of node.childIds) write(byId.get(id), depth, node.ignored || plain ? above : name);
  };
  write(top, 1, '');
  return lines.join('\n');
}

/** What is exposed of the page, or of the last element within the chat that a selector finds. */
async function exposed(page, selector) {
  const session = await page.context().newCDPSession(page);
  await session.send('Accessibility.enable');
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  let top = nodes[0];
  if (selector) {
    const { result } = await session.send('Runtime.evaluate', {
      expression: `[...document.querySelector('faq-chat').root.querySelectorAll(${JSON.stringify(selector)})].at(-1)` });
    const { node } = await session.send('DOM.describeNode', { objectId: result.objectId });
    top = nodes.find(({ backendDOMNodeId }) => backendDOMNodeId === node.backendNodeId);
  }
  await session.detach();
  return written(nodes, top);
}

/**
 * Notes states of a page under a heading each, and compares them with what is expected. The browser builds the tree
 * some time after the document, so a state that is not yet the expected one is read again for a while.
 */
async function notes(page, name) {
  const file = new URL(`${name}.txt`, EXPECTED);
  const expected = process.env.UPDATE ? '' : await readFile(file, 'utf8').catch(() => '');
  const meant = (read) => `${expected}\n# `.startsWith(`${read.join('\n\n')}\n\n# `);
  const parts = [];
  let heard = 0;
  return {
    /** `selector`: of what is exposed, only this; '': nothing of it */
    async note(heading, selector) {
      let said, part, before;
      const until = Date.now() + SETTLED_MS;
      do {
        before = part;
        if (before) await page.waitForTimeout(100);
        said = await page.evaluate(() => window.said);
        const lines = said.slice(heard).map((text) => `  ${text.replace(/\n/g, '\n    ')}`);
        part = [`# ${heading}`, ...(lines.length ? ['announced:', ...lines] : ['announced: nothing']),
          ...(selector === '' ? [] : ['exposed:', await exposed(page, selector)])].join('\n');
      } while (process.env.UPDATE ? part !== before : !meant([...parts, part]) && Date.now() < until);
      heard = said.length;
      parts.push(part);
    },
    async compare() {
      const text = `${parts.join('\n\n')}\n`;
      if (process.env.UPDATE) await writeFile(file, text);
      assert.equal(text, process.env.UPDATE ? text : expected);
    },
  };
}

const TURN = '.turn';
const button = (page, name) => page.getByRole('button', { name, exact: true });
const heard = (page, text) => page.waitForFunction((wanted) => window.said.includes(wanted), text);

/** Opens a page and notes what `act` does in it. */
async function witness(t, name, address, act, options) {
  const page = await visit(t, address, options);
  const { note, compare } = await notes(page, name);
  await act(page, note);
  await compare();
}

// -- The states

test('closed, opened, and closed again', (t) => witness(t, 'start', `${double.url}/shop`, async (page, note) => {
  await button(page, 'Ask a question').waitFor();
  await note('closed');
  await button(page, 'Ask a question').click();
  await page.getByText('Can a fresher').waitFor();
  await note('open');
  await input(page).press('Escape');
  await note('closed by Escape');
}));

test('suggestions', (t) => witness(t, 'suggestions', `${double.url}/open`, async (page, note) => {
  await page.getByText('Can a fresher').waitFor();
  await input(page).pressSequentially('what');
  await heard(page, '3 suggestions');
  await note('while typing', '.row');
  await input(page).press('ArrowDown');
  await note('an arrow marks one', '.row');
  await input(page).press('Escape');
  await note('Escape hides them', '.row');
  await input(page).pressSequentially(' is');
  await page.getByRole('option').first().waitFor();
  await input(page).press('ArrowDown');
  await input(page).press('Enter');
  await answers(page).first().locator('.rate').waitFor();
  await note('chosen and answered', '.row');
}));

test('an answer: how it was understood, corrections, the answer, its source, the disclaimer', (t) =>
  witness(t, 'answer', `${double.url}/open`, async (page, note) => {
    await ask(page, 'Which language, pyhton?');
    await note('answered');
    await ask(page, full.question);
    await note('asked in the words of the entry', '.turns');
  }));

test('two answers that follow each other at once are both announced whole', (t) =>
  witness(t, 'two', `${double.url}/open`, async (page, note) => {
    await page.getByText('Can a fresher').waitFor();
    await page.evaluate(() => {
      const chat = document.querySelector('faq-chat');
      chat.addEventListener('faqbot-answer', () => chat.ask('Any zebra?'), { once: true });
      chat.ask('Which language?');
    });
    await answers(page).nth(1).locator('.rich').waitFor();
    await note('announced one after the other', '');
    const there = await page.locator('[aria-live=polite] p').allTextContents(); // none has been cut short
    assert.deepEqual(there, await page.evaluate(() => window.said));
  }));

test('candidates of an unsure answer, and none of them', (t) => witness(t, 'unsure', `${double.url}/open`, async (page, note) => {
  await ask(page, 'salary nearby');
  await note('unsure', TURN);
  await button(page, 'None of these').click();
  await note('none of these', TURN);
}));

test('no answer: unknown words and mentions', (t) => witness(t, 'none', `${double.url}/open`, async (page, note) => {
  await ask(page, 'Any zebra?');
  await note('the first', TURN);
  await ask(page, 'Any zebra at all?');
  await note('the second in a row', TURN);
}));

test('small talk', (t) => witness(t, 'smalltalk', `${double.url}/open`, async (page, note) => {
  await ask(page, 'hello');
  await note('a greeting', TURN);
}));

test('a person', async (t) => {
  const staffed = await staged({ request: (request) => (request.type === 'handover' ? { type: 'ok', id: request.id } : reply(request)) },
    { pages, hello: { handover: true } });
  await witness(t, 'person', `${staffed.url}/open`, async (page, note) => {
    const answer = await ask(page, 'somebody real');
    await answer.getByText('Monday').waitFor();
    await note('where else to turn', TURN);
    await button(page, 'Send this conversation to us').click();
    await note('the form', TURN);
    await page.getByLabel('How can we reach you').fill('me@library.example');
    await button(page, 'Send').click();
    await heard(page, 'The conversation has been sent.');
    await note('sent', TURN);
  });
});

test('two questions in one message', (t) => witness(t, 'parts', `${double.url}/open`, async (page, note) => {
  await ask(page, 'When is it open and what does it cost?');
  await note('answered in parts', TURN);
}));

test('a table, code, a footnote, an image', async (t) => {
  const blocks = [...rich.blocks, ...full.blocks.slice(2, 3)];
  const generous = await staged({ request: (request) => ({ type: 'answer', id: request.id, ...rich, blocks }) }, { pages });
  await witness(t, 'rich', `${generous.url}/images`, async (page, note) => {
    const answer = await ask(page, 'Which sizes?');
    await answer.getByRole('table').first().waitFor();
    await note('answered', TURN);
    await answer.getByRole('button', { name: 'Footnote 1' }).click();
    await note('at the footnote', '.note');
    await answer.getByRole('button', { name: 'the drawing' }).focus();
    await page.keyboard.press('Enter');
    await note('the image enlarged');
    await page.keyboard.press('Escape');
    await page.locator('.picture').waitFor({ state: 'detached' });
    await note('and closed', '.enlarge');
  });
});

test('thumbs down, a comment, and whom to ask', async (t) => {
  const held = []; // a visitor may type before the server has replied
  const slow = await staged({ request: (request, socket) => {
    if (request.type !== 'feedback') return reply(request);
    held.push(() => socket.send(JSON.stringify(reply(request))));
  } }, { pages });
  await witness(t, 'thumbs', `${slow.url}/open`, async (page, note) => {
    const answer = await ask(page, 'Which language?');
    await note('answered', '');
    await answer.getByRole('button', { name: 'No', exact: true }).click();
    await answer.getByLabel('What was missing?').fill('A picture.');
    await until(page, () => held.length === 1);
    held[0]();
    await answer.getByText('Monday').waitFor();
    await note('not helpful', TURN);
    await button(page, 'Send').click();
    await until(page, () => held.length === 2);
    held[1]();
    await answer.getByText('Thank you for your comment.').waitFor();
    await ask(page, 'hello'); // comes after what the server said to the comment
    await note('a comment, and a question after it', '.turns');
  });
});

test('consent', async (t) => {
  const asking = await staged({}, { pages, hello: { consent: 'May we keep what you ask?', privacy: '/privacy' } });
  await witness(t, 'consent', `${asking.url}/open`, async (page, note) => {
    await button(page, 'I agree').waitFor();
    await note('asked for');
    await button(page, 'I agree').click();
    await note('given', '.start');
  });
});

test('clearing, and undoing it', (t) => witness(t, 'clear', `${double.url}/open`, async (page, note) => {
  await ask(page, 'Which language?');
  await note('a conversation', '');
  await button(page, 'New conversation').click();
  await note('cleared');
  await button(page, 'Undo').click();
  await note('undone', '.turns');
}));

test('forgetting', async (t) => {
  const keeping = await staged({}, { pages, hello: { conversation: 'c1', privacy: '/privacy' } });
  await witness(t, 'forget', `${keeping.url}/open`, async (page, note) => {
    await ask(page, 'Which language?');
    await note('a conversation', '.foot');
    await button(page, 'Forget this conversation').click();
    await heard(page, 'What was kept of this conversation has been deleted.');
    await note('forgotten', '.panel');
  });
});

test('the connection is lost and returns', async (t) => {
  const moody = await staged({}, { pages });
  await witness(t, 'connection', `${moody.url}/open`, async (page, note) => {
    await page.getByText('Can a fresher').waitFor();
    await moody.stop();
    await heard(page, 'No connection. Trying again …');
    await note('lost', '.foot');
    await moody.again();
    await heard(page, 'Connected again.');
    await note('back', '.foot');
    await moody.stop();
    await input(page).fill('Which language?');
    await input(page).press('Enter');
    await answers(page).first().getByText('No connection').waitFor();
    await note('a question waits', TURN);
    await moody.again();
    await answers(page).first().locator('.rate').waitFor();
    await note('and is answered', '');
  }, broken);
});

test('the server ends the chat', async (t) => {
  const ending = await staged({}, { pages });
  await witness(t, 'ended', `${ending.url}/open`, async (page, note) => {
    await page.getByText('Can a fresher').waitFor();
    for (const socket of ending.sockets) socket.close(4500);
    await heard(page, 'The server has ended this chat. Reload the page to start again.');
    await note('ended', '.foot');
  });
});

test('waiting, and no longer waiting', async (t) => {
  const silent = await staged({ request: () => null }, { pages });
  await witness(t, 'waiting', `${silent.url}/open`, async (page, note) => {
    await page.getByText('Can a fresher').waitFor();
    await input(page).fill('Which language?');
    await input(page).press('Enter');
    await page.getByText('Working').waitFor();
    await note('working', '');
    await button(page, 'Stop waiting').waitFor();
    await input(page).fill('Another?');
    await input(page).press('Enter');
    await heard(page, 'Your last question is still waiting for its answer.');
    await note('it takes long, and another question has to wait', '.panel');
    await button(page, 'Stop waiting').click();
    await note('stopped', '.panel');
  });
});

test('errors, and a question that is too long', async (t) => {
  const refusals = { busy: { code: 'rate_limited', temporary: true, retry_after_ms: 60000 }, bad: { code: 'internal', message: 'That went wrong.' } };
  const failing = await staged({ request: ({ id, text }) => ({ type: 'error', id, ...refusals[text] }) }, { pages });
  await witness(t, 'errors', `${failing.url}/open`, async (page, note) => {
    await page.getByText('Can a fresher').waitFor();
    await input(page).fill('bad');
    await input(page).press('Enter');
    await answers(page).first().getByText('That went wrong.').waitFor();
    await note('no answer will come', TURN);
    await input(page).fill('busy');
    await input(page).press('Enter');
    await button(page, 'Try now').waitFor();
    await note('too many at once', TURN);
    await button(page, 'Cancel').click();
    await note('cancelled', '.foot');
    await input(page).fill('ü'.repeat(2001));
    await input(page).press('Enter');
    await page.evaluate(() => { document.querySelector('faq-chat').root.querySelector('textarea').value = 'ü…'; }); // shorter here
    await note('too long', '.foot');
  });
});

test('a page that is all chat', (t) => witness(t, 'page', double.url, async (page, note) => {
  await page.getByText('Can a fresher').waitFor();
  await note('started');
  await ask(page, 'Which language?');
  await note('answered', '.turns');
}));

test('on a phone the page behind is hidden', (t) => witness(t, 'phone', `${double.url}/shop`, async (page, note) => {
  await button(page, 'Ask a question').tap();
  await page.getByText('Can a fresher').waitFor();
  await note('open');
  await button(page, 'Close').tap();
  await button(page, 'Ask a question').waitFor();
  await note('closed');
}, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }));

test('no expected text is left over', async (t) => {
  const source = await readFile(new URL(import.meta.url), 'utf8');
  const names = [...source.matchAll(/witness\(t, '(\w+)'/g)].map(([, name]) => `${name}.txt`);
  assert.deepEqual((await readdir(EXPECTED)).sort(), names.sort());
  assert.ok(t);
});
