// timed.mjs - node's test() with a time limit: a test fails after its time, and a file that processes or sockets then
// keep alive is ended. (node's own runner has an option for this only in newer versions than Debian 12's.)
import { test as endless } from 'node:test';

export { after, before } from 'node:test';

const TEST_MILLISECONDS = 120_000; // a hundred times what the slowest takes, as machines differ
const IDLE_MILLISECONDS = TEST_MILLISECONDS + 10_000; // without a test that begins or ends

let watchdog;

// To be called by a test of many parts, now and then.
export function stir() {
  clearTimeout(watchdog);
  watchdog = setTimeout(() => {
    console.error('a test left something behind that does not end');
    process.exit(1);
  }, IDLE_MILLISECONDS).unref();
}

// test(name, body) or, as node's, test(name, options, body).
export function test(name, ...rest) {
  const body = rest.pop();
  return endless(name, { timeout: TEST_MILLISECONDS, ...rest[0] }, async (context) => {
    stir();
    try {
      await body(context);
    } finally {
      stir();
    }
  });
}
