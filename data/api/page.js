// Shows openapi.json and asyncapi.json to people. Everything is built as nodes: no text of a document is ever markup.
'use strict';

const kMethods = ['get', 'post', 'put', 'patch', 'delete'];
const kRefs = /^(openapi\.json)?#\/components\/schemas\/(.+)$/;

/** An element: make('p', {class: 'quiet'}, 'text', node, null, ...). */
function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== '') node.append(child);
  }
  return node;
}

/** A line of text with `code`, **words** and [links](to). */
function inline(text) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/);
  return parts.map((part) => {
    if (/^`.+`$/s.test(part)) return make('code', null, part.slice(1, -1));
    if (/^\*\*.+\*\*$/s.test(part)) return make('strong', null, part.slice(2, -2));
    const link = /^\[([^\]]+)\]\(([^)\s:]+)\)$/.exec(part);
    return link ? make('a', { href: `../${link[2]}` }, link[1]) : part;
  });
}

const prose = (text) => (text ?? '').split('\n\n').filter(Boolean).map((part) => make('p', null, inline(part)));

const idOf = (...words) => words.join('-').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '').toLowerCase();
const idOfSchema = (documentName, name) => idOf('schema', documentName, name);

/** One of the two documents, and how to follow what it refers to. */
class Described {
  constructor(name, root) {
    this.name = name;
    this.root = root;
  }

  /** The value, or what it refers to within this document. */
  at(value) {
    if (!value || typeof value.$ref !== 'string' || !value.$ref.startsWith('#/')) return value;
    const keys = value.$ref.slice(2).split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    return keys.reduce((node, key) => node?.[key], this.root);
  }

  linkTo(ref) {
    const [, elsewhere, name] = kRefs.exec(ref) ?? [];
    if (!name) return make('code', null, ref);
    return make('a', { href: `#${idOfSchema(elsewhere ? 'openapi' : this.name, name)}` }, name);
  }
}

// ---- schemas

const quoted = (value) => make('code', null, JSON.stringify(value));

/** What a schema says besides its members, in words. */
function limitsOf(schema) {
  const said = [];
  if (schema.pattern) said.push(['matches ', make('code', null, schema.pattern)]);
  for (const [word, text] of [
    ['minimum', 'from '], ['maximum', 'to '], ['minLength', 'characters from '], ['maxLength', 'characters to '],
    ['minItems', 'items from '], ['maxItems', 'items to '], ['maxProperties', 'members to '],
  ]) {
    if (schema[word] !== undefined) said.push([text, String(schema[word])]);
  }
  return said.map((words) => [' · ', words]);
}

function typeOf(schema, described) {
  if (schema.$ref) return described.linkTo(schema.$ref);
  if (schema.const !== undefined) return quoted(schema.const);
  if (schema.enum) return schema.enum.map((value, index) => [index ? ' | ' : '', quoted(value)]);
  if (schema.type === 'array' && schema.items && !Array.isArray(schema.items)) return ['list of ', typeOf(schema.items, described)];
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice && !schema.type) return choice.map((one, index) => [index ? ' or ' : '', typeOf(one, described)]);
  return [schema.type].flat().filter(Boolean).join(' or ') || 'anything';
}

/** The members of an object, of the elements of a list, and of choices; null when there are none. */
function membersOf(schema, described) {
  const lists = [];
  if (schema.properties) {
    lists.push(make('ul', { class: 'members' }, Object.entries(schema.properties).map(([name, member]) => make(
      'li', null, make('code', null, name), ' ', typeOf(member, described), limitsOf(member),
      schema.required?.includes(name) ? make('span', { class: 'required' }, ' required') : null,
      member.description ? [' ', make('span', { class: 'quiet' }, inline(member.description))] : null,
      membersOf(member, described)))));
  }
  if (schema.additionalProperties && typeof schema.additionalProperties === 'object') {
    lists.push(make('p', null, 'Any member: ', typeOf(schema.additionalProperties, described)));
  }
  if (Array.isArray(schema.items)) {
    lists.push(make('ul', { class: 'members' }, schema.items.map((one, index) => make(
      'li', null, `[${index}] `, typeOf(one, described), one.description ? [' ', inline(one.description)] : null, membersOf(one, described)))));
  } else if (schema.items && !schema.items.$ref) {
    lists.push(membersOf(schema.items, described));
  }
  for (const one of schema.anyOf ?? schema.oneOf ?? []) if (!one.$ref) lists.push(membersOf(one, described));
  const all = lists.filter(Boolean);
  return all.length > 0 ? all : null;
}

