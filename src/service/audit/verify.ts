import type { Trailer } from '#core/audit/entry.ts';
import { readEntryLine, readSealLine } from '#core/audit/line.ts';
import type { AuditProblem, Signed } from '#core/audit/problem.ts';
import {
  type AuditReport,
  type AuditVerifier,
  createAuditVerifier,
  type KnownRequest,
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
  const problem = from === 'export' ? whyNotAnExport(report.trailer, read) : read === 0 ? empty : undefined;
  return problem === undefined ? report : { ...report, problem };
}

const empty = { code: 'file-empty' } as const;

function whyNotAnExport(trailer: Trailer | undefined, read: number): AuditProblem | undefined {
  if (read === 0) return empty;
  if (trailer === undefined) return { code: 'trailer-missing' };
  const isFiltered = trailer.from !== undefined || trailer.to !== undefined;
  return trailer.entries === 0 && !isFiltered ? { code: 'export-empty' } : undefined;
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
    (head.seq === 0 ? ({ code: 'empty' } as const) : undefined) ??
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
): AuditProblem | undefined {
  const cut = verifier.cut()?.to ?? 0;
  const begin = first?.seq ?? cut + 1;
  if (begin > cut + 1) return { code: 'entries-missing', from: cut + 1, to: begin - 1 };
  if (cut > 0 && !verifier.rotatedThrough().has(cut)) {
    return { code: 'beginning-missing', from: 1, to: cut };
  }
  const end = last?.seq ?? cut;
  return end < newest ? { code: 'entries-missing', from: end + 1, to: newest } : undefined;
}

function whyUnsealed({ unsealed }: AuditReport, now: Date): AuditProblem | undefined {
  const [oldest] = unsealed;
  if (oldest === undefined || after(oldest.entry.at, unsealedForMs) > now) return undefined;
  return { code: 'unsealed', seq: oldest.seq, at: oldest.entry.at };
}

/** Whatever was shipped off the box must still be here, byte for byte, unless a rotation removed it. */
async function whyNotShipped(
  { audit }: Pick<Audit, 'audit'>,
  verifier: AuditVerifier,
  shipped: AsyncIterable<string> | undefined,
): Promise<AuditProblem | undefined> {
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
    const what: Signed =
      entry === undefined
        ? { part: 'seal', from: seal?.from ?? 0, to: seal?.to ?? 0 }
        : { part: 'entry', seq: entry.seq };
    return { code: here === undefined ? 'shipped-missing' : 'shipped-differs', what };
  }
  return read === 0 ? { code: 'shipped-empty' } : undefined;
}

/** Each card carries its request's version, and how far the audit had come when it was last edited. */
function whyNotTheCards(
  verifier: AuditVerifier,
  newest: number,
  cards: readonly SeenCard[],
): AuditProblem | undefined {
  const cut = verifier.cut();
  for (const { requestId, sequence, version, state } of cards) {
    if (sequence > newest) {
      return { code: 'behind-card', from: newest + 1, to: sequence, requestId };
    }
    const known = verifier.requests().get(requestId);
    if (known === undefined) {
      if (cut !== undefined || verifier.left().has(requestId) || state === lostState) continue;
      return { code: 'card-without-entries', requestId };
    }
    if (version > known.version) {
      return { code: 'older-than-card', requestId, version: known.version, shown: version };
    }
  }
  return undefined;
}

async function whyNotTheRecords(
  deps: VerifyDeps,
  verifier: AuditVerifier,
  read: number,
): Promise<AuditProblem | undefined> {
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
): Promise<AuditProblem | undefined> {
  const loaded = await loadOr(deps, id);
  if (loaded === 'unreadable') return { code: 'record-unreadable', requestId: id };
  if (loaded === undefined) {
    const isOver = known?.request === undefined || hasEnded(known.request.state);
    return isOver || verifier.left().has(id) ? undefined : { code: 'record-gone', requestId: id };
  }
  if (loaded.tampered !== undefined) {
    return { code: 'record-tampered', requestId: id, because: loaded.tampered };
  }
  const { request, events, tail } = loaded;
  if (tail.mac === known?.mac) return known === undefined ? undefined : whyNotListed(deps, id, known);
  // A request may have gone on, or begun, while this was reading.
  const { seq } = await deps.audit.head();
  const newer = await deps.audit.lines(read + 1, seq);
  if (newer.some((line) => readEntryLine(line ?? '')?.mac === tail.mac)) return undefined;
  if (known !== undefined) return { code: 'record-differs', requestId: id };
  const cut = verifier.cut();
  const newest = events.at(-1)?.at ?? request.askedAt;
  return cut !== undefined && newest <= cut.at
    ? undefined
    : { code: 'record-without-entries', requestId: id };
}

/** What people read about one request is found by a separate list. */
async function whyNotListed(
  { audit }: Pick<Audit, 'audit'>,
  id: string,
  { numbers }: KnownRequest,
): Promise<AuditProblem | undefined> {
  const listed = new Set((await audit.linesOf(id)).map((line) => readEntryLine(line)?.seq));
  const lacking = numbers.find((number) => !listed.has(number));
  return lacking === undefined ? undefined : { code: 'not-listed', seq: lacking, requestId: id };
}

async function loadOr({ store }: VerifyDeps, id: string): Promise<LoadedRequest | 'unreadable'> {
  try {
    return await store.load(id);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return 'unreadable';
  }
}
