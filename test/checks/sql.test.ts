import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCheckRunner } from '#checks/index.ts';
import type { CheckResult, Expectation, Reach, SqlCheck } from '#core/data-check.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { Secret } from '#core/secret.ts';
import { listenHere } from '#sandbox/loopback.ts';
import { patience } from '#test/support/patience.ts';
import { type OwnPostgres, startOwnPostgres } from '#test/support/postgres.ts';
import { type HostileQuery, hostileQueries } from './hostile-queries.ts';

const readerPassword = 'reader-password-4711';
/** In the rows; it must never be in what a check says. */
const canary = 'jane.doe@example.com';

const plan: RestorePlan = {
  provider: 'cockroach',
  connection: 'crdb-prod',
  kind: 'database',
  source: { id: 'c-1', name: 'orders-prod' },
  target: { id: 'c-1', name: 'orders-prod' },
  point: { type: 'backup', backupId: 'b-1', takenAt: new Date('2026-11-26T12:00:00Z') },
  options: {},
};

let postgres: OwnPostgres;
let own: { readonly cert: string; readonly key: string };
const runner = createCheckRunner({ now: () => new Date() });

beforeAll(async () => {
  own = await certificate();
  postgres = await startOwnPostgres(own);
  await postgres.owner('postgres', 'create database orders');
  await postgres.owner(
    'orders',
    `
    create table orders (id int primary key, email text, paid boolean, at timestamptz);
    insert into orders select n, '${canary}', true, timestamptz '2026-11-26 11:30Z' - n * interval '1 minute'
      from generate_series(0, 999) n;
    create table empty (id int);
    create table local (at timestamp); insert into local values ('2026-11-26 11:30:00');
    create function write_one() returns int language plpgsql security definer as $$
      begin insert into orders values (-1, 'written', true, now()); return 1; end $$;
    create function go_on() returns int language plpgsql as $$
      begin set transaction read write; insert into orders values (-2, 'written', true, now()); return 1; end $$;
    create function speak() returns int language plpgsql as $$
      declare it text; begin select email into it from orders limit 1;
      raise exception '%', it using detail = it, hint = it; end $$;
    create table calm (yes boolean); insert into calm values (false);
    create function moody() returns int language plpgsql as $$
      begin if (select yes from calm) then return 1; end if;
      perform pg_sleep(0.3); raise exception sqlstate '40001'; end $$;
    create role reader login password '${readerPassword}';
    grant select on all tables in schema public to reader;
    create role writer login password '${readerPassword}';
    grant select, insert on orders to writer;
    create table secret_table (id int);
    create role stranger login password '${readerPassword}';
    create procedure commit_first(inout n int) language plpgsql as $$
      begin commit; insert into orders values (-3, 'written', true, now()); end $$;
    create sequence numbers; grant all on sequence numbers to reader;
    create view constant as select 1000 as n;
    create extension file_fdw; create server files foreign data wrapper file_fdw;
    create foreign table elsewhere (n int) server files options (filename 'PG_VERSION');
    create role sleeper login noinherit in role writer password '${readerPassword}';
    create role replicator login replication password '${readerPassword}';
    create role signaller login in role pg_signal_backend password '${readerPassword}';
    grant select on constant, elsewhere to reader;
    grant select on orders to replicator, signaller;
  `,
  );
});
afterAll(() => postgres[Symbol.asyncDispose]());

/** Of a server called localhost, signed automatically. */
async function certificate() {
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-certificate-'));
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const request =
    'req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost';
  await promisify(execFile)('openssl', [...request.split(' '), '-keyout', key, '-out', cert]);
  const files = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  await rm(dir, { recursive: true });
  return files;
}

function checkOf(query: string, expect: Expectation, changes: Partial<SqlCheck> = {}): SqlCheck {
  return {
    by: 'sql',
    name: 'orders are there',
    match: {},
    timeoutMs: 5_000,
    query,
    expect,
    user: 'reader',
    password: new Secret(readerPassword),
    ...changes,
  };
}

function reachOf(changes: Partial<Reach> = {}): Reach {
  const databases = [{ name: 'orders', as: 'orders' }];
  return { host: '127.0.0.1', port: postgres.port, databases, credentialOpens: 'any', ...changes };
}

async function run(check: SqlCheck, reach: Reach = reachOf()): Promise<CheckResult> {
  const restored = { requestId: 'R1', plan, reach };
  return runner.run(check, restored, { signal: AbortSignal.timeout(20_000) });
}

