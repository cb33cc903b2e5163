// widget-more.js - the second module of <faq-chat>, which widget.js loads when a conversation first needs it: what is rich in
// an answer, what few visitors do, and the way over HTTP where no WebSocket passes. widget.d.ts has its types.

const COMMENT_CHARS_MAX = 280;
const REPLY_TO_CHARS_MAX = 254;
const NAME_CHARS_MAX = 100;
const COPIED_FOR_MS = 2000;
const HTTP_WITHIN_MS = 10000;
const SEND_AGAIN_AFTER_MS = 250;

/** @type {Record<MoreKey, string>} */
const ENGLISH = {
  agree: 'I agree',
  decline: 'No, thanks',
  copy: 'Copy',
  copied: 'Copied.',
  enlarge: 'Enlarge the image',
  show_more: 'Show more',
  comment: 'What was missing? (optional)',
  send: 'Send',
  noted: 'Thank you for your comment.',
  handover: 'Send this conversation to us',
  handover_what: 'These questions and answers will be sent:',
  reply_to: 'How can we reach you? (email address or phone number)',
  your_name: 'Your name (optional)',
  handed_over: 'The conversation has been sent.',
  footnote: 'Footnote {number}',
  back_to_text: 'Back to the text',
  greet_hide: 'Hide',
};

const sheet = `
.low .title { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.low .foot { padding-block: .5em; }
.low .foot label { position: absolute; clip-path: inset(50%); }
.low .privacy { min-block-size: 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .35em .7em; border: 1px solid var(--line); text-align: start; overflow-wrap: normal; }
.right { text-align: end; }
.center { text-align: center; }
.code { position: relative; }
.code pre { padding-block-start: 2.75em; border: 1px solid transparent; }
.code .plain { position: absolute; inset-block-start: 0; inset-inline-end: 0; --tap: 2.75em; font-size: .875em;
  border-color: transparent; }
img { max-inline-size: 100%; block-size: auto; vertical-align: middle; }
.rich .enlarge { cursor: zoom-in; text-decoration: none; max-inline-size: 100%; }
.rich .mark, .rich .back { --tap: 1.5em; text-decoration: none; }
.picture { margin: auto; max-inline-size: 100%; max-block-size: 100%; overflow: auto; border: 0; background: var(--surface);
  color: var(--text); }
.picture::backdrop { background: #000c; }
.picture { padding-block-start: var(--tap); }
.picture img { display: block; }
.picture .tool { position: absolute; inset-block-start: 0; inset-inline-end: 0; background: var(--surface); }
:is(.after, .help) > * + * { margin-block-start: .5em; }
.form { display: grid; gap: .5em; padding: .9em; border: 1px solid var(--line); border-radius: var(--radius); }
.form label { display: grid; gap: .3em; font-size: .875em; font-weight: 600; }
.form input { min-block-size: var(--tap); min-inline-size: 0; padding: 0 .7em; font-size: max(16px, 1em); font-weight: 400; background: var(--surface);
  border: 1px solid var(--edge); border-radius: var(--radius); }
.form textarea { font-weight: 400; }
.form .sent { max-block-size: 12em; overflow-y: auto; padding: .75em; font-size: .875em; background: var(--raised);
  border-radius: var(--radius); white-space: pre-wrap; }
.invite { position: absolute; inset-block-end: calc(100% + 12px); inset-inline-end: 0; display: flex; align-items: center;
  inline-size: max-content; max-inline-size: min(20em, 100vw - 40px); background: var(--surface); border: 1px solid var(--line);
  border-radius: calc(var(--radius) + 4px); box-shadow: 0 4px 16px #0004; }
.invite .choice { padding-block: .75em; padding-inline-start: 1em; text-align: start; }
.invite button { border: 0; }
`;

