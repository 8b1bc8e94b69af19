import { createHash } from 'node:crypto';
import { defined } from '../defined.ts';
import { RequestEvent } from '../events.ts';
import { evolve } from '../evolve.ts';
import type { RestoreRequest } from '../restore-request.ts';
import { wasAgreed } from '../voting.ts';
import type { AuditEntryOf, Trailer } from './entry.ts';
import {
  digestOfLines,
  readEntryLine,
  type ReadEntry,
  readSealLine,
  type ReadSeal,
  readTrailerLine,
  type ReadTrailer,
} from './line.ts';
import type { AuditProblem, Signed } from './problem.ts';
import type { AuditSigner } from './store.ts';

/** What was found; `problem` is the first thing that is wrong. */
export interface AuditReport {
  readonly entries: number;
  /** The first and the last that were read; absent where there are none. */
  readonly first?: ReadEntry;
  readonly last?: ReadEntry;
  /** Entries at the end that no seal covers. */
  readonly unsealed: readonly ReadEntry[];
  /** What the file says about itself; absent where it has no trailer. */
  readonly trailer?: Trailer;
  readonly problem?: AuditProblem;
}

/** What the entries about one request say. */
export interface KnownRequest {
  /** Of the newest entry. */
  readonly version: number;
  readonly mac: string;
  /** The numbers of all its transitions. */
  readonly numbers: readonly number[];
  /** What they lead to; absent where the first ones are not kept, or a newer restorebot wrote some. */
  readonly request: RestoreRequest | undefined;
}

type Chain = KnownRequest & { readonly numbers: number[] };

export interface AuditVerifier {
  /**
   * Lines in order: entries, each seal after the last entry under it, and the trailer of an export. Nothing is read
   * after the first problem.
   */
  take(line: string): void;
  report(): AuditReport;
  /** What the entries that were read say about each request. */
  requests(): ReadonlyMap<string, KnownRequest>;
  /** Requests whose records left after their time, as entries say. */
  left(): ReadonlySet<string>;
  /** The last entry before what was read, where reading began with the seal over it, and when that was made. */
  cut(): { readonly to: number; readonly at: Date } | undefined;
  /** Up to which entry the rotations that were read have removed. */
  rotatedThrough(): ReadonlySet<number>;
}

/**
 * Checks each entry and seal separately (its mac), the numbers, the chain of each request, and the chain of the seals
 * with what they cover; that nothing was submitted before it was agreed to; and an export's own trailer. What begins in
 * the middle is checked from there.
 */
