// e2e/manual.test.mjs - the manual pages and the completions of bot/cli/share, which people write, against the table of
// commands and options as `faqbot help` prints it: what the table has stands in each of them, in the same words, and
// they have nothing that the table has not.
import { test } from '../timed.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.FAQBOT ?? join(root, 'build', 'faqbot');
const share = (name) => readFileSync(join(root, 'bot', 'cli', 'share', name), 'utf8');

function faqbot(...args) {
  const ended = spawnSync(program, args, { encoding: 'utf8', timeout: 60000 });
  assert.equal(ended.status, 0, ended.stderr);
  return ended.stdout;
}

// The items of a list that help prints, { name, text }, lines that go on joined.
function itemsOf(list) {
  return [...list.replaceAll(/\n {20,}/g, '  ').matchAll(/^ {2}(\S.*?|  +--.*?) {2,}(.+)$/gm)]
    .map(([, name, text]) => ({ name: name.trim(), text: text.replaceAll(/ {2,}/g, ' ') }));
}

// An option: all its names, short one included, what its value is called, and its sentence.
function optionOf({ name, text }) {
  const value = / ([^-\s,]\S*)$/.exec(name)?.[1] ?? '';
  return { names: name.replace(/ [^-\s,]\S*$/, '').split(/,? +/).sort(), value, text };
}

const commands = itemsOf(faqbot('help').split('\nCommands:\n')[1].split('\n\n')[0])
  .map(({ name, text }) => ({ name, text, usage: faqbot('help', name).split('\n')[0],
    options: itemsOf(faqbot('help', name).split('\nOptions:\n')[1]).map(optionOf) }));
const everywhere = commands[0].options.filter((option) => commands.every(({ options }) =>
  options.some((other) => other.names.join() === option.names.join())));

test('the table has been read whole', () => {
  assert.ok(commands.length > 8);
  assert.equal(everywhere.length, 3);
  for (const { options } of commands) {
    for (const { names, text } of options) {
      assert.ok(names.every((name) => /^(-\w|--[a-z-]+)$/.test(name)), names.join());
      assert.match(text, /^[A-Z]/);
    }
  }
});

/* -- The manual ---------------------------------------------------------------------------------------------------- */

const pages = [{ name: '', options: everywhere }, ...commands];
const pageName = (command) => `faqbot${command === '' ? '' : '-'}${command}.1`;

// A page as mandoc shows it, without bold and underline; the sentences that we look for stay within a line.
function shown(page) {
  const ended = spawnSync('mandoc', ['-Tutf8', '-O', 'width=900'], { input: page, encoding: 'utf8' });
  assert.equal(ended.status, 0, ended.stderr);
  return ended.stdout.replaceAll(/.\u0008/g, '');
}

// The options that a page describes, and the beginning of what it says of each.
function optionsOfPage(page) {
  return [...shown(page).matchAll(/^ {4,6}((?:-\w, )?--[a-z].*?)(?: {2,}|\n\s+)(\S.*)$/gm)]
    .map(([, name, text]) => ({ ...optionOf({ name, text: '' }), text: text.replaceAll(/ +/g, ' ') }));
}

test('there is a page for each command and no other', () => {
  const names = readdirSync(join(root, 'bot', 'cli', 'share')).filter((name) => name.endsWith('.1'));
  assert.deepEqual(names.sort(), pages.map(({ name }) => pageName(name)).sort());
});