const schemaView = (schema, described) => [
  make('p', null, typeOf(schema, described), limitsOf(schema)), prose(schema.description), membersOf(schema, described),
];

const exampleView = (example) => example === undefined ? null
  : make('pre', { tabindex: '0', 'aria-label': 'Example' }, typeof example === 'string' ? example : JSON.stringify(example, null, 2));

// ---- operations

/** A folded entry that links may name. */
const entry = (id, summary, ...body) => make('details', { class: 'entry', id }, make('summary', null, summary), make('div', null, body));

const contentView = (content, described) => Object.entries(content ?? {}).map(([type, media]) => [
  make('p', null, make('code', null, type)), media.schema ? schemaView(media.schema, described) : null, exampleView(media.example),
]);

function responseView(status, response, described) {
  const found = described.at(response);
  const headers = Object.entries(found.headers ?? {}).map(([name, header]) => make(
    'li', null, make('code', null, name), ' ', inline(described.at(header).description ?? '')));
  return [
    make('h4', null, make('span', { class: `status ${status < 400 ? 'good' : 'bad'}` }, status), ' ', inline(found.description)),
    found['x-may-be-empty'] ? make('p', { class: 'quiet' }, 'The body may be empty.') : null,
    headers.length > 0 ? make('ul', { class: 'members' }, headers) : null, contentView(found.content, described),
  ];
}

function securityView(security) {
  if (!security) return null;
  if (security.length === 0) return make('p', { class: 'quiet' }, 'Open to everybody.');
  const names = security.map((one) => Object.keys(one).join(' and ')).join(' or ');
  return make('p', null, 'Proof: ', make('a', { href: '#security' }, names));
}

function operationView(id, path, method, operation, shared, described) {
  const parameters = [...shared, ...(operation.parameters ?? [])].map((parameter) => described.at(parameter));
  const body = described.at(operation.requestBody);
  return entry(
    id, [make('span', { class: 'method' }, method.toUpperCase()), ' ', make('code', null, path), ' ', make('span', { class: 'quiet' }, operation.summary)],
    prose(operation.description), securityView(operation.security),
    parameters.length > 0 ? [make('h3', null, 'Parameters'), make('ul', { class: 'members' }, parameters.map((one) => make(
      'li', null, make('code', null, one.name), ` in ${one.in} `, make('span', { class: 'quiet' }, inline(one.description ?? '')))))] : null,
    body ? [make('h3', null, 'Body'), prose(body.description), contentView(body.content, described)] : null,
    make('h3', null, 'Answers'),
    Object.entries(operation.responses).filter(([, { $ref }]) => !sharedAnswers(described.root).has($ref))
      .map(([status, response]) => responseView(status, response, described)),
    make('p', { class: 'quiet' }, 'Besides: ', make('a', { href: '#any-request' }, 'what any request may be answered with'),
      path.startsWith('/admin') ? [', and ', make('a', { href: '#below-admin' }, 'any request below /admin')] : null, '.'));
}

/** References to answers that are shown once, for all. */
const sharedAnswers = (root) => new Set(['x-any-request', 'x-below-admin']
  .flatMap((name) => Object.values(root[name].responses).map(({ $ref }) => $ref)));

