// web/double.mjs - a stand-in for the server: it serves web/ as faqbot does, and replies as a test tells it to, which
// a well-behaved server never would. program.test.mjs tests the built program.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { after } from 'node:test';
import { WebSocketServer } from 'ws';

const WEB = new URL('../../web/', import.meta.url);
const TYPES = { html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "base-uri 'none'; form-action 'self'";

const paragraph = (text) => ({ type: 'paragraph', inline: [{ type: 'text', text }] });

/** An answer with everything in it. */
export const full = {
  outcome: 'answered',
  confidence: 0.93,
  question: 'Which programming language is best for machine learning?',
  text: 'Python. It is the most popular language, and the most versatile. Learn its libraries: NumPy, pandas.',
  blocks: [
    { type: 'paragraph', inline: [{ type: 'strong', inline: [{ type: 'text', text: 'Python.' }] },
      { type: 'text', text: ' It is the most ' }, { type: 'emphasis', inline: [{ type: 'text', text: 'popular' }] },
      { type: 'text', text: ' language, and the most versatile. See ' },
      { type: 'link', url: 'https://example.org/python', inline: [{ type: 'text', text: 'the guide' }] },
      { type: 'text', text: ', or run ' }, { type: 'code', text: 'python3' }, { type: 'text', text: '.' }] },
    { type: 'list', ordered: true, start: 1, items: [[paragraph('NumPy, for arrays')], [paragraph('pandas, for tables')]] },
    { type: 'code', text: 'import numpy\nprint(numpy.zeros(3))' },
    { type: 'quote', blocks: [paragraph('Simple is better than complex.')] },
  ],
  source: { entry: 'best-language', title: 'Machine learning engineer', section: 'FAQ', url: 'https://example.org/article' },
  disclaimer: { id: 'article', text: 'Education is the only purpose of this article.' },
  corrections: [{ from: 'pyhton', to: 'python' }],
  related: [{ id: 'coding', question: 'Does a machine learning engineer need to know how to code?' },
    { id: 'freshers', question: 'Can a fresher get a job as a machine learning engineer?' }],
  knowledge: '5f3a',
};

/** What GitHub adds to Markdown, as a server sends it that was asked for blocks alone. */
const inline = (text) => [{ type: 'text', text }];
export const rich = {
  ...full,
  text: undefined,
  question: 'Which sizes are there?',
  blocks: [
    { type: 'table', align: ['none', 'right'], header: [inline('Size'), inline('Width')],
      rows: [[inline('Small'), inline('20 cm')], [inline('Large'), [{ type: 'strike', inline: inline('40 cm') }]]] },
    { type: 'table', align: ['none'], header: [[]], rows: [[inline('alone')]] },
    { type: 'list', ordered: false, items: [[paragraph('Measure')], [paragraph('Order')], [paragraph('Wait')]], tasks: ['done', 'open', null] },
    { type: 'paragraph', inline: [...inline('See'), { type: 'footnote', number: 1 },
      { type: 'image', src: '/icon.svg', alt: 'the drawing' },
      { type: 'link', url: 'tel:+49123', inline: [{ type: 'image', src: '/icon.svg', alt: 'telephone' }] },
      ...inline(', '), { type: 'link', entry: 'entry-7', question: 'How is it measured?', url: 'https://example.org/measuring', inline: inline('measuring') },
      ...inline(' and '), { type: 'link', entry: 'entry-8', inline: inline('ordering') }] },
    { type: 'note', number: 1, blocks: [paragraph('In the shop.')] },
  ],
};

export const unsure = {
  outcome: 'unsure',
  confidence: 0.4,
  text: 'I am not sure what you mean. Is it one of these?',
  contact: 'Please write to the owner of this site.',
  candidates: [{ id: 'salary-minimum', question: 'What is the minimum salary?', score: 0.4 },
    { id: 'salary-freshers', question: 'What do freshers earn?', score: 0.3 }],
};

const mention = (id, title, before, marked, after) => ({ id, title, title_spans: [{ text: title }],
  spans: [{ text: before }, { text: marked, mark: true }, { text: after }] });

export const none = {
  outcome: 'none',
  confidence: 0.02,
  text: 'I do not know. I found nothing about that.',
  contact: 'I still have no answer. Please ask the owner of this site.',
  unknown_words: ['zebra', 'quagga'],
  mentions: [mention('herds', 'How are herds counted?', '… from the air, by ', 'engineers', ' who look for stripes and spots …'),
    mention('libraries', 'Which libraries do I need?', 'NumPy and pandas; most ', 'engineers', ' learn them first.')],
};

const unsureWithMentions = { ...unsure, mentions: none.mentions.slice(1) };

/** Where else to turn. */
export const help = {
  contact: 'Ask at the desk.',
  person: { text: 'Ask at the desk.', mail: 'desk@library.example', phone: '+49 (89) 1234-5', url: 'https://library.example/desk',
    hours: 'Monday to Friday, 9 to 17' },
};

/** Replies to small talk. */
export const greeting = { outcome: 'smalltalk', smalltalk: 'greeting', confidence: 0, text: 'Hello yourself.', lang: 'en', dir: 'ltr',
  related: full.related };
const toPerson = { ...greeting, smalltalk: 'person', text: help.contact, related: undefined, ...help };

/** Two questions in one message. */
const part = (question, title, disclaimer) => ({ outcome: 'answered', confidence: 0.9, question, blocks: [paragraph(`About ${question}`)],
  source: { entry: title, title, url: `https://library.example/${title}` }, ...(disclaimer && { disclaimer: { id: 'd', text: disclaimer } }) });
const parts = [part('When is it open?', 'Hours'), part('What is the fee?', 'Fees', 'The wall counts.')];
const double = { outcome: 'answered', confidence: 0.9, blocks: parts.flatMap(({ question, blocks }) => [paragraph(question), ...blocks]),
  source: parts[0].source, disclaimer: parts[1].disclaimer, parts };

const hello = {
  type: 'hello', protocol: 'faqbot.v1', server: 'double', knowledge: { version: '5f3a', entries: 17 },
  limits: { message_bytes: 24576, question_chars: 2000 }, feedback: true, name: 'Machine learning engineer FAQ',
  greeting: 'Hello. Ask me about machine learning engineers.',
  starters: [{ id: 'best-language', question: 'Which programming language is best for machine learning?' },
    { id: 'freshers', question: 'Can a fresher get a job?' }],
};

const suggestions = ['What is the minimum salary?', 'What is the starting salary?', 'What does a junior do?']
  .map((question, index) => ({ id: `entry-${index}`, question }));

/** The same in a language that is written from right to left. */
export const arabic = {
  hello: { name: 'أسئلة عن مهندس تعلم الآلة', greeting: 'مرحباً. اسألني عن مهندسي تعلم الآلة.',
    starters: [{ id: 'best-language', question: 'ما أفضل لغة برمجة لتعلم الآلة؟' },
      { id: 'freshers', question: 'هل يجد حديث التخرج عملاً؟' }] },
  full: { ...full, lang: 'ar', question: 'ما أفضل لغة برمجة لتعلم الآلة؟', text: 'بايثون Python، فهي الأكثر انتشاراً.',
    blocks: [paragraph('بايثون Python، فهي الأكثر انتشاراً والأوسع استعمالاً. تعلّم مكتباتها:'),
      { type: 'list', ordered: true, start: 1, items: [[paragraph('NumPy للمصفوفات')], [paragraph('pandas للجداول')]] },
      { type: 'code', text: 'import numpy\nprint(numpy.zeros(3))' }],
    source: { entry: 'best-language', title: 'مهندس تعلم الآلة', section: 'المهارات', url: 'https://example.org/article' },
    disclaimer: { id: 'article', text: 'الغرض من هذه المقالة هو التعليم فقط.' },
    corrections: [{ from: 'بايتون', to: 'بايثون' }],
    related: [{ id: 'coding', question: 'هل يحتاج مهندس تعلم الآلة إلى البرمجة؟' }] },
  unsure: { ...unsure, text: 'لست متأكداً من قصدك. هل هو أحد هذه الأسئلة؟', contact: 'اكتب إلى صاحب الموقع.',
    candidates: [{ id: 'salary-minimum', question: 'ما أدنى راتب؟' }, { id: 'salary-freshers', question: 'كم يكسب حديثو التخرج؟' }] },
  none: { ...none, text: 'لا أعرف. لم أجد شيئاً عن ذلك.', contact: 'اكتب إلى صاحب الموقع.', unknown_words: ['زيبرا', 'quagga'],
    mentions: [mention('libraries', 'ما المكتبات التي أحتاجها؟', 'يتعلم معظم ', 'المهندسين', ' مكتبة NumPy أولاً.')] },
};
const inArabic = (request) => (/زيبرا/.test(request.text) ? arabic.none : /راتب/.test(request.text) ? arabic.unsure : arabic.full);

/** What a request gets unless the test says otherwise: an answer by a word of the question. */
export function reply(request) {
  const answer = (content) => ({ type: 'answer', id: request.id, ...content });
  if (request.type === 'suggest') return { type: 'suggestions', id: request.id, suggestions };
  if (request.type === 'feedback') return { type: 'ok', id: request.id, ...(request.helpful === false && help) };
  if (/^(resume|forget|consent)$/.test(request.type)) return { type: 'ok', id: request.id };
  if (request.type === 'ping') return { type: 'pong', id: request.id };
  if (request.type === 'ask' && /[\u0600-\u06ff]/.test(request.text)) return answer(inArabic(request));
  if (/sizes/.test(request.text)) return answer(rich);
  if (/^hello/i.test(request.text)) return answer(greeting);
  if (/somebody/.test(request.text)) return answer(toPerson);
  if (/ and what /.test(request.text)) return answer(double);
  if (/quagga alone/.test(request.text)) return answer({ ...none, ...help });
  if (/zebra/.test(request.text)) return answer(none);
  if (/salary/.test(request.text)) return answer(/near/.test(request.text) ? unsureWithMentions : unsure);
  return answer(full);
}

/** The words of a language as the server serves them, read from its file: what a front end shows is on single lines. */
async function words(code) {
  const lines = (await readFile(new URL(`../../bot/phrases/${code}.yml`, import.meta.url), 'utf8')).split('\n');
  const made = { lang: code, dir: /^(ar|fa|he|yi)$/.test(code) ? 'rtl' : 'ltr' };
  let forms;
  for (const line of lines.slice(0, lines.indexOf('heard:'))) {
    const [, indent, key, text] = /^( *)"?(\w+)"?: *(.*)$/.exec(line) ?? [];
    if (!key) continue;
    const value = /^".*"$/.test(text) ? JSON.parse(text) : text;
    if (indent) forms[key] = value;
    else made[key] = text ? value : (forms = {});
  }
  return `export default ${JSON.stringify(made)};\n`;
}

/** A file as the server serves it. */
async function asset(name) {
  const [, language] = /^words\/(\w+)\.js$/.exec(name) ?? [];
  if (language) return words(language);
  const body = await readFile(new URL(name, WEB));
  return name === 'widget.js' ? String(body).replace('const SERVED = {};', 'const SERVED = {"bot":true};') : body;
}

/** Starts a double; `on.request(request, socket)` replaces replies, `on.connection(socket)` sees each visitor. */
export async function startDouble(on = {}, options = {}) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://double').pathname;
    const page = options.pages?.[path];
    const name = path === '/' ? 'index.html' : path.slice(1);
    if (on.http?.(request, response)) return;
    try {
      const body = page?.body ?? await asset(name);
      response.writeHead(200, { 'Content-Type': `${TYPES[name.split('.').pop()] ?? 'text/html'}; charset=utf-8`,
        'Content-Security-Policy': page?.policy ?? POLICY, 'X-Content-Type-Options': 'nosniff' });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  const sockets = new WebSocketServer({ server, path: '/ws', handleProtocols: () => 'faqbot.v1' });
  sockets.on('connection', (socket) => {
    if (on.connection?.(socket) === false) return;
    socket.send(JSON.stringify({ ...hello, ...options.hello }));
    socket.on('message', (bytes) => {
      const request = JSON.parse(String(bytes));
      requests.push(request);
      const message = on.request ? on.request(request, socket) : reply(request);
      if (message) socket.send(JSON.stringify(message));
    });
  });
  const listen = (port) => new Promise((done) => { server.listen(port, '127.0.0.1', done); });
  const stop = () => new Promise((done) => {
    for (const socket of sockets.clients) socket.terminate();
    server.close(done);
    server.closeAllConnections();
  });
  await listen(0);
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}`, requests, sockets: sockets.clients, stop, again: () => listen(port),
    asks: () => requests.filter((request) => request.type === 'ask' || request.type === 'get') };
}

/** Call once in a test file: what it gives starts doubles that live until all pages are closed. */
export function useDoubles() {
  const doubles = [];
  after(() => Promise.all(doubles.map((each) => each.stop())));
  return async (...options) => {
    doubles.push(await startDouble(...options));
    return doubles.at(-1);
  };
}
