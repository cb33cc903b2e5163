// e2e/pages.test.mjs - the pages without JavaScript: home, an answer, an entry, the whole knowledge base.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from '../timed.mjs';
import { exchange } from './lib/raw.mjs';
import { serve } from './lib/server.mjs';

let server;
const stopping = [];
before(async () => {
  server = await serve({ after: (stop) => stopping.push(stop) });
});
after(() => Promise.all(stopping.map((stop) => stop())));

async function page(address, status = 200) {
  const response = await fetch(server.url + address);
  assert.equal(response.status, status, address);
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(response.headers.get('content-security-policy'), /default-src 'none'.*frame-ancestors 'none'/);
  return response.text();
}

test('home has the greeting, a form, and questions to start with that lead somewhere', async () => {
  const text = await page('/');
  assert.match(text, /<title>Library desk<\/title>/);
  assert.match(text, /Ask me about opening hours, cards and loans\./);
  assert.match(text, /<form action="\.\/" method="get"/);
  const links = [...text.matchAll(/href="\.\/(\?entry=[^"]+)"/g)].map(([, address]) => address);
  assert.ok(links.length > 0);
  for (const link of links) assert.match(await page(`/${link}`), /<article class="answer">/);
  assert.equal(await page('/?q='), text);
});

test('a question is answered with everything that belongs to the answer', async () => {
  const text = await page(`/?${new URLSearchParams({ q: 'How long may I keep a book?' })}`);
  for (const part of ['Four weeks.', '<ul><li><p>films and music</p></li>', '<code dir="ltr">NEW</code>',
    'From: <a href="https://library.example/lending" dir="auto">Lending', 'The lending rules on the wall of the library'])
    assert.ok(text.includes(part), part);
  assert.doesNotMatch(text, /FAQ<\/a>/);
});

test('the page says if it does not know, is not sure, or has got no question', async () => {
  assert.match(await page('/?q=Who+won+the+football+match%3F'), /I do not know that\. The desk does\./);
  await page(`/?q=${encodeURIComponent('𝄞'.repeat(2000))}`);
  assert.match(await page(`/?q=${'x'.repeat(2001)}`, 400), /2000 characters at most/);
  assert.match(await page('/?q=%ff', 400), /no question that can be read/);
  assert.match(await page('/?entry=nothing', 404), /nothing at this address/);
});

