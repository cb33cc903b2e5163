// widget.d.ts - the types of <faq-chat> for host pages, a module: what the element takes and has, its events, and the
// messages of faqbot.v1 that these carry (bot/chat/PROTOCOL.md is the contract). widget.js is checked against them, too;
// what only the element itself knows is in inside.d.ts.

export interface Link {
  id: string;
  question: string;
}

/** An entry that mentions what was asked, with a part of its text in pieces. */
export interface Hit {
  id: string;
  title: string;
  spans: { text: string; mark?: boolean }[];
}

/** A part of an answer: a block, or an inline within a block. */
export interface Block {
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
export interface Help {
  contact?: string;
  person?: { text?: string; mail?: string; phone?: string; url?: string; hours?: string };
}

export interface Answer extends Help {
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
  replaces?: number;
  continues?: number;
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
export type Part = Omit<Answer, 'type' | 'id' | 'parts'>;

export type CountedKey = 'suggestion_count' | 'too_long';

export type SentenceKey = CountedKey | 'lang' | 'dir' | 'title' | 'launch' | 'close' | 'restart' | 'download' | 'transcript' |
  'question' | 'ask' | 'greeting' | 'suggestions' | 'asked' | 'replied' | 'working' | 'stop_waiting' | 'understood' |
  'from' | 'related' | 'disclaimer_label' | 'unsure' | 'neither' | 'mentions' | 'miss_1' | 'miss_2' | 'miss_3' |
  'unknown' | 'corrected' | 'helpful' | 'helpful_yes' | 'helpful_no' | 'offline' | 'connected' | 'limited' | 'failed' |
  'refused' | 'retry' | 'cancel' | 'wait' | 'new_tab' | 'cleared' | 'undo' | 'kept_heading' | 'forget' | 'forgotten';

export type MoreKey = 'agree' | 'decline' | 'copy' | 'copied' | 'enlarge' | 'show_more' | 'comment' | 'send' | 'noted' | 'handover' |
  'handover_what' | 'reply_to' | 'your_name' | 'handed_over' | 'footnote' | 'back_to_text' | 'greet_hide';

/** Sentences that replace the element's own, by their keys; of one that depends on a count, a form for each plural category. */
export type Sentences = { [key in Exclude<SentenceKey, CountedKey> | MoreKey]?: string } &
  { [key in CountedKey]?: { [category in Intl.LDMLPluralRule]?: string } };

/** An attribute and a property each, of the same name. A boolean attribute is false if absent or "false". */
export interface FaqChatOptions {
  /** The bot's address. By default it is where the script was loaded from; a bundle has to be told. */
  src: string;
  /** The language of buttons and hints. By default the bot's, then the page's, then the visitor's. */
  lang: string;
  /** By default the visitor's system decides. */
  theme: '' | 'light' | 'dark';
  /** Whether the panel is shown. */
  open: boolean;
  /** Where the conversation is kept: `session` (the default), `local` or `none`. */
  storage: '' | 'session' | 'local' | 'none';
  /** Images in answers are fetched from where they lie and shown; otherwise they are links. */
  images: boolean;
  /** The element fills its place, is always open, and asks the `?q=` of the page's URL. */
  page: boolean;
  /** Answers only from entries that have all of these tags, separated by commas. */
  tags: string;
  /** Answers only from entries of this section. */
  section: string;
}

export interface FaqChatElement extends HTMLElement, FaqChatOptions {
  // TypeScript wants it said again, because HTMLElement has it as well.
  lang: string;
  /** The attribute `greet-after`: the seconds after which a greeting appears beside the closed launcher, once a visit. */
  greetAfter: number;
  /** Sentences that replace built-in ones. */
  strings: Sentences;
  /** The element's shadow root. */
  readonly root: ShadowRoot;
  /** Opens the panel. */
  show(): void;
  /** Closes it. */
  hide(): void;
  /** Opens it and asks. False if an earlier question is still waiting: the text is then left in the field. */
  ask(text: string): boolean;
  /** Begins a new conversation, and has the server forget the one before; until the next question, the visitor can undo
   * this, but the server has then forgotten all the same. */
  clear(): void;
  /** The same as hide(), as earlier versions called it. */
  close(): void;
  /** The same as clear(), as earlier versions called it. */
  reset(): void;
}

/** What FaqChatElement's events are; all of them bubble and cross shadow roots. */
export interface FaqChatEventMap {
  'faqbot-open': CustomEvent;
  'faqbot-close': CustomEvent;
  /** A question was asked, by the visitor or by ask(). */
  'faqbot-ask': CustomEvent<{ question: string; id: string }>;
  'faqbot-answer': CustomEvent<{ question: string; answer: Answer }>;
  /** `code` is one of the protocol's, or `no_address`: a bundled element has no `src`. */
  'faqbot-error': CustomEvent<{ code: string; message: string }>;
  /** As faqbot-answer; from earlier versions, like those below. */
  'faq-answer': CustomEvent<{ question: string; answer: Answer }>;
  /** A question found nothing, or (`declined`) none of what it found was meant. */
  'faq-miss': CustomEvent<{ question: string; answer: Answer; declined: boolean }>;
  /** A thumb was pressed, or released (null). */
  'faq-feedback': CustomEvent<{ answer: string; helpful: boolean | null }>;
  'faq-error': CustomEvent<{ code: string; message: string }>;
}

/** What a template may set, for react.d.ts, vue.d.ts and svelte.d.ts. Frameworks set an attribute before the element is
 * defined and a property after, so booleans may also come as text. */
export type FaqChatProps = {
  [name in keyof FaqChatOptions]?: FaqChatOptions[name] | (FaqChatOptions[name] extends boolean ? 'true' | 'false' | '' : never);
} & { strings?: Sentences | undefined; 'greet-after'?: number | string | undefined };

/** `onfaqbot-answer` and so on, as React and Svelte name listeners. */
export type FaqChatListeners = {
  [name in keyof FaqChatEventMap as `on${name}`]?: ((event: FaqChatEventMap[name]) => void) | undefined;
};

declare global {
  interface HTMLElementTagNameMap {
    'faq-chat': FaqChatElement;
  }
  interface GlobalEventHandlersEventMap extends FaqChatEventMap {}
}
