// web/eslint.config.mjs - what the linter checks in JavaScript, run from the root of the project: mistakes, and in
// the page whatever could turn text into code. Types are checked by tsc (tsconfig.json); layout is not checked.
const node = ['process', 'console', 'URL', 'URLSearchParams', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval',
  'setImmediate', 'fetch', 'Buffer', 'AbortController', 'AbortSignal', 'performance', 'TextDecoder', 'TextEncoder',
  'structuredClone', 'crypto'];
const page = ['window', 'document', 'location', 'customElements', 'getComputedStyle', 'sessionStorage', 'localStorage',
  'MutationObserver', 'EventTarget', 'history', 'PerformanceObserver', 'requestAnimationFrame', 'dispatchEvent', 'Event'];
const known = (names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

const mistakes = Object.fromEntries(['no-unused-vars', 'no-unreachable', 'no-fallthrough', 'no-dupe-keys', 'no-dupe-else-if',
  'no-duplicate-case', 'no-self-assign', 'no-self-compare', 'no-cond-assign', 'no-constant-condition', 'no-sparse-arrays',
  'no-unsafe-finally', 'no-unsafe-optional-chaining', 'no-loss-of-precision', 'no-unused-private-class-members',
  'no-useless-escape', 'no-prototype-builtins', 'no-redeclare', 'no-var', 'no-throw-literal', 'no-unmodified-loop-condition',
  'array-callback-return', 'constructor-super', 'no-this-before-super', 'eqeqeq', 'prefer-const', 'use-isnan', 'valid-typeof',
  'require-yield', 'getter-return'].map((rule) => [rule, 'error']));
mistakes['no-unused-vars'] = ['error', { ignoreRestSiblings: true }]; // `{ id, ...rest }` is how one is left out
const asCode = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'srcdoc', 'write', 'cookie', 'style'];

export default [
  { linterOptions: { reportUnusedDisableDirectives: 'error' }, rules: mistakes },
  { files: ['tests/**/*.mjs', 'web/*.mjs'], languageOptions: { globals: known([...node, ...page]) }, rules: { 'no-undef': 'error' } },
  { files: ['web/widget.js'], languageOptions: { sourceType: 'script' }, rules: { 'strict': ['error', 'global'] } },
  { files: ['web/*.js'],
    rules: { 'no-implicit-globals': 'error', 'no-console': 'error', 'no-alert': 'error',
      'no-eval': 'error', 'no-implied-eval': 'error', 'no-new-func': 'error', 'no-script-url': 'error',
      'no-restricted-properties': ['error', ...asCode.map((property) => ({ property, message: 'text must stay text' }))],
      'no-restricted-globals': ['error', 'fetch', 'XMLHttpRequest', 'event', 'name'] } },
  { files: ['web/widget-more.js'], rules: { 'no-restricted-globals': ['error', 'XMLHttpRequest', 'event', 'name'] } },
];
