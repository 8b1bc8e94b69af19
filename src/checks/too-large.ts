/** What the other side may send for one check; no value that is shown is nearly as long. Bytes. */
export const maxBytes = 64_000;

/** The other side sent more than that. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}
