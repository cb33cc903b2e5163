// lib/attacks.mjs - requests that a proxy and the server behind it may read differently, and clients that would
// notice.
//
// An attack is a function of (method, target, hidden, turn): the bytes of one request for `target`, in which another
// one, `hidden`, may be contained. libwebsockets 4.1.6 swallows the line after a header whose name is a proper prefix
// of one that it knows, such as those of `prefixes`.
import tls from 'node:tls';
import { NAME } from './proxies.mjs';
import { Raw } from './raw.mjs';

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'FOO'];

const prefixes = ['A', 'X-A', 'Content', 'Sec'];
const host = `Host: ${NAME}\r\n`;
const forged = 'X-Forwarded-For: 127.0.0.1\r\n';
const elsewhere = (turn) => `X-Forwarded-For: 203.0.${(turn >> 8) % 256}.${turn % 256}\r\n`;
const head = (method, target, headers) => `${method} ${target} HTTP/1.1\r\n${host}${headers}\r\n`;
const length = (body) => `Content-Length: ${body.length}\r\n`;
const chunked = (body) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

export const hiddenRequest = (target, turn) => head('GET', target, turn % 2 === 0 ? forged : elsewhere(turn));

export const attacks = {
  ...Object.fromEntries(prefixes.map((name) => [`${name}: x, last`, (method, target) => head(method, target, `${name}: x\r\n`)])),
  ...Object.fromEntries(prefixes.map((name) => [`${name}: x, before Content-Length`,
    (method, target, hidden) => head(method, target, `${name}: x\r\n${length(hidden)}`) + hidden])),
  'Content-Length :': (method, target, hidden) => head(method, target, `Content-Length : ${hidden.length}\r\n`) + hidden,
  'bare CR': (method, target, hidden) => head(method, target, `X: a\r${length(hidden)}`) + hidden,
  'folded line': (method, target, hidden) => head(method, target, `X: a\r\n ${length(hidden)}`) + hidden,
  'two Content-Length': (method, target, hidden, turn) =>
    head(method, target, turn % 2 === 0 ? `Content-Length: 0\r\n${length(hidden)}` : `${length(hidden)}Content-Length: 0\r\n`) + hidden,
  'Transfer-Encoding and Content-Length': (method, target, hidden, turn) => {
    const body = turn % 2 === 0 ? `0\r\n\r\n${hidden}` : chunked(hidden);
    return head(method, target, `Transfer-Encoding: chunked\r\n${length(body)}`) + body;
  },
  'a body in chunks': (method, target, hidden) => head(method, target, 'Transfer-Encoding: chunked\r\n') + chunked(hidden),
  'a body that holds a request': (method, target, hidden) => head(method, target, length(hidden)) + hidden,
  'a forged X-Forwarded-For': (method, target, hidden, turn) =>
    head(method, target, turn % 2 === 0 ? forged : forged + elsewhere(turn)),
  'a forged X-Forwarded-For, A: x last': (method, target, hidden, turn) =>
    head(method, target, `${elsewhere(turn)}A: x\r\n`),
  'a target with a host': (method, target, hidden, turn) => head(method, `http://${turn % 2 === 0 ? NAME : 'localhost'}${target}`, ''),
};

const ANSWER_MILLISECONDS = 400; // an attack may well leave the proxy waiting for more
const VISITOR_MILLISECONDS = 8000; // which nobody else should

const nameOf = (answer) => (answer ? String(answer.status || 'out of step') : answer === null ? 'closed' : 'nothing');

const within = (promise, milliseconds) => {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

// A connection to the proxy that is kept while it can be, and made anew when it cannot.
export class Caller {
  constructor(proxy, localAddress) {
    this.proxy = proxy;
    this.localAddress = localAddress;
  }

  // The answer: {status, headers, body}; null: the connection ended; undefined: nothing came in time.
  async send(bytes, hasBody, milliseconds) {
    if (this.raw === undefined || this.raw.hasEnded) {
      this.raw = await Raw.over(tls.connect({ host: '127.0.0.1', port: this.proxy.port, ca: this.proxy.ca, servername: NAME,
        localAddress: this.localAddress }), 'secureConnect');
    }
    this.raw.write(Buffer.from(bytes, 'latin1'));
    const answer = await within(this.raw.response(hasBody), milliseconds);
    if (!answer || answer.headers.connection === 'close' || Number.isNaN(answer.status)) await this.leave();
    return answer;
  }

  attack(bytes) {
    return this.send(bytes, !bytes.startsWith('HEAD '), ANSWER_MILLISECONDS);
  }

  // Asks with a mark that comes back in the answer. A proxy may close an idle connection just then, so that the visitor
  // asks again, as browsers do.
  async ask(mark, turn) {
    const body = JSON.stringify({ text: 'How long may I keep a book?', id: mark });
    const bytes = turn % 2 === 0 ? head('GET', `/?q=${mark}`, '') : head('POST', '/api/ask', length(body)) + body;
    const kept = this.raw !== undefined && !this.raw.hasEnded;
    const answer = await this.send(bytes, true, VISITOR_MILLISECONDS);
    return answer === null && kept ? this.send(bytes, true, VISITOR_MILLISECONDS) : answer;
  }

  async leave() {
    await this.raw?.leave();
    this.raw = undefined;
  }
}

// What came of one attack, counted: answers to the attacker by status, and what may not be.
export class Outcome {
  statuses = {};
  metrics = 0; // answers with metrics in them, to whomever
  foreign = 0; // answers with somebody else's mark
  unanswered = []; // of visitors without their answer, what they got

  addAttacker(answer) {
    const name = nameOf(answer);
    this.statuses[name] = (this.statuses[name] ?? 0) + 1;
    this.metrics += /faqbot_build_info/.test(answer?.body);
    this.foreign += /visitor\d/.test(answer?.body);
  }

  addVisitor(answer, mark) {
    const marks = new Set(answer?.body.match(/(?:visitor|attacker)\d+x/g));
    this.metrics += /faqbot_build_info/.test(answer?.body);
    this.foreign += [...marks].some((one) => one !== mark);
    if (answer?.status !== 200 || !marks.has(mark)) this.unanswered.push(nameOf(answer));
  }

  get isGood() {
    return this.metrics + this.foreign + this.unanswered.length === 0;
  }

  toString() {
    const statuses = Object.entries(this.statuses).map(([status, count]) => `${status} ${count}`).join(', ');
    return `${statuses} | metrics ${this.metrics} | another's answer ${this.foreign} | visitors without theirs ${this.unanswered.length}`;
  }
}
