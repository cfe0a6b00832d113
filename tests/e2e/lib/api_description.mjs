// What openapi.json and asyncapi.json say, and whether an answer of a server fits it. The documents are those of the
// tree; that the binary serves the same ones is a test of its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';

const kFolder = fileURLToPath(new URL('../../../data/api', import.meta.url));
const kBase = 'https://spotter.example/';
const kOptions = { strict: false, validateFormats: false };

export const readDocument = (name) => JSON.parse(readFileSync(join(kFolder, name), 'utf8'));
export const kOpenapi = readDocument('openapi.json');
export const kAsyncapi = readDocument('asyncapi.json');

/** Follows references within a document, also those to references. */
export function resolved(value, root) {
  let found = value;
  while (typeof found?.$ref === 'string' && found.$ref.startsWith('#/')) {
    const { $ref, ...beside } = found;
    const target = $ref.slice(2).split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce((node, key) => node?.[key], root);
    if (target === undefined) throw new Error(`${$ref} is not there`);
    found = typeof target === 'object' && Object.keys(beside).length > 0 ? { ...target, ...beside } : target;
  }
  return found;
}

// OpenAPI 3.1 speaks JSON Schema 2020-12, AsyncAPI 3 draft 7: what both share is written with what both have.
const openapiAjv = new Ajv2020({ ...kOptions });
openapiAjv.addSchema({ $id: `${kBase}openapi.json`, components: kOpenapi.components });
const asyncapiAjv = new Ajv({ ...kOptions });
for (const [name, { components }] of [['openapi.json', kOpenapi], ['asyncapi.json', kAsyncapi]]) {
  asyncapiAjv.addSchema({ $id: `${kBase}${name}`, components });
}

/** A validator of a schema of the document, made once. */
function compiler(ajv, name) {
  const made = new Map();
  let count = 0;
  return (schema) => {
    const text = JSON.stringify(schema);
    if (!made.has(text)) {
      // References count from the document.
      made.set(text, ajv.compile({ $id: `${kBase}${++count}/of-${name}`, ...JSON.parse(text.replaceAll('"#/', `"${kBase}${name}#/`).replaceAll('"openapi.json#/', `"${kBase}openapi.json#/`)) }));
    }
    return made.get(text);
  };
}
export const openapiSchema = compiler(openapiAjv, 'openapi.json');
export const asyncapiSchema = compiler(asyncapiAjv, 'asyncapi.json');

export const errorsOf = (validate) => JSON.stringify(validate.errors?.slice(0, 3));

// ---- HTTP

