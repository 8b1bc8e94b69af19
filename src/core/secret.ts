import { hkdfSync } from 'node:crypto';

/** What printing a secret shows. */
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

/**
 * 32 bytes for one purpose, the same in every process that has the credential; with another one, other bytes. `info`
 * names the purpose (RFC 5869) and must not change: what was signed or sealed before could not be read.
 */
export function deriveKey(credential: Secret, info: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', credential.reveal(), '', info, 32));
}
