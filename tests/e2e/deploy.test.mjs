// e2e/deploy.test.mjs - the files of bot/server/deploy that other programs read name what there is: metrics with their labels,
// options, files; and the container's question about its health is answered.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { Postgres, missing } from '../cluster/lib/postgres.mjs';
import { library, root, run, serve, unlimited } from './lib/server.mjs';

const folder = path.join(root, 'bot/server/deploy');
const read = (name) => readFileSync(path.join(folder, name), 'utf8');
const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

// Some metrics are there with a database only.
const tried = await run('publish', 'nothing', '--to', 'postgres://nobody@127.0.0.1:1/none');
const without = missing ?? (tried.stderr.includes('built without') ? tried.stderr.trim() : false);

// -- What is measured -------------------------------------------------------------------------------------------------

// What servers with everything switched on have: a metric's name to its labels, each with its values. One has a journal of its
// own; the other follows a database, and its journal is there.
async function metrics(t) {
  const database = await Postgres.start();
  t.after(() => database.remove());
  const url = database.url();
  assert.equal((await run('publish', library, '--to', url)).code, 0);
  const place = mkdtempSync(path.join(tmpdir(), 'faqbot-deploy-'));
  t.after(() => rmSync(place, { recursive: true, force: true }));
  writeFileSync(path.join(place, 'secret'), 'a secret for this test alone');
  const alone = ['--journal', path.join(place, 'journal.db'), '--webhook', 'https://people.example/', '--webhook-secret', path.join(place, 'secret')];
  const several = ['--follow-folder', path.join(place, 'releases'), '--journal', url, '--journal-queue', path.join(place, 'queue.db')];
  let text = '';
  for (const options of [{ flags: alone }, { follow: url, flags: several }]) {
    const server = await serve(t, { ...options, flags: [...unlimited, ...options.flags] });
    text += await (await fetch(`${server.url}/metrics`)).text();
    await server.stop();
  }
  const found = new Map();
  for (const [, name, labels] of text.matchAll(/^(faqbot_\w+)(?:\{(.*)\})? [\d.e+-]+$/gm)) {
    if (!found.has(name)) found.set(name, new Map());
    for (const [, label, value] of (labels ?? '').matchAll(/(\w+)="([^"]*)"/g)) {
      found.get(name).set(label, (found.get(name).get(label) ?? new Set()).add(value));
    }
  }
  assert.ok(found.size > 30);
  return found;
}

// Whoever scrapes adds these.
const added = ['job', 'instance'];

// What an expression selects and groups by has to be there, and be called so.
function assertThere(expression, found) {
  for (const [, name, selector] of expression.matchAll(/\b(faqbot_\w+)(?:\{([^}]*)\})?/g)) {
    assert.ok(found.has(name), `${name} of ${expression}`);
    for (const [, label, values] of (selector ?? '').matchAll(/(\w+)(?:=|!=|=~|!~)"([^"]*)"/g)) {
      if (added.includes(label)) continue;
      const known = found.get(name).get(label);
      assert.ok(known, `label ${label} of ${expression}`);
      values.split('|').forEach((value) => assert.ok(known.has(value), `${label}="${value}" of ${expression}`));
    }
  }
  const labels = new Set([...expression.matchAll(/\b(faqbot_\w+)/g)].flatMap(([name]) => [...found.get(name).keys()]));
  for (const [, group] of expression.matchAll(/\bby \(([^)]*)\)/g)) {
    group.split(/, */).forEach((label) => assert.ok(added.includes(label) || labels.has(label), `${label} of ${expression}`));
  }
}

const rules = read('prometheus-rules.yml').split(/^ *- alert: /m).slice(1);
const expressionOf = (rule) => /^ *expr: (?:>-\n)?([^]*?)\n *(?:for|labels):/m.exec(rule)[1];