/** A path as routes are found by: case and one slash at the end do not count. */
export function pathOf(target) {
  const path = target.split(/[?#]/)[0].toLowerCase();
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** {'/ai/workout': {post: {...}}}, all references followed. */
const kRoutes = new Map(Object.entries(kOpenapi.paths).map(([path, item]) => [pathOf(path), resolved(item, kOpenapi)]));
const kMethods = ['get', 'put', 'post', 'delete', 'patch'];
/** The answers that operations share, and that undescribed paths and methods have as well: status to reference. */
const kAny = kOpenapi['x-any-request'].responses;
const kBelowAdmin = kOpenapi['x-below-admin'].responses;
/** What the server refuses by itself, on whatever path; each operation refers to it, or has its own of that status. */
export const kRefusals = ['400', '413', '414', '426', '431', '501', '503', '505'];
/** What the administration answers before it looks at the path; the same. */
export const kAdminRefusals = ['400', '401', '404', '413', '429'];
const kShared = new Set([...Object.values(kAny), ...Object.values(kBelowAdmin)].map(({ $ref }) => $ref));

export const documentedPaths = () => [...kRoutes.keys()];

const isAdmin = (path) => path === '/admin' || path.startsWith('/admin/');

/** Paths with a part that names something, longest first: [pattern, path]. The last part may have slashes. */
const kTemplates = [...kRoutes.keys()].filter((path) => path.includes('{')).map((path) => [
  new RegExp(`^${path.replace(/\{\w+\}$/, '.+').replace(/\{\w+\}/g, '[^/]+')}$`), path,
]);

/** The described path of a request. */
function routeOf(target) {
  const path = pathOf(target);
  return kRoutes.has(path) ? path : kTemplates.find(([pattern]) => pattern.test(path))?.[1] ?? path;
}

/** What an answer is called: shared ones by their own name, wherever they are given. */
const nameOf = (response, where) => (kShared.has(response.$ref) ? response.$ref.split('/').at(-1) : where);
const named = (response, where) => ({ where: nameOf(response, where), response: resolved(response, kOpenapi) });

/** Where an answer is described: {where, response}, or nothing. */
function find({ method, target, status, body }) {
  const path = routeOf(target);
  const item = kRoutes.get(path);
  const effective = method === 'HEAD' ? 'GET' : method;
  const operation = item?.[effective.toLowerCase()];
  if (method === 'OPTIONS' && status === 204) return named(kAny[204]);
  const at = operation && !(method === 'HEAD' && status === 405) ? operation.responses[status] : elsewhere(path, item, String(status));
  if (!at) return undefined;
  // Names that are not there have types of their own; without a key there is nothing, whatever is described.
  const nothing = isAdmin(path) && status === 404 && body?.includes('urn:spotter:problem:not-found');
  const found = named(nothing ? kBelowAdmin[404] : at, `${effective} ${path}`);
  // What is no HTTP is told by its words.
  const words = found.response.content?.['application/problem+json']?.example?.detail;
  return at.$ref === kAny[400].$ref && body && !body.includes(words) ? undefined : found;
}

/** What a path or a method that is not described may be answered with. HEAD goes wherever GET does, but for the hubs. */
function elsewhere(path, item, status) {
  if (isAdmin(path) && kBelowAdmin[status]) return kBelowAdmin[status];
  if (status === '404') return item ? undefined : kAny[404];
  if (status === '405') return item ? kAny[405] : undefined;
  return kRefusals.includes(status) ? kAny[status] : undefined;
}

export function readServerEvents(text) {
  return text.split('\n\n').map((block) => Object.fromEntries(block.split('\n').filter((line) => /^\w/.test(line)).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
  }))).filter(({ data }) => data !== undefined);
}

function bodyFaults(media, type, text) {
  const validate = openapiSchema(media.schema);
  const json = /\bjson$/.test(type);
  let value = text;
  try {
    if (json) value = JSON.parse(text);
  } catch {
    return ['the body is not JSON'];
  }
  return validate(value) ? [] : [`the body does not fit: ${errorsOf(validate)} ${text.slice(0, 300)}`];
}

/** [names of events, faults] of an event stream whose events are described. */
function eventFaults(described, text) {
  const events = readServerEvents(text);
  const faults = events.flatMap(({ event, data }) => {
    if (!described[event]) return [`the event ${event} is not described`];
    return bodyFaults({ schema: described[event] }, 'json', data).map((fault) => `event ${event}: ${fault}`);
  });
  return [[...new Set(events.map(({ event }) => event))], faults];
}

/**
 * Looks at an answer: {keys, faults}. The keys say which described answers it is; `body` is missing where it did not
 * come to its end.
 */
export function judge(exchange) {
  const { method, target, status, headers, body } = exchange;
  const said = `${method} ${target.split('?')[0]}: ${status}`;
  const found = find(exchange);
  if (!found) return { keys: [], faults: [`${said} is not described ${body?.slice(0, 200) ?? ''}`] };
  const { where, response } = found;
  const faults = [];
  if (!headers['x-request-id'] && status !== 101) faults.push(`${said} has no X-Request-Id`);
  for (const [name, reference] of Object.entries(response.headers ?? {})) {
    const header = resolved(reference, kOpenapi);
    const value = headers[name.toLowerCase()];
    if (value === undefined) {
      if (header.required) faults.push(`${said} has no ${name}`);
    } else if (!openapiSchema(header.schema)(value)) {
      faults.push(`${said}: ${name}: ${value} does not fit`);
    }
  }
  const type = (headers['content-type'] ?? '').split(';')[0].trim();
  const known = response.content?.[type];
  if (method === 'HEAD') return { keys: [], faults };
  // Whoever has no body may call it plain text.
  const bodyless = body === '' && (type === '' || type === 'text/plain');
  if (bodyless && (!response.content || response['x-may-be-empty'])) return { keys: [`${where} ${status} (empty)`], faults };
  if (!known) {
    // Of what was cut off it is not known that it was empty.
    const unknown = body === undefined && (type === '' || type === 'text/plain');
    return { keys: [], faults: unknown ? faults : [...faults, `${said}: "${type}" is not described, body ${body?.slice(0, 200)}`] };
  }
  const key = `${where} ${status} ${type}`;
  if (body === undefined) return { keys: [key], faults };
  const keys = [key];
  if (known['x-events']) {
    const [names, wrong] = eventFaults(known['x-events'], body);
    keys.push(...names.map((name) => `${key} event ${name}`));
    faults.push(...wrong.map((fault) => `${said}: ${fault}`));
  } else {
    faults.push(...bodyFaults(known, type, body).map((fault) => `${said}: ${fault}`));
  }
  return { keys, faults };
}

/** The keys of every answer that is described. */
export function documentedAnswers() {
  const keys = [];
  const add = (where, responses) => {
    for (const [status, reference] of Object.entries(responses)) {
      const { where: name, response } = named(reference, where);
      const types = Object.entries(response.content ?? {});
      for (const [type, media] of types) {
        keys.push(`${name} ${status} ${type}`, ...Object.keys(media['x-events'] ?? {}).map((event) => `${name} ${status} ${type} event ${event}`));
      }
      if (types.length === 0 || response['x-may-be-empty']) keys.push(`${name} ${status} (empty)`);
    }
  };
  for (const [path, item] of kRoutes) {
    for (const method of kMethods.filter((name) => item[name])) add(`${method.toUpperCase()} ${path}`, item[method].responses);
  }
  add('', kAny);
  add('', kBelowAdmin);
  return [...new Set(keys)];
}

/** What operations should refer to and do not: a shared answer that they have no other one of the same status for. */
export function missingReferences() {
  const missing = [];
  for (const [path, item] of kRoutes) {
    for (const method of kMethods.filter((name) => item[name])) {
      const wanted = isAdmin(path) ? [...kRefusals, ...kAdminRefusals] : kRefusals;
      for (const status of wanted) if (!item[method].responses[status]) missing.push(`${method} ${path} ${status}`);
    }
  }
  return missing;
}

/** [where, value, schema] of each example of a body. */
export function* openapiExamples() {
  const responses = function* (where, all) {
    for (const [status, reference] of Object.entries(all)) {
      for (const [type, media] of Object.entries(resolved(reference, kOpenapi).content ?? {})) yield [`${where} ${status} ${type}`, media];
    }
  };
  const all = function* () {
    for (const [path, item] of kRoutes) {
      for (const method of kMethods.filter((name) => item[name])) {
        const { requestBody, responses: answers } = item[method];
        for (const [type, media] of Object.entries(requestBody?.content ?? {})) yield [`${method} ${path} ${type}`, media];
        yield* responses(`${method} ${path}`, answers);
      }
    }
    yield* responses('any request', kAny);
    yield* responses('below /admin', kBelowAdmin);
  };
  for (const [where, { example, schema }] of all()) if (example !== undefined) yield [where, example, schema];
}

// ---- SignalR

/** {'/ai-chat': {sends: {name: message}, receives: {...}}}: what the server of each hub sends and takes, by name. */
export const kHubs = new Map(Object.entries(kAsyncapi.channels).map(([name, channel]) => {
  const hub = { sends: {}, receives: {}, methods: [] };
  for (const operation of Object.values(kAsyncapi.operations)) {
    if (operation.channel.$ref !== `#/channels/${name}`) continue;
    const put = (into, refs) => refs.forEach(({ $ref }) => (into[$ref.split('/').at(-1)] = resolved({ $ref }, kAsyncapi)));
    put(operation.action === 'send' ? hub.sends : hub.receives, operation.messages);
    if (operation.reply) put(hub.sends, operation.reply.messages);
    const target = operation.action === 'receive' && resolved(operation.messages[0], kAsyncapi).payload.properties.target?.const;
    if (target) hub.methods.push(target);
  }
  return [channel.address, hub];
}));

/** Looks at a record that a hub sent: {keys, faults}. */
export function judgeRecord(path, record) {
  const hub = kHubs.get(path);
  const { handshakeResponse, ...others } = hub.sends;
  const candidates = record.type === undefined ? { handshakeResponse } : others;
  const names = Object.entries(candidates).filter(([, { payload }]) => asyncapiSchema(payload)(record)).map(([name]) => name);
  if (names.length === 0) return { keys: [], faults: [`${path} sent what is not described: ${JSON.stringify(record).slice(0, 400)}`] };
  const keys = names.map((name) => `${path} ${name}`);
  // An error is as much an answer to a handshake as none.
  if (record.type === undefined && record.error) keys.push(`${path} handshakeResponse error`);
  if (record.type === 2) {
    for (const { $ref } of kAsyncapi.components.schemas.StreamEvent.anyOf) {
      if (asyncapiSchema({ $ref })(record.item)) keys.push(`${path} ${$ref.split('/').at(-1)}`);
    }
  }
  return { keys, faults: [] };
}

/** The keys of all that hubs are described to send. */
export function documentedRecords() {
  return [...kHubs].flatMap(([path, { sends }]) => [
    ...Object.keys(sends).map((name) => `${path} ${name}`), `${path} handshakeResponse error`,
    ...(sends.streamItem ? kAsyncapi.components.schemas.StreamEvent.anyOf.map(({ $ref }) => `${path} ${$ref.split('/').at(-1)}`) : []),
  ]);
}
