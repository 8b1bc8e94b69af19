import { z } from 'zod';
import { defined } from './defined.ts';
import type { RequestEvent } from './events.ts';
import { Impact, lossOf } from './impact.ts';
import { Instant } from './instant.ts';
import { Resource } from './restore-plan.ts';
import type { RestoreRequest } from './restore-request.ts';
import { goodEndOf } from './verification.ts';

/**
 * What stays of a request beyond its record: one small line, written in the save that ends it. The audit holds the same
 * facts and more; from it the history can be built again (service/history.ts).
 */
export const HistoryRecord = z.object({
  requestId: z.string().min(1),
  provider: z.string(),
  connection: z.string(),
  kind: z.string(),
  impact: Impact.shape.type,
  source: Resource,
  target: Resource,
  /** Whether the target could not be used between `submittedAt` and `restoredAt`. */
  unavailable: z.boolean(),
  askedAt: Instant,
  /** When the last approval was given; absent: nobody approved it. */
  approvedAt: Instant.optional(),
  /** When the attempt began that became, or may have become, the operation; absent: none did, or a person started it. */
  submittedAt: Instant.optional(),
  /** When the vendor had finished; absent: it did not. */
  restoredAt: Instant.optional(),
  /** How large the backup was, as its vendor counts; absent: it does not tell. */
  sizeBytes: z.number().min(0).optional(),
  /** When a check had read the restored data; absent: none did. */
  verifiedAt: Instant.optional(),
  endedAt: Instant,
  /** Writes that an in-place restore of the target to its own past lost, milliseconds of them. */
  lostMs: z.int().min(0).optional(),
  /** The target got the data of another source: all previous data is gone. */
  replaced: z.literal(true).optional(),
  /** How it ended: a good end (core/verification.ts), or the tag of the state. */
  outcome: z.string(),
  /**
   * It may have been running at the vendor and did not end well: `lostMs` or `replaced` is what may be lost, and the
   * target may have been unavailable until `endedAt`.
   */
  uncertain: z.literal(true).optional(),
  /** Drills, which come later, are shown apart and are never the basis of an estimate. */
  run: z.enum(['real', 'drill']),
  /** The sandbox made it up, so that there is a past to look at. */
  example: z.literal(true).optional(),
});
export type HistoryRecord = Readonly<z.output<typeof HistoryRecord>>;

/** Which part of the past is asked for. */
export interface HistoryFilter {
  /** Absent: of every connection. */
  readonly connection?: string;
  readonly limit: number;
}

/** The newest requests by their end, newest first. */
export interface Newest {
  readonly records: readonly HistoryRecord[];
  /** The ids of those among them whose record is damaged, or of a version that this one does not know. */
  readonly unreadable: readonly string[];
}

/** What stays of requests that have ended, beyond their records. Every method may throw `StoreUnavailable`. */
export interface HistoryStore {
  newest(filter: HistoryFilter): Promise<Newest>;
  /** Adds those that are not there or cannot be read, and changes none that can; gives how many it added. */
  merge(records: readonly HistoryRecord[]): Promise<number>;
  /** Removes those that ended before then; gives how many. */
  dropBefore(instant: Date): Promise<number>;
}

/** What a record is about: what a restore in place overwrites; for a new target or a download, its source. */
export function databaseOf({
  impact,
  source,
  target,
}: Pick<HistoryRecord, 'impact' | 'source' | 'target'>): Resource {
  return impact === 'in-place' ? target : source;
}

/** What the history keeps of a request that has ended; `events`: all of this request. `undefined`: it has not ended. */
export function historyOf(
  request: RestoreRequest,
  events: readonly RequestEvent[],
): HistoryRecord | undefined {
  const { id, plan: pinned, impact, askedAt, state } = request;
  if (!('at' in state)) return undefined;
  const { plan } = pinned;
  const restored = events.findLast(({ type }) => type === 'restored');
  const restoredAt = restored?.type === 'restored' ? restored.finishedAt : undefined;
  const submittedAt = submissionOf(request);
  const approvedAt = events.findLast(({ type }) => type === 'approved')?.at;
  const end = state.tag === 'succeeded' ? goodEndOf(state.verification, impact).type : state.tag;
  const loss = submittedAt === undefined ? ({ type: 'none' } as const) : lossOf(plan, impact, submittedAt);
  return {
    requestId: id,
    provider: plan.provider,
    connection: plan.connection,
    kind: plan.kind,
    impact: impact.type,
    source: plan.source,
    target: plan.target,
    unavailable: impact.unavailable.length > 0,
    askedAt,
    ...defined({
      approvedAt,
      submittedAt,
      restoredAt,
      verifiedAt: end === 'verified' ? state.at : undefined,
      lostMs: loss.type === 'own-since' ? loss.lengthMs : undefined,
      sizeBytes: request.sizeBytes,
      replaced: loss.type === 'all' ? true : undefined,
      uncertain: submittedAt !== undefined && restoredAt === undefined ? true : undefined,
    }),
    endedAt: state.at,
    outcome: end,
    run: 'real',
  };
}

/**
 * When the attempt began that the vendor accepted, or that may have reached it. A restore that a person started at the vendor, and that was adopted,
 * has none: how long it took is not known.
 */
export function submissionOf({ attempts }: Pick<RestoreRequest, 'attempts'>): Date | undefined {
  return attempts.findLast(({ proof }) => proof === 'accepted' || proof === undefined)?.at;
}

/** Since when the vendor runs one that it accepted: since it was sent, however late the acceptance was found. */
export function runsSince(
  request: Pick<RestoreRequest, 'attempts'>,
  { submittedAt }: { readonly submittedAt: Date },
): Date {
  return submissionOf(request) ?? submittedAt;
}

/** How long the target could not be used, or may have been unusable, milliseconds. */
export function unavailableMs(record: HistoryRecord): number {
  const { unavailable, uncertain, submittedAt, endedAt } = record;
  if (!unavailable) return 0;
  if (uncertain !== true || submittedAt === undefined) return tookMs(record) ?? 0;
  return Math.max(0, endedAt.getTime() - submittedAt.getTime());
}

/** How long the vendor took, milliseconds; `undefined`: it did not finish, or nobody knows when it began. */
export function tookMs({
  submittedAt,
  restoredAt,
}: Pick<HistoryRecord, 'submittedAt' | 'restoredAt'>): number | undefined {
  if (submittedAt === undefined || restoredAt === undefined) return undefined;
  const ms = restoredAt.getTime() - submittedAt.getTime();
  return ms > 0 ? ms : undefined;
}
