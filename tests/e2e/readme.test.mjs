// e2e/readme.test.mjs - the examples of README.md, knowledge/README.md and the manual, run as they stand.
//
// A block ```console holds commands behind `$ ` and, under each, what it prints; `...` stands for anything. They run in a
// folder of their own with knowledge/ in it; build/faqbot is the program under test, and http://127.0.0.1:8080 the
// server that is started here. Blocks of any other kind are not run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../timed.mjs';
import { program, root, run, serve } from './lib/server.mjs';

const ADDRESS = 'http://127.0.0.1:8080';
const read = (name) => readFileSync(join(root, name), 'utf8');

// The blocks of a Markdown text: [{kind, line, text}].
function blocksOf(markdown) {
  const blocks = [];
  let open = null;
  markdown.split('\n').forEach((line, index) => {
    if (open === null && line.startsWith('```')) {
      open = { kind: line.slice(3), line: index + 1, lines: [] };
    } else if (open !== null && line === '```') {
      blocks.push({ kind: open.kind, line: open.line, text: `${open.lines.join('\n')}\n` });
      open = null;
    } else if (open !== null) {
      open.lines.push(line);
    }
  });
  assert.equal(open, null, 'a block is not closed');
  return blocks;
}

// The commands of a block: [{line, command, output}].
function commandsOf(block) {
  const commands = [];
  block.text.split('\n').slice(0, -1).forEach((line, index) => {
    if (line.startsWith('$ ')) {
      commands.push({ line: block.line + 1 + index, command: line.slice(2), output: '' });
    } else {
      assert.ok(commands.length > 0, `line ${block.line + 1 + index} is the output of no command`);
      commands.at(-1).output += `${line}\n`;
    }
  });
  return commands;
}

// Whether `shown`, where `...` stands for anything, is what was printed, which may lack its last line break.
function matches(shown, printed) {
  const pieces = shown.split('...').map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${pieces.join('[^]*')}$`).test(printed.replace(/\n?$/, '\n'));
}

function scratch(context) {
  const folder = mkdtempSync(join(tmpdir(), 'faqbot-readme-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function shell(command, cwd) {
  const ended = spawnSync('sh', ['-c', `{ ${command}\n} 2>&1`], {
    cwd, timeout: 60000, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: cwd, LC_ALL: 'C.UTF-8' },
  });
  assert.equal(ended.error, undefined, command);
  return ended.stdout;
}

test('what an example may leave open is its dots alone', () => {
  assert.ok(matches('a\n...\nc\n', 'a\nb\nb\nc\n'));
  assert.ok(matches('{"a":...}\n', '{"a":1}\n'));
  assert.ok(!matches('a\n', 'a\nb\n'));
  assert.ok(!matches('a.c\n', 'abc\n'));
});

test('the examples of README.md print what they show', async (context) => {
  const folder = scratch(context);
  cpSync(join(root, 'knowledge'), join(folder, 'knowledge'), { recursive: true });
  const server = await serve(context, { knowledge: 'knowledge' });
  const commands = blocksOf(read('README.md')).filter((block) => block.kind === 'console').flatMap(commandsOf);
  assert.ok(commands.length >= 10);
  for (const { line, command, output } of commands) {
    const printed = shell(command.replaceAll('build/faqbot', program).replaceAll(ADDRESS, server.url), folder);
    assert.ok(matches(output, printed), `README.md:${line}: ${command}\nshown:\n${output}printed:\n${printed}`);
  }
});

test('README.md embeds the widget in two lines', () => {
  const [block] = blocksOf(read('README.md')).filter(({ kind }) => kind === 'html');
  assert.equal(block.text,
    '<script src="https://bot.example.org/widget.js" defer></script>\n<faq-chat></faq-chat>\n');
});

test('the bicycles of knowledge/README.md load without a fault and pass their tests', async (context) => {
  const folder = scratch(context);
  const names = { markdown: 'bicycles.md', json: 'more.jsonl', text: 'synonyms.txt', yaml: 'bot.yml', tsv: 'tests.tsv' };
  mkdirSync(join(folder, 'bicycles'));
  for (const { kind, text } of blocksOf(read('knowledge/README.md'))) {
    assert.ok(kind in names, `a block of kind '${kind}' is none of the files`);
    writeFileSync(join(folder, 'bicycles', names[kind]), text);
    delete names[kind];
  }
  assert.deepEqual(names, {});
  const { code, stdout, stderr } = await run('eval', join(folder, 'bicycles', 'tests.tsv'), '--all-right',
    '--knowledge', join(folder, 'bicycles'));
  assert.equal(stderr, '');
  assert.equal(code, 0, stdout);
});

// The sentences of a language that the widget is given, by key: of a counted one the form "other".
function sentencesOfWidget(language) {
  const [, section] = read('bot/phrases/keys.def').match(/^SECTION\(REPLIES\)$([^]*)^SECTION\(PAGES\)$/m);
  const file = read(`bot/phrases/${language}.yml`);
  return [...section.matchAll(/^(?:PHRASE|COUNTED)\(\w+, "(\w+)"/gm)].map(([, key]) => {
    const [, text] = file.match(new RegExp(`^${key}:(?:\\n  \\w+: .*)*?(?:\\n  other:)? (.*)$`, 'm'));
    return { key, text: text.startsWith('"') ? JSON.parse(text) : text };
  });
}

test('knowledge/README.md lists the sentences of the widget, in their order and as they are', () => {
  const section = read('knowledge/README.md').split('### The bot\'s own sentences\n')[1].split('\n### ')[0];
  const rows = [...section.matchAll(/^\| `(\w+)` \| (.+) \| .+ \|$/gm)].map(([, key, text]) => ({ key, text }));
  assert.deepEqual(rows, sentencesOfWidget('en'));
});

test('the examples of the manual do what they say', (context) => {
  const folder = scratch(context);
  cpSync(join(root, 'knowledge'), join(folder, 'knowledge'), { recursive: true });
  writeFileSync(join(folder, 'questions.txt'), 'what is the minimum salary\n\nwhat does a nurse earn\n');
  const pages = readdirSync(join(root, 'bot', 'cli', 'share')).filter((name) => name.endsWith('.1')).sort();
  const manual = pages.map((page) => read(`bot/cli/share/${page}`)).join('');
  const commands = [...manual.matchAll(/^\.Dl \$ (.*)$/gm)].map((found) => found[1]
    .replaceAll('\\(dq', '"').replaceAll('\\-', '-').replace(/\bfaqbot\b/, program));
  assert.ok(commands.length >= 3);
  for (const command of commands) {
    assert.doesNotMatch(shell(command, folder), /faqbot: /, command);
  }
  assert.equal(readFileSync(join(folder, 'answers.jsonl'), 'utf8').split('\n').length, 4);
});
