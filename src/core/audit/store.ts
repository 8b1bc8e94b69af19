import type { Happening, RefusalNote } from './entry.ts';

/** Makes and checks macs: HMAC-SHA-256 with a key that only processes of restorebot have. */
export interface AuditSigner {
  /** Tells which key signs; says nothing about the key itself. */
  readonly keyId: string;
  /** Hex. */
  sign(text: string): string;
  check(text: string, keyId: string, mac: string): 'right' | 'wrong' | 'unknown-key';
}

/** Where refusals go when they become known. */
export interface RefusalLog {
  /** Never rejects: a refusal stays one, whether or not it could be kept. */
  note(refusal: RefusalNote): Promise<void>;
}

/** An entry that was just written, for a log shipper. */
export interface WrittenEntry {
  readonly seq: number;
  readonly mac: string;
  /** The line as it is stored. */
  readonly line: string;
}

/** Where entries and seals end. */
export interface AuditHead {
  /** The number of the oldest entry that is kept. */
  readonly first: number;
  /** The number of the newest entry; 0: there has been none. */
  readonly seq: number;
  /** The newest seal's line; absent: there is none. */
  readonly seal: string | undefined;
  readonly now: Date;
}

/** A refusal whose minute of counting is over or not. */
export interface OpenRefusal {
  readonly name: string;
  readonly refusal: RefusalNote;
  readonly since: Date;
  /** Repeats after the first, which has its own entry. */
  readonly repeats: number;
}

/**
 * The audit next to the record. Transitions are written by `RequestStore.save`, in the same step as their effect;
 * everything else here. Every method may throw `StoreUnavailable`.
 */
export interface AuditStore {
  append(happening: Exclude<Happening, { kind: 'configuration' }>): Promise<WrittenEntry>;
  /** Writes the refusal of one person and one reason, or counts it where it was written within the last minute. */
  noteRefusal(refusal: RefusalNote): Promise<'written' | 'counted'>;
  openRefusals(): Promise<{ readonly now: Date; readonly open: readonly OpenRefusal[] }>;
  /** Ends the counting, and writes how often it was repeated, if it was. `false`: it has changed since it was read. */
  closeRefusal(open: OpenRefusal): Promise<boolean>;
  /** Writes an entry, once for each digest, where it is not that of the configuration before. */
  noteConfiguration(parts: Readonly<Record<string, string>>, digest: string): Promise<'written' | 'known'>;
  head(): Promise<AuditHead>;
  /** The lines of these entries, ends included; `undefined` where there is none. */
  lines(from: number, to: number): Promise<readonly (string | undefined)[]>;
  /** The entries about one request that are still kept, oldest first. */
  linesOf(requestId: string): Promise<readonly string[]>;
  /** Appends a seal's line if the newest one is still `after`; `to`: the last entry under it. */
  seal(line: string, to: number, after: string | undefined): Promise<boolean>;
  /** The lines of seals over entries from this number on, oldest first. */
  seals(from: number, limit: number): Promise<readonly string[]>;
  /** The line of the newest `export` entry that tells what may leave. */
  lastExport(): Promise<string | undefined>;
  /** Removes the entries up to this number, and the seals before the one that ends there. */
  drop(through: number): Promise<void>;
}
