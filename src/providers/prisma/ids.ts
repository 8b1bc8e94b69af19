import { defined } from '#core/defined.ts';
import type { Resource } from '#core/restore-plan.ts';

/**
 * A database's id without its prefix: `db_cm1…` and `cm1…` are the same database. The pattern of an id,
 * `^(db_)?([cC][^\s-]{8,}|[a-z0-9]+)$`, keeps this from cutting into an id.
 */
export function bareId(id: string): string {
  return id.replace(/^db_/, '');
}

export function sameDatabase(one: string, other: string): boolean {
  return bareId(one) === bareId(other);
}

/** What is known of one restore, as its id carries it. */
export interface Traces {
  /** The vendor's time of its acceptance, or the earliest one it can have; absent where a person named the target. */
  readonly acceptedAt?: Date;
  /** The status that the vendor showed when it accepted it, or when we found it running. */
  readonly status?: string;
}

/**
 * An id for a restore. The vendor has none: this one is the target's id, the vendor's time and the status that it
 * answered, `db_cm1…@2026-11-22T03:14:07Z/recovering`, so that a look which knows nothing else can be honest.
 */
export function operationIdOf(target: Resource, acceptedAt: Date, status: string): string {
  const time = acceptedAt.toISOString().replace(/\.\d+Z$/, 'Z');
  return `${target.id}@${time}/${status.replaceAll(/[^\w-]/g, '').slice(0, 30)}`;
}

/**
 * Reads an id of ours, or what a person typed to adopt a restore: the target's id, alone or with a time. `undefined`:
 * it is not about this target.
 */
export function readOperationId(target: Resource, operationId: string): Traces | undefined {
  const [id, rest, ...more] = operationId.split('@');
  if (id === undefined || more.length > 0 || !sameDatabase(id, target.id)) return undefined;
  if (rest === undefined) return {};
  const [time = '', status] = rest.split('/');
  const acceptedAt = new Date(time);
  if (Number.isNaN(acceptedAt.getTime())) return undefined;
  return { acceptedAt, ...defined({ status }) };
}
