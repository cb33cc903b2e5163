// widget.d.ts - the types of widget.js, for its checker and for hosts that are written in TypeScript: the messages of
// faqbot.v1 that a visitor receives (bot/chat/PROTOCOL.md is the contract), and what the element keeps of them.

interface Link {
  id: string;
  question: string;
}

/** A piece of an answer: a block, or an inline piece of one. */
interface Block {
  type: string;
  text?: string;
  url?: string;
  inline?: Block[];
  blocks?: Block[];
  items?: Block[][];
  ordered?: boolean;
  start?: number;
}

interface Answer {
  type: 'answer';
  id: string;
  outcome: 'answered' | 'unsure' | 'none';
  confidence?: number;
  question?: string;
  text?: string;
  blocks?: Block[];
  source?: { entry?: string; title?: string; section?: string; url?: string };
  lang?: string;
  contact?: string;
  disclaimer?: { id?: string; text: string };
  corrections?: { from: string; to: string }[];
  related?: Link[];
  candidates?: Link[];
  unknown_words?: string[];
  knowledge?: string;
  took_us?: number;
}

interface Hello {
  type: 'hello';
  name?: string;
  greeting?: string;
  starters?: Link[];
  feedback?: boolean;
  limits?: { question_chars?: number };
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

type Message = Answer | Hello | Refusal | Suggestions | { type: 'ok' | 'pong'; id: string };

/** A question and what came of it, as it is kept. `entry`: it was chosen, not typed. */
interface Turn {
  id: string;
  text: string;
  entry?: string;
  context?: string;
  answer?: Answer;
  declined?: boolean;
  helpful?: boolean | null;
}

/** What drawing a link needs to know. */
interface Words {
  base: string;
  newTab: string;
}

type LineState = 'asleep' | 'calling' | 'ready' | 'waiting' | 'refused';

/**
 * What a host meets of <faq-chat>. Attributes: `src` (the bot's address; the script's own by default), `lang`, `theme`
 * (light, dark; else as the visitor's system has it), `open`, `storage` (session, local, none), `page` (it fills its
 * place, is always open, and asks the address's `?q=`). Events, all bubbling and composed: `faq-answer` and `faq-miss`
 * ({question, answer}), `faq-feedback` ({answer, helpful}), `faq-error` ({code, message}). Its look: the custom
 * properties --faq-accent, -on-accent, -surface, -raised, -text, -muted, -line, -edge, -alert, -radius, -font, -size,
 * -width, -height, -inset and -layer; each class inside is a ::part of the same name.
 */
interface FaqChatElement extends HTMLElement {
  open(): void;
  close(): void;
  /** Opens and asks; false where an earlier question still waits: the text is then left in the composer. */
  ask(text: string): boolean;
  /** Begins a new conversation; the visitor can have the last one back until the next question. */
  reset(): void;
  /** Words that the host would have otherwise; the keys are those of the table in widget.js. */
  strings: Record<string, unknown>;
}
