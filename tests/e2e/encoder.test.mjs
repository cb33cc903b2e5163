// e2e/encoder.test.mjs - a sentence encoder from outside: how each command is given one, what an index remembers of it,
// and what is said where its file is gone, is another one, or is none. The encoders are tiny ones that know nothing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { exchange } from './lib/raw.mjs';
import { program, root, serve } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const seeds = path.join(root, 'tests/fuzz/seeds/encoder_file');
const entries = 40;

// A folder with a knowledge base, and two encoders: tiny.enc and other.enc. `run` runs the program there.
function scratch(t, settings = '') {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-encoder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(path.join(seeds, 'wordpiece'), path.join(folder, 'tiny.enc'));
  copyFileSync(path.join(seeds, 'unigram'), path.join(folder, 'other.enc'));
  mkdirSync(path.join(folder, 'kb'));
  const place = {
    folder,
    file: (name) => path.join(folder, name),
    write: (name, text) => writeFileSync(path.join(folder, name), text),
    settings: (text) => writeFileSync(path.join(folder, 'kb', 'bot.yml'), `lang: en\n${text}`),
    // One entry says something else.
    entries: (other = -1) => writeFileSync(path.join(folder, 'kb', 'all.jsonl'), Array.from({ length: entries }, (_, i) => JSON.stringify(
      { id: `p${i}`, title: `Number ${i}`, text: `Of the number ${i} it is said that ${i === other ? 'nothing' : i % 7} is its rest.` })).join('\n')),
    run: (...words) => {
      const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, encoding: 'utf8' });
      return { code: status, stdout, stderr };
    },
    good: (...words) => {
      const { code, stdout, stderr } = place.run(...words);
      assert.deepEqual([code, stderr], [0, ''], words.join(' '));
      return stdout;
    },
    sql: (index, text) => {
      const { status, stdout, stderr } = spawnSync('sqlite3', [path.join(folder, index), text], { encoding: 'utf8' });
      assert.deepEqual([status, stderr], [0, '']);
      return stdout;
    },
    vectors: (index) => place.sql(index, 'SELECT entry, hex(bytes) FROM embedding ORDER BY entry'),
  };
  place.settings(settings);
  place.entries();
  return place;
}

const opened = (place, ...words) => {
  const { code, stderr } = place.run('ask', '--json', ...words, 'what of number 7');
  return code === 2 ? stderr : 'opened';
};

test('an index has vectors with --encoder or by bot.yml, and none with neither or with no', (t) => {
  const place = scratch(t);
  const count = (...words) => {
    place.good('index', '-k', 'kb', '-o', 'a.index', ...words);
    return Number(place.sql('a.index', 'SELECT count(*) FROM embedding'));
  };
  assert.equal(count(), 0);
  assert.equal(count('--encoder', 'tiny.enc'), entries);
  place.settings('encoder: ../tiny.enc\n');
  assert.equal(count(), entries);
  assert.equal(count('--encoder', 'no'), 0);
  place.settings('encoder: no\n');
  assert.equal(count(), 0);
  assert.equal(count('--encoder', 'tiny.enc'), entries);
});

test('every command that opens a knowledge base takes an encoder', (t) => {
  const place = scratch(t);
  place.write('kb/tests.tsv', 'number 7\tp7\n');
  place.good('serve', '--check-config', '-k', 'kb', '--encoder', 'tiny.enc');
  place.good('index', '-k', 'kb', '--encoder', 'tiny.enc', '-o', 'with.index');
  const commands = [['ask', '-k', 'kb', 'number 7'], ['search', '-k', 'kb', 'number'], ['explain', '-k', 'kb', 'number 7'],
    ['eval', '-k', 'kb', 'kb/tests.tsv'], ['check', 'kb'], ['diff', 'kb', 'kb']];
  for (const [command, ...words] of commands) {
    assert.notEqual(place.run(command, '--encoder', 'tiny.enc', ...words).code, 2, command);
    const { code, stderr } = place.run(command, '--encoder', 'gone.enc', ...words);
    assert.equal(code, 2, command);
    assert.match(stderr, /gone\.enc/, command);
    assert.doesNotMatch(stderr, /there is no folder/, command);
  }
  const { code, stderr } = place.run('gaps', '--journal', 'kb/tests.tsv', '--encoder', 'gone.enc');
  assert.equal(code, 2);
  assert.doesNotMatch(stderr, /--encoder/);
});

