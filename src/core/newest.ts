/**
 * A map that keeps the `most` entries set last and forgets the others. For what a process remembers as long as it lives,
 * and may forget.
 */
export class Newest<Key, Value> extends Map<Key, Value> {
  readonly #most: number;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  override set(key: Key, value: Value): this {
    // An entry that is set again moves to the end: a map keeps its entries in the order in which they came.
    this.delete(key);
    super.set(key, value);
    const [oldest] = this.keys();
    if (this.size > this.#most && oldest !== undefined) this.delete(oldest);
    return this;
  }
}
