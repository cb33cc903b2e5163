// frameworks/types.test.mjs - the package's types in the type checkers of React, Vue and Svelte, under `strict` and without
// skipping declarations: the applications and the examples of web/README.md pass, and what is wrong does not. And the
// manifest, which editors read, beside its schema.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { before, test } from '../timed.mjs';
import { install, project } from './build.mjs';

const BIN = new URL('node_modules/.bin/', import.meta.url).pathname;
const CHECKERS = {
  react: { command: ['tsc', '-p', '.'], example: 'Help.tsx' },
  vue: { command: ['vue-tsc', '-p', '.'], example: 'Help.vue' },
  svelte: { command: ['svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'], example: 'Help.svelte' },
};

/** What replaces what in the example, and what the checker has to say of it. */
const WRONG = [
  [/lang="de"/, 'lang="de" theme="blue"', /'?"blue"'? is not assignable to type/],
  [/\.outcome\b/, '.outcom', /'outcom' does not exist on type 'Answer'/],
  [/ask\('What does it cost\?'\)/, 'ask(3)', /'number' is not assignable to parameter of type 'string'/],
  [/'Fragen\?'/, '3', /'number' is not assignable to type 'string( \| undefined)?'/],
];

before(install);

for (const [name, { command: [program, ...flags], example }] of Object.entries(CHECKERS)) {
  test(`${name}: ${program} finds the mistakes in uses of the element, and no others`, () => {
    const root = project(name, 'https://bot.example.org/');
    const check = () => {
      const { status, stdout, stderr } = spawnSync(join(BIN, program), flags, { cwd: root, encoding: 'utf8' });
      return { status, said: stdout + stderr };
    };
    const right = check();
    assert.equal(right.status, 0, right.said);
    const path = join(root, example);
    let text = readFileSync(path, 'utf8');
    for (const [is, becomes] of WRONG) {
      assert.match(text, is);
      text = text.replace(is, becomes);
    }
    writeFileSync(path, text);
    const { status, said } = check();
    assert.notEqual(status, 0);
    for (const [, , complaint] of WRONG) assert.match(said, complaint);
  });
}

test('custom-elements.json follows its schema', () => {
  const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  const manifest = read('../../web/custom-elements.json');
  const schema = read('node_modules/custom-elements-manifest/schema.json');
  assert.equal(manifest.schemaVersion, read('node_modules/custom-elements-manifest/package.json').version);
  const isValid = new Ajv({ strict: false }).compile(schema);
  assert.ok(isValid(manifest), JSON.stringify(isValid.errors));
  assert.ok(!isValid({ ...manifest, modules: [{ kind: 'none' }] }));
});
