// Cutting and checking what a client sends, for the peer that the conformance kit is tried on.
import { unpack } from '../../../tools/conformance/wire/messagepack.mjs';

export const kRecordBytesMax = 32_768;

/** An offence against the protocol. */
export class Offence extends Error {
  type = 'InvalidDataException';
}

const tooLarge = () =>
  new Offence(`The maximum message size of ${kRecordBytesMax}B was exceeded. The message size can be configured in AddHubOptions.`);

/** The first record in these bytes, {body, rest}; null when it is not whole. */
export function cut(bytes, binary) {
  if (binary) return cutBinary(bytes);
  const end = bytes.subarray(0, kRecordBytesMax).indexOf(0x1e);
  if (end >= 0) return { body: bytes.subarray(0, end), rest: bytes.subarray(end + 1) };
  if (bytes.length > kRecordBytesMax) throw tooLarge();
  return null;
}

function cutBinary(bytes) {
  let length = 0;
  for (let i = 0; i < Math.min(5, bytes.length); ++i) {
    if (i === 4 && bytes[i] > 7) throw new Offence('Messages over 2GB in size are not supported.');
    length += (bytes[i] & 0x7f) * 2 ** (7 * i);
    if (bytes[i] & 0x80) continue;
    const end = i + 1 + length;
    if (end > kRecordBytesMax) throw tooLarge();
    return end > bytes.length ? null : { body: bytes.subarray(i + 1, end), rest: bytes.subarray(end) };
  }
  return null;
}

const isText = (value) => typeof value === 'string';
const kRequired = {
  1: ['target', 'arguments'], 2: ['invocationId', 'item'], 3: ['invocationId'], 4: ['invocationId', 'target', 'arguments'],
  5: ['invocationId'], 6: [], 7: [], 8: ['sequenceId'], 9: ['sequenceId'],
};
const kTypes = {
  target: isText, invocationId: isText, error: isText, arguments: Array.isArray, sequenceId: Number.isInteger,
  streamIds: (value) => Array.isArray(value) && value.every(isText),
  headers: (value) => value !== null && typeof value === 'object' && Object.values(value).every(isText),
  allowReconnect: (value) => typeof value === 'boolean',
};

function check(record) {
  for (const name of kRequired[record.type]) {
    if (!(name in record)) throw new Offence(`Missing required property '${name}'.`);
  }
  for (const [name, fits] of Object.entries(kTypes)) {
    if (name in record && !fits(record[name])) throw new Offence(`Wrong type of '${name}'.`);
  }
  if (record.type === 3 && 'error' in record && 'result' in record) throw new Offence('Both an error and a result.');
  return record;
}

const kFields = {
  1: ['headers', 'invocationId', 'target', 'arguments', 'streamIds'], 2: ['headers', 'invocationId', 'item'],
  4: ['headers', 'invocationId', 'target', 'arguments', 'streamIds'], 5: ['headers', 'invocationId'], 6: [],
  7: ['error', 'allowReconnect'], 8: ['sequenceId'], 9: ['sequenceId'],
};

function fromArray(array) {
  if (!Array.isArray(array) || !Number.isInteger(array[0])) throw new Offence('No type.');
  const [type, ...rest] = array;
  if (type === 3) {
    const value = { 1: { error: rest[3] }, 2: {}, 3: { result: rest[3] } }[rest[2]];
    return { type, headers: rest[0], invocationId: rest[1], ...value };
  }
  const fields = (kFields[type] ?? []).map((name, i) => [name, rest[i]]);
  const optional = type === 1 ? 'invocationId' : type === 7 ? 'error' : '';
  return { type, ...Object.fromEntries(fields.filter(([name, value]) => value !== undefined && !(name === optional && value === null))) };
}

/** The record in a body, or null when its type is unknown. */
export function parse(body, binary) {
  let record;
  try {
    record = binary ? fromArray(unpack(body)) : JSON.parse(body.toString());
  } catch (error) {
    throw error instanceof Offence ? error : new Offence(error.message);
  }
  if (record === null || typeof record !== 'object' || Array.isArray(record) || !Number.isInteger(record.type)) throw new Offence('No type.');
  return kRequired[record.type] ? check(record) : null;
}
