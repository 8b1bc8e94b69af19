import type { NotCheckedBecause, Restored, SqlCheck } from '#core/data-check.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { Place } from './session.ts';

/**
 * Where a check reads: the host and the database come from what was restored, so that no check reads another one's
 * data. Or why there is no such place.
 */
export function placeOf(
  check: Pick<SqlCheck, 'host' | 'port' | 'database' | 'match'>,
  { target }: RestorePlan,
  reach: Restored['reach'],
): Place | NotCheckedBecause {
  if (reach === 'vendor-unavailable') return reach;
  if (reach === 'not-postgres') return 'no-address';
  if (reach.credentialOpens === 'one' && !isOneTarget(check.match.targets)) return 'one-target-only';
  const database = databaseOf(check.database, reach.databases);
  if (typeof database === 'string') return database;
  const wanted = check.host?.replaceAll('{id}', target.id).replaceAll('{name}', target.name);
  if (reach.host !== undefined) {
    if (wanted !== undefined && wanted.toLowerCase() !== reach.host.toLowerCase()) return 'other-address';
    return { host: reach.host, port: reach.port, database: database.as };
  }
  // The target's name is somebody else's text.
  if (wanted === undefined || !/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/u.test(wanted)) return 'no-address';
  return { host: wanted, port: check.port ?? reach.port, database: database.as };
}

function isOneTarget(targets: readonly string[] | undefined): boolean {
  return targets?.length === 1 && !/[*?]/u.test(targets[0] ?? '');
}

function databaseOf(
  wanted: string | undefined,
  databases: Exclude<Restored['reach'], string>['databases'],
): { readonly as: string } | NotCheckedBecause {
  if (databases === 'any') return wanted === undefined ? 'which-database' : { as: wanted };
  const [only, ...more] = databases;
  if (wanted === undefined) return only === undefined || more.length > 0 ? 'which-database' : only;
  return databases.find(({ name }) => name === wanted) ?? 'database-not-restored';
}
