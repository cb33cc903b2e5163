// web/person.test.mjs - what is no answer of one entry: small talk, ways to a person, two questions in one message.
import { after, before, test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { full, greeting, help, reply, startDouble } from './double.mjs';
import { answers, ask, useBrowser, violations, visit } from './stage.mjs';

useBrowser();
let double;
before(async () => { double = await startDouble(); });
after(() => double.stop());
const said = (page) => page.evaluate(() => window.said);
const no = (answer) => answer.getByRole('button', { name: 'No', exact: true });
const { text, mail, phone, url, hours } = help.person;

/** The whole of `help`, below an answer; `sentence` is what the answer does not say itself. */
async function assertHelp(answer, ...sentence) {
  const lines = await answer.locator('.help p').allTextContents();
  assert.deepEqual(lines.map((line) => line.replace(' (opens in a new tab)', '')), [...sentence, mail, phone, url, hours]);
  const links = await answer.locator('.help a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  assert.deepEqual(links, [`mailto:${mail}`, 'tel:+498912345', url]);
}

test('small talk gets a plain reply, and questions to choose from', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'Hello!');
  assert.equal(await answer.locator('.rich').textContent(), greeting.text);
  assert.equal(await answer.locator('.rate, .source, .disclaimer, .help p').count(), 0);
  assert.ok((await said(page))[0].startsWith(greeting.text));
  assert.equal(await page.evaluate(() => window.events.some(({ name }) => name === 'faq-miss')), false);
  await answer.getByRole('button', { name: full.related[0].question }).click();
  await answers(page).nth(1).locator('.rich').waitFor();
  assert.equal(double.asks().at(-1).entry, full.related[0].id);
});

test('small talk between two misses neither counts as one nor ends the row', async (t) => {
  const page = await visit(t, double.url);
  await ask(page, 'a quagga alone');
  assert.equal(await (await ask(page, 'Hello!')).locator('.rich').textContent(), greeting.text);
  await assertHelp(await ask(page, 'a quagga alone'));
  assert.equal(await (await ask(page, 'Hello!')).locator('.rich').textContent(), greeting.text);
});

test('the second miss in a row has the ways to a person, as links, and says them', async (t) => {
  const page = await visit(t, double.url);
  assert.equal(await (await ask(page, 'a quagga alone')).locator('.help p').count(), 0);
  const answer = await ask(page, 'another quagga alone');
  assert.equal(await answer.locator('.rich').textContent(), text);
  await assertHelp(answer);
  for (const words of [text, mail, phone, url, hours]) assert.ok((await said(page)).join(' ').includes(words), words);
  assert.deepEqual(await violations(page), []);
});

test('who wants a person is told at once', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'I want to talk to somebody');
  assert.equal(await answer.locator('.rich').textContent(), text);
  await assertHelp(answer);
});

test('a thumb down says where else to turn, after a reload too, until it is taken back', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'Which language?');
  await no(answer).press('Enter');
  await answer.getByText(text).waitFor();
  await assertHelp(answer, text);
  assert.equal(await page.evaluate(() => document.querySelector('faq-chat').root.activeElement.title), 'No');
  assert.ok((await said(page)).at(-1).includes(text));
  assert.deepEqual(await violations(page), []);
  await page.reload();
  await answer.getByText(text).waitFor();
  await assertHelp(answer, text);
  await page.waitForFunction(() => document.querySelector('faq-chat').connection.state === 'ready');
  await no(answer).click();
  await answer.getByText(text).waitFor({ state: 'detached' });
});

test('an owner\'s sentence alone is shown, and no address is followed that is not safe', async (t) => {
  const odd = { text, mail: '<b>x</b>', phone: 'none', url: 'javascript:alert(1)', hours: '<i>9</i>' };
  const replies = [{ contact: 'Only this.' }, { person: odd }, { person: { ...odd, url: 'tel:1' } }, { person: { phone: 7 } }];
  const other = await startDouble({ request: (request) => (request.type === 'feedback'
    ? { type: 'ok', id: request.id, ...replies.shift() } : reply(request)) });
  const page = await visit(t, other.url);
  t.after(() => other.stop());
  const lines = async () => {
    const answer = await ask(page, 'Which language?');
    await no(answer).click();
    await answer.locator('.help p').first().waitFor();
    return answer.locator('.help').evaluate((all) => [...all.querySelectorAll('p')].map((line) =>
      `${line.querySelector('a')?.protocol ?? ''} ${line.textContent}`));
  };
  assert.deepEqual(await lines(), [' Only this.']);
  assert.deepEqual(await lines(), [` ${text}`, 'mailto: <b>x</b>', 'tel: none', ' javascript:alert(1)', ' <i>9</i>']);
  assert.equal((await lines())[3], ' tel:1');
  assert.deepEqual(await lines(), ['tel: 7']);
});

test('of two questions in one message each has its own source and disclaimer', async (t) => {
  const page = await visit(t, double.url);
  const answer = await ask(page, 'When is it open and what is the fee?');
  assert.deepEqual(await answer.locator('.matched').allTextContents(), ['When is it open?', 'What is the fee?']);
  assert.deepEqual(await answer.locator('.source a').evaluateAll((links) => links.map(({ href }) => href)),
    ['https://library.example/Hours', 'https://library.example/Fees']);
  assert.equal(await answer.locator('.disclaimer').count(), 1);
  assert.equal(await answer.locator('.rate').count(), 1);
  assert.deepEqual(await violations(page), []);
});
