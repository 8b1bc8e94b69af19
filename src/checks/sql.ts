import { DatabaseError } from 'pg';
import {
  type CheckResult,
  judge,
  type NotCheckedBecause,
  type Restored,
  type SqlCheck,
} from '#core/data-check.ts';
import { defined } from '#core/defined.ts';
import { restoredTo, type RestorePlan } from '#core/restore-plan.ts';
import { readsTable } from './cockroach-plan.ts';
import { placeOf } from './place.ts';
import type { ReadOne } from './read-one.ts';
import { inReadOnly, type Session } from './session.ts';
import { TooLarge } from './too-large.ts';
import { seenOf } from './value.ts';

/** Reads one value from what was restored. Rejects only with the signal's reason. */
export async function runSql(
  check: SqlCheck,
  { plan, reach }: Restored,
  signal: AbortSignal,
): Promise<CheckResult> {
  const place = placeOf(check, plan, reach);
  if (typeof place === 'string') return notChecked(check, place);
  const over = AbortSignal.timeout(check.timeoutMs);
  for (let retry = 0; ; retry += 1) {
    try {
      return await inReadOnly(place, check, AbortSignal.any([signal, over]), (session) =>
        look(session, check, plan),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (over.aborted) return notChecked(check, 'timeout');
      if (!mustRetry(error) || retry >= mostRetries) return whatFailed(check, error);
    }
  }
}

const mostRetries = 3;

/** CockroachDB may give up a transaction that only reads, and asks its client to run it again (transaction retry errors). */
function mustRetry(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '40001';
}

async function look(session: Session, check: SqlCheck, plan: RestorePlan): Promise<CheckResult> {
  if (await canWrite(session)) return notChecked(check, 'role-can-write');
  const read = await session.read(check.query);
  const { by, name, expect: expected } = check;
  switch (read.type) {
    case 'no-rows':
    case 'not-one-value':
      return notChecked(check, read.type);
    case 'no-row':
      return { result: 'failed', by, name, because: 'no-value', saw: [], expected };
    case 'value': {
      if (!(await hasReadTable(session, check.query))) return notChecked(check, 'read-no-table');
      if (read.text === null) return { result: 'failed', by, name, because: 'no-value', saw: [], expected };
      const seen = seenOf(read.oid, read.text);
      if (seen === undefined) return notChecked(check, 'other-type');
      switch (judge(seen, expected, restoredTo(plan.point))) {
        case 'as-expected':
          return { result: 'passed', by, name, saw: [seen], expected };
        case 'unexpected':
          return { result: 'failed', by, name, because: 'unexpected-value', saw: [seen], expected };
        case 'later':
          return notChecked(check, 'later-than-restore-point');
        case 'not-comparable':
          return notChecked(check, 'other-type');
      }
    }
  }
}

function notChecked(
  { by, name }: SqlCheck,
  because: NotCheckedBecause,
  code?: string,
): Extract<CheckResult, { result: 'not-checked' }> {
  return { result: 'not-checked', by, name, because, ...defined({ code }) };
}

const isTrue = (read: ReadOne): boolean => read.type === 'value' && read.text === 't';

/** What these may do is outside any transaction: files, programs, other sessions (postgresql.org/docs/current/predefined-roles.html). */
const powers = [
  'pg_execute_server_program',
  'pg_read_server_files',
  'pg_write_server_files',
  'pg_signal_backend',
];

/**
 * Whether the role, or one that it is a member of and could become, may write to any table, or may do what no
 * transaction takes back. A read-only transaction is the second lock on that door, and the role is the first.
 * CockroachDB answers the same catalog.
 */
async function canWrite(session: Session): Promise<boolean> {
  return isTrue(
    await session.read(`with own as (
        select oid, rolname, rolsuper, rolreplication, rolcreaterole, rolcreatedb
        from pg_catalog.pg_roles where pg_catalog.pg_has_role(oid, 'MEMBER')
      ) select not exists (select 1 from own) or exists (
        select 1 from own where rolsuper or rolreplication or rolcreaterole or rolcreatedb
          or rolname in (${powers.map((name) => `'${name}'`).join()})
      ) or exists (
        select 1 from own, pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'f')
          and n.nspname not in ('pg_catalog', 'information_schema', 'crdb_internal', 'pg_extension')
          and n.nspname not like 'pg\\_t%'
          and pg_catalog.has_table_privilege(own.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
      )`),
  );
}

/** Relations below this id are the server's own (PostgreSQL, src/include/access/transam.h). */
const firstOwnId = 16_384;

/**
 * Whether the query has read a table that is not the server's: its transaction still holds the locks. A view alone may
 * hold a constant, and a foreign table is in another place. CockroachDB takes no locks, and its plan says it
 * (cockroachlabs.com/docs/stable/explain).
 */
async function hasReadTable(session: Session, query: string): Promise<boolean> {
  const version = await session.read('select pg_catalog.version()');
  if (version.type === 'value' && version.text?.startsWith('CockroachDB') === true) {
    const plan = await session.read(`select string_agg(info, e'\\n') from [explain ${query}
      ]`);
    return plan.type === 'value' && plan.text !== null && readsTable(plan.text);
  }
  return isTrue(
    await session.read(`select bool_or(c.relkind in ('r', 'p', 'm')) and not bool_or(c.relkind = 'f')
      from pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation
      where l.locktype = 'relation' and l.pid = pg_catalog.pg_backend_pid() and l.relation >= ${firstOwnId}`),
  );
}

/** SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html). The words of an error may hold data. */
function whatFailed(check: SqlCheck, error: unknown): CheckResult {
  if (error instanceof TooLarge) return notChecked(check, 'too-large');
  const code = error instanceof DatabaseError ? error.code : undefined;
  if (code === undefined || !/^[0-9A-Z]{5}$/u.test(code)) return notChecked(check, 'cannot-connect');
  const { by, name, expect: expected } = check;
  if (['3D000', '3F000', '42P01', '42703'].includes(code)) {
    return { result: 'failed', by, name, because: 'missing', saw: [], expected, code };
  }
  if (code === 'XX001' || code === 'XX002') {
    return { result: 'failed', by, name, because: 'damaged', saw: [], expected, code };
  }
  if (code.startsWith('28')) return notChecked(check, 'login-refused', code);
  if (code === '57014') return notChecked(check, 'timeout', code);
  if (code.startsWith('08') || code.startsWith('57P') || code.startsWith('53')) {
    return notChecked(check, 'cannot-connect', code);
  }
  return notChecked(check, 'sql-error', code);
}
