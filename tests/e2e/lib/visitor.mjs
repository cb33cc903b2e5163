// lib/visitor.mjs - a WebSocket client, npm's independent `ws`, as a queue of what arrived.
import WebSocket from 'ws';

export class Visitor {
  #arrived = [];
  #waiting = [];

  // Connects; resolves when the handshake is done, rejects with an error that has `status` when it is refused.
  static open(server, { protocols = ['faqbot.v1'], path, ...options } = {}) {
    const address = path ? server.socket.replace('/ws', path) : server.socket;
    const visitor = new Visitor();
    visitor.socket = new WebSocket(address, protocols, { perMessageDeflate: true, ...options });
    visitor.closed = new Promise((resolve) =>
      visitor.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
    );
    visitor.closed.then((end) => visitor.#deliver(end));
    visitor.socket.on('message', (data, isBinary) => visitor.#deliver({ text: String(data), isBinary }));
    return new Promise((resolve, reject) => {
      visitor.socket.on('open', () => resolve(visitor));
      visitor.socket.on('error', reject);
      visitor.socket.on('unexpected-response', (request, response) => {
        request.destroy();
        reject(Object.assign(new Error(`refused with ${response.statusCode}`), { status: response.statusCode }));
      });
    });
  }

  // The same, with the server's greeting read.
  static async greeted(server, options) {
    const visitor = await Visitor.open(server, options);
    visitor.hello = await visitor.next();
    return visitor;
  }

  #deliver(event) {
    const taker = this.#waiting.shift();
    if (taker) taker(event);
    else this.#arrived.push(event);
  }

  send(message) {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  // What comes next: {text} or, at the end, {code, reason}.
  event() {
    return this.#arrived.length > 0
      ? Promise.resolve(this.#arrived.shift())
      : new Promise((resolve) => this.#waiting.push(resolve));
  }

  // The next message, read.
  async next() {
    const event = await this.event();
    if (event.text === undefined) throw new Error(`closed with ${event.code} ${event.reason}`);
    return JSON.parse(event.text);
  }

  async ask(message) {
    this.send(message);
    return this.next();
  }

  leave() {
    this.socket.close(1000);
    return this.closed;
  }
}
