// lib/transcript.mjs - reads and runs conversations; tests/transcripts/README.md has the format.
import assert from 'node:assert/strict';
import { Visitor } from './visitor.mjs';

// {knowledge, steps: [{line, send?, pattern}], close}; a fault of the file is thrown with its line.
export function parse(text, name, { needsKnowledge = true } = {}) {
  const transcript = { knowledge: undefined, steps: [], close: undefined };
  let pending;
  const fault = (line, sentence) => {
    throw new Error(`${name}:${line}: ${sentence}`);
  };
  text.split('\n').forEach((content, index) => {
    const line = index + 1;
    if (content === '' || content.startsWith('#')) return;
    if (transcript.close !== undefined) fault(line, 'nothing may follow the close code');
    const rest = content.slice(2);
    switch (content.slice(0, 2)) {
      case '@ ':
        if (transcript.knowledge !== undefined || transcript.steps.length > 0 || pending) fault(line, 'the knowledge base comes first, once');
        transcript.knowledge = rest;
        break;
      case '> ':
        if (pending) fault(line, 'the message before has no reply');
        pending = { line, send: rest };
        break;
      case '< ':
        if (!pending && transcript.steps.length > 0) fault(line, 'a reply to nothing');
        transcript.steps.push({ line, ...pending, pattern: JSON.parse(rest) });
        pending = undefined;
        break;
      case '! ':
        if (pending) fault(line, 'the message before has no reply');
        transcript.close = Number(rest);
        break;
      default:
        fault(line, 'no line of a transcript');
    }
  });
  if (pending) fault(pending.line, 'the message has no reply');
  if (needsKnowledge && transcript.knowledge === undefined) fault(1, 'which knowledge base?');
  return transcript;
}

// Why the value does not match, as a path and a sentence; undefined where it does.
export function mismatch(pattern, value, path = '$') {
  if (pattern === '*') return undefined;
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value)) return `${path} is no array`;
    const isOpen = pattern.at(-1) === '...';
    const wanted = isOpen ? pattern.slice(0, -1) : pattern;
    if (isOpen ? value.length < wanted.length : value.length !== wanted.length) {
      return `${path} has ${value.length} elements`;
    }
    return first(wanted.map((element, i) => mismatch(element, value[i], `${path}[${i}]`)));
  }
  if (pattern !== null && typeof pattern === 'object') {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return `${path} is no object`;
    return first(Object.entries(pattern).map(([key, member]) => memberMismatch(member, value, key, `${path}.${key}`)));
  }
  return Object.is(pattern, value) || (typeof pattern === 'number' && pattern === value)
    ? undefined
    : `${path} is ${JSON.stringify(value)}, not ${JSON.stringify(pattern)}`;
}

function memberMismatch(pattern, object, key, path) {
  const isThere = Object.hasOwn(object, key);
  if (pattern === '-') return isThere ? `${path} is there` : undefined;
  return isThere ? mismatch(pattern, object[key], path) : `${path} is missing`;
}

const first = (faults) => faults.find((fault) => fault !== undefined);

// Runs a transcript against a server. `check` sees every reply.
export async function converse(server, transcript, name, check = () => {}) {
  const visitor = await Visitor.open(server);
  const compare = async (step) => {
    const reply = await visitor.next();
    check(reply, `${name}:${step?.line}`);
    const fault = step && mismatch(step.pattern, reply);
    assert.equal(fault, undefined, `${name}:${step?.line}: ${fault}\n${JSON.stringify(reply)}`);
  };
  const steps = [...transcript.steps];
  await compare(steps.length > 0 && steps[0].send === undefined ? steps.shift() : undefined);
  for (const step of steps) {
    visitor.send(step.send);
    await compare(step);
  }
  if (transcript.close === undefined) {
    // Still open, and nothing left over: the next thing that comes is the reply to this.
    assert.deepEqual(await visitor.ask({ type: 'ping', id: 'the end' }), { type: 'pong', id: 'the end' }, name);
    assert.equal((await visitor.leave()).code, 1000, name);
  } else {
    assert.equal((await visitor.event()).code, transcript.close, name);
  }
}
