// frameworks/build.mjs - builds applications: those of this folder, and the examples of web/README.md.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const HERE = new URL('.', import.meta.url).pathname;
const OUT = new URL('../../build/frameworks/', import.meta.url).pathname;
const README = readFileSync(new URL('../../web/README.md', import.meta.url), 'utf8');
const { version } = JSON.parse(readFileSync(new URL('../../web/package.json', import.meta.url), 'utf8'));
const PACKAGE = new URL(`../../build/faq-chat-${version}.tgz`, import.meta.url).pathname;

/** The block of that kind in web/README.md, the `at`-th. */
const block = (kind, at = 0) => [...README.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter((found) => found[1] === kind)[at][2];

export const page = (script) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>An application</title>
<link rel="icon" href="/icon.svg"></head>
<body><div id="app"></div><script type="module" src="/${script}"></script></body></html>`;

const FRAMEWORKS = {
  plain: { main: 'main.js', example: ['main.js', block('js')] },
  react: { main: 'main.tsx', example: ['Help.tsx', block('tsx')],
    mount: "import { createElement } from 'react';\nimport { createRoot } from 'react-dom/client';\nimport Help from './Help';\n" +
      "createRoot(document.querySelector('#app')).render(createElement(Help));\n" },
  vue: { main: 'main.ts', example: ['Help.vue', block('vue')], config: block('js', 1),
    mount: "import { createApp } from 'vue';\nimport Help from './Help.vue';\ncreateApp(Help).mount('#app');\n" },
  svelte: { main: 'main.ts', example: ['Help.svelte', block('svelte')],
    config: "import { svelte } from '@sveltejs/vite-plugin-svelte';\nexport default { plugins: [svelte()] };\n",
    mount: "import { mount } from 'svelte';\nimport Help from './Help.svelte';\nmount(Help, { target: document.querySelector('#app') });\n" },
};

/** Installs the package as npm does: what the archive holds, as files of node_modules. */
export function install() {
  const target = join(HERE, 'node_modules/faq-chat');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', PACKAGE, '-C', target, '--strip-components=1']);
}

/** Lays out a framework's application and, as help.html, its example, which asks the bot at that address; `plain` has the
 * example alone. */
export function project(name, bot) {
  const { main, example, mount, config = 'export default {};\n' } = FRAMEWORKS[name];
  const root = join(OUT, name);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  if (!existsSync(join(OUT, 'node_modules'))) symlinkSync(join(HERE, 'node_modules'), join(OUT, 'node_modules'));
  if (mount) cpSync(join(HERE, name), root, { recursive: true });
  cpSync(join(HERE, 'app.ts'), join(OUT, 'app.ts'));
  cpSync(join(HERE, 'tsconfig.json'), join(root, 'tsconfig.json'));
  cpSync(new URL('../../web/icon.svg', import.meta.url), join(root, 'public/icon.svg'));
  const [file, text] = example;
  const made = { 'package.json': '{ "type": "module" }', 'vite.config.js': config, 'index.html': page(main),
    ...(mount && { 'help.html': page('help.js'), 'help.js': mount }), [file]: text.replaceAll('https://bot.example.org/', bot) };
  for (const [path, content] of Object.entries(made)) writeFileSync(join(root, path), content);
  return root;
}

/** Builds it for `production` or `development`. The files of the result, by their paths. */
export async function bundle(root, mode, options = {}) {
  process.env.NODE_ENV = mode;
  await build({ root, mode, logLevel: 'error', ...options, build: { outDir: `dist-${mode}`, minify: mode === 'production',
    rolldownOptions: { input: ['index.html', 'help.html'].map((name) => join(root, name)).filter(existsSync) }, ...options.build } });
  return files(join(root, options.build?.outDir ?? `dist-${mode}`));
}

const files = (folder) => new Map(readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]));
