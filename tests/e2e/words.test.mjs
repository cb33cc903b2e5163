// e2e/words.test.mjs - what the server makes of a knowledge base for the widget: the words of each language, and what it
// writes into widget.js.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from '../timed.mjs';
import { exchange, Raw } from './lib/raw.mjs';
import { serve } from './lib/server.mjs';

let server;
const stopping = [];
before(async () => {
  server = await serve({ after: (stop) => stopping.push(stop) });
});
after(() => Promise.all(stopping.map((stop) => stop())));

const request = (address, headers = {}, to = server) =>
  [`${address} HTTP/1.1`, ...Object.entries({ Host: to.host, ...headers }).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
const fetched = async (address, headers, to = server) => exchange(to, request(`GET ${address}`, headers, to));
const parsed = (body) => {
  assert.match(body, /^export default \{[^\n]*\};\n$/);
  return JSON.parse(body.slice('export default '.length, -2));
};
const served = (script) => script.match(/const SERVED = (\{.*?\});/)[1];

function knowledge(t, settings) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-words-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'desk.md'), '# Desk\n\n## When are you open? {#open}\n\nAt nine.\n');
  const write = (text) => writeFileSync(path.join(folder, 'bot.yml'), text);
  write(settings);
  return { folder, write };
}

test('the words of a language are a module that any page may load', async () => {
  const reply = await fetched('/words/de.js', { Origin: 'https://elsewhere.example' });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal(reply.headers['cache-control'], 'no-cache');
  assert.equal(reply.headers['access-control-allow-origin'], '*');
  const words = parsed(reply.body);
  assert.deepEqual([words.lang, words.dir, words.title, words.close], ['de', 'ltr', 'Fragen und Antworten', 'Schließen']);
  assert.deepEqual(Object.keys(words.too_long), ['one', 'other']);
  assert.match(words.corrected, /\{from\}.*\{to\}/);
  const module = await import(`data:text/javascript,${encodeURIComponent(reply.body)}`);
  assert.deepEqual(module.default, words);
});

test('every language is there, right to left ones too, and takes 2 KiB at most', async () => {
  for (const lang of ['ar', 'bg', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'eu', 'fa', 'fi', 'fr', 'ga', 'he', 'hi', 'hu', 'hy',
    'id', 'it', 'ja', 'ko', 'lt', 'ne', 'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sr', 'sv', 'ta', 'th', 'tr', 'uk', 'vi', 'yi', 'zh']) {
    const response = await fetch(`${server.url}/words/${lang}.js`);
    const words = parsed(await response.text());
    assert.deepEqual([words.lang, words.dir], [lang, ['ar', 'fa', 'he', 'yi'].includes(lang) ? 'rtl' : 'ltr']);
    const size = Number(response.headers.get('content-length'));
    assert.equal(response.headers.get('content-encoding'), 'gzip');
    assert.ok(size <= 2048, `${lang}: ${size} bytes gzipped`);
  }
});

test('a tag of the same language gets its words, and what is not spoken is not there', async () => {
  const german = (await fetched('/words/de.js')).body;
  for (const tag of ['de-AT', 'DE', 'de-Latn-CH-1996']) assert.equal((await fetched(`/words/${tag}.js`)).body, german, tag);
  for (const tag of ['tlh', 'tlh-de', '', 'd', '-', 'de.js', '../widget', 'de%2f', 'x'.repeat(300), `${'de-'.repeat(99)}x`.slice(3)]) {
    const raw = await exchange(server, request(`GET /words/${tag}.js`));
    assert.equal(raw.status, tag.startsWith('de-') ? 200 : 404, tag);
    if (raw.status === 404) assert.equal(JSON.parse(raw.body).code, 'not_found');
  }
  assert.equal((await fetched('/WIDGET.JS')).status, 404);
  assert.equal((await exchange(server, request('POST /words/de.js', { 'Content-Length': 0 }))).status, 405);
});

test('words that a client has are not sent again, and come gzipped where that is allowed', async () => {
  const plain = await fetched('/words/ar.js', { 'Accept-Encoding': 'identity' });
  assert.match(plain.headers.etag, /^"[0-9a-f]{16}"$/);
  const again = await fetched('/words/ar.js', { 'If-None-Match': plain.headers.etag, Origin: 'https://elsewhere.example' });
  assert.deepEqual([again.status, again.body, again.headers['access-control-allow-origin']], [304, '', '*']);
  const response = await fetch(`${server.url}/words/ar.js`);
  assert.equal(response.headers.get('content-encoding'), 'gzip');
  assert.match(response.headers.get('etag'), /^"[0-9a-f]{16}-gzip"$/);
  assert.equal(await response.text(), plain.body);
});

