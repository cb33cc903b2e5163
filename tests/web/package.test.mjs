// web/package.test.mjs - the npm package that `make package` makes, its types, and custom-elements.json and web/README.md
// beside the element itself. tests/frameworks has what bundlers and frameworks make of it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from '../timed.mjs';
import ts from 'typescript';
import { startDouble } from './double.mjs';
import { ROOT } from './served.mjs';
import { useBrowser, visit } from './stage.mjs';

const read = (name) => readFileSync(`${ROOT}${name}`, 'utf8');
const about = JSON.parse(read('web/package.json'));
const [element] = JSON.parse(read('web/custom-elements.json')).modules[0].declarations;
const scripts = read('web/widget.js') + read('web/widget-more.js');
const names = (list) => list.map(({ name }) => name);
const sorted = (list) => [...new Set(list)].sort();

useBrowser();
let scratch;
let packed; // the folder of the package, as it is installed
before(() => {
  scratch = mkdtempSync(join(tmpdir(), 'faq-chat-'));
  packed = join(scratch, 'node_modules/faq-chat');
  const made = spawnSync(process.execPath, [`${ROOT}web/package.mjs`, packed], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
});
after(() => rmSync(scratch, { recursive: true }));

test('the package has the version of the program', () => {
  const [, version] = /^#define FAQBOT_VERSION_TEXT "(.*)"$/m.exec(read('include/faqbot.h'));
  assert.equal(about.version, version);
  assert.ok(read('Makefile').includes(`\nVERSION := ${version}\n`));
  assert.ok(read('web/README.md').includes(`faq-chat-${version}.tgz`));
});

test('the package holds what it needs and nothing else', () => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--offline'], { cwd: packed, encoding: 'utf8' });
  const [{ files }] = JSON.parse(stdout);
  const languages = readdirSync(`${ROOT}bot/phrases`).filter((name) => /^(?!en).*\.yml$/.test(name)).map((name) => name.replace('yml', 'js'));
  assert.deepEqual(sorted(files.map(({ path }) => path)), sorted(['README.md', 'custom-elements.json', 'package.json', 'react.d.ts',
    'svelte.d.ts', 'vue.d.ts', 'widget.d.ts', 'widget-more.js', 'widget.js', 'words.js', ...languages.map((name) => `words/${name}`)]));
  for (const { path } of files.filter(({ path: name }) => /\.(js|d\.ts)$/.test(name))) {
    for (const [, wanted] of readFileSync(join(packed, path), 'utf8').matchAll(/(?:import\(|from )'(\.[^']*)'/g)) {
      assert.ok(existsSync(resolve(packed, dirname(path), wanted)), `${path} imports ${wanted}`);
    }
  }
  const named = [about.main, about.types, about.customElements, ...about.sideEffects,
    ...Object.values(about.exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))];
  for (const path of named) assert.ok(existsSync(join(packed, path)), path);
});

test('each language of the package is one module that words.js loads', async () => {
  const { default: words } = await import(join(packed, 'words.js'));
  const english = Object.keys((await words.de()).default);
  assert.ok(english.includes('launch'));
  for (const [language, load] of Object.entries(words)) {
    const { default: sentences } = await load();
    assert.equal(sentences.lang, language);
    assert.deepEqual(Object.keys(sentences), english);
  }
});

test('where there is no browser, importing the package does nothing', () => {
  writeFileSync(join(scratch, 'server.mjs'), `const before = Object.getOwnPropertyNames(globalThis).length;
    await import('faq-chat');
    process.exitCode = Object.getOwnPropertyNames(globalThis).length - before;\n`);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['server.mjs'], { cwd: scratch, encoding: 'utf8' });
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
});

/** What the type checker says of a host's script. */
function complaints(script, options) {
  writeFileSync(join(scratch, 'host.ts'), script);
  const program = ts.createProgram([join(scratch, 'host.ts')], { strict: true, noEmit: true, skipLibCheck: false, types: [],
    exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'], ...options });
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) =>
    `${file?.getLineAndCharacterOfPosition(start).line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

const HOST = `import 'faq-chat';
import type { Answer, FaqChatElement, FaqChatEventMap, Sentences } from 'faq-chat';

const chat = document.createElement('faq-chat');
const same: FaqChatElement | null = document.querySelector('faq-chat');
chat.src = 'https://bot.example.org/';
chat.theme = 'dark';
chat.open = true;
chat.greetAfter = 30;
const sentences: Sentences = { launch: 'Help', too_long: { one: '{count} too many', other: '{count} too many' } };
chat.strings = sentences;
chat.addEventListener('faqbot-answer', ({ detail }) => {
  const answer: Answer = detail.answer;
  const outcome: 'answered' | 'unsure' | 'none' | 'smalltalk' = answer.outcome;
  same?.hide();
  return outcome;
});
document.addEventListener('faqbot-error', (event) => event.detail.code.length);
window.addEventListener('faqbot-ask', (event: FaqChatEventMap['faqbot-ask']) => event.detail.question);
const isAsked: boolean = chat.ask('When are you open?');
chat.show();
chat.clear();
// @ts-expect-error: it is a property alone
chat.open();
// @ts-expect-error: there is no such sentence
chat.strings = { lanch: 'Help' };
// @ts-expect-error: there is no such theme
chat.theme = 'blue';
// @ts-expect-error: a question is text
chat.ask(4);
// @ts-expect-error: it is read-only
chat.root = document.body;
chat.addEventListener('faqbot-answer', ({ detail }) => {
  // @ts-expect-error: an answer has no such field
  return detail.answer.html;
});
export { isAsked };
`;

for (const [name, options] of Object.entries({
  bundlers: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  Node: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
})) {
  test(`the package's types hold under strict, as ${name} find them`, () => {
    writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }');
    assert.deepEqual(complaints(HOST, options), []);
    assert.match(complaints(HOST.replace('chat.show()', 'chat.shw()'), options).join(), /'shw' does not exist/);
  });
}

