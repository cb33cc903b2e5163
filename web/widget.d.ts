// widget.d.ts - the types of widget.js, for its type checker and for host pages written in TypeScript: the messages of
// faqbot.v1 that a client receives (bot/chat/PROTOCOL.md is the contract), and what the element stores of them.
//
// widget.js is served as it stands and must fit, with widget.css, into 16 KiB gzipped (tests/web/program.test.mjs). That is
// why its comments are short, and why what a host page needs to know is said here. So are these reasons:
//
// - It is a classic script, so that one line embeds it from any origin; styles and texts are in it, so that nothing else
//   has to be allowed or loaded. Blocks and spans of JSON become elements and text, never HTML.
// - An answer comes as blocks alone. What they say, for a screen reader and the transcript, is read off the elements drawn.
// - Suggestions follow the combobox pattern, but for the role, which a textarea may not have. One that the arrow keys have
//   marked stays marked if the next list has it.

interface Link {
  id: string;
  question: string;
}

/** An entry that mentions what was asked, with a part of its text in pieces. */
interface Hit {
  id: string;
  title: string;
  spans: { text: string; mark?: boolean }[];
}

/** What a list of buttons shows. */
type Choice = { id: string } & Partial<Link & Hit>;

/** A part of an answer: a block, or an inline within a block. */
interface Block {
  type: string;
  text?: string;
  url?: string;
  entry?: string;
  question?: string;
  inline?: Block[];
  blocks?: Block[];
  items?: Block[][];
  ordered?: boolean;
  start?: number;
  tasks?: ('open' | 'done' | null)[];
  align?: string[];
  header?: Block[][];
  rows?: Block[][][];
  number?: number;
  src?: string;
  alt?: string;
  width?: number;
  height?: number;
}

/** Where else to turn: the owner's sentence, and ways to reach somebody. */
interface Help {
  contact?: string;
  person?: { text?: string; mail?: string; phone?: string; url?: string; hours?: string };
}

interface Answer extends Help {
  type: 'answer';
  id: string;
  outcome: 'answered' | 'unsure' | 'none' | 'smalltalk';
  confidence?: number;
  question?: string;
  text?: string;
  blocks?: Block[];
  more?: boolean;
  source?: { entry?: string; title?: string; section?: string; url?: string };
  lang?: string;
  dir?: string;
  rest?: string;
  disclaimer?: { id?: string; text: string };
  corrections?: { from: string; to: string }[];
  related?: Link[];
  candidates?: Link[];
  mentions?: Hit[];
  unknown_words?: string[];
  knowledge?: string;
  took_us?: number;
  parts?: Part[];
}

/** Of an answer to several questions, what answers one. */
type Part = Omit<Answer, 'type' | 'id' | 'parts'>;

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
type CountedKey = 'suggestion_count' | 'too_long';
type SentenceKey = CountedKey | 'lang' | 'dir' | 'title' | 'launch' | 'close' | 'restart' | 'download' | 'transcript' |
  'question' | 'ask' | 'greeting' | 'suggestions' | 'asked' | 'replied' | 'working' | 'stop_waiting' | 'understood' |
  'from' | 'related' | 'disclaimer_label' | 'unsure' | 'neither' | 'mentions' | 'miss_1' | 'miss_2' | 'miss_3' |
  'unknown' | 'corrected' | 'helpful' | 'helpful_yes' | 'helpful_no' | 'offline' | 'connected' | 'limited' | 'failed' |
  'refused' | 'retry' | 'cancel' | 'wait' | 'new_tab' | 'cleared' | 'undo' | 'kept_heading' | 'forget' | 'forgotten';

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
  spoken(turn: Turn): string[];
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

/**
 * What a host page sees of <faq-chat>. Attributes: `src` (the bot's address; by default the script's own), `lang`, `theme`
 * (light or dark; by default the visitor's system decides), `open`, `storage` (session, local, none), `images` (those in
 * answers are fetched from where they lie and shown; otherwise they are links), `page` (the
 * element fills its place, is always open, and asks the `?q=` of the page's URL). Events, all bubbling and composed:
 * `faq-answer` and `faq-miss` ({question, answer}), `faq-feedback` ({answer, helpful}), `faq-error` ({code, message}).
 * Styling: the custom properties --faq-accent, -on-accent, -surface, -raised, -text, -muted, -line, -edge, -alert, -radius, -font, -size,
 * -width, -height, -inset and -layer; each class inside is a ::part of the same name.
 */
interface FaqChatElement extends HTMLElement {
  src: string;
  theme: string;
  open: boolean;
  storage: string;
  images: boolean;
  page: boolean;
  tags: string;
  section: string;
  greetAfter: number;
  /** Sentences that replace the built-in ones, by the keys of knowledge/README.md. */
  strings: Partial<Words>;
  show(): void;
  hide(): void;
  /** Opens and asks. False if an earlier question is still waiting: the text is then left in the composer. */
  ask(text: string): boolean;
  /** Begins a new conversation, and has the server forget the one before; until the next question, the visitor can undo
   * this, but the server has then forgotten all the same. */
  clear(): void;
  /** hide() by its older name. */
  close(): void;
  /** clear() by its older name. */
  reset(): void;
}

type MoreKey = 'agree' | 'decline' | 'copy' | 'copied' | 'enlarge' | 'show_more' | 'comment' | 'send' | 'noted' | 'handover' |
  'handover_what' | 'reply_to' | 'your_name' | 'handed_over' | 'footnote' | 'back_to_text' | 'greet_hide';

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
  drawConsent(chat: Chat, question: string): HTMLElement;
  drawHelp(chat: Chat, help: Help, said?: string): HTMLElement;
  drawComment(chat: Chat, turn: Turn): HTMLElement;
  drawMore(chat: Chat, turn: Turn, answer: Answer): HTMLElement;
  download(chat: Chat): void;
  invite(chat: Chat): void;
  goOn(chat: Chat, answer: Answer): void;
  done(chat: Chat, ok: Ok): void;
  failed(chat: Chat, refusal: Refusal): boolean;
  openChoices(input: HTMLTextAreaElement, list: HTMLElement, choose: (link: Link) => void): Choices;
  openDetour(chat: Chat, lost: () => void): Promise<Detour>;
}