test('what pages load as a module may be read by each of them, and nothing else', async () => {
  for (const [address, isShared] of [['/widget.js', true], ['/widget-more.js', true], ['/words/en.js', true], ['/widget.css', false],
    ['/icon.svg', false], ['/', false], ['/words/tlh.js', false], ['/privacy', false]]) {
    for (const headers of [{}, { Origin: 'https://elsewhere.example' }, { Origin: 'null' }]) {
      for (const method of ['GET', 'HEAD']) {
        const raw = await Raw.connect(server);
        raw.write(request(`${method} ${address}`, headers));
        const reply = await raw.response(method === 'GET');
        await raw.leave();
        assert.equal(reply.headers['access-control-allow-origin'], isShared ? '*' : undefined, `${method} ${address}`);
        assert.equal(reply.headers['cross-origin-resource-policy'], isShared ? 'cross-origin' : undefined);
      }
    }
    const vary = (await fetch(server.url + address)).headers.get('vary');
    assert.equal(/Origin/.test(vary), !isShared, 'one copy does for all pages');
  }
  assert.equal((await fetched('/widget.js', { Origin: server.url })).headers['access-control-allow-origin'], '*');
  assert.equal((await exchange(server, 'GET /words/de.js HTTP/1.1\r\nHost: rebound.example\r\n\r\n')).status, 403);
});

test('an owner\'s sentences are among the words, and none of them ends the script', async (t) => {
  const { folder } = knowledge(t, 'lang: de\nno_answer: Keine Ahnung.\nno_answer.fr: Aucune idée.\n' +
    'sentences:\n  title: "</script>\u2028<!--"\n  close.fr: Ôter\n  close.sw: Funga\n');
  const desk = await serve(t, { knowledge: folder });
  const words = async (lang) => parsed((await fetched(`/words/${lang}.js`, {}, desk)).body);
  const german = await words('de');
  assert.deepEqual([german.no_answer, german.close], ['Keine Ahnung.', 'Schließen']);
  assert.ok(german.title.startsWith('</script>') && german.title.endsWith('<!--'));
  assert.doesNotMatch((await fetched('/words/de.js', {}, desk)).body, /[<\u2028]/);
  const french = await words('fr');
  assert.deepEqual([french.no_answer, french.close, french.title], ['Aucune idée.', 'Ôter', 'Questions et réponses']);
  const swahili = await words('sw');
  assert.deepEqual([swahili.lang, swahili.close, swahili.no_answer], ['sw', 'Funga', 'Keine Ahnung.']);
  assert.equal((await words('en')).title, 'Questions and answers');
});

test('the widget is told what bot.yml says of the language, and a reload tells it anew', async (t) => {
  const { folder, write } = knowledge(t, 'name: Desk\ngreeting: Hello.\n');
  const desk = await serve(t, { knowledge: folder });
  const known = new Set();
  const look = async (expected) => {
    const script = await fetched('/widget.js', { 'Accept-Encoding': 'identity' }, desk);
    assert.equal(served(script.body), expected);
    assert.equal(script.body.split('const SERVED').length, 2);
    const [, hash] = /"widget\.js\?v=([0-9a-f]{16})"/.exec((await fetched('/', {}, desk)).body);
    assert.equal(script.headers.etag, `"${hash}"`);
    const packed = await fetch(`${desk.url}/widget.js?v=${hash}`);
    assert.equal(packed.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(await packed.text(), script.body);
    assert.ok(!known.has(hash));
    known.add(hash);
    return script.headers.etag;
  };
  const turn = async (text, tag) => {
    write(text);
    desk.signal('SIGHUP');
    while ((await fetched('/widget.js', { 'If-None-Match': tag }, desk)).status === 304)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };
  let tag = await look('{"bot":true}');
  await turn('name: Desk\nlang: de-AT\n', tag);
  tag = await look('{"bot":true,"lang":"de-AT"}');
  await turn('name: Desk\nlang: de-AT\nsentences:\n  title.en: The desk\n', tag);
  tag = await look('{"bot":true,"lang":"de-AT","words":true}');
  assert.equal(parsed((await fetched('/words/en.js', {}, desk)).body).title, 'The desk');
  await turn('name: Desk\nsentences:\n  title: My desk\n', tag);
  await look('{"bot":true,"words":true}');
  assert.equal(parsed((await fetched('/words/en.js', {}, desk)).body).title, 'My desk');
});

test('a script that a slow client still reads is whole, whatever is loaded meanwhile', async (t) => {
  const { folder, write } = knowledge(t, 'lang: fr\n');
  const desk = await serve(t, { knowledge: folder });
  const raw = await Raw.connect(desk);
  raw.socket.pause();
  const many = 200; // more than the system takes for a client that does not read
  raw.write(request('GET /widget.js', { 'Accept-Encoding': 'identity' }, desk).repeat(many));
  await new Promise((resolve) => setTimeout(resolve, 200));
  write('lang: es\n');
  desk.signal('SIGHUP');
  while (served((await fetched('/widget.js', {}, desk)).body) !== '{"bot":true,"lang":"es"}') await new Promise((resolve) => setTimeout(resolve, 20));
  raw.socket.resume();
  const seen = new Set();
  for (let i = 0; i < many; i++) {
    const { status, body } = await raw.response();
    assert.equal(status, 200);
    seen.add(body);
  }
  await raw.leave();
  assert.deepEqual([...seen].map(served).sort(), ['{"bot":true,"lang":"es"}', '{"bot":true,"lang":"fr"}']);
});