test('each page has the options of its command, in their order and their words, and its synopsis', () => {
  for (const { name, text, usage, options } of pages) {
    const page = share(pageName(name));
    const described = optionsOfPage(page);
    assert.deepEqual(described.map(({ names, value }) => ({ names, value })),
      options.map((option) => ({ names: option.names, value: option.value })), name);
    for (const [at, option] of options.entries()) {
      assert.ok(described[at].text.startsWith(`${option.text}.`), `${name}: ${described[at].text}`);
    }
    if (name === '') continue;
    assert.equal(/^\.Nd (.*)$/m.exec(page)[1].toUpperCase(), text.toUpperCase());
    const synopsis = shown(page).split('SYNOPSIS')[1].split('DESCRIPTION')[0];
    const operands = usage.replace(/.*\[OPTION\.\.\.\]/, '').match(/[\w.]*\w/g) ?? [];
    for (const operand of operands) assert.ok(synopsis.includes(operand), `${name}: ${operand}`);
    const optional = [...synopsis.matchAll(/\[(--?[\w-]+)/g)].map(([, option]) => option);
    assert.deepEqual(optional, options.slice(0, -everywhere.length)
      .map(({ names }) => names.find((one) => /^-\w/.test(one)) ?? names[0]), name);
  }
});

test('the page of the program lists the commands, each with its page', () => {
  const list = [...share('faqbot.1').matchAll(/^\.It Cm (\w+)\n([^]*?)\nSee\n\.Xr faqbot-(\S+) 1 \.$/gm)];
  assert.deepEqual(list.map(([, name, text, page]) => ({ name, text, page })),
    commands.map(({ name, text }) => ({ name, text: `${text}.`, page: name })));
});

test('the page of import has the formats that help lists', () => {
  const help = itemsOf(faqbot('help', 'import').split('\nFormats:\n')[1].split('\n\n')[0]);
  const list = share('faqbot-import.1').split('The formats are:')[1].split('.El')[0];
  assert.deepEqual([...list.matchAll(/^\.It Cm (\w+)\n(.*)$/gm)].map(([, name, text]) => ({ name, text })), help);
});

test('every page is clean', () => {
  for (const { name } of pages) {
    const linted = spawnSync('mandoc', ['-Tlint'], { input: share(pageName(name)), encoding: 'utf8' });
    // Where our own manual is not installed, a reference to it leads nowhere.
    assert.equal((linted.stdout + linted.stderr).split('\n').filter((line) => !line.includes('Xr ')).join('\n'), '', name);
    const page = spawnSync('man', ['--warnings', '-l', '-'], { input: share(pageName(name)), encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8' } });
    assert.equal(page.status, 0);
    assert.equal(page.stderr, '');
  }
});

test('help --man prints the pages, and completion the completions', () => {
  for (const { name } of pages) {
    assert.equal(faqbot('help', '--man', ...name === '' ? [] : [name]), share(pageName(name)));
  }
  for (const [shell, name] of [['bash', 'faqbot.bash'], ['zsh', '_faqbot'], ['fish', 'faqbot.fish']]) {
    assert.equal(faqbot('completion', shell), share(name));
  }
});

test('what help says at length belongs to commands, and fits a line of 80 columns', () => {
  const parts = share('help.txt').split(/^== /m).slice(1).map((part) => part.split('\n'));
  const names = parts.map(([name]) => name);
  assert.deepEqual(names, ['faqbot', ...commands.map(({ name }) => name).filter((name) => names.includes(name))]);
  for (const { name, text } of commands) {
    const [, ...lines] = parts.find(([one]) => one === name) ?? [name, text, ''];
    assert.ok(lines.every((line) => line.length <= 80), name);
    assert.equal(faqbot('help', name).split('\n').slice(2, 2 + lines.length - 1).join('\n'), lines.slice(0, -1).join('\n'));
  }
});

/* -- Completion ---------------------------------------------------------------------------------------------------- */

const long = (names) => names.filter((name) => name.startsWith('--'));
const allOptions = commands.flatMap(({ options }) => options);
const valued = [...new Set(allOptions.filter(({ value }) => value !== '').flatMap(({ names }) => names))].sort();

// As two lists of one form, whatever order they come in.
function assertSame(found, expected, message) {
  const plain = (options) => options.map(({ names, text }) => `${[...names].sort().join(' ')}: ${text}`).sort();
  assert.deepEqual(plain(found), plain(expected), message);
}

test('the completion for bash has the options of each command', () => {
  const script = share('faqbot.bash');
  const list = script.split('in ${command:-ask}')[1] ?? script.split('case ${command:-ask} in')[1];
  const words = new Map([...list.matchAll(/^ {16}(\w+)\)\s+words='([^']*)' ;;/gm)]
    .map(([, name, text]) => [name, text.split(/\s+/)]));
  assert.deepEqual([...words.keys()], commands.map(({ name }) => name));
  for (const { name, options } of commands) {
    assert.deepEqual([...words.get(name)].sort(), options.flatMap(({ names }) => long(names)).sort(), name);
  }
  const takes = /--\) ended=1 ;;\s+([^)]*)\)/.exec(script)[1].split(/\|(?:\\\n\s*)?/);
  assert.deepEqual(takes.sort(), valued);
});

