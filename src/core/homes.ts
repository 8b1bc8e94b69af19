/** Who has opened the home tab, and up to which audit entry it was drawn for them. Methods may throw `StoreUnavailable`. */
export interface Homes {
  /** Somebody opened theirs; it is being drawn as of this audit entry. */
  open(user: string, at: Date, sequence: number): Promise<void>;
  /** Who has opened theirs since then and sees less than `sequence`; who opened it last comes first. Forgets the others. */
  outdated(since: Date, sequence: number): Promise<readonly string[]>;
  /** Claims the drawing up to `sequence` for this process; `false`: another process has it. */
  claim(user: string, sequence: number): Promise<boolean>;
  /** It could not be drawn: it is outdated again. */
  release(user: string): Promise<void>;
}
