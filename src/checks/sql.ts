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
import { type ReadOne, TooLarge } from './read-one.ts';
import { inReadOnly, type Session } from './session.ts';
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

/**
 * Whether the role is a superuser or may write to any table: a read-only transaction is the second lock on that door,
 * and the role is the first. CockroachDB answers the same catalog.
 */
async function canWrite(session: Session): Promise<boolean> {
  return isTrue(
    await session.read(`select coalesce((
        select rolsuper from pg_catalog.pg_roles where rolname = current_user
      ), true) or exists (
        select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'f')
          and n.nspname not in ('pg_catalog', 'information_schema', 'crdb_internal', 'pg_extension')
          and n.nspname not like 'pg\\_t%'
          and pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
      )`),
  );
}

/** Relations below this id are the server's own (PostgreSQL, src/include/access/transam.h). */
const firstOwnId = 16_384;

/**
 * Whether the query has read a table that is not the server's: its transaction still holds the locks. CockroachDB takes
 * none, and its plan says it (cockroachlabs.com/docs/stable/explain).
 */
async function hasReadTable(session: Session, query: string): Promise<boolean> {
  const version = await session.read('select pg_catalog.version()');
  if (version.type === 'value' && version.text?.startsWith('CockroachDB') === true) {
    const plan = await session.read(`select string_agg(info, e'\\n') from [explain ${query}
      ]`);
    return plan.type === 'value' && plan.text !== null && readsTable(plan.text);
  }
  return isTrue(
    await session.read(`select count(*) > 0 from pg_catalog.pg_locks
      where locktype = 'relation' and pid = pg_catalog.pg_backend_pid() and relation >= ${firstOwnId}`),
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
