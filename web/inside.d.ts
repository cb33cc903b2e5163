// inside.d.ts - the types that widget.js and widget-more.js share and that no host page sees: the other messages of
// faqbot.v1, what is stored of a conversation, and what drawing needs. They are global, so that the scripts need not name
// this file.
//
// widget.js is served as it stands and must fit, with widget.css, into 16 KiB gzipped (tests/web/program.test.mjs). That is
// why its comments are short, and why its reasons are said here:
//
// - It is a classic script, so that one line embeds it from any origin; styles and texts are in it, so that nothing else
//   has to be allowed or loaded. Blocks and spans of JSON become elements and text, never HTML.
// - An answer comes as blocks alone. What they say, for a screen reader and the transcript, is read off the elements drawn.
// - Suggestions follow the combobox pattern, but for the role, which a textarea may not have. One that the arrow keys have
//   marked stays marked if the next list has it.

type Link = import('./widget.js').Link;
type Hit = import('./widget.js').Hit;
type Block = import('./widget.js').Block;
type Help = import('./widget.js').Help;
type Answer = import('./widget.js').Answer;
type Part = import('./widget.js').Part;
type CountedKey = import('./widget.js').CountedKey;
type SentenceKey = import('./widget.js').SentenceKey;
type MoreKey = import('./widget.js').MoreKey;

/** What a list of buttons shows. */
type Choice = { id: string } & Partial<Link & Hit>;

interface Hello {
  type: 'hello';
  name?: string;
  greeting?: string;
  starters?: Link[];
  feedback?: boolean;
  limits?: { question_chars?: number; message_bytes?: number };
  conversation?: string;
  consent?: string;
  privacy?: string;
  handover?: boolean;
}

interface Refusal {
  type: 'error';
  id: string | null;
  code: string;
  message?: string;
  temporary?: boolean;
  retry_after_ms?: number;
}

interface Suggestions {
  type: 'suggestions';
  id: string;
  suggestions: Link[];
}

/** To a thumbs-down, with where else to turn. */
interface Ok extends Help {
  type: 'ok';
  id: string;
  temporary?: false;
}

type Message = Answer | Hello | Refusal | Suggestions | Ok | { type: 'pong'; id: string };

/** A question and its answer, as stored. `entry`: the question was chosen from a list, not typed. `help`: what the server
 * replied to the rating; `noted`: the visitor has added a comment; `at`: when it was asked. */
interface Turn {
  id: string;
  text: string;
  entry?: string;
  context?: string;
  answer?: Answer;
  declined?: boolean;
  helpful?: boolean | null;
  help?: Help;
  at?: number;
  noted?: boolean;
}

/** What the server needs to be told again: `token`: its name for the conversation; `given`: what the visitor decided if
 * asked for consent; `due`: the token of the one before, until the server says that it has forgotten that. */
interface Talk {
  token?: string | undefined;
  given?: boolean;
  due?: string | undefined;
}

/** A conversation, as stored. `since`: what was asked before is cleared. */
interface Kept {
  turns: Turn[];
  talk: Talk;
  since: number;
}

/** The sentences of a language, by the keys of bot/phrases/keys.def. A counted one has a form for each plural category. */
interface Words extends Record<Exclude<SentenceKey, CountedKey>, string>, Record<CountedKey, Record<string, string>> {}

/** What the server writes into the script that it serves: that it did (`bot`), the language of bot.yml, and whether the
 * owner has replaced sentences, so that the words of that language have to be loaded even if it is English. */
interface Served {
  bot?: boolean;
  lang?: string;
  words?: boolean;
}

/** What drawing needs of the element. `base`: the address that relative links start from. `linked`: within a link. */
interface Way {
  base: string;
  newTab: string;
  say: Words;
  images: boolean;
  linked?: boolean;
  choose(link: Link): void;
  /** Something is left out until the second module is there. */
  lacks(): void;
  tell(text: string): void;
}

/** A request, as it is sent. */
interface Asking {
  type: string;
  id: string;
  [field: string]: unknown;
}

/** The element, as the connection and the second module see it. */
interface Chat extends HTMLElement {
  greetAfter: number;
  strings: Partial<Words>;
  say: Words;
  hello: Hello;
  turns: Turn[];
  pending: Turn | null;
  talk: Talk;
  connection: { send(message: Asking): boolean; wake(now?: boolean): void };
  frame: HTMLElement;
  input: HTMLTextAreaElement;
  base: string;
  address(path: string): string;
  hear(message: Message): void;
  follow(): void;
  isOpen(): boolean;
  isNarrow(): boolean;
  way(): Way;
  keep(): void;
  drawTurn(turn: Turn): void;
  answerOf(turn: Turn): HTMLElement | null | undefined;
  root: ShadowRoot;
  spoken(turn: Turn): string[];
  emit(name: string, detail?: object, ...names: string[]): void;
  narrate(...texts: (string | null)[]): void;
  plain(label: string, onclick: () => void): HTMLElement;
  focusOn(goal: HTMLElement): void;
  enter(): void;
  decide(given: boolean): void;
  rate(turn: Turn, helpful: boolean | null, comment?: string): void;
}

/** The same over HTTP. */
interface Detour {
  hello: Hello;
  send(message: Asking): void;
}

type ConnectionState = 'asleep' | 'calling' | 'ready' | 'waiting' | 'refused';

/** The second module, widget-more.js: what few conversations need. It is handed the first one's tools. */
type OpenExtras = (kit: Kit) => Extras;

interface Kit {
  make: (tag: any, properties?: Record<string, unknown>, ...children: (Node | string)[]) => any;
  icon(name: string): SVGElement;
  anchor(address: string | undefined, way: Way, ...children: (Node | string)[]): HTMLElement;
  drawBlocks(blocks: Block[] | undefined, way: Way): HTMLElement[];
  drawInline(pieces: Block[] | undefined, way: Way): (Node | string)[];
  speak(node: Node): string;
  fill(text: string, values: Record<string, unknown>): string;
  loadWords(code: string): Promise<{ default: Words }>;
}

/** The suggestions below which the visitor types: a listbox that the text field controls. */
interface Choices {
  links: Link[];
  show(links: Link[]): void;
  hide(): void;
  mark(index: number): void;
  /** Whether the key was the list's. */
  key(event: KeyboardEvent): boolean;
}

interface Extras {
  sheet: string;
  drawBlock(block: Block, way: Way): HTMLElement | undefined;
  drawInline(piece: Block, way: Way): HTMLElement;
  missAddress(chat: Chat): void;
  drawConsent(chat: Chat, question: string): HTMLElement;
  drawHelp(chat: Chat, help: Help, said?: string): HTMLElement;
  drawComment(chat: Chat, turn: Turn): HTMLElement;
  drawMore(chat: Chat, turn: Turn, part: Part & { parts?: Part[] }): HTMLElement;
  download(chat: Chat): void;
  invite(chat: Chat): void;
  goOn(chat: Chat, answer: Answer): void;
  done(chat: Chat, ok: Ok): void;
  failed(chat: Chat, refusal: Refusal): boolean;
  openChoices(input: HTMLTextAreaElement, list: HTMLElement, choose: (link: Link) => void): Choices;
  openDetour(chat: Chat, lost: () => void): Promise<Detour>;
}