test('hostile questions come back as text', async () => {
  for (const question of ['"><script>alert(1)</script>', '</title><script>alert(1)</script>', "' onfocus='alert(1)' autofocus",
    '<img src=x onerror=alert(1)>', '&lt;b&gt; <b>', '\u202Eesrever']) {
    for (const address of ['/', '/search']) {
      const text = await page(`${address}?${new URLSearchParams({ q: question, tag: question })}`);
      assert.equal(text.match(/<script/g).length, 1, question);
      assert.doesNotMatch(text, /<img|<b>|onfocus='/);
    }
  }
});

test('/faq is the whole knowledge base, and the same as data', async () => {
  const text = await page('/faq');
  assert.equal(text.match(/<article id=/g).length, 7);
  const [, json] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(text);
  const data = JSON.parse(json);
  assert.deepEqual([data['@context'], data['@type']], ['https://schema.org', 'FAQPage']);
  const loan = data.mainEntity.find(({ name }) => name === 'How long may I keep a book?');
  assert.equal(loan.acceptedAnswer['@type'], 'Answer');
  assert.match(loan.acceptedAnswer.text, /^<p>Four weeks\..*Disclaimer:.*The lending rules/);
  for (const address of ['/faq?page=0', '/faq?page=2', '/faq?page=x', '/faq?page=', '/faq?page=99999999999999999999'])
    assert.match(await page(address, 404), /nothing at this address/);
});

test('/search is a form, and then the entries that have the words', async () => {
  assert.match(await page('/search'), /<form action="search" method="get" role="search">/);
  const text = await page('/search?q=renew+loan');
  for (const part of ['<title>\u2068renew loan\u2069 – Library desk</title>', 'value="renew loan"', 'have all of these words',
    '<a href="./?entry=renew-loan" dir="auto" lang="en">', '<mark>loan</mark>', '<a href="https://library.example/lending"'])
    assert.ok(text.includes(part), part);
  const [, link] = /href="\.\/(\?entry=renew-loan)"/.exec(text);
  assert.match(await page(`/${link}`), /Log in with your card/);
  assert.match(await page('/search?q=renew+skateboard'), /No entry has all of these words\. These have some of them\./);
  assert.match(await page('/search?q=skateboard'), /No entry has any of these words\..*<a href="\.\/\?q=skateboard">/);
  assert.match(await page('/search?q=renew&lang=de'), /No entry has any.*|<input type="hidden" name="lang" value="de">/);
  await page(`/search?q=${'x'.repeat(2001)}`);
  await page('/search?q=%ff&tag=%ff');
});

test('a question leads to a search for its words, and so does home', async () => {
  assert.match(await page('/?q=who+won+the+match%3F'), /<a href="search\?q=who%20won%20the%20match%3F">/);
  assert.match(await page('/'), /<a href="search">/);
});

test('what mentions the words of a question that is not answered is offered', async () => {
  const text = await page('/?q=music+concert+tickets');
  assert.match(text, /<h2>These mention it<\/h2><ol class="links"><li/);
  assert.match(text, /<mark>music<\/mark>/);
  assert.doesNotMatch(await page('/?q=How+long+may+I+keep+a+book'), /These mention it/);
});

test('a heading has no colon, whichever the language writes', async () => {
  const headings = { fr: 'On en parle ici', hy: 'Հիշատակվում է այստեղ', ja: 'こちらに記載があります', zh: '这里提到了' };
  for (const [lang, heading] of Object.entries(headings)) {
    const text = await page(`/?q=music+concert+tickets&lang=${lang}`);
    assert.ok(text.includes(`<h2>${heading}</h2>`), `${lang}: ${text.match(/<h2>.*?<\/h2>/g)}`);
  }
});

test('a page that the visitor has is not sent again', async () => {
  for (const address of ['/', '/faq', '/?q=book', '/search?q=book']) {
    const tag = (await fetch(server.url + address)).headers.get('etag');
    assert.match(tag, /^W\/"/);
    const again = await exchange(server, `GET ${address} HTTP/1.1\r\nHost: ${server.host}\r\nIf-None-Match: ${tag}\r\n\r\n`);
    assert.deepEqual([again.status, again.body], [304, '']);
  }
});

test('a page speaks the language that its address or the browser asks for', async () => {
  const german = await page('/?q=xyzzy+plugh&lang=de');
  assert.match(german, /<faq-chat page="" lang="de" dir="ltr">/);
  assert.match(german, /<h2[^>]* lang="de">Das weiß ich nicht/);
  const response = await fetch(`${server.url}/`, { headers: { 'Accept-Language': 'tlh, ar;q=0.9, en;q=0.1' } });
  assert.match(await response.text(), /<faq-chat page="" lang="ar" dir="rtl">/);
  assert.match(response.headers.get('vary'), /Accept-Language/);
  const tag = response.headers.get('etag');
  assert.notEqual((await fetch(`${server.url}/`)).headers.get('etag'), tag);
  assert.match(await page('/?lang=%3Cb%3E'), /<faq-chat page="" lang="en" dir="ltr">/);
});

test('a language that bot.yml states goes before the browser\'s, and the address before both', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-pages-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'bot.yml'), 'lang: de\n');
  writeFileSync(path.join(folder, 'a.md'), '# Schalter\n\n## Wann ist geöffnet?\n\nUm neun.\n');
  const desk = await serve(t, { knowledge: folder });
  for (const [address, lang] of [['/', 'de'], ['/?q=xyzzy', 'de'], ['/faq', 'de'], ['/search', 'de'], ['/privacy', 'de'],
    ['/?lang=ar', 'ar'], ['/privacy?lang=fr', 'fr'], ['/?lang=tlh', 'de'], ['/?lang=', 'de']]) {
    const response = await fetch(desk.url + address, { headers: { 'Accept-Language': 'fr, en;q=0.5' } });
    assert.match(await response.text(), new RegExp(`<(?:faq-chat page=""|div class="page") lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}">`), address);
  }
  const [french, english] = await Promise.all(['fr', 'en'].map((lang) => fetch(`${desk.url}/`, { headers: { 'Accept-Language': lang } })));
  assert.equal(french.headers.get('etag'), english.headers.get('etag'));
});

test('what is kept, and that a filter leaves nothing, is said in the language of the visitor', async () => {
  assert.match(await page('/privacy'), /<h2>What is kept of what you ask<\/h2>[^]*What you ask is answered and not kept\./);
  const german = await page('/privacy?lang=de');
  assert.match(german, /<title>\u2068Was von Ihren Fragen gespeichert wird\u2069 – /);
  assert.match(german, /<p>Ihre Fragen werden beantwortet und nicht gespeichert\.<\/p>/);
  assert.doesNotMatch(german.slice(german.indexOf('<main>')), /What you ask|The server|Nothing is/);
  assert.match(await page('/?lang=fr'), /<a href="privacy">Ce qui est conservé de vos questions<\/a>/);
  const nothing = await page('/?lang=es&tags=no-such-tag', 404);
  assert.match(nothing, /<h2>No hay nada en esta dirección\.<\/h2><p>El motivo: <bdi lang="en">no entry has the tag/);
});

test('an ask over HTTP has a language, and one that is none is refused', async () => {
  const ask = async (query) => (await fetch(`${server.url}/api/ask?q=thanks&lang=${query}`)).json();
  assert.equal((await ask('de')).text, 'Gern geschehen!');
  assert.equal((await ask('')).text, 'You are welcome!');
  assert.equal((await ask('no+language')).code, 'bad_message');
});
