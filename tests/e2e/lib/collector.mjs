// An OpenTelemetry collector as far as a server's traces go: takes OTLP/HTTP as JSON, keeps what came, and checks that
// it is what the protocol wants.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { until } from './wait.mjs';

const kKinds = { 1: 'internal', 2: 'server', 3: 'client' };

function readValue(value) {
  const [[type, content], ...more] = Object.entries(value);
  assert.equal(more.length, 0);
  if (type !== 'intValue') return content;
  assert.equal(typeof content, 'string', '64-bit integers are strings');
  return Number(content);
}
const readAttributes = (list = []) => Object.fromEntries(list.map(({ key, value }) => [key, readValue(value)]));

function readSpan(span) {
  assert.match(span.traceId, /^[0-9a-f]{32}$/);
  assert.match(span.spanId, /^[0-9a-f]{16}$/);
  assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano), 'no span ends before it begins');
  return {
    trace: span.traceId, id: span.spanId, parent: span.parentSpanId ?? null, state: span.traceState ?? '', name: span.name,
    kind: kKinds[span.kind], attributes: readAttributes(span.attributes), failed: span.status?.code === 2,
    events: (span.events ?? []).map(({ name }) => name), links: (span.links ?? []).map(({ traceId, spanId }) => [traceId, spanId]),
  };
}

class Collector {
  /** Each request: {headers, body}. */
  requests = [];
  resources = [];
  spans = [];
  /** What a request is answered with; null: nothing, ever. */
  answer = { status: 200, body: '{"partialSuccess":{}}' };

  take(headers, body) {
    this.requests.push({ headers, body });
    for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
      this.resources.push(readAttributes(resource.attributes));
      for (const { spans } of scopeSpans) this.spans.push(...spans.map(readSpan));
    }
  }

  /** The spans of that name; a name that ends with '*' stands for all that begin so. */
  all(name) {
    const fits = name.endsWith('*') ? (span) => span.name.startsWith(name.slice(0, -1)) : (span) => span.name === name;
    return this.spans.filter(fits);
  }

  /** The only span of that name. */
  one(name) {
    const found = this.all(name);
    assert.equal(found.length, 1, `${found.length} spans ${name} among ${this.spans.map((span) => span.name)}`);
    return found[0];
  }

  untilSpan(name) {
    return until(() => this.all(name)[0], `the span ${name}`, 20_000);
  }

  /** All that came, as text. */
  get text() {
    return this.requests.map(({ headers, body }) => JSON.stringify(headers) + body).join('\n');
  }
}

export async function startCollector(t) {
  const collector = new Collector();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (data) => (body += data));
    request.on('end', () => {
      try {
        assert.equal(request.method, 'POST');
        assert.equal(request.url, '/v1/traces');
        assert.equal(request.headers['content-type'], 'application/json');
        collector.take(request.headers, body);
      } catch (error) {
        collector.wrong = error;
      }
      if (!collector.answer) return;
      response.writeHead(collector.answer.status, { 'Content-Type': 'application/json', ...collector.answer.headers });
      response.end(collector.answer.body ?? '{}');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (collector.wrong) throw collector.wrong;
  });
  collector.url = `http://127.0.0.1:${server.address().port}`;
  return collector;
}
