import type { AuditEntryOf } from './entry.ts';
import { digestOfLines, readEntryLine, type ReadEntry, readSealLine, type ReadSeal } from './line.ts';
import type { AuditSigner } from './store.ts';

/** What was found; `problem` is the first thing that is wrong, in words that follow "it is broken: ". */
export interface AuditReport {
  readonly entries: number;
  /** The first and the last that were read; absent where there are none. */
  readonly first?: ReadEntry;
  readonly last?: ReadEntry;
  /** Entries at the end that no seal covers. */
  readonly unsealed: readonly ReadEntry[];
  readonly problem?: string;
}

export interface AuditVerifier {
  /** Lines in order: entries, and each seal after the last entry under it. Nothing is read after the first problem. */
  take(line: string): void;
  report(): AuditReport;
  /** The mac of the newest entry that was read, by request. */
  macs(): ReadonlyMap<string, string>;
  /** The last entry before what was read, where reading began with the seal over it. */
  cut(): number | undefined;
  /** Up to which entry the rotations that were read have removed. */
  rotatedThrough(): ReadonlySet<number>;
}

interface Chain {
  readonly version: number;
  readonly mac: string;
}

/**
 * Checks each entry and seal by itself (its mac), the numbers, the chain of each request, and the chain of the seals
 * with what they cover. What begins in the middle is checked from there.
 */
export function createAuditVerifier(signer: AuditSigner): AuditVerifier {
  const chains = new Map<string, Chain>();
  const ids = new Set<string>();
  const rotated = new Set<number>();
  let entries = 0;
  let first: ReadEntry | undefined;
  let last: ReadEntry | undefined;
  let open: ReadEntry[] = [];
  let sealed: ReadSeal | undefined;
  let cut: number | undefined;
  let problem: string | undefined;

  function nextNumber(): number | undefined {
    return last === undefined ? (cut === undefined ? undefined : cut + 1) : last.seq + 1;
  }

  function whyNotEntry(read: ReadEntry): string | undefined {
    const { seq, entry, body, mac } = read;
    const name = `entry ${seq}`;
    const expected = nextNumber();
    if (expected !== undefined && seq > expected) return missing(expected, seq - 1);
    if (expected !== undefined && seq < expected) return `${name} stands where entry ${expected} should`;
    const signature = signer.check(`entry\n${body}`, entry.key, mac);
    if (signature !== 'right') return whyWrong(name, signature, entry.key);
    if (entry.kind === 'transition') return whyNotNext(name, entry, (first?.seq ?? seq) === 1);
    return ids.has(entry.id) ? `${name} is a copy of an earlier one` : undefined;
  }

  function whyNotNext(
    name: string,
    { requestId, version, prev }: AuditEntryOf<'transition'>,
    fromTheStart: boolean,
  ): string | undefined {
    const before = chains.get(requestId);
    const here = `${name} is version ${version} of request ${requestId}`;
    if (before === undefined) {
      if (version === 1) return prev === '' ? undefined : `${name} follows an entry that is not there`;
      return fromTheStart ? `${here}, and the versions before it are missing` : undefined;
    }
    if (version !== before.version + 1) return `${here}, and the one before it is version ${before.version}`;
    return prev === before.mac ? undefined : `${here}, and does not follow the one before it`;
  }

  function whyNotSeal({ seal, body, mac }: ReadSeal): string | undefined {
    const name = `the seal over entries ${seal.from} to ${seal.to}`;
    const signature = signer.check(`seal\n${body}`, seal.key, mac);
    if (signature !== 'right') return whyWrong(name, signature, seal.key);
    if (sealed === undefined && open.length === 0) return undefined;
    const [oldest] = open;
    const newest = open.at(-1);
    if (oldest === undefined || newest === undefined) return `${name} covers nothing that is there`;
    if (newest.seq < seal.to) return missing(newest.seq + 1, seal.to);
    if (oldest.seq !== seal.from || newest.seq !== seal.to) {
      return `${name} does not begin where the seal before it ends; a seal is missing after entry ${oldest.seq - 1}`;
    }
    if (sealed === undefined ? seal.from === 1 && seal.prev !== '' : seal.prev !== sealed.mac) {
      return `${name} does not follow the seal before it`;
    }
    const covers = digestOfLines(open.map(({ line }) => line)) === seal.lines;
    return covers ? undefined : `entries ${seal.from} to ${seal.to} are not those that were sealed`;
  }

  function takeEntry(read: ReadEntry): void {
    const { entry, seq, mac } = read;
    problem = whyNotEntry(read);
    if (problem !== undefined) return;
    entries += 1;
    first ??= read;
    last = read;
    open.push(read);
    if (entry.kind === 'transition') chains.set(entry.requestId, { version: entry.version, mac });
    else ids.add(entry.id);
    const through = entry.kind === 'system' && entry.what === 'rotated' ? entry.detail['through'] : undefined;
    if (typeof through === 'number' && through < seq) rotated.add(through);
  }

  function takeSeal(read: ReadSeal): void {
    problem = whyNotSeal(read);
    if (problem !== undefined) return;
    if (sealed === undefined && open.length === 0) cut = read.seal.to;
    sealed = read;
    open = [];
  }

  return {
    take(line) {
      if (problem !== undefined) return;
      const entry = readEntryLine(line);
      const seal = entry === undefined ? readSealLine(line) : undefined;
      if (entry !== undefined) takeEntry(entry);
      else if (seal !== undefined) takeSeal(seal);
      else problem = `what stands where entry ${nextNumber() ?? 1} should is neither an entry nor a seal`;
    },
    report: () => ({
      entries,
      unsealed: open,
      ...(first === undefined ? {} : { first }),
      ...(last === undefined ? {} : { last }),
      ...(problem === undefined ? {} : { problem }),
    }),
    macs: () => new Map([...chains].map(([id, { mac }]) => [id, mac])),
    cut: () => cut,
    rotatedThrough: () => rotated,
  };
}

/** A sentence about entries that are gone. */
export function missing(from: number, to: number): string {
  return from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;
}

function whyWrong(name: string, signature: 'wrong' | 'unknown-key', key: string): string {
  return signature === 'wrong'
    ? `${name} was changed after it was written: its mac does not fit`
    : `${name} is signed with the key ${key}, which is not among those given`;
}
