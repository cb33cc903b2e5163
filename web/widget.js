// widget.js - <faq-chat>, the visitor's side of faqbot.v1
// (bot/chat/PROTOCOL.md; widget.d.ts and inside.d.ts have its types).
'use strict';
(() => {
  if (typeof customElements === 'undefined' || customElements.get('faq-chat')) return; // no browser, or here already
  /** What the server that serves this file says of its bot. @type {Served} */
  const SERVED = {};

  const PROTOCOL = 'faqbot.v1';
  const TURNS_MAX = 100;
  const SUGGEST_CHARS = 2;
  const SUGGEST_AFTER_MS = 150;
  const COUNT_AFTER_MS = 1000; // suggestions are announced when typing pauses
  const WORKING_AFTER_MS = 300;
  const CANCEL_AFTER_MS = 3000;
  const OFFLINE_AFTER_MS = 1000;
  const NARRATED_FOR_MS = 10000;
  const EXTRAS_WITHIN_MS = 3000; // or the answer is shown without
  const BACKOFF_FIRST_MS = 500;
  const BACKOFF_MAX_MS = 30000;
  const STABLE_AFTER_MS = 60000;
  const CALLS_MAX = 8; // within CALLS_WITHIN_MS, whoever wants them
  const CALLS_WITHIN_MS = 11000; // so that no server sees more in ten seconds
  const HELLO_WITHIN_MS = 5000;
  const REPLY_WITHIN_MS = 10000; // or it is dead
  const DETOUR_AFTER = 2; // tries in a row without a hello
  const SENDS_MAX = 4; // of a question that ends the connection
  const CLOSE_IDLE = 4009;
  const CLOSE_FINAL = 4500; // and above
  const LOW_PX = 400; // a panel that has no room to give away
  const NARROW = '(max-width: 30em), (max-height: 30em)'; // the panel covers the page

  const script = /\bhttps?:[^\s()]*\/widget\.js/.exec(String(new Error().stack))?.[0] || // a module's too, under any <base>
    /** @type {HTMLScriptElement | null} */ (document.currentScript)?.src;
  const HERE = script ? new URL('.', script).href : document.baseURI;
  const HOME = SERVED.bot ? HERE : ''; // '': no bot serves this

  const LANGUAGES = ('ar bg ca cs da de el en es eu fa fi fr ga he hi hu hy id it ja ko lt ne nl no pl pt ro ru sr sv ta ' +
    'th tr uk vi yi zh').split(' ');
  /** @type {Words} */
  const ENGLISH = {
    lang: 'en',
    dir: 'ltr',
    title: 'Questions and answers',
    launch: 'Ask a question',
    close: 'Close',
    restart: 'New conversation',
    download: 'Download transcript',
    transcript: 'Conversation',
    question: 'Your question',
    ask: 'Ask',
    greeting: 'Ask me a question.',
    suggestions: 'Suggested questions',
    suggestion_count: { one: '{count} suggestion', other: '{count} suggestions' },
    asked: 'You asked:',
    replied: 'Answer:',
    working: 'Working …',
    stop_waiting: 'Stop waiting',
    understood: 'Understood as: {question}',
    from: 'From:',
    related: 'Related questions',
    disclaimer_label: 'Disclaimer:',
    unsure: 'I am not sure what you mean. Is it one of these?',
    neither: 'None of these',
    mentions: 'These mention it:',
    miss_1: 'I have no answer to that.',
    miss_2: 'I have no answer to that either.',
    miss_3: 'Not found. Other words may find it.',
    unknown: 'Words I have never met: {words}.',
    corrected: '“{from}” was read as “{to}”.',
    helpful: 'Was this helpful?',
    helpful_yes: 'Yes',
    helpful_no: 'No',
    offline: 'No connection. Trying again …',
    connected: 'Connected again.',
    limited: 'Too many questions at once. This one will be asked again.',
    failed: 'The question could not be answered just now.',
    refused: 'The server has ended this chat. Reload the page to start again.',
    retry: 'Try now',
    cancel: 'Cancel',
    wait: 'Your last question is still waiting for its answer.',
    too_long: { other: '{limit} characters at most: {count} too many.' },
    new_tab: '(opens in a new tab)',
    cleared: 'The conversation was cleared.',
    undo: 'Undo',
    kept_heading: 'What is kept of what you ask',
    forget: 'Forget this conversation',
    forgotten: 'What was kept of this conversation has been deleted.',
  };

  const STYLE = `
:host { display: contents !important; }
:host([hidden]), [hidden] { display: none !important; }
:host([page]:not([page=false], [hidden])) { display: block !important; block-size: 100%; }
.root { all: initial; --l: initial; --d: ; color-scheme: light;
  position: fixed; inset-block-end: var(--faq-inset, 20px); inset-inline-end: var(--faq-inset, 20px);
  z-index: var(--faq-layer, 2147483000);
  display: block; color: var(--text); overflow-wrap: anywhere;
  font: var(--faq-size, medium)/1.5 var(--faq-font, system-ui, sans-serif); }
@media (prefers-color-scheme: dark) { .root { --l: ; --d: initial; color-scheme: dark; } }
:host([theme=light]) .root { --l: initial; --d: ; color-scheme: light; }
:host([theme=dark]) .root { --l: ; --d: initial; color-scheme: dark; }
.root.page { position: static; block-size: 100%; }
.root {
  --accent: var(--faq-accent, var(--l, #1f5f8b) var(--d, #8cc4ee));
  --on-accent: var(--faq-on-accent, var(--l, #fff) var(--d, #0b2233));
  --surface: var(--faq-surface, var(--l, #fff) var(--d, #16191d));
  --raised: var(--faq-raised, var(--l, #f1f4f7) var(--d, #22272d));
  --text: var(--faq-text, var(--l, #1b2127) var(--d, #e7eaee));
  --muted: var(--faq-muted, var(--l, #56616c) var(--d, #a3adb8));
  --line: var(--faq-line, var(--l, #d5dbe1) var(--d, #3a424b));
  --edge: var(--faq-edge, var(--l, #7b8794) var(--d, #7f8b98));
  --alert: var(--faq-alert, var(--l, #a3261b) var(--d, #ff9d92));
  --radius: var(--faq-radius, 12px);
  --tap: 44px;
}
*, ::before { box-sizing: border-box; margin: 0; padding: 0; }
h2, h3, button, textarea, input { font: inherit; color: inherit; }
button { min-block-size: var(--tap); min-inline-size: var(--tap); cursor: pointer;
  background: none; border: 1px solid transparent; border-radius: var(--radius); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
svg { inline-size: 1.25em; block-size: 1.25em; display: block; fill: none; stroke: currentColor; stroke-width: 2;
  stroke-linecap: round; stroke-linejoin: round; }
.away, button { user-select: none; }
.away { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.launcher { display: flex; align-items: center; gap: .6em; min-block-size: 52px; padding: 0 1.3em; font-weight: 600;
  background: var(--accent); color: var(--on-accent); border-radius: 26px; box-shadow: 0 4px 16px #0004; }

.panel { position: static; display: flex; flex-direction: column; overflow: hidden; color: inherit;
  inline-size: min(var(--faq-width, 25em), 100vw - 40px); block-size: min(var(--faq-height, 40em), 100vh - 40px);
  background: var(--surface); border: 1px solid var(--line); border-radius: calc(var(--radius) + 4px);
  box-shadow: 0 12px 48px #0004; }
dialog.panel:not([open]) { display: none; }
.panel:modal { position: fixed; inset: 0 0 auto; inline-size: auto; max-inline-size: none; block-size: 100%; max-block-size: none;
  border: 0; border-radius: 0; }
.panel::backdrop { background: none; }
.page .panel { inline-size: 100%; block-size: 100%; border: 0; border-radius: 0; box-shadow: none; }
.page :is(.head, .log, .foot) { padding-inline: max(1.25em, 50% - 22em); }

.head { display: flex; align-items: center; gap: .25em; min-block-size: calc(var(--tap) + 1em); padding-block: .5em;
  padding-inline: 1.25em .5em; border-block-end: 1px solid var(--line); }
.title { flex: 1; min-inline-size: 0; font-size: 1.0625em; line-height: 1.3; font-weight: 600; }
.tools { display: flex; gap: .25em; }
button[title] { display: grid; place-items: center; flex: none; color: var(--muted); }
button[title]:hover { background: var(--raised); }
.page .title { font-size: 1.25em; }
.page .tools { margin-inline-end: -.75em; }

.log { flex: 1; min-block-size: 0; overflow-y: auto; overscroll-behavior: contain; padding: 1.25em; position: relative; }
.log:focus-visible { outline-offset: -2px; }
ol.turns { list-style: none; }
.turns:empty { display: none; }
.start + .turns > :first-child:not(:last-child), .turn + .turn, .start:not(:empty) + .turns > .turn { margin-block-start: 1.75em; }
.answer > * + *, .rich > * + *, .rich li > * + *, .rich blockquote > * + *, .start > * + * { margin-block-start: .75em; }
.question { inline-size: fit-content; max-inline-size: 85%; margin-inline-start: auto; margin-block-end: 1em; padding: .5em .9em;
  background: var(--accent); color: var(--on-accent);
  border-radius: var(--radius); border-end-end-radius: 3px; }
.turn { content-visibility: auto; contain-intrinsic-size: auto 20em; margin-inline: -4px; padding: 0 4px 4px; }
.words, .snippet { display: block; }
.words { white-space: pre-wrap; }
.answer, .start { max-inline-size: 38em; }
.matched { font-weight: 600; }
.rich :is(ul, ol) { padding-inline-start: min(1.5em, 9%); }
.rich ul { list-style: disc; }
.rich ul ul { list-style: circle; }
.rich li + li { margin-block-start: .3em; }
.rich pre { overflow-x: auto; padding: .75em 1em; background: var(--raised); border-radius: var(--radius); }
.rich :is(code, pre) { font: .9em/1.5 ui-monospace, monospace; }
.rich p code { padding: .1em .3em; background: var(--raised); border-radius: 4px; }
.open { list-style: "☐ "; }
.done { list-style: "☑ "; }
.rich blockquote { padding-inline-start: min(1em, 9%); border-inline-start: 3px solid var(--line); }
a, .rich button { color: var(--accent); text-decoration: underline; text-underline-offset: .15em; }
.rich button { --tap: 0; }
.rich button:not([class]) { user-select: text; }
.source, .note, .disclaimer, .hint, .status, .label, .snippet, .privacy { font-size: .875em; color: var(--muted); }
.disclaimer { padding-inline-start: .9em; border-inline-start: 2px solid var(--line); }
.label { margin-block-end: .4em; font-weight: 600; }
.pick { display: flex; flex-direction: column; gap: .5em; list-style: none; }
.pick button { inline-size: 100%; padding: .5em .9em; text-align: start; line-height: 1.4; border-color: var(--edge);
  background: var(--surface); }
.pick button:hover, .plain:hover { background: var(--raised); border-color: var(--accent); }
.neither { color: var(--muted); }
mark { background: none; color: inherit; font-weight: 600; }
.root:not(.rated) .rate { display: none; }
.rate { display: flex; align-items: center; gap: .25em; font-size: .875em; color: var(--muted); }
.rate :last-child svg { transform: rotate(180deg); }
.rate [aria-pressed=true] { color: var(--accent); border-color: currentColor; background: var(--raised); }
.actions { display: flex; flex-wrap: wrap; gap: .5em; }
.plain { padding: 0 1em; border-color: var(--edge); }

.foot { position: relative; padding: .75em 1.25em 1em; border-block-start: 1px solid var(--line); }
.page .foot { padding-block-end: 1.5em; }
.foot label { display: block; margin-block-end: .35em; font-size: .875em; font-weight: 600; }
.privacy { display: flex; min-block-size: 1.5em; flex-wrap: wrap; justify-content: space-between; gap: 0 1em; margin-block-start: .4em; }
.privacy * { color: inherit; }
.privacy button { --tap: 1.5em; border: 0; text-decoration: underline; }
.row { position: relative; display: flex; align-items: flex-end; gap: .5em; }
textarea { flex: 1; min-inline-size: 0; min-block-size: var(--tap); max-block-size: 9em; padding: .55em .8em; resize: none;
  field-sizing: content; background: var(--surface); border: 1px solid var(--edge); border-radius: var(--radius); }
textarea:focus-visible { outline-offset: -1px; }
textarea[aria-invalid=true] { border-color: var(--alert); }
.send { padding: 0 1.1em; font-weight: 600; background: var(--accent); color: var(--on-accent); }
.hint, .status { margin-block-start: .4em; }
.hint.wrong { color: var(--alert); }
.offer { position: absolute; inset-inline: 0; inset-block-end: calc(100% + .3em); z-index: 1; max-block-size: 16em;
  overflow-y: auto; padding: .3em; list-style: none; background: var(--surface); border: 1px solid var(--edge);
  border-radius: var(--radius); box-shadow: 0 6px 24px #0003; }
.offer li { display: flex; align-items: center; min-block-size: var(--tap); padding: .4em .7em; line-height: 1.4; cursor: pointer;
  border-radius: calc(var(--radius) - 4px); }
.offer li:hover { background: var(--raised); }
.offer [aria-selected=true] { background: var(--accent); color: var(--on-accent); }

@media (prefers-reduced-motion: no-preference) {
  .root:not(.page) .panel { animation: rise .16s ease-out; }
  @keyframes rise { from { opacity: 0; transform: translateY(8px); } }
}
@media (forced-colors: active) {
  .launcher, .send, .question { border: 1px solid ButtonBorder; }
  .offer [aria-selected=true], .rate [aria-pressed=true] { forced-color-adjust: none; background: Highlight; color: HighlightText; }
  :focus-visible { outline-color: Highlight; }
}
@media print {
  :host .root.root { --l: initial; --d: ; color-scheme: light; }
  .root:not(.page), .tools, .foot, .choices, .rate, .actions { display: none; }
  .root.page, .page :is(.panel, .log) { display: block; block-size: auto; overflow: visible; }
  .turn { content-visibility: visible; break-inside: avoid; }
  .rich a[href^=http]::after { content: " (" attr(href) ")"; }
}
`;

  const ICONS = {
    chat: 'M4 5h16v11H10l-5 4v-4H4z',
    close: 'M6 6l12 12M18 6L6 18',
    restart: 'M5 12a7 7 0 1 0 2.3-5.2M5 4v4h4',
    download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
    thumb: 'M7 11v9H4v-9zl4-7c2 0 2 2 2 3v3h7l-2 10H7',
  };

  /**
   * An element `tag.class`, its properties (attributes if there is a hyphen) and its children.
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K | `${K}.${string}`} tag @param {Record<string, unknown>} [properties] @param {...(Node | string)} children
   */
  function make(tag, properties = {}, ...children) {
    const [name, part = ''] = tag.split('.');
    const element = document.createElement(/** @type {K} */ (name));
    if (part) element.className = part;
    element.setAttribute('part', part || name);
    for (const [key, value] of Object.entries(properties)) {
      if (key === 'role' || key.includes('-')) element.setAttribute(key, String(value));
      else Object.assign(element, { [key]: value });
    }
    element.append(...children);
    return element;
  }

  /** @param {keyof typeof ICONS} name */
  function icon(name) {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('part', 'icon');
    const path = document.createElementNS(space, 'path');
    path.setAttribute('d', ICONS[name]);
    svg.append(path);
    return svg;
  }

  /** @param {string} text @param {Record<string, unknown>} values for {name} */
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));

  /** @param {string} address @param {string} base */
  function parse(address, base) {
    try {
      return new URL(address, base);
    } catch {
      return null;
    }
  }

  /**
   * A link, or only its content if the address is not safe to follow.
   * @param {string | undefined} address @param {Way} way @param {...(Node | string)} children
   */
  function anchor(address, way, ...children) {
    const url = address && parse(address, way.base);
    if (!url || !/^(https?|mailto|tel):$/.test(url.protocol)) return make('span', {}, ...children);
    if (!url.protocol.startsWith('http')) return make('a', { href: url.href }, ...children);
    return make('a', { href: url.href, target: '_blank', rel: 'noreferrer' }, ...children,
      make('span.away', {}, ` ${way.newTab}`));
  }

  /** @type {Record<string, keyof HTMLElementTagNameMap>} */
  const TAGS = { strong: 'strong', emphasis: 'em', strike: 's', break: 'br' };

  /** Kinds that nobody knows are left out.
   * @param {Block[] | undefined} blocks @param {Way} way @returns {HTMLElement[]} */
  function drawBlocks(blocks = [], way) {
    return blocks.flatMap(/** @returns {HTMLElement[]} */ (block) => {
      const { type, text = '' } = block;
      if (type === 'paragraph') return [make('p', {}, ...drawInline(block.inline, way))];
      if (type === 'quote') return [make('blockquote', {}, ...drawBlocks(block.blocks, way))];
      if (type === 'list') {
        const items = (block.items || []).map((item, i) => make(`li.${block.tasks?.[i] ?? ''}`, {}, ...drawBlocks(item, way)));
        return [block.ordered ? make('ol', { start: block.start ?? 1 }, ...items) : make('ul', {}, ...items)];
      }
      const drawn = extras?.drawBlock(block, way);
      if (drawn) return [drawn];
      if (!extras) way.lacks();
      return type === 'code' ? [make('pre', { dir: 'ltr', tabIndex: 0 }, make('code', {}, text))] : leaves(block);
    });
  }

  /** What can be read of a block without the second module. @param {Block} block @returns {HTMLElement[]} */
  function leaves(block) {
    const texts = JSON.stringify(block).match(/"text":"(?:[^"\\]|\\.)*"/g) ?? [];
    return texts[0] ? [make('p', {}, texts.map((text) => JSON.parse(`{${text}}`).text).join(' '))] : [];
  }

  /** @param {Block[] | undefined} pieces @param {Way} way @returns {(Node | string)[]} */
  function drawInline(pieces = [], way) {
    return pieces.flatMap(/** @returns {(Node | string)[]} */ (piece) => {
      const { type, text = '', url, entry: id, question = '', inline, src, alt = '', number } = piece;
      if (type === 'text') return [text];
      if (type === 'code') return [make('code', { dir: 'ltr' }, text)];
      if (type === 'image' && (!way.images || way.linked)) return [way.linked ? alt : anchor(src, way, alt)];
      if (type === 'image' || type === 'footnote') {
        if (!extras) way.lacks();
        return [extras?.drawInline(piece, way) ?? (alt || `[${number}]`)];
      }
      const inner = drawInline(inline, type === 'link' ? { ...way, linked: true } : way);
      if (id) return [make('button', { onclick: () => way.choose({ id, question }) }, ...inner)];
      if (type === 'link') return [anchor(url, way, ...inner)];
      return TAGS[type] ? [make(TAGS[type], {}, ...inner)] : [];
    });
  }

  /** @param {Node} node @returns {string} */
  function speak(node) {
    if (!(node instanceof Element)) return node.textContent ?? '';
    if (node.matches('.away, .tool, .plain, .mark, .back')) return '';
    const said = node instanceof HTMLImageElement ? node.alt : [...node.childNodes].map(speak).join('');
    return said + (node.matches('p, pre, tr, br') ? '\n' : node.matches('td, th') ? '; ' : '');
  }

  // -- The second module

  /** @type {Extras | undefined} */
  let extras;
  /** @type {Promise<Extras> | undefined} */
  let coming;

  /** @param {string} code */
  const loadWords = (code) => import(`${HERE}words/${code}.js`);

  function loadExtras() {
    coming ??= import(new URL('./widget-more.js', HERE).href).then((/** @type {{ default: OpenExtras }} */ module) => {
      extras = module.default({ make, icon, anchor, drawBlocks, drawInline, speak, fill, loadWords });
      SHEET.replaceSync(STYLE + extras.sheet);
      return extras;
    }).catch((error) => {
      coming = undefined; // may work later
      throw error;
    });
    return coming;
  }

  // -- The connection

  /** A WebSocket that reconnects, with full jitter; where none passes, a detour over HTTP until one does. */
  class Connection {
    /** @param {Chat} owner */
    constructor(owner) {
      this.owner = owner;
      /** @type {ConnectionState} */
      this.state = 'asleep';
      /** @type {WebSocket | null} */
      this.socket = null;
      /** @type {Detour | null} */
      this.detour = null;
      this.turning = 0; // a number for each turn() that is under way; 0: none
      this.attempt = 0; // since it was stable
      this.failed = 0; // since a hello
      /** @type {number[]} */
      this.calls = []; // when
      this.timers = { call: 0, reply: 0, stable: 0 };
      this.look = () => {
        if (document.visibilityState === 'hidden') return;
        if (this.state === 'waiting') this.call();
        else if (this.socket && this.state === 'ready' && this.send({ type: 'ping', id: 'ping' })) this.expect();
      };
    }

    /** `now`: even if it is about to try again, or the server has refused. */
    wake(now = false) {
      addEventListener('online', this.look);
      document.addEventListener('visibilitychange', this.look);
      if (this.state === 'asleep' || (now && this.state !== 'calling' && this.state !== 'ready')) this.call();
    }

    /** What a message goes by. */
    get line() {
      return this.state === 'ready' ? this.socket : this.detour;
    }

    isReady() {
      return this.line !== null;
    }

    isLost() {
      return !this.isReady() && (this.state === 'waiting' || (this.state === 'calling' && this.attempt > 0));
    }

    /** Disconnects, until woken. */
    sleep() {
      removeEventListener('online', this.look);
      document.removeEventListener('visibilitychange', this.look);
      this.hangUp();
      this.detour = null;
      this.turning = 0;
      if (this.state !== 'refused') this.state = 'asleep'; // telling the owner would wake it
    }

    /** @param {Asking} message */
    send(message) {
      if (this.state === 'ready' && this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
      else if (this.detour) this.detour.send(message);
      else return false;
      return true;
    }

    /** A reply is due. */
    expect(within = REPLY_WITHIN_MS) {
      clearTimeout(this.timers.reply);
      if (!this.socket) return;
      this.timers.reply = setTimeout(() => {
        this.socket?.close(); // a browser opens one at a time: the next would wait for it
        this.lost(0);
      }, within);
    }

    call() {
      this.hangUp();
      const now = performance.now();
      this.calls = this.calls.filter((at) => at > now - CALLS_WITHIN_MS);
      if (this.calls.length >= CALLS_MAX) return this.wait(this.calls[0] + CALLS_WITHIN_MS - now);
      this.calls.push(now);
      this.become('calling');
      let socket;
      try {
        socket = new WebSocket(this.owner.address('ws').replace('http', 'ws'), PROTOCOL);
      } catch { // an https page may not open a plain WebSocket
        return this.become('refused');
      }
      this.socket = socket;
      socket.onmessage = (event) => this.receive(event.data);
      socket.onclose = (event) => this.lost(event.code, event.reason);
      this.expect(HELLO_WITHIN_MS);
    }

    /** @param {number} ms */
    wait(ms) {
      clearTimeout(this.timers.call);
      this.timers.call = setTimeout(() => this.call(), ms);
      this.become('waiting');
    }

    /** @param {unknown} data */
    receive(data) {
      clearTimeout(this.timers.reply);
      let message;
      try {
        message = JSON.parse(String(data));
      } catch { /* handled below */ }
      if (!message || typeof message !== 'object') return;
      if (message.type === 'hello') {
        this.timers.stable = setTimeout(() => { this.attempt = 0; }, STABLE_AFTER_MS);
        this.failed = 0;
        this.detour = null;
        this.state = 'ready';
        this.owner.hear(message);
        this.owner.follow();
      } else if (this.state === 'ready') {
        this.owner.hear(message);
      }
    }

    /** @param {number} code @param {string} [reason] */
    lost(code, reason = '') {
      if (this.state === 'calling') this.failed += 1;
      this.hangUp();
      if (code >= CLOSE_FINAL) return this.become('refused');
      const after = /retry_after_ms":(\d+)/.exec(reason); // it stops
      if ((after || code === CLOSE_IDLE) && !this.owner.pending) {
        if (after) this.timers.call = setTimeout(() => this.call(), Math.min(BACKOFF_MAX_MS, Number(after[1])));
        return this.become('asleep'); // until the visitor acts
      }
      const most = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** this.attempt);
      this.attempt += 1;
      this.wait(Math.random() * most);
      if (this.failed >= DETOUR_AFTER && !this.detour && !this.turning) this.turn();
    }

    /** Asks over HTTP from now on, if the server answers there. */
    async turn() {
      const mine = this.turning = Math.random();
      try {
        /** @type {Detour} */
        const detour = await (await loadExtras()).openDetour(this.owner, () => {
          if (this.detour !== detour) return;
          this.detour = null;
          this.owner.follow();
        });
        if (this.turning === mine && !this.isReady() && this.state !== 'refused') {
          this.detour = detour;
          this.owner.hear(detour.hello);
          this.owner.follow();
        }
      } catch { /* it is lost altogether */ }
      if (this.turning === mine) this.turning = 0;
    }

    hangUp() {
      clearTimeout(this.timers.call);
      clearTimeout(this.timers.reply);
      clearTimeout(this.timers.stable);
      if (!this.socket) return;
      const { socket } = this;
      this.socket = socket.onmessage = socket.onclose = null;
      if (socket.readyState === 0) socket.onopen = () => socket.close(); // closing it now would log an error
      else socket.close();
    }

    /** @param {ConnectionState} state */
    become(state) {
      if (this.state === state) return;
      this.state = state;
      this.owner.follow();
    }
  }

  /** The stored conversation, which other tabs and other elements may share. */
  class Memory {
    /** @param {string | null} kind @param {string} bot */
    constructor(kind, bot) {
      this.key = `faq-chat/1 ${bot}`;
      /** @type {Map<string, string>} the turns as last loaded or saved */
      this.seen = new Map();
      /** @type {Storage | null} */
      this.storage = null;
      try {
        this.storage = kind === 'none' ? null : kind === 'local' ? localStorage : sessionStorage;
      } catch { /* forbidden by the browser */ }
    }

    /** @returns {Kept} */
    load() {
      try {
        const kept = JSON.parse(this.storage?.getItem(this.key) || '[]');
        /** @type {Turn[]} */
        const turns = kept.turns ?? kept;
        return { talk: { ...kept.talk }, since: Number(kept.since) || 0,
          turns: turns.filter((turn) => typeof turn?.id === 'string' && typeof turn.text === 'string') };
      } catch { // not ours
        return { turns: [], talk: {}, since: 0 };
      }
    }

    /** @param {Turn[]} turns */
    saw(turns) {
      this.seen = new Map(turns.map((turn) => [turn.id, JSON.stringify(turn)]));
    }

    /** Adds what others have stored meanwhile, but for what is gone, and stores it all.
     * @param {Kept & { gone: Set<string> }} kept */
    save({ turns, talk, since, gone }) {
      if (!this.storage) return turns.slice(-TURNS_MAX);
      const there = this.load();
      since = Math.max(since, there.since);
      const all = new Map(there.turns.map((turn) => [turn.id, turn]));
      for (const turn of turns) {
        const theirs = all.get(turn.id);
        const mine = JSON.stringify(turn);
        if (theirs && mine === this.seen.get(turn.id) && mine !== JSON.stringify(theirs)) continue; // changed there alone
        all.set(turn.id, Object.assign(turn, { ...theirs, ...turn }));
      }
      let kept = [...all.values()].filter(({ id, at = 0 }) => !gone.has(id) && at >= since)
        .sort((left, right) => (left.at ?? 0) - (right.at ?? 0)).slice(-TURNS_MAX);
      for (;;) {
        try {
          if (kept.length === 0 && talk.given === undefined && !talk.due) this.storage.removeItem(this.key);
          else this.storage.setItem(this.key, JSON.stringify({ turns: kept, talk, since }));
          this.saw(kept);
          return kept;
        } catch { // full, or forbidden
          if (kept.length === 0) return turns;
          kept = kept.slice(Math.ceil(kept.length / 4));
        }
      }
    }

    /** What the element had when it was last left, on this page or another.
     * @param {string} id @returns {{ draft?: string, open?: boolean }} */
    leftOf(id) {
      try {
        return JSON.parse(this.storage && sessionStorage.getItem(`${this.key}#${id}`) || '{}');
      } catch {
        return {};
      }
    }

    /** @param {string} id @param {object} left */
    leave(id, left) {
      try {
        if (!this.storage) return;
        const key = `${this.key}#${id}`;
        if (Object.keys(left).length > 0) sessionStorage.setItem(key, JSON.stringify(left));
        else sessionStorage.removeItem(key);
      } catch { /* full or forbidden */ }
    }
  }

  // -- The element

  const SHEET = new CSSStyleSheet();
  SHEET.replaceSync(STYLE);

  const newId = () => crypto.getRandomValues(new Uint32Array(3)).join('-');

  /** Text as the server accepts it: without half a surrogate pair. @param {unknown} text */
  const clean = (text) => String(text).replace(/[\ud800-\udfff]/gu, '\ufffd').replace(/\0/g, '').trim();

  /** "Article > Section", without a final "FAQ". @param {Part} answer */
  const origin = ({ source = {} }) => [source.title, source.section].filter(Boolean).join(' > ').replace(/ > FAQs?$/i, '');

  /** @param {Help} help */
  const sentence = ({ contact = '', person }) => (person ? person.text ?? '' : contact);

  /** @param {Answer} answer @returns {Part[]} */
  const partsOf = (answer) => (answer.parts?.every(({ blocks }) => blocks) ? answer.parts : [answer]);

  /** Code points, as the server counts them. @param {string} text */
  const length = (text) => [...text].length;

  /** The language of a tag that we have words of. @param {string | null | undefined} tag */
  function spoken(tag) {
    const code = (tag ?? '').toLowerCase().split('-')[0].replace(/^n[bn]$/, 'no');
    return LANGUAGES.includes(code) ? code : '';
  }

  /** By language, once they are loaded. @type {Map<string, Words>} */
  const WORDS = new Map();
  /** Those in the page. @type {Set<FaqChat>} */
  const ELEMENTS = new Set();
  const BOOLEANS = ['open', 'page', 'images'];
  const TEXTS = ['src', 'theme', 'storage', 'tags', 'section'];

  class FaqChat extends HTMLElement {
    static observedAttributes = ['lang', 'open', 'page', 'src', 'storage', 'tags', 'section'];

    constructor() {
      super();
      this.root = this.attachShadow({ mode: 'open' });
      this.fit = new CSSStyleSheet(); // the panel to what a phone's keyboard leaves
      this.root.adoptedStyleSheets = [SHEET, this.fit];
      /** @type {Partial<Words>} the host's */
      this.words = {};
      /** @type {Words} */
      this.say = ENGLISH;
      /** @type {Turn[]} */
      this.turns = [];
      /** @type {Talk} */
      this.talk = {};
      this.since = 0; // what was asked before is cleared
      /** @type {Set<string>} */
      this.gone = new Set();
      /** @type {Turn[]} */
      this.cleared = [];
      /** @type {Map<string, HTMLElement>} */
      this.views = new Map();
      /** @type {Turn | null} */
      this.pending = null;
      /** @type {'' | 'limited' | 'failed'} why the pending question is not sent */
      this.trouble = '';
      /** @type {Hello | null} of the connection that the pending question was sent on */
      this.sentOn = null;
      this.sends = 0;
      this.slow = false; // the pending question has taken long
      /** @type {Hello} */
      this.hello = { type: 'hello' };
      this.started = '';
      this.suggesting = '';
      this.touched = false;
      this.wasOpen = false;
      this.decided = false; // somebody has opened or closed it
      this.modal = false;
      this.lacking = false; // something was drawn for which the second module is needed
      this.toldLoss = false;
      this.forgetting = false;
      this.timers = { working: 0, cancel: 0, offline: 0, again: 0, suggest: 0, count: 0 };
      /** @type {Connection} */
      this.connection = new Connection(this);
      /** @type {Memory | null} */
      this.memory = null;
      this.leaving = new AbortController();
      this.slotName = '';
      this.furnished = false; // the panel is made when it is first opened
      /** @type {HTMLElement} */
      this.panel = make('dialog');
      this.frame = this.launcher = this.heading = this.opening = this.list = this.log = this.live = this.hint =
        this.privacy = this.status = make('section');
      this.offers = this.launcher;
      this.tools = [this.launcher];
      this.input = make('textarea');
      /** @type {Choices | null} not before somebody types */
      this.choices = null;
    }

    // -- For the host page

    get strings() {
      return this.words;
    }

    set strings(words) {
      const same = JSON.stringify(words) === JSON.stringify(this.words); // frameworks set it at each turn
      this.words = words ?? {};
      if (this.memory && !same) this.learn();
    }

    get greetAfter() {
      return Number(this.getAttribute('greet-after')) || 0;
    }

    set greetAfter(seconds) {
      this.setAttribute('greet-after', String(seconds));
    }

    show() {
      this.toggleAttribute('open', true);
    }

    hide() {
      this.removeAttribute('open');
    }

    close() {
      this.hide();
    }

    /** @param {string} text */
    ask(text) {
      this.show();
      const turn = { id: newId(), text: clean(text), context: this.context() };
      if (turn.text && !this.isLong(turn.text) && this.put(turn)) return true;
      this.fillIn(turn.text);
      return false;
    }

    clear() {
      this.cleared = this.turns;
      this.turns = [];
      this.since = Date.now();
      this.end();
      this.talk = { due: this.talk.token ?? this.talk.due };
      this.keep();
      if (!this.furnished) return;
      this.connection.sleep();
      this.connection.wake(true);
      this.drawAll();
      this.narrate(this.say.cleared);
    }

    reset() {
      this.clear();
    }

    connectedCallback() {
      for (const name of [...BOOLEANS, ...TEXTS, 'greetAfter', 'strings']) { // set before the element was defined
        if (!Object.keys(this).includes(name)) continue;
        const value = Reflect.get(this, name);
        Reflect.deleteProperty(this, name);
        Reflect.set(this, name, value);
      }
      this.slotName ||= this.id || `${ELEMENTS.size || ''}`; // what it is remembered by
      ELEMENTS.add(this);
      this.leaving = new AbortController();
      const { signal } = this.leaving;
      addEventListener('pagehide', () => this.leave(), { signal });
      addEventListener('pageshow', (event) => event.persisted && (this.catchUp(), this.start()), { signal });
      addEventListener('popstate', () => {
        const open = history.state?.faqChat ?? false;
        if (this.isNarrow() && open !== this.modal) this.open = open;
      }, { signal });
      addEventListener('storage', (event) => event.key === this.memory?.key && this.catchUp(), { signal });
      matchMedia(NARROW).addEventListener('change', () => this.follow(), { signal });
      for (const name of ['resize', 'scroll'])
        globalThis.visualViewport?.addEventListener(name, () => this.refit(), { signal });
      const isNew = !this.memory;
      setTimeout(() => this.isConnected && !this.base && this.extra((more) => more.missAddress(this)));
      this.learn();
      if (isNew) this.remember();
      this.start();
      const asked = isNew && this.isOn('page') && new URLSearchParams(location.search).get('q');
      if (asked) {
        const url = new URL(location.href);
        url.searchParams.delete('q');
        history.replaceState(history.state, '', url); // a reload does not ask again
        this.ask(asked);
      }
      if (isNew && this.greetAfter > 0) loadExtras().then((more) => more.invite(this), () => {});
    }

    disconnectedCallback() {
      ELEMENTS.delete(this);
      this.leaving.abort();
      this.leave();
    }

    /** @param {string} name @param {string | null} before @param {string | null} after */
    attributeChangedCallback(name, before, after) {
      if (!this.isConnected || !this.memory || before === after) return;
      if (name === 'open') {
        this.decided = true;
        return this.follow();
      }
      if (name === 'lang' || name === 'page') return this.learn();
      this.connection.sleep();
      if (name === 'src' || name === 'storage') this.remember();
      this.start();
    }

    // -- State

    /** @param {string} name of a boolean attribute; frameworks write "false" */
    isOn(name) {
      return (this.getAttribute(name) ?? 'false') !== 'false';
    }

    isOpen() {
      return this.isOn('open') || this.isOn('page');
    }

    isNarrow() {
      return matchMedia(NARROW).matches;
    }

    get base() {
      const src = this.getAttribute('src');
      return src ? new URL(src.replace(/\/*$/, '/'), document.baseURI).href : HOME;
    }

    /** Of a part of the server, for this visitor. @param {string} path */
    address(path) {
      const url = new URL(path, this.base || document.baseURI);
      const wishes = { lang: this.say.lang, tags: this.getAttribute('tags'), section: this.getAttribute('section'),
        path: this.isOn('page') ? null : location.pathname };
      for (const [name, value] of Object.entries(wishes)) if (value) url.searchParams.set(name, value);
      return url.href;
    }

    /** The conversation and what was left of it on another page. */
    remember() {
      this.memory = new Memory(this.getAttribute('storage'), this.base);
      this.end();
      Object.assign(this, this.memory.load(), { gone: new Set(), cleared: [] });
      this.memory.saw(this.turns);
      const last = this.last;
      if (last && !last.answer) this.begin(last);
      const { draft, open } = this.memory.leftOf(this.slotName);
      this.input.value = draft ?? '';
      if (open !== undefined && !this.isOn('page')) Reflect.set(this, 'open', open);
      if (this.furnished) this.build();
    }

    leave() {
      this.connection.sleep();
      const draft = this.input.value;
      this.memory?.leave(this.slotName, { ...(draft && { draft }), ...(this.decided && { open: this.isOpen() }) });
    }

    keep() {
      if (!this.memory) return;
      const turns = this.memory.save(this);
      if (turns.some((turn) => !this.turns.includes(turn))) {
        this.turns = turns;
        this.drawAll();
      }
      for (const other of ELEMENTS) if (other !== this && other.memory?.key === this.memory.key) other.catchUp();
    }

    /** Shows what another tab or element did to the conversation. */
    catchUp() {
      if (!this.memory?.storage) return;
      const before = JSON.stringify(this.turns);
      const { turns, talk, since } = this.memory.load();
      const { pending } = this;
      this.turns = turns.map((turn) => (turn.id === pending?.id ? pending : turn));
      if (pending && !this.turns.includes(pending)) this.turns.push(pending);
      if (pending) pending.at = Math.max(pending.at ?? 0, since); // a clearing elsewhere leaves it
      Object.assign(this, { talk, since });
      this.memory.saw(turns);
      if (JSON.stringify(this.turns) !== before) this.drawAll();
    }

    context() {
      const answered = this.turns.filter((turn) => turn.answer?.outcome === 'answered');
      return answered[answered.length - 1]?.answer?.source?.entry;
    }

    get last() {
      return this.turns[this.turns.length - 1];
    }

    get limit() {
      return this.hello.limits?.question_chars ?? 2e3;
    }

    /** @param {string} text */
    isLong(text) {
      return length(text) > this.limit;
    }

    /** @param {string} name @param {object} [detail] @param {...string} names of before */
    emit(name, detail = {}, ...names) {
      for (const type of [`faqbot-${name}`, ...names]) {
        this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
      }
    }

    // -- Language

    /** Finds the words to speak with, and builds. */
    learn() {
      const nearest = /** @type {HTMLElement | null} */ (this.parentElement?.closest('[lang]'))?.lang;
      const code = [this.getAttribute('lang'), SERVED.lang, nearest, document.documentElement.lang, ...navigator.languages]
        .map(spoken).find(Boolean) || 'en';
      const known = code === 'en' && !SERVED.words ? ENGLISH : WORDS.get(code);
      const isNew = !this.root.firstChild;
      if (known || isNew) {
        this.say = { ...(known ?? ENGLISH), ...this.words };
        this.build();
      }
      if (known) return;
      this.frame.hidden = isNew; // what is there stays until the words come
      loadWords(code).then((module) => WORDS.set(code, { ...ENGLISH, ...module.default }),
        () => WORDS.set(code, ENGLISH)).then(() => this.isConnected && this.learn());
    }

    // -- Building

    build() {
      const { say } = this;
      const focused = [this.input, this.launcher].indexOf(/** @type {HTMLTextAreaElement} */ (this.root.activeElement));
      this.launcher = make('button.launcher', { 'aria-haspopup': 'dialog', onclick: () => this.enter() },
        icon('chat'), say.launch);
      this.frame = make('section.root', { lang: say.lang, dir: say.dir, 'aria-label': say.title }, this.launcher);
      this.frame.classList.toggle('page', this.isOn('page'));
      for (const type of ['keydown', 'keyup', 'keypress']) {
        this.frame.addEventListener(type, (event) => event.stopPropagation()); // no shortcut of the host's
      }
      for (const type of ['pointerdown', 'keydown']) {
        this.frame.addEventListener(type, (event) => {
          this.touched = event instanceof PointerEvent && event.pointerType === 'touch';
        }, true);
      }
      this.furnished = this.modal = false;
      this.root.replaceChildren(this.frame);
      this.follow();
      [this.input, this.launcher][focused]?.focus();
    }

    /** Makes the panel. */
    furnish() {
      const { say } = this;
      const page = this.isOn('page');
      this.furnished = true;
      this.heading = make(page ? 'h1.title' : 'h2.title', { id: 'title', dir: 'auto' }, say.title);
      this.tools = [this.tool('download', say.download, () => this.extra((more) => more.download(this))),
        this.tool('restart', say.restart, () => { this.clear(); this.focusOn(this.input); })];
      this.opening = make('div.start');
      this.list = make('ol.turns', { role: 'list' }); // Safari takes one without markers for none
      this.log = make('div.log', { role: 'log', tabIndex: 0, 'aria-label': say.transcript,
        'aria-live': 'off' }, this.opening, this.list); // the live region speaks
      this.live = make('div.away', { 'aria-live': 'polite' });
      const parts = [make('div.head', {}, this.heading, make('div.tools', {}, ...this.tools,
        ...(page ? [] : [this.tool('close', say.close, () => this.hide())]))), this.log, this.buildComposer(), this.live];
      this.panel = page ? make('div.panel', {}, ...parts) : make('dialog.panel', { 'aria-labelledby': 'title',
        onkeydown: this.escape.bind(this), oncancel: this.escape.bind(this), onclose: () => this.closed() }, ...parts);
      this.frame.append(this.panel);
      this.started = '';
      this.drawAll();
    }

    buildComposer() {
      const { say } = this;
      const list = make('ul.offer', { id: 'list', role: 'listbox', hidden: true, 'aria-label': say.suggestions });
      this.input = make('textarea.input', { id: 'input', rows: 1, dir: 'auto', value: this.input.value,
        autocomplete: 'off', enterKeyHint: 'send', 'aria-autocomplete': 'list', 'aria-controls': 'list',
        'aria-describedby': 'hint', oninput: () => this.typed(),
        onkeydown: this.key.bind(this), onblur: () => this.choices?.hide() });
      this.choices = null;
      this.offers = list;
      this.hint = make('p.hint', { id: 'hint', hidden: true });
      this.status = make('p.status', { hidden: true });
      this.privacy = make('p.privacy');
      return make('div.foot', {}, make('label', { htmlFor: 'input' }, say.question),
        make('div.row', {}, list, this.input, make('button.send', { onclick: () => this.submit() }, say.ask)),
        this.hint, this.status, this.privacy);
    }

    /** @param {keyof typeof ICONS} name @param {string} label @param {() => void} onclick */
    tool(name, label, onclick) {
      return make('button.tool', { title: label, onclick }, icon(name));
    }

    /** @param {string} label @param {() => void} onclick */
    plain(label, onclick) {
      return make('button.plain', { type: 'button', onclick }, label);
    }

    /** What the second module draws; its place until that is there. @param {(more: Extras) => HTMLElement} draw */
    reserve(draw) {
      if (extras) return draw(extras);
      const place = make('div');
      this.lacking = true;
      loadExtras().then((more) => place.replaceWith(draw(more)), () => {});
      return place;
    }

    /** @param {(more: Extras) => void} act */
    extra(act) {
      loadExtras().then(act, () => this.narrate(this.say.failed));
    }

    /** Each text is announced on its own, and none cuts another short. @param {...(string | null)} texts */
    narrate(...texts) {
      for (const text of texts) {
        if (!text?.trim()) continue;
        const line = make('p', {}, text.trim());
        this.live.append(line);
        setTimeout(() => line.remove(), NARRATED_FOR_MS);
      }
    }

    // -- Open and closed

    /** The visitor opens it. */
    enter() {
      this.show();
      this.focusOn(this.input);
    }

    /** Moves the focus to where the visitor goes on; for who touches, without raising the keyboard.
     * @param {HTMLElement} goal */
    focusOn(goal) {
      (this.touched ? this.log : goal).focus({ preventScroll: true });
    }

    start() {
      if (this.isOpen()) this.connection.wake();
      this.follow();
    }

    /** Makes what is seen, and the connection, fit the state. */
    follow() {
      if (!this.memory || !this.isConnected) return;
      const open = this.isOpen();
      if (open && !this.furnished) this.furnish();
      if (this.isOn('page')) this.launcher.hidden = true;
      else this.place(open);
      if (this.pending || (open && !this.wasOpen)) this.connection.wake();
      else if (!open) this.connection.sleep();
      if (open !== this.wasOpen) {
        this.wasOpen = open;
        this.emit(open ? 'open' : 'close');
      }
      if (!this.connection.isLost()) {
        this.tellState();
        this.transmit();
      } else {
        this.timers.offline ||= setTimeout(() => this.tellState(), OFFLINE_AFTER_MS);
      }
    }

    /** Puts the panel where it belongs: beside the page, or over all of a small one. @param {boolean} open */
    place(open) {
      const panel = /** @type {HTMLDialogElement} */ (this.panel);
      const was = this.modal;
      const inside = /** @type {HTMLElement | null} */ (this.root.activeElement);
      const modal = open && this.isNarrow();
      if (this.frame.showPopover) { // above whatever the page does
        this.frame.popover = 'manual';
        if (!this.frame.matches(':popover-open')) this.frame.showPopover();
      }
      if (!open) this.launcher.hidden = false;
      if (panel.open && modal !== this.modal) panel.close();
      if (modal && !panel.open) {
        panel.showModal();
        (panel.contains(inside) ? inside : this.log)?.focus();
        if (!history.state?.faqChat) history.pushState({ ...history.state, faqChat: true }, ''); // for Back
      } else if (open) {
        panel.setAttribute('open', ''); // show() would take the focus
        if (was && panel.contains(inside)) inside?.focus();
      } else {
        panel.removeAttribute('open');
        if (panel.contains(inside)) this.launcher.focus();
      }
      this.modal = modal;
      if (was && !modal && history.state?.faqChat) history.back();
      this.launcher.hidden = open;
      this.refit();
    }

    /** The browser has closed the panel. */
    closed() {
      if (this.isConnected && this.isOpen() && !(/** @type {HTMLDialogElement} */ (this.panel)).open) this.hide();
    }

    /** Fits the panel to what a keyboard leaves of the screen. */
    refit() {
      const { offsetTop = 0, height = 0, scale = 1 } = globalThis.visualViewport ?? {};
      const isFit = this.modal && height > 0 && scale < 1.01; // not to what a visitor zooms into
      this.frame.classList.toggle('low', isFit && height < LOW_PX);
      this.fit.replaceSync(isFit ? `.panel:modal { inset-block-start: ${offsetTop}px; block-size: ${height}px; }` : '');
      const last = this.last;
      if (isFit && last && this.root.activeElement === this.input) this.reveal(last);
    }

    // -- What the visitor does

    /** @param {Event} event */
    escape(event) {
      const { key = 'Escape', isComposing = false } = /** @type {Partial<KeyboardEvent>} */ (event); // or a cancel
      if (key !== 'Escape' || event.defaultPrevented || isComposing) return;
      event.preventDefault();
      this.hide();
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      if (event.isComposing || event.keyCode === 229) return; // the key belongs to the input method
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const last = this.last;
      if (this.choices?.key(event)) {
        event.preventDefault();
      } else if (event.key === 'Enter') {
        event.preventDefault();
        this.submit();
      } else if (event.key === 'ArrowUp' && !this.input.value && last) {
        event.preventDefault();
        this.fillIn(last.text);
      }
    }

    typed() {
      const text = this.input.value;
      const left = this.limit - length(text);
      this.input.rows = Math.min(5, text.split('\n').length); // for browsers without field-sizing
      this.advise(left < 0 ? this.count(this.say.too_long, -left, { limit: this.limit }) : '', left < 0);
      this.connection.wake();
      clearTimeout(this.timers.suggest);
      clearTimeout(this.timers.count);
      this.suggesting = '';
      this.choices?.mark(-1); // Enter sends what was typed
      if (length(text.trim()) < SUGGEST_CHARS || left < 0) return this.choices?.hide();
      this.timers.suggest = setTimeout(() => this.suggest(text.trim()), SUGGEST_AFTER_MS);
    }

    /** @param {string} text */
    fillIn(text) {
      this.input.value = text;
      this.typed();
    }

    /** @param {string} text @param {boolean} [wrong] */
    advise(text, wrong = false) {
      this.hint.textContent = text;
      this.hint.hidden = !text;
      this.hint.classList.toggle('wrong', wrong);
      this.input.setAttribute('aria-invalid', String(wrong));
    }

    /** @param {string} text */
    suggest(text) {
      const id = newId();
      if (this.connection.send({ type: 'suggest', id, text })) this.suggesting = id;
    }

    submit() {
      const text = clean(this.input.value);
      if (!text) return this.input.focus();
      if (this.isLong(text)) return this.narrate(this.hint.textContent);
      if (this.put({ id: newId(), text, context: this.context() })) this.fillIn('');
    }

    /** Asks a stored question by its id. @param {Link} link */
    choose(link) {
      this.focusOn(this.input);
      if (this.put({ id: newId(), text: link.question, entry: link.id })) this.fillIn('');
    }

    /** Shows, stores and sends a question. False: another one is waiting. @param {Turn} turn */
    put(turn) {
      if (this.pending) {
        this.advise(this.say.wait);
        this.narrate(this.say.wait);
        return false;
      }
      turn.at = Date.now();
      this.cleared = [];
      this.choices?.hide();
      this.turns.push(turn);
      for (const old of this.turns.splice(0, Math.max(0, this.turns.length - TURNS_MAX))) this.drop(old);
      this.begin(turn);
      this.keep();
      this.drawStart();
      this.drawTurn(turn);
      this.reveal(turn);
      this.emit('ask', { question: turn.text, id: turn.id });
      this.follow();
      return true;
    }

    /** @param {Turn} turn */
    begin(turn) {
      this.pending = turn;
      this.slow = false;
      this.sentOn = null;
      this.sends = 0;
      this.trouble = '';
    }

    transmit() {
      const turn = this.pending;
      if (!turn || !this.connection.isReady() || this.sentOn === this.hello) return;
      this.sentOn = this.hello;
      clearTimeout(this.timers.again);
      if (this.sends >= SENDS_MAX) return this.hold('failed');
      this.sends += 1;
      this.trouble = '';
      const { id, entry, text, context } = turn;
      this.connection.send({ id, content: 'blocks',
        ...(entry ? { type: 'get', entry } : { type: 'ask', text, ...(context ? { context } : {}) }) });
      this.connection.expect();
      clearTimeout(this.timers.working);
      clearTimeout(this.timers.cancel);
      this.timers.working = setTimeout(() => this.drawWaiting(), WORKING_AFTER_MS);
      this.timers.cancel = setTimeout(() => {
        this.slow = true;
        this.drawWaiting();
      }, CANCEL_AFTER_MS);
    }

    retry() {
      this.input.focus();
      this.sends = 0;
      this.connection.wake(true);
      this.again();
      this.drawWaiting();
    }

    again() {
      this.sentOn = null;
      this.transmit();
    }

    cancel() {
      const turn = this.pending;
      if (!turn) return;
      this.end();
      this.withdraw(turn);
      this.drop(turn);
      this.drawStart();
      this.input.focus();
      if (!this.input.value && !turn.entry) this.fillIn(turn.text);
      this.follow();
    }

    /** Takes a question out of the conversation. @param {Turn} turn */
    withdraw(turn) {
      this.turns = this.turns.filter((other) => other !== turn);
      this.gone.add(turn.id);
      this.keep();
    }

    /** @param {Turn} turn */
    drop(turn) {
      this.views.get(turn.id)?.remove();
      this.views.delete(turn.id);
    }

    // -- What the server says

    /** @param {Message} message */
    hear(message) {
      if (message.type === 'hello') this.greet(message);
      else if (message.type === 'answer') this.settle(message);
      else if (message.type === 'error') this.fail(message);
      else if (message.type === 'ok') this.done(message);
      else if (message.type === 'suggestions' && message.id === this.suggesting && this.root.activeElement === this.input)
        this.offer(message.suggestions.slice(0, 6));
    }

    /** @param {Link[]} links */
    offer(links) {
      const id = this.suggesting;
      this.extra((more) => {
        if (id !== this.suggesting) return; // meanwhile the visitor has asked
        this.choices ??= more.openChoices(this.input, this.offers, (link) => this.choose(link));
        this.choices.show(links);
        clearTimeout(this.timers.count);
        const text = this.count(this.say.suggestion_count, links.length);
        this.timers.count = setTimeout(() => this.choices?.links === links && this.narrate(text), COUNT_AFTER_MS);
      });
    }

    /** @param {Hello} hello */
    greet(hello) {
      const { due, token, given } = this.talk;
      this.hello = hello;
      if (hello.conversation) {
        if (due) this.tell('forget', { conversation: due });
        if (token) this.tell('resume', { conversation: token });
        else this.talk.token = hello.conversation;
        if (this.pending) this.keep();
      }
      if (hello.consent && given !== undefined) this.tell('consent', { given });
      this.drawStart();
    }

    /** @param {string} type @param {object} more */
    tell(type, more) {
      return this.connection.send({ type, id: type, ...more });
    }

    /** @param {boolean} given */
    decide(given) {
      this.talk.given = given;
      this.keep();
      this.tell('consent', { given });
      this.drawStart();
      this.focusOn(this.input);
    }

    /** @param {Ok} ok */
    done(ok) {
      const turn = this.rated(ok);
      if (turn) {
        turn.help = ok;
        const after = this.answerOf(turn)?.querySelector('.after');
        after?.lastChild?.replaceWith(this.drawHelp(ok)); // and nothing else: a comment is being typed
        if (!turn.noted && (ok.contact || ok.person))
          this.extra((more) => this.narrate(speak(more.drawHelp(this, ok))));
      } else if (ok.id === 'forget') {
        this.talk.due = undefined;
        if (this.forgetting) this.narrate(this.say.forgotten);
        this.forgetting = false;
      } else {
        return extras?.done(this, ok);
      }
      this.keep();
    }

    /** @param {Ok | Refusal} reply */
    rated(reply) {
      return this.turns.find(({ id }) => reply.id === `${id}+`);
    }

    /** @param {Answer} answer */
    settle(answer) {
      const turn = this.pending;
      if (!turn || answer.id !== turn.id) return extras?.goOn(this, answer);
      turn.answer = answer;
      this.lacking = false;
      this.compose(turn, answer);
      if (!this.lacking || extras) return this.conclude(turn, answer);
      const conclude = () => this.pending === turn && this.conclude(turn, answer);
      setTimeout(conclude, EXTRAS_WITHIN_MS);
      loadExtras().then(conclude, conclude);
    }

    /** Draws a new answer and announces it. @param {Turn} turn @param {Answer} answer */
    conclude(turn, answer) {
      const following = this.isAtEnd();
      this.end();
      this.keep();
      this.follow();
      this.drawTurn(turn);
      if (following) this.reveal(turn);
      this.narrate(...this.spoken(turn));
      this.emit('answer', { question: turn.text, answer }, 'faq-answer');
      if (answer.outcome === 'none') this.emit('miss', { question: turn.text, answer, declined: false }, 'faq-miss');
    }

    end() {
      for (const timer of ['working', 'cancel', 'again']) clearTimeout(Reflect.get(this.timers, timer));
      this.pending = null;
      this.trouble = '';
      if (this.hint.textContent === this.say.wait) this.advise('');
    }

    /** @param {Refusal} refusal */
    fail(refusal) {
      const rated = this.rated(refusal);
      if (rated) {
        rated.helpful = null;
        this.keep();
        this.drawTurn(rated);
      } else if (this.pending && refusal.id === this.pending.id) {
        if (refusal.temporary) this.later(refusal);
        else this.giveUp(refusal);
      } else if (refusal.id === this.suggesting || extras?.failed(this, refusal)) {
        return;
      }
      this.emit('error', { code: refusal.code, message: refusal.message ?? '' }, 'faq-error');
    }

    /** @param {Refusal} refusal */
    later(refusal) {
      this.hold(refusal.code === 'rate_limited' ? 'limited' : 'failed');
      if (this.sends < SENDS_MAX)
        this.timers.again = setTimeout(() => this.again(), Math.max(1000, refusal.retry_after_ms ?? 0));
    }

    /** No answer will come: says why. @param {Refusal} refusal */
    giveUp(refusal) {
      const turn = this.pending;
      if (!turn) return;
      this.end();
      this.withdraw(turn);
      const text = refusal.message || this.say.failed;
      this.answerOf(turn)?.replaceChildren(make('p.note', { dir: 'auto' }, text));
      this.narrate(text);
    }

    /** @param {'limited' | 'failed'} trouble */
    hold(trouble) {
      this.trouble = trouble;
      this.drawWaiting();
    }

    /** What is wrong with the connection. */
    complaint() {
      if (this.connection.state === 'refused') return this.say.refused;
      return this.connection.isLost() ? this.say.offline : '';
    }

    tellState() {
      clearTimeout(this.timers.offline);
      this.timers.offline = 0;
      const text = this.complaint();
      this.status.textContent = text;
      this.status.hidden = !text || this.pending !== null;
      if (text && !this.pending && !this.toldLoss) this.narrate(text);
      if (!text && this.toldLoss && this.connection.isReady()) this.narrate(this.say.connected);
      this.toldLoss = text !== '' || (this.toldLoss && !this.connection.isReady());
      if (text) this.drawWaiting();
    }

    // -- Drawing

    drawAll() {
      if (!this.furnished) return;
      this.views.forEach((view) => view.remove());
      this.views.clear();
      this.started = '';
      this.drawStart();
      for (const turn of this.turns) this.drawTurn(turn);
      if (this.pending) this.drawWaiting();
      const last = this.last;
      if (last) this.reveal(last);
    }

    drawStart() {
      if (!this.furnished) return;
      const { say, hello } = this;
      const fresh = this.turns.length === 0;
      const starters = fresh ? (hello.starters ?? []).slice(0, 6) : [];
      for (const tool of this.tools) tool.hidden = fresh;
      const { privacy, consent } = hello;
      const asks = consent && this.talk.given === undefined;
      this.frame.classList.toggle('rated', hello.feedback === true && (!consent || this.talk.given === true));
      const state = JSON.stringify([hello.greeting, starters, this.cleared.length, privacy, asks, fresh]);
      if (state === this.started) return; // redrawing would lose the focus
      this.started = state;
      this.heading.textContent = hello.name || say.title;
      this.privacy.replaceChildren(...(privacy ? [anchor(privacy, this.way(), say.kept_heading)] : []),
        ...(hello.conversation && !fresh ? [make('button.forget', { onclick: () => this.forget() }, say.forget)] : []));
      this.opening.replaceChildren(make('p.greeting', { dir: 'auto' }, hello.greeting || say.greeting),
        ...(asks ? [this.reserve((more) => more.drawConsent(this, consent))] : []),
        ...this.links(say.suggestions, starters),
        ...(this.cleared.length === 0 ? [] : [make('div.actions', {},
          make('p', {}, say.cleared), this.plain(say.undo, () => this.undo()))]));
    }

    /** Clears the conversation for good. */
    forget() {
      this.clear();
      this.cleared = [];
      this.forgetting = true;
      this.drawStart();
      this.focusOn(this.input);
    }

    undo() {
      this.turns = this.cleared;
      for (const turn of this.turns) turn.at = Date.now(); // later than the clearing
      this.cleared = [];
      this.keep();
      this.drawAll();
      this.focusOn(this.input);
    }

    /** @param {Turn} turn */
    answerOf(turn) {
      return /** @type {HTMLElement | null | undefined} */ (this.views.get(turn.id)?.querySelector('.answer'));
    }

    /** @param {Turn} turn */
    drawTurn(turn) {
      if (!this.furnished) return;
      const { say } = this;
      let slot = this.answerOf(turn);
      if (!slot) {
        slot = make('div.answer');
        const view = make('li.turn', {}, make(this.isOn('page') ? 'h2.question' : 'h3.question', {},
          make('span.away', {}, `${say.asked} `), make('span.words', { dir: 'auto' }, turn.text)), slot);
        this.views.set(turn.id, view);
        this.list.append(view);
      }
      if (turn.answer && turn !== this.pending) {
        slot.replaceChildren(make('span.away', {}, say.replied), ...this.compose(turn, turn.answer));
      }
    }

    /** The parts of an answer. @param {Turn} turn @param {Answer} answer */
    compose(turn, answer) {
      try {
        return this.drawAnswer(turn, answer);
      } catch { // not a valid answer
        turn.answer = { type: 'answer', id: turn.id, outcome: 'none', text: this.say.failed };
        return this.drawAnswer(turn, turn.answer);
      }
    }

    /** @param {Turn} turn */
    reveal(turn) {
      const view = this.views.get(turn.id);
      if (view) this.log.scrollTop = view.offsetTop - 16;
    }

    /** Whether the visitor has not scrolled away. */
    isAtEnd() {
      return this.log.scrollTop + this.log.clientHeight >= this.log.scrollHeight - 60;
    }

    drawWaiting() {
      const turn = this.pending;
      const slot = turn && this.answerOf(turn);
      if (!slot || turn.answer) return;
      const { say, trouble, slow } = this;
      const text = this.complaint() || (trouble ? say[trouble] : say.working);
      const busy = text === say.working;
      const { firstChild, lastChild } = slot;
      if (firstChild?.textContent === text && (!busy || !slow || lastChild !== firstChild)) return; // the focus would be lost
      const following = this.isAtEnd();
      if (!busy || slow) this.narrate(text);
      this.toldLoss ||= text === say.offline;
      slot.replaceChildren(make('p.note', {}, text), ...(busy && !slow ? [] : [make('div.actions', {},
        ...(busy || text === say.refused ? [] : [this.plain(say.retry, () => this.retry())]),
        this.plain(busy ? say.stop_waiting : say.cancel, () => this.cancel()))]));
      if (following) this.reveal(turn);
    }

    /** @param {Turn} turn @param {Answer} answer @returns {Node[]} */
    drawAnswer(turn, answer) {
      const { say } = this;
      if (answer.outcome === 'answered') return this.drawText(turn, answer);
      return [...(turn.declined ? [] : this.drawReading(answer)),
        make('div.rich', { dir: 'auto' }, make('p', {}, this.sorry(turn, answer))), ...this.helpOf(turn, answer),
        ...this.links('', this.offered(turn),
          make('button.neither', { onclick: () => this.decline(turn, answer) }, say.neither)),
        ...this.links(say.mentions, answer.mentions ?? []), ...this.links(say.suggestions, answer.related ?? [])];
    }

    /** How the question was read. @param {Answer} answer */
    drawReading(answer) {
      const { say } = this;
      const lines = (answer.corrections ?? []).map((correction) => fill(say.corrected, { ...correction }));
      if (answer.outcome === 'none' && answer.unknown_words?.length)
        lines.push(fill(say.unknown, { words: answer.unknown_words.join(', ') }));
      return lines.map((line) => make('p.note', { dir: 'auto' }, line));
    }

    /** @returns {Way} */
    way() {
      return { base: this.base, newTab: this.say.new_tab, images: this.isOn('images'), say: this.say,
        choose: (link) => this.choose(link), lacks: () => { this.lacking = true; }, tell: (text) => this.narrate(text) };
    }

    /** @param {Turn} turn @param {Answer} answer @returns {Node[]} */
    drawText(turn, answer) {
      return [...partsOf(answer).flatMap((part, at) => this.drawPart(turn, part, at ? [] : this.drawReading(answer))),
        ...this.drawRate(turn), ...this.links(this.say.related, (answer.related ?? []).slice(0, 3))];
    }

    /** @param {Turn} turn @param {Part} part @param {Node[]} reading how the question was read */
    drawPart(turn, part, reading) {
      const { say } = this;
      const { question = '', source = {}, disclaimer } = part;
      const from = origin(part);
      const way = this.way();
      const blocks = drawBlocks(part.blocks, way);
      const itsOwn = { dir: part.dir ?? 'auto', ...(part.lang && { lang: part.lang }) };
      const drawn = [...reading,
        make('div.rich', itsOwn, ...(blocks.length > 0 ? blocks : [make('p', {}, part.text ?? '')]))];
      if (question && question !== turn.text) drawn.unshift(make('p.matched', itsOwn, question));
      if (from) drawn.push(make('p.source', {}, `${say.from} `, anchor(source.url, way, make('bdi', {}, from))));
      if (disclaimer) drawn.push(make('p.disclaimer', {},
        make('span.away', {}, `${say.disclaimer_label} `), make('bdi', {}, disclaimer.text)));
      if (part.more) drawn.push(this.reserve((more) => more.drawMore(this, turn, part)));
      return drawn;
    }

    /** Where else to turn. @param {Help} help @param {string} [said] not to be said again */
    drawHelp(help, said) {
      return help.contact || help.person || (said && this.hello.handover)
        ? this.reserve((more) => more.drawHelp(this, help, said)) : make('div.help');
    }

    /** @param {Turn} turn @param {Answer} answer */
    helpOf(turn, answer) {
      const said = this.sorry(turn, answer);
      const due = answer.outcome === 'smalltalk' || said === (sentence(answer) || this.say.miss_2);
      return due ? [this.drawHelp(answer, said)] : [];
    }

    /** A list of questions to choose from. @param {string} label @param {Choice[]} links @param {Node[]} more */
    links(label, links, ...more) {
      if (links.length === 0) return [];
      const buttons = links.map(({ id, title, question = title || id, spans = [] }) =>
        make('button.choice', { dir: 'auto', onclick: () => this.choose({ id, question }) }, question,
          make('span.snippet', {}, ...spans.map(({ text, mark }) => (mark ? make('mark', {}, text) : text)))));
      return [make('div.choices', {}, ...(label ? [make('p.label', {}, label)] : []),
        make('ul.pick', { role: 'list' }, ...[...buttons, ...more].map((button) => make('li', {}, button))))];
    }

    /** @param {Turn} turn @param {Answer} answer */
    decline(turn, answer) {
      this.focusOn(this.input);
      turn.declined = true;
      this.keep();
      this.drawTurn(turn);
      this.narrate(...this.spoken(turn));
      this.emit('miss', { question: turn.text, answer, declined: true }, 'faq-miss');
    }

    /** @param {Turn} turn */
    drawRate(turn) {
      const { say } = this;
      const thumbs = [say.helpful_yes, say.helpful_no].map((label, at) => {
        const button = this.tool('thumb', label, () => this.rate(turn, turn.helpful === !at ? null : !at));
        button.setAttribute('aria-pressed', String(turn.helpful === !at));
        return button;
      });
      return [make('div.rate', { role: 'group', 'aria-label': say.helpful }, make('span', {}, say.helpful), ...thumbs),
        make('div.after', {}, ...this.afterwards(turn))];
    }

    /** What follows a thumbs-down. @param {Turn} turn */
    afterwards(turn) {
      return [...(turn.helpful === false ? [this.reserve((more) => more.drawComment(this, turn))] : []),
        this.drawHelp(turn.help ?? {})];
    }

    /** @param {Turn} turn */
    drawAfter(turn) {
      const view = this.answerOf(turn);
      view?.querySelectorAll('.rate button').forEach((button, at) => {
        button.setAttribute('aria-pressed', String(turn.helpful === !at));
      });
      view?.querySelector('.after')?.replaceChildren(...this.afterwards(turn));
    }

    /** @param {Turn} turn @param {boolean | null} helpful @param {string} [comment] */
    rate(turn, helpful, comment) {
      const message = { type: 'feedback', id: `${turn.id}+`, answer: turn.id, helpful, ...(comment && { comment }) };
      if (!this.connection.send(message)) return this.connection.wake(true);
      turn.helpful = helpful;
      this.keep();
      this.drawAfter(turn);
      this.emit('feedback', { answer: turn.id, helpful }, 'faq-feedback');
    }

    // -- Wording

    /** @param {Record<string, string>} forms @param {number} count @param {object} [values] */
    count(forms, count, values) {
      return fill(forms[new Intl.PluralRules(this.say.lang).select(count)] ?? forms.other, { count, ...values });
    }

    /** How many questions in a row had no answer. @param {Turn} turn */
    misses(turn) {
      let count = 0;
      for (const { answer, declined } of this.turns.slice(0, this.turns.indexOf(turn) + 1)) {
        if (answer?.outcome === 'answered') count = 0;
        if (declined || answer?.outcome === 'none') count += 1;
      }
      return count;
    }

    /** What to say if there is no answer; never the same words twice in a row.
     * @param {Turn} turn @param {Answer} answer */
    sorry(turn, answer) {
      const { say } = this;
      if ((answer.outcome === 'unsure' && !turn.declined) || answer.outcome === 'smalltalk') return answer.text || say.unsure;
      const count = this.misses(turn);
      if (count <= 1) return (!turn.declined && answer.text) || say.miss_1;
      return count % 2 === 0 ? sentence(answer) || say.miss_2 : say.miss_3;
    }

    /** What to choose from. @param {Turn} turn */
    offered({ answer, declined }) {
      return answer?.outcome === 'unsure' && !declined ? (answer.candidates ?? []).slice(0, 3) : [];
    }

    /** What is announced of an answer, one after the other. @param {Turn} turn @returns {string[]} */
    spoken(turn) {
      const { say } = this;
      const { answer } = turn;
      if (!answer) return [];
      const read = this.drawReading(answer).map(speak);
      if (answer.outcome === 'answered') {
        return partsOf(answer).flatMap((part, at) => {
          const { question = '', disclaimer } = part;
          const from = origin(part);
          return [question && question !== turn.text ? fill(say.understood, { question }) : '', ...(at === 0 ? read : []),
            drawBlocks(part.blocks, this.way()).map(speak).join('') || part.text || '', from && `${say.from} ${from}`,
            disclaimer ? `${say.disclaimer_label} ${disclaimer.text}` : ''];
        });
      }
      const mentions = (answer.mentions ?? []).map(({ title }) => title);
      return [this.sorry(turn, answer), ...read, ...this.helpOf(turn, answer).map(speak),
        ...this.offered(turn).map(({ question }) => question), ...(mentions[0] ? [say.mentions] : []), ...mentions];
    }
  }

  for (const name of BOOLEANS) {
    Object.defineProperty(FaqChat.prototype, name, { configurable: true, enumerable: true,
      get() { return this.isOn(name); },
      set(value) { this.toggleAttribute(name, Boolean(value) && value !== 'false'); } });
  }
  for (const name of TEXTS) {
    Object.defineProperty(FaqChat.prototype, name, { configurable: true, enumerable: true,
      get() { return this.getAttribute(name) ?? ''; }, set(value) { this.setAttribute(name, value ?? ''); } });
  }

  customElements.define('faq-chat', FaqChat);
})();
