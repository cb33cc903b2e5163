// timed.mjs - node's test() with a time limit: a test fails after its time, and a file that processes or sockets then
// keep alive is ended. (node's own runner has an option for this only in newer versions than Debian 12's.) And what a test
// leaves to t.after() is done in the other order: node would stop a server before the page that it serves is closed, which
// may just then be connecting.
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

// All of them, the last first, whatever becomes of each; the first failure is told.
async function end(tasks) {
  const failures = [];
  for (const task of tasks.reverse()) {
    try {
      await task();
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length > 0) throw failures[0];
}

// node's context of a test, but for after().
function lastFirst(context) {
  const tasks = [];
  context.after(() => end(tasks));
  const own = { after: (task) => tasks.push(task) };
  return new Proxy(context, { get: (target, name) => {
    const value = own[name] ?? target[name];
    return typeof value === 'function' ? value.bind(target) : value;
  } });
}

// test(name, body) or, as node's, test(name, options, body).
export function test(name, ...rest) {
  const body = rest.pop();
  return endless(name, { timeout: TEST_MILLISECONDS, ...rest[0] }, async (context) => {
    stir();
    try {
      await body(lastFirst(context));
    } finally {
      stir();
    }
  });
}
