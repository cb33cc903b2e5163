// lib/opensearch.mjs - a double of a search cluster: of OpenSearch's HTTP API what faqbot asks for, in memory, and scores by
// Lucene's formula. What a real cluster does when its nodes fail is in tests/cluster; here a test says how it is to fail.
import http from 'node:http';
import { once } from 'node:events';

const K1 = 1.2;
const B = 0.75;

/** Answers to requests by `cluster.fail(request)`: {status, body}, 'hang' (no answer), 'drop' (the connection ends), or undefined. */
export class Cluster {
  indexes = new Map(); // name -> { settings, mappings, documents: Map }
  aliases = new Map(); // alias -> index
  requests = []; // { node, method, path, body }
  nodes = [];
  fail = () => undefined;

  /** Nodes of one cluster, each with a port of its own. `test` (node's context) stops them. */
  static async start(test, count = 1) {
    const cluster = new Cluster();
    for (let i = 0; i < count; i++) {
      const node = http.createServer((request, response) => cluster.#take(i, request, response));
      node.listen(0, '127.0.0.1');
      await once(node, 'listening');
      cluster.nodes.push(node);
    }
    test.after(() => cluster.stop());
    return cluster;
  }

  stop() {
    for (const node of this.nodes) {
      node.closeAllConnections();
      node.close();
    }
  }

  /** A node that is not there any more. */
  stopNode(number) {
    this.nodes[number].closeAllConnections();
    this.nodes[number].close();
  }

  get hosts() {
    return this.nodes.map((node) => `127.0.0.1:${node.address()?.port ?? node.lastPort}`);
  }

  url(name = 'faq', query = '') {
    return `opensearch://${this.hosts.join(',')}/${name}${query}`;
  }

  count(pattern) {
    return this.requests.filter(({ method, path }) => pattern.test(`${method} ${path}`)).length;
  }

  async #take(node, request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const entry = { node, method: request.method, path: request.url, headers: request.headers, body };
    this.requests.push(entry);
    const failure = await this.fail(entry);
    if (failure === 'hang') return;
    if (failure === 'drop') {
      request.socket.destroy();
      return;
    }
    const [status, answer] = failure ? [failure.status, failure.body ?? {}] : this.#answer(entry);
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  }

  #answer({ method, path, body }) {
    const { pathname } = new URL(path, 'http://a');
    const [, first, second, third] = pathname.split('/');
    if (first === '_alias') {
      const index = this.aliases.get(second);
      return index ? [200, { [index]: { aliases: { [second]: {} } } }] : [404, { error: `alias [${second}] missing`, status: 404 }];
    }
    if (first === '_cluster') return [200, { status: 'green', timed_out: false }];
    if (first === '_aliases') return this.#change(JSON.parse(body).actions);
    if (second === '_alias') {
      const names = [...this.indexes.keys()].filter((name) => name.startsWith(first.replace('*', '')));
      return [200, Object.fromEntries(names.map((name) => [name, { aliases: {} }]))];
    }
    if (method === 'PUT' && second === undefined) {
      this.indexes.set(first, { ...JSON.parse(body), documents: new Map() });
      return [200, { acknowledged: true }];
    }
    const index = this.indexes.get(first);
    if (!index) return [404, { error: { type: 'index_not_found_exception', reason: `no such index [${first}]` }, status: 404 }];
    if (method === 'DELETE') {
      this.indexes.delete(first);
      return [200, { acknowledged: true }];
    }
    switch (second) {
      case '_bulk':
        return [200, Cluster.write(index, body)];
      case '_refresh':
        return [200, { _shards: { failed: 0 } }];
      case '_count':
        return [200, { count: index.documents.size, _shards: { failed: 0 } }];
      case '_doc':
        return index.documents.has(third) ? [200, { _id: third, found: true, _source: index.documents.get(third) }] : [404, { found: false }];
      case '_mget':
        return [200, { docs: JSON.parse(body).ids.map((id) => ({ _id: id, found: index.documents.has(id), _source: source(index, id) })) }];
      case '_search':
        return [200, search(index, JSON.parse(body))];
      default:
        return [400, { error: 'unknown' }];
    }
  }

  #change(actions) {
    for (const action of actions) {
      if (action.remove && this.aliases.get(action.remove.alias) !== action.remove.index) {
        return [404, { error: { type: 'aliases_not_found_exception', reason: 'aliases missing' }, status: 404 }];
      }
    }
    for (const { add } of actions) {
      if (add) this.aliases.set(add.alias, add.index);
    }
    return [200, { acknowledged: true }];
  }

  /** What a bulk request does; each second line is a document. */
  static write(index, body) {
    const lines = body.trimEnd().split('\n');
    const items = [];
    for (let i = 0; i < lines.length; i += 2) {
      const id = JSON.parse(lines[i]).create._id;
      const status = index.documents.has(id) ? 409 : 201;
      if (status === 201) {
        index.documents.set(id, JSON.parse(lines[i + 1]));
        index.lists = undefined;
      }
      items.push({ create: { status } });
    }
    return { errors: items.some(({ create }) => create.status !== 201), items };
  }
}

const source = (index, id) => index.documents.has(id) && { packed: index.documents.get(id).packed };

/** What each field's terms are in. */
function listsOf(index) {
  if (index.lists) return index.lists;
  index.lists = {};
  for (const field of ['head', 'body']) {
    const postings = new Map();
    const lengths = new Map();
    for (const [id, document] of index.documents) {
      const terms = (document[field] ?? '').split(' ').filter(Boolean);
      if (terms.length > 0) lengths.set(id, terms.length);
      for (const term of terms) {
        const posting = postings.get(term) ?? postings.set(term, new Map()).get(term);
        posting.set(id, (posting.get(id) ?? 0) + 1);
      }
    }
    const words = [...lengths.values()].reduce((sum, length) => sum + length, 0);
    index.lists[field] = { postings, lengths, average: words / Math.max(1, lengths.size) };
  }
  return index.lists;
}

function search(index, { size, query }) {
  const scores = new Map();
  if (query.term) {
    for (const [id, document] of index.documents) if (document.id === query.term.id) scores.set(id, 1);
  }
  for (const { term } of query.bool?.should ?? []) {
    const [[field, { value, boost }]] = Object.entries(term);
    const { postings, lengths, average } = listsOf(index)[field];
    const posting = postings.get(value) ?? new Map();
    const idf = Math.log(1 + (lengths.size - posting.size + 0.5) / (posting.size + 0.5));
    for (const [id, count] of posting) {
      const part = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * lengths.get(id)) / average));
      scores.set(id, (scores.get(id) ?? 0) + boost * idf * part);
    }
  }
  const best = [...scores].sort(([, a], [, b]) => b - a).slice(0, size);
  return { timed_out: false, _shards: { failed: 0 }, ...(best.length > 0 && { hits: { hits: best.map(([id]) => ({ _id: id, _source: source(index, id) })) } }) };
}