/** @type {OpenExtras} */
export default function open({ make, icon, anchor, drawBlocks, drawInline, speak, fill, loadWords }) {
  /** @param {Words} say @param {MoreKey} key */
  const word = (say, key) => /** @type {Partial<Record<MoreKey, string>>} */ (say)[key] ?? ENGLISH[key];

  // -- Blocks

  /** @param {Block} table @param {Way} way */
  function drawTable({ align = [], header = [], rows = [] }, way) {
    const draw = (/** @type {'td' | 'th'} */ tag) => (/** @type {Block[][]} */ row) => make('tr', {},
      ...row.map((cell, i) => make(`${tag}.${align[i] ?? ''}`, tag === 'th' ? { scope: 'col' } : {}, ...drawInline(cell, way))));
    const head = header.some(({ length }) => length) ? [make('thead', {}, draw('th')(header))] : [];
    return make('div.table', { tabIndex: 0 }, make('table', {}, ...head, make('tbody', {}, ...rows.map(draw('td')))));
  }

  /** @param {string} text @param {Way} way */
  function drawCode(text, way) {
    const code = make('code', {}, text);
    const button = make('button.plain', { onclick: () => copy(code, way).then(() => {
      way.tell(word(way.say, 'copied'));
      button.textContent = word(way.say, 'copied');
      setTimeout(() => { button.textContent = word(way.say, 'copy'); }, COPIED_FOR_MS);
    }, () => {}) }, word(way.say, 'copy'));
    return make('div.code', {}, make('pre', { dir: 'ltr', tabIndex: 0 }, code), button);
  }

  /** @param {HTMLElement} code @param {Way} way */
  async function copy(code, way) {
    if (navigator.clipboard) return navigator.clipboard.writeText(code.textContent ?? '');
    getSelection()?.selectAllChildren(code); // a page without TLS
    if (!document.execCommand('copy')) throw new Error(word(way.say, 'copy'));
  }

  /** @param {Block} image @param {Way} way */
  function drawImage({ src, alt = '', width, height }, way) {
    const address = anchor(src, way).getAttribute('href'); // null: not safe
    if (!address?.startsWith('http')) return make('span', {}, alt);
    // A drawing without a size of its own would shrink to nothing in a box that fits it.
    const onload = (/** @type {Event} */ { target }) => {
      const loaded = /** @type {HTMLImageElement} */ (target);
      loaded.width ||= loaded.naturalWidth;
    };
    const attributes = { alt, src: address, onload, referrerPolicy: 'no-referrer', ...(width && { width, height }) };
    return make('button.enlarge', { title: word(way.say, 'enlarge'), onclick: (/** @type {Event} */ event) => {
      const picture = make('dialog.picture', { 'aria-label': alt, onclose: () => picture.remove() },
        make('img', attributes), make('button.tool', { title: way.say.close,
          onclick: () => picture.close() }, icon('close')));
      picture.onclick = (/** @type {Event} */ { target }) => target === picture && picture.close(); // beside the image
      /** @type {HTMLElement} */ (event.currentTarget).closest('.root')?.append(picture);
      picture.showModal();
    } }, make('img', { loading: 'lazy', ...attributes }));
  }

  /** A footnote's mark, and the note: focus moves between them, since a fragment would change the address of the page.
   * @param {HTMLElement} from @param {string} goal */
  function jump(from, goal) {
    const there = /** @type {HTMLElement | null | undefined} */ (from.closest('.answer')?.querySelector(goal));
    there?.focus();
    there?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {Block} note @param {Way} way */
  function drawNote({ number, blocks }, way) {
    const drawn = drawBlocks(blocks, way);
    const label = word(way.say, 'back_to_text');
    drawn[0]?.prepend(make('sup', {}, `${number} `));
    drawn[drawn.length - 1]?.append(' ', make('button.back', { 'aria-label': label,
      onclick: (/** @type {Event} */ event) =>
        jump(/** @type {HTMLElement} */ (event.currentTarget), `[data-mark="${number}"]`) }, '↩'));
    return make('div.note', { tabIndex: -1, 'data-note': number }, ...drawn);
  }

  // -- The rest of an answer

  /** What has been asked for, by the id of the request: which part of which turn's answer, from where on.
   * @type {Map<string, { turnId: string, at: number, rest: string | undefined }>} */
  const wishes = new Map();

  /** @param {Turn} turn @returns {Part[]} */
  const partsOf = ({ answer }) => answer?.parts ?? [];

  /** @param {Chat} chat @param {string} id */
  function wishOf(chat, id) {
    const wish = wishes.get(id);
    const turn = chat.turns.find((one) => one.id === wish?.turnId);
    return wish && turn && { ...wish, turn, part: wish.at < 0 ? turn.answer : partsOf(turn)[wish.at] };
  }

  /** The button that asks for more; of a part without one, that of the whole.
   * @param {Chat} chat @param {Turn} turn @param {number} [at] @returns {HTMLElement | null} */
  const moreOf = (chat, turn, at) => chat.answerOf(turn)?.querySelector(`[data-more="${at}"]`) ??
    chat.answerOf(turn)?.querySelector('[data-more="-1"]') ?? null;

  /** @param {Chat} chat @param {Turn} turn @param {Part} part */
  function fetchMore(chat, turn, part) {
    const { rest, lang, source } = part;
    const at = partsOf(turn).indexOf(part);
    const id = `${turn.id}~${at}`;
    if (wishes.has(id) && wishes.get(id)?.rest === rest) return; // it is on its way
    const until = performance.now() + HTTP_WITHIN_MS;
    (function send() {
      const message = { type: 'get', id, entry: source?.entry, content: 'blocks', ...(lang && { lang }), ...(rest && { rest }) };
      if (chat.connection.send(message)) {
        const wish = { turnId: turn.id, at, rest };
        wishes.set(id, wish);
        setTimeout(() => wishes.get(id) === wish && wishes.delete(id), HTTP_WITHIN_MS); // it was lost
      } else if (performance.now() < until) {
        chat.connection.wake(true);
        setTimeout(send, SEND_AGAIN_AFTER_MS);
      }
    })();
  }

  /** Blocks, and those of the reply with the next piece. @param {Block[]} blocks @param {Answer} piece @returns {Block[]} */
  function joinPiece(blocks, { blocks: next = [], replaces = 0, continues = 0 }) {
    try {
      return join(blocks.slice(0, blocks.length - replaces), next, continues);
    } catch { // it does not go on with these
      return [...blocks, ...next];
    }
  }

  /** One after the other; so many levels deep, the last of `front` and the first of `next` are one.
   * @param {any[]} front @param {any[]} next @param {number} levels @returns {any[]} */
  function join(front, next, levels) {
    if (levels < 1 || front.length === 0 || next.length === 0) return [...front, ...next];
    return [...front.slice(0, -1), merge(front[front.length - 1], next[0], levels - 1), ...next.slice(1)];
  }

  /** @param {any} one @param {any} other @param {number} levels */
  function merge(one, other, levels) {
    if (Array.isArray(one)) return join(one, other, levels);
    const whole = { ...one };
    for (const key of ['inline', 'items', 'blocks']) if (one[key]) whole[key] = join(one[key], other[key], levels);
    for (const key of ['text', 'alt']) if (key in one) whole[key] = one[key] + other[key];
    if (one.tasks ?? other.tasks) {
      const [before, after] = [one, other].map(({ items, tasks }) => tasks ?? items.map(() => null));
      whole.tasks = [...before, ...after.slice(levels > 0 ? 1 : 0)];
    }
    if (one.type !== 'table') return whole;
    const mergeRow = (/** @type {Block[][]} */ row, /** @type {Block[][]} */ next) =>
      row.map((cell, i) => join(cell, next[i], levels - 2));
    const { header, rows } = one;
    if (levels === 0) return { ...one, rows: [...rows, ...other.rows] };
    if (rows.length === 0) return { ...one, header: mergeRow(header, other.header), rows: other.rows };
    return { ...one, rows: [...rows.slice(0, -1), mergeRow(rows[rows.length - 1], other.rows[0]), ...other.rows.slice(1)] };
  }

  // -- Suggestions

  class List {
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
      [...this.list.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === index)));
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

  // -- The visitor and the owner

  /** @param {Chat} chat @param {Turn[]} turns */
  const transcript = (chat, turns) => turns.flatMap((turn) => [{ role: 'visitor', text: turn.text },
    ...(turn.answer ? [{ role: 'bot', text: chat.spoken(turn).filter(Boolean).join('\n').trim() }] : [])]);

  /** What is handed over: as much of the end of the conversation as the server takes. @param {Chat} chat */
  function handed(chat) {
    const room = (chat.hello.limits?.message_bytes ?? 24576) - 2048;
    const size = (/** @type {Turn[]} */ turns) => new TextEncoder().encode(JSON.stringify(transcript(chat, turns))).length;
    let turns = chat.turns.slice(-50);
    while (turns.length > 1 && size(turns) > room) turns = turns.slice(1);
    return transcript(chat, turns);
  }

  /** The forms of conversations that are being handed over, by the id of the request. @type {Map<string, HTMLElement>} */
  const handovers = new Map();

  /** @param {Chat} chat */
  function drawHandover(chat) {
    const say = (/** @type {MoreKey} */ key) => word(chat.say, key);
    const place = make('div', {}, chat.plain(say('handover'), () => {
      const what = handed(chat);
      const replyTo = make('input', { required: true, maxLength: REPLY_TO_CHARS_MAX, autocomplete: 'email' });
      const name = make('input', { maxLength: NAME_CHARS_MAX, autocomplete: 'name' });
      const form = make('form.form', { onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        const id = `handover-${handovers.size}`;
        const sent = chat.connection.send({ type: 'handover', id, transcript: what, reply_to: replyTo.value.trim(),
          ...(name.value.trim() && { name: name.value.trim() }) });
        if (sent) handovers.set(id, form);
        else answerForm(chat, form, chat.say.offline, true);
      } }, make('p', {}, say('handover_what')),
      make('div.sent', { tabIndex: 0, dir: 'auto' }, what.map(({ text }) => text).join('\n\n')),
      make('label', {}, say('reply_to'), replyTo), make('label', {}, say('your_name'), name),
      make('div.actions', {}, make('button.plain', { type: 'submit' }, say('send')),
        chat.plain(chat.say.cancel, () => {
          const anew = drawHandover(chat);
          place.replaceWith(anew);
          anew.querySelector('button')?.focus();
        })));
      place.replaceChildren(form);
      replyTo.focus();
    }));
    return place;
  }

  /** What became of a form: instead of it, or below it if it can be sent again.
   * @param {Chat} chat @param {HTMLElement} form @param {string} text @param {boolean} [again] */
  function answerForm(chat, form, text, again = false) {
    form.querySelector('.note')?.remove();
    if (again) form.append(make('p.note', { dir: 'auto' }, text));
    else form.replaceWith(make('p.note', { tabIndex: -1 }, text));
    chat.narrate(text);
  }

  // -- HTTP

  /** Asks `chat`'s server over HTTP. @param {Chat} chat @param {() => void} lost */
  async function openDetour(chat, lost) {
    /** @param {string} path @param {Record<string, unknown>} query @param {object} [body] */
    async function request(path, query, body) {
      const url = new URL(chat.address(path));
      for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, String(value));
      const impatience = new AbortController();
      const timer = setTimeout(() => impatience.abort(), HTTP_WITHIN_MS);
      try {
        const response = await fetch(url, { credentials: 'omit', cache: 'no-store', signal: impatience.signal,
          ...(body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) });
        return await response.json();
      } finally {
        clearTimeout(timer);
      }
    }

    /** @param {Asking} message */
    function exchange({ type, ...message }) {
      const { token: conversation, given: consent } = chat.talk;
      const mine = { ...(conversation && { conversation }), ...(consent && { consent }) };
      if (type === 'get') {
        const { entry, content, rest, lang } = message;
        return request(`api/entries/${encodeURIComponent(String(entry))}`, { content, rest, lang });
      }
      if (type === 'suggest') return request('api/suggest', { q: message.text });
      if (type === 'resume' || type === 'consent') return Promise.resolve({ type: 'ok' }); // said with each request
      return request(`api/${type}`, {}, { ...mine, ...message });
    }

    const hello = await request('api/hello', {});
    if (hello?.type !== 'hello') throw new Error('no faqbot');
    return { hello, send: (/** @type {Asking} */ message) => {
      exchange(message).then((reply) => chat.hear({ ...reply, id: message.id }), lost);
    } };
  }

  return {
    sheet,
    openDetour,
    openChoices: (input, list, choose) => new List(input, list, choose),

    drawBlock(block, way) {
      if (block.type === 'table') return drawTable(block, way);
      if (block.type === 'code') return drawCode(block.text ?? '', way);
      return block.type === 'note' ? drawNote(block, way) : undefined;
    },

    drawInline(piece, way) {
      if (piece.type === 'image') return drawImage(piece, way);
      const { number } = piece;
      return make('sup', {}, make('button.mark', { 'data-mark': number, 'aria-label': fill(word(way.say, 'footnote'), { number }),
        onclick: (/** @type {Event} */ event) =>
          jump(/** @type {HTMLElement} */ (event.currentTarget), `[data-note="${number}"]`) },
      `${number}`));
    },

    /** The host page did not say where the bot is. */
    missAddress(chat) {
      const message = '<faq-chat> needs the attribute src: the address of its bot';
      console.error(message); // eslint-disable-line no-console -- for who builds the page
      chat.emit('error', { code: 'no_address', message }, 'faq-error');
    },

    drawConsent(chat, question) {
      return make('div.actions', { role: 'group', 'aria-label': question }, make('p', { dir: 'auto' }, question),
        chat.plain(word(chat.say, 'agree'), () => chat.decide(true)),
        chat.plain(word(chat.say, 'decline'), () => chat.decide(false)));
    },

    drawHelp(chat, help, said) {
      const { mail = '', phone = '', url = '', hours = '', text = '' } = help.person ?? { text: help.contact };
      const lines = [[text], [mail, `mailto:${mail}`], [phone, `tel:${String(phone).replace(/[^\d+]/g, '')}`],
        [url, /^https?:/i.test(url) ? url : ''], [hours]].filter(([line]) => line && line !== said);
      return make('div.help', {}, ...lines.map(([line, address]) =>
        make('p', {}, anchor(address, chat.way(), make('bdi', {}, line)))),
      ...(chat.hello.handover ? [drawHandover(chat)] : []));
    },

    drawComment(chat, turn) {
      if (turn.noted) return make('p.note', {}, word(chat.say, 'noted'));
      const field = make('input', { maxLength: COMMENT_CHARS_MAX, dir: 'auto' });
      return make('form.form', { onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        if (!field.value.trim()) return field.focus();
        turn.noted = true;
        chat.rate(turn, false, field.value.trim());
        chat.narrate(word(chat.say, 'noted'));
        chat.focusOn(chat.input);
      } }, make('label', {}, word(chat.say, 'comment'), field),
      make('div.actions', {}, make('button.plain', { type: 'submit' }, word(chat.say, 'send'))));
    },

    /** The rest is fetched in pieces; where that cannot be, the bot's own page has it all. */
    drawMore(chat, turn, part) {
      const label = word(chat.say, 'show_more');
      const entry = part.source?.entry;
      const wanted = part === turn.answer && part.parts?.every(({ source }) => source?.entry) ? part.parts : [part];
      if (wanted[0] === part && (!part.rest || !entry)) {
        return make('p.actions', {}, anchor(entry ? `?entry=${encodeURIComponent(entry)}` : part.source?.url, chat.way(), label));
      }
      const button = chat.plain(label, () => wanted.forEach((one) => fetchMore(chat, turn, one)));
      button.dataset.more = String(partsOf(turn).indexOf(part));
      return make('div.actions', {}, button);
    },

    /** A piece of an answer has come. */
    goOn(chat, piece) {
      const { turn, part, at, rest } = wishOf(chat, piece.id) ?? {};
      if (!turn?.answer || !part || part.rest !== rest || !Array.isArray(piece.blocks)) return;
      wishes.delete(piece.id);
      const { parts } = turn.answer;
      const { blocks = [] } = part;
      const start = rest ? blocks.length - (piece.replaces ?? 0) - (piece.continues ? 1 : 0) : 0; // where what is new begins
      Object.assign(part, { blocks: rest ? joinPiece(blocks, piece) : piece.blocks, more: piece.more, rest: piece.rest });
      if (parts?.some((one) => !one.blocks)) return;
      const button = moreOf(chat, turn, at);
      const isFocused = button && button === chat.root.activeElement;
      chat.keep();
      chat.drawTurn(turn);
      chat.narrate(drawBlocks(piece.blocks, chat.way()).map(speak).join(''));
      if (!isFocused) return;
      const begin = chat.answerOf(turn)?.querySelectorAll('.rich')[Math.max(at ?? 0, 0)]?.children[start];
      const goal = moreOf(chat, turn, at) ?? /** @type {HTMLElement | undefined} */ (begin);
      if (goal && goal === begin) goal.tabIndex = -1;
      goal?.focus({ preventScroll: true });
    },

    done(chat, { id }) {
      const form = handovers.get(id);
      if (form) answerForm(chat, form, word(chat.say, 'handed_over'));
    },

    failed(chat, { id, code, message }) {
      const { turn, part, at } = wishOf(chat, id ?? '') ?? {};
      if (turn && part) {
        wishes.delete(id ?? '');
        const place = moreOf(chat, turn, at)?.parentElement;
        const isStale = code === 'not_found' && part.rest;
        if (isStale) part.rest = undefined; // it has changed since: all of it anew
        if (isStale) fetchMore(chat, turn, part);
        else if (place) answerForm(chat, place, message ?? chat.say.failed, true);
        return true;
      }
      const form = handovers.get(id ?? '');
      if (form) answerForm(chat, form, message ?? chat.say.failed, true);
      return form !== undefined;
    },

    download(chat) {
      const { say } = chat;
      const sources = (/** @type {Answer | undefined} */ answer) => (answer?.parts ?? [answer]).map((part) => part?.source?.url);
      const text = chat.turns.map((turn) => [say.asked, turn.text, say.replied, ...chat.spoken(turn), ...sources(turn.answer)]
        .filter(Boolean).join('\n')).join('\n\n');
      const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain;charset=utf-8' }));
      make('a', { href: url, download: 'conversation.txt' }).click();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    },

    /** Greets who has not opened it, once a visit, and never over a small page. */
    invite(chat) {
      const key = `faq-chat/1 greeted ${chat.base}`;
      let isKnown = chat.turns.length > 0;
      const know = () => {
        isKnown = true;
        try {
          sessionStorage.setItem(key, '1');
        } catch { /* forbidden: then once a page */ }
      };
      chat.addEventListener('faqbot-open', know, { once: true });
      setTimeout(() => {
        try {
          isKnown ||= sessionStorage.getItem(key) !== null;
        } catch { /* forbidden */ }
        const isHidden = chat.frame.getClientRects().length === 0;
        if (isKnown || isHidden || chat.isOpen() || chat.isNarrow() || !chat.isConnected) return;
        know();
        const hide = word(chat.say, 'greet_hide');
        const text = make('button.choice', { onclick: () => chat.enter() });
        // A status within the button would leave that without a name.
        const bubble = make('div.invite', {}, make('div', { role: 'status' }, text),
          make('button.tool', { title: hide, onclick: () => {
            bubble.remove();
            /** @type {HTMLElement | null} */ (chat.frame.querySelector('.launcher'))?.focus();
          } }, icon('close')));
        chat.frame.prepend(bubble);
        chat.addEventListener('faqbot-open', () => bubble.remove(), { once: true });
        // The owner's greeting stands with the words, which English does without; what comes later is announced.
        loadWords(chat.say.lang).then((module) => module.default.greeting, () => chat.say.greeting)
          .then((greeting) => { text.textContent = chat.strings.greeting ?? greeting; });
      }, chat.greetAfter * 1000);
    },
  };
}
