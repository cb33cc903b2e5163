// protocol.d.ts - the types of widget.js, for its checker and for hosts that are written in TypeScript: the messages of
// faqbot.v1 that a visitor receives (bot/protocol/PROTOCOL.md is the contract), and what the element keeps of them.

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

type LineState = 'asleep' | 'calling' | 'ready' | 'waiting' | 'refused';
