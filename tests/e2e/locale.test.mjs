// e2e/locale.test.mjs - the program in a user's environment where the lower case of I is not i and 0.5 is written
// 0,5: it prints and accepts the same as anywhere. `make test-locale` tests the library in a program of such a
// locale.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from '../timed.mjs';
import { exchange, shaken } from './lib/raw.mjs';
import { library, program, root, serve } from './lib/server.mjs';

const locales = ['tr_TR.UTF-8', 'tr_TR', 'ps_AF'];
const run = (locale, words, input = '') => spawnSync(program, words,
  { cwd: root, encoding: 'utf8', input, env: { ...process.env, LC_ALL: locale, LANGUAGE: '' }, timeout: 60000 });

test('the locales of this test are installed', () => {
  const known = spawnSync('locale', ['-a'], { encoding: 'utf8' }).stdout.toLowerCase().split('\n');
  for (const locale of locales) {
    assert.ok(known.includes(locale.toLowerCase().replaceAll('-', '')), `${locale}: install the package locales-all`);
  }
});

for (const locale of locales) {
  test(`the command line says the same in ${locale} as in C`, () => {
    const knowledge = ['--knowledge', library];
    for (const words of [
      ['help', '--man', 'serve'], ['help', 'eval'], ['completion', 'zsh'],
      ['ask', ...knowledge, '--json', 'How long may I keep a book?'],
      ['ask', ...knowledge, 'How long may I keep a boök?'],
      ['explain', ...knowledge, 'How long may I keep a book?'],
      ['explain', ...knowledge, '--json', 'How long may I keep a book?'],
      ['check', 'tests/check/knowledge'],
      ['eval', 'knowledge/tests.tsv', '--knowledge', 'knowledge', '--min', 'success1=.999', '--json'],
      ['eval', 'knowledge/tests.tsv', '--knowledge', 'knowledge', '--min', 'success1=0,5'],
      ['ask', '--lIst'],
    ]) {
      const [plain, foreign] = [run('C', words), run(locale, words)].map(({ status, stdout, stderr }) =>
        ({ status, stdout: stdout.replace(/"took_us":\d+/g, '"took_us":0'), stderr }));
      assert.notEqual(plain.status, null);
      assert.ok(plain.stdout.length + plain.stderr.length > 0);
      assert.deepEqual(foreign, plain, words.join(' '));
    }
  });

  test(`options in the environment are found in ${locale}`, () => {
    const { status, stdout, stderr } = spawnSync(program, ['serve', '--check-config', '--knowledge', library], {
      cwd: root, encoding: 'utf8', timeout: 60000,
      env: { ...process.env, LC_ALL: locale, FAQBOT_IDLE_SECONDS: '61', FAQBOT_CONNECTIONS_PER_ADDRESS: '7',
        FAQBOT_INLINE_MICROSECONDS: '1234', FAQBOT_REQUIRE_ORIGIN: 'true' } });
    assert.equal(status, 0, stderr);
    for (const line of [/idle-seconds\W+61\b/, /connections-per-address\W+7\b/, /inline-microseconds\W+1234\b/]) {
      assert.match(stdout, line);
    }
  });

  test(`headers, hosts and origins are recognised whatever their case in ${locale}`, async (t) => {
    const server = await serve(t, {
      env: { LC_ALL: locale }, flags: ['--origin', 'https://INFO.example', '--host', 'wiki.INFO.example'] });
    const get = (line, headers) => exchange(server, [`${line} HTTP/1.1`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n'));
    for (const host of ['wiki.info.example', 'WIKI.INFO.EXAMPLE']) {
      const answer = await get('GET /api/ask?q=book', { HOST: host, ORIGIN: 'HTTPS://info.EXAMPLE' });
      assert.equal(answer.status, 200, host);
      assert.equal(answer.headers['access-control-allow-origin'], 'HTTPS://info.EXAMPLE');
      assert.match(answer.headers.date, /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat), \d\d [A-Z][a-z][a-z] \d{4} [\d:]{8} GMT$/);
      assert.match(answer.body, /"confidence":0\.\d+/);
    }
    const tag = (await get('GET /widget.js', { Host: 'wiki.info.example' })).headers.etag;
    assert.equal((await get('GET /widget.js', { Host: 'wiki.info.example', 'IF-NONE-MATCH': tag })).status, 304);
    const packed = await get('GET /widget.js', { Host: 'wiki.info.example', 'ACCEPT-ENCODING': 'GZIP' });
    assert.equal(packed.headers['content-encoding'], 'gzip');
    const raw = await shaken(server, { Host: 'WIKI.info.example', Origin: 'https://info.example',
      Upgrade: 'WEBSOCKET', Connection: 'KEEP-ALIVE, UPGRADE' });
    assert.equal(JSON.parse(raw.hello.payload).type, 'hello');
    await raw.leave();
    const metrics = await get('GET /metrics', { Host: 'wiki.info.example' });
    if (metrics.status === 200) {
      assert.doesNotMatch(metrics.body.replace(/\{.*?\}/g, ''), /\d,\d/);
    }
  });
}
