// What a hub promises of its calls: exactly one completion each.

/** Counts the completions of every call of an official client, by invocation id. */
export function countCompletions(client) {
  const counts = new Map();
  const { transport } = client.connection.connection;
  const receive = transport.onreceive;
  transport.onreceive = (data) => {
    for (const record of String(data).split('\x1e').filter(Boolean)) {
      const { type, invocationId } = JSON.parse(record);
      if (type === 3) counts.set(invocationId, (counts.get(invocationId) ?? 0) + 1);
    }
    receive(data);
  };
  return counts;
}
