import type { Seen } from '#core/data-check.ts';

/** Object ids of PostgreSQL's types, the same on CockroachDB (pg_type.dat). */
const numbers = new Set([20, 21, 23, 26, 700, 701, 1700]);
const bool = 16;
const instants = new Set([1082, 1114, 1184]);

/** A value as the server writes it in ISO date style and UTC; `undefined`: a type that is never shown. */
export function seenOf(oid: number, text: string): Seen | undefined {
  if (oid === bool) return { type: 'boolean', value: text === 't' || text === 'true' };
  if (numbers.has(oid)) {
    const value = Number(text);
    return Number.isFinite(value) ? { type: 'number', value } : undefined;
  }
  if (!instants.has(oid)) return undefined;
  // A type without a zone is read as UTC. Neither `infinity` nor a year BC is an instant.
  const [, day, time = '00:00:00'] =
    /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)\d*)?(?:\+00(?::?00)?)?$/u.exec(text) ?? [];
  const at = day === undefined ? undefined : new Date(`${day}T${time}Z`);
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : { type: 'instant', at };
}
