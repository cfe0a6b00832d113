// Comparing what came with what a case expects, and filling in what a case left open.
import { isDeepStrictEqual } from 'node:util';

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value) && !Buffer.isBuffer(value);

const kOperators = {
  $any: () => true,
  $pattern: (pattern, value) => {
    const [source, flags = ''] = [pattern].flat();
    return typeof value === 'string' && new RegExp(source, `s${flags}`).test(value);
  },
  $not: (unwanted, value) => !matches(unwanted, value),
  $oneOf: (choices, value) => choices.some((choice) => matches(choice, value)),
  $partial: (part, value) =>
    isObject(value) && Object.entries(part).every(([key, wanted]) =>
      isObject(wanted) && wanted.$absent ? !(key in value) : key in value && matches(wanted, value[key])),
};

/** Whether a value is what the case expects: equal as JSON, with operators ($any, $pattern, ...) at any depth. */
export function matches(expected, value) {
  if (isObject(expected)) {
    const [operator, ...more] = Object.keys(expected);
    if (more.length === 0 && kOperators[operator]) return kOperators[operator](expected[operator], value);
    return isObject(value) && Object.keys(expected).length === Object.keys(value).length &&
      Object.entries(expected).every(([key, wanted]) => key in value && matches(wanted, value[key]));
  }
  if (Array.isArray(expected)) {
    return Array.isArray(value) && value.length === expected.length && expected.every((item, i) => matches(item, value[i]));
  }
  return isDeepStrictEqual(expected, value);
}

/** Whether a record is the expected one: {$text} and {$hex} compare bytes, {$array} MessagePack's form, all else values. */
export function matchesRecord(expected, record) {
  if (isObject(expected) && '$text' in expected) return record.bytes.equals(Buffer.from(`${expected.$text}\x1e`));
  if (isObject(expected) && '$hex' in expected) return record.bytes.toString('hex') === expected.$hex.replace(/\s+/g, '');
  if (isObject(expected) && '$array' in expected) return matches(expected.$array, record.array);
  return matches(expected, record.value);
}

function fillText(text, names) {
  return text.replace(/\$\{([^}]+)\}/g, (all, inside) => {
    const [word, ...rest] = inside.split(' ');
    if (word === 'repeat') return rest[0].repeat(Number(rest[1]));
    if (word === 'escaped') return encodeURIComponent(names[rest[0]]);
    if (names[inside] === undefined) throw new Error(`the case uses ${all}, which nothing has set`);
    return String(names[inside]);
  });
}

/**
 * Fills in `${name}` in all strings. In lists, {"$times": 3, "of": x} stands for three x with ${n} = 0, 1, 2 (from
 * "from" on); {"$number": "${n}"} makes a number of a text, {"$join": [...]} one text of several.
 */
export function fill(value, names) {
  if (typeof value === 'string') return fillText(value, names);
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      if (!isObject(item) || !('$times' in item)) return [fill(item, names)];
      const from = item.from ?? 0;
      return Array.from({ length: item.$times }, (_, i) => fill(item.of, { ...names, n: from + i }));
    });
  }
  if (!isObject(value)) return value;
  if ('$number' in value) return Number(fillText(value.$number, names));
  if ('$join' in value) return fill(value.$join, names).join('');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, names)]));
}