test('an index is opened with the encoder that it was made with, from wherever it is', (t) => {
  const place = scratch(t);
  place.good('index', '-k', 'kb', '--encoder', 'tiny.enc', '-o', 'with.index');
  place.good('index', '-k', 'kb', '-o', 'without.index');
  assert.equal(opened(place, '-i', 'with.index'), 'opened');
  assert.equal(opened(place, '-i', 'with.index', '--encoder', './tiny.enc'), 'opened');
  assert.equal(opened(place, '-i', 'with.index', '--encoder', 'no'), 'opened');
  assert.equal(opened(place, '-i', 'without.index', '--encoder', 'no'), 'opened');
  assert.match(opened(place, '-i', 'without.index', '--encoder', 'tiny.enc'),
    /^faqbot: the index was made without an encoder; make it with one: faqbot index --encoder tiny\.enc$/m);
  assert.match(opened(place, '-i', 'with.index', '--encoder', 'other.enc'),
    /^faqbot: other\.enc: the index was made with another encoder, tiny: name its file with --encoder, or make the index anew/m);
  copyFileSync(place.file('tiny.enc'), place.file('moved.enc'));
  copyFileSync(place.file('other.enc'), place.file('tiny.enc'));
  assert.match(opened(place, '-i', 'with.index'), /tiny\.enc: the index was made with another encoder, tiny: name its file/);
  rmSync(place.file('tiny.enc'));
  assert.match(opened(place, '-i', 'with.index'), /tiny\.enc: .*The index was made with the encoder tiny: name its file with --encoder/);
  for (const command of ['search', 'explain']) assert.equal(place.run(command, '-i', 'with.index', 'number').code, 2);
  for (const words of [['search', '-i', 'with.index', '--encoder', 'no', 'number'], ['export', 'jsonl', '-i', 'with.index'],
    ['stats', 'with.index']]) assert.equal(place.run(...words).code, 0, words[0]);
  assert.equal(opened(place, '-i', 'with.index', '--encoder', 'moved.enc'), 'opened');
});

test('an encoder that cannot be used is told of with the file that names it', (t) => {
  const place = scratch(t, 'name: Desk\nencoder: ../gone.enc\n');
  const ended = (...words) => {
    const { code, stderr } = place.run(...words);
    return [code, stderr];
  };
  place.write('text.enc', 'This is no encoder.');
  const version = readFileSync(place.file('tiny.enc'));
  version.write('FAQENC9', 0);
  writeFileSync(place.file('future.enc'), version);
  for (const command of [['ask', '-k', 'kb', 'number 7'], ['index', '-k', 'kb', '-o', 'a.index']]) {
    const [code, stderr] = ended(...command);
    assert.equal(code, 2);
    assert.match(stderr, /^faqbot: kb\/bot\.yml:3: kb\/\.\.\/gone\.enc: .*make encoder/m);
  }
  for (const [name, sentence] of [['text.enc', /text\.enc: .*(is|no) .*encoder/], ['future.enc', /future\.enc: .*version/]]) {
    place.settings(`encoder: ../${name}\n`);
    const [code, stderr] = ended('ask', '-k', 'kb', 'number 7');
    assert.equal(code, 2);
    assert.match(stderr, /^faqbot: kb\/bot\.yml:2: /m);
    assert.match(stderr, sentence);
    const given = ended('ask', '-k', 'kb', '--encoder', name, 'number 7');
    assert.equal(given[0], 2);
    assert.match(given[1], sentence);
    assert.doesNotMatch(given[1], /bot\.yml/);
  }
});

test('check tells an owner of an encoder that is not there, and finds the rest all the same', (t) => {
  const place = scratch(t, 'encoder: gone.enc\nthreshold: 7\n');
  const { code, stdout } = place.run('check', 'kb');
  assert.equal(code, 1);
  assert.match(stdout, /^kb\/bot\.yml:2: error: encoder: .*gone\.enc.*make encoder/m);
  assert.match(stdout, /^kb\/bot\.yml:3: error: threshold: /m);
  place.settings('encoder: yes\n');
  assert.match(place.run('check', 'kb').stdout, /^kb\/bot\.yml:2: error: setting-value: encoder is "yes"; name a file, or write no/m);
  place.settings('encoder: ../tiny.enc\n');
  assert.notEqual(place.run('check', 'kb').code, 2);
});

test('an index that is made again takes the vectors of the one before, and they are those made anew', (t) => {
  const place = scratch(t);
  const make = (index, ...words) => place.good('index', '-k', 'kb', '--encoder', 'tiny.enc', '-o', index, ...words);
  make('a.index');
  const first = readFileSync(place.file('a.index'));
  make('a.index');
  assert.ok(first.equals(readFileSync(place.file('a.index'))), 'the same bytes');
  assert.ok(first.equals((make('b.index'), readFileSync(place.file('b.index')))), 'the same bytes');
  for (const words of [['--update'], []]) {
    const before = place.vectors('a.index');
    place.entries(words.length === 0 ? 3 : 17);
    assert.match(make('a.index', ...words), words.length === 0 ? /40 entries, \d+ phrasings/ : /40 entries, 1 of them changed/);
    rmSync(place.file('b.index'));
    make('b.index');
    assert.equal(place.vectors('a.index'), place.vectors('b.index'));
    assert.notEqual(place.vectors('a.index'), before);
  }
  make('a.index', '--update', '--encoder', 'other.enc');
  assert.match(place.sql('a.index', 'SELECT count(*) FROM embedding'), /^40$/m);
  assert.notEqual(place.vectors('a.index'), place.vectors('b.index'));
});

