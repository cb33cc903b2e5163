'use strict';
(() => {
  const SERVED = {};
  // widget.js - <faq-chat>, the visitor's side of faqbot.v1; widget.d.ts has its types.
  if (customElements.get('faq-chat')) return;

  const PROTOCOL = 'faqbot.v1';
  const TURNS_MAX = 100;
  const SUGGEST_CHARS = 2;
  const SUGGEST_AFTER_MS = 150;
  const WORKING_AFTER_MS = 300;
  const OFFLINE_AFTER_MS = 1000;
  const NARRATED_FOR_MS = 1000;
  const BACKOFF_FIRST_MS = 500;
  const BACKOFF_MAX_MS = 30000;
  const REPLY_WITHIN_MS = 10000;
  const STABLE_AFTER_MS = 5000;
  const SENDS_MAX = 4; // of a question that ends the connection
  const CLOSE_IDLE = 4009;
  const CLOSE_FINAL = 4500; // and above

  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const HOME = new URL('.', script?.src || document.baseURI).href;

  const ENGLISH = {
    direction: 'ltr',
    title: 'Questions and answers',
    launch: 'Ask a question',
    close: 'Close',
    restart: 'New conversation',
    download: 'Download transcript',
    transcript: 'Conversation',
    label: 'Your question',
    send: 'Ask',
    greeting: 'Hello. What would you like to know?',
    suggestions: 'Suggested questions',
    asked: 'You asked:',
    replied: 'Answer:',
    working: 'Working …',
    from: 'From:',
    related: 'Related questions',
    disclaimer: 'Disclaimer:',
    unsure: 'I am not sure what you mean. Is it one of these?',
    neither: 'None of these',
    mentions: 'These mention it:',
    misses: ['I have no answer to that.', 'I have no answer to that either.', 'Not found. Other words may find it.'],
    unknown: 'Words I have never met: {0}.',
    corrected: '“{0}” was read as “{1}”.',
    helpful: 'Was this helpful?',
    yes: 'Yes',
    no: 'No',
    offline: 'No connection. Trying again …',
    limited: 'Too many questions at once. This one will be asked again.',
    failed: 'The question could not be answered just now.',
    refused: 'The server has ended this chat. Reload the page to start again.',
    retry: 'Try now',
    cancel: 'Cancel',
    wait: 'Your last question is still waiting for its answer.',
    long: '{0} characters at most: {1} too many.',
    newTab: '(opens in a new tab)',
    cleared: 'The conversation was cleared.',
    undo: 'Undo',
    privacy: 'What is kept of what you ask',
    agree: 'I agree',
    decline: 'No, thanks',
  };

  const ARABIC = {
    direction: 'rtl',
    title: 'أسئلة وأجوبة',
    launch: 'اطرح سؤالاً',
    close: 'إغلاق',
    restart: 'محادثة جديدة',
    download: 'تنزيل المحادثة',
    transcript: 'المحادثة',
    label: 'سؤالك',
    send: 'اسأل',
    greeting: 'مرحباً. ماذا تريد أن تعرف؟',
    suggestions: 'أسئلة مقترحة',
    asked: 'سؤالك:',
    replied: 'الجواب:',
    working: 'جارٍ البحث …',
    from: 'المصدر:',
    related: 'أسئلة ذات صلة',
    disclaimer: 'إخلاء مسؤولية:',
    unsure: 'لست متأكداً من قصدك. هل هو أحد هذه الأسئلة؟',
    neither: 'لا شيء من هذه',
    mentions: 'ورد ذكره في:',
    misses: ['ليس لدي جواب عن هذا.', 'لم أجد جواباً عن هذا أيضاً.', 'هذا ليس فيما أعرفه. جرّب كلمات أخرى.'],
    unknown: 'كلمات لا أعرفها: {0}.',
    corrected: 'قُرئت «{0}» على أنها «{1}».',
    helpful: 'هل أفادك هذا؟',
    yes: 'نعم',
    no: 'لا',
    offline: 'لا يوجد اتصال. تجري المحاولة مجدداً …',
    limited: 'أسئلة كثيرة في وقت قصير. سيُعاد طرح هذا السؤال قريباً.',
    failed: 'تعذّر الجواب عن السؤال الآن.',
    refused: 'أنهى الخادم هذه المحادثة. أعد تحميل الصفحة للبدء من جديد.',
    retry: 'حاول الآن',
    cancel: 'إلغاء',
    wait: 'لحظة: سؤالك السابق ما زال ينتظر جوابه.',
    long: 'الحد الأقصى للأحرف: {0}، والزائد: {1}.',
    newTab: '(يُفتح في علامة تبويب جديدة)',
    cleared: 'مُسحت المحادثة.',
    undo: 'تراجع',
    privacy: 'ما الذي يُحفظ مما تسأل عنه',
    agree: 'أوافق',
    decline: 'لا، شكراً',
  };
  /** @type {Record<string, typeof ENGLISH>} */
  const STRINGS = { en: ENGLISH, ar: ARABIC };

  const STYLE = `
:host {
  all: initial;
  --accent: var(--faq-accent, light-dark(#1f5f8b, #8cc4ee));
  --on-accent: var(--faq-on-accent, light-dark(#fff, #0b2233));
  --surface: var(--faq-surface, light-dark(#fff, #16191d));
  --raised: var(--faq-raised, light-dark(#f1f4f7, #22272d));
  --text: var(--faq-text, light-dark(#1b2127, #e7eaee));
  --muted: var(--faq-muted, light-dark(#56616c, #a3adb8));
  --line: var(--faq-line, light-dark(#d5dbe1, #3a424b));
  --edge: var(--faq-edge, light-dark(#7b8794, #7f8b98));
  --alert: var(--faq-alert, light-dark(#a3261b, #ff9d92));
  --radius: var(--faq-radius, 12px);
  --tap: 44px;
  position: fixed; inset-block-end: var(--faq-inset, 20px); inset-inline-end: var(--faq-inset, 20px);
  z-index: var(--faq-layer, 2147483000);
  display: block; color-scheme: light dark; color: var(--text); overflow-wrap: anywhere;
  font: var(--faq-size, medium)/1.5 var(--faq-font, system-ui, sans-serif);
}
:host([hidden]), [hidden] { display: none !important; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([page]) { position: static; block-size: 100%; }
*, ::before { box-sizing: border-box; margin: 0; padding: 0; }
button, textarea { font: inherit; color: inherit; }
button { min-block-size: var(--tap); min-inline-size: var(--tap); cursor: pointer;
  background: none; border: 1px solid transparent; border-radius: var(--radius); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
svg { inline-size: 1.25em; block-size: 1.25em; display: block; fill: none; stroke: currentColor; stroke-width: 2;
  stroke-linecap: round; stroke-linejoin: round; }
.away { position: absolute; inline-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.launcher { display: flex; align-items: center; gap: .6em; min-block-size: 52px; padding: 0 1.3em; font-weight: 600;
  background: var(--accent); color: var(--on-accent); border-radius: 26px; box-shadow: 0 4px 16px #0004; }

.panel { display: flex; flex-direction: column; overflow: hidden;
  inline-size: min(var(--faq-width, 25em), 100vw - 40px); block-size: min(var(--faq-height, 40em), 100dvh - 40px);
  background: var(--surface); border: 1px solid var(--line); border-radius: calc(var(--radius) + 4px);
  box-shadow: 0 12px 48px #0004; }
:host([page]) .root { block-size: 100%; }
:host([page]) .panel { inline-size: 100%; block-size: 100%; border: 0; border-radius: 0; box-shadow: none; }
:host([page]) :is(.head, .log, .foot) { padding-inline: max(1.25em, 50% - 22em); }
@media (max-width: 30em), (max-height: 30em) {
  :host(:not([page])) .panel { position: fixed; inset: 0; inline-size: auto; block-size: auto; border: 0; border-radius: 0; }
}

.head { display: flex; align-items: center; gap: .25em; min-block-size: calc(var(--tap) + 1em); padding-block: .5em;
  padding-inline: 1.25em .5em; border-block-end: 1px solid var(--line); }
.title { flex: 1; min-inline-size: 0; font-size: 1.0625em; line-height: 1.3; font-weight: 600; }
.tools { display: flex; gap: .25em; }
button[title] { display: grid; place-items: center; flex: none; color: var(--muted); }
button[title]:hover { background: var(--raised); }
:host([page]) .title { font-size: 1.25em; }
:host([page]) .tools { margin-inline-end: -.75em; }

.log { flex: 1; min-block-size: 0; overflow-y: auto; overscroll-behavior: contain; padding: 1.25em; position: relative; }
.log:focus-visible { outline-offset: -2px; }
.log > * + * { margin-block-start: 1.75em; }
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
.rich li + li { margin-block-start: .3em; }
.rich pre { padding: .75em 1em; background: var(--raised); border-radius: var(--radius); }
.rich :is(code, pre) { font: .9em/1.5 ui-monospace, monospace; }
.rich p code { padding: .1em .3em; background: var(--raised); border-radius: 4px; }
.table, .rich pre { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .35em .7em; border: 1px solid var(--line); text-align: start; overflow-wrap: normal; }
.right { text-align: end; }
.center { text-align: center; }
.open { list-style: "☐ "; }
.done { list-style: "☑ "; }
.rich blockquote { padding-inline-start: min(1em, 9%); border-inline-start: 3px solid var(--line); }
a, .rich button { color: var(--accent); text-decoration: underline; text-underline-offset: .15em; }
.rich button { --tap: 0; }
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
:host([page]) .foot { padding-block-end: 1.5em; }
.privacy { float: inline-end; }
.row { position: relative; display: flex; align-items: flex-end; gap: .5em; }
.foot label { display: block; margin-block-end: .35em; font-size: .875em; font-weight: 600; }
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
  :host(:not([page])) .panel { animation: rise .16s ease-out; }
  @keyframes rise { from { opacity: 0; transform: translateY(8px); } }
}
@media (forced-colors: active) {
  .launcher, .send, .question { border: 1px solid ButtonBorder; }
  .offer [aria-selected=true], .rate [aria-pressed=true] { forced-color-adjust: none; background: Highlight; color: HighlightText; }
  :focus-visible { outline-color: Highlight; }
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
    if (part) element.setAttribute('part', element.className = part);
    for (const [key, value] of Object.entries(properties)) {
      if (key.includes('-')) element.setAttribute(key, String(value));
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
    const path = document.createElementNS(space, 'path');
    path.setAttribute('d', ICONS[name]);
    svg.append(path);
    return svg;
  }

  /**
   * A link, or only its content if the address is not safe to follow.
   * @param {string | undefined} address @param {Words} words @param {...(Node | string)} children
   */
  function anchor(address, words, ...children) {
    const url = address && URL.canParse(address, words.base) && new URL(address, words.base);
    if (!url || !/^(https?|mailto|tel):$/.test(url.protocol)) return make('span', {}, ...children);
    if (!url.protocol.startsWith('http')) return make('a', { href: url.href }, ...children);
    return make('a', { href: url.href, target: '_blank', rel: 'noreferrer' }, ...children,
      make('span.away', {}, ` ${words.newTab}`));
  }

  /** @type {Record<string, keyof HTMLElementTagNameMap>} */
  const TAGS = { strong: 'strong', emphasis: 'em', strike: 's', break: 'br' };

  /** Unknown kinds are left out.
   * @param {Block[] | undefined} blocks @param {Words} words @returns {HTMLElement[]} */
  function drawBlocks(blocks = [], words) {
    return blocks.flatMap(/** @returns {HTMLElement[]} */ ({ type, text = '', ...block }) => {
      if (type === 'paragraph') return [make('p', {}, ...drawInline(block.inline, words))];
      if (type === 'code') return [make('pre', { dir: 'ltr', tabIndex: 0 }, make('code', {}, text))];
      if (type === 'quote') return [make('blockquote', {}, ...drawBlocks(block.blocks, words))];
      if (type === 'note') {
        const drawn = drawBlocks(block.blocks, words);
        drawn[0]?.prepend(make('sup', {}, `${block.number} `));
        return [make('div.note', {}, ...drawn)];
      }
      if (type === 'table') return [drawTable(block, words)];
      if (type !== 'list') return [];
      const items = (block.items || []).map((item, i) => make(`li.${block.tasks?.[i]}`, {}, ...drawBlocks(item, words)));
      return [block.ordered ? make('ol', { start: block.start ?? 1 }, ...items) : make('ul', {}, ...items)];
    });
  }

  /** @param {Omit<Block, 'type'>} table @param {Words} words */
  function drawTable({ align = [], header = [], rows = [] }, words) {
    const draw = (/** @type {'td' | 'th'} */ tag) => (/** @type {Block[][]} */ row) => make('tr', {},
      ...row.map((cell, i) => make(`${tag}.${align[i]}`, {}, ...drawInline(cell, words))));
    return make('div.table', { tabIndex: 0 }, make('table', {},
      ...(header.some(({ length }) => length) ? [draw('th')(header)] : []), ...rows.map(draw('td'))));
  }

  /** @param {Block[] | undefined} pieces @param {Words} words @returns {(Node | string)[]} */
  function drawInline(pieces = [], words) {
    return pieces.flatMap(/** @returns {(Node | string)[]} */ ({ type, text = '', url, entry: id, question = '', inline, src, alt = '', number, width, height }) => {
      if (type === 'text') return [text];
      if (type === 'code') return [make('code', { dir: 'ltr' }, text)];
      if (type === 'footnote') return [make('sup', {}, `${number}`)];
      if (type === 'image') return [words.images ? make('img', { alt, src, ...(width && { width, height }) }) : words.linked ? alt : anchor(src, words, alt)];
      const inner = drawInline(inline, type === 'link' ? { ...words, linked: true } : words);
      if (id) return [make('button', { onclick: () => words.choose({ id, question }) }, ...inner)];
      if (type === 'link') return [anchor(url, words, ...inner)];
      return TAGS[type] ? [make(TAGS[type], {}, ...inner)] : [];
    });
  }

  /** @param {Node} node @returns {string} */
  function speak(node) {
    if (!(node instanceof Element)) return node.textContent ?? '';
    const said = [...node.childNodes].map(speak).join('');
    return node.matches('.away') ? '' : said + (node.matches('p, pre, tr, br') ? '\n' : node.matches('td, th') ? '; ' : '');
  }

  /** A WebSocket that reconnects, with full jitter. */
  class Connection {
    /**
     * @param {() => string} address
     * @param {(message: Message) => void} hear
     * @param {(state: ConnectionState) => void} tell
     */
    constructor(address, hear, tell) {
      this.address = address;
      this.hear = hear;
      this.tell = tell;
      /** @type {ConnectionState} */
      this.state = 'asleep';
      /** @type {WebSocket | null} */
      this.socket = null;
      this.attempt = 0;
      this.timers = { call: 0, reply: 0, stable: 0 };
      this.look = () => {
        if (document.visibilityState === 'hidden') return;
        if (this.state === 'waiting') this.call();
        else if (this.state === 'ready' && this.send({ type: 'ping', id: 'ping' })) this.expect();
      };
    }

    /** `again`: even if the server has refused. */
    wake(again = false) {
      addEventListener('online', this.look);
      document.addEventListener('visibilitychange', this.look);
      if (this.state === 'asleep' || this.state === 'waiting' || (again && this.state === 'refused')) this.call();
    }

    isLost() {
      return this.state === 'waiting' || (this.state === 'calling' && this.attempt > 0);
    }

    /** Disconnects, until woken. */
    sleep() {
      removeEventListener('online', this.look);
      document.removeEventListener('visibilitychange', this.look);
      this.hangUp();
      this.attempt = 0;
      if (this.state !== 'refused') this.become('asleep');
    }

    /** @param {object} message */
    send(message) {
      if (this.state !== 'ready' || !this.socket) return false;
      this.socket.send(JSON.stringify(message));
      return true;
    }

    /** A reply is due. */
    expect() {
      clearTimeout(this.timers.reply);
      this.timers.reply = setTimeout(() => this.lost(0), REPLY_WITHIN_MS);
    }

    call() {
      this.hangUp();
      this.become('calling');
      let socket;
      try {
        socket = new WebSocket(this.address(), PROTOCOL);
      } catch { // an https page may not open a plain WebSocket
        return this.become('refused');
      }
      this.socket = socket;
      socket.onmessage = (event) => this.receive(event.data);
      socket.onclose = (event) => this.lost(event.code);
      this.expect();
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
        this.state = 'ready';
        this.hear(message);
        this.tell('ready');
      } else if (this.state === 'ready') {
        this.hear(message);
      }
    }

    /** @param {number} code */
    lost(code) {
      this.hangUp();
      if (code >= CLOSE_FINAL) return this.become('refused');
      if (code === CLOSE_IDLE) return this.become('asleep'); // until the visitor acts
      const most = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** this.attempt);
      this.attempt += 1;
      this.timers.call = setTimeout(() => this.call(), Math.random() * most);
      this.become('waiting');
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
      this.tell(state);
    }
  }

  /** The stored conversation. */
  class Memory {
    /** @param {string | null} kind @param {string} bot */
    constructor(kind, bot) {
      this.key = `faq-chat/1 ${bot}`;
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
        return { talk: { ...kept.talk }, turns: turns.filter((turn) => typeof turn?.id === 'string' && typeof turn.text === 'string') };
      } catch { // not ours
        return { turns: [], talk: {} };
      }
    }

    /** @param {Kept} kept */
    save({ turns, talk }) {
      try {
        if (turns.length === 0 && talk.given === undefined && !talk.due) this.storage?.removeItem(this.key);
        else this.storage?.setItem(this.key, JSON.stringify({ turns, talk }));
      } catch { /* full or forbidden */ }
    }
  }

  /** Suggestions. */
  class Choices {
    /** @param {HTMLTextAreaElement} input @param {HTMLElement} list @param {(link: Link) => void} choose */
    constructor(input, list, choose) {
      this.input = input;
      this.list = list;
      this.choose = choose;
      /** @type {Link[]} */
      this.links = [];
      this.marked = -1;
      list.onmousedown = (event) => event.preventDefault(); // keeps the focus
      list.onclick = (event) => {
        const item = /** @type {Element} */ (event.target).closest('li');
        if (item) this.take([...list.children].indexOf(item));
      };
    }

    /** @param {Link[]} links */
    show(links) {
      const id = this.marked < 0 ? undefined : this.links[this.marked].id;
      this.links = links;
      this.list.replaceChildren(...links.map((link, index) =>
        make('li', { id: `choice-${index}`, role: 'option', dir: 'auto' }, link.question)));
      this.list.hidden = links.length === 0;
      this.list.scrollTop = 0;
      this.mark(links.findIndex((link) => link.id === id));
    }

    hide() {
      if (this.links.length > 0) this.show([]);
    }

    /** @param {number} index */
    mark(index) {
      this.marked = index;
      [...this.list.children].forEach((item, at) => { item.ariaSelected = String(at === index); });
      if (index < 0) return this.input.removeAttribute('aria-activedescendant');
      this.input.setAttribute('aria-activedescendant', `choice-${index}`);
      this.list.children[index].scrollIntoView({ block: 'nearest' });
    }

    /** @param {number} index */
    take(index) {
      const link = this.links[index];
      this.hide();
      if (link) this.choose(link);
    }

    /** Whether the key was the list's. @param {KeyboardEvent} event */
    key(event) {
      const count = this.links.length;
      if (count === 0) return false;
      if (event.key === 'ArrowDown') this.mark((this.marked + 1) % count);
      else if (event.key === 'ArrowUp') this.mark(this.marked <= 0 ? count - 1 : this.marked - 1);
      else if (event.key === 'Escape') this.hide();
      else if (this.marked < 0) return false;
      else if (event.key === 'Home') this.mark(0);
      else if (event.key === 'End') this.mark(count - 1);
      else if (event.key === 'Enter') this.take(this.marked);
      else return false;
      return true;
    }
  }


  const SHEET = new CSSStyleSheet();
  SHEET.replaceSync(STYLE);

  const newId = () => crypto.getRandomValues(new Uint32Array(3)).join('-');

  /** Text as the server accepts it. @param {unknown} text */
  const clean = (text) => String(text).toWellFormed().replace(/\0/g, '').trim();

  /** @param {string} text @param {...(string | number)} values for {0}, {1} */
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, at) => String(values[at]));

  /** "Article > Section", without a final "FAQ". @param {Part} answer */
  const origin = ({ source = {} }) => [source.title, source.section].filter(Boolean).join(' > ').replace(/ > FAQs?$/i, '');

  /** @param {Help} help */
  const sentence = ({ contact = '', person }) => (person ? person.text ?? '' : contact);


  /** Code points, as the server counts them. @param {string} text */
  const length = (text) => [...text].length;

  class FaqChat extends HTMLElement {
    static strings = STRINGS;
    static observedAttributes = ['lang', 'open', 'src', 'storage'];

    constructor() {
      super();
      this.root = this.attachShadow({ mode: 'open' });
      this.root.adoptedStyleSheets = [SHEET];
      /** @type {Partial<typeof ENGLISH>} */
      this.words = {};
      this.say = ENGLISH;
      /** @type {Turn[]} */
      this.turns = [];
      /** @type {Talk} */
      this.talk = {};
      /** @type {Turn[]} */
      this.cleared = [];
      /** @type {Map<string, HTMLElement>} */
      this.views = new Map();
      /** @type {Turn | null} */
      this.pending = null;
      /** @type {'' | 'limited' | 'failed'} why the pending question is not sent */
      this.trouble = '';
      this.sends = 0;
      /** @type {Hello} */
      this.hello = { type: 'hello' };
      this.started = '';
      this.suggesting = '';
      this.timers = { working: 0, offline: 0, again: 0, suggest: 0 };
      this.connection = new Connection(() => this.address(), (message) => this.hear(message), () => this.follow());
      this.memory = new Memory('none', '');
      this.away = new AbortController();
      this.launcher = this.heading = this.opening = this.log = this.live = this.panel = this.frame = this.hint =
        this.privacy = this.status = make('section'); // all made by build()
      this.tools = [this.launcher];
      this.input = make('textarea');
      this.choices = new Choices(this.input, this.opening, () => {});
    }


    get strings() {
      return this.words;
    }

    set strings(words) {
      this.words = words;
      if (this.isConnected) this.build();
    }

    open() {
      this.setAttribute('open', '');
    }

    close() {
      const inside = this.root.activeElement !== null;
      this.removeAttribute('open');
      if (inside && !this.hasAttribute('page')) this.launcher.focus();
    }

    /** @param {string} text */
    ask(text) {
      this.open();
      const turn = { id: newId(), text: clean(text), context: this.context() };
      if (turn.text && !this.isLong(turn.text) && this.put(turn)) return true;
      this.input.value = turn.text;
      this.typed();
      return false;
    }

    reset() {
      this.cleared = this.turns;
      this.turns = [];
      this.pending = null;
      this.talk = { due: this.talk.token ?? this.talk.due };
      this.keep();
      this.connection.sleep();
      this.connection.wake(true);
      this.drawAll();
    }

    connectedCallback() {
      if (Object.hasOwn(this, 'strings')) { // set before the element was defined
        const words = this.strings;
        Reflect.deleteProperty(this, 'strings');
        this.words = words;
      }
      this.away = new AbortController();
      const { signal } = this.away;
      addEventListener('pagehide', () => this.connection.sleep(), { signal });
      addEventListener('pageshow', (event) => event.persisted && this.start(), { signal });
      this.remember();
      const asked = this.hasAttribute('page') && new URLSearchParams(location.search).get('q');
      if (asked) {
        history.replaceState(null, '', location.pathname); // a reload does not ask again
        this.ask(asked);
      }
    }

    disconnectedCallback() {
      this.away.abort();
      this.connection.sleep();
    }

    /** @param {string} name @param {string | null} before @param {string | null} after */
    attributeChangedCallback(name, before, after) {
      if (!this.isConnected || !this.memory.key || before === after) return;
      if (name === 'open') return this.start();
      if (name === 'lang') return this.build();
      this.connection.sleep();
      this.remember();
    }


    get base() {
      const src = this.getAttribute('src');
      return src ? new URL(src.replace(/\/*$/, '/'), document.baseURI).href : HOME;
    }

    address() {
      return new URL('ws', this.base).href.replace('http', 'ws');
    }

    start() {
      if (this.isOpen()) this.connection.wake();
      this.follow();
    }

    isOpen() {
      return this.hasAttribute('open') || this.hasAttribute('page');
    }

    remember() {
      this.memory = new Memory(this.getAttribute('storage'), this.base);
      Object.assign(this, this.memory.load());
      const last = this.turns.at(-1);
      this.pending = last && !last.answer ? last : null;
      this.sends = 0;
      this.build();
      this.start();
    }

    keep() {
      this.memory.save(this);
    }

    context() {
      return this.turns.findLast((turn) => turn.answer?.outcome === 'answered')?.answer?.source?.entry;
    }

    get limit() {
      return this.hello.limits?.question_chars ?? 2e3;
    }

    /** @param {string} text */
    isLong(text) {
      return length(text) > this.limit;
    }

    /** @param {string} name @param {object} detail */
    emit(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }


    more = () => import('./widget-more.js').then(() => SERVED);

    build() {
      const lang = /** @type {HTMLElement | null} */ (this.closest('[lang]'))?.lang.toLowerCase() ?? '';
      const found = [lang, lang.split('-')[0]].find((tag) => Object.hasOwn(STRINGS, tag));
      const say = this.say = { ...ENGLISH, ...STRINGS[found ?? 'en'], ...this.words };
      const page = this.hasAttribute('page');

      this.launcher = make('button.launcher', { ariaExpanded: 'false',
        onclick: () => { this.open(); this.input.focus(); } }, icon('chat'), say.launch);
      this.heading = make(page ? 'h1.title' : 'h2.title', { dir: 'auto' }, say.title);
      this.tools = [this.tool('download', say.download, () => this.download()),
        this.tool('restart', say.restart, () => { this.reset(); this.input.focus(); })];
      this.opening = make('div.start', {});
      this.log = make('div.log', { role: 'log', tabIndex: 0, ariaLabel: say.transcript,
        ariaLive: 'off' }, this.opening); // `live` speaks
      this.live = make('div.away', { role: 'status' });
      this.panel = make('div.panel', { onkeydown: this.escape.bind(this) },
        make('div.head', {}, this.heading, make('div.tools', {}, ...this.tools,
          ...(page ? [] : [this.tool('close', say.close, () => this.close())]))),
        this.log, this.buildComposer(), this.live);

      const frame = make('section.root', { lang: found ?? 'en', ariaLabel: say.title },
        this.launcher, this.panel);
      if (found && say.direction === 'rtl' && !this.hasAttribute('dir')) frame.dir = 'rtl';
      this.frame = frame;
      this.root.replaceChildren(frame);
      this.started = '';
      this.drawAll();
      this.follow();
    }

    buildComposer() {
      const { say } = this;
      const list = make('ul.offer', { id: 'list', role: 'listbox', hidden: true,
        ariaLabel: say.suggestions });
      this.input = make('textarea.input', { id: 'input', rows: 1, dir: 'auto',
        autocomplete: 'off', enterKeyHint: 'send', ariaAutoComplete: 'list', 'aria-controls': 'list',
        'aria-describedby': 'hint', oninput: () => this.typed(),
        onkeydown: this.key.bind(this), onblur: () => this.choices.hide() });
      this.choices = new Choices(this.input, list, (link) => this.choose(link));
      this.hint = make('p.hint', { id: 'hint', hidden: true });
      this.status = make('p.status', { hidden: true });
      this.privacy = make('p.privacy');
      return make('div.foot', {}, this.privacy, make('label', { htmlFor: 'input' }, say.label),
        make('div.row', {}, list, this.input, make('button.send', { onclick: () => this.submit() }, say.send)),
        this.hint, this.status);
    }

    /** @param {keyof typeof ICONS} name @param {string} label @param {() => void} onclick */
    tool(name, label, onclick) {
      return make('button', { title: label, ariaLabel: label, onclick }, icon(name));
    }

    /** @param {string} label @param {() => void} onclick */
    plain(label, onclick) {
      return make('button.plain', { onclick }, label);
    }

    /** @param {string} text */
    narrate(text) {
      const line = make('p', {}, text);
      this.live.append(line);
      setTimeout(() => line.remove(), NARRATED_FOR_MS);
    }


    /** @param {KeyboardEvent} event */
    escape(event) {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || this.hasAttribute('page')) return;
      event.preventDefault();
      this.close();
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      if (event.isComposing || event.keyCode === 229) return; // the key belongs to the input method
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (this.choices.key(event)) {
        event.preventDefault();
      } else if (event.key === 'Enter') {
        event.preventDefault();
        this.submit();
      } else if (event.key === 'ArrowUp' && !this.input.value && this.turns.length > 0) {
        event.preventDefault();
        this.input.value = this.turns[this.turns.length - 1].text;
        this.typed();
      }
    }

    typed() {
      const text = this.input.value;
      const left = this.limit - length(text);
      this.input.rows = Math.min(5, text.split('\n').length); // for browsers without field-sizing
      this.advise(left < 0 ? fill(this.say.long, this.limit, -left) : '', left < 0);
      this.connection.wake();
      clearTimeout(this.timers.suggest);
      this.suggesting = '';
      this.choices.mark(-1); // Enter sends what was typed
      if (length(text.trim()) < SUGGEST_CHARS || left < 0) return this.choices.hide();
      this.timers.suggest = setTimeout(() => this.suggest(text.trim()), SUGGEST_AFTER_MS);
    }

    /** @param {string} text @param {boolean} [wrong] */
    advise(text, wrong = false) {
      this.hint.textContent = text;
      this.hint.hidden = !text;
      this.hint.classList.toggle('wrong', wrong);
      this.input.ariaInvalid = String(wrong);
    }

    /** @param {string} text */
    suggest(text) {
      const id = newId();
      if (this.connection.send({ type: 'suggest', id, text })) this.suggesting = id;
    }

    submit() {
      const text = clean(this.input.value);
      if (!text) return this.input.focus();
      if (this.isLong(text)) return this.narrate(this.hint.textContent || '');
      if (!this.put({ id: newId(), text, context: this.context() })) return;
      this.empty();
    }

    empty() {
      this.input.value = '';
      this.typed();
    }

    /** Asks a stored question by its id. @param {Link} link */
    choose(link) {
      this.input.focus();
      if (this.put({ id: newId(), text: link.question, entry: link.id })) this.empty();
    }

    /** Shows, stores and sends a question. False: another one is waiting. @param {Turn} turn */
    put(turn) {
      if (this.pending) {
        this.advise(this.say.wait);
        this.narrate(this.say.wait);
        return false;
      }
      this.cleared = [];
      this.choices.hide();
      this.turns.push(turn);
      for (const old of this.turns.splice(0, Math.max(0, this.turns.length - TURNS_MAX))) this.forget(old);
      this.keep();
      this.begin(turn);
      this.drawStart();
      this.drawTurn(turn);
      this.reveal(turn);
      this.follow();
      return true;
    }

    /** @param {Turn} turn */
    begin(turn) {
      this.pending = turn;
      this.sends = 0;
      this.trouble = '';
    }

    transmit() {
      const turn = this.pending;
      if (!turn || this.connection.state !== 'ready') return;
      clearTimeout(this.timers.again);
      if (this.sends >= SENDS_MAX) return this.hold('failed');
      this.sends += 1;
      this.trouble = '';
      const { id, entry, text, context } = turn;
      this.connection.send({ id, content: 'blocks',
        ...(entry ? { type: 'get', entry } : { type: 'ask', text, ...(context ? { context } : {}) }) });
      this.connection.expect();
      clearTimeout(this.timers.working);
      this.timers.working = setTimeout(() => this.drawWaiting(), WORKING_AFTER_MS);
    }

    retry() {
      this.input.focus();
      this.sends = 0;
      if (this.connection.state === 'ready') this.transmit();
      else this.connection.wake();
      this.drawWaiting();
    }

    cancel() {
      const turn = this.pending;
      if (!turn) return;
      this.pending = null;
      this.turns = this.turns.filter((other) => other !== turn);
      this.forget(turn);
      this.keep();
      this.drawStart();
      if (!this.input.value && !turn.entry) this.input.value = turn.text;
      this.input.focus();
      this.typed();
      this.follow();
    }

    /** @param {Turn} turn */
    forget(turn) {
      this.views.get(turn.id)?.remove();
      this.views.delete(turn.id);
    }


    /** @param {Message} message */
    hear(message) {
      if (message.type === 'hello') this.greet(message);
      else if (message.type === 'answer') this.settle(message);
      else if (message.type === 'error') this.fail(message);
      else if (message.type === 'ok') this.done(message);
      else if (message.type === 'suggestions' && message.id === this.suggesting && this.root.activeElement === this.input)
        this.choices.show(message.suggestions.slice(0, 6));
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
      this.connection.send({ type, id: type, ...more });
    }

    /** @param {boolean} given */
    decide(given) {
      this.talk.given = given;
      this.keep();
      this.tell('consent', { given });
      this.drawStart();
      this.input.focus();
    }

    /** @param {Ok} ok */
    done(ok) {
      const turn = this.rated(ok);
      if (turn) {
        turn.help = ok;
        const help = this.drawHelp(ok);
        this.answerOf(turn)?.querySelector('.help')?.replaceWith(help);
        if (help.firstChild) this.narrate(speak(help));
      } else if (ok.id === 'forget') {
        this.talk.due = undefined;
      } else {
        return;
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
      if (!turn || answer.id !== turn.id) return; // a second reply to the same question
      this.end();
      turn.answer = answer;
      this.keep();
      this.follow();
      this.show(turn);
      this.emit('faq-answer', { question: turn.text, answer });
      if (answer.outcome === 'none') this.emit('faq-miss', { question: turn.text, answer, declined: false });
    }

    end() {
      clearTimeout(this.timers.working);
      clearTimeout(this.timers.again);
      this.pending = null;
      this.trouble = '';
      if (this.hint.textContent === this.say.wait) this.advise('');
    }

    /** Draws a new answer and announces it. @param {Turn} turn */
    show(turn) {
      const following = this.log.scrollTop + this.log.clientHeight >= this.log.scrollHeight - 60;
      this.drawTurn(turn);
      if (following) this.reveal(turn);
      this.narrate(this.spoken(turn));
    }

    /** @param {Refusal} refusal */
    fail(refusal) {
      const rated = this.rated(refusal);
      if (rated) {
        rated.helpful = null;
        this.keep();
        this.drawTurn(rated);
      } else if (refusal.id === this.suggesting) {
        return;
      } else if (this.pending && refusal.id === this.pending.id) {
        if (refusal.temporary) this.later(refusal);
        else this.giveUp(refusal);
      }
      this.emit('faq-error', { code: refusal.code, message: refusal.message ?? '' });
    }

    /** @param {Refusal} refusal */
    later(refusal) {
      this.hold(refusal.code === 'rate_limited' ? 'limited' : 'failed');
      if (this.sends < SENDS_MAX)
        this.timers.again = setTimeout(() => this.transmit(), Math.max(1000, refusal.retry_after_ms ?? 0));
    }

    /** No answer will come: says why. @param {Refusal} refusal */
    giveUp(refusal) {
      const turn = this.pending;
      if (!turn) return;
      this.end();
      this.turns = this.turns.filter((other) => other !== turn);
      this.keep();
      const text = refusal.message || this.say.failed;
      this.answerOf(turn)?.replaceChildren(make('p.note', { dir: 'auto' }, text));
      this.narrate(text);
    }

    /** @param {'limited' | 'failed'} trouble */
    hold(trouble) {
      this.trouble = trouble;
      this.drawWaiting();
    }

    follow() {
      const open = this.isOpen();
      this.panel.hidden = !open;
      this.launcher.hidden = open;
      if (this.pending) this.connection.wake();
      else if (!open) this.connection.sleep();
      const { state } = this.connection;
      if (state === 'waiting' || state === 'calling') {
        this.timers.offline ||= setTimeout(() => this.tellState(), OFFLINE_AFTER_MS);
      } else {
        this.tellState();
        this.transmit();
      }
    }

    tellState() {
      clearTimeout(this.timers.offline);
      this.timers.offline = 0;
      const { state } = this.connection;
      const text = state === 'refused' ? this.say.refused : this.connection.isLost() ? this.say.offline : '';
      this.status.textContent = text;
      this.status.hidden = !text || this.pending !== null;
      if (state !== 'ready' && state !== 'asleep') this.drawWaiting();
    }


    drawAll() {
      this.views.forEach((view) => view.remove());
      this.views.clear();
      this.started = '';
      this.drawStart();
      for (const turn of this.turns) this.drawTurn(turn);
      if (this.pending) this.drawWaiting();
      const last = this.turns.at(-1);
      if (last) this.reveal(last);
    }

    drawStart() {
      const { say, hello } = this;
      const fresh = this.turns.length === 0;
      const starters = fresh ? (hello.starters ?? []).slice(0, 6) : [];
      for (const tool of this.tools) tool.hidden = fresh;
      const { privacy, consent } = hello;
      const asks = consent && this.talk.given === undefined;
      this.frame.classList.toggle('rated', hello.feedback === true && (!consent || this.talk.given === true));
      const state = JSON.stringify([hello.greeting, starters, this.cleared.length, privacy, asks]);
      if (state === this.started) return; // redrawing would lose the focus
      this.started = state;
      this.heading.textContent = hello.name || say.title;
      this.privacy.replaceChildren(privacy ? anchor(privacy, this.way(), say.privacy) : '');
      this.opening.replaceChildren(make('p.greeting', { dir: 'auto' }, hello.greeting || say.greeting),
        ...(asks ? [make('div.actions', { role: 'group', ariaLabel: consent }, make('p', { dir: 'auto' }, consent),
          ...[say.agree, say.decline].map((label, at) => this.plain(label, () => this.decide(!at))))] : []),
        ...this.links(say.suggestions, starters),
        ...(this.cleared.length === 0 ? [] : [make('div.actions', {},
          make('p', {}, say.cleared), this.plain(say.undo, () => this.undo()))]));
    }

    undo() {
      this.turns = this.cleared;
      this.cleared = [];
      this.keep();
      this.drawAll();
      this.input.focus();
    }

    /** @param {Turn} turn */
    answerOf(turn) {
      return /** @type {HTMLElement | null | undefined} */ (this.views.get(turn.id)?.querySelector('.answer'));
    }

    /** @param {Turn} turn */
    drawTurn(turn) {
      const { say } = this;
      let slot = this.answerOf(turn);
      if (!slot) {
        slot = make('div.answer', {});
        const view = make('div.turn', {},
          make('p.question', {},
            make('span.away', {}, `${say.asked} `), make('span.words', { dir: 'auto' }, turn.text)), slot);
        this.views.set(turn.id, view);
        this.log.append(view);
      }
      if (!turn.answer) return;
      try {
        slot.replaceChildren(make('span.away', {}, say.replied), ...this.drawAnswer(turn, turn.answer));
      } catch { // not a valid answer
        turn.answer = { type: 'answer', id: turn.id, outcome: 'none', text: say.failed };
        slot.replaceChildren(...this.drawAnswer(turn, turn.answer));
      }
    }

    /** @param {Turn} turn */
    reveal(turn) {
      const view = this.views.get(turn.id);
      if (view) this.log.scrollTop = view.offsetTop - 16;
    }

    drawWaiting() {
      const turn = this.pending;
      const slot = turn && this.answerOf(turn);
      if (!slot) return;
      const { say, trouble } = this;
      const { state } = this.connection;
      const text = state === 'refused' ? say.refused : this.connection.isLost() ? say.offline : trouble ? say[trouble] : say.working;
      if (slot.firstChild?.textContent === text) return; // redrawing would lose the focus
      const note = make('p.note', {}, text);
      if (text === say.working) return slot.replaceChildren(note);
      this.narrate(text);
      slot.replaceChildren(note, make('div.actions', {},
        ...(state === 'refused' ? [] : [this.plain(say.retry, () => this.retry())]), this.plain(say.cancel, () => this.cancel())));
    }

    /** @param {Turn} turn @param {Answer} answer @returns {Node[]} */
    drawAnswer(turn, answer) {
      const { say } = this;
      if (answer.outcome === 'answered') return [...this.drawReading(answer), ...this.drawText(turn, answer)];
      const rich = make('div.rich', { dir: 'auto' }, make('p', {}, this.sorry(turn, answer)));
      return [...(turn.declined ? [] : this.drawReading(answer)), rich, this.helpOf(turn, answer),
        ...this.links('', this.offered(turn),
          make('button.neither', { onclick: () => this.decline(turn, answer) }, say.neither)),
        ...this.links(say.mentions, answer.mentions ?? []), ...this.links(say.suggestions, answer.related ?? [])];
    }

    /** @param {Answer} answer */
    drawReading(answer) {
      const { say } = this;
      const lines = (answer.corrections ?? []).map(({ from, to }) => fill(say.corrected, from, to));
      if (answer.outcome === 'none' && answer.unknown_words?.length) lines.push(fill(say.unknown, answer.unknown_words.join(', ')));
      return lines.map((line) => make('p.note', { dir: 'auto' }, line));
    }

    /** @returns {Words} */
    way() {
      return { base: this.base, newTab: this.say.newTab, images: this.hasAttribute('images'), choose: (link) => this.choose(link) };
    }

    /** @param {Turn} turn @param {Answer} answer @returns {Node[]} */
    drawText(turn, answer) {
      const { say } = this;
      const parts = answer.parts?.every(({ blocks }) => blocks) ? answer.parts : [answer];
      return [...parts.flatMap((part) => this.drawPart(turn, part)),
        ...this.drawRate(turn), ...this.links(say.related, (answer.related ?? []).slice(0, 3))];
    }

    /** @param {Turn} turn @param {Part} answer */
    drawPart(turn, answer) {
      const { say } = this;
      const { question = '', source = {}, disclaimer } = answer;
      const from = origin(answer);
      const words = this.way();
      const blocks = drawBlocks(answer.blocks, words);
      const itsOwn = { dir: 'auto', ...(answer.lang && { lang: answer.lang }) };
      const parts = [make('div.rich', itsOwn, ...(blocks.length > 0 ? blocks : [make('p', {}, answer.text ?? '')]))];
      if (question && question !== turn.text) parts.unshift(make('p.matched', itsOwn, question));
      if (from) parts.push(make('p.source', {},
        `${say.from} `, anchor(source.url, words, make('bdi', {}, from))));
      if (disclaimer) parts.push(make('p.disclaimer', { dir: 'auto' },
        make('span.away', {}, `${say.disclaimer} `), disclaimer.text));
      return parts;
    }

    /** Where else to turn. @param {Help} help @param {string} [said] not to be said again */
    drawHelp(help, said) {
      const { mail = '', phone = '', url = '', hours = '' } = help.person ?? {};
      const lines = [[sentence(help)], [mail, `mailto:${mail}`], [phone, `tel:${String(phone).replace(/[^\d+]/g, '')}`],
        [url, /^https?:/i.test(url) ? url : ''], [hours]].filter(([text]) => text && text !== said);
      return make('div.help', {}, ...lines.map(([text, address]) =>
        make('p', {}, anchor(address, this.way(), make('bdi', {}, text)))));
    }

    /** @param {Turn} turn @param {Answer} answer */
    helpOf(turn, answer) {
      const said = this.sorry(turn, answer);
      const due = answer.outcome === 'smalltalk' || said === (sentence(answer) || this.say.misses[1]);
      return this.drawHelp(due ? answer : {}, said);
    }

    /** A list of questions to choose from. @param {string} label @param {Choice[]} links @param {Node[]} more */
    links(label, links, ...more) {
      if (links.length === 0) return [];
      const buttons = links.map(({ id, title, question = title || id, spans = [] }) =>
        make('button.choice', { dir: 'auto', onclick: () => this.choose({ id, question }) }, question,
          make('span.snippet', {}, ...spans.map(({ text, mark }) => (mark ? make('mark', {}, text) : text)))));
      return [make('div.choices', {}, ...(label ? [make('p.label', {}, label)] : []),
        make('ul.pick', {}, ...[...buttons, ...more].map((button) => make('li', {}, button))))];
    }

    /** @param {Turn} turn @param {Answer} answer */
    decline(turn, answer) {
      this.input.focus();
      turn.declined = true;
      this.keep();
      this.show(turn);
      this.emit('faq-miss', { question: turn.text, answer, declined: true });
    }

    /** @param {Turn} turn */
    drawRate(turn) {
      const { say } = this;
      const thumbs = [say.yes, say.no].map((label, at) => {
        const button = this.tool('thumb', label, () => this.rate(turn, turn.helpful === !at ? null : !at));
        button.ariaPressed = String(turn.helpful === !at);
        return button;
      });
      return [make('div.rate', { role: 'group', ariaLabel: say.helpful }, make('span', {}, say.helpful), ...thumbs),
        this.drawHelp(turn.help ?? {})];
    }

    /** @param {Turn} turn @param {boolean | null} helpful */
    rate(turn, helpful) {
      if (!this.connection.send({ type: 'feedback', id: `${turn.id}+`, answer: turn.id, helpful })) return this.connection.wake();
      turn.helpful = helpful;
      this.keep();
      this.answerOf(turn)?.querySelectorAll('.rate button').forEach((button, at) => {
        button.ariaPressed = String(helpful === !at);
      });
      this.emit('faq-feedback', { answer: turn.id, helpful });
    }


    /** How many questions in a row had no answer. @param {Turn} turn */
    misses(turn) {
      const turns = this.turns.slice(0, this.turns.indexOf(turn) + 1);
      const after = turns.findLastIndex(({ answer }) => answer?.outcome === 'answered') + 1;
      return turns.slice(after).filter(({ answer, declined }) => declined || answer?.outcome === 'none').length;
    }

    /** What to say if there is no answer; never the same words twice in a row. @param {Turn} turn @param {Answer} answer */
    sorry(turn, answer) {
      const { misses, unsure } = this.say;
      if ((answer.outcome === 'unsure' && !turn.declined) || answer.outcome === 'smalltalk') return answer.text || unsure;
      const count = this.misses(turn);
      if (count <= 1) return (!turn.declined && answer.text) || misses[0];
      return count % 2 === 0 ? sentence(answer) || misses[1] : misses[2];
    }

    /** What to choose from. @param {Turn} turn */
    offered({ answer, declined }) {
      return answer?.outcome === 'unsure' && !declined ? (answer.candidates ?? []).slice(0, 3) : [];
    }

    /** @param {Turn} turn */
    spoken(turn) {
      const { answer } = turn;
      if (!answer) return '';
      if (answer.outcome === 'answered') return answer.text ?? drawBlocks(answer.blocks, this.way()).map(speak).join('');
      const notes = this.drawReading(answer).map((line) => line.textContent);
      const mentions = (answer.mentions ?? []).map(({ title }) => title);
      return [this.sorry(turn, answer), ...notes, speak(this.helpOf(turn, answer)), ...this.offered(turn).map(({ question }) => question),
        ...(mentions[0] ? [this.say.mentions] : []), ...mentions].filter(Boolean).join(' ');
    }

    download() {
      const { say } = this;
      const text = this.turns.map((turn) => {
        const { answer } = turn;
        return [say.asked, turn.text, say.replied, this.spoken(turn), answer && origin(answer), answer?.source?.url,
          answer?.disclaimer?.text].filter(Boolean).join('\n');
      }).join('\n\n');
      const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain;charset=utf-8' }));
      make('a', { href: url, download: 'conversation.txt' }).click();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    }
  }

  customElements.define('faq-chat', FaqChat);
})();
