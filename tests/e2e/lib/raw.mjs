// lib/raw.mjs - HTTP and RFC 6455 by hand, for what a well-behaved client cannot be made to send.
import { randomBytes } from 'node:crypto';
import net from 'node:net';

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

// A TCP connection as a buffer that can be waited on.
export class Raw {
  #bytes = Buffer.alloc(0);
  #wake = () => {};
  hasEnded = false;

  // `server.path`: a Unix socket's.
  static connect(server) {
    return Raw.over(server.path ? net.connect(server.path) : net.connect(server.port, new URL(server.url).hostname.replace(/[[\]]/g, '')), 'connect');
  }

  // Over a socket that is ready with that event. It may also end instead.
  static async over(socket, ready) {
    const raw = new Raw();
    raw.socket = socket;
    raw.socket.on('data', (bytes) => {
      raw.#bytes = Buffer.concat([raw.#bytes, bytes]);
      raw.#wake();
    });
    raw.ended = new Promise((resolve) => raw.socket.on('close', resolve));
    raw.ended.then(() => {
      raw.hasEnded = true;
      raw.#wake();
    });
    raw.socket.on('error', () => {}); // a reset is an end like any other
    await Promise.race([raw.ended, new Promise((resolve) => raw.socket.once(ready, resolve))]);
    return raw;
  }

  write(bytes) {
    return this.socket.write(bytes);
  }

  // Waits until `take` gives something of what has come (undefined: not yet): [value, bytes used]. At the end: null.
  async read(take) {
    for (;;) {
      const taken = take(this.#bytes);
      if (taken !== undefined) {
        this.#bytes = this.#bytes.subarray(taken[1]);
        return taken[0];
      }
      if (this.hasEnded) return null;
      await new Promise((resolve) => (this.#wake = resolve));
    }
  }

  // One HTTP response: {status, headers, body}. `hasBody`: false after a HEAD.
  response(hasBody = true) {
    return this.read((bytes) => {
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) return undefined;
      const [line, ...rest] = bytes.subarray(0, end).toString('latin1').split('\r\n');
      const headers = Object.fromEntries(
        rest.map((header) => [header.slice(0, header.indexOf(':')).toLowerCase(), header.slice(header.indexOf(':') + 1).trim()]),
      );
      const status = Number(line.split(' ')[1]);
      const size = hasBody && status !== 304 && status !== 101 ? Number(headers['content-length'] ?? 0) : 0;
      const start = end + 4;
      if (bytes.length < start + size) return undefined;
      return [{ status, headers, body: bytes.subarray(start, start + size).toString() }, start + size];
    });
  }

  // One frame from the server; `isMinimal`: its length is written in as few bytes as it can be.
  frame() {
    return this.read((bytes) => {
      if (bytes.length < 2) return undefined;
      const short = bytes[1] & 127;
      const start = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (bytes.length < start) return undefined;
      const size = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
      if (bytes.length < start + size) return undefined;
      const payload = Buffer.from(bytes.subarray(start, start + size));
      const opcode = bytes[0] & 15;
      const code = opcode === opcodes.close && size >= 2 ? payload.readUInt16BE(0) : undefined;
      const isMinimal = short < 126 || size > (short === 126 ? 125 : 65535);
      return [{ opcode, isFinal: (bytes[0] & 128) !== 0, reserved: (bytes[0] >> 4) & 7, isMasked: (bytes[1] & 128) !== 0, isMinimal,
        payload, code }, start + size];
    });
  }

  // The close code that the server says goodbye with; null: it hung up without one.
  async closeCode() {
    for (;;) {
      const frame = await this.frame();
      if (frame === null) return null;
      if (frame.opcode === opcodes.close) return frame.code;
    }
  }

  leave() {
    this.socket.destroy();
    return this.ended;
  }
}

// A handshake's text; `change` replaces headers (undefined: leaves out), `line` the request line.
export function handshake(server, change = {}, line = 'GET /ws HTTP/1.1') {
  const headers = {
    Host: server.host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Protocol': 'faqbot.v1',
    ...change,
  };
  const lines = Object.entries(headers).filter(([, value]) => value !== undefined);
  return [line, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

// A connection that has shaken hands and read the greeting.
export async function shaken(server, change) {
  const raw = await Raw.connect(server);
  raw.write(handshake(server, change));
  raw.answer = await raw.response();
  if (raw.answer.status !== 101) throw new Error(`refused with ${raw.answer.status}`);
  raw.hello = await raw.frame();
  return raw;
}

// A masked frame. `length` may lie about the payload's, `lengthBytes` (0, 2 or 8 beyond the first) write it longer than
// need be.
export function frame(opcode, payload = '', { isFinal = true, reserved = 0, isMasked = true, length, lengthBytes, mask: key } = {}) {
  const body = Buffer.from(payload);
  const size = length ?? body.length;
  const first = (isFinal ? 128 : 0) | (reserved << 4) | opcode;
  const extended = Buffer.alloc(lengthBytes ?? (size < 126 ? 0 : size < 65536 ? 2 : 8));
  const head = [first, (isMasked ? 128 : 0) | (extended.length === 0 ? Number(size) : extended.length === 2 ? 126 : 127)];
  if (extended.length === 2) extended.writeUInt16BE(Number(size));
  if (extended.length === 8) extended.writeBigUInt64BE(BigInt(size));
  const mask = isMasked ? key ?? randomBytes(4) : Buffer.alloc(0);
  const masked = isMasked ? body.map((byte, i) => byte ^ mask[i % 4]) : body;
  return Buffer.concat([Buffer.from(head), extended, mask, masked]);
}

// One request on a connection of its own, byte for byte as given.
export async function exchange(server, text, hasBody = true) {
  const raw = await Raw.connect(server);
  raw.write(text);
  const response = await raw.response(hasBody);
  await raw.leave();
  return response;
}
