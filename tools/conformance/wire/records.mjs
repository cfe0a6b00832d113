// Hub records and their bytes. In cases a record is an object as JSON has it, whatever the protocol.
import { pack, unpack } from './messagepack.mjs';

export const kSeparator = 0x1e;

/** The length prefix of a MessagePack record: seven bits a byte, the least first. */
export function prefix(length) {
  const bytes = [];
  do {
    const more = length > 0x7f;
    bytes.push((length & 0x7f) | (more ? 0x80 : 0));
    length >>>= 7;
  } while (length > 0);
  return Buffer.from(bytes);
}

/** A record object as the array that MessagePack has for it. */
export function toArray(record) {
  const { type, headers = {}, invocationId = null } = record;
  switch (type) {
    case 1:
    case 4: return [type, headers, invocationId, record.target, record.arguments, record.streamIds ?? []];
    case 2: return [type, headers, invocationId, record.item];
    case 3:
      if ('error' in record) return [type, headers, invocationId, 1, record.error];
      return 'result' in record ? [type, headers, invocationId, 3, record.result] : [type, headers, invocationId, 2];
    case 5: return [type, headers, invocationId];
    case 7: return [type, record.error ?? null, record.allowReconnect ?? false];
    case 8:
    case 9: return [type, record.sequenceId];
    default: return [type];
  }
}

const given = (entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined));

/** The object that JSON would have had for this array. */
export function toObject(array) {
  if (!Array.isArray(array)) throw new Error('a MessagePack record that is no array');
  const [type, ...rest] = array;
  const id = rest[1] ?? undefined;
  const streams = rest[4]?.length ? rest[4] : undefined;
  switch (type) {
    case 1:
    case 4: return given(Object.entries({ type, invocationId: id, target: rest[2], arguments: rest[3], streamIds: streams }));
    case 2: return { type, invocationId: id, item: rest[2] };
    case 3: return given(Object.entries({ type, invocationId: id, ...{ 1: { error: rest[3] }, 2: {}, 3: { result: rest[3] } }[rest[2]] }));
    case 5: return { type, invocationId: id };
    case 7: return given(Object.entries({ type, error: rest[0] ?? undefined, allowReconnect: rest[1] || undefined }));
    case 8:
    case 9: return { type, sequenceId: rest[0] };
    default: return { type };
  }
}

/**
 * The bytes of what a case sends: an object is a record, an array one in MessagePack's own form, a string the bytes
 * of a text as it is, {"$hex"} bytes.
 */
export function encode(item, protocol) {
  if (typeof item === 'string') return Buffer.from(item);
  if (typeof item.$hex === 'string') return Buffer.from(item.$hex.replace(/\s+/g, ''), 'hex');
  if (protocol === 'messagepack') {
    const body = pack(Array.isArray(item) ? item : toArray(item));
    return Buffer.concat([prefix(body.length), body]);
  }
  return Buffer.from(`${JSON.stringify(item)}\x1e`);
}

/** Cuts one record off the front: {bytes, body, rest}, or null when it is not whole. */
function cutText(bytes) {
  const end = bytes.indexOf(kSeparator);
  if (end < 0) return null;
  return { bytes: bytes.subarray(0, end + 1), body: bytes.subarray(0, end), rest: bytes.subarray(end + 1) };
}

function cutBinary(bytes) {
  let length = 0;
  for (let i = 0; i < Math.min(5, bytes.length); ++i) {
    length += (bytes[i] & 0x7f) * 2 ** (7 * i);
    if (bytes[i] & 0x80) continue;
    const end = i + 1 + length;
    if (end > bytes.length) return null;
    return { bytes: bytes.subarray(0, end), body: bytes.subarray(i + 1, end), rest: bytes.subarray(end) };
  }
  return null;
}

const kStrictText = new TextDecoder('utf-8', { fatal: true });

/**
 * The records of one message, [{value, bytes}]. Clients have no buffer for the rest of a record: a message that ends
 * inside of one is an error here as there. The first record of a connection is JSON in every protocol.
 */
export function decodeMessage(bytes, protocol, handshaken) {
  const records = [];
  let rest = bytes;
  while (rest.length > 0) {
    const asText = protocol === 'json' || !handshaken;
    const cut = asText ? cutText(rest) : cutBinary(rest);
    if (!cut) throw new Error(`a message that ends inside a record: ${show(rest)}`);
    if (cut.body.length === 0) throw new Error('an empty record');
    const value = asText ? JSON.parse(kStrictText.decode(cut.body)) : toObject(unpack(cut.body));
    records.push({ value, bytes: cut.bytes, array: asText ? undefined : unpack(cut.body) });
    handshaken = true;
    rest = cut.rest;
  }
  return records;
}

const kShownBytes = 160;

/** Bytes for a person: as text when they are one, and in hex. */
export function show(bytes) {
  const short = bytes.subarray(0, kShownBytes);
  const more = bytes.length > kShownBytes ? ` … (${bytes.length} bytes)` : '';
  const text = short.toString().replaceAll('\x1e', '␞');
  const hex = short.toString('hex').replace(/(..)(?=.)/g, '$1 ');
  const readable = !/[\x00-\x08\x0e-\x1f\ufffd]/.test(text);
  return `${readable ? `${text}${more}  ` : ''}[${hex}${more}]`;
}
