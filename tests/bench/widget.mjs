// bench/widget.mjs - what a visitor waits for on a page that has just been opened: until the widget's button is there, until
// its panel is open and until the first answer is drawn; beside other widgets, as far as PEERS, a folder in which npm has
// installed them, has them. Figures, not verdicts.
//
//   node bench/widget.mjs [VISITS [NAMES]]      FAQBOT: the program; PEERS: the folder, whose packages are named below
//
// The line is a proxy of bytes here, shared by all connections, since the browser's own throttling leaves out WebSockets.
// Two round trips go by before the first byte of a connection, as with TCP and TLS 1.3; names are not looked up, and TCP's
// slow start is not imitated. The browser's processor is slowed down to a quarter. Each visit has a cache of its own.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { serve } from '../web/served.mjs';

const VISITS = Number(process.argv[2] ?? 10);
const PROFILES = { 'slow 4G': { rtt: 150, down: 1.6e6, up: 750e3 }, '4G': { rtt: 70, down: 9e6, up: 9e6 } };
const SLOWDOWN = 4;
const WITHIN_MS = 60000;
const PIECE = 1400; // bytes that go over the line at once
const QUESTION = 'which programming language should I learn';
const ANSWER = 'Python';
const PACKAGES = `${process.env.PEERS ?? ''}/node_modules/`;

/** One direction of a line. */
class Lane {
  constructor() {
    this.free = 0; // when
    this.bytes = 0;
    this.waiting = []; // in order, which timers of their own would not keep
    this.timer = 0;
  }

  /** Calls `deliver` with each piece when it has come over. */
  carry(chunk, { rate, after, from = 0 }, deliver) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      const piece = chunk.subarray(at, at + PIECE);
      this.bytes += piece.length;
      this.free = Math.max(this.free, performance.now(), from) + (piece.length * 8e3) / rate;
      this.waiting.push({ due: this.free + after, deliver: () => deliver(piece) });
    }
    this.timer ||= setTimeout(() => this.pass(), 0);
  }

  pass() {
    while (this.waiting[0]?.due <= performance.now()) this.waiting.shift().deliver();
    this.timer = this.waiting.length && setTimeout(() => this.pass(), this.waiting[0].due - performance.now());
  }
}

/** A port that leads over the line to another one. */
async function lead(line, port) {
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const { rtt, down, up } = line.profile;
    const from = performance.now() + 2 * rtt;
    near.on('data', (chunk) => line.up.carry(chunk, { rate: up, after: rtt / 2, from }, (piece) => far.write(piece)));
    far.on('data', (chunk) => line.down.carry(chunk, { rate: down, after: rtt / 2 }, (piece) => near.write(piece)));
    for (const [one, other] of [[near, far], [far, near]]) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise((done) => { proxy.listen(0, '127.0.0.1', done); });
  return proxy;
}

const file = (path) => () => readFileSync(`${PACKAGES}${path}`);
const json = (value) => () => Buffer.from(JSON.stringify(value));

/** Pages of a site that Pagefind has indexed, among them one with the answer. */
function pagefind() {
  const site = mkdtempSync(join(tmpdir(), 'faqbot-bench-'));
  for (let i = 0; i < 15; i += 1) {
    writeFileSync(join(site, `${i}.html`), `<!doctype html><html lang="en"><title>Page ${i}</title><h1>Which programming ` +
      `language should I learn, ${i}?</h1><p>${i ? `Number ${i}` : ANSWER}. It is popular and versatile.</p></html>`);
  }
  execFileSync(`${PACKAGES}.bin/pagefind`, ['--site', site], { stdio: 'ignore' });
  return site;
}

/** `needs`: a file of its package; `files`: what the site has besides the page; then the page, and what is waited for and
 * done: `field` is typed into. */
const PEERS = [
  { name: 'Web Chat', needs: 'botframework-webchat/dist/webchat.js', launcher: '[data-testid="send box text area"], textarea, input',
    page: `<div id="chat" style="height: 30em"></div><script src="/widget.js"></script><script>
      WebChat.renderWebChat({ directLine: WebChat.createDirectLine({ token: 'x', domain: location.origin }) },
        document.getElementById('chat'));</script>` },
  { name: 'n8n chat', needs: '@n8n/chat/dist/chat.bundle.es.js', launcher: '.chat-window-toggle', field: '.chat-input textarea',
    panel: '.chat-input textarea',
    files: { '/webhook': json({ output: ANSWER }) }, site: () => `${PACKAGES}@n8n/chat/dist`,
    page: `<link rel="stylesheet" href="/style.css"><script type="module">import { createChat } from '/chat.bundle.es.js';
      createChat({ webhookUrl: location.origin + '/webhook', loadPreviousSession: false });</script>` },
  { name: 'Deep Chat', needs: 'deep-chat/dist/deepChat.bundle.js', launcher: '#text-input', field: '#text-input',
    files: { '/chat': json({ text: ANSWER }) },
    page: `<script type="module" src="/widget.js"></script><deep-chat connect='{"url": "/chat"}'></deep-chat>` },
  { name: 'DocSearch', needs: '@docsearch/js/dist/umd/index.js', launcher: '.DocSearch-Button', panel: '.DocSearch-Input',
    files: { '/style.css': file('@docsearch/css/dist/style.css') },
    page: `<link rel="stylesheet" href="/style.css"><div id="search"></div><script src="/widget.js"></script><script>
      docsearch({ container: '#search', appId: 'x', indices: ['x'], apiKey: 'x' });</script>` },
  { name: 'Pagefind', needs: 'pagefind/package.json', launcher: '.pagefind-ui__search-input', field: '.pagefind-ui__search-input',
    site: pagefind,
    page: `<link rel="stylesheet" href="/pagefind/pagefind-ui.css"><script src="/pagefind/pagefind-ui.js"></script>
      <div id="search"></div><script>new PagefindUI({ element: '#search' });</script>` },
];
const ours = (name, attributes) => ({ name, launcher: '.launcher', panel: '.panel', field: '#input',
  page: `<script src="BOT/widget.js" defer></script><faq-chat${attributes}></faq-chat>` });

