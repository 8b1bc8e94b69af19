import { readEntryLine, readSealLine } from '#core/audit/line.ts';
import { type AuditReport, type AuditVerifier, createAuditVerifier, missing } from '#core/audit/verify.ts';
import { after } from '#core/instant.ts';
import type { SealDeps } from './seal.ts';

type VerifyDeps = Pick<SealDeps, 'audit' | 'signer'>;

const sealsAtOnce = 200;
const requestsAtOnce = 100;
/** Sealers seal each second; what has no seal for so long was left out by all of them, or lost its seal. */
const unsealedForMs = 60_000;

/** Verifies lines of an exported file. */
export async function verifyLines(
  signer: VerifyDeps['signer'],
  lines: AsyncIterable<string>,
): Promise<AuditReport> {
  const verifier = createAuditVerifier(signer);
  for await (const line of lines) if (line !== '') verifier.take(line);
  return verifier.report();
}

/**
 * Verifies everything that is kept now, and that the record of each request ends where its entries do. Throws
 * `StoreUnavailable`.
 */
export async function verifyAudit(deps: VerifyDeps): Promise<AuditReport> {
  const { audit } = deps;
  const head = await audit.head();
  const verifier = createAuditVerifier(deps.signer);
  const sealedTo = await takeSealed(deps, verifier, head.first);
  await takeLines(deps, verifier, Math.max(sealedTo + 1, head.first), head.seq);
  const report = verifier.report();
  if (report.problem !== undefined) return report;
  const problem =
    whyNotWhole(verifier, report, head.seq) ??
    whyUnsealed(report, head.now) ??
    (await whyNotTheRecord(deps, verifier, head.seq));
  return problem === undefined ? report : { ...report, problem };
}

async function takeSealed({ audit }: VerifyDeps, verifier: AuditVerifier, first: number): Promise<number> {
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
  { audit }: Pick<VerifyDeps, 'audit'>,
  verifier: AuditVerifier,
  from: number,
  to: number,
): Promise<void> {
  for (let next = from; next <= to; next += 1_000) {
    for (const line of await audit.lines(next, Math.min(to, next + 999))) {
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
  const cut = verifier.cut() ?? 0;
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

async function whyNotTheRecord(
  { audit }: VerifyDeps,
  verifier: AuditVerifier,
  read: number,
): Promise<string | undefined> {
  const known = [...verifier.macs()];
  const others: (readonly [string, string])[] = [];
  for (let i = 0; i < known.length; i += requestsAtOnce) {
    const some = known.slice(i, i + requestsAtOnce);
    const macs = await Promise.all(some.map(([id]) => audit.requestMac(id)));
    for (const [index, [id, mac]] of some.entries()) {
      const kept = macs[index];
      if (kept !== undefined && kept !== mac) others.push([id, kept]);
    }
  }
  if (others.length === 0) return undefined;
  // A request may have gone on while this was reading.
  const { seq } = await audit.head();
  const newer = new Set((await audit.lines(read + 1, seq)).map((line) => readEntryLine(line ?? '')?.mac));
  const wrong = others.find(([, mac]) => !newer.has(mac));
  return wrong && `the record of request ${wrong[0]} does not end with its newest entry`;
}
