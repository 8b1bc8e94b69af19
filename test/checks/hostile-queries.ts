import type { SqlCheck } from '#core/data-check.ts';
import { Secret } from '#core/secret.ts';

const insert = "insert into orders values (-9, 'written', true, now())";
const million = 'select n from generate_series(1, 1000000) n, orders';

/** What a check may try, the statement, why it is not checked, and changes to the check. */
export type HostileQuery = [what: string, query: string, because: object, changes?: Partial<SqlCheck>];

export const hostileQueries: readonly HostileQuery[] = [
  ['a write', insert, { because: 'role-can-write' }, { user: 'writer' }],
  ['a write by a reader', insert, { because: 'no-rows' }],
  ['a write that returns rows', `${insert} returning id`, { because: 'sql-error' }],
  [
    'a write in a WITH',
    `with w as (${insert} returning id) select count(*) from w`,
    { because: 'sql-error' },
  ],
  ['two statements', `select count(*) from orders; ${insert}`, { because: 'sql-error', code: '42601' }],
  ['a commit before a write', `commit; ${insert}`, { because: 'sql-error', code: '42601' }],
  ['a commit alone', 'commit', { because: 'no-rows' }],
  ['a read-write transaction', 'set transaction read write', { because: 'no-rows' }],
  [
    'a setting that makes it writable',
    "select set_config('transaction_read_only', 'off', false) from orders",
    { because: 'sql-error', code: '25001' },
  ],
  ['an anonymous block', `do $$ begin ${insert}; end $$`, { because: 'no-rows' }],
  ['a copy', 'copy orders to stdout', { because: 'no-rows' }],
  ['a copy to a program', "copy orders to program 'id > /tmp/seen'", { because: 'no-rows' }],
  ['a procedure that commits', 'call commit_first(1)', { because: 'sql-error', code: '2D000' }],
  [
    'a sequence that is set',
    "select setval('numbers', 9) from orders",
    { because: 'sql-error', code: '25006' },
  ],
  ['a file that is read', "select count(*) from pg_read_file('PG_VERSION')", { code: '42501' }],
  ['a file that is written', "select lo_export(1, '/tmp/seen')", { code: '42501' }],
  [
    'a session that ends itself',
    'select count(pg_terminate_backend(pg_backend_pid())) from orders',
    { because: 'cannot-connect', code: '57P01' },
  ],
  ...['sleeper', 'replicator', 'signaller'].map((user): HostileQuery => {
    return [
      `a ${user}, whose role can do more than read`,
      'select count(*) from orders',
      { because: 'role-can-write' },
      { user },
    ];
  }),
  [
    'a function that writes with its owner’s rights',
    'select write_one()',
    { because: 'sql-error', code: '25006' },
  ],
  ['a function that makes it writable', 'select go_on()', { because: 'sql-error', code: '25001' }],
  ['a lock on rows', 'select id from orders for update', { because: 'sql-error' }],
  ['a sequence of rows without end', 'select count(*) from generate_series(1, 1e12)', { because: 'timeout' }],
  ['a sleep', 'select 1 from pg_sleep(600)', { because: 'timeout' }],
  [
    'a sleep that lifts its own timeout',
    "select set_config('statement_timeout', '0', false), pg_sleep(600)",
    { because: 'not-one-value' },
  ],
  [
    'a sleep with the timeout lifted',
    "select 1 from set_config('statement_timeout', '0', false), pg_sleep(600)",
    { because: 'timeout' },
  ],
  ['a million rows', million, { because: 'not-one-value' }],
  ['a value of 10 MB', "select repeat('x', 10000000)", { because: 'too-large' }],
  ['a text', 'select email from orders limit 1', { because: 'other-type' }],
  ['a row as JSON', 'select row_to_json(orders) from orders limit 1', { because: 'other-type' }],
  ['two columns', 'select id, email from orders limit 1', { because: 'not-one-value' }],
  ['an error that carries data', 'select speak()', { because: 'sql-error', code: 'P0001' }],
  ['a cast that shows a value', 'select email::int from orders', { because: 'sql-error', code: '22P02' }],
  ['a constant, which reads nothing', 'select 1000', { because: 'read-no-table' }],
  ['rows out of nothing', 'select count(*) from generate_series(1, 1000)', { because: 'read-no-table' }],
  ['the catalog, which is no data', 'select count(*) + 1000 from pg_class', { because: 'read-no-table' }],
  ['a view of a constant', 'select n from constant', { because: 'read-no-table' }],
  ['a foreign table', 'select n from elsewhere', { because: 'read-no-table' }],
  ['a foreign table and an own one', 'select max(n) from elsewhere, orders', { because: 'read-no-table' }],
  ['a table that it may not read', 'select count(*) from orders', { code: '42501' }, { user: 'stranger' }],
  [
    'a superuser',
    'select count(*) from orders',
    { because: 'role-can-write' },
    { user: 'owner', password: new Secret('owner-password') },
  ],
  [
    'a wrong password',
    'select count(*) from orders',
    { because: 'login-refused', code: '28P01' },
    { password: new Secret('wrong') },
  ],
  [
    'a timestamp later than the restore point',
    "select max(at) + interval '1 hour' from orders",
    { because: 'later-than-restore-point' },
    { expect: { type: 'fresh', withinMs: 3_600_000 } },
  ],
  [
    'infinity',
    "select max('infinity'::timestamptz) from orders",
    { because: 'other-type' },
    { expect: { type: 'fresh', withinMs: 3_600_000 } },
  ],
  ['not a number', "select max('NaN'::numeric) from orders", { because: 'other-type' }],
  [
    'another database',
    'select count(*) from orders',
    { because: 'database-not-restored' },
    { database: 'template1' },
  ],
  [
    'another host',
    'select count(*) from orders',
    { because: 'other-address' },
    { host: '{name}.attacker.example' },
  ],
];