function openapiView(described) {
  const { root } = described;
  const byTag = new Map(root.tags.map(({ name, description }) => [name, { description, entries: [] }]));
  for (const [path, item] of Object.entries(root.paths)) {
    const found = described.at(item);
    for (const method of kMethods.filter((one) => found[one])) {
      const id = idOf(method, path);
      byTag.get(found[method].tags[0]).entries.push(operationView(id, path, method, found[method], found.parameters ?? [], described));
    }
  }
  const any = root['x-any-request'];
  return [
    make('h2', { id: 'http' }, 'HTTP'), prose(root.info.description),
    [...byTag].filter(([, { entries }]) => entries.length > 0).map(([name, { description, entries }]) => [
      make('h3', { id: idOf('tag', name) }, name), prose(description), entries]),
    make('h3', null, 'any request'), entry('any-request', 'What any request may be answered with', prose(any.description),
      Object.entries(any.responses).map(([status, response]) => responseView(status, response, described))),
    make('h3', null, 'any request below /admin'), entry('below-admin', 'What it may be answered with besides', prose(root['x-below-admin'].description),
      Object.entries(root['x-below-admin'].responses).map(([status, response]) => responseView(status, response, described))),
    make('h3', { id: 'security' }, 'proof of a purchase'),
    Object.entries(root.components.securitySchemes).map(([name, scheme]) => entry(idOf('security', name), make('code', null, name), prose(scheme.description))),
  ];
}

function messageView(message, described) {
  return [
    make('h4', null, message.title), prose(message.summary), schemaView(message.payload, described),
    (message.examples ?? []).map(({ payload }) => exampleView(payload)),
  ];
}

function asyncapiView(described) {
  const { root } = described;
  // A message of a channel refers to one of the components.
  const message = (ref) => described.at(described.at(ref));
  const views = Object.entries(root.channels).map(([name, channel]) => [
    make('h3', { id: idOf('channel', name) }, make('code', null, channel.address), ` ${channel.title}`), prose(channel.description),
    Object.entries(root.operations).filter(([, operation]) => operation.channel.$ref === `#/channels/${name}`).map(([key, operation]) => entry(
      idOf('operation', key),
      [make('span', { class: 'method' }, operation.action === 'send' ? 'PUSH' : 'CALL'), ' ', make('code', null, `${channel.address} ${operation.title}`), ' ',
        make('span', { class: 'quiet' }, operation.summary)],
      operation.messages.map((one) => messageView(message(one), described)),
      operation.reply ? [make('h3', null, 'Answers'), operation.reply.messages.map((one) => messageView(message(one), described))] : null)),
  ]);
  return [make('h2', { id: 'signalr' }, 'SignalR'), prose(root.info.description), views];
}

const schemasView = (all) => [
  make('h2', { id: 'schemas' }, 'Schemas'),
  all.map((described) => Object.entries(described.root.components.schemas).map(([name, schema]) => entry(
    idOfSchema(described.name, name), make('code', null, name), schemaView(schema, described)))),
];

// ---- the page

/** Unfolds what the address names, and shows it. */
function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!named) return;
  if (named.matches('details')) named.open = true;
  named.scrollIntoView();
}

function showContents(main) {
  const links = [...main.querySelectorAll('h2, details.entry')].filter(({ id }) => !id.startsWith('schema-') && id !== 'http' && id !== 'signalr');
  const labels = links.map((node) => node.matches('details') ? [...node.querySelectorAll('summary .method, summary code')].map((one) => one.textContent).join(' ') || node.querySelector('summary').textContent : node.textContent);
  document.getElementById('contents').replaceChildren(make('ul', null, links.map((node, index) => make('li', null, make('a', { href: `#${node.id}` }, labels[index])))));
}

/** Entries without the words are hidden, wherever they stand. */
function filter(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  for (const node of document.querySelectorAll('details.entry')) {
    const text = node.querySelector('summary').textContent.toLowerCase();
    node.hidden = !wanted.every((word) => text.includes(word));
  }
}

async function load(name) {
  const response = await fetch(`../${name}.json`);
  if (!response.ok) throw new Error(`${name}.json: ${response.status}`);
  return new Described(name, await response.json());
}

async function show() {
  const main = document.getElementById('content');
  try {
    const [openapi, asyncapi] = await Promise.all([load('openapi'), load('asyncapi')]);
    document.getElementById('version').textContent = openapi.root.info.version;
    main.replaceChildren(make('div', null, openapiView(openapi), asyncapiView(asyncapi), schemasView([openapi, asyncapi])));
    showContents(main);
    openNamed();
  } catch (error) {
    main.replaceChildren(make('p', { role: 'alert' }, `The descriptions could not be shown: ${error.message}`));
  }
  main.setAttribute('aria-busy', 'false');
}

window.addEventListener('hashchange', openNamed);
document.getElementById('filter').addEventListener('input', ({ target }) => filter(target.value));
show();
