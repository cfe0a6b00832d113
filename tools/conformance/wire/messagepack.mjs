// As much MessagePack as hub records need, written here so that the kit depends on nobody's encoder.

function unsigned(tag, value, bytes) {
  const out = Buffer.alloc(1 + bytes);
  out[0] = tag;
  if (bytes === 8) out.writeBigUInt64BE(BigInt(value), 1);
  else out.writeUIntBE(value, 1, bytes);
  return out;
}

function signed(tag, value, bytes) {
  const out = Buffer.alloc(1 + bytes);
  out[0] = tag;
  if (bytes === 8) out.writeBigInt64BE(BigInt(value), 1);
  else out.writeIntBE(value, 1, bytes);
  return out;
}

function packInteger(value) {
  if (value >= 0) {
    if (value < 0x80) return Buffer.from([value]);
    if (value < 0x100) return unsigned(0xcc, value, 1);
    if (value < 0x10000) return unsigned(0xcd, value, 2);
    if (value < 0x100000000) return unsigned(0xce, value, 4);
    return unsigned(0xcf, value, 8);
  }
  if (value >= -32) return Buffer.from([0x100 + value]);
  if (value >= -0x80) return signed(0xd0, value, 1);
  if (value >= -0x8000) return signed(0xd1, value, 2);
  if (value >= -0x80000000) return signed(0xd2, value, 4);
  return signed(0xd3, value, 8);
}

function packDouble(value) {
  const out = Buffer.alloc(9);
  out[0] = 0xcb;
  out.writeDoubleBE(value, 1);
  return out;
}

/** The head of something with a length: `fix` up to `limit`, else the first wide tag that fits. */
function head(length, fix, limit, wide) {
  if (length < limit) return Buffer.from([fix | length]);
  for (const [tag, bytes] of wide) if (length < 2 ** (8 * bytes)) return unsigned(tag, length, bytes);
  throw new Error(`${length} is too long for MessagePack`);
}

/** The smallest encoding of null, booleans, numbers, strings, Buffers, arrays and plain objects. */
export function pack(value) {
  if (value === null || value === undefined) return Buffer.from([0xc0]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? packInteger(value) : packDouble(value);
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([head(bytes.length, 0xa0, 32, [[0xd9, 1], [0xda, 2], [0xdb, 4]]), bytes]);
  }
  if (Buffer.isBuffer(value)) {
    return Buffer.concat([head(value.length, 0, 0, [[0xc4, 1], [0xc5, 2], [0xc6, 4]]), value]);
  }
  if (Array.isArray(value)) {
    return Buffer.concat([head(value.length, 0x90, 16, [[0xdc, 2], [0xdd, 4]]), ...value.map(pack)]);
  }
  const entries = Object.entries(value);
  return Buffer.concat([head(entries.length, 0x80, 16, [[0xde, 2], [0xdf, 4]]), ...entries.flat().map(pack)]);
}

class Reader {
  at = 0;

  constructor(bytes) {
    this.bytes = bytes;
  }

  take(count) {
    if (this.at + count > this.bytes.length) throw new Error('MessagePack that ends too early');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  number(bytes, isSigned) {
    const data = this.take(bytes);
    if (bytes < 8) return isSigned ? data.readIntBE(0, bytes) : data.readUIntBE(0, bytes);
    return Number(isSigned ? data.readBigInt64BE() : data.readBigUInt64BE());
  }

  text(length) {
    return this.take(length).toString();
  }

  list(length) {
    return Array.from({ length }, () => this.value());
  }

  map(length) {
    return Object.fromEntries(Array.from({ length }, () => [this.value(), this.value()]));
  }

  value() {
    const tag = this.take(1)[0];
    if (tag < 0x80) return tag;
    if (tag < 0x90) return this.map(tag & 0xf);
    if (tag < 0xa0) return this.list(tag & 0xf);
    if (tag < 0xc0) return this.text(tag & 0x1f);
    if (tag >= 0xe0) return tag - 0x100;
    const width = { 0xc4: 1, 0xc5: 2, 0xc6: 4, 0xd9: 1, 0xda: 2, 0xdb: 4, 0xdc: 2, 0xdd: 4, 0xde: 2, 0xdf: 4 }[tag];
    switch (tag) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xc4: case 0xc5: case 0xc6: return Buffer.from(this.take(this.number(width)));
      case 0xca: return this.take(4).readFloatBE();
      case 0xcb: return this.take(8).readDoubleBE();
      case 0xcc: case 0xcd: case 0xce: case 0xcf: return this.number(1 << (tag - 0xcc));
      case 0xd0: case 0xd1: case 0xd2: case 0xd3: return this.number(1 << (tag - 0xd0), true);
      case 0xd9: case 0xda: case 0xdb: return this.text(this.number(width));
      case 0xdc: case 0xdd: return this.list(this.number(width));
      case 0xde: case 0xdf: return this.map(this.number(width));
      default: throw new Error(`MessagePack with the tag 0x${tag.toString(16)}`);
    }
  }
}

/** The one value in these bytes. */
export function unpack(bytes) {
  const reader = new Reader(bytes);
  const value = reader.value();
  if (reader.at !== bytes.length) throw new Error(`${bytes.length - reader.at} bytes behind the end of a MessagePack value`);
  return value;
}
