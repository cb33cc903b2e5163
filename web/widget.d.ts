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
  limits?: { question_chars?: number };
  conversation?: string;
  consent?: string;
  privacy?: string;
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
 * replied to the rating. */
interface Turn {
  id: string;
  text: string;
  entry?: string;
  context?: string;
  answer?: Answer;
  declined?: boolean;
  helpful?: boolean | null;
  help?: Help;
}

/** What the server needs to be told again: `token`: its name for the conversation; `given`: what the visitor decided if
 * asked for consent; `due`: the token of the one before, until the server says that it has forgotten that. */
interface Talk {
  token?: string | undefined;
  given?: boolean;
  due?: string | undefined;
}

/** A conversation, as stored. */
interface Kept {
  turns: Turn[];
  talk: Talk;
}

/** What a link needs: the address that relative ones start from, the hint that it opens in a new tab, and how an entry is
 * asked. `images`: they are shown; otherwise they are links. `linked`: within a link. */
interface Words {
  base: string;
  newTab: string;
  choose(link: Link): void;
  images?: boolean;
  linked?: boolean;
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
  open(): void;
  close(): void;
  /** Opens and asks. False if an earlier question is still waiting: the text is then left in the composer. */
  ask(text: string): boolean;
  /** Begins a new conversation, and has the server forget the one before; until the next question, the visitor can undo
   * this, but the server has then forgotten all the same. */
  reset(): void;
  /** Texts that replace the built-in ones; the keys are those of the table in widget.js. */
  strings: Record<string, unknown>;
}
