// web/package.mjs - makes the npm package: node web/package.mjs FOLDER, with the built program in FAQBOT.
//
// The program says the words of each language, as it serves them. widget.js is web/widget.js but for what it imports. There
// the addresses are absolute, since a script of another origin has no base that relative ones could start from; a bundler
// wants them relative. And in node_modules Vite leaves a computed name as it is, so words.js names each language.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, serve } from '../tests/web/served.mjs';

const [folder] = process.argv.slice(2);
const { files } = JSON.parse(readFileSync(`${ROOT}web/package.json`, 'utf8'));

async function words() {
  const scratch = mkdtempSync(join(tmpdir(), 'faq-chat-'));
  writeFileSync(join(scratch, 'any.md'), '# Any\n\n## Is there a question?\n\nThis one.\n');
  const program = await serve({ knowledge: scratch, flags: ['--config', 'none'] });
  try {
    const languages = readdirSync(`${ROOT}bot/phrases`).filter((name) => name.endsWith('.yml') && name !== 'en.yml')
      .map((name) => name.slice(0, -4));
    return await Promise.all(languages.map(async (language) => {
      const response = await fetch(`${program.url}/words/${language}.js`);
      assert.equal(response.status, 200, `/words/${language}.js`);
      return [language, await response.text()];
    }));
  } finally {
    await program.kill();
    rmSync(scratch, { recursive: true });
  }
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'words'), { recursive: true });
for (const name of [...files.filter((name) => !name.startsWith('words')), 'package.json', 'README.md'])
  cpSync(`${ROOT}web/${name}`, join(folder, name));

let script = readFileSync(`${ROOT}web/widget.js`, 'utf8');
for (const [absolute, relative] of [
  [/import\(new URL\('\.\/widget-more\.js', HERE\)\.href\)/g, "import('./widget-more.js')"],
  [/import\(`\$\{HERE\}words\/\$\{(\w+)\}\.js`\)/g, "import('./words.js').then((words) => words.default[$1]())"],
]) {
  assert.equal(script.match(absolute)?.length, 1, `widget.js has ${absolute} once`);
  script = script.replace(absolute, relative);
}
writeFileSync(join(folder, 'widget.js'), script);

const languages = await words();
for (const [name, text] of languages) writeFileSync(join(folder, 'words', `${name}.js`), text);
writeFileSync(join(folder, 'words.js'), `// The words of each language, for bundlers to split off.
export default {
${languages.map(([name]) => `  ${name}: () => import('./words/${name}.js'),\n`).join('')}};
`);
