import { createHash } from 'node:crypto';
import { csvHead, csvRow } from '#core/audit/csv.ts';
import { isRight, readEntryLine, readSealLine, trailerLine } from '#core/audit/line.ts';
import { defined } from '#core/defined.ts';
import { type SealDeps, sealAudit } from './seal.ts';

export interface ExportRequest {
  /** Who reads, for the audit. */
  readonly by: string;
  readonly format: 'jsonl' | 'csv';
  /** Absent: from the oldest on. */
  readonly from?: Date;
  /** Absent: to the newest. */
  readonly to?: Date;
}

export interface ExportResult {
  /** The numbers of the first and the last entry; absent where there was none. */
  readonly range?: { readonly first: number; readonly last: number };
  readonly sha256: string;
}

const sealsAtOnce = 500;

/** A stretch of entries under one seal. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly line: string;
}

/**
 * Writes out what was sealed within a span of time, whole seals only, and a signed trailer that says how far it goes,
 * so that the file can be verified alone. The audit records the export before its first line is written, and its
 * completion after the last.
 */
export async function exportAudit(
  deps: SealDeps,
  request: ExportRequest,
  write: (text: string) => Promise<void>,
): Promise<ExportResult> {
  await sealAudit(deps);
  const stretches = await stretchesOf(deps, request);
  const range = { first: stretches[0]?.from ?? 0, last: stretches.at(-1)?.to ?? 0 };
  const { by, format } = request;
  const about = { kind: 'export', by, format, from: range.first, to: range.last } as const;
  await deps.audit.append({ ...about, phase: 'began' });
  const hash = createHash('sha256');
  const put = async (text: string) => {
    hash.update(text);
    await write(text);
  };
  if (format === 'csv') await put(csvHead);
  for (const stretch of stretches) await putStretch(deps, stretch, format, put);
  if (format === 'jsonl') {
    const lines = hash.copy().digest('hex');
    await put(`${await trailerOf(deps, request, range, stretches.at(-1), lines)}\n`);
  }
  const sha256 = hash.digest('hex');
  const through = format === 'jsonl' ? await exportedThrough(deps, range) : undefined;
  await deps.audit.append({ ...about, phase: 'finished', sha256, ...defined({ through }) });
  await sealAudit(deps);
  return { sha256, ...(stretches.length === 0 ? {} : { range }) };
}

/** What the file must hold, for a reader who gets nothing else. */
async function trailerOf(
  { audit, signer }: SealDeps,
  { from, to }: ExportRequest,
  range: NonNullable<ExportResult['range']>,
  newest: Stretch | undefined,
  lines: string,
): Promise<string> {
  const { now } = await audit.head();
  return trailerLine(signer, {
    ...range,
    entries: newest === undefined ? 0 : range.last - range.first + 1,
    seal: newest === undefined ? '' : (readSealLine(newest.line)?.mac ?? ''),
    lines,
    ...defined({ from, to }),
    at: now,
  });
}

async function putStretch(
  { audit }: SealDeps,
  { from, to, line: seal }: Stretch,
  format: ExportRequest['format'],
  put: (text: string) => Promise<void>,
): Promise<void> {
  for (const line of await audit.lines(from, to)) {
    if (line === undefined) continue;
    await put(format === 'csv' ? csvRow(line) : `${line}\n`);
  }
  if (format === 'jsonl') await put(`${seal}\n`);
}

async function stretchesOf({ audit }: SealDeps, { from, to }: ExportRequest): Promise<readonly Stretch[]> {
  const { first, seq } = await audit.head();
  const found: Stretch[] = [];
  let before: Date | undefined;
  let next = first;
  for (;;) {
    const lines = await audit.seals(next, sealsAtOnce);
    for (const line of lines) {
      const seal = readSealLine(line)?.seal;
      if (seal === undefined) throw new Error('a seal of the audit cannot be read; verify the audit');
      const early = from !== undefined && seal.at < from;
      const late = to !== undefined && before !== undefined && before > to;
      if (!early && !late) found.push({ from: seal.from, to: seal.to, line });
      before = seal.at;
      next = seal.to + 1;
    }
    if (lines.length < sealsAtOnce || next > seq) return found;
  }
}

/** Up to where everything has left in full, this export included; `undefined`: it says nothing new. */
async function exportedThrough(
  deps: SealDeps,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<number | undefined> {
  const before = await lastThrough(deps);
  return first > 0 && first <= before + 1 && last > before ? last : undefined;
}

/**
 * Up to which entry everything has been exported, as the newest export says; removed entries were exported before.
 */
export async function lastThrough({ audit, signer }: Pick<SealDeps, 'audit' | 'signer'>): Promise<number> {
  const gone = (await audit.head()).first - 1;
  const read = readEntryLine((await audit.lastExport()) ?? '');
  if (read?.entry.kind !== 'export') return gone;
  return Math.max(gone, isRight(signer, read) ? (read.entry.through ?? 0) : 0);
}
