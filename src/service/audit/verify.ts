import type { Trailer } from '#core/audit/entry.ts';
import { readEntryLine, readSealLine } from '#core/audit/line.ts';
import {
  type AuditReport,
  type AuditVerifier,
  createAuditVerifier,
  type KnownRequest,
  missing,
} from '#core/audit/verify.ts';
import { after } from '#core/instant.ts';
import { type LoadedRequest, type RequestStore, StoreUnavailable } from '#core/ports.ts';
import { lostState, type SeenCard } from '#core/recovery.ts';
import { hasEnded } from '#core/restore-request.ts';
import type { SealDeps } from './seal.ts';

type Audit = Pick<SealDeps, 'audit' | 'signer'>;

export interface VerifyDeps extends Audit {
  readonly store: Pick<RequestStore, 'ids' | 'load'>;
}

/** What is known outside Redis about how far the audit had come. */
export interface KnownElsewhere {
  /** As they are in Slack; read before this is called, or they could be ahead. */
  readonly cards?: readonly SeenCard[];
  /** Lines that a log shipper kept: entries and seals, in any order. */
  readonly shipped?: AsyncIterable<string>;
}

const sealsAtOnce = 200;
const linesAtOnce = 1_000;
const requestsAtOnce = 50;
/** Sealers seal each second; what has no seal for so long was left out by all of them, or lost its seal. */
const unsealedForMs = 60_000;

/** Verifies the lines of an exported file, which must end with its trailer, or lines that a log shipper kept. */
export async function verifyLines(
  signer: Audit['signer'],
  lines: AsyncIterable<string>,
  from: 'export' | 'log',
): Promise<AuditReport> {
  const verifier = createAuditVerifier(signer);
  let read = 0;
  for await (const line of lines) {
    if (line === '') continue;
    read += 1;
    verifier.take(line);
  }
  const report = verifier.report();
  if (report.problem !== undefined) return report;
  const problem =
    from === 'export' ? whyNotAnExport(report.trailer, read) : read === 0 ? 'the file is empty' : undefined;
  return problem === undefined ? report : { ...report, problem };
}

function whyNotAnExport(trailer: Trailer | undefined, read: number): string | undefined {
  if (read === 0) return 'the file is empty';
  if (trailer === undefined) {
    return 'the file does not end with a trailer; its end was cut off, or an older restorebot exported it';
  }
  const isFiltered = trailer.from !== undefined || trailer.to !== undefined;
  return trailer.entries === 0 && !isFiltered ? 'the export is of everything, and has no entries' : undefined;
}

/**
 * Verifies everything that is kept now; that each request that is known anywhere has its entries, and a record that ends
 * where they do; and that nothing is known elsewhere that is not here. Throws `StoreUnavailable`.
 */
export async function verifyAudit(deps: VerifyDeps, elsewhere: KnownElsewhere = {}): Promise<AuditReport> {
  const { audit } = deps;
  const head = await audit.head();
  const verifier = createAuditVerifier(deps.signer);
  const sealedTo = await takeSealed(deps, verifier, head.first);
  await takeLines(deps, verifier, Math.max(sealedTo + 1, head.first), head.seq);
  const report = verifier.report();
  if (report.problem !== undefined) return report;
  const problem =
    whyNotWhole(verifier, report, head.seq) ??
    (await whyNotShipped(deps, verifier, elsewhere.shipped)) ??
    whyNotTheCards(verifier, head.seq, elsewhere.cards ?? []) ??
    (head.seq === 0 ? 'it is empty' : undefined) ??
    whyUnsealed(report, head.now) ??
    (await whyNotTheRecords(deps, verifier, head.seq));
  return problem === undefined ? report : { ...report, problem };
}

async function takeSealed({ audit }: Audit, verifier: AuditVerifier, first: number): Promise<number> {
  let sealedTo = 0;
  for (;;) {
    const seals = await audit.seals(sealedTo + 1, sealsAtOnce);
    for (const line of seals) {
      const to = readSealLine(line)?.seal.to ?? sealedTo;
      await takeLines({ audit }, verifier, Math.max(sealedTo + 1, first), to);
      verifier.take(line);
      sealedTo = to;
    }
    if (seals.length < sealsAtOnce || verifier.report().problem !== undefined) return sealedTo;
  }
}

async function takeLines(
  { audit }: Pick<Audit, 'audit'>,
  verifier: AuditVerifier,
  from: number,
  to: number,
): Promise<void> {
  for (let next = from; next <= to; next += linesAtOnce) {
    for (const line of await audit.lines(next, Math.min(to, next + linesAtOnce - 1))) {
      if (line !== undefined) verifier.take(line);
    }
  }
}

/** The beginning may be gone only by a rotation that says so, and the end not at all. */
function whyNotWhole(
  verifier: AuditVerifier,
  { first, last }: AuditReport,
  newest: number,
): string | undefined {
  const cut = verifier.cut()?.to ?? 0;
  const begin = first?.seq ?? cut + 1;
  if (begin > cut + 1) return missing(cut + 1, begin - 1);
  if (cut > 0 && !verifier.rotatedThrough().has(cut)) {
    return `${missing(1, cut)}, and no rotation is recorded that removed them`;
  }
  const end = last?.seq ?? cut;
  return end < newest ? missing(end + 1, newest) : undefined;
}