const TYPES = { '/': 'text/html', js: 'text/javascript', mjs: 'text/javascript', css: 'text/css' };

/** Serves what `serving` has: packed, as any site would. */
function createSite(serving) {
  const kept = new Map();
  return createHttp((request, response) => {
    const [path] = request.url.split('?');
    const make = path === '/' ? () => Buffer.from(serving.page) : serving.files[path];
    const built = serving.folder && join(serving.folder, path);
    if (!make && !(built && existsSync(built))) return response.writeHead(404).end();
    if (!kept.has(make ?? built)) kept.set(make ?? built, gzipSync(make ? make() : readFileSync(built), { level: 9 }));
    const type = TYPES[path.split('.').pop()] ?? 'application/json';
    response.writeHead(200, { 'Content-Type': type, 'Content-Encoding': 'gzip' }).end(kept.get(make ?? built));
  });
}

/** Runs in the page, where acting costs no time of ours: notes when each part is first seen, also within open shadow trees,
 * opens the panel, asks, and notes when the answer is there. */
function watch({ parts, field, question, answer }) {
  window.marks = {};
  let asked = !field;
  function* all(root) {
    yield root;
    for (const element of root.querySelectorAll('*')) if (element.shadowRoot) yield* all(element.shadowRoot);
  }
  const isSeen = (element) => element.getClientRects().length > 0;
  const seen = (selector) => [...all(document)].flatMap((root) => [...root.querySelectorAll(selector)]).find(isSeen);
  const ask = (/** @type {HTMLElement} */ input) => {
    input.focus();
    document.execCommand('insertText', false, question);
    input.dispatchEvent(new window.KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', keyCode: 13,
      bubbles: true, composed: true, cancelable: true }));
    asked = true;
  };
  const look = () => {
    for (const [name, selector] of Object.entries(parts)) {
      const element = name in window.marks ? undefined : seen(selector);
      if (!element) continue;
      window.marks[name] = performance.now();
      if (name === 'launcher' && parts.panel) element.click();
    }
    const isThere = [...all(document)].some((root) => (root.body ?? root).textContent.includes(answer));
    if (!asked && (window.marks.panel || !parts.panel) && seen(field)) ask(seen(field));
    else if (field && asked && isThere) window.marks.answer ??= performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function visit(browser, address, contender, line) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(WITHIN_MS);
    const { launcher, panel, field } = contender;
    await page.addInitScript(watch, { parts: { launcher, ...(panel && { panel }) }, field, question: QUESTION, answer: ANSWER });
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    line.down.bytes = 0;
    await page.goto(address, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.marks?.launcher);
    const first = line.down.bytes;
    await page.waitForFunction((last) => window.marks[last], field ? 'answer' : panel ? 'panel' : 'launcher');
    return { ...(await page.evaluate(() => window.marks)), first, bytes: line.down.bytes };
  } finally {
    await context.close();
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const line = { profile: null, up: new Lane(), down: new Lane() };
const serving = {};
const site = createSite(serving);
await new Promise((done) => { site.listen(0, '127.0.0.1', done); });
const toSite = await lead(line, site.address().port);
const home = `http://127.0.0.1:${toSite.address().port}`;
const bot = await serve({ flags: ['--origin', home] });
const toBot = await lead(line, bot.port);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'] });

const wanted = new RegExp(process.argv[3] ?? '.');
const contenders = [ours('faqbot', ''), ours('faqbot, in German', ' lang="de"'),
  ...PEERS.filter(({ needs }) => process.env.PEERS && existsSync(`${PACKAGES}${needs}`))].filter(({ name }) => wanted.test(name));
const shown = (value) => (value === undefined ? '-' : String(Math.round(value))).padStart(9);
for (const [profile, measures] of Object.entries(PROFILES)) {
  line.profile = measures;
  console.log(`${profile}: ${measures.rtt} ms, ${measures.down / 1e6} Mbit/s down; medians of ${VISITS} visits, in ms and bytes received`);
  console.log(`${''.padEnd(18)} launcher    panel   answer  to launcher  to answer`);
  for (const contender of contenders) {
    Object.assign(serving, { page: `<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title>` +
      contender.page.replaceAll('BOT', `http://127.0.0.1:${toBot.address().port}`),
    files: { ...(contender.needs && { '/widget.js': file(contender.needs) }), ...contender.files }, folder: contender.site?.() });
    const visits = [];
    try {
      for (let i = 0; i < VISITS; i += 1) visits.push(await visit(browser, home, contender, line));
    } catch (error) {
      console.log(`${contender.name}: ${String(error).split('\n')[0]}`);
      continue;
    }
    const of = (key) => (visits[0][key] === undefined ? undefined : median(visits.map((each) => each[key])));
    console.log(`${contender.name.padEnd(18)}${['launcher', 'panel', 'answer'].map((key) => shown(of(key))).join('')}` +
      `    ${shown(of('first'))}  ${shown(contender.field ? of('bytes') : undefined)}`);
  }
}
await browser.close();
await bot.kill();
for (const server of [site, toSite, toBot]) server.close();
site.closeAllConnections();
process.exit();
