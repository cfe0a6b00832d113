// Checks an object of Kubernetes against the models of the API, and that they know each of its fields: the
// generated validators pass over unknown ones, so a proxy writes down which were looked at.
function watched(value, path, seen) {
  if (value === null || typeof value !== 'object') return value;
  const known = seen.get(value);
  if (known) return known.proxy;
  const entry = { path, read: new Set(), proxy: null };
  entry.proxy = new Proxy(value, {
    get(target, key) {
      entry.read.add(key);
      return Object.hasOwn(target, key) ? watched(target[key], `${path}/${String(key)}`, seen) : target[key];
    },
  });
  seen.set(value, entry);
  return entry.proxy;
}

/** What is wrong with `object`, as lines; none: nothing. `Model` is a class of kubernetes-models. */
export function faultsIn(Model, object) {
  const seen = new Map();
  const model = new Model();
  for (const [key, value] of Object.entries(object)) model[key] = watched(value, key, seen);
  const faults = [];
  try {
    model.validate();
  } catch (error) {
    return [error.message];
  }
  for (const [value, { path, read }] of seen) {
    if (Array.isArray(value)) continue;
    for (const key of Object.keys(value)) if (!read.has(key)) faults.push(`${path}/${key} is no field of ${object.kind}`);
  }
  return faults;
}
