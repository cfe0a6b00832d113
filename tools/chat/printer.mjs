// Shows one answer while it grows. Every frame carries the whole text so far; only what is new is written.
export class Printer {
  #write;
  #shown = '';

  constructor(write) {
    this.#write = write;
  }

  show(text) {
    if (text.startsWith(this.#shown)) {
      this.#write(text.slice(this.#shown.length));
    } else {
      // The answer was replaced: what is on the screen stays there, the new one starts below.
      this.#write(`\n${text}`);
    }
    this.#shown = text;
  }

  /** Ends the line, if anything was said. */
  end() {
    if (this.#shown !== '') this.#write('\n');
  }

  get empty() {
    return this.#shown === '';
  }
}