// An option of _arguments: what excludes it, its forms, its sentence, its value.
const zshOption = /'(?:\(([^)]*)\)'\{[^}]*\}'|\*?(--[a-z-]+)=?)\[((?:[^\]\\']|\\.|'\\'')*)\](?::((?:[^:\\']|\\.)*):[^']*)?'/g;

function optionsOfZsh(text) {
  return [...text.matchAll(zshOption)].map(([, several, one, sentence, value]) => ({
    names: several?.split(' ') ?? [one], value: (value ?? '').replaceAll('\\:', ':'),
    text: sentence.replaceAll("'\\''", "'").replaceAll(/\\(.)/g, '$1') }));
}

test('the completion for zsh has the commands, and the options of each, in their words', () => {
  const script = share('_faqbot');
  const listed = [...script.split('commands=(')[1].split(/^ {4}\)/m)[0].matchAll(/'(\w+):(.*)'/g)];
  assert.deepEqual(listed.map(([, name, text]) => ({ name, text })), commands.map(({ name, text }) => ({ name, text })));
  const shared = new Map([...script.matchAll(/^ {4}local -a (\w+)=\(([^]*?)\)\n(?= {4}\S)/gm)]
    .map(([, name, text]) => [name, optionsOfZsh(text)]));
  const parts = new Map([...script.split('case $words[1] in')[1].matchAll(/^ {8}(\w+)\)\n([^]*?) ;;$/gm)]
    .map(([, name, text]) => [name, text]));
  assert.deepEqual([...parts.keys()], commands.map(({ name }) => name));
  for (const { name, options } of commands) {
    const used = [...parts.get(name).matchAll(/"\$\{(\w+)\[@\]\}"/g)].flatMap(([, one]) => shared.get(one));
    const found = [...used, ...optionsOfZsh(parts.get(name))];
    assertSame(found, options, name);
    assert.deepEqual(found.map(({ value }) => value).sort(), options.map(({ value }) => value).sort(), name);
  }
});

test('the completion for fish has the commands, and the options of each, in their words', () => {
  const lines = share('faqbot.fish').split('\n').filter((line) => line.startsWith('complete '));
  const parsed = lines.map((line) => ({ takes: /-n '__faqbot_is ([^']*)'/.exec(line)?.[1].split(' '),
    command: / -a (\w+) -d/.exec(line)?.[1], text: / -d '((?:[^'\\]|\\.)*)'$/.exec(line)?.[1].replaceAll(/\\(.)/g, '$1'),
    names: [...line.matchAll(/ -l ([a-z-]+)/g)].map(([, name]) => `--${name}`)
      .concat([...line.matchAll(/ -s (\w)/g)].map(([, letter]) => `-${letter}`)) }));
  assert.deepEqual(parsed.filter(({ command }) => command).map(({ command, text }) => ({ name: command, text })),
    commands.map(({ name, text }) => ({ name, text })));
  const options = parsed.filter(({ names }) => names.length > 0);
  for (const name of [...commands.map((command) => command.name), '-']) {
    const expected = commands.find((command) => command.name === (name === '-' ? 'ask' : name)).options;
    assertSame(options.filter(({ takes }) => !takes || takes.includes(name)), expected, name);
  }
  const takes = /case ((?:-\S+\s+(?:\\\n\s+)?)+)set skip/.exec(share('faqbot.fish'))[1].split(/[\s\\]+/).filter(Boolean);
  assert.deepEqual(takes.sort(), valued);
});