export function createAuditVerifier(signer: AuditSigner): AuditVerifier {
  const chains = new Map<string, Chain>();
  const left = new Set<string>();
  const hash = createHash('sha256');
  const ids = new Set<string>();
  const rotated = new Set<number>();
  let entries = 0;
  let first: ReadEntry | undefined;
  let last: ReadEntry | undefined;
  let open: ReadEntry[] = [];
  let sealed: ReadSeal | undefined;
  let cut: { readonly to: number; readonly at: Date } | undefined;
  let trailer: Trailer | undefined;
  let problem: AuditProblem | undefined;

  function nextNumber(): number | undefined {
    return last === undefined ? (cut === undefined ? undefined : cut.to + 1) : last.seq + 1;
  }

  function whyNotEntry(read: ReadEntry): AuditProblem | undefined {
    const { seq, entry, body, mac } = read;
    const expected = nextNumber();
    if (expected !== undefined && seq > expected) return missing(expected, seq - 1);
    if (expected !== undefined && seq < expected) return { code: 'out-of-order', seq, expected };
    const signature = signer.check(`entry\n${body}`, entry.key, mac);
    if (signature !== 'right') return whyWrong({ part: 'entry', seq }, signature, entry.key);
    if (entry.kind === 'transition') return whyNotNext(seq, entry, (first?.seq ?? seq) === 1);
    return ids.has(entry.id) ? { code: 'copied', seq } : undefined;
  }

  function whyNotNext(
    seq: number,
    { requestId, version, prev, event }: AuditEntryOf<'transition'>,
    fromTheStart: boolean,
  ): AuditProblem | undefined {
    const before = chains.get(requestId);
    if (event.type === 'dispatched' && before?.request !== undefined && !wasAgreed(before.request)) {
      return { code: 'not-agreed', seq, requestId };
    }
    const here = { seq, version, requestId };
    if (before === undefined) {
      if (version === 1) return prev === '' ? undefined : { code: 'without-predecessor', seq };
      return fromTheStart ? { code: 'versions-missing', ...here } : undefined;
    }
    if (version !== before.version + 1) {
      return { code: 'version-skipped', ...here, before: before.version };
    }
    return prev === before.mac ? undefined : { code: 'chain-broken', ...here };
  }

  function whyNotSeal({ seal, body, mac }: ReadSeal): AuditProblem | undefined {
    const { from, to } = seal;
    const signature = signer.check(`seal\n${body}`, seal.key, mac);
    if (signature !== 'right') return whyWrong({ part: 'seal', from, to }, signature, seal.key);
    if (sealed === undefined && open.length === 0) return undefined;
    const [oldest] = open;
    const newest = open.at(-1);
    if (oldest === undefined || newest === undefined) return { code: 'seal-covers-nothing', from, to };
    if (newest.seq < to) return missing(newest.seq + 1, to);
    if (oldest.seq !== from || newest.seq !== to) {
      return { code: 'seal-missing', from, to, after: oldest.seq - 1 };
    }
    if (sealed === undefined ? from === 1 && seal.prev !== '' : seal.prev !== sealed.mac) {
      return { code: 'seal-chain-broken', from, to };
    }
    const covers = digestOfLines(open.map(({ line }) => line)) === seal.lines;
    return covers ? undefined : { code: 'not-as-sealed', from, to };
  }

  function takeEntry(read: ReadEntry): void {
    const { entry, seq } = read;
    problem = whyNotEntry(read);
    if (problem !== undefined) return;
    entries += 1;
    first ??= read;
    last = read;
    open.push(read);
    if (entry.kind === 'transition')
      chains.set(entry.requestId, withEntry(chains.get(entry.requestId), read, entry));
    else ids.add(entry.id);
    for (const id of leaving(entry)) left.add(id);
    const through = entry.kind === 'system' && entry.what === 'rotated' ? entry.detail['through'] : undefined;
    if (typeof through === 'number' && through < seq) rotated.add(through);
  }

  function takeSeal(read: ReadSeal): void {
    problem = whyNotSeal(read);
    if (problem !== undefined) return;
    if (sealed === undefined && open.length === 0) cut = read.seal;
    sealed = read;
    open = [];
  }

  function whyNotTrailer({ trailer: said, body, mac }: ReadTrailer): AuditProblem | undefined {
    const signature = signer.check(`trailer\n${body}`, said.key, mac);
    if (signature !== 'right') return whyWrong({ part: 'trailer' }, signature, said.key);
    const end = last?.seq ?? 0;
    if (end < said.last) return missing(end + 1, said.last);
    const fits =
      said.first === (first?.seq ?? 0) &&
      said.last === end &&
      said.entries === entries &&
      said.seal === (sealed?.mac ?? '') &&
      said.lines === hash.copy().digest('hex');
    return fits ? undefined : { code: 'not-as-exported' };
  }

  function takeTrailer(read: ReadTrailer): void {
    problem = whyNotTrailer(read);
    if (problem === undefined) ({ trailer } = read);
  }

  return {
    take(line) {
      if (problem !== undefined) return;
      if (trailer !== undefined) {
        problem = { code: 'lines-after-trailer' };
        return;
      }
      const entry = readEntryLine(line);
      const seal = entry === undefined ? readSealLine(line) : undefined;
      const end = entry === undefined && seal === undefined ? readTrailerLine(line) : undefined;
      if (entry !== undefined) takeEntry(entry);
      else if (seal !== undefined) takeSeal(seal);
      else if (end !== undefined) takeTrailer(end);
      else problem = { code: 'unreadable-line', seq: nextNumber() ?? 1 };
      hash.update(`${line}\n`);
    },
    report: () => ({ entries, unsealed: open, ...defined({ first, last, trailer, problem }) }),
    requests: () => chains,
    left: () => left,
    cut: () => cut,
    rotatedThrough: () => rotated,
  };
}

/** What is known of a request with one more entry. */
function withEntry(
  before: Chain | undefined,
  { seq, mac }: ReadEntry,
  { version, event }: AuditEntryOf<'transition'>,
): Chain {
  const numbers = before?.numbers ?? [];
  numbers.push(seq);
  return { version, mac, numbers, request: evolved(before, version, event) };
}

/** `undefined`: nobody knows, because what came before is not kept, or an event is one of another version. */
function evolved(
  before: KnownRequest | undefined,
  version: number,
  happened: AuditEntryOf<'transition'>['event'],
): RestoreRequest | undefined {
  const event = RequestEvent.safeParse(happened);
  if (!event.success) return undefined;
  if (version === 1) return event.data.type === 'asked' ? evolve(undefined, event.data) : undefined;
  return before?.request === undefined || event.data.type === 'asked'
    ? undefined
    : evolve(before.request, event.data);
}

function leaving(entry: ReadEntry['entry']): readonly string[] {
  if (entry.kind !== 'system' || entry.what !== 'requests-left') return [];
  return String(entry.detail['requests'] ?? '').split(' ');
}

function missing(from: number, to: number): AuditProblem {
  return { code: 'entries-missing', from, to };
}

function whyWrong(what: Signed, signature: 'wrong' | 'unknown-key', key: string): AuditProblem {
  return signature === 'wrong' ? { code: 'changed', what } : { code: signature, what, key };
}
