// web/served.mjs - starts the built program, which FAQBOT names, as a server.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export const ROOT = new URL('../../', import.meta.url).pathname;
const PROGRAM = process.env.FAQBOT ?? `${ROOT}build/release/faqbot`;

/** Starts the server and waits until it says where it serves. */
export async function serve({ port = 0, knowledge = `${ROOT}knowledge`, flags = [] } = {}) {
  const child = spawn(PROGRAM, ['serve', '--knowledge', knowledge, '--listen', `127.0.0.1:${port}`, ...flags],
    { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of createInterface({ input: child.stderr })) {
    const url = line.match(/serving (http:[^\s"]+)/)?.[1];
    if (url) {
      child.stderr.resume();
      return { url: url.replace(/\/$/, ''), port: new URL(url).port, signal: (name) => child.kill(name),
        kill: (name) => end(child, name) };
    }
  }
  throw new Error('the server ended before it served');
}

const end = (child, name = 'SIGTERM') => new Promise((done) => {
  child.once('exit', done);
  child.kill(name);
});
