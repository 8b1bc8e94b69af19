/** What every careless way of printing a secret shows. */
const veil = '***';

/**
 * A credential from the configuration. Whatever prints it (a template, JSON, a log, a debugger) shows `***`;
 * only `reveal()` hands out the text, and only the code that puts it on the wire calls that.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return veil;
  }

  toJSON(): string {
    return veil;
  }

  /** Node's debugger and `util.inspect` ask for this symbol. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return veil;
  }
}