function whyUnsealed({ unsealed }: AuditReport, now: Date): string | undefined {
  const [oldest] = unsealed;
  if (oldest === undefined || after(oldest.entry.at, unsealedForMs) > now) return undefined;
  return `entry ${oldest.seq} and those after it have no seal, though it is from ${oldest.entry.at.toISOString()}; either no restorebot was running since, or seals were removed`;
}

/** Whatever was shipped off the box must still be here, byte for byte, unless a rotation removed it. */
async function whyNotShipped(
  { audit }: Pick<Audit, 'audit'>,
  verifier: AuditVerifier,
  shipped: AsyncIterable<string> | undefined,
): Promise<string | undefined> {
  if (shipped === undefined) return undefined;
  const cut = verifier.cut()?.to ?? 0;
  let read = 0;
  for await (const line of shipped) {
    const entry = readEntryLine(line);
    const seal = entry === undefined ? readSealLine(line)?.seal : undefined;
    if (entry === undefined && seal === undefined) continue;
    read += 1;
    if ((entry?.seq ?? seal?.to ?? 0) <= cut) continue;
    const [here] =
      entry === undefined ? await audit.seals(seal?.to ?? 0, 1) : await audit.lines(entry.seq, entry.seq);
    if (here === line) continue;
    const name =
      entry === undefined ? `the seal over entries ${seal?.from} to ${seal?.to}` : `entry ${entry.seq}`;
    return `${name} was shipped off this machine, and ${here === undefined ? 'is missing' : 'is another one'} here`;
  }
  return read === 0 ? 'the shipped file has no lines of an audit' : undefined;
}

/** Each card carries its request's version, and how far the audit had come when it was last edited. */
function whyNotTheCards(
  verifier: AuditVerifier,
  newest: number,
  cards: readonly SeenCard[],
): string | undefined {
  const cut = verifier.cut();
  for (const { requestId, sequence, version, state } of cards) {
    if (sequence > newest) {
      return `${missing(newest + 1, sequence)}; the card of request ${requestId} in Slack was written after them`;
    }
    const known = verifier.requests().get(requestId);
    if (known === undefined) {
      if (cut !== undefined || verifier.left().has(requestId) || state === lostState) continue;
      return `request ${requestId} has a card in Slack, and no entries`;
    }
    if (version > known.version) {
      return `the entries of request ${requestId} end at version ${known.version}, and its card in Slack shows version ${version}`;
    }
  }
  return undefined;
}

async function whyNotTheRecords(
  deps: VerifyDeps,
  verifier: AuditVerifier,
  read: number,
): Promise<string | undefined> {
  const known = verifier.requests();
  const ids = [...new Set([...known.keys(), ...(await deps.store.ids())])];
  for (let next = 0; next < ids.length; next += requestsAtOnce) {
    const some = ids.slice(next, next + requestsAtOnce);
    const problems = await Promise.all(
      some.map((id) => whyNotTheRecord(deps, verifier, read, id, known.get(id))),
    );
    const problem = problems.find((each) => each !== undefined);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function whyNotTheRecord(
  deps: VerifyDeps,
  verifier: AuditVerifier,
  read: number,
  id: string,
  known: KnownRequest | undefined,
): Promise<string | undefined> {
  const loaded = await loadOr(deps, id);
  if (loaded === 'unreadable') return `the record of request ${id} cannot be read`;
  if (loaded === undefined) {
    const isOver = known?.request === undefined || hasEnded(known.request.state);
    return isOver || verifier.left().has(id)
      ? undefined
      : `request ${id} has not ended, its record is gone, and no entry says that it left`;
  }
  if (loaded.tampered !== undefined)
    return `the record of request ${id} does not verify (${loaded.tampered})`;
  const { request, events, tail } = loaded;
  if (tail.mac === known?.mac) return known === undefined ? undefined : whyNotListed(deps, id, known);
  // A request may have gone on, or begun, while this was reading.
  const { seq } = await deps.audit.head();
  const newer = await deps.audit.lines(read + 1, seq);
  if (newer.some((line) => readEntryLine(line ?? '')?.mac === tail.mac)) return undefined;
  if (known !== undefined) return `the record of request ${id} does not end with its newest entry`;
  const cut = verifier.cut();
  const newest = events.at(-1)?.at ?? request.askedAt;
  return cut !== undefined && newest <= cut.at ? undefined : `request ${id} has a record, and no entries`;
}

/** What people read about one request is found by a list of its own. */
async function whyNotListed(
  { audit }: Pick<Audit, 'audit'>,
  id: string,
  { numbers }: KnownRequest,
): Promise<string | undefined> {
  const listed = new Set((await audit.linesOf(id)).map((line) => readEntryLine(line)?.seq));
  const lacking = numbers.find((number) => !listed.has(number));
  return lacking === undefined ? undefined : `entry ${lacking} is missing from the list of request ${id}`;
}

async function loadOr({ store }: VerifyDeps, id: string): Promise<LoadedRequest | 'unreadable'> {
  try {
    return await store.load(id);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return 'unreadable';
  }
}
