// Server-sent events as SignalR servers write them: CRLF at every end, one space behind the colon.

/** Cuts a stream of bytes into events: feed() returns the payloads that became whole, and throws on foreign forms. */
export class EventReader {
  #rest = '';

  feed(bytes) {
    this.#rest += bytes.toString('latin1');
    const payloads = [];
    for (;;) {
      const comment = /^:[^\r\n]*\r\n/.exec(this.#rest);
      if (comment) {
        this.#rest = this.#rest.slice(comment[0].length);
        continue;
      }
      const end = this.#rest.indexOf('\r\n\r\n');
      if (end < 0) return payloads;
      const lines = this.#rest.slice(0, end).split('\r\n');
      this.#rest = this.#rest.slice(end + 4);
      for (const line of lines) {
        if (!line.startsWith('data: ') || line.includes('\n')) throw new Error(`the event line ${JSON.stringify(line)}`);
      }
      payloads.push(Buffer.from(lines.map((line) => line.slice(6)).join('\n'), 'latin1'));
    }
  }
}