const written = async () => {
  const rows = await postgres.owner('orders', 'select count(*)::int as n from orders');
  return rows[0]?.['n'];
};

const atLeast = (min: number): Expectation => ({ type: 'range', min });

describe('a check reads one value', () => {
  test.each<[string, string, Expectation, object]>([
    ['a count in range', 'select count(*) from orders', atLeast(1_000), { value: 1_000 }],
    ['a count out of range', 'select count(*) from orders', atLeast(1_001), { value: 1_000 }],
    [
      'a number that is equal',
      'select sum(id) from orders',
      { type: 'equals', value: 499_500 },
      { value: 499_500 },
    ],
    ['a boolean', 'select bool_and(paid) from orders', { type: 'equals', value: true }, { value: true }],
    [
      'the newest row',
      'select max(at) from orders',
      { type: 'fresh', withinMs: 3_600_000 },
      { at: new Date('2026-11-26T11:30:00Z') },
    ],
    [
      'a time without a zone, as UTC',
      'select max(at) from local',
      { type: 'fresh', withinMs: 3_600_000 },
      { at: new Date('2026-11-26T11:30:00Z') },
    ],
  ])('%s', async (_, query, expected, saw) => {
    const result = await run(checkOf(query, expected));

    const isPass = expected.type !== 'range' || expected.min === 1_000;
    expect(result).toMatchObject({ result: isPass ? 'passed' : 'failed', saw: [saw] });
  });

  test('a newest row that is too old fails, and its age is counted from the restore point', async () => {
    const check = checkOf('select max(at) from orders', { type: 'fresh', withinMs: 60_000 });

    expect(await run(check)).toMatchObject({ result: 'failed', because: 'unexpected-value' });
  });

  test('an empty table has no newest row', async () => {
    const check = checkOf('select max(id) from empty', atLeast(1));

    expect(await run(check)).toMatchObject({ result: 'failed', because: 'no-value' });
  });

  test.each([
    ['a table that is not there', 'select count(*) from payments', '42P01'],
    ['a column that is not there', 'select max(paid_at) from orders', '42703'],
  ])('%s fails', async (_, query, code) => {
    expect(await run(checkOf(query, atLeast(1)))).toMatchObject({
      result: 'failed',
      because: 'missing',
      code,
    });
  });

  test('a database that is not there fails', async () => {
    const reach = reachOf({ databases: [{ name: 'orders', as: 'orders_restored' }] });

    const result = await run(checkOf('select count(*) from orders', atLeast(1)), reach);

    expect(result).toMatchObject({ result: 'failed', because: 'missing', code: '3D000' });
  });
});