test('each alert asks for metrics that there are, says how urgent it is, and what to look at', { skip: without }, async (t) => {
  const found = await metrics(t);
  assert.ok(rules.length > 10);
  for (const rule of rules) {
    assertThere(expressionOf(rule), found);
    assert.match(rule, /^ *labels: \{severity: (page|ticket)\}$/m, rule);
    assert.match(rule, /^ *summary: "/m, rule);
    assert.match(rule, /^ *description: \S/m, rule);
  }
});

test('Prometheus takes the rules', { skip: !has('promtool') && 'promtool (of Debian\'s prometheus) is not installed' }, () => {
  execFileSync('promtool', ['check', 'rules', path.join(folder, 'prometheus-rules.yml')]);
});

const { panels } = JSON.parse(read('dashboard.json'));

test('each panel of the dashboard shows metrics that there are', { skip: without }, async (t) => {
  const found = await metrics(t);
  const expressions = panels.flatMap((panel) => panel.targets.map((target) => target.expr));
  assert.ok(expressions.length >= panels.length);
  expressions.forEach((expression) => assertThere(expression, found));
});

test('the panels of the dashboard lie side by side, each with a number and a title of its own', () => {
  assert.equal(new Set(panels.map((panel) => panel.id)).size, panels.length);
  assert.equal(new Set(panels.map((panel) => panel.title)).size, panels.length);
  const taken = new Set();
  for (const { title, gridPos: { x, y, w, h } } of panels) {
    assert.ok(x + w <= 24, title);
    for (let cell = 0; cell < w * h; cell++) {
      const at = `${x + (cell % w)},${y + Math.floor(cell / w)}`;
      assert.ok(!taken.has(at), `${title} lies on another panel`);
      taken.add(at);
    }
  }
});

// -- The container ----------------------------------------------------------------------------------------------------

// [instruction, its words as written], of lines that a backslash joins.
const instructions = read('Containerfile').replace(/^#.*\n/gm, '').replaceAll('\\\n', '').split('\n').filter(Boolean)
  .map((line) => /^([A-Z]+) +(.*)$/.exec(line)?.slice(1) ?? [line, '']);

test('each line of the Containerfile is an instruction, and what it copies is there', () => {
  const known = ['FROM', 'RUN', 'WORKDIR', 'COPY', 'ARG', 'USER', 'ENV', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'];
  instructions.forEach(([name]) => assert.ok(known.includes(name), name));
  for (const [, words] of instructions.filter(([name, text]) => name === 'COPY' && !text.startsWith('--from'))) {
    words.split(' ').slice(0, -1).forEach((file) => assert.ok(existsSync(path.join(root, file)), file));
  }
  const last = instructions.findLastIndex(([name]) => name === 'FROM');
  const users = instructions.slice(last).filter(([name]) => name === 'USER').map(([, user]) => user);
  assert.deepEqual(users, ['faqbot']);
});

test('the server takes the words that the container starts it with', async () => {
  const [, words] = instructions.find(([name]) => name === 'CMD');
  const { code, stderr } = await run(...JSON.parse(words), '--check-config', '--config', 'none');
  assert.equal(code, 0, stderr);
});

test('the container is healthy while the server answers, and not when it is gone', async (t) => {
  const [, words] = instructions.find(([name]) => name === 'HEALTHCHECK');
  const [command, ...rest] = JSON.parse(/ CMD (\[.*\])$/.exec(words)[1]);
  const server = await serve(t);
  const ask = () => spawnSync(command, rest.map((word) => word.replace('/8080', `/${server.port}`)), { timeout: 20000 }).status;
  assert.equal(ask(), 0);
  await server.stop();
  assert.notEqual(ask(), 0);
});

// -- The page about them ----------------------------------------------------------------------------------------------

test('README.md says what each file is for, and names none that is not there', () => {
  const named = [...read('README.md').matchAll(/^\| \[`([^`]+)`\]/gm)].map(([, name]) => name.replace(/\/$/, ''));
  const there = readdirSync(folder).filter((name) => name !== 'README.md');
  assert.deepEqual(there.filter((name) => !named.includes(name)), []);
  assert.deepEqual(named.filter((name) => !existsSync(path.join(folder, name))), []);
});