/** The members that a type of widget.d.ts declares. */
function declared(...wanted) {
  const source = ts.createSourceFile('widget.d.ts', read('web/widget.d.ts'), ts.ScriptTarget.Latest, true);
  return source.statements.filter((statement) => wanted.includes(statement.name?.text))
    .flatMap(({ members }) => members.map((member) => member.name.text));
}

test('custom-elements.json lists the members and events that the types have', () => {
  assert.deepEqual(sorted(names(element.members)), sorted(declared('FaqChatOptions', 'FaqChatElement')));
  assert.deepEqual(sorted(names(element.events)), sorted(declared('FaqChatEventMap')));
  assert.deepEqual(element.members.filter(({ attribute }) => attribute).map(({ attribute, name }) => [attribute, name]),
    element.attributes.map(({ name, fieldName }) => [name, fieldName]));
});

test('custom-elements.json lists the parts and custom properties that the scripts have', () => {
  const parts = [...scripts.matchAll(/'(?:a|button|dialog|div|form|h\d|label|li|ol|p|section|span|textarea|ul)\.([a-z]+)'/g)];
  const drawn = ['open', 'done', 'none', 'left', 'center', 'right']; // tasks and cells, named by what the answer says
  assert.deepEqual(sorted(names(element.cssParts)), sorted([...drawn, ...parts.map(([, part]) => part)]));
  assert.deepEqual(sorted(names(element.cssProperties)), sorted(scripts.match(/--faq-[a-z-]+/g)));
});

test('the element has what custom-elements.json lists, attributes and properties reflect each other', async (t) => {
  const double = await startDouble();
  t.after(() => double.stop());
  const page = await visit(t, double.url);
  const { kinds, observed, reflected } = await page.evaluate(({ members, attributes }) => {
    const chat = document.createElement('faq-chat'); // never connected
    const set = { number: 7, boolean: true };
    return {
      kinds: members.map(({ name }) => [name, name in chat ? typeof chat[name] : 'absent']),
      observed: customElements.get('faq-chat').observedAttributes,
      reflected: attributes.map(({ name, fieldName, type: { text: type } }) => {
        chat[fieldName] = set[type] ?? 'x';
        const attribute = chat.getAttribute(name);
        chat.setAttribute(name, type === 'boolean' ? 'false' : '9');
        return [name, attribute, chat[fieldName]];
      }),
    };
  }, element);
  const kindOf = ({ kind, type }) => (kind === 'method' ? 'function' : /^(number|boolean)$/.test(type.text) ? type.text
    : /^(string|')/.test(type.text) ? 'string' : 'object');
  assert.deepEqual(kinds, element.members.map((member) => [member.name, kindOf(member)]));
  for (const name of observed) assert.ok(names(element.attributes).includes(name), name);
  assert.deepEqual(reflected, element.attributes.map(({ name, type: { text: type } }) =>
    [name, type === 'boolean' ? '' : type === 'number' ? '7' : 'x', type === 'boolean' ? false : type === 'number' ? 9 : '9']));
});

test('web/README.md names what custom-elements.json lists, and says that open() is gone', () => {
  const readme = read('web/README.md');
  const rows = (heading) => readme.split(`\n## ${heading}\n`)[1].split('\n## ')[0].match(/^\| .*$/gm).slice(1);
  const column = (heading, at) => rows(heading).map((row) => /`([\w-]+)/.exec(row.split(/(?<!\\)\|/)[at + 1])?.[1]).filter(Boolean);
  const of = (kind) => names(element.members.filter((member) => member.kind === kind));
  assert.deepEqual(column('Attributes and properties', 0), names(element.attributes));
  assert.deepEqual(column('Attributes and properties', 1), of('field'));
  assert.deepEqual(column('Methods', 0), of('method').filter((name) => !/^(close|reset)$/.test(name)));
  assert.deepEqual(column('Events', 0), names(element.events));
  assert.deepEqual(column('Styles', 0), names(element.cssProperties));
  for (const text of [readme, read('README.md')]) assert.match(text, /`open\(\)` is gone/);
});
