// lib/client.mjs - a client as PROTOCOL.md describes one, over a WebSocket or over HTTP: it comes back after a random time, or
// when it was told to; it sends again what was not answered, with the same id; and it goes on with its conversation, whichever
// server it gets.
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 30_000;
const REPLY_WITHIN_MS = 20_000; // twice what the widget waits, since here all clients share a machine with all servers

const backoff = (attempt) => Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** attempt);

/** One request at a time: `exchange()` resolves with the reply, and rejects where the server does not want it back. */
export class SocketClient {
  attempt = 0;
  times = { connections: 0, sent: 0, told: 0 };

  constructor(server) {
    this.address = server.socket;
    this.connect();
  }

  connect() {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.isGreeted = false;
    const socket = this.socket = new WebSocket(this.address, 'faqbot.v1', { perMessageDeflate: false });
    this.expect();
    socket.on('message', (data) => this.hear(JSON.parse(data)));
    socket.on('error', () => {}); // it is closed, too
    socket.on('close', (code, reason) => this.lost(code, String(reason)));
  }

  expect() {
    clearTimeout(this.patience);
    const { socket } = this;
    this.patience = setTimeout(() => socket.terminate(), REPLY_WITHIN_MS);
  }

  hear(message) {
    if (message.type === 'hello') {
      clearTimeout(this.patience);
      this.isGreeted = true;
      this.times.connections += 1;
      this.hello = message;
      this.token ??= message.conversation;
      if (this.token !== message.conversation) this.socket.send(JSON.stringify({ type: 'resume', id: 'resume', conversation: this.token }));
      this.transmit();
    } else if (message.id === this.request?.id) {
      clearTimeout(this.patience);
      this.attempt = 0;
      if (message.temporary) this.again = setTimeout(() => this.transmit(), Math.max(message.retry_after_ms, backoff(this.attempt++)));
      else this.settle(message);
    }
  }

  settle(reply) {
    const { resolve } = this;
    this.request = this.resolve = undefined;
    resolve(reply);
  }

  lost(code, reason) {
    clearTimeout(this.patience);
    clearTimeout(this.again);
    this.isGreeted = false;
    if (this.isOver) return;
    if (code >= 4500) throw new Error(`the server does not want its client back (${code} ${reason})`);
    const told = code === 4001 ? JSON.parse(reason).retry_after_ms : undefined;
    this.times.told += told !== undefined;
    this.mayCome = told !== undefined; // at once, for a question
    this.waiting = setTimeout(() => this.connect(), told !== undefined && !this.request ? told : backoff(this.attempt++));
  }

  exchange(request) {
    this.request = request;
    if (this.isGreeted) this.transmit();
    else if (this.waiting && this.mayCome) this.connect();
    return new Promise((resolve) => (this.resolve = resolve));
  }

  transmit() {
    if (!this.request || !this.isGreeted) return;
    this.times.sent += 1;
    this.socket.send(JSON.stringify(this.request));
    this.expect();
  }

  end() {
    this.isOver = true;
    clearTimeout(this.waiting);
    this.socket.close();
  }
}

/** The same by a POST for each request. */
export class HttpClient {
  times = { connections: 0, sent: 0, told: 0 };

  constructor(server) {
    this.url = server.url;
  }

  async fetch(path, options) {
    for (let attempt = 0; ; attempt++) {
      this.times.sent += 1;
      const reply = await fetch(`${this.url}/api/${path}`, { ...options, signal: AbortSignal.timeout(REPLY_WITHIN_MS) })
        .then((response) => response.json()).catch(() => ({ temporary: true })); // no answer, or one of a proxy
      if (!reply.temporary) return reply;
      await pause(Math.max(reply.retry_after_ms ?? 0, backoff(attempt)));
    }
  }

  async exchange(request) {
    this.hello ??= await this.fetch('hello');
    return this.fetch(request.type, { method: 'POST', body: JSON.stringify({ ...request, conversation: this.hello.conversation }) });
  }

  end() {}
}