describe('hostile checks neither write, nor leak, nor hang', () => {
  test.each<HostileQuery>(hostileQueries)('%s', async (_, query, because, changes = {}) => {
    const before = await written();
    const ends = JSON.stringify(because).includes('timeout');
    const check = checkOf(query, atLeast(1), { timeoutMs: ends ? 2_000 : 20_000, ...changes });

    const result = await run(check);

    expect(result).toMatchObject({ result: 'not-checked', ...because });
    expect(await written()).toBe(before);
    expect(JSON.stringify(result)).not.toMatch(/jane|doe|xxx|password/u);
  });

  test('one that the server gives up and wants to be asked again is asked again, a few times', async () => {
    const asks = () => run(checkOf('select moody()', atLeast(1)));
    expect(await asks()).toMatchObject({ result: 'not-checked', because: 'sql-error', code: '40001' });

    const asked = asks();
    const sleeping =
      "select 1 from pg_stat_activity where application_name = 'restorebot' and query like '%moody%'";
    await expect.poll(() => postgres.owner('postgres', sleeping), patience).toHaveLength(1);
    await postgres.owner('orders', 'update calm set yes = true');
    expect(await asked).toMatchObject({ result: 'passed' });
  });

  test('what the server still runs for a check that was given up ends soon, although it lifted its timeout', async () => {
    const sleep = "select 1 from set_config('statement_timeout', '0', false), pg_sleep(600)";
    await run(checkOf(sleep, atLeast(1), { timeoutMs: 1_000 }));

    const running =
      "select pid from pg_stat_activity where application_name = 'restorebot' and state = 'active'";
    // It would sleep for ten minutes.
    await expect.poll(() => postgres.owner('postgres', running), patience).toEqual([]);
  });

  test('what a function leaves outside a table is gone with the transaction, or with the session', async () => {
    await run(checkOf('select count(pg_advisory_lock(id)) from orders', atLeast(1)));
    await run(checkOf('select count(lo_from_bytea(0, email::bytea)) from orders', atLeast(1)));

    const left = `select 'lock' as what from pg_locks where locktype = 'advisory'
      union all select 'object' from pg_largeobject_metadata`;
    await expect.poll(() => postgres.owner('orders', left), patience).toEqual([]);
  });

  test('a server that sends without end before the login is given up', async () => {
    const notice = Buffer.concat([Buffer.from('N'), Buffer.alloc(4), Buffer.alloc(100_000)]);
    notice.writeInt32BE(notice.length - 1, 1);
    const flood = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(notice));
    });
    const port = await listenHere(flood);
    const check = checkOf('select count(*) from orders', atLeast(1));

    expect(await run(check, reachOf({ port }))).toMatchObject({
      result: 'not-checked',
      because: 'too-large',
    });
    flood.close();
  });

  test('a server that accepts and says nothing is given up', async () => {
    const silent = createServer(() => undefined);
    const port = await listenHere(silent);
    const check = checkOf('select count(*) from orders', atLeast(1), { timeoutMs: 1_000 });

    expect(await run(check, reachOf({ port }))).toMatchObject({ result: 'not-checked', because: 'timeout' });
    silent.close();
  });

  test('nobody listens', async () => {
    const check = checkOf('select count(*) from orders', atLeast(1));

    expect(await run(check, reachOf({ port: 1 }))).toMatchObject({ because: 'cannot-connect' });
  });

  test('a check whose process is told to stop rejects, so that it runs again', async () => {
    const stop = new AbortController();
    const check = checkOf('select 1 from pg_sleep(600)', atLeast(1), { timeoutMs: 60_000 });
    const running = runner.run(check, { requestId: 'R1', plan, reach: reachOf() }, { signal: stop.signal });

    stop.abort(new Error('restorebot is stopping'));

    await expect(running).rejects.toThrow('restorebot is stopping');
  });
});

describe('over TLS', () => {
  const count = (ca: string) => checkOf('select count(*) from orders', atLeast(1), { ca });

  test('a server whose certificate is signed by the named authority is read', async () => {
    expect(await run(count(own.cert), reachOf({ host: 'localhost' }))).toMatchObject({ result: 'passed' });
  });

  test('one that another authority signed gets no password', async () => {
    const other = await certificate();

    expect(await run(count(other.cert), reachOf({ host: 'localhost' }))).toMatchObject({
      result: 'not-checked',
      because: 'cannot-connect',
    });
  });

  test('one whose certificate is for another name gets none either', async () => {
    expect(await run(count(own.cert), reachOf({ host: '127.0.0.1' }))).toMatchObject({
      result: 'not-checked',
      because: 'cannot-connect',
    });
  });
});

describe('a check reads what was restored, and nothing else', () => {
  const check = checkOf('select count(*) from orders', atLeast(1));

  test.each<[string, Partial<Reach>, Partial<SqlCheck>, string]>([
    ['the vendor does not say where', { host: undefined }, {}, 'no-address'],
    ['several databases, and none is named', { databases: 'any' }, {}, 'which-database'],
    [
      'a credential that opens one database, and many targets',
      { credentialOpens: 'one' },
      {},
      'one-target-only',
    ],
    [
      'a credential that opens one database, and a pattern',
      { credentialOpens: 'one' },
      { match: { targets: ['orders-*'] } },
      'one-target-only',
    ],
    ['a schema without its rows', { databases: [] }, { database: 'orders' }, 'database-not-restored'],
  ])('%s', async (_, reach, changes, because) => {
    expect(await run({ ...check, ...changes }, reachOf(reach))).toMatchObject({
      result: 'not-checked',
      because,
    });
  });

  test('under another name, by its name in the source', async () => {
    const reach = reachOf({
      databases: [
        { name: 'orders_then', as: 'orders' },
        { name: 'b', as: 'b' },
      ],
    });

    expect(await run({ ...check, database: 'orders_then' }, reach)).toMatchObject({ result: 'passed' });
  });

  test('at a host out of the target’s id where the vendor does not say', async () => {
    const target = { id: '127', name: 'orders-prod' };
    const restored = { requestId: 'R1', plan: { ...plan, target }, reach: reachOf({ host: undefined }) };
    const here = { ...check, host: '{id}.0.0.1', port: postgres.port };

    const result = await runner.run(here, restored, { signal: AbortSignal.timeout(10_000) });

    expect(result).toMatchObject({ result: 'passed' });
  });
});