test('vectors are the same whatever the number of cores', { skip: spawnSync('taskset', ['-V']).status !== 0 }, (t) => {
  const place = scratch(t);
  place.good('index', '-k', 'kb', '--encoder', 'tiny.enc', '-o', 'many.index');
  const one = spawnSync('taskset', ['-c', '0', program, 'index', '-k', 'kb', '--encoder', 'tiny.enc', '-o', 'one.index'], { cwd: place.folder });
  assert.equal(one.status, 0);
  assert.ok(readFileSync(place.file('one.index')).equals(readFileSync(place.file('many.index'))));
});

test('a server is given an encoder by its configuration file, tells visitors its name, and reloads with it', async (t) => {
  const place = scratch(t);
  place.write('faqbot.conf', 'knowledge: kb\nencoder: tiny.enc\n');
  const server = await serve(t, { knowledge: place.file('kb'), // each question is for the worker's own bot
    flags: ['--config', place.file('faqbot.conf'), '--inline-microseconds', '0'] });
  const visitor = await Visitor.open(server);
  assert.equal((await visitor.next()).knowledge.encoder, 'tiny');
  assert.equal((await visitor.ask({ type: 'ask', id: '1', text: 'what of number 7' })).type, 'answer');
  place.entries(3);
  server.signal('SIGHUP');
  assert.equal((await visitor.next()).knowledge.encoder, 'tiny');
  const { text } = await visitor.ask({ type: 'ask', id: '2', text: 'what of number 7' });
  rmSync(place.file('tiny.enc'));
  place.entries(4);
  server.signal('SIGHUP');
  while (!/not reloaded: .*tiny\.enc: the encoder's file cannot be read/.test(server.output.stderr)) {
    await new Promise((wake) => setTimeout(wake, 20));
  }
  assert.equal((await visitor.ask({ type: 'ask', id: '3', text: 'what of number 7' })).text, text);
  const { body } = await exchange(server, `GET /metrics HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  assert.match(body, /faqbot_knowledge_info\{version="[0-9a-f]+",encoder="tiny"\} 1/);
  await visitor.leave();
  await server.stop();
  place.write('faqbot.conf', 'knowledge: kb\nencoder: no\n');
  assert.match(place.run('serve', '--check-config').stdout, /^encoder: no +# faqbot\.conf:2$/m);
  place.write('faqbot.conf', 'knowledge: kb\nencoder: gone.enc\n');
  assert.match(place.run('serve', '--check-config').stderr, /^faqbot: faqbot\.conf:2: encoder: gone\.enc cannot be read$/m);
});

test('stats tells of the encoder of an index', (t) => {
  const place = scratch(t);
  place.good('index', '-k', 'kb', '-o', 'without.index');
  place.good('index', '-k', 'kb', '--encoder', 'tiny.enc', '-o', 'with.index');
  assert.match(place.good('stats', 'without.index'), /^encoder {4}no$/m);
  assert.equal(JSON.parse(place.good('stats', '--json', 'without.index')).encoder, null);
  assert.match(place.good('stats', 'with.index'), /^encoder {4}tiny, [0-9a-f]{16}: 80 vectors, each compared with every question$/m);
  const { encoder } = JSON.parse(place.good('stats', '--json', 'with.index'));
  assert.match(encoder.hash, /^[0-9a-f]{16}$/);
  assert.deepEqual({ ...encoder, hash: '' }, { name: 'tiny', hash: '', vectors: 80, compared: 'all' });
  place.sql('with.index', 'UPDATE embedding SET bytes = zeroblob(400 * 50001) WHERE entry = 0');
  assert.match(place.good('stats', 'with.index'), /: 50079 vectors, compared with a question where their entry is a candidate$/m);
  assert.equal(JSON.parse(place.good('stats', '--json', 'with.index')).encoder.compared, 'candidates');
  assert.equal(opened(place, '-i', 'with.index'), 'opened');
});

test('an export does without the encoder, and says nothing of it', (t) => {
  const place = scratch(t, 'encoder: gone.enc\n');
  const text = place.good('export', 'jsonl', '-k', 'kb');
  assert.doesNotMatch(text, /encoder/);
});
